"""土地核价: what every parcel may be offered for at least, and why; what is meant below it stands first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from parkdesk.amounts import UNITS, show
from parkdesk.office import land
from ui.models.rows_model import Field
from ui.target import Target
from ui.widgets.judgement import Board, Panel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QColor

    from parkdesk.office.land import LandBoard
    from parkdesk.records import LandGrade
    from parkdesk.rules.land import Reckoned
    from parkdesk.store import Store

_PAGE = "parks"
_NO_GRADES = (
    "还没有最低价标准：标准按土地等别由国家公布，产品里没有附。\n"
    "请在“最低价标准”里录入或导入本地各等别的标准（元/㎡），再在“供地核价”里登记宗地。"
)
_NO_OFFERS = "还没有要核价的宗地：在“供地核价”里登记面积、等别、成本和拟定底价，这里算出不低于多少。"


class LandBoardView(Board):
    """One table of parcels over the standards that they are held against."""

    READS: ClassVar[frozenset[str]] = frozenset({"land_offers", "land_grades", "norms"})
    FIGURES: ClassVar[int] = 4
    SHAPE: ClassVar[tuple[int, ...]] = (2,)
    WIDTHS: ClassVar[tuple[int, ...]] = (1,)

    def judge(self) -> Callable[[Store], LandBoard]:
        return land.board

    def figures(self, result: LandBoard) -> Sequence[tuple[str, str, str]]:
        doubtful = sum(bool(one.doubts) for one in result.parcels)
        area = sum(one.offer.area or 0 for one in result.parcels)
        return (
            ("核价宗地", f"{len(result.parcels)} 宗", ""),
            ("面积", f"{show(area, UNITS['亩'], 1, grouped=True)} 亩", ""),
            ("已录等别", f"{len(result.grades)} 等", "" if result.grades else "warn"),
            ("要核对", f"{doubtful} 宗", "bad" if doubtful else ""),
        )

    def panels(self, result: LandBoard) -> Sequence[Panel]:
        return (
            Panel(
                "底价不低于：最低价标准 × 政策比例 × 面积，并且不低于各项成本费用之和（比例在“标准”里改）",
                self._fields(), result.parcels, _NO_OFFERS if result.grades else _NO_GRADES, _of_parcel,
            ),
            Panel("最低价标准（按土地等别）", _GRADES, result.grades, _NO_GRADES, _of_grade),
        )  # fmt: skip

    def _fields(self) -> tuple[Field[Reckoned], ...]:
        return (
            Field("宗地", lambda one: one.offer.title(), width=26),
            Field("供应方式", lambda one: one.offer.way, width=8),
            Field("面积亩", lambda one: show(one.offer.area, UNITS["亩"], 2, grouped=True), numeric=True, width=8),
            Field("等别", lambda one: one.offer.grade or "没有填", width=6),
            Field("比例", lambda one: f"{one.share}%", numeric=True, width=5),
            _money("按标准", lambda one: one.by_standard),
            _money("成本费用", lambda one: one.cost),
            _money("不低于", lambda one: one.least),
            _money("拟定底价", lambda one: one.offer.price),
            Field("情况", _said, width=40, colour=self._colour),
        )

    def _colour(self, one: Reckoned) -> QColor | None:
        return self.desk.theme.color("bad") if one.doubts else None


_GRADES: tuple[Field[LandGrade], ...] = (
    Field("土地等别", lambda one: one.grade, width=10),
    Field("元/㎡", lambda one: show(one.price, UNITS["元"], 2, grouped=True), numeric=True, width=10),
    Field("文件", lambda one: one.document, width=30),
)


def _money(title: str, pick: Callable[[Reckoned], int | None]) -> Field[Any]:
    def text(one: Reckoned) -> str:
        return show(pick(one), UNITS["万元"], 2, grouped=True)

    return Field(title, text, numeric=True, width=9, sort_key=lambda one: pick(one) or 0)


def _said(one: Reckoned) -> str:
    if one.doubts:
        return " ".join(text for _, text in one.doubts)
    return "不低于最低价" if one.offer.price is not None else "还没有拟定底价"


def _of_parcel(one: Reckoned) -> Target:
    return Target(_PAGE, record=one.offer.id, view=one.offer.TABLE)


def _of_grade(one: LandGrade) -> Target:
    return Target(_PAGE, record=one.id, view=one.TABLE)
