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

from parkdesk.errors import ReportError
from parkdesk.reports.sentences import numeral, ordinal_clause
from parkdesk.reports.values import Figure, Heading, Paragraph

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

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, finalize=kept.keep, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    environment.filters["中文数字"] = numeral
    environment.filters["序号"] = lambda loop: ordinal_clause(loop.index, loop.length)
    try:
        code = environment.compile(template, name, name)
        made = environment.template_class.from_code(environment, code, dict(environment.globals))
        return made.render(_clean(dict(values)))
    except TemplateSyntaxError as fault:
        raise ReportError(f"用语模板“{name}”第{fault.lineno}行写法有误（{fault.message}），请改正后再试。") from fault
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as fault:
        raise ReportError(
            f"用语模板“{name}”第{_line_of(fault, name)}行取不到要写的内容（{fault}），请改正后再试。"
        ) from fault


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
