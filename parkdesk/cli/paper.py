"""Commands about paper: report."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from parkdesk.cli.answer import Answer
from parkdesk.cli.verbs import DESK, PERIOD_NEEDED, Verb, argument, at_desk, period_of
from parkdesk.errors import UsageError
from parkdesk.office import issuing, reporting
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
        kept = issuing.issue(store, asked.name, period, made, options.whom) if asked.issue else None
    reporting.save(made, asked.output)
    value = {"file": str(asked.output), "report": asked.name, "title": made.file_title, "period": period.text}
    lines = [f"已生成《{made.file_title}》：{asked.output}"]
    if kept is not None:
        value |= {"id": kept.id, "fingerprint": kept.fingerprint}
        lines.append(f"已定稿存档，指纹 {issuing.short(kept)}")
    return Answer(value, tuple(lines))


def issued(asked: argparse.Namespace) -> Answer:
    """List the papers that were issued; print one again as it was, and say what has changed since."""
    with at_desk(asked) as store:
        if not asked.paper:
            papers = store.issued.all()
            lines = [f"{issuing.short(one)}　{one.at[:10]}　{one.period}　{one.title}　{one.by}" for one in papers]
            return Answer([asdict(one) for one in papers], tuple(lines) or ("还没有定稿的报表。",))
        paper, report = issuing.reprint(store, asked.paper)
        since = issuing.since(store, paper)
    if asked.output is not None:
        reporting.save(report, asked.output)
    same = issuing.is_same_page(paper, report)
    value = {**asdict(paper), "same_page": same, "lines": list(since.lines), "revisions": list(since.revisions)}
    pages = "版面与定稿时完全一致。" if same else "内容与定稿时一致，本机的字体或版式与当时不同。"
    told = (f"《{paper.title}》{paper.at[:10]}定稿，指纹 {issuing.short(paper)}。", pages)
    changes = ("定稿以后没有变动。",) if since.is_same else ("定稿以后有变动：", *since.revisions, *since.lines)
    return Answer(value, (*told, *changes))


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
        argument("--issue", action="store_true", help="定稿：存档，以后可以原样再打印"),
        argument("--date", metavar="日期", help="成文日期，如 2026-10-15"),
    )),
    Verb("issued", "定稿的报表", issued, (
        DESK,
        argument("paper", nargs="?", metavar="指纹", help="指纹或编号的前几位；不写则列出全部"),
        argument("-o", "--output", type=Path, metavar="文件", help="原样再生成一份：.pdf .docx .xlsx"),
    )),
)  # fmt: skip
