"""审核: a period judged by every rule that applies at this desk, with what was explained before.

A city judges each of its units and then its own sums; a county judges itself. Findings keep their rule's
origin, so that what the city's rules say stands apart from what the county's own say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parkdesk.errors import PackageError, RuleError, UsageError
from parkdesk.office.editing import save_record
from parkdesk.office.land import doubts_of_land
from parkdesk.periods import Period
from parkdesk.records import LEDGERS, Absence, CheckRule, Enterprise, Explanation, OfficialFigure, Registration
from parkdesk.rules.checks.frame import Beside, Frame
from parkdesk.rules.checks.heads import judge_heads
from parkdesk.rules.checks.meaning import FIRM, TOTAL, Vocabulary
from parkdesk.rules.checks.noticed import Noticed, Place
from parkdesk.rules.checks.outliers import judge_outliers
from parkdesk.rules.checks.parks import judge_parks
from parkdesk.rules.checks.rulebook import (
    SHIPPED,
    RuleBook,
    decode,
    entries_of_file,
    entry_of_record,
    record_of_entry,
    rule_book,
    shipped_files,
)
from parkdesk.rules.checks.run import judge_figures, judge_records
from parkdesk.store import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parkdesk.records.indicators import Measure
    from parkdesk.rules.checks.rulebook import Rule
    from parkdesk.store import Changes, Store

MUST, EXPLAIN, HINT = "强制", "核实", "提示"
OWN = "county"
"""The origin of rules that this desk wrote, whatever its role; those from above are the city's."""
_ORDER = {MUST: 0, EXPLAIN: 1, HINT: 2}
PLANTS = ("plants", "rooms", "leases")
"""Ledgers that are judged against each other, in the order that `judge_parks` takes them."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One finding of a unit with its explanation of this period, or the one given last time."""

    unit: str
    noticed: Noticed
    explanation: str = ""
    suggestion: str = ""

    @property
    def blocks(self) -> bool:
        """Whether it stops 上报: 强制, and no explanation lifts it."""
        return self.noticed.level == MUST and not (self.noticed.liftable and self.explanation)

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the command line contract, with what else a script may want."""
        seen, place = self.noticed, self.noticed.place
        return {
            "rule": seen.rule,
            "level": seen.level,
            "text": seen.text,
            "where": seen.where,
            "scope": seen.scope,
            "origin": seen.origin,
            "unit": self.unit,
            "period": Period.from_key(place.period).text,
            "subject": place.enterprise or place.record,
            "about": place.about,
            "explanation": self.explanation,
            "suggestion": self.suggestion,
            "blocks": self.blocks,
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, worst first, and the sentences about rules that could not be used."""

    findings: tuple[Judged, ...]
    faults: tuple[str, ...] = ()

    @property
    def blocking(self) -> list[Judged]:
        """The findings that stop 上报."""
        return [one for one in self.findings if one.blocks]

    def of(self, level: str) -> list[Judged]:
        """Return the findings of a level."""
        return [one for one in self.findings if one.noticed.level == level]

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the command line contract; `must` counts what blocks."""
        return {
            "must": len(self.blocking),
            "explain": len(self.of(EXPLAIN)),
            "hint": len(self.of(HINT)),
            "findings": [one.to_json() for one in self.findings],
            "faults": list(self.faults),
        }


def check(store: Store, period: Period, unit: str | None = None) -> Checked:
    """Judge one period by every rule."""
    return check_periods(store, [period], unit)


def check_periods(store: Store, periods: Sequence[Period], unit: str | None = None) -> Checked:
    """Judge several periods at once; what they share is read once."""
    book = rules_of(store)
    keys = sorted(period.key for period in periods)
    found: list[Judged] = []
    for one in _units(store, unit):
        frame = _frame(store, one, keys)
        noticed = judge_figures(frame, book.rules, keys)
        noticed += judge_heads(frame, keys, _register(store, keys))
        noticed += judge_outliers(frame, keys)
        for key in keys:
            noticed += _judged_ledgers(store, book.rules, one, key)
        noticed += _sums_of_sheets(store, one, periods)
        found += _explained(store, one, noticed)
    if store.desk.is_city and unit is None:
        found += _city(store, book, keys)
    found.sort(key=lambda one: (one.noticed.place.period, _ORDER[one.noticed.level]))
    return Checked(tuple(found), book.faults)


def rules_of(store: Store) -> RuleBook:
    """Return the rules that apply at this desk: shipped, its own, and the city's."""
    return rule_book(_vocabulary(store), store.select(CheckRule))


def contradictions(store: Store, period: Period) -> list[Judged]:
    """Return only what stops 上报 of a period: quick, for the doors that must know."""
    book = rules_of(store)
    rules = [rule for rule in book.rules if rule.level == MUST]
    unit = store.desk.unit
    noticed = judge_figures(_frame(store, unit, [period.key], history=False), rules, [period.key])
    noticed += _judged_ledgers(store, rules, unit, period.key)
    return [one for one in _explained(store, unit, noticed) if one.blocks]


