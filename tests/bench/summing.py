"""`summary` on 2.4 million facts against the bare SQL SUM of one indicator and period."""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from _timing import compare, say

from parkdesk.office.desks import create_desk
from parkdesk.office.figures import summary
from parkdesk.periods import Period
from parkdesk.store import Store

UNITS, FIRMS, PERIODS, INDICATORS = 12, 2000, 10, 5
BARE = """SELECT e.unit, r.status, f.measure, SUM(f.value) FROM fact f
  JOIN enterprises e ON e.key = f.subject JOIN registrations r ON r.subject = f.subject AND r.from_period = f.period
  WHERE f.indicator = 1 AND f.period = 202609 GROUP BY 1, 2, 3"""


def fill(store: Store) -> int:
    """Fill the desk with 12 counties × 2,000 firms × 10 periods × 10 figures = 2.4 million facts."""
    chance = random.Random(1)
    connection = store._connection
    subjects = range(1, UNITS * FIRMS + 1)
    blank = ("", "", "x", "", None, None, "", "", "", "", None, "", "", "", None, "{}", "")
    periods = [202600 + m for m in range(2, 10)] + [202511, 202512]
    with store.transaction():
        connection.executemany("INSERT INTO subject VALUES (?, ?, 'enterprises')", ((k, f"e{k}") for k in subjects))
        connection.executemany(
            f"INSERT INTO enterprises VALUES (?, ?, ?, ?, ?, {', '.join('?' * len(blank))})",
            ((k, f"e{k}", f"99{k % UNITS:04d}", f"企业{k}", f"C{k}", *blank) for k in subjects),
        )
        connection.executemany(
            "INSERT INTO registrations(id, enterprise, year, status, from_period, reason, subject)"
            " VALUES (?, ?, ?, ?, ?, '', ?)",
            (
                (f"r{k}-{p}", f"e{k}", p // 100, chance.choices(("在库", "新增入库", "退库"), (90, 5, 5))[0], p, k)
                for k in subjects
                for p in periods
            ),
        )
        connection.executemany(
            "INSERT INTO fact VALUES (?, ?, ?, ?, ?, 1)",
            (
                (i, p, m, k, (k * 7919 + i * p + m) % 10**12)
                for i in range(1, INDICATORS + 1)
                for p in sorted(periods)
                for m in ((1, 3) if i != 5 else (1, 5))
                for k in subjects
            ),
        )
    return int(connection.execute("SELECT count(*) FROM fact").fetchone()[0])


def _fresh(store: Store, period: Period) -> object:
    store.facts._sorted = None  # a command starts without what the last one left
    return summary(store, period)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = create_desk(Path(folder) / "a.parkdesk", "610900", "市", "city", "测速")
        say(f"数据 {fill(store):,} 个")
        period = Period(2026, 9)
        compare(
            "汇总一个期间",
            lambda: _fresh(store, period),
            lambda: store._connection.execute(BARE).fetchall(),
            rounds=9,
            limit=3,
        )
        store.close()


if __name__ == "__main__":
    main()
