"""A person's hands: what they do in each dialog as it opens, with real clicks and keys."""

from __future__ import annotations

import time
from collections import deque

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit, QMessageBox, QPushButton

_PATIENCE = 60  # seconds for one dialog to open and become ready


class Hands:
    """Waits for the dialogs that are expected, in their order, and acts in each.

    An act returns False while its dialog is not ready yet. A dialog nobody expects, or an act that
    fails, is closed and told by `check`.
    """

    def __init__(self, qtbot):
        self._qtbot = qtbot
        self._expected = deque()
        self._since = time.monotonic()
        self._acted = None
        self.faults = []
        self._again()

    def expect(self, kind, act):
        if not self._expected:
            self._since = time.monotonic()
        self._expected.append((kind, act))

    def _again(self):
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        self._timer.start(20)

    def rest(self):
        """Stop looking, and say what went wrong."""
        self._timer.stop()
        self.check()

    def _look(self):
        self._again()  # first: an act may open the next dialog and return only after that
        dialog = QApplication.activeModalWidget()
        if dialog is None or not dialog.isVisible():
            return
        try:
            kind, act = self._expected[0] if self._expected else (type(None), None)
            is_late = time.monotonic() - self._since > _PATIENCE
            if not isinstance(dialog, kind):
                if is_late:
                    raise AssertionError(f"等不到：{kind.__name__}，现在是 {said(dialog)}")
                if self._expected or dialog is self._acted:
                    return  # one dialog works on, or goes as the next comes
                raise AssertionError(f"没有料到的窗口：{said(dialog)}")
            waiting, self._acted = self._expected.popleft(), dialog
            if act(dialog) is False:
                if is_late:
                    raise AssertionError(f"一直没有准备好：{said(dialog)}")
                self._expected.appendleft(waiting)
            else:
                self._since = time.monotonic()
        except Exception as fault:  # noqa: BLE001 -- an open dialog would keep the test waiting for ever
            self.faults.append(fault)
            self._expected.clear()
            dialog.done(0)

    def check(self):
        if self.faults:
            raise self.faults[0]
        assert not self._expected, f"没有出现：{[kind.__name__ for kind, _ in self._expected]}"

    # -- acts --------------------------------------------------------------------------------

    def click(self, button):
        assert button.isEnabled(), button.text()
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def write(self, field, text):
        """Type Chinese as an input method does."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        field.setFocus()
        QApplication.sendEvent(field, event)

    def press(self, text):
        """Return an act: press the button with this text."""

        def act(dialog):
            self.click(next(b for b in dialog.findChildren(QPushButton) if b.text() == text))

        return act

    def choose(self, *paths):
        """Return an act: type paths into the file dialog and agree."""

        def act(dialog):
            names = " ".join(f'"{path}"' for path in paths) if len(paths) > 1 else str(paths[0])
            dialog.findChild(QLineEdit, "fileNameEdit").setText(names)
            agree = QDialogButtonBox.StandardButton.Open
            box = dialog.findChild(QDialogButtonBox)
            if dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave:
                agree = QDialogButtonBox.StandardButton.Save
            self.click(box.button(agree))

        return act


def said(dialog):
    text = dialog.text() if isinstance(dialog, QMessageBox) else dialog.windowTitle()
    return f"{type(dialog).__name__} {text}"
