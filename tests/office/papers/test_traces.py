"""溯源 of the whole catalogue: every number leads to something, a count to as many, a sum to its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from parkdesk.amounts import UNITS, half_up
from parkdesk.errors import ReportError
from parkdesk.office import reporting
from parkdesk.office.demo import PERIOD
from parkdesk.office.editing import save_record
from parkdesk.office.papers.catalogue import CATALOGUE, find
from parkdesk.office.papers.entry import Paper
from parkdesk.office.tracing import Behind, facts_behind
from parkdesk.records import Assignment, Notice
from parkdesk.reports.kept import freeze, thaw
from parkdesk.reports.to_pdf import Spot, figure_spots, to_pdf
from parkdesk.reports.traces import Entries, Origin, Trace
from parkdesk.reports.values import Chart, Drawing, Figure, Paragraph, Quantity, Report, Table, cell_text
from parkdesk.store import Store
from tests.reports.test_to_pdf import poppler

LOOKED_AT = [("county", paper) for paper in CATALOGUE]
LOOKED_AT += [("city", paper) for paper in CATALOGUE if paper.name in ("ranking", "targets", "visits", "notice")]
every_role = pytest.mark.parametrize("role", ["county", "city"])
DIGIT = re.compile(r"\d")
CALENDAR = re.compile(r"\d{4}年|\d+月|\d+个月|^\d\.$|[\d、]+—\d+")
"""What no ledger holds: dates, how many months are left, the numbers of a list."""


def made(store: Store, paper: Paper) -> Report:
    if store.desk.role not in paper.roles:
        pytest.skip(f"not a paper of a {store.desk.role}")
    if paper.name == "notices" and not store.select(Notice):
        gaps = "项目推进｜完成8.2%｜欠时间进度66.8个百分点"
        draft = Notice(id="n", unit=store.desk.unit, addressee="县住建局", subject="项目推进", gaps=gaps,
                       demands="请于5个工作日内说明。", due="2026-11-20")  # fmt: skip
        save_record(store, None, draft)
    try:
        return reporting.build(store, paper.name, PERIOD)
    except ReportError as told:
        pytest.skip(str(told))  # the ledger is not there: that sentence has tests of its own


def numbers(report: Report) -> Iterator[tuple[str, tuple[Origin, ...]]]:
    """Yield every number of a report with what stands behind it."""
    for letter in (report, *report.more):
        for part in letter.parts():
            for block in part.blocks:
                if isinstance(block, Paragraph):
                    for run in block.runs:
                        yield str(run), run.trace if isinstance(run, Figure) else ()
                elif isinstance(block, Chart):
                    yield f"{block.title}1", block.trace
                elif isinstance(block, Table | Drawing):
                    yield from of_table(block if isinstance(block, Table) else block.table)


def of_table(table: Table) -> Iterator[tuple[str, tuple[Origin, ...]]]:
    for y, row in enumerate(table.rows):
        about = table.about(y)
        for x, cell in enumerate(row.cells):
            yield cell_text(cell), about if row.style == "group" else table.trace(y, x, about)


class Found:
    """What is behind each origin, looked up once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[Origin, Behind] = {}

    def __call__(self, origin: Origin) -> Behind:
        if origin not in self._known:
            (self._known[origin],) = facts_behind(self._store, [origin])
        return self._known[origin]


class Read:
    """The papers of the desks and what is behind their numbers, each made and looked up once for all tests."""

    def __init__(self, desks: dict[str, Store]) -> None:
        self._desks = desks
        self._made: dict[tuple[str, str], Report] = {}
        self.found = {role: Found(store) for role, store in desks.items()}

    def __call__(self, role: str, name: str) -> Report:
        if (role, name) not in self._made:
            self._made[role, name] = made(self._desks[role], find(name))
        return self._made[role, name]


@pytest.fixture(scope="module")
def read(desks: dict[str, Store]) -> Read:
    return Read(desks)


@pytest.mark.parametrize(("role", "paper"), LOOKED_AT, ids=lambda one: one if isinstance(one, str) else one.name)
def test_every_number_leads_somewhere(read: Read, role: str, paper: Paper) -> None:
    report = read(role, paper.name)
    assert thaw(freeze(report)) == replace(report, notes=(), more=tuple(replace(o, notes=()) for o in report.more))
    found, seen = read.found[role], 0
    for text, trace in numbers(report):
        if not DIGIT.search(CALENDAR.sub("", text)):
            continue
        assert trace, text
        lines = [line for origin in trace for line in found(origin).facts]
        assert lines or text in {"0", "0.0"}, (text, trace)
        assert all(line.name for line in lines)
        seen += 1
    assert seen, "a paper without a number"


@every_role
@pytest.mark.parametrize("name", ["quarterly", "analysis", "notice", "brief", "ranking"])
def test_a_head_count_leads_to_as_many(read: Read, role: str, name: str) -> None:
    report = read(role, name)
    found = read.found[role]
    words = "".join(block.text for block in report.blocks if isinstance(block, Paragraph))
    industries = re.findall(r"(\d+)个行业大类中，?(\d+)个", words)
    counted = 0
    for text, trace in head_counts(report):
        if industries and text in industries[0]:
            continue  # told by their firms, and not as many
        assert len(found(trace[0]).facts) == int(text), (text, trace)  # projects come before the duties on them
        counted += 1
    assert counted >= 4


