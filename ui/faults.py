"""What people are told when something goes wrong.

A known cause is one sentence. Anything else is our bug: the fault window shows a report that can be
copied and holds no business data (places in the code and kinds of errors, never their values).
Every start loads this room, so what shows a box loads when there is something to say.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal, TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

import parkdesk
from parkdesk.store import known_cause

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

    from parkdesk.errors import UserError

T = TypeVar("T")

SECRECY = "本软件不得存储、处理国家秘密"


def tell(parent: QWidget | None, error: UserError | str, title: str = "请注意") -> None:
    """Show one sentence."""
    _box(parent, "Warning", title, str(error)).exec()


def inform(parent: QWidget | None, title: str, text: str) -> None:
    """Show one sentence of good news."""
    _box(parent, "Information", title, text).exec()


def tell_anyone(error: UserError) -> None:
    """Show one sentence on top of whatever window is active."""
    tell(QApplication.activeWindow(), error)


def ask(parent: QWidget | None, title: str, question: str, yes: str = "确定", no: str = "取消") -> bool:
    """Ask a question; Enter says no to what may hurt, so the safe answer is the default."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Question, title, question, QMessageBox.StandardButton.NoButton, parent)
    agreed = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refused = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refused)
    box.setEscapeButton(refused)
    box.exec()
    return box.clickedButton() is agreed


def _box(parent: QWidget | None, icon: Literal["Warning", "Information"], title: str, text: str) -> QMessageBox:
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon[icon], title, text, QMessageBox.StandardButton.NoButton, parent)
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    return box


def attempt(work: Callable[[], T]) -> tuple[T | None, BaseException | None]:
    """Do work of which nothing may escape; return its result or its fault. The one place that catches everything."""
    try:
        return work(), None
    except BaseException as fault:  # noqa: BLE001 -- a worker thread must hand every fault to the GUI thread
        return None, fault


def report(fault: BaseException) -> None:
    """Hand a fault to the hook that `install_fault_hook` set."""
    sys.excepthook(type(fault), fault, fault.__traceback__)


def fault_report(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return what we need to mend a fault: versions and places in the code, none of the office's data."""
    import platform  # what only a fault needs loads with it
    import traceback

    places = [f"  {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    return "\n".join(
        [
            f"ParkDesk {parkdesk.__version__}",
            f"{platform.system()} {platform.release()} · Python {platform.python_version()}",
            f"{kind.__module__}.{kind.__qualname__}",
            *places,
        ]
    )


def _short(file: str) -> str:
    """Return a path from the package on: folders of the PC may name people."""
    parts = file.replace("\\", "/").split("/")
    for root in ("parkdesk", "ui", "site-packages"):
        if root in parts[:-1]:
            return "/".join(parts[parts.index(root) :])
    return parts[-1]


class FaultHook(QObject):
    """Receives exceptions that nobody caught and shows them one at a time.

    Signals:
        caught: the text of a fault's report.
        known: the sentence of a cause outside the program that nobody caught, such as a full disk.
    """

    caught = Signal(str)
    known = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_showing = False
        self.caught.connect(self._on_caught)
        self.known.connect(self._on_known)

    def __call__(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        """Stand in for `sys.excepthook`."""
        sys.__excepthook__(kind, fault, trace)
        if cause := known_cause(fault):
            self.known.emit(str(cause))
        elif not issubclass(kind, KeyboardInterrupt):
            self.caught.emit(fault_report(kind, trace))

    @Slot(str)
    def _on_caught(self, text: str) -> None:
        from ui.dialogs.fault_window import FaultWindow

        self._show(FaultWindow(text, QApplication.activeWindow()))

    @Slot(str)
    def _on_known(self, sentence: str) -> None:
        self._show(_box(QApplication.activeWindow(), "Warning", "请注意", sentence))

    def _show(self, dialog: QDialog) -> None:
        if self._is_showing:  # a fault that repeats must not bury the screen
            return
        self._is_showing = True
        dialog.exec()
        self._is_showing = False


def install_fault_hook(app: QApplication) -> FaultHook:
    """Show whatever nobody caught in the fault window from now on."""
    hook = FaultHook(app)
    sys.excepthook = hook
    return hook
