"""What a check found, as the rows of 审核 show it: whose, which columns, and where a row leads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from parkdesk.office.checking import EXPLAIN, HINT, MUST
from parkdesk.periods import Period
from parkdesk.records import Enterprise
from ui.models.rows_model import Field
from ui.places import place_of
from ui.target import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor

    from parkdesk.office.checking import Checked, Judged
    from parkdesk.rules.checks.noticed import Place
    from parkdesk.store import Store
    from ui.theme import Theme

LEVELS = (MUST, EXPLAIN, HINT)
_TONES = MappingProxyType({MUST: "bad", EXPLAIN: "warn", HINT: "muted"})
ORIGINS = MappingProxyType({"shipped": "自带规则", "county": "本级规则", "city": "市级规则"})
"""Whose rule says so: what the city's rules find stands apart from what the county's own do."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A finding with the names a person knows."""

    judged: Judged
    unit: str
    firm: str

    @property
    def key(self) -> tuple[str, str, Place]:
        """What stays the same when the same thing is found again."""
        return (self.judged.unit, self.judged.noticed.rule, self.judged.noticed.place)


def rows_of(store: Store, checked: Checked) -> list[CheckRow]:
    """Return the findings with their names, worst first."""
    firms = {firm.id: firm.name for firm in store.select(Enterprise)}
    units = {code: office.name for code, office in store.offices().items()}
    return [
        CheckRow(one, units.get(one.unit, one.unit), firms.get(one.noticed.place.enterprise, ""))
        for one in checked.findings
    ]


def fields_of(theme: Theme, *, is_city: bool) -> Sequence[Field[CheckRow]]:
    """Return the columns; a city sees whose finding it is."""
    whose = (Field("单位", _unit, width=14),) if is_city else ()
    return (
        Field("级别", _level, width=6, colour=partial(_colour, theme), sort_key=_rank),
        *whose,
        Field("企业", _firm, width=20),
        Field("审核发现", _text, width=78, hint=whole_of),
        Field("说明", _explanation, width=22, colour=partial(_quiet, theme), hint=_explanation_hint),
        Field("位置", _where),
    )


def target_of(judged: Judged) -> Target | None:
    """Return where a finding is put right: the cell, the firm, or the ledger's row; None where no page has it."""
    place = judged.noticed.place
    period = Period.from_key(place.period)
    if place.record:
        kept = place_of(place.table)
        return Target(kept.page, period, place.record, place.field, view=kept.view) if kept else None
    if place.enterprise and not place.indicator:
        return Target("enterprises", period, place.enterprise)
    return Target("months", period, place.enterprise, place.indicator, place.measure)


def whole_of(row: CheckRow) -> str:
    """Return the whole sentence, and whose rule says so."""
    seen = row.judged.noticed
    return f"{seen.text}\n{ORIGINS.get(seen.origin, ORIGINS['shipped'])}“{seen.name}”，{seen.scope}审核"


def _level(row: CheckRow) -> str:
    return row.judged.noticed.level


def _rank(row: CheckRow) -> int:
    return LEVELS.index(row.judged.noticed.level)


def _colour(theme: Theme, row: CheckRow) -> QColor | None:
    judged = row.judged
    return theme.color("muted" if judged.explanation and not judged.blocks else _TONES[judged.noticed.level])


def _quiet(theme: Theme, row: CheckRow) -> QColor | None:
    return None if row.judged.explanation else theme.color("muted")


def _unit(row: CheckRow) -> str:
    return row.unit


def _firm(row: CheckRow) -> str:
    return row.firm or "—"


def _text(row: CheckRow) -> str:
    return row.judged.noticed.text


def _explanation(row: CheckRow) -> str:
    judged = row.judged
    return judged.explanation or (f"上次：{judged.suggestion}" if judged.suggestion else "")


def _explanation_hint(row: CheckRow) -> str:
    return _explanation(row) or "还没有写说明：按 F2 写"


def _where(row: CheckRow) -> str:
    return row.judged.noticed.where
