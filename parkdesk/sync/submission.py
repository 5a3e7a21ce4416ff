"""上报包: what a desk reports upwards, slice by slice, with revisions that rise only when content changed.

A package lists every slice the desk has ever reported up to its period. It *carries* the tables without
period, those of its own period, and every earlier slice that changed since it was last sent; the rest it
only lists, with the revision the receiver must already hold. So a city that missed a package learns of
it from the next one (`gap`), even about slices that no later package carries again; nothing is lost
silently. `base_revision` of a carried slice is the revision its content replaces; of a listed one, the
revision itself.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import parkdesk
from parkdesk.paths import archive_folder
from parkdesk.store import LoggedPackage, SliceKey, SliceState, new_id
from parkdesk.sync.descriptor import Party, Slice
from parkdesk.sync.desk_keys import age_identity, signing_identity
from parkdesk.sync.files import package_file_name, write_checked
from parkdesk.sync.package import Package, write_package
from parkdesk.sync.slices import NO_PERIOD, empty_slice, slices_until

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from parkdesk.periods import Period
    from parkdesk.store import Store
    from parkdesk.sync.descriptor import Kind
    from parkdesk.sync.keys import PublicKey
    from parkdesk.sync.tables import Table

    Cover = Callable[[Package, PublicKey], Mapping[str, bytes]]

KIND: Kind = "submission"


@dataclass(frozen=True, slots=True)
class SentPackage:
    """What went out, and where it lies."""

    file: Path
    package_id: str
    revision: int
    sequence: int
    sha256: str
    check_code: str


def pack(store: Store, period: Period, folder: Path, cover: Cover | None = None, *, whole: bool = False) -> SentPackage:
    """Write the desk's submission of a period into a folder and remember what was sent.

    Args:
        store: the reporting desk.
        period: its period; later ones stay out.
        folder: the stick or folder.
        cover: makes attached files (封面.pdf) from the package and the public key.
        whole: carry every slice and presume nothing, for a receiver that lost an earlier package.

    Raises PackageError when the file cannot be written; then nothing is remembered as sent.
    """
    identity = signing_identity(store)
    with store.transaction():
        package, states = _build(store, period, whole=whole)
        data = write_package(package, cover(package, identity.public) if cover else {}, identity)
        name = package_file_name(package.sender, period.text, package.kind, package.revision)
        sent = SentPackage(
            folder / name, package.package_id, package.revision, package.sequence, _sha256(data), package.check_code
        )
        store.exchange.mark_sent(states, package.sequence)
        store.exchange.log(_log_line(store, package, sent))
        # The archive can replace a lost stick: the receiver needs every package once.
        archive = archive_folder(store.path) / "上报"
        archive.mkdir(parents=True, exist_ok=True)
        write_checked(archive / f"{sent.file.stem}_{sent.sha256[:8]}.parkpkg", data)
        write_checked(sent.file, data)
    return sent


def _build(store: Store, period: Period, *, whole: bool) -> tuple[Package, dict[SliceKey, SliceState]]:
    sent = store.exchange.sent()
    slices: list[Slice] = []
    tables: list[Table] = []
    states: dict[SliceKey, SliceState] = {}
    for key, table in _content(store, period, sent):
        before = sent.get(key, SliceState(0, ""))
        changed = table.sha256 != before.hash
        revision = before.revision + changed
        carried = changed or whole or key.period in {NO_PERIOD, period.text}
        base = 0 if whole else revision - carried
        slices.append(Slice(*key, revision, base, table.name if carried else None))
        states[key] = SliceState(revision, table.sha256)
        if carried:
            tables.append(table)
    earlier = [package for package in store.exchange.packages("sent") if package.kind == KIND]
    package = Package(
        package_id=new_id(),
        kind=KIND,
        sender=Party(store.desk.unit, store.place),
        receiver=_receiver(store),
        desk_id=store.desk.desk_id,
        periods=(period.text,),
        sequence=1 + max((one.sequence for one in earlier), default=0),
        revision=1 + max((one.revision for one in earlier if one.period == period.text), default=0),
        app_version=parkdesk.__version__,
        dictionary_version=_dictionary_version(store),
        age_recipient=age_identity(store).recipient,
        slices=tuple(slices),
        tables=tuple(tables),
    )
    return package, states


def _content(store: Store, period: Period, sent: Mapping[SliceKey, SliceState]) -> list[tuple[SliceKey, Table]]:
    """Return every slice up to the period, with those that were sent once and are empty now."""
    found = dict(slices_until(store, period))
    for key in sent:
        if key not in found and key.period <= period.text:
            found[key] = empty_slice(key)
    return sorted(found.items())


def _receiver(store: Store) -> Party | None:
    code = store.desk.parent
    if not code:
        return None
    office = store.offices().get(code)
    return Party(code, office.name if office else code)


def _dictionary_version(store: Store) -> str:
    """Return a short mark of the indicators this desk counts by: equal marks, equal meaning."""
    lines = sorted(f"{i.code} {i.unit} {i.nature}\n" for i in store.indicators().values())
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:12]


def _log_line(store: Store, package: Package, sent: SentPackage) -> LoggedPackage:
    return LoggedPackage(
        id=package.package_id,
        direction="sent",
        kind=package.kind,
        unit=package.receiver.code if package.receiver else "",
        period=package.periods[0],
        sequence=package.sequence,
        revision=package.revision,
        sha256=sent.sha256,
        check_code=sent.check_code,
        file=str(sent.file.name),
        at=store.now_text(),
        by=store.by,
        status="sent",
        seq=store.seq,
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
