from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parkdesk.intake.sheets import Sheet, Wishes, plan_sheet, read_file
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import catalogue
from parkdesk.store import Store, new_desk_info
from tests.intake.workbooks import write_book


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A county's empty desk with the shipped vocabulary."""
    made = Store.create(tmp_path / "县.parkdesk", new_desk_info("610981", "旬阳市", "county", "610900"), "测试员")
    made.apply(Plan(Source("start"), tuple(RecordChange(None, record) for record in catalogue.shipped())))
    yield made
    made.close()


@pytest.fixture
def sheet_of(tmp_path: Path) -> Callable[..., Sheet]:
    """Write rows as a real workbook and read it back as the program does."""

    def make(
        rows: list[list[object]], file: str = "表.xlsx", name: str = "Sheet1", merges: tuple[str, ...] = ()
    ) -> Sheet:
        return read_file(write_book(tmp_path / file, (name, rows), merges=merges))[0]

    return make


@pytest.fixture
def plan_of(store: Store, sheet_of: Callable[..., Sheet]) -> Callable[..., Plan]:
    """Plan rows for the desk; with `apply` write the plan as well."""

    def make(rows: list[list[object]], wishes: Wishes | None = None, *, apply: bool = False, **options: object) -> Plan:
        plan = plan_sheet(store, sheet_of(rows, **options), wishes)
        if apply:
            store.apply(plan)
        return plan

    return make
