"""Real small file systems: full ones, and FAT with Chinese names, where this machine may mount them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from parkdesk.errors import PackageError
from parkdesk.paths import archive_folder
from parkdesk.store import Store
from parkdesk.sync import submission
from parkdesk.sync.files import write_checked
from parkdesk.sync.package import read_package
from parkdesk.sync.sending import Delivery

from .desks import AUG


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KB in memory, or a skip where nothing may be mounted."""
    folder = tmp_path / "U盘"
    folder.mkdir()
    if shutil.which("mount") is None or os.name == "nt":
        pytest.skip("no mount here")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip(f"may not mount: {made.stderr.decode(errors='replace').strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def fat(tmp_path: Path) -> Iterator[Path]:
    """A FAT file system of one megabyte in a file, or a skip where there is no mkfs.vfat or no loop device."""
    maker = shutil.which("mkfs.vfat") or shutil.which("mkfs.vfat", path="/usr/sbin:/sbin")
    if maker is None:
        pytest.skip("no mkfs.vfat here")
    image, folder = tmp_path / "fat.img", tmp_path / "FAT盘"
    image.write_bytes(bytes(2**20))
    folder.mkdir()
    subprocess.run([maker, str(image)], check=True, capture_output=True)
    made = subprocess.run(["mount", "-o", "loop,utf8", str(image), str(folder)], check=False, capture_output=True)
    if made.returncode:
        pytest.skip(f"may not mount: {made.stderr.decode(errors='replace').strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill_up(folder: Path, leave: int) -> None:
    """Fill a file system but for some bytes."""
    free = shutil.disk_usage(folder).free
    (folder / "别的文件").write_bytes(bytes(max(free - leave, 0)))


def test_a_full_stick_keeps_what_it_had(county: Store, tiny: Path) -> None:
    sent = submission.pack(county, AUG, tiny)
    before = sent.file.read_bytes()
    log = list(county.exchange.packages())
    kept = sorted(archive_folder(county.path).rglob("*.parkpkg"))
    fill_up(tiny, 4096)
    with pytest.raises(PackageError, match="空间不够") as caught:
        submission.pack(county, AUG, tiny)
    assert str(tiny) in str(caught.value)
    assert sorted(path.name for path in tiny.iterdir()) == sorted([sent.file.name, "别的文件"])
    assert sent.file.read_bytes() == before
    assert list(county.exchange.packages()) == log
    assert sorted(archive_folder(county.path).rglob("*.parkpkg")) == kept
    (tiny / "别的文件").unlink()
    again = submission.pack(county, AUG, tiny)
    assert (again.revision, again.sequence) == (sent.revision + 1, sent.sequence + 1)
    assert read_package(again.file).check_code == again.check_code


def test_parts_that_do_not_fit_leave_none(county: Store, tiny: Path) -> None:
    size = submission.pack(county, AUG, tiny, whole=True).file.stat().st_size
    for path in tiny.iterdir():
        path.unlink()
    fill_up(tiny, size - size // 8 // 4096 * 4096)
    with pytest.raises(PackageError, match="空间不够"):
        submission.pack(county, AUG, tiny, whole=True, delivery=Delivery(part_size=size // 3 + 2000))
    assert [path.name for path in tiny.iterdir()] == ["别的文件"]


def test_a_file_that_grows_the_stick_full_midway(tiny: Path) -> None:
    """What room there is is asked first; should it go meanwhile, writing itself says so and cleans up."""
    old = tiny / "旬阳市.parkpkg"
    write_checked(old, b"old")
    with pytest.raises(PackageError, match="空间不够"):
        write_checked(old, bytes(200_000))
    assert old.read_bytes() == b"old"
    assert [path.name for path in tiny.iterdir()] == [old.name]


def test_fat_keeps_chinese_names(county: Store, fat: Path) -> None:
    sent = submission.pack(county, AUG, fat)
    assert sent.file.name == "610981旬阳市_2026-08_上报_r1.parkpkg"
    assert read_package(fat / sent.file.name).check_code == sent.check_code
    fill_up(fat, 2048)
    with pytest.raises(PackageError, match="空间不够"):
        submission.pack(county, AUG, fat)
    assert {path.name for path in fat.iterdir()} == {sent.file.name, "别的文件"}
