"""亩均论英雄, joined: a data year scored by a scheme, who moves class, what is published, what each firm is told."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from parkdesk.amounts import half_up, read_number
from parkdesk.errors import UsageError
from parkdesk.plan import Outcome, Plan, RecordChange, Row, Source
from parkdesk.records import Acreage, AcreageResult, Scheme, SchemeItem, catalogue
from parkdesk.records.goals import GROUPS, LAST_YEAR
from parkdesk.records.names import normalise_name
from parkdesk.rules import acreage as rules
from parkdesk.store import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from parkdesk.store import Changes, Store

_FIGURES = ("tax", "revenue", "added", "staff", "energy", "power", "emission", "carbon", "water", "tech", "research")
STAGES = ("面积核对", "初评", "公示", "异议", "已确认", "已公布")
ACREAGE_KIND = "亩均"


@dataclass(frozen=True, slots=True)
class FirmScore:
    """What became of one firm: its score in hundredths, its place and class, line by line why."""

    firm: Acreage
    land: int | None
    total: int | None
    place: int | None
    grade: str
    lines: tuple[tuple[str, str, str, str], ...]
    """(indicator, value, base, points) as people read them."""
    remarks: tuple[str, ...]
    before: str = ""
    """Its class of the year before."""


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A data year by a scheme: every firm, and the sentences about what cannot be scored."""

    year: int
    scheme: str
    firms: tuple[FirmScore, ...]
    faults: tuple[str, ...]
    totals: Mapping[str, int]
    remarks: tuple[str, ...] = ()
    """Sentences about what was scored, but says little: one firm alone, all firms equal."""

    def count(self, grade: str) -> int:
        """Return how many firms stand in a class."""
        return sum(one.grade == grade for one in self.firms)


def scheme_names(store: Store) -> list[tuple[str, int]]:
    """Return the desk's 亩均 schemes as (name, data year)."""
    return [(one.name, one.year) for one in store.select(Scheme) if one.kind == ACREAGE_KIND]


def adopt(store: Store, code: str, year: int) -> Changes:
    """Enter a shipped scheme with its items for a data year, for the office to edit."""
    shipped = catalogue.schemes().get(code)
    if shipped is None:
        raise UsageError(f"没有“{code}”这个方案：可用的有 {'、'.join(catalogue.schemes())}。")
    unit, name = store.desk.unit, shipped["name"]
    if any(one.name == name and one.year == year for one in store.select(Scheme)):
        raise UsageError(f"{year}年已经有“{name}”这个方案：请直接修改它，或先删去再采用。")
    shares = [_hundredths(text) for text in shipped.get("shares", ("20", "65", "95"))]
    scheme = Scheme(
        id=new_id(), unit=unit, name=name, kind=shipped.get("kind", ACREAGE_KIND), year=year, method=shipped["method"],
        cap=_hundredths(shipped["cap"]) if "cap" in shipped else None, factor=_hundredths(shipped.get("factor", "1")),
        base_of=shipped.get("base_of", "当年平均"),
        share_a=shares[0], share_b=shares[1], share_c=shares[2], tops=shipped.get("tops", ""), source=shipped["source"],
    )  # fmt: skip
    items = [
        SchemeItem(
            id=new_id(),
            unit=unit,
            scheme=name,
            year=year,
            cohort=item.get("cohort", ""),
            measure=item.get("code", ""),
            name=item.get("name") or rules.MEASURES[item["code"]].label,
            weight=_hundredths(item["weight"]),
            base=_base(item["base"]) if "base" in item else None,
        )
        for item in shipped["items"]
    ]
    records = [scheme, *items]
    rows = tuple(Row(Outcome.NEW, record.title()) for record in records)
    changes = tuple(RecordChange(None, record) for record in records)
    return store.apply(Plan(Source("form", reason=f"采用方案：{name}"), changes, rows=rows, basis=store.seq))


def _hundredths(text: str) -> int:
    number = read_number(text)
    assert number is not None
    return int(half_up(Fraction(number) * 100, 0))


def _base(text: str) -> int:
    """Return a base in ten-thousandths: 0.2352 万元/万千瓦时 keeps all its digits."""
    number = read_number(text)
    assert number is not None
    return int(half_up(Fraction(number) * 10_000, 0))


