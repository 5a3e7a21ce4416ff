"""Importing a 20,000-row monthly workbook against calamine's read and a bare executemany of the same facts."""

from __future__ import annotations

import resource
import sqlite3
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from _timing import compare, say
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from parkdesk.office import importing
from parkdesk.office.desks import create_desk
from parkdesk.rules.credit_code import check_character

ROWS = 20_000


def workbook(path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("1-9月")
    sheet.append(["旬阳市2026年1—9月规模以上工业企业产值完成情况表"])
    sheet.append(["填报单位：旬阳市经贸局　　　　单位：万元"])
    top = ["序号", "企业名称", "统一社会信用代码", "所属园区", "工业总产值（本月）", "", "工业总产值（1—9月）", ""]
    sheet.append([*top, "营业收入累计", "实缴税收累计", "用电量（万千瓦时）", "从业人数"])
    sheet.append(["", "", "", "", "本月", "上年同月", "累计", "上年同期"])
    sheet.append(["一、在库企业"])
    for n in range(1, ROWS + 1):
        first = f"9161098199{n:07d}"
        code = first + (check_character(first) or "0")
        output = [100 + n, 90 + n, 900 + n, 800 + n]
        sheet.append([n, f"旬阳试验{n}号有限公司", code, "高新园", *output, 850 + n, 20 + n % 50, n, 50])
    book.save(path)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "2026年1-9月产值表.xlsx"
        workbook(path)
        desks = iter(range(1000))
        facts: list[tuple[int, ...]] = []

        def ours() -> None:
            store = create_desk(folder / f"{next(desks)}.parkdesk", "610981", "旬阳市经贸局", "county", "测速")
            for incoming in importing.preview(store, path):
                importing.commit(store, incoming)
            if not facts:
                facts.extend(store._connection.execute("SELECT * FROM fact").fetchall())
            store.close()

        def bare() -> None:
            CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
            file = folder / f"bare{next(desks)}.db"
            connection = sqlite3.connect(file)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(
                "CREATE TABLE fact(indicator INTEGER, period INTEGER, measure INTEGER, subject INTEGER, value INTEGER,"
                " source INTEGER, PRIMARY KEY(indicator, period, measure, subject)) WITHOUT ROWID"
            )
            with connection:
                connection.executemany("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?)", facts)
            connection.close()

        ours()
        say(
            f"{ROWS:,} 行，{len(facts):,} 个数据，内存峰值 {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
        )
        compare("导入一张月表（新建台账、预览、写入）", ours, bare, rounds=5, limit=4)


if __name__ == "__main__":
    main()
