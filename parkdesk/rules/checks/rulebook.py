"""The rule book: rules decoded strictly from TOML files and records, every mistake one sentence with its place."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from parkdesk.errors import RuleError
from parkdesk.paths import resource
from parkdesk.records.checks import EACH, LEVELS, ORIGINS, SCOPES, CheckRule
from parkdesk.rules.checks.language import parse
from parkdesk.rules.checks.meaning import FIRM, TOTAL, TRUTH, Bound, Vocabulary, bind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

SHIPPED = "shipped"
_BLANK = re.compile(r"\{([^{}]*)\}")
_FIXED = {"企业", "单位", "期间", "指标", "名称"}
"""Blanks of a sentence that are names, not figures."""


class Blank(NamedTuple):
    """A place in a rule's sentence: a fixed name, or an expression with the unit it is said in."""

    name: str
    value: Bound | None
    unit: str


class Sentence(NamedTuple):
    """What is said when a rule fails: `each` is repeated for every firm, between what comes before and after."""

    before: tuple[str | Blank, ...]
    each: tuple[str | Blank, ...] = ()
    after: tuple[str | Blank, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, understood: when `needs` is true, `holds` must be."""

    code: str
    name: str
    level: str
    scope: str
    over: str
    each: str
    needs: Bound | None
    holds: Bound
    text: Sentence
    together: bool
    liftable: bool
    origin: str

    @property
    def key(self) -> str:
        """What findings and explanations call the rule: the city's rules have a name space of their own."""
        return f"city.{self.code}" if self.origin == "city" else self.code


class Entry(NamedTuple):
    """A rule as it was written, and where that is, for sentences."""

    values: Mapping[str, Any]
    origin: str
    where: str


_TEXTS = {c.key: c for c in CheckRule.COLUMNS if c.key not in ("origin", "together", "liftable", "active")}
_FLAGS = {"together", "liftable", "active"}
_CHOICES: dict[str, tuple[str, ...]] = {"level": LEVELS, "scope": SCOPES, "each": tuple(EACH)}
_NEEDED = tuple(c.key for c in CheckRule.COLUMNS if c.required)


def shipped_files() -> list[Path]:
    """Return the rule files that ship with the program."""
    return sorted(resource("checks").glob("*.toml"))


def entries_of_file(path: Path) -> Iterator[Entry]:
    """Yield the rules of a TOML file as written; raises RuleError with the line of a mistake."""
    import tomllib

    text = path.read_text(encoding="utf-8")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r"line (\d+)", str(fault))
        line = f"第{found[1]}行" if found else "末尾"
        raise RuleError(f"规则文件“{path.name}”{line}写法不对：请检查引号、等号和方括号。") from None
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[rule]]"]
    if unknown := content.keys() - {"rule"}:
        raise RuleError(f"规则文件“{path.name}”里有不认识的“{min(unknown)}”：只能有 [[rule]] 段。")
    for number, values in enumerate(content.get("rule", ())):
        at = f"第{lines[number]}行" if number < len(lines) else f"第{number + 1}条"
        yield Entry(values, SHIPPED, f"规则文件“{path.name}”{at}")


def entry_of_record(record: CheckRule) -> Entry:
    """Return a record's rule as written."""
    values = {c.key: getattr(record, c.key) for c in CheckRule.COLUMNS if c.key != "origin"}
    return Entry(values, record.origin, f"{ORIGINS.get(record.origin, '')}审核规则")


def record_of_entry(entry: Entry) -> CheckRule:
    """Return a shipped rule as the record that an office would write over it."""
    return CheckRule(id="", **{"active": True, **entry.values})


def decode(entry: Entry, words: Vocabulary) -> Rule:
    """Understand one rule; raises RuleError whose sentence names file, line and rule."""
    values = entry.values
    code = values.get("code")
    named = f"{entry.where}的规则“{code}”" if isinstance(code, str) and code else f"{entry.where}的规则"
    try:
        _check_shape(values)
        over, each = values.get("over", FIRM), values.get("each", "")
        with _said_of("over"):
            _refuse_unknown(over, words)
        with _said_of("needs"):
            needs = _truth(values["needs"], words, over, each=bool(each)) if values.get("needs") else None
        with _said_of("holds"):
            holds = _truth(values["holds"], words, over, each=bool(each))
        with _said_of("text"):
            text = _sentence(values["text"], words, over, each=bool(each))
        return Rule(
            code=values["code"],
            name=values["name"],
            level=values["level"],
            scope=values.get("scope", "表内"),
            over=over,
            each=each,
            needs=needs,
            holds=holds,
            text=text,
            together=values.get("together", False),
            liftable=values.get("liftable", False),
            origin=entry.origin,
        )
    except RuleError as fault:
        raise RuleError(f"{named}不能用：{fault}", fault.at, fault.field) from None


