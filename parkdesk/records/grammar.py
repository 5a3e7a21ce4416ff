"""The grammar of declarations: `@record` classes made of `column(...)` attributes.

A record is frozen and keyword-only. Label, kind, unit, choices and aliases stand beside the typed
attribute; the desk's table, the form, the Excel heading and the package column are derived from it.

Many are declared at every start and few are made, so a record has its methods from `Record` and compiles nothing before
its first one is made.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar, dataclass_transform

from parkdesk.frozen import Frozen, frozen, shaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkdesk.records.kinds import Kind

R = TypeVar("R", bound="Record")

Travels = Literal["home", "up", "definition", "task", "private"]
"""Where a ledger's records go in packages, besides to colleagues, who get everything.

`home`: nowhere; `up`: in the 上报包 of the unit they belong to; in a 下发包 `definition`: to all below, `task`: to the
unit they name, for all to see, `private`: to the unit they name alone.
"""


@frozen
class Column:
    """One declared attribute of a record, as every door and every view sees it."""

    key: str
    label: str
    kind: Kind
    unit: str = ""
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    required: bool = False
    section: str = ""
    width: int = 12
    hidden: bool = False
    private: bool = False

    @property
    def heading(self) -> str:
        """The label with its unit, as it heads a column of a sheet or table: `用地面积（亩）`."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label


def column(  # noqa: PLR0913 -- the grammar of declarations
    label: str,
    kind: Kind,
    *,
    unit: str = "",
    aliases: tuple[str, ...] = (),
    choices: tuple[str, ...] = (),
    required: bool = False,
    section: str = "",
    width: int = 12,
    hidden: bool = False,
    private: bool = False,
    default: Any = dataclasses.MISSING,
    default_factory: Any = dataclasses.MISSING,
) -> Any:
    """Declare an attribute. `hidden`: no view shows it. `private`: it never leaves the office in a package."""
    declared = Column("", label, kind, unit, aliases, choices, required, section, width, hidden, private)
    return dataclasses.field(default=default, default_factory=default_factory, metadata={"column": declared})


def _columns(built: type[Record]) -> tuple[Column, ...]:
    """Return a class's columns in their order; the notes that hold what no other column does stand last."""
    columns = (
        dataclasses.replace(field.metadata["column"], key=field.name)
        for field in dataclasses.fields(built)
        if "column" in field.metadata
    )
    return tuple(sorted(columns, key=lambda c: c.kind.name == "notes"))


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(column,))
def based(cls: type[R]) -> type[R]:
    """Make a class of annotations a slotted dataclass with its columns; `record` does it too."""
    built = shaped(cls, kw_only=True)
    built.COLUMNS = _columns(built)
    return built


@based
class Record(Frozen):
    """Anything kept in the desk under a random text id that no two offices share."""

    TABLE: ClassVar[str] = ""
    LABEL: ClassVar[str] = ""
    TRAVELS: ClassVar[Travels] = "home"
    SLICED_BY: ClassVar[str] = ""
    COLUMNS: ClassVar[tuple[Column, ...]] = ()

    id: str

    def natural_key(self) -> tuple[str, ...]:
        """Return what makes two records of two offices the same one, without ids."""
        raise NotImplementedError

    def title(self) -> str:
        """Return how people call this record in a sentence."""
        raise NotImplementedError

    def kind_of(self, column: Column) -> Kind:
        """Return how a column of this record is read and written; some depend on what the record is of."""
        return column.kind


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(column,))
def record(table: str, label: str, *, travels: Travels, sliced_by: str = "") -> Callable[[type[R]], type[R]]:
    """Make a class a record kept in `table` and called `label` on screen.

    Args:
        table: where it is kept, and its name in packages and on the command line.
        label: what people call one of it.
        travels: where packages take it.
        sliced_by: the attribute that says of which period (or year) a record is; without one it has no period.
    """

    def declare(cls: type[R]) -> type[R]:
        built = based(cls)
        built.TABLE, built.LABEL = table, label
        built.TRAVELS, built.SLICED_BY = travels, sliced_by
        return built

    return declare


def columns_of(cls: type[Record], *, hidden: bool = False) -> tuple[Column, ...]:
    """Return the columns that views show; with `hidden` the others as well."""
    return tuple(c for c in cls.COLUMNS if hidden or not c.hidden)
