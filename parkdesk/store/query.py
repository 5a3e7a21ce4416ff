"""Pages of a ledger for tables: search, filter and sort run in SQLite, never over Python rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from parkdesk.frozen import frozen
from parkdesk.records import LEDGERS, Enterprise, LedgerRecord, Project
from parkdesk.records.grammar import Column, columns_of
from parkdesk.records.kinds import TEXT
from parkdesk.rules.pinyin import sounds_like

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

STATUS = Column("status", "在库状态", TEXT, width=10)
UNIT_NAME = Column("unit_name", "单位", TEXT, width=12)

_NAMED = frozenset({Enterprise.TABLE, Project.TABLE})
# Columns that a table shows but no record holds: their SQL, over the alias `r` of the ledger.
_DERIVED = {
    (Enterprise.TABLE, "status"): "(SELECT g.status FROM registrations g WHERE g.subject = r.key"
    " ORDER BY g.from_period DESC LIMIT 1)",
}
_OPERATORS = {"eq": "= ?", "ne": "IS NOT ?", "ge": ">= ?", "le": "<= ?", "gt": "> ?", "lt": "< ?"}
_TEXT_OPERATORS = {
    "contains": "instr(lower({}), lower(?)) > 0",
    "lacks": "instr(lower(coalesce({}, '')), lower(?)) = 0",
    "begins": "substr(lower({0}), 1, length(?1)) = lower(?1)",
    "ends": "substr(lower({0}), -length(?1)) = lower(?1)",
}
_SEARCHED = ("name", "code", "owner")
_UNIT_NAME = "(SELECT o.name FROM offices o WHERE o.code = r.unit)"
_MOST_VALUES = 2000
_MOST_SAID = 5000  # different values of a column whose sound is asked for


@frozen
class Filter:
    """One condition on a column.

    `op` is eq, ne, ge, le, gt, lt, contains, lacks, begins, ends, in (value: tuple), empty, filled, or any, whose
    value is a tuple of filters of which one must hold.
    """

    column: str
    op: str
    value: Any = None


@frozen
class Sums:
    """What a selection of one column holds: how many cells are filled, and the exact sum of a figure."""

    filled: int
    total: int | None


@frozen
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
        return self._connection.execute(
            f"SELECT {chosen} FROM {query.ledger} r {where} ORDER BY {self._order(query)} LIMIT ? OFFSET ?",
            (*values, limit, offset),
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

    def tally(self, query: Query, column: str) -> list[tuple[Any, int]]:
        """Return a column's values in a query's rows and how often; cut off where nobody reads on."""
        expression = self._expression(query.ledger, column)
        where, values = self._where(query)
        rows = self._connection.execute(
            f"SELECT {expression} v, count(*) FROM {query.ledger} r {where} GROUP BY v ORDER BY v LIMIT ?",
            (*values, _MOST_VALUES),
        )
        return [(row[0], row[1]) for row in rows]

    def sums(self, query: Query, columns: Sequence[str], ids: Sequence[str] | None = None) -> dict[str, Sums]:
        """Return what the columns hold in the rows of `ids`, or in every row of the query."""
        numeric = {c.key for c in LEDGERS[query.ledger].COLUMNS if c.kind.numeric}
        parts = []
        for name in columns:
            expression = self._expression(query.ledger, name)
            parts.append(f"count(nullif({expression}, ''))")
            parts.append(f"sum({expression})" if name in numeric else "NULL")
        if ids is None:
            where, values = self._where(query)
            source = f"{query.ledger} r {where}"
        else:
            source, values = f"json_each(?) j CROSS JOIN {query.ledger} r ON r.id = j.value", [json.dumps(list(ids))]
        row = self._connection.execute(f"SELECT {', '.join(parts)} FROM {source}", values).fetchone()
        return {name: Sums(row[2 * at], row[2 * at + 1]) for at, name in enumerate(columns)}

    def holding(
        self, query: Query, text: str, numbers: Mapping[str, int], columns: Sequence[str], *, by_sound: bool = False
    ) -> list[str]:
        """Return the ids of the query's rows in which one of the columns holds a text, or a figure given for it.

        `by_sound` finds words that are read so too: names by what is kept with them, others by their values.
        """
        terms: list[str] = []
        values: list[str | int] = []
        where, before = self._where(query)
        for name in columns:
            expression = self._expression(query.ledger, name)
            if name in numbers:
                terms.append(f"{expression} = ?")
                values.append(numbers[name])
            elif not self._is_numeric(query.ledger, name):
                terms.append(f"instr(lower({expression}), lower(?)) > 0")
                values.append(text)
                if by_sound and name == _called_by(query.ledger):
                    terms.append("instr(r.found_by, ?) > 0")
                    values.append(text.lower().replace(" ", ""))
                elif by_sound and (alike := self._sounding(query.ledger, name, text)):
                    terms.append(f"{expression} IN (SELECT value FROM json_each(?))")
                    values.append(json.dumps(alike))
        if not terms:
            return []
        where += f"{' AND' if where else 'WHERE'} ({' OR '.join(terms)})"
        rows = self._connection.execute(
            f"SELECT r.id FROM {query.ledger} r {where} ORDER BY {self._order(query)}", (*before, *values)
        )
        return [row[0] for row in rows]

    def _sounding(self, ledger: str, column: str, text: str) -> list[str]:
        expression = self._expression(ledger, column)
        rows = self._connection.execute(f"SELECT DISTINCT {expression} FROM {ledger} r LIMIT ?", (_MOST_SAID,))
        return [row[0] for row in rows if isinstance(row[0], str) and sounds_like(row[0], text)]

    def existing(self, ledger: str, ids: Sequence[str]) -> set[str]:
        """Return which of the ids the ledger has."""
        rows = self._connection.execute(
            f"SELECT r.id FROM json_each(?) j CROSS JOIN {ledger} r ON r.id = j.value", (json.dumps(list(ids)),)
        )
        return {row[0] for row in rows}

    def _where(self, query: Query) -> tuple[str, list[Any]]:
        terms: list[str] = []
        values: list[Any] = []
        if text := query.search.strip():
            term, found = self._search(query.ledger, text)
            terms.append(term)
            values += found
        for condition in query.filters:
            term, found = self._term(query.ledger, condition)
            terms.append(term)
            values += found
        return ("WHERE " + " AND ".join(terms) if terms else ""), values

    def _term(self, ledger: str, condition: Filter) -> tuple[str, list[Any]]:
        """Return one condition as SQL with its values."""
        op, value = condition.op, condition.value
        if op == "any":
            parts = [self._term(ledger, part) for part in value]
            return f"({' OR '.join(term for term, _ in parts)})", [one for _, found in parts for one in found]
        expression = self._expression(ledger, condition.column)
        if op in _OPERATORS:
            return f"{expression} {_OPERATORS[op]}", [value]
        if op in _TEXT_OPERATORS:
            sql = _TEXT_OPERATORS[op].format(expression)
            return sql.replace("?1", "?"), [value] * (2 if "?1" in sql else 1)
        if op == "in":
            blank = f" OR coalesce({expression}, '') = ''" if any(one in (None, "") for one in value) else ""
            return f"({expression} IN (SELECT value FROM json_each(?)){blank})", [json.dumps(list(value))]
        return f"coalesce({expression}, '') {'=' if op == 'empty' else '<>'} ''", []

    def _search(self, ledger: str, text: str) -> tuple[str, list[Any]]:
        keys = [name for name in _SEARCHED if name in {c.key for c in LEDGERS[ledger].COLUMNS}]
        if issubclass(LEDGERS[ledger], LedgerRecord):
            keys = [c.key for c in columns_of(LEDGERS[ledger]) if c.kind.name in ("text", "choice")]
        terms = [f"instr(r.{name}, ?) > 0" for name in keys]
        values: list[Any] = [text.upper() if name == "code" else text for name in keys]
        if _called_by(ledger) and text.isascii():
            terms.append("instr(r.found_by, ?) > 0")
            values.append(text.lower().replace(" ", ""))
        return f"({' OR '.join(terms) or 'TRUE'})", values

    def _order(self, query: Query) -> str:
        wanted = [
            f"{self._sort_expression(query.ledger, name)} {'DESC' if down else 'ASC'}" for name, down in query.sort
        ]
        return ", ".join([*wanted, "r.key"])

    def _is_numeric(self, ledger: str, column: str) -> bool:
        return any(c.key == column and c.kind.numeric for c in LEDGERS[ledger].COLUMNS)

    def _expression(self, ledger: str, column: str) -> str:
        if derived := _DERIVED.get((ledger, column)):
            return derived
        if column == UNIT_NAME.key and _called_by(ledger):
            return _UNIT_NAME
        if column not in {c.key for c in LEDGERS[ledger].COLUMNS}:
            raise KeyError(column)
        return f"r.{column}"

    def _sort_expression(self, ledger: str, column: str) -> str:
        """Names sort by pinyin, as people look them up."""
        if column == _called_by(ledger):
            return "r.found_by"
        return self._expression(ledger, column)


def _called_by(table: str) -> str:
    """Return the column that the rows of a ledger are called by first, and found by pinyin; "" where there is none."""
    if table in _NAMED:
        return "name"
    ledger = LEDGERS.get(table)
    return ledger.CALLED[0] if ledger is not None and issubclass(ledger, LedgerRecord) else ""
