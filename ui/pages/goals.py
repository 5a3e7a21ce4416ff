"""目标考核: targets and how far they are, assessments by scheme, 亩均论英雄."""

from __future__ import annotations

from typing import ClassVar

from ui.pages.ledger import LedgersPage, Look


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
    LEDGERS: ClassVar[tuple[str, ...]] = (
        "achievements",
        "duty_tasks",
        "schemes",
        "scheme_items",
        "scheme_scores",
        "acreages",
        "acreage_results",
    )
