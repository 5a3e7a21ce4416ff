"""测算: what the rest of a year needs, where it leads, and what leavers cost; read once, reckoned as often as asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parkdesk.amounts import UNITS, Rate, from_stored
from parkdesk.reports import sentences
from parkdesk.reports.gather import gather
from parkdesk.rules import outlook
from parkdesk.rules.growth import EXIT, STAY

if TYPE_CHECKING:
    from parkdesk.periods import Period
    from parkdesk.reports.inputs import QuarterlyInput
    from parkdesk.rules.growth import FirmFigures
    from parkdesk.rules.outlook import CatchUp
    from parkdesk.store import Store

YI: Final = UNITS["亿元"]
_FLAT: Final = "上年各月基数不全，按月均摊测算。"
_HARD: Final = "所需增速远高于目前水平，目标在数学上很难达到。"


@dataclass(frozen=True, slots=True)
class IfStayed:
    """A leaver and what growth would be had it stayed at its base."""

    name: str
    base: str
    growth: str
    gained: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """A period as far as its year's end is concerned."""

    given: QuarterlyInput

    @property
    def suggested(self) -> Rate | None:
        """The growth that is asked for, where it was entered."""
        wanted = self.given.officials.get("va_suggested")
        return None if wanted is None else Rate(from_stored(wanted.value, wanted.measure_unit))

    def catch_up(self, target: Rate, end: int) -> CatchUp | None:
        """Return 倒算 to 1—`end`月; None where there is no base or no month left."""
        base = self.given.base_year if end == outlook.YEAR else None
        return outlook.catch_up(self.given.split.total, self.given.period.month, end, target, base)

    def said(self, plan: CatchUp) -> str:
        """Return 倒算 in words."""
        if plan.needed <= 0:
            return f"1—{plan.end}月{sentences.growth(plan.target)}的目标已经达到。"
        months = f"今后{plan.months_left}个月"
        required = "—" if plan.required is None else sentences.growth(plan.required)
        words = f"要使1—{plan.end}月{sentences.growth(plan.target)}，{months}须完成"
        words += sentences.amount(round(plan.needed), YI)
        words += f"，月均{sentences.amount(round(plan.monthly), YI)}"
        if plan.times is not None:
            words += f"，为前{plan.month}个月月均的{Rate(plan.times).shown(2)}倍"
        words += f"；目标在数学上需要{months}同比{required}（测算）。"
        return words + (_FLAT if plan.is_flat else "") + (_HARD if plan.is_hard else "")

    def producers(self, count: int) -> list[FirmFigures]:
        """Return the firms with the largest output, those that a plan can be laid on."""
        able = [firm for firm in self.given.firms if firm.status in (STAY, "新增入库") and (firm.now or 0) > 0]
        return sorted(able, key=lambda firm: -(firm.now or 0))[:count]

    def leavers(self) -> list[IfStayed]:
        """Return every leaver, the heaviest first, and what growth would be with it."""
        left = sorted((f for f in self.given.firms if f.status == EXIT), key=lambda firm: -(firm.base or 0))
        split, made = self.given.split, []
        for firm in left:
            would, gained = outlook.growth_if_stayed(split, firm), outlook.gained_if_stayed(split, firm)
            made.append(
                IfStayed(
                    firm.name,
                    sentences.amount(firm.base, YI),
                    sentences.growth(would),
                    "—" if gained is None else f"提高{sentences.points(gained, 2)}",
                )
            )
        return made

    def year(self) -> tuple[str, ...]:
        """Return the year forecast two ways, and why a stated forecast is to be doubted."""
        total, month = self.given.split.total, self.given.period.month
        lines = []
        ways = outlook.forecast(total, month, self.given.base_year)
        if ways is None:
            lines.append("上年全年的产值不在台账里，或本期没有基数，不能测算全年。")
        else:
            low, high = (sentences.amount(round(way), YI) for way in ways)
            lines.append(f"照前{month}个月的月均和增速推算，全年产值在{low}至{high}之间（测算，非官方）。")
        stated = self.given.officials.get("output_forecast")
        if stated is not None:
            rate = self.given.officials.get("output_forecast_growth")
            wanted = None if rate is None else Rate(from_stored(rate.value, rate.measure_unit))
            doubts = outlook.doubts(total.now, month, stated.value, total.base, wanted)
            lines.append(f"登记的全年预计为{sentences.amount(stated.value, YI)}" + (
                f"，但{'；'.join(doubts)}，请核实。" if doubts else "，与已完成数不矛盾。"))  # fmt: skip
        return tuple(lines)


def read(store: Store, period: Period) -> Outlook:
    """Read what the reckoning stands on."""
    return Outlook(gather(store, period))
