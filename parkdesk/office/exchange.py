"""The door across, joined: pack with a cover, inspect, receive with receipts, undo, and whom to trust."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from parkdesk.errors import PackageError, StoreError
from parkdesk.office import checking, differences
from parkdesk.office.board import BoardLine, reporting_board
from parkdesk.office.cover import cover_files
from parkdesk.office.dates import chinese_date
from parkdesk.office.desks import back_up_before
from parkdesk.paths import archive_folder
from parkdesk.sync import archive, colleagues, directives, receipts, receiving, revisions, submission
from parkdesk.sync.descriptor import KIND_NAMES, Party
from parkdesk.sync.desk_keys import (
    KeysLockedError,
    age_identity,
    is_locked,
    lock_keys,
    own_public_key,
    register_sender,
    remove_passphrase,
    signing_identity,
    unlock_keys,
)
from parkdesk.sync.files import write_checked
from parkdesk.sync.keys import PublicKey
from parkdesk.sync.opening import open_file
from parkdesk.sync.receiving import APPLIED, Consent, Received
from parkdesk.sync.secrecy import Seal, check_passphrase
from parkdesk.sync.sending import Delivery, Draft, send
from parkdesk.sync.slices import slice_title
from parkdesk.sync.undoing import undo_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from parkdesk.periods import Period
    from parkdesk.store import Changes, LoggedPackage, Sender, Store
    from parkdesk.sync.descriptor import Kind
    from parkdesk.sync.package import Package, VerifiedPackage
    from parkdesk.sync.sending import SentPackage

__all__ = [  # the windows ask for these here
    "BoardLine", "KeysLockedError", "is_locked", "lock_keys", "remove_passphrase", "reporting_board", "unlock_keys",
]  # fmt: skip

WAITING_RECEIPTS = "待送回执"
"""Where in the archive receipts wait that could not be written beside what they answer."""
PACKAGE_SUFFIX = ".parkpkg"
SUFFIXES = (PACKAGE_SUFFIX, f"{PACKAGE_SUFFIX}.age", ".parkpart")
"""What the names of files that can be received end in."""


def is_package(path: Path) -> bool:
    """Whether a file's name says that it can be received."""
    return path.name.lower().endswith(SUFFIXES)


