"""Receiving packages of every kind: verify, compare, say what would happen, then do it in one transaction.

The verdict on what carries slices (上报包, 下发包) follows from them and from what this desk holds:

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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError, UserError
from parkdesk.paths import archive_folder
from parkdesk.store import LoggedPackage, collector_at_rest
from parkdesk.sync import archive, colleagues, receipts
from parkdesk.sync.descriptor import KIND_NAMES, Party
from parkdesk.sync.desk_keys import age_identity, colleague_code, register_sender, registered_keys
from parkdesk.sync.opening import open_files
from parkdesk.sync.sending import archive_name
from parkdesk.sync.slices import ISSUED, refuse_unknown
from parkdesk.sync.trust import ChangedKeyError, UnknownSenderError, check_sender
from parkdesk.sync.verdicts import (
    APPLIED,
    CONFLICT,
    GAP,
    HELD,
    NO_CONSENT,
    OLDER,
    PENDING,
    REFUSED,
    SAME,
    Consent,
    Examined,
    examine_slices,
)

if TYPE_CHECKING:
    from pathlib import Path

    from parkdesk.plan import Plan
    from parkdesk.store import Changes, Store
    from parkdesk.sync.conflicts import Conflict
    from parkdesk.sync.package import VerifiedPackage

__all__ = [
    "APPLIED", "CONFLICT", "GAP", "HELD", "KEY", "OLDER", "PASSPHRASE", "PENDING", "REFUSED", "SAME", "SENDER",
    "Consent", "Examined", "Received", "accept", "examine", "receive",
]  # fmt: skip


SENDER, KEY, PASSPHRASE = "sender", "key", "passphrase"
_ASKS = MappingProxyType({UnknownSenderError: SENDER, ChangedKeyError: KEY})
Tell = Callable[["Store", Examined], Sequence[str]]
"""Says in words what accepting a package would change, before it does."""
_ISSUED = frozenset(ledger.TABLE for ledger in ISSUED)


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
    package: VerifiedPackage | None = field(default=None, repr=False, compare=False)
    conflicts: tuple[Conflict, ...] = ()
    asks: str = ""
    """What would let a refused file in: its sender's key (SENDER, KEY) or a passphrase (PASSPHRASE)."""
    words: tuple[str, ...] = ()
    plan: Plan | None = field(default=None, repr=False, compare=False)
    """What it changes; without the figures themselves, which may be hundreds of thousands."""


class _DryRunOver(Exception):  # noqa: N818 -- no error: it rolls a dry run back
    """Leaves the transaction of a dry run."""


def receive(
    store: Store,
    files: Sequence[Path],
    consent: Consent = NO_CONSENT,
    *,
    dry_run: bool = False,
    tell: Tell | None = None,
) -> list[Received]:
    """Receive many packages, each in one transaction, a sender's in the order it made them.

    Returns one line per file in the order given (one for all parts of a split file), then one for each
    waiting package that could now be applied. A dry run does all of it and takes it back, so its words are the same.
    """
    if not dry_run:
        return _Reception(store, consent).receive(files)
    results: list[Received] = []
    with contextlib.suppress(_DryRunOver), store.transaction():
        results = _Reception(store, consent, tell, keep=False).receive(files)
        raise _DryRunOver
    return [replace(result, import_id=None, changes=None) for result in results]


