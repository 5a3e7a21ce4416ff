"""园区要素: parks, plants and land."""

from __future__ import annotations

from typing import ClassVar

from ui.pages.ledger import LedgersPage, Look


class ParksPage(LedgersPage):
    """What a park has: its plants down to the leased floor, its land, what is built and who lives there."""

    TITLE: ClassVar[str] = "园区要素"
    ICON: ClassVar[str] = "parks"
    LOOKS: ClassVar[tuple[Look, ...]] = (Look("概览", "parks_board", "ParksBoardView"),)
    LEDGERS: ClassVar[tuple[str, ...]] = (
        "plants", "rooms", "leases", "parcels", "reserves", "promises", "swaps", "parks", "park_months", "facilities",
        "housing", "finances",
    )  # fmt: skip
