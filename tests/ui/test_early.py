from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from parkdesk.locking import FileLock
from parkdesk.office.desks import create_desk
from ui.early import SoleProgram, Splash

ROOT = Path(__file__).resolve().parents[2]
SECOND = """
import sys
import time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from parkdesk.locking import FileLock
from ui.early import SoleProgram
app = QCoreApplication([])
sole = SoleProgram(Path(sys.argv[1]))
print(sole.take_place(), sole.leave_words(sys.argv[3:], float(sys.argv[2])))
"""


def second_start(folder, patience, *words):
    command = [sys.executable, "-c", SECOND, str(folder), str(patience), *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_a_second_start_leaves_its_words_with_the_first(qtbot, tmp_path):
    first = SoleProgram(tmp_path)
    assert first.take_place()
    heard = []
    first.asked.connect(heard.append)
    other = second_start(tmp_path, 20, "旬阳 的&台账.parkdesk")
    qtbot.waitUntil(lambda: bool(heard), timeout=20_000)
    assert other.communicate()[0].split() == ["False", "True"]
    assert heard == [["旬阳 的&台账.parkdesk"]]


def test_a_first_one_that_does_not_answer_is_noticed(qapp, tmp_path):
    held = FileLock(tmp_path / "program.lock")
    other = second_start(tmp_path, 0.2, "x.parkdesk")
    assert other.communicate()[0].split() == ["False", "False"]
    assert list((tmp_path / "asked").iterdir()) == []
    held.release()


def test_a_killed_program_leaves_its_place(qapp, tmp_path):
    code = SECOND.replace("print(", "import os; sole.take_place(); os.kill(os.getpid(), 9); print(")
    subprocess.run([sys.executable, "-c", code, str(tmp_path), "0"], cwd=ROOT, check=False)
    (tmp_path / "asked" / "1.txt").write_text("旧的", "utf-8")
    assert SoleProgram(tmp_path).take_place()
    assert list((tmp_path / "asked").iterdir()) == []


def test_a_folder_that_cannot_be_written_keeps_nobody_out(qapp, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    sole = SoleProgram(blocked / "home")
    assert sole.take_place()
    assert not sole.is_writable


def test_the_sign_goes_when_a_window_is_ready(qtbot, qapp):
    from PySide6.QtWidgets import QMainWindow

    splash = Splash(qapp)
    splash.appear()  # comes back by itself: no window manager need answer
    assert splash.isVisible()
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: not splash.isVisible(), timeout=5000)


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home & 家"


def start_program(home, *words):
    environ = {**os.environ, "PARKDESK_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-m", "ui", *words],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_every_page_opens_from_a_profile_with_odd_characters(home, tmp_path):
    ran = start_program(home, "--demo", "--walk", str(tmp_path / "walk"))
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "walk" / "done.txt").is_file()
    assert len(list((tmp_path / "walk").glob("*.png"))) >= 5
    log = (home / "logs" / "ParkDesk.log").read_text("utf-8")
    assert [line.split(" ", 1)[1].split(" ")[-1] for line in log.splitlines()] == ["打开", "关闭"]


def test_the_sign_comes_before_the_rest_is_loaded(home):
    code = (
        "import sys, ui.early; from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "ui.early.Splash(app).show();"
        "print([m for m in ('ui.app', 'parkdesk.store', 'sqlite3', 'pandas', 'matplotlib') if m in sys.modules])"
    )
    environ = {**os.environ, "PARKDESK_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


def test_a_damaged_desk_is_offered_its_last_sound_backup(qtbot, hands, tmp_path, monkeypatch):
    from parkdesk.office.desks import backup_now
    from ui import app as program_module
    from ui.memory import window_memory

    path = tmp_path / "旬阳.parkdesk"
    store = create_desk(path, "610981", "旬阳市经贸局", "county", "陈晓兰")
    backup_now(store)
    digest = store.digest()
    store.close()
    path.write_bytes(b"not a desk")
    window_memory().setValue("operator", "陈晓兰")
    monkeypatch.setattr(program_module, "remember_desk", lambda _: None)
    from PySide6.QtWidgets import QApplication, QMessageBox

    hands.expect(QMessageBox, hands.press("恢复"))
    program = program_module.Program(QApplication.instance())
    assert program.start(path)
    assert program.window.desk.store.digest() == digest
    assert (tmp_path / "旬阳_恢复前.parkdesk").read_bytes() == b"not a desk"
    program.window.close()


def test_a_profile_that_takes_nothing_is_said_not_crashed_on(hands, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QApplication, QMessageBox

    from ui import log
    from ui.app import Program

    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PARKDESK_HOME", str(tmp_path / "file" / "home"))
    log.record("没有地方可写")
    hands.expect(QMessageBox, hands.press("知道了"))
    assert not Program(QApplication.instance()).start_demo()
