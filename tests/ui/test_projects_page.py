from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMessageBox

from parkdesk.records import Assignment, Project
from parkdesk.rules.pinyin import search_text
from ui.dialogs.record_dialog import RecordDialog
from ui.pages.projects import ProjectsPage


@pytest.fixture
def page(qtbot, demonstration, open_copy):
    made = ProjectsPage(open_copy(demonstration.counties[0]))
    qtbot.addWidget(made)
    made.resize(1270, 690)
    made.show()
    return made


@pytest.fixture
def sample(demonstration):
    return demonstration.samples[0]


def names(page):
    return [page.progress.rows.row(n).project.name for n in range(page.progress.rows.rowCount())]


def pool(page, name):
    next(b for b in page.pools.buttons() if b.property("pool") == name).click()


def cell(table, heading, row=0):
    column = [field.heading for field in table.rows.fields].index(heading)
    return table.rows.data(table.rows.index(row, column))


def test_projects_stand_by_pool(page, sample):
    pools = [page.progress.rows.row(n).project.pool for n in range(page.progress.rows.rowCount())]
    assert len(pools) == len(sample.projects)
    assert list(dict.fromkeys(pools)) == ["竣工一批", "开工一批", "储备一批"]


def test_a_pool_and_its_totals(page, sample):
    pool(page, "竣工一批")
    expected = [p for p in sample.projects if p.pool == "竣工一批"]
    assert sorted(names(page)) == sorted(p.name for p in expected)
    assert f"{len(expected)} 个项目" in page.totals.text()


def test_search_by_name_and_by_pinyin(qtbot, page):
    everything, wanted = names(page), names(page)[-1]
    for text in (wanted[:4], search_text(wanted).split()[0][:6]):
        with qtbot.waitSignal(page.search.searched):
            page.search.setText(text)
        assert wanted in names(page)
        assert len(names(page)) < len(everything)


def test_only_projects_with_gaps(page):
    page.gaps_only.setChecked(True)
    shown = [page.matrix.rows.row(n) for n in range(page.matrix.rows.rowCount())]
    assert shown
    assert all(any(not slot.lit for slot in line.slots) for line in shown)


def test_the_matrix_says_who_stands_behind_each_slot(page):
    headings = [field.heading for field in page.matrix.rows.fields]
    assert len(headings) == 8
    page.gaps_only.setChecked(True)
    line = page.matrix.rows.row(0)
    for number, slot in enumerate(line.slots):
        text = cell(page.matrix, headings[number + 2])
        assert text == (f"● {slot.text}" if slot.lit else f"○ {slot.missing}")


def test_the_rate_of_completion_is_done_by_planned(page):
    project = page.progress.rows.row(0).project
    assert cell(page.progress, "完成率") == f"{project.done * 100 / project.plan:.1f}%"
    assert cell(page.progress, "总投资（万元）") == f"{project.total // 10**6:,}"


def test_a_missing_duty_is_filled_and_the_slot_lights_up(page, hands):
    page.tabs.setCurrentWidget(page.matrix)
    page.gaps_only.setChecked(True)
    line = page.matrix.current()
    duties = page.detail.duties
    missing = next(n for n in range(duties.rows.rowCount()) if duties.rows.row(n).held is None)
    duties.choose(missing)
    role = duties.rows.row(missing).role

    def fill(dialog: RecordDialog):
        assert not dialog.form.field("role").widget.isEnabled()
        dialog.form.field("name").set_text("周海涛、吴晓东")
        hands.click(dialog.save)

    hands.expect(RecordDialog, fill)
    page.detail.edit_duty.click()
    hands.check()
    kept = page.desk.store.select(Assignment, project=line.project.id, role=role)
    assert [duty.name for duty in kept] == ["周海涛、吴晓东"]
    after = next(one for one in page._all if one.project.id == line.project.id)
    assert sum(slot.lit for slot in after.slots) == sum(slot.lit for slot in line.slots) + 1


def test_a_duty_is_taken_away_after_a_question(page, hands):
    page.detail.duties.choose(0)
    held = page.detail.duties.current().held
    hands.expect(RecordDialog, hands.press("清除"))
    hands.expect(QMessageBox, hands.press("清除"))
    page.detail.edit_duty.click()
    hands.check()
    assert page.desk.store.find(Assignment, held.id) is None


def test_a_project_is_changed_in_its_form(page, hands):
    project = page.detail._line.project

    def change(dialog: RecordDialog):
        dialog.form.field("problem").set_text("用地手续未完")
        hands.click(dialog.save)

    hands.expect(RecordDialog, change)
    page.detail.edit_all.click()
    hands.check()
    assert page.desk.store.find(Project, project.id).problem == "用地手续未完"
    assert "用地手续未完" in page.detail.words.text()


def test_a_form_left_alone_writes_nothing(page, hands):
    before = page.desk.store.seq
    hands.expect(RecordDialog, hands.press("保存"))
    page.detail.edit_all.click()
    hands.check()
    assert page.desk.store.seq == before


def test_an_empty_desk_says_what_to_do(qtbot, make_desk, empty_store):
    page = ProjectsPage(make_desk(empty_store))
    qtbot.addWidget(page)
    page.show()
    assert page._stack.currentIndex() == 0
    with qtbot.waitSignal(page.page_wanted) as wanted:
        page._on_import()
    assert wanted.args == ["exchange"]
