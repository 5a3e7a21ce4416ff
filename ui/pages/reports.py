"""报表: choose a report and its period, see its very pages, click a number, print, keep it as PDF, Word or Excel."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from parkdesk import paths
from ui import faults, printing
from ui.pages.report_work import Behind, Issuing, Making, Outlooking, Packing, Printing, Saving, Setting, Spotting
from ui.widgets.empty_state import EmptyState
from ui.widgets.icon_button import IconButton
from ui.widgets.page import Page
from ui.widgets.page_bar import PageBar
from ui.widgets.page_view import PageView
from ui.widgets.report_wish import ReportWish

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from parkdesk.errors import UserError
    from parkdesk.reports.to_pdf import Spot
    from parkdesk.reports.values import Report
    from parkdesk.store import Changes, IssuedPaper
    from ui.desk import Desk
    from ui.target import Target
    from ui.widgets.report_wish import Wish

_PREVIEW_DPI = 150
_KINDS = {".pdf": ("PDF", "PDF 文件"), ".docx": ("Word", "Word 文档"), ".xlsx": ("Excel", "Excel 工作簿")}
_EMPTY, _WORDS, _PAGES = range(3)


class Made(NamedTuple):
    """A report with the pictures of its pages."""

    wish: Wish
    report: Report
    pictures: list[bytes]


class ReportsPage(Page):
    """The report at the right is always the one that the fields at the left ask for."""

    TITLE: ClassVar[str] = "报表"
    ICON: ClassVar[str] = "reports"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.made: Made | None = None
        self._running: Wish | None = None
        self._spots: list[Spot] = []
        self.fields = ReportWish(desk)
        self.view = PageView()
        self._words = QLabel()
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        self._stack = QStackedWidget()
        self._fonts = QLabel()
        self._fonts.setProperty("role", "doubt")
        self._fonts.setWordWrap(True)
        self._bar = PageBar(self.view, desk.theme)
        self.save_buttons = {suffix: QPushButton(f"存为 {kind}") for suffix, (kind, _) in _KINDS.items()}
        self.print_button = IconButton(desk.theme, "print", "打印…", primary=True)
        self.issue_button = _button("定稿存档", "留存这一份：以后数据变了，仍可原样再打印，并看到有哪些变动")
        self.pack_button = _button("每人一份…", "按包抓领导、部门或县区各生成一份文件")
        self.issued_button = _button("历次定稿…", "以前定稿的报表，以及定稿以后的变动")
        self.wording_button = _button("修改用语…", "按本单位的习惯改写这份报告的文字")
        self.charts_button = _button("看图…", "放大、复制或另存报告里的图")
        self.outlook_button = _button("测算…", "倒算、如不退库、全年预测")
        self._lay_out()
        self._connect()
        self._offer_saving(offered=False)

    # -- building ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        empty = EmptyState(
            self.desk.theme,
            "reports",
            "还没有数据，做不出报表",
            "先导入企业名录和月度产值表；有了一个期间的数据，这里就能预览、打印和保存报告。",
            "去导入",
        )
        empty.acted.connect(self._on_import)
        for widget in (empty, self._words, self.view):
            self._stack.addWidget(widget)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._bar)
        right.addWidget(self._stack, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._side())
        layout.addLayout(right, 1)

    def _side(self) -> QFrame:
        side = QFrame()
        side.setFixedWidth(330)
        saving = QHBoxLayout()
        for button in self.save_buttons.values():
            saving.addWidget(button)
        self.print_button.setToolTip("打印预览里的这些页（Ctrl+P）")
        self.print_button.setShortcut("Ctrl+P")
        tools = QGridLayout()
        pairs = ((self.issue_button, self.issued_button), (self.pack_button, self.charts_button),
                 (self.wording_button, self.outlook_button))  # fmt: skip
        for row, pair in enumerate(pairs):
            for column, tool in enumerate(pair):
                tools.addWidget(tool, row, column)
        inside = QFrame()
        inside.setProperty("role", "panel")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.addWidget(self.fields)
        layout.addSpacing(8)
        layout.addWidget(self.print_button)
        layout.addLayout(saving)
        layout.addLayout(tools)
        layout.addStretch(1)
        layout.addWidget(self._fonts)
        area = QScrollArea()  # at 150 % a low screen does not hold it all
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        around = QVBoxLayout(side)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(area)
        return side

    def _connect(self) -> None:
        self.fields.wished.connect(self._make)
        self.view.pointed.connect(self._on_pointed)
        self.view.entered.connect(self._on_entered)
        self._fonts.linkActivated.connect(self._on_fonts)
        for suffix, button in self.save_buttons.items():
            button.clicked.connect(partial(self._on_save, suffix))
        for tool, slot in (
            (self.print_button, self._on_print),
            (self.issue_button, self._on_issue),
            (self.issued_button, self._on_issued_list),
            (self.pack_button, self._on_pack),
            (self.wording_button, self._on_wording),
            (self.charts_button, self._on_charts),
            (self.outlook_button, self._on_outlook),
        ):
            tool.clicked.connect(slot)

    # -- making ------------------------------------------------------------------------------

    def shown(self) -> None:
        self.fields.load()
        self._load()

    def on_changes(self, changes: Changes) -> None:
        if changes.facts or changes.records:
            self.made = None
            self._load()

    def _load(self) -> None:
        self.fields.offer_periods()
        self._make()

    def wish(self) -> Wish | None:
        """Return what the fields ask for; None where the desk holds no figures."""
        return self.fields.wish()

    @Slot()
    def _make(self) -> None:
        wish = self.wish()
        if wish is None:
            self._stack.setCurrentIndex(_EMPTY)
            self._offer_saving(offered=False)
        elif self._running is None and (self.made is None or self.made.wish != wish):
            self._running = wish
            if self.made is None:
                self._say("正在排版…")
            work = Making(self.desk.store, wish, _PREVIEW_DPI)
            self.desk.tasks.run("排版报表", work, self._on_written, self._on_failed, passing=True)

    @Slot(object)
    def _on_written(self, found: tuple[Wish, Report, bytes]) -> None:
        wish, report, first = found
        if wish != self.wish():  # something else was asked for meanwhile
            self._running = None
            self._make()
            return
        self.view.show_pages([first], _PREVIEW_DPI)
        self._stack.setCurrentIndex(_PAGES)
        work = Setting(wish, report, _PREVIEW_DPI)
        self.desk.tasks.run("排版报表", work, self._on_made, self._on_failed, passing=True)

    @Slot(object)
    def _on_made(self, found: tuple[Wish, Report, list[bytes]]) -> None:
        self._running = None
        self.made = made = Made(*found)
        self._spots = []
        self.view.show_pages(made.pictures, _PREVIEW_DPI)
        self._stack.setCurrentIndex(_PAGES)
        self._offer_saving(offered=True)
        notes = made.report.notes
        self._fonts.setText(f'{notes[0]}<a href="fonts">查看</a>' if notes else "")
        self._make()  # what was asked for meanwhile

    @Slot()
    def _on_entered(self) -> None:
        if self.made is not None:
            work = Spotting(self.made.report)
            self.desk.tasks.run("溯源", work, self._on_spotted, self._on_unspotted, passing=True)

    @Slot(object)
    def _on_spotted(self, found: tuple[Report, list[Spot]]) -> None:
        report, spots = found
        if self.made is not None and self.made.report is report:
            self._spots = spots
            self.view.show_spots([(spot.page, spot.box) for spot in spots], "点一下，看这个数从哪里来")

    @Slot(object)
    def _on_unspotted(self, _error: UserError) -> None:
        self._spots = []  # the pages stand; only their numbers cannot be clicked

    @Slot(object)
    def _on_failed(self, error: UserError) -> None:
        failed, self._running, self.made = self._running, None, None
        self._offer_saving(offered=False)
        self._say(str(error))
        if failed != self.wish():
            self._make()

    def _say(self, words: str) -> None:
        self._words.setText(words)
        self._stack.setCurrentIndex(_WORDS)

    def _offer_saving(self, *, offered: bool) -> None:
        self._bar.setVisible(offered)
        paper = self.fields.paper()
        for button in (self.print_button, self.issue_button, *self.save_buttons.values()):
            button.setEnabled(offered)
        has_charts = offered and self.made is not None and bool(self.made.report.charts())
        self.charts_button.setEnabled(has_charts)
        self.pack_button.setEnabled(offered and paper.each is not None)
        self.wording_button.setEnabled(bool(paper.wording) and self.wish() is not None)
        self.outlook_button.setEnabled(self.wish() is not None)

    def focus_on(self, target: Target) -> None:
        """Show the report that was looked for by name."""
        self.fields.choose(target.record)

    # -- looking -----------------------------------------------------------------------------

    @Slot()
    def _on_fonts(self) -> None:
        if self.made is not None:
            faults.inform(self, "请留意", "\n".join(self.made.report.notes))

    @Slot()
    def _on_import(self) -> None:
        self.page_wanted.emit("exchange")

    @Slot(int)
    def _on_pointed(self, number: int) -> None:
        figure = self._spots[number].figure
        self.desk.tasks.run("查来源", Behind(self.desk.store, figure), self._on_behind, passing=True)

    @Slot(object)
    def _on_behind(self, found: tuple[str, object]) -> None:
        from ui.dialogs.behind import BehindDialog

        dialog = BehindDialog(*found, self)  # type: ignore[arg-type]
        dialog.wanted.connect(self.item_wanted)
        dialog.exec()

    @Slot()
    def _on_charts(self) -> None:
        from ui.dialogs.charts import ChartsDialog

        if self.made is not None:
            ChartsDialog(self.desk, self.made.report.charts(), self).exec()

    @Slot()
    def _on_wording(self) -> None:
        from ui.dialogs.wording import WordingDialog

        wish = self.wish()
        if wish is not None and WordingDialog(self.desk, self.fields.paper(), *wish[1:], self).exec():
            self.made = None
            self._make()

    @Slot()
    def _on_outlook(self) -> None:
        wish = self.wish()
        if wish is not None:
            self.desk.tasks.run("测算", Outlooking(self.desk.store, wish.period), self._on_outlooked, passing=True)

    @Slot(object)
    def _on_outlooked(self, outlook: object) -> None:
        from ui.dialogs.outlook import OutlookDialog

        OutlookDialog(outlook, self).exec()  # type: ignore[arg-type]

    # -- keeping -----------------------------------------------------------------------------

    def _on_save(self, suffix: str) -> None:
        if self.made is None:
            return
        _, kind = _KINDS[suffix]
        offered = paths.desks_folder() / f"{self.made.report.file_title}{suffix}"
        chosen, _ = QFileDialog.getSaveFileName(self, f"存为{kind}", str(offered), f"{kind} (*{suffix})")
        if chosen:
            self.save_to(Path(chosen).with_suffix(suffix))

    def save_to(self, path: Path) -> None:
        """Save the report that is shown under a name."""
        if self.made is not None:
            self.desk.tasks.run(f"保存“{path.name}”", Saving(self.made.report, path), self._on_saved)

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self.noted.emit(f"已保存：{path}")
        if faults.ask(self, "已保存", f"报告已保存到：\n{path}\n要现在打开看看吗？", "打开", "不用"):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    @Slot()
    def _on_issue(self) -> None:
        if self.made is not None:
            work = Issuing(self.desk.store, self.made.wish, self.made.report)
            self.desk.tasks.run("定稿存档", work, self._on_kept)

    @Slot(object)
    def _on_kept(self, paper: IssuedPaper) -> None:
        self.noted.emit(f"《{paper.title}》已定稿存档，指纹 {paper.fingerprint[:12]}。")

    @Slot()
    def _on_issued_list(self) -> None:
        from ui.dialogs.issued import IssuedDialog

        IssuedDialog(self.desk, self).exec()

    @Slot()
    def _on_pack(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "每人一份：存到哪个文件夹", str(paths.desks_folder()))
        if chosen:
            self.pack_to(Path(chosen))

    def pack_to(self, folder: Path) -> None:
        """Save a file for each reader of the chosen paper."""
        wish = self.wish()
        if wish is not None:
            self.desk.tasks.run("每人一份", Packing(self.desk.store, wish, folder), self._on_packed)

    @Slot(object)
    def _on_packed(self, files: list[Path]) -> None:
        self.noted.emit(f"已生成{len(files)}份，在：{files[0].parent}")

    @Slot()
    def _on_print(self) -> None:
        if self.made is None:
            return
        title, name = self.made.report.file_title, self.made.wish.name
        printer = printing.ask_printer(self, title, self.view.page_count(), name)
        if printer is not None:
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print the report that is shown."""
        if self.made is not None:
            self.desk.tasks.run("打印", Printing(self.made.report, printer), self._on_printed)

    @Slot(object)
    def _on_printed(self, pages: int) -> None:
        self.noted.emit(f"已送出 {pages} 页到打印机。")


def _button(text: str, hint: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(hint)
    return button
