"""目标考核 at a glance: every target against the time, the order of units, who must act, where a figure comes from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu

from parkdesk.errors import UserError
from parkdesk.office import goals
from parkdesk.office.workbench import period_of_work
from parkdesk.periods import Period
from parkdesk.rules.goals import GREEN, RED, YELLOW
from ui import faults
from ui.dialogs.target import TargetDialog
from ui.models.rows_model import Field
from ui.target import Target as Place
from ui.widgets.icon_button import IconButton
from ui.widgets.judgement import Board, Panel
from ui.widgets.period_picker import PeriodPicker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QColor
    from PySide6.QtWidgets import QWidget

    from parkdesk.amounts import Rate
    from parkdesk.office.goals import GoalLine, GoalsBoard, Node
    from parkdesk.store import Store
    from ui.desk import Desk

_TONES = {GREEN: "good", YELLOW: "warn", RED: "bad"}
_LINES, _STANDINGS, _ACT, _TREE = range(4)


class GoalsBoardView(Board):
    """A month's look at the targets of its year; the tree follows the chosen target."""

    READS: ClassVar[frozenset[str]] = frozenset()
    SHAPE: ClassVar[tuple[int, ...]] = (2, 2)
    WIDTHS: ClassVar[tuple[int, ...]] = (7, 5)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.tables[_LINES].chosen.connect(self._on_chosen)
        self.tables[_LINES].row_chosen.connect(self._on_line_chosen)

    def add_tools(self) -> None:
        self.period = PeriodPicker(self.desk.theme)
        self.period.picked.connect(self.load)
        self.sets = IconButton(self.desk.theme, "import", "采用示例目标集")
        menu = QMenu(self.sets)
        for code, name in goals.target_sets().items():
            menu.addAction(name, partial(self._on_adopt, code))
        self.sets.setMenu(menu)
        self.sets.setToolTip("把文件里的目标登记成本单位的目标，登记后可以改、可以撤销")
        add = IconButton(self.desk.theme, "add", "新增目标", primary=True)
        add.clicked.connect(self._on_add)
        self.tools.addWidget(self.period)
        self.tools.addWidget(self.sets)
        self.tools.addWidget(add)

    def load(self) -> None:
        latest = [key for key in self.desk.store.facts.periods() if key % 100]
        newest = Period.from_key(max(latest)) if latest else period_of_work(self.desk.store.day())
        self.period.set_periods(self._periods(), self.period.period() or newest)
        super().load()

    def _periods(self) -> list[int]:
        """Offer the periods with figures, this month's work, and the years that targets were set for."""
        store = self.desk.store
        years = store.pages.distinct("targets", "year")
        found = {*store.facts.periods(), period_of_work(store.day()).key, *(year * 100 + 12 for year in years)}
        return sorted(found)

    def judge(self) -> Callable[[Store], GoalsBoard]:
        period = self.period.period()
        assert period is not None
        return partial(_board, period)

    def figures(self, result: GoalsBoard) -> Sequence[tuple[str, str, str]]:
        count = {one: sum(line.light == one for line in result.lines) for one in (GREEN, YELLOW, RED)}
        unknown = sum(not line.light for line in result.lines)
        short = [one for one in result.splits if one.units and one.gap > 0]
        return (
            ("目标", f"{len(result.lines)} 项", ""),
            ("时间进度", f"{result.period.month}/12", ""),
            ("绿灯", f"{count[GREEN]}", "good"),
            ("黄灯", f"{count[YELLOW]}", "warn" if count[YELLOW] else ""),
            ("红灯", f"{count[RED]}", "bad" if count[RED] else ""),
            ("还没有数", f"{unknown}", ""),
            ("没有分完的任务", f"{len(short)} 项", "warn" if short else ""),
        )

    def panels(self, result: GoalsBoard) -> Sequence[Panel]:
        own = self.desk.store.desk.unit
        lines = sorted(result.lines, key=lambda line: line.progress.unit != own)
        act = [line for line in result.lines if line.light in (RED, YELLOW)]
        act.sort(key=lambda line: (line.light != RED, line.progress.ahead or 0))
        return (
            Panel(
                "目标任务完成情况", self._line_fields(), lines,
                "还没有目标：导入《目标任务分解表》、装入上级的下发包，或采用示例目标集。",
            ),
            Panel("综合位次（各项超欠进度的平均）", _STANDING_FIELDS, result.standings, "还没有分到单位的目标。"),
            Panel("谁要动起来", self._act_fields(), act, "没有落后时间进度的目标。"),
            Panel(
                "数从哪里来：市—县—园区—企业", _TREE_FIELDS, self._tree(result),
                "选一项目标，看它由哪些单位、园区和企业组成。", _of_node,
            ),
        )  # fmt: skip

    def _tree(self, result: GoalsBoard) -> list[Node]:
        line = self.tables[_LINES].current()
        chosen = line if line in result.lines else (result.lines[0] if result.lines else None)
        return goals.tree(self.desk.store, result, chosen.target) if chosen else []

    @Slot()
    def _on_chosen(self) -> None:
        if isinstance(self.result, goals.GoalsBoard):
            self.tables[_TREE].show_rows(self._tree(self.result))

    @Slot()
    def _on_add(self) -> None:
        period = self.period.period()
        assert period is not None
        TargetDialog(self.desk, period.year, parent=self).exec()

    @Slot(int)
    def _on_line_chosen(self, row: int) -> None:
        """Open the target of a row."""
        line = self.tables[_LINES].rows.row(row)
        TargetDialog(self.desk, line.target.year, line.target, self).exec()

    @Slot()
    def _on_adopt(self, code: str) -> None:
        try:
            changes = goals.adopt(self.desk.store, code)
        except UserError as error:
            faults.tell(self, error)
            return
        self.desk.bus.announce(changes)
        count = len(changes.records.get("targets", ()))
        self.noted.emit(f"已登记{count}项目标，可以撤销（Ctrl+Z）。" if count else "这个目标集已经登记过了。")

    def _line_fields(self) -> tuple[Field[GoalLine], ...]:
        return (
            Field("单位", lambda line: line.progress.name, width=9),
            Field("指标", lambda line: line.target.name, width=16),
            Field("目标", lambda line: goals.exact(line.target), numeric=True, width=7),
            Field("完成", lambda line: line.amount(line.progress.done), numeric=True, width=8),
            Field("完成率%", lambda line: _rate(line.progress.rate), numeric=True, width=7, sort_key=_by_rate),
            Field("超(欠)", _ahead, numeric=True, width=7, sort_key=_by_ahead),
            Field("位次", lambda line: str(line.progress.rank or "—"), numeric=True, width=5, sort_key=_by_rank),
            Field("灯", lambda line: _lamp(line.light), width=4, colour=self._colour),
        )

    def _act_fields(self) -> tuple[Field[GoalLine], ...]:
        return (
            Field("灯", lambda line: _lamp(line.light), width=4, colour=self._colour),
            Field("单位", lambda line: line.progress.name, width=9),
            Field("牵头单位", lambda line: line.lead, width=9),
            Field("事由", _why, width=44),
        )

    def _colour(self, line: GoalLine) -> QColor | None:
        return self.desk.theme.color(_TONES[line.light]) if line.light else None


