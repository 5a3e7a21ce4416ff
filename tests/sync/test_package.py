from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parkdesk.errors import PackageError
from parkdesk.sync.container import DESCRIPTOR, SIGNATURE, write_container
from parkdesk.sync.descriptor import Slice
from parkdesk.sync.keys import SigningIdentity
from parkdesk.sync.package import VerifiedPackage, check_code, read_package, write_package
from parkdesk.sync.tables import Table

from .conftest import FIRMS, ROWS, make_package


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def resign(data: bytes, identity: SigningIdentity, change: Callable[[dict[str, Any]], None]) -> bytes:
    """A package whose descriptor was changed by someone who has a key."""
    parts = members(data)
    raw = json.loads(parts[DESCRIPTOR])
    change(raw)
    parts[DESCRIPTOR] = json.dumps(raw, ensure_ascii=False).encode()
    parts[SIGNATURE] = identity.sign(parts[DESCRIPTOR], "")
    return write_container(parts)


def test_a_package_goes_through(packed: bytes, identity: SigningIdentity) -> None:
    package = read_package(packed)
    assert package.public_key == identity.public
    assert package.sha256 == hashlib.sha256(packed).hexdigest()
    assert package.envelope.kind == "submission"
    assert package.envelope.slices == make_package().slices
    assert package.descriptor.title == "旬阳市 2026-09 上报包 r2"
    assert tuple(package.rows("enterprises-610981")) == ROWS
    assert package.file("封面.pdf") == b"%PDF-1.7 cover"
    carried, held = package.envelope.slices
    assert f"sha256:{package.content_hash(carried)}" == package.descriptor.resources[0].hash
    assert package.content_hash(held) is None


def test_equal_content_gives_equal_bytes(packed: bytes, identity: SigningIdentity) -> None:
    assert write_package(make_package(), {"封面.pdf": b"%PDF-1.7 cover"}, identity) == packed


def test_the_check_code_is_known_before_the_cover_and_binds_id_and_tables(packed: bytes) -> None:
    code = make_package().check_code
    table = members(packed)["data/enterprises-610981.csv"]
    text = f"3f2a9c1e5b7d\ndata/enterprises-610981.csv {hashlib.sha256(table).hexdigest()}\n"
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:5], "big")
    letters = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[number >> shift & 31] for shift in range(35, -5, -5))
    assert code == f"{letters[:4]}-{letters[4:]}" == read_package(packed).check_code
    assert make_package(package_id="3f2a9c1e5b7e").check_code != code
    other = make_package(tables=(Table.of("enterprises-610981", "企业库", FIRMS, ROWS[:2]),))
    assert other.check_code != code
    assert check_code("x", {"a": "1", "b": "2"}) == check_code("x", {"b": "2", "a": "1"})


def refused_or_equal(data: bytes, truth: dict[str, bytes]) -> bool:
    """Whether it was refused; if not, every member must be byte-identical."""
    try:
        package = read_package(data)
        found = {name: package._container.read(name) for name in package._container.members}
    except PackageError:
        return True
    assert found == truth
    return False