def doubts_of_places(store: Store, unit: str | None, period: Period) -> list[Noticed]:
    """Return what is found in plants, their units and leases and in parcels, of one unit or of all, gravest first."""
    rules = [rule for rule in rules_of(store).rules if rule.over in PLANTS]
    units = list(store.offices()) if unit is None else [unit]
    found = [noticed for one in units for noticed in _judged_ledgers(store, rules, one, period.key)]
    return sorted(found, key=lambda one: _ORDER[one.level])


def refuse_contradictions(store: Store, period: Period) -> None:
    """Raise PackageError with the first contradiction and how many there are."""
    if found := contradictions(store, period):
        more = f"（共{len(found)}条）" if len(found) > 1 else ""
        raise PackageError(f"{period.title}有强制性审核问题{more}，没有导出：{found[0].noticed.text}")


# -- trying and writing rules ------------------------------------------------------------------


def try_rule(store: Store, record: CheckRule, period: Period) -> list[Judged]:
    """Return what a rule would find in a period before it is saved; raises RuleError with its first mistake."""
    rule = decode(entry_of_record(record), _vocabulary(store))
    found: list[Judged] = []
    for unit in _units(store, None):
        noticed = judge_figures(_frame(store, unit, [period.key]), [rule], [period.key])
        noticed += judge_records([rule], _records(store, {rule.over} - {FIRM, TOTAL}, unit), period.key)
        found += [Judged(unit, one) for one in noticed]
    return found


@dataclass(frozen=True, slots=True)
class Listed:
    """One rule as an office sees it: as a record, whoever wrote it; `fault` says why it cannot be used."""

    rule: CheckRule
    origin: str
    replaces: bool = False
    fault: str = ""

    @property
    def is_own(self) -> bool:
        """Whether this office wrote it and may change it."""
        return self.origin == OWN


def listed_rules(store: Store) -> list[Listed]:
    """Return every rule with whose it is: the city's, the office's own (some over a shipped one), the shipped rest."""
    words, records = _vocabulary(store), store.select(CheckRule)
    shipped = {rule.code: rule for path in shipped_files() for rule in map(record_of_entry, entries_of_file(path))}
    own = {record.code for record in records if record.origin == OWN}
    found = []
    for record in sorted(records, key=lambda one: (one.origin, one.code)):
        replaces = record.origin == OWN and record.code in shipped
        found.append(Listed(record, record.origin, replaces, _fault(record, words) if record.active else ""))
    return found + [Listed(rule, SHIPPED) for code, rule in shipped.items() if code not in own]


def _fault(record: CheckRule, words: Vocabulary) -> str:
    try:
        decode(entry_of_record(record), words)
    except RuleError as fault:
        return str(fault)
    return ""


def save_rule(store: Store, before: CheckRule | None, after: CheckRule | None, reason: str = "") -> Changes:
    """Add, change or remove a rule of this desk.

    Raises RuleError for one that cannot be understood, UsageError for one that the office above issued or whose
    code another rule of this desk has.
    """
    for one in (before, after):
        if one is not None and one.origin != OWN:
            raise UsageError(f"“{one.name}”是上级下发的规则，本级不能改也不能停用：有意见请向上级反映。")
    held = store.select(CheckRule, origin=OWN)
    if after is not None and any(one.code == after.code and one.id != after.id for one in held):
        raise UsageError(f"本级已有代码是“{after.code}”的规则：请换一个代码，或直接改那一条。")
    if after is not None and after.active:
        decode(entry_of_record(after), _vocabulary(store))
    return save_record(store, before, after, reason)


def words(store: Store, over: str, *, each: bool = False) -> list[str]:
    """Return the words a rule about these subjects can use, for completing what is typed."""
    return _vocabulary(store).words(over, each=each)


# -- explanations ------------------------------------------------------------------------------


def explain(store: Store, judged: Judged, text: str) -> Changes:
    """Remember why a finding is as it is; empty text takes the explanation away.

    Raises UsageError for a contradiction that no explanation can lift.
    """
    seen = judged.noticed
    if seen.level == MUST and not seen.liftable:
        raise UsageError(f"“{seen.name}”是强制性审核，不能用说明放行：请改正数据。")
    key = (
        judged.unit,
        seen.place.period,
        _rule_there(store, judged.unit, seen),
        seen.place.enterprise,
        seen.place.about,
    )
    held = {_key(one): one for one in store.select(Explanation, unit=judged.unit, period=seen.place.period)}
    before = held.get(key)
    unit, period, rule, enterprise, about = key
    after = Explanation(
        id=before.id if before else new_id(),
        unit=unit, period=period, rule=rule, enterprise=enterprise, about=about, text=text.strip(),
    ) if text.strip() else None  # fmt: skip
    if before is None and after is None:
        raise UsageError("没有写说明：请写明这个数为什么是对的。")
    return save_record(store, before, after, "审核说明")


def _key(one: Explanation) -> tuple[str, int, str, str, str]:
    return (one.unit, one.period, one.rule, one.enterprise, one.about)


def _rule_there(store: Store, unit: str, seen: Noticed) -> str:
    """Return what a unit calls a rule in its explanations: one that this desk wrote is the city's to those below."""
    return f"city.{seen.rule}" if unit != store.desk.unit and seen.origin == OWN else seen.rule


