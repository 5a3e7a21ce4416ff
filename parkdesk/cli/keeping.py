"""Commands about keeping a desk: backup, restore, verify, digest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from parkdesk.cli.answer import DONE, REFUSED, Answer
from parkdesk.cli.verbs import DESK, Verb, argument, at_desk
from parkdesk.office import desks

if TYPE_CHECKING:
    import argparse


def backup(asked: argparse.Namespace) -> Answer:
    """Make a checked backup."""
    with at_desk(asked) as store:
        made = desks.backup_now(store, folder=asked.to)
    return Answer({"file": str(made), "counts": desks.counts_of(made)}, (f"已备份并核对：{made}",))


def restore(asked: argparse.Namespace) -> Answer:
    """Put a backup in a desk's place."""
    kept = desks.restore_backup(asked.backup, asked.desk)
    value = {"desk": str(asked.desk), "kept": str(kept) if kept else None, "counts": desks.counts_of(asked.desk)}
    return Answer(value, (f"已恢复：{asked.desk}" + (f"；原来的台账保留为 {kept}" if kept else ""),))


def verify(asked: argparse.Namespace) -> Answer:
    """Check integrity and invariants and count."""
    with at_desk(asked) as store:
        complaints, counts = store.verify(), store.counts()
    value = {"ok": not complaints, "complaints": complaints, "counts": counts}
    lines = complaints or [
        f"检查通过：企业{counts['enterprises']}户，数据{counts['facts']}个，项目{counts['projects']}个。"
    ]
    return Answer(value, tuple(lines), REFUSED if complaints else DONE)


def digest(asked: argparse.Namespace) -> Answer:
    """Print the digest of the content."""
    with at_desk(asked) as store:
        found = store.digest()
    return Answer({"sha256": found}, (found,))


def start_as_own_desk(asked: argparse.Namespace) -> Answer:
    """Make a copied desk one of its own."""
    with at_desk(asked) as store:
        fingerprint = desks.start_as_own_desk(store)
        value = {"desk_id": store.desk.desk_id, "fingerprint": fingerprint}
    return Answer(value, (f"已另立编号，内容没有变。新的密钥指纹 {fingerprint}，请和同事、上级重新核对。",))


VERBS = (
    Verb("backup", "备份台账", backup, (DESK, argument("--to", type=Path, metavar="文件夹"))),
    Verb("restore", "从备份恢复", restore, (argument("backup", type=Path, metavar="备份"), DESK)),
    Verb("verify", "检查台账", verify, (DESK,)),
    Verb("digest", "内容指纹", digest, (DESK,)),
    Verb("own-desk", "这是复制的台账，另立编号", start_as_own_desk, (DESK,)),
)
