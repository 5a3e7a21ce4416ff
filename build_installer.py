"""Build what is handed out: installer and portable folder for Windows, folder and .deb for Linux.

    python3 build_installer.py                     for this system, from the last commit
    python3 build_installer.py --target windows    on Debian, as root: the genuine Windows files, under Wine
    python3 build_installer.py --help

Steps: check the tree → collect → freeze → prune → list → try → pack → sums. The Windows files are made by
the same steps everywhere; on Debian the interpreter runs under Wine (resources/installer/under_wine.py).
What could not be tried is called 跳过 with its reason, never 通过.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import start

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent
INSTALLER = Path("resources", "installer")
NAME = "ParkDesk"
FILES = "files.txt"
INNER = "_internal"
MIB = 1 << 20
# Not wanted though a library offers to use them; what only tests need is left out by itself.
NEVER = ("tkinter", "pip", "IPython", "pyarrow", "scipy", "PIL._avif", "PIL.AvifImagePlugin")
BACKENDS = ["Agg", "svg"]  # charts are drawn for paper; Qt shows their pictures


# Of a Debian that builds; a room with Wine in it takes three more.
NEEDS = (("binutils",), ("dpkg-dev", "dpkg"), ("nsis",), ("xvfb",), ("xauth",))
ROOM_NEEDS = (("debootstrap",), ("osslsigncode",), ("imagemagick",))


class BuildError(Exception):
    """Why nothing can be handed out, in one Chinese sentence."""


class Source(NamedTuple):
    """What is built: a version, the commit it comes from, the commit's time."""

    version: str
    commit: str
    epoch: int


class Job(NamedTuple):
    """One build: for which system, from what, where it works and where the results go."""

    target: str
    source: Source
    work: Path
    out: Path

    @property
    def tree(self) -> Path:
        """The source tree of the commit, without what is not committed."""
        return self.work / "tree"

    @property
    def folder(self) -> Path:
        """The finished program."""
        return self.work / "dist" / NAME

    @property
    def inner(self) -> Path:
        """Where the program keeps what it is made of."""
        return self.folder / INNER


class Python(Protocol):
    """An interpreter with the locked packages: this one, or a Windows one under Wine."""

    site: Path

    def seen(self, path: Path) -> str:
        """Return a path as this interpreter sees it."""

    def run(self, words: list[str], environ: dict[str, str]) -> None:
        """Run it with these words; raises BuildError where it fails."""


class Here:
    """The interpreter that runs this script."""

    site = Path(sysconfig.get_paths()["purelib"])

    def seen(self, path: Path) -> str:
        """Return the path itself."""
        return str(path)

    def run(self, words: list[str], environ: dict[str, str]) -> None:
        """Run this interpreter."""
        settings = {**os.environ, **environ}
        said = subprocess.run([sys.executable, "-P", *words], env=settings, capture_output=True, text=True, check=False)
        if said.returncode:
            raise BuildError(f"PyInstaller 没有成功：{said.stderr.strip().splitlines()[-1]}")


def main(argv: list[str]) -> int:
    """Do what the command line asks; return the exit code."""
    asked = read_command(argv)
    try:
        job = Job(asked.target, check_tree(), asked.work.resolve() / asked.target, asked.out.resolve())
        if job.target == "windows" and sys.platform != "win32":
            import under_wine

            under_wine.build(job, asked)
        else:
            build_here(job)
    except (BuildError, start.NotReadyError) as problem:
        print(f"没有做成：{problem}", file=sys.stderr)
        return 1
    return 0


