"""Mutated workbooks in child processes: no traceback, no crash, no hang, no wrong desk."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.intake import nasty

HERE = Path(__file__).resolve().parent
BATCH = 250
SHORT, FULL = 150, 10_000


@pytest.fixture(scope="module")
def sound(tmp_path_factory, county_files):
    """Return a folder of sound workbooks of every layout, an old .xls and a csv among them."""
    folder = tmp_path_factory.mktemp("sound")
    for made in nasty.all_of(5):
        nasty.write(made, folder)
    files = county_files("--firms", 20, "--month", 3).folder
    for path in (*files.glob("*.xlsx"), *(files / "月报").glob("*.xlsx")):
        shutil.copy(path, folder)
    shutil.copy(HERE.parent / "data" / "workbooks" / "odd_cells.xls", folder)
    text = "企业名称,统一社会信用代码,产值累计\n旬阳甲公司,91610981MA6XAMPL0C,5\n"
    (folder / "2026年1-9月.csv").write_bytes(text.encode("gb18030"))
    return folder


def run(folder, first, count):
    command = [sys.executable, str(HERE / "mutants.py"), str(folder), str(first), str(count)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return Counter(json.loads(done.stdout))


def ends_of(folder, number):
    ends = Counter()
    for first in range(0, number, BATCH):
        ends += run(folder, first, min(BATCH, number - first))
    return ends


def test_a_few_mutants(sound):
    ends = ends_of(sound, SHORT)
    assert sum(ends.values()) > 0.9 * SHORT
    assert ends["planned"] > 10
    assert ends["file refused"] > 10


@pytest.mark.slow
def test_ten_thousand_mutants(sound):
    ends = ends_of(sound, FULL)
    assert sum(ends.values()) > 0.9 * FULL
