"""Taking a received package back, also after others have followed.

What a desk holds of a sender is, slice by slice, the highest revision among the packages that count. So a
package is taken back by letting it count no more and putting in its slices' place what the remaining ones
say: an earlier version from the archive, what stood there before any package, or nothing. Slices that a
later package has replaced stay. The result is what the desk would hold had the package never come.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkdesk.errors import StoreError
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Office
from parkdesk.sync import archive, directives, merging
from parkdesk.sync.descriptor import Party
from parkdesk.sync.merging import Content
from parkdesk.sync.slices import OWNERS
from parkdesk.sync.verdicts import held_contents, remember_directives

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkdesk.store import Changes, ImportEntry, LoggedPackage, SliceKey, Store


def undo_package(store: Store, import_id: str) -> Changes:
    """Take back what a package brought; raises PackageError when the archive misses a file that is needed."""
    entry = store.undoable(import_id)
    line = next((one for one in store.exchange.packages("received") if one.seq == entry.seq), None)
    if line is None:
        raise StoreError("撤销数据包不能再撤销：需要那些内容时，请重新接收原来的文件。")
    with store.transaction():
        plan = _plan(store, entry, line)
        changes = store.apply(plan, undoes=entry.seq)
        if line.kind == "directive":
            remember_directives(store, line.unit)
    archive.write_index(store)
    return changes


def _plan(store: Store, entry: ImportEntry, line: LoggedPackage) -> Plan:
    before = store.exchange.held(line.unit)
    going = {key: held for key, held in before.items() if held.package == line.id}
    old = held_contents(store, going, may_miss=True) if line.kind == "directive" else {}
    store.exchange.log(replace(line, status="undone"))
    after = store.exchange.held(line.unit)
    contents = dict.fromkeys(going, Content())
    contents |= held_contents(store, after, contents)
    if _brings_back(store, contents):  # then also what was left out for want of them
        contents |= held_contents(store, after)
    source = Source(
        "package", entry.file, period=entry.period, unit=entry.unit, reason=f"撤销第{entry.seq}号变更（{entry.file}）"
    )
    if line.kind == "directive":
        return directives.merge(store, contents, old, source, line.unit, takes_back=True).plan
    name = store.offices()[line.unit].name if line.unit in store.offices() else line.unit
    plan = merging.merge(store, Party(line.unit, name), contents, source, firms_of_old=None).plan
    return plan if after else replace(plan, records=(*plan.records, *_office_that_came_along(store, line.unit)))


def _brings_back(store: Store, contents: Mapping[SliceKey, Content]) -> bool:
    """Whether firms or projects come back that others' slices may refer to."""
    return any(
        store.find(ledger, record.id) is None
        for key, content in contents.items()
        for ledger in OWNERS
        if key.ledger == ledger.TABLE
        for record in content.records()
    )


def _office_that_came_along(store: Store, unit: str) -> list[RecordChange]:
    """Return the removal of an office that only packages had entered."""
    office = store.find(Office, unit)
    versions = store.history(unit)
    if office is None or not versions or versions[-1].before is not None or versions[-1].kind != "package":
        return []
    return [RecordChange(office, None)]