def read_command(argv: list[str]) -> argparse.Namespace:
    """Read the command line."""
    own = "windows" if sys.platform == "win32" else "linux"
    parser = argparse.ArgumentParser(prog="build_installer.py", description="打包：安装程序、便携版、Linux 软件包")
    parser.add_argument("--target", choices=("linux", "windows"), default=own, help="给哪种系统（默认本机）")
    parser.add_argument("--work", type=Path, default=ROOT / "build", metavar="文件夹", help="中间文件（默认 build）")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="文件夹", help="成品（默认 dist）")
    parser.add_argument("--python-dir", type=Path, metavar="文件夹", help="现成的 Windows 版 Python（嵌入版）")
    parser.add_argument("--previous", type=Path, metavar="文件", help="上一版安装程序，用来试升级")
    asked = parser.parse_args(argv)
    if asked.target == "linux" and own != "linux":
        parser.error("Linux 的软件包要在 Linux 上做")
    return asked


def build_here(job: Job) -> None:
    """Build for this system."""
    collect(job)
    freeze(job, Here())
    prune(job)
    add_papers(job, Here().site)
    list_files(job)
    import packing
    import trial

    trial.try_here(job)
    packing.pack(job)


# --- steps ----------------------------------------------------------------------------------------


def step(title: str) -> None:
    """Say which step begins."""
    print(f"── {title}", flush=True)


def check_tree() -> Source:
    """See that the tree says one version everywhere and the locked packages are installed."""
    step("检查源代码和依赖")
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    told = re.search(r'__version__ = "([^"]+)"', (ROOT / "parkdesk" / "__init__.py").read_text("utf-8"))
    if not told or told[1] != version:
        raise BuildError("pyproject.toml 和 parkdesk/__init__.py 的版本号不一致，请改成一样。")
    if sys.version_info[:2] != (3, 11):
        raise BuildError(f"打包要用 Python 3.11，现在用的是 {sys.version_info[0]}.{sys.version_info[1]}。")
    wrong = [name for name, pin in locked("requirements.lock") if installed(name) != pin]
    if wrong:
        raise BuildError(f"{'、'.join(wrong)} 和 requirements.lock 不一致，请用 .venv 里的 Python 运行。")
    commit, epoch = git("log", "-1", "--format=%H %ct").split()
    if git("status", "--porcelain", "--untracked-files=no"):
        print(f"　有未提交的改动，不会打进去；打包的是提交 {commit[:10]}。")
    print(f"　{NAME} {version}，提交 {commit[:10]}")
    return Source(version, commit, int(epoch))


def locked(name: str) -> list[tuple[str, str]]:
    """Return package and version of every line of a lock that holds for this interpreter."""
    from packaging.requirements import Requirement

    lines = (ROOT / name).read_text("ascii").replace("\\\n", " ").splitlines()
    needs = [Requirement(line.split("--hash")[0]) for line in lines if "==" in line]
    return [(need.name, str(need.specifier)[2:]) for need in needs if not need.marker or need.marker.evaluate()]


def installed(name: str) -> str:
    """Return the version of an installed package, nothing where it is missing."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def git(*words: str) -> str:
    """Ask git."""
    said = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if said.returncode:
        raise BuildError("这里不是 git 工作副本，打包要从一个提交开始，请在克隆出来的目录里运行。")
    return said.stdout.strip()


def collect(job: Job) -> None:
    """Lay out the committed tree; what lies around uncommitted stays out."""
    step("收集提交里的文件")
    shutil.rmtree(job.work / "tree", ignore_errors=True)
    job.tree.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "xf", "-", "-C", str(job.tree)], input=archive, check=True)


def freeze(job: Job, python: Python) -> None:
    """Let PyInstaller make the program folder."""
    step("冻结程序（PyInstaller）")
    shutil.rmtree(job.folder, ignore_errors=True)
    icon = draw_icon(job) if job.target == "windows" else None
    plan = {
        "name": NAME,
        "tree": python.seen(job.tree),
        "data": shipped_resources(job.tree),
        "excludes": [*NEVER, *test_modules()],
        "backends": BACKENDS,
        "icon": python.seen(icon) if icon else None,
        "version": python.seen(write_version(job)) if icon else None,
        "programs": [[NAME, False], *([["parkdesk-cli", True]] if job.target == "windows" else [])],
    }
    plan_file = job.work / "plan.json"
    plan_file.write_text(json.dumps(plan, ensure_ascii=False, indent=1), "utf-8")
    spec = job.tree / INSTALLER / "parkdesk.spec"
    folders = ["--distpath", python.seen(job.work / "dist"), "--workpath", python.seen(job.work / "pyinstaller")]
    fixed = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": str(job.source.epoch), "PYTHONDONTWRITEBYTECODE": ""}
    asked = {"PARKDESK_PLAN": python.seen(plan_file), "PYINSTALLER_CONFIG_DIR": python.seen(job.work / "cache")}
    python.run(["-m", "PyInstaller", "--noconfirm", "--clean", *folders, python.seen(spec)], {**fixed, **asked})
    print(f"　{size(job.folder) / MIB:.0f} MB")


def shipped_resources(tree: Path) -> list[tuple[str, str]]:
    """Return what the program reads of resources/ and the folder it goes to; the installer's own stays out."""
    entries = sorted(entry for entry in (tree / "resources").iterdir() if entry.name != INSTALLER.name)
    return [
        (f"resources/{entry.name}", f"resources/{entry.name}" if entry.is_dir() else "resources") for entry in entries
    ]


