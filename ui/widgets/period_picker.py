"""Which period is shown: the list of periods that hold figures, and one step back or on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QWidget

from parkdesk.periods import Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.theme import Theme


class PeriodPicker(QWidget):
    """A list of periods between two arrows.

    Signals:
        picked: the `Period` that a person chose.
    """

    picked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._list = QComboBox()
        self._list.setMinimumContentsLength(12)
        self._earlier, self._later = QToolButton(), QToolButton()
        self._earlier.setToolTip("前一期（Alt+←）")
        self._later.setToolTip("后一期（Alt+→）")
        self._earlier.setShortcut("Alt+Left")
        self._later.setShortcut("Alt+Right")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for widget in (self._earlier, self._list, self._later):
            layout.addWidget(widget)
        self._list.currentIndexChanged.connect(self._on_index_changed)
        self._earlier.clicked.connect(self._on_earlier)
        self._later.clicked.connect(self._on_later)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_periods(self, keys: Sequence[int], current: Period | None = None) -> None:
        """Offer these periods, newest first; stays at the present one where it is still offered."""
        wanted = current or self.period()
        self._list.blockSignals(True)
        self._list.clear()
        for key in sorted(keys, reverse=True):
            self._list.addItem(Period.from_key(key).title, key)
        place = self._list.findData(wanted.key) if wanted else -1
        self._list.setCurrentIndex(max(place, 0) if keys else -1)
        self._list.blockSignals(False)
        self._mark_ends()

    def period(self) -> Period | None:
        """Return the chosen period; None where the desk holds no figures."""
        key = self._list.currentData()
        return Period.from_key(key) if key else None

    @Slot(int)
    def _on_index_changed(self, index: int) -> None:
        self._mark_ends()
        if index >= 0:
            self.picked.emit(self.period())

    def _mark_ends(self) -> None:
        index, last = self._list.currentIndex(), self._list.count() - 1
        self._earlier.setEnabled(0 <= index < last)
        self._later.setEnabled(index > 0)

    @Slot()
    def _on_earlier(self) -> None:
        self._list.setCurrentIndex(self._list.currentIndex() + 1)

    @Slot()
    def _on_later(self) -> None:
        self._list.setCurrentIndex(self._list.currentIndex() - 1)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._earlier.setIcon(self._theme.icon("previous"))
        self._later.setIcon(self._theme.icon("next"))