def scheme_of(store: Store, name: str, year: int) -> tuple[Scheme, dict[str, rules.Scheme]]:
    """Return a scheme of the desk and what it asks of each group; raises UsageError where there is none."""
    found = next((one for one in store.select(Scheme) if one.name == name and one.year == year), None)
    if found is None:
        raise UsageError(f"没有{year}年的方案“{name}”：请先在“考核方案”里建一个，或采用预置方案。")
    items = [one for one in store.select(SchemeItem) if one.scheme == name and one.year == year]
    groups = {}
    for group in GROUPS:
        mine = [item for item in items if item.cohort in (group, "") and item.measure in rules.MEASURES]
        if mine:
            groups[group] = _as_rules(found, mine)
    return found, groups


def _as_rules(found: Scheme, items: Sequence[SchemeItem]) -> rules.Scheme:
    def part(value: int | None, default: int) -> Fraction:
        return Fraction(default if value is None else value, 100)

    return rules.Scheme(
        tuple(
            rules.Item(one.measure, part(one.weight, 0), None if one.base is None else Fraction(one.base, 10_000))
            for one in items
        ),
        found.method, None if not found.cap else Fraction(found.cap, 100), part(found.factor, 100),
        (part(found.share_a, 2000), part(found.share_b, 6500), part(found.share_c, 9500)),
        10 if found.smallest is None else found.smallest, found.veto_to,
        part(found.bonus_cap, 1000), part(found.penalty_cap, 1000), found.missing == "零分",
    )  # fmt: skip


def appraise(
    store: Store, name: str, year: int, weights: Mapping[tuple[str, str], Fraction] | None = None
) -> Appraisal:
    """Score a data year; `weights` by (group, indicator code) try other ones without writing them."""
    stated, groups = scheme_of(store, name, year)
    firms = store.select(Acreage, year=year)
    earlier = store.select(Acreage, year=year - 1) if stated.base_of == LAST_YEAR else None
    last = {_key(one): one.grade for one in store.select(AcreageResult, year=year - 1)}
    made: list[FirmScore] = []
    faults: list[str] = []
    totals = {}
    for group in GROUPS:
        mine = [firm for firm in firms if firm.cohort == group]
        scheme = groups.get(group)
        if not mine:
            continue
        if scheme is None:
            faults.append(f"方案里没有{group}企业的指标，{len(mine)}户{group}企业没有计分；请补上指标。")
            made += [_unscored(firm, last, "方案里没有这一组的指标") for firm in mine]
            continue
        scheme = _with_weights(scheme, group, weights or {})
        totals[group] = int(sum(item.weight for item in scheme.items))
        wrong = scheme.faults()
        if earlier is not None and not wrong:
            scheme, wrong = _by_last_year(scheme, [firm for firm in earlier if firm.cohort == group], year)
        if wrong:
            faults += [f"{group}：{text}" for text in wrong]
            made += [_unscored(firm, last, wrong[0]) for firm in mine]
            continue
        made += _score_group(mine, scheme, last)
    if not firms:
        faults.append(f"还没有{year}年的亩均数据：请导入或录入“亩均数据”。")
    return Appraisal(year, name, tuple(made), tuple(faults), totals, tuple(_says_little(made)))


def _says_little(firms: Sequence[FirmScore]) -> Iterator[str]:
    """Return a sentence for each group whose scores tell nobody apart."""
    for group in GROUPS:
        totals = [one.total for one in firms if one.firm.cohort == group and one.total is not None]
        if len(totals) == 1:
            yield f"{group}只有1户参评，基准就是它自己，得分和类别没有可比性；请核对分组。"
        elif totals and len(set(totals)) == 1:
            yield f"{group}{len(totals)}户得分全部相同，并列第一，都列A类；请核对数据和方案。"


def _with_weights(scheme: rules.Scheme, group: str, weights: Mapping[tuple[str, str], Fraction]) -> rules.Scheme:
    items = tuple(replace(item, weight=weights.get((group, item.code), item.weight)) for item in scheme.items)
    return replace(scheme, items=items)


def _key(one: Acreage | AcreageResult) -> str:
    return one.code or normalise_name(one.enterprise)


def _unscored(firm: Acreage, last: Mapping[str, str], why: str) -> FirmScore:
    return FirmScore(firm, _land(firm), None, None, "", (), (why,), last.get(_key(firm), ""))


def _land(firm: Acreage) -> int | None:
    return rules.land_of(firm.own_land, firm.leased_land, firm.let_land, firm.floor, firm.ratio)


