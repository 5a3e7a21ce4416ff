"""Turn a county-editable wording template into a report's headings and paragraphs.

A template is plain text with Jinja in a sandbox: a line beginning with `#` to `####` is a heading, which is
numbered here (一、 （一） 1. （1）); a line `@名称` places the table or chart of that name; every other line with
words is a paragraph. Only the template's own text is read that way: a value, whatever it contains, arrives
as words and nothing else.
"""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from parkdesk.amounts import Rate
from parkdesk.errors import ReportError
from parkdesk.reports.sentences import numeral, ordinal_clause
from parkdesk.reports.values import Counted, Figure, Heading, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from parkdesk.reports.values import Block, Run

# Unicode noncharacters: no text may contain them, so they can stand for a value in the rendered template.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_MARK: Final = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_NONCHARACTERS: Final = re.compile(f"[{_OPEN}{_CLOSE}]")
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_DEEPEST_HEADING: Final = 4


@dataclass(slots=True)
class _Values:
    """The values a template printed, in order; the rendered text holds their numbers."""

    printed: list[Run] = field(default_factory=list)

    def keep(self, value: object) -> str:
        """Remember a printed value and return the mark that stands for it."""
        value = value.figure() if isinstance(value, Counted) else value
        self.printed.append(value if isinstance(value, Figure) else _BREAKS.sub("", str(value)))
        return f"{_OPEN}{len(self.printed) - 1}{_CLOSE}"

    def runs(self, text: str, before: int | None = None) -> list[Run]:
        """Return text with its marks replaced by what they stand for; a value holds only marks older than itself."""
        runs: list[Run] = []
        limit = len(self.printed) if before is None else before
        for i, piece in enumerate(_MARK.split(text)):
            if i % 2 == 0:
                runs.append(_NONCHARACTERS.sub("", piece))
            elif int(piece) < limit:
                value = self.printed[int(piece)]
                # A macro's or a block's text comes back as one value that still holds marks of its own.
                runs += [value] if isinstance(value, Figure) else self.runs(value, int(piece))
        return [run for run in runs if str(run)]


def _clean(value: Any) -> Any:
    """Return a value without the noncharacters that marks are made of, so that no data can look like a mark."""
    if isinstance(value, str):
        return _NONCHARACTERS.sub("", value)
    if isinstance(value, Figure):
        return replace(value, text=_NONCHARACTERS.sub("", value.text))
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    return value


def write(template: str, name: str, values: Mapping[str, object], blocks: Mapping[str, Block]) -> tuple[Block, ...]:
    """Render a wording template.

    Args:
        template: the template's text.
        name: the file name people know it by.
        values: what the template may print or ask; numbers worded as `Figure` keep their trace.
        blocks: the tables and charts that `@名称` lines may place.
    """
    kept = _Values()
    lines = _render(template, name, values, kept).splitlines()
    read = (_line(line.strip(), kept, blocks, f"{name}”写出的第{number}行") for number, line in enumerate(lines, 1))
    return tuple(_numbered(block for block in read if block is not None))


