"""工作台: what the month asks of this desk, each thing with its day and the place where it is done (domain §5.6)."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING

from parkdesk.amounts import Rate, from_stored, show
from parkdesk.frozen import frozen
from parkdesk.office.desks import is_backed_up, last_backup
from parkdesk.office.periods import deadlines, standing, work_calendar
from parkdesk.office.reminding import reached_at
from parkdesk.periods import Period
from parkdesk.records import CellMark, Enterprise, Measure, OfficialFigure, ReturnedItem, Target
from parkdesk.records.checks import CHECKED, CLOSED
from parkdesk.records.checks import OPEN as OPEN_PERIOD
from parkdesk.records.targets import OPEN
from parkdesk.rules.growth import SCOPE, growth, progress_gap, share
from parkdesk.store import Query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.office.checking import Checked
    from parkdesk.store import Store

_QUARTER_REPORT_DAY = 10
_BATCH_MONTHS = (1, 10, 11)
"""When firms are entered into and taken out of the 规上 register."""
_MOST_LISTED = 12
_KNOWN = frozenset({"firms_report", "check", "city_release", "package"})
_UPWARDS = "package"
_CITY_NAMES = MappingProxyType({"firms_report": "县区上报", "city_release": "登记官方数据"})


@frozen
class Step:
    """One step of the month's calendar: by when, whether it is done, and how it stands."""

    code: str
    name: str
    due: dt.date
    is_done: bool
    said: str
    is_known: bool = True
    """Whether the desk can tell that the step is done: papers leave no trace in it."""

    def days_left(self, today: dt.date) -> int:
        """Return how many days are left; negative when it is late."""
        return (self.due - today).days


@frozen
class Item:
    """One thing to be done: what it is, and the record or figure it is about."""

    kind: str
    text: str
    detail: str = ""
    tone: str = ""
    period: Period | None = None
    record: str = ""
    indicator: str = ""
    measure: int = 0


def period_of_work(today: dt.date) -> Period:
    """Return the period that is collected now: the one that ended last; January is collected within 1—2月."""
    month = today.month - 1
    return Period(today.year, month) if month >= 2 else Period(today.year - 1, 12)


# -- the calendar --------------------------------------------------------------------------------


def steps(store: Store, period: Period, today: dt.date) -> list[Step]:
    """Return the month's steps in their order."""
    calendar = work_calendar(store)
    found = []
    for one in deadlines(store, period):
        code = one.deadline.code
        if store.desk.is_city and code == _UPWARDS and not store.desk.parent:
            continue
        name = _CITY_NAMES.get(code, one.deadline.name) if store.desk.is_city else one.deadline.name
        is_done, said = _state_of(store, period, code)
        found.append(Step(code, name, one.day, is_done, said, code in _KNOWN))
    if period.quarter:
        due = calendar.deadline(period, _QUARTER_REPORT_DAY)
        found.append(
            Step(
                "quarter",
                f"{'一二三四'[period.quarter - 1]}季度分析报告",
                due,
                is_done=False,
                said="在报表里生成",
                is_known=False,
            )
        )
    if today.month in _BATCH_MONTHS:
        due = calendar.on_or_after(dt.date(today.year, today.month, 25))
        found.append(Step("batch", "入库、退库申报", due, is_done=False, said="核对在库状态，准备材料", is_known=False))
    return found


def _state_of(store: Store, period: Period, code: str) -> tuple[bool, str]:
    """Say whether a step is done, and how it stands."""
    if code == "firms_report":
        expected, silent = _reporting(store, period)
        return expected > 0 and not silent, f"已报 {expected - silent} / 应报 {expected}"
    if code == "check":
        state = standing(store, period).state
        return state == CHECKED or state in CLOSED, "还没有审核" if state == OPEN_PERIOD else state
    if code == "city_release":
        issued = len(store.select(OfficialFigure, period=period.key))
        return issued > 0, f"已登记 {issued} 个" if issued else "还没有登记"
    if code == "package":
        return _package_state(store, period)
    return False, "在报表里生成"


