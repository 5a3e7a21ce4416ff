"""目标考核, joined: targets with their lights, the order of units, who answers for what, where a figure comes from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import UNITS, from_stored, read_number, show, to_stored
from parkdesk.errors import UsageError
from parkdesk.office import downward
from parkdesk.office.projects.norms import numbers
from parkdesk.office.reached import BIG_ENTRY
from parkdesk.plan import Outcome, Plan, RecordChange, Row, Source
from parkdesk.records import Department, DutyTask, Lead, Measure, Plant, Target, catalogue
from parkdesk.rules import goals as rules
from parkdesk.rules.parks import BUILT, STANDARD
from parkdesk.store import new_id

if TYPE_CHECKING:
    from decimal import Decimal

    from parkdesk.amounts import Rate
    from parkdesk.periods import Period
    from parkdesk.records import Record
    from parkdesk.store import Changes, Store

_MOST_LEAVES = 8


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One target of one unit with its light and who answers for it."""

    progress: downward.Progress
    light: str
    lead: str

    @property
    def target(self) -> Target:
        """The target."""
        return self.progress.target

    def amount(self, stored: int | None) -> str:
        """Return a figure of this target as people read it."""
        unit = self.target.measure_unit
        return "—" if stored is None else f"{show(stored, unit, 0 if unit.smallest == 1 else 2, grouped=True)}"


@dataclass(frozen=True, slots=True)
class GoalsBoard:
    """How the targets of a year stand at a period."""

    period: Period
    lines: tuple[GoalLine, ...]
    standings: tuple[rules.Standing, ...]
    splits: tuple[downward.Split, ...]
    duties: tuple[rules.Duty, ...]


def board(store: Store, period: Period) -> GoalsBoard:
    """Return how every target of the period's year stands."""
    norms = numbers(store)
    names = {d.name: d.successor for d in store.select(Department) if d.successor}
    duties = rules.duties(store.select(DutyTask, year=period.year), names)
    lines = [
        GoalLine(one, rules.light(one.ahead, one.target.nature, period.month, norms), _lead_of(one.target, duties))
        for one in downward.progress(store, period)
    ]
    own = store.desk.unit if store.desk.is_city else store.desk.parent
    split = [(one.progress.unit, one.progress.name, one.progress.ahead) for one in lines if one.progress.unit != own]
    return GoalsBoard(
        period, tuple(lines), tuple(rules.standings(split)), tuple(downward.splits(store, period.year)), tuple(duties)
    )


def _lead_of(target: Target, duties: list[rules.Duty]) -> str:
    """Return the unit that leads the task which a target belongs to: the one that shares most of its words."""

    def shared(duty: rules.Duty) -> int:
        return sum(word in duty.task for word in _WORDS if word in target.name)

    best = max(duties, key=shared, default=None)
    return best.lead if best is not None and shared(best) else ""


_WORDS = (
    "厂房",
    "入园",
    "招商",
    "产值",
    "投资",
    "技改",
    "双创",
    "智慧",
    "人才",
    "科技",
    "园区",
    "绿色",
    "用地",
    "金融",
)


class Node(NamedTuple):
    """One line of the tree below a target: how deep, who, its target if it has one, what it reached, its light."""

    depth: int
    name: str
    target: str
    done: str
    rate: Rate | None
    ahead: Decimal | None
    light: str
    ledger: str = ""
    record: str = ""


def tree(store: Store, found: GoalsBoard, chosen: Target) -> list[Node]:
    """Return where a target's figure comes from: city, its units, their parks, the firms or buildings behind."""
    same = [line for line in found.lines if downward.on_the_same(line.target, chosen)]
    top = [line for line in same if line.progress.unit == line.target.issuer]
    split = [line for line in same if line not in top]
    nodes = [_node(line, 0) for line in top]
    if top and not split:
        nodes += _below(store, found.period, top[0], 1)
    depth = 1 if top else 0
    for line in split:
        nodes.append(_node(line, depth))
        if line.progress.unit == chosen.unit or len(split) == 1:
            nodes += _below(store, found.period, line, depth + 1)
    return nodes


def _node(line: GoalLine, depth: int) -> Node:
    one, unit = line.progress, line.target.measured_in
    return Node(
        depth, one.name, f"{line.amount(line.target.amount)}{unit}", _with_unit(line, one.done),
        one.rate, one.ahead, line.light,
    )  # fmt: skip


def _with_unit(line: GoalLine, stored: int | None) -> str:
    return "—" if stored is None else f"{line.amount(stored)}{line.target.measured_in}"


