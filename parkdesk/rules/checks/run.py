"""Rules applied to a unit's figures: columns narrow down where a rule may fail, exact figures decide."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from parkdesk.periods import Period
from parkdesk.records.indicators import MEASURE_LABELS, Measure
from parkdesk.rules.checks.meaning import FIRM, TOTAL, Attribute, Bound, figures_in, first_figure, with_indicator
from parkdesk.rules.checks.noticed import Noticed, Place, said
from parkdesk.rules.checks.vectors import places_in_doubt
from parkdesk.rules.checks.worlds import CellWorld, ExactWorld, RecordWorld, evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from parkdesk.records import Indicator, Record
    from parkdesk.rules.checks.frame import Frame
    from parkdesk.rules.checks.rulebook import Blank, Rule

_LISTED = 5
"""How many firms a finding about many of them names."""


def judge_figures(frame: Frame, rules: Iterable[Rule], periods: Sequence[int]) -> list[Noticed]:
    """Return what the rules about firms and sums find in the periods of a frame."""
    rows = [frame.row(period) for period in periods if frame.row(period) >= 0]
    found: list[Noticed] = []
    for rule in rules:
        if rule.over in (FIRM, TOTAL) and rows:
            for code in _codes(rule, frame.indicators):
                found += _Applied(frame, rule, code).findings(rows)
    return found


def _codes(rule: Rule, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    """Yield the indicators that a rule goes through; one that is about particular ones goes once."""
    if not rule.each:
        yield ""
        return
    for code, indicator in indicators.items():
        if rule.each == "all" or (rule.each == "stock") == indicator.is_stock:
            yield code


class _Applied:
    """One rule, about one indicator where it goes through them."""

    def __init__(self, frame: Frame, rule: Rule, code: str) -> None:
        self._frame, self._rule, self._code = frame, rule, code
        self._holds = self._about(rule.holds)
        self._needs = self._about(rule.needs) if rule.needs else None

    def _about(self, bound: Bound) -> Bound:
        return with_indicator(bound, self._code) if self._code else bound

    def findings(self, rows: Sequence[int]) -> Iterator[Noticed]:
        """Yield a finding for every place, or one for all firms of a period where they go together."""
        if figures_in(self._holds) - self._frame.indicators.keys():
            return
        failed = [place for place in self._places(rows) if self._fails(*place)]
        if self._rule.together:
            for row, members in groupby(failed, key=lambda place: place[0]):
                yield self._noticed(row, [firm for _, firm in members])
        else:
            for row, firm in failed:
                yield self._noticed(row, [firm])

    def _places(self, rows: Sequence[int]) -> list[tuple[int, int | None]]:
        if self._rule.over == TOTAL:
            return [(row, None) for row in rows]
        return list(places_in_doubt(self._frame, rows, self._needs, self._holds))

    def _fails(self, row: int, firm: int | None) -> bool:
        world = CellWorld(self._frame, row, firm)
        if self._needs is not None and evaluate(self._needs, world) is not True:
            return False
        return evaluate(self._holds, world) is False

    def _noticed(self, row: int, firms: list[int | None]) -> Noticed:
        frame, rule = self._frame, self._rule
        period = Period.from_key(frame.periods[row])
        figure = first_figure(self._holds)
        one = firms[0] if len(firms) == 1 and not rule.together else None
        firm = frame.firms[one] if one is not None else None
        indicator = frame.indicators.get(figure.code) if figure else None
        label = f"{indicator.name}{MEASURE_LABELS[Measure(figure.measure)]}" if indicator and figure else ""
        subject = firm.name if firm else frame.unit
        return Noticed(
            rule.key, rule.name, rule.level, rule.scope, rule.origin, self._text(row, firms, period),
            " ".join(filter(None, (subject, label, period.title))),
            Place(period.key, firm.id if firm else "", indicator=figure.code if figure else "",
                  measure=figure.measure if figure else 0, field=_field(self._holds)),
            rule.liftable,
        )  # fmt: skip

    def _text(self, row: int, firms: list[int | None], period: Period) -> str:
        before, each, after = self._rule.text
        items = "、".join(self._say(each, row, firm, period) for firm in firms[:_LISTED]) if each else ""
        if each and len(firms) > _LISTED:
            items += f"等{len(firms)}户"
        return self._say(before, row, firms[0], period) + items + self._say(after, row, firms[0], period)

    def _say(self, parts: Iterable[str | Blank], row: int, firm: int | None, period: Period) -> str:
        frame = self._frame
        indicator = frame.indicators.get(self._code)
        names = {
            "企业": frame.firms[firm].name if firm is not None else frame.unit,
            "单位": frame.unit,
            "期间": period.title,
            "指标": indicator.name if indicator else "",
        }
        world = CellWorld(frame, row, firm)
        return "".join(_filled(part, names, world, frame.indicators, self._code) for part in parts)


def _filled(
    part: str | Blank, names: Mapping[str, str], world: ExactWorld, indicators: Mapping[str, Indicator], code: str = ""
) -> str:
    if isinstance(part, str):
        return part
    if part.value is None:
        return names.get(part.name, "")
    bound = with_indicator(part.value, code) if code else part.value
    return said(bound, evaluate(bound, world), part.unit, indicators)  # type: ignore[arg-type]


def _field(bound: Bound) -> str:
    """Return the first attribute that an expression speaks of."""
    if isinstance(bound, Attribute):
        return bound.key
    return next((found for one in getattr(bound, "inputs", ()) if (found := _field(one))), "")


def judge_records(rules: Iterable[Rule], records: Mapping[str, Sequence[Record]], period: int) -> list[Noticed]:
    """Return what the rules about ledgers find in their records."""
    found = []
    for rule in rules:
        for record in records.get(rule.over, ()):
            world: Any = RecordWorld(record, period)
            if rule.needs is not None and evaluate(rule.needs, world) is not True:
                continue
            if evaluate(rule.holds, world) is False:
                found.append(_of_record(rule, record, world, period))
    return found


def _of_record(rule: Rule, record: Record, world: ExactWorld, period: int) -> Noticed:
    names = {"名称": record.title(), "期间": Period.from_key(period).title}
    text = "".join(_filled(part, names, world, {}) for parts in rule.text for part in parts)
    where = f"{record.LABEL} {record.title()}"
    place = Place(period, table=record.TABLE, record=record.id, field=_field(rule.holds))
    return Noticed(rule.key, rule.name, rule.level, rule.scope, rule.origin, text, where, place, rule.liftable)
