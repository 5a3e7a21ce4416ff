"""Write a report to a file of the kind its name asks for; either the whole file is there or nothing is."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Final

from parkdesk.errors import ReportError
from parkdesk.reports.to_pdf import to_pdf
from parkdesk.reports.to_word import to_word
from parkdesk.reports.to_workbook import to_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from parkdesk.reports.values import Report

WRITERS: Final[Mapping[str, Callable[[Report], bytes]]] = {".pdf": to_pdf, ".docx": to_word, ".xlsx": to_workbook}


def save(report: Report, path: Path, ready: Callable[[], None] | None = None) -> None:
    """Write the report as PDF, Word or Excel, by the file's suffix.

    `ready` hears that only the writing is left; what it raises leaves no file.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise ReportError(f"不会写“{path.name}”这种文件，请把文件名的结尾改成 {'、'.join(WRITERS)} 之一。")
    _refuse_lost_folder(path)
    data = writer(report)
    if ready is not None:
        ready()
    save_bytes(data, path)


def _refuse_lost_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise ReportError(f"文件夹“{path.parent}”不存在，请先建好或另选地方保存。")


def save_bytes(data: bytes, path: Path) -> None:
    """Write a whole file or nothing; raises ReportError with one sentence."""
    _refuse_lost_folder(path)
    half = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with half.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        half.replace(path)
    except OSError as fault:
        half.unlink(missing_ok=True)
        raise ReportError(_reason(fault, path)) from fault


def _reason(fault: OSError, path: Path) -> str:
    if fault.errno == errno.ENOSPC:
        return f"磁盘已满，“{path.name}”没有保存，请腾出空间或另选磁盘后再存。"
    if fault.errno == errno.EROFS:
        return f"“{path.parent}”所在的磁盘是只读的，“{path.name}”没有保存，请另选地方。"
    if path.is_dir():
        return f"“{path.name}”是一个文件夹，请换一个文件名再保存。"
    if isinstance(fault, PermissionError):
        return f"“{path.name}”正被别的程序打开或不允许写入，没有保存，请先关闭它或换一个文件名。"
    return f"“{path.name}”没有保存（{fault.strerror or fault}），请换一个文件名或另选地方再存。"