def test_modules() -> list[str]:
    """Return what only tests import: it is installed here and must not slip into the program."""
    ours = {name for name, _ in locked("requirements.lock")}
    found: set[str] = set()
    for name, _ in locked("requirements-test.lock"):
        if name not in ours and installed(name):
            files = importlib.metadata.files(name) or []
            tops = {file.parts[0].removesuffix(".py") for file in files if file.suffix in {".py", ".so", ".pyd"}}
            found |= {top for top in tops if top.isidentifier() and not top.startswith("_")}
    return sorted(found - {"_pytest"})


def draw_icon(job: Job) -> Path:
    """Draw the program's icon in the sizes Windows shows."""
    from PIL import Image
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    drawing = QSvgRenderer(str(job.tree / "resources" / "theme" / "parkdesk.svg"))
    pictures = []
    for side in (16, 20, 24, 32, 40, 48, 64, 256):
        image = QImage(side, side, QImage.Format.Format_ARGB32)
        image.fill(0)
        with QPainter(image) as painter:
            drawing.render(painter)
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide6's stub knows only file names
        from io import BytesIO

        pictures.append(Image.open(BytesIO(data.data())))
    icon = job.work / "parkdesk.ico"
    pictures[-1].save(icon, sizes=[picture.size for picture in pictures], append_images=pictures[:-1])
    return icon


def write_version(job: Job) -> Path:
    """Write the version resource that Explorer shows."""
    numbers = tuple(int(part) for part in (*job.source.version.split("."), "0", "0"))[:4]
    text = (job.tree / INSTALLER / "version.txt").read_text("utf-8")
    made = job.work / "version.txt"
    made.write_text(text.replace("@numbers@", str(numbers)).replace("@version@", job.source.version), "utf-8")
    return made


