"""What the words of an expression mean: bound to indicators, official figures, attributes and functions.

Binding also checks the kinds (number, text, truth), so that evaluation meets no surprise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from parkdesk.errors import RuleError
from parkdesk.records.enterprises import Enterprise
from parkdesk.records.indicators import MEASURE_LABELS, OFFICIAL_KINDS, Measure
from parkdesk.rules.checks.language import COMPARISONS, Call, Name, Node, Not, Number, Sign, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkdesk.records.grammar import Column, Record
    from parkdesk.records.indicators import Indicator

NUMBER, TEXT, TRUTH = "数", "文字", "判断"
FIRM, TOTAL = "firm", "total"
EACH_WORD = "指标"
OFFICIAL_WORD = "官方"
HEADS = ("在库", "新增入库", "退库", "已报", "应报")
STATUS, ABSENCE = "status", "absence"
PERIODIC = {"在库状态": STATUS, "无数说明": ABSENCE}
"""Attributes of a firm that are of a period: its standing, and why it has no output (无 with a reason)."""
_MEASURES = {label: measure for measure, label in MEASURE_LABELS.items()} | {"同期": Measure.CUM_BASE}


class _Function(NamedTuple):
    takes: tuple[str, ...]
    gives: str


FUNCTIONS = {
    "上期": _Function((NUMBER,), NUMBER),
    "上年": _Function((NUMBER,), NUMBER),
    "全体": _Function((NUMBER,), NUMBER),
    "增速": _Function((NUMBER, NUMBER), NUMBER),
    "占比": _Function((NUMBER, NUMBER), NUMBER),
    "取": _Function((NUMBER, NUMBER), NUMBER),
    "最大": _Function((NUMBER, NUMBER), NUMBER),
    "最小": _Function((NUMBER, NUMBER), NUMBER),
    "绝对值": _Function((NUMBER,), NUMBER),
    "长度": _Function((TEXT,), NUMBER),
    "剩余天数": _Function((TEXT,), NUMBER),
    "代码正确": _Function((TEXT,), TRUTH),
    "有": _Function(("",), TRUTH),
}
FUNCTION_HELP = {
    "上期": "同年上一个累计期的数：上期(工业总产值.累计)",
    "上年": "上年同样月份的数：上年(工业总产值.累计)",
    "全体": "本单位规上企业的合计：全体(工业总产值.累计)",
    "增速": "同比增速（%）：增速(本期, 同期)；增速(工业总产值) 没有报同期时用台账里的上年数",
    "占比": "占比（%）：占比(部分, 全部)",
    "取": "前一个没有时用后一个：取(甲, 乙)",
    "最大": "两个数中大的一个",
    "最小": "两个数中小的一个",
    "绝对值": "去掉正负号",
    "长度": "文字有几个字",
    "剩余天数": "文字里写的日期离期末还有几天",
    "代码正确": "统一社会信用代码的校验码对不对",
    "有": "是否填了：有(企业.联系电话)",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A fact: an indicator (`*` for each one) and a measure."""

    code: str
    measure: int


@dataclass(frozen=True, slots=True)
class Official:
    """An official figure of the unit."""

    code: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column of the firm or of the ledger's record; `size` is how many smallest units its figures count in."""

    key: str
    is_text: bool
    size: int = 1
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Heads:
    """How many firms of the unit have a status, reported, or should report."""

    word: str


@dataclass(frozen=True, slots=True)
class Bare:
    """月份, or 上年已封存."""

    word: str


Leaf = Number | Text | Figure | Official | Attribute | Heads | Bare


@dataclass(frozen=True, slots=True)
class Apply:
    """A function or sign of bound expressions."""

    what: str
    inputs: tuple[Bound, ...]


Bound = Leaf | Apply

_BARE = {"月份": NUMBER, "上年已封存": TRUTH}
_MONTH = "月份"


