"""服务底线: funds, policy, credit, talent, fairs; safety and environment."""

from __future__ import annotations

from typing import ClassVar

from ui.pages.ledger import LedgersPage, Look


class ServicesPage(LedgersPage):
    """What is done for firms, and what must not happen."""

    TITLE: ClassVar[str] = "服务底线"
    ICON: ClassVar[str] = "services"
    LOOKS: ClassVar[tuple[Look, ...]] = (Look("概览", "services_board", "ServicesBoardView"),)
    LEDGERS: ClassVar[tuple[str, ...]] = (
        "funds",
        "payouts",
        "meetings",
        "loans",
        "pools",
        "talents",
        "fairs",
        "delegations",
        "inspections",
        "hazards",
        "drills",
        "benchmarks",
        "bottom_lines",
        "park_tasks",
        "duty_checks",
        "rewards",
        "recoveries",
    )
