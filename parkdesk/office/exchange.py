"""The door across, joined: pack with a cover, inspect, receive, trust, and the board of who has reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parkdesk.errors import PackageError
from parkdesk.office import checking
from parkdesk.office.cover import cover_files
from parkdesk.office.dates import chinese_date
from parkdesk.office.desks import back_up_before
from parkdesk.sync import receiving, submission
from parkdesk.sync.descriptor import KIND_NAMES, Party
from parkdesk.sync.desk_keys import register_sender, signing_identity
from parkdesk.sync.files import write_checked
from parkdesk.sync.keys import PublicKey
from parkdesk.sync.package import read_package
from parkdesk.sync.receiving import Consent, Received
from parkdesk.sync.slices import slice_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from parkdesk.periods import Period
    from parkdesk.records import Office
    from parkdesk.store import LoggedPackage, Sender, Store
    from parkdesk.sync.package import Package
    from parkdesk.sync.submission import SentPackage

PACKAGE_SUFFIX = ".parkpkg"


def pack(store: Store, period: Period, folder: Path) -> SentPackage:
    """Write the desk's submission of a period, cover included, into a folder; read back and compared.

    Raises PackageError while 审核 of the period has a contradiction that no explanation lifts.
    """
    if not folder.is_dir():
        raise PackageError(f"文件夹“{folder}”不存在：请检查U盘是否插好，或先建好文件夹。")
    checking.refuse_contradictions(store, period)
    date = chinese_date(store.day())

    def covered(package: Package, key: PublicKey) -> Mapping[str, bytes]:
        return cover_files(store, package, key, date)

    return submission.pack(store, period, folder, covered)


def inspect(path: Path) -> dict[str, Any]:
    """Return what a package says of itself, verified; nothing is written."""
    package = read_package(path)
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
) -> list[Received]:
    """Receive packages: verified, compared, and written one by one in a transaction each."""
    if not dry_run:
        back_up_before(store, "装入前")
    return receiving.receive(store, files, Consent(trust_new_sender, gap_reason), dry_run=dry_run)


def trusted(store: Store) -> list[Sender]:
    """Return the registered senders."""
    return list(store.exchange.senders().values())


def fingerprint(sender: Sender) -> str:
    """Return a registered sender's fingerprint, as its covers print it."""
    return PublicKey.parse(sender.public_key).fingerprint


def own_fingerprint(store: Store) -> str:
    """Return the fingerprint of this desk's own key."""
    return signing_identity(store).public.fingerprint


def trust(store: Store, path: Path) -> Sender:
    """Register a sender from a package or from a `.pub` file whose name begins with the unit's code.

    A key that was registered before is replaced: the caller has asked the person.
    """
    party, key = _party_of(store, path)
    if party.code == store.desk.unit:
        raise PackageError("这是本单位自己的公钥，不用登记：请登记下级单位的公钥。")
    register_sender(store, party, key)
    return store.exchange.senders()[party.code]


def _party_of(store: Store, path: Path) -> tuple[Party, PublicKey]:
    if path.suffix.lower() == PACKAGE_SUFFIX:
        package = read_package(path)
        return package.envelope.sender, package.public_key
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
    return Party(office.code, office.name), key


def export_public_key(store: Store, path: Path) -> Path:
    """Write the desk's public key as a minisign `.pub` file; a folder gets the usual name."""
    if path.is_dir():
        path = path / f"{store.desk.unit}{store.desk.name}.pub"
    write_checked(path, signing_identity(store).public.pub_file.encode())
    return path


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One expected unit of a city in a period: its newest package, if any came."""

    office: Office
    package: LoggedPackage | None

    @property
    def status(self) -> str:
        """未上报 or 已装入 or 待补前包."""
        if self.package is None:
            return "未上报"
        return "待补前包" if self.package.status == "pending" else "已装入"


def reporting_board(store: Store, period: Period) -> list[BoardLine]:
    """Return every unit that should report to this desk, in official order, with what it sent for the period."""
    newest: dict[str, LoggedPackage] = {}
    for package in store.exchange.packages("received"):
        if package.period != period.text or package.status not in ("applied", "pending"):
            continue
        if package.unit not in newest or package.revision > newest[package.unit].revision:
            newest[package.unit] = package
    mine = [o for o in store.offices().values() if o.expected and o.parent == store.desk.unit]
    return [BoardLine(office, newest.get(office.code)) for office in mine]
