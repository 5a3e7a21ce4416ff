"""审核规则: whose they are, what they say, tried on the desk's own figures while they are typed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from parkdesk.errors import RuleError, UserError
from parkdesk.office import checking
from parkdesk.records import CheckRule
from parkdesk.rules.checks.rulebook import SHIPPED
from parkdesk.store import new_id
from ui import faults
from ui.dialogs.careful import CarefulDialog
from ui.models.rows_model import Field
from ui.widgets.period_picker import PeriodPicker
from ui.widgets.rows_table import RowsTable
from ui.widgets.rule_form import RuleForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.office.checking import Judged, Listed
    from parkdesk.periods import Period
    from parkdesk.store import Changes, Store
    from ui.desk import Desk
    from ui.tasks import Progress

_ORIGINS = {SHIPPED: "随软件", "county": "本级", "city": "上级下发"}
_TOLD = {
    SHIPPED: "随软件的规则：改了以后用本级的这一条，随时可以恢复原样。",
    "county": "本级的规则。",
    "city": "上级下发的规则：只能看，不能改也不能停用；要改请向上级反映。",
}


class RulesDialog(CarefulDialog):
    """The list of rules, the chosen one as a form, and what it finds in a period."""

    def __init__(self, desk: Desk, period: Period | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._listed: Listed | None = None
        self._tried = 0
        self.setWindowTitle("审核规则")
        self.take_size(1240, 690)
        self.list: RowsTable[Listed] = RowsTable(
            "check_rules",
            (
                Field("级别", _level, width=6),
                Field("名称", _name, width=20),
                Field("来源", _origin, width=9),
                Field("启用", _active),
            ),
        )
        self.form = RuleForm(desk)
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.told.setWordWrap(True)
        self.picker = PeriodPicker(desk.theme)
        self.picker.set_periods(desk.store.facts.periods(), period)
        self.found = QLabel()
        self.findings: RowsTable[Judged] = RowsTable(
            "rule_findings",
            (Field("位置", _where, width=26), Field("会这样说", _text)),
            "这个期间里没有违反这条规则的。",
        )
        self.add, self.switch, self.remove, self.save, self.close_button = (
            QPushButton(text) for text in ("新建规则", "停用", "删除", "保存", "关闭")
        )
        self.save.setProperty("role", "primary")
        self._lay_out()
        self._listen()
        self._load()

    def _lay_out(self) -> None:
        for button in (self.add, self.switch, self.remove, self.save, self.close_button):
            button.setAutoDefault(False)
        trying = QHBoxLayout()
        for widget in (QLabel("在"), self.picker, QLabel("试一试："), self.found):
            trying.addWidget(widget)
        trying.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.told, 1)
        for button in (self.switch, self.remove, self.save, self.close_button):
            buttons.addWidget(button)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.addWidget(self.form)
        column.addLayout(trying)
        column.addWidget(self.findings, 1)
        column.addStretch(0)
        left = QWidget()
        first = QVBoxLayout(left)
        first.setContentsMargins(0, 0, 0, 0)
        first.addWidget(self.list, 1)
        first.addWidget(self.add)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setSizes([440, 800])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.addWidget(splitter, 1)
        layout.addLayout(buttons)

    def _listen(self) -> None:
        self.list.chosen.connect(self._on_chosen)
        self.form.paused.connect(self._on_paused)
        self.picker.picked.connect(self._on_paused)
        for button, slot in (
            (self.add, self._on_add),
            (self.switch, self._on_switch),
            (self.remove, self._on_remove),
            (self.save, self._on_save),
            (self.close_button, self.reject),
        ):
            button.clicked.connect(slot)

    # -- showing -----------------------------------------------------------------------------

    def _load(self, code: str = "") -> None:
        listed = checking.listed_rules(self._desk.store)
        self.list.show_rows(listed)
        self.list.choose_where(lambda row: row.rule.code == code)

    @Slot()
    def _on_chosen(self) -> None:
        listed = self.list.current()
        if listed is not None and listed is not self._listed:
            self._show(listed)

    def _show(self, listed: Listed) -> None:
        self._listed = listed
        may_change = listed.origin != "city"
        self.form.show_rule(listed.rule, may_change=may_change)
        self.told.setText(
            listed.fault or _TOLD[listed.origin] + ("它代替了随软件的同名规则。" if listed.replaces else "")
        )
        self.switch.setText("停用" if listed.rule.active else "启用")
        self.remove.setText("恢复原样" if listed.replaces else "删除")
        self.remove.setEnabled(listed.is_own and bool(listed.rule.id))
        self.switch.setEnabled(may_change and not (listed.is_own and not listed.rule.id))
        self.save.setEnabled(may_change)

    # -- trying ------------------------------------------------------------------------------

    @Slot()
    def _on_paused(self) -> None:
        period = self.picker.period()
        if not self.isVisible():  # left meanwhile: nobody asks any more
            return
        if self._listed is None or period is None:
            self.found.setText("还没有月度数据" if period is None else "")
            return
        self._tried += 1
        work = partial(_tried, self._desk.store, self.form.rule(), period)
        done = partial(self._on_tried, self._tried)
        self._desk.tasks.run("试规则", work, done, partial(self._on_not_tried, self._tried), passing=True)

    def _on_tried(self, number: int, found: Sequence[Judged]) -> None:
        if number == self._tried:
            self.form.show_fault(None)
            self.findings.show()
            self.found.setText(f"发现{len(found):,}条" if found else "没有发现")
            self.findings.show_rows(found)

    def _on_not_tried(self, number: int, error: UserError) -> None:
        if number == self._tried:
            self.found.setText("还不能试")
            self.findings.hide()
            self.form.show_fault(error if isinstance(error, RuleError) else RuleError(str(error)))

    # -- writing -----------------------------------------------------------------------------

    @Slot()
    def _on_add(self) -> None:
        held = {listed.rule.code for listed in checking.listed_rules(self._desk.store)}
        code = next(f"own_{number}" for number in range(1, len(held) + 2) if f"own_{number}" not in held)
        blank = CheckRule(id="", code=code, name="", level="核实", holds="", text="")
        self._show(checking.Listed(blank, checking.OWN))
        self.form.name.setFocus()

    @Slot()
    def _on_switch(self) -> None:
        if self._listed is not None:
            self._write(replace(self._listed.rule, active=not self._listed.rule.active))

    @Slot()
    def _on_save(self) -> None:
        self._write(self.form.rule())

    @Slot()
    def _on_remove(self) -> None:
        listed = self._listed
        if listed is None:
            return
        what = "恢复随软件的那一条？" if listed.replaces else "删除以后不再审核它；可以用撤销找回。"
        if faults.ask(self, self.remove.text(), f"“{listed.rule.name}”：{what}", self.remove.text(), "取消"):
            self._written(partial(checking.save_rule, before=listed.rule, after=None), listed.rule.code)

    def _write(self, rule: CheckRule) -> None:
        listed = self._listed
        assert listed is not None
        before = listed.rule if listed.is_own and listed.rule.id else None
        after = replace(rule, id=before.id if before else new_id(), origin=checking.OWN)
        if before != after:
            self._written(partial(checking.save_rule, before=before, after=after), rule.code)

    def _written(self, act: partial[Changes], code: str) -> None:
        try:
            changes = act(self._desk.store)
        except RuleError as error:
            self.form.show_fault(error)
        except UserError as error:
            faults.tell(self, error)
        else:
            self._desk.bus.announce(changes)
            self._load(code)

    def reject(self) -> None:
        """Close; what was typed and not saved is asked about."""
        what = "改过的规则还没有保存，放弃吗？"
        if not self._is_unsaved() or faults.ask(self, "审核规则", what, "放弃", "继续改"):
            self._tried += 1  # what is still being tried answers nobody
            super().reject()

    def _is_unsaved(self) -> bool:
        return self._listed is not None and self._listed.origin != "city" and self.form.is_changed()


def _tried(store: Store, rule: CheckRule, period: Period, _: Progress) -> list[Judged]:
    with store.beside() as beside:
        return checking.try_rule(beside, rule, period)


def _level(listed: Listed) -> str:
    return listed.rule.level


def _name(listed: Listed) -> str:
    return listed.rule.name


def _origin(listed: Listed) -> str:
    return f"{_ORIGINS[listed.origin]}（改）" if listed.replaces else _ORIGINS[listed.origin]


def _active(listed: Listed) -> str:
    return "不能用" if listed.fault else "" if listed.rule.active else "停用"


def _where(judged: Judged) -> str:
    return judged.noticed.where


def _text(judged: Judged) -> str:
    return judged.noticed.text
