"""Starting: which desk, which look, one window; opening another desk, restoring, closing with a backup."""

from __future__ import annotations

import gc
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCommandLineOption,
    QCommandLineParser,
    QDateTime,
    QLibraryInfo,
    QObject,
    Qt,
    QTimer,
    QTranslator,
    Slot,
)
from PySide6.QtWidgets import QApplication

import parkdesk
from parkdesk import paths
from parkdesk.errors import DeskDamagedError, StoreError, UserError
from parkdesk.office import desks
from ui import faults, log
from ui.bus import Bus
from ui.desk import Desk
from ui.keeping import AutoBackup
from ui.main_window import MainWindow
from ui.memory import window_memory
from ui.tasks import Tasks
from ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.store import Store
    from ui.early import SoleProgram
    from ui.tasks import Progress

_MOST_RECENT = 8
_SETTLED = 300  # ms: the window is there first
_DEMO_OPERATOR = "演示员"
_PACKAGE = ".parkpkg"
_FILE_KINDS = "QAbstractFileIconProvider"
_DEMO, _WALK, _GLANCE = "demo", "walk", "glance"


class Program(QObject):
    """Holds the one window and the desk it shows."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self.theme = Theme("dark" if window_memory().value("window/look") == "dark" else "light", self)
        self.theme.apply(app)
        self.window: MainWindow | None = None

    # -- choosing a desk ---------------------------------------------------------------------

    def start(self, wanted: Path | None) -> bool:
        """Open the wanted desk, else the last one, else ask; False where the person wants to leave."""
        memory = window_memory()
        operator = str(memory.value("operator") or "")
        recent = recent_desks()
        path = wanted or (recent[0] if recent and recent[0].exists() else None)
        if path and operator:
            try:
                self.show(desks.open_desk(path, operator))
            except DeskDamagedError as error:
                if self._restored(path, error):
                    self.show(desks.open_desk(path, operator))
                    return True
            except UserError as error:
                faults.tell(None, error)
            else:
                return True
        return self.ask_for_desk([path, *recent] if path else recent)

    def _restored(self, path: Path, error: DeskDamagedError) -> bool:
        """Offer the newest sound backup of a damaged desk; whether it was put in its place."""
        backup = desks.sound_backup(path)
        if backup is None:
            faults.tell(None, error)
            return False
        question = f"{error}\n\n最近一份完好的备份是“{backup.name}”，用它恢复吗？现在的文件会另存为“恢复前”，不会丢失。"
        if not faults.ask(None, "台账已损坏", question, "恢复"):
            return False
        desks.restore_backup(backup, path)
        return True

    def ask_for_desk(self, offered: Sequence[Path] = ()) -> bool:
        """Let the person make or open a desk; False where the dialog was left."""
        from ui.dialogs.first_run import FirstRunDialog

        memory = window_memory()
        known = [path for path in dict.fromkeys(offered) if path.exists()]
        dialog = FirstRunDialog(str(memory.value("operator") or ""), known, self.window)
        if not dialog.exec() or dialog.store is None:
            return False
        memory.setValue("operator", dialog.store.by)
        self.show(dialog.store)
        return True

    def start_demo(self) -> bool:
        """Open the demonstration, making it first where there is none yet."""
        folder = paths.data_folder() / "demonstration"
        if found := demo_desk(folder):
            self.show(desks.open_desk(found, _DEMO_OPERATOR), remembered=False)
            return True
        from ui.dialogs.waiting import wait_for

        made = wait_for("正在准备演示数据，第一次需要一点时间…", partial(_make_demo, folder))
        if made:
            self.show(desks.open_desk(made, _DEMO_OPERATOR), remembered=False)
        return made is not None

    @Slot(object)
    def on_asked(self, words: Sequence[str]) -> None:
        """Come to the front with the file that a second start was given."""
        front = QApplication.activeModalWidget() or self.window
        if front is None:
            return
        front.setWindowState(front.windowState() & ~Qt.WindowState.WindowMinimized)
        front.raise_()
        front.activateWindow()
        files = [Path(word) for word in words if not word.startswith("-")]
        if files and front is not self.window:
            faults.tell(front, f"请先办完并关闭这个窗口，再打开“{files[0].name}”。")
        elif files:
            self.take_file(files[0])

    def take_file(self, file: Path) -> None:
        """Open a desk, or look at a package in 数据交换."""
        assert self.window is not None
        if file.suffix.lower() == _PACKAGE:
            self.window.page("exchange").take_files([file])
        else:
            self._on_open_wanted(file)

    # -- the window --------------------------------------------------------------------------

    def show(self, store: Store, *, remembered: bool = True) -> None:
        """Show a desk in a new window; the one before it goes. The demonstration is not `remembered`."""
        before, self.window = self.window, None
        if before is not None:
            before.closed.disconnect(self._on_closed)
            before.close()
            self._give_up(before)
        window = MainWindow(Desk(store, Bus(), Tasks(), self.theme))
        window.open_wanted.connect(self._on_open_wanted)
        window.new_wanted.connect(self._on_new_wanted)
        window.restore_wanted.connect(self._on_restore_wanted)
        window.closed.connect(self._on_closed)
        keeper = AutoBackup(window.desk, window)
        keeper.kept.connect(window.strip.refresh)
        keeper.failed.connect(window.strip.note)
        self.window = window
        if remembered:
            remember_desk(store.path)
        window.show()

    def _give_up(self, window: MainWindow) -> None:
        """Let running work end, back the desk up and close it."""
        window.desk.tasks.let_go()
        try:
            desks.close_desk(window.desk.store)
        except UserError as error:
            faults.tell(window, error)
        window.deleteLater()

    @Slot(object)
    def _on_open_wanted(self, path: Path) -> None:
        assert self.window is not None
        store = self.window.desk.store
        if path.resolve() == store.path.resolve():
            return
        try:
            opened = desks.open_desk(path, store.by)
        except UserError as error:
            faults.tell(self.window, error)
            return
        self.show(opened)

    @Slot()
    def _on_new_wanted(self) -> None:
        self.ask_for_desk()

    @Slot(object)
    def _on_restore_wanted(self, backup: Path) -> None:
        window = self.window
        assert window is not None
        path, by = window.desk.store.path, window.desk.store.by
        window.closed.disconnect(self._on_closed)
        if not window.close():
            window.closed.connect(self._on_closed)
            return
        self.window = None
        self._give_up(window)
        try:
            desks.restore_backup(backup, path)
        except UserError as error:
            faults.tell(None, error)
        self.show(desks.open_desk(path, by))

    @Slot()
    def _on_closed(self) -> None:
        if self.window is not None:
            self._give_up(self.window)
            self.window = None


def recent_desks() -> list[Path]:
    """Return the desks opened on this PC, newest first."""
    found = window_memory().value("desks") or []
    return [Path(str(path)) for path in ([found] if isinstance(found, str) else found)]


def remember_desk(path: Path) -> None:
    """Put a desk at the head of those opened on this PC."""
    kept = [str(p) for p in dict.fromkeys([path.resolve(), *recent_desks()])][:_MOST_RECENT]
    window_memory().setValue("desks", kept)


def demo_desk(folder: Path) -> Path | None:
    """Return the demonstration's first county, None where the demonstration was not made yet."""
    found = sorted(folder.glob("*经贸局*.parkdesk"))
    return found[0] if found else None


