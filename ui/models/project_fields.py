"""How projects are shown in tables: their money, their progress, and the state of each “一”."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from parkdesk.amounts import UNITS, show
from parkdesk.records.projects import AMBER, GREEN, RED
from parkdesk.rules.growth import share
from parkdesk.rules.slots import ProjectSlots, completeness
from ui.models.rows_model import Field
from ui.widgets.project_lights import MARKS, colour_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtGui import QColor

    from parkdesk.amounts import Rate
    from parkdesk.rules.lights import Light
    from ui.theme import Theme

LIT, UNLIT = "●", "○"


def money(stored: int | None) -> str:
    """Return an investment in whole 万元, as lists of projects give it; 「—」 where it is missing."""
    return show(stored, UNITS["万元"], 0, grouped=True)


def percent(rate: Rate | None) -> str:
    """Return a rate as read on screen; 「—」 where it cannot be computed."""
    return f"{rate.shown(1)}%" if rate is not None else "—"


def progress_fields(
    units: Mapping[str, str], theme: Theme, lights: Mapping[str, Light]
) -> tuple[Field[ProjectSlots], ...]:
    """Return the columns of 进展一览; `units` names the units of a desk that holds several, `lights` are by project."""
    light = Field(
        "灯", partial(_light, lights), width=6, colour=partial(_light_colour, theme, lights),
        hint=partial(_light_reason, lights), sort_key=partial(_light_order, lights),
    )  # fmt: skip
    whose = (Field("单位", partial(_unit, units), width=10),) if units else ()
    return (
        *whose,
        light,
        _plain("批次", "pool", 9),
        _plain("项目名称", "name", 27),
        _plain("形象进度", "stage", 9),
        _money("总投资（万元）", "total", 14),
        _money("年度计划", "plan"),
        _money("累计完成", "done"),
        Field("完成率", done_rate, numeric=True, width=8, sort_key=_done_order),
        Field("完整率", completeness_text, numeric=True, width=8, sort_key=_completeness_order),
        _money("本月完成", "month_done"),
        _plain("建设单位", "owner", 24),
        _plain("存在问题", "problem", 24),
    )


def _light(lights: Mapping[str, Light], line: ProjectSlots) -> str:
    light = lights.get(line.project.id)
    return MARKS[light.shown if light else ""]


def _light_reason(lights: Mapping[str, Light], line: ProjectSlots) -> str:
    light = lights.get(line.project.id)
    return light.why if light else ""


def _light_colour(theme: Theme, lights: Mapping[str, Light], line: ProjectSlots) -> QColor:
    light = lights.get(line.project.id)
    return colour_of(theme, light.shown if light else "")


def _light_order(lights: Mapping[str, Light], line: ProjectSlots) -> int:
    light = lights.get(line.project.id)
    return -("", GREEN, AMBER, RED).index(light.shown if light else "")


def slot_fields(sample: ProjectSlots, theme: Theme) -> tuple[Field[ProjectSlots], ...]:
    """Return the columns of the matrix, one for each “一” of a project."""
    slots = tuple(
        Field(
            slot.label,
            partial(_slot_text, number),
            width=14,
            colour=partial(_slot_colour, theme, number),
            hint=partial(_slot_hint, number),
        )
        for number, slot in enumerate(sample.slots)
    )
    rate = Field("完整率", completeness_text, numeric=True, width=8, sort_key=_completeness_order)
    return (_plain("项目名称", "name", 24), rate, *slots)


def _plain(heading: str, key: str, width: int) -> Field[ProjectSlots]:
    return Field(heading, partial(_attribute, key), width=width)


def _money(heading: str, key: str, width: int = 10) -> Field[ProjectSlots]:
    return Field(heading, partial(_amount, key), numeric=True, width=width, sort_key=partial(_amount_order, key))


def _unit(units: Mapping[str, str], line: ProjectSlots) -> str:
    return units.get(line.project.unit, line.project.unit)


def _attribute(key: str, line: ProjectSlots) -> str:
    return str(getattr(line.project, key))


def _amount(key: str, line: ProjectSlots) -> str:
    return money(getattr(line.project, key))


def _amount_order(key: str, line: ProjectSlots) -> tuple[bool, Any]:
    value = getattr(line.project, key)
    return value is not None, value


def done_rate(line: ProjectSlots) -> str:
    """Return 完成率: what was invested this year by what was planned."""
    return percent(share(line.project.done, line.project.plan))


def _done_order(line: ProjectSlots) -> tuple[bool, Any]:
    rate = share(line.project.done, line.project.plan)
    return rate is not None, rate


def completeness_text(line: ProjectSlots) -> str:
    """Return 完整率 of one project."""
    return percent(line.completeness)


def _completeness_order(line: ProjectSlots) -> tuple[bool, Any]:
    return line.completeness is not None, line.completeness


def _slot_text(number: int, line: ProjectSlots) -> str:
    if number >= len(line.slots):
        return ""
    slot = line.slots[number]
    return f"{LIT} {slot.text}" if slot.lit else f"{UNLIT} {slot.missing or '未落实'}"


def _slot_hint(number: int, line: ProjectSlots) -> str:
    if number >= len(line.slots):
        return ""
    slot = line.slots[number]
    state = "已落实" if slot.lit else f"未落实（{slot.missing or '没有填写'}）"
    return "\n".join(part for part in (f"{slot.label}：{state}", slot.text) if part)


def _slot_colour(theme: Theme, number: int, line: ProjectSlots) -> QColor | None:
    if number >= len(line.slots):
        return None
    slot = line.slots[number]
    return theme.color("good" if slot.lit else "bad" if slot.required else "muted")


def totals_text(lines: list[ProjectSlots]) -> str:
    """Return the projects shown, added up, in one line."""
    total, plan, done = (_sum(lines, key) for key in ("total", "plan", "done"))
    return (
        f"{len(lines)} 个项目　总投资 {money(total)} 万元　年度计划 {money(plan)} 万元　"
        f"累计完成 {money(done)} 万元　完成率 {percent(share(done, plan))}　"
        f"“六个一”完整率 {percent(completeness(lines))}"
    )


def _sum(lines: Iterable[ProjectSlots], key: str) -> int | None:
    values = [value for line in lines if (value := getattr(line.project, key)) is not None]
    return sum(values) if values else None
