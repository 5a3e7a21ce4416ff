"""Sealed figures that changed are listed in every later paper of the year."""

from __future__ import annotations

import dataclasses

import pytest

from parkdesk.office import editing, periods, reporting
from parkdesk.office.demo import make_demo
from parkdesk.office.desks import open_desk
from parkdesk.periods import Period
from parkdesk.records import Enterprise, Measure
from parkdesk.reports.values import Table

AUG, SEP = Period(2026, 8), Period(2026, 9)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def store(made, tmp_path):
    copy = tmp_path / "县.parkdesk"
    copy.write_bytes(made.counties[0].read_bytes())
    with open_desk(copy, "陈晓兰") as opened:
        yield opened


def listed(report):
    (annex,) = [one for one in report.annexes if one.title == "封存后改动的数据"]
    (table,) = [block for block in annex.blocks if isinstance(block, Table)]
    return [row.cells for row in table.rows]


def test_what_changed_after_a_seal_is_listed_in_that_paper_and_later_ones(store, tmp_path):
    name = next(paper.name for paper in reporting.papers(store) if paper.name == "quarterly")
    quarter = Period(2026, 9)
    plain = reporting.build(store, name, quarter)
    assert "封存后改动的数据" not in [annex.title for annex in plain.annexes]
    first = Period.from_key(store.facts.periods()[-2])
    assert first < quarter
    periods.seal(store, first)
    firm = store.select(Enterprise)[0]
    editing.correct_fact(store, "output", first, firm.id, Measure.CUM, "4321.5", "统计核查", into_sealed=True)
    report = reporting.build(store, name, quarter)
    ((number, period, who, what, _, new, by, _, why),) = listed(report)
    assert (number, period, who, new, by, why) == ("1", first.title, firm.name, "4,321.50", "陈晓兰", "统计核查")
    assert what == "工业总产值累计（万元）"
    assert dataclasses.replace(report, annexes=report.annexes[:-1]).annexes == plain.annexes
    target = tmp_path / "季报.docx"
    reporting.save(report, target)
    assert target.stat().st_size > 0
    earlier = Period.from_key(store.facts.periods()[0])
    if earlier < first:
        assert not [a for a in reporting.build(store, name, earlier).annexes if a.title == "封存后改动的数据"]
