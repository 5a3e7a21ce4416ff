"""How benches measure: medians of alternating runs in one process, said as a ratio."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def compare(title: str, ours: Callable[[], object], bare: Callable[[], object], *, rounds: int, limit: float) -> float:
    """Run both in turn and print the ratio of the medians beside the limit that the issue sets."""
    mine, theirs = [], []
    for _ in range(rounds):
        theirs.append(seconds(bare))
        mine.append(seconds(ours))
    ratio = statistics.median(mine) / statistics.median(theirs)
    say(
        f"{title}：{ratio:.2f} 倍（要求 ≤ {limit:g}）；本软件 {statistics.median(mine):.3f} 秒，"
        f"对照 {statistics.median(theirs):.3f} 秒，各 {rounds} 次的中位数"
    )
    return ratio


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
