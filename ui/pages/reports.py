"""报表: choose a report and its period, see its very pages, print them, or keep them as PDF, Word or Excel."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from PySide6.QtCore import QDate, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from parkdesk import paths
from parkdesk.office import reporting
from parkdesk.reports.to_pdf import to_pages
from ui import faults, printing
from ui.widgets.empty_state import EmptyState
from ui.widgets.icon_button import IconButton
from ui.widgets.page import Page
from ui.widgets.page_view import PageView
from ui.widgets.period_picker import PeriodPicker

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from parkdesk.errors import UserError
    from parkdesk.office.reporting import ReportOptions
    from parkdesk.periods import Period
    from parkdesk.reports.values import Report
    from parkdesk.store import Changes, Store
    from ui.desk import Desk
    from ui.tasks import Progress

_PREVIEW_DPI = 150
_KINDS = {".pdf": ("PDF", "PDF 文件"), ".docx": ("Word", "Word 文档"), ".xlsx": ("Excel", "Excel 工作簿")}
_SIGNER, _ADDRESSEE = "report_signer", "report_addressee"
_LEDGERS = ("facts", "enterprises", "registrations", "projects", "assignments", "officials", "slots", "offices")
_EMPTY, _WORDS, _PAGES = range(3)


class Wish(NamedTuple):
    """What a person asked to see."""

    name: str
    period: Period
    options: ReportOptions


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
        self.report = QComboBox()
        for name, title in reporting.REPORTS.items():
            self.report.addItem(title, name)
        self.period = PeriodPicker(desk.theme)
        self.number = QLineEdit()
        self.number.setPlaceholderText("如 ×经贸字〔2026〕12号")
        self.addressee = QLineEdit()
        self.addressee.setPlaceholderText("如 市政府：")
        self.signer = QLineEdit()
        self.date = QDateEdit()
        self.date.setCalendarPopup(True)
        self.date.setDisplayFormat("yyyy年M月d日")
        self.view = PageView()
        self._words = QLabel()
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        self._stack = QStackedWidget()
        self._fonts = QLabel()
        self._fonts.setProperty("role", "doubt")
        self._fonts.setWordWrap(True)
        self._bar = self._toolbar()
        self.save_buttons = {suffix: QPushButton(f"存为 {kind}") for suffix, (kind, _) in _KINDS.items()}
        self.print_button = IconButton(desk.theme, "print", "打印…", primary=True)
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
        side.setProperty("role", "panel")
        side.setFixedWidth(310)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for label, field in (
            ("报表", self.report),
            ("期间", self.period),
            ("发文字号", self.number),
            ("主送机关", self.addressee),
            ("落款", self.signer),
            ("成文日期", self.date),
        ):
            form.addRow(label, field)
        saving = QHBoxLayout()
        for button in self.save_buttons.values():
            saving.addWidget(button)
        self.print_button.setToolTip("打印预览里的这些页（Ctrl+P）")
        self.print_button.setShortcut("Ctrl+P")
        layout = QVBoxLayout(side)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.addLayout(form)
        layout.addSpacing(10)
        layout.addWidget(self.print_button)
        layout.addLayout(saving)
        layout.addStretch(1)
        layout.addWidget(self._fonts)
        return side

    def _toolbar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "strip")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 5, 12, 5)
        self._place = QLabel()
        self._size = QLabel()
        theme = self.desk.theme
        self._back, self._on = IconButton(theme, "previous", ""), IconButton(theme, "next", "")
        self._back.setToolTip("上一页")
        self._on.setToolTip("下一页")
        smaller, larger, fit = QToolButton(), QToolButton(), QToolButton()
        for button, text, hint, slot in (
            (smaller, "－", "缩小（Ctrl+-）", self.view.zoom_out),
            (larger, "＋", "放大（Ctrl++）", self.view.zoom_in),
            (fit, "适合宽度", "按窗口宽度显示", self.view.fit_width),
        ):
            button.setText(text)
            button.setToolTip(hint)
            button.clicked.connect(slot)
        self._back.clicked.connect(self.view.turn_back)
        self._on.clicked.connect(self.view.turn_on)
        for turning in (self._back, self._place, self._on):
            row.addWidget(turning)
        row.addStretch(1)
        for sizing in (smaller, self._size, larger, fit):
            row.addWidget(sizing)
        return bar

    def _connect(self) -> None:
        self.report.currentIndexChanged.connect(self._on_wished)
        self.period.picked.connect(self._on_wished)
        for line in (self.number, self.addressee, self.signer):
            line.editingFinished.connect(self._on_wished)
        self.date.dateChanged.connect(self._on_wished)
        self.view.turned.connect(self._on_turned)
        self.view.zoomed.connect(self._on_zoomed)
        self.print_button.clicked.connect(self._on_print)
        self._fonts.linkActivated.connect(self._on_fonts)
        for suffix, button in self.save_buttons.items():
            button.clicked.connect(partial(self._on_save, suffix))

    # -- making ------------------------------------------------------------------------------

    def shown(self) -> None:
        store = self.desk.store
        self.signer.setText(store.setting(_SIGNER, store.desk.name))
        self.addressee.setText(store.setting(_ADDRESSEE))
        today = store.day()
        self.date.blockSignals(True)
        self.date.setDate(QDate(today.year, today.month, today.day))
        self.date.blockSignals(False)
        self._load()

    def on_changes(self, changes: Changes) -> None:
        if any(changes.touches(ledger) for ledger in _LEDGERS):
            self.made = None
            self._load()

    def _load(self) -> None:
        self.period.set_periods(self.desk.store.facts.periods())
        self._make()

    def wish(self) -> Wish | None:
        """Return what the fields ask for; None where the desk holds no figures."""
        period = self.period.period()
        if period is None:
            return None
        date = self.date.date()
        options = reporting.ReportOptions(
            document_number=self.number.text().strip(),
            signer=self.signer.text().strip(),
            date=dt.date(date.year(), date.month(), date.day()).isoformat(),
            addressee=self.addressee.text().strip(),
        )
        return Wish(self.report.currentData(), period, options)

    @Slot()
    def _on_wished(self) -> None:
        for name, line in ((_SIGNER, self.signer), (_ADDRESSEE, self.addressee)):
            if self.desk.store.setting(name) != line.text().strip():
                self.desk.store.set_setting(name, line.text().strip())
        self._make()

    def _make(self) -> None:
        wish = self.wish()
        if wish is None:
            self._stack.setCurrentIndex(_EMPTY)
            self._offer_saving(offered=False)
        elif self._running is None and (self.made is None or self.made.wish != wish):
            self._running = wish
            if self.made is None:
                self._say("正在排版…")
            self.desk.tasks.run(
                "排版报表", _Making(self.desk.store, wish), self._on_made, self._on_failed, passing=True
            )

    @Slot(object)
    def _on_made(self, made: Made) -> None:
        self._running = None
        self.made = made
        self.view.show_pages(made.pictures, _PREVIEW_DPI)
        self._stack.setCurrentIndex(_PAGES)
        self._offer_saving(offered=True)
        notes = made.report.notes
        self._fonts.setText(f'{notes[0]}<a href="fonts">查看</a>' if notes else "")
        self._make()  # what was asked for meanwhile

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
        for button in (self.print_button, *self.save_buttons.values()):
            button.setEnabled(offered)

    # -- looking -----------------------------------------------------------------------------

    @Slot(int, int)
    def _on_turned(self, number: int, count: int) -> None:
        self._place.setText(f"第 {number} / {count} 页" if count else "")
        self._back.setEnabled(number > 1)
        self._on.setEnabled(number < count)

    @Slot(float)
    def _on_zoomed(self, factor: float) -> None:
        self._size.setText(f"{factor:.0%}")

    @Slot()
    def _on_fonts(self) -> None:
        if self.made is not None:
            faults.inform(self, "字体提示", "\n".join(self.made.report.notes))

    @Slot()
    def _on_import(self) -> None:
        self.page_wanted.emit("exchange")

    # -- keeping -----------------------------------------------------------------------------

    def _on_save(self, suffix: str) -> None:
        if self.made is None:
            return
        title = self.made.report.title.replace("\n", "")
        _, kind = _KINDS[suffix]
        offered = paths.desks_folder() / f"{title}{suffix}"
        chosen, _ = QFileDialog.getSaveFileName(self, f"存为{kind}", str(offered), f"{kind} (*{suffix})")
        if chosen:
            self.save_to(Path(chosen).with_suffix(suffix))

    def save_to(self, path: Path) -> None:
        """Save the report that is shown under a name."""
        if self.made is not None:
            work = _Saving(self.made.report, path)
            self.desk.tasks.run(f"保存“{path.name}”", work, self._on_saved)

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self.noted.emit(f"已保存：{path}")
        if faults.ask(self, "已保存", f"报告已保存到：\n{path}\n要现在打开看看吗？", "打开", "不用"):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    @Slot()
    def _on_print(self) -> None:
        if self.made is None:
            return
        printer = printing.ask_printer(self, self.made.report.title.replace("\n", ""), self.view.page_count())
        if printer is not None:
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print the report that is shown."""
        if self.made is not None:
            self.desk.tasks.run("打印", _Printing(self.made.report, printer), self._on_printed)

    @Slot(object)
    def _on_printed(self, pages: int) -> None:
        self.noted.emit(f"已送出 {pages} 页到打印机。")


class _Making:
    """Writes a report from the desk and draws its pages, off the GUI thread."""

    def __init__(self, store: Store, wish: Wish) -> None:
        self._store = store
        self._wish = wish

    def __call__(self, progress: Progress) -> Made:
        with self._store.beside() as store:
            report = reporting.build(store, *self._wish)
        progress.step(0.4, "排版报表")
        return Made(self._wish, report, to_pages(report, _PREVIEW_DPI))


class _Saving:
    def __init__(self, report: Report, path: Path) -> None:
        self._report = report
        self._path = path

    def __call__(self, _progress: Progress) -> Path:
        reporting.save(self._report, self._path)
        return self._path


class _Printing:
    """Draws the pages at the printer's own fineness; Qt lets a printer be painted on off the GUI thread."""

    def __init__(self, report: Report, printer: QPrinter) -> None:
        self._report = report
        self._printer = printer

    def __call__(self, progress: Progress) -> int:
        pictures = to_pages(self._report, printing.DPI)
        progress.step(0.5, "送往打印机")
        return printing.draw(pictures, self._printer)
