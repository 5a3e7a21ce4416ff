from __future__ import annotations

import sys
import threading

import pytest

from parkdesk.errors import UserError
from ui.tasks import Tasks


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    made.wait()


def test_work_runs_elsewhere_and_its_result_arrives_here(qtbot, tasks):
    places, results = [], []
    with qtbot.waitSignal(tasks.finished):
        tasks.run("算", lambda _: places.append(threading.get_ident()) or 7, results.append)
        assert tasks.is_busy()
    qtbot.waitUntil(lambda: results == [7])
    assert places != [threading.get_ident()]
    assert not tasks.is_busy()


def test_jobs_answer_in_the_order_they_were_asked(qtbot, tasks):
    results = []
    for number in range(5):
        tasks.run(str(number), lambda _, n=number: n, results.append)
    qtbot.waitUntil(lambda: results == [0, 1, 2, 3, 4])


def test_a_known_fault_goes_to_failed(qtbot, tasks):
    told = []

    def work(progress):
        raise UserError("磁盘已满。")

    tasks.run("写", work, pytest.fail, told.append)
    qtbot.waitUntil(lambda: [str(error) for error in told] == ["磁盘已满。"])


def test_a_fault_of_ours_goes_to_the_hook(qtbot, tasks, monkeypatch):
    caught = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: caught.append(kind))

    def work(progress):
        return 1 // 0

    tasks.run("算", work, pytest.fail, pytest.fail)
    qtbot.waitUntil(lambda: caught == [ZeroDivisionError])


def test_cancelled_work_stops_at_its_next_step_and_says_nothing(qtbot, tasks):
    begun, steps = threading.Event(), []

    def work(progress):
        begun.set()
        for step in range(1000):
            threading.Event().wait(0.005)
            progress.step(step / 1000, "走")
            steps.append(step)

    with qtbot.waitSignal(tasks.finished):
        tasks.run("走", work, pytest.fail, pytest.fail)
        begun.wait(5)
        tasks.cancel()
    assert len(steps) < 1000


def test_progress_is_told(qtbot, tasks):
    told = []
    tasks.progressed.connect(lambda fraction, text: told.append((fraction, text)))
    with qtbot.waitSignal(tasks.finished):
        tasks.run("算", lambda progress: progress.step(0.5, "一半"), lambda _: None)
    qtbot.waitUntil(lambda: (0.5, "一半") in told)


def test_who_lets_go_gets_no_answer(qtbot, tasks):
    tasks.run("算", lambda _: 1, pytest.fail, pytest.fail)
    tasks.let_go()
    assert not tasks.is_busy()
    results = []
    tasks.run("再算", lambda _: 2, results.append)
    qtbot.waitUntil(lambda: results == [2])


def test_only_work_that_would_be_missed_holds_a_window(qtbot, tasks):
    go_on = threading.Event()
    tasks.run("预览", lambda _: go_on.wait(5), lambda _: None, passing=True)
    assert tasks.is_busy()
    assert not tasks.would_be_missed()
    tasks.run("导入", lambda _: None, lambda _: None)
    assert tasks.would_be_missed()
    with qtbot.waitSignal(tasks.finished):
        go_on.set()