def packages_in(paths: Iterable[Path]) -> list[Path]:
    """Return the packages among files and in folders, at every depth, a folder's by name."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [one for one in inside if is_package(one) and one.is_file()]
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Packing:
    """How a package is made.

    `unit` is the one whom a directive is for (empty: all below). The file is closed with a passphrase, or, with
    `secret_for`, to the key of that registered office; `part_size` in bytes splits it for e-mail; `whole` carries
    every slice, for a receiver that lost earlier packages. `reasons` say why something that was reported before is
    another now, by place and name, where the journal does not; `package_id` is that of a cover that was seen.
    """

    kind: Kind = "submission"
    unit: str = ""
    passphrase: str = ""
    secret_for: str = ""
    part_size: int = 0
    whole: bool = False
    reasons: Mapping[tuple[str, str], str] = field(default_factory=dict)
    package_id: str = ""


def pack(store: Store, period: Period, folder: Path, packing: Packing = Packing()) -> SentPackage:
    """Write a package, cover included, into a folder; read back and compared.

    Raises PackageError while 审核 of a submission's period has a contradiction that no explanation lifts.
    """
    if not folder.is_dir():
        raise PackageError(f"文件夹“{folder}”不存在：请检查U盘是否插好，或先建好文件夹。")
    date = chinese_date(store.day())

    def covered(package: Package, key: PublicKey) -> Mapping[str, bytes]:
        return cover_files(store, package, key, date)

    delivery = Delivery(_seal(store, packing), packing.part_size, covered)
    if packing.kind == "colleague":
        return colleagues.pack(store, period, folder, delivery)
    if packing.kind == "submission":
        checking.refuse_contradictions(store, period)
    return send(store, draft_of(store, period, packing), folder, delivery)


def draft_of(store: Store, period: Period, packing: Packing) -> Draft:
    """Return what a submission or directive would carry, with why it says other things than the last one."""
    if packing.kind == "directive":
        return replace(directives.draft(store, period, packing.unit), package_id=packing.package_id)
    draft = submission.draft(store, period, whole=packing.whole)
    told = [
        replace(one, reason=packing.reasons.get((one.where, one.what), one.reason))
        for one in differences.seen_by_receiver(store, draft)
    ]
    tables = (*draft.tables, revisions.table_of(told)) if told else draft.tables
    return replace(draft, tables=tables, package_id=packing.package_id)


def _seal(store: Store, packing: Packing) -> Seal:
    if packing.passphrase:
        return Seal(passphrase=check_passphrase(packing.passphrase))
    if not packing.secret_for:
        return Seal()
    known = store.exchange.senders().get(packing.secret_for)
    if known is None or not known.age_recipient:
        raise PackageError(
            f"还没有“{packing.secret_for}”的加密公钥，没有导出：先装入它发来的任一个包（下发包、回执都可以），"
            "或改用口令加密。"
        )
    return Seal(recipient=known.age_recipient)


def open_package(store: Store, path: Path, passphrase: str = "") -> VerifiedPackage:
    """Open and verify a file of any kind, encrypted to this desk or not, whole or in parts."""
    return open_file(path, age_identity(store), passphrase)


def inspect(path: Path, passphrase: str = "") -> dict[str, Any]:
    """Return what a package says of itself, verified; nothing is written."""
    package = open_file(path, passphrase=passphrase)
    envelope = package.envelope
    return {
        "file": str(path),
        "kind": envelope.kind,
        "kind_name": KIND_NAMES[envelope.kind],
        "package_id": envelope.package_id,
        "from": {"code": envelope.sender.code, "name": envelope.sender.name},
        "to": {"code": envelope.receiver.code, "name": envelope.receiver.name} if envelope.receiver else None,
        "periods": list(envelope.periods),
        "revision": envelope.revision,
        "sequence": envelope.sequence,
        "check_code": package.check_code,
        "fingerprint": package.public_key.fingerprint,
        "public_key": package.public_key.line,
        "age_recipient": envelope.age_recipient,
        "sha256": package.sha256,
        "slices": [
            {"unit": i.unit, "period": i.period, "table": i.table, "title": slice_title(i.key),
             "revision": i.revision, "carried": i.resource is not None}
            for i in envelope.slices
        ],
    }  # fmt: skip


def receive(
    store: Store,
    files: Sequence[Path],
    *,
    dry_run: bool = False,
    trust_new_sender: bool = False,
    gap_reason: str = "",
    consent: Consent | None = None,
) -> list[Received]:
    """Receive packages: verified, compared, and written one by one in a transaction each, receipts beside them."""
    consent = consent or Consent(trust_new_sender, gap_reason)
    if dry_run:
        return receiving.receive(store, files, consent, dry_run=True)
    signing_identity(store)  # the receipts are signed: a passphrase is asked for before anything is written
    back_up_before(store, "装入前")
    results = receiving.receive(store, files, consent)
    places = {path.name: path for path in files}
    return [_with_receipt(store, result, places.get(result.file, files[0])) for result in results]


def _with_receipt(store: Store, result: Received, path: Path) -> Received:
    """Write the receipt that a submission or directive is owed; where the place is locked, into the archive."""
    package = result.package
    if package is None or package.envelope.kind in ("receipt", "colleague"):
        return result
    if result.unit not in store.exchange.senders():  # nobody knows yet whose words these are
        return result
    answer = receipts.Answer(result.status, result.reason, result.new, result.changed, result.removed)
    stem = path.name.split(PACKAGE_SUFFIX)[0] if result.file == path.name else result.file.split(PACKAGE_SUFFIX)[0]
    name = f"{stem}_回执{PACKAGE_SUFFIX}"
    waiting = archive_folder(store.path) / WAITING_RECEIPTS
    if waiting.parent not in path.parents:  # what is taken in from the archive came on a stick that is long gone
        try:
            sent = receipts.write_receipt(store, package, answer, path.parent, name)
            return replace(result, receipt=str(sent.file))
        except PackageError:
            pass  # the stick is locked or full: the receipt waits
    waiting.mkdir(parents=True, exist_ok=True)
    return replace(result, receipt=str(receipts.write_receipt(store, package, answer, waiting, name).file))


def archived(store: Store, line: LoggedPackage) -> Path:
    """Return where a received package is kept, for receiving it again."""
    return archive.folder_of(store, line) / line.file


def send_again(store: Store, line: LoggedPackage, folder: Path) -> Path:
    """Put a package that went out into a folder once more, the very one: for a stick that was lost on the way.

    Raises PackageError where the archive has lost it or it cannot be written. What was encrypted goes out open.
    """
    package = archive.load(store, line.id, "sent")
    path = folder / f"{line.file.split(PACKAGE_SUFFIX)[0]}{PACKAGE_SUFFIX}"
    write_checked(path, package.data)
    return path


def undo_change(store: Store, seq: int) -> Changes:
    """Take back the package that a change brought; raises StoreError where it cannot be."""
    entry = next((one for one in store.imports(files_only=False) if one.seq == seq), None)
    if entry is None:
        raise StoreError("这个包没有写入过内容，不用撤销。")
    return undo(store, entry.id)


def undo(store: Store, import_id: str) -> Changes:
    """Take any import back: a package as if it had never come, also after others have followed; else by its inverse."""
    entry = store.undoable(import_id)
    if entry.kind == "package":
        return undo_package(store, import_id)
    changes = store.undo(import_id)
    for line in store.exchange.packages("received"):
        if line.seq == entry.seq and line.status == APPLIED:
            store.exchange.log(replace(line, status="undone"))
    return changes


# -- trust -----------------------------------------------------------------------------------


def trusted(store: Store) -> list[Sender]:
    """Return the registered senders."""
    return list(store.exchange.senders().values())


def fingerprint(sender: Sender) -> str:
    """Return a registered sender's fingerprint, as its covers print it."""
    return PublicKey.parse(sender.public_key).fingerprint


