"""Commands about exchange: pack, inspect, receive, undo, trust."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from parkdesk.cli.answer import DONE, REFUSED, Answer
from parkdesk.cli.verbs import DESK, PERIOD_NEEDED, Verb, argument, at_desk, period_of
from parkdesk.errors import UsageError
from parkdesk.office import exchange

if TYPE_CHECKING:
    import argparse

    from parkdesk.store import Sender
    from parkdesk.sync.receiving import Received

_GOOD = frozenset({"applied", "same"})


def pack(asked: argparse.Namespace) -> Answer:
    """Write a submission."""
    if asked.kind != "submission":
        raise UsageError("这个版本只能导出上报包（--kind submission）：下发包和协作包还没有做。")
    period = period_of(asked)
    assert period is not None
    with at_desk(asked) as store:
        sent = exchange.pack(store, period, asked.to)
    value = {
        "file": str(sent.file),
        "package_id": sent.package_id,
        "revision": sent.revision,
        "sha256": sent.sha256,
        "check_code": sent.check_code,
    }
    return Answer(value, (f"已导出并回读核对：{sent.file}", f"核对码 {sent.check_code}，可以安全拔出。"))


def inspect(asked: argparse.Namespace) -> Answer:
    """Say what a package says."""
    value = exchange.inspect(asked.file)
    lines = (
        f"{value['kind_name']}包，{value['from']['name']}（{value['from']['code']}），"
        f"{'、'.join(value['periods'])}，第{value['revision']}版",
        f"核对码 {value['check_code']}，密钥指纹 {value['fingerprint']}",
        *(f"  {item['title']}（第{item['revision']}次）" for item in value["slices"] if item["carried"]),
    )
    return Answer(value, lines)


def receive(asked: argparse.Namespace) -> Answer:
    """Receive packages."""
    if asked.accept_gap and not asked.reason:
        raise UsageError("接受缺口要写明理由：请加上 --reason 理由。")
    with at_desk(asked) as store:
        results = exchange.receive(
            store,
            asked.files,
            dry_run=asked.dry_run,
            trust_new_sender=asked.trust_new_sender,
            gap_reason=asked.reason or "" if asked.accept_gap else "",
        )
    value: dict[str, Any] = {"packages": [_line(result) for result in results]}
    if asked.dry_run:
        value["dry_run"] = True
    bad = any(result.status not in _GOOD for result in results)
    return Answer(value, tuple(f"{r.file}：{r.reason}" for r in results), REFUSED if bad else DONE)


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
    }


def undo(asked: argparse.Namespace) -> Answer:
    """Take an import back."""
    with at_desk(asked) as store:
        changes = store.undo(asked.import_id)
    return Answer({"undone": asked.import_id, "import_id": changes.import_id}, ("已撤销，台账恢复到导入之前。",))


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
VERBS = (
    Verb("pack", "导出上报包", pack, (
        DESK,
        argument("--kind", choices=("submission", "directive", "colleague"), default="submission"),
        PERIOD_NEEDED,
        argument("--to", required=True, type=Path, metavar="文件夹"),
    )),
    Verb("inspect", "查看一个包（只看不写）", inspect, (argument("file", type=Path, metavar="文件"),)),
    Verb("receive", "接收上报包", receive, (
        DESK,
        _FILES,
        argument("--dry-run", action="store_true", help="只说会怎样，不写入"),
        argument("--trust-new-sender", action="store_true", help="登记第一次来的报送单位"),
        argument("--accept-gap", action="store_true", help="前面的包没到也装入"),
        argument("--reason", metavar="理由"),
    )),
    Verb("undo", "撤销一次导入", undo, (DESK, argument("import_id", metavar="导入编号"))),
    Verb("trust", "登记报送单位的公钥", trust, (
        DESK,
        argument("--list", action="store_true"),
        argument("--add", type=Path, metavar="文件"),
        argument("--export", type=Path, metavar="文件"),
    )),
)  # fmt: skip
