"""How a command is declared: its name, its arguments, what runs it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkdesk.errors import UsageError
from parkdesk.office.desks import open_desk
from parkdesk.periods import Period

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from parkdesk.cli.answer import Answer
    from parkdesk.store import Store


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument as argparse takes it."""

    names: tuple[str, ...]
    options: dict[str, Any]


def argument(*names: str, **options: Any) -> Argument:
    """Declare an argument."""
    return Argument(names, options)


@dataclass(frozen=True, slots=True)
class Verb:
    """One command."""

    name: str
    help: str
    run: Callable[[argparse.Namespace], Answer]
    arguments: tuple[Argument, ...] = ()


DESK = argument("desk", type=Path, metavar="台账", help="台账文件（*.parkdesk）")
PERIOD = argument("--period", metavar="期间", help="2026-09 或 2026Q3")
PERIOD_NEEDED = argument("--period", required=True, metavar="期间", help="2026-09 或 2026Q3")
UNIT = argument("--unit", metavar="代码", help="单位代码")


def period_of(asked: argparse.Namespace) -> Period | None:
    """Return the period that was asked for; raises UsageError for one that does not exist."""
    return Period.parse(asked.period) if asked.period else None


def refuse_unknown_unit(store: Store, code: str | None) -> None:
    """Raise UsageError for a unit that the desk does not know: its figures would look like nothing reported."""
    if code is not None and code != store.desk.unit and code not in store.offices():
        raise UsageError(f"没有代码为“{code}”的单位；请用六位区划代码或自编代码，如 610981、610900-GX。")


def at_desk(asked: argparse.Namespace) -> Store:
    """Open the desk that was named, signed by who was named."""
    return open_desk(asked.desk, asked.by)
