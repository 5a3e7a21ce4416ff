"""The door-keeper: is this file there, readable, a table, of sane size? Judged by content, never by name.

Nothing reaches the reader of values before it has passed here, because one stray cell at XFD1048576 makes
that reader abort the whole process.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parkdesk.errors import IntakeError
from parkdesk.intake.olescan import MAGIC as OLE_MAGIC
from parkdesk.intake.olescan import scan_compound
from parkdesk.intake.scan import MAX_FILE, SheetScan, no_workbook
from parkdesk.intake.zipscan import scan_workbook
from parkdesk.plan import Finding, Level

if TYPE_CHECKING:
    from pathlib import Path

    from parkdesk.intake.scan import WorkbookScan

ENCODINGS = ("utf-8-sig", "gb18030")
_WORKBOOK_SUFFIXES = {".xlsx", ".xlsm", ".xls", ".et"}
_SIGNATURES = {
    b"%PDF": "PDF 文档",
    b"\xff\xd8\xff": "图片",
    b"\x89PNG": "图片",
    b"GIF8": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"SQLite format 3": "数据文件",
    b"{\\rtf": "文字文档",
}
_WEB_PAGE = (b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<?xml", b"<workbook")


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be read: its bytes, or its text where it is a csv."""

    file: str
    content: bytes
    text: str | None = None
    sheets: tuple[SheetScan, ...] = ()
    findings: tuple[Finding, ...] = ()
    sha256: str = field(default="", compare=False)


def inspect(path: Path) -> Inspected:
    """Return the inspected file; raises IntakeError with one sentence where it must not or cannot be read."""
    content = _read(path)
    findings = _signs_of_use(path)
    digest = hashlib.sha256(content).hexdigest()
    if content.startswith(b"PK\x03\x04"):
        return _inspected(path.name, content, scan_workbook(path.name, content), findings, digest)
    if content.startswith(OLE_MAGIC):
        return _inspected(path.name, content, scan_compound(path.name, content), findings, digest)
    return Inspected(path.name, b"", _text(path, content), (), findings, digest)


def _inspected(file: str, content: bytes, scan: WorkbookScan, findings: tuple[Finding, ...], digest: str) -> Inspected:
    return Inspected(file, content, None, tuple(scan.sheets), (*findings, *_left_alone(file, scan)), digest)


def _read(path: Path) -> bytes:
    file = path.name
    if file.startswith("~$"):
        raise IntakeError(f"“{file}”是 Excel/WPS 打开表格时留下的临时文件；请选择没有“~$”的那个文件。")
    try:
        if path.is_dir():
            raise IntakeError(f"“{file}”是文件夹，不是表格；请选择其中的 Excel 文件。")
        if (size := path.stat().st_size) > MAX_FILE:
            raise IntakeError(
                f"“{file}”有{size / 2**20:.0f}MB，超过{MAX_FILE // 2**20}MB，不像一张报表；"
                "请删去图片和无关的工作表，另存为 .xlsx 后再导入。"
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise IntakeError(f"找不到“{path}”；请检查文件是否已移走、改名或 U 盘已拔出。") from None
    except PermissionError:
        raise IntakeError(f"“{file}”打不开，可能正在 Excel/WPS 中打开；请先关闭它，再导入一次。") from None
    except OSError as fault:
        raise IntakeError(
            f"“{file}”读不出来（{fault.strerror or '读取出错'}）；请把它复制到本机硬盘后再导入。"
        ) from None
    if not content.strip(b"\0 \r\n\t"):
        raise IntakeError(f"“{file}”是空文件，没有可以导入的内容；请重新取一份。")
    return content


def _signs_of_use(path: Path) -> tuple[Finding, ...]:
    """Say when an owner file of Excel, WPS or LibreOffice lies beside: unsaved changes are not in the file."""
    beside = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    if not any(owner.exists() for owner in beside):
        return ()
    text = f"“{path.name}”好像正在 Excel/WPS 中打开，读到的是最后一次保存的内容；有改动请先保存，再导入一次。"
    return (Finding("intake.in_use", Level.HINT, text),)


def _left_alone(file: str, scan: WorkbookScan) -> tuple[Finding, ...]:
    """Say what of a workbook is neither run nor fetched."""
    found = []
    if scan.has_macros:
        text = f"“{file}”里有宏，没有运行，只读了表里的数；数要靠宏算出来的，请先在 Excel/WPS 中运行、保存。"
        found.append(Finding("intake.macros", Level.HINT, text))
    if scan.has_links:
        text = f"“{file}”引用了别的文件，没有去取，用的是它上次保存时的数；请核对是不是最新的。"
        found.append(Finding("intake.links", Level.HINT, text))
    return tuple(found)


def _text(path: Path, content: bytes) -> str:
    for signature, what in _SIGNATURES.items():
        if content.startswith(signature):
            raise no_workbook(path.name, what)
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:12].lower().startswith(_WEB_PAGE):
        raise IntakeError(f"“{path.name}”其实是网页格式；请用 Excel/WPS 打开它，另存为 .xlsx 后再导入。")
    text = _decode(path.name, content)
    head = text[:2000].splitlines()
    if path.suffix.lower() in _WORKBOOK_SUFFIXES and not any(mark in line for line in head for mark in ",\t;"):
        raise no_workbook(path.name)
    return text


def _decode(file: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content:
        raise no_workbook(file)
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise IntakeError(f"“{file}”的文字编码认不出来；请用 Excel/WPS 打开它，另存为 .xlsx 后再导入。")
