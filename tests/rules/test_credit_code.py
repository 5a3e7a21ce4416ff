from __future__ import annotations

import pytest

from parkdesk.rules.credit_code import check_character, fault, inner_is_right, normalise


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91512081MA62K0260E", "9131000063159284XQ"])
def test_right_codes(code):
    assert fault(code) is None
    assert check_character(code[:17]) == code[17]
    assert inner_is_right(code)


@pytest.mark.parametrize("code", ["91350211M0000XUF46", "91350100M0001TGQXM"])
def test_issued_codes_that_fail_the_outer_check_are_doubted_not_refused(code):
    assert "校验码不对" in fault(code)
    assert inner_is_right(code)


def test_what_is_doubtful_is_said():
    assert "没有填" in fault("")
    assert "17位" in fault("9135010M000100Y43")
    assert "15位旧注册号" in fault("610928100000123")
    assert "“I”" in fault("9135I100M000100Y43")


def test_normalise_folds_width_and_case():
    assert normalise(" ９1350100m000100y43 ") == "91350100M000100Y43"
