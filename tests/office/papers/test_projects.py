"""T4 to T8 from a made-up county: the figures on paper are those of the workbooks that came in."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections import Counter

import pytest
from docx import Document
from openpyxl import load_workbook

from parkdesk.errors import ReportError
from parkdesk.office import importing, reporting
from parkdesk.office.desks import create_desk
from parkdesk.office.projects import notices
from parkdesk.periods import Period
from parkdesk.records import Notice
from parkdesk.reports.values import cell_text

SEPTEMBER, TODAY = Period(2026, 9), dt.date(2026, 10, 12)
NAMES = ("企业名录", "重点项目进展一览表", "包抓责任表", "走访记录", "问题清单")


@pytest.fixture(scope="module")
def made(county_files, tmp_path_factory):
    files = county_files("--seed", 301, "--firms", 30)
    path = tmp_path_factory.mktemp("papers") / "旬阳.parkdesk"
    with create_desk(path, "610981", "旬阳市经贸局", "county", "王建", "610900") as store:
        store._clock = lambda: dt.datetime(2026, 10, 12, 9)
        for name in NAMES:
            for incoming in importing.preview(store, files.folder / f"{name}.xlsx"):
                importing.commit(store, incoming)
        yield store, files


def rows(report, style):
    return [[cell_text(cell) for cell in row.cells] for table, _ in report.tables() for row in table.rows
            if row.style == style]  # fmt: skip


def test_the_overview_adds_up(made):
    store, files = made
    report = reporting.build(store, "projects", SEPTEMBER)
    (total,) = rows(report, "total")
    truth = files.truth
    assert total[2] == f"{truth['projects']}个"
    assert total[6:8] == [f"{truth['project_investment']:,}", f"{truth['project_plan']:,}"]
    assert total[9] == f"{truth['project_done']:,}"
    assert (report.form.sheet, len(rows(report, "body"))) == ("A3", 24)
    assert {row[-1] for row in rows(report, "body")} <= {"○绿", "△黄", "●红", "—"}


def test_packs_are_in_the_official_order_of_the_leaders(made):
    store, _ = made
    listed = list(reporting.readers(store, "projects", SEPTEMBER))
    sheet = load_workbook(made[1].folder / "包抓责任表.xlsx").active
    order = list(dict.fromkeys(row[2] for row in sheet.iter_rows(min_row=4, values_only=True) if row[2]))
    assert listed == order
    assert listed != sorted(listed)
    one = reporting.build(store, "projects", SEPTEMBER, reporting.ReportOptions(whom=listed[0]))
    assert {row[16] for row in rows(one, "body")} == {listed[0]}


def test_visits_by_department_and_level(made):
    store, files = made
    report = reporting.build(store, "visits", SEPTEMBER)
    (total,) = rows(report, "total")
    sheet = load_workbook(files.folder / "走访记录.xlsx").active
    done = Counter(row[2] for row in sheet.iter_rows(min_row=4, values_only=True) if row[2])
    owed = {"县级领导": 3 * 24, "部门主要负责人": 9 * 24, "帮扶责任人": 38 * 24}
    for at, (level, number) in enumerate(owed.items()):
        assert [int(cell) for cell in total[3 + 3 * at : 6 + 3 * at]] == [number, done[level], number - done[level]]
    assert sum(done.values()) == files.truth["visits"]


def test_problems_open_and_closed(made):
    store, files = made
    report = reporting.build(store, "issues", SEPTEMBER)
    opened = files.truth["issues_open"]
    assert [row[0] for row in rows(report, "group")] == [f"未办结（{opened}件）", f"已办结、已销号（{40 - opened}件）"]
    assert rows(report, "total")[0][1].startswith(f"共40件，已解决{40 - opened}件")


def test_duties_have_a_column_for_each_slot(made):
    store, _ = made
    ((table, _part),) = reporting.build(store, "duties", SEPTEMBER).tables()
    assert [column.title for column in table.columns][2:8] == [
        "一个项目（目标）", "一名县级领导", "一个牵头部门", "一个工作专班", "一套推进方案", "一抓到底",
    ]  # fmt: skip
    assert len(table.rows) == 25


def test_notices_of_all_units_in_one_go(made, tmp_path):
    store, _ = made
    with pytest.raises(ReportError, match="督办还没有内容"):
        reporting.build(store, "notices", SEPTEMBER)
    store.apply(notices.draft(store, notices.proposals(store, SEPTEMBER, TODAY), TODAY))
    store.apply(notices.send(store, store.select(Notice), "王建", TODAY))
    listed = store.select(Notice)
    report = reporting.build(store, "notices", SEPTEMBER)
    assert [one.addressee for one in (report, *report.more)] == [f"{one.addressee}：" for one in listed]
    reporting.save(report, tmp_path / "督办.pdf")
    read = ["pdftotext", "-layout", tmp_path / "督办.pdf", "-"]
    said = subprocess.run(read, check=True, capture_output=True, text=True).stdout
    for one in listed:
        assert one.number in said
    assert said.count("办理回执") == len(listed)
    reporting.save(report, tmp_path / "督办.docx")
    words = [p.text for p in Document(str(tmp_path / "督办.docx")).paragraphs]
    assert sum(one.number in words for one in listed) == len(listed)
    each = dict(reporting.build_each(store, "notices", SEPTEMBER))
    assert set(each) == {one.addressee for one in listed}


def test_the_score_names_places(made):
    store, _ = made
    report = reporting.build(store, "scores", SEPTEMBER)
    totals = [float(row[-1]) for row in rows(report, "body")]
    assert totals == sorted(totals, reverse=True)
    assert rows(report, "body")[0][0].startswith("1")


@pytest.mark.parametrize("name", ["projects", "duties", "visits", "issues", "scores", "notices"])
def test_an_empty_desk_is_told_what_is_missing(tmp_path, name):
    with (
        create_desk(tmp_path / "x.parkdesk", "610981", "旬阳市经贸局", "county", "王", "610900") as store,
        pytest.raises(ReportError, match="还没有内容，做不出"),
    ):
        reporting.build(store, name, SEPTEMBER)