def _by_last_year(scheme: rules.Scheme, earlier: Sequence[Acreage], year: int) -> tuple[rules.Scheme, list[str]]:
    """Hold every line without a base of its own against the mean of the year before; say which has none."""
    if scheme.method == rules.RANGE:
        return scheme, []
    bases = rules.Scores(scheme, _figures(_parcels(earlier))).bases
    items = tuple(replace(item, base=base) for item, base in zip(scheme.items, bases, strict=True))
    missing = [item.measure.label for item in items if item.weight and (item.base is None or item.base <= 0)]
    if not missing:
        return replace(scheme, items=items), []
    lacks = "、".join(missing)
    return scheme, [
        f"方案的基准取上年平均值，{year - 1}年亩均数据算不出{lacks}；请补{year - 1}年数据，或在“考核指标”里填基准值。"
    ]


def _parcels(firms: Sequence[Acreage]) -> list[list[Acreage]]:
    """Return the firms that are scored, those on one parcel together."""
    parcels: dict[str, list[Acreage]] = defaultdict(list)
    for firm in firms:
        if not firm.exempt:
            parcels[f"宗地{normalise_name(firm.parcel)}" if firm.parcel else firm.id].append(firm)
    return list(parcels.values())


def _figures(joined: Sequence[Sequence[Acreage]]) -> rules.Figures:
    columns: dict[str, list[int | None]] = {key: [_sum(part, key) for part in joined] for key in _FIGURES}
    columns["land"] = [_positive(_sum_land(part)) for part in joined]
    return rules.Figures(columns, [_sum(p, "bonus") for p in joined], [_sum(p, "penalty") for p in joined])


def _score_group(firms: Sequence[Acreage], scheme: rules.Scheme, last: Mapping[str, str]) -> list[FirmScore]:
    """Score one group: exempt ones stand aside, firms on one parcel share what they score together."""
    aside = [firm for firm in firms if firm.exempt]
    joined = _parcels(firms)
    figures = _figures(joined)
    scores = rules.Scores(scheme, figures)
    vetoed = [any(firm.veto for firm in part) for part in joined]
    grades, places = rules.grades(scores.totals.tolist(), vetoed, scheme)
    found = []
    for at, part in enumerate(joined):
        land = figures.columns["land"][at]
        lines = tuple(_told(scores, scheme, number, at) for number in range(len(scheme.items)))
        for firm in part:
            remarks = tuple(_remarks(firm, part, scores, scheme, at))
            found.append(
                FirmScore(firm, land, int(scores.totals[at]), places[at], grades[at], lines, remarks,
                          last.get(_key(firm), ""))
            )  # fmt: skip
    found += [
        FirmScore(firm, _land(firm), None, None, rules.EXEMPT, (), (f"暂不评价：{firm.exempt}",),
                  last.get(_key(firm), ""))
        for firm in aside
    ]  # fmt: skip
    return found


def _sum(part: Sequence[Acreage], key: str) -> int | None:
    values = [value for firm in part if (value := getattr(firm, key)) is not None]
    return sum(values) if values else None


def _sum_land(part: Sequence[Acreage]) -> int | None:
    values = [value for firm in part if (value := _land(firm)) is not None]
    return sum(values) if values else None


def _positive(land: int | None) -> int | None:
    return land if land is not None and land > 0 else None


def _told(scores: rules.Scores, scheme: rules.Scheme, number: int, at: int) -> tuple[str, str, str, str]:
    item, value, base = scheme.items[number], scores.value(number, at), scores.bases[number]
    points = f"{half_up(Fraction(float(scores.lines[number, at])), 2):f}"
    shown = "缺" if value is None else f"{half_up(value, 2):,f}{item.measure.unit}"
    return item.measure.label, shown, "" if base is None else f"{half_up(base, 4):f}", points


