"""The manual's ten promises: each names its test, and the two that belong to no single room are kept here."""

from __future__ import annotations

import ast
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from parkdesk.store import Store, new_desk_info

ROOT = Path(__file__).resolve().parent.parent
MANUAL = ROOT / "resources" / "help" / "manual.md"

WORK = """
import pathlib, sys
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Enterprise
from parkdesk.store import Store
store = Store.open(pathlib.Path(sys.argv[1]), "陈晓兰")
for number in range(10_000):
    firms = (Enterprise(id=f"f{number}-{half}", unit="1", name=f"企业{number}-{half}") for half in "ab")
    store.apply(Plan(Source("form"), tuple(RecordChange(None, firm) for firm in firms)))
    print(number, flush=True)
"""
OFFLINE = """
import pathlib, sys
def no_network(event, args):
    if event.startswith("socket.") and event != "socket.gethostname":
        raise AssertionError(f"{event} {args}")
sys.addaudithook(no_network)
import socket
try:
    socket.socket()
except AssertionError:
    print("forbidden")
from parkdesk.office.selftest import self_test
found = self_test(pathlib.Path(sys.argv[1]))
print(found.passed, len(found.checks))
"""


def promises():
    text = MANUAL.read_text("utf-8")
    chapter = text.split("十条承诺", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^(\d+)\. .+`(tests/[\w/]+\.py)::(test_\w+)`$", chapter, re.MULTILINE)


def test_ten_promises_are_made():
    assert [int(number) for number, _, _ in promises()] == list(range(1, 11))


@pytest.mark.parametrize(("number", "file", "name"), promises())
def test_every_promise_names_a_test_that_exists(number, file, name):
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_picture_of_the_manual_is_there():
    names = re.findall(r"!\[[^]]+\]\(([^)]+)\)", MANUAL.read_text("utf-8"))
    assert names
    assert [name for name in names if not (MANUAL.parent / name).is_file()] == []


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_program_keeps_every_finished_change(tmp_path, seed):
    path = tmp_path / "a.parkdesk"
    Store.create(path, new_desk_info("1", "甲", "county"), "甲").close()
    child = subprocess.Popen([sys.executable, "-c", WORK, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(random.Random(seed).uniform(0.0, 0.4))
    child.kill()
    said = child.stdout.read().split()
    child.wait()
    child.stdout.close()
    finished = 2 * (int(said[-1]) + 1 if said else 1)
    with Store.open(path, "乙") as store:
        assert store.verify() == []
        kept = store.counts()["enterprises"]
    assert finished <= kept <= finished + 2
    assert kept % 2 == 0


def test_the_whole_job_needs_no_network(tmp_path):
    command = [sys.executable, "-c", OFFLINE, str(tmp_path / "自检")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split()[:2] == ["forbidden", "True"]
