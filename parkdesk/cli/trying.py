"""Commands for trying the program: demo, self-test, bench."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from parkdesk.cli.answer import DONE, REFUSED, Answer
from parkdesk.cli.verbs import Verb, argument
from parkdesk.errors import UsageError
from parkdesk.office.demo import make_demo
from parkdesk.office.selftest import self_test

if TYPE_CHECKING:
    import argparse

_BENCH = Path(__file__).resolve().parents[2] / "tests" / "bench"


def demo(asked: argparse.Namespace) -> Answer:
    """Make the demonstration."""
    made = make_demo(asked.folder)
    value = {
        "folder": str(made.folder),
        "city": str(made.city),
        "counties": [str(path) for path in made.counties],
        "packages": [str(path) for path in made.packages],
    }
    return Answer(value, (f"市级：{made.city}", *(f"县级：{path}" for path in made.counties)))


def try_self(asked: argparse.Namespace) -> Answer:
    """Go through the main job once and compare."""
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="自检", dir=asked.keep))
        return _tested(folder)
    with tempfile.TemporaryDirectory(prefix="parkdesk-") as name:
        return _tested(Path(name))


def _tested(folder: Path) -> Answer:
    found = self_test(folder)
    value = {
        "passed": found.passed,
        "checks": [{"what": check.what, "ok": not check.fault, "fault": check.fault} for check in found.checks],
        "files": [str(path) for path in found.files],
    }
    lines = [f"{'通过' if not check.fault else '不对'}　{check.what}　{check.fault}" for check in found.checks]
    lines += [f"文件　{path}" for path in found.files if path.exists()]
    lines.append("自检通过。" if found.passed else "自检没有通过。")
    return Answer(value, tuple(lines), DONE if found.passed else REFUSED)


def bench(asked: argparse.Namespace) -> Answer:
    """Run the measurements of a source tree; each prints ratios of one run."""
    if not _BENCH.is_dir():
        raise UsageError("测速只能在源代码目录里运行。")
    names = sorted(path.stem for path in _BENCH.glob("*.py") if not path.stem.startswith("_"))
    if unknown := [name for name in asked.names if name not in names]:
        raise UsageError(f"没有“{'、'.join(unknown)}”这项测速：可用的有 {'、'.join(names)}。")
    outcomes = {}
    for name in asked.names or names:
        run = subprocess.run([sys.executable, str(_BENCH / f"{name}.py")], capture_output=True, text=True, check=False)
        outcomes[name] = run.stdout.strip().splitlines() or run.stderr.strip().splitlines()[-1:]
    lines = [f"{name}：{line}" for name, found in outcomes.items() for line in found]
    return Answer(outcomes, tuple(lines))


_KEEP = argument("--keep", type=Path, metavar="文件夹", help="把做出来的文件留在这里")
VERBS = (
    Verb("demo", "生成演示台账", demo, (argument("folder", type=Path, metavar="文件夹"),)),
    Verb("self-test", "自检", try_self, (_KEEP,)),
    Verb("bench", "测速（只在源代码目录里）", bench, (argument("names", nargs="*", metavar="名称"),)),
)
