from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox

from parkdesk import paths
from parkdesk.office.desks import create_desk
from ui import faults
from ui.dialogs.first_run import FirstRunDialog, place_warning


@pytest.fixture
def dialog(qtbot):
    made = FirstRunDialog("")
    qtbot.addWidget(made)
    yield made
    if made.store is not None:
        made.store.close()


def names(form):
    items = [form.offices.item(number) for number in range(form.offices.count())]
    return [item.text().split("　")[0] for item in items if not item.isHidden()]


def test_secrecy_is_said(dialog):
    assert faults.SECRECY in " ".join(label.text() for label in dialog.findChildren(QLabel))


@pytest.mark.parametrize("text", ["旬阳", "610981", "xy", "xunyang", "旬阳县"])
def test_a_unit_is_found_by_name_code_pinyin_and_old_name(dialog, text):
    dialog.new_desk.search.setText(text)
    assert "旬阳市" in names(dialog.new_desk)
    assert len(names(dialog.new_desk)) < 6


def test_nothing_typed_shows_all(dialog):
    dialog.new_desk.search.setText("旬阳")
    dialog.new_desk.search.clear()
    assert len(names(dialog.new_desk)) == dialog.new_desk.offices.count()


@pytest.mark.parametrize(("code", "role", "superior"), [("610981", "county", "610900"), ("610900", "city", "610000")])
def test_the_catalogue_fills_the_fields(dialog, code, role, superior):
    form = dialog.new_desk
    form.choose(code)
    assert (form.code.text(), form.role(), form.superior.currentData()) == (code, role, superior)
    assert Path(form.path.text()) == paths.desks_folder() / f"{form.name.text()}.parkdesk"


def test_a_path_that_was_typed_stays(dialog, qtbot):
    form = dialog.new_desk
    form.path.clear()
    qtbot.keyClicks(form.path, "/x/y.parkdesk")
    form.choose("610981")
    assert form.path.text() == "/x/y.parkdesk"


def test_a_desk_is_made(dialog, tmp_path):
    dialog.operator.setText(" 王晓梅 ")
    dialog.new_desk.choose("610981")
    dialog.new_desk.path.setText(str(tmp_path / "旬阳"))
    dialog.accept_button.click()
    assert dialog.result() == FirstRunDialog.DialogCode.Accepted
    info = dialog.store.desk
    assert (info.unit, info.name, info.role, info.parent) == ("610981", "旬阳市", "county", "610900")
    assert dialog.store.by == "王晓梅"
    assert dialog.store.path == tmp_path / "旬阳.parkdesk"


def test_a_park_that_no_list_has(dialog, tmp_path):
    dialog.operator.setText("王晓梅")
    form = dialog.new_desk
    form.code.setText("610981-P1")
    form.name.setText("高新技术产业园")
    form.roles["park"].setChecked(True)
    form.path.setText(str(tmp_path / "园.parkdesk"))
    dialog.accept_button.click()
    assert dialog.store.desk.role == "park"


def refused(dialog, hands, words):
    """Press 「开始使用」 and expect one sentence."""

    def read(box: QMessageBox):
        assert words in box.text()
        box.accept()

    hands.expect(QMessageBox, read)
    dialog.show()
    dialog.accept_button.click()
    hands.check()
    assert dialog.store is None
    assert dialog.isVisible()


def test_enter_in_a_field_makes_no_desk(dialog, qtbot, tmp_path):
    dialog.operator.setText("王晓梅")
    dialog.new_desk.path.setText(str(tmp_path / "a.parkdesk"))
    dialog.show()
    dialog.new_desk.search.setFocus()
    qtbot.keyClicks(dialog.new_desk.search, "610981")
    for field in (dialog.new_desk.search, dialog.operator, dialog.new_desk.name):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.store is None
    dialog.accept_button.setFocus()
    qtbot.keyClick(dialog.accept_button, Qt.Key.Key_Return)
    assert dialog.store.desk.unit == "610981"


def test_no_operator(dialog, hands):
    dialog.new_desk.choose("610981")
    refused(dialog, hands, "没有填操作员")


def test_no_unit(dialog, hands, tmp_path):
    dialog.operator.setText("王晓梅")
    dialog.new_desk.path.setText(str(tmp_path / "a.parkdesk"))
    refused(dialog, hands, "没有选单位")


def test_a_desk_in_the_way_is_left_alone(dialog, hands, tmp_path):
    path = tmp_path / "a.parkdesk"
    create_desk(path, "610981", "旬阳市", "county", "别人").close()
    dialog.operator.setText("王晓梅")
    dialog.new_desk.choose("610981")
    dialog.new_desk.path.setText(str(path))
    refused(dialog, hands, "已经存在")


def test_what_is_no_desk_is_not_opened(dialog, hands, tmp_path):
    path = tmp_path / "b.parkdesk"
    path.write_text("不是台账")
    dialog.operator.setText("王晓梅")
    dialog.opening.setChecked(True)
    dialog.old_desk.path.setText(str(path))
    refused(dialog, hands, "不是台账文件")


def test_a_known_desk_is_offered_and_opened(qtbot, tmp_path):
    path = tmp_path / "a.parkdesk"
    create_desk(path, "610981", "旬阳市", "county", "别人").close()
    dialog = FirstRunDialog("王晓梅", [path, tmp_path / "gone.parkdesk"])
    qtbot.addWidget(dialog)
    assert dialog.opening.isChecked()
    assert dialog.old_desk.path.text() == str(path)
    dialog.accept_button.click()
    assert dialog.store.desk.unit == "610981"
    dialog.store.close()


@pytest.mark.parametrize(("place", "words"), [("removable", "U盘"), ("network", "网络共享"), ("local", "")])
def test_a_bad_place_is_warned_of(dialog, monkeypatch, place, words):
    monkeypatch.setattr(paths, "kind_of_place", lambda _: place)  # no stick and no share on a test machine
    assert words in place_warning("/x/a.parkdesk")
    assert bool(place_warning("/x/a.parkdesk")) == bool(words)
    dialog.new_desk.path.setText("/x/b.parkdesk")
    assert dialog.new_desk.warning.isHidden() == (not words)
