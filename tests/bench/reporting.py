"""A 30-page quarterly report with 6 charts: against LibreOffice turning the same .docx into PDF, and an empty page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import cycle
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from _timing import compare, say, seconds

from parkdesk.periods import Period
from parkdesk.reports import charts, crew, to_pdf
from parkdesk.reports.inputs import MonthPoint, QuarterlyInput
from parkdesk.reports.quarterly import quarterly
from parkdesk.reports.to_word import to_word
from parkdesk.reports.values import Chart, Curve, Heat, Report
from tests.reports.samples import MORE_CHARTS, firm, projects, quarterly_input

PAGES, CHARTS, LEADERS, ROUNDS = 30, 6, 24, 5
STATES = ("在库", "退库")
INDUSTRIES = ("13", "14", "15", "17", "18", "24", "26", "27", "30", "33", "38", "09")


def sample() -> QuarterlyInput:
    """Return a county of 400 firms and enough projects for thirty pages."""
    firms = tuple(
        firm(
            n,
            "退库" if n % 40 == 0 else "在库",
            1000 + n * 7 % 900,
            1100 + n * 5 % 700,
            INDUSTRIES[n % 12],
            f"园区{n % 5}",
        )
        for n in range(400)
    )
    months = tuple(MonthPoint(Period(2026, m), m * 10**11, m * 9 * 10**10) for m in range(2, 10))
    heat = next(chart.data for chart in MORE_CHARTS if isinstance(chart.data, Heat))
    curve = next(chart.data for chart in MORE_CHARTS if isinstance(chart.data, Curve))
    groups = {"园区": {one.subject: one.park for one in firms}}
    return quarterly_input(firms, projects=projects(110), months=months, heat=heat, curve=curve, groups=groups)


def without_charts(report: Report) -> Report:
    return replace(report, blocks=tuple(block for block in report.blocks if not isinstance(block, Chart)))


def finished(report: Report) -> bytes:
    """Draw every chart anew and set the report in type."""
    charts.draw.cache_clear()
    return to_pdf.to_pdf(report)


def _in_turn(jobs: Iterator[Callable[[], bytes]]) -> bytes:
    return next(jobs)()


def libreoffice(document: Path, folder: Path) -> None:
    program = shutil.which("soffice")
    assert program is not None
    words = [program, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(document)]
    subprocess.run(words, check=True, capture_output=True)


def main() -> None:
    report = quarterly(sample())
    pages = len(to_pdf.to_pages(report, 20))
    drawn = sum(isinstance(block, Chart) for block in report.blocks)
    say(f"季度报告 {pages} 页，{drawn} 张图")
    assert pages >= PAGES
    assert drawn >= CHARTS
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if shutil.which("soffice"):
            document = folder / "报告.docx"
            document.write_bytes(to_word(report))
            libreoffice(document, folder)  # once unmeasured: its profile is made
            compare("成稿 PDF 比 LibreOffice 转换", lambda: finished(report),
                    lambda: libreoffice(document, folder), rounds=ROUNDS, limit=0.25)  # fmt: skip
            typeset = [to_pdf.typesetting(replace(report, signature=f"第{n}份")) for n in range(ROUNDS)]
            compare(
                "只算排版比 LibreOffice 转换",
                partial(_in_turn, cycle(typeset)),
                lambda: libreoffice(document, folder),
                rounds=ROUNDS,
                limit=0.1,
            )
        plain = without_charts(report)
        empty = Report("empty", "", ())
        compare("首页预览（不算图）比空白页", lambda: to_pdf.first_page(plain, 150),
                lambda: to_pdf.first_page(empty, 150), rounds=9, limit=15)  # fmt: skip
        _pack(report, folder)


def _pack(report: Report, folder: Path) -> None:
    jobs = [(replace(report, date=f"2026年10月{n}日"), folder / f"{n}.pdf") for n in range(1, LEADERS + 1)]
    alone = seconds(lambda: [path.write_bytes(to_pdf.to_pdf(one)) for one, path in jobs])
    started = os.times()
    together = seconds(lambda: list(crew.save_all(jobs)))
    ended = os.times()
    busy = (ended.user + ended.system - started.user - started.system) / together
    cores = f"平均用了 {busy:.2f} 个核心（本机 {os.cpu_count()} 个）"
    say(f"{LEADERS} 位领导每人一份：一个一个 {alone:.1f} 秒，一起 {together:.1f} 秒，{cores}")


if __name__ == "__main__":
    main()
