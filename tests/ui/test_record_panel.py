from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from parkdesk.office.editing import save_record
from parkdesk.records import Enterprise, Project
from ui.widgets.record_form import RecordForm
from ui.widgets.record_panel import RecordPanel


@pytest.fixture
def panel(qtbot, desk):
    made = RecordPanel(desk, Enterprise)
    qtbot.addWidget(made)
    made.resize(440, 640)
    made.show()
    made.show_record(desk.store.find(Enterprise, "a"))
    return made


def type_in(panel, qtbot, key, text):
    line = panel.form.field(key).widget
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)


def test_an_earlier_version_comes_back_as_a_change_of_its_own(panel, qtbot, desk):
    type_in(panel, qtbot, "park", "A")
    qtbot.keyClick(panel, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert desk.store.find(Enterprise, "a").park == "A"
    panel._tabs.setCurrentIndex(2)
    assert panel.history.current().label == "所属园区"
    panel._restore.click()
    assert desk.store.find(Enterprise, "a").park == "生物医药园"
    assert panel.form.field("park").text() == "生物医药园"
    assert desk.store.history("a")[0].reason.startswith("恢复到")


def test_the_first_version_has_nothing_before_it(panel):
    panel._tabs.setCurrentIndex(2)
    assert panel.history.current().label == "新增"
    assert not panel._restore.isEnabled()


def test_files_are_added_off_the_gui_thread_and_counted(panel, qtbot, desk, tmp_path):
    paper = tmp_path / "执照.pdf"
    paper.write_bytes(b"x" * 3000)
    panel.attachments.take_files([paper])
    qtbot.waitUntil(lambda: panel._tabs.tabText(1) == "附件（1）")
    row = panel.attachments.table.rows
    assert [row.index(0, c).data() for c in (0, 1)] == ["执照.pdf", "3 KB"]


def test_a_program_is_kept_and_never_opened(panel, qtbot, desk, tmp_path, monkeypatch):
    told, opened = [], []
    monkeypatch.setattr("ui.faults.tell", lambda _, text: told.append(str(text)))
    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", opened.append)
    tool = tmp_path / "工具.exe"
    tool.write_bytes(b"MZ")
    panel.attachments.take_files([tool])
    qtbot.waitUntil(lambda: panel.attachments.table.rows.rowCount() == 1)
    panel.attachments.open.click()
    assert "程序文件" in told[0]
    assert opened == []


def test_what_the_rules_find_stands_beside_its_field(qtbot, desk):
    from parkdesk.office.record_checks import judge_of

    project = Project(id="p", unit="610981", name="魔芋精深加工", total=10**9, done=5 * 10**8)
    save_record(desk.store, None, project)
    form = RecordForm(Project, judge=judge_of(desk.store, Project))
    qtbot.addWidget(form)
    form.show()
    form.show_record(project)
    assert form.remark("done") == ""
    line = form.field("done").widget
    line.selectAll()
    qtbot.keyClicks(line, "1200")
    assert form.remark("done").startswith("核实：项目“魔芋精深加工”累计完成投资1,200万元，大于总投资1,000万元")
    assert form.read().done == 12 * 10**8  # doubtful is not refused