def head_counts(report: Report) -> Iterator[tuple[str, tuple[Origin, ...]]]:
    for block in report.blocks:
        if isinstance(block, Paragraph):
            yield from ((str(r), r.trace) for r in block.runs if isinstance(r, Figure) and r.text.isdigit())
        elif isinstance(block, Table):
            for y, row in enumerate(block.rows):
                for x, column in enumerate(block.columns):
                    if column.title in ("户数", "新增入库", "退库", "已报", "应报") and isinstance(
                        row.cells[x], Quantity
                    ):
                        yield cell_text(row.cells[x]), block.trace(y, x, block.about(y))


SUMS = {"projects": "万元", "enterprises": "万元", "register": "万元", "ranking": "亿元", "plants": "㎡"}


@every_role
@pytest.mark.parametrize("name", SUMS)
def test_a_sum_leads_to_its_parts(read: Read, role: str, name: str) -> None:
    report = read(role, name)
    found, unit = read.found[role], UNITS[SUMS[name]]
    checked = 0
    table = next(table for table, _ in report.tables())
    for y, row in enumerate(table.rows):
        for x, cell in enumerate(row.cells):
            source = table.columns[x].source
            if row.style == "group" or not isinstance(cell, Quantity) or len(source) != 1 or not cell.grouped:
                continue
            (origin,) = table.trace(y, x, table.about(y))
            if isinstance(origin, Trace) and origin.indicator in ("power", "staff"):
                continue
            total = sum(line.stored for line in found(origin).facts)
            assert half_up(Fraction(total, unit.smallest), cell.places) == cell.shown, (row.cells[1], source)
            checked += 1
    assert checked >= 4


def test_visits_lead_to_the_very_visits(read: Read) -> None:
    report = read("county", "visits")
    table = next(table for table, _ in report.tables())
    checked = 0
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if column.title in ("已走访", "收集问题", "已立项", "已解决") and isinstance(cell, Quantity) and cell.value:
                (origin,) = cell.trace
                assert isinstance(origin, Entries)
                assert origin.ledger == ("visits" if column.title in ("已走访", "收集问题") else "issues")
                assert len(origin.ids) == cell.value
                checked += 1
    assert checked > 4


def test_a_slot_count_leads_to_its_own_duties(read: Read, desks: dict[str, Store]) -> None:
    """「13/14」 under 一名县级领导 lists the duties of thirteen projects, and none that fill another slot."""
    report = read("county", "duties")
    whose = {duty.id: duty.subject for duty in desks["county"].select(Assignment)}
    checked = 0
    for table, _ in report.tables():
        listed: set[str] = set()
        for cell in (cell for cell in table.rows[-1].cells if isinstance(cell, Figure)):
            for origin in cell.trace:
                if isinstance(origin, Entries) and origin.ledger == "assignments":
                    assert len({whose[one] for one in origin.ids}) == int(cell.text.partition("/")[0])
                    assert not listed & set(origin.ids)
                    listed |= set(origin.ids)
                    checked += 1
    assert checked >= 3


@pytest.mark.parametrize("name", ["projects", "visits", "quarterly", "brief", "notices", "war_map", "acreage_letters"])
def test_a_click_finds_its_number_on_the_page(read: Read, name: str, tmp_path: Path) -> None:
    """Boxes lie inside their page, and what is printed in one is what is asked about."""
    report = read("county", name)
    spots = figure_spots(report)
    traced = {trace for text, trace in numbers(report) if trace and DIGIT.search(text)}
    if name == "war_map":  # a picture: all of it leads to the projects and milestones it draws
        assert len(spots) == 1
    else:
        assert traced <= {spot.figure.trace for spot in spots}
    pdf = to_pdf(report)
    sizes = [tuple(map(float, found)) for found in PAGE_SIZE.findall(poppler("pdfinfo", pdf, tmp_path, "-l", "99"))]
    for spot in spots:
        left, top, width, height = spot.box
        wide, high = sizes[spot.page - 1]
        assert 0 < left < left + width < wide
        assert 0 < top < top + height < high
    worded = [spot for spot in spots if name != "war_map" and not is_chart(report, spot.figure)]
    for spot in worded[:: max(1, len(worded) // SAMPLE)]:
        printed = flat(poppler("pdftotext", pdf, tmp_path, *cut_out(spot)))
        meant = flat(spot.figure.text)
        # A figure that runs over the end of a line has a box on each.
        assert printed, spot
        assert printed in meant or meant in printed, (spot, printed)


SAMPLE = 24
FINE = 8  # of a point: what pdftotext is told in whole numbers
PAGE_SIZE = re.compile(r"size:\s+([\d.]+) x ([\d.]+) pts")


def flat(text: str) -> str:
    """Return a text without blanks and marks: a mark set in half its width reaches into the box beside it."""
    return "".join(c for c in text if c not in "，。；、：" and not c.isspace())


def is_chart(report: Report, figure: Figure) -> bool:
    return any(figure.text == chart.title for chart in report.charts())


def cut_out(spot: Spot) -> tuple[str, ...]:
    """Return what makes pdftotext read a box alone."""
    box = dict(zip(("-x", "-y", "-W", "-H"), (round(FINE * part) for part in spot.box), strict=True))
    asked = {"-f": spot.page, "-l": spot.page, "-r": 72 * FINE, **box}
    return tuple(str(word) for pair in asked.items() for word in pair)
