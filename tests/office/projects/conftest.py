"""A county's desk with its projects, duties, visits and problems from the maker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parkdesk.office import importing
from parkdesk.office.desks import create_desk
from parkdesk.records import Project
from parkdesk.store import Store

NAMES = ("企业名录", "重点项目进展一览表", "包抓责任表", "走访记录", "问题清单")


def clock() -> dt.datetime:
    return dt.datetime(2026, 10, 12, 9, 0, 0)


def take_in(store: Store, folder: Path) -> None:
    for name in NAMES:
        for incoming in importing.preview(store, folder / f"{name}.xlsx"):
            importing.commit(store, incoming)


@pytest.fixture
def county(tmp_path: Path, county_files: Callable[..., object]) -> Iterator[Callable[..., tuple[Store, object]]]:
    """Return a maker: `county(seed)` gives a filled desk and the workbooks it came from."""
    opened: list[Store] = []

    def make(seed: int, *options: object) -> tuple[Store, object]:
        files = county_files("--seed", seed, "--firms", 30, *options)
        store = create_desk(tmp_path / f"{seed}.parkdesk", "610981", "旬阳市经贸局", "county", "王建", "610900")
        store._clock = clock
        take_in(store, files.folder)
        opened.append(store)
        return store, files

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Store]:
    with create_desk(tmp_path / "空.parkdesk", "610981", "旬阳市经贸局", "county", "王建", "610900") as store:
        store._clock = clock
        yield store


def named(store: Store, name: str) -> Project:
    return next(one for one in store.select(Project) if one.name == name)
