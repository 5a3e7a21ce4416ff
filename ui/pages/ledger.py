"""A tab made of ledgers: what is judged from them first, then one table for each; all from declarations."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from parkdesk.records import plain_ledgers
from ui.widgets.ledger_view import LedgerView
from ui.widgets.page import Page
from ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from parkdesk.store import Changes
    from ui.desk import Desk
    from ui.target import Target
    from ui.widgets.judgement import Judgement


@dataclass(frozen=True, slots=True)
class Look:
    """Something that is judged from ledgers, before it is imported: its title, its module in ui.widgets, its class."""

    title: str
    module: str
    name: str

    def load(self) -> type[Judgement]:
        """Import the widget's class."""
        found: type[Judgement] = getattr(importlib.import_module(f"ui.widgets.{self.module}"), self.name)
        return found


_TABS = ("parks", "goals", "nurture", "services")


def page_of(table: str) -> str:
    """Return the name of the tab that a ledger is on."""
    for name in _TABS:
        pages = vars(importlib.import_module(f"ui.pages.{name}")).values()
        if any(isinstance(page, type) and issubclass(page, LedgersPage) and table in page.LEDGERS for page in pages):
            return name
    return ""


class LedgersPage(Page):
    """The looks and ledgers of one tab; each is built when it is first gone to."""

    LOOKS: ClassVar[tuple[Look, ...]] = ()
    LEDGERS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.tabs = Tabs()
        self._built: dict[int, LedgerView | Judgement] = {}
        labels = [look.title for look in self.LOOKS] + [plain_ledgers()[table].LABEL for table in self.LEDGERS]
        for label in labels:
            holder = QWidget()
            inside = QVBoxLayout(holder)
            inside.setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(holder, label)
        self.tabs.currentChanged.connect(self._on_tab)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def shown(self) -> None:
        self._on_tab(self.tabs.currentIndex())

    def on_changes(self, changes: Changes) -> None:
        for view in self._built.values():
            view.take_in(changes)

    def focus_on(self, target: Target) -> None:
        if target.view in self.LEDGERS:
            view = self.ledger(target.view)
            if target.record:
                view.open_record(target.record)

    def may_leave(self) -> bool:
        return all(view.may_leave() for view in self._built.values())

    def ledger(self, table: str) -> LedgerView:
        """Go to a ledger of this tab and return it."""
        self.tabs.setCurrentIndex(len(self.LOOKS) + self.LEDGERS.index(table))
        view = self._view(self.tabs.currentIndex())
        assert isinstance(view, LedgerView)
        return view

    def look(self, number: int = 0) -> Judgement:
        """Go to something that is judged here and return it."""
        self.tabs.setCurrentIndex(number)
        view = self._view(number)
        assert not isinstance(view, LedgerView)
        return view

    @Slot(int)
    def _on_tab(self, number: int) -> None:
        if self._is_loaded and number >= 0:
            self._view(number)

    def _view(self, number: int) -> LedgerView | Judgement:
        if number in self._built:
            return self._built[number]
        view: LedgerView | Judgement
        if number < len(self.LOOKS):
            view = self.LOOKS[number].load()(self.desk)
            view.item_wanted.connect(self.item_wanted)
        else:
            view = LedgerView(self.desk, self.LEDGERS[number - len(self.LOOKS)])
            view.import_wanted.connect(self._on_import_wanted)
        view.noted.connect(self.noted)
        self._built[number] = view
        inside = self.tabs.widget(number).layout()
        assert inside is not None
        inside.addWidget(view)
        view.load()
        return view

    @Slot()
    def _on_import_wanted(self) -> None:
        self.page_wanted.emit("exchange")
