"""Packages that hold together and are signed by their sender, but say what they must not: faulty or hostile."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parkdesk.records import Enterprise
from parkdesk.store import Store
from parkdesk.sync.container import DESCRIPTOR, SIGNATURE, write_container
from parkdesk.sync.desk_keys import signing_identity
from parkdesk.sync.receiving import Consent, receive
from parkdesk.sync.submission import pack

from .desks import AUG, COUNTY, OTHER, firm, write

Change = Callable[[dict[str, Any], dict[str, bytes]], None]


def forged(path: Path, county: Store, change: Change) -> Path:
    """The package with other content, properly hashed and signed by its sender: a faulty or hostile county."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    raw = json.loads(parts[DESCRIPTOR])
    change(raw, parts)
    for resource in raw["resources"]:
        data = parts[resource["path"]]
        resource.update(bytes=len(data), hash=f"sha256:{hashlib.sha256(data).hexdigest()}")
    parts[DESCRIPTOR] = json.dumps(raw, ensure_ascii=False).encode()
    parts[SIGNATURE] = signing_identity(county).sign(parts[DESCRIPTOR], "")
    made = path.with_name("forged.parkpkg")
    made.write_bytes(write_container(parts))
    return made


def swap(name: str, old: str, new: str) -> Change:
    def change(_raw: dict[str, Any], parts: dict[str, bytes]) -> None:
        assert old.encode() in parts[name]
        parts[name] = parts[name].replace(old.encode(), new.encode())

    return change


def describe(change: Callable[[dict[str, Any]], Any]) -> Change:
    return lambda raw, _parts: change(raw)


FIRMS, FACTS = "data/enterprises.csv", "data/facts-2026-08.csv"
HOSTILE: dict[str, tuple[Change, str]] = {
    "a firm of another unit": (swap(FIRMS, "610981-e3,", "610921-e9,"), "与别的单位的记录编号相同"),
    "a slice of another unit": (describe(lambda raw: raw["parkdesk"]["slices"][0].update(unit=OTHER)), "别的单位"),
    "an unknown table": (describe(lambda raw: raw["parkdesk"]["slices"][0].update(table="spells")), "更新版本"),
    "an impossible period": (describe(lambda raw: raw["parkdesk"]["slices"][5].update(period="2026-01")), "期间"),
    "figures without period": (describe(lambda raw: raw["parkdesk"]["slices"][5].update(period="-")), "期间"),
    "another kind": (describe(lambda raw: raw["parkdesk"].update(kind="directive")), "上级单位"),
    "an unknown firm": (swap(FACTS, "610981-e2,", "610981-e8,"), "没有的企业"),
    "an unknown measure": (swap(FACTS, "cum_base", "cum_wish"), "第3行"),
    "a figure twice": (swap(FACTS, "cum_base", "cum"), "重复"),
    "a figure missing": (swap(FACTS, "12345678901", ""), "空缺"),
    "another column": (describe(lambda raw: raw["resources"][2]["schema"]["fields"][3].update(key="mood")), "更新版本"),
    "a doubled id": (swap(FIRMS, "610981-e3,", "610981-e2,"), "第4行"),
    "no id": (swap(FIRMS, "610981-e3,", ","), "第4行"),
    "no name": (swap(FIRMS, "旬阳市第3企业", ""), "第4行"),
    "notes that are no notes": (swap(FIRMS, "{}", "[1]"), "第3行"),
    "notes that are no texts": (swap(FIRMS, "{}", '"{""a"": 1}"'), "第3行"),
    "notes of endless depth": (swap(FIRMS, "{}", "[" * 100_000), "第3行"),
    "a blank indicator": (swap(FACTS, "e2,output", "e2,"), "空缺"),
    "figures by other columns": (
        describe(lambda raw: raw["resources"][3]["schema"]["fields"][0].update(key="person")),
        "更新版本",
    ),
    "two standings at once": (
        swap("data/registrations-2026-08.csv", "610981-r2,", "610981-r3,610981-e2,2026,在库,202608,\r\n610981-r2,"),
        "两个在库状态",
    ),
    "a wrong period in a row": (swap("data/registrations-2026-08.csv", "202608", "202607"), "第2行"),
    "a duty of nothing": (swap("data/assignments.csv", "610981-p1", "610981-p9"), "找不到所属的项目"),
    "a standing of nothing": (swap("data/registrations-2026.csv", "610981-e1", "610921-e1"), "找不到所属的企业"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_signed_but_faulty_package_is_refused_whole(name: str, county: Store, city: Store, tmp_path: Path) -> None:
    write(city, firm(OTHER, 9))
    before = city.digest()
    change, words = HOSTILE[name]
    (result,) = receive(city, [forged(pack(county, AUG, tmp_path).file, county, change)], Consent(new_sender=True))
    assert result.status == "refused"
    assert words in result.reason
    assert (city.digest(), city.exchange.senders(), list(city.exchange.packages())) == (before, {}, [])


def test_no_cell_runs_in_a_spreadsheet(county: Store, city: Store, tmp_path: Path) -> None:
    """A name that looks like a formula travels with a quote before it, and arrives as it was."""
    names = ["=HYPERLINK(1)", "+86公司", "-负号厂", "@某某", "'引号'公司", "''", "普通公司"]
    write(county, *(firm(COUNTY, 90 + at, name=name) for at, name in enumerate(names)))
    file = pack(county, AUG, tmp_path).file
    with zipfile.ZipFile(file) as archive:
        text = archive.read("data/enterprises.csv").decode()
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))]
    receive(city, [file], Consent(new_sender=True))
    assert {one.name for one in city.select(Enterprise)} >= set(names)
