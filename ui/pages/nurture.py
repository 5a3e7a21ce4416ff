"""培育招商: who may enter or leave the register, honours, chains, and who comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.pages.ledger import LedgersPage, Look

if TYPE_CHECKING:
    from collections.abc import Mapping


class NurturePage(LedgersPage):
    """Firms that grow and firms that come."""

    TITLE: ClassVar[str] = "培育招商"
    ICON: ClassVar[str] = "nurture"
    LOOKS: ClassVar[tuple[Look, ...]] = (Look("预警与培育", "nurture_board", "NurtureBoardView"),)
    GROUPS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "在库与培育": ("candidates", "watches", "constraints", "supplies", "disasters"),
        "荣誉与梯队": ("honours", "tiers", "park_titles"),
        "产业": ("chains", "networks", "partners"),
        "招商入园": ("leads", "events", "entries", "enclaves"),
    }
