"""排名表 and 目标任务完成情况表: how the units of a city, or the towns and parks of a county, stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.amounts import Rate, from_stored
from parkdesk.errors import ReportError
from parkdesk.office import goals
from parkdesk.office.papers.entry import ANALYSIS, DUTIES, Paper
from parkdesk.records import Measure, OfficialFigure
from parkdesk.reports import ranking_forms
from parkdesk.reports.gather import firm_groups
from parkdesk.reports.ranking_forms import RankedUnit, TargetLine
from parkdesk.rules.growth import SCOPE, decompose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkdesk.office.papers.entry import Asked
    from parkdesk.periods import Period
    from parkdesk.reports.values import Report
    from parkdesk.rules.growth import FirmFigures
    from parkdesk.store import Store

_INVESTMENT = "investment"


def write_ranking(asked: Asked) -> Report:
    """Write 排名表: a city's counties, or a county's towns (its parks where towns are not filled in)."""
    store, period = asked.store, asked.period
    firms = store.facts.firms(period, "output", asked.unit)
    whole = _unit_line(store, period, store.desk.unit, asked.place, firms)
    if store.desk.is_city:
        offices = [o for o in store.offices().values() if o.expected and o.parent == store.desk.unit]
        units = [_unit_line(store, period, o.code, o.name, [f for f in firms if f.unit == o.code]) for o in offices]
        return ranking_forms.ranking_form(units, whole, period, asked.head, asked.notes)
    groups = firm_groups(store, period, asked.unit, firms)
    way = next((way for way in ("镇办", "园区") if way in groups), "")
    if not way:
        raise ReportError("企业都没有填所在镇办和所属园区，排不出名次：请先在企业库里补填镇办或园区。")
    names = sorted({name for name in groups[way].values() if name})
    units = [RankedUnit(n, decompose(f for f in firms if groups[way][f.subject] == n)) for n in names]
    return ranking_forms.ranking_form(units, whole, period, asked.head, asked.notes, way=way)


def _unit_line(store: Store, period: Period, code: str, name: str, firms: Iterable[FirmFigures]) -> RankedUnit:
    said = {one.figure: one for one in store.select(OfficialFigure, unit=code, period=period.key)}
    unit = None if code == store.desk.unit and store.desk.is_city else code
    return RankedUnit(
        name,
        decompose(firms),
        _rate(said.get("va_growth")),
        _rate(said.get("va_suggested")),
        _sum(store, period, _INVESTMENT, Measure.CUM, unit),
        _sum(store, period, _INVESTMENT, Measure.CUM_BASE, unit),
    )


def _rate(official: OfficialFigure | None) -> Rate | None:
    return None if official is None else Rate(from_stored(official.value, official.measure_unit))


def _sum(store: Store, period: Period, code: str, measure: Measure, unit: str | None) -> int | None:
    totals = [t for t in store.facts.totals(period, [(code, measure)], unit) if t.status in SCOPE]
    return sum(t.value for t in totals) if totals else None


def write_targets(asked: Asked) -> Report:
    """Write T3 of the units below, or of the office's own targets."""
    store, period = asked.store, asked.period
    board = goals.board(store, period)
    below = [line.progress for line in board.lines if line.target.unit != store.desk.unit]
    mine = [line.progress for line in board.lines if line.target.unit == store.desk.unit]
    lines = [TargetLine(one.name, one.target, one.done, one.ahead, one.origins) for one in below or mine]
    whole = [one.target for one in mine] if below else []
    overall = {one.name: one.place for one in board.standings}
    return ranking_forms.target_form(lines, whole, period, asked.place, asked.head, overall, asked.notes)


PAPERS = (
    Paper("ranking", "县区（园区）主要指标排名表", ANALYSIS, write_ranking),
    Paper("targets", "目标任务分解及完成情况表", DUTIES, write_targets, needs_figures=False),
)