def own_fingerprint(store: Store) -> str:
    """Return the fingerprint of this desk's own key."""
    return own_public_key(store).fingerprint


def trust(store: Store, path: Path, passphrase: str = "") -> Sender:
    """Register a sender from a package or from a `.pub` file whose name begins with the unit's code.

    A key that was registered before is replaced: the caller has asked the person.
    """
    party, key, recipient = whose_key(store, path, passphrase)
    if party.code == store.desk.unit:
        raise PackageError("这是本单位自己的公钥，不用登记：请登记下级单位的公钥。")
    register_sender(store, party, key, recipient)
    return store.exchange.senders()[party.code]


def whose_key(store: Store, path: Path, passphrase: str = "") -> tuple[Party, PublicKey, str]:
    """Return whose public key a file carries, the key, and where to encrypt to if the file says; registers nothing."""
    if is_package(path):
        package = open_package(store, path, passphrase)
        return receiving.registered_as(package), package.public_key, package.envelope.age_recipient
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise PackageError(f"读不了公钥文件“{path.name}”：请选择对方导出的 .pub 文件，或直接选它的上报包。") from None
    key = PublicKey.parse(text)
    office = max(
        (o for o in store.offices().values() if path.stem.startswith(o.code)), key=lambda o: len(o.code), default=None
    )
    if office is None:
        raise PackageError(
            f"看不出“{path.name}”是哪个单位的公钥：请把文件名改成以单位代码开头（如 610981旬阳市.pub）再登记。"
        )
    return Party(office.code, office.name), key, ""


def export_public_key(store: Store, path: Path) -> Path:
    """Write the desk's public key as a minisign `.pub` file; a folder gets the usual name."""
    if path.is_dir():
        path = path / f"{store.desk.unit}{store.desk.name}.pub"
    write_checked(path, own_public_key(store).pub_file.encode())
    return path
