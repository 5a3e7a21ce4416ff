"""审核 of 2,000 firms × 20 indicators × 12 periods by every rule against `frictionless` on the same facts.

The peer gets the facts in long layout (a row for each firm, indicator and period with 累计, 本月 and
上年同期) and those of the rules that a row can be held to: required, numbers, known indicators and
periods, 累计 ≥ 本月, growth within ±50 %. What looks across rows (上期, 占比, 户数, history) it is spared.
"""

from __future__ import annotations

import csv
import random
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from _timing import compare, say
from frictionless import Checklist, Resource, Schema, checks

from parkdesk.office import checking
from parkdesk.office.desks import create_desk
from parkdesk.periods import Period
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Enterprise, Indicator, Registration
from parkdesk.rules.credit_code import check_character
from parkdesk.store import Store

FIRMS, INDICATORS = 2000, 20
PERIODS = [202512, *range(202602, 202613)]
CUM, MONTH, BASE = 1, 2, 3


def fill(store: Store, long: Path) -> int:
    """Fill the desk and write the same facts as one long CSV; returns how many facts."""
    chance = random.Random(1)
    extra = [
        Indicator(id=f"own{n}", code=f"own{n}", name=f"自设指标{n}", unit="万元", show_unit="万元", sort=50 + n)
        for n in range(INDICATORS - len(store.indicators()))
    ]
    firms = []
    for n in range(FIRMS):
        first = f"9161098199{n:07d}"
        code = first + (check_character(first) or "0")
        firms.append(Enterprise(id=f"e{n}", unit="610981", name=f"试验{n}号有限公司", code=code, phone="0915"))
    standing = [
        Registration(id=f"r{n}", enterprise=firm.id, year=year, status="在库", from_period=year * 100)
        for n, firm in enumerate(firms)
        for year in (2026,)
    ]
    store.apply(Plan(Source("bench"), tuple(RecordChange(None, record) for record in (*extra, *firms, *standing))))
    numbers, keys = store.facts.indicator_keys(), store.facts.keys("610981")
    rows = _rows(chance, store, long)
    with store.transaction():
        store._connection.executemany(
            "INSERT INTO fact VALUES (?, ?, ?, ?, ?, 1)",
            sorted((numbers[code], period, measure, keys[firm], value) for code, period, measure, firm, value in rows),
        )
    return len(rows)


# What a firm's indicators are of its output, so that most rows are sound as most rows of an office are.
SHARES = {"output": 1000, "revenue": 950, "tax": 21, "power": 60, "investment": 200, "tech_investment": 80,
          "value_added": 280}  # fmt: skip


def _rows(chance: random.Random, store: Store, long: Path) -> list[tuple[str, int, int, str, int]]:
    made = []
    stocks = {code for code, indicator in store.indicators().items() if indicator.is_stock}
    firms = [
        (chance.randint(10**8, 10**10), chance.choices((chance.randint(80, 130), 300), (199, 1))[0],
         [chance.randint(80, 120) for _ in PERIODS])
        for _ in range(FIRMS)
    ]  # fmt: skip
    with long.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["firm", "indicator", "period", "cum", "month", "base"])
        for code in store.indicators():
            for n, (size, growth, months) in enumerate(firms):
                total = 0
                for period, weight in zip(PERIODS, months, strict=True):
                    added = size * weight * SHARES.get(code, 100) // 100_000
                    total = added if period in (202512, 202602) else total + added
                    now, month, base = total, added, total * 100 // growth
                    writer.writerow([f"e{n}", code, period, now, month, base])
                    if code in stocks:
                        made.append((code, period, 5, f"e{n}", 100 + n))
                        continue
                    made.append((code, period, CUM, f"e{n}", now))
                    made.append((code, period, BASE, f"e{n}", base))
                    if period != 202602:
                        made.append((code, period, MONTH, f"e{n}", month))
    return made


def by_frictionless(long: Path, codes: list[str]) -> None:
    """Hold every row to what a row can be held to."""
    number = {"type": "integer", "constraints": {"required": True, "minimum": 0}}
    schema = Schema.from_descriptor({"fields": [
        {"name": "firm", "type": "string", "constraints": {"required": True}},
        {"name": "indicator", "type": "string", "constraints": {"required": True, "enum": codes}},
        {"name": "period", "type": "integer", "constraints": {"required": True, "enum": PERIODS}},
        *({"name": name, **number} for name in ("cum", "month", "base")),
    ]})  # fmt: skip
    rules = [
        checks.row_constraint(formula="cum >= month"),
        checks.row_constraint(formula="cum - base <= base / 2 and base - cum <= base / 2"),
    ]
    report = Resource(path=long.name, basepath=str(long.parent), schema=schema).validate(
        Checklist(checks=rules), limit_errors=10**9
    )
    assert report.tasks[0].stats["rows"] == FIRMS * INDICATORS * len(PERIODS)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        long = Path(folder) / "facts.csv"
        with create_desk(Path(folder) / "a.parkdesk", "610981", "旬阳市经贸局", "county", "测速", "610900") as store:
            say(f"数据 {fill(store, long):,} 个，长表 {FIRMS * INDICATORS * len(PERIODS):,} 行")
            periods = [Period.from_key(key) for key in PERIODS]
            found = checking.check_periods(store, periods)
            say(f"规则 {len(checking.rules_of(store).rules)} 条，审核发现 {len(found.findings):,} 条")
            compare(
                "审核全部期间",
                lambda: checking.check_periods(store, periods),
                lambda: by_frictionless(long, list(store.indicators())),
                rounds=1,
                limit=0.2,
            )


if __name__ == "__main__":
    main()
