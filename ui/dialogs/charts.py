"""The charts of a report, one after the other: larger, copied, or saved as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from parkdesk.reports.charts import draw
from parkdesk.reports.save import save_bytes
from ui.dialogs.careful import CarefulDialog
from ui.widgets.page_view import PageView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.reports.values import Chart
    from ui.desk import Desk
    from ui.tasks import Progress

_DPI = 300
_KINDS = {".png": "PNG 图片", ".svg": "SVG 矢量图"}


class ChartsDialog(CarefulDialog):
    """Shows the very figures that stand on the paper."""

    def __init__(self, desk: Desk, charts: Sequence[Chart], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("报表里的图")
        self.take_size(1040, 640)
        self._desk, self._charts = desk, charts
        self.picture = b""
        self.names = QListWidget()
        self.names.addItems([chart.title for chart in charts])
        self.names.setMaximumWidth(260)
        self.view = PageView()
        self.copy, self.save = QPushButton("复制"), QPushButton("另存为…")
        row = QHBoxLayout()
        for text, slot in (("－", self.view.zoom_out), ("＋", self.view.zoom_in), ("适合宽度", self.view.fit_width)):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.copy, self.save):
            button.setAutoDefault(False)
            button.setEnabled(False)
            row.addWidget(button)
        right = QVBoxLayout()
        right.addWidget(self.view, 1)
        right.addLayout(row)
        inside = QHBoxLayout()
        inside.addWidget(self.names)
        inside.addLayout(right, 1)
        buttons = QDialogButtonBox()
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(inside, 1)
        layout.addWidget(buttons)
        self.copy.clicked.connect(self._on_copy)
        self.save.clicked.connect(self._on_save)
        self.names.setCurrentRow(0)
        self.names.currentRowChanged.connect(self._on_chosen)
        self._on_chosen(0)

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        self._desk.tasks.run("画图", _Drawing(self._charts[row]), self._on_drawn, passing=True)

    @Slot(object)
    def _on_drawn(self, picture: bytes) -> None:
        self.picture = picture
        self.view.show_pages([picture], _DPI)
        for button in (self.copy, self.save):
            button.setEnabled(True)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setImage(QImage.fromData(self.picture))

    @Slot()
    def _on_save(self) -> None:
        chart = self._charts[self.names.currentRow()]
        kinds = ";;".join(f"{name} (*{suffix})" for suffix, name in _KINDS.items())
        chosen, kind = QFileDialog.getSaveFileName(self, "图片另存为", f"{chart.title}.png", kinds)
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() not in _KINDS:
            path = path.with_name(f"{path.name}{'.svg' if kind.startswith('SVG') else '.png'}")
        save_bytes(draw(chart, form="svg") if path.suffix.lower() == ".svg" else self.picture, path)


class _Drawing:
    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    def __call__(self, _progress: Progress) -> bytes:
        return draw(self._chart, dpi=_DPI)
