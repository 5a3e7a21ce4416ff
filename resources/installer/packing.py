"""Packing a finished program folder: installer and portable ZIP for Windows, archive and .deb for Linux."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import time
import zipfile
from typing import TYPE_CHECKING

from build_installer import INSTALLER, MIB, NAME, BuildError, size, step

if TYPE_CHECKING:
    from pathlib import Path

    from build_installer import Job

PORTABLE_MARK = "portable.txt"
_MARK_TEXT = "有这个文件，程序就把台账、备份、设置和日志都放在旁边的“数据”文件夹里。\r\n"
_GLIBC = re.compile(rb"GLIBC_2\.(\d+)")
_DEPENDS = (
    "libegl1, libgl1, libfontconfig1, libfreetype6, libxkbcommon0, libxkbcommon-x11-0, libdbus-1-3, libx11-6, "
    "libx11-xcb1, libxcb-cursor0, libxcb-icccm4, libxcb-image0, libxcb-keysyms1, libxcb-randr0, "
    "libxcb-render-util0, libxcb-shape0, libxcb-xinerama0, libxcb-xkb1"
)


def pack(job: Job) -> list[Path]:
    """Make what is handed out, and the list of its SHA-256."""
    step("打包")
    job.out.mkdir(parents=True, exist_ok=True)
    made = [setup(job), portable(job)] if job.target == "windows" else [archive(job), debian(job)]
    sums = job.out / f"SHA256SUMS-{job.target}.txt"
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made]
    sums.write_text("".join(lines), "utf-8", newline="\n")
    for path in made:
        print(f"　{path.name}　{path.stat().st_size / MIB:.1f} MB")
    return made


# --- Windows --------------------------------------------------------------------------------------


def setup(job: Job, version: str = "", *, quick: bool = False) -> Path:
    """Compile the installer; `version` and `quick` make the earlier one that an upgrade is tried from."""
    makensis = shutil.which("makensis") or shutil.which("makensis", path=r"C:\Program Files (x86)\NSIS")
    if not makensis:
        raise BuildError("没有 makensis，做不了安装程序，请先安装 NSIS 3（Debian：apt-get install nsis）。")
    version = version or job.source.version
    made = (job.work if quick else job.out) / f"{NAME}-{version}-setup.exe"
    names = {"SOURCE": job.folder, "OUT": made, "VERSION": version, "ICON": job.work / "parkdesk.ico"}
    words = [f"-D{name}={value}" for name, value in names.items()] + (["-DQUICK"] if quick else [])
    said = subprocess.run(
        [makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8", *words, str(job.tree / INSTALLER / "setup.nsi")],
        env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": str(job.source.epoch)},
        capture_output=True,
        check=False,
    )
    if said.returncode:
        raise BuildError(f"安装脚本没有编译成：{said.stdout.decode('utf-8', 'replace').strip()[-400:]}")
    return made


def portable(job: Job) -> Path:
    """Zip the folder with the mark that keeps a person's data beside the program."""
    made = job.out / f"{NAME}-{job.source.version}-portable.zip"
    date = time.gmtime(job.source.epoch)[:6]
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        files = {path.relative_to(job.folder).as_posix(): path for path in job.folder.rglob("*") if path.is_file()}
        for name in sorted([*files, PORTABLE_MARK]):
            data = files[name].read_bytes() if name in files else _MARK_TEXT.encode("utf-8-sig")
            zipped.writestr(zipfile.ZipInfo(f"{NAME}/{name}", date), data, zipfile.ZIP_DEFLATED)
    return made


# --- Linux ----------------------------------------------------------------------------------------


def oldest_glibc(folder: Path) -> str:
    """Return the oldest glibc that every binary of the folder runs on."""
    needs = [0]
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            if data[:4] == b"\x7fELF":
                needs += [int(minor) for minor in _GLIBC.findall(data)]
    return f"2.{max(needs)}"


def archive(job: Job) -> Path:
    """Pack the folder; names, order, owners and times are those of the commit."""
    made = job.out / f"{NAME}-{job.source.version}-linux-x86_64-glibc{oldest_glibc(job.folder)}.tar.gz"

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = job.source.epoch
        return entry

    with (
        made.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=job.source.epoch) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in sorted(job.folder.rglob("*")):
            name = f"{NAME}/{path.relative_to(job.folder).as_posix()}"
            tar.add(path, name, recursive=False, filter=plain)
    return made


def debian(job: Job) -> Path:
    """Make the package for 统信 UOS, 银河麒麟 and other Debian-like desktops."""
    glibc = oldest_glibc(job.folder)
    made = job.out / f"parkdesk_{job.source.version}_glibc{glibc}_amd64.deb"
    root = job.work / "deb"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(job.folder, root / "opt" / "parkdesk", symlinks=True)
    share, programs, drawing = root / "usr" / "share", root / "usr" / "bin", job.tree / "resources" / "theme"
    own = job.tree / INSTALLER
    for source, target in (
        (own / "parkdesk.desktop", share / "applications" / "parkdesk.desktop"),
        (own / "parkdesk-mime.xml", share / "mime" / "packages" / "parkdesk.xml"),
        (drawing / "parkdesk.svg", share / "icons" / "hicolor" / "scalable" / "apps" / "parkdesk.svg"),
        (job.tree / "LICENSE", share / "doc" / "parkdesk" / "copyright"),
    ):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    programs.mkdir(parents=True)
    for name in ("parkdesk", "parkdesk-cli"):
        (programs / name).symlink_to(f"/opt/parkdesk/{NAME}")
    control = root / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(_control(job, glibc), "utf-8")
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    environ = {**os.environ, "SOURCE_DATE_EPOCH": str(job.source.epoch)}
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z3", "--build", str(root), str(made)]
    if subprocess.run(command, env=environ, capture_output=True, check=False).returncode:
        raise BuildError("dpkg-deb 没有做成 .deb，请检查磁盘空间。")
    shutil.rmtree(root)
    return made


def _control(job: Job, glibc: str) -> str:
    return (
        f"Package: parkdesk\nVersion: {job.source.version}\nArchitecture: amd64\nMaintainer: ParkDesk\n"
        f"Installed-Size: {size(job.folder) // 1024}\nDepends: libc6 (>= {glibc}), {_DEPENDS}\n"
        "Recommends: fonts-noto-cjk\nSection: misc\nPriority: optional\n"
        "Description: 县域工业运行台\n 企业库、月度数据、项目“六个一”、报表与数据交换；不用上网。\n"
    )
