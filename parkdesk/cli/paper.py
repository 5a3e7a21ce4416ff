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

    from parkdesk.periods import Period
    from parkdesk.reports.values import Report


def report(asked: argparse.Namespace) -> Answer:
    """Make one report as PDF, Word or Excel, or a pack: a file for each of its readers."""
    period = period_of(asked)
    assert period is not None
    options = reporting.ReportOptions(
        document_number=asked.number or "",
        signer=asked.signer or "",
        date=_date(asked.date),
        whom=asked.whom or "",
        tone=asked.tone or "",
    )
    with at_desk(asked) as store:
        if asked.each:
            return _pack(asked, list(reporting.build_each(store, asked.name, period, options)), period)
        made = reporting.build(store, asked.name, period, options)
    reporting.save(made, asked.output)
    value = {"file": str(asked.output), "report": asked.name, "title": made.file_title, "period": period.text}
    return Answer(value, (f"已生成《{made.file_title}》：{asked.output}",))


def _date(text: str | None) -> str | None:
    try:
        return read_date(text) if text else None
    except ValueError as fault:
        raise UsageError(f"成文日期{fault}。") from None


def _pack(asked: argparse.Namespace, made: list[tuple[str, Report]], period: Period) -> Answer:
    files = [str(path) for path in reporting.save_each(made, asked.output, f".{asked.form}")]
    value = {"files": files, "report": asked.name, "period": period.text}
    return Answer(value, (f"已生成{len(files)}份：{asked.output}", *(f"  {name}" for name in files)))


VERBS = (
    Verb("report", "生成报表", report, (
        DESK,
        argument("name", metavar="报表", choices=tuple(reporting.REPORTS), help="；".join(
            f"{name} {title}" for name, title in reporting.REPORTS.items())),
        PERIOD_NEEDED,
        argument("-o", "--output", required=True, type=Path, metavar="文件", help="用 --each 时是文件夹"),
        argument("--whom", metavar="名称", help="只做给这一位领导、部门或单位的"),
        argument("--each", action="store_true", help="给每一位领导、部门或单位各做一份"),
        argument("--as", dest="form", default="pdf", choices=("pdf", "docx", "xlsx"), help="--each 时的文件种类"),
        argument("--tone", metavar="语气", help="通报、分析、汇报"),
        argument("--number", metavar="文号"),
        argument("--signer", metavar="落款单位"),
        argument("--date", metavar="日期", help="成文日期，如 2026-10-15"),
    )),
)  # fmt: skip
