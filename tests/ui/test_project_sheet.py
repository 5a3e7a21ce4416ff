from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Project
from ui.undo import UndoHistory
from ui.widgets.project_sheet import ProjectSheet

WAN = 10**6


@pytest.fixture
def sheet(qtbot, desk):
    projects = [
        Project(id="p1", unit="610981", name="汉江新材料一期", pool="开工一批", plan=5000 * WAN, done=1000 * WAN),
        Project(id="p2", unit="610981", name="单氏茶饮加工", pool="竣工一批", plan=800 * WAN),
        Project(id="p3", unit="610981", name="禾川建材技改", pool="开工一批"),
    ]
    desk.store.apply(Plan(Source("form"), tuple(RecordChange(None, one) for one in projects)))
    made = ProjectSheet(desk)
    made.history = UndoHistory(desk, made)
    qtbot.addWidget(made)
    desk.bus.changed.connect(made.take_in)
    tester = QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.resize(1000, 400)
    made.show()
    made.narrow("", "")
    yield made
    assert tester.model() is made.model


def column_of(sheet, key):
    return next(n for n, column in enumerate(sheet.model.columns) if column.key == key)


def test_a_block_of_progress_is_pasted_and_taken_back(sheet, qtbot, desk):
    digest = desk.store.digest()
    sheet.table.setFocus()
    sheet.table.setCurrentIndex(sheet.model.index(0, column_of(sheet, "plan")))
    QApplication.clipboard().setText("6,000\t１５００\n900\t多少\n700\t10")
    qtbot.keyClick(sheet.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    found = {project.id: (project.plan, project.done) for project in desk.store.select(Project)}
    assert found == {"p1": (6000 * WAN, 1500 * WAN), "p2": (900 * WAN, None), "p3": (700 * WAN, 10 * WAN)}
    assert [(cell.where, cell.label, cell.text) for cell in sheet.sheet.refused.cells()] == [
        ("第2行", "累计完成投资", "多少")
    ]
    sheet.history.undo()
    assert desk.store.digest() == digest


def test_a_stage_is_typed_by_pinyin_and_the_cursor_tells_which_project(sheet, qtbot, desk):
    chosen = []
    sheet.chosen.connect(chosen.append)
    sheet.table.setFocus()
    sheet.table.setCurrentIndex(sheet.model.index(1, column_of(sheet, "pool")))
    assert chosen[-1] == sheet.current() == "p2"
    qtbot.keyClicks(sheet.table, "k")
    editor = sheet.table.open_editor()
    qtbot.keyClicks(editor, "g")
    assert "开工一批" in editor.completer().found("kg")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    sheet.narrow("开工一批", "")
    assert sheet.model.rowCount() == 2
    sheet.narrow("", "dscy")
    assert [sheet.model.id_at(row) for row in range(sheet.model.rowCount())] == ["p2"]
    sheet.narrow("", "")
    sheet.go_to("p3")
    assert chosen[-1] == "p3"