def _package_state(store: Store, period: Period) -> tuple[bool, str]:
    found = standing(store, period)
    if found.package is None:
        return False, "还没有上报"
    if found.changed_since:
        return False, f"上报（r{found.package.revision}）以后又有改动"
    return True, f"已上报 r{found.package.revision}"


def _reporting(store: Store, period: Period) -> tuple[int, int]:
    """Return how many should report to this desk, and how many of them are silent."""
    if store.desk.is_city:
        from parkdesk.office.board import reporting_board  # only a city needs the papers behind it

        board = reporting_board(store, period)
        return len(board), sum(line.package is None for line in board)
    from parkdesk.office.figures import summary

    found = summary(store, period, store.desk.unit)
    return found.expected, found.expected - found.reported


# -- what is to be done --------------------------------------------------------------------------


def items(store: Store, period: Period) -> list[Item]:
    """Return what is to be done besides the calendar, what presses most first.

    A check's findings and the targets that run behind come apart: they take a moment.
    """
    return [
        *_first(store),
        *_returned(store),
        *_unsent(store, period),
        *_followed(store),
        *_silent(store, period),
        *_unkept(store),
    ]


def _first(store: Store) -> list[Item]:
    """Say what a new desk begins with."""
    if store.desk.is_city or store.facts.periods() or store.pages.count(Query(Enterprise.TABLE)):
        return []
    return [Item("start", "还没有企业", "先导入企业名录，再导入月度产值表", "warn")]


def _silent(store: Store, period: Period) -> list[Item]:
    if store.desk.is_city:
        from parkdesk.office.board import reporting_board

        waiting = [line.office for line in reporting_board(store, period) if line.package is None]
        return [Item("unit", office.name, f"{period.label}还没有上报", "warn", period) for office in waiting]
    missing = [one for one in store.facts.firms(period, "output", store.desk.unit) if one.is_silent]
    firms = (store.find(Enterprise, one.subject) for one in missing[:_MOST_LISTED])
    listed = [
        Item("silent", firm.name, f"{period.label}产值没有报；{reached_at(firm)}", "warn", period, firm.id, "output", 1)
        for firm in firms
        if firm is not None
    ]
    rest = len(missing) - len(listed)
    return [*listed, Item("silent", f"还有 {rest} 户没有报", "全部看、催报", "warn", period)] if rest else listed


def _returned(store: Store) -> list[Item]:
    found = [one for one in store.select(ReturnedItem, state=OPEN) if one.unit == store.desk.unit]
    return [
        Item("returned", one.about, one.reason, "bad", Period.from_key(one.period) if one.period else None, one.record)
        for one in found
    ]


