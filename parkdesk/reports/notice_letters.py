"""T7 督办通知单 and 提醒函: each on its own official page, many in one file for printing at once (domain §5.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from parkdesk.records.notices import LETTER
from parkdesk.reports.cells import entries
from parkdesk.reports.values import Block, Column, Figure, Heading, Paragraph, Report, Row, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.records import Notice
    from parkdesk.reports.inputs import Letterhead

_GAPS: Final = (
    Column("序号", 0.5),
    Column("事项", 2.4, "left"),
    Column("当前情况", 1.4, "left"),
    Column("差距", 3.0, "left"),
)
_RECEIPT: Final = (Column("项目", 1.0), Column("内容", 4.0, "left"))
_COLOURS: Final = {"蓝": "蓝色（提醒）", "黄": "黄色（警示）", "红": "红色（严重）"}
_MOST_ROWS: Final = 12


def letter(notice: Notice, gaps: Sequence[tuple[str, str, str]], head: Letterhead, day: str) -> Report:
    """Return one notice on the official page, with the slip on which the unit signs and answers."""
    title = "提　醒　函" if notice.kind == LETTER else "督　办　通　知　单"
    return Report(
        "notice",
        title,
        (*_body(notice, gaps), _slip(notice)),
        document_number=notice.number or "（草拟，发出时编号）",
        addressee=f"{notice.addressee}：",
        signature=head.signature,
        date=day,
    )


def together(letters: Sequence[Report], notes: tuple[str, ...] = ()) -> Report:
    """Return several notices as one print job: each begins on a page of its own."""
    first, *rest = letters
    return replace(first, more=tuple(rest), notes=notes)


def _body(notice: Notice, gaps: Sequence[tuple[str, str, str]]) -> tuple[Block, ...]:
    basis = f"根据{notice.basis}，" if notice.basis else ""
    asked = "现函告如下，请予重视" if notice.kind == LETTER else "现予督办"
    opening = f"{basis}经调度，你单位在{notice.subject.removesuffix('事宜')}方面存在差距，{asked}。"
    about = entries(notice)
    rows = tuple(Row((str(at), *row), "body", about) for at, row in enumerate(gaps[:_MOST_ROWS], 1))
    if rest := len(gaps) - _MOST_ROWS:
        rows += (Row(("", f"另有{rest}项，见清单", "", ""), "body", about),) if rest > 0 else ()
    demands = notice.demands or "请尽快办理，并书面反馈。"
    due = f"请于{_day(notice.due)}前办结并反馈。" if notice.due else ""
    risen = f"本单由{notice.follows}升级。" if notice.follows else ""
    return (
        Paragraph((Figure(opening, about),)),
        Heading(1, "一、当前数据与差距"),
        Table("", _GAPS, rows),
        Heading(1, "二、办理要求"),
        Paragraph((Figure(f"{demands}{due}", about),)),
        Paragraph((f"督办等级：{_COLOURS[notice.colour]}。", *((Figure(risen, about),) if risen else ()))),
    )


def _slip(notice: Notice) -> Table:
    """Return what is filled in on paper: who signed for it, what was done, what the checker says."""
    rows = (
        ("签发人", notice.signer),
        ("签收人、时间", "　".join(part for part in (notice.receiver, notice.signed_on or "") if part)),
        ("反馈（承办情况）", notice.reply),
        ("复核意见", notice.review),
        ("销号日期", notice.closed_on or ""),
    )
    return Table("办理回执", _RECEIPT, tuple(Row(row, "body", entries(notice)) for row in rows))


def _day(iso: str) -> str:
    year, month, day = (int(part) for part in iso.split("-"))
    return f"{year}年{month}月{day}日"
