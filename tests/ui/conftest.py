"""A small real desk and the things a window hands down."""

from __future__ import annotations

import os
import shutil

import pytest
from PySide6.QtWidgets import QApplication

from parkdesk.office.demo import make_demo
from parkdesk.office.desks import create_desk, open_desk
from parkdesk.plan import FactChange, Plan, RecordChange, Source
from parkdesk.records import Enterprise, Measure, Registration
from ui.bus import Bus
from ui.desk import Desk
from ui.tasks import Tasks
from ui.theme import Theme

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PERIOD = 202609
WAN = 10**6  # a 万元 in 分


def pytest_configure(config):
    """The plugin without a screen says this of every dialog; it says nothing about ours."""
    config.addinivalue_line("qt_log_ignore", "This plugin does not support")


# id, name, code, park, status, this year's output, the base (万元; None: not reported)
FIRMS = (
    ("a", "旬阳单氏茶业有限公司", "91610928MA70K0001X", "生物医药园", "在库", 1200, 1000),
    ("b", "旬阳鼎昇魔芋有限公司", "91610928MA70K0002X", "", "在库", 800, 1000),
    ("c", "旬阳禾川建材有限公司", "91610928MA70K0003X", "新型材料园", "在库", None, 500),
    ("d", "旬阳恒嘉玩具有限公司", "91610928MA70K0004X", "", "新增入库", 300, 0),
    ("e", "旬阳汉江铸造有限公司", "91610928MA70K0005X", "", "退库", 0, 500),
)


def put_windows_away():
    """Close what is open, as a program does before it lets its desk go."""
    for window in QApplication.topLevelWidgets():
        window.hide()


@pytest.fixture
def store(tmp_path):
    """A county's desk with five firms and one period."""
    made = create_desk(tmp_path / "旬阳.parkdesk", "610981", "旬阳市经贸局", "county", "陈晓兰")
    records, facts = [], []
    for number, (key, name, code, park, status, now, base) in enumerate(FIRMS):
        firm = Enterprise(id=key, unit="610981", name=name, code=code, park=park, staff=100 + number)
        standing = Registration(id=f"r{key}", enterprise=key, year=2026, status=status, from_period=202600)
        records += [RecordChange(None, firm), RecordChange(None, standing)]
        for measure, value in ((Measure.CUM, now), (Measure.CUM_BASE, base)):
            if value is not None:
                facts.append(FactChange("output", PERIOD, key, int(measure), None, value * WAN))
    made.apply(Plan(Source("enterprises", file="企业名录.xlsx"), tuple(records), tuple(facts)))
    yield made
    put_windows_away()
    made.close()


@pytest.fixture
def empty_store(tmp_path):
    """A desk just made."""
    made = create_desk(tmp_path / "空.parkdesk", "610981", "旬阳市经贸局", "county", "陈晓兰")
    yield made
    put_windows_away()
    made.close()


@pytest.fixture
def theme(qapp):
    made = Theme()
    made.apply(qapp)
    return made


@pytest.fixture
def make_desk(theme):
    """Return a maker: what a window hands down, around a store; its work is waited for."""
    made = []

    def make(store):
        made.append(Desk(store, Bus(), Tasks(), theme))
        return made[-1]

    yield make
    for desk in made:
        desk.tasks.wait()
    QApplication.processEvents()


@pytest.fixture
def desk(make_desk, store):
    return make_desk(store)


@pytest.fixture
def hands(qtbot):
    """A person who acts in the dialogs that open."""
    from tests.hands import Hands

    made = Hands(qtbot)
    yield made
    made.rest()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    """The fictional city and its counties, made once; tests work on copies."""
    return make_demo(tmp_path_factory.mktemp("demo") / "d")


@pytest.fixture
def open_copy(make_desk, tmp_path):
    """Return an opener: a copy of a desk file as windows see it."""
    opened = []

    def open_one(path):
        copy = tmp_path / path.name
        shutil.copyfile(path, copy)
        opened.append(open_desk(copy, "陈晓兰"))
        return make_desk(opened[-1])

    yield open_one
    QApplication.processEvents()
    put_windows_away()
    for store in opened:
        store.close()


@pytest.fixture
def settle(qtbot):
    """Return a wait: until a desk's background work is over and its answers have arrived."""

    def wait(desk):
        qtbot.waitUntil(lambda: not desk.tasks.is_busy(), timeout=30_000)

    return wait
