"""服务底线 at a glance: funds by year and level, what was done, the handbook's scores, and what must not stay open."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from parkdesk.amounts import half_up
from parkdesk.office import services
from parkdesk.rules.bottom import WAN
from ui.models.rows_model import Field
from ui.target import Target
from ui.widgets.judgement import Board, Panel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QColor

    from parkdesk.office.services import BenchmarkSum, FundSum, ServicesBoard
    from parkdesk.rules.bottom import Finding
    from parkdesk.store import Store

_PAGE = "services"


def _wan(stored: int) -> str:
    return f"{half_up(Fraction(stored, WAN), 0):,f}"


class ServicesBoardView(Board):
    """What must be looked at stands first."""

    SHAPE: ClassVar[tuple[int, ...]] = (2, 1)
    WIDTHS: ClassVar[tuple[int, ...]] = (7, 5)

    def judge(self) -> Callable[[Store], ServicesBoard]:
        return services.board

    def figures(self, result: ServicesBoard) -> Sequence[tuple[str, str, str]]:
        closed, found = result.hazards
        arrived = sum(one.arrived for one in result.funds if one.year == result.year)
        done = " ".join(f"{word}{count}" for word, count in result.counts.items() if count)
        return (
            (f"{result.year}年到位资金", f"{_wan(arrived)} 万元", ""),
            ("政策兑现", f"{_wan(result.paid)} 万元", ""),
            ("银企对接", f"{result.meetings} 次 {_wan(result.meeting_loans)} 万元", ""),
            ("园区贷款", f"{_wan(result.lent)} 万元", ""),
            ("隐患整改", f"{closed}/{found}", "warn" if closed < found else "good"),
            ("要处理", f"{len(result.findings)} 件", "bad" if any(one.is_grave for one in result.findings) else ""),
            ("今年开展", done or "—", ""),
        )

    def panels(self, result: ServicesBoard) -> Sequence[Panel]:
        return (
            Panel("要处理的：兑现追回、资金池、隐患、能耗", self._finding_fields(), result.findings,
                  "没有超期隐患、触发追回的兑现和超限的资金池。", _of_finding),
            Panel(
                "对标清单（三化三制等）", _BENCHMARK_FIELDS, result.benchmarks, "导入对标手册的清单后，这里汇总得分。",
            ),
            Panel("资金争取", _FUND_FIELDS, result.funds, "还没有资金争取的记录。"),
        )  # fmt: skip

    def _finding_fields(self) -> tuple[Field[Finding], ...]:
        return (
            Field("事项", lambda one: one.kind, width=10, colour=self._colour),
            Field("对象", lambda one: one.name, width=22),
            Field("情况", lambda one: one.text, width=50),
        )

    def _colour(self, one: Finding) -> QColor | None:
        return self.desk.theme.color("bad" if one.is_grave else "warn")


_BENCHMARK_FIELDS: tuple[Field[BenchmarkSum], ...] = (
    Field("对象", lambda one: one.subject, width=22),
    Field("年份", lambda one: str(one.year), numeric=True, width=6),
    Field("得分", lambda one: f"{half_up(Fraction(one.score, 100), 1):f}", numeric=True, width=8),
    Field("满分", lambda one: f"{half_up(Fraction(one.full, 100), 1):f}", numeric=True, width=8),
    Field("达标率", lambda one: f"{one.rate.shown(1)}%" if one.rate else "—", numeric=True, width=8),
    Field("还没打分", lambda one: str(one.open or ""), numeric=True, width=8),
)


def _money(title: str, key: str) -> Field[Any]:
    return Field(
        title, lambda one: _wan(getattr(one, key)), numeric=True, width=9, sort_key=lambda one: getattr(one, key)
    )


_FUND_FIELDS: tuple[Field[FundSum], ...] = (
    Field("年份", lambda one: str(one.year), numeric=True, width=5),
    Field("级别", lambda one: one.level, width=6),
    Field("项", lambda one: str(one.items), numeric=True, width=4),
    _money("申报万元", "applied"),
    _money("批复万元", "approved"),
    _money("到位万元", "arrived"),
)


def _of_finding(one: Finding) -> Target:
    return Target(_PAGE, record=one.record, view=one.ledger)
