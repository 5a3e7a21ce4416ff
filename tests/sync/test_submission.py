from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from parkdesk.errors import PackageError
from parkdesk.paths import archive_folder
from parkdesk.periods import Period
from parkdesk.store import Store
from parkdesk.sync.desk_keys import age_identity, signing_identity
from parkdesk.sync.keys import PublicKey
from parkdesk.sync.package import Package, VerifiedPackage, read_package
from parkdesk.sync.submission import pack

from .desks import AUG, COUNTY, SEP, edit, fact, firm, write


def slices(package: VerifiedPackage) -> dict[str, tuple[int, int, bool]]:
    """(revision, base, carried) by 'period table'."""
    return {
        f"{item.period} {item.table}": (item.revision, item.base_revision, item.resource is not None)
        for item in package.envelope.slices
    }


FIRST = {
    "- assignments": (1, 0, True), "- enterprises": (1, 0, True), "- officials": (1, 0, True),
    "- projects": (1, 0, True), "2026 registrations": (1, 0, True), "2026-07 facts": (1, 0, True),
    "2026-08 facts": (1, 0, True), "2026-08 registrations": (1, 0, True),
}  # fmt: skip


def test_the_first_package_carries_everything_up_to_its_period(county: Store, tmp_path: Path) -> None:
    write(county, facts=(fact(f"{COUNTY}-e1", 9, period=SEP),))
    sent = pack(county, AUG, tmp_path)
    assert sent.file.name == "610981旬阳市_2026-08_上报_r1.parkpkg"
    package = read_package(sent.file)
    assert slices(package) == FIRST
    envelope = package.envelope
    assert (envelope.sender.code, envelope.sender.name) == (COUNTY, "旬阳市")
    assert envelope.receiver is not None
    assert envelope.receiver.code == "610900"
    assert (envelope.sequence, envelope.revision, envelope.periods) == (1, 1, ("2026-08",))
    assert package.public_key == signing_identity(county).public
    assert envelope.age_recipient == age_identity(county).recipient
    assert (sent.sha256, sent.check_code) == (package.sha256, package.check_code)


def test_later_packages_carry_what_changed_and_list_the_rest(county: Store, tmp_path: Path) -> None:
    pack(county, AUG, tmp_path)
    again = read_package(pack(county, AUG, tmp_path).file)
    # packed anew without change: the same revisions, another rN, another sequence
    held = (1, 1, False)
    assert slices(again) == FIRST | {"2026 registrations": held, "2026-07 facts": held}
    assert (again.envelope.sequence, again.envelope.revision) == (2, 2)

    write(
        county, facts=(fact(f"{COUNTY}-e1", 10, period=SEP), fact(f"{COUNTY}-e3", 101, old=100, period=Period(2026, 7)))
    )
    third = read_package(pack(county, SEP, tmp_path).file)
    assert (third.envelope.sequence, third.envelope.revision) == (3, 1)
    assert slices(third) == FIRST | {
        "2026 registrations": held, "2026-08 registrations": held, "2026-08 facts": held,
        "2026-07 facts": (2, 1, True), "2026-09 facts": (1, 0, True),
    }  # fmt: skip
    fourth = read_package(pack(county, SEP, tmp_path, whole=True).file)
    assert {(base, carried) for _, base, carried in slices(fourth).values()} == {(0, True)}


def test_a_slice_that_lost_its_last_row_travels_empty(county: Store, tmp_path: Path) -> None:
    pack(county, AUG, tmp_path)
    write(county, facts=(fact(f"{COUNTY}-e3", None, old=100, period=Period(2026, 7)),))
    package = read_package(pack(county, AUG, tmp_path).file)
    assert slices(package)["2026-07 facts"] == (2, 1, True)
    assert list(package.rows("facts-2026-07")) == []


def test_other_units_stay_at_home(county: Store, tmp_path: Path) -> None:
    write(county, firm("610921", 1), facts=(fact("610921-e1", 5),))
    package = read_package(pack(county, AUG, tmp_path).file)
    assert {item.unit for item in package.envelope.slices} == {COUNTY}
    assert len(list(package.rows("enterprises"))) == 3
    assert len(list(package.rows("facts-2026-08"))) == 4


