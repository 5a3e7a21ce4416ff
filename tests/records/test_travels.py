"""What the declarations say of packages: where a ledger goes, of which period, and whose records its own name."""

from __future__ import annotations

from typing import get_args

import pytest

from parkdesk.records import LEDGERS, references
from parkdesk.records.grammar import Travels
from parkdesk.sync.slices import NO_PERIOD, SENT_LEDGERS, TABLES_OF, period_of


def test_owners_stand_before_what_names_them() -> None:
    """Packages are merged, and records written, ledger by ledger in this order."""
    order = list(LEDGERS)
    late = [(table, owner) for table in order for owner in references(table).values()
            if order.index(owner) > order.index(table)]  # fmt: skip
    assert late == []


@pytest.mark.parametrize("table", LEDGERS)
def test_every_ledger_travels_somewhere_that_exists(table: str) -> None:
    ledger = LEDGERS[table]
    assert ledger.TRAVELS in get_args(Travels)
    keys = {column.key for column in ledger.COLUMNS}
    assert not ledger.SLICED_BY or ledger.SLICED_BY in keys
    kinds = [kind for kind, tables in TABLES_OF.items() if table in tables]
    expected = {"home": [], "up": ["submission"]}.get(ledger.TRAVELS, ["directive"])
    assert sorted(kinds) == sorted(["colleague", *expected])


def test_what_goes_up_belongs_to_a_unit() -> None:
    for ledger in SENT_LEDGERS:
        names_unit = any(column.key == "unit" and column.kind.name == "code" for column in ledger.COLUMNS)
        assert names_unit or references(ledger.TABLE), ledger.TABLE


@pytest.mark.parametrize(
    ("number", "period"),
    [(202609, "2026-09"), (202602, "2026-02"), (2026, "2026"), (202600, "2026"), (202601, NO_PERIOD),
     (202613, NO_PERIOD), (26, NO_PERIOD), (0, NO_PERIOD), (-1, NO_PERIOD)],
)  # fmt: skip
def test_a_number_that_is_no_period_is_none(number: int, period: str) -> None:
    """What a person mistyped must not make the whole package unreadable."""
    from parkdesk.records import Absence

    assert (
        period_of(Absence(id="a", unit="u", period=number, enterprise="e", indicator="output", reason="停产")) == period
    )
