from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parkdesk.records import Office
from parkdesk.store import Store
from parkdesk.sync.descriptor import Field, Party, Slice
from parkdesk.sync.keys import SigningIdentity
from parkdesk.sync.package import Package, write_package
from parkdesk.sync.tables import Table

from .desks import CITY, COUNTY, NAMES, OTHER, fill, make_desk, write

FIRMS = (
    Field("统一社会信用代码", "credit_code", "string", "18位"),
    Field("企业名称", "name", "string", "全称"),
    Field("成立日期", "founded", "date", "年-月-日"),
    Field("从业人数", "staff", "integer", "人"),
)
ROWS = (
    ("91610928MA70R0001X", "旬阳市茶叶有限公司", "2012-03-01", 35),
    ("91610928MA70R0002Y", '引号"逗号,换行\n有限公司', None, None),
    (None, "  前有空格", None, -7),
)


def make_package(**changes: object) -> Package:
    values: dict[str, object] = {
        "package_id": "3f2a9c1e5b7d",
        "kind": "submission",
        "sender": Party("610981", "旬阳市"),
        "receiver": Party("610900", "安康市"),
        "desk_id": "desk-1",
        "periods": ("2026-09",),
        "sequence": 3,
        "revision": 2,
        "app_version": "0.1.0",
        "dictionary_version": "2026.1",
        "age_recipient": "age1zu92dz99y4qkp07cm72x9k0hkcfhp4jp3z2d9dxvxkv8nnyc0qqspchlsy",
        "slices": (
            Slice("610981", "-", "enterprises", 2, 1, "enterprises-610981"),
            Slice("610981", "2026-08", "facts", 1, 1, None),
        ),
        "tables": (Table.of("enterprises-610981", "企业库", FIRMS, ROWS),),
    }
    return Package(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def identity() -> SigningIdentity:
    return SigningIdentity(bytes(range(32)))


@pytest.fixture(scope="session")
def packed(identity: SigningIdentity) -> bytes:
    """A small whole package file."""
    return write_package(make_package(), {"封面.pdf": b"%PDF-1.7 cover"}, identity)


@pytest.fixture
def tool() -> Callable[[str], str]:
    """The path of a Debian tool; the test is skipped where it is missing."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            pytest.skip(f"{name} is not installed")
        return path

    return find


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Store]:
    with make_desk(tmp_path, COUNTY) as store:
        fill(store)
        yield store


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Store]:
    with make_desk(tmp_path, CITY, "city") as store:
        write(store, *(Office(id=code, code=code, name=NAMES[code], parent=CITY) for code in (COUNTY, OTHER)))
        yield store
