"""Scan of an OLE2 compound file: the old .xls and .et, and the shell around a password-protected .xlsx.

Reads [MS-CFB] directory and sectors and the few [MS-XLS] records that tell how far a sheet goes and which
of its cells hold an error.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from parkdesk.errors import IntakeError
from parkdesk.intake.cells import place
from parkdesk.intake.scan import MAX_CELLS, MAX_UNPACKED, SheetScan, WorkbookScan, damaged, locked, no_workbook, too_big

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_END = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors
_MINI_CUTOFF = 4096
_FOREIGN = {"WordDocument": "Word 文档", "PowerPoint Document": "演示文稿", "__properties_version1.0": "邮件"}
_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _FORMAT, _XF, _ROW = 0x809, 0x0A, 0x2F, 0x85, 0x41E, 0xE0, 0x208
_NUMBER, _RK, _FORMULA, _BOOLERR, _LABEL, _LABELSST, _MULRK = 0x203, 0x27E, 0x06, 0x205, 0x204, 0xFD, 0xBD
_CELLS = frozenset({_NUMBER, _RK, _FORMULA, _BOOLERR, _LABEL, _LABELSST, _MULRK})
_SUPBOOK, _OWN_BOOKS = 0x1AE, (0x0401, 0x3A01)
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_PERCENT_FORMATS = {9, 10}


class _Compound:
    """The streams of a compound file by name."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._sector, self._mini = 1 << _u16(content, 30), 1 << _u16(content, 32)
        if self._sector not in (512, 4096) or self._mini != 64:
            raise ValueError("sector size")
        self._fat = self._table(self._fat_sectors())
        self._mini_fat = self._table(self._chain(_u32(content, 60), self._fat))
        self._entries = dict(self._directory(_u32(content, 48)))
        self._mini_stream = self._regular(*self._entries.get("Root Entry", (_END, 0)))

    def names(self) -> set[str]:
        """Return the names of all entries."""
        return set(self._entries)

    def read(self, name: str) -> bytes:
        """Return one stream."""
        start, size = self._entries[name]
        if size >= _MINI_CUTOFF:
            return self._regular(start, size)
        parts = (self._mini_stream[s * self._mini : (s + 1) * self._mini] for s in self._chain(start, self._mini_fat))
        return b"".join(parts)[:size]

    def _regular(self, start: int, size: int) -> bytes:
        return b"".join(self._block(sector) for sector in self._chain(start, self._fat))[:size]

    def _block(self, sector: int) -> bytes:
        begin = (sector + 1) * self._sector
        block = self._content[begin : begin + self._sector]
        if len(block) != self._sector:
            raise ValueError("cut short")
        return block

    def _fat_sectors(self) -> Iterator[int]:
        yield from (s for s in struct.unpack_from("<109I", self._content, 76) if s < _END)
        following, seen = _u32(self._content, 68), 0
        while following < _END and seen * self._sector <= len(self._content):
            *sectors, following = struct.unpack(f"<{self._sector // 4}I", self._block(following))
            yield from (s for s in sectors if s < _END)
            seen += 1

    def _table(self, sectors: Iterator[int]) -> tuple[int, ...]:
        joined = b"".join(self._block(sector) for sector in sectors)
        return struct.unpack(f"<{len(joined) // 4}I", joined)

    def _chain(self, start: int, table: tuple[int, ...]) -> Iterator[int]:
        steps = 0
        while start < _END:
            if start >= len(table) or steps > len(table):
                raise ValueError("broken chain")
            yield start
            start, steps = table[start], steps + 1

    def _directory(self, start: int) -> Iterator[tuple[str, tuple[int, int]]]:
        entries = b"".join(self._block(sector) for sector in self._chain(start, self._fat))
        for at in range(0, len(entries) - 127, 128):
            length = _u16(entries, at + 64)
            if length >= 2:
                name = entries[at : at + length - 2].decode("utf-16-le", "replace")
                yield name, (_u32(entries, at + 116), _u32(entries, at + 120))


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def scan_compound(file: str, content: bytes) -> WorkbookScan:
    """Scan every worksheet of an .xls; raises IntakeError where it must not be read."""
    try:
        compound = _Compound(content)
        names = compound.names()
        if "EncryptedPackage" in names:
            raise locked(file)
        stream = next((name for name in ("Workbook", "Book", "WORKBOOK", "BOOK") if name in names), None)
        if stream is None:
            raise no_workbook(file, next((what for name, what in _FOREIGN.items() if name in names), ""))
        data = compound.read(stream)
        return WorkbookScan(_scan_stream(file, data), "_VBA_PROJECT_CUR" in names, _has_links(data))
    except (ValueError, struct.error, IndexError):
        raise damaged(file) from None


