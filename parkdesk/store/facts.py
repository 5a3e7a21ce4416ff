"""Facts: (indicator, period, measure, subject) → value, exact and fast; revisions keep the old value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.frozen import frozen
from parkdesk.plan import FactChange
from parkdesk.records.indicators import Measure
from parkdesk.rules.growth import FirmFigures
from parkdesk.store.journal import last_seq

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from parkdesk.periods import Period

FactKey = tuple[str, str, int]
"""Indicator code, subject id, measure."""

_STANDING = """(SELECT r.status FROM registrations r WHERE r.subject = e.key
  AND r.from_period BETWEEN :year AND :period ORDER BY r.from_period DESC LIMIT 1)"""


class Total(NamedTuple):
    """A sum over the firms of one unit, status and side of the park fence."""

    unit: str
    status: str | None
    in_park: bool
    indicator: str
    measure: Measure
    value: int
    firms: int


class FactVersion(NamedTuple):
    """One value a fact has had: since which change, by whom, through which file, for what reason."""

    value: int | None
    seq: int
    at: str
    by: str
    file: str
    reason: str


class Revision(NamedTuple):
    """One value that changed: whose and what, old and new, by which change, who, when, through which file and why."""

    indicator: str
    measure: int
    subject: str
    name: str
    old: int | None
    new: int | None
    seq: int
    at: str
    by: str
    file: str
    reason: str


@frozen
class MonthRow:
    """One firm of a period with its figures by (indicator, measure)."""

    id: str
    unit: str
    name: str
    code: str
    park: str
    industry: str
    status: str | None
    figures: dict[tuple[str, Measure], int]


def _cell(text: str) -> tuple[str, str | None, bool]:
    unit, status, in_park = text.split("\t")
    return unit, status or None, in_park == "1"


class Facts:
    """Reads facts; `write` is for the store's gate alone."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._sorted: tuple[int, str | None, int] | None = None

    # -- reading -----------------------------------------------------------------------------

    def slice(self, period: int, unit: str | None = None) -> dict[FactKey, int]:
        """Return every fact of a period, of one unit's firms or of all."""
        if unit is None:
            sql = """SELECT i.code, e.id, f.measure, f.value FROM indicators i
                CROSS JOIN fact f ON f.indicator = i.key AND f.period = :period
                CROSS JOIN enterprises e ON e.key = f.subject"""
        else:  # a unit's firms came together, so their keys lie side by side: a city need not walk over all
            sql = f"""WITH span(low, high) AS (SELECT min(key), max(key) FROM enterprises WHERE unit = :unit),
                  measures(measure) AS (VALUES {", ".join(f"({measure:d})" for measure in Measure)})
                SELECT i.code, e.id, f.measure, f.value FROM span CROSS JOIN indicators i CROSS JOIN measures m
                CROSS JOIN fact f ON f.indicator = i.key AND f.period = :period AND f.measure = m.measure
                  AND f.subject BETWEEN span.low AND span.high
                CROSS JOIN enterprises e ON e.key = f.subject AND e.unit = :unit"""
        rows = self._connection.execute(sql, {"period": period, "unit": unit})
        return {(code, subject, measure): value for code, subject, measure, value in rows}

    def figures(self, period: int, subjects: Iterable[str]) -> dict[str, dict[tuple[str, Measure], int]]:
        """Return every figure of a few firms in a period, by firm; a firm without figures is not among them."""
        found: dict[str, dict[tuple[str, Measure], int]] = {}
        rows = self._connection.execute(
            f"""WITH measures(measure) AS (VALUES {", ".join(f"({measure:d})" for measure in Measure)})
                SELECT s.id, i.code, f.measure, f.value FROM json_each(?) j CROSS JOIN subject s ON s.id = j.value
                CROSS JOIN indicators i CROSS JOIN measures m CROSS JOIN fact f ON f.indicator = i.key
                  AND f.period = ? AND f.measure = m.measure AND f.subject = s.key""",
            (json.dumps(list(subjects)), period),
        )
        for subject, code, measure, value in rows:
            found.setdefault(subject, {})[code, Measure(measure)] = value
        return found

    def periods(self) -> list[int]:
        """Return the period keys that hold any fact, oldest first, by skipping through the index."""
        rows = self._connection.execute(
            """WITH RECURSIVE step(indicator, period) AS (
                 SELECT key, (SELECT min(period) FROM fact WHERE indicator = key) FROM indicators
                 UNION ALL
                 SELECT indicator, (SELECT min(f.period) FROM fact f
                   WHERE f.indicator = step.indicator AND f.period > step.period) FROM step WHERE period IS NOT NULL)
               SELECT DISTINCT period FROM step WHERE period IS NOT NULL ORDER BY period"""
        )
        return [row[0] for row in rows]

    def totals(self, period: Period, wanted: Sequence[tuple[str, Measure]], unit: str | None = None) -> list[Total]:
        """Return sums by unit, status and park, for the wanted (indicator, measure) pairs."""
        keys = self.indicator_keys()
        pairs = [(keys[code], int(measure)) for code, measure in wanted if code in keys]
        if not pairs:
            return []
        names = {key: code for code, key in keys.items()}
        self._sort_firms(period, unit)
        marks = ", ".join(["(?, ?)"] * len(pairs))
        rows = self._connection.execute(
            f"""WITH wanted(indicator, measure) AS (VALUES {marks})
                SELECT firm.cell, f.indicator, f.measure, SUM(f.value), COUNT(*)
                FROM wanted CROSS JOIN fact f ON f.indicator = wanted.indicator AND f.period = ?
                  AND f.measure = wanted.measure
                CROSS JOIN temp.firm ON firm.key = f.subject GROUP BY 1, 2, 3""",
            (*(number for pair in pairs for number in pair), period.key),
        )
        return [Total(*_cell(r[0]), names[r[1]], Measure(r[2]), r[3], r[4]) for r in rows]

    def population(self, period: Period, unit: str | None = None) -> dict[tuple[str, str | None], int]:
        """Return how many firms of each unit have each status in a period."""
        self._sort_firms(period, unit)
        found: dict[tuple[str, str | None], int] = {}
        for text, firms in self._connection.execute("SELECT cell, COUNT(*) FROM temp.firm GROUP BY 1"):
            key = _cell(text)[:2]
            found[key] = found.get(key, 0) + firms
        return found

    def _sort_firms(self, period: Period, unit: str | None) -> None:
        """Put every firm into the cell (unit, status, park) it adds up in, so that sums join facts to one column."""
        asked = (period.key, unit, last_seq(self._connection))
        if asked == self._sorted:
            return
        self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS firm(key INTEGER PRIMARY KEY, cell TEXT NOT NULL)")
        self._connection.execute("DELETE FROM temp.firm")
        self._connection.execute(
            f"""INSERT INTO temp.firm
                SELECT e.key, e.unit || char(9) || coalesce({_STANDING}, '') || char(9) || (e.park <> '')
                FROM enterprises e {"WHERE e.unit = :unit" if unit is not None else ""}""",
            {"period": period.key, "year": period.year * 100, "unit": unit},
        )
        self._sorted = asked

    def standings(self, period: Period, unit: str | None = None) -> dict[str, str]:
        """Return every firm's status in a period, where it has one."""
        rows = self._connection.execute(
            f"""SELECT e.id, {_STANDING} AS status FROM enterprises e
                {"WHERE e.unit = :unit" if unit is not None else ""}""",
            {"period": period.key, "year": period.year * 100, "unit": unit},
        )
        return {row[0]: row[1] for row in rows if row[1] is not None}

    def firms(self, period: Period, indicator: str = "output", unit: str | None = None) -> list[FirmFigures]:
        """Return every firm that has a status in the period, with its cumulative value and base."""
        rows = self._connection.execute(
            f"""SELECT e.id, e.name, e.code, e.unit, {_STANDING} AS status, e.park, e.industry,
                  (SELECT value FROM fact WHERE indicator = i.key AND period = :period AND measure = 1
                    AND subject = e.key),
                  (SELECT value FROM fact WHERE indicator = i.key AND period = :period AND measure = 3
                    AND subject = e.key),
                  e.id IN (SELECT enterprise FROM absences WHERE period = :period AND indicator = :indicator)
                FROM enterprises e JOIN indicators i ON i.code = :indicator
                WHERE status IS NOT NULL {"AND e.unit = :unit" if unit is not None else ""} ORDER BY e.key""",
            {"period": period.key, "year": period.year * 100, "unit": unit, "indicator": indicator},
        )
        return [FirmFigures(*(*row[:-1], bool(row[-1]))) for row in rows]

    def month_rows(self, period: Period, unit: str | None = None) -> list[MonthRow]:
        """Return the sheet of a period: every firm that has a status or a figure in it, in the register's order."""
        figures: dict[str, dict[tuple[str, Measure], int]] = {}
        for (code, subject, measure), value in self.slice(period.key, unit).items():
            figures.setdefault(subject, {})[code, Measure(measure)] = value
        rows = self._connection.execute(
            f"""SELECT e.id, e.unit, e.name, e.code, e.park, e.industry, {_STANDING} AS status FROM enterprises e
                {"WHERE e.unit = :unit" if unit is not None else ""} ORDER BY e.unit, e.key""",
            {"period": period.key, "year": period.year * 100, "unit": unit},
        )
        return [MonthRow(*(*r, figures.get(r[0], {}))) for r in rows if r[6] is not None or r[0] in figures]

    def series(self, indicator: str, subject: str, measure: Measure) -> dict[int, int]:
        """Return one fact over all periods, by period key."""
        rows = self._connection.execute(
            """WITH RECURSIVE own(key) AS (SELECT key FROM indicators WHERE code = ?), step(indicator, period) AS (
                 SELECT key, (SELECT min(period) FROM fact WHERE indicator = own.key) FROM own
                 UNION ALL
                 SELECT indicator, (SELECT min(f.period) FROM fact f
                   WHERE f.indicator = step.indicator AND f.period > step.period) FROM step WHERE period IS NOT NULL)
               SELECT f.period, f.value FROM subject s CROSS JOIN step CROSS JOIN fact f ON f.indicator = step.indicator
                 AND f.period = step.period AND f.measure = ? AND f.subject = s.key
               WHERE s.id = ? ORDER BY f.period""",
            (indicator, int(measure), subject),
        )
        return {row[0]: row[1] for row in rows}

    def column(self, indicator: str, period: int, measure: Measure, unit: str) -> dict[str, int]:
        """Return one indicator and measure of a period for a unit's firms, by subject id."""
        rows = self._connection.execute(
            """SELECT e.id, f.value FROM indicators i CROSS JOIN fact f ON f.indicator = i.key AND f.period = ?
               AND f.measure = ? CROSS JOIN enterprises e ON e.key = f.subject WHERE i.code = ? AND e.unit = ?""",
            (period, int(measure), indicator, unit),
        )
        return dict(rows.fetchall())

    def pairs(self, indicator: str, period: int, measure: Measure, unit: str | None = None) -> list[tuple[int, int]]:
        """Return (firm key, value) of one indicator, measure and period: quick columns for checking."""
        if unit is None:
            sql = """SELECT f.subject, f.value FROM indicators i CROSS JOIN fact f ON f.indicator = i.key
                     AND f.period = ? AND f.measure = ? WHERE i.code = ?"""
        else:  # one seek a firm, so that a city reads a county at the price of a county
            sql = """SELECT f.subject, f.value FROM indicators i CROSS JOIN enterprises e CROSS JOIN fact f
                     ON f.indicator = i.key AND f.period = ? AND f.measure = ? AND f.subject = e.key
                     WHERE i.code = ? AND e.unit = ?"""
        rest = () if unit is None else (unit,)
        return self._connection.execute(sql, (period, int(measure), indicator, *rest)).fetchall()

    def keys(self, unit: str) -> dict[str, int]:
        """Return the integer that stands for each firm of a unit, by id, in the register's order."""
        rows = self._connection.execute("SELECT id, key FROM enterprises WHERE unit = ? ORDER BY key", (unit,))
        return dict(rows.fetchall())

    def units(self) -> list[str]:
        """Return the units that have firms."""
        return [row[0] for row in self._connection.execute("SELECT DISTINCT unit FROM enterprises ORDER BY unit")]

    def written_by(self, seq: int) -> list[FactChange]:
        """Return the facts that a change wrote and that still stand: what was there before it, what is now."""
        rows = self._connection.execute(
            """SELECT i.code, f.period, s.id, f.measure, h.value, f.value FROM fact f
               JOIN indicators i ON i.key = f.indicator JOIN subject s ON s.key = f.subject
               LEFT JOIN fact_history h ON h.replaced_by = f.source AND h.indicator = f.indicator
                 AND h.period = f.period AND h.measure = f.measure AND h.subject = f.subject
               WHERE f.source = ?""",
            (seq,),
        )
        return [FactChange(*row) for row in rows]

    def revised_since(self, period: int, seq: int, unit: str | None = None) -> list[Revision]:
        """Return every value of a period that changed after `seq`, in the order it did."""
        rows = self._connection.execute(
            """WITH held AS (
                 SELECT indicator, measure, subject, value, source, 9223372036854775807 AS until FROM fact
                   WHERE period = :period
                 UNION ALL SELECT indicator, measure, subject, value, source, replaced_by FROM fact_history
                   WHERE period = :period)
               SELECT i.code, v.measure, e.id, e.name, v.old, v.new, c.seq, c.at, c.by, c.file, c.reason FROM (
                 -- a value that was replaced: what came next is what the next change found, if it was there by then
                 SELECT a.indicator, a.measure, a.subject, a.value AS old, a.replaced_by AS seq, (
                   SELECT CASE WHEN b.source <= a.replaced_by THEN b.value END FROM held b
                   WHERE b.indicator = a.indicator AND b.measure = a.measure AND b.subject = a.subject
                     AND b.until > a.replaced_by ORDER BY b.until LIMIT 1) AS new
                 FROM fact_history a WHERE a.period = :period AND a.replaced_by > :seq
                 UNION  -- a value that came where there was none
                 SELECT b.indicator, b.measure, b.subject, NULL, b.source, b.value FROM held b
                 WHERE b.source > :seq AND NOT EXISTS (SELECT 1 FROM fact_history h WHERE h.indicator = b.indicator
                   AND h.period = :period AND h.measure = b.measure AND h.subject = b.subject
                   AND h.replaced_by = b.source)
               ) v JOIN change c ON c.seq = v.seq JOIN indicators i ON i.key = v.indicator
               JOIN enterprises e ON e.key = v.subject
               WHERE v.old IS NOT v.new AND (:unit IS NULL OR e.unit = :unit)
               ORDER BY c.seq, e.key, i.sort, v.measure""",
            {"period": period, "seq": seq, "unit": unit},
        )
        return [Revision(*row) for row in rows]

    def history(self, indicator: str, period: int, subject: str, measure: Measure) -> list[FactVersion]:
        """Return every value of a fact, newest first."""
        key = {"indicator": indicator, "period": period, "subject": subject, "measure": int(measure)}
        rows = self._connection.execute(
            """WITH k(i, s) AS (SELECT i.key, s.key FROM indicators i, subject s
                 WHERE i.code = :indicator AND s.id = :subject)
               SELECT v.value, c.seq, c.at, c.by, c.file, c.reason FROM (
                 SELECT value, source FROM fact, k WHERE indicator = i AND subject = s AND period = :period
                   AND measure = :measure
                 UNION ALL SELECT value, source FROM fact_history, k WHERE indicator = i AND subject = s
                   AND period = :period AND measure = :measure
               ) v JOIN change c ON c.seq = v.source ORDER BY c.seq DESC""",
            key,
        )
        return [FactVersion(*row) for row in rows]

    def as_of(self, period: int, seq: int, unit: str | None = None) -> dict[FactKey, int]:
        """Return the facts of a period as they stood after change `seq`."""
        found = self.slice(period, unit)
        rows = self._connection.execute(
            """SELECT i.code, e.id, f.measure, f.source FROM fact f JOIN indicators i ON i.key = f.indicator
               JOIN enterprises e ON e.key = f.subject WHERE f.period = ? AND f.source > ?""",
            (period, seq),
        )
        for code, subject, measure, _ in rows:
            found.pop((code, subject, measure), None)
        past = self._connection.execute(
            """SELECT i.code, e.id, h.measure, h.value FROM fact_history h JOIN indicators i ON i.key = h.indicator
               JOIN enterprises e ON e.key = h.subject
               WHERE h.period = ? AND h.source <= ? AND h.replaced_by > ? AND (? IS NULL OR e.unit = ?)""",
            (period, seq, seq, unit, unit),
        )
        for code, subject, measure, value in past:
            if value is not None:
                found[code, subject, measure] = value
        return found

    def indicator_keys(self) -> dict[str, int]:
        """Return the integer that stands for each indicator code inside this desk."""
        return dict(self._connection.execute("SELECT code, key FROM indicators").fetchall())

    # -- writing -----------------------------------------------------------------------------

    def write(
        self, changes: Iterable[FactChange], seq: int, indicators: dict[str, int], undoes: int | None = None
    ) -> frozenset[tuple[int, str]]:
        """Write facts under a change number, given the indicators' keys; what they replace goes to the history.

        A change that undoes another gives restored values back the source they had.
        """
        subjects = dict(self._connection.execute("SELECT id, key FROM subject").fetchall())
        changes = tuple(changes)
        fresh = [
            (indicators[code], period, measure, subjects[subject], new, seq)
            for code, period, subject, measure, old, new in changes
            if old is None and new is not None
        ]
        fresh.sort()  # along the primary key
        revised = [
            (indicators[code], period, measure, subjects[subject], new)
            for code, period, subject, measure, old, new in changes
            if old is not None or new is None
        ]
        touched = {(change[1], change[0]) for change in changes}
        self._connection.executemany("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?)", fresh)
        self._revise(revised, seq)
        if undoes is not None:
            self._connection.execute(
                """UPDATE fact SET source = h.source FROM fact_history h WHERE fact.source = ? AND h.replaced_by = ?
                   AND h.indicator = fact.indicator AND h.period = fact.period AND h.measure = fact.measure
                   AND h.subject = fact.subject AND h.value = fact.value""",
                (seq, undoes),
            )
        return frozenset(touched)

    def _revise(self, revised: list[tuple[int, int, int, int, int | None]], seq: int) -> None:
        at = "indicator = ? AND period = ? AND measure = ? AND subject = ?"
        self._connection.executemany(
            f"""INSERT INTO fact_history(indicator, period, measure, subject, value, source, replaced_by)
                SELECT indicator, period, measure, subject, value, source, {seq:d} FROM fact WHERE {at}""",
            (row[:4] for row in revised),
        )
        self._connection.executemany(
            f"UPDATE fact SET value = ?, source = {seq:d} WHERE {at}",
            ((row[4], *row[:4]) for row in revised if row[4] is not None),
        )
        self._connection.executemany(f"DELETE FROM fact WHERE {at}", (row[:4] for row in revised if row[4] is None))