@contextmanager
def _said_of(key: str) -> Iterator[None]:
    """Say of a mistake which attribute of the rule it is in, and at which character."""
    try:
        yield
    except RuleError as fault:
        said = str(fault)
        at = f"第{fault.at + 1}个字" if fault.at is not None and "个字" not in said else ""
        raise RuleError(f"{said.removesuffix('。')}（在“{_TEXTS[key].label}”{at or '里'}）。", fault.at, key) from None


def _check_shape(values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if key not in _TEXTS and key not in _FLAGS:
            raise RuleError(f"有不认识的栏目“{key}”，可用的有 {'、'.join((*_TEXTS, *sorted(_FLAGS)))}。")
        wanted: type = bool if key in _FLAGS else str
        if not isinstance(value, wanted):
            raise RuleError(f"“{key}”应当是{'true 或 false' if wanted is bool else '带引号的文字'}。")
        if key in _CHOICES and value not in _CHOICES[key]:
            raise RuleError(f"“{key}”不能是“{value}”，可用的有 {'、'.join(filter(None, _CHOICES[key]))}。")
    for key in _NEEDED:
        if not values.get(key):
            raise RuleError(f"没有写“{key}”（{_TEXTS[key].label}）。", 0, key)


def _refuse_unknown(over: str, words: Vocabulary) -> None:
    if over not in (FIRM, TOTAL) and over not in words.ledgers:
        raise RuleError(f"没有“{over}”这张表，对象可以是 firm、total 或台账名。")


def _truth(source: str, words: Vocabulary, over: str, *, each: bool) -> Bound:
    bound, kind = bind(parse(source), words, over, each=each)
    if kind != TRUTH:
        raise RuleError(f"“{source}”不是一个判断，应当写成能说对或不对的关系，如“甲.累计 <= 乙.累计”。")
    return bound


def _sentence(text: str, words: Vocabulary, over: str, *, each: bool) -> Sentence:
    before, opened, rest = text.partition("[")
    inside, closed, after = rest.partition("]")
    if bool(opened) != bool(closed) or "[" in inside + after:
        raise RuleError("句子里的方括号要成对，而且只能有一对：括起来的部分逐户重复。")
    return Sentence(*(tuple(_parts(part, words, over, each=each)) for part in (before, inside, after)))


def _parts(text: str, words: Vocabulary, over: str, *, each: bool) -> Iterator[str | Blank]:
    at = 0
    for found in _BLANK.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        inside, _, unit = found[1].partition("|")
        if inside.strip() in _FIXED:
            yield Blank(inside.strip(), None, "")
        else:
            try:
                value, kind = bind(parse(inside), words, over, each=each)
            except RuleError as fault:
                here = found.start(1) + (fault.at or 0)
                raise RuleError(f"句子里的“{inside}”不对，{fault}", here) from None
            if kind == TRUTH:
                raise RuleError(f"句子里的“{inside}”是判断，应当是数或文字。", found.start(1))
            yield Blank("", value, unit.strip())
        at = found.end()
    if at < len(text):
        yield text[at:]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules that apply at a desk, and the sentences about those that cannot."""

    rules: tuple[Rule, ...]
    faults: tuple[str, ...] = ()


def rule_book(words: Vocabulary, records: Iterable[CheckRule], files: Iterable[Path] | None = None) -> RuleBook:
    """Return shipped rules, the county's over them, the city's beside them.

    A rule that speaks of an indicator or ledger this desk does not have waits silently when it is
    shipped, and is told of when an office wrote it.
    """
    own = list(records)
    replaced = {record.code for record in own if record.origin == "county"}
    rules: list[Rule] = []
    faults: list[str] = []
    for path in shipped_files() if files is None else files:
        for entry in entries_of_file(path):
            if entry.values.get("code") in replaced or entry.values.get("active") is False:
                continue
            try:
                rules.append(decode(entry, words))
            except RuleError:
                if _is_known_elsewhere(entry):
                    continue
                raise
    for record in own:
        if record.active:
            try:
                rules.append(decode(entry_of_record(record), words))
            except RuleError as fault:
                faults.append(str(fault))
    return RuleBook(tuple(rules), tuple(faults))


def _is_known_elsewhere(entry: Entry) -> bool:
    """Whether a shipped rule is right by the shipped vocabulary: this desk lacks an indicator or a ledger."""
    from parkdesk.records import LEDGERS, catalogue  # the whole vocabulary is only needed for the odd rule

    whole = Vocabulary({i.code: i for i in catalogue.indicators()}, LEDGERS)
    if entry.values.get("over", FIRM) not in (FIRM, TOTAL, *LEDGERS):
        return True
    try:
        decode(entry, whole)
    except RuleError:
        return False
    return True
