"""作战图 as a wall sheet: one vector drawing in millimetres, shapes that a black-and-white copier keeps apart."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from parkdesk.amounts import half_up
from parkdesk.reports.cells import entries
from parkdesk.reports.layout import display_width, shape
from parkdesk.reports.values import Column, Drawing, FormPage, Report, Row, Table
from parkdesk.rules.war_map import AHEAD, DONE, DONE_LATE, LATE, STATES, flags_of

if TYPE_CHECKING:
    from parkdesk.reports.inputs import Letterhead
    from parkdesk.reports.values import Sheet
    from parkdesk.rules.war_map import Flag, WarMap, WarRow

_INK, _MUTED, _LINE, _BAND = "#1e2a36", "#52606e", "#c3ccd5", "#eef2f6"
_COLOURS: Final = {"绿": "#166a40", "黄": "#a86400", "红": "#b3261e", "": "#52606e"}
_COLUMNS: Final = (("序", 0.022), ("项目名称", 0.155), ("包抓领导", 0.045), ("责任单位", 0.068), ("阶段", 0.048),
                   ("完成率", 0.042), ("灯", 0.03))  # fmt: skip
_HEAD, _LEGEND, _TITLE_ROOM = 8.0, 7.0, 19.0
_TALLEST, _LEAST = 8.0, 3.3
_TEXT: Final = 0.72
_BAR, _BAR_HEIGHT = 0.82, 0.14
"""Where in a row the bar of its span lies: under the flags, so that their names stay readable."""


class _Pen:
    """Collects shapes as SVG, in millimetres."""

    def __init__(self, family: str) -> None:
        self.parts: list[str] = []
        self._family = escape(family, {'"': ""})

    def rect(self, x: float, y: float, w: float, h: float, *, fill: str = "none", line: str = "none") -> None:
        self.parts.append(
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{max(0.0, w):.2f}" height="{h:.2f}" fill="{fill}" stroke="{line}" '
            'stroke-width="0.2"/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = _LINE, width: float = 0.2,
             dash: str = "") -> None:  # fmt: skip
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" stroke="{colour}" '
            f'stroke-width="{width}"{dashed}/>'
        )

    def path(self, d: str, *, fill: str, line: str = _INK, width: float = 0.25) -> None:
        self.parts.append(f'<path d="{d}" fill="{fill}" stroke="{line}" stroke-width="{width}"/>')

    def circle(self, x: float, y: float, r: float, *, fill: str, line: str) -> None:
        self.parts.append(
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{r:.2f}" fill="{fill}" stroke="{line}" stroke-width="0.3"/>'
        )

    def text(self, x: float, y: float, size: float, words: str, *, anchor: str = "start", colour: str = _INK,
             bold: bool = False) -> None:  # fmt: skip
        weight = ' font-weight="bold"' if bold else ""
        self.parts.append(
            f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:.2f}" font-family="{self._family}" text-anchor="{anchor}" '
            f'fill="{colour}"{weight}>{escape(words)}</text>'
        )


def fitted(words: str, room: float, size: float) -> str:
    """Return words cut to a room in millimetres, with … where something is left out."""
    if display_width(words) * size <= room:
        return words
    while words and (display_width(words) + 1) * size > room:
        words = words[:-1]
    return f"{words}…"


def light_mark(pen: _Pen, light: str, x: float, y: float, r: float) -> None:
    """Draw a light: circle for green, triangle for yellow, filled circle for red; shapes tell as much as colours."""
    colour = _COLOURS[light]
    if light == "黄":
        pen.path(f"M{x:.2f},{y - r:.2f} l{r:.2f},{1.8 * r:.2f} h{-2 * r:.2f} z", fill="#ffffff", line=colour)
    elif light == "":
        pen.line(x - r, y, x + r, y, colour, 0.3)
    else:
        pen.circle(x, y, r, fill=colour if light == "红" else "#ffffff", line=colour)


def flag_mark(pen: _Pen, state: str, x: float, y: float, h: float) -> None:
    """Draw a milestone: a flag on its pole; full when done, half when done late, empty ahead, crossed when late."""
    colour = _COLOURS["红"] if state == LATE else _INK
    top = y - h / 2
    pen.line(x, top, x, y + h / 2, colour, 0.3)
    w, b = h * 0.8, h * 0.55
    fill = {DONE: colour, DONE_LATE: "#9aa5b1", AHEAD: "#ffffff", LATE: "#ffffff"}[state]
    pen.path(f"M{x:.2f},{top:.2f} h{w:.2f} v{b:.2f} h{-w:.2f} z", fill=fill, line=colour)
    if state == LATE:
        pen.line(x, top, x + w, top + b, colour, 0.3)
        pen.line(x + w, top, x, top + b, colour, 0.3)


def _axis(pen: _Pen, found: WarMap, left: float, width: float, height: float, size: float) -> None:
    pen.rect(0, 0, left + width, _HEAD, fill=_BAND)
    x = 0.0
    for title, share in _COLUMNS:
        pen.text(x + 0.8, _HEAD * 0.64, size, title, bold=True)
        x += share * (left + width)
        pen.line(x, 0, x, height)
    for tick in found.ticks:
        at, to = left + found.place(tick.first) * width, left + found.place(tick.last) * width
        pen.line(at, 0, at, height)
        pen.text(at + 0.6, _HEAD * 0.64, size, fitted(tick.label, to - at + size, size))


def _row(pen: _Pen, found: WarMap, row: WarRow, number: int, y: float, h: float, left: float, width: float) -> None:
    project, size, middle = row.project, h * _TEXT, y + h * 0.5
    base = y + h * 0.74
    share = "" if row.share is None else f"{half_up(row.share * 100, 0)}%"
    cells = (str(number), project.name, project.leader, project.department, project.stage, share)
    x, whole = 0.0, left + width
    for (_, part), words in zip(_COLUMNS, cells, strict=False):
        pen.text(x + 0.8, base, size, fitted(words, part * whole - 1.2, size))
        x += part * whole
    light_mark(pen, row.light.shown, x + _COLUMNS[-1][1] * whole * 0.3, middle, h * 0.27)
    pen.text(x + _COLUMNS[-1][1] * whole * 0.3 + h * 0.45, base, size, row.light.shown)
    pen.line(0, y + h, whole, y + h)
    if row.first and row.last and row.first <= row.last and row.first <= found.last and row.last >= found.first:
        at, to = left + found.place(row.first) * width, left + found.place(row.last) * width
        pen.rect(at, y + h * _BAR, to - at, h * _BAR_HEIGHT, fill="#dfe5eb", line=_MUTED)
        if row.share is not None:
            reached = row.first + dt.timedelta(days=(row.last - row.first).days * min(1.0, float(row.share)))
            pen.rect(at, y + h * _BAR, left + found.place(reached) * width - at, h * _BAR_HEIGHT, fill=_MUTED)
    flags = [flag for flag in row.flags if found.first <= flag.due <= found.last]
    before = left
    for at_flag, flag in enumerate(flags):
        after = left + width
        if at_flag + 1 < len(flags):
            after = left + found.place(flags[at_flag + 1].due) * width
        before = _flag(pen, found, flag, (before, after), y + h * 0.4, h, left, width)


def _flag(
    pen: _Pen, found: WarMap, flag: Flag, free: tuple[float, float], y: float, h: float, left: float, width: float
) -> float:
    """Draw a milestone, its baseline, and its name as far as its neighbours leave room (`free`); returns its end.

    A name goes behind its flag; at the end of the sheet, where it would be cut, before it if it fits there whole.
    """
    x = left + found.place(flag.due) * width
    if flag.baseline and found.first <= flag.baseline <= found.last and flag.baseline != flag.due:
        b = left + found.place(flag.baseline) * width
        r = h * 0.16
        pen.path(f"M{b:.2f},{y - r:.2f} l{r:.2f},{r:.2f} l{-r:.2f},{r:.2f} l{-r:.2f},{-r:.2f} z", fill="#ffffff",
                 line=_MUTED, width=0.2)  # fmt: skip
    flag_mark(pen, flag.state, x, y, h * 0.68)
    size, name = h * 0.58, flag.milestone.name
    room, needed = free[1] - x - h * 0.7, display_width(name) * size
    if needed > room and needed <= x - free[0] - h * 0.4 and free[1] >= left + width:
        pen.text(x - h * 0.2, y + h * 0.2, size, name, anchor="end")
        return x + h * 0.7
    words = fitted(name, room, size)
    if len(words) > 1 and room > 2 * size:
        pen.text(x + h * 0.66, y + h * 0.2, size, words)
        return x + h * 0.66 + display_width(words) * size
    return x + h * 0.7


def _legend(pen: _Pen, y: float, size: float) -> None:
    x = 0.0
    for state, words in STATES.items():
        flag_mark(pen, state, x + 1, y, size * 1.1)
        pen.text(x + 1 + size * 1.3, y + size * 0.36, size, words)
        x += size * (display_width(words) + 3.2)
    pen.path(f"M{x + 1:.2f},{y - 1:.2f} l1,1 l-1,1 l-1,-1 z", fill="#ffffff", line=_MUTED, width=0.2)
    pen.text(x + 3, y + size * 0.36, size, "基线")
    x += size * 4.2
    pen.rect(x, y - size * 0.15, size * 3, size * 0.3, fill="#dfe5eb", line=_MUTED)
    pen.rect(x, y - size * 0.15, size * 1.8, size * 0.3, fill=_MUTED)
    pen.text(x + size * 3.4, y + size * 0.36, size, "建设期与年度计划完成")
    x += size * 15
    for light, words in (("绿", "绿 顺利"), ("黄", "黄 偏慢"), ("红", "红 滞后"), ("", "看不出")):
        light_mark(pen, light, x, y, size * 0.38)
        pen.text(x + size * 0.8, y + size * 0.36, size, words)
        x += size * (display_width(words) + 2.2)
    pen.line(x, y - size * 0.6, x, y + size * 0.6, _COLOURS["红"], 0.5, "1.2 0.8")
    pen.text(x + size * 0.6, y + size * 0.36, size, "今天")


def drawing(found: WarMap, width: float, height: float, family: str) -> Drawing:
    """Return the map drawn to a width, at most so high, in millimetres."""
    pen = _Pen(family)
    h = max(_LEAST, min(_TALLEST, (height - _HEAD - _LEGEND) / max(1, found.rows)))
    used = _HEAD + h * found.rows
    left = sum(share for _, share in _COLUMNS) * width
    size = min(3.4, h * _TEXT)
    _axis(pen, found, left, width - left, used, size)
    y, number = _HEAD, 0
    for pool, members in found.groups:
        pen.rect(0, y, width, h, fill=_BAND)
        pen.text(0.8, y + h * 0.74, h * _TEXT, f"{pool}（{len(members)}个）", bold=True)
        y += h
        for row in members:
            number += 1
            _row(pen, found, row, number, y, h, left, width - left)
            y += h
    if found.first <= found.today <= found.last:
        x = left + found.place(found.today) * (width - left)
        pen.line(x, _HEAD, x, used, _COLOURS["红"], 0.5, "1.2 0.8")
    pen.rect(0, 0, width, used, line=_INK)
    _legend(pen, used + _LEGEND * 0.55, size)
    whole = used + _LEGEND
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.2f}mm" height="{whole:.2f}mm" '
        f'viewBox="0 0 {width:.2f} {whole:.2f}">{"".join(pen.parts)}</svg>'
    )
    return Drawing(svg, f"作战图，{number}个项目", width, whole, _table(found))


def war_sheet(
    found: WarMap, title: str, sheet: Sheet, head: Letterhead, family: str, notes: tuple[str, ...] = ()
) -> Report:
    """Return the wall sheet; in a workbook its milestones stand as a table."""
    page = shape(sheet, landscape=True, form=True)
    height = page.height - page.top - page.bottom - _TITLE_ROOM
    picture = drawing(found, page.text_width, height, family)
    return Report(
        "war_map", title, (picture,), form=FormPage(sheet, foot=f"{head.signature}　{head.date}"), notes=notes
    )


def _table(found: WarMap) -> Table:
    columns = (
        Column("序号", 0.5),
        Column("项目名称", 2.6, "left"),
        Column("节点", 2.2, "left"),
        Column("计划开始", 1.0),
        Column("计划完成", 1.0),
        Column("基线", 1.0),
        Column("实际完成", 1.0),
        Column("情况", 1.0),
        Column("责任人", 1.0),
    )
    rows = tuple(
        Row((
            str(at), row.project.name, flag.milestone.name, flag.milestone.begins or "", flag.due.isoformat(),
            flag.baseline.isoformat() if flag.baseline else "", flag.done_on.isoformat() if flag.done_on else "",
            STATES[flag.state], flag.milestone.owner,
        ), "body", (*entries(row.project), *entries(flag.milestone)))
        for at, (row, flag) in enumerate(flags_of(found.groups), 1)
    )  # fmt: skip
    return Table("", columns, rows, note="" if rows else "注：还没有排节点。")
