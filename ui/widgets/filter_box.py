"""One filter of a page: a column's values in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from parkdesk.store import Filter

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALL = 0


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
        self.setMinimumContentsLength(5)
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

    @Slot()
    def _on_activated(self) -> None:
        self.picked.emit()
