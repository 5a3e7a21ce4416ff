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

from parkdesk.office import exchange
from parkdesk.paths import kind_of_place
from parkdesk.plan import OUTCOME_LABELS, Outcome
from parkdesk.sync.receiving import APPLIED, GAP
from ui import faults
from ui.dialogs.import_preview import ImportPreview
from ui.dialogs.receive import ReceiveDialog
from ui.widgets.correspondence import KeysPanel, PackageLog
from ui.widgets.icon_button import IconButton
from ui.widgets.import_log import ImportLog
from ui.widgets.officials_panel import OfficialsPanel
from ui.widgets.page import Page
from ui.widgets.period_picker import PeriodPicker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.periods import Period
    from parkdesk.store import Changes, Store
    from parkdesk.sync.receiving import Received
    from parkdesk.sync.sending import SentPackage
    from ui.desk import Desk
    from ui.dialogs.import_preview import Written
    from ui.tasks import Progress

WORKBOOKS = "表格 (*.xlsx *.xls *.et *.csv *.xlsm)"
PACKAGES = "上报包 (*.parkpkg)"
_KEEPING = (("backup", "立即备份"), ("restore", "从备份恢复…"), ("verify", "检查台账"), ("save_as", "另存为…"))


class ExchangePage(Page):
    """Three doors at the top, their logs below."""

    TITLE: ClassVar[str] = "数据交换"
    ICON: ClassVar[str] = "exchange"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.period = PeriodPicker(desk.theme)
        self.import_button = IconButton(desk.theme, "import", "选择表格…", primary=True)
        self.pack_button = IconButton(desk.theme, "export", "导出到…", primary=True)
        self.receive_button = IconButton(desk.theme, "open", "选择上报包…", primary=True)
        self.log = ImportLog(desk)
        self.packages = PackageLog(desk)
        self.keys = KeysPanel(desk)
        self.officials = OfficialsPanel(desk)
        self.tabs = QTabWidget()
        for widget, title in (
            (self.log, "导入记录"),
            (self.packages, "收发记录"),
            (self.officials, "官方数据"),
            (self.keys, "公钥登记"),
        ):
            self.tabs.addTab(widget, title)
        self._lay_out()
        self.import_button.clicked.connect(self._on_import)
        self.pack_button.clicked.connect(self._on_pack)
        self.receive_button.clicked.connect(self._on_receive)
        for panel in (self.log, self.keys, self.officials):
            panel.noted.connect(self.noted)

    def _lay_out(self) -> None:
        info = self.desk.store.desk
        above = self.desk.store.offices().get(info.parent)
        superior = above.name if above else "上级单位"
        doors = QHBoxLayout()
        doors.setSpacing(12)
        for title, hint, widgets in (
            (
                "导入 Excel",
                "企业名录、月度产值表、重点项目、包抓责任、官方数据；可以一次选多个，也可以把文件拖到窗口里。先预览，确认后才写入。",
                (self.import_button,),
            ),
            (
                "导出上报包",
                f"把一个期间的数据打成一个文件，报给{superior}；写完自动读回核对，之后才能拔出U盘。",
                (self.period, self.pack_button),
            ),
            (
                "接收上报包",
                "装入下级单位报来的包；先核对签名和指纹，看清会改动什么，确认后才写入。",
                (self.receive_button,),
            ),
        ):
            doors.addWidget(_door(title, hint, widgets), 1)
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
        periods = self.desk.store.facts.periods()
        self.period.set_periods(periods)
        self.pack_button.setEnabled(bool(periods))
        self.pack_button.setToolTip("" if periods else "还没有月度数据，先导入再上报")
        for panel in (self.log, self.packages, self.keys, self.officials):
            panel.load()

    def take_files(self, files: Sequence[Path]) -> None:
        """Take dropped files: packages to the door across, everything else to the door in."""
        packages = [file for file in files if exchange.is_package(file)]
        if packages:
            self.receive(packages)
        if sheets := [file for file in files if file not in packages]:
            self.import_files(sheets)

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
        period = self.period.period()
        folder = QFileDialog.getExistingDirectory(self, "上报包放到哪里（可以选U盘）")
        if period is not None and folder:
            self.pack(period, Path(folder))

    def pack(self, period: Period, folder: Path) -> None:
        """Write a package into a folder."""
        self.desk.tasks.run("导出上报包", _Packing(self.desk.store, period, folder), self._on_packed)

    @Slot(object)
    def _on_packed(self, sent: SentPackage) -> None:
        self.packages.load()
        self.sent.emit()
        self.tabs.setCurrentWidget(self.packages)
        last = "可以安全拔出U盘了。" if kind_of_place(sent.file) == "removable" else "可以拷走或发出了。"
        faults.inform(
            self,
            "上报包已写好",
            f"{sent.file}\n\n核对码：{sent.check_code}（装入后请对方报出同样的核对码）\n已读回核对，内容一致，{last}",
        )
        self.noted.emit(f"上报包已写好：{sent.file.name}，核对码 {sent.check_code}")

    @Slot()
    def _on_receive(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "选择收到的上报包", "", PACKAGES)
        if chosen:
            self.receive([Path(name) for name in chosen])

    def receive(self, files: Sequence[Path]) -> None:
        """Look at packages and receive what the person says yes to."""
        dialog = ReceiveDialog(self.desk, files, parent=self)
        if dialog.exec():
            self._load()
            self._tell_received(dialog.received)
        dialog.deleteLater()

    def _tell_received(self, received: Sequence[Received]) -> None:
        good = [one for one in received if one.status == APPLIED]
        bad = [one.reason for one in received if one.status not in (APPLIED, GAP)]
        waiting = [one.reason for one in received if one.status == GAP]
        told = f"已装入 {len(good)} 个包。"
        if bad or waiting:
            faults.tell(self, "\n\n".join([told, *waiting, *bad]), "接收完成")
        self.noted.emit(told)


def _door(title: str, hint: str, widgets: Sequence[QWidget]) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    head = QLabel(title)
    head.setProperty("role", "title")
    text = QLabel(hint)
    text.setProperty("role", "muted")
    text.setWordWrap(True)
    text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    layout = QVBoxLayout(card)
    layout.setContentsMargins(16, 12, 16, 14)
    layout.addWidget(head)
    layout.addWidget(text, 1)
    layout.addLayout(row)
    return card


class _Packing:
    """Packs with a connection of its own."""

    def __init__(self, store: Store, period: Period, folder: Path) -> None:
        self._store = store
        self._period = period
        self._folder = folder

    def __call__(self, progress: Progress) -> SentPackage:
        with self._store.beside() as store:
            progress.step(0.2, "写上报包并读回核对")
            return exchange.pack(store, self._period, self._folder)
