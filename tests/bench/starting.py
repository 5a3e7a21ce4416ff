"""From process start to a usable main window on the demonstration desk, against a bare QMainWindow."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from _timing import compare, say

from parkdesk.office.demo import make_demo
from parkdesk.paths import data_folder

# Both children leave at the first moment when the event loop has nothing more to paint.
LEAVE = """
import os
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
def leave():
    views = [view for view in QApplication.allWidgets() if isinstance(view, QTableView) and view.model()]
    rows = [view.model().rowCount() for view in views]
    print("usable", max(rows, default=0), flush=True)
    os._exit(0)
def settle():
    QTimer.singleShot(0, leave)
real = QApplication.exec
def run(*_):
    QTimer.singleShot(0, settle)
    return real()
QApplication.exec = run
"""
BARE = LEAVE + "app = QApplication([]); window = QMainWindow(); window.resize(1366, 768); window.show(); app.exec()"
OURS = LEAVE + "import sys; from ui.early import run; run(sys.argv[1:])"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        os.environ |= {"PARKDESK_HOME": name, "QT_QPA_PLATFORM": os.environ.get("BENCH_QPA", "offscreen")}
        # As on a user's PC: compiled once, at the first start.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(name) / "compiled")
        make_demo(data_folder() / "demonstration")
        said: list[str] = []

        def child(code: str, *words: str) -> None:
            command = [sys.executable, "-c", code, *words]
            ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            if not ran.stdout.startswith("usable"):
                raise SystemExit(ran.stderr)
            said.append(ran.stdout.strip())

        child(OURS, "--demo")
        child(BARE)
        child(OURS, "--demo")
        say(f"窗口里有 {said[-1].split()[1]} 行企业")
        compare("启动到可用的主窗口", lambda: child(OURS, "--demo"), lambda: child(BARE), rounds=9, limit=2.5)


if __name__ == "__main__":
    main()
