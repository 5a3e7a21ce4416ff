"""The command line, run in this process: what a script would get."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from parkdesk.cli import main


class Ran(NamedTuple):
    """What one command gave."""

    code: int
    value: Any
    said: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Return a runner: `run("summary", desk, "--period", "2026-09")`, always with --json."""

    def run_one(*words: object) -> Ran:
        capsys.readouterr()
        code = main([*(str(word) for word in words), "--json"])
        out, err = capsys.readouterr()
        return Ran(code, json.loads(out) if out else None, err)

    return run_one


@pytest.fixture
def county(run: Callable[..., Ran], tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of empty county desks."""

    def make(code: str = "610981", name: str = "旬阳市经贸局") -> Path:
        desk = tmp_path / f"{code}.parkdesk"
        assert run("init", desk, "--unit", code, "--name", name, "--role", "county", "--parent", "610900").code == 0
        return desk

    return make
