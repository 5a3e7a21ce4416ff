"""A fresh desk with one indicator and two firms, on a real file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from parkdesk.plan import FactChange, Outcome, Plan, RecordChange, Row, Source
from parkdesk.records import Enterprise, Indicator, Measure, Registration
from parkdesk.store import Store, new_desk_info

UNIT = "610981"
FIRST = Enterprise(id="e1", unit=UNIT, name="旬阳单氏重型机械有限公司", code="91610928100000001X", park="高新园")
SECOND = Enterprise(id="e2", unit=UNIT, name="旬阳甲茶业有限公司")
OUTPUT = Indicator(id="output", code="output", name="工业总产值", unit="万元", show_unit="亿元", decimals=2)


def clock() -> dt.datetime:
    return dt.datetime(2026, 10, 1, 9, 0, 0)


def fact(subject: str, measure: Measure, old: int | None, new: int | None, period: int = 202609) -> FactChange:
    return FactChange("output", period, subject, int(measure), old, new)


def stands(subject: str, status: str, period: int = 202609) -> RecordChange:
    made = Registration(id=f"{subject}-{period}", enterprise=subject, year=2026, status=status, from_period=period)
    return RecordChange(None, made)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    store = Store.create(tmp_path / "旬阳.parkdesk", new_desk_info(UNIT, "旬阳市经贸局", "county"), "王建", clock=clock)
    yield store
    store.close()


@pytest.fixture
def desk(empty: Store) -> Store:
    empty.apply(
        Plan(
            Source("facts", file="九月.xlsx"),
            tuple(RecordChange(None, record) for record in (OUTPUT, FIRST, SECOND))
            + (stands("e1", "在库"), stands("e2", "退库")),
            (fact("e1", Measure.CUM, None, 500), fact("e1", Measure.CUM_BASE, None, 400),
             fact("e2", Measure.CUM_BASE, None, 100)),
            (Row(Outcome.NEW, "x"),),
        )
    )  # fmt: skip
    return empty
