"""A row of headline figures: a small label above a large figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from ui.widgets.dress import dress

if TYPE_CHECKING:
    from collections.abc import Sequence

_APART, _LEAST_APART = 34, 10
"""Pixels between two figures; a narrow window brings them together before it cuts one."""


class Headline(QFrame):
    """Shows (label, figure, tone) triples; a tone is a role of the theme, or empty."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 14, 6)
        row.setSpacing(_LEAST_APART)
        self._pairs: list[tuple[QLabel, QLabel]] = []
        for number in range(count):
            if number:
                row.addSpacerItem(QSpacerItem(_APART - _LEAST_APART, 0, QSizePolicy.Policy.Maximum))
            label, figure = QLabel(), QLabel()
            label.setProperty("role", "muted")
            figure.setProperty("role", "figure")
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(label)
            column.addWidget(figure)
            row.addLayout(column)
            self._pairs.append((label, figure))
        row.addStretch(1)

    def show_figures(self, figures: Sequence[tuple[str, str, str]]) -> None:
        """Show the figures from the left; places left over stay empty."""
        blank = [("", "", "")] * (len(self._pairs) - len(figures))
        for (label, figure), (name, text, tone) in zip(self._pairs, [*figures, *blank], strict=True):
            label.setText(name)
            figure.setText(text)
            dress(figure, "tone", tone)
