"""Whether a month's table is the one it says it is: another county's, another year's, last month's again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.records import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from parkdesk.intake.fact_columns import FactColumn
    from parkdesk.intake.findings import Findings
    from parkdesk.intake.firms import Ident
    from parkdesk.intake.task import Task
    from parkdesk.periods import Period

_ENOUGH = 5
_NEARLY_ALL = 0.9


class Seen(NamedTuple):
    """What was read of one firm."""

    ident: Ident
    values: Sequence[int | None]


def tell_doubts(
    task: Task, columns: Sequence[FactColumn], seen: Mapping[str, Seen], unknown: int, findings: Findings
) -> None:
    """Tell what speaks against a table's unit and period; nothing is left out for it."""
    if len(seen) < _ENOUGH:
        return
    sheet = task.grid.sheet
    _tell_strangers(task, seen, unknown, findings)
    period = task.period
    assert period is not None
    for index, column in enumerate(columns):
        if column.measure is Measure.CUM:
            values = {firm: line.values[index] for firm, line in seen.items() if line.values[index]}
            for other, why in _copies(task, column, values, period):
                text = f"本表的{column.label}与台账中{other.title}的完全一样，{why}；请核对期间。"
                findings.explain("copied_period", text, sheet)
            break
    years = {key // 100 for key in task.store.facts.periods()}
    if years and not min(years) - 1 <= period.year <= max(years) + 1:
        text = f"本表是{period.year}年的，台账中的数是{min(years)}—{max(years)}年的；请核对年份。"
        findings.explain("far_year", text, sheet)


def _tell_strangers(task: Task, seen: Mapping[str, Seen], unknown: int, findings: Findings) -> None:
    held = len(seen) - unknown
    if unknown > held and _is_settled(task):
        text = f"本表{len(seen)}户中有{unknown}户不在名录里，可能是别的单位的表；请核对。"
        findings.explain("strangers", text, task.grid.sheet)
    places = Counter(line.ident.code[2:8] for line in seen.values() if len(line.ident.code) == 18)
    own = {office.gb_code or office.code for office in task.store.offices().values() if office.code == task.unit}
    for office in task.store.offices().values():
        place = office.gb_code or office.code
        if place not in own and office.kind == "县" and places[place] * 2 > len(seen):
            text = f"本表{len(seen)}户中有{places[place]}户的信用代码是{office.name}登记的，可能是那里的表；请核对。"
            findings.explain("other_place", text, task.grid.sheet)


def _is_settled(task: Task) -> bool:
    """Whether the desk has a month of this unit already, so that its firms are known."""
    held = task.store.facts.periods()
    return bool(held) and bool(task.store.facts.slice(held[-1], task.unit))


def _copies(
    task: Task, column: FactColumn, values: Mapping[str, int | None], period: Period
) -> Iterator[tuple[Period, str]]:
    facts, code, unit = task.store.facts, column.indicator.code, task.unit
    others = [(period.of_year(period.year - 1), "可能年份写错了"), (period.of_year(period.year + 1), "可能年份写错了")]
    if before := period.previous():
        others.append((before, "可能又送了一次上月的表"))
    for other, why in others:
        held = facts.column(code, other.key, Measure.CUM, unit)
        common = [firm for firm in values if firm in held]
        same = sum(values[firm] == held[firm] for firm in common)
        if len(common) >= _ENOUGH and same >= _NEARLY_ALL * len(common):
            yield other, why
