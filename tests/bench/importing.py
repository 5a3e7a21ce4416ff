"""Importing a 20,000-row monthly workbook against calamine's read and a bare executemany of the same facts.

Once into a desk that knows the firms, as every month but the first; once into an empty desk, where the firms and
their standings are written too: by the bare writer as well as by us.
"""

from __future__ import annotations

import resource
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from _timing import compare, say
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from parkdesk.office import importing
from parkdesk.office.desks import create_desk, open_desk
from parkdesk.rules.credit_code import check_character
from parkdesk.store import Store

ROWS, ROUNDS = 20_000, 5
_FACT_KEY = "c0, c1, c2, c3"


def workbook(path: Path, month: int, rows: int = ROWS) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(f"1-{month}月")
    sheet.append([f"旬阳市2026年1—{month}月规模以上工业企业产值完成情况表"])
    sheet.append(["填报单位：旬阳市经贸局　　　　单位：万元"])
    top = [
        "序号",
        "企业名称",
        "统一社会信用代码",
        "所属园区",
        "工业总产值（本月）",
        "",
        f"工业总产值（1—{month}月）",
        "",
    ]
    sheet.append([*top, "营业收入累计", "实缴税收累计", "用电量（万千瓦时）", "从业人数"])
    sheet.append(["", "", "", "", "本月", "上年同月", "累计", "上年同期"])
    sheet.append(["一、在库企业"])
    for n in range(1, rows + 1):
        first = f"9161098199{n:07d}"
        code = first + (check_character(first) or "0")
        output = [100 + n, 90 + n, 100 * month + n, 90 * month + n]
        sheet.append([n, f"旬阳试验{n}号有限公司", code, "高新园", *output, 850 + n, 20 + n % 50, n, 50])
    book.save(path)


def bare(path: Path, file: Path, written: dict[str, list[tuple[Any, ...]]]) -> None:
    """Read with calamine and write the same rows into bare tables: what any importer must do at least."""
    CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    for table, rows in written.items():
        columns = ", ".join(f"c{number}" for number in range(len(rows[0])))
        key = f"PRIMARY KEY({_FACT_KEY})" if table == "fact" else "PRIMARY KEY(c0)"
        connection.execute(f"CREATE TABLE {table}({columns}, {key}) WITHOUT ROWID")
    with connection:
        for table, rows in written.items():
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.close()


def load(store: Store, path: Path) -> None:
    for incoming in importing.preview(store, path):
        importing.commit(store, incoming)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        earlier, path = folder / "2026年1-8月产值表.xlsx", folder / "2026年1-9月产值表.xlsx"
        workbook(earlier, 8)
        workbook(path, 9)
        numbers = iter(range(1000))
        empty, known = folder / "empty.parkdesk", folder / "known.parkdesk"
        create_desk(empty, "610981", "旬阳市经贸局", "county", "测速").close()
        shutil.copyfile(empty, known)
        with open_desk(known, "测速") as store:
            load(store, earlier)
            load(store, path)
            facts = {"fact": store._connection.execute("SELECT * FROM fact WHERE period = 202609").fetchall()}
            whole = facts | {
                ledger: store._connection.execute(f"SELECT * FROM {ledger}").fetchall()
                for ledger in ("enterprises", "registrations")
            }
            store.undo(store.imports()[0].id)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        say(f"{ROWS:,} 行，{len(facts['fact']):,} 个数据，内存峰值 {peak} MB")
        for title, desk, written in (("企业已在库", known, facts), ("企业全是新的，连企业一起写", empty, whole)):
            mine = [folder / f"{next(numbers)}.parkdesk" for _ in range(ROUNDS)]
            for file in mine:
                shutil.copyfile(desk, file)
            opened = [open_desk(file, "测速") for file in mine]
            turns, others = iter(opened), iter([folder / f"{next(numbers)}.db" for _ in range(ROUNDS)])
            compare(
                f"导入一张月表，{title}",
                lambda turns=turns: load(next(turns), path),
                lambda others=others, written=written: bare(path, next(others), written),
                rounds=ROUNDS,
                limit=4,
            )
            for store in opened:
                store.close()


if __name__ == "__main__":
    main()