def _below(store: Store, period: Period, line: GoalLine, depth: int) -> list[Node]:
    """Return the parks of a unit and what stands behind their part of a figure."""
    parts: dict[str, list[tuple[str, int, str, str]]] = defaultdict(list)
    for park, name, value, ledger, record in _parts(store, period, line.target):
        parts[park or "（园区外）"].append((name, value, ledger, record))
    nodes = []
    for park, leaves in sorted(parts.items(), key=lambda part: -sum(leaf[1] for leaf in part[1])):
        whole = sum(leaf[1] for leaf in leaves)
        nodes.append(Node(depth, park, "", _with_unit(line, whole), None, None, ""))
        leaves.sort(key=lambda leaf: -leaf[1])
        for name, value, ledger, record in leaves[:_MOST_LEAVES]:
            nodes.append(Node(depth + 1, name, "", _with_unit(line, value), None, None, "", ledger, record))
        if rest := leaves[_MOST_LEAVES:]:
            said = _with_unit(line, sum(leaf[1] for leaf in rest))
            nodes.append(Node(depth + 1, f"其余{len(rest)}户（栋、个）", "", said, None, None, ""))
    return nodes


def _parts(store: Store, period: Period, target: Target) -> list[tuple[str, str, int, str, str]]:
    """Return (park, name, value, ledger, record) of what a target's figure is made of."""
    of = {} if store.desk.is_city and target.unit == store.desk.unit else {"unit": target.unit}
    months = f"{period.year}-01", f"{period.year}-{period.month:02d}"
    if target.indicator in ("new_plants", "all_plants"):
        plants = [p for p in store.select(Plant, **of) if p.use == STANDARD and p.state == BUILT]
        if target.indicator == "new_plants":
            plants = [p for p in plants if p.finished and months[0] <= p.finished <= months[1]]
        return [(p.park, p.number or p.title(), p.area or 0, "plants", p.id) for p in plants]
    if target.indicator == "big_entries":
        came = [lead for lead in store.select(Lead, **of) if months[0] <= (lead.entered_on or "")[:7] <= months[1]]
        big = [lead for lead in came if (lead.amount or 0) >= BIG_ENTRY]
        return [(lead.park, lead.enterprise or lead.name, 1, "leads", lead.id) for lead in big]
    measure = (target.indicator, Measure.CUM)
    rows = store.facts.month_rows(period, of.get("unit"))
    return [(r.park, r.name, r.figures[measure], "", r.id) for r in rows if r.figures.get(measure)]


# -- shipped examples --------------------------------------------------------------------------


def target_sets() -> dict[str, str]:
    """Return the shipped target sets: code → what people call them."""
    return {code: one["name"] for code, one in catalogue.target_sets().items()}


def adopt(store: Store, code: str) -> Changes:
    """Enter a shipped target set as the desk's own targets, in one step that can be undone."""
    if code not in catalogue.target_sets():
        raise UsageError(f"没有“{code}”这个目标集：可用的有 {'、'.join(catalogue.target_sets())}。")
    chosen = catalogue.target_sets()[code]
    held = {target.natural_key() for target in store.select(Target)}
    records = []
    for one in chosen["targets"]:
        number = read_number(one["amount"])
        assert number is not None
        target = Target(
            id=new_id(), unit=store.desk.unit, year=chosen["year"], indicator=one["goal"], name=one["name"],
            nature=one["nature"], measured_in=one["unit"], amount=to_stored(number, UNITS[one["unit"]])[0],
            issuer=store.desk.unit, document=chosen["name"],
        )  # fmt: skip
        if target.natural_key() not in held:
            records.append(target)
    made = [*records, *_duties_of(store, code)]
    rows = tuple(Row(Outcome.NEW, record.title()) for record in made)
    changes = tuple(RecordChange(None, record) for record in made)
    return store.apply(
        Plan(Source("form", reason=f"采用示例目标集：{chosen['name']}"), changes, rows=rows, basis=store.seq)
    )


def _duties_of(store: Store, code: str) -> list[Record]:
    """Return the division of tasks that goes with a target set, and the units' former names, as far as new."""
    shipped, unit = catalogue.duty_sets().get(code), store.desk.unit
    if shipped is None:
        return []
    tasks = [DutyTask(id=new_id(), unit=unit, year=shipped["year"], **one) for one in shipped["tasks"]]
    renamed = [Department(id=new_id(), unit=unit, name=one["name"], successor=one["now"]) for one in shipped["former"]]
    held = {one.natural_key() for ledger in (DutyTask, Department) for one in store.select(ledger)}
    return [one for one in (*tasks, *renamed) if one.natural_key() not in held]


def duty_matrix(store: Store) -> tuple[list[str], dict[str, dict[str, str]]]:
    """Return the tasks of the newest year that has any, and by unit (its present name) what it is in each."""
    tasks = store.select(DutyTask)
    newest = [one for one in tasks if one.year == max(task.year for task in tasks)]
    names = {d.name: d.successor for d in store.select(Department) if d.successor}
    return [one.name for one in newest], rules.matrix(rules.duties(newest, names))


def exact(target: Target) -> str:
    """Return a target's amount with its unit."""
    value = from_stored(target.amount, target.measure_unit)
    return f"{float(value):g}{target.measured_in}"
