"""A made-up county's year through the door, against what a right programme must compute."""

from __future__ import annotations

import pytest

from parkdesk.intake.sheets import plan_sheet, read_file
from parkdesk.records import Enterprise, Measure

WAN = 10**6
YEARS = [
    ("--seed", 3, "--firms", 45),
    ("--seed", 8, "--firms", 30, "--month", 4, "--rate", "-6.3", "--exit-base", 90000, "--entry-output", 800),
]


@pytest.mark.parametrize("options", YEARS)
def test_every_month_adds_up_to_the_truth(county_files, store, options):
    made = county_files(*options)
    files = [made.folder / "企业名录.xlsx", *sorted((made.folder / "月报").iterdir())]
    for path in files:
        (sheet,) = read_file(path)
        plan = plan_sheet(store, sheet)
        assert (plan.findings, {row.outcome.value for row in plan.rows}) == ((), {"new"})
        store.apply(plan)
    digest = store.digest()
    for period, truth in made.truth["months"].items():
        facts = store.facts.slice(int(period.replace("-", "")))
        for name, measure in (("output", Measure.CUM), ("base", Measure.CUM_BASE)):
            total = sum(v for (code, _, m), v in facts.items() if code == "output" and m == measure)
            assert total == truth[name] * WAN
    assert len(store.select(Enterprise)) == made.truth["enterprises"]
    for path in files:
        (sheet,) = read_file(path)
        assert plan_sheet(store, sheet).is_empty
    assert store.digest() == digest
