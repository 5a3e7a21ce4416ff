"""From a county's own workbooks through the real desk to the report's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from parkdesk.office.desks import create_desk
from parkdesk.office.figures import slot_matrix, summary
from parkdesk.office.importing import commit, preview
from parkdesk.periods import Period
from parkdesk.plan import FactChange, Plan, RecordChange, Source
from parkdesk.records import Absence, Measure
from parkdesk.reports.gather import gather
from parkdesk.reports.quarterly import quarterly
from parkdesk.reports.values import Report
from parkdesk.store import Store
from tests.conftest import CountyFiles


def import_all(store: Store, folder: Path) -> None:
    months = sorted((folder / "月报").iterdir(), key=lambda path: len(path.name))
    for path in (folder / "企业名录.xlsx", *months, folder / "重点项目进展一览表.xlsx", folder / "包抓责任表.xlsx"):
        for incoming in preview(store, path):
            assert incoming.error == ""
            commit(store, incoming)


@pytest.fixture
def files(county_files: Callable[..., CountyFiles]) -> CountyFiles:
    return county_files()


@pytest.fixture
def desk(files: CountyFiles, tmp_path: Path) -> Iterator[Store]:
    with create_desk(tmp_path / "x.parkdesk", "610981", "旬阳市经济贸易局", "county", "王建国") as store:
        import_all(store, files.folder)
        yield store


def report_of(store: Store) -> Report:
    return quarterly(gather(store, Period(2026, 9), slot_matrix(store)))


def test_the_default_county_reads_as_the_first_seed_document(desk: Store, files: CountyFiles) -> None:
    given = gather(desk, Period(2026, 9), slot_matrix(desk))
    totals = {total.indicator.code: total for total in given.totals}
    assert totals["tax"].now == files.truth["tax"] * 10**6
    assert totals["staff"].now == files.truth["staff"]
    assert (totals["tax"].reported, totals["tax"].expected) == (113, 113)
    assert totals["investment"].now is None
    assert [point.period.month for point in given.months] == list(range(2, 10))
    assert given.split.growth is not None
    assert given.split.growth.exact == Fraction(files.truth["output"] - files.truth["base"], files.truth["base"]) * 100

    report = report_of(desk)
    text = report.text()
    for words in (
        "旬阳市规模以上工业企业完成产值231.24亿元", "增长0.5%", "拉动10.41个百分点", "拉动0.52个百分点",
        "下拉10.43个百分点（简单法）", "11.70个百分点（剔除法）", "未录入", "工业投资未录入",
    ):  # fmt: skip
        assert words in text
    assert report.signature == "旬阳市经济贸易局"
    assert [annex.title for annex in report.annexes] == [
        "旬阳市重点工业项目进展一览表",
        "旬阳市重点工业项目“六个一”包抓责任表",
    ]


def test_no_figure_with_a_reason_is_not_missing(desk: Store) -> None:
    firm = next(f for f in desk.facts.firms(Period(2026, 9)) if f.status == "在库" and f.now)
    taken = [
        FactChange(
            code,
            202609,
            firm.subject,
            int(Measure.CUM),
            desk.facts.series(code, firm.subject, Measure.CUM)[202609],
            None,
        )
        for code in ("output", "tax")
    ]
    desk.apply(Plan(Source("form", reason="停产"), facts=tuple(taken)))
    missing = gather(desk, Period(2026, 9), slot_matrix(desk))
    assert [f.name for f in missing.firms if f.is_silent] == [firm.name]
    assert f"{firm.name}未报" in quarterly(missing).text()
    plan = Plan(
        Source("form", reason="停产"),
        records=tuple(
            RecordChange(
                None,
                Absence(
                    id=f"x{code}",
                    unit=firm.unit,
                    period=202609,
                    enterprise=firm.subject,
                    indicator=code,
                    reason="全年停产",
                ),
            )
            for code in ("output", "tax")
        ),
    )
    desk.apply(plan)
    given = gather(desk, Period(2026, 9), slot_matrix(desk))
    assert not any(f.is_silent for f in given.firms)
    assert {t.indicator.code: (t.reported, t.expected) for t in given.totals}["tax"] == (113, 113)
    assert "未报" not in quarterly(given).text()
    assert summary(desk, Period(2026, 9)).reported == summary(desk, Period(2026, 9)).expected