@dataclass(frozen=True)
class Vocabulary:
    """The words that rules can use at a desk."""

    indicators: Mapping[str, Indicator]
    ledgers: Mapping[str, type[Record]] = field(default_factory=dict)

    def code_named(self, word: str) -> str | None:
        """Return the code of the indicator that a word names."""
        return self._codes.get(word)

    @property
    def _codes(self) -> dict[str, str]:
        found = {name: code for code, indicator in self.indicators.items() for name in indicator.names()}
        return (
            found
            | {indicator.name: code for code, indicator in self.indicators.items()}
            | {code: code for code in self.indicators}
        )

    def words(self, over: str, *, each: bool = False) -> list[str]:
        """Return every name that a rule over these subjects can use, for completing what a clerk types."""
        if over in self.ledgers:
            ledger = self.ledgers[over]
            return [c.label for c in ledger.COLUMNS if not c.hidden] + (
                [_MONTH] if ledger.SLICED_BY == "period" else []
            )
        names = [i.name for i in self.indicators.values()] + ([EACH_WORD] if each else [])
        found = [f"{name}.{label}" for name in names for label in MEASURE_LABELS.values()]
        if over == FIRM:
            found += [f"企业.{c.label}" for c in _firm_columns().values()] + [f"企业.{word}" for word in PERIODIC]
        else:
            found += [f"{label}.{OFFICIAL_WORD}" for label, _ in OFFICIAL_KINDS.values()]
            found += [f"户数.{word}" for word in HEADS]
        return found + list(_BARE)


def _firm_columns() -> dict[str, Column]:
    return {c.label: c for c in Enterprise.COLUMNS if not c.hidden and c.kind.name != "notes"}


def bind(node: Node, words: Vocabulary, over: str, *, each: bool) -> tuple[Bound, str]:
    """Return an expression with its words bound, and its kind; raises RuleError for a word nobody knows."""
    return _Binder(words, over, each).bind(node)


