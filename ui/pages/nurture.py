"""培育招商: who may enter or leave the register, honours, chains, and who comes."""

from __future__ import annotations

from typing import ClassVar

from ui.pages.ledger import LedgersPage, Look


class NurturePage(LedgersPage):
    """Firms that grow and firms that come."""

    TITLE: ClassVar[str] = "培育招商"
    ICON: ClassVar[str] = "nurture"
    LOOKS: ClassVar[tuple[Look, ...]] = (Look("预警与培育", "nurture_board", "NurtureBoardView"),)
    LEDGERS: ClassVar[tuple[str, ...]] = (
        "candidates",
        "watches",
        "constraints",
        "supplies",
        "disasters",
        "honours",
        "tiers",
        "networks",
        "chains",
        "leads",
        "events",
        "entries",
        "enclaves",
        "park_titles",
        "partners",
    )
