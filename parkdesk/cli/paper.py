"""Commands about paper: report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from parkdesk.cli.answer import Answer
from parkdesk.cli.verbs import DESK, PERIOD_NEEDED, Verb, argument, at_desk, period_of
from parkdesk.errors import UsageError
from parkdesk.office import reporting
from parkdesk.records.kinds import read_date

if TYPE_CHECKING:
    import argparse


def report(asked: argparse.Namespace) -> Answer:
    """Make one report as PDF, Word or Excel."""
    period = period_of(asked)
    assert period is not None
    try:
        date = read_date(asked.date) if asked.date else None
    except ValueError as fault:
        raise UsageError(f"成文日期{fault}。") from None
    with at_desk(asked) as store:
        options = reporting.ReportOptions(
            document_number=asked.number or "",
            signer=asked.signer or store.desk.name,
            date=date,
        )
        made = reporting.build(store, asked.name, period, options)
    reporting.save(made, asked.output)
    title = made.title.replace("\n", "")
    value = {"file": str(asked.output), "report": asked.name, "title": title, "period": period.text}
    return Answer(value, (f"已生成《{title}》：{asked.output}",))


VERBS = (
    Verb("report", "生成报表", report, (
        DESK,
        argument("name", metavar="报表", choices=tuple(reporting.REPORTS)),
        PERIOD_NEEDED,
        argument("-o", "--output", required=True, type=Path, metavar="文件", help=".pdf .docx .xlsx"),
        argument("--number", metavar="文号"),
        argument("--signer", metavar="落款单位"),
        argument("--date", metavar="日期", help="成文日期，如 2026-10-15"),
    )),
)  # fmt: skip
