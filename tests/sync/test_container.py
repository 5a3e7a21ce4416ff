from __future__ import annotations

import io
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkdesk.errors import PackageError
from parkdesk.sync import container
from parkdesk.sync.container import DESCRIPTOR, SIGNATURE, Container, write_container

MEMBERS = {
    "封面.pdf": b"%PDF",
    DESCRIPTOR: b"{}" * 40,
    "data/a.csv": "甲,乙\r\n".encode() * 9,
    SIGNATURE: b"s",
    "e": b"",
}


def contents(data: bytes) -> dict[str, bytes]:
    archive = Container(data)
    return {name: archive.read(name) for name in archive.members}


def forge(names: Iterable[str], content: bytes = b"x") -> bytes:
    """A canonical archive with any names, in the order given, past the writer's own check."""
    pieces, members, offset = [], [], 0
    for name in names:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        start = offset + 30 + len(name.encode())
        member = container.Member(name, zlib.crc32(content), len(packed), len(content), start)
        pieces += [member.local_header(), packed]
        members.append(member)
        offset = start + len(packed)
    return b"".join([*pieces, container._tail(members, offset)])


def test_written_is_read_in_a_fixed_order() -> None:
    data = write_container(MEMBERS)
    assert contents(data) == MEMBERS
    assert list(Container(data).members) == [DESCRIPTOR, SIGNATURE, "data/a.csv", "e", "封面.pdf"]
    assert data == write_container(dict(reversed(MEMBERS.items())))


def test_public_tools_open_it(tmp_path: Path, tool: Callable[[str], str]) -> None:
    path = tmp_path / "a.parkpkg"
    path.write_bytes(write_container(MEMBERS))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {info.filename: archive.read(info) for info in archive.infolist()} == MEMBERS
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    done = subprocess.run([tool("unzip"), "-t", path], capture_output=True, encoding="utf-8", check=True)
    assert "No errors detected" in done.stdout
    assert "封面.pdf" in done.stdout


@given(st.dictionaries(st.sampled_from(["a", "b/c", "b/d.csv", "中文.txt", DESCRIPTOR]), st.binary(max_size=300)))
@settings(max_examples=60, deadline=None)
def test_any_members_go_through(members: dict[str, bytes]) -> None:
    if members:
        assert contents(write_container(members)) == members


