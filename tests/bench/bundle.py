"""The finished Linux bundle: its weight against what it opens, its start against a bare frozen window.

Reads build/linux/dist/ParkDesk, or the folder that PARKDESK_BUNDLE names; build it by build_installer.py.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from _timing import compare, say

WEIGHT, START = 1.25, 2.5
# Both programs say ready when a window has been painted and nothing more waits.
BARE = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1366, 768)
window.show()
QTimer.singleShot(0, lambda: QTimer.singleShot(0, lambda: (print("ready", flush=True), app.quit())))
app.exec()
"""
LATE = ("pandas", "matplotlib", "openpyxl", "docx", "typst")


def main() -> None:
    bundle = Path(os.environ.get("PARKDESK_BUNDLE", ROOT / "build" / "linux" / "dist" / "ParkDesk"))
    if not (bundle / "ParkDesk").exists():
        say("跳过：还没有打好的程序，请先运行 python3 build_installer.py")
        return
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        os.environ |= {"PARKDESK_HOME": str(home), "QT_QPA_PLATFORM": os.environ.get("BENCH_QPA", "offscreen")}
        program = str(bundle / "ParkDesk")
        _run([program, "--demo", "--walk", str(home / "first")])
        if shutil.which("strace"):
            _weigh(bundle, program, home)
        else:
            say("跳过体积：没有 strace（apt-get install strace）")
        _time(program, home)


def _run(command: list[str], **environ: str) -> None:
    ran = subprocess.run(command, env={**os.environ, **environ}, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(ran.stderr[-500:])


def _weigh(bundle: Path, program: str, home: Path) -> None:
    """Compare the folder with the files that a self-test and a walk over every page open."""
    used: set[Path] = set()
    for number, words in enumerate((["--self-test"], ["--demo", "--walk", str(home / "walk")])):
        trace = home / f"{number}.trace"
        _run(
            [
                "strace",
                "--seccomp-bpf",
                "-f",
                "-s",
                "4096",
                "-xx",
                "-e",
                "trace=open,openat",
                "-o",
                str(trace),
                program,
                *words,
            ]
        )
        for coded in re.findall(r'open(?:at)?\([^"]*"([^"]+)"[^)]*\) = \d', trace.read_text("ascii")):
            path = Path(os.fsdecode(bytes.fromhex(coded.replace("\\x", ""))))
            if path.is_relative_to(bundle) and path.is_file():
                used.add(path.resolve())
    whole = sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file() and not path.is_symlink())
    opened = sum(path.stat().st_size for path in used)
    ratio = whole / opened
    weights = f"{whole / 2**20:.0f} MB / {opened / 2**20:.0f} MB"
    say(f"程序文件夹与用到的文件之比：{ratio:.2f} 倍（要求 ≤ {WEIGHT}）；{weights}")


def _time(program: str, home: Path) -> None:
    """Compare starts to a painted window, and see that nothing heavy is opened on the way."""
    (home / "bare.py").write_text(BARE, "utf-8")
    folders = ["--distpath", str(home / "dist"), "--workpath", str(home / "bw"), "--specpath", str(home)]
    _run([sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", *folders, str(home / "bare.py")])
    bare = str(home / "dist" / "bare" / "bare")
    ours = [program, "--demo", "--glance"]
    _run(ours)
    _run([bare])

    def until_ready(command: list[str]) -> None:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as started:
            assert started.stdout is not None
            said = started.stdout.readline()
            started.kill()  # how it ends is not measured
        if said != "ready\n":
            raise SystemExit("程序没有说准备好了")

    compare(
        "打好的程序启动到可用的主窗口", lambda: until_ready(ours), lambda: until_ready([bare]), rounds=9, limit=START
    )
    if shutil.which("strace"):
        trace = home / "start.trace"
        _run(["strace", "--seccomp-bpf", "-f", "-e", "trace=open,openat", "-o", str(trace), *ours])
        text = trace.read_text("ascii", "replace")
        found = [name for name in LATE if re.search(rf'/_internal/{name}/[^"]+\.so"', text)]
        say(f"启动路上打开的重库：{'、'.join(found) or '没有'}")


if __name__ == "__main__":
    main()
