"""The window: navigation at the left, one page at a time, the desk's state at the foot."""

from __future__ import annotations

import importlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

import parkdesk
from parkdesk.frozen import frozen
from ui import faults
from ui.desk_menu import DeskMenu
from ui.memory import window_memory
from ui.theme import LARGE
from ui.undo import UndoHistory
from ui.widgets.status_strip import StatusStrip
from ui.widgets.tab_button import USUAL, TabButton

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent

    from ui.desk import Desk
    from ui.target import Target
    from ui.widgets.page import Page

_NAVIGATION_WIDTH = 96
_MOST_KEYS = 9  # Ctrl+1 … Ctrl+9
_SMALLEST, _USUAL = QSize(880, 480), QSize(1366, 768)  # a 1366×768 screen at 150 % has 910×512 left


@frozen
class Entry:
    """One tab before its page is imported."""

    name: str
    title: str
    page: str
    roles: frozenset[str] = frozenset({"county", "city", "park"})

    def load(self) -> type[Page]:
        """Import the page's class."""
        page: type[Page] = getattr(importlib.import_module(f"ui.pages.{self.name}"), self.page)
        return page


PAGES = (
    Entry("workbench", "工作台", "WorkbenchPage"),
    Entry("summary", "汇总", "SummaryPage", frozenset({"city"})),
    Entry("enterprises", "企业库", "EnterprisesPage"),
    Entry("months", "月度数据", "MonthsPage"),
    Entry("checks", "审核", "ChecksPage"),
    Entry("projects", "项目“六个一”", "ProjectsPage"),
    Entry("parks", "园区要素", "ParksPage"),
    Entry("goals", "目标考核", "GoalsPage"),
    Entry("nurture", "培育招商", "NurturePage"),
    Entry("services", "服务底线", "ServicesPage"),
    Entry("reports", "报表", "ReportsPage"),
    Entry("exchange", "数据交换", "ExchangePage"),
)
"""The tabs in their order; a tab's name is its module, its icon and what `page_wanted` carries."""

_FILES_GO_TO = "exchange"
_LOOKS = (("浅色", "light"), ("深色", "dark"))


