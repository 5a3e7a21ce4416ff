"""One project's story: its stages with their days, the investment of each month, who held its duties before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from parkdesk.periods import Period
from parkdesk.records import Investment, StageDay, Tenure
from parkdesk.store import new_id
from ui.dialogs.careful import CarefulDialog
from ui.dialogs.record_dialog import RecordDialog
from ui.models.project_fields import money
from ui.models.rows_model import Field
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from parkdesk.records import Project, Record
    from ui.desk import Desk


class ProjectStory(CarefulDialog):
    """Three tables; a double click opens a line."""

    def __init__(self, desk: Desk, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._project = desk, project
        self.setWindowTitle(f"{project.name}：历程")
        self.take_size(820, 640)
        self.months: RowsTable[Investment] = RowsTable(
            "project_months", _month_fields(), "还没有分月投资：导入各月一览表后逐月留存"
        )
        self.stages: RowsTable[StageDay] = RowsTable("project_stages", _stage_fields(), "还没有阶段日期")
        self.tenures: RowsTable[Tenure] = RowsTable("project_tenures", _tenure_fields(), "责任没有换过人")
        layout = QVBoxLayout(self)
        for title, table in (
            ("逐月投资（计划、完成、入统）", self.months), ("阶段日期", self.stages), ("历任责任", self.tenures)
        ):  # fmt: skip
            head = QLabel(title)
            head.setProperty("role", "section")
            layout.addWidget(head)
            layout.addWidget(table, 1)
        self.month = QPushButton("补一个月…")
        self.month.setAutoDefault(False)
        self.month.clicked.connect(self._on_add_month)
        buttons = QDialogButtonBox()
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.month)
        foot.addStretch(1)
        foot.addWidget(buttons)
        layout.addLayout(foot)
        self.months.row_chosen.connect(self._on_month)
        self.stages.row_chosen.connect(self._on_stage)
        desk.bus.changed.connect(self._on_changed)
        self._load()

    def _load(self) -> None:
        store, key = self._desk.store, self._project.id
        self.months.show_rows(sorted(store.select(Investment, project=key), key=_period))
        self.stages.show_rows(sorted(store.select(StageDay, project=key), key=_day))
        self.tenures.show_rows(sorted(store.select(Tenure, project=key), key=_until))

    @Slot(object)
    def _on_changed(self, _changes: object) -> None:
        self._load()

    @Slot(int)
    def _on_month(self, row: int) -> None:
        self._open("分月投资", self.months.rows.row(row))

    @Slot(int)
    def _on_stage(self, row: int) -> None:
        self._open("阶段日期", self.stages.rows.row(row))

    def _open(self, title: str, record: Record) -> None:
        RecordDialog(self._desk, title, record, record, removable=True, parent=self).exec()

    @Slot()
    def _on_add_month(self) -> None:
        day = self._desk.store.day()
        period = self._project.period or Period(day.year, max(2, day.month)).key
        draft = Investment(id=new_id(), unit=self._project.unit, project=self._project.id, period=period)
        RecordDialog(self._desk, "分月投资（期间写成 202609）", None, draft, parent=self).exec()


def _period(one: Investment) -> int:
    return one.period


def _day(one: StageDay) -> str:
    return one.day or ""


def _until(one: Tenure) -> str:
    return one.until


def _attribute(key: str, one: Record) -> str:
    return str(getattr(one, key) or "")


def _amount(key: str, one: Investment) -> str:
    return money(getattr(one, key))


def _month_fields() -> tuple[Field[Investment], ...]:
    amounts = (("年度计划", "plan"), ("本月完成", "month_done"), ("累计完成", "done"), ("累计入统", "counted"))
    return (
        Field("期间", _month_label, width=12, sort_key=_period),
        *(Field(f"{title}（万元）", partial(_amount, key), numeric=True, width=15) for title, key in amounts),
        Field("形象进度", partial(_attribute, "stage"), width=12),
    )


def _month_label(one: Investment) -> str:
    return one.title()


def _stage_fields() -> tuple[Field[StageDay], ...]:
    return (
        Field("日期", partial(_attribute, "day"), width=12),
        Field("阶段", partial(_attribute, "stage"), width=12),
        Field("依据", partial(_attribute, "source"), width=30),
    )


def _tenure_fields() -> tuple[Field[Tenure], ...]:
    return tuple(
        Field(title, partial(_attribute, key), width=width)
        for title, key, width in (
            ("责任", "role", 14), ("姓名", "name", 12), ("职务", "post", 18), ("自", "since", 12), ("至", "until", 12),
            ("原因", "reason", 30),
        )
    )  # fmt: skip
