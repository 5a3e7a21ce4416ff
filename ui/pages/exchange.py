"""数据交换: what comes in from Excel, what goes up as a package, what comes in from below; the logs behind it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from parkdesk.office import exchange, importing
from parkdesk.office.exchange import WAITING_RECEIPTS
from parkdesk.periods import Period
from parkdesk.plan import OUTCOME_LABELS, Outcome
from parkdesk.sync.descriptor import KIND_NAMES
from parkdesk.sync.receiving import APPLIED, SAME
from ui import faults
from ui.dialogs.import_preview import ImportPreview
from ui.widgets.board_panel import BoardPanel
from ui.widgets.correspondence import KeysPanel, PackageLog
from ui.widgets.icon_button import IconButton
from ui.widgets.import_log import ImportLog
from ui.widgets.officials_panel import OfficialsPanel
from ui.widgets.page import Page
from ui.widgets.returns_panel import ReturnsPanel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.store import Changes
    from parkdesk.sync.descriptor import Kind
    from parkdesk.sync.receiving import Received
    from ui.desk import Desk
    from ui.dialogs.import_work import Written
    from ui.target import Target

WORKBOOKS = "表格 (*.xlsx *.xls *.et *.csv *.xlsm)"
PACKAGES = "数据包 (*.parkpkg *.age *.parkpart);;所有文件 (*)"
_KEEPING = (("backup", "立即备份"), ("restore", "从备份恢复…"), ("verify", "检查台账"), ("save_as", "另存为…"))


class ExchangePage(Page):
    """Three doors at the top, their logs below."""

    TITLE: ClassVar[str] = "数据交换"
    ICON: ClassVar[str] = "exchange"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._is_above = any(office.parent == desk.store.desk.unit for office in desk.store.offices().values())
        self.import_button = IconButton(desk.theme, "import", "选择表格…", primary=True)
        self.pack_button = IconButton(desk.theme, "export", "导出…", primary=True)
        self.receive_button = IconButton(desk.theme, "open", "选择数据包…", primary=True)
        self.board = BoardPanel(desk)
        self.log = ImportLog(desk)
        self.packages = PackageLog(desk)
        self.keys = KeysPanel(desk)
        self.officials = OfficialsPanel(desk)
        self.returns = ReturnsPanel(desk)
        self.tabs = QTabWidget()
        for widget, title in (
            (self.board, "上报情况"),
            (self.packages, "收发记录"),
            (self.log, "导入记录"),
            (self.returns, "退回事项"),
            (self.officials, "官方数据"),
            (self.keys, "公钥登记"),
        ):
            if widget is not self.board or self._is_above:
                self.tabs.addTab(widget, title)
        self._lay_out()
        self.import_button.clicked.connect(self._on_import)
        self.pack_button.clicked.connect(self._on_pack)
        self.receive_button.clicked.connect(self._on_receive)
        self.packages.receive_wanted.connect(self.receive)
        self.board.directive_wanted.connect(self._on_directive)
        self.returns.item_wanted.connect(self.item_wanted)
        self._panels = (self.board, self.returns, self.log, self.packages, self.keys, self.officials)
        for panel in self._panels:
            panel.noted.connect(self.noted)

    def _lay_out(self) -> None:
        info = self.desk.store.desk
        above = self.desk.store.offices().get(info.parent)
        superior = above.name if above else "上级单位"
        whom = "各县区" if info.is_city else superior
        doors = QHBoxLayout()
        doors.setSpacing(12)
        for title, hint, opener in (
            (
                "导入 Excel",
                "企业名录、月度产值表、重点项目、包抓责任、官方数据；可以一次选多个，也可以拖到窗口里。先预览，确认后才写入。",
                self.import_button,
            ),
            (
                f"导出给{whom}",
                "上报包、下发包，或给本单位同事的协作包：审核、看清改动、打印封面、写到U盘并读回核对，然后才能拔出。",
                self.pack_button,
            ),
            (
                "接收数据包",
                "上报包、下发包、回执、协作包，可以一次选多个；先核对签名和指纹，看清会改动什么，确认后才写入。",
                self.receive_button,
            ),
        ):
            doors.addWidget(_door(title, hint, opener), 1)
        keeping = QHBoxLayout()
        keeping.setContentsMargins(0, 2, 4, 2)
        for name, label in _KEEPING:
            button = QPushButton(label)
            button.clicked.connect(partial(self.command_wanted.emit, name))
            keeping.addWidget(button)
        corner = QWidget()
        corner.setLayout(keeping)
        self.tabs.setCornerWidget(corner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 8)
        layout.setSpacing(10)
        layout.addLayout(doors)
        layout.addWidget(self.tabs, 1)

    # -- loading -----------------------------------------------------------------------------

    def shown(self) -> None:
        self._load()

    def on_changes(self, _changes: Changes) -> None:
        self._load()

    def _load(self) -> None:
        has_figures = bool(self.desk.store.facts.periods())
        self.pack_button.setEnabled(has_figures)
        self.pack_button.setToolTip("" if has_figures else "还没有月度数据，先导入再导出")
        for panel in self._panels:
            panel.load()
        waiting = self.returns.waiting()
        self.tabs.setTabText(self.tabs.indexOf(self.returns), f"退回事项 {waiting}" if waiting else "退回事项")

    def focus_on(self, target: Target) -> None:
        views = {"board": self.board, "returns": self.returns, "log": self.packages}
        if (panel := views.get(target.view)) is not None and self.tabs.indexOf(panel) >= 0:
            self.tabs.setCurrentWidget(panel)

    def take_files(self, files: Sequence[Path]) -> None:
        """Take dropped files and folders: packages to the door across, everything else to the door in."""
        packages = exchange.packages_in(files)
        sheets = importing.workbooks_in([file for file in files if file not in packages])
        if packages:
            self.receive(packages)
        if sheets:
            self.import_files(sheets)
        if not packages and not sheets:
            faults.tell(self, "文件夹里没有表格，也没有数据包：请换一个文件夹。", "没有可以导入的")

    # -- in ----------------------------------------------------------------------------------

    @Slot()
    def _on_import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "选择要导入的表格", "", WORKBOOKS)
        if chosen:
            self.import_files([Path(name) for name in chosen])

    def import_files(self, files: Sequence[Path]) -> None:
        """Preview files and write what the person says yes to."""
        dialog = ImportPreview(self.desk, files, parent=self)
        if dialog.exec():
            self.log.load()
            self.tabs.setCurrentWidget(self.log)
            self._tell_import(dialog.written)
        dialog.deleteLater()

    def _tell_import(self, written: Sequence[Written]) -> None:
        failed = [f"“{one.incoming.file.name}”：{one.error}" for one in written if one.error]
        plans = [one.incoming.plan for one in written if one.changes is not None and one.incoming.plan is not None]
        counts = "、".join(
            f"{OUTCOME_LABELS[outcome]} {number:,} 行"
            for outcome in Outcome
            if (number := sum(plan.count(outcome) for plan in plans))
        )
        told = f"已导入 {len(plans)} 张表：{counts or '没有改动'}。"
        if failed:
            faults.tell(self, "\n".join([told, "没有导入的：", *failed]), "导入完成")
        self.noted.emit(told)

    # -- across ------------------------------------------------------------------------------

    @Slot()
    def _on_pack(self) -> None:
        self.send("directive" if self.desk.store.desk.is_city else "submission")

    @Slot(str, object)
    def _on_directive(self, unit: str, period: Period) -> None:
        self.send("directive", period, unit)

    def send(self, kind: Kind, period: Period | None = None, unit: str = "") -> None:
        """Send a package step by step."""
        from ui.dialogs.sending import SendDialog  # its papers and rules are loaded when something is sent

        dialog = SendDialog(self.desk, kind, period, unit, parent=self)
        dialog.item_wanted.connect(self.item_wanted)
        dialog.exec()
        if sent := dialog.sent:
            self._load()
            self.sent.emit()
            self.tabs.setCurrentWidget(self.packages)
            self.noted.emit(f"{KIND_NAMES[dialog.start.kind()]}包已写好：{sent.file.name}，核对码 {sent.check_code}")
        dialog.deleteLater()

    @Slot()
    def _on_receive(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "选择收到的数据包（可以选多个）", "", PACKAGES)
        if chosen:
            self.receive([Path(name) for name in chosen])

    @Slot(object)
    def receive(self, files: Sequence[Path]) -> None:
        """Look at packages and receive what the person says yes to."""
        from ui.dialogs.receive import ReceiveDialog  # its papers and rules are loaded when something comes

        dialog = ReceiveDialog(self.desk, files, parent=self)
        if dialog.exec():
            self._load()
            self._tell_received(dialog.received)
            self._offer_directives(dialog.sent_back, dialog.received)
        dialog.deleteLater()

    def _tell_received(self, received: Sequence[Received]) -> None:
        good = [one for one in received if one.status == APPLIED]
        rest = [one.reason for one in received if one.status not in (APPLIED, SAME)]
        receipts = [one.receipt for one in received if one.receipt]
        told = f"已装入 {len(good)} 个包。"
        if receipts:
            waits = any(WAITING_RECEIPTS in path for path in receipts)
            told += (
                f"回执 {len(receipts)} 份已写在{'归档文件夹的“待送回执”里' if waits else '包的旁边'}，请带回给对方。"
            )
        if rest or not good:
            same = [one.reason for one in received if one.status == SAME]
            faults.tell(self, "\n\n".join([told, *rest, *same]), "接收完成")
        self.noted.emit(told)

    def _offer_directives(self, units: Sequence[str], received: Sequence[Received]) -> None:
        """Offer to write at once what tells the units about what was sent back."""
        names = self.desk.store.offices()
        for unit in units:
            name = names[unit].name if unit in names else unit
            question = f"退回{name}的内容已登记，要随下发包告诉对方。现在导出给{name}的下发包吗？"
            packages = [one.package for one in received if one.unit == unit and one.package]
            if faults.ask(self, "退回", question, "现在导出", "以后再说"):
                self.send("directive", Period.parse(packages[0].envelope.periods[0]) if packages else None, unit)


def _door(title: str, hint: str, button: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    head = QLabel(title)
    head.setProperty("role", "title")
    text = QLabel(hint)
    text.setProperty("role", "muted")
    text.setWordWrap(True)
    text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    layout = QVBoxLayout(card)
    layout.setContentsMargins(16, 12, 16, 14)
    layout.addWidget(head)
    layout.addWidget(text, 1)
    layout.addLayout(row)
    return card
