"""Frozen, slotted values whose methods are shared instead of compiled for each class.

A start of the program makes about a hundred small classes. `dataclass(frozen=True)` compiles six methods for each of
them, which is the greatest single cost of a start; here `__init__` alone is compiled, when the first value is made.
What is made stays a dataclass: `fields`, `replace` and `asdict` work on it. Classes that are ordered, or look after
themselves when they are made, take `dataclass`.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable

C = TypeVar("C")
_ABSENT = dataclasses.MISSING


class Frozen:
    """What every frozen value can do."""

    __slots__ = ()
    VALUES: ClassVar[attrgetter[Any]]
    """Takes all fields out of a value at once."""

    if not TYPE_CHECKING:  # a checker derives the signature from the annotations

        def __init__(self, *args: Any, **values: Any) -> None:
            cls = type(self)
            cls.__init__ = _compiled(cls)
            cls.__init__(self, *args, **values)

    def __repr__(self) -> str:
        whole: Any = self  # every class that has these methods is a dataclass
        said = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(whole))
        return f"{type(self).__name__}({', '.join(said)})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        values = self.VALUES
        return bool(values(self) == values(other))

    def __hash__(self) -> int:
        return hash(self.VALUES(self))

    def __setattr__(self, key: str, value: object) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot assign to {key}")

    def __delattr__(self, key: str) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot delete {key}")


_SHARED = ("__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__")


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def frozen(cls: type[C]) -> type[C]:
    """Make a class of annotations a frozen, slotted value that equals its like and hashes as its fields do."""
    for name in _SHARED:
        if name not in cls.__dict__:
            setattr(cls, name, Frozen.__dict__[name])
    return shaped(cls)


def shaped(cls: type[C], *, kw_only: bool = False) -> type[C]:
    """Make a class of annotations a slotted dataclass that has its methods already."""
    if "__init__" not in cls.__dict__:  # its own: what another class compiled takes other fields
        setattr(cls, "__init__", Frozen.__dict__["__init__"])  # noqa: B010 -- a checker knows no such method
    built: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(cls)
    built.VALUES = attrgetter(*(field.name for field in dataclasses.fields(built)))
    return built  # type: ignore[no-any-return]


def _compiled(cls: type[Any]) -> Callable[..., None]:
    """Return the `__init__` of a class: its fields in their order, with their defaults."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_absent": _ABSENT}
    fields = dataclasses.fields(cls)
    heads, lines = ["self", *(["*"] if any(field.kw_only for field in fields) else [])], []
    for field in fields:
        name, default, given = field.name, f"_default_{field.name}", field.name
        if field.default_factory is not _ABSENT:
            known[default] = field.default_factory
            heads.append(f"{name}=_absent")
            given = f"{default}() if {name} is _absent else {name}"
        elif field.default is not _ABSENT:
            known[default] = field.default
            heads.append(f"{name}={default}")
        else:
            heads.append(name)
        lines.append(f"_set(self, {name!r}, {given})")
    exec("\n ".join((f"def __init__({', '.join(heads)}):", *lines)), known)  # noqa: S102 -- as dataclass does it
    made: Callable[..., None] = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made
