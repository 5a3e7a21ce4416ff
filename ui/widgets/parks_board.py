"""园区要素 at a glance: plants by use and state, the ready reserve, who fits which floor, what does not add up."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from PySide6.QtWidgets import QLabel

from parkdesk.amounts import half_up
from parkdesk.office import parks
from parkdesk.rules.parks import BUILT, in_order
from ui.models.rows_model import Field
from ui.target import Target
from ui.widgets.judgement import Board, Panel
from ui.widgets.small_chart import Bar, SmallChart

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QColor

    from parkdesk.office.parks import ParksBoard
    from parkdesk.rules.parks import Part, Reserve
    from parkdesk.store import Store

_PAGE = "parks"


def _wan(stored: int) -> str:
    """Return an area in 万㎡ as reports write it."""
    return f"{half_up(Fraction(stored, 10**6), 2):,f}"


def _m2(stored: int) -> str:
    return f"{half_up(Fraction(stored, 100), 0):,f}"


def _mu(stored: int) -> str:
    return f"{half_up(Fraction(stored, 100), 1):,f}"


class ParksBoardView(Board):
    """What the parks have, and what somebody must look at."""

    READS: ClassVar[frozenset[str]] = frozenset({"parks", "plants", "rooms", "leases", "parcels", "leads"})
    SHAPE: ClassVar[tuple[int, ...]] = (2, 2)

    def add_tools(self) -> None:
        self.chart = SmallChart(self.desk.theme)
        self.chart.setFixedSize(420, 64)
        self.tools.addWidget(QLabel("近12个月\n在租厂房"))
        self.tools.addWidget(self.chart)

    def worked_out(self) -> None:
        last = len(self.result.let) - 1
        bars = [
            Bar(f"{int(month[5:])}月", f"{month} 在租 {_wan(area)} 万㎡", float(Fraction(area, 10**6)), n == last)
            for n, (month, area) in enumerate(self.result.let)
        ]
        self.chart.show_bars(bars, f"现在 {_wan(self.result.let[-1][1])} 万㎡" if bars else "")

    def judge(self) -> Callable[[Store], ParksBoard]:
        return parks.board

    def figures(self, result: ParksBoard) -> Sequence[tuple[str, str, str]]:
        built = result.parts.get(("", BUILT))
        building = result.parts.get(("", "在建"))
        short = [one for one in result.reserves if not one.is_enough]
        return (
            ("已建厂房及配套", _blocks(built), ""),
            ("在建", _blocks(building), ""),
            ("标准厂房入驻率", f"{result.occupancy.shown(1)}%" if result.occupancy else "—", ""),
            ("储备达标园区", f"{len(result.reserves) - len(short)}/{len(result.reserves)} 个", "warn" if short else ""),
            ("低效闲置用地", f"{result.parcels} 宗 {_mu(result.idle)} 亩", ""),
            ("盘活率", f"{result.revival.shown(1)}%" if result.revival else "—", ""),
            ("要核对", f"{len(result.doubts)} 处", "bad" if result.doubts else "good"),
        )

    def panels(self, result: ParksBoard) -> Sequence[Panel]:
        seekers = [(seeker, fit) for seeker in result.seekers for fit in (seeker.fits[:5] or (None,))]
        return (
            Panel(
                "厂房：用途 × 状态（万㎡）", _PARTS, in_order(result.parts),
                "还没有厂房：导入《标准化厂房台账》后这里按用途和状态汇总。",
            ),
            Panel(
                "动态储备（省级以上开发区 5 万㎡，其他园区 3 万㎡）", self._reserve_fields(),
                sorted(result.reserves, key=lambda one: one.rate.exact), "还没有园区。", _of_park,
            ),
            Panel(
                "谁能进这层楼：在谈项目与空置厂房", _FITS, seekers,
                "没有写明厂房需求的在谈项目：在“培育招商—招商项目”里填“需要厂房”。", _of_fit,
            ),
            Panel(
                "要核对的和快到期的", _LISTED, _lines(result),
                "单元与楼栋、入驻与建筑面积都对得上，租赁没有重复和到期。", _Line.target,
            ),
        )  # fmt: skip

    def _reserve_fields(self) -> tuple[Field[Reserve], ...]:
        return (
            Field("园区", lambda one: one.park, width=14),
            Field("级别", lambda one: one.level or "其他园区", width=12),
            Field("空置㎡", lambda one: _m2(one.vacant), numeric=True, width=9, sort_key=lambda one: one.vacant),
            Field("应储备㎡", lambda one: _m2(one.wanted), numeric=True, width=9, sort_key=lambda one: one.wanted),
            Field("达标", _gauge, width=16, colour=self._reserve_colour, sort_key=lambda one: one.rate.exact),
        )

    def _reserve_colour(self, one: Reserve) -> QColor:
        return self.desk.theme.color("good" if one.is_enough else "bad")


def _blocks(part: Part | None) -> str:
    return f"{part.blocks} 栋 {_wan(part.area)} 万㎡" if part else "—"


def _gauge(one: Reserve) -> str:
    """Draw how full a reserve is in ten blocks, and say it."""
    full = min(int(one.rate.exact / 10), 10)
    said = "达标" if one.is_enough else f"还差{_m2(one.wanted - one.vacant)}㎡"
    return f"{said} {'■' * full}{'□' * (10 - full)}"


def _number_field(title: str, pick: Callable[[Part], int], *, wan: bool = True) -> Field[Any]:
    return Field(
        title, lambda line: _wan(pick(line[2])) if wan else f"{pick(line[2]):,}",
        numeric=True, width=8, sort_key=lambda line: pick(line[2]),
    )  # fmt: skip


_PARTS: tuple[Field[Any], ...] = (
    Field("状态", lambda line: line[0], width=7),
    Field("用途", lambda line: line[1], width=9),
    _number_field("栋数", lambda part: part.blocks, wan=False),
    _number_field("面积", lambda part: part.area),
    _number_field("已入驻", lambda part: part.occupied),
    _number_field("签约", lambda part: part.signed),
    Field("空置", lambda line: _wan(line[2].vacant) if line[0] == BUILT else "", numeric=True, width=8),
)
_FITS: tuple[Field[Any], ...] = (
    Field("项目", lambda pair: pair[0].lead.name, width=16),
    Field("阶段", lambda pair: pair[0].lead.stage, width=5),
    Field("要㎡", lambda pair: _m2(pair[0].lead.area or 0), numeric=True, width=6),
    Field("空置㎡", lambda pair: _m2(pair[1].area) if pair[1] else "", numeric=True, width=6),
    Field("余下㎡", lambda pair: _m2(pair[1].spare) if pair[1] else "", numeric=True, width=6),
    Field("可进", lambda pair: _place(pair[1]), width=20),
)


def _place(fit: Any) -> str:
    return f"{fit.park} {fit.number}{fit.floor and f' {fit.floor}层'}{fit.room}" if fit else "没有放得下的"


def _of_park(_one: Reserve) -> Target:
    return Target(_PAGE, view="plants")


def _of_fit(pair: Any) -> Target:
    if pair[1] is None:
        return Target("nurture", record=pair[0].lead.id, view="leads")
    return Target(_PAGE, record=pair[1].record, view=pair[1].ledger)


class _Line(NamedTuple):
    """Something to look at: what it is about, the sentence, and the record."""

    what: str
    text: str
    ledger: str
    record: str

    def target(self) -> Target:
        return Target(_PAGE, record=self.record, view=self.ledger)


_LISTED: tuple[Field[_Line], ...] = (
    Field("事项", lambda line: line.what, width=10),
    Field("情况", lambda line: line.text, width=60),
)


def _lines(result: ParksBoard) -> list[_Line]:
    """Return what does not add up, then the leases that want a hand."""
    lines = [_Line(one.level, one.text, one.place.table, one.place.record) for one in result.doubts]
    leases = result.leases
    for what, listed in (("90天内到期", leases.soon), ("已到期", leases.past), ("欠租", leases.owing)):
        for lease in listed:
            owed = f"，欠租{half_up(Fraction(lease.arrears or 0, 10**6), 2):f}万元" if what == "欠租" else ""
            text = f"{lease.title()}，到期日期{lease.ends or '没有填'}{owed}"
            lines.append(_Line(what, text, "leases", lease.id))
    return lines
