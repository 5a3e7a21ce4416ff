"""封面: the printed page that goes with a package, with its totals, fingerprint and check code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.amounts import UNITS
from parkdesk.office.figures import summary
from parkdesk.periods import Period
from parkdesk.reports import sentences
from parkdesk.reports.to_pdf import to_pdf
from parkdesk.reports.values import Column, Paragraph, Quantity, Report, Row, Table
from parkdesk.sync.descriptor import KIND_NAMES
from parkdesk.sync.slices import slice_title

if TYPE_CHECKING:
    from parkdesk.store import Store
    from parkdesk.sync.keys import PublicKey
    from parkdesk.sync.package import Package

COVER = "封面.pdf"


def cover(store: Store, package: Package, key: PublicKey, date: str) -> Report:
    """Return the cover of a package as a report."""
    period = Period.parse(package.periods[0])
    kind = KIND_NAMES[package.kind]
    facts = (
        ("报送单位" if package.kind == "submission" else "导出单位", f"{package.sender.name}（{package.sender.code}）"),
        ("接收单位", f"{package.receiver.name}（{package.receiver.code}）" if package.receiver else "未指定"),
        ("报送期间" if package.kind == "submission" else "期间", period.title),
        ("数据版次", f"第{package.revision}版（本单位第{package.sequence}个{kind}包）"),
        *(_headline(store, period) if package.kind == "submission" else ()),
        ("数据包编号", package.package_id),
        ("核对码", package.check_code),
        ("密钥指纹", key.fingerprint),
        ("操作人", store.by),
    )
    card = Table(
        "报送情况",
        (Column("项目", 1, "center"), Column("内容", 3, "left")),
        tuple(Row((name, value)) for name, value in facts),
    )
    carried = {table.name: table.rows for table in package.tables}
    contents = Table(
        "包内数据",
        (Column("内容", 3, "left"), Column("行数", 1, "right")),
        tuple(
            Row((slice_title(item.key), Quantity(rows)))
            for item in package.slices
            if item.resource is not None and (rows := carried[item.resource])
        ),
    )
    words = (
        f"请接收单位装入后打电话与{package.sender.name}核对上面的核对码；首次装入还要核对密钥指纹。"
        "本软件不得存储、处理国家秘密，数据包内不含涉密内容。"
    )
    return Report(
        "cover", f"数据{kind}包封面", (card, contents, Paragraph((words,))), signature=store.desk.name, date=date
    )


def _headline(store: Store, period: Period) -> tuple[tuple[str, str], ...]:
    found = summary(store, period, store.desk.unit)
    total = found.split.total
    return (
        ("规上企业", f"{total.count}户（已报{found.reported}户，应报{found.expected}户）"),
        ("工业总产值", sentences.amount(total.now, UNITS["亿元"])),
        ("同比", sentences.growth(found.split.growth)),
    )


def cover_files(store: Store, package: Package, key: PublicKey, date: str) -> dict[str, bytes]:
    """Return the attachments of a package: its cover as PDF."""
    return {COVER: to_pdf(cover(store, package, key, date))}