def _make_demo(folder: Path, _: Progress) -> Path:
    from parkdesk.office.demo import make_demo

    try:
        make_demo(folder)
    except OSError as fault:
        text = f"演示台账写不进“{folder}”（{fault.strerror}）：请清理磁盘或检查权限后再打开。"
        raise StoreError(text) from fault
    found = demo_desk(folder)
    if found is None:
        raise StoreError(f"“{folder}”里没有演示台账：请删除这个文件夹后重新打开程序。")
    return found


class _KindsOfFiles(QTranslator):
    """The file dialog's 「文件夹」: Qt asks for it under another name than the one its Chinese has it under."""

    def translate(self, context: str, source: str, said: str | None = None, count: int = -1) -> str:
        found = super().translate("QFileDialog", source, said, count) if context == _FILE_KINDS else ""
        return found or None  # type: ignore[return-value]  # an empty text would be taken for a translation


def speak_chinese(app: QApplication) -> None:
    """Have Qt's own buttons and dialogs speak Chinese."""
    for translator in (_KindsOfFiles(app), QTranslator(app)):  # the last is asked first
        if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(translator)


def count_in_chinese() -> None:
    """Have Qt write dates and numbers as here, on a PC of whatever language."""
    from PySide6.QtCore import QLocale  # knows every language and country by name: more than a start has time for

    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))


