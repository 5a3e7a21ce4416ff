from __future__ import annotations

import pytest

from parkdesk.rules.pinyin import search_text


@pytest.mark.parametrize("typed", ["sssl", "dssl", "cssl", "shanshishui", "danshishui"])
def test_every_reading_of_a_surname_finds_the_firm(typed):
    assert typed in search_text("单氏水利用品有限公司")


def test_two_heteronyms_in_one_name():
    found = search_text("旬阳单氏重型机械有限公司")
    assert "xysszx" in found
    assert "xydscx" in found


def test_letters_and_digits_read_as_themselves():
    assert "3dkj" in search_text("3D科技（安康）")


def test_a_name_without_a_reading_is_empty():
    assert search_text("——") == ""
