"""服务与底线: money that must come back, pools lent beyond their size, open hazards, efficiency year to year."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.amounts import UNITS, Rate, half_up
from parkdesk.records.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parkdesk.records import BottomLine, Hazard, Loan, Payout, Pool

WAN = UNITS["万元"].smallest
_WHOLE = 10_000
"""100 % in hundredths of a percent."""
_SOON = 7


class Finding(NamedTuple):
    """One thing that somebody must look at: its kind, whom it is about, the sentence, the record, and how grave."""

    kind: str
    name: str
    text: str
    ledger: str
    record: str
    is_grave: bool = False


def clawbacks(payouts: Iterable[Payout], standing: Mapping[str, str], today: str) -> list[Finding]:
    """Return the payouts whose condition is broken or about to be: `standing` is 退库, 停产, 迁出 or 预警 by firm."""
    words = {"退库追回": ("退库", "预警"), "停产追回": ("停产",), "外迁追回": ("迁出",)}
    found = []
    for one in payouts:
        state = standing.get(normalise_name(one.enterprise), "")
        if state not in words.get(one.clawback, ()) or (one.until and one.until < today):
            continue
        paid = f"已兑现{_wan(one.amount)}万元" if one.paid_on else f"待付{_wan(one.rest or one.amount)}万元"
        what = "可能触发追回，先不要付余款" if state == "预警" else "已触发追回条件"
        text = f"{one.clause}{paid}，企业{state}，{what}；请核对约定。"
        found.append(Finding("政策兑现", one.enterprise, text, "payouts", one.id, state != "预警"))
    return found


def lending(pools: Iterable[Pool], loans: Sequence[Loan]) -> list[Finding]:
    """Return what is wrong with pools: shares that are not a whole, loans beyond the multiple, what is overdue."""
    lent: dict[str, list[Loan]] = defaultdict(list)
    for loan in loans:
        lent[normalise_name(loan.product)].append(loan)
    found = []
    for pool in pools:
        shares = [s for s in (pool.bank_share, pool.upper_share, pool.own_share) if s is not None]
        if shares and sum(shares) != _WHOLE:
            said = f"{half_up(Fraction(sum(shares), 100), 2):f}%"
            text = f"银行、省级、园区分担合计{said}，不是100%；请改正。"
            found.append(Finding("资金池", pool.product, text, "pools", pool.id, True))
        held = lent.get(normalise_name(pool.product), [])
        amount = sum(loan.amount or 0 for loan in held)
        if pool.multiple and (most := Fraction((pool.size or 0) * pool.multiple, 100)) < amount:
            text = f"在贷{_wan(amount)}万元，超过资金池放大后的{_wan(int(half_up(most, 0)))}万元；请控制投放。"
            found.append(Finding("资金池", pool.product, text, "pools", pool.id, True))
    for loan in loans:
        if (loan.overdue or 0) > 0:
            text = f"{loan.product}逾期{_wan(loan.overdue)}万元，代偿{_wan(loan.compensated or 0)}万元。"
            found.append(Finding("贷款逾期", loan.enterprise, text, "loans", loan.id, True))
    return found


def open_hazards(hazards: Iterable[Hazard], today: str, days_left: Mapping[str, int]) -> list[Finding]:
    """Return the hazards that are not closed and late, grave, or due within a week; `days_left` by id."""
    found = []
    for one in hazards:
        if one.closed_on:
            continue
        left = days_left.get(one.id)
        if one.due and one.due < today:
            late = f"，已超期{-left}天" if left is not None else "，已超期"
            found.append(
                Finding("隐患超期", one.place, f"{one.text}，应于{one.due}前整改{late}。", "hazards", one.id, True)
            )
        elif one.level == "重大" or (left is not None and left <= _SOON):
            due = f"，{one.due}到期" if one.due else "，没有整改期限"
            found.append(
                Finding(f"{one.level}隐患", one.place, f"{one.text}{due}。", "hazards", one.id, one.level == "重大")
            )
    return found


class Efficiency(NamedTuple):
    """单位能耗增加值, 单位碳排放增加值 and 研发投入强度 of a year; higher is better."""

    per_energy: Fraction | None
    per_carbon: Fraction | None
    research: Rate | None


def efficiency(one: BottomLine) -> Efficiency:
    """Return a year's efficiency: 万元 a tonne of standard coal, 万元 a tonne of CO₂, percent of revenue."""

    def per(under: int | None) -> Fraction | None:
        return Fraction((one.added or 0) * 100, under * WAN) if one.added is not None and under else None

    research = (
        Rate(Fraction(one.research * 100, one.revenue)) if one.research is not None and (one.revenue or 0) > 0 else None
    )
    return Efficiency(per(one.energy), per(one.carbon), research)


def efficiency_drops(lines: Iterable[BottomLine]) -> list[Finding]:
    """Return where an efficiency that shall keep rising (持续提升) fell against the year before, and violations."""
    by_subject: dict[str, dict[int, BottomLine]] = defaultdict(dict)
    for line in lines:
        by_subject[normalise_name(line.subject)][line.year] = line
    found = []
    for years in by_subject.values():
        for year, line in years.items():
            if line.violations:
                text = f"{year}年违法处罚{line.violations}起，亩均评价和入园评估应一票否决；请核对。"
                found.append(Finding("环保处罚", line.subject, text, "bottom_lines", line.id, True))
            if year - 1 not in years:
                continue
            now, before = efficiency(line), efficiency(years[year - 1])
            pairs = (
                ("单位能耗增加值", "万元/吨标煤", now.per_energy, before.per_energy),
                ("单位碳排放增加值", "万元/吨CO₂", now.per_carbon, before.per_carbon),
                ("研发投入强度", "%", _exact(now.research), _exact(before.research)),
            )
            for label, unit, this, last in pairs:
                if this is not None and last is not None and this < last:
                    text = f"{year}年{label}{half_up(this, 2):f}{unit}，上年{half_up(last, 2):f}{unit}，没有持续提升。"
                    found.append(Finding("能耗碳研发", line.subject, text, "bottom_lines", line.id))
    return found


def _exact(rate: Rate | None) -> Fraction | None:
    return None if rate is None else rate.exact


def _wan(stored: int | None) -> str:
    return f"{half_up(Fraction(stored or 0, WAN), 2):,f}".removesuffix(".00")
