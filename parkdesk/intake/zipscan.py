"""Streaming scan of an .xlsx before it is read: sizes, stray cells, error cells, formulas without a value.

Every member is inflated here with its true length counted, because the ZIP directory may lie and the
reader of values trusts it.
"""

from __future__ import annotations

import html
import re
import struct
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from parkdesk.errors import IntakeError
from parkdesk.intake.cells import column_number
from parkdesk.intake.scan import MAX_UNPACKED, SheetScan, WorkbookScan, damaged, locked, no_workbook, too_big

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 20
_MAX_CARRY = 8 << 20
_MAX_MEMBERS = 10_000
_MAX_COLUMNS = 1 << 14
_FILLED = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Za-z]{1,3})(\d{1,7})["'][^>]*(?<!/)>""")
_NAMELESS = re.compile(rb"""<(?:\w+:)?c(?:\s+(?!r=)[\w:]+=["'][^"']*["'])*\s*>""")
_ODD_CELL = re.compile(rb"""<c(?! r=")[\s>]|<\w+:c[\s>]""")
_PLAIN = re.compile(rb"""<c r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*\bt=["']e["'])[^>]*?\br=["']([A-Za-z]+\d+)["'][^>]*>"""
    rb"""(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<""",
    re.DOTALL,
)
_FORMULA = re.compile(
    rb"""<(?:\w+:)?c\s(?![^>]*\bt=["']str["'])[^>]*?\br=["']([A-Za-z]+\d+)["'][^>]*><(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"""
    rb"""\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s(?=[^>]*\bhidden=["'](?:1|true)["'])[^>]*?\br=["'](\d+)["']""")
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)/?>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]*?)/?>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_NUMBER_FORMAT = re.compile(r"<(?:\w+:)?numFmt\s([^>]*?)/?>")
_CELL_STYLES = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(r"<(?:\w+:)?xf\s([^>]*?)/?>")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_PERCENT_FORMATS = {"9", "10"}


class _Archive:
    """The members of one ZIP file, inflated with a common budget."""

    def __init__(self, file: str, content: bytes) -> None:
        self.file = file
        self._content = content
        self._budget = MAX_UNPACKED
        if content.count(b"PK\x01\x02") > _MAX_MEMBERS:
            raise no_workbook(file, "压缩包")
        try:
            members = zipfile.ZipFile(BytesIO(content)).infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise damaged(file) from None
        self._members = {member.filename.lower(): member for member in members}
        if sum(member.file_size for member in members) > MAX_UNPACKED:
            raise too_big(file)
        if len(self._members) != len(members):
            raise damaged(file)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def names(self) -> list[str]:
        """Return all member names in lower case."""
        return list(self._members)

    def stream(self, name: str) -> Iterator[bytes]:
        """Yield a member's bytes, refusing what is encrypted, broken, too big or declares XML entities."""
        member = self._members.get(name.lower())
        if member is None:
            raise damaged(self.file)
        if member.flag_bits & 1:
            raise locked(self.file)
        head = self._content[member.header_offset : member.header_offset + 30]
        if len(head) < 30 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(self.file)
        start = member.header_offset + 30 + sum(struct.unpack_from("<HH", head, 26))
        packed = memoryview(self._content)[start : start + member.compress_size]
        before = b""
        for chunk in _inflate(packed, member.compress_type):
            self._budget -= len(chunk)
            if self._budget < 0:
                raise too_big(self.file)
            if not before and chunk.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] != b"<":
                raise damaged(self.file)
            if b"<!" in (probe := before + chunk):
                self._refuse_entities(probe)
            before = chunk[-16:]
            yield chunk

    def _refuse_entities(self, chunk: bytes) -> None:
        if b"<!DOCTYPE" in chunk.upper() or b"<!ENTITY" in chunk.upper():
            raise IntakeError(
                f"“{self.file}”里有不该出现的实体定义，可能是恶意文件，没有读取；请用 Excel/WPS 另存为新文件后再导入。"
            )

    def text(self, name: str) -> str:
        """Return a small member whole; an absent one is empty."""
        return b"".join(self.stream(name)).decode("utf-8", "replace") if name in self else ""


