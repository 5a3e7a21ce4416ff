"""The A3 war map of 60 projects against an empty A3 page, both as finished PDF."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from _timing import compare, say

from parkdesk.reports import fonts
from parkdesk.reports.inputs import Letterhead
from parkdesk.reports.to_pdf import to_pdf
from parkdesk.reports.values import FormPage, Report
from parkdesk.reports.war_sheet import war_sheet
from tests.reports.war import sample

PROJECTS = 60


def main() -> None:
    found = sample(PROJECTS)
    family = fonts.choose(fonts.installed().families())["hei"].family
    flags = sum(len(row.flags) for _, rows in found.groups for row in rows)
    say(f"项目 {PROJECTS} 个，节点 {flags} 个")
    compare(
        "A3 作战图",
        lambda: to_pdf(war_sheet(found, "作战图", "A3", Letterhead(), family)),
        lambda: to_pdf(Report("empty", "", (), form=FormPage("A3"))),
        rounds=9,
        limit=20,
    )


if __name__ == "__main__":
    main()
