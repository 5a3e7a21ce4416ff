"""Start ParkDesk from its source tree, or check it, on a machine with nothing but Python.

    python3 start.py                 install what is missing, open the demonstration desk
    python3 start.py test [--all]    install what tests need, run every check without a screen
    python3 start.py bench [NAME]    measure the program

Standard library only. Knows how to get ready; knows nothing of what the program does.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    Need = tuple[str, ...]

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
DEMONSTRATION = ROOT / "build" / "demonstration"
OLDEST, NEWEST = (3, 11), (3, 13)  # PySide6 6.8 has no wheels beyond 3.13

# Each need is one Debian package, or the names of the same one in several releases, newest first.
QT_NEEDS: tuple[Need, ...] = (
    ("libglib2.0-0t64", "libglib2.0-0"),
    ("libegl1",),
    ("libgl1",),
    ("libfontconfig1",),
    ("libfreetype6",),
    ("libxkbcommon0",),
    ("libdbus-1-3",),
    ("libx11-6",),
    ("libxkbcommon-x11-0",),
    ("libxcb-cursor0",),
    ("libxcb-icccm4",),
    ("libxcb-image0",),
    ("libxcb-keysyms1",),
    ("libxcb-randr0",),
    ("libxcb-render-util0",),
    ("libxcb-shape0",),
    ("libxcb-xinerama0",),
    ("libxcb-xkb1",),
    ("libx11-xcb1",),
)
VENV_NEED: Need = (f"python{sys.version_info[0]}.{sys.version_info[1]}-venv", "python3-venv")
FONT_NEED: Need = ("fonts-noto-cjk",)
TEST_NEEDS: tuple[Need, ...] = (
    ("xvfb",),
    ("xauth",),
    FONT_NEED,
    ("minisign",),
    ("age",),
    ("poppler-utils",),
    ("unzip",),
    ("nsis",),
)

_HOST = re.compile(r"\w+://[^\s'\",)]+|host='[^']*'|\b(?:[\w-]+\.)+(?:com|org|net|cn|io|dev|local|internal)\b")


class Step(NamedTuple):
    """One check of `start.py test`: what it is called and what runs."""

    name: str
    command: list[str]


class NotReadyError(Exception):
    """The machine cannot be made ready; the text says what to do, in one Chinese sentence."""


def main(argv: list[str]) -> int:
    """Do what the command line asks; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace", line_buffering=True)  # type: ignore[union-attr]  # a console without Chinese still runs
    wanted = read_command(argv)
    try:
        if problem := python_problem(sys.version_info[:2]):
            raise NotReadyError(problem)
        if wanted.task == "test":
            return test(everything=wanted.all)
        prepare("requirements.lock", optional=() if has_chinese_font() else (FONT_NEED,))
        if wanted.task == "bench":
            return run([str(venv_python()), "-m", "parkdesk", "bench", *wanted.name])
        return run(demonstration_command(has_screen(sys.platform, os.environ)))
    except NotReadyError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def read_command(argv: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="start.py", description="县域工业运行台：准备环境并打开演示台账。")
    parser.set_defaults(task="window", all=False, name=[])
    tasks = parser.add_subparsers(metavar="")
    test_parser = tasks.add_parser("test", help="安装测试所需并逐项检查")
    test_parser.set_defaults(task="test")
    test_parser.add_argument("--all", action="store_true", help="连同耗时较长的测试")
    bench_parser = tasks.add_parser("bench", help="测量速度和内存")
    bench_parser.set_defaults(task="bench")
    bench_parser.add_argument("name", nargs="*", help="只测量这一项")
    return parser.parse_args(argv)


def python_problem(version: tuple[int, ...]) -> str | None:
    """Say in one sentence why this Python will not do, or None."""
    if OLDEST <= version <= NEWEST:
        return None
    found, oldest, newest = (".".join(map(str, v)) for v in (version, OLDEST, NEWEST))
    return f"需要 Python {oldest} 至 {newest}，现在用的是 {found}，请安装后用它重新运行 start.py。"


def has_screen(platform: str, environ: Mapping[str, str]) -> bool:
    """Whether a window can be shown."""
    return not platform.startswith("linux") or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def demonstration_command(screen: bool) -> list[str]:
    """Return what runs the demonstration desk, with a window or without."""
    if screen:
        return [str(venv_python()), "-m", "ui", "--demo"]
    print("没有可用的屏幕，改为不开窗口、在演示台账上完成同样的工作。")
    return [str(venv_python()), "-m", "parkdesk", "self-test", "--keep", str(DEMONSTRATION)]


# --- checks ---------------------------------------------------------------------------------------


def test(*, everything: bool) -> int:
    """Install what tests need and run every check; pytest last, its closing line ends the output."""
    prepare("requirements-test.lock", optional=TEST_NEEDS)
    environ = dict(os.environ)
    screen = screen_command()
    if screen:
        for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
            environ.pop(name, None)  # the window belongs on the virtual screen
    elif sys.platform.startswith("linux"):
        environ["QT_QPA_PLATFORM"] = "offscreen"
    steps = test_steps(str(venv_python()), screen, everything=everything)
    for number, step in enumerate(steps, 1):
        print(f"── {number}/{len(steps)} {step.name}")
        if code := run(step.command, environ):
            if step is not steps[-1]:
                print(f"没有通过：{step.name}", file=sys.stderr)
            return code
    return 0


