"""催报: who has not reported a period, what is lacking, and the words to ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.frozen import frozen
from parkdesk.office.dates import chinese_date
from parkdesk.office.month_sheet import read_sheet
from parkdesk.office.periods import deadlines
from parkdesk.records import Enterprise
from parkdesk.rules.growth import NEW, STAY

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from parkdesk.periods import Period
    from parkdesk.store import Store

HEADLINE = "output"
FIRMS_REPORT = "firms_report"
"""The deadline by which firms report."""


@frozen
class Silent:
    """A firm that has not reported all it reported the period before."""

    firm: Enterprise
    lacking: tuple[str, ...]
    """The names of the indicators."""
    is_missing: bool
    """Whether the headline itself is lacking, so that the firm counts as not reported."""

    @property
    def reached_at(self) -> str:
        """Whom to ring."""
        return reached_at(self.firm)


def reached_at(firm: Enterprise) -> str:
    """Return whom to ring at a firm."""
    return " ".join(part for part in (firm.contact, firm.phone) if part) or "没有登记联系方式"


def silent_firms(store: Store, period: Period, unit: str | None = None) -> list[Silent]:
    """Return the firms in scope that lack output, or what they reported in the period before."""
    sheet, indicators = read_sheet(store, period, unit), store.indicators()
    previous = period.previous()
    used: dict[str, set[str]] = {}
    if previous:
        for code, subject, _ in store.facts.slice(previous.key, unit):
            used.setdefault(subject, set()).add(code)
    firms = {firm.id: firm for firm in store.select(Enterprise, **({"unit": unit} if unit else {}))}
    found = []
    for row in sheet.rows:
        if row.status not in (STAY, NEW):
            continue
        asked = used.get(row.id, set()) | {HEADLINE}
        lacking = [one for one in indicators.values() if one.code in asked and not sheet.has_reported(row, one.code)]
        if lacking:
            names = tuple(one.name for one in lacking)
            found.append(Silent(firms[row.id], names, any(one.code == HEADLINE for one in lacking)))
    return sorted(found, key=lambda one: not one.is_missing)


def deadline(store: Store, period: Period, code: str = FIRMS_REPORT) -> dt.date | None:
    """Return the day by which a step of a period is done, moved on to a workday; None where none is set."""
    return next((one.day for one in deadlines(store, period) if one.deadline.code == code), None)


def reminder(store: Store, period: Period, silent: Silent, today: dt.date) -> str:
    """Return the words to send to one firm."""
    due = deadline(store, period)
    if due is None:
        when = "请尽快报送"
    elif due >= today:
        when = f"请于{chinese_date(due)}前报送"
    else:
        when = f"报送时限为{chinese_date(due)}，现已超期，请尽快报送"
    who = f"{silent.firm.contact}您好：" if silent.firm.contact else ""
    lacking = "、".join(silent.lacking)
    return (
        f"{silent.firm.name}：{who}贵公司{period.title}{lacking}尚未报送，{when}。"
        f"确实没有的，请说明原因。（{store.desk.name} {store.by}）"
    )


def reminders(store: Store, period: Period, silent: Iterable[Silent], today: dt.date) -> str:
    """Return the words to all of them, one a line."""
    return "\n".join(reminder(store, period, one, today) for one in silent)
