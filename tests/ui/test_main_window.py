from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QFileInfo, QMimeData, QPointF, Qt, QTranslator, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileIconProvider

from parkdesk.office.desks import create_desk, last_backup
from ui.app import Program, demo_desk, recent_desks, speak_chinese
from ui.main_window import PAGES, MainWindow

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def window(qtbot, desk):
    made = MainWindow(desk)
    qtbot.addWidget(made)
    made.show()
    return made


def test_pages_are_built_when_first_opened(window):
    assert list(window._pages) == ["workbench"]
    window.open_page("months")
    assert list(window._pages) == ["workbench", "months"]
    assert window._stack.currentWidget() is window._pages["months"]


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.name)
def test_navigation_and_pages_agree(entry):
    page = entry.load()
    assert (entry.title, entry.name, entry.roles) == (page.TITLE, page.ICON, page.ROLES)


def test_a_county_has_no_city_page_and_a_city_has_it_beside_the_workbench(window, qtbot, make_desk, tmp_path):
    assert "summary" not in [entry.name for entry in window.entries]
    with create_desk(tmp_path / "市.parkdesk", "610900", "安康市工信局", "city", "周文") as city:
        shown = MainWindow(make_desk(city))
        qtbot.addWidget(shown)
        assert [entry.name for entry in shown.entries][:2] == ["workbench", "summary"]


def test_tabs_have_keys(window, qtbot):
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window._stack.currentWidget() is window._pages["months"]


def test_f10_checks_from_everywhere(window, qtbot):
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window._stack.currentWidget(), Qt.Key.Key_F10)
    assert window._stack.currentWidget() is window._pages["checks"]
    window.desk.tasks.let_go()


def test_dropped_files_go_to_the_exchange_page(window, tmp_path, monkeypatch):
    taken = []
    monkeypatch.setattr(PAGES[-1].load(), "take_files", lambda _, files: taken.extend(files))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "产值表.xlsx"))])
    window.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )
    assert taken == [tmp_path / "产值表.xlsx"]
    assert window._stack.currentWidget() is window._pages["exchange"]


def test_the_status_line_says_where_the_desk_stands(window):
    strip = window.strip
    assert strip._whose.text() == "旬阳市经贸局（县级） · 操作员 陈晓兰"
    assert strip._period.text() == "最新数据 2026年1—9月"
    assert strip._sent.text() == "尚未上报"


def test_long_work_shows_and_can_be_stopped(window, qtbot, desk):
    def work(progress):
        while True:
            progress.step(0.3, "走着")
            time.sleep(0.01)  # as work does that waits for a disk: the window must get its turn

    desk.tasks.run("开始", work, pytest.fail)
    qtbot.waitUntil(lambda: window.strip._busy.text() == "走着", timeout=30_000)
    assert window.strip._bar.isVisible()
    with qtbot.waitSignal(desk.tasks.finished, timeout=30_000):
        window.strip._stop.click()
    assert not window.strip._bar.isVisible()


def test_a_backup_and_a_check_from_the_menu(window, qtbot, desk, monkeypatch):
    said = []
    monkeypatch.setattr("ui.faults.inform", lambda _, title, text: said.append((title, text)))
    window._on_command_wanted("backup")
    qtbot.waitUntil(lambda: len(said) == 1)
    assert last_backup(desk.store) is not None
    assert window.strip._kept.text() == "已有备份"
    window._on_command_wanted("verify")
    qtbot.waitUntil(lambda: len(said) == 2)
    assert said[1] == ("检查台账", "台账完好：企业5户、数据9个、项目0个。")


def test_a_copy_is_saved_elsewhere(window, qtbot, desk, monkeypatch, tmp_path):
    said = []
    monkeypatch.setattr("ui.faults.inform", lambda _, title, __: said.append(title))
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_: (str(tmp_path / "副本"), ""))
    window.desk_menu.save_as()
    qtbot.waitUntil(lambda: said == ["另存为"])
    assert (tmp_path / "副本.parkdesk").exists()