class _Reception:
    """One reception of many files; with `keep=False` (a dry run) the archive folder is left alone."""

    def __init__(self, store: Store, consent: Consent, tell: Tell | None = None, *, keep: bool = True) -> None:
        self._store, self._consent, self._tell, self._keep = store, consent, tell, keep

    def receive(self, files: Sequence[Path]) -> list[Received]:
        store = self._store
        results: dict[int, Received] = {}
        ready: list[tuple[str, str, int, int, VerifiedPackage]] = []
        opened = open_files(files, age_identity(store), self._consent.passphrase)
        for at, one in enumerate(opened):
            if one.package is None:
                asks = PASSPHRASE if one.wants_passphrase else ""
                results[at] = Received(one.path.name, REFUSED, one.error, asks=asks)
            else:
                envelope = one.package.envelope
                ready.append((envelope.sender.code, envelope.kind, envelope.sequence, at, one.package))
        for *_, at, package in sorted(ready, key=lambda one: one[:4]):
            results[at] = self._one(package, opened[at].path.name, self._consent)
        arrived = {result.unit for result in results.values() if result.status == APPLIED}
        closed = [line for unit in sorted(arrived) for line in self._waiting(unit)]
        if self._keep and any(result.package is not None for result in results.values()):
            archive.write_index(store)
        return [results[at] for at in range(len(opened))] + closed

    def _one(self, package: VerifiedPackage, file: str, consent: Consent) -> Received:
        try:
            with collector_at_rest(), self._store.transaction():
                _renew_key(self._store, package, consent)
                examined = examine(self._store, package, file, consent)
                words = tuple(self._tell(self._store, examined)) if self._tell else ()
                _let_go(self._store, examined)
                return replace(accept(self._store, examined, keep=self._keep), words=words)
        except UserError as error:
            asks = (
                SENDER if isinstance(error, UnknownSenderError) else KEY if isinstance(error, ChangedKeyError) else ""
            )
            unit, package_id = package.envelope.sender.code, package.envelope.package_id
            reason = f"“{file}”：{error}"
            return Received(file, REFUSED, reason, unit=unit, package_id=package_id, package=package, asks=asks)

    def _waiting(self, unit: str) -> list[Received]:
        """Try the packages of a unit that waited for a base, oldest first."""
        store = self._store
        waiting = [one for one in store.exchange.packages("received") if one.status == PENDING and one.unit == unit]
        results = []
        for line in sorted(waiting, key=lambda one: one.sequence):
            try:
                package = archive.load(store, line.id)
            except PackageError:
                continue  # its file was taken away; it can be received again
            result = self._one(package, line.file, NO_CONSENT)
            if result.status == GAP:
                continue
            if result.status != APPLIED:
                store.exchange.log(replace(line, status=result.status))
            results.append(result)
        return results


def _let_go(store: Store, examined: Examined) -> None:
    """Let a package wait no longer that a newer one has overtaken meanwhile."""
    if examined.status in (OLDER, SAME):
        package_id = examined.package.envelope.package_id
        for line in store.exchange.packages("received"):
            if line.id == package_id and line.status == HELD:
                store.exchange.log(replace(line, status=examined.status))


def _renew_key(store: Store, package: VerifiedPackage, consent: Consent) -> None:
    """Take a known sender's new key where a person compared its fingerprint; first, so that it starts anew."""
    known = registered_keys(store).get(registered_as(package).code)
    if known not in (None, package.public_key) and package.public_key.fingerprint in consent.compared:
        register_sender(store, registered_as(package), package.public_key, package.envelope.age_recipient)


def examine(store: Store, package: VerifiedPackage, file: str, consent: Consent = NO_CONSENT) -> Examined:
    """Return the verdict on a verified package; writes nothing. Raises PackageError where it is refused."""
    envelope = package.envelope
    if envelope.kind == "receipt" and envelope.sender.code == store.desk.unit:  # it lies beside what it answers
        return Examined(package, file, SAME, "这是本单位写给对方的回执，不用装入：请随U盘带回给报送单位。")
    _check_address(store, package)
    registers = _is_new_sender(store, package, consent)
    kind = package.envelope.kind
    if kind == "receipt":
        found = receipts.examine(store, package, file)
    elif kind == "colleague":
        found = colleagues.examine(store, package, file, consent)
    else:
        found = examine_slices(store, package, file, consent)
    if found.status in (APPLIED, GAP) and envelope.package_id in consent.held_back:
        reason = f"{package.descriptor.title}已收到，先存着，没有装入；以后在“收发记录”里装入。"
        found = Examined(package, file, HELD, reason, about=found.about)
    return replace(found, registers=registers)


def registered_as(package: VerifiedPackage) -> Party:
    """Return whose key signs a package: an office, or another desk of the own office."""
    envelope = package.envelope
    if envelope.kind != "colleague":
        return envelope.sender
    return Party(colleague_code(envelope.sender.code, envelope.desk_id), f"{envelope.sender.name}（同事）")