def _remarks(firm: Acreage, part: Sequence[Acreage], scores: rules.Scores, scheme: rules.Scheme, at: int) -> list[str]:
    found = []
    missing = [item.measure.label for n, item in enumerate(scheme.items) if not scores.is_known(n, at)]
    if missing:
        rule = "记0分" if scheme.zero_missing else "按同组平均计"
        found.append(f"缺{'、'.join(missing)}，{rule}")
    if _positive(_sum_land(part)) is None:
        found.append("没有用地面积或扣除租出后不大于零，请核对用地")
    if (firm.tax or 0) < 0:
        found.append("税收为负，亩均税收按0分计")
    if len(part) > 1:
        found.append(f"与{'、'.join(one.enterprise for one in part if one is not firm)}共用宗地，合并计分")
    if firm.veto:
        found.append(f"一票否决（{firm.veto}），最高{scheme.veto_to}类")
    if firm.bonus:
        found.append(f"加分{half_up(Fraction(firm.bonus, 100), 2):f}（{firm.bonus_why or '没有写事由'}）")
    if firm.penalty:
        found.append(f"扣分{half_up(Fraction(firm.penalty, 100), 2):f}（{firm.penalty_why or '没有写事由'}）")
    return found


@dataclass(frozen=True, slots=True)
class Move:
    """A firm whose class would be another."""

    firm: str
    before: str
    after: str
    score_before: int | None
    score_after: int | None


def moves(old: Appraisal, new: Appraisal) -> list[Move]:
    """Return who stands in another class: what a change of weights does before it is published."""
    held = {one.firm.id: one for one in old.firms}
    return [
        Move(one.firm.enterprise, held[one.firm.id].grade, one.grade, held[one.firm.id].total, one.total)
        for one in new.firms
        if one.firm.id in held and held[one.firm.id].grade != one.grade
    ]


def migration(found: Appraisal) -> dict[tuple[str, str], int]:
    """Return how many firms went from a class of the year before to one of this year; 「新」 for those without."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for one in found.firms:
        counts[one.before or "新", one.grade or "未评"] += 1
    return dict(counts)


@dataclass(frozen=True, slots=True)
class ParkHeat:
    """A park by its firms: classes, land, tax per 亩."""

    park: str
    grades: Mapping[str, int]
    firms: int
    land: int
    tax_per_mu: Fraction | None
    mean: Fraction | None


def heat(found: Appraisal) -> list[ParkHeat]:
    """Return every park's classes and its tax per 亩, best first."""
    parks: dict[str, list[FirmScore]] = defaultdict(list)
    for one in found.firms:
        parks[one.firm.park or "（园区外）"].append(one)
    made = []
    for park, firms in parks.items():
        land = sum(one.land or 0 for one in firms)
        tax = sum(one.firm.tax or 0 for one in firms if one.land)
        scored = [one.total for one in firms if one.total is not None]
        grades: dict[str, int] = defaultdict(int)
        for one in firms:
            grades[one.grade or "未评"] += 1
        per_mu = Fraction(tax, land * 10_000) if land > 0 else None
        made.append(ParkHeat(park, dict(grades), len(firms), land, per_mu,
                             Fraction(sum(scored), 100 * len(scored)) if scored else None))  # fmt: skip
    return sorted(made, key=lambda one: (one.mean is None, -(one.mean or 0)))


def write_results(store: Store, found: Appraisal, stage: str) -> Changes:
    """Put an appraisal's classes into the ledger of results at a stage of the procedure, in one step.

    Raises UsageError where the scheme cannot be scored, or the stage is none.
    """
    if stage not in STAGES:
        raise UsageError(f"没有“{stage}”这一步：依次是 {'、'.join(STAGES)}。")
    if found.faults:
        raise UsageError(f"{found.faults[0].rstrip('。')}，没有写入结果。")
    held = {_key(one): one for one in store.select(AcreageResult, year=found.year)}
    changes, rows = [], []
    for one in found.firms:
        old = held.get(_key(one.firm))
        values: dict[str, Any] = {
            "scheme": found.scheme, "cohort": one.firm.cohort, "score": one.total, "place": one.place,
            "grade": one.grade, "stage": stage,
        }  # fmt: skip
        if old is None:
            made = AcreageResult(
                id=new_id(), unit=one.firm.unit, year=found.year, enterprise=one.firm.enterprise, code=one.firm.code,
                **values,
            )  # fmt: skip
            changes.append(RecordChange(None, made))
            rows.append(Row(Outcome.NEW, made.title()))
        elif (new := replace(old, **values)) != old:
            changes.append(RecordChange(old, new))
            rows.append(Row(Outcome.CHANGED, new.title()))
    reason = f"{found.year}年亩均评价：{stage}"
    return store.apply(Plan(Source("form", reason=reason), tuple(changes), rows=tuple(rows), basis=store.seq))
