"""Commands about exchange: pack, inspect, receive, undo, trust, return, board, rebuild."""

from __future__ import annotations

import dataclasses
import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkdesk.cli.answer import DONE, REFUSED, Answer
from parkdesk.cli.verbs import DESK, PERIOD_NEEDED, Verb, argument, at_desk, period_of
from parkdesk.errors import PackageError, UsageError
from parkdesk.office import board, downward, exchange, reporting
from parkdesk.office.rebuilding import rebuild_from_archive
from parkdesk.records.offices import ROLES
from parkdesk.sync.receiving import Consent
from parkdesk.sync.secrecy import passphrase_of

if TYPE_CHECKING:
    import argparse

    from parkdesk.store import Sender, Store
    from parkdesk.sync.receiving import Received

_GOOD = frozenset({"applied", "same"})
_MEGABYTE = 2**20


def pack(asked: argparse.Namespace) -> Answer:
    """Write a package of any kind."""
    period = period_of(asked)
    assert period is not None
    if asked.split is not None and asked.split <= 0:
        raise UsageError("每份的大小要大于0，单位MB：请写成 --split 10。")
    is_down = asked.kind == "directive"
    packing = exchange.Packing(
        kind=asked.kind,
        unit=asked.receiver or "" if is_down else "",
        passphrase=_passphrase(asked),
        secret_for="" if is_down and not asked.secret else asked.receiver or "",
        part_size=int(asked.split * _MEGABYTE) if asked.split else 0,
        whole=asked.whole,
    )
    with _open(asked) as store:
        sent = exchange.pack(store, period, asked.to, packing)
    value = {
        "file": str(sent.file),
        "package_id": sent.package_id,
        "revision": sent.revision,
        "sha256": sent.sha256,
        "check_code": sent.check_code,
        "parts": [str(path) for path in sent.parts],
    }
    files = [str(path) for path in sent.parts] or [str(sent.file)]
    lines = (*(f"已导出并回读核对：{file}" for file in files), f"核对码 {sent.check_code}，可以安全拔出。")
    return Answer(value, lines)


def _open(asked: argparse.Namespace) -> Store:
    """Open the desk, and its keys where a passphrase was given for them."""
    with ExitStack() as unless_fine:
        store = unless_fine.enter_context(at_desk(asked))
        if asked.key_passphrase_file:
            exchange.unlock_keys(store, passphrase_of(asked.key_passphrase_file))
        unless_fine.pop_all()
    return store


def keys(asked: argparse.Namespace) -> Answer:
    """Put the desk's own keys under a passphrase, or take it off."""
    with _open(asked) as store:
        if asked.lock:
            exchange.lock_keys(store, passphrase_of(asked.lock))
        elif asked.unlock:
            exchange.remove_passphrase(store, passphrase_of(asked.unlock))
        value = {"fingerprint": exchange.own_fingerprint(store), "locked": exchange.is_locked(store)}
    state = "加了口令" if value["locked"] else "没有加口令"
    return Answer(value, (f"本单位密钥指纹 {value['fingerprint']}，{state}。",))


def _passphrase(asked: argparse.Namespace) -> str:
    return passphrase_of(asked.passphrase_file) if asked.passphrase_file else ""


def inspect(asked: argparse.Namespace) -> Answer:
    """Say what a package says."""
    value = exchange.inspect(asked.file, _passphrase(asked))
    lines = (
        f"{value['kind_name']}包，{value['from']['name']}（{value['from']['code']}），"
        f"{'、'.join(value['periods'])}，第{value['revision']}版",
        f"核对码 {value['check_code']}，密钥指纹 {value['fingerprint']}",
        *(f"  {item['title']}（第{item['revision']}次）" for item in value["slices"] if item["carried"]),
    )
    return Answer(value, lines)


def receive(asked: argparse.Namespace) -> Answer:
    """Receive packages of any kind."""
    if asked.accept_gap and not asked.reason:
        raise UsageError("接受缺口要写明理由：请加上 --reason 理由。")
    consent = Consent(
        new_sender=asked.trust_new_sender,
        gap_reason=asked.reason or "" if asked.accept_gap else "",
        passphrase=_passphrase(asked),
        take=asked.take or "",
        choices=_choices(asked.choices) if asked.choices else {},
    )
    with _open(asked) as store:
        results = exchange.receive(store, asked.files, dry_run=asked.dry_run, consent=consent)
    value: dict[str, Any] = {"packages": [_line(result) for result in results]}
    if asked.dry_run:
        value["dry_run"] = True
    bad = any(result.status not in _GOOD for result in results)
    lines = [f"{r.file}：{r.reason}" for r in results]
    lines += [
        f"  {c.where}“{c.field}”：原为{c.base}，我是{c.mine}，对方是{c.theirs}" for r in results for c in r.conflicts
    ]
    return Answer(value, tuple(lines), REFUSED if bad else DONE)


