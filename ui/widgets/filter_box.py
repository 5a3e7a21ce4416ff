"""One filter of a page: a column's values in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from parkdesk.store import Filter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

_ALL = 0
_AROUND, _INSIDE = 36, 2  # pixels: the frame with its arrow; between it and the words
_USUAL, _LEAST = 8, 2  # characters: 「全部所属园区」, and what a narrow window leaves of it


class FilterBox(QComboBox):
    """「全部园区」 or one of the values, or those without one.

    Signals:
        picked: another condition was chosen by a person.
    """

    picked = Signal()

    def __init__(self, column: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = column
        self._label = label
        self.addItem(f"全部{label}")
        self.setToolTip(f"按{label}筛选")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_USUAL)
        self.setMaxVisibleItems(24)
        self.activated.connect(self._on_activated)

    def offer(self, values: Sequence[Any], labels: Sequence[str] | None = None) -> None:
        """Offer these values; a choice that is still among them stays."""
        chosen = self.currentText()
        self.clear()
        self.addItem(f"全部{self._label}")
        for value, text in zip(values, labels or [str(v) for v in values], strict=True):
            if value not in (None, ""):
                self.addItem(text, value)
        if any(value in (None, "") for value in values):
            self.addItem(f"（没有{self._label}）", "")
        self.setCurrentIndex(max(self.findText(chosen), _ALL))

    def reset(self) -> None:
        """Choose everything."""
        self.setCurrentIndex(_ALL)

    def condition(self) -> Filter | None:
        """Return the condition, None where everything is shown."""
        if self.currentIndex() <= _ALL:
            return None
        value = self.currentData()
        return Filter(self.column, "eq", value) if value != "" else Filter(self.column, "empty")

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("全") * _LEAST + _AROUND, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 -- all of it is painted
        """Shorten what is too long: the style would cut it."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width() - _INSIDE
        metrics, text = self.fontMetrics(), self.currentText()
        if self.currentIndex() == _ALL and metrics.horizontalAdvance(text) > room:
            text = self._label  # 「全部…」 would say nothing
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        option.currentText = shown  # type: ignore[attr-defined]
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    @Slot()
    def _on_activated(self) -> None:
        self.picked.emit()
