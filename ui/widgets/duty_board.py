"""责任矩阵: every unit by its present name, and what it is in each task: 牵头, 责任, 配合."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from parkdesk.office import goals
from ui.models.rows_model import Field
from ui.widgets.judgement import Board, Panel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QColor

    from parkdesk.store import Store

Matrix = tuple[list[str], dict[str, dict[str, str]]]
_Row = tuple[str, dict[str, str]]
_TONES = {"牵头": "accent", "责任": "text", "配合": "muted"}


class DutyBoardView(Board):
    """One table: units down, tasks across."""

    READS: ClassVar[frozenset[str]] = frozenset({"duty_tasks", "departments"})
    SHAPE: ClassVar[tuple[int, ...]] = (1,)
    WIDTHS: ClassVar[tuple[int, ...]] = (1,)

    def judge(self) -> Callable[[Store], Matrix]:
        return goals.duty_matrix

    def figures(self, result: Matrix) -> Sequence[tuple[str, str, str]]:
        tasks, units = result
        leads = sum("牵头" in roles.values() for roles in units.values())
        return (("任务", f"{len(tasks)} 项", ""), ("单位", f"{len(units)} 个", ""), ("牵头单位", f"{leads} 个", ""))

    def panels(self, result: Matrix) -> Sequence[Panel]:
        tasks, units = result
        rows = sorted(units.items(), key=_by_weight)
        fields: list[Field[Any]] = [
            Field("单位", lambda row: row[0], width=14),
            Field("牵头", lambda row: str(_number(row, "牵头") or ""), numeric=True, width=6),
            *(Field(task, partial(_role, task), width=6, colour=partial(self._colour, task)) for task in tasks),
        ]
        return (
            Panel(
                "责任单位和配合单位（改过名称的按现称，第一家责任单位牵头）", fields, rows,
                "还没有任务分工：导入或录入“任务分工”，或采用带分工的示例目标集。",
            ),
        )  # fmt: skip

    def _colour(self, task: str, row: _Row) -> QColor | None:
        role = row[1].get(task, "")
        return self.desk.theme.color(_TONES[role]) if role else None


def _role(task: str, row: _Row) -> str:
    return row[1].get(task, "")


def _number(row: _Row, role: str) -> int:
    return sum(one == role for one in row[1].values())


def _by_weight(row: _Row) -> tuple[int, int]:
    return -_number(row, "牵头"), -len(row[1])
