"""The views beside the project list: typed visits, problems worked off, notices, the rhythm, mechanisms, people."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from parkdesk.office import importing
from parkdesk.office.desks import create_desk, open_desk
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import (
    Assignment,
    Enterprise,
    Issue,
    Member,
    Milestone,
    Norm,
    Notice,
    Person,
    Project,
    RhythmTask,
    StageDay,
    Template,
    Tenure,
    Visit,
)  # fmt: skip
from tests.ui.conftest import put_windows_away
from ui.dialogs.few_fields import FewFieldsDialog
from ui.dialogs.paper import PaperDialog
from ui.dialogs.project_story import ProjectStory
from ui.dialogs.record_dialog import RecordDialog
from ui.pages.projects import VIEW_NAMES, ProjectsPage
from ui.target import Target

TODAY = dt.date(2026, 10, 12)
NAMES = ("企业名录", "重点项目进展一览表", "包抓责任表", "走访记录", "问题清单")


@pytest.fixture(scope="module")
def filled(county_files, tmp_path_factory):
    files = county_files("--seed", 5, "--firms", 30)
    path = tmp_path_factory.mktemp("views") / "旬阳.parkdesk"
    with create_desk(path, "610981", "旬阳市经贸局", "county", "王建", "610900") as store:
        store._clock = lambda: dt.datetime(2026, 10, 12, 9)
        for name in NAMES:
            for incoming in importing.preview(store, files.folder / f"{name}.xlsx"):
                importing.commit(store, incoming)
        first = store.select(Project)[0]
        steps = [
            Milestone(
                id=f"m{n}", unit=first.unit, project=first.id, number=n, name=f"节点{n}", due=f"2026-{n:02d}-15",
            )
            for n in (3, 6, 11)
        ]  # fmt: skip
        store.apply(Plan(Source("form"), tuple(RecordChange(None, one) for one in steps)))
    return path


@pytest.fixture
def page(qtbot, filled, tmp_path, make_desk):
    copy = tmp_path / "旬阳.parkdesk"
    shutil.copyfile(filled, copy)
    store = open_desk(copy, "王建")
    store._clock = lambda: dt.datetime(2026, 10, 12, 9)
    made = ProjectsPage(make_desk(store))
    qtbot.addWidget(made)
    made.resize(1270, 690)
    made.show()
    yield made
    put_windows_away()
    store.close()


def go(page, name):
    page.focus_on(Target("projects", view=name))
    QApplication.processEvents()  # the view is shown
    return page.views[VIEW_NAMES.index(name)]


def fields(**said):
    def fill(dialog: FewFieldsDialog):
        for key, text in said.items():
            widget = dialog.widgets[key]
            if hasattr(widget, "setCurrentText"):
                widget.setCurrentText(text)
            elif hasattr(widget, "setPlainText"):
                widget.setPlainText(text)
            else:
                widget.setText(text)
        dialog.yes.click()

    return fill


def test_every_view_is_built_when_it_is_gone_to(page):
    assert page.views == {}
    for number, name in enumerate(VIEW_NAMES):
        assert go(page, name) is page.views[number]


# -- visits ------------------------------------------------------------------------------------


def test_a_visit_in_three_keystrokes_plus_text(page, qtbot, hands):
    board = go(page, "duties")
    with qtbot.waitActive(page):
        page.activateWindow()
    row = next(n for n in range(board.duties.rows.rowCount()) if board.duties.rows.row(n).count.lacking)
    board.duties.choose(row)
    line = board.duties.current()
    before = len(page.desk.store.select(Visit))
    board.duties.setFocus()
    qtbot.keyClick(board.duties, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert board.visit.content.hasFocus()
    hands.write(board.visit.content, "看了生产线")
    qtbot.keyClick(board.visit.content, Qt.Key.Key_Return)
    kept = page.desk.store.select(Visit)
    assert len(kept) == before + 1
    assert (kept[-1].about, kept[-1].level, kept[-1].visitor) == (line.name, line.level, line.holder)
    assert (kept[-1].day, kept[-1].content, kept[-1].project) == ("2026-10-12", "看了生产线", line.subject)
    after = board.duties.current()
    assert (after.subject, after.level, after.count.done) == (line.subject, line.level, line.count.done + 1)


def test_a_wrong_day_is_told_and_nothing_is_written(page, qtbot):
    board = go(page, "duties")
    board.duties.choose(0)
    board.visit.day.setText("2月30日")
    before = len(page.desk.store.select(Visit))
    with qtbot.waitSignal(board.noted) as said:
        board.visit.save.click()
    assert "日期" in said.args[0]
    assert len(page.desk.store.select(Visit)) == before


def test_a_citys_duties_stand_by_county(qtbot, demonstration, open_copy):
    made = ProjectsPage(open_copy(demonstration.city))
    qtbot.addWidget(made)
    made.show()
    board = go(made, "duties")
    rows = [board.departments.rows.row(n) for n in range(board.departments.rows.rowCount())]
    assert [one.department for one in rows] == ["青溪县", "云岭县", "河湾县"]
    assert all(one.completeness and one.whole.done for one in rows)


def test_duties_stand_by_level_and_in_the_official_order(page):
    board = go(page, "duties")
    rows = [board.duties.rows.row(n) for n in range(board.duties.rows.rowCount())]
    assert len(rows) == 72
    leaders = list(dict.fromkeys((r.holder, r.post) for r in rows if r.level == "县级领导"))
    people = sorted((p for p in page.desk.store.select(Person) if p.level == "县级领导"), key=lambda p: p.sort)
    assert leaders == [(p.name, p.post) for p in people]
    board.lacking.setChecked(True)
    assert all(board.duties.rows.row(n).count.lacking for n in range(board.duties.rows.rowCount()))
    board.departments.choose(0)
    department = board.departments.current().department
    assert {board.duties.rows.row(n).department for n in range(board.duties.rows.rowCount())} == {department}


# -- problems ----------------------------------------------------------------------------------


def test_a_problem_is_solved_and_struck_off(page, hands):
    desk = go(page, "issues")
    line = desk.table.current()
    hands.expect(FewFieldsDialog, fields(result="已解决", progress="电已接通"))
    desk.solve.click()
    hands.check()
    kept = page.desk.store.find(Issue, line.issue.id)
    assert (kept.state, kept.result, kept.progress) == ("已办结", "已解决", "电已接通")
    desk.views.button(3).click()
    desk.choose(kept.id)
    hands.expect(FewFieldsDialog, fields(satisfaction="满意"))
    desk.close_issue.click()
    hands.check()
    assert page.desk.store.find(Issue, kept.id).state == "已销号"


def test_nothing_closes_without_a_result(page, hands):
    desk = go(page, "issues")
    issue = desk.table.current().issue

    def empty(dialog: FewFieldsDialog):
        dialog.widgets["result"].setCurrentText(" ")
        dialog.yes.click()
        assert dialog.wrong.text() == "请填写结果。"
        dialog.reject()

    hands.expect(FewFieldsDialog, empty)
    desk.solve.click()
    hands.check()

    def close_in_the_form(dialog: RecordDialog):
        dialog.form.field("state").set_text("已销号")
        dialog.save.click()

    hands.expect(RecordDialog, close_in_the_form)
    hands.expect(QMessageBox, lambda box: box.done(0))
    hands.expect(RecordDialog, lambda dialog: dialog.reject())
    desk.edit.click()
    hands.check()
    assert page.desk.store.find(Issue, issue.id).is_open


def test_problems_of_visits_become_lines(page, hands):
    desk = go(page, "issues")
    heard = sum(bool(v.problem) for v in page.desk.store.select(Visit))
    assert f"（{heard}）" in desk.raise_all.text()
    hands.expect(QMessageBox, hands.press("立项"))
    desk.raise_all.click()
    hands.check()
    assert len(page.desk.store.select(Issue)) == 40 + heard
    assert not desk.raise_all.isVisible()


def test_a_visit_that_waits_for_its_project_is_tied_by_one_click(page):
    store = page.desk.store
    known = store.select(Project)[0]
    waiting = Visit(id="v-late", unit=known.unit, day="2026-09-01", about=known.name, level="县级领导")
    page.desk.bus.announce(store.apply(Plan(Source("form"), (RecordChange(None, waiting),))))
    page.shown()
    told = [page.doubts.rows.row(n) for n in range(page.doubts.rows.rowCount())]
    (at,) = [n for n, doubt in enumerate(told) if doubt.record == waiting.id]
    assert "双击对上" in told[at].text
    page.doubts.row_chosen.emit(at)
    assert store.find(Visit, waiting.id).project == known.id


# -- notices -----------------------------------------------------------------------------------


def test_notices_from_the_rule_to_the_end(page, hands, qtbot):
    desk = go(page, "notices")
    proposed = desk.proposals.rows.rowCount()
    assert proposed
    desk.draft_all.click()
    assert desk.proposals.rows.rowCount() == 0
    hands.expect(FewFieldsDialog, fields(signer="高建"))
    desk.send.click()
    hands.check()
    kept = page.desk.store.select(Notice)
    assert [one.number for one in kept] == [f"旬督〔2026〕{n}号" for n in range(1, proposed + 1)]
    first = desk.notices.current()
    for button, said in (
        (desk.sign, {"receiver": "李志强"}),
        (desk.answer, {"reply": "已整改"}),
        (desk.close_notice, {"review": "属实"}),
    ):
        assert button.isEnabled()
        hands.expect(FewFieldsDialog, fields(**said))
        button.click()
        hands.check()
    assert page.desk.store.find(Notice, first.id).state == "销号"
    still_open = len([one for one in page.desk.store.select(Notice) if one.state != "销号"])

    def look(dialog: PaperDialog):
        if dialog.paper.view.page_count() < still_open:
            return False
        dialog.reject()
        return True

    hands.expect(PaperDialog, look)
    desk.paper.click()
    qtbot.waitUntil(lambda: not page.desk.tasks.is_busy(), timeout=30_000)
    hands.check()


def test_notices_are_searched_filtered_and_numbered_as_the_clerk_types(page, hands):
    desk = go(page, "notices")
    desk.draft_all.click()
    hands.expect(FewFieldsDialog, fields(prefix="旬政〔2026〕", signer="高建"))
    told = []

    def hear(box: QMessageBox):
        told.append(box.text())
        box.accept()

    hands.expect(QMessageBox, hear)
    desk.send.click()
    hands.check()
    assert "文号字头" in told[0]
    assert {one.state for one in page.desk.store.select(Notice)} == {"草拟"}
    hands.expect(FewFieldsDialog, fields(prefix="旬工督", signer="高建"))
    desk.send.click()
    hands.check()
    kept = page.desk.store.select(Notice)
    assert {one.number for one in kept} == {f"旬工督〔2026〕{n}号" for n in range(1, len(kept) + 1)}
    wanted = kept[0].addressee
    shown = desk.notices.rows
    desk.search.setText(kept[1].number)
    desk.search.searched.emit(kept[1].number)
    assert [shown.row(n).id for n in range(shown.rowCount())] == [kept[1].id]
    desk.search.clear()
    box = desk.filters[0]
    box.setCurrentText(wanted)
    box.picked.emit()
    assert {shown.row(n).addressee for n in range(shown.rowCount())} == {wanted}
    assert shown.rowCount() == sum(one.addressee == wanted for one in kept)
    assert desk.paper.isEnabled()


# -- the rhythm, mechanisms, people --------------------------------------------------------------


def test_a_task_of_the_rhythm_is_done(page, hands):
    view = go(page, "rhythm")
    task = view.tasks.current().task
    hands.expect(FewFieldsDialog, fields(document="旬督字〔2026〕9号"))
    view.done.click()
    hands.check()
    (kept,) = page.desk.store.select(RhythmTask)
    assert (kept.task, kept.period, kept.document) == (task.name, task.period, "旬督字〔2026〕9号")
    view.views.button(1).click()
    assert view.tasks.rows.rowCount() > 12
    assert view.scores.rows.rowCount() == len({a.name for a in page.desk.store.select(Assignment, role="牵头部门")})


def test_a_mechanism_is_renamed_into_a_new_version(page):
    editor = go(page, "mechanisms")
    editor.table.item(1, 0).setText("一名包抓领导")
    editor.add.click()
    editor.table.item(6, 0).setText("一家银行")
    editor.save.click()
    versions = [one.version for one in page.desk.store.select(Template, code="six_ones")]
    assert sorted(versions) == [1, 2]
    page.whole.setCurrentIndex(0)
    assert len(page._all[0].slots) == 6  # projects keep the version they were created with


def test_a_person_changes_post_and_everything_is_handed_over(page, hands):
    view = go(page, "people")
    person = view.people.current()
    held = sum(a.name == person.name for a in page.desk.store.select(Assignment, role="包抓领导"))
    hands.expect(FewFieldsDialog, fields(name="钟海涛", post="副市长", day="2026-10-01", new_post="市政协主席"))
    view.hand.click()
    hands.check()
    assert len(page.desk.store.select(Tenure)) == held > 0
    assert sum(a.name == "钟海涛" for a in page.desk.store.select(Assignment)) == held
    assert {p.post for p in page.desk.store.select(Person) if p.name == person.name} == {person.post, "市政协主席"}


def test_leaders_are_put_in_order_by_hand(page):
    view = go(page, "people")
    first, second = (view.people.rows.row(n).name for n in range(2))
    view.down.click()
    assert [view.people.rows.row(n).name for n in range(2)] == [second, first]
    assert view.people.current().name == first


def test_a_norm_is_changed_and_the_lights_follow(page, hands):
    view = go(page, "people")
    row = next(n for n in range(view.norms.rows.rowCount()) if view.norms.rows.row(n).code == "light_red")

    def change(dialog: RecordDialog):
        dialog.form.field("number").set_text("100")
        hands.click(dialog.save)

    before = sum(light.shown == "红" for light in page._lights.values())
    hands.expect(RecordDialog, change)
    view._on_norm(row)
    hands.check()
    assert page.desk.store.select(Norm, code="light_red")[0].number == 100
    after = sum(light.shown == "红" for light in page._lights.values())
    assert after < before
    shown = [page.progress.rows.data(page.progress.rows.index(n, 0)) for n in range(page.progress.rows.rowCount())]
    assert shown.count("● 红") == after


# -- board and map -------------------------------------------------------------------------------


def test_a_card_is_carried_to_another_stage(page, hands):
    page.tabs.setCurrentWidget(page.board)
    project = next(p for p in page.desk.store.select(Project) if p.stage == "在建")
    cards = [page.board.columns["在建"].item(n) for n in range(page.board.columns["在建"].count())]
    assert project.name in {card.text().splitlines()[0] for card in cards}
    hands.expect(FewFieldsDialog, fields(day="2026-10-08"))
    page.board.columns["试生产"].carried.emit(project.id)
    hands.check()
    after = page.desk.store.find(Project, project.id)
    assert (after.stage, after.pool) == ("试生产", "竣工一批")
    assert ("试生产", "2026-10-08") in {
        (one.stage, one.day) for one in page.desk.store.select(StageDay, project=project.id)
    }


def test_a_finished_project_becomes_a_firm(page, hands):
    project = next(p for p in page.desk.store.select(Project) if p.stage == "竣工投产")
    page.focus_on(Target("projects", record=project.id))
    assert page.detail.firm.isVisible()
    page.detail.firm.click()
    after = page.desk.store.find(Project, project.id)
    assert page.desk.store.find(Enterprise, after.enterprise).name == project.owner


def flag(page, name):
    return next(one for _, one in page.war_map.view._flags() if one.milestone.name == name)


def test_a_flag_is_carried_and_undo_brings_it_back(page, qtbot):
    page.tabs.setCurrentWidget(page.war_map)
    view = page.war_map.view
    found = flag(page, "节点11")
    start = view.flag_place(found) + QPointF(3, 0)
    step = view._day_width() * 7
    port = view.viewport()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=start.toPoint())
    qtbot.mouseMove(port, start.toPoint() + QPoint(round(step), 0))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=start.toPoint() + QPoint(round(step), 0))
    moved = page.desk.store.find(Milestone, found.milestone.id)
    assert abs((dt.date.fromisoformat(moved.due) - dt.date(2026, 11, 15)).days - 7) <= 1
    last = page.desk.store.imports(files_only=False)[0]
    page.desk.bus.announce(page.desk.store.undo(last.id))
    assert page.desk.store.find(Milestone, found.milestone.id).due == "2026-11-15"
    assert flag(page, "节点11").due == dt.date(2026, 11, 15)


def test_a_flag_is_moved_with_the_keyboard(page, qtbot):
    page.tabs.setCurrentWidget(page.war_map)
    view = page.war_map.view
    view.setFocus()
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Down)
    name = view.chosen().milestone.name
    due = view.chosen().due
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert flag(page, name).due == due + dt.timedelta(days=8)


def test_months_and_weeks_and_a_baseline(page, hands):
    page.tabs.setCurrentWidget(page.war_map)
    panel = page.war_map
    assert len(panel.view._map.ticks) == 12
    panel.baseline.click()
    panel.scale.button(1).click()
    assert len(panel.view._map.ticks) == 17
    panel.view._chosen = flag(page, "节点11")
    hands.expect(FewFieldsDialog, fields(day="2026-10-10"))
    panel.done.click()
    hands.check()
    found = flag(page, "节点11")
    assert (found.state, found.baseline, found.done_on) == ("done", dt.date(2026, 11, 15), dt.date(2026, 10, 10))


# -- other mechanisms, doubts, the story ----------------------------------------------------------


def test_a_firm_is_put_under_a_mechanism_and_its_duty_filled(page, hands):
    view = go(page, "members")
    firm = page.desk.store.select(Enterprise)[0]
    hands.expect(FewFieldsDialog, fields(about=firm.name, goal="年内入库"))
    view.add.click()
    hands.check()
    (member,) = page.desk.store.select(Member)
    assert (member.enterprise, member.template, member.goal) == (firm.id, "five_ones", "年内入库")
    assert "完整率 20.0%" in view.rate.text()

    def fill(dialog: RecordDialog):
        dialog.form.field("name").set_text("钟海涛")
        hands.click(dialog.save)

    hands.expect(RecordDialog, fill)
    view._on_duty(0)
    hands.check()
    (duty,) = page.desk.store.select(Assignment, enterprise=firm.id)
    assert (duty.role, duty.name) == ("包抓领导", "钟海涛")
    assert "完整率 40.0%" in view.rate.text()
    hands.expect(QMessageBox, hands.press("移出"))
    view.drop.click()
    hands.check()
    assert page.desk.store.select(Member) == []


def test_what_is_doubtful_is_listed_and_opened(page, hands):
    project = page.desk.store.select(Project)[0]
    person = next(p for p in page.desk.store.select(Person) if p.level == "县级领导")
    broken = replace(project, start="2026-09", finish="2026-01")
    left = replace(person, until="2026-08-31")
    for before, after in ((project, broken), (person, left)):
        page.desk.bus.announce(page.desk.store.apply(Plan(Source("form"), (RecordChange(before, after),))))
    said = [page.doubts.rows.row(n).text for n in range(page.doubts.rows.rowCount())]
    assert any("竣工时间2026-01早于开工时间2026-09" in text for text in said)
    assert any(f"{person.name}已于2026-08-31离任" in text for text in said)
    assert page.tabs.tabText(page.tabs.indexOf(page.doubts)) == f"核实 {len(said)}"
    opened = []
    hands.expect(RecordDialog, lambda dialog: (opened.append(dialog.windowTitle()), dialog.reject()))
    page._on_doubt(next(n for n, text in enumerate(said) if "离任" in text))
    hands.check()
    assert opened == ["包抓责任"]


def test_the_story_of_a_project(page, hands):
    page.focus_on(Target("projects", record=page.desk.store.select(Project)[0].id))
    seen = []

    def look(dialog: ProjectStory):
        seen.extend((dialog.months.rows.rowCount(), dialog.stages.rows.rowCount()))
        dialog.reject()

    hands.expect(ProjectStory, look)
    page.detail.story.click()
    hands.check()
    assert seen == [1, 1]
