from __future__ import annotations

import csv
import io

import pytest

from parkdesk.amounts import from_stored
from parkdesk.intake.sheets import plan_sheet, read_file
from parkdesk.intake.understanding import understand, unread_numbers
from parkdesk.periods import Period
from parkdesk.records import Enterprise, Measure
from tests.intake import nasty

LAYOUTS = [make.__name__ if make.__name__ != "make" else f"period{n}" for n, make in enumerate(nasty.MAKERS)]


def landed(store, path):
    """Import a workbook; return what the desk holds then, and every finding and refusal."""
    told = []
    for sheet in read_file(path):
        plan = plan_sheet(store, sheet)
        store.apply(plan)
        told += [finding.text for finding in plan.findings] + [row.reason for row in plan.rows if row.reason]
    names = {firm.id: firm.name for firm in store.select(Enterprise)}
    indicators = store.indicators()
    facts = {}
    for key in store.facts.periods():
        for (code, subject, measure), value in store.facts.slice(key).items():
            figure = from_stored(value, indicators[code].measure_unit)
            facts[names[subject], code, Measure(measure).code, Period.from_key(key).text] = figure
    return facts, told


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("make", nasty.MAKERS, ids=LAYOUTS)
def test_every_layout_gives_the_same_figures(make, seed, store, tmp_path):
    made = make(nasty.World(seed))
    facts, told = landed(store, nasty.write(made, tmp_path))
    assert facts == made.truth, told
    assert not [text for text in told if "相差" in text or "没有导入" in text]


@pytest.mark.parametrize("make", nasty.MAKERS, ids=LAYOUTS)
def test_every_number_of_every_layout_is_accounted_for(make, store, tmp_path):
    path = nasty.write(make(nasty.World(3)), tmp_path)
    sheets = read_file(path)
    lost = [set(unread_numbers(sheet, understand(store, sheet))) for sheet in sheets if not sheet.layout.is_apart]
    assert lost == [set() for _ in lost]
    apart = [set(unread_numbers(sheet, understand(store, sheet))) for sheet in sheets if sheet.layout.is_apart]
    assert not apart or set.intersection(*apart) == set()


@pytest.mark.parametrize("make", nasty.MAKERS, ids=LAYOUTS)
def test_every_layout_as_a_gbk_csv_without_its_merges(make, store, tmp_path):
    made = make(nasty.World(4))
    ((_, rows, _),) = made.sheets
    name = f"{nasty.YEAR}年1-9月" if make.__name__ == "make" else made.name
    path = tmp_path / f"{name}.csv"
    text = io.StringIO()
    csv.writer(text).writerows(["" if cell is None else cell for cell in row] for row in rows)
    path.write_bytes(text.getvalue().encode("gb18030"))
    facts, told = landed(store, path)
    assert facts == made.truth, told
