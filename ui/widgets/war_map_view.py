"""作战图 on screen: the projects' time line by month or week; flags are carried along it to plan anew.

What is carried goes through the gate, so Ctrl+Z takes it back.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from parkdesk.rules.war_map import DONE, DONE_LATE, LATE, STATES
from ui.widgets.project_lights import paint_light

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from parkdesk.rules.war_map import Flag, WarMap, WarRow
    from ui.theme import Theme

_ROW, _HEAD, _NAMES = 30, 30, 300
_SNAP = 9.0
_FLAG = 12.0


class _Line(NamedTuple):
    """One line of the map: a pool's heading, or a project."""

    pool: str
    size: int
    row: WarRow | None


class WarMapView(QAbstractScrollArea):
    """Paints a war map and lets flags be carried.

    Signals:
        moved: a flag was carried by some days; carries the flag and the days.
        project_chosen: a project's line was clicked; carries its id.
        flag_opened: a flag was double-clicked.
    """

    moved = Signal(object, int)
    project_chosen = Signal(str)
    flag_opened = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._map: WarMap | None = None
        self._lines: list[_Line] = []
        self._chosen: Flag | None = None
        self._project = ""
        self._drag: tuple[Flag, float] | None = None
        self._days = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(_ROW)
        self.setAccessibleName("作战图")

    def show_map(self, found: WarMap) -> None:
        """Show another map; the flag that was chosen stays so where it is still there."""
        kept = self._chosen.milestone.id if self._chosen else ""
        self._map = found
        self._lines = [
            line
            for pool, members in found.groups
            for line in (_Line(pool, len(members), None), *(_Line(pool, 0, row) for row in members))
        ]
        self._chosen = next((flag for _, flag in self._flags() if flag.milestone.id == kept), None)
        self._drag, self._days = None, 0
        self._set_range()
        self.viewport().update()

    def chosen(self) -> Flag | None:
        """Return the flag that is chosen."""
        return self._chosen

    def choose_project(self, project_id: str) -> None:
        """Mark a project's line."""
        self._project = project_id
        self.viewport().update()

    # -- geometry ----------------------------------------------------------------------------

    def _set_range(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height() - _HEAD
        bar.setRange(0, max(0, len(self._lines) * _ROW - room))
        bar.setPageStep(max(_ROW, room))

    def _left(self) -> float:
        return float(min(_NAMES, self.viewport().width() * 0.35))

    def _x(self, day: dt.date) -> float:
        assert self._map is not None
        return self._left() + self._map.place(day) * (self.viewport().width() - self._left())

    def _day_width(self) -> float:
        assert self._map is not None
        return (self.viewport().width() - self._left()) / ((self._map.last - self._map.first).days + 1)

    def _y(self, number: int) -> float:
        return float(_HEAD + number * _ROW - self.verticalScrollBar().value())

    def _flags(self) -> Iterator[tuple[int, Flag]]:
        for number, line in enumerate(self._lines):
            for flag in line.row.flags if line.row else ():
                yield number, flag

    def flag_place(self, flag: Flag) -> QPointF:
        """Return where a flag stands in the viewport."""
        number = next(number for number, one in self._flags() if one is flag)
        return QPointF(self._x(flag.due), self._y(number) + _ROW * 0.42)

    def _flag_at(self, place: QPointF) -> Flag | None:
        if self._map is None or place.y() < _HEAD or place.x() < self._left():
            return None
        best: tuple[float, Flag | None] = (_SNAP + 4, None)
        for number, flag in self._flags():
            top = self._y(number)
            if top <= place.y() < top + _ROW and self._map.first <= flag.due <= self._map.last:
                far = abs(self._x(flag.due) + _FLAG / 3 - place.x())
                if far < best[0]:
                    best = (far, flag)
        return best[1]

    def _line_at(self, y: float) -> _Line | None:
        number = int((y - _HEAD + self.verticalScrollBar().value()) // _ROW)
        return self._lines[number] if y >= _HEAD and 0 <= number < len(self._lines) else None

    # -- a person's hands --------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._chosen = self._flag_at(event.position())
        line = self._line_at(event.position().y())
        if line is not None and line.row is not None:
            self._project = line.row.project.id
            self.project_chosen.emit(self._project)
        if self._chosen is not None and self._chosen.done_on is None and event.button() == Qt.MouseButton.LeftButton:
            self._drag, self._days = (self._chosen, event.position().x()), 0
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            self._days = round((event.position().x() - self._drag[1]) / self._day_width())
            self.viewport().update()
            return
        over = self._flag_at(event.position())
        can_carry = over is not None and over.done_on is None
        self.viewport().setCursor(Qt.CursorShape.SizeHorCursor if can_carry else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        drag, days = self._drag, self._days
        self._drag, self._days = None, 0
        if drag is not None and days:
            self.moved.emit(drag[0], days)
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        flag = self._flag_at(event.position())
        if flag is not None:
            self.flag_opened.emit(flag)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and self._chosen is not None:
            week = 7 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1
            self.moved.emit(self._chosen, step * week)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen is not None:
            self.flag_opened.emit(self._chosen)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._lines:
            self._step_flag(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _step_flag(self, step: int) -> None:
        """Choose the next or the previous flag of the map."""
        flags = [flag for _, flag in self._flags()]
        if not flags:
            return
        at = next((n for n, flag in enumerate(flags) if flag is self._chosen), -1 if step > 0 else len(flags))
        self._chosen = flags[max(0, min(len(flags) - 1, at + step))]
        number = next(n for n, flag in self._flags() if flag is self._chosen)
        top = number * _ROW
        bar = self.verticalScrollBar()
        bar.setValue(max(min(bar.value(), top), top + _ROW - (self.viewport().height() - _HEAD)))
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == event.Type.ToolTip:
            self._tell(event)  # type: ignore[arg-type]
            return True
        return super().viewportEvent(event)

    def _tell(self, event: QHelpEvent) -> None:
        place = QPointF(event.pos())
        flag, line = self._flag_at(place), self._line_at(place.y())
        if flag is not None:
            done = f"，{flag.done_on}完成" if flag.done_on else ""
            base = f"，基线{flag.baseline}" if flag.baseline and flag.baseline != flag.due else ""
            text = f"{flag.milestone.name}：计划{flag.due}{base}{done}（{STATES[flag.state]}）"
            hint = "" if flag.done_on else "\n左右拖动改计划，双击打开"
            QToolTip.showText(event.globalPos(), text + hint, self)
        elif line is not None and line.row is not None:
            QToolTip.showText(event.globalPos(), f"{line.row.project.name}\n{line.row.light.why}", self)
        else:
            QToolTip.hideText()

    # -- painting ----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_range()

    def sizeHint(self) -> QSize:
        return QSize(900, 420)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), self._theme.color("surface"))
        if self._map is not None:
            for number, line in enumerate(self._lines):
                top = self._y(number)
                if _HEAD - _ROW < top < self.viewport().height():
                    self._paint_line(painter, line, top)
            self._paint_today(painter)
            self._paint_head(painter)
        painter.end()

    def _paint_head(self, painter: QPainter) -> None:
        assert self._map is not None
        width, left = self.viewport().width(), self._left()
        painter.fillRect(QRectF(0, 0, width, _HEAD), self._theme.color("sunken"))
        painter.setPen(self._theme.color("muted"))
        painter.drawText(QRectF(10, 0, left - 10, _HEAD), Qt.AlignmentFlag.AlignVCenter, "项目")
        for tick in self._map.ticks:
            at, to = self._x(tick.first), self._x(tick.last)
            painter.setPen(self._theme.color("muted"))
            room = QRectF(at + 4, 0, max(0.0, to - at + self._day_width() - 4), _HEAD)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, tick.label)
        painter.setPen(self._theme.color("line"))
        painter.drawLine(QPointF(0, _HEAD), QPointF(width, _HEAD))

    def _paint_today(self, painter: QPainter) -> None:
        assert self._map is not None
        if self._map.first <= self._map.today <= self._map.last:
            x = self._x(self._map.today)
            painter.setPen(QPen(self._theme.color("bad"), 1.4, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, _HEAD), QPointF(x, self.viewport().height()))

    def _paint_line(self, painter: QPainter, line: _Line, top: float) -> None:
        assert self._map is not None
        width, left = self.viewport().width(), self._left()
        if line.row is None:
            painter.fillRect(QRectF(0, top, width, _ROW), self._theme.color("window"))
            painter.setPen(self._theme.color("muted"))
            heading = f"{line.pool}　{line.size} 个"
            painter.drawText(QRectF(10, top, left, _ROW), Qt.AlignmentFlag.AlignVCenter, heading)
            return
        row = line.row
        if row.project.id == self._project:
            painter.fillRect(QRectF(0, top, width, _ROW), self._theme.color("accent_soft"))
        painter.setPen(self._theme.color("line"))
        painter.drawLine(QPointF(0, top + _ROW), QPointF(width, top + _ROW))
        for tick in self._map.ticks:
            painter.drawLine(QPointF(self._x(tick.first), top), QPointF(self._x(tick.first), top + _ROW))
        paint_light(painter, self._theme, row.light.shown, QPointF(18, top + _ROW / 2), 5)
        painter.setPen(self._theme.color("text"))
        room = QRectF(34, top, left - 40, _ROW)
        name = painter.fontMetrics().elidedText(row.project.name, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)
        self._paint_span(painter, row, top)
        flags = [flag for flag in row.flags if self._map.first <= flag.due <= self._map.last]
        for at, flag in enumerate(flags):
            after = self._x(flags[at + 1].due) if at + 1 < len(flags) else float(width)
            self._paint_flag(painter, flag, top + _ROW * 0.42, after)

    def _paint_span(self, painter: QPainter, row: WarRow, top: float) -> None:
        assert self._map is not None
        if not row.first or not row.last or row.first > row.last:
            return
        if row.first > self._map.last or row.last < self._map.first:
            return
        at, to, y = self._x(row.first), self._x(row.last), top + _ROW * 0.8
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.setBrush(self._theme.color("sunken"))
        painter.drawRect(QRectF(at, y, to - at, 4))
        if row.share is not None:
            reached = row.first + dt.timedelta(days=(row.last - row.first).days * min(1.0, float(row.share)))
            painter.fillRect(QRectF(at, y, self._x(reached) - at, 4), self._theme.color("muted"))

    def _paint_flag(self, painter: QPainter, flag: Flag, y: float, after: float) -> None:
        assert self._map is not None
        x, is_chosen = self._x(flag.due), flag is self._chosen
        if flag.baseline and flag.baseline != flag.due and self._map.first <= flag.baseline <= self._map.last:
            b = self._x(flag.baseline)
            painter.setPen(QPen(self._theme.color("muted"), 1))
            painter.setBrush(self._theme.color("surface"))
            painter.drawPolygon(QPolygonF([QPointF(b, y - 4), QPointF(b + 4, y), QPointF(b, y + 4), QPointF(b - 4, y)]))
        if self._drag is not None and self._drag[0] is flag and self._days:
            x += self._days * self._day_width()
        colour = self._theme.color("bad" if flag.state == LATE else "accent" if is_chosen else "text")
        draw_flag(painter, flag.state, QPointF(x, y), colour, self._theme.color("surface"), self._theme.color("muted"))
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        words = flag.milestone.name
        if self._drag is not None and self._drag[0] is flag and self._days:
            words = f"{flag.due + dt.timedelta(days=self._days):%m-%d}"
        room = QRectF(x + _FLAG + 1, y - 10, after - x - _FLAG - 4, 18)
        if room.width() > 24:
            short = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, short)


def draw_flag(painter: QPainter, state: str, at: QPointF, colour: QColor, empty: QColor, half: QColor) -> None:
    """Draw a flag on its pole: full when done, half-toned when done late, empty ahead, crossed when late."""
    painter.setPen(QPen(colour, 1.4))
    painter.drawLine(QPointF(at.x(), at.y() - 9), QPointF(at.x(), at.y() + 7))
    painter.setBrush({DONE: colour, DONE_LATE: half}.get(state, empty))
    cloth = QRectF(at.x(), at.y() - 9, _FLAG - 2, 8)
    painter.drawRect(cloth)
    if state == LATE:
        painter.drawLine(cloth.topLeft(), cloth.bottomRight())
        painter.drawLine(cloth.topRight(), cloth.bottomLeft())