class _Binder:
    def __init__(self, words: Vocabulary, over: str, each: bool) -> None:
        self._words, self._over, self._each = words, over, each

    def bind(self, node: Node) -> tuple[Bound, str]:
        if isinstance(node, Number):
            return node, NUMBER
        if isinstance(node, Text):
            return node, TEXT
        if isinstance(node, Not):
            return Apply("非", (self._of(node.inner, TRUTH, "非"),)), TRUTH
        if isinstance(node, Sign):
            return self._sign(node)
        if isinstance(node, Call):
            return self._call(node)
        return self._name(node)

    def _of(self, node: Node, kind: str, whose: str) -> Bound:
        bound, found = self.bind(node)
        if kind and found != kind:
            raise RuleError(f"“{whose}”要的是{kind}，给的是{found}：请核对式子。", getattr(node, "at", None))
        return bound

    def _sign(self, node: Sign) -> tuple[Bound, str]:
        if node.sign in ("且", "或"):
            inputs = tuple(self._of(side, TRUTH, node.sign) for side in (node.left, node.right))
            return Apply(node.sign, inputs), TRUTH
        left, left_kind = self.bind(node.left)
        right, right_kind = self.bind(node.right)
        if node.sign in COMPARISONS:
            if left_kind != right_kind or left_kind == TRUTH or (left_kind == TEXT and node.sign not in ("=", "<>")):
                what = f"“{node.sign}”两边不能比较（{left_kind}与{right_kind}）：请核对式子。"
                raise RuleError(what, node.at)
            return Apply(node.sign, (left, right)), TRUTH
        if (left_kind, right_kind) != (NUMBER, NUMBER):
            raise RuleError(f"“{node.sign}”两边应当都是数：请核对式子。", node.at)
        return Apply(node.sign, (left, right)), NUMBER

    def _call(self, node: Call) -> tuple[Bound, str]:
        known = FUNCTIONS.get(node.function)
        if known is None:
            raise RuleError(f"没有“{node.function}”这个算法：可用的有 {'、'.join(FUNCTIONS)}。", node.at)
        inputs = node.inputs
        if node.function == "增速" and len(inputs) == 1 and isinstance(inputs[0], Name) and not inputs[0].part:
            inputs = self._growth_of(inputs[0])
        if len(inputs) != len(known.takes):
            what = f"“{node.function}”要{len(known.takes)}个数，给了{len(inputs)}个：请核对式子。"
            raise RuleError(what, node.at)
        if node.function == "全体" and self._over != FIRM:
            raise RuleError("“全体”只能用在逐户审核的规则里：对象是合计时直接写指标。", node.at)
        if node.function in ("上期", "上年", "全体") and self._over not in (FIRM, TOTAL):
            raise RuleError(f"“{node.function}”只能用在有期间的数据上：台账没有上期。", node.at)
        bound = tuple(self._of(given, kind, node.function) for given, kind in zip(inputs, known.takes, strict=True))
        return Apply(node.function, bound), known.gives

    @staticmethod
    def _growth_of(name: Name) -> tuple[Node, ...]:
        cum, base = (Name(name.word, MEASURE_LABELS[m], name.at) for m in (Measure.CUM, Measure.CUM_BASE))
        return cum, Call("取", (base, Call("上年", (cum,), name.at)), name.at)

    def _name(self, name: Name) -> tuple[Bound, str]:
        if self._over not in (FIRM, TOTAL):
            return self._field(name)
        if not name.part:
            if name.word in _BARE:
                return Bare(name.word), _BARE[name.word]
            raise self._unknown(name.word, name.at)
        if name.word == "企业" and self._over == FIRM:
            return self._attribute(name)
        if self._over == TOTAL and name.word == "户数" and name.part in HEADS:
            return Heads(name.part), NUMBER
        if self._over == TOTAL and name.part == OFFICIAL_WORD:
            for kind, (label, _) in OFFICIAL_KINDS.items():
                if name.word in (kind, label):
                    return Official(kind), NUMBER
        each = name.word == EACH_WORD and self._each
        code: str | None = "*" if each else self._words.code_named(name.word)
        if code is None or name.part not in _MEASURES:
            raise self._unknown(f"{name.word}.{name.part}", name.at)
        return Figure(code, int(_MEASURES[name.part])), NUMBER

    def _attribute(self, name: Name) -> tuple[Bound, str]:
        if name.part in PERIODIC:
            return Attribute(PERIODIC[name.part], is_text=True), TEXT
        column = _firm_columns().get(name.part)
        if column is None:
            raise self._unknown(f"企业.{name.part}", name.at)
        return _bound_column(column)

    def _field(self, name: Name) -> tuple[Bound, str]:
        ledger = self._words.ledgers[self._over]
        if name.word == _MONTH and not name.part and ledger.SLICED_BY == "period":
            return Bare(_MONTH), NUMBER
        label = name.part if name.part and name.word == ledger.LABEL else name.word
        column = next((c for c in ledger.COLUMNS if c.label == label), None)
        if column is None or (name.part and name.word != ledger.LABEL):
            raise self._unknown(f"{name.word}.{name.part}" if name.part else name.word, name.at)
        return _bound_column(column)

    def _unknown(self, word: str, at: int) -> RuleError:
        alike = get_close_matches(word, self._words.words(self._over, each=self._each), n=1, cutoff=0.5)
        hint = f"，是不是“{alike[0]}”" if alike else ""
        return RuleError(f"没有“{word}”这个指标或栏目{hint}：请从词表里选。", at)


def _bound_column(column: Column) -> tuple[Attribute, str]:
    if column.kind.numeric and column.kind.name != "flag":
        measure = column.kind.measure
        unit = measure.name if measure else column.unit
        return Attribute(column.key, False, measure.smallest if measure else 1, unit), NUMBER
    return Attribute(column.key, is_text=True), TEXT


def figures_in(bound: Bound) -> frozenset[str]:
    """Return the indicator codes that an expression speaks of (`*` for each)."""
    if isinstance(bound, Figure):
        return frozenset({bound.code})
    if isinstance(bound, Apply):
        return frozenset().union(*map(figures_in, bound.inputs))
    return frozenset()


def with_indicator(bound: Bound, code: str) -> Bound:
    """Return an expression about one indicator instead of each."""
    if isinstance(bound, Figure):
        return Figure(code, bound.measure) if bound.code == "*" else bound
    if isinstance(bound, Apply):
        return Apply(bound.what, tuple(with_indicator(one, code) for one in bound.inputs))
    return bound


def first_figure(bound: Bound) -> Figure | None:
    """Return the first figure that an expression speaks of: where a finding points."""
    if isinstance(bound, Figure):
        return bound
    if isinstance(bound, Apply):
        return next((found for one in bound.inputs if (found := first_figure(one))), None)
    return None
