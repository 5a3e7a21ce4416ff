"""Reading the command line, running one command, saying what came of it."""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from parkdesk.cli import checking, content, exchange, keeping, paper, trying
from parkdesk.cli.answer import REFUSED, USAGE, Answer
from parkdesk.errors import UsageError, UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.cli.verbs import Verb

VERBS: tuple[Verb, ...] = (
    *content.VERBS, *checking.VERBS, *paper.VERBS, *exchange.VERBS, *keeping.VERBS, *trying.VERBS,
)  # fmt: skip


_CHOICES = re.compile(r" ?\(choose from (.*)\)")


class _ChineseHelp(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Explains a command in Chinese, and says what is wrong with one in one Chinese sentence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False, formatter_class=_ChineseHelp)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"命令写法不对：{_in_chinese(message)}。请用 “{self.prog} --help” 查看写法。")


def _in_chinese(message: str) -> str:
    for english, chinese in (
        ("the following arguments are required: ", "缺少参数 "),
        ("unrecognized arguments: ", "多余的参数 "),
        ("argument ", "参数 "),
        ("invalid choice: ", "不能是 "),
        ("invalid int value: ", "应为整数，不能是 "),
        ("expected one argument", "后面要跟一个值"),
        ("expected at least one argument", "后面至少要跟一个值"),
    ):
        message = message.replace(english, chinese)
    return _CHOICES.sub(lambda found: f"（可选 {found[1].replace(chr(39), '')}）", message).replace("'", "")


def _operator(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("后面要写姓名")
    return text.strip()


def parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    whole = _Parser(prog="parkdesk-cli", description="县域工业运行台：不开窗口办全部的事。")
    verbs = whole.add_subparsers(dest="verb", required=True, metavar="命令", parser_class=_Parser)
    for verb in VERBS:
        one = verbs.add_parser(verb.name, help=verb.help, description=verb.help)
        one.add_argument("--json", action="store_true", help="标准输出只给一个 JSON 值")
        one.add_argument("--by", default="命令行", metavar="姓名", type=_operator, help="操作人，记入每一次改动")
        for argument in verb.arguments:
            one.add_argument(*argument.names, **argument.options)
        one.set_defaults(run=verb.run)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (0 done, 1 something refused, 2 usage)."""
    _speak_utf8()
    try:
        asked = parser().parse_args(arguments)
        answer: Answer = asked.run(asked)
    except UsageError as fault:
        sys.stderr.write(f"{fault}\n")
        return USAGE
    except UserError as fault:
        sys.stderr.write(f"{fault}\n")
        return REFUSED
    if asked.json:
        sys.stdout.write(json.dumps(answer.value, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in answer.lines)
    return answer.code


def _speak_utf8() -> None:
    """A Chinese Windows console speaks GBK; characters it lacks must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8" if not stream.isatty() else None, errors="replace")