def _inflate(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        for start in range(0, len(packed), _CHUNK):
            yield bytes(packed[start : start + _CHUNK])
        return
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    pending: bytes | memoryview = packed
    while not engine.eof:
        chunk = engine.decompress(pending, _CHUNK)
        pending = engine.unconsumed_tail
        if chunk:
            yield chunk
        elif not pending:
            raise zlib.error("cut short")


def scan_workbook(file: str, content: bytes) -> WorkbookScan:
    """Scan every worksheet of an .xlsx; raises IntakeError where it must not be read."""
    try:
        archive = _Archive(file, content)
        if "xl/workbook.xml" not in archive:
            raise _foreign(file, archive)
        percent = _percent_cells(archive)
        sheets = [_scan_sheet(archive, scan, target, percent) for scan, target in _sheets(archive)]
        for name in archive.names():
            if name.endswith(".xml") and name.startswith("xl/") and "/worksheets/" not in name:
                for _ in archive.stream(name):
                    pass
    except zlib.error:
        raise damaged(file) from None
    names = archive.names()
    return WorkbookScan(
        sheets,
        any(name.endswith("vbaproject.bin") for name in names),
        any(name.startswith(("xl/externallinks/", "xl/connections.xml", "xl/querytables/")) for name in names),
    )


def _foreign(file: str, archive: _Archive) -> IntakeError:
    kinds = {"word/document.xml": "Word 文档", "ppt/presentation.xml": "演示文稿", "datapackage.json": "数据包"}
    for member, what in kinds.items():
        if member in archive:
            return no_workbook(file, what)
    if "content.xml" in archive or "xl/workbook.bin" in archive:
        return IntakeError(f"“{file}”是本软件不读的表格格式（.ods 或 .xlsb）；请用 Excel/WPS 另存为 .xlsx 后再导入。")
    return no_workbook(file, "压缩包")


def _attributes(text: str) -> dict[str, str]:
    return {found[0].rpartition(":")[2]: html.unescape(found[1] or found[2]) for found in _ATTRIBUTE.findall(text)}


def _sheets(archive: _Archive) -> Iterator[tuple[SheetScan, str]]:
    relations = {}
    for found in _RELATION.findall(archive.text("xl/_rels/workbook.xml.rels")):
        relation = _attributes(found)
        relations[relation.get("Id", "")] = relation
    for found in _SHEET.findall(archive.text("xl/workbook.xml")):
        sheet = _attributes(found)
        relation = relations.get(sheet.get("id", ""), {})
        if not relation.get("Type", "").endswith("/worksheet"):
            continue
        target = relation.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        yield SheetScan(sheet.get("name", ""), sheet.get("state", "visible") == "visible"), path


def _percent_styles(archive: _Archive) -> list[str]:
    styles = archive.text("xl/styles.xml")
    formats = set(_PERCENT_FORMATS)
    for found in _NUMBER_FORMAT.findall(styles):
        made = _attributes(found)
        if "%" in _LITERAL.sub("", made.get("formatCode", "")):
            formats.add(made.get("numFmtId", ""))
    block = _CELL_STYLES.search(styles)
    used = _STYLE.findall(block[0]) if block else []
    return [str(index) for index, style in enumerate(used) if _attributes(style).get("numFmtId") in formats]


def _percent_cells(archive: _Archive) -> re.Pattern[bytes] | None:
    styles = _percent_styles(archive)
    if not styles:
        return None
    return re.compile(
        rb"""<(?:\w+:)?c\s(?=[^>]*\bs=["'](?:%b)["'])[^>]*?\br=["']([A-Za-z]+\d+)["']""" % "|".join(styles).encode()
    )


def _scan_sheet(archive: _Archive, scan: SheetScan, path: str, percent: re.Pattern[bytes] | None) -> SheetScan:
    carry, rows_passed, inside = b"", 0, True
    for chunk in archive.stream(path):
        if not inside:
            continue
        text = carry + chunk
        inside = b"</sheetData>" not in text
        cut = _last_row_end(text) if inside else len(text)
        block, carry = text[:cut], text[cut:]
        if len(carry) > _MAX_CARRY:
            raise damaged(archive.file)
        rows_passed = _scan_block(scan, block, rows_passed, percent)
        scan.refuse_if_vast(archive.file)
    _scan_block(scan, carry, rows_passed, percent)
    scan.refuse_if_vast(archive.file)
    return scan


def _last_row_end(text: bytes) -> int:
    """Return where a piece of a sheet can be cut between rows; a row without cells has no end of its own."""
    end = text.rfind(b"row>") + 4
    return max(text.rfind(b"<row "), 0 if end == 3 else end)


def _scan_block(scan: SheetScan, block: bytes, rows_passed: int, percent: re.Pattern[bytes] | None) -> int:
    odd = _ODD_CELL.search(block) is not None
    cells = (_FILLED if odd else _PLAIN).findall(block)
    if cells:
        for letters, row in dict(cells).items():
            scan.reach(int(row) - 1, column_number(letters.decode().upper()))
        row, letters = max((int(row), letters) for row, letters in {row: letters for letters, row in cells}.items())
        scan.reach(row - 1, column_number(letters.decode().upper()))
    if odd and _NAMELESS.search(block):
        # Cells without a name are counted by position: the widest row bounds them.
        widest = max(part.count(b"<c") for part in block.split(b"<row"))
        scan.reach(rows_passed + block.count(b"<row"), min(widest, _MAX_COLUMNS) - 1)
    if b'"e"' in block or b"'e'" in block:
        for name, code in _ERROR.findall(block):
            scan.errors[name.decode().upper()] = html.unescape(code.decode())
    if b"<f" in block or b":f" in block:
        scan.uncomputed.extend(name.decode().upper() for name in _FORMULA.findall(block))
    if b"hidden=" in block:
        scan.hidden_rows.extend(int(row) - 1 for row in _HIDDEN_ROW.findall(block))
    if percent:
        scan.percents.update(name.decode().upper() for name in percent.findall(block))
    return rows_passed + block.count(b"<row")