def _explained(store: Store, unit: str, noticed: Iterable[Noticed]) -> list[Judged]:
    """Give every finding its explanation, else the newest one of an earlier period as a suggestion."""
    held = {_key(one): one.text for one in store.select(Explanation, unit=unit)}
    earlier: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
    for (_, period, *rest), text in sorted(held.items()):
        earlier.setdefault((rest[0], rest[1], rest[2]), []).append((period, text))
    found = []
    for seen in noticed:
        place, rule = seen.place, _rule_there(store, unit, seen)
        now = held.get((unit, place.period, rule, place.enterprise, place.about), "")
        before = [t for p, t in earlier.get((rule, place.enterprise, place.about), ()) if p < place.period]
        found.append(Judged(unit, seen, now, "" if now or not before else before[-1]))
    return found


# -- what is judged ----------------------------------------------------------------------------


def _vocabulary(store: Store) -> Vocabulary:
    return Vocabulary(store.indicators(), LEDGERS)


def _units(store: Store, unit: str | None) -> list[str]:
    if unit is not None:
        return [unit]
    return store.facts.units() if store.desk.is_city else [store.desk.unit]


def _frame(store: Store, unit: str | None, keys: Sequence[int], *, history: bool = True) -> Frame:
    """Return a unit's frame (every unit's for None): the periods asked for and the two years before.

    Without `history` it holds only what rules compare a period with: the month and the year before.
    """
    facts, offices = store.facts, store.offices()
    first = (keys[0] // 100 - 2) * 100
    near = {key - back for key in keys for back in (0, 1, 100, 101)}
    held_periods = (key for key in facts.periods() if first < key <= keys[-1] and (history or key in near))
    periods = sorted({*keys, *held_periods})
    firms = store.select(Enterprise, **({"unit": unit} if unit is not None else {}))
    numbers = {
        firm: key for one in ([unit] if unit is not None else facts.units()) for firm, key in facts.keys(one).items()
    }
    alone = None if unit is None or facts.units() in ([unit], []) else unit
    whose = unit if unit is not None else store.desk.unit
    absent = store.select(Absence, indicator="output")
    absences = {(one.period, one.enterprise): one.reason for one in absent}
    official = {(one.period, one.figure): one.value for one in store.select(OfficialFigure, unit=whose)}

    def load(code: str, measure: Measure, period: int) -> Sequence[tuple[int, int]]:
        return facts.pairs(code, period, measure, alone)

    return Frame(
        offices[whose].name if whose in offices else store.desk.name,
        periods,
        firms,
        [numbers[firm.id] for firm in firms],
        lambda key: facts.standings(Period.from_key(key), unit),
        load,
        store.indicators(),
        Beside(official, frozenset(store.sealed.seals().of(whose)), absences),
    )


def _register(store: Store, keys: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return what the registry says of each year: the standing without a month."""
    return {
        year: {r.enterprise: r.status for r in store.select(Registration, from_period=year * 100)}
        for year in {key // 100 for key in keys}
    }


def _records(store: Store, tables: Iterable[str], unit: str) -> dict[str, list[Any]]:
    """Return a unit's records; those of nobody are this desk's own."""
    found: dict[str, list[Any]] = {}
    for table in tables:
        if any(column.key == "unit" for column in LEDGERS[table].COLUMNS):
            found[table] = store.select(LEDGERS[table], unit=unit)
        else:
            found[table] = store.select(LEDGERS[table]) if unit == store.desk.unit else []
    return found


def _judged_ledgers(store: Store, rules: Sequence[Rule], unit: str, key: int) -> list[Noticed]:
    """Judge a unit's ledgers row by row, and those of plants against each other."""
    held = _records(store, {rule.over for rule in rules}.union(PLANTS) - {FIRM, TOTAL}, unit)
    plants, rooms, leases = (held[table] for table in PLANTS)
    found = judge_records(rules, held, key) + judge_parks(plants, rooms, leases, key, store.day())
    return found + doubts_of_land(store, unit, key)


def _sums_of_sheets(store: Store, unit: str, periods: Iterable[Period]) -> list[Noticed]:
    """Say again where the newest sheet of a period had sums that are not those of its rows."""
    found = []
    sheets = [entry for entry in store.imports() if entry.kind == "facts" and entry.unit == unit and not entry.undone]
    for period in periods:
        newest = next((entry for entry in sheets if entry.period == period.text), None)
        for one in newest.findings if newest else ():
            if one["rule"].startswith("intake.sum"):
                where = f"{newest.file} {one['where']}" if newest else ""
                name, text = "合计与各行之和", one["text"]
                place = Place(period.key)
                found.append(Noticed(one["rule"], name, one["level"], "表内", "shipped", text, where, place))
    return found


def _city(store: Store, book: RuleBook, keys: Sequence[int]) -> list[Judged]:
    """Judge the city's own sums over all its units against what is issued for the city."""
    totals = [rule for rule in book.rules if rule.over == TOTAL]
    return _explained(store, store.desk.unit, judge_figures(_frame(store, None, keys), totals, keys))
