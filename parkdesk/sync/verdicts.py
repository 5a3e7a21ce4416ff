"""The verdict on a package of slices (上报包, 下发包): what is newer than what is held, and what it would change."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError
from parkdesk.plan import Outcome, Plan, RecordChange, Source
from parkdesk.records import Indicator, Office
from parkdesk.store import HeldSlice, SliceKey, SliceState, new_id
from parkdesk.sync import archive, conflicts, directives, merging
from parkdesk.sync.descriptor import Slice
from parkdesk.sync.desk_keys import age_identity, signing_identity
from parkdesk.sync.merging import Content, Merged
from parkdesk.sync.package import VerifiedPackage, read_package, write_package
from parkdesk.sync.slices import (
    ISSUED,
    OWNERS,
    content_of,
    content_table,
    read_records,
    record_table,
    slice_title,
    slices_of_unit,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from parkdesk.store import Store
    from parkdesk.sync.conflicts import Conflict
    from parkdesk.sync.tables import Table

APPLIED, SAME, OLDER, CONFLICT, GAP, REFUSED = "applied", "same", "older", "conflict", "gap", "refused"
PENDING, HELD = "pending", "held"
NOTHING = Plan(Source("package"))
_ISSUED_TABLES = frozenset(ledger.TABLE for ledger in ISSUED)


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person at the desk agrees to beforehand.

    New senders (any, or those whose fingerprints were compared by phone, which also renews the key of a known one),
    a gap (with a reason), the passphrase of encrypted files, packages by id that are kept for later though they
    could be received, and what to take where two colleagues changed the same field: one side for all of them, or
    a choice per conflict by its `id`.
    """

    new_sender: bool = False
    gap_reason: str = ""
    passphrase: str = field(default="", repr=False)
    take: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    compared: frozenset[str] = frozenset()
    held_back: frozenset[str] = frozenset()


NO_CONSENT = Consent()


@dataclass(frozen=True, slots=True)
class Examined:
    """A verified package with the verdict on it; `plan` is what accepting it would write.

    `states` are the slices it carries, newer or not: an older one counts when a newer package is taken back.
    `baseline` is what stands in their place now, `conflicts` what has to be decided, `finish` what else is
    remembered with it; `is_content` is False for a receipt, which changes none.
    """

    package: VerifiedPackage
    file: str
    status: str
    reason: str
    plan: Plan = NOTHING
    states: Mapping[SliceKey, SliceState] = field(default_factory=dict)
    new: int = 0
    changed: int = 0
    removed: int = 0
    registers: bool = False
    baseline: tuple[VerifiedPackage, dict[SliceKey, SliceState]] | None = None
    conflicts: tuple[Conflict, ...] = ()
    finish: Callable[[Store], None] | None = None
    is_content: bool = True
    about: str = ""


def examine_slices(store: Store, package: VerifiedPackage, file: str, consent: Consent) -> Examined:
    """Return the verdict on a package of slices by what is held of its sender; writes nothing."""
    envelope = package.envelope
    held = store.exchange.held(envelope.sender.code)
    mine = [item for item in envelope.slices if item.unit in (envelope.sender.code, store.desk.unit)]
    above = {item: item.revision - _revision(held, item) for item in mine}
    carried = [item for item in mine if item.resource is not None]
    newer = [item for item in carried if above[item] > 0]
    clash = [i for i in carried if above[i] == 0 and package.content_hash(i) != held[SliceKey(*i.key)].hash]
    missing = [item for item in mine if above[item] > item.revision - item.base_revision]
    who = package.descriptor.title
    source = Source(
        "package", file, sha256=package.sha256, period="、".join(envelope.periods), unit=envelope.sender.code,
        reason=f"接受缺口：{consent.gap_reason}" if missing else consent.gap_reason,
    )  # fmt: skip
    if clash:
        rows = _merge(store, package, clash, held, source).plan.rows
        plan = Plan(source, rows=tuple(replace(row, outcome=Outcome.CONFLICT) for row in rows))
        reason = f"{who}与已装入的同一版内容不同（{_some(clash)}），没有写入任何内容：请让对方核对后重新导出。"
        return Examined(package, file, CONFLICT, reason, plan, conflicts=conflicts.of_slices(store, package, clash))
    if not newer:
        if any(above[item] < 0 for item in carried):
            return Examined(package, file, OLDER, f"{who}比已装入的旧，没有装入：如要退回旧数，请让对方重新导出。")
        return Examined(package, file, SAME, f"{who}已装入过，内容相同，没有重复装入。")
    if missing and not consent.gap_reason:
        reason = f"{who}之前还有数据包没有收到（{_some(missing)}），先存着：收到后自动装入，也可以说明理由后直接装入。"
        return Examined(package, file, GAP, reason)
    merged = _merge(store, package, newer, held, source)
    entered = _new_office(store, package) if envelope.kind == "submission" else []
    states = {SliceKey(*i.key): SliceState(i.revision, package.content_hash(i) or "") for i in carried}
    reason = f"{who}：新增{merged.new}项，变更{merged.changed}项，删除{merged.removed}项。"
    return Examined(
        package, file, APPLIED, reason, replace(merged.plan, records=(*entered, *merged.plan.records)), states,
        merged.new, merged.changed, merged.removed,
        baseline=_baseline(store, package, [item for item in newer if SliceKey(*item.key) not in held]),
        finish=(lambda desk: remember_directives(desk, envelope.sender.code)) if envelope.kind == "directive" else None,
    )  # fmt: skip


