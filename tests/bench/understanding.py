"""Reading and understanding 40 workbooks of 500 rows against calamine's read alone."""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from _timing import compare, say
from importing import workbook
from python_calamine import CalamineWorkbook

from parkdesk.intake.memory import recalled
from parkdesk.intake.sheets import read_file
from parkdesk.intake.understanding import understand, unread_numbers
from parkdesk.office.desks import create_desk
from parkdesk.store import Store

BOOKS, ROWS, ROUNDS, LIMIT = 40, 500, 7, 4


def bare(files: list[Path]) -> None:
    """Read every sheet with calamine: what any reader must do at least."""
    for file in files:
        with CalamineWorkbook.from_filelike(BytesIO(file.read_bytes())) as book:
            for name in book.sheet_names:
                book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def ours(store: Store, files: list[Path]) -> None:
    """Read, look for what was remembered, and say of every range what it is."""
    for file in files:
        for sheet in recalled(store, read_file(file)):
            understand(store, sheet)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [folder / f"{number:02}_2026年1-{2 + number % 11}月.xlsx" for number in range(BOOKS)]
        for number, file in enumerate(files):
            workbook(file, 2 + number % 11, ROWS)
        with create_desk(folder / "县.parkdesk", "610981", "旬阳市经贸局", "county", "测速") as store:
            (sheet,) = read_file(files[7])
            lost = unread_numbers(sheet, understand(store, sheet))
            say(f"{BOOKS} 个工作簿，每个 {ROWS} 行；没有交代的数 {len(lost)} 个")
            compare("读取并理解", lambda: ours(store, files), lambda: bare(files), rounds=ROUNDS, limit=LIMIT)


if __name__ == "__main__":
    main()
