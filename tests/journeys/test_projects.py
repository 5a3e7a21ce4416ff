"""From the county's sheets to a red light, a notice on paper and a problem that is closed, in the real window."""

from __future__ import annotations

import datetime as dt
import subprocess

from PySide6.QtWidgets import QApplication, QFileDialog

from parkdesk.records import Issue, Milestone, Notice
from tests.journeys.test_first_month import begin, go_to, settle
from ui.dialogs.few_fields import FewFieldsDialog
from ui.dialogs.import_preview import ImportPreview
from ui.dialogs.paper import PaperDialog
from ui.dialogs.record_dialog import RecordDialog
from ui.pages.projects import VIEW_NAMES
from ui.target import Target

SHEETS = ("企业名录", "重点项目进展一览表", "包抓责任表", "走访记录", "问题清单")


def import_sheets(qtbot, hands, window, files):
    def agree(dialog: ImportPreview):
        if not dialog.is_ready():
            return False
        assert [one.kind for one in dialog.incoming()] == ["enterprises", "projects", "duties", "visits", "issues"]
        hands.click(dialog.yes)
        return True

    page = go_to(qtbot, window, "exchange")
    hands.expect(QFileDialog, hands.choose(*files))
    hands.expect(ImportPreview, agree)
    hands.click(page.import_button)
    hands.check()
    settle(qtbot, window)


def view(window, name):
    page = window.page("projects")
    page.focus_on(Target("projects", view=name))
    QApplication.processEvents()
    return page.views[VIEW_NAMES.index(name)]


def plan_a_step_that_is_late(qtbot, hands, window, project):
    """Type a milestone that was due last month; the light of a green project turns red."""
    page = window.page("projects")
    page.focus_on(Target("projects", record=project.id))
    page.tabs.setCurrentWidget(page.war_map)
    page.war_map.choose_project(project.id)
    due = window.desk.store.day() - dt.timedelta(days=45)

    def fill(dialog: RecordDialog):
        dialog.form.field("name").set_text("主体封顶")
        dialog.form.field("due").set_text(due.isoformat())
        hands.click(dialog.save)

    hands.expect(RecordDialog, fill)
    page.war_map.add.click()
    hands.check()
    assert page._lights[project.id].shown == "红"
    assert "主体封顶" in page._lights[project.id].why


def tell_the_unit(qtbot, hands, window, project, folder):
    """Draft, number and print the notice to the unit that lags."""
    desk = view(window, "notices")
    rows = [desk.proposals.rows.row(n) for n in range(desk.proposals.rows.rowCount())]
    mine = next(n for n, one in enumerate(rows) if any(lag.record == project.id for lag in one.lags))
    addressee = rows[mine].addressee
    desk.proposals.choose(mine)
    desk.draft_one.click()

    def sign(dialog: FewFieldsDialog):
        dialog.widgets["signer"].setText("高建")
        dialog.yes.click()

    hands.expect(FewFieldsDialog, sign)
    desk.send.click()
    hands.check()
    (notice,) = window.desk.store.select(Notice)
    assert (notice.addressee, notice.state, notice.colour) == (addressee, "发出", "蓝")
    target = folder / "督办.pdf"

    def save(dialog: PaperDialog):
        if not dialog.paper.view.page_count():
            return False
        dialog.paper.save_button.click()
        return True

    def leave(dialog: PaperDialog):
        if not target.exists():
            return False
        dialog.reject()
        return True

    hands.expect(PaperDialog, save)
    hands.expect(QFileDialog, hands.choose(target))
    hands.expect(PaperDialog, leave)
    desk.paper.click()
    settle(qtbot, window)
    qtbot.waitUntil(target.exists, timeout=30_000)
    hands.check()
    said = subprocess.run(["pdftotext", "-layout", target, "-"], check=True, capture_output=True, text=True).stdout
    assert notice.number in said
    assert f"{addressee}：" in said.replace(":", "：")
    assert project.name[:6] in said.replace(" ", "").replace("\n", "")


def close_a_problem(qtbot, hands, window):
    desk = view(window, "issues")
    opened = sum(one.is_open for one in window.desk.store.select(Issue))
    issue = desk.table.current().issue

    def solve(dialog: FewFieldsDialog):
        dialog.widgets["result"].setCurrentText("已解决")
        dialog.yes.click()

    def satisfied(dialog: FewFieldsDialog):
        dialog.widgets["satisfaction"].setCurrentText("满意")
        dialog.yes.click()

    hands.expect(FewFieldsDialog, solve)
    desk.solve.click()
    hands.check()
    desk.views.button(3).click()
    desk.choose(issue.id)
    hands.expect(FewFieldsDialog, satisfied)
    desk.close_issue.click()
    hands.check()
    assert window.desk.store.find(Issue, issue.id).state == "已销号"
    assert sum(one.is_open for one in window.desk.store.select(Issue)) == opened - 1


def test_from_the_sheets_to_a_notice_and_a_closed_problem(qtbot, hands, program, county_files, tmp_path):
    made = county_files("--seed", 5, "--firms", 40)
    window = begin(qtbot, hands, program, "610981", "旬阳市", tmp_path / "旬阳.parkdesk")
    import_sheets(qtbot, hands, window, [made.folder / f"{name}.xlsx" for name in SHEETS])
    page = go_to(qtbot, window, "projects")
    assert page.progress.rows.rowCount() == made.truth["projects"]
    page.tabs.setCurrentWidget(page.matrix)
    assert {slot.lit for line in page._all for slot in line.slots} == {True, False}
    green = [line.project for line in page._all if page._lights[line.project.id].shown == "绿"]
    plan_a_step_that_is_late(qtbot, hands, window, green[0])
    tell_the_unit(qtbot, hands, window, green[0], tmp_path)
    close_a_problem(qtbot, hands, window)
    step = window.desk.store.select(Milestone)[0]
    window.undoing.stack.undo()  # the last step can be taken back
    assert window.desk.store.find(Milestone, step.id) == step
    assert sum(one.state == "已销号" for one in window.desk.store.select(Issue)) == 0
