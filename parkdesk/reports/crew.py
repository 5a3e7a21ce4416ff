"""Many papers at once: typst works outside Python's lock, so a pack is set in type on every core.

The only place below the window where threads are started: each one writes files from finished values, and shares
nothing with the others.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from parkdesk.reports.save import save

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from parkdesk.reports.values import Report


def save_all(jobs: Sequence[tuple[Report, Path]]) -> Iterator[Path]:
    """Write every report to its file, on all cores; yields the files in order as they are done.

    The first that cannot be written ends the pack: its error is raised, and what has not begun is not begun.
    """
    crew = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="pack")
    try:
        for job, (_, path) in zip([crew.submit(save, *job) for job in jobs], jobs, strict=True):
            job.result()
            yield path
    finally:
        crew.shutdown(cancel_futures=True)
