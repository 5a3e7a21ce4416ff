"""培育招商 at a glance: who may leave, who may enter, honours and what comes next, leads, parks that do not add up."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from parkdesk.amounts import half_up
from parkdesk.office import nurture
from parkdesk.rules.radar import READY, RED, WAN, YI
from ui.models.rows_model import Field
from ui.target import Target
from ui.widgets.judgement import Board, Panel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QColor

    from parkdesk.office.nurture import NurtureBoard, Promising, Watched
    from parkdesk.store import Store

_PAGE = "nurture"


class NurtureBoardView(Board):
    """Radar left, what to reach for and what was found right."""

    SHAPE: ClassVar[tuple[int, ...]] = (2, 2)
    WIDTHS: ClassVar[tuple[int, ...]] = (6, 5)

    def judge(self) -> Callable[[Store], NurtureBoard]:
        return nurture.board

    def figures(self, result: NurtureBoard) -> Sequence[tuple[str, str, str]]:
        red = sum(one.light == RED for one in result.watched)
        ready = sum(one.word == READY for one in result.promising)
        stars = " ".join(f"{name[:2]}{count}" for name, count in result.stars.items())
        return (
            ("数据期间", result.period.title if result.period else "还没有数据", ""),
            ("退库预警", f"红{red} 黄{len(result.watched) - red}", "bad" if red else ""),
            ("达规未入", f"{ready} 户", "warn" if ready else ""),
            ("三星企业", stars or "—", ""),
            ("荣誉快到期", f"{len(result.expiring)} 项", "warn" if result.expiring else ""),
            ("千万元以上入园", f"{result.big_entries} 户", ""),
            ("跟踪项目", f"{sum(count for _, count, _ in result.stages)} 个", ""),
        )

    def panels(self, result: NurtureBoard) -> Sequence[Panel]:
        return (
            Panel(
                "退库预警（按“标准”里的线）", self._watch_fields(), result.watched,
                "没有企业触到退库预警线。", _of_firm,
            ),
            Panel("入库培育：还缺什么", _PROMISE_FIELDS, result.promising, "还没有够得上培育线的企业。", _of_promising),
            Panel(
                "荣誉：快到期的和下一步能争取的", _LINE_FIELDS, _honours(result),
                "在“企业荣誉”里登记后，这里提醒到期和下一步。", _of_line,
            ),
            Panel(
                "招商、入园、产业和要核对的", _LINE_FIELDS, _others(result),
                "还没有招商、飞地、产业链的记录。", _of_line,
            ),
        )  # fmt: skip

    def _watch_fields(self) -> tuple[Field[Watched], ...]:
        return (
            Field("灯", lambda one: f"●{one.light}", width=4, colour=self._colour),
            Field("企业", lambda one: one.firm, width=20),
            Field("近12月营收", lambda one: _wan(one.rolling), numeric=True, width=8, sort_key=_by_rolling),
            Field("为什么", lambda one: one.text, width=40),
        )

    def _colour(self, one: Watched) -> QColor:
        return self.desk.theme.color("bad" if one.light == RED else "warn")


def _by_rolling(one: Any) -> int:
    return one.rolling if one.rolling is not None else -1


def _wan(stored: int | None) -> str:
    return "—" if stored is None else f"{half_up(Fraction(stored, WAN), 0):,f}"


def _yi(stored: int) -> str:
    return f"{half_up(Fraction(stored, YI), 2):f}亿元"


def _days(days: int | None) -> str:
    if days is None:
        return "—"
    return f"{days}天" if days >= 0 else f"过{-days}天"


_PROMISE_FIELDS: tuple[Field[Promising], ...] = (
    Field("级别", lambda one: one.word or "已列培育", width=7),
    Field("企业", lambda one: one.firm, width=20),
    Field("近12月营收", lambda one: _wan(one.rolling), numeric=True, width=8, sort_key=_by_rolling),
    Field("截止", lambda one: _days(one.days), numeric=True, width=6),
    Field("缺的资料、要核对的", lambda one: one.doubt or "、".join(one.papers) or "资料齐", width=36),
)
_LINE_FIELDS: tuple[Field[Any], ...] = (
    Field("事项", lambda line: line[0], width=12),
    Field("名称", lambda line: line[1], width=20),
    Field("情况", lambda line: line[2], width=40),
)


_Line = tuple[str, str, str, Target | None]


def _honours(result: NurtureBoard) -> list[_Line]:
    lines: list[_Line] = [
        (
            "已到期" if one.days < 0 else "快到期", one.honour.enterprise,
            f"{one.honour.honour}，有效期至{one.honour.until}（{_days(one.days)}）",
            Target(_PAGE, record=one.honour.id, view="honours"),
        )
        for one in result.expiring
    ]  # fmt: skip
    lines += [
        (
            "够条件" if not one.chance.lacks else "下一步", one.firm,
            f"{one.chance.level}级{one.chance.name}：{'；'.join(one.chance.lacks) or '条件具备，可以申报'}",
            Target("enterprises", record=one.record),
        )
        for one in result.reaches
    ]  # fmt: skip
    return lines + [("亿级台阶", firm, f"近12个月营业收入跨过{step}亿元", None) for firm, step in result.steps]


def _others(result: NurtureBoard) -> list[_Line]:
    lines: list[_Line] = [
        ("要核对", one.park, one.text, Target("parks", record=one.record, view="park_months"))
        for one in result.park_doubts
    ]
    for share in result.shares:
        said = (
            f"主导产业占比{share.rate.shown(1)}%（{_yi(share.part)}/{_yi(share.whole)}）"
            if share.rate
            else "还没有产值"
        )
        lines.append(("主导产业", share.park, f"{share.industries}：{said}", None))
    lines += [("招商", stage, f"{count}个，总投资{_yi(amount)}", None) for stage, count, amount in result.stages]
    for entry, score in result.entries:
        state = "通过" if score.passes else f"缺{'、'.join(score.missing)}" if score.missing else "不通过"
        text = f"{half_up(score.points, 1):f}分，{state}" + (f"，一票否决：{entry.veto}" if entry.veto else "")
        lines.append(("入园评估", entry.project, text, Target(_PAGE, record=entry.id, view="entries")))
    for enclave, part in result.enclaves:
        text = f"{enclave.out_unit}{_wan(part.out)}万元，{enclave.in_unit}{_wan(part.into)}万元（{part.rule}）"
        lines.append(("飞地产值", enclave.project, text, Target(_PAGE, record=enclave.id, view="enclaves")))
    if result.networks:
        whole = sum(count for _, count, _ in result.networks)
        text = "，".join(f"{role}{count}家{staff:,}人" for role, count, staff in result.networks)
        lines.append(("企业网络", f"共{whole}家", text, None))
    lines += [
        ("制约因素", cause, f"{firms}户，影响产值{_wan(impact)}万元", None) for cause, firms, impact in result.causes
    ]
    return lines


def _of_firm(one: Watched) -> Target:
    return Target("enterprises", record=one.record)


def _of_promising(one: Promising) -> Target:
    return (
        Target("enterprises", record=one.record)
        if one.rolling is not None
        else Target(_PAGE, record=one.record, view="candidates")
    )


def _of_line(line: _Line) -> Target | None:
    return line[3]
