"""A county's desk with a year of figures from the maker, and small hands to change it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parkdesk.office import importing
from parkdesk.office.desks import create_desk, open_desk
from parkdesk.plan import FactChange, Plan, Source
from parkdesk.records import Enterprise, Measure
from parkdesk.store import Store

UNIT, YEAR = "610981", 2026


def clock() -> dt.datetime:
    return dt.datetime(2026, 10, 12, 9, 0, 0)


@pytest.fixture(scope="session")
def filled(county_files: Callable[..., object], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a county's desk with its registry and months; copied before it is written to."""
    files = county_files("--seed", 41, "--month", 9, "--firms", 30)
    path = tmp_path_factory.mktemp("filled") / "旬阳.parkdesk"
    with create_desk(path, UNIT, "旬阳市经贸局", "county", "王建", "610900") as store:
        for file in (files.folder / "企业名录.xlsx", *sorted((files.folder / "月报").glob("*.xlsx"))):
            for incoming in importing.preview(store, file):
                importing.commit(store, incoming)
    return path


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / filled.name
    shutil.copy(filled, path)
    with open_desk(path, "王建") as opened:
        yield opened


@pytest.fixture
def folder(county_files: Callable[..., object]) -> Path:
    """Return where the county's workbooks lie."""
    return county_files("--seed", 41, "--month", 9, "--firms", 30).folder


@pytest.fixture
def put(store: Store) -> Callable[..., None]:
    """Return a writer of one figure in smallest units, through the gate."""

    def write(firm: Enterprise, period: int, value: int | None, code: str = "output", measure: int = Measure.CUM,
              unseal: str = "") -> None:  # fmt: skip
        old = store.facts.series(code, firm.id, Measure(measure)).get(period)
        change = FactChange(code, period, firm.id, int(measure), old, value)
        store.apply(Plan(Source("form", reason="试", unseal=unseal), facts=(change,)))

    return write
