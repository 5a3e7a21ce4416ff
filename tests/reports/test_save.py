from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from parkdesk.errors import ReportError
from parkdesk.reports import save as door
from parkdesk.reports.values import Paragraph, Report

REPORT = Report("x", "题", (Paragraph(("话",)),))


@pytest.mark.parametrize(("suffix", "head"), [(".pdf", b"%PDF"), (".docx", b"PK"), (".XLSX", b"PK")])
def test_the_suffix_chooses(suffix: str, head: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"报告{suffix}"
    door.save(REPORT, path)
    assert path.read_bytes().startswith(head)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(("name", "words"), [("a.txt", "结尾"), ("a", "结尾"), ("没有/a.pdf", "不存在")])
def test_what_cannot_be_written_is_told(name: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=words):
        door.save(REPORT, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(ReportError, match="文件夹"):
        door.save(REPORT, tmp_path / "a.pdf")
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OSError(errno.ENOSPC, "full"), "磁盘已满"),
        (PermissionError(errno.EACCES, "in use"), "打开"),
        (OSError(errno.EIO, "bad"), "没有保存"),
    ],
)
def test_a_failure_leaves_the_old_file_and_nothing_else(
    fault: OSError, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ReportError, match=words):
        door.save(REPORT, path)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]