def test_steps(python: str, screen: list[str], *, everything: bool) -> list[Step]:
    """Return the checks in order, the cheapest first."""
    lint_imports = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    chosen = [] if everything else ["-m", "not slow"]
    return [
        Step("ruff check", [python, "-m", "ruff", "check", "."]),
        Step("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        Step("mypy", [python, "-m", "mypy"]),
        Step("lint-imports", [python, "-c", lint_imports]),
        Step("pytest", [*screen, python, "-m", "pytest", *chosen]),
    ]


def screen_command() -> list[str]:
    """Return the prefix that gives a command a virtual screen, or nothing."""
    if sys.platform.startswith("linux") and shutil.which("xvfb-run") and shutil.which("xauth"):
        return ["xvfb-run", "-a", "-s", "-screen 0 1366x768x24"]
    return []


def run(command: list[str], environ: dict[str, str] | None = None) -> int:
    """Run a command in the source tree, its output shown; return its exit code."""
    return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode


# --- getting ready --------------------------------------------------------------------------------


def prepare(lock: str, optional: tuple[Need, ...]) -> None:
    """Make system packages, the virtual environment and the locked packages ready."""
    if Path("/etc/debian_version").exists() and shutil.which("dpkg-query"):
        install_on_debian(optional)
    elif importlib.util.find_spec("ensurepip") is None:
        raise NotReadyError("这个 Python 缺少 venv 和 ensurepip，请安装完整的 Python 后重新运行 start.py。")
    install_locked(ROOT / lock)


def install_on_debian(optional: tuple[Need, ...]) -> None:
    """Install the missing Debian packages where allowed, else say the one command."""
    venv_needs = (VENV_NEED,) if importlib.util.find_spec("ensurepip") is None else ()
    required = (*venv_needs, *QT_NEEDS)
    needs = missing((*required, *optional), installed_packages((*required, *optional)))
    if not needs:
        return
    rights = root_rights()
    if rights is not None:
        print(f"正在安装 {len(needs)} 个系统软件包……")
        apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        quiet([*apt, "update"])
        chosen = [known_name(need) for need in needs]
        quiet([*apt, "install", "-y", "--no-install-recommends", *chosen])
        needs = missing(needs, installed_packages(needs))
    if not needs:
        return
    names = " ".join(known_name(need) for need in needs)
    advice = f"系统缺少软件包，请先执行 sudo apt-get install -y --no-install-recommends {names}"
    if any(need in required for need in needs):
        raise NotReadyError(f"{advice}，再重新运行 start.py。")
    print(f"{advice}（可以稍后再装，先继续）。", file=sys.stderr)


def missing(needs: tuple[Need, ...], installed: set[str]) -> tuple[Need, ...]:
    """Return the needs that none of the installed packages meets."""
    return tuple(need for need in needs if installed.isdisjoint(need))


def installed_packages(needs: tuple[Need, ...]) -> set[str]:
    """Return which of the named Debian packages are installed."""
    names = [name for need in needs for name in need]
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names],
        capture_output=True,
        text=True,
        check=False,
    )
    return {line.split()[0] for line in answer.stdout.splitlines() if line.endswith(" installed")}


def known_name(need: Need) -> str:
    """Return the first name of a need that this Debian release knows."""
    return next((name for name in need if succeeds(["apt-cache", "show", name])), need[-1])


def root_rights() -> list[str] | None:
    """Return the prefix that runs a command as root, or None where that needs a password."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if succeeds(["sudo", "-n", "true"]) else None


def has_chinese_font() -> bool:
    """Whether this machine can show Chinese, as far as one can know without Qt."""
    if not sys.platform.startswith("linux"):
        return True
    if not shutil.which("fc-list"):
        return False
    answer = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False)
    return bool(answer.stdout.strip())


def venv_python() -> Path:
    """Return the interpreter of the virtual environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install_locked(lock: Path) -> None:
    """Install a lock file's packages, each checked by its hash, unless that was done already."""
    mark = VENV / f"{lock.name}.sha256"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    python = venv_python()
    if python.exists() and mark.exists() and mark.read_text("ascii") == wanted:
        return
    if not succeeds([str(python), "-m", "pip", "--version"]):
        print("正在建立虚拟环境 .venv……")
        if not quiet([sys.executable, "-m", "venv", "--clear", str(VENV)]):
            raise NotReadyError("建立虚拟环境 .venv 没有成功，请检查磁盘空间和写入权限后重新运行 start.py。")
    print("正在安装锁定的依赖（第一次需要几分钟）……")
    started = time.monotonic()
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if not quiet([*pip, "--require-hashes", "--no-deps", "-r", str(lock)]):
        raise NotReadyError(f"按 {lock.name} 安装依赖没有成功，请检查网络或软件源设置后重新运行 start.py。")
    mark.write_text(wanted, "ascii")
    print(f"依赖已就绪（{time.monotonic() - started:.0f} 秒）。")


def succeeds(command: list[str]) -> bool:
    """Whether a command exists and ends well; its output is dropped."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def quiet(command: list[str]) -> bool:
    """Run a command unseen; where it fails, show the end of what it said, without host names."""
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if answer.returncode:
        said = answer.stdout.decode("utf-8", "replace").strip().splitlines()
        print(without_hosts("\n".join(said[-12:])), file=sys.stderr)
    return answer.returncode == 0


def without_hosts(text: str) -> str:
    """Take the names of package indexes and mirrors out of a message."""
    return _HOST.sub("…", text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
