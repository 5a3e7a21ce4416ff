"""The headline of a period: totals, growth and its decomposition, coverage, units and their rank."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from parkdesk.amounts import UNITS, Points, Rate, from_stored, json_number
from parkdesk.frozen import frozen
from parkdesk.periods import Period
from parkdesk.records import Assignment, Measure, Milestone, Project, Slot, catalogue
from parkdesk.rules.growth import EXIT, NEW, SCOPE, STAY, Decomposition, Part
from parkdesk.rules.ranking import Place, places
from parkdesk.rules.slots import ProjectSlots, judge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parkdesk.store import Store, Total

_SUMS = (("revenue", Measure.CUM), ("tax", Measure.CUM), ("power", Measure.CUM), ("staff", Measure.STOCK))
_WANTED = (("output", Measure.CUM), ("output", Measure.CUM_BASE), *_SUMS)
_RATE_PLACES, _POINT_PLACES = 1, 2


@frozen
class UnitLine:
    """One reporting unit of a city: its part and its place by growth."""

    unit: str
    name: str
    part: Part
    place: Place | None


@frozen
class Summary:
    """The headline of a period; values are stored integers, None where nobody reported."""

    period: Period
    split: Decomposition
    sums: dict[str, int | None]
    in_park_output: int
    reported: int
    expected: int
    not_reported: tuple[str, ...]
    units: tuple[UnitLine, ...] = ()
    units_missing: tuple[str, ...] = ()

    def to_json(self, *, with_units: bool) -> dict[str, Any]:
        """Return the shape of the command line contract: money 万元, growth 1 decimal, pulls and drags 2."""
        total = self.split.total
        shape: dict[str, Any] = {
            "period": self.period.text,
            "enterprises": total.count,
            "output": _money(total.now),
            "base": _money(total.base),
            "growth": _shown(self.split.growth, _RATE_PLACES),
            **{code: _in_unit(value, _UNIT_OF[code]) for code, value in self.sums.items()},
            "in_park_output": _money(self.in_park_output),
            **{name: _part(part) for name, part in _named(self.split)},
            **{f"pull_{name}": _shown(self.split.pull_of(part), _POINT_PLACES) for name, part in _named(self.split)},
            "drag_simple": _shown(self.split.drag_simple, _POINT_PLACES),
            "drag_counterfactual": _shown(self.split.drag_counterfactual, _POINT_PLACES),
            "coverage": {"reported": self.reported, "expected": self.expected},
            "not_reported": list(self.not_reported),
        }
        if with_units:
            shape["units"] = [_unit_line(line) for line in self.units]
            shape["units_not_reported"] = list(self.units_missing)
        return shape


_UNIT_OF = {"revenue": "万元", "tax": "万元", "power": "万千瓦时", "staff": "人"}


def _named(split: Decomposition) -> tuple[tuple[str, Part], ...]:
    return (("stay", split.stay), ("new", split.new), ("exit", split.exit))


def _in_unit(stored: int | None, unit: str) -> int | float | None:
    return None if stored is None else json_number(from_stored(stored, UNITS[unit]))


def _money(stored: int) -> int | float | None:
    return _in_unit(stored, "万元")


def _shown(value: Rate | Points | None, digits: int) -> float | None:
    return None if value is None else float(value.shown(digits))


def _part(part: Part) -> dict[str, Any]:
    return {"count": part.count, "output": _money(part.now), "base": _money(part.base)}


def _unit_line(line: UnitLine) -> dict[str, Any]:
    return {
        "unit": line.unit,
        "name": line.name,
        "output": _money(line.part.now),
        "base": _money(line.part.base),
        "growth": _shown(line.part.growth, _RATE_PLACES),
        "rank": line.place.rank if line.place else None,
    }


def summary(store: Store, period: Period, unit: str | None = None) -> Summary:
    """Add a period up, for one unit or for the whole desk."""
    totals = store.facts.totals(period, _WANTED, unit)
    population = store.facts.population(period, unit)
    in_scope = [total for total in totals if total.status in SCOPE]
    expected = sum(n for (_, status), n in population.items() if status in (STAY, NEW))
    reported = sum(t.firms for t in in_scope if t.status != EXIT and _is(t, "output", Measure.CUM))
    silent = _silent_firms(store, period, unit) if reported < expected else ()
    return Summary(
        period=period,
        split=_split(in_scope, population),
        sums={code: _sum(in_scope, code, measure) for code, measure in _SUMS},
        in_park_output=_sum((t for t in in_scope if t.in_park), "output", Measure.CUM) or 0,
        reported=expected - len(silent),
        expected=expected,
        not_reported=silent,
        **(_unit_fields(store, in_scope, population) if store.desk.is_city and unit is None else {}),
    )


def _is(total: Total, code: str, measure: Measure) -> bool:
    return total.indicator == code and total.measure is measure


def _sum(totals: Iterable[Total], code: str, measure: Measure) -> int | None:
    values = [total.value for total in totals if _is(total, code, measure)]
    return sum(values) if values else None


def _split(totals: list[Total], population: dict[tuple[str, str | None], int]) -> Decomposition:
    parts = {}
    for status in SCOPE:
        mine = [total for total in totals if total.status == status]
        count = sum(n for (_, found), n in population.items() if found == status)
        now, base = _sum(mine, "output", Measure.CUM), _sum(mine, "output", Measure.CUM_BASE)
        parts[status] = Part(count, now or 0, base or 0)
    return Decomposition(parts[STAY], parts[NEW], parts[EXIT])


def _silent_firms(store: Store, period: Period, unit: str | None) -> tuple[str, ...]:
    """Return who said nothing of output; 「无」 with a reason is not missing (design §3)."""
    return tuple(firm.name for firm in store.facts.firms(period, "output", unit) if firm.is_silent)


def _unit_fields(store: Store, totals: list[Total], population: dict[tuple[str, str | None], int]) -> dict[str, Any]:
    offices = store.offices()
    present = {code for code, status in population if status in SCOPE}
    order = [code for code in offices if code in present] + sorted(present - offices.keys())
    parts = {
        code: _split(
            [total for total in totals if total.unit == code],
            {key: n for key, n in population.items() if key[0] == code},
        ).total
        for code in order
    }
    growths = {code: part.growth for code, part in parts.items()}
    ranked = places({code: rate.shown(_RATE_PLACES) if rate else None for code, rate in growths.items()})
    lines = tuple(
        UnitLine(code, offices[code].name if code in offices else code, parts[code], ranked[code]) for code in order
    )
    mine = (o for o in offices.values() if o.expected and o.parent == store.desk.unit)
    missing = tuple(o.name for o in mine if o.code not in present)
    return {"units": lines, "units_missing": missing}


def latest_period(store: Store) -> Period | None:
    """Return the newest period that holds any figure."""
    found = store.facts.periods()
    return Period.from_key(found[-1]) if found else None


def offered_periods(store: Store) -> list[int]:
    """Return the periods that hold figures and the one to be filled in next, oldest first."""
    known = store.facts.periods()
    if known:
        last = Period.from_key(known[-1])
        fresh = Period(last.year, last.month + 1) if last.month < 12 else Period(last.year + 1, 2)
    else:
        day = store.day()
        fresh = Period(day.year, day.month - 1) if day.month > 2 else Period(day.year - 1, 12)
    return [*known, fresh.key]


def slot_matrix(store: Store, unit: str | None = None) -> list[ProjectSlots]:
    """Return every project with its slots judged by the version of the mechanism it was created with."""
    of_unit = {"unit": unit} if unit else {}
    steps = Counter(one.project for one in store.select(Milestone, **of_unit) if one.due)
    projects = store.select(Project, **of_unit)
    return judge(projects, store.select(Slot), store.select(Assignment), catalogue.DEFAULT_TEMPLATE, steps)
