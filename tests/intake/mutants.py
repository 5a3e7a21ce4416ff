"""Mutated workbooks, many in one child process: each is read and planned, or refused in one sentence.

    python mutants.py FOLDER FIRST COUNT      prints one line of JSON; a traceback or a crash is the parent's finding

FOLDER holds sound workbooks. Mutations work on bytes, on ZIP members and on the XML of sheets.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from openpyxl import load_workbook
from openpyxl.cell import MergedCell

from parkdesk.errors import UserError
from parkdesk.intake.sheets import plan_sheet, read_file
from parkdesk.intake.understanding import understand
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import catalogue
from parkdesk.store import Store, new_desk_info

_WORDS = tuple(
    word.encode()
    for word in (
        "", "0", "-1", "1e308", "1e999999", "NaN", "企业名称", "合计", "1—13月", "A1048576", "XFD1", "&#0;", "<v>",
        "</row>", 'r="A1"', 't="e"', 't="s"', "99999999999", "２０２６年", "\ud7ff",
    )
)  # fmt: skip


def flip_bytes(rng: random.Random, content: bytes) -> bytes:
    data = bytearray(content)
    for _ in range(rng.choice([1, 1, 4, 30])):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def cut(rng: random.Random, content: bytes) -> bytes:
    return content[: rng.randrange(len(content))]


def splice(rng: random.Random, content: bytes) -> bytes:
    at, size = rng.randrange(len(content)), rng.randrange(1, 400)
    return content[:at] + content[at + size :] + (content[at : at + size] if rng.random() < 0.5 else b"")


def change_members(rng: random.Random, content: bytes) -> bytes:
    """Change the XML inside: words, whole tags, order and repetition of rows, members lost."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        target = rng.choice([n for n in names if n.endswith(".xml")])
        lost = rng.choice(names) if rng.random() < 0.05 else ""
        for name in names:
            data = old.read(name)
            if name == target or (name.endswith("sheet1.xml") and rng.random() < 0.7):
                data = change_xml(rng, data)
            if name != lost:
                new.writestr(name, data)
    return made.getvalue()


def change_xml(rng: random.Random, data: bytes) -> bytes:
    for _ in range(rng.choice([1, 2, 8])):
        pieces = data.split(b"<")
        at = rng.randrange(len(pieces))
        how = rng.randrange(7)
        if how == 0:
            del pieces[at]
        elif how == 1:
            pieces.insert(at, rng.choice(pieces))
        elif how == 2:
            head, mark, _ = pieces[at].partition(b">")
            pieces[at] = head + mark + rng.choice(_WORDS)
        elif how == 3:
            other = rng.randrange(len(pieces))
            pieces[at], pieces[other] = pieces[other], pieces[at]
        elif how == 4:
            pieces[at] = pieces[at].replace(b'"', b"", 1)
        elif how == 5:
            pieces[at] += rng.choice(_WORDS)
        else:
            rows = data.split(b"<row")
            rng.shuffle(rows)
            pieces = b"<row".join(rows).split(b"<")
        data = b"<".join(pieces)
    return data


def change_cells(rng: random.Random, content: bytes) -> bytes:
    """Change what a person could: cells, rows, columns, merges, names, formats."""
    book = load_workbook(BytesIO(content))
    sheet = rng.choice(book.worksheets)
    for merge in list(sheet.merged_cells.ranges):
        if rng.random() < 0.5:
            sheet.unmerge_cells(str(merge))
    for _ in range(rng.choice([1, 3, 10])):
        rng.choice(_HANDS)(rng, sheet)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _cell(rng: random.Random, sheet: Any) -> Any:
    return sheet.cell(rng.randrange(1, sheet.max_row + 2), rng.randrange(1, sheet.max_column + 2))


def _type(rng: random.Random, sheet: Any) -> None:
    cell = _cell(rng, sheet)
    if not isinstance(cell, MergedCell):
        cell.value = rng.choice(_TYPED)


