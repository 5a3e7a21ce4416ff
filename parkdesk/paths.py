"""Where files live: resources, a person's own folders, and what kind of place a path is.

Only says where; makes no folder except the font cache. `PARKDESK_HOME` or a file `portable.txt`
beside the frozen program keeps everything in one folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path, PureWindowsPath
from typing import Literal

Place = Literal["local", "network", "removable", "synchronised"]

_PROGRAM = "ParkDesk"
_DESKS = "县域工业运行台"
_PORTABLE_MARK = "portable.txt"
_RESOURCES = Path(__file__).resolve().parent.parent / "resources"
_NETWORK_TYPES = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "9p", "ceph", "glusterfs"}
    | {"fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.gvfsd-fuse", "davfs"}
)
_CLOUDS = (
    "onedrive",
    "dropbox",
    "iclouddrive",
    "坚果云",
    "nutstore",
    "baidusyncdisk",
    "百度网盘",
    "wps云盘",
    "微云同步",
)
_CLOUD_HOMES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")  # as Windows names them to programs
_DRIVE_REMOVABLE, _DRIVE_REMOTE = 2, 4  # what GetDriveTypeW answers


def resource(*parts: str) -> Path:
    """Return a shipped, read-only file or folder; the same beside the source and when frozen."""
    return _RESOURCES.joinpath(*parts)


def kept_together() -> Path | None:
    """Return the one folder that holds everything a person makes, where the desk was asked to keep it so."""
    if home := os.environ.get("PARKDESK_HOME"):
        return Path(home)
    if getattr(sys, "frozen", False):
        program = Path(sys.executable).resolve().parent
        if (program / _PORTABLE_MARK).exists():
            return program / "数据"
    return None


def data_folder() -> Path:
    """Return the person's own folder for what the program keeps between starts."""
    if together := kept_together():
        return together
    import platformdirs  # not needed where everything is kept together

    return platformdirs.user_data_path(_PROGRAM, appauthor=False)


def desks_folder() -> Path:
    """Return where new desks are offered to be kept: where people look for their files, on this machine's disk."""
    if together := kept_together():
        return together / "台账"
    import platformdirs

    usual = platformdirs.user_documents_path() / _DESKS
    return usual if kind_of_place(usual) == "local" else data_folder() / "台账"


def backups_folder(desk: Path) -> Path:
    """Return where a desk's backups lie: beside it, so that both are found and carried together."""
    return desk.with_name(f"{desk.stem}备份")


def archive_folder(desk: Path) -> Path:
    """Return where a desk keeps the packages it sent and received."""
    return desk.with_name(f"{desk.stem}归档")


def logs_folder() -> Path:
    """Return where fault reports are kept."""
    return data_folder() / "logs"


def keep_font_cache() -> Path:
    """Give matplotlib a lasting folder; call it before matplotlib loads (frozen programs forget theirs)."""
    folder = Path(os.environ.setdefault("MPLCONFIGDIR", str(data_folder() / "matplotlib")))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # a full or read-only profile costs the cache, not the report
        folder = Path(tempfile.mkdtemp(prefix="matplotlib-"))
        os.environ["MPLCONFIGDIR"] = str(folder)
    return folder


def is_share(path: str) -> bool:
    r"""Whether a Windows path names a network share (`\\server\share\…`)."""
    return PureWindowsPath(path).drive.startswith("\\\\")


def is_synchronised(path: Path) -> bool:
    """Whether a cloud's program watches the place: it may carry a half-written desk away or put an old one back."""
    homes = [Path(home) for name in _CLOUD_HOMES if (home := os.environ.get(name))]
    if any(path.is_relative_to(home) for home in homes):
        return True
    return any(part.lower().startswith(_CLOUDS) for part in path.absolute().parts)


def kind_of_place(path: Path) -> Place:
    """Say what speaks against a place: the network, a removable drive, a cloud's folder; or that it is local."""
    kind = _kind_of_drive(path)
    return "synchronised" if kind == "local" and is_synchronised(path) else kind


if sys.platform == "win32":
    import ctypes

    def _kind_of_drive(path: Path) -> Place:
        where = str(path.absolute())
        if is_share(where):
            return "network"
        kind = ctypes.windll.kernel32.GetDriveTypeW(f"{PureWindowsPath(where).drive}\\")
        if kind == _DRIVE_REMOTE:
            return "network"
        return "removable" if kind == _DRIVE_REMOVABLE else "local"

else:

    def _kind_of_drive(path: Path) -> Place:
        mounts = Path("/proc/mounts")
        if not mounts.exists():
            return "local"
        device, kind = mount_of(path, mounts.read_text("utf-8", "surrogateescape"))
        if kind in _NETWORK_TYPES:
            return "network"
        return "removable" if is_removable(device, Path("/sys/class/block")) else "local"


def mount_of(path: Path, mounts: str) -> tuple[str, str]:
    """Return device and file system type of the mount that holds a path, from the text of /proc/mounts."""
    place = path.resolve()
    best = ("", "", "")
    for line in mounts.splitlines():
        device, point, kind = (_unescaped(field) for field in line.split(" ")[:3])
        if place.is_relative_to(point) and len(point) >= len(best[1]):  # a later mount hides an earlier one
            best = (device, point, kind)
    return best[0], best[2]


def is_removable(device: str, blocks: Path) -> bool:
    """Whether a block device is a stick, a card or on USB; a partition is judged by its disk."""
    if not device.startswith("/dev/"):
        return False
    block = (blocks / Path(device).resolve().name).resolve()
    if not block.exists():
        return False
    if any(part.startswith("usb") for part in block.parts):
        return True
    marks = (block / "removable", block.parent / "removable")
    return any(mark.exists() and mark.read_text("ascii").strip() == "1" for mark in marks)


def _unescaped(field: str) -> str:
    for code, character in ((r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")):
        field = field.replace(code, character)
    return field
