"""The shipped rules, and a judge by one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from parkdesk.rules.checks.noticed import Noticed
from parkdesk.rules.checks.rulebook import RuleBook, rule_book
from parkdesk.rules.checks.run import judge_figures

from .frames import WORDS, Figures, made_frame


@pytest.fixture(scope="session")
def book() -> RuleBook:
    return rule_book(WORDS, [])


@pytest.fixture
def judge(book: RuleBook) -> Callable[..., list[Noticed]]:
    """Return a judge: every finding of one shipped rule, in every period or the last one."""

    def run(code: str, figures: Figures, **more: Any) -> list[Noticed]:
        frame = made_frame(figures, **more)
        rules = [rule for rule in book.rules if rule.code == code]
        assert rules, f"没有规则 {code}"
        return judge_figures(frame, rules, [frame.periods[-1]])

    return run
