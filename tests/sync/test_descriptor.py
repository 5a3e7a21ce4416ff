from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from parkdesk.errors import PackageError
from parkdesk.sync.container import DESCRIPTOR, Container
from parkdesk.sync.descriptor import FORMAT, decode, read_json, refuse_newer


@pytest.fixture
def raw(packed: bytes) -> dict[str, Any]:
    return copy.deepcopy(read_json(Container(packed).read(DESCRIPTOR)))


def test_written_is_read_back(raw: dict[str, Any]) -> None:
    descriptor = decode(raw)
    assert descriptor.to_bytes() == (json.dumps(raw, ensure_ascii=False, indent=1) + "\n").encode()
    assert descriptor.parkdesk.sender.name == "旬阳市"
    assert raw["parkdesk"]["from"] == {"code": "610981", "name": "旬阳市"}
    assert raw["profile"] == "tabular-data-package"
    resource = raw["resources"][0]
    assert resource["hash"].startswith("sha256:")
    assert resource["schema"]["fields"][3] == {
        "name": "从业人数", "key": "staff", "type": "integer", "description": "人",
    }  # fmt: skip
    slices = raw["parkdesk"]["slices"]
    assert slices[0]["resource"] == "enterprises-610981"
    assert slices[1]["resource"] is None


def walk(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in the JSON."""
    found = [path]
    if isinstance(value, dict):
        found += [place for key, item in value.items() for place in walk(item, (*path, key))]
    if isinstance(value, list):
        found += [place for key, item in enumerate(value) for place in walk(item, (*path, key))]
    return found


def test_another_type_missing_or_unknown_key_is_refused_at_every_place(raw: dict[str, Any]) -> None:
    places = walk(raw)
    assert len(places) > 60
    for path in places:
        for value in (3.5, True, -1, {"x": 1}, "a\nb", "\ud800", None):
            changed: Any = {"all": copy.deepcopy(raw)}
            parent = changed
            for key in ("all", *path)[:-1]:
                parent = parent[key]
            last = path[-1] if path else "all"
            if parent[last] is value or (path[-1:] in {("to",), ("resource",)} and value is None):
                continue
            parent[last] = value
            with pytest.raises(PackageError, match="不合规定"):
                decode(changed["all"])
        target: Any = copy.deepcopy(raw)
        place = target
        for key in path:
            place = place[key]
        if isinstance(place, dict):
            place["surprise"] = 1
            with pytest.raises(PackageError, match="不合规定"):
                decode(target)
            del place["surprise"], place[next(iter(place))]
            with pytest.raises(PackageError, match="不合规定"):
                decode(target)


def test_the_sentence_names_the_place(raw: dict[str, Any]) -> None:
    raw["parkdesk"]["slices"][1]["revision"] = "2"
    with pytest.raises(PackageError, match=r"parkdesk\.slices\[1\]\.revision"):
        decode(raw)


def test_newer_format_or_kind_asks_for_an_upgrade(raw: dict[str, Any]) -> None:
    refuse_newer(raw)
    raw["parkdesk"]["format"] = FORMAT + 1
    with pytest.raises(PackageError, match=r"由更新版本的软件生成.*请先升级"):
        refuse_newer(raw)
    raw["parkdesk"] |= {"format": FORMAT, "kind": "telepathy"}
    with pytest.raises(PackageError, match=r"由更新版本的软件生成.*请先升级"):
        refuse_newer(raw)
    raw["parkdesk"] |= {"format": 0, "kind": "submission"}
    refuse_newer(raw)
    with pytest.raises(PackageError, match="不合规定"):
        decode(raw)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"\xff", b"[]", b"{}", b'{"parkdesk": 1}', b"[" * 100_000, b'{"parkdesk": {}, "parkdesk": {}}',
        b"\xef\xbb\xbf{}", b"NaN",
    ],
)  # fmt: skip
def test_what_is_no_descriptor_is_refused(text: bytes) -> None:
    with pytest.raises(PackageError, match="读不懂"):
        read_json(text)
