"""目标考核: targets and how far they are, assessments by scheme, 亩均论英雄."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.pages.ledger import LedgersPage, Look

if TYPE_CHECKING:
    from collections.abc import Mapping


class GoalsPage(LedgersPage):
    """What was set, what was reached, what was scored and why."""

    TITLE: ClassVar[str] = "目标考核"
    ICON: ClassVar[str] = "goals"
    LOOKS: ClassVar[tuple[Look, ...]] = (
        Look("目标完成情况", "goals_board", "GoalsBoardView"),
        Look("责任矩阵", "duty_board", "DutyBoardView"),
        Look("年度考核", "assessment_board", "AssessmentBoardView"),
        Look("亩均论英雄", "acreage_board", "AcreageBoardView"),
    )
    GROUPS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "目标": ("achievements", "duty_tasks"),
        "考核": ("schemes", "scheme_items", "scheme_scores"),
        "亩均": ("acreages", "acreage_results"),
    }