def _unsent(store: Store, period: Period) -> list[Item]:
    """Return the periods whose figures changed after they were sent."""
    if not store.desk.parent:
        return []
    keys = [key for key in store.facts.periods() if key <= period.key and key // 100 == period.year]
    changed = [found for key in keys if (found := standing(store, Period.from_key(key))).changed_since]
    return [
        Item("unsent", f"{one.period.title}有改动没有上报", "上报以后数据又改过，要再报一次", "warn", one.period)
        for one in changed
    ]


def _followed(store: Store) -> list[Item]:
    firms = {mark.enterprise: store.find(Enterprise, mark.enterprise) for mark in store.select(CellMark, follow=1)}
    indicators, found = store.indicators(), []
    for mark in store.select(CellMark, follow=1):
        firm, indicator = firms[mark.enterprise], indicators.get(mark.indicator)
        if firm is None or indicator is None:
            continue
        when = Period.from_key(mark.period)
        measure = next((int(one) for one in Measure if one.code == mark.measure), 0)
        detail = f"{when.title}{indicator.name} {mark.text}".strip()
        found.append(Item("follow", firm.name, detail, "", when, firm.id, indicator.code, measure))
    return found


def _unkept(store: Store) -> list[Item]:
    if last_backup(store) is None and not is_backed_up(store):
        return [Item("backup", "还没有备份", "立即备份一次", "warn")]
    return []


def targets_in_red(store: Store, period: Period) -> list[Item]:
    """Return the targets of this unit that run behind the months gone by, or behind the growth that was set."""
    indicators, found = store.indicators(), []
    unit = None if store.desk.is_city else store.desk.unit
    for target in store.select(Target, unit=store.desk.unit, year=period.year):
        if target.indicator not in indicators:
            if said := _behind(target, _of_ledgers(store, period, target), 0, period):
                found.append(Item("target", target.title(), said, "bad", period))
            continue
        wanted = [(target.indicator, Measure.CUM), (target.indicator, Measure.CUM_BASE)]
        sums = {Measure.CUM: 0, Measure.CUM_BASE: 0}
        for total in store.facts.totals(period, wanted, unit):
            if total.status in SCOPE:
                sums[total.measure] += total.value
        if said := _behind(target, sums[Measure.CUM], sums[Measure.CUM_BASE], period):
            found.append(Item("target", target.title(), said, "bad", period))
    return found


def _of_ledgers(store: Store, period: Period, target: Target) -> int:
    """Return what the ledgers add up of a flow that no indicator measures; nothing where nobody knows."""
    from parkdesk.office.reached import reached  # a start needs no plants and leads

    return (reached(store, period, target).value or 0) if target.nature == "flow" else 0


def _behind(target: Target, now: int, base: int, period: Period) -> str:
    if not now:
        return ""
    if target.nature == "growth":
        rate, wanted = growth(now, base), Rate(from_stored(target.amount, target.measure_unit))
        return f"增速{rate.shown(1)}%，目标{wanted.shown(1)}%" if rate and rate.exact < wanted.exact else ""
    done = share(now, target.amount) if target.nature == "flow" else None
    if done is None or (gap := progress_gap(done, period.month)).exact >= 0:
        return ""
    amount = show(target.amount, target.measure_unit, 0, grouped=True)
    return f"完成{amount}{target.measured_in}的{done.shown(1)}%，欠时间进度{-gap.shown(1)}个百分点"


def finding_items(checked: Checked) -> list[Item]:
    """Return what a check found and nobody explained yet, worst first."""
    found = [one for one in checked.findings if one.noticed.level in ("强制", "核实") and not one.explanation]
    listed = []
    for one in found[:_MOST_LISTED]:
        place, tone = one.noticed.place, "bad" if one.blocks else "warn"
        where = Period.from_key(place.period)
        record = place.enterprise or place.record
        text = f"{one.noticed.level}：{one.noticed.name}"
        listed.append(Item("finding", text, one.noticed.text, tone, where, record, place.indicator, place.measure))
    rest = len(found) - len(listed)
    return (
        [*listed, Item("findings", f"还有 {rest} 条审核问题", "在月度数据里看", "warn", listed[0].period)]
        if rest
        else listed
    )


# -- figures ---------------------------------------------------------------------------------------


def monthly_output(store: Store, keys: Sequence[int]) -> dict[int, int]:
    """Return the 规上 output of each period's last month (of 1—2月: both), by period key.

    Only firms that reported both periods are in it: who is silent yet is no fall.
    """
    if not keys:
        return {}
    standing_of = store.facts.standings(Period.from_key(keys[-1]))
    units = store.facts.units() if store.desk.is_city else [store.desk.unit]
    scope = {key for unit in units for firm, key in store.facts.keys(unit).items() if standing_of.get(firm) in SCOPE}
    before: dict[int, int] = {}
    months, last = {}, None
    for key in keys:
        now = {firm: value for firm, value in store.facts.pairs("output", key, Measure.CUM) if firm in scope}
        previous = Period.from_key(key).previous()
        if previous is None and now:
            months[key] = sum(now.values())
        elif previous is not None and previous.key == last and (both := now.keys() & before.keys()):
            months[key] = sum(now[firm] - before[firm] for firm in both)
        before, last = now, key
    return months