def missing_fonts() -> str:
    """Say that this PC cannot show Chinese; nothing where it can."""
    from PySide6.QtGui import QFontDatabase

    if QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        return ""
    return "这台电脑没有中文字体，文字会显示成方框：请安装微软雅黑、宋体或 Noto Sans CJK SC 后重新打开程序。"


def read_command(words: Sequence[str]) -> QCommandLineParser:
    """Read what the program was started with; leaves with Qt's own words where that is not understood."""
    parser = QCommandLineParser()
    parser.setApplicationDescription("县域工业运行台")
    parser.addHelpOption()
    parser.addPositionalArgument("文件", "要打开的台账或数据包")
    parser.addOption(QCommandLineOption([_DEMO], "打开演示台账"))
    parser.addOption(QCommandLineOption([_WALK], "打开每一页、各存一张图后退出（打包时用）", "文件夹"))
    parser.addOption(QCommandLineOption([_GLANCE], "窗口画好就退出（测速用）"))
    parser.process([sys.argv[0], *words])
    return parser


def main(words: Sequence[str], sole: SoleProgram | None = None) -> int:
    """Run the program; returns its exit code."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)  # `ui.early` made it
    asked = read_command(words)
    file = Path(found[0]) if (found := asked.positionalArguments()) else None
    app.setApplicationName("ParkDesk")
    app.setApplicationDisplayName("")
    speak_chinese(app)
    log.record_crashes()
    _log(f"ParkDesk {parkdesk.__version__} 打开")
    faults.install_fault_hook(app).caught.connect(_log)
    package = file if file and file.suffix.lower() == _PACKAGE else None
    program = Program(app)
    started = program.start_demo() if asked.isSet(_DEMO) else program.start(None if package else file)
    if not started:
        return 0
    if sole:
        sole.asked.connect(program.on_asked)
    if package:
        QTimer.singleShot(0, partial(program.take_file, package))
    QTimer.singleShot(_SETTLED, partial(_settle, program, alone=sole is None or sole.is_writable))
    if asked.isSet(_WALK):
        from ui.walk import Walk

        assert program.window is not None
        Walk(program.window, Path(asked.value(_WALK)))
    if asked.isSet(_GLANCE):  # the first turn paints, the second finds nothing left to do
        QTimer.singleShot(0, partial(QTimer.singleShot, 0, partial(_tell_ready, app)))
    code = app.exec()
    _log("关闭")
    return code


def _tell_ready(app: QApplication) -> None:
    if sys.stdout is not None:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
    app.quit()


def _settle(program: Program, *, alone: bool) -> None:
    """Do what can wait until the window is in sight, and say what a person should know of this PC."""
    gc.enable()  # `ui.early` put it to rest
    count_in_chinese()
    if said := missing_fonts():
        faults.tell(program.window, said)
    if not alone:
        where = paths.data_folder()
        text = f"个人文件夹“{where}”写不进去（磁盘已满或只读）：台账可以照常使用，窗口大小和日志不会保存。"
        faults.tell(program.window, text)


def _log(text: str) -> None:
    log.record(f"{QDateTime.currentDateTime().toString(Qt.DateFormat.ISODate)} {text}")
