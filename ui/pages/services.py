"""服务底线: funds, policy, credit, talent, fairs; safety and environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.pages.ledger import LedgersPage, Look

if TYPE_CHECKING:
    from collections.abc import Mapping


class ServicesPage(LedgersPage):
    """What is done for firms, and what must not happen."""

    TITLE: ClassVar[str] = "服务底线"
    ICON: ClassVar[str] = "services"
    LOOKS: ClassVar[tuple[Look, ...]] = (Look("概览", "services_board", "ServicesBoardView"),)
    GROUPS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "资金政策": ("funds", "payouts", "rewards"),
        "金融": ("meetings", "loans", "pools"),
        "服务": ("duty_checks", "recoveries", "talents", "fairs", "delegations", "park_tasks"),
        "安全": ("inspections", "hazards", "drills", "benchmarks"),
        "环保能耗": ("bottom_lines",),
    }
