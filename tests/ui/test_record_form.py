from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from parkdesk.records import Enterprise, Project
from parkdesk.rules import credit_code
from ui.widgets.record_form import RecordForm

FIRM = Enterprise(
    id="a", unit="610981", name="旬阳单氏茶业有限公司", staff=1200, registered_on="2015-04-01", notes={"备注": "老厂"}
)


@pytest.fixture
def form(qtbot):
    made = RecordForm(Enterprise, doubts={"code": credit_code.fault}, offers=lambda _: ["生物医药园"])
    qtbot.addWidget(made)
    made.show_record(FIRM)
    made.show()
    return made


def test_it_shows_and_returns_the_record_untouched(form):
    assert form.field("staff").text() == "1,200"
    assert form.field("notes").text() == "备注：老厂"
    assert not form.is_edited()
    assert form.read() == FIRM


def test_what_is_typed_is_read_by_its_kind(form, qtbot):
    form.field("staff").set_text("１，３００")
    form.field("registered_on").set_text("2015年5月2日")
    with qtbot.waitSignal(form.edited) as told:
        form.field("park").set_text(" 高新园 ")
        form.show_record(FIRM)
    assert told.args == [False]
    form.field("staff").set_text("1，300")
    read = form.read()
    assert read is not None
    assert (read.staff, read.id, read.unit) == (1300, "a", "610981")


def test_a_wrong_value_is_said_beside_its_field_and_nothing_is_read(form):
    form.field("staff").set_text("很多")
    assert form.remark("staff") == "“很多”不是数字。"
    assert form.read() is None
    assert form.field("staff").widget.property("wrong")
    form.field("staff").set_text("5")
    assert form.remark("staff") == ""
    assert not form.field("staff").widget.property("wrong")


def test_what_is_required_is_asked_for(form):
    form.field("name").set_text("  ")
    assert form.read() is None
    assert form.remark("name") == "请填写企业名称。"


def test_a_doubt_is_said_and_refuses_nothing(form):
    form.field("code").set_text("91610928MA70K0001X")
    assert form.remark("code").startswith("核实：")
    assert form.read().code == "91610928MA70K0001X"


def test_enter_moves_down(form, qtbot):
    form.activateWindow()
    first, second = form.field("name").widget, form.field("code").widget
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert form.focusWidget() is second


def test_choices_come_from_the_declaration(qtbot):
    form = RecordForm(Project)
    qtbot.addWidget(form)
    form.show_record(Project(id="p", unit="610981", name="茶园二期", pool="别处来的批次"))
    assert form.field("pool").text() == "别处来的批次"
    assert form.read().pool == "别处来的批次"
    form.field("pool").set_text("竣工一批")
    assert form.read().pool == "竣工一批"
