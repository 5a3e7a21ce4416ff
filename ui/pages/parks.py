"""园区要素: parks, plants and land."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ui.pages.ledger import LedgersPage, Look

if TYPE_CHECKING:
    from collections.abc import Mapping


class ParksPage(LedgersPage):
    """What a park has: its plants down to the leased floor, its land, what is built and who lives there."""

    TITLE: ClassVar[str] = "园区要素"
    ICON: ClassVar[str] = "parks"
    LOOKS: ClassVar[tuple[Look, ...]] = (
        Look("概览", "parks_board", "ParksBoardView"),
        Look("土地核价", "land_board", "LandBoardView"),
    )
    GROUPS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "园区": ("parks", "park_months", "facilities", "housing", "finances"),
        "厂房": ("plants", "rooms", "leases"),
        "土地": ("parcels", "reserves", "promises", "swaps", "land_offers", "land_grades"),
    }
