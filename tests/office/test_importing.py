from __future__ import annotations

from dataclasses import replace

import pytest
from openpyxl import Workbook

from parkdesk.errors import UsageError
from parkdesk.intake.correction import Correction
from parkdesk.intake.head_rows import HeadRows
from parkdesk.office import importing, periods
from parkdesk.office.desks import back_up_before, create_desk, last_backup, open_desk
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Measure, Project


@pytest.fixture
def store(tmp_path):
    with create_desk(tmp_path / "旬阳.parkdesk", "610981", "旬阳市经贸局", "county", "王建", "610900") as made:
        yield made


@pytest.fixture
def book(tmp_path):
    """Return a writer of a workbook of one sheet."""

    def write(rows, name="表.xlsx"):
        made = Workbook()
        for row in rows:
            made.active.append(row)
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        made.save(path)
        return path

    return write


ROWS = [["旬阳市2026年1—9月产值表"], ["企业名称", "产值累计", "出口交货值累计（万元）"], ["旬阳甲公司", 5, 3]]


def test_a_folder_is_all_its_tables(book, tmp_path):
    first, second = book(ROWS, "交回/b.xlsx"), book(ROWS, "交回/a.xlsx")
    (tmp_path / "交回" / "~$a.xlsx").write_bytes(b"x")
    (tmp_path / "交回" / "说明.txt").write_text("x")
    alone = tmp_path / "没有.xlsx"
    assert importing.workbooks_in([tmp_path / "交回", alone, first]) == [second, first, alone]


def test_a_column_nobody_knows_becomes_an_indicator_of_one_s_own(store, book):
    path = book(ROWS)
    (before,) = importing.preview(store, path)
    assert any("出口交货值累计" in finding.text for finding in before.plan.findings)
    importing.add_indicator(store, "出口交货值", "万元")
    (incoming,) = importing.preview(store, path)
    importing.commit(store, incoming)
    (code,) = [code for code, indicator in store.indicators().items() if indicator.name == "出口交货值"]
    assert (code, list(store.facts.column(code, 202609, Measure.CUM, "610981").values())) == ("own_ckjhz", [3 * 10**6])
    assert store.imports(files_only=False)[1].reason == "导入时新建指标“出口交货值”"


@pytest.mark.parametrize("wrong", [("产值", "万元"), ("", "万元"), ("出口", "斤")])
def test_an_indicator_that_is_there_or_means_nothing_is_refused(store, wrong):
    with pytest.raises(UsageError):
        importing.add_indicator(store, *wrong)


def test_a_correction_is_planned_at_once_and_remembered(store, book):
    rows = [["月报"], ["厂家", "九月止产值"], ["旬阳甲公司", 5]]
    (wrong,) = importing.preview(store, book(rows))
    assert wrong.plan is None
    said = Correction(kind="facts", head=HeadRows(1, 1), columns={"厂家": "name", "九月止产值": "output.cum"})
    (still,) = importing.correct(store, wrong, said)
    assert "看不出" in still.error
    rows[0] = ["2026年1—9月月报"]
    (again,) = importing.preview(store, book(rows, "下一张.xlsx"))
    assert (again.error, again.kind, again.period.text) == ("", "facts", "2026-09")
    assert importing.understanding_of(store, again).columns[1].key == "output.cum"
    assert importing.understanding_of(store, next(importing.preview(store, store.path))) is None


def test_other_headings_may_show_several_periods(store, book):
    rows = [["2026年"], ["甲", "乙", "丙"], ["厂家", "1—8月产出", "1—9月产出"], ["旬阳甲公司", 5, 6]]
    (wrong,) = importing.preview(store, book(rows))
    assert wrong.plan is None
    columns = {"厂家": "name", "1—8月产出": "output.cum", "1—9月产出": "output.cum"}
    found = importing.correct(store, wrong, Correction(kind="facts", head=HeadRows(2, 2), columns=columns))
    assert [incoming.error for incoming in found] == ["", ""]
    assert [incoming.period.text for incoming in found] == ["2026-08", "2026-09"]


def test_a_correction_holds_for_the_other_sheets_of_its_layout_until_it_is_forgotten(store, book):
    rows = [["旬阳市2026年1—9月"], ["企业名称", "产值累计", "说法累计（万元）"], ["旬阳甲公司", 5, 3]]
    (first,) = importing.preview(store, book(rows))
    rows[2] = ["旬阳乙公司", 7, 4]
    (second,) = importing.preview(store, book(rows, "乙.xlsx"))
    (first,) = importing.correct(store, first, Correction(columns={"说法累计（万元）": "revenue.cum"}))
    (second,) = importing.recall(store, second)
    assert [c.key for c in importing.understanding_of(store, second).columns][2] == "revenue.cum"
    assert len(second.plan.facts) == 2
    (again,) = importing.start_over(store, second)
    assert [c.key for c in importing.understanding_of(store, again).columns][2] == ""
    assert len(importing.recall(store, first)[0].plan.facts) == 2  # what was said of a sheet in hand stays with it


def test_a_sheet_of_a_sealed_period_says_so(store, book):
    (incoming,) = importing.preview(store, book(ROWS))
    assert not importing.is_sealed(store, incoming)
    importing.commit(store, incoming)
    periods.seal(store, incoming.period)
    assert importing.is_sealed(store, incoming)
    rows = [*ROWS[:2], ["旬阳甲公司", 6, 3]]
    (stopped,) = importing.preview(store, book(rows))
    assert stopped.plan.is_empty
    opened = importing.replan(store, stopped, replace(stopped.options, reason="企业更正"))
    importing.commit(store, opened)
    assert [one.reason for one in periods.revisions_since_seal(store, incoming.period)] == ["企业更正"]


def test_what_a_desk_holds_is_backed_up_before_an_import_whatever_it_is(tmp_path, book):
    path, sheet = tmp_path / "旬阳.parkdesk", book([["企业名称", "统一社会信用代码"], ["旬阳甲公司", ""]])
    create_desk(path, "610981", "旬阳市经贸局", "county", "甲").close()
    with open_desk(path, "甲") as store:
        back_up_before(store, "导入前")
        assert last_backup(store) is None  # there is nothing to lose yet
        store.apply(Plan(Source("form"), (RecordChange(None, Project(id="p", unit="610981", name="某项目")),)))
    with open_desk(path, "甲") as store:
        for incoming in importing.preview(store, sheet):
            importing.commit(store, incoming)
        assert last_backup(store) is not None
