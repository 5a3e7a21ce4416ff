"""A package as a plain value, written to bytes and read back verified; one way for all four kinds.

Knows nothing of desks. Reading proves, in this order: the ZIP's shape and limits, the signature over the
descriptor, its format version, its every key, then that the members are exactly those described, with
their sizes and hashes. Who the signer is, `trust` decides; what the rows mean, the receiver does.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError
from parkdesk.sync.container import DESCRIPTOR, MAX_PACKED, SIGNATURE, Container, write_container
from parkdesk.sync.descriptor import (
    FORMAT,
    KIND_NAMES,
    Attachment,
    Descriptor,
    Envelope,
    Field,
    Kind,
    Party,
    Resource,
    Schema,
    Slice,
    decode,
    read_json,
    refuse_newer,
)
from parkdesk.sync.keys import PublicKey, SigningIdentity, spoken
from parkdesk.sync.tables import Cell, Row, Table, read_blocks, read_table, table_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_TABLE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_HASH = re.compile(r"[0-9a-f]{64}")
_CHECK_BITS = 40
_MAX_TEXT = 16 * 2**20  # descriptor and signature are read before anyone is trusted


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What one office hands to another: who, what, which slices, and the tables that carry them.

    `revision` is the N of `rN` in the file name; `sequence` counts the sender's packages of this kind.
    """

    package_id: str
    kind: Kind
    sender: Party
    receiver: Party | None
    desk_id: str
    periods: tuple[str, ...]
    sequence: int
    revision: int
    app_version: str
    dictionary_version: str
    age_recipient: str
    slices: tuple[Slice, ...]
    tables: tuple[Table, ...]

    @property
    def title(self) -> str:
        """What people call it: `旬阳市 2026-09 上报包 r2`."""
        parts = (self.sender.name, "、".join(self.periods), f"{KIND_NAMES[self.kind]}包", f"r{self.revision}")
        return " ".join(part for part in parts if part)

    @property
    def check_code(self) -> str:
        """The code that a clerk reads out by phone; known before the cover, which prints it, is made."""
        return check_code(self.package_id, {table.path: table.sha256 for table in self.tables})


def check_code(package_id: str, hashes: Mapping[str, str]) -> str:
    """Return the check code of a package: `hashes` maps the paths of its tables to their SHA-256.

    It is SHA-256 over the package id and the sorted `path sha256` lines, each ended by a newline; the
    first 40 bits, in Crockford base32, 4-4.
    """
    lines = [package_id, *sorted(f"{path} {value}" for path, value in hashes.items())]
    text = "".join(f"{line}\n" for line in lines)
    return spoken(hashlib.sha256(text.encode()).digest(), _CHECK_BITS)


def write_package(package: Package, files: Mapping[str, bytes], identity: SigningIdentity) -> bytes:
    """Return the bytes of a package file: descriptor, signature, tables, and `files` such as 封面.pdf."""
    descriptor = _describe(package, files, identity.public)
    _check_paths(descriptor)
    signed = descriptor.to_bytes()
    decode(read_json(signed))  # what we write, we can read
    signature = identity.sign(signed, f"{package.title} {package.check_code}")
    data = {table.path: table.data for table in package.tables}
    return write_container({DESCRIPTOR: signed, SIGNATURE: signature, **data, **files})


def _describe(package: Package, files: Mapping[str, bytes], public: PublicKey) -> Descriptor:
    resources = tuple(
        Resource(
            name=table.name,
            title=table.title,
            path=table.path,
            size=len(table.data),
            hash=f"sha256:{table.sha256}",
            schema=Schema(table.fields),
        )
        for table in sorted(package.tables, key=lambda table: table.path)
    )
    envelope = Envelope(
        format=FORMAT,
        package_id=package.package_id,
        kind=package.kind,
        sender=package.sender,
        receiver=package.receiver,
        desk_id=package.desk_id,
        periods=package.periods,
        slices=package.slices,
        sequence=package.sequence,
        revision=package.revision,
        app_version=package.app_version,
        dictionary_version=package.dictionary_version,
        public_key=public.line,
        age_recipient=package.age_recipient,
        files=tuple(Attachment(path, len(content), _sha256(content)) for path, content in sorted(files.items())),
    )
    name = f"parkdesk-{package.kind}-{package.package_id}".lower()
    return Descriptor(name=name, title=package.title, resources=resources, parkdesk=envelope)


def _check_paths(descriptor: Descriptor) -> None:
    """Refuse a descriptor whose names, paths and slices do not fit each other."""
    tables = [resource.name for resource in descriptor.resources]
    carried = [item.resource for item in descriptor.parkdesk.slices if item.resource is not None]
    keys = [item.key for item in descriptor.parkdesk.slices]
    paths = [resource.path for resource in descriptor.resources]
    sound = (
        all(_TABLE_NAME.fullmatch(name) for name in tables)
        and paths == [table_path(name) for name in tables]
        and all(resource.hash.startswith("sha256:") for resource in descriptor.resources)
        and all(_HASH.fullmatch(value) for value in _proofs(descriptor).values())
        and len(_proofs(descriptor)) == len(tables) + len(descriptor.parkdesk.files)
        and not {DESCRIPTOR, SIGNATURE} & set(_proofs(descriptor))
        and len(set(carried)) == len(carried)
        and set(carried) <= set(tables)
        and len(set(keys)) == len(keys)
        and all(item.base_revision <= item.revision for item in descriptor.parkdesk.slices)
        and _headings_differ(descriptor.resources)
    )
    if not sound:
        raise PackageError("数据包的说明文件前后矛盾，没有装入，请让报送单位用本软件重新导出。")


