"""A desk made anew from its archive of packages, when the desk file itself is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError, UsageError
from parkdesk.office.desks import create_desk
from parkdesk.plan import Source
from parkdesk.store import SliceKey
from parkdesk.sync import archive, directives, merging, receiving
from parkdesk.sync.descriptor import KIND_NAMES
from parkdesk.sync.desk_keys import register_sender
from parkdesk.sync.keys import PublicKey
from parkdesk.sync.merging import Content
from parkdesk.sync.package import read_package
from parkdesk.sync.receiving import Consent, Received

if TYPE_CHECKING:
    from pathlib import Path

    from parkdesk.store import Store
    from parkdesk.sync.package import VerifiedPackage

_ENDED = frozenset({"undone", "conflict", "refused"})
"""What the list says of packages that brought nothing, or whose content was taken back."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The desk that was made, what became of every archived package, and the senders it now trusts."""

    desk: Path
    received: tuple[Received, ...]
    left_out: tuple[str, ...]
    fingerprints: tuple[tuple[str, str], ...]


def rebuild_from_archive(desk: Path, folder: Path, unit: str, name: str, role: str, by: str) -> Rebuilt:
    """Make a new desk from the packages in an archive folder; the folder is read only, the new desk keeps its own.

    Packages are received in the order in which the old desk did; those that it had taken back stay out, gaps it
    had accepted stay accepted. What the desk itself issued (its newest 下发包) gives its own definitions and targets
    back. Raises UsageError where the folder is no archive.
    """
    listed = archive.read_index(folder)
    files = _packages(folder, listed)
    issued = sorted((folder / KIND_NAMES["directive"]).glob("*.parkpkg"))
    if not files and not issued:
        raise UsageError(f"“{folder}”里没有归档的数据包：请选择台账旁边名称以“归档”结尾的文件夹。")
    results: list[Received] = []
    left_out = []
    with create_desk(desk, unit, name, role, by) as store:
        _take_back_issued(store, issued)
        for path, package in files:
            line = listed.get(package.sha256, {})
            if line.get("status") in _ENDED:
                left_out.append(path.name)
                continue
            results += _receive(store, path, package, line)
        senders = store.exchange.senders().values()
        fingerprints = tuple((sender.name, PublicKey.parse(sender.public_key).fingerprint) for sender in senders)
        return Rebuilt(desk, tuple(results), tuple(left_out), fingerprints)


def _packages(folder: Path, listed: dict[str, dict[str, str]]) -> list[tuple[Path, VerifiedPackage]]:
    order = {sha256: number for number, sha256 in enumerate(listed)}
    found = []
    for kept in (archive.BASELINE, archive.RECEIVED):
        for path in sorted((folder / kept).glob("*.parkpkg")):
            try:
                package = read_package(path)
            except PackageError:
                continue  # a damaged file in the archive cannot be received from anywhere else either
            if package.envelope.kind in ("submission", "directive"):
                found.append((path, package))
    return sorted(found, key=lambda one: (order.get(one[1].sha256, len(order)), one[1].envelope.sequence))


def _receive(store: Store, path: Path, package: VerifiedPackage, line: dict[str, str]) -> list[Received]:
    """Receive one archived package as the old desk did: its sender was trusted, a gap it had accepted is accepted."""
    accepted = line.get("status") == "applied" and line.get("reason", "").startswith("接受缺口")
    envelope = package.envelope
    if path.parent.name == archive.BASELINE:
        return [_put_back(store, path, package)]
    register_sender(store, receiving.registered_as(package), package.public_key, envelope.age_recipient)
    return receiving.receive(store, [path], Consent(gap_reason="按归档重建" if accepted else ""))


def _put_back(store: Store, path: Path, package: VerifiedPackage) -> Received:
    """Enter what the old desk held before the first package, as its own change."""
    envelope = package.envelope
    contents = {SliceKey(*item.key): Content.of(package, item) for item in envelope.slices}
    source = Source("package", path.name, sha256=package.sha256, reason="按归档恢复首次装入前的内容")
    if envelope.kind == "directive":
        merged = directives.merge(store, contents, {}, source, envelope.sender.code)
    else:
        merged = merging.merge(store, envelope.sender, contents, source, None)
    changes = store.apply(merged.plan)
    return Received(path.name, "applied", source.reason, merged.new, merged.changed, merged.removed, changes=changes)


def _take_back_issued(store: Store, issued: list[Path]) -> None:
    """Enter what the desk itself had issued: of every slice the highest revision."""
    newest: dict[SliceKey, tuple[int, Content]] = {}
    for path in issued:
        package = read_package(path)
        for item in package.envelope.slices:
            key = SliceKey(*item.key)
            if package.envelope.sender.code == store.desk.unit and item.revision >= newest.get(key, (0,))[0]:
                newest[key] = (item.revision, Content.of(package, item))
    contents = {key: content for key, (_, content) in newest.items()}
    source = Source("package", "归档", reason="按归档恢复本单位下发过的内容")
    plan = directives.merge(store, contents, {}, source, store.desk.unit).plan
    if not plan.is_empty:
        store.apply(plan)
