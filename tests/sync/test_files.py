from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from parkdesk.errors import PackageError
from parkdesk.sync import files
from parkdesk.sync.descriptor import Party
from parkdesk.sync.files import package_file_name, write_checked

from .conftest import make_package


def test_file_names() -> None:
    assert package_file_name(make_package()) == "610981旬阳市_2026-09_上报_r2.parkpkg"
    odd = make_package(sender=Party("1", 'a/b\\c:"?* 区'), kind="receipt", revision=1)
    assert package_file_name(odd) == "1abc区_2026-09_回执_r1.parkpkg"
    down = make_package(sender=Party("610900", "安康市"), receiver=Party("610981", "旬阳市"), kind="directive")
    assert package_file_name(down) == "610900安康市致610981旬阳市_2026-09_下发_r2.parkpkg"


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "旬阳.parkpkg"
    for data in (b"first" * 300_000, b"second"):
        write_checked(path, data)
        assert path.read_bytes() == data
        assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="盘已被拔出"):
        write_checked(tmp_path / "none" / "a.parkpkg", b"x")


def test_a_full_disk(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with pytest.raises(OSError, match="No space") as caught:
        Path("/dev/full").write_bytes(b"x")
    sentence = files._sentence(tmp_path / "a.parkpkg", caught.value)
    assert "空间不够" in sentence
    assert "a.parkpkg" in sentence


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "空间不够"), (errno.EROFS, "只读"), (errno.EIO, "拔出"), (errno.EBUSY, "换一个位置")],
)
def test_a_failed_fsync_leaves_the_old_file(
    number: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.parkpkg"
    path.write_bytes(b"old")

    def fail(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(PackageError, match=words):
        write_checked(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_stick_that_lies_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.parkpkg"
    path.write_bytes(b"old")
    written = files._write_through
    monkeypatch.setattr(files, "_write_through", lambda target, data: written(target, data[:-1] + b"\0"))
    with pytest.raises(PackageError, match="读回来不一样"):
        write_checked(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
