"""What tests of several rooms share: the hand-over folder and a county's made-up workbooks."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("same every time", derandomize=True)


def pytest_configure(config: pytest.Config) -> None:
    """Let made-up cases be the same every time, except where the long loops run too: those look for new ones."""
    if config.option.markexpr == "not slow":
        settings.load_profile("same every time")


class CountyFiles(NamedTuple):
    """A county's year of workbooks in `folder`, and what a right programme must compute from them."""

    folder: Path
    truth: dict[str, Any]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of specifications and makers beside the source tree."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("没有 ../shared：生成测试工作簿的工具不在这台机器上")
    return folder


@pytest.fixture(scope="session")
def county_files(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., CountyFiles]:
    """Return a maker: `county_files("--seed", 7)` writes the workbooks once per set of arguments."""
    made: dict[tuple[str, ...], CountyFiles] = {}

    def make(*options: object) -> CountyFiles:
        words = tuple(str(option) for option in options)
        if words not in made:
            folder = tmp_path_factory.mktemp("county")
            tool = shared / "tools" / "make_inputs.py"
            subprocess.run([sys.executable, str(tool), str(folder), *words], check=True, capture_output=True)
            made[words] = CountyFiles(folder, json.loads((folder / "truth.json").read_text("utf-8")))
        return made[words]

    return make


@pytest.fixture(autouse=True, scope="session")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep everything the program writes for a person out of this machine's own folders."""
    patch = pytest.MonkeyPatch()
    home = tmp_path_factory.mktemp("home")
    patch.setenv("PARKDESK_HOME", str(home))
    yield home
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def an_empty_clipboard_at_the_end() -> Iterator[None]:
    """Take away what tests copied: Qt would free it when Python is gone, and crash after the last test passed."""
    yield
    if widgets := sys.modules.get("PySide6.QtWidgets"):
        app = widgets.QApplication.instance()
        if app is not None:
            app.clipboard().clear()
