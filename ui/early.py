"""The first moments: one program at a time, and a sign that it is coming before the rest of it is loaded.

Imports nothing but Qt's widgets and the look; `ui.app` comes in behind the sign.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QFileSystemWatcher, QObject, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel

import parkdesk
from parkdesk import paths
from parkdesk.locking import FileLock, HeldElsewhereError
from ui.theme import FAMILIES, STYLE, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QPaintEvent, QWindow

TITLE = "县域工业运行台"
_PATIENCE = 10.0  # seconds in which a living program takes a message
_PAINTED = 60  # ms; no screen may hold the start up for longer
_QUICK = 0.3  # seconds; where Qt is loaded by then the window itself is there within the second
_SIZE = QSize(420, 180)


class SoleProgram(QObject):
    """Holds the place of the one program of this person; a second start leaves its words with the first.

    QtNetwork is not delivered, so there is no local socket: a lock file says who is first, and words
    come as small files in a folder that the first one watches.

    Signals:
        asked: another start came and left; carries its words.
    """

    asked = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inbox = folder / "asked"
        self._place = folder / "program.lock"
        self._lock: FileLock | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._on_changed)
        self.is_writable = _made(self._inbox)

    def take_place(self) -> bool:
        """Become the one program; False where another one is. Where nothing can be written, everyone is alone."""
        if not self.is_writable:
            return True
        try:
            self._lock = FileLock(self._place)
        except HeldElsewhereError:
            return False
        except OSError:
            self.is_writable = False
            return True
        for left in self._inbox.iterdir():
            left.unlink(missing_ok=True)
        self._watcher.addPath(str(self._inbox))
        return True

    def leave_words(self, words: Sequence[str], patience: float = _PATIENCE) -> bool:
        """Hand the words to the program that is there; False where it does not take them in time."""
        note = self._inbox / f"{os.getpid()}.txt"
        part = note.with_suffix(".part")
        part.write_text("\n".join(words), "utf-8")
        _allow_raising()
        part.replace(note)
        end = time.monotonic() + patience
        while note.exists() and time.monotonic() < end:
            time.sleep(0.02)
        if not note.exists():
            return True
        note.unlink(missing_ok=True)
        return False

    @Slot(str)
    def _on_changed(self, _folder: str) -> None:
        for note in sorted(self._inbox.glob("*.txt")):
            words = note.read_text("utf-8").splitlines()
            note.unlink()
            self.asked.emit(words)


class Splash(QLabel):
    """Says that the program is coming; goes when any window of it is ready for typing.

    No QSplashScreen: that one waits a whole second in `show` where no window manager answers.
    """

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__(None, Qt.WindowType.SplashScreen | Qt.WindowType.FramelessWindowHint)
        self._painting = QEventLoop(self)
        screen = app.primaryScreen()
        self.setPixmap(_picture(screen.devicePixelRatio()))
        self.resize(_SIZE)
        self.move(screen.availableGeometry().center() - self.rect().center())
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        app.focusWindowChanged.connect(self._on_focus)

    def appear(self) -> None:
        """Show the sign and come back when it has been painted, or could have been."""
        self.show()
        QTimer.singleShot(_PAINTED, self._painting.quit)
        self._painting.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QTimer.singleShot(0, self._painting.quit)

    @Slot(object)
    def _on_focus(self, window: QWindow | None) -> None:
        if window is not None and window is not self.windowHandle():
            self.close()


def run(words: Sequence[str], began: float | None = None) -> int:
    """Start the program, or hand the words to the one that runs; returns the exit code.

    `began` is the moment of the click by `time.monotonic()`; from source nobody says it and nobody waits.
    """
    gc.disable()  # what a start makes is kept: walking it again and again would free nothing
    app = QApplication([*sys.argv[:1], "-style", STYLE])  # asking for it later makes Qt load all it says of styles
    app.setApplicationName("ParkDesk")
    app.setApplicationDisplayName("")
    app.setWindowIcon(QIcon(str(paths.resource("theme", "parkdesk.svg"))))
    sole = SoleProgram(paths.data_folder(), app)
    if not sole.take_place():
        asked = [os.path.abspath(word) if os.path.exists(word) else word for word in words]  # noqa: PTH100, PTH110
        return 0 if sole.leave_words(asked) else _say_silent()
    if began is not None and time.monotonic() - began > _QUICK:  # a scanner reads every file of the program first
        splash = Splash(app)
        splash.appear()
    from ui.app import main

    return main(words, sole)


def _say_silent() -> int:
    text = "程序已经打开，但没有回应：请在任务栏找到它的窗口；如果它停住了，请在任务管理器里结束 ParkDesk 后再打开。"
    from ui import faults

    faults.tell(None, text, TITLE)
    return 1


def _made(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # a full or read-only disk must not keep the desk shut; the window says it
        return False
    return True


def _allow_raising() -> None:
    """Pass on the right to come to the front, which Windows gives only to what was clicked."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)


def _picture(ratio: float) -> QPixmap:
    look = Theme("light")
    picture = QPixmap(_SIZE * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(look.color("surface"))
    whole = QRect(0, 0, _SIZE.width(), _SIZE.height())
    with QPainter(picture) as painter:
        painter.setPen(look.color("line"))
        painter.drawRect(whole.adjusted(0, 0, -1, -1))
        painter.fillRect(QRect(0, 0, 6, _SIZE.height()), look.color("accent"))
        for text, size, role, box in (
            (TITLE, 26, "text", whole.adjusted(36, 40, -20, -90)),
            (f"ParkDesk {parkdesk.__version__}　正在打开…", 13, "muted", whole.adjusted(36, 96, -20, -40)),
        ):
            font = QFont()
            font.setFamilies(list(FAMILIES))
            font.setPixelSize(size)
            painter.setFont(font)
            painter.setPen(look.color(role))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    return picture
