"""What the import preview does off the GUI thread: read, understand anew, write. No window in here."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.errors import UserError
from parkdesk.intake.sheet_kinds import kinds
from parkdesk.office import importing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from parkdesk.office.importing import Incoming
    from parkdesk.store import Changes, Store
    from ui.tasks import Progress

    Act = Callable[[Store, Incoming], list[Incoming]]


_STOPPED = "按了“停止”，没有写入。"


class Written(NamedTuple):
    """What came of one sheet: what was written, or why not."""

    incoming: Incoming
    changes: Changes | None
    error: str


def is_useful(incoming: Incoming) -> bool:
    """Whether a sheet would write anything."""
    return incoming.plan is not None and not incoming.plan.is_empty


def read(store: Store, files: Sequence[Path], progress: Progress) -> list[Incoming]:
    """Read files with a connection of their own; registers come before what builds on them."""
    found: list[Incoming] = []
    with store.beside() as beside:
        for number, file in enumerate(files):
            progress.step(number / len(files) if len(files) > 1 else -1, f"读取“{file.name}”")
            found += importing.preview(beside, file)
        return _in_order(beside, found)


def anew(store: Store, found: Sequence[Incoming], number: int, act: Act, _: Progress) -> list[Incoming]:
    """Do something to one sheet and understand the others with what is remembered since."""
    with store.beside() as beside:
        return _in_order(beside, _done_to(beside, found, number, act))


def write(store: Store, chosen: Sequence[Incoming], progress: Progress) -> list[Written]:
    """Write sheets one after the other; one that fails does not keep the others out.

    Each goes in whole or not at all: once a person said stop, the one under way is broken off and the rest stay out.
    """
    written: list[Written] = []
    with store.beside() as beside, beside.stoppable(progress.is_cancelled):
        for number, incoming in enumerate(chosen):
            if progress.is_cancelled():
                written.append(Written(incoming, None, _STOPPED))
                continue
            progress.step(number / len(chosen) if len(chosen) > 1 else -1, f"写入“{incoming.file.name}”")
            written.append(_written(beside, incoming))
    return written


def _done_to(store: Store, found: Sequence[Incoming], number: int, act: Act) -> list[Incoming]:
    chosen = found[number]
    made = act(store, chosen)
    is_whole = [one.content.part for one in made if one.content] != [chosen.content.part if chosen.content else ""]
    result: list[Incoming] = []
    for at, one in enumerate(found):
        if at == number:
            result += made
        elif not (is_whole and _is_of_the_same_table(one, chosen)):  # else `made` has all its periods
            result += importing.recall(store, one)
    return result


def _is_of_the_same_table(one: Incoming, other: Incoming) -> bool:
    return one.content is not None and other.content is not None and one.content.source is other.content.source


class _LookOver(Exception):  # noqa: N818 -- no error: it rolls the look back
    """Leaves the transaction in which sheets were tried one after the other."""


def _in_order(store: Store, found: list[Incoming]) -> list[Incoming]:
    """Plan every sheet as if those before it were written already: a month's firms are in the register then."""
    found = sorted(found, key=_place)
    if sum(map(is_useful, found)) < 2:
        return found
    again: list[Incoming] = []
    with contextlib.suppress(_LookOver), store.transaction():
        for one in found:
            incoming = importing.replan(store, one, one.options) if one.plan is not None else one
            again.append(incoming)
            if incoming.plan is not None and not incoming.plan.is_empty:
                store.apply(incoming.plan)
        raise _LookOver
    return again


def _place(incoming: Incoming) -> tuple[int, str, str]:
    """Registers before what builds on them, earlier periods before later ones."""
    order = {code: number for number, code in enumerate(kinds())}
    kind = order.get(incoming.kind or "", len(order)) if incoming.plan else len(order)
    return kind, incoming.period.text if incoming.period else "", incoming.file.name


def _written(store: Store, incoming: Incoming) -> Written:
    try:
        if incoming.plan is not None and incoming.plan.basis != store.seq:  # the sheet before it changed the desk
            incoming = importing.replan(store, incoming, incoming.options)
        if incoming.plan is None:
            return Written(incoming, None, incoming.error)
        return Written(incoming, importing.commit(store, incoming), "")
    except UserError as error:
        return Written(incoming, None, str(error))
