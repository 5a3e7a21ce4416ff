"""The expression language of check rules: words, numbers and signs read into a tree; nothing is ever executed.

    技改投资.累计 <= 工业投资.累计 * 90%
    绝对值(增速(工业总产值.累计, 工业总产值.上年同期)) <= 50
    非 有(企业.联系电话) 或 长度(企业.联系电话) >= 7

A word with a point names a figure or an attribute, a word with brackets a function. `且 或 非` (or
and, or, not) stand apart by blanks. Full-width signs are taken as half-width ones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST, _DEEPEST = 600, 24
_TOKEN = re.compile(
    r"""(?P<blank>\s+)|(?P<number>\d+(?:\.\d+)?%?)|(?P<text>"[^"]*"|“[^”]*”)
      |(?P<sign><=|>=|<>|!=|==|[-+*/(),.<>=≤≥≠])|(?P<word>[^\W\d]\w*)""",
    re.VERBOSE,
)
_SAME = {"×": "*", "÷": "/", "、": ",", "−": "-", "。": "."}
_SPELT = {"≤": "<=", "≥": ">=", "≠": "<>", "and": "且", "or": "或", "not": "非", "!=": "<>", "==": "="}
COMPARISONS = frozenset({"<", "<=", ">", ">=", "=", "<>"})


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Text:
    """A constant text."""

    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """A word, with what follows its point: 工业投资.累计."""

    word: str
    part: str
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function of expressions."""

    function: str
    inputs: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Sign:
    """An arithmetic sign, a comparison, 且 or 或 between two expressions."""

    sign: str
    left: Node
    right: Node
    at: int


@dataclass(frozen=True, slots=True)
class Not:
    """非."""

    inner: Node
    at: int


Node = Number | Text | Name | Call | Sign | Not


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def parse(source: str) -> Node:
    """Read an expression; raises RuleError with one sentence that says where it goes wrong."""
    if len(source) > _LONGEST:
        raise RuleError(f"式子有{len(source)}个字，超过了{_LONGEST}个字的上限：请拆成几条规则。")
    return _Parser(list(_tokens(source))).whole()


def _folded(source: str) -> str:
    """Fold full-width signs one character to one, so that places stay what they are."""
    folded = (_SAME.get(c) or unicodedata.normalize("NFKC", c) for c in source)
    return "".join(new if len(new) == 1 else old for new, old in zip(folded, source, strict=True))


def _tokens(source: str) -> Iterator[_Token]:
    at, text = 0, _folded(source)
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise RuleError(f"式子第{at + 1}个字“{text[at]}”看不懂：请只用指标、数字、加减乘除、比较和括号。", at)
        if found.lastgroup != "blank":
            assert found.lastgroup is not None
            yield _Token(found.lastgroup, _SPELT.get(found[0], found[0]), at)
        at = found.end()
    yield _Token("end", "", at)


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0

    def whole(self) -> Node:
        if self._here.kind == "end":
            raise RuleError("式子是空的：请写明应当成立的关系。")
        node = self._either()
        if self._here.kind != "end":
            raise self._wrong("这里应当结束，或者少了运算符号")
        return node

    @property
    def _here(self) -> _Token:
        return self._tokens[self._next]

    def _take(self, *texts: str) -> _Token | None:
        token = self._here
        if token.kind in ("sign", "word") and token.text in texts:
            self._next += 1
            return token
        return None

    def _wrong(self, what: str) -> RuleError:
        token = self._here
        near = f"第{token.at + 1}个字“{token.text}”处" if token.text else "末尾"
        return RuleError(f"式子{near}：{what}。", token.at)

    def _either(self) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._wrong(f"括号套了{_DEEPEST}层以上，请拆成几条规则")
        node = self._both()
        while token := self._take("或"):
            node = Sign("或", node, self._both(), token.at)
        self._depth -= 1
        return node

    def _both(self) -> Node:
        node = self._negated()
        while token := self._take("且"):
            node = Sign("且", node, self._negated(), token.at)
        return node

    def _negated(self) -> Node:
        if token := self._take("非"):
            self._depth += 1
            if self._depth > _DEEPEST:
                raise self._wrong(f"“非”套了{_DEEPEST}层以上，请拆成几条规则")
            inner = self._negated()
            self._depth -= 1
            return Not(inner, token.at)
        node = self._sum()
        if token := self._take(*COMPARISONS):
            node = Sign(token.text, node, self._sum(), token.at)
            if self._here.text in COMPARISONS:
                raise self._wrong("一次只能比较两个数，请用“且”连起来")
        return node

    def _sum(self) -> Node:
        node = self._product()
        while token := self._take("+", "-"):
            node = Sign(token.text, node, self._product(), token.at)
        return node

    def _product(self) -> Node:
        node = self._factor()
        while token := self._take("*", "/"):
            node = Sign(token.text, node, self._factor(), token.at)
        return node

    def _factor(self) -> Node:
        token = self._here
        if self._take("-"):
            following = self._here
            if following.kind != "number":
                raise self._wrong("负号后面只能跟数字")
            self._next += 1
            return Number(-_number(following.text))
        if self._take("("):
            node = self._either()
            if not self._take(")"):
                raise self._wrong("少了右括号")
            return node
        if token.kind in ("number", "text"):
            self._next += 1
            return Number(_number(token.text)) if token.kind == "number" else Text(token.text[1:-1])
        if token.kind == "word" and token.text not in ("且", "或", "非"):
            self._next += 1
            return self._named(token)
        raise self._wrong("这里应当是指标、数字或括号")

    def _named(self, token: _Token) -> Node:
        if self._take("("):
            inputs = [self._either()]
            while self._take(","):
                inputs.append(self._either())
            if not self._take(")"):
                raise self._wrong(f"“{token.text}(”少了右括号")
            return Call(token.text, tuple(inputs), token.at)
        if not self._take("."):
            return Name(token.text, "", token.at)
        part = self._here
        if part.kind != "word":
            raise self._wrong(f"“{token.text}.”后面应当写累计、本月、上年同期等")
        self._next += 1
        return Name(token.text, part.text, token.at)


def _number(text: str) -> Fraction:
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
