"""Sending any kind of package: number it, sign it, remember what went out, archive it, write it where it goes.

Everything happens in one transaction that ends after the file was read back from its place: a package
that could not be written was never sent. The archive keeps it open; only the copy that leaves is closed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import parkdesk
from parkdesk.paths import archive_folder
from parkdesk.store import LoggedPackage, SentSlice, SliceKey, SliceState, new_id
from parkdesk.sync import parts, secrecy
from parkdesk.sync.descriptor import KIND_NAMES, Party, Slice
from parkdesk.sync.desk_keys import age_identity, signing_identity
from parkdesk.sync.files import package_file_name, write_checked
from parkdesk.sync.package import Package, write_package

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from parkdesk.store import Store
    from parkdesk.sync.descriptor import Kind
    from parkdesk.sync.keys import PublicKey
    from parkdesk.sync.tables import Table

    Cover = Callable[[Package, PublicKey], Mapping[str, bytes]]


_NEVER = SentSlice(0, "", 0)


@dataclass(frozen=True, slots=True)
class Draft:
    """What shall go out; numbers and signature come when it is sent.

    `states` are the slices as they stand with it; `about` is the package that a receipt answers; `name`
    is the file's name where it is not the usual one; `package_id` is given where its cover was seen before.
    """

    kind: Kind
    receiver: Party | None
    period: str
    slices: tuple[Slice, ...] = ()
    tables: tuple[Table, ...] = ()
    states: Mapping[SliceKey, SentSlice] = field(default_factory=dict)
    about: str = ""
    name: str = ""
    package_id: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the file travels: closed by a seal, in parts of at most so many bytes (0: whole), with a cover."""

    seal: secrecy.Seal = field(default_factory=secrecy.Seal)
    part_size: int = 0
    cover: Cover | None = None


@dataclass(frozen=True, slots=True)
class SentPackage:
    """What went out, and where it lies; `parts` are the files where it was split, `file` the first of them."""

    file: Path
    package_id: str
    revision: int
    sequence: int
    sha256: str
    check_code: str
    parts: tuple[Path, ...] = ()


def send(store: Store, draft: Draft, folder: Path, delivery: Delivery | None = None) -> SentPackage:
    """Write a package into a folder; raises PackageError when it cannot be written, and then nothing was sent."""
    delivery = delivery or Delivery()
    identity = signing_identity(store)
    with store.transaction():  # lasts even if the rest is cut off: the file may be on the stick by then
        store.exchange.mark_tried(dict(draft.states))
    with store.transaction():
        package = numbered(store, draft)
        data = write_package(package, delivery.cover(package, identity.public) if delivery.cover else {}, identity)
        name = draft.name or package_file_name(package)
        outgoing = _outgoing(name, data, delivery)
        files = tuple(folder / one for one in outgoing)
        sha256 = hashlib.sha256(data).hexdigest()
        sent = SentPackage(
            files[0], package.package_id, package.revision, package.sequence, sha256, package.check_code,
            files if delivery.part_size else (),
        )  # fmt: skip
        store.exchange.mark_sent(dict(draft.states))
        store.exchange.log(_log_line(store, package, draft, sent))
        carried = {SliceKey(*item.key) for item in draft.slices if item.resource is not None}
        store.exchange.remember(
            package.package_id, {k: SliceState(*draft.states[k][:2]) for k in carried & draft.states.keys()}
        )
        # The archive can replace a lost stick: the receiver needs every package once.
        kept = archive_folder(store.path) / KIND_NAMES[draft.kind] / archive_name(package, sha256)
        kept.parent.mkdir(parents=True, exist_ok=True)
        _write_all({kept: data} | dict(zip(files, outgoing.values(), strict=True)))
    return sent


def _write_all(contents: Mapping[Path, bytes]) -> None:
    """Write every file or none: what was written before one failed goes again."""
    written: list[Path] = []
    try:
        for path, content in contents.items():
            write_checked(path, content)
            written.append(path)
    except BaseException:
        for path in written:
            with contextlib.suppress(OSError):  # the stick may be gone
                path.unlink(missing_ok=True)
        raise