def _copy(rng: random.Random, sheet: Any) -> None:
    there, here = _cell(rng, sheet), _cell(rng, sheet)
    if not isinstance(there, MergedCell):
        there.value = here.value


def _merge(rng: random.Random, sheet: Any) -> None:
    rows, columns = (sorted(rng.choices(range(1, most + 2), k=2)) for most in (sheet.max_row, sheet.max_column))
    sheet.merge_cells(start_row=rows[0], end_row=rows[1], start_column=columns[0], end_column=columns[1])


_TYPED = (
    None, 0, -1, 1e300, 10**17, 0.1, True, "", " ", "—", "合计", "小计", "其中：园区内", "一、在库企业", "企业名称",
    "指标", "数值",
    "2026年1—9月", "单位：亿元", "填报单位：白河县经贸局", "1—8月", "1月", "产值", "累计", "上年同期", "序号", "万元",
    "甲公司有限公司",
    "9.16E+17", "１，２３４", "=1/0", "#N/A", "x" * 40000, "\ufffd\ufffd", dt.datetime(2026, 9, 1), dt.time(1), "12%",
    "期间", "2025年", "注：同期", "编号（请勿改动）",
)  # fmt: skip
_HANDS = (
    _type, _type, _type, _copy, _copy, _merge,
    lambda rng, sheet: sheet.insert_rows(rng.randrange(1, sheet.max_row + 1), rng.randrange(1, 3)),
    lambda rng, sheet: sheet.insert_cols(rng.randrange(1, sheet.max_column + 1)),
    lambda rng, sheet: sheet.delete_rows(rng.randrange(1, sheet.max_row + 1), rng.randrange(1, 4)),
    lambda rng, sheet: sheet.delete_cols(rng.randrange(1, sheet.max_column + 1)),
    lambda rng, sheet: setattr(sheet, "title", rng.choice(["1-9月", "2026年13月", "x", "2025年1-12月"])),
    lambda rng, sheet: setattr(sheet.row_dimensions[rng.randrange(1, 9)], "hidden", True),
)  # fmt: skip
MUTATIONS = (flip_bytes, cut, splice, change_members, change_members, *[change_cells] * 5)


def try_one(store: Store, path: Path) -> str:
    """Read and plan one file as the program does; says how it ended."""
    try:
        sheets = read_file(path)
    except UserError as refusal:
        return judged(str(refusal), "file refused")
    ends = []
    for sheet in sheets:
        try:
            understand(store, sheet)
            plan = plan_sheet(store, sheet)
            store.apply(plan)
            ends.append("planned")
        except UserError as refusal:
            ends.append(judged(str(refusal), "sheet refused"))
    return min(ends, default="nothing")


def judged(sentence: str, end: str) -> str:
    assert sentence.endswith("。"), sentence
    assert "\n" not in sentence, sentence
    assert "Traceback" not in sentence, sentence
    return end


def main() -> None:
    folder, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    sources = [(path.suffix, path.read_bytes()) for path in sorted(folder.iterdir())]
    ends: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        info = new_desk_info("610981", "旬阳市", "county", "610900")
        with Store.create(Path(name) / "县.parkdesk", info, "测试员") as store:
            shipped = tuple(RecordChange(None, record) for record in catalogue.shipped())
            store.apply(Plan(Source("start"), shipped))
            for seed in range(first, first + count):
                sys.stderr.write(f"seed {seed}\n")
                rng = random.Random(seed)
                suffix, content = rng.choice(sources)
                mutations = MUTATIONS if content.startswith(b"PK") else MUTATIONS[:3]
                try:
                    mutant = rng.choice(mutations)(rng, content)
                except (zipfile.BadZipFile, zlib.error):
                    continue
                path = Path(name) / f"变异{suffix}"
                path.write_bytes(mutant)
                ends[try_one(store, path)] += 1
            assert store.verify() == []
    sys.stdout.write(json.dumps(ends))


if __name__ == "__main__":
    main()
