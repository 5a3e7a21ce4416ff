from __future__ import annotations

import re

import pytest

from parkdesk.paths import resource
from ui.main_window import PAGES
from ui.theme import Theme


def luminance(color):
    def linear(value):
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(
    "ground",
    ["surface", "window", "sunken", "accent_soft", "bad_soft", "warn_soft", "pending_soft", "sum_soft", "note_soft"],
)
@pytest.mark.parametrize("ink", ["text", "muted", "bad", "warn", "good"])
def test_every_ink_is_readable_on_every_ground(qapp, mode, ground, ink):
    theme = Theme(mode)
    assert contrast(theme.color(ink), theme.color(ground)) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_buttons_are_readable(qapp, mode):
    theme = Theme(mode)
    assert contrast(theme.color("on_accent"), theme.color("accent")) >= 4.5


def test_both_modes_name_the_same_roles(qapp):
    assert Theme("light").tokens.keys() == Theme("dark").tokens.keys()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_style_sheet_knows_colours_by_role_only(qapp, mode):
    raw = resource("theme", "parkdesk.qss").read_text("utf-8")
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b", raw)
    made = Theme(mode).style_sheet()
    assert "$" not in re.sub(r"/\*.*?\*/", "", made, flags=re.DOTALL)


@pytest.mark.parametrize("name", [entry.name for entry in PAGES] + ["search", "history", "lit", "unlit"])
def test_icons_draw_something_in_the_wanted_colour(qapp, name):
    theme = Theme()
    image = theme.pixmap(name, "bad", 22).toImage()
    inked = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    solid = {color.name() for color in inked if color.alpha() > 250}
    assert theme.color("bad").name() in solid


def test_a_switch_is_announced_and_icons_are_tinted_anew(qapp, qtbot):
    theme = Theme()
    before = theme.icon("search").cacheKey()
    with qtbot.waitSignal(theme.changed):
        theme.switch(qapp, "dark")
    assert theme.icon("search").cacheKey() != before
    theme.switch(qapp, "light")
