"""What 「=1200+350」 comes to: figures with + − × ÷ and brackets, reckoned exactly; nothing is executed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parkdesk.amounts import half_up
from parkdesk.errors import RuleError
from parkdesk.rules.checks.language import Node, Number, Sign, parse

if TYPE_CHECKING:
    from fractions import Fraction

_PLACES = 8  # a division may never end; no figure is kept finer
_GROUPED = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")


def reckoned(text: str) -> str:
    """Return the figure that an expression comes to, as it would be typed.

    Raises ValueError, with a Chinese reason, for what cannot be reckoned.
    """
    try:
        value = _value(parse(_GROUPED.sub("", text.strip()[1:])))
    except (RuleError, ZeroDivisionError) as fault:
        raise ValueError(f"“{text.strip()}”算不出：等号后面只写数字、加减乘除和括号") from fault
    shown = f"{half_up(value, _PLACES):f}"
    return shown.rstrip("0").rstrip(".")


def _value(node: Node) -> Fraction:
    if isinstance(node, Number):
        return node.value
    if not isinstance(node, Sign) or node.sign not in ("+", "-", "*", "/"):
        raise RuleError("不是算式。")
    left, right = _value(node.left), _value(node.right)
    if node.sign == "/":
        return left / right
    return left + right if node.sign == "+" else left - right if node.sign == "-" else left * right