def prune(job: Job) -> None:
    """Take away what the program never opens; say what went and how much."""
    step("去掉用不着的部分")
    groups = tomllib.loads((job.tree / INSTALLER / "prune.toml").read_text("utf-8")).get(job.target, {})
    files = [path for path in job.inner.rglob("*") if path.is_symlink() or path.is_file()]
    for title, group in groups.items():
        gone = [path for path in files if any(fnmatchcase(_below(path, job.inner), p) for p in group["files"])]
        kept = set(group.get("keep", ()))
        gone = [path for path in gone if not any(fnmatchcase(_below(path, job.inner), p) for p in kept)]
        if not gone:
            raise BuildError(f"prune.toml 的“{title}”一项什么也没找到，请核对它的写法。")
        weight = sum(path.stat().st_size for path in gone if not path.is_symlink())
        for path in gone:
            path.unlink()
        files = [path for path in files if path not in set(gone)]
        print(f"　{title}：{len(gone)} 个文件，{weight / MIB:.1f} MB")
    for link in [path for path in files if path.is_symlink() and not path.exists()]:
        link.unlink()
    for folder in sorted((p for p in job.inner.rglob("*") if p.is_dir() and not p.is_symlink()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    print(f"　剩下 {size(job.folder) / MIB:.0f} MB")


def _below(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def size(folder: Path) -> int:
    """Return what a folder's files weigh."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def add_papers(job: Job, site: Path) -> None:
    """Put licences, the bill of materials and the page about both into the program folder."""
    step("附上许可和组件清单")
    papers = job.folder / "许可"
    shutil.rmtree(papers, ignore_errors=True)
    shutil.copytree(job.tree / INSTALLER / "licences", papers)
    shutil.copy2(job.tree / "LICENSE", papers / "ParkDesk-MIT.txt")
    shutil.copy2(job.tree / "docs" / "licences.md", papers / "第三方软件许可.md")
    for dist in importlib.metadata.distributions(path=[str(site)]):
        name = dist.metadata["Name"].lower().replace("_", "-")
        if name in told_licences(job.tree) and name != "pip":
            for number, file in enumerate(_licence_files(dist)):
                shutil.copy2(file, papers / f"{name}{f'-{number + 1}' if number else ''}.txt")
    (papers / "组件清单.csv").write_bytes(bill_of_materials(job).encode("utf-8-sig"))
    print(f"　{sum(1 for _ in papers.iterdir())} 份")


def _licence_files(dist: importlib.metadata.Distribution) -> Iterator[Path]:
    for file in dist.files or []:
        inside = any(part.endswith(".dist-info") for part in file.parts)
        if inside and re.search(r"licen[cs]e|copying|notice", file.name, re.IGNORECASE):
            yield Path(str(dist.locate_file(file)))


def told_licences(tree: Path) -> dict[str, str]:
    """Return the licence of every package as docs/licences.md tells it."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", (tree / "docs" / "licences.md").read_text("utf-8"), re.MULTILINE)
    return {name: licence for names, licence in rows for name in names.split("、")}


def bill_of_materials(job: Job) -> str:
    """Return the bill of materials as CSV."""
    licences = told_licences(job.tree)
    lines = ["组件,版本,许可", f"ParkDesk,{job.source.version}（提交 {job.source.commit[:10]}）,MIT"]
    lines += [f'{name},{version},"{licences[name]}"' for name, version in locked("requirements.lock") if name != "pip"]
    lines.append(f"CPython,{python_version(job)},PSF-2.0")
    lines.append(f"PyInstaller 引导程序,{installed('pyinstaller')},GPL-2.0（带例外）")
    return "\r\n".join(lines) + "\r\n"


def python_version(job: Job) -> str:
    """Return the version of the interpreter inside the program."""
    return "3.11.9" if job.target == "windows" and sys.platform != "win32" else sys.version.split()[0]


def list_files(job: Job) -> None:
    """List every file with its size and SHA-256: the program compares sizes at each start, the trial everything."""
    step("列出全部文件")
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.stat().st_size} {_below(path, job.folder)}"
        for path in sorted(job.folder.rglob("*"))
        if path.is_file()
    ]
    (job.inner / FILES).write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    print(f"　{len(lines)} 个文件")


if __name__ == "__main__":
    if Path(sys.prefix).resolve() != start.VENV.resolve() and "--help" not in sys.argv:
        needs = (*NEEDS, *ROOM_NEEDS) if "windows" in sys.argv and sys.platform != "win32" else NEEDS
        start.prepare("requirements-test.lock", optional=needs)
        sys.exit(start.run([str(start.venv_python()), str(ROOT / "build_installer.py"), *sys.argv[1:]]))
    sys.path.insert(0, str(ROOT / INSTALLER))
    import build_installer  # the rooms in resources/installer import this file by its name: one copy of it serves all

    sys.exit(build_installer.main(sys.argv[1:]))