def _choices(path: Path) -> dict[str, str]:
    """Read a file that says for each conflict, by its id, whose version is taken."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or not set(found.values()) <= {"mine", "theirs"}:
        raise UsageError(f"看不懂选定文件“{path.name}”：应是 JSON 对象，冲突编号对 mine 或 theirs。")
    return found


def _line(result: Received) -> dict[str, Any]:
    return {
        "file": result.file,
        "status": result.status,
        "reason": result.reason,
        "new": result.new,
        "changed": result.changed,
        "removed": result.removed,
        "receipt": result.receipt,
        "import_id": result.import_id,
        "conflicts": [dataclasses.asdict(conflict) for conflict in result.conflicts],
    }


def undo(asked: argparse.Namespace) -> Answer:
    """Take an import back."""
    with at_desk(asked) as store:
        changes = exchange.undo(store, asked.import_id)
    return Answer(
        {"undone": asked.import_id, "import_id": changes.import_id}, ("已撤销，台账恢复到没有这次导入的样子。",)
    )


def send_back(asked: argparse.Namespace) -> Answer:
    """Send something of a received package back."""
    with at_desk(asked) as store:
        package = next((p for p in store.exchange.packages("received") if asked.package in (p.id, p.file)), None)
        if package is None:
            raise PackageError(f"没有收到过编号为“{asked.package}”的数据包：请用收发记录核对编号。")
        item = downward.return_item(store, package, asked.about, asked.reason)
    value = {"id": item.id, "unit": item.unit, "about": item.about, "reason": item.reason}
    return Answer(value, (f"已登记退回：{item.about}，导出下发包（--kind directive --for {item.unit}）后送达。",))


def show_board(asked: argparse.Namespace) -> Answer:
    """Say who has reported a period, and write the 催报单 where asked."""
    period = period_of(asked)
    assert period is not None
    with at_desk(asked) as store:
        lines = board.reporting_board(store, period)
        if asked.output:
            reporting.save(board.reminder_sheet(store, period), asked.output)
    value = [
        {
            "unit": line.office.code,
            "name": line.office.name,
            "status": line.status,
            "days_late": line.days_late,
            "file": line.package.file if line.package else None,
            "revision": line.package.revision if line.package else None,
            "superseded": [package.file for package in line.superseded],
            "conflicting": [package.file for package in line.conflicting],
        }
        for line in lines
    ]
    words = [
        f"{line.office.name}\t{line.status}" + (f"\t超期{line.days_late}天" if line.is_late else "") for line in lines
    ]
    return Answer(value, tuple(words) or ("没有应上报的单位。",))


def rebuild(asked: argparse.Namespace) -> Answer:
    """Make a desk anew from an archive of packages."""
    made = rebuild_from_archive(asked.desk, asked.archive, asked.unit, asked.name, asked.role, asked.by)
    value = {
        "desk": str(made.desk),
        "packages": [_line(result) for result in made.received],
        "left_out": list(made.left_out),
        "senders": [{"name": name, "fingerprint": mark} for name, mark in made.fingerprints],
    }
    lines = [f"{result.file}：{result.reason}" for result in made.received]
    lines += [f"请核对指纹：{name} {mark}" for name, mark in made.fingerprints]
    bad = any(result.status not in (*_GOOD, "older", "gap") for result in made.received)
    return Answer(value, tuple(lines), REFUSED if bad else DONE)


def trust(asked: argparse.Namespace) -> Answer:
    """List, add or export public keys."""
    if sum(map(bool, (asked.list, asked.add, asked.export))) > 1:
        raise UsageError("--list、--add、--export 一次只能用一个：请分开运行。")
    with at_desk(asked) as store:
        if asked.add:
            added = exchange.trust(store, asked.add)
            return Answer(_sender(added), (f"已登记“{added.name}”，指纹 {exchange.fingerprint(added)}",))
        if asked.export:
            made = exchange.export_public_key(store, asked.export)
            own = exchange.own_fingerprint(store)
            return Answer({"file": str(made), "fingerprint": own}, (f"已导出公钥：{made}", f"指纹 {own}"))
        found = [_sender(sender) for sender in exchange.trusted(store)]
    lines = tuple(f"{s['unit']}\t{s['name']}\t{s['fingerprint']}\t{s['since']}" for s in found)
    return Answer(found, lines or ("还没有登记任何报送单位。",))


def _sender(sender: Sender) -> dict[str, Any]:
    return {
        "unit": sender.unit,
        "name": sender.name,
        "public_key": sender.public_key,
        "fingerprint": exchange.fingerprint(sender),
        "since": sender.since,
        "by": sender.by,
    }


_FILES = argument("files", nargs="+", type=Path, metavar="文件")
_KEY_PASSPHRASE = argument(
    "--key-passphrase-file", type=Path, metavar="文件", help="本单位密钥加了口令时：第一行是密钥口令的文本文件"
)
_PASSPHRASE = argument("--passphrase-file", type=Path, metavar="文件", help="第一行是口令的文本文件")
VERBS = (
    Verb("pack", "导出上报包、下发包或协作包", pack, (
        DESK,
        argument("--kind", choices=("submission", "directive", "colleague"), default="submission"),
        PERIOD_NEEDED,
        argument("--to", required=True, type=Path, metavar="文件夹"),
        argument("--for", dest="receiver", metavar="代码", help="下发给哪个单位；别的包：加密给哪个单位"),
        argument("--secret", action="store_true", help="下发包也加密给接收单位"),
        _PASSPHRASE,
        argument("--split", type=float, metavar="MB", help="分份（发邮件用），每份不超过多少MB"),
        argument("--whole", action="store_true", help="包含全部内容（对方丢了前面的包时用）"),
        _KEY_PASSPHRASE,
    )),
    Verb("inspect", "查看一个包（只看不写）", inspect, (argument("file", type=Path, metavar="文件"), _PASSPHRASE)),
    Verb("receive", "接收上报包、下发包、回执或协作包", receive, (
        DESK,
        _FILES,
        argument("--dry-run", action="store_true", help="只说会怎样，不写入"),
        argument("--trust-new-sender", action="store_true", help="登记第一次来的报送单位"),
        argument("--accept-gap", action="store_true", help="前面的包没到也装入"),
        argument("--reason", metavar="理由"),
        _PASSPHRASE,
        argument("--take", choices=("mine", "theirs"), help="协作包里两人都改过的，全部用谁的"),
        _KEY_PASSPHRASE,
        argument("--choices", type=Path, metavar="文件", help="逐项选定：JSON，冲突编号对 mine 或 theirs"),
    )),
    Verb("undo", "撤销一次导入", undo, (DESK, argument("import_id", metavar="导入编号"))),
    Verb("trust", "登记报送单位的公钥", trust, (
        DESK,
        argument("--list", action="store_true"),
        argument("--add", type=Path, metavar="文件"),
        argument("--export", type=Path, metavar="文件"),
    )),
    Verb("keys", "本单位密钥的指纹和口令", keys, (
        DESK,
        argument("--lock", type=Path, metavar="文件", help="给密钥加口令：第一行是口令的文本文件"),
        argument("--unlock", type=Path, metavar="文件", help="取消密钥口令：第一行是现在的口令"),
        _KEY_PASSPHRASE,
    )),
    Verb("return", "退回收到的数据中的一项", send_back, (
        DESK,
        argument("package", metavar="数据包编号"),
        argument("--about", required=True, metavar="内容", help="退回什么"),
        argument("--reason", required=True, metavar="原因"),
    )),
    Verb("board", "上报情况和催报单", show_board, (
        DESK,
        PERIOD_NEEDED,
        argument("-o", "--output", type=Path, metavar="文件", help="催报单（.pdf .docx .xlsx）"),
    )),
    Verb("rebuild", "按归档的数据包重建台账", rebuild, (
        argument("archive", type=Path, metavar="归档文件夹"),
        DESK,
        argument("--unit", required=True, metavar="代码"),
        argument("--name", required=True, metavar="名称"),
        argument("--role", required=True, choices=tuple(ROLES)),
    )),
)  # fmt: skip