class TestProgram:
    @pytest.fixture
    def program(self, qapp):
        made = Program(qapp)
        yield made
        if made.window:
            made.window.close()

    @pytest.fixture
    def two(self, tmp_path):
        paths = [tmp_path / "甲.parkdesk", tmp_path / "乙.parkdesk"]
        for path in paths:
            create_desk(path, "610981", path.stem, "county", "陈晓兰").close()
        return paths

    def test_it_opens_another_desk_and_gives_the_first_one_up(self, program, two):
        from parkdesk.office.desks import open_desk

        program.show(open_desk(two[0], "陈晓兰"))
        program.window.open_wanted.emit(two[1])
        assert program.window.desk.store.desk.name == "乙"
        open_desk(two[0], "周文").close()  # nobody holds it any more
        assert recent_desks()[:2] == [two[1].resolve(), two[0].resolve()]

    def test_restoring_puts_the_backup_in_place_and_opens_it(self, program, two):
        from parkdesk.office.desks import backup_now, open_desk
        from parkdesk.plan import Plan, RecordChange, Source
        from parkdesk.records import Enterprise

        store = open_desk(two[0], "陈晓兰")
        backup = backup_now(store)
        firm = Enterprise(id="late", unit="610981", name="后来的公司")
        store.apply(Plan(Source("form"), (RecordChange(None, firm),)))
        program.show(store)
        program.window.restore_wanted.emit(backup)
        assert program.window.desk.store.select(Enterprise) == []
        assert list(two[0].parent.glob("*恢复前*"))

    def test_closing_makes_a_backup(self, program, two):
        from parkdesk.office.desks import open_desk

        program.show(open_desk(two[0], "陈晓兰"))
        program.window.close()
        assert program.window is None
        assert list((two[0].parent / "甲备份").glob("*.parkdesk"))

    def test_a_desk_that_cannot_be_opened_leaves_the_window_as_it_is(self, program, two, tmp_path, monkeypatch):
        from parkdesk.office.desks import open_desk

        told = []
        monkeypatch.setattr("ui.faults.tell", lambda _, error: told.append(str(error)))
        broken = tmp_path / "坏.parkdesk"
        broken.write_bytes(b"no desk at all")
        program.show(open_desk(two[0], "陈晓兰"))
        program.window.open_wanted.emit(broken)
        assert len(told) == 1
        assert program.window.desk.store.desk.name == "甲"


def test_the_demonstration_is_found_by_its_first_county(tmp_path):
    assert demo_desk(tmp_path) is None
    for name in ("秦川市工信局（演示）", "云岭县经贸局（演示）"):
        (tmp_path / f"{name}.parkdesk").touch()
    assert demo_desk(tmp_path).stem == "云岭县经贸局（演示）"


def test_nothing_heavy_is_loaded_on_the_way_to_the_window(tmp_path):
    path = tmp_path / "台账.parkdesk"
    create_desk(path, "610981", "旬阳市经贸局", "county", "陈晓兰").close()
    code = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from PySide6.QtWidgets import QApplication
from ui.app import Program
from parkdesk.office.desks import open_desk
app = QApplication([])
program = Program(app)
program.show(open_desk(Path({str(path)!r}), "陈晓兰"))
app.processEvents()
heavy = "pandas numpy matplotlib openpyxl docx typst sqlite_utils pypinyin jinja2 python_calamine".split()
print(*(name for name in heavy if name in sys.modules))
program.window.close()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


def test_any_table_says_its_selection_at_the_foot_of_the_window(window, qtbot):
    from ui.models.rows_model import Field
    from ui.widgets.rows_table import RowsTable

    table = RowsTable("anywhere", (Field("数", str, numeric=True),))
    window.page("exchange").layout().addWidget(table)
    table.show_rows([3, 4, 5])
    table.selectAll()
    qtbot.waitUntil(lambda: "合计 12" in window.strip.currentMessage())
    table.clearSelection()
    qtbot.waitUntil(lambda: not window.strip.currentMessage())


def test_qts_own_words_are_chinese_and_ours_are_left_alone(qapp, tmp_path):
    before = qapp.findChildren(QTranslator)
    speak_chinese(qapp)
    try:
        assert QFileIconProvider().type(QFileInfo(str(tmp_path))) == "文件夹"
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
        assert QCoreApplication.translate("nowhere", "left alone") == "left alone"
    finally:
        for translator in qapp.findChildren(QTranslator):
            if translator not in before:
                qapp.removeTranslator(translator)
                translator.setParent(None)