def _check_address(store: Store, package: VerifiedPackage) -> None:
    """Refuse what is not for this desk, not from where its kind comes from, or not about whom it may speak."""
    envelope, unit = package.envelope, store.desk.unit
    name = f"{KIND_NAMES[envelope.kind]}包"
    if envelope.receiver is not None and envelope.receiver.code != unit:
        verb = "报" if envelope.kind == "submission" else "发"
        raise PackageError(f"这个包是{verb}给“{envelope.receiver.name}”的，不是给本单位的，没有装入，请转交对方。")
    if envelope.kind == "colleague":
        if envelope.sender.code != unit:
            raise PackageError("这是别的单位内部的协作包，没有装入：请把它交给那个单位。")
        if envelope.desk_id == store.desk.desk_id:
            if any(line.id == envelope.package_id for line in store.exchange.packages("sent")):
                raise PackageError("这是本台账自己导出的协作包，没有装入：请把它交给同事。")
            raise PackageError(
                "这个协作包来自与本台账编号相同的另一份台账，没有装入：有一份是复制来的，请在其中一台电脑的“台账”菜单里"
                "点“这是复制的台账，另立编号”，再重新导出。"
            )
    elif envelope.sender.code == unit:
        whom = {"submission": "上级单位", "directive": "下级单位", "receipt": "报送单位"}[envelope.kind]
        raise PackageError(f"这是本单位自己的{name}，没有装入：请把它交给{whom}。")
    elif envelope.kind == "directive" and not _is_above(store, envelope.sender.code):
        raise PackageError(f"“{envelope.sender.name}”不是本单位的上级单位，它的下发包没有装入。")
    for line in store.exchange.packages("received"):
        if line.id == envelope.package_id and line.sha256 != package.sha256:
            raise PackageError("数据包的编号与已收到的另一个包相同，没有装入，请让报送单位重新导出。")
    for item in envelope.slices:
        refuse_unknown(item, envelope.kind)
        speaks = item.unit == envelope.sender.code
        if not speaks and not (envelope.kind == "directive" and item.table in _ISSUED):
            raise PackageError(f"数据包里有别的单位（{item.unit}）的数据，没有装入，请让报送单位重新导出。")


def _is_above(store: Store, code: str) -> bool:
    """Whether an office may issue to this one: its parent, or, for a desk that names none, whoever is not below it."""
    if store.desk.parent:
        return code == store.desk.parent
    office = store.offices().get(code)
    return office is None or office.parent != store.desk.unit


def _is_new_sender(store: Store, package: VerifiedPackage, consent: Consent) -> bool:
    """Refuse a signer who is not the registered one; tells whether to register."""
    try:
        check_sender(registered_as(package), package.public_key, registered_keys(store))
    except UnknownSenderError:
        if not consent.new_sender and package.public_key.fingerprint not in consent.compared:
            raise
        return True
    return False


def accept(store: Store, examined: Examined, *, keep: bool = True) -> Received:
    """Do what was examined: apply it in one transaction, or keep it waiting; anything else changes no content.

    `keep=False` leaves the archive folder alone (a dry run).
    """
    package, changes = examined.package, None
    envelope = package.envelope
    if examined.status in {APPLIED, GAP, CONFLICT, HELD}:
        with store.transaction():
            if examined.status != CONFLICT:
                _register(store, examined)
            if examined.status == APPLIED:
                _keep_baseline(store, examined, keep=keep)
                changes = store.apply(examined.plan) if examined.is_content else None
                store.exchange.remember(envelope.package_id, dict(examined.states))
            store.exchange.log(_log_line(store, examined, changes))
            if keep:
                archive.keep(archive_folder(store.path) / archive.RECEIVED, package)
            if examined.status == APPLIED and examined.finish is not None:
                examined.finish(store)
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
        package=package,
        conflicts=examined.conflicts,
        plan=replace(examined.plan, facts=()),
    )


def _register(store: Store, examined: Examined) -> None:
    """Register a sender that a person agreed to; of a known one learn where to encrypt to."""
    party, envelope = registered_as(examined.package), examined.package.envelope
    register_sender(store, party, examined.package.public_key, envelope.age_recipient)


def _keep_baseline(store: Store, examined: Examined, *, keep: bool) -> None:
    """Keep what stood in the place of slices before any package, so that all of them can be taken back."""
    if examined.baseline is None:
        return
    package, states = examined.baseline
    if keep:
        archive.keep(archive_folder(store.path) / archive.BASELINE, package)
    line = _log_line(store, replace(examined, package=package), None)
    unit = examined.package.envelope.sender.code
    store.exchange.log(replace(line, unit=unit, status="baseline", reason="首次装入前本台账已有的内容"))
    store.exchange.remember(package.envelope.package_id, states)


def _log_line(store: Store, examined: Examined, changes: Changes | None) -> LoggedPackage:
    package = examined.package
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
        file=archive_name(package.head, package.sha256),
        at=store.now_text(),
        by=store.by,
        status={APPLIED: APPLIED, GAP: PENDING}.get(examined.status, examined.status),
        seq=changes.seq if changes else 0,
        desk=envelope.desk_id,
        about=examined.about,
        reason=examined.plan.source.reason if examined.status == APPLIED else examined.reason,
    )