def described(values: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the names that a template may use, each with what it says now: 「退库.户数」 and 「7」."""
    told: list[tuple[str, str]] = []
    for name, value in values.items():
        told += _described(name, value)
    return told


def _described(name: str, value: object) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [pair for key, inner in value.items() for pair in _described(f"{name}.{key}", inner)]
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            inside = "、".join(value[0])
            return [(name, f"共{len(value)}项，每项有：{inside}")]
        return [(name, f"共{len(value)}项" + (f"，如：{value[0]}" if value else ""))]
    if isinstance(value, Rate):
        return [(name, f"{value.shown(1)}（增速，可比较大小）")]
    return [(name, {"True": "是", "False": "否", "None": "（没有）"}.get(str(value), str(value)))]


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Number the headings of each level, starting anew under every heading above them."""
    counts = [0] * (_DEEPEST_HEADING + 1)
    for block in blocks:
        if isinstance(block, Heading):
            counts[block.level] += 1
            counts[block.level + 1 :] = [0] * (_DEEPEST_HEADING - block.level)
            yield Heading(block.level, heading_number(block.level, counts[block.level]) + block.text)
        else:
            yield block


def heading_number(level: int, number: int) -> str:
    """Return a heading's number as the standard writes it (domain §5.4)."""
    return (f"{numeral(number)}、", f"（{numeral(number)}）", f"{number}.", f"（{number}）")[level - 1]


def _render(template: str, name: str, values: Mapping[str, object], kept: _Values) -> str:
    from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        """Also keeps `"字" * 999999999` from filling the memory."""

        intercepted_binops = frozenset({"*", "**"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if operator == "**" or not all(isinstance(side, int | float) for side in (left, right)):
                raise ValueError("只能用数乘数")
            return super().call_binop(context, operator, left, right)

    environment = Sandbox(
        undefined=StrictUndefined, finalize=kept.keep, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    environment.filters["中文数字"] = numeral
    environment.filters["序号"] = lambda loop: ordinal_clause(loop.index, loop.length)
    try:
        code = environment.compile(template, name, name)
        made = environment.template_class.from_code(environment, code, dict(environment.globals))
        return made.render(_clean(dict(values)))
    except TemplateSyntaxError as fault:
        why = _plainly(fault.message or "")
        raise ReportError(f"用语模板“{name}”第{fault.lineno}行写法有误：{why}，请改正后再试。") from fault
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as fault:
        raise ReportError(
            f"用语模板“{name}”第{_line_of(fault, name)}行写不出来：{_plainly(str(fault))}，请改正后再试。"
        ) from fault


_PLAINLY: Final = (
    (r"'dict object' has no attribute '(.+)'", "没有“{}”这个值"),
    (r"'(.+)' is undefined", "没有“{}”这个值"),
    (r"'(.+)' has no attribute '(.+)'", "取不到“{1}”"),
    (r"No filter named '(.+)'", "没有“{}”这种写法"),
    (r"[Ee]ncountered unknown tag '(.+)'", "没有“{}”这个词，或它与前面的条件不成对"),
    (r"Unexpected end of template", "条件或循环没有写结尾（endif、endfor）"),
    (r"unexpected '(.+)'", "多了“{}”，或括号不成对"),
    (r"expected token '(.+)', got '(.+)'", "括号、引号或逗号写得不对"),
    (r"unexpected char '(.+)' at", "有不认识的字符“{}”"),
    (r"Missing end of comment tag", "注释没有写结尾"),
    (r"[Rr]ange too big", "循环次数太多"),
)
"""What Jinja says in English, in the words of who edits a template; the rest is one general sentence."""


def _plainly(message: str) -> str:
    for pattern, words in _PLAINLY:
        if found := re.search(pattern, message):
            groups = found.groups()
            return words.format(*groups) if "{}" in words else words.replace("{1}", groups[-1] if groups else "")
    return message if re.search(r"[\u4e00-\u9fff]", message) else "请对照原来的写法检查括号、引号和条件"


def _line_of(fault: BaseException, name: str) -> int:
    """Return the template's line an error came from (Jinja writes it into the traceback)."""
    lines = [frame.lineno for frame in traceback.extract_tb(fault.__traceback__) if frame.filename == name]
    return (lines[-1] if lines else 0) or 1


def _line(line: str, kept: _Values, blocks: Mapping[str, Block], place: str) -> Block | None:
    if line.startswith("@"):
        wanted = line[1:].strip()
        if wanted not in blocks:
            raise ReportError(f"用语模板“{place}要放“{wanted}”，可放的只有：{'、'.join(blocks)}，请改正后再试。")
        return blocks[wanted]
    level = min(len(line) - len(line.lstrip("#")), _DEEPEST_HEADING)
    runs = kept.runs(line[level:].strip())
    if not runs:
        return None
    if level:
        return Heading(level, "".join(str(run) for run in runs))
    return Paragraph(_joined(runs))


def _joined(runs: list[Run]) -> tuple[Run, ...]:
    """Join neighbouring words, so that only figures stand apart."""
    joined: list[Any] = []
    for run in runs:
        if joined and isinstance(run, str) and isinstance(joined[-1], str):
            joined[-1] += run
        else:
            joined.append(run)
    return tuple(joined)
