"""The one ZIP shape that is written and demanded: bytes in, named members out, nothing else.

Knows nothing of what the members mean. The shape is fixed so far that headers carry no freedom: the
reader takes name, CRC and sizes from each local header, and everything else — every other header byte,
the whole central directory and the end record — must equal what the writer would have written. So no
bit can hide between members, in extra fields, in comments or in a second directory.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DESCRIPTOR = "datapackage.json"
SIGNATURE = "datapackage.json.minisig"
_FIRST = (DESCRIPTOR, SIGNATURE)

MAX_UNPACKED = 512 * 2**20
MAX_MEMBERS = 2000
MAX_RATIO = 200
_RATIO_FREE = 2**20  # below one megabyte a high ratio is harmless
_MAX_NAME_BYTES = 200
_OVERHEAD = MAX_MEMBERS * (30 + 46 + 2 * _MAX_NAME_BYTES) + 22
MAX_PACKED = MAX_UNPACKED + _OVERHEAD

_STEP, _CHUNK = 2**16, 2**20  # unpacking: bytes in, bytes out at a time

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_SIGN, _CENTRAL_SIGN, _END_SIGN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _UTF8, _DEFLATE = 20, 0x0800, 8
_MADE_BY = 3 << 8 | _VERSION  # Unix: Debian's unzip garbles UTF-8 names made by anything else
_REGULAR_FILE = 0o100644 << 16  # no symlinks, no permissions of anybody's system
_TIME, _DATE = 0, 0x0021  # 1980-01-01 00:00

_BAD_CHARACTER = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_DEVICE = re.compile(r"^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$")


@dataclass(frozen=True, slots=True)
class Member:
    """One member as its header states it, and where its packed bytes lie."""

    name: str
    crc: int
    packed: int
    size: int
    start: int

    @property
    def _stated(self) -> tuple[int, ...]:
        return (_UTF8, _DEFLATE, _TIME, _DATE, self.crc, self.packed, self.size, len(self.name.encode()))

    @property
    def _offset(self) -> int:
        return self.start - len(self.local_header())

    def local_header(self) -> bytes:
        """Return the only local header this member may have."""
        return _LOCAL.pack(_LOCAL_SIGN, _VERSION, *self._stated, 0) + self.name.encode()

    def central_header(self) -> bytes:
        """Return the only directory entry this member may have."""
        fields = (_MADE_BY, _VERSION, *self._stated, 0, 0, 0, 0, _REGULAR_FILE, self._offset)
        return _CENTRAL.pack(_CENTRAL_SIGN, *fields) + self.name.encode()


def _tail(members: Iterable[Member], start: int) -> bytes:
    """Return the only central directory and end record these members may have."""
    entries = [member.central_header() for member in members]
    directory = b"".join(entries)
    return directory + _END.pack(_END_SIGN, 0, 0, len(entries), len(entries), len(directory), start, 0)


def _rank(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _check_name(name: str) -> None:
    """Refuse a name that could land outside the folder, on a device, or differently on another system."""
    segments = name.split("/")
    safe = (
        len(name.encode()) <= _MAX_NAME_BYTES
        and unicodedata.is_normalized("NFC", name)
        and not _BAD_CHARACTER.search(name)
        and all(part and part[-1] not in ". " and part[0] != " " for part in segments)
        and not any(_DEVICE.match(part.split(".")[0].rstrip().lower()) for part in segments)
    )
    if not safe:
        raise PackageError(f"数据包里有不安全的文件名“{_shown(name)}”，没有装入，请让报送单位用本软件重新导出。")


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name[:60])


def _check_list(members: list[Member]) -> None:
    """Check names, order and limits of the whole list."""
    names = [member.name for member in members]
    for name in names:
        _check_name(name)
    folded = [unicodedata.normalize("NFC", name.casefold()) for name in names]
    folders = {name[:at] for name in folded for at, char in enumerate(name) if char == "/"}
    if len(set(folded)) != len(folded) or not folders.isdisjoint(folded):
        raise PackageError("数据包里有重名的文件，没有装入，请让报送单位用本软件重新导出。")
    if names != sorted(names, key=_rank):
        raise _not_ours("文件次序不对")
    if len(members) > MAX_MEMBERS:
        raise PackageError(f"数据包里的文件超过{MAX_MEMBERS}个，没有装入，请分期导出。")
    if sum(member.size for member in members) > MAX_UNPACKED:
        raise PackageError(f"数据包展开后超过{MAX_UNPACKED >> 20}MB，没有装入，请分期导出。")
    for member in members:
        if member.size > _RATIO_FREE and member.size > MAX_RATIO * member.packed:
            raise PackageError(f"数据包里“{member.name}”的压缩比异常（超过{MAX_RATIO}倍），可能是恶意文件，没有装入。")


def _not_ours(why: str) -> PackageError:
    return PackageError(f"数据包的结构不合规定（{why}），可能损坏或被别的软件改写过，请让报送单位用本软件重新导出。")


def _cut_short() -> PackageError:
    return PackageError("数据包不完整，可能没有拷贝完就拔了盘，请重新拷贝；仍不行的，请报送单位重新导出。")


def write_container(members: Mapping[str, bytes]) -> bytes:
    """Return the archive of these members; equal content gives equal bytes (with one zlib)."""
    pieces: list[bytes] = []
    written: list[Member] = []
    offset = 0
    for name in sorted(members, key=_rank):
        content = members[name]
        packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = packer.compress(content) + packer.flush()
        start = offset + _LOCAL.size + len(name.encode())
        member = Member(name, zlib.crc32(content), len(packed), len(content), start)
        pieces += (member.local_header(), packed)
        written.append(member)
        offset = start + len(packed)
    _check_list(written)  # never write what the reader would refuse
    return b"".join((*pieces, _tail(written, offset)))


class Container:
    """A canonical archive held in memory; members are unpacked when asked for, one at a time."""

    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_PACKED:
            raise PackageError(f"文件超过{MAX_PACKED >> 20}MB，不是本软件的数据包，没有装入。")
        if data[:4] != _LOCAL_SIGN[: len(data)] or not data:
            raise PackageError("这不是本软件的数据包（.parkpkg），请选择对方导出的那个文件。")
        self.data = data
        members = self._walk()
        _check_list(members)
        self.members = {member.name: member for member in members}

    def _walk(self) -> list[Member]:
        """Return the members in file order; the rest of the file must be exactly their directory."""
        members: list[Member] = []
        offset = 0
        while self.data.startswith(_LOCAL_SIGN, offset):
            if len(members) >= MAX_MEMBERS:
                raise PackageError(f"数据包里的文件超过{MAX_MEMBERS}个，没有装入，请分期导出。")
            member = self._local(offset)
            members.append(member)
            offset = member.start + member.packed
        expected = _tail(members, offset)
        rest = self.data[offset : offset + len(expected) + 1]
        if rest != expected:
            raise _cut_short() if expected.startswith(rest) else _not_ours("目录与内容不符")
        return members

    def _local(self, offset: int) -> Member:
        header = self.data[offset : offset + _LOCAL.size]
        if len(header) < _LOCAL.size:
            raise _cut_short()
        crc, packed, size, length = _LOCAL.unpack(header)[6:10]
        start = offset + _LOCAL.size + length
        try:
            name = self.data[offset + _LOCAL.size : start].decode("utf-8")
        except UnicodeDecodeError:
            raise _not_ours("文件名编码不是UTF-8") from None
        if start + packed > len(self.data):
            raise _cut_short()
        member = Member(name, crc, packed, size, start)
        if member.local_header() != self.data[offset:start]:
            raise _not_ours("文件头不是规定的写法")
        return member

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack one member piece by piece, never more than its stated size, and check its CRC at the end."""
        member = self.members[name]
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        end, size, crc = member.start + member.packed, 0, 0
        for start in range(member.start, end, _STEP):
            packed = self.data[start : min(start + _STEP, end)]
            while packed:
                chunk = self._unpack(unpacker, packed, name)
                packed = unpacker.unconsumed_tail
                size, crc = size + len(chunk), zlib.crc32(chunk, crc)
                if size > member.size or unpacker.unused_data:
                    raise _damaged(name)
                yield chunk
        last = unpacker.flush()  # at most what one match was cut off by the limit of a chunk
        yield last
        if not unpacker.eof or size + len(last) != member.size or zlib.crc32(last, crc) != member.crc:
            raise _damaged(name)

    def _unpack(self, unpacker: zlib._Decompress, packed: bytes, name: str) -> bytes:
        try:
            return unpacker.decompress(packed, _CHUNK)
        except zlib.error:
            raise _damaged(name) from None

    def read(self, name: str) -> bytes:
        """Unpack one member whole."""
        return b"".join(self.chunks(name))


def _damaged(name: str) -> PackageError:
    return PackageError(f"数据包里的“{name}”已损坏，请重新拷贝；仍不行的，请报送单位重新导出。")
