"""A report's pages as pictures, one under the other: zoomed, scrolled, turned to by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

_GAP = 14
_LEAST, _MOST, _STEP = 0.3, 2.5, 1.15
_PAPER, _EDGE = QColor("white"), QColor("#8a8a8a")  # paper stays white in the dark
_UNDER_MOUSE = QColor(47, 110, 190, 60)
_POINTS = 72


class PageView(QScrollArea):
    """Shows page pictures of a known resolution; at first as wide as the window allows.

    Signals:
        turned: another page is the one that is looked at; its number, and how many there are.
        zoomed: the pages are shown at another size; 1.0 is the size on paper.
        pointed: a spot was clicked; its place in the list given to `show_spots`.
        entered: the mouse moves over pages whose spots nobody has shown yet; said once for the pages.
    """

    turned = Signal(int, int)
    zoomed = Signal(float)
    pointed = Signal(int)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheets: list[_Sheet] = []
        self._dpi = 96
        self._factor = 1.0
        self._fits_width = True
        self._was_entered = False
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
        self._column.setSpacing(_GAP)
        self._column.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        for keys, slot in (("Ctrl++", self.zoom_in), ("Ctrl+=", self.zoom_in), ("Ctrl+-", self.zoom_out)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def show_pages(self, pictures: Sequence[bytes], dpi: int) -> None:
        """Show other pages, staying where one was in the document."""
        place = self.page()
        self._was_entered = False
        for sheet in self._sheets:
            self._column.removeWidget(sheet)
            sheet.deleteLater()
        self._dpi = dpi
        self._sheets = [_Sheet(picture) for picture in pictures]
        for sheet in self._sheets:
            sheet.pointed.connect(self.pointed)
            sheet.entered.connect(self._on_entered)
            self._column.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        self._apply_zoom()
        self.turn_to(min(place, len(self._sheets)))

    def show_spots(self, spots: Sequence[tuple[int, tuple[float, float, float, float]]], hint: str) -> None:
        """Let places on the pages be clicked: (page, box in points); `hint` is told where the mouse rests on one."""
        for sheet in self._sheets:
            sheet.spots.clear()
            sheet.setToolTip("")
        for number, (page, (left, top, width, height)) in enumerate(spots):
            if 1 <= page <= len(self._sheets):
                scale = self._dpi / _POINTS
                box = QRectF(left * scale, top * scale, width * scale, height * scale)
                self._sheets[page - 1].spots.append((number, box))
        for sheet in self._sheets:
            sheet.hint = hint

    def page_count(self) -> int:
        """Return how many pages there are."""
        return len(self._sheets)

    def page(self) -> int:
        """Return the number of the page that is looked at, 1 the first; 0 where there is none."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        for number, sheet in enumerate(self._sheets, 1):
            if sheet.geometry().bottom() + _GAP >= middle:
                return number
        return len(self._sheets)

    def turn_to(self, number: int) -> None:
        """Scroll to a page."""
        if 1 <= number <= len(self._sheets):
            self.verticalScrollBar().setValue(self._sheets[number - 1].y() - _GAP)
            self.turned.emit(number, len(self._sheets))

    @Slot()
    def turn_back(self) -> None:
        """Go to the page before."""
        self.turn_to(self.page() - 1)

    @Slot()
    def turn_on(self) -> None:
        """Go to the next page."""
        self.turn_to(self.page() + 1)

    @Slot()
    def zoom_in(self) -> None:
        """Show the pages larger."""
        self.zoom_to(self._factor * _STEP)

    @Slot()
    def zoom_out(self) -> None:
        """Show the pages smaller."""
        self.zoom_to(self._factor / _STEP)

    def zoom_to(self, factor: float) -> None:
        """Show the pages at a size; 1.0 is the size on paper."""
        self._fits_width = False
        self._set_factor(factor)

    @Slot()
    def fit_width(self) -> None:
        """Show the pages as wide as the window, now and when it changes."""
        self._fits_width = True
        self._apply_zoom()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits_width:
            self._apply_zoom()

    def _apply_zoom(self) -> None:
        if self._fits_width and self._sheets:
            room = self.width() - self.verticalScrollBar().sizeHint().width() - 2 * _GAP - 4
            widest = max(sheet.paper.width() for sheet in self._sheets)
            self._set_factor(room / widest * self._dpi / self.logicalDpiX())
        else:
            self._set_factor(self._factor)

    def _set_factor(self, factor: float) -> None:
        number = self.page()
        self._factor = min(max(factor, _LEAST), _MOST)
        scale = self._factor * self.logicalDpiX() / self._dpi
        for sheet in self._sheets:
            sheet.setFixedSize(sheet.paper * scale)
        self._column.activate()
        self.widget().resize(self._column.sizeHint().expandedTo(self.viewport().size()))  # now, so that it can scroll
        self.turn_to(number)
        self.zoomed.emit(self._factor)

    @Slot()
    def _on_entered(self) -> None:
        if not self._was_entered:
            self._was_entered = True
            self.entered.emit()

    @Slot(int)
    def _on_scrolled(self, _value: int) -> None:
        self.turned.emit(self.page(), len(self._sheets))


class _Sheet(QWidget):
    """One page; its picture is brought to size when it is first seen. Spots are in the picture's own pixels."""

    pointed = Signal(int)
    entered = Signal()

    def __init__(self, picture: bytes) -> None:
        super().__init__()
        self.spots: list[tuple[int, QRectF]] = []
        self.hint = ""
        self._over = -1
        self.setMouseTracking(True)
        self._image = QImage.fromData(picture)
        self._scaled = QPixmap()
        self.paper: QSize = self._image.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        wanted = QSize(round(self.width() * ratio), round(self.height() * ratio))
        if self._scaled.size() != wanted:
            kept = Qt.AspectRatioMode.IgnoreAspectRatio
            smooth = Qt.TransformationMode.SmoothTransformation
            self._scaled = QPixmap.fromImage(self._image.scaled(wanted, kept, smooth))
            self._scaled.setDevicePixelRatio(ratio)
        painter = QPainter(self)
        painter.fillRect(event.rect(), _PAPER)
        painter.drawPixmap(QPoint(0, 0), self._scaled)
        if self._over >= 0:
            painter.fillRect(self._shown(self.spots[self._over][1]), _UNDER_MOUSE)
        painter.setPen(_EDGE)
        painter.drawRect(QRect(0, 0, self.width() - 1, self.height() - 1))
        painter.end()

    def _shown(self, box: QRectF) -> QRectF:
        scale = self.width() / max(1, self.paper.width())
        return QRectF(box.left() * scale, box.top() * scale, box.width() * scale, box.height() * scale)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.entered.emit()
        place = event.position()
        over = next((i for i, (_, box) in enumerate(self.spots) if self._shown(box).contains(place)), -1)
        if over != self._over:
            self._over = over
            self.setCursor(Qt.CursorShape.PointingHandCursor if over >= 0 else Qt.CursorShape.ArrowCursor)
            self.setToolTip(self.hint if over >= 0 else "")
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = -1
        self.update()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._over >= 0:
            self.pointed.emit(self.spots[self._over][0])
