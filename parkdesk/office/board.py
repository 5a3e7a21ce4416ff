"""上报情况: who has reported, late, again, in conflict or not at all, and the 催报单 for those who have not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.office.dates import chinese_date
from parkdesk.office.reminding import deadline
from parkdesk.office.workbench import period_of_work
from parkdesk.periods import Period
from parkdesk.reports.values import Column, Paragraph, Quantity, Report, Row, Table

if TYPE_CHECKING:
    from parkdesk.records import Office
    from parkdesk.store import LoggedPackage, Store

PACKAGE_DUE = "package"
"""The deadline by which packages are reported."""
MISSING, APPLIED, WAITING, KEPT, CONFLICT = "未上报", "已装入", "待补前包", "先存着", "冲突"
_SHOWN = {"applied": APPLIED, "pending": WAITING, "held": KEPT, "conflict": CONFLICT}


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One expected unit of a city in a period: its newest package, if any came, and those that it replaced.

    `days_late` counts from the deadline to the day it came, or to today while it has not; 0 when in time.
    """

    office: Office
    package: LoggedPackage | None
    superseded: tuple[LoggedPackage, ...] = ()
    conflicting: tuple[LoggedPackage, ...] = ()
    days_late: int = 0

    @property
    def status(self) -> str:
        """未上报, 已装入, 待补前包, 先存着 or 冲突."""
        if self.package is None:
            return CONFLICT if self.conflicting else MISSING
        return _SHOWN[self.package.status]

    @property
    def is_late(self) -> bool:
        """Whether it came after the deadline, or has not come though that has passed."""
        return self.days_late > 0


def reporting_board(store: Store, period: Period, today: dt.date | None = None) -> list[BoardLine]:
    """Return every unit that should report to this desk, in official order, with what it sent for the period."""
    due = deadline(store, period, PACKAGE_DUE)
    today = today or store.day()
    came: dict[str, list[LoggedPackage]] = {}
    for package in store.exchange.packages("received"):
        if package.period == period.text and package.kind == "submission" and package.status in _SHOWN:
            came.setdefault(package.unit, []).append(package)
    mine = [o for o in store.offices().values() if o.expected and o.parent == store.desk.unit]
    return [_line(office, came.get(office.code, []), due, today) for office in mine]


def _line(office: Office, came: list[LoggedPackage], due: dt.date | None, today: dt.date) -> BoardLine:
    good = sorted((p for p in came if p.status != "conflict"), key=lambda p: (p.revision, p.sequence), reverse=True)
    conflicting = tuple(p for p in came if p.status == "conflict")
    first = min((dt.date.fromisoformat(p.at[:10]) for p in good), default=today)
    late = max((first - due).days, 0) if due else 0
    return BoardLine(office, good[0] if good else None, tuple(good[1:]), conflicting, late)


def reminder_sheet(store: Store, period: Period, today: dt.date | None = None) -> Report:
    """Return the 催报单 of a period: the units whose package has not come or cannot be used, and what to do."""
    today = today or store.day()
    due = deadline(store, period, PACKAGE_DUE)
    lines = [line for line in reporting_board(store, period, today) if line.status != APPLIED]
    rows = tuple(
        Row((Quantity(number), line.office.name, line.status, _late_words(line), _todo(line)))
        for number, line in enumerate(lines, 1)
    )
    table = Table(
        f"{period.title}数据包未报情况",
        (
            Column("序号", 0.6),
            Column("单位", 1.6),
            Column("情况", 1.2),
            Column("超期", 1.0),
            Column("请办理", 3, "left"),
        ),
        rows,
    )
    when = f"应于{chinese_date(due)}前上报" if due else "应当上报"
    words = f"{period.title}数据包{when}。截至{chinese_date(today)}，下列{len(lines)}个单位还没有报齐，请尽快办理。"
    if not lines:
        words = f"{period.title}数据包{when}。截至{chinese_date(today)}，各单位都已报齐。"
    blocks = (Paragraph((words,)), table) if lines else (Paragraph((words,)),)
    return Report(
        "reminder", f"{period.title}数据包催报单", blocks, signature=store.desk.name, date=chinese_date(today)
    )


def _late_words(line: BoardLine) -> str:
    return f"{line.days_late}天" if line.is_late else "未到期"


def periods_of_reports(store: Store) -> list[int]:
    """Return the periods that units report: those with figures, those of packages, and the one that is due now."""
    came = {one.period for one in store.exchange.packages("received") if one.kind == "submission"}
    now = period_of_work(store.day())
    return sorted({*store.facts.periods(), now.key, *(Period.parse(text).key for text in came)})


def _todo(line: BoardLine) -> str:
    if line.status == WAITING:
        return "补报前面缺的数据包，或重新导出完整的数据包"
    if line.status == KEPT:
        return "已收到，正在审核，请保持电话畅通"
    if line.status == CONFLICT:
        return "同一版有两种内容，核对后重新导出"
    return "导出并报送数据包"
