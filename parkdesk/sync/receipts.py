"""回执: what became of a package, signed by its receiver, for the sender to read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError
from parkdesk.sync.descriptor import Field
from parkdesk.sync.sending import Draft, SentPackage, send
from parkdesk.sync.tables import Table
from parkdesk.sync.verdicts import APPLIED, OLDER, SAME, Examined

if TYPE_CHECKING:
    from pathlib import Path

    from parkdesk.store import LoggedPackage, Store
    from parkdesk.sync.descriptor import Kind
    from parkdesk.sync.package import VerifiedPackage

KIND: Kind = "receipt"
_TABLE = "receipt"
_FIELDS = (
    Field("数据包编号", "package_id", "string", "所回复的数据包"),
    Field("SHA-256", "sha256", "string", "收到的数据包的指纹"),
    Field("核对码", "check_code", "string", "收到的数据包的核对码"),
    Field(
        "结果",
        "status",
        "string",
        "applied 已装入，same 已装入过，gap 待补前包，held 先存着，older 旧版，conflict 冲突，refused 拒收",
    ),
    Field("说明", "reason", "string", "接收单位的说明"),
    Field("新增", "new", "integer", "项"),
    Field("变更", "changed", "integer", "项"),
    Field("删除", "removed", "integer", "项"),
)
DELIVERED = "delivered"
_SEEN_AS = {"applied": "applied", "same": "applied", "gap": DELIVERED, "older": "older", "conflict": "conflict",
            "held": DELIVERED,
            "refused": "refused"}  # fmt: skip
"""What a receipt makes of the sender's own line: 已装入, 已送达, 旧版, 冲突, 被拒收."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one package, in the receiver's words."""

    status: str
    reason: str
    new: int = 0
    changed: int = 0
    removed: int = 0


def write_receipt(store: Store, package: VerifiedPackage, answer: Answer, folder: Path, name: str) -> SentPackage:
    """Write the receipt for a package into a folder; raises PackageError when it cannot be written there."""
    envelope = package.envelope
    row = (
        envelope.package_id, package.sha256, package.check_code, answer.status, " ".join(answer.reason.split()),
        answer.new, answer.changed, answer.removed,
    )  # fmt: skip
    table = Table.of(_TABLE, "回执", _FIELDS, [row])
    draft = Draft(KIND, envelope.sender, envelope.periods[0], tables=(table,), about=envelope.package_id, name=name)
    return send(store, draft, folder)


def examine(store: Store, package: VerifiedPackage, file: str) -> Examined:
    """Return what a receipt says of a package of ours; raises PackageError where it is about none."""
    package_id, sha256, _, status, reason, *_ = _row(package)
    sent = next((one for one in store.exchange.packages("sent") if one.id == package_id), None)
    sender = package.envelope.sender
    if sent is None or sent.unit not in ("", sender.code):
        raise PackageError(f"这份回执回的不是本单位报给“{sender.name}”的数据包，没有登记，请核对是不是拿错了回执。")
    if sent.sha256 != sha256:
        raise PackageError("回执里的指纹与本单位发出的数据包不一样，没有登记：对方收到的不是原来的文件，请重新报送。")
    others = [o for o in store.exchange.packages("received") if o.kind == KIND and o.about == package_id]
    if any(one.id == package.envelope.package_id for one in others):
        return Examined(package, file, SAME, "这份回执已登记过。", is_content=False, about=str(package_id))
    if any(one.sequence > package.envelope.sequence for one in others):
        return Examined(package, file, OLDER, "已登记过同一个数据包的更新的回执，这份没有登记。", is_content=False)
    words = f"“{sender.name}”对“{sent.file}”的回执：{reason or status}"
    line = replace(sent, status=_SEEN_AS[str(status)], reason=str(reason or ""))
    return Examined(
        package, file, APPLIED, words, about=str(package_id), is_content=False, finish=lambda desk: _mark(desk, line)
    )


def _mark(store: Store, line: LoggedPackage) -> None:
    store.exchange.log(line)


def _row(package: VerifiedPackage) -> tuple[str | int | None, ...]:
    broken = PackageError("回执的内容不合规定，没有登记，请让对方用本软件重新导出。")
    names = [resource.name for resource in package.descriptor.resources]
    if names != [_TABLE] or [f.key for f in package.fields(_TABLE)] != [f.key for f in _FIELDS]:
        raise broken
    rows = list(package.rows(_TABLE))
    if len(rows) != 1 or rows[0][3] not in _SEEN_AS:
        raise broken
    return rows[0]
