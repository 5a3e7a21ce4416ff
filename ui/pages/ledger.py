"""A tab made of ledgers: what is judged from them first, then one table for each, grouped; all from declarations."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from parkdesk.records import plain_ledgers
from ui.widgets.ledger_view import LedgerView
from ui.widgets.page import Page
from ui.widgets.page_list import PageList

if TYPE_CHECKING:
    from collections.abc import Mapping

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


class LedgersPage(Page):
    """The looks and ledgers of one tab; each is built when it is first gone to."""

    LOOKS: ClassVar[tuple[Look, ...]] = ()
    GROUPS: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """The ledgers of the tab under the names that they stand under at its side."""
    LEDGERS: ClassVar[tuple[str, ...]] = ()
    """All of them in their order; follows from `GROUPS`."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.LEDGERS = tuple(table for group in cls.GROUPS.values() for table in group)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.list = PageList(self)
        self.list.add_group("", [look.title for look in self.LOOKS])
        for group, tables in self.GROUPS.items():
            self.list.add_group(group, [plain_ledgers()[table].LABEL for table in tables])
        self.list.fit()
        self._stack = QStackedWidget()
        self._built: dict[int, LedgerView | Judgement] = {}
        for _ in (*self.LOOKS, *self.LEDGERS):
            holder = QWidget()
            inside = QVBoxLayout(holder)
            inside.setContentsMargins(0, 0, 0, 0)
            self._stack.addWidget(holder)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list)
        layout.addWidget(self._stack, 1)
        self.list.choose(0)
        self.list.chosen.connect(self._on_chosen)
        self.list.left.connect(self._on_left)

    def shown(self) -> None:
        self._view(self.list.number())
        self.list.setFocus()

    def on_changes(self, changes: Changes) -> None:
        for view in self._built.values():
            view.take_in(changes)

    def focus_on(self, target: Target) -> None:
        if target.view in self.LEDGERS:
            view = self.ledger(target.view)
            if target.record:
                view.open_record(target.record, target.indicator)

    def may_leave(self) -> bool:
        return all(view.may_leave() for view in self._built.values())

    def ledger(self, table: str) -> LedgerView:
        """Go to a ledger of this tab and return it."""
        number = len(self.LOOKS) + self.LEDGERS.index(table)
        self.list.choose(number)
        view = self._view(number)
        assert isinstance(view, LedgerView)
        return view

    def look(self, number: int = 0) -> Judgement:
        """Go to something that is judged here and return it."""
        self.list.choose(number)
        view = self._view(number)
        assert not isinstance(view, LedgerView)
        return view

    @Slot(int)
    def _on_chosen(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        if self._is_loaded:
            self._view(number)

    @Slot()
    def _on_left(self) -> None:
        self._view(self.list.number()).setFocus()

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
        inside = self._stack.widget(number).layout()
        assert inside is not None
        inside.addWidget(view)
        view.load()
        return view

    @Slot()
    def _on_import_wanted(self) -> None:
        self.page_wanted.emit("exchange")
