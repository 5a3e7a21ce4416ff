from __future__ import annotations

import sqlite3

import pytest

from parkdesk.records import LEDGERS
from parkdesk.store import migrations

_OWN = {"key", "id", "found_by", "subject"}


@pytest.fixture(scope="module")
def connection():
    made = sqlite3.connect(":memory:")
    migrations.migrate(made)
    return made


@pytest.mark.parametrize("table", LEDGERS)
def test_a_ledgers_table_holds_what_its_declaration_says(connection, table):
    columns = {name: kind for _, name, kind, *_ in connection.execute(f"PRAGMA table_info({table})")}
    declared = {c.key for c in LEDGERS[table].COLUMNS}
    assert set(columns) - (_OWN - declared) == declared
    assert [c.key for c in LEDGERS[table].COLUMNS if columns[c.key] != c.kind.sql] == []
