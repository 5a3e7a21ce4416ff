"""Frozen, slotted values whose methods are shared instead of compiled for each class.

A start of the program makes about a hundred small classes. `dataclass(frozen=True)` compiles six methods for each of
them, which is the greatest single cost of a start; here `__init__` alone is compiled, and only for a class of which
many values are made. What is made stays a dataclass: `fields`, `replace` and `asdict` work on it, and `__post_init__`
is called.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

C = TypeVar("C")
_ABSENT = dataclasses.MISSING
_set = object.__setattr__
_FEW = 32
"""Values of a class that are filled field by field; compiling pays for those that come after."""


class Frozen:
    """What every frozen value can do."""

    __slots__ = ()
    VALUES: ClassVar[attrgetter[Any]]
    """Takes all fields out of a value at once."""
    FIELDS: ClassVar[tuple[dataclasses.Field[Any], ...]]
    MADE: ClassVar[int]
    """How many values of a class were made before its `__init__` was compiled."""

    if not TYPE_CHECKING:  # a checker derives the signature from the annotations

        def __init__(self, *args: Any, **values: Any) -> None:
            cls = type(self)
            cls.MADE += 1
            if cls.MADE > _FEW or not _filled(self, args, values):
                cls.__init__ = _compiled(cls)
                cls.__init__(self, *args, **values)

    def __repr__(self) -> str:
        said = (f"{field.name}={getattr(self, field.name)!r}" for field in self.FIELDS)
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

    def __reduce__(self) -> tuple[Any, ...]:
        given = tuple((field.name, getattr(self, field.name)) for field in self.FIELDS)
        return _made_again, (type(self), given)


class Ordered:
    """What values can do that compare as their fields do."""

    __slots__ = ()
    VALUES: ClassVar[attrgetter[Any]]

    def __lt__(self, other: object) -> bool:
        return bool(self.VALUES(self) < self.VALUES(other)) if type(other) is type(self) else NotImplemented

    def __le__(self, other: object) -> bool:
        return bool(self.VALUES(self) <= self.VALUES(other)) if type(other) is type(self) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return bool(self.VALUES(self) > self.VALUES(other)) if type(other) is type(self) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return bool(self.VALUES(self) >= self.VALUES(other)) if type(other) is type(self) else NotImplemented


_SHARED = ("__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__", "__reduce__")
_ORDER = ("__lt__", "__le__", "__gt__", "__ge__")


@overload
def frozen(cls: type[C], /) -> type[C]: ...
@overload
def frozen(*, order: bool) -> Callable[[type[C]], type[C]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def frozen(cls: type[C] | None = None, /, *, order: bool = False) -> type[C] | Callable[[type[C]], type[C]]:
    """Make a class of annotations a frozen, slotted value that equals its like and hashes as its fields do.

    With `order` its values compare, too, as tuples of their fields do.
    """
    if cls is None:
        return lambda cls: _given(frozen(cls), Ordered, _ORDER) if order else frozen(cls)
    return shaped(_given(cls, Frozen, _SHARED))


def _given(cls: type[C], source: type, names: tuple[str, ...]) -> type[C]:
    """Give a class the methods it does not define itself."""
    for name in names:
        if name not in cls.__dict__:
            setattr(cls, name, source.__dict__[name])
    return cls


def shaped(cls: type[C], *, kw_only: bool = False) -> type[C]:
    """Make a class of annotations a slotted dataclass that has its methods already."""
    if "__init__" not in cls.__dict__:  # its own: what another class compiled takes other fields
        setattr(cls, "__init__", Frozen.__dict__["__init__"])  # noqa: B010 -- a checker knows no such method
    built: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(cls)
    built.FIELDS = dataclasses.fields(built)
    built.VALUES = attrgetter(*(field.name for field in built.FIELDS))
    built.MADE = 0
    return built  # type: ignore[no-any-return]


def _filled(made: object, args: tuple[Any, ...], values: Mapping[str, Any]) -> bool:
    """Fill a value's fields one by one; False, with nothing done that counts, where what was given does not fit."""
    fields: tuple[dataclasses.Field[Any], ...] = type(made).FIELDS  # type: ignore[attr-defined]
    if args:
        named = dict(zip((field.name for field in fields if not field.kw_only), args, strict=False))
        if len(named) < len(args) or not named.keys().isdisjoint(values):
            return False
        values = {**named, **values}
    known = 0
    for field in fields:
        name = field.name
        if name in values:
            value = values[name]
            known += 1
        elif field.default is not _ABSENT:
            value = field.default
        else:
            make: Any = field.default_factory
            if make is _ABSENT:
                return False
            value = make()
        _set(made, name, value)
    if known < len(values):
        return False
    if settle := getattr(made, "__post_init__", None):
        settle()
    return True


def _made_again(cls: type[C], given: tuple[tuple[str, Any], ...]) -> C:
    """Make a value again from its fields: what copying and packing do."""
    return cls(**dict(given))


def _compiled(cls: type[Any]) -> Callable[..., None]:
    """Return the `__init__` of a class: its fields in their order, with their defaults."""
    known: dict[str, Any] = {"_set": _set, "_absent": _ABSENT}
    fields = sorted(cls.FIELDS, key=attrgetter("kw_only"))
    heads, lines = ["self"], []
    for field in fields:
        if field.kw_only and "*" not in heads:
            heads.append("*")
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
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    exec("\n ".join((f"def __init__({', '.join(heads)}):", *lines)), known)  # noqa: S102 -- as dataclass does it
    made: Callable[..., None] = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made
