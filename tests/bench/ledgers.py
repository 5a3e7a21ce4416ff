"""亩均 of 20,000 firms against the bare pandas arithmetic, and a ledger of 50,000 rows against the register's table."""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from _timing import compare

from parkdesk.office.desks import create_desk
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Enterprise, Plant, columns_of
from parkdesk.rules.acreage import Figures, Item, Scheme, Scores, grades
from parkdesk.store import Filter, Query

FIRMS, ROWS = 20_000, 50_000
NAMES = ("tax", "revenue", "added", "staff", "energy", "carbon", "research", "land")
WEIGHTS = (
    ("tax_per_mu", 35), ("revenue_per_mu", 20), ("labour", 15), ("added_per_energy", 15), ("added_per_carbon", 5),
    ("research_share", 10),
)  # fmt: skip
PAIRS = (("tax", "land"), ("revenue", "land"), ("added", "staff"), ("added", "energy"), ("added", "carbon"),
         ("research", "revenue"))  # fmt: skip


def acreage() -> None:
    """Score one data year by the default scheme, from the same lists."""
    import numpy as np
    import pandas as pd

    chance = random.Random(9)
    columns = {name: [chance.randint(1, 10**11) for _ in range(FIRMS)] for name in NAMES}
    columns["carbon"] = [None if chance.random() < 0.3 else value for value in columns["carbon"]]
    blank = [None] * FIRMS
    scheme = Scheme(tuple(Item(code, Fraction(weight)) for code, weight in WEIGHTS), cap=Fraction(3, 2))
    vetoed = [False] * FIRMS

    def ours() -> None:
        scores = Scores(scheme, Figures(columns, blank, blank))
        grades(scores.totals, vetoed, scheme)

    def bare() -> None:
        frame = pd.DataFrame({name: pd.Series(values, dtype="float64") for name, values in columns.items()})
        total = pd.Series(0.0, index=frame.index)
        for (over, under), (_, weight) in zip(PAIRS, WEIGHTS, strict=True):
            known = frame[over].notna() & frame[under].notna()
            base = frame.loc[known, over].sum() / frame.loc[known, under].sum()
            points = (frame[over] / frame[under] / base).clip(0, 1.5) * weight
            total += points.fillna(points.mean())
        total = total.round(2)
        place = total.rank(method="min", ascending=False)
        np.select([place <= FIRMS * 0.2, place <= FIRMS * 0.65, place <= FIRMS * 0.95], ["A", "B", "C"], "D")

    ours()
    bare()
    compare(f"亩均评价 {FIRMS:,} 户", ours, bare, rounds=9, limit=3)


def pages(folder: Path) -> None:
    """Show, find, filter and sort 50,000 buildings and 50,000 firms in the same table."""
    from PySide6.QtWidgets import QApplication

    from ui.models.ledger_model import LedgerModel

    QApplication.instance() or QApplication([])
    with create_desk(folder / "bench.parkdesk", "610981", "旬阳市经贸局", "county", "测速") as store:
        firms = [
            Enterprise(id=f"e{n}", unit="610981", name=f"旬阳试验{n}号有限公司", park=f"园{n % 40}")
            for n in range(ROWS)
        ]
        plants = [
            Plant(id=f"p{n}", unit="610981", park=f"旬阳园区{n % 40}", number=f"{n}#", area=n * 100, mode="PPP")
            for n in range(ROWS)
        ]
        for records in (firms, plants):
            store.apply(Plan(Source("bench"), tuple(RecordChange(None, record) for record in records)))
        models = {table: LedgerModel(store, table, columns_of(ledger))
                  for table, ledger in (("enterprises", Enterprise), ("plants", Plant))}  # fmt: skip

        def show(table: str) -> None:
            models[table].reload()
            for row in range(40):
                models[table].index(row, 0).data()

        def ask(table: str, **query: object) -> None:
            store.pages.rows(Query(table, **query), ("park",), limit=200)

        def both(title: str, plant: Callable[[], object], firm: Callable[[], object]) -> None:
            compare(f"{ROWS:,} 行台账{title}（对照企业库）", plant, firm, rounds=21, limit=1.5)

        def asked(**query: object) -> tuple[Callable[[], object], Callable[[], object]]:
            return partial(ask, "plants", **query), partial(ask, "enterprises", **query)

        both("打开", partial(show, "plants"), partial(show, "enterprises"))
        both("按拼音查找", *asked(search="syyq"))
        both("按条件筛选", *asked(filters=(Filter("park", "contains", "3"),)))
        both(
            "按名称排序",
            partial(ask, "plants", sort=(("park", True),)),
            partial(ask, "enterprises", sort=(("name", True),)),
        )


if __name__ == "__main__":
    acreage()
    with tempfile.TemporaryDirectory() as made:
        pages(Path(made))
