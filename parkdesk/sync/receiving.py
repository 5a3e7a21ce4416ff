"""Receiving 上报包: verify, compare slice by slice, say what would happen, then do it in one transaction.

The verdict on a package follows from its slices and from what this desk holds of them:

- `conflict`: a carried slice has the held revision and other content; nothing is written.
- `same`: every carried slice is held with equal content. `older`: none is newer, some are lower.
- `gap`: a slice needs a base revision that is not held, carried or only listed. The file is kept and
  applied by itself once the missing package has come, or at once when a person accepts with a reason.
- `applied`: the newer slices replace the desk's content; carried slices that are not newer are left.

Because every slice is full state and only its highest revision counts, any order and repetition of one
set of packages ends in the same content; a package that waits has no content yet, in any order.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError, UserError
from parkdesk.paths import archive_folder
from parkdesk.plan import Outcome, Plan, RecordChange, Source
from parkdesk.records import Office
from parkdesk.store import LoggedPackage, SliceKey, SliceState
from parkdesk.sync.descriptor import KIND_NAMES
from parkdesk.sync.desk_keys import register_sender, registered_keys
from parkdesk.sync.files import package_file_name, write_checked
from parkdesk.sync.merging import merge
from parkdesk.sync.package import read_package
from parkdesk.sync.slices import refuse_unknown, slice_title
from parkdesk.sync.trust import UnknownSenderError, check_sender

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from parkdesk.store import Changes, Store
    from parkdesk.sync.descriptor import Slice
    from parkdesk.sync.package import VerifiedPackage

APPLIED, SAME, OLDER, CONFLICT, GAP, REFUSED = "applied", "same", "older", "conflict", "gap", "refused"
_PENDING = "pending"
_NOTHING = Plan(Source("package"))


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person at the desk agrees to beforehand: a new sender, a gap (with a reason)."""

    new_sender: bool = False
    gap_reason: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """A verified package with the verdict on it; `plan` is what accepting it would write."""

    package: VerifiedPackage
    file: str
    status: str
    reason: str
    plan: Plan = _NOTHING
    slices: tuple[Slice, ...] = ()
    new: int = 0
    changed: int = 0
    removed: int = 0
    registers: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one file."""

    file: str
    status: str
    reason: str
    new: int = 0
    changed: int = 0
    removed: int = 0
    receipt: str | None = None
    import_id: str | None = None
    unit: str = ""
    package_id: str = ""
    changes: Changes | None = field(default=None, repr=False)


class _DryRunOver(Exception):  # noqa: N818 -- no error: it rolls a dry run back
    """Leaves the transaction of a dry run."""


def receive(
    store: Store, files: Sequence[Path], consent: Consent = Consent(), *, dry_run: bool = False
) -> list[Received]:
    """Receive many packages, each in one transaction, a sender's in the order it made them.

    Returns one line per file in the order given, then one for each waiting package that could now be
    applied. A dry run does all of it and takes it back, so its words are the same.
    """
    if not dry_run:
        return _receive(store, files, consent)
    results: list[Received] = []
    with contextlib.suppress(_DryRunOver), store.transaction():
        results = _receive(store, files, consent, keep=False)
        raise _DryRunOver
    return [replace(result, import_id=None, changes=None) for result in results]


def _receive(store: Store, files: Sequence[Path], consent: Consent, *, keep: bool = True) -> list[Received]:
    results: dict[int, Received] = {}
    opened: list[tuple[str, int, int, VerifiedPackage]] = []
    for at, path in enumerate(files):
        try:
            package = read_package(path)
        except PackageError as error:
            results[at] = Received(path.name, REFUSED, str(error))
        else:
            opened.append((package.envelope.sender.code, package.envelope.sequence, at, package))
    for _, _, at, package in sorted(opened, key=lambda one: one[:3]):
        results[at] = _receive_one(store, package, files[at].name, consent, keep=keep)
    arrived = {result.unit for result in results.values() if result.status == APPLIED}
    closed = [line for unit in sorted(arrived) for line in _apply_waiting(store, unit, keep=keep)]
    return [results[at] for at in range(len(files))] + closed


def _receive_one(store: Store, package: VerifiedPackage, file: str, consent: Consent, *, keep: bool) -> Received:
    try:
        return accept(store, examine(store, package, file, consent), keep=keep)
    except UserError as error:
        unit, package_id = package.envelope.sender.code, package.envelope.package_id
        return Received(file, REFUSED, f"“{file}”：{error}", unit=unit, package_id=package_id)


def _apply_waiting(store: Store, unit: str, *, keep: bool) -> list[Received]:
    """Try the packages of a unit that waited for a base, oldest first."""
    waiting = [one for one in store.exchange.packages("received") if one.status == _PENDING and one.unit == unit]
    results = []
    for line in sorted(waiting, key=lambda one: one.sequence):
        try:
            package = read_package(_archive(store) / line.file)
        except PackageError:
            continue  # its file was taken away; it can be received again
        result = _receive_one(store, package, line.file, Consent(), keep=keep)
        if result.status == GAP:
            continue
        if result.status != APPLIED:
            store.exchange.log(replace(line, status=result.status))
        results.append(result)
    return results


def examine(store: Store, package: VerifiedPackage, file: str, consent: Consent = Consent()) -> Examined:
    """Return the verdict on a verified package; writes nothing. Raises PackageError where it is refused."""
    registers = _check_sender(store, package, consent)
    envelope = package.envelope
    held = store.exchange.received(envelope.sender.code)
    nothing = SliceState(0, "")
    above = {item: item.revision - held.get(SliceKey(*item.key), nothing).revision for item in envelope.slices}
    carried = [item for item in envelope.slices if item.resource is not None]
    newer = tuple(item for item in carried if above[item] > 0)
    clash = [i for i in carried if above[i] == 0 and package.content_hash(i) != held[SliceKey(*i.key)].hash]
    missing = [item for item in envelope.slices if above[item] > item.revision - item.base_revision]
    who = package.descriptor.title
    source = Source(
        "package", file, sha256=package.sha256, period="、".join(envelope.periods), unit=envelope.sender.code,
        reason=f"接受缺口：{consent.gap_reason}" if missing else "",
    )  # fmt: skip

    if clash:
        rows = merge(store, package, clash, source).plan.rows
        plan = Plan(source, rows=tuple(replace(row, outcome=Outcome.CONFLICT) for row in rows))
        reason = f"{who}与已装入的同一版内容不同（{_some(clash)}），没有写入任何内容：请让对方核对后重新导出。"
        return Examined(package, file, CONFLICT, reason, plan)
    if not newer:
        if any(above[item] < 0 for item in carried):
            return Examined(package, file, OLDER, f"{who}比已装入的旧，没有装入：如要退回旧数，请让对方重新导出。")
        return Examined(package, file, SAME, f"{who}已装入过，内容相同，没有重复装入。")
    if missing and not consent.gap_reason:
        reason = f"{who}之前还有数据包没有收到（{_some(missing)}），先存着：收到后自动装入，也可以说明理由后直接装入。"
        return Examined(package, file, GAP, reason, registers=registers)
    merged = merge(store, package, newer, source)
    plan = replace(merged.plan, records=(*_new_office(store, package), *merged.plan.records))
    reason = f"{who}：新增{merged.new}项，变更{merged.changed}项，删除{merged.removed}项。"
    counts = (merged.new, merged.changed, merged.removed)
    return Examined(package, file, APPLIED, reason, plan, newer, *counts, registers=registers)


def _check_sender(store: Store, package: VerifiedPackage, consent: Consent) -> bool:
    """Refuse what is not for this desk, not from whom it says, or not about the sender; tells whether to register."""
    envelope = package.envelope
    if envelope.kind != "submission":
        raise PackageError(f"这是{KIND_NAMES[envelope.kind]}包，这里只能装入下级单位的上报包，没有装入。")
    if envelope.receiver is not None and envelope.receiver.code != store.desk.unit:
        raise PackageError(f"这个包是报给“{envelope.receiver.name}”的，不是给本单位的，没有装入，请转交对方。")
    if envelope.sender.code == store.desk.unit:
        raise PackageError("这是本单位自己的上报包，没有装入：请把它交给上级单位。")
    for line in store.exchange.packages("received"):
        if line.id == envelope.package_id and line.sha256 != package.sha256:
            raise PackageError("数据包的编号与已收到的另一个包相同，没有装入，请让报送单位重新导出。")
    for item in envelope.slices:
        refuse_unknown(item)
        if item.unit != envelope.sender.code:
            raise PackageError(f"数据包里有别的单位（{item.unit}）的数据，没有装入，请让报送单位重新导出。")
    try:
        check_sender(envelope.sender, package.public_key, registered_keys(store))
    except UnknownSenderError:
        if not consent.new_sender:
            raise
        return True
    return False


def _new_office(store: Store, package: VerifiedPackage) -> list[RecordChange]:
    """Enter a trusted sender that the list of offices does not have yet, so that its figures are counted."""
    sender = package.envelope.sender
    if sender.code in store.offices():
        return []
    office = Office(id=sender.code, code=sender.code, name=sender.name, parent=store.desk.unit, expected=True)
    return [RecordChange(None, office)]


def _some(items: Sequence[Slice]) -> str:
    named = "、".join(f"{slice_title(item.key)}" for item in items[:3])
    return f"{named}等{len(items)}项" if len(items) > 3 else named


def accept(store: Store, examined: Examined, *, keep: bool = True) -> Received:
    """Do what was examined: apply it in one transaction, or keep it waiting; anything else writes nothing.

    `keep=False` leaves the archive folder alone (a dry run).
    """
    package, changes = examined.package, None
    envelope = package.envelope
    if examined.status in {APPLIED, GAP}:
        with store.transaction():
            if examined.registers:
                register_sender(store, envelope.sender, package.public_key)
            if examined.status == APPLIED:
                changes = store.apply(examined.plan)
                states = {
                    SliceKey(*item.key): SliceState(item.revision, package.content_hash(item) or "")
                    for item in examined.slices
                }
                store.exchange.mark_received(states, envelope.package_id, envelope.desk_id, changes.seq)
            store.exchange.log(_log_line(store, package, changes))
            if keep:
                _archive(store).mkdir(parents=True, exist_ok=True)
                write_checked(_archive(store) / _archive_name(package), package.data)
    return Received(
        file=examined.file,
        status=examined.status,
        reason=examined.reason,
        new=examined.new,
        changed=examined.changed,
        removed=examined.removed,
        import_id=changes.import_id if changes else None,
        unit=envelope.sender.code,
        package_id=envelope.package_id,
        changes=changes,
    )


def _archive(store: Store) -> Path:
    return archive_folder(store.path) / "收到"


def _archive_name(package: VerifiedPackage) -> str:
    envelope = package.envelope
    name = package_file_name(envelope.sender, envelope.periods[0], envelope.kind, envelope.revision)
    return f"{name.removesuffix('.parkpkg')}_{package.sha256[:8]}.parkpkg"


def _log_line(store: Store, package: VerifiedPackage, changes: Changes | None) -> LoggedPackage:
    envelope = package.envelope
    return LoggedPackage(
        id=envelope.package_id,
        direction="received",
        kind=envelope.kind,
        unit=envelope.sender.code,
        period=envelope.periods[0],
        sequence=envelope.sequence,
        revision=envelope.revision,
        sha256=package.sha256,
        check_code=package.check_code,
        file=_archive_name(package),
        at=store.now_text(),
        by=store.by,
        status=APPLIED if changes else _PENDING,
        seq=changes.seq if changes else 0,
    )