def test_tables_are_for_people_and_public_tools(county: Store, tmp_path: Path) -> None:
    def cover(package: Package, key: PublicKey) -> dict[str, bytes]:
        return {"封面.pdf": f"{package.check_code} {key.fingerprint}".encode()}

    sent = pack(county, AUG, tmp_path, cover)
    package = read_package(sent.file)
    assert package.file("封面.pdf").decode().startswith(sent.check_code)
    headings = [field.name for field in package.fields("enterprises")]
    assert headings[:3] == ["编号", "企业名称", "统一社会信用代码"]
    assert "所属单位" not in headings
    land = next(field for field in package.fields("enterprises") if field.key == "land")
    assert (land.type, land.description) == ("integer", "整数，亩的100分之一")
    assert package.fields("facts-2026-08")[3].description == (
        "整数，按各指标的最小单位：工业总产值：分；用电量：万千瓦时的1000000分之一"
    )
    assert next(package.rows("facts-2026-08")) == ("610981-e1", "output", "cum", 12_345_678_901)

    pytest.importorskip("frictionless")
    with zipfile.ZipFile(sent.file) as archive:
        archive.extractall(tmp_path / "x")
    command = [sys.executable, "-m", "frictionless", "validate", "--json", "datapackage.json"]
    done = subprocess.run(command, cwd=tmp_path / "x", capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["valid"] is True, done.stdout


def test_minisign_verifies_a_desks_package(county: Store, tmp_path: Path, tool: Callable[[str], str]) -> None:
    sent = pack(county, AUG, tmp_path)
    with zipfile.ZipFile(sent.file) as archive:
        archive.extractall(tmp_path / "x")
    key = signing_identity(county).public.line
    command = [tool("minisign"), "-V", "-P", key, "-m", "datapackage.json"]
    done = subprocess.run(command, cwd=tmp_path / "x", capture_output=True, text=True, check=True)
    assert sent.check_code in done.stdout


def test_a_package_that_could_not_be_written_was_not_sent(county: Store, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="没有导出"):
        pack(county, AUG, tmp_path / "no stick")
    assert county.exchange.sent() == {}
    assert list(county.exchange.packages()) == []
    assert pack(county, AUG, tmp_path).revision == 1


def test_what_was_sent_is_kept_and_logged(county: Store, tmp_path: Path) -> None:
    sent = pack(county, AUG, tmp_path)
    (kept,) = (archive_folder(county.path) / "上报").iterdir()
    assert kept.read_bytes() == sent.file.read_bytes()
    (line,) = county.exchange.packages("sent")
    assert (line.id, line.file, line.sha256, line.by) == (sent.package_id, sent.file.name, sent.sha256, "赵一")


def test_packing_leaves_the_digest_and_the_keys_alone(county: Store, tmp_path: Path) -> None:
    before, key, age = county.digest(), signing_identity(county), age_identity(county)
    data = pack(county, AUG, tmp_path).file.read_bytes()
    assert county.digest() == before
    assert (signing_identity(county), age_identity(county)) == (key, age)
    for secret in (key.seed, key.seed.hex().encode(), age.secret.encode()):
        assert secret not in data
        assert all(
            secret not in read_package(data)._container.read(name) for name in read_package(data)._container.members
        )


def test_dictionary_version_follows_the_units(county: Store, tmp_path: Path) -> None:
    first = read_package(pack(county, AUG, tmp_path).file).envelope.dictionary_version
    edit(county, f"{COUNTY}-e1", town="城关镇")
    assert read_package(pack(county, AUG, tmp_path).file).envelope.dictionary_version == first
    output = county.indicators()["output"]
    write(county, (output, dataclasses.replace(output, unit="元")))
    assert read_package(pack(county, AUG, tmp_path).file).envelope.dictionary_version != first