def flip_all(packed: bytes, step: int) -> None:
    truth = members(packed)
    accepted = 0
    for at in range(0, len(packed) * 8, step):
        changed = bytearray(packed)
        changed[at // 8] ^= 1 << at % 8
        accepted += not refused_or_equal(bytes(changed), truth)
    assert accepted < 40


def test_flipped_bits(packed: bytes) -> None:
    flip_all(packed, 53)


@pytest.mark.slow
def test_every_flipped_bit(packed: bytes) -> None:
    flip_all(packed, 1)


def cut_all(packed: bytes, step: int) -> None:
    for length in range(0, len(packed), step):
        assert refused_or_equal(packed[:length], {})


def test_cut_short(packed: bytes) -> None:
    cut_all(packed, 37)
    cut_all(packed[-50:], 1)
    assert refused_or_equal(packed[:-1], {})


@pytest.mark.slow
def test_cut_at_every_length(packed: bytes) -> None:
    cut_all(packed, 1)


def without(packed: bytes, name: str) -> bytes:
    return write_container({path: data for path, data in members(packed).items() if path != name})


def test_foreign_missing_and_renamed_members(packed: bytes) -> None:
    with pytest.raises(PackageError, match=r"不该有的文件“宏\.xlsm”"):
        read_package(write_container({**members(packed), "宏.xlsm": b"x"}))
    with pytest.raises(PackageError, match=r"缺少文件“封面\.pdf”"):
        read_package(without(packed, "封面.pdf"))
    for name in (DESCRIPTOR, SIGNATURE):
        with pytest.raises(PackageError, match=f"缺少{name}"):
            read_package(without(packed, name))
    renamed = members(packed)
    renamed["data/facts.csv"] = renamed.pop("data/enterprises-610981.csv")
    with pytest.raises(PackageError, match="不该有的文件"):
        read_package(write_container(renamed))


def test_changed_content_is_refused(packed: bytes) -> None:
    for name, data in members(packed).items():
        if name in {DESCRIPTOR, SIGNATURE}:
            continue
        for changed in (data + b"\n", data[:-1] + b"!"):
            with pytest.raises(PackageError, match="改动过"):
                read_package(write_container({**members(packed), name: changed}))


def test_a_spoofed_sender_is_refused(packed: bytes, identity: SigningIdentity) -> None:
    thief = SigningIdentity.generate()
    # says it is the county's key, signs with another
    with pytest.raises(PackageError, match="不是数据包里写明的那把密钥"):
        read_package(resign(packed, thief, lambda _raw: None))

    # names its own key: holds together, but `trust` will not know it
    def own(raw: dict[str, Any]) -> None:
        raw["parkdesk"]["public_key"] = thief.public.line

    assert read_package(resign(packed, thief, own)).public_key == thief.public


def set_format(raw: dict[str, Any]) -> None:
    raw["parkdesk"]["format"] = 2
    raw["parkdesk"]["something_new"] = {}


def test_a_newer_format_asks_for_an_upgrade(packed: bytes, identity: SigningIdentity) -> None:
    with pytest.raises(PackageError, match="请先升级本软件"):
        read_package(resign(packed, identity, set_format))


def contradictions() -> dict[str, Callable[[dict[str, Any]], Any]]:
    def file(path: str) -> Callable[[dict[str, Any]], Any]:
        return lambda raw: raw["parkdesk"]["files"][0].update(path=path)

    return {
        "resource name": lambda raw: raw["resources"][0].update(name="../x"),
        "resource path": lambda raw: raw["resources"][0].update(path="data/other.csv"),
        "resource hash kind": lambda raw: raw["resources"][0].update(hash="md5:" + "0" * 32),
        "resource hash": lambda raw: raw["resources"][0].update(hash="sha256:XYZ"),
        "file hash": lambda raw: raw["parkdesk"]["files"][0].update(sha256="0"),
        "file is table": file("data/enterprises-610981.csv"),
        "file is descriptor": file(DESCRIPTOR),
        "slice of nothing": lambda raw: raw["parkdesk"]["slices"][0].update(resource="nothing"),
        "slice twice": lambda raw: raw["parkdesk"]["slices"].append(raw["parkdesk"]["slices"][1]),
        "table in two slices": lambda raw: raw["parkdesk"]["slices"][1].update(resource="enterprises-610981"),
        "base above": lambda raw: raw["parkdesk"]["slices"][0].update(base_revision=9),
        "headings": lambda raw: raw["resources"][0]["schema"]["fields"][1].update(name="统一社会信用代码"),
        "no columns": lambda raw: raw["resources"][0]["schema"].update(fields=[]),
    }


@pytest.mark.parametrize("name", contradictions())
def test_contradictions_are_refused(name: str, packed: bytes, identity: SigningIdentity) -> None:
    with pytest.raises(PackageError, match="前后矛盾"):
        read_package(resign(packed, identity, contradictions()[name]))


def test_sizes_must_agree(packed: bytes, identity: SigningIdentity) -> None:
    with pytest.raises(PackageError, match="改动过"):
        read_package(resign(packed, identity, lambda raw: raw["resources"][0].update(bytes=1)))


def test_a_wrong_schema_is_refused_when_rows_are_read(packed: bytes, identity: SigningIdentity) -> None:
    def integer(raw: dict[str, Any]) -> None:
        raw["resources"][0]["schema"]["fields"][1]["type"] = "integer"

    package = read_package(resign(packed, identity, integer))
    with pytest.raises(PackageError, match=r"data/enterprises-610981\.csv”第2行“企业名称”的值“旬阳市茶叶有限公司”"):
        list(package.rows("enterprises-610981"))


@pytest.mark.parametrize(
    "changes",
    [
        {"tables": (Table.of("Firms", "企业库", FIRMS, ROWS),), "slices": ()},
        {"tables": (Table.of("../firms", "企业库", FIRMS, ROWS),), "slices": ()},
        {"slices": (Slice("610981", "-", "enterprises", 1, 2, None),)},
        {"slices": (Slice("610981", "-", "enterprises", 1, 0, "missing"),)},
        {"sequence": -1},
    ],
)
def test_what_could_not_be_read_is_not_written(changes: dict[str, object], identity: SigningIdentity) -> None:
    with pytest.raises(PackageError):
        write_package(make_package(**changes), {}, identity)


def test_a_swollen_descriptor_is_not_even_read(packed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parkdesk.sync.package._MAX_TEXT", 1000)
    with pytest.raises(PackageError, match=r"datapackage\.json大得不正常"):
        read_package(packed)


def test_files_are_read_from_disk_and_named(packed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "旬阳.parkpkg"
    path.write_bytes(packed)
    assert isinstance(read_package(path), VerifiedPackage)
    path.write_bytes(packed[:-9])
    with pytest.raises(PackageError, match=r"^“旬阳\.parkpkg”：数据包不完整"):
        read_package(path)
    with pytest.raises(PackageError, match="文件不存在"):
        read_package(tmp_path / "none.parkpkg")
    with pytest.raises(PackageError, match="读取失败"):
        read_package(tmp_path)


def test_a_workbook_is_no_package() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "x")
    with pytest.raises(PackageError, match="数据包"):
        read_package(file.getvalue())


def test_public_tools_agree(
    packed: bytes, identity: SigningIdentity, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    path = tmp_path / "a.parkpkg"
    path.write_bytes(packed)
    subprocess.run([tool("unzip"), "-q", path, "-d", tmp_path / "x"], check=True)
    assert (tmp_path / "x" / "封面.pdf").is_file()
    verify = [tool("minisign"), "-V", "-P", identity.public.line, "-m", DESCRIPTOR]
    done = subprocess.run(verify, cwd=tmp_path / "x", capture_output=True, text=True, check=True)
    assert "旬阳市 2026-09 上报包 r2" in done.stdout


def test_packages_signed_by_minisign_are_accepted(packed: bytes, tmp_path: Path, tool: Callable[[str], str]) -> None:
    minisign = tool("minisign")
    keys = ["-p", "m.pub", "-s", "m.key"]
    subprocess.run([minisign, "-G", "-W", *keys], cwd=tmp_path, capture_output=True, check=True)
    parts = members(packed)
    raw = json.loads(parts[DESCRIPTOR])
    raw["parkdesk"]["public_key"] = (tmp_path / "m.pub").read_text(encoding="utf-8").splitlines()[1]
    (tmp_path / DESCRIPTOR).write_text(json.dumps(raw), encoding="utf-8")
    sign = [minisign, "-S", "-W", "-s", "m.key", "-m", DESCRIPTOR]
    subprocess.run(sign, cwd=tmp_path, capture_output=True, check=True)
    parts |= {name: (tmp_path / name).read_bytes() for name in (DESCRIPTOR, SIGNATURE)}
    assert tuple(read_package(write_container(parts)).rows("enterprises-610981")) == ROWS


def test_frictionless_accepts_the_unpacked_package(packed: bytes, tmp_path: Path) -> None:
    pytest.importorskip("frictionless")
    for name, data in members(packed).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-m", "frictionless", "validate", "--json", DESCRIPTOR]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert report["valid"] is True, report
    assert report["tasks"][0]["stats"]["rows"] == len(ROWS)
    # and it does look: a changed byte is seen
    table = tmp_path / "data" / "enterprises-610981.csv"
    table.write_bytes(table.read_bytes().replace(b"35", b"36"))
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["valid"] is False