def _outgoing(name: str, data: bytes, delivery: Delivery) -> dict[str, bytes]:
    """Return the files that leave, by name."""
    if delivery.seal:
        name, data = f"{name}{secrecy.SUFFIX}", delivery.seal.close(data)
    return parts.split(name, data, delivery.part_size) if delivery.part_size else {name: data}


def archive_name(package: Package, sha256: str) -> str:
    """Return the name under which a package is archived: the usual one and the head of its hash."""
    return f"{package_file_name(package).removesuffix('.parkpkg')}_{sha256[:8]}.parkpkg"


def number_slices(
    store: Store, tables: Mapping[SliceKey, Table], *, whole: bool, carries: Callable[[SliceKey], bool]
) -> tuple[tuple[Slice, ...], tuple[Table, ...], dict[SliceKey, SentSlice]]:
    """Return slices with revisions that rise only where content changed, the tables carried, and the new states.

    Args:
        store: the sending desk.
        tables: the content of every slice.
        whole: carry every slice and presume nothing of what the receiver holds.
        carries: whether an unchanged slice is carried all the same.
    """
    sent, tried = store.exchange.sent_slices(), store.exchange.tried_slices()
    slices: list[Slice] = []
    carried_tables: list[Table] = []
    states: dict[SliceKey, SentSlice] = {}
    for key, table in sorted(tables.items()):
        before = sent.get(key, _NEVER)
        last = tried.get(key, _NEVER)
        changed = table.sha256 != (last if last.revision > before.revision else before).hash
        changed = changed or table.sha256 != before.hash
        state = _next(before, last, table.sha256) if changed else before
        carried = changed or whole or carries(key)
        base = 0 if whole else state.base if carried else state.revision
        slices.append(Slice(*key, state.revision, base, table.name if carried else None))
        states[key] = state
        if carried:
            carried_tables.append(table)
    return tuple(slices), tuple(carried_tables), states


def _next(sent: SentSlice, tried: SentSlice, sha256: str) -> SentSlice:
    """Return the revision of new content; one that an export cut off by a crash may have used is not used for other."""
    if tried.revision <= sent.revision:
        return SentSlice(sent.revision + 1, sha256, sent.revision)
    return SentSlice(tried.revision + (tried.hash != sha256), sha256, sent.revision)


def numbered(store: Store, draft: Draft) -> Package:
    """Return the package that a draft becomes if it is sent next; nothing is written."""
    earlier = [package for package in store.exchange.packages("sent") if package.kind == draft.kind]
    return Package(
        package_id=draft.package_id or new_id(),
        kind=draft.kind,
        sender=Party(store.desk.unit, store.place),
        receiver=draft.receiver,
        desk_id=store.desk.desk_id,
        periods=(draft.period,),
        sequence=1 + max((one.sequence for one in earlier), default=0),
        revision=1 + max((one.revision for one in earlier if one.period == draft.period), default=0),
        app_version=parkdesk.__version__,
        dictionary_version=_dictionary_version(store),
        age_recipient=age_identity(store).recipient,
        slices=draft.slices,
        tables=draft.tables,
    )


def party_of(store: Store, code: str) -> Party:
    """Return an office as a receiver, by the name this desk knows it by."""
    office = store.offices().get(code)
    return Party(code, office.name if office else code)


def _dictionary_version(store: Store) -> str:
    """Return a short mark of the indicators this desk counts by: equal marks, equal meaning."""
    lines = sorted(json.dumps([i.code, i.unit, i.nature], ensure_ascii=False) for i in store.indicators().values())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def _log_line(store: Store, package: Package, draft: Draft, sent: SentPackage) -> LoggedPackage:
    return LoggedPackage(
        id=package.package_id,
        direction="sent",
        kind=package.kind,
        unit=package.receiver.code if package.receiver else "",
        period=draft.period,
        sequence=package.sequence,
        revision=package.revision,
        sha256=sent.sha256,
        check_code=sent.check_code,
        file=sent.file.name,
        at=store.now_text(),
        by=store.by,
        status="sent",
        seq=store.seq,
        desk=package.desk_id,
        place=str(sent.file.parent),
        about=draft.about,
    )
