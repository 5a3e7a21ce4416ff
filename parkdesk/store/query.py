"""Pages of a ledger for tables: search, filter and sort run in SQLite, never over Python rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parkdesk.records import LEDGERS, Enterprise, Project
from parkdesk.records.grammar import Column
from parkdesk.records.kinds import TEXT

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

STATUS = Column("status", "在库状态", TEXT, width=10)
UNIT_NAME = Column("unit_name", "单位", TEXT, width=12)

# Columns that a table shows but no record holds: their SQL, over the alias `r` of the ledger.
_DERIVED = {
    (Enterprise.TABLE, "status"): "(SELECT g.status FROM registrations g WHERE g.subject = r.key"
    " ORDER BY g.from_period DESC LIMIT 1)",
    (Enterprise.TABLE, "unit_name"): "(SELECT o.name FROM offices o WHERE o.code = r.unit)",
    (Project.TABLE, "unit_name"): "(SELECT o.name FROM offices o WHERE o.code = r.unit)",
}
_OPERATORS = {"eq": "= ?", "ne": "<> ?", "ge": ">= ?", "le": "<= ?"}
_SEARCHED = ("name", "code", "owner")


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on a column: `op` is eq, ne, ge, le, contains, in (value: tuple), empty or filled."""

    column: str
    op: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Query:
    """What a table shows: a ledger, a search text (name, code or pinyin), filters and a sort order."""

    ledger: str
    search: str = ""
    filters: tuple[Filter, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    """(column, descending), most important first."""


class Pages:
    """Counts and reads the rows of a query."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def count(self, query: Query) -> int:
        """Return how many rows the query has."""
        where, values = self._where(query)
        return int(self._connection.execute(f"SELECT count(*) FROM {query.ledger} r {where}", values).fetchone()[0])

    def rows(self, query: Query, columns: tuple[str, ...], offset: int = 0, limit: int = -1) -> list[tuple[Any, ...]]:
        """Return (id, stored value of each column) rows of a page."""
        where, values = self._where(query)
        chosen = ", ".join(("r.id", *(self._expression(query.ledger, name) for name in columns)))
        order = ", ".join(
            [f"{self._sort_expression(query.ledger, name)} {'DESC' if down else 'ASC'}" for name, down in query.sort]
            + ["r.key"]
        )
        return self._connection.execute(
            f"SELECT {chosen} FROM {query.ledger} r {where} ORDER BY {order} LIMIT ? OFFSET ?", (*values, limit, offset)
        ).fetchall()

    def ids(self, query: Query) -> list[str]:
        """Return the ids of every row in the query's order: what a table holds while it fetches values page by page."""
        return [row[0] for row in self.rows(query, ())]

    def rows_of(self, ledger: str, columns: tuple[str, ...], ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        """Return the stored value of each column for a page's worth of ids."""
        chosen = ", ".join(("r.id", *(self._expression(ledger, name) for name in columns)))
        marks = ", ".join("?" * len(ids))
        rows = self._connection.execute(f"SELECT {chosen} FROM {ledger} r WHERE r.id IN ({marks})", tuple(ids))
        return {row[0]: row[1:] for row in rows}

    def distinct(self, ledger: str, column: str) -> list[Any]:
        """Return the different values of a column, for a filter's list."""
        expression = self._expression(ledger, column)
        rows = self._connection.execute(f"SELECT DISTINCT {expression} v FROM {ledger} r ORDER BY v")
        return [row[0] for row in rows]

    def _where(self, query: Query) -> tuple[str, list[Any]]:
        terms: list[str] = []
        values: list[Any] = []
        if text := query.search.strip():
            term, found = self._search(query.ledger, text)
            terms.append(term)
            values += found
        for condition in query.filters:
            expression = self._expression(query.ledger, condition.column)
            if condition.op in _OPERATORS:
                terms.append(f"{expression} {_OPERATORS[condition.op]}")
                values.append(condition.value)
            elif condition.op == "contains":
                terms.append(f"instr({expression}, ?) > 0")
                values.append(condition.value)
            elif condition.op == "in":
                terms.append(f"{expression} IN ({', '.join('?' * len(condition.value))})")
                values += condition.value
            else:
                terms.append(f"coalesce({expression}, '') {'=' if condition.op == 'empty' else '<>'} ''")
        return ("WHERE " + " AND ".join(terms) if terms else ""), values

    def _search(self, ledger: str, text: str) -> tuple[str, list[Any]]:
        keys = {c.key for c in LEDGERS[ledger].COLUMNS}
        terms = [f"instr(r.{name}, ?) > 0" for name in _SEARCHED if name in keys]
        values: list[Any] = [text.upper() if name == "code" else text for name in _SEARCHED if name in keys]
        if (ledger in (Enterprise.TABLE, Project.TABLE)) and text.isascii():
            terms.append("instr(r.found_by, ?) > 0")
            values.append(text.lower().replace(" ", ""))
        return f"({' OR '.join(terms) or 'TRUE'})", values

    def _expression(self, ledger: str, column: str) -> str:
        if derived := _DERIVED.get((ledger, column)):
            return derived
        if column not in {c.key for c in LEDGERS[ledger].COLUMNS}:
            raise KeyError(column)
        return f"r.{column}"

    def _sort_expression(self, ledger: str, column: str) -> str:
        """Names sort by pinyin, as people look them up."""
        if column == "name" and ledger in (Enterprise.TABLE, Project.TABLE):
            return "r.found_by"
        return self._expression(ledger, column)
