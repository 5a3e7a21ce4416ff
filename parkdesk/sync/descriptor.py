"""`datapackage.json`: a Frictionless Data Package whose `parkdesk` object says what a package is.

Every key is declared once, as a typed attribute; writing and strict reading are derived from the types.
A key that is missing, unknown or of another type is refused: whoever adds one raises `FORMAT`.
"""

from __future__ import annotations

import dataclasses
import json
import re
import types
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from parkdesk.errors import PackageError

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1
Kind = Literal["submission", "directive", "receipt", "colleague"]
KIND_NAMES: Mapping[str, str] = types.MappingProxyType(
    {"submission": "上报", "directive": "下发", "receipt": "回执", "colleague": "协作"}
)
FieldType = Literal["string", "integer", "date"]
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Field:
    """One column: Chinese heading, attribute name, type, and its unit or meaning in words."""

    name: str
    key: str
    type: FieldType
    description: str


@dataclass(frozen=True, slots=True)
class Schema:
    """A Frictionless Table Schema."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Resource:
    """One CSV file of the package."""

    name: str
    title: str
    path: str
    size: int = field(metadata={"key": "bytes"})
    hash: str
    schema: Schema
    profile: Literal["tabular-data-resource"] = "tabular-data-resource"
    format: Literal["csv"] = "csv"
    mediatype: Literal["text/csv"] = "text/csv"
    encoding: Literal["utf-8"] = "utf-8"


@dataclass(frozen=True, slots=True)
class Slice:
    """The full content of (unit, period, table) at a revision.

    `resource` names the CSV that carries it; None means: not carried, the sender's content is the one
    the receiver already has, if it holds `revision`.
    """

    unit: str
    period: str
    table: str
    revision: int
    base_revision: int
    resource: str | None

    @property
    def key(self) -> tuple[str, str, str]:
        """What a slice is known by."""
        return (self.unit, self.period, self.table)


@dataclass(frozen=True, slots=True)
class Party:
    """An office as sender or receiver: its code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A member that is no table: path, bytes, SHA-256."""

    path: str
    size: int = field(metadata={"key": "bytes"})
    sha256: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """The `parkdesk` object: who sends what to whom, in which order, and how to check it."""

    format: int
    package_id: str
    kind: Kind
    sender: Party = field(metadata={"key": "from"})
    receiver: Party | None = field(metadata={"key": "to"})
    desk_id: str
    periods: tuple[str, ...]
    slices: tuple[Slice, ...]
    sequence: int
    revision: int
    app_version: str
    dictionary_version: str
    public_key: str
    age_recipient: str
    files: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Descriptor:
    """The whole of `datapackage.json`."""

    name: str
    title: str
    resources: tuple[Resource, ...]
    parkdesk: Envelope
    profile: Literal["tabular-data-package"] = "tabular-data-package"

    def to_bytes(self) -> bytes:
        """Return the JSON text that is signed."""
        return (json.dumps(_plain(self), ensure_ascii=False, indent=1) + "\n").encode()


def _key(item: dataclasses.Field[Any]) -> str:
    return str(item.metadata.get("key", item.name))


def _plain(value: Any) -> Any:
    """Turn a declared value into what JSON holds."""
    if dataclasses.is_dataclass(value):
        return {_key(item): _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


class _MismatchError(Exception):
    """Where the JSON does not have the declared shape."""


def _decode(kind: Any, value: Any, where: str) -> Any:
    """Return `value` as the declared type, or say where it differs."""
    origin = get_origin(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _decode_object(kind, value, where)
    if origin is tuple and isinstance(value, list):
        return tuple(_decode(get_args(kind)[0], item, f"{where}[{at}]") for at, item in enumerate(value))
    if origin in {Union, types.UnionType}:
        present = next(option for option in get_args(kind) if option is not type(None))
        return None if value is None else _decode(present, value, where)
    if origin is Literal and isinstance(value, str) and value in get_args(kind):
        return value
    if kind is int and type(value) is int and 0 <= value < 2**53:
        return value
    if kind is str and isinstance(value, str) and not _NO_TEXT.search(value):
        return value
    raise _MismatchError(where)


def _decode_object(kind: type[D], value: Any, where: str) -> D:
    fields = {_key(item): item for item in dataclasses.fields(kind)}  # type: ignore[arg-type]
    if not isinstance(value, dict) or set(value) != set(fields):
        raise _MismatchError(where)
    hints = get_type_hints(kind)
    return kind(**{item.name: _decode(hints[item.name], value[key], f"{where}.{key}") for key, item in fields.items()})


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def read_json(data: bytes) -> dict[str, Any]:
    """Read the raw object of a descriptor; refuses bad UTF-8, doubled keys and what is no object."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or not isinstance(value.get("parkdesk"), dict):
        raise PackageError("数据包的说明文件（datapackage.json）读不懂，没有装入，请让报送单位用本软件重新导出。")
    return value


def refuse_newer(raw: Mapping[str, Any]) -> None:
    """Say so politely when the package was made by a newer program."""
    envelope = raw["parkdesk"]
    number, kind = envelope.get("format"), envelope.get("kind")
    newer_format = type(number) is int and number > FORMAT
    if newer_format or (isinstance(kind, str) and kind not in KIND_NAMES):
        what = f"格式{number}，本软件能读到{FORMAT}" if newer_format else "包的种类本软件还不认识"
        raise PackageError(f"数据包由更新版本的软件生成（{what}），请先升级本软件再装入。")


def decode(raw: Mapping[str, Any]) -> Descriptor:
    """Turn the raw object into a Descriptor, strictly."""
    try:
        descriptor: Descriptor = _decode(Descriptor, raw, "")
        if descriptor.parkdesk.format != FORMAT:
            raise _MismatchError(".parkdesk.format")
    except _MismatchError as error:
        place = str(error).lstrip(".") or "顶层"
        raise PackageError(f"数据包的说明文件在“{place}”处不合规定，没有装入，请让报送单位用本软件重新导出。") from None
    return descriptor
