"""How a command is declared: its name, its arguments, what runs it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkdesk.office.desks import close_desk, open_desk
from parkdesk.periods import Period

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from parkdesk.cli.answer import Answer
    from parkdesk.store import Store

from contextlib import contextmanager


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


@contextmanager
def at_desk(asked: argparse.Namespace, *, backup: bool = False) -> Iterator[Store]:
    """Open the desk that was named; with `backup`, a changed desk is backed up when it closes."""
    store = open_desk(asked.desk, asked.by)
    try:
        yield store
    finally:
        if backup:
            close_desk(store)
        else:
            store.close()