def _board(period: Period, store: Store) -> GoalsBoard:
    return goals.board(store, period)


def _rate(rate: Rate | None) -> str:
    return f"{rate.shown(1)}" if rate is not None else "—"


def _by_rate(line: GoalLine) -> Any:
    return line.progress.rate.exact if line.progress.rate else -1


def _by_ahead(line: GoalLine) -> Any:
    return line.progress.ahead if line.progress.ahead is not None else -(10**9)


def _by_rank(line: GoalLine) -> int:
    return line.progress.rank or 10**6


def _ahead(line: GoalLine) -> str:
    ahead = line.progress.ahead
    return "—" if ahead is None else f"{ahead:+.1f}"


def _lamp(light: str) -> str:
    return f"●{light}" if light else "—"


def _why(line: GoalLine) -> str:
    """Say what a target lacks, in the words of a notice."""
    one, name = line.progress, line.target.name
    gap = f"{abs(one.ahead or 0):.1f}"
    if line.target.nature == "growth":
        return f"{name}比目标低{gap}个百分点"
    if line.target.nature == "stock":
        return f"{name}达到目标的{_rate(one.rate)}%，年末应当达到{goals.exact(line.target)}"
    return f"{name}完成年度任务的{_rate(one.rate)}%，欠时间进度{gap}个百分点"


_STANDING_FIELDS: tuple[Field[Any], ...] = (
    Field("位次", lambda one: _place(one.place), numeric=True, width=6),
    Field("单位", lambda one: one.name, width=14),
    Field("目标", lambda one: str(one.targets), numeric=True, width=6),
    Field("落后", lambda one: str(one.behind), numeric=True, width=6),
    Field("平均超(欠)进度", lambda one: "—" if one.mean is None else f"{one.mean:+.2f}", numeric=True, width=14),
)
_TREE_FIELDS: tuple[Field[Any], ...] = (
    Field("单位、园区、企业", lambda node: "　" * node.depth + node.name, width=20),
    Field("目标", lambda node: node.target, numeric=True, width=8),
    Field("完成", lambda node: node.done, numeric=True, width=8),
    Field("完成率%", lambda node: _rate(node.rate) if node.target else "", numeric=True, width=8),
    Field("灯", lambda node: _lamp(node.light) if node.target else "", width=5),
)


def _place(place: Any) -> str:
    if place is None:
        return "—"
    return f"{place.rank}（并列）" if place.tied else f"{place.rank}"


def _of_node(node: Node) -> Place | None:
    if not node.record:
        return None
    if not node.ledger:
        return Place("enterprises", record=node.record)
    return Place("parks" if node.ledger == "plants" else "nurture", record=node.record, view=node.ledger)