def _headings_differ(resources: Iterable[Resource]) -> bool:
    """Whether every table has columns, and no two of one name or key."""
    return all(
        fields and len({field.name for field in fields}) == len({field.key for field in fields}) == len(fields)
        for fields in (resource.schema.fields for resource in resources)
    )


def _sizes(descriptor: Descriptor) -> dict[str, int]:
    """Return the bytes of every member but descriptor and signature."""
    tables = {resource.path: resource.size for resource in descriptor.resources}
    return tables | {item.path: item.size for item in descriptor.parkdesk.files}


def _proofs(descriptor: Descriptor) -> dict[str, str]:
    """Return the SHA-256 of every member but descriptor and signature."""
    return _table_proofs(descriptor) | {item.path: item.sha256 for item in descriptor.parkdesk.files}


def _table_proofs(descriptor: Descriptor) -> dict[str, str]:
    return {resource.path: resource.hash.removeprefix("sha256:") for resource in descriptor.resources}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class VerifiedPackage:
    """A package that holds together and was signed by the key it names. Only `read_package` makes one."""

    descriptor: Descriptor
    public_key: PublicKey
    sha256: str
    _container: Container

    @property
    def envelope(self) -> Envelope:
        """Who sends what to whom."""
        return self.descriptor.parkdesk

    @property
    def head(self) -> Package:
        """The package as a plain value, without its tables: what names and titles are made of."""
        e = self.envelope
        return Package(
            package_id=e.package_id, kind=e.kind, sender=e.sender, receiver=e.receiver, desk_id=e.desk_id,
            periods=e.periods, sequence=e.sequence, revision=e.revision, app_version=e.app_version,
            dictionary_version=e.dictionary_version, age_recipient=e.age_recipient, slices=e.slices, tables=(),
        )  # fmt: skip

    @property
    def check_code(self) -> str:
        """The code to compare by phone."""
        return check_code(self.envelope.package_id, _table_proofs(self.descriptor))

    def content_hash(self, item: Slice) -> str | None:
        """Return the SHA-256 of the table that carries a slice: equal content, equal hash."""
        return None if item.resource is None else self._resource(item.resource).hash.removeprefix("sha256:")

    def fields(self, name: str) -> tuple[Field, ...]:
        """Return the columns of one table."""
        return self._resource(name).schema.fields

    def rows(self, name: str) -> Iterator[Row]:
        """Yield the typed rows of one table; raises PackageError naming row and column."""
        resource = self._resource(name)
        return read_table(self._container.read(resource.path), resource.schema.fields, resource.path)

    def blocks(self, name: str) -> Iterator[tuple[int, list[Sequence[Cell]]]]:
        """Yield the typed columns of one table block by block, each with the number of its first row."""
        resource = self._resource(name)
        return read_blocks(self._container.read(resource.path), resource.schema.fields, resource.path)

    def _resource(self, name: str) -> Resource:
        return next(one for one in self.descriptor.resources if one.name == name)

    @property
    def data(self) -> bytes:
        """The package file itself, for the archive."""
        return self._container.data

    def file(self, path: str) -> bytes:
        """Return an attached file, such as the cover."""
        return self._container.read(path)


def read_package(source: bytes | Path) -> VerifiedPackage:
    """Read and verify a whole package; raises PackageError with one sentence, naming the file if there is one."""
    if isinstance(source, bytes):
        return _verify(source)
    try:
        with source.open("rb") as file:
            data = file.read(MAX_PACKED + 1)
    except OSError as error:
        reason = "文件不存在" if isinstance(error, FileNotFoundError) else "读取失败"
        raise PackageError(f"打不开数据包“{source.name}”（{reason}），请检查U盘或文件夹后再试。") from error
    try:
        return _verify(data)
    except PackageError as error:
        raise PackageError(f"“{source.name}”：{error}") from error


def _verify(data: bytes) -> VerifiedPackage:
    container = Container(data)
    for name in (DESCRIPTOR, SIGNATURE):
        if name not in container.members:
            raise PackageError(f"这不是本软件的数据包（缺少{name}），请选择对方导出的.parkpkg文件。")
        if container.members[name].size > _MAX_TEXT:
            raise PackageError(f"数据包里的{name}大得不正常，没有装入，请让报送单位用本软件重新导出。")
    signed = container.read(DESCRIPTOR)
    raw = read_json(signed)
    public = PublicKey.parse(str(raw["parkdesk"].get("public_key")))
    public.verify(signed, container.read(SIGNATURE))
    refuse_newer(raw)
    descriptor = decode(raw)
    _check_paths(descriptor)
    _check_members(container, descriptor)
    return VerifiedPackage(descriptor, public, _sha256(data), container)


def _check_members(container: Container, descriptor: Descriptor) -> None:
    """Demand that the members are exactly those described."""
    sizes, proofs = _sizes(descriptor), _proofs(descriptor)
    described = {DESCRIPTOR, SIGNATURE, *proofs}
    if foreign := sorted(set(container.members) - described):
        raise PackageError(f"数据包里混入了不该有的文件“{foreign[0]}”，没有装入，请让报送单位重新导出。")
    if missing := sorted(described - set(container.members)):
        raise PackageError(f"数据包里缺少文件“{missing[0]}”，没有装入，请让报送单位重新导出。")
    for path, proof in proofs.items():
        digest = hashlib.sha256()
        for chunk in container.chunks(path):
            digest.update(chunk)
        if container.members[path].size != sizes[path] or digest.hexdigest() != proof:
            raise PackageError(f"数据包里的“{path}”与签名的说明不符，内容被改动过，没有装入，请让报送单位重新导出。")
