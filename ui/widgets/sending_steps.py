"""The first steps of sending a package: what it is and whether it may go, and what the receiver will see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.models.rows_model import Field
from ui.widgets.period_picker import PeriodPicker
from ui.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from parkdesk.office.checking import Judged
    from parkdesk.office.outgoing import Content, Outlook
    from parkdesk.periods import Period
    from parkdesk.sync.descriptor import Kind
    from parkdesk.sync.revisions import Seen
    from ui.desk import Desk


class StartStep(QWidget):
    """What is sent, of which period, and whether 审核 lets it go.

    Signals:
        wished: something else is wanted.
        check_wanted: the person wants to settle the findings first.
    """

    wished = Signal()
    check_wanted = Signal()

    def __init__(
        self, desk: Desk, kind: Kind, period: Period | None, unit: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = desk.theme
        store = desk.store
        below = [office for office in store.offices().values() if office.parent == store.desk.unit]
        self.kinds = QComboBox()
        for code, title in (("submission", "上报包"), ("directive", "下发包"), ("colleague", "协作包（给本单位同事）")):
            if (code != "directive" or below) and (code != "submission" or store.desk.parent or code == kind):
                self.kinds.addItem(title, code)
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(kind)))
        self.period = PeriodPicker(desk.theme)
        self.period.set_periods(store.facts.periods(), period)
        self.unit = QComboBox()
        self.unit.addItem("全部下级单位（目标和目录，不带退回、核定）", "")
        for office in below:
            self.unit.addItem(office.name, office.code)
        self.unit.setCurrentIndex(max(0, self.unit.findData(unit)))
        self.whole = QCheckBox("对方丢了以前的包：这次带上全部内容")
        self.head = QLabel()
        self.head.setProperty("role", "title")
        self.head.setWordWrap(True)
        self.findings: RowsTable[Judged] = RowsTable(
            "sending_findings",
            (Field("级别", _level, width=5, colour=self._level_colour), Field("审核发现", _text, width=60),
             Field("位置", _place)),
        )  # fmt: skip
        self.settle = QPushButton("去审核页处理…")
        self.settle.setAutoDefault(False)
        self._lay_out()
        self.kinds.currentIndexChanged.connect(self._on_wish)
        self.period.picked.connect(self._on_wish)
        self.unit.currentIndexChanged.connect(self._on_wish)
        self.whole.toggled.connect(self._on_wish)
        self.settle.clicked.connect(self.check_wanted)
        self._show_choices()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        self._unit_label = QLabel("下发给")
        for widget in (QLabel("种类"), self.kinds, QLabel("期间"), self.period, self._unit_label, self.unit):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.whole)
        below = QHBoxLayout()
        below.addWidget(self.head, 1)
        below.addWidget(self.settle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addLayout(below)
        layout.addWidget(self.findings, 100)
        layout.addStretch(1)  # keeps the words at the top where nothing was found

    def kind(self) -> Kind:
        """Return what is sent."""
        kind: Kind = self.kinds.currentData()
        return kind

    def _show_choices(self) -> None:
        is_down, is_up = self.kind() == "directive", self.kind() == "submission"
        for widget in (self._unit_label, self.unit):
            widget.setVisible(is_down)
        self.whole.setVisible(is_up)

    @Slot()
    def _on_wish(self) -> None:
        self._show_choices()
        self.wished.emit()

    def show_waiting(self) -> None:
        """Say that it is being looked at."""
        self.head.setText("正在审核和比对，请稍候…")
        self.findings.hide()
        self.settle.hide()

    def show_outlook(self, found: Outlook) -> None:
        """Show whether it may go."""
        worst = [*found.blocking, *found.unexplained]
        self.findings.setVisible(bool(worst))
        self.settle.setVisible(bool(worst))
        self.findings.show_rows(worst)
        rows = sum(one.rows for one in found.contents)
        if found.blocking:
            words = f"还有{len(found.blocking)}条强制性问题，改好或写明原因以前不能上报。"
        elif found.unexplained:
            words = f"没有强制性问题；还有{len(found.unexplained)}条核实性问题没有说明，市级会来问，最好先写说明。"
        else:
            words = "审核通过，没有要说明的问题。" if self.kind() == "submission" else ""
        self.head.setText(f"{words}发给：{found.receiver}，共{len(found.contents)}张表、{rows:,}行。")

    def _level_colour(self, judged: Judged) -> QColor:
        return self._theme.color("bad" if judged.blocks else "warn")


class SeenStep(QWidget):
    """What the receiver will see changed since last time, with the reasons, and what goes."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = desk.theme
        self._reasons: dict[tuple[str, str], str] = {}
        self.head = QLabel()
        self.head.setProperty("role", "title")
        self.head.setWordWrap(True)
        self.changes: RowsTable[Seen] = RowsTable(
            "sending_seen",
            (
                Field("位置", _where, width=28),
                Field("项目", _what, width=18),
                Field("上次报的", _old, numeric=True, width=14),
                Field("这次报的", _new, numeric=True, width=14),
                Field("原因", self._reason, colour=self._reason_colour),
            ),
            "和上次报的一样。",
        )
        self.contents: RowsTable[Content] = RowsTable(
            "sending_contents",
            (Field("行数", _rows, numeric=True, width=10), Field("包内数据", _title)),
        )
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("给上面选中的改动写原因，按回车写入下一条；原因随包报给对方")
        self.tabs = QTabWidget()
        box = QWidget()
        inside = QVBoxLayout(box)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.changes, 1)
        inside.addWidget(self.reason)
        self.tabs.addTab(box, "")
        self.tabs.addTab(self.contents, "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.head)
        layout.addWidget(self.tabs, 1)
        self.changes.chosen.connect(self._on_chosen)
        self.reason.returnPressed.connect(self._on_reason)

    def show_outlook(self, found: Outlook, *, is_report: bool) -> None:
        """Show what changes and what goes; of what is no report everything goes every time."""
        lacking = sum(1 for one in found.seen if not self._reason(one))
        if not is_report:
            words = f"给{found.receiver}的内容如下，每次都是全部；对方装入前会看到与它现有内容的差别。"
        elif found.is_first:
            words = f"这是第一次发给{found.receiver}，对方会看到全部内容都是新增。"
        elif found.seen:
            words = f"与上次相比，{found.receiver}会看到{len(found.seen)}处改动"
            words += f"，其中{lacking}处没有写原因。" if lacking else "，都写明了原因。"
        else:
            words = "以前报过的内容都没有改动。"
        self.head.setText(words)
        self.changes.show_rows(found.seen)
        self.contents.show_rows(found.contents)
        self.tabs.setTabText(0, f"对方会看到的改动 {len(found.seen)}")
        self.tabs.setTabText(1, f"包内数据 {len(found.contents)}")
        self.tabs.setTabVisible(0, is_report)
        self.tabs.setCurrentIndex(0 if found.seen else 1)

    def reasons(self) -> dict[tuple[str, str], str]:
        """Return the reasons that were typed, by place and name."""
        return dict(self._reasons)

    def _reason(self, one: Seen) -> str:
        return self._reasons.get((one.where, one.what)) or one.reason or ""

    def _reason_colour(self, one: Seen) -> QColor | None:
        return None if self._reason(one) else self._theme.color("warn")

    @Slot()
    def _on_chosen(self) -> None:
        one = self.changes.current()
        self.reason.setEnabled(one is not None)
        self.reason.setText(self._reason(one) if one else "")

    @Slot()
    def _on_reason(self) -> None:
        rows = sorted({index.row() for index in self.changes.selectionModel().selectedIndexes()})
        for row in rows:
            one = self.changes.rows.row(row)
            self._reasons[one.where, one.what] = self.reason.text().strip()
        self.changes.viewport().update()
        if rows and rows[-1] + 1 < self.changes.rows.rowCount():
            self.changes.choose(rows[-1] + 1)
            self.reason.setFocus()


def _level(judged: Judged) -> str:
    return judged.noticed.level


def _text(judged: Judged) -> str:
    return judged.noticed.text


def _place(judged: Judged) -> str:
    return judged.noticed.where


def _where(one: Seen) -> str:
    return one.where


def _what(one: Seen) -> str:
    return one.what


def _old(one: Seen) -> str:
    return one.old


def _new(one: Seen) -> str:
    return one.new


def _title(one: Content) -> str:
    return one.title


def _rows(one: Content) -> str:
    return f"{one.rows:,}"
