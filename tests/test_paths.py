"""Where files live."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest

from parkdesk import paths

MOUNTS = r"""/dev/sda2 / ext4 rw 0 0
proc /proc proc rw 0 0
//server/share /mnt/city cifs rw 0 0
/dev/sdb1 /media/clerk/U\040盘 vfat rw 0 0
host:/export /mnt/nfs nfs4 rw 0 0
"""


def test_resources_lie_beside_the_program():
    assert paths.resource("codes", "offices.csv").is_file()


def test_one_folder_holds_everything_when_asked(monkeypatch, tmp_path):
    monkeypatch.setenv("PARKDESK_HOME", str(tmp_path))
    assert paths.data_folder() == tmp_path
    for folder in (paths.desks_folder(), paths.logs_folder()):
        assert folder.is_relative_to(tmp_path)


def test_a_person_has_folders_of_their_own(monkeypatch):
    monkeypatch.delenv("PARKDESK_HOME")
    assert paths.kept_together() is None
    assert paths.data_folder().is_absolute()
    assert paths.desks_folder().name == "县域工业运行台"
    assert not paths.data_folder().is_relative_to(paths.resource())


@pytest.mark.parametrize("portable", [True, False])
def test_the_portable_edition_keeps_everything_beside_itself(monkeypatch, tmp_path, portable):
    monkeypatch.delenv("PARKDESK_HOME")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "ParkDesk.exe"))
    if portable:
        (tmp_path / "portable.txt").touch()
    assert paths.data_folder().is_relative_to(tmp_path) == portable
    assert paths.desks_folder().is_relative_to(tmp_path) == portable


def test_backups_and_packages_lie_beside_the_desk(tmp_path):
    desk = tmp_path / "旬阳市.parkdesk"
    assert paths.backups_folder(desk) == tmp_path / "旬阳市备份"
    assert paths.archive_folder(desk) == tmp_path / "旬阳市归档"


def test_the_font_cache_lasts(monkeypatch, tmp_path):
    monkeypatch.setenv("PARKDESK_HOME", str(tmp_path))
    monkeypatch.setenv("MPLCONFIGDIR", "")
    monkeypatch.delenv("MPLCONFIGDIR")
    assert paths.keep_font_cache() == tmp_path / "matplotlib"
    assert (tmp_path / "matplotlib").is_dir()
    monkeypatch.setenv("PARKDESK_HOME", str(tmp_path / "elsewhere"))
    assert paths.keep_font_cache() == tmp_path / "matplotlib"


@pytest.mark.parametrize(
    ("path", "mount"),
    [
        ("/nowhere/desk.parkdesk", ("/dev/sda2", "ext4")),
        ("/mnt/city/旬阳/desk.parkdesk", ("//server/share", "cifs")),
        ("/mnt/city2/desk.parkdesk", ("/dev/sda2", "ext4")),
        ("/media/clerk/U 盘/desk.parkdesk", ("/dev/sdb1", "vfat")),
        ("/mnt/nfs", ("host:/export", "nfs4")),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="挂载点是 Linux 的说法")
def test_the_longest_mount_point_holds_a_path(path, mount):
    assert paths.mount_of(Path(path), MOUNTS) == mount


@pytest.mark.skipif(sys.platform == "win32", reason="块设备目录是 Linux 的说法")
def test_sticks_and_usb_disks_are_removable(tmp_path):
    devices, blocks = tmp_path / "devices", tmp_path / "block"
    blocks.mkdir()
    for disk, place, mark in (("sda", "pci/ata1", "0"), ("sdb", "pci/usb2/2-1", "0"), ("mmcblk0", "pci/mmc", "1")):
        partition = devices / place / disk / f"{disk}1"
        partition.mkdir(parents=True)
        (partition.parent / "removable").write_text(f"{mark}\n")
        (blocks / partition.name).symlink_to(partition)
    found = {name: paths.is_removable(f"/dev/{name}", blocks) for name in ("sda1", "sdb1", "mmcblk01", "sdx1")}
    assert found == {"sda1": False, "sdb1": True, "mmcblk01": True, "sdx1": False}
    assert not paths.is_removable("host:/export", blocks)


def test_a_share_is_told_from_a_drive():
    assert paths.is_share(r"\\server\share\desk.parkdesk")
    assert not paths.is_share(r"D:\台账\desk.parkdesk")


def test_this_machine_answers(tmp_path):
    assert paths.kind_of_place(tmp_path / "not yet there.parkdesk") in ("local", "network", "removable", "synchronised")


@pytest.mark.parametrize("folder", ["OneDrive - 旬阳市经贸局/文档", "坚果云/台账", "WPS云盘", "Nutstore/1"])
def test_a_clouds_folder_is_no_place_for_a_desk(monkeypatch, tmp_path, folder):
    assert paths.is_synchronised(tmp_path / folder / "旬阳.parkdesk")
    assert not paths.is_synchronised(tmp_path / "文档" / "旬阳.parkdesk")
    monkeypatch.delenv("PARKDESK_HOME")
    monkeypatch.setattr(platformdirs, "user_documents_path", lambda: tmp_path / folder)
    assert paths.desks_folder() == paths.data_folder() / "台账"
    monkeypatch.setenv("OneDrive", str(tmp_path / "单位云"))
    assert paths.is_synchronised(tmp_path / "单位云" / "旬阳.parkdesk")


def test_a_full_or_read_only_profile_costs_the_font_cache_only(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "file" / "matplotlib"))
    assert paths.keep_font_cache().is_dir()