class MainWindow(QMainWindow):
    """Shows a desk.

    Signals:
        open_wanted, new_wanted, restore_wanted: as the 台账 menu says; the program does it.
        closed: the window went and the desk may be closed.
    """

    open_wanted = Signal(object)
    new_wanted = Signal()
    restore_wanted = Signal(object)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.entries = tuple(entry for entry in PAGES if desk.store.desk.role in entry.roles)
        self._pages: dict[str, Page] = {}
        self._buttons: dict[str, QToolButton] = {}
        self.setWindowTitle(f"{desk.store.desk.name} — 县域工业运行台")
        self.setMinimumSize(_SMALLEST)
        self.setAcceptDrops(True)
        self.strip = StatusStrip(desk, self)
        self.setStatusBar(self.strip)
        self.undoing = UndoHistory(desk, self)
        self.undoing.noted.connect(self.strip.note)
        self._stack = QStackedWidget()
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._tabs = self._navigation()
        row.addWidget(self._tabs)
        row.addWidget(self._stack, 1)
        self.setCentralWidget(inside)
        self._make_menus()
        self._take_size()
        desk.theme.changed.connect(self._on_theme_changed)
        self.page(self.entries[0].name).load()

    # -- parts -------------------------------------------------------------------------------

    def _navigation(self) -> QScrollArea:
        """Return the tabs: as high as there is room for, scrolled where a screen has too little."""
        bar = QFrame()
        bar.setObjectName("navigation")
        column = QVBoxLayout(bar)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(1)
        group = QButtonGroup(self)
        for number, entry in enumerate(self.entries, 1):
            icon = self.desk.theme.icon(entry.name, "muted", LARGE)
            button = TabButton(entry.title, icon, _NAVIGATION_WIDTH - 1)
            if number <= _MOST_KEYS:
                QShortcut(QKeySequence(f"Ctrl+{number}"), self, partial(self.open_page, entry.name))
                button.setToolTip(f"{entry.title}（Ctrl+{number}）")
            button.clicked.connect(partial(self.open_page, entry.name))
            group.addButton(button)
            column.addWidget(button, USUAL)
            self._buttons[entry.name] = button
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(_NAVIGATION_WIDTH)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(bar)
        return scroll

    def _make_menus(self) -> None:
        self.desk_menu = DeskMenu(self.desk, self)
        self.desk_menu.open_wanted.connect(self.open_wanted)
        self.desk_menu.new_wanted.connect(self.new_wanted)
        self.desk_menu.restore_wanted.connect(self.restore_wanted)
        self.desk_menu.kept.connect(self.strip.refresh)
        self.menuBar().addMenu(self.desk_menu)
        edit = self.menuBar().addMenu("编辑(&E)")
        edit.addActions(self.undoing.actions())
        view = self.menuBar().addMenu("查看(&V)")
        for number, entry in enumerate(self.entries, 1):
            keys = f"\tCtrl+{number}" if number <= _MOST_KEYS else ""
            view.addAction(f"{entry.title}{keys}", partial(self.open_page, entry.name))
        view.addSeparator()
        view.addAction("查找一切…", QKeySequence("Ctrl+K"), self.search)
        view.addSeparator()
        looks = QActionGroup(self)
        for label, mode in _LOOKS:
            action = QAction(label, looks)
            action.setCheckable(True)
            action.setChecked(self.desk.theme.mode == mode)
            action.triggered.connect(partial(self._set_look, mode))
            view.addAction(action)
        help_menu = self.menuBar().addMenu("帮助(&H)")
        help_menu.addAction("使用手册", QKeySequence.StandardKey.HelpContents, self._on_manual)
        help_menu.addAction("关于", self._on_about)

    def _take_size(self) -> None:
        remembered = window_memory().value("window/geometry")
        if remembered is None or not self.restoreGeometry(remembered):
            screen = QGuiApplication.primaryScreen().availableSize()
            self.resize(_USUAL.boundedTo(screen))

    # -- pages -------------------------------------------------------------------------------

    @Slot(str)
    def open_page(self, name: str) -> None:
        """Go to a page; it is imported and built when first opened."""
        if name not in self._pages:
            entry = next(entry for entry in self.entries if entry.name == name)
            page = entry.load()(self.desk, self)
            page.page_wanted.connect(self.open_page)
            page.item_wanted.connect(self.open_item)
            page.command_wanted.connect(self._on_command_wanted)
            page.noted.connect(self.strip.note)
            page.sent.connect(self.strip.refresh)
            self._pages[name] = page
            self._stack.addWidget(page)
        self._buttons[name].setChecked(True)
        self._tabs.ensureWidgetVisible(self._buttons[name], 0, 0)
        self._stack.setCurrentWidget(self._pages[name])

    def page(self, name: str) -> Page:
        """Return a page, opening it first."""
        self.open_page(name)
        return self._pages[name]

    @Slot(object)
    def open_item(self, target: Target) -> None:
        """Go to a page and stand on what was clicked."""
        self.page(target.page).focus_on(target)

    @Slot()
    def search(self) -> None:
        """Look for a firm, a project, a person, a report or a command (Ctrl+K)."""
        from ui.dialogs.search import Command, SearchDialog

        commands = [Command(entry.title, partial(self.open_page, entry.name)) for entry in self.entries]
        commands += [Command(label, slot) for label, slot in self.desk_menu.named_commands()]
        commands += [Command(f"{label}外观", partial(self._set_look, mode)) for label, mode in _LOOKS]
        dialog = SearchDialog(self.desk, commands, {entry.name for entry in self.entries}, self)
        dialog.item_wanted.connect(self.open_item)
        dialog.exec()

    @Slot(str)
    def _on_command_wanted(self, name: str) -> None:
        self.desk_menu.commands[name]()

    def _set_look(self, mode: str) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self.desk.theme.switch(app, "dark" if mode == "dark" else "light")
            window_memory().setValue("window/look", mode)

    @Slot()
    def _on_theme_changed(self) -> None:
        for name, button in self._buttons.items():
            button.setIcon(self.desk.theme.icon(name, "muted", LARGE))

    @Slot()
    def _on_manual(self) -> None:
        from ui.dialogs.manual import ManualWindow

        manual = ManualWindow(self)
        manual.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        manual.show()

    @Slot()
    def _on_about(self) -> None:
        faults.inform(
            self,
            "关于",
            f"县域工业运行台 ParkDesk {parkdesk.__version__}\n\n{faults.SECRECY}。\n\n"
            f"台账文件：{self.desk.store.path}\n本程序完全离线运行，数据只保存在台账文件和它的备份里。",
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F10:  # no shortcut: on its own page 审核 has the key itself
            self.open_page("checks")
        else:
            super().keyPressEvent(event)

    # -- files dropped and closing -----------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.page(_FILES_GO_TO).take_files(files)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close():
            event.ignore()
            return
        window_memory().setValue("window/geometry", self.saveGeometry())
        event.accept()
        self.closed.emit()

    def _may_close(self) -> bool:
        if not all(page.may_leave() for page in self._pages.values()):
            return False
        if not self.desk.tasks.would_be_missed():
            return True
        return faults.ask(self, "还有工作在进行", "还有工作没有做完，要停止它并关闭吗？", "停止并关闭", "继续等待")
