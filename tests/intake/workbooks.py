"""Real files that the tests of the door in are tried on: good, odd, hostile."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from openpyxl import Workbook

REGISTRY_HEADINGS = ["序号", "企业名称", "统一社会信用代码", "所属园区", "从业人数（人）", "在库状态"]
SHEET_XML = "xl/worksheets/sheet1.xml"


def write_book(path: Path, *sheets: tuple[str, list[list[object]]], merges: tuple[str, ...] = ()) -> Path:
    """Write a workbook of (name, rows) sheets; merges are of the first one."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        made = book.create_sheet(name)
        for row in rows:
            made.append(row)
    for merge in merges:
        book.worksheets[0].merge_cells(merge)
    book.save(path)
    return path


def with_member(source: Path, target: Path, changes: dict[str, bytes]) -> Path:
    """Copy a workbook, members replaced or added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *changes}:
            new.writestr(name, changes[name] if name in changes else old.read(name))
    return target


def sheet_xml(body: str) -> bytes:
    """Return a worksheet with the rows given as XML."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{body}</sheetData></worksheet>'.encode()


def compound(streams: dict[str, bytes]) -> bytes:
    """Return a small OLE2 compound file whose streams lie in regular sectors."""
    sectors: list[bytes] = []
    fat: list[int] = []

    def place(data: bytes) -> int:
        first = len(sectors)
        count = max(1, -(-len(data) // 512))
        for index in range(count):
            sectors.append(data[index * 512 : (index + 1) * 512].ljust(512, b"\0"))
            fat.append(first + index + 1 if index + 1 < count else 0xFFFFFFFE)
        return first

    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    for number, (name, data) in enumerate(streams.items(), 1):
        padded = data.ljust(4096, b"\0")
        right = number + 1 if number < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name, 2, place(padded), len(padded), right=right))
    directory = place(b"".join(entries))
    table = len(sectors)
    fat.append(0xFFFFFFFD)
    sectors.append(struct.pack("<128I", *(fat + [0xFFFFFFFF] * (128 - len(fat)))))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, 1, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", table, *[0xFFFFFFFF] * 108)
    return head + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text), kind, 1, 0xFFFFFFFF, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