def _scan_stream(file: str, data: bytes) -> list[SheetScan]:
    if _u16(data, 0) != _BOF or _u16(data, 4) != 0x600:
        raise IntakeError(f"“{file}”是很旧的表格格式，读不了；请用 Excel/WPS 打开后另存为 .xlsx 再导入。")
    sheets: list[tuple[SheetScan, int]] = []
    formats, styles = set(_PERCENT_FORMATS), list[int]()
    for kind, at, size in _records(data, 0):
        if kind == _FILEPASS:
            raise locked(file)
        if kind == _BOUNDSHEET and data[at + 5] == 0:
            sheets.append((SheetScan(_short_text(data, at + 6), data[at + 4] & 3 == 0), _u32(data, at)))
        elif kind == _FORMAT and b"%" in data[at + 2 : at + size]:
            formats.add(_u16(data, at))
        elif kind == _XF:
            styles.append(_u16(data, at + 2))
    percents = {index for index, used in enumerate(styles) if used in formats}
    for scan, offset in sheets:
        _scan_sheet(scan, data, offset, percents)
        scan.refuse_if_vast(file)
    if sum(s.far_row[0] * s.far_column[0] for s, _ in sheets) > 2 * MAX_CELLS or len(data) > MAX_UNPACKED:
        raise too_big(file)
    return [scan for scan, _ in sheets]


def _has_links(data: bytes) -> bool:
    """Whether a workbook takes figures from other files: a SUPBOOK that is neither itself nor an add-in."""
    return any(
        kind == _SUPBOOK and size >= 4 and _u16(data, at + 2) not in _OWN_BOOKS for kind, at, size in _records(data, 0)
    )


def _records(data: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield (kind, start of body, length) of the records of one substream."""
    unpack = struct.Struct("<HH").unpack_from
    end = len(data) - 4
    while at <= end:
        kind, size = unpack(data, at)
        yield kind, at + 4, size
        if kind == _EOF:
            return
        at += 4 + size
    raise ValueError("cut short")


def _short_text(data: bytes, at: int) -> str:
    length, wide = data[at], data[at + 1] & 1
    raw = data[at + 2 : at + 2 + length * (2 if wide else 1)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")


def _scan_sheet(scan: SheetScan, data: bytes, offset: int, percents: set[int]) -> None:
    unpack = struct.Struct("<HHH").unpack_from
    top = left = -1
    for kind, at, size in _records(data, offset):
        if kind in _CELLS:
            row, column, style = unpack(data, at)
            if kind == _MULRK:
                column = _u16(data, at + size - 2)
            if row > top or column > left:
                scan.reach(row, column)
                top, left = max(top, row), max(left, column)
            if style in percents and kind in (_NUMBER, _RK, _FORMULA):
                scan.percents.add(place(row, column))
            if kind in (_BOOLERR, _FORMULA) and (error := _error(data, at, kind)):
                scan.errors[place(row, column)] = error
        elif kind == _ROW and data[at + 12] & 0x20:
            scan.hidden_rows.append(_u16(data, at))


def _error(data: bytes, at: int, kind: int) -> str:
    if kind == _BOOLERR:
        return _ERRORS.get(data[at + 6], "#N/A") if data[at + 7] else ""
    return _ERRORS.get(data[at + 8], "#N/A") if data[at + 12 : at + 14] == b"\xff\xff" and data[at + 6] == 2 else ""
