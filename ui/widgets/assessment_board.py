"""年度考核 at a glance: 集中区年度考核 and 1+N by the chosen scheme, each score explained."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QLabel, QMenu

from parkdesk.errors import UserError
from parkdesk.office import acreage, assessment
from parkdesk.records import catalogue
from parkdesk.rules.assessment import explained
from ui import faults
from ui.models.rows_model import Field
from ui.widgets.icon_button import IconButton
from ui.widgets.judgement import Board, Panel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from parkdesk.office.assessment import AssessedScheme
    from parkdesk.rules.assessment import Assessed, Line
    from parkdesk.store import Store
    from ui.desk import Desk


class AssessmentBoardView(Board):
    """Points left, the chosen one's lines right."""

    READS: ClassVar[frozenset[str]] = frozenset({"schemes", "scheme_items", "scheme_scores"})
    SHAPE: ClassVar[tuple[int, ...]] = (1, 1)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.tables[0].chosen.connect(self._on_chosen)

    def add_tools(self) -> None:
        self.scheme = QComboBox()
        self.scheme.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.scheme.activated.connect(self._on_scheme)
        adopt = IconButton(self.desk.theme, "import", "采用预置方案")
        menu = QMenu(adopt)
        for code, one in catalogue.schemes().items():
            if one.get("kind", acreage.ACREAGE_KIND) != acreage.ACREAGE_KIND:
                menu.addAction(one["name"], partial(self._on_adopt, code))
        adopt.setMenu(menu)
        for widget in (QLabel("方案"), self.scheme, adopt):
            self.tools.addWidget(widget)

    def judge(self) -> Callable[[Store], list[AssessedScheme]]:
        return assessment.board

    def _shown(self, result: list[AssessedScheme]) -> AssessedScheme | None:
        """Return the chosen scheme, offering those there are."""
        names = [(one.scheme.name, one.scheme.year) for one in result]
        chosen = self.scheme.currentData()
        self.scheme.clear()
        for name, year in names:
            self.scheme.addItem(f"{year}年 {name}", (name, year))
        at = names.index(chosen) if chosen in names else 0
        self.scheme.setCurrentIndex(at if names else -1)
        return result[at] if result else None

    def figures(self, result: list[AssessedScheme]) -> Sequence[tuple[str, str, str]]:
        shown = self._shown(result)
        if shown is None:
            return (("年度考核", "还没有方案：采用预置方案，或在“考核方案”里建", ""),)
        best = shown.found[0] if shown.found else None
        open_ones = sum(bool(one.missing) for one in shown.found)
        return (
            ("考核对象", f"{len(shown.found)} 个", ""),
            ("第一名", f"{best.subject} {best.total}分" if best else "—", "good" if best else ""),
            ("数没填齐的", f"{open_ones} 个", "warn" if open_ones else ""),
            ("要先办的" if shown.faults else "方案", shown.faults[0] if shown.faults else shown.scheme.kind, ""),
        )

    def panels(self, result: list[AssessedScheme]) -> Sequence[Panel]:
        shown = next((one for one in result if (one.scheme.name, one.scheme.year) == self.scheme.currentData()), None)
        found = shown.found if shown else ()
        return (
            Panel("得分和名次", _FIELDS, found, "还没有考核得分。"),
            Panel("每一分怎么来的", _LINES, found[0].lines if found else (), "选一个对象，看它每一项的得分。"),
        )

    @Slot()
    def _on_scheme(self) -> None:
        if self.result is not None:
            self.show_result(self.result)

    @Slot()
    def _on_chosen(self) -> None:
        one = self.tables[0].current()
        if one is not None:
            self.tables[1].show_rows(one.lines)

    @Slot()
    def _on_adopt(self, code: str) -> None:
        try:
            changes = acreage.adopt(self.desk.store, code, self.desk.store.day().year)
        except UserError as error:
            faults.tell(self, error)
            return
        self.desk.bus.announce(changes)
        self.noted.emit("已采用；权重、基准和表彰名次可以在“考核方案”“考核指标”里改。")


def _place(one: Assessed) -> str:
    if one.place is None:
        return "—"
    return f"{one.place.rank}（并列）" if one.place.tied else f"{one.place.rank}"


def _by_place(one: Assessed) -> int:
    return one.place.rank if one.place else 10**6


_FIELDS: tuple[Field[Assessed], ...] = (
    Field("名次", _place, numeric=True, width=8, sort_key=_by_place),
    Field("考核对象", lambda one: one.subject, width=24),
    Field("得分", lambda one: f"{one.total:f}", numeric=True, width=9, sort_key=lambda one: one.total),
    Field("表彰", lambda one: one.prize, width=9),
    Field("没填的", lambda one: "、".join(one.missing), width=20),
)
_LINES: tuple[Field[Line | Any], ...] = (
    Field("指标", lambda line: line.item, width=22),
    Field("说明", explained, width=50),
)