def _revision(held: Mapping[SliceKey, HeldSlice], item: Slice) -> int:
    found = held.get(SliceKey(*item.key))
    return found.revision if found else 0


def _merge(
    store: Store, package: VerifiedPackage, slices: Sequence[Slice], held: Mapping[SliceKey, HeldSlice], source: Source
) -> Merged:
    sender = package.envelope.sender
    contents = {SliceKey(*item.key): Content.of(package, item) for item in slices}
    if package.envelope.kind == "submission":
        return merging.merge(store, sender, contents, source, _listed_once(package, slices))
    for item in slices:
        if item.table in _ISSUED_TABLES and any(
            not directives.may_issue(sender.code, record) for record in read_records(package, item)
        ):
            raise PackageError(f"数据包里“{slice_title(item.key)}”有别的单位下达的内容，没有装入，请让对方重新导出。")
    old = held_contents(store, held, contents, may_miss=True)
    return directives.merge(store, contents, old, source, sender.code)


def _listed_once(package: VerifiedPackage, newer: Sequence[Slice]) -> frozenset[str]:
    """Return the firms and projects that the package lists but that a newer slice, held already, may have removed."""
    tables = {ledger.TABLE for ledger in OWNERS} - {item.table for item in newer}
    stale = [i for i in package.envelope.slices if i.table in tables and i.resource is not None]
    return frozenset(record.id for item in stale for record in read_records(package, item))


def held_contents(
    store: Store,
    held: Mapping[SliceKey, HeldSlice],
    keys: Mapping[SliceKey, Content] | None = None,
    *,
    may_miss: bool = False,
) -> dict[SliceKey, Content]:
    """Return the content of held slices from the archive, of all or of some keys.

    Raises PackageError where the archive misses a package, unless it `may_miss` some: then they say nothing.
    """
    packages: dict[str, VerifiedPackage] = {}
    found = {}
    for key, one in held.items():
        if keys is not None and key not in keys:
            continue
        if one.package not in packages:
            try:
                packages[one.package] = archive.load(store, one.package)
            except PackageError:
                if not may_miss:
                    raise
                continue
        package = packages[one.package]
        found[key] = Content.of(package, next(item for item in package.envelope.slices if item.key == tuple(key)))
    return found


def remember_directives(store: Store, issuer: str) -> None:
    """Remember what the office above defines, as its held slices say."""
    held = {key: one for key, one in store.exchange.held(issuer).items() if key.ledger == Indicator.TABLE}
    directives.remember(store, held_contents(store, held, may_miss=True))


def _new_office(store: Store, package: VerifiedPackage) -> list[RecordChange]:
    """Enter a trusted sender that the list of offices does not have yet, so that its figures are counted."""
    sender = package.envelope.sender
    if sender.code in store.offices():
        return []
    office = Office(id=sender.code, code=sender.code, name=sender.name, parent=store.desk.unit, expected=True)
    return [RecordChange(None, office)]


def _baseline(
    store: Store, package: VerifiedPackage, fresh: Sequence[Slice]
) -> tuple[VerifiedPackage, dict[SliceKey, SliceState]] | None:
    """Return what the desk holds in the place of slices that come for the first time, as a package of its own."""
    unit, indicators = package.envelope.sender.code, store.indicators()
    tables: dict[SliceKey, Table] = {}
    keys = [SliceKey(*item.key) for item in fresh]
    if package.envelope.kind == "directive":
        for key, item in zip(keys, fresh, strict=True):
            if records := directives.current(store, key, unit, Content.of(package, item)):
                tables[key] = record_table(key, records)
    else:
        # The first package also takes along what refers to the firms that it removes: then all is kept.
        first = bool(fresh) and not store.exchange.held(unit)
        standing = slices_of_unit(store, unit) if first else ((key, content_of(store, key)) for key in keys)
        tables = {key: content_table(key, content, indicators) for key, content in standing if content}
    if not tables:
        return None
    head = replace(
        package.head, package_id=new_id(), desk_id=store.desk.desk_id, sequence=0, revision=0,
        age_recipient=age_identity(store).recipient, tables=tuple(tables.values()),
        slices=tuple(Slice(*key, 0, 0, table.name) for key, table in tables.items()),
    )  # fmt: skip
    made = read_package(write_package(head, {}, signing_identity(store)))
    return made, {key: SliceState(0, table.sha256) for key, table in tables.items()}


def _some(items: Sequence[Slice]) -> str:
    named = "、".join(f"{slice_title(item.key)}" for item in items[:3])
    return f"{named}等{len(items)}项" if len(items) > 3 else named
