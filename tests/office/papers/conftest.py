from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from parkdesk.office.demo import Demonstration, make_demo
from parkdesk.office.desks import open_desk
from parkdesk.store import Store


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    return make_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def desks(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Store]]:
    """A county and a city, for reading."""
    folder = tmp_path_factory.mktemp("read")
    stores = {}
    for role, path in (("county", demonstration.counties[0]), ("city", demonstration.city)):
        shutil.copy(path, folder / path.name)
        stores[role] = open_desk(folder / path.name, "测试")
    yield stores
    for store in stores.values():
        store.close()
