"""企业库: find a firm by name, code or pinyin; look at it, change it, see who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.firms_view import FirmsView
from ui.widgets.page import Page

if TYPE_CHECKING:
    from parkdesk.store import Changes
    from ui.desk import Desk
    from ui.target import Target
    from ui.widgets.record_panel import RecordPanel


class EnterprisesPage(Page):
    """The office's register of firms."""

    TITLE: ClassVar[str] = "企业库"
    ICON: ClassVar[str] = "enterprises"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.view = FirmsView(desk)
        self.model, self.table, self.sheet = self.view.model, self.view.table, self.view.sheet
        self.search, self.filters = self.view.search, self.view.filters
        self.view.noted.connect(self.noted)
        self.view.import_wanted.connect(self._on_import_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)

    @property
    def panel(self) -> RecordPanel | None:
        """The form beside the table, once a firm was opened."""
        return self.view.panel

    def shown(self) -> None:
        self.view.load()
        self.search.setFocus()

    def on_changes(self, changes: Changes) -> None:
        self.view.take_in(changes)

    def may_leave(self) -> bool:
        return self.view.may_leave()

    def focus_on(self, target: Target) -> None:
        if target.record:
            self.view.open_record(target.record, target.indicator)

    @Slot()
    def _on_import_wanted(self) -> None:
        self.page_wanted.emit("exchange")
