"""A list below a line that is found by what stands in it or by pinyin: initials or in full, every reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, Signal, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_SHOWN = 12
_BESIDE, _WIDEST = 40, 420  # pixels


class PinyinCompleter(QCompleter):
    """Offers texts while a person types.

    Signals:
        chosen: a person took one of the list.
    """

    chosen = Signal()

    def __init__(self, offered: Sequence[str], line: QLineEdit) -> None:
        super().__init__(line)
        self._offered = list(offered)
        self._sounds: dict[str, str] = {}
        self._shown = QStringListModel(self)
        self._line = line
        self.setModel(self._shown)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(_MOST_SHOWN)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        line.setCompleter(self)
        self.popup().setObjectName("completion")
        self._widen()
        line.textEdited.connect(self._on_typed)
        self.activated.connect(self._on_taken, Qt.ConnectionType.QueuedConnection)

    def _widen(self) -> None:
        """Show whole texts, however narrow the line is."""
        metrics = self._line.fontMetrics()
        widest = max((metrics.horizontalAdvance(text) for text in self._offered), default=0)
        self.popup().setMinimumWidth(min(widest + _BESIDE, _WIDEST))

    def found(self, text: str) -> list[str]:
        """Return what is offered for a text: what begins with it first, then what holds it, then by sound."""
        wanted = text.strip().lower()
        if not wanted:
            return self._offered
        begins = [one for one in self._offered if one.lower().startswith(wanted)]
        holds = [one for one in self._offered if wanted in one.lower()]
        sounds = [one for one in self._offered if self._sounds_like(one, wanted)] if wanted.isascii() else []
        return list(dict.fromkeys((*begins, *holds, *sounds)))

    def _sounds_like(self, text: str, wanted: str) -> bool:
        if text not in self._sounds:
            from parkdesk.rules.pinyin import search_text

            self._sounds[text] = search_text(text)
        return any(way.startswith(wanted) for way in self._sounds[text].split())

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self._shown.setStringList(self.found(text))
        if self._shown.rowCount() and [text] != self._shown.stringList():
            self.complete()
        else:
            self.popup().hide()

    @Slot()
    def _on_taken(self) -> None:
        self.chosen.emit()
