from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Enterprise, columns_of
from parkdesk.store import Filter
from parkdesk.store.query import STATUS
from ui.models.ledger_model import LedgerModel

COLUMNS = (*columns_of(Enterprise)[:2], STATUS, *columns_of(Enterprise)[6:8])


@pytest.fixture
def model(qapp, store):
    made = LedgerModel(store, Enterprise.TABLE, COLUMNS)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.reload()
    yield made
    del tester


def column(model, number):
    return [model.index(row, number).data() for row in range(model.rowCount())]


def test_it_shows_the_ledger_in_the_order_of_entry(model):
    assert column(model, 0)[:2] == ["旬阳单氏茶业有限公司", "旬阳鼎昇魔芋有限公司"]
    assert column(model, 2) == ["在库", "在库", "在库", "新增入库", "退库"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("建材", ["c"]), ("ss", ["a"]), ("ds", ["a", "b"]), ("0004x", ["d"]), ("没有这家", [])],
)
def test_search_takes_names_codes_and_initials_of_every_reading(model, text, found):
    model.search(text)
    assert [model.id_at(row) for row in range(model.rowCount())] == found


def test_filters_add_up(model, qtbot):
    with qtbot.waitSignal(model.counted) as told:
        model.filter((Filter("status", "eq", "在库"), Filter("park", "empty")))
    assert told.args == [1]
    assert model.id_at(0) == "b"


def test_names_sort_by_pinyin_and_figures_by_size(model):
    model.sort(0, Qt.SortOrder.AscendingOrder)
    first = column(model, 0)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    assert column(model, 0) == first[::-1]
    model.sort(3, Qt.SortOrder.DescendingOrder)
    assert model.id_at(0) == "e"
    model.sort(-1)
    assert model.id_at(0) == "a"


def test_a_record_is_found_in_whatever_order(model):
    model.sort(3, Qt.SortOrder.DescendingOrder)
    assert model.row_of("e") == 0
    assert model.row_of("no such") is None


def test_ten_thousand_rows_are_read_page_by_page(qapp, store):
    firms = [Enterprise(id=f"x{n}", unit="610981", name=f"第{n}号公司", staff=n) for n in range(10_000)]
    store.apply(Plan(Source("enterprises", file="大.xlsx"), tuple(RecordChange(None, firm) for firm in firms)))
    model = LedgerModel(store, Enterprise.TABLE, COLUMNS)
    model.reload()
    assert model.rowCount() == 10_005
    assert len(model._pages) == 0
    assert model.index(9_000, 0).data() == "第8995号公司"
    assert len(model._pages) == 1
    for row in range(0, 10_005, 100):
        model.index(row, 0).data()
    assert len(model._pages) <= 64
    assert model.index(0, 0).data() == "旬阳单氏茶业有限公司"


def test_figures_stand_at_the_right(model):
    right = model.index(0, 3).data(Qt.ItemDataRole.TextAlignmentRole)
    assert right & Qt.AlignmentFlag.AlignRight
    assert model.headerData(3, Qt.Orientation.Horizontal) == "从业人数（人）"
