"""Plain ledgers: rows of one unit that need nothing but their declaration.

`@ledger` on a `LedgerRecord` is all that a ledger costs in the vocabulary: its key, how a row is called and its
columns. Form, page, sheets in and out, blank table, search, history and package follow from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar, dataclass_transform

from parkdesk.records.grammar import Record, based, column, record
from parkdesk.records.kinds import CODE, NOTES
from parkdesk.records.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkdesk.records.grammar import Travels

ORDINAL = "ordinal"
"""The column that counts rows which are equal in every other one of the key."""


@based
class LedgerRecord(Record):
    """A row of a plain ledger: whose it is, and what no column of its own takes."""

    KEY: ClassVar[tuple[str, ...]] = ()
    CALLED: ClassVar[tuple[str, ...]] = ()
    LOOSELY: ClassVar[tuple[str, ...]] = ()
    TITLES: ClassVar[tuple[str, ...]] = ()

    unit: str = column("所属单位", CODE, required=True, hidden=True, default="")
    notes: dict[str, str] = column("其他信息", NOTES, section="其他", default_factory=dict, width=24)

    def natural_key(self) -> tuple[str, ...]:
        """Return the unit and the declared columns, names normalised."""
        return (self.unit, *self.words(self.KEY))

    def words(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Return columns as words that compare: names normalised, what is missing empty."""
        values = (getattr(self, key) for key in keys)
        return tuple("" if v is None else normalise_name(v) if isinstance(v, str) else str(v) for v in values)

    def title(self) -> str:
        """Return the columns that it is called by, as people read them."""
        kinds = {c.key: c.kind for c in self.COLUMNS}
        return " ".join(text for key in self.CALLED if (text := kinds[key].write(getattr(self, key)))) or self.LABEL


R = TypeVar("R", bound=LedgerRecord)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(column,))
def ledger(
    table: str,
    label: str,
    *,
    key: tuple[str, ...],
    called: tuple[str, ...] = (),
    loosely: tuple[str, ...] = (),
    titles: tuple[str, ...] = (),
    travels: Travels = "up",
    sliced_by: str = "",
) -> Callable[[type[R]], type[R]]:
    """Make a class a plain ledger.

    Args:
        table: where it is kept, and its name in packages and on the command line.
        label: what people call one of it.
        key: the columns that make two rows the same one; with a column `ordinal`, equal rows are counted by it.
        called: the columns that name a row in a sentence; the key's where none are given.
        loosely: the columns that still mean the same row where the whole key finds none (a building whose state
            has changed since).
        titles: words in a sheet's title that speak for it; the label where none are given.
        travels: where packages take it.
        sliced_by: the column that says of which period (or year) a row is.
    """

    def declare(cls: type[R]) -> type[R]:
        built = record(table, label, travels=travels, sliced_by=sliced_by)(cls)
        built.KEY, built.CALLED, built.LOOSELY = key, called or key, loosely
        built.TITLES = titles or (label,)
        return built

    return declare


def blank(made: type[R], record_id: str, unit: str) -> R:
    """Return a row of a ledger in which nothing is filled that a person must fill."""
    asked = {c.key: c.kind.read(None) for c in made.COLUMNS if c.required and not c.hidden}
    return made(**{"id": record_id, "unit": unit, **asked})