def test_every_flipped_bit_is_refused_or_harmless() -> None:
    data = write_container(MEMBERS)
    harmless = 0
    for at in range(len(data) * 8):
        changed = bytearray(data)
        changed[at // 8] ^= 1 << at % 8
        try:
            found = contents(bytes(changed))
        except PackageError:
            continue
        assert found == MEMBERS
        harmless += 1
    assert harmless < 40  # only the unused bits after the end of a deflate stream


def test_every_truncation_and_any_addition_is_refused() -> None:
    data = write_container(MEMBERS)
    for length in range(len(data)):
        with pytest.raises(PackageError):
            contents(data[:length])
    for longer in (data + b"\0", b"\0" + data, data + data, data + write_container({"z": b""})):
        with pytest.raises(PackageError):
            contents(longer)


@pytest.mark.parametrize(
    "name",
    [
        "../x", "a/../b", "/etc/passwd", "C:/x", "c:x", "a\\b", "a//b", "a/", "", ".", "..", "a/./b", "CON", "con.txt",
        "data/aux.csv", "lpt1", "COM¹.txt", "a\0b", "a\nb", "a?", "x.", "x ", " x", "e\u0301", "n" * 201, "nul .txt",
    ],
)  # fmt: skip
def test_names_that_could_harm_are_refused(name: str) -> None:
    with pytest.raises(PackageError, match="不安全的文件名"):
        Container(forge([name]))
    with pytest.raises(PackageError):
        write_container({name: b""})


@pytest.mark.parametrize("names", [["a", "a"], ["A", "a"], ["a", "a/b"], ["A/b", "a/B"], ["STRASSE", "straße"]])
def test_doubled_names_are_refused(names: list[str]) -> None:
    with pytest.raises(PackageError, match="重名"):
        Container(forge(names))


def test_another_order_is_refused() -> None:
    for names in (["b", "a"], ["a", DESCRIPTOR], [SIGNATURE, DESCRIPTOR]):
        with pytest.raises(PackageError, match="次序"):
            Container(forge(names))


def by_zipfile(**changes: object) -> bytes:
    """What Python's zipfile writes, with some attribute of the member changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo("中.txt")
        info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o100644 << 16
        for name, value in changes.items():
            setattr(info, name, value)
        archive.writestr(info, b"hello")
    return file.getvalue()


def test_zipfile_agrees_on_the_shape() -> None:
    """So each forgery below fails for its one change alone."""
    assert by_zipfile() == write_container({"中.txt": b"hello"})


@pytest.mark.parametrize(
    "changes",
    [
        {"external_attr": 0o120777 << 16},  # a symlink
        {"external_attr": 0o100755 << 16},
        {"external_attr": 0o040755 << 16 | 16},
        {"create_system": 0},
        {"create_version": 63},
        {"extract_version": 45},
        {"internal_attr": 1},
        {"date_time": (2026, 9, 1, 8, 0, 0)},
        {"extra": b"\x99\x99\x00\x00"},
        {"comment": b"x"},
        {"compress_type": zipfile.ZIP_STORED},
        {"compress_type": zipfile.ZIP_BZIP2},
    ],
)
def test_any_other_shape_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(PackageError, match="结构不合规定"):
        Container(by_zipfile(**changes))


def test_a_comment_of_the_archive_is_refused() -> None:
    data = by_zipfile()
    with pytest.raises(PackageError, match="结构不合规定"):
        Container(data[:-2] + b"\x01\x00x")


def test_bytes_between_members_and_another_directory_are_refused() -> None:
    data = write_container({"a": b"1", "b": b"2"})
    second = data.index(b"PK\x03\x04", 4)
    with pytest.raises(PackageError):
        Container(data[:second] + b"junk" + data[second:])
    end = data.index(b"PK\x01\x02")
    with pytest.raises(PackageError, match="目录"):
        Container(data[:end] + write_container({"a": b"1", "c": b"2"})[end:])


def test_a_name_that_is_no_utf8_is_refused() -> None:
    data = forge(["ab"]).replace(b"ab", b"\xff\xfe")
    with pytest.raises(PackageError, match="UTF-8"):
        Container(data)


def test_bombs_are_refused_before_they_unpack() -> None:
    with pytest.raises(PackageError, match="压缩比"):
        Container(forge(["bomb"], bytes(3 * 2**20)))
    with pytest.raises(PackageError, match="压缩比"):
        write_container({"bomb": bytes(3 * 2**20)})
    member = container.Member("a", 0, 2**32 - 1, 2**32 - 1, 31)
    data = member.local_header() + b"x" * 10
    with pytest.raises(PackageError, match="不完整"):
        Container(data)


def test_a_member_larger_than_it_says_is_refused() -> None:
    for stated in (0, 4, 6, 2**20):
        data = forge(["a"], b"hello")
        lying = data.replace(struct.pack("<I", 5), struct.pack("<I", stated))
        with pytest.raises(PackageError, match="损坏"):
            contents(lying)


def test_limits_of_count_and_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_MEMBERS", 3)
    with pytest.raises(PackageError, match="超过3个"):
        Container(forge(["a", "b", "c", "d"]))
    monkeypatch.setattr(container, "MAX_UNPACKED", 2**20)
    with pytest.raises(PackageError, match="展开后超过1MB"):
        Container(forge(["a", "b", "c"], bytes(2**19)))
    monkeypatch.setattr(container, "MAX_PACKED", 100)
    with pytest.raises(PackageError, match="不是本软件的数据包"):
        Container(bytes(101))


@pytest.mark.parametrize("data", [b"", b"P", b"hello", b"PK\x05\x06" + bytes(18), bytes(1000)])
def test_what_is_no_package_says_so(data: bytes) -> None:
    with pytest.raises(PackageError, match="数据包"):
        Container(data)


@pytest.mark.parametrize(("step", "chunk"), [(1, 1), (3, 2), (7, 1000), (10**6, 1), (10**6, 257)])
def test_unpacking_in_pieces_gives_the_whole(step: int, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "_STEP", step)
    monkeypatch.setattr(container, "_CHUNK", chunk)
    noise = bytes(at * at % 251 for at in range(3000))
    for content in (b"", b"a", b"ab" * 900, noise, noise + bytes(2000) + noise):
        assert contents(write_container({"m": content})) == {"m": content}
    with pytest.raises(PackageError, match="损坏"):
        contents(forge(["m"], b"x" * 600).replace(struct.pack("<I", 600), struct.pack("<I", 599)))


@pytest.mark.parametrize("step", [1, 4, 2**16])
def test_bytes_after_the_end_of_a_deflate_stream_are_refused(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "_STEP", step)
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(b"hello") + packer.flush() + b"hidden"
    member = container.Member("a", zlib.crc32(b"hello"), len(packed), 5, 31)
    with pytest.raises(PackageError, match="损坏"):
        contents(member.local_header() + packed + container._tail([member], 31 + len(packed)))


def test_the_writer_keeps_the_limits_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_MEMBERS", 2)
    with pytest.raises(PackageError, match="超过2个"):
        write_container({"a": b"", "b": b"", "c": b""})
