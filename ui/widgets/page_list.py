"""The list at the side of a page: everything the page holds, under its groups, however many there are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER = Qt.ItemDataRole.UserRole
_MARGIN = 14  # logical pixels beside the widest name


class PageList(QListWidget):
    """Names in groups, one chosen; a group's own name cannot be.

    Ctrl+PgDn and Ctrl+PgUp, as between the sheets of a workbook, go on and back from anywhere on `page`.

    Signals:
        chosen: another name is; its number, counted without the groups.
        left: the person wants to work in what was chosen.
    """

    chosen = Signal(int)
    left = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._items: list[QListWidgetItem] = []
        self.setObjectName("page_list")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.currentItemChanged.connect(self._on_current_changed)
        self.itemActivated.connect(self._on_activated)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1), ("Ctrl+Tab", 1), ("Ctrl+Shift+Tab", -1)):
            shortcut = QShortcut(QKeySequence(keys), page, partial(self.go_on, step))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def add_group(self, title: str, names: Sequence[str]) -> None:
        """Add names under a heading, or under none where the title is empty."""
        if title:
            head = QListWidgetItem(title)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(head)
        for name in names:
            item = QListWidgetItem(name)
            item.setData(_NUMBER, len(self._items))
            item.setToolTip(f"{name}（Ctrl+PgUp、Ctrl+PgDn 换一个）")
            self._items.append(item)
            self.addItem(item)

    def fit(self) -> None:
        """Become as wide as the widest name."""
        self.setFixedWidth(self.sizeHintForColumn(0) + _MARGIN + self.verticalScrollBar().sizeHint().width())

    def number(self) -> int:
        """Return the number of the name that is chosen, -1 for none."""
        item = self.currentItem()
        return -1 if item is None else int(item.data(_NUMBER))

    def choose(self, number: int) -> None:
        """Choose a name by its number."""
        self.setCurrentItem(self._items[number])

    def go_on(self, step: int) -> None:
        """Choose the next name or the one before; the ends meet."""
        self.choose((self.number() + step) % len(self._items))

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_current_changed(self, current: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if current is not None:
            self.chosen.emit(int(current.data(_NUMBER)))

    @Slot()
    def _on_activated(self) -> None:
        self.left.emit()
