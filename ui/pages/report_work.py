"""What the page 报表 has done off the GUI thread: writing, setting in type, tracing, keeping, printing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from parkdesk.office import issuing, outlook, reporting, tracing
from parkdesk.reports.to_pdf import figure_spots, first_page, to_pages
from ui.widgets.paper import Printing, Saving

if TYPE_CHECKING:
    from pathlib import Path

    from parkdesk.periods import Period
    from parkdesk.reports.to_pdf import Spot
    from parkdesk.reports.values import Figure, Report
    from parkdesk.store import IssuedPaper, Store
    from ui.tasks import Progress
    from ui.widgets.report_wish import Wish

__all__ = ["Behind", "Issuing", "Making", "Outlooking", "Packing", "Printing", "Saving", "Setting", "Spotting"]


class Making:
    """Writes a report from the desk and draws its first page, so that something is seen at once."""

    def __init__(self, store: Store, wish: Wish, dpi: int) -> None:
        self._store, self._wish, self._dpi = store, wish, dpi

    def __call__(self, progress: Progress) -> tuple[Wish, Report, bytes]:
        with self._store.beside() as store:
            report = reporting.build(store, *self._wish)
        progress.step(0.4, "排版报表")
        return self._wish, report, first_page(report, self._dpi)


class Setting:
    """Draws every page of a report."""

    def __init__(self, wish: Wish, report: Report, dpi: int) -> None:
        self._wish, self._report, self._dpi = wish, report, dpi

    def __call__(self, _progress: Progress) -> tuple[Wish, Report, list[bytes]]:
        return self._wish, self._report, to_pages(self._report, self._dpi)


class Spotting:
    """Finds where each figure stands on the pages."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def __call__(self, _progress: Progress) -> tuple[Report, list[Spot]]:
        return self._report, figure_spots(self._report)


class Behind:
    """Reads the facts and records behind a figure."""

    def __init__(self, store: Store, figure: Figure) -> None:
        self._store, self._figure = store, figure

    def __call__(self, _progress: Progress) -> tuple[str, list[tracing.Behind]]:
        with self._store.beside() as store:
            return self._figure.text, tracing.facts_behind(store, self._figure.trace)


class Outlooking:
    """Reads what the reckoning of a year stands on."""

    def __init__(self, store: Store, period: Period) -> None:
        self._store, self._period = store, period

    def __call__(self, _progress: Progress) -> outlook.Outlook:
        with self._store.beside() as store:
            return outlook.read(store, self._period)


class Issuing:
    """Keeps a paper that goes out."""

    def __init__(self, store: Store, wish: Wish, report: Report) -> None:
        self._store, self._wish, self._report = store, wish, report

    def __call__(self, _progress: Progress) -> IssuedPaper:
        with self._store.beside() as store:
            return issuing.issue(store, self._wish.name, self._wish.period, self._report, self._wish.options.whom)


class Packing:
    """Writes a paper once for each of its readers, as PDF files."""

    def __init__(self, store: Store, wish: Wish, folder: Path) -> None:
        self._store, self._wish, self._folder = store, wish, folder

    def __call__(self, progress: Progress) -> list[Path]:
        with self._store.beside() as store:
            made = list(reporting.build_each(store, *self._wish))
        return reporting.save_each(made, self._folder, ".pdf", partial(_step, progress))


def _step(progress: Progress, done: int, count: int) -> None:
    progress.step(done / count, f"已生成{done}份，共{count}份")
