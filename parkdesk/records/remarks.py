"""What people say about a figure or a record without changing it: 无 with a reason, 批注, 附件."""

from __future__ import annotations

from parkdesk.records.grammar import Record, column, record
from parkdesk.records.kinds import CODE, DATE, FLAG, NUMBER, REFERENCE, TEXT


@record("absences", "无数说明", travels="up", sliced_by="period")
class Absence(Record):
    """无数说明: a firm has no such figure in a period, and why; it is neither missing nor zero."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    period: int = column("期间", NUMBER, required=True)
    enterprise: str = column("企业", REFERENCE, required=True, hidden=True)
    indicator: str = column("指标代码", TEXT, required=True)
    reason: str = column("原因", TEXT, required=True, width=40)

    def natural_key(self) -> tuple[str, ...]:
        """Return the place of the figure; the firm's id stands for its own natural key."""
        return (self.enterprise, str(self.period), self.indicator)

    def title(self) -> str:
        """Return the reason."""
        return self.reason


@record("cell_marks", "批注", travels="home")
class CellMark(Record):
    """批注: a note on one figure, and whether somebody still has to follow it up; it stays in the office."""

    unit: str = column("所属单位", CODE, required=True, hidden=True)
    period: int = column("期间", NUMBER, required=True)
    enterprise: str = column("企业", REFERENCE, required=True, hidden=True)
    indicator: str = column("指标代码", TEXT, required=True)
    measure: str = column("口径", TEXT, default="cum", width=8)
    text: str = column("批注", TEXT, default="", width=40)
    follow: bool = column("待跟进", FLAG, default=False)

    def natural_key(self) -> tuple[str, ...]:
        """Return the place of the figure."""
        return (self.enterprise, str(self.period), self.indicator, self.measure)

    def title(self) -> str:
        """Return the note."""
        return self.text or "待跟进"


@record("attachments", "附件", travels="home")
class Attachment(Record):
    """附件: a file that belongs to a record; it is kept beside the desk under its hash and stays in the office."""

    ledger: str = column("台账", TEXT, required=True, hidden=True)
    record: str = column("记录", REFERENCE, required=True, hidden=True)
    name: str = column("文件名", TEXT, required=True, width=30)
    sha256: str = column("校验值", TEXT, required=True, hidden=True)
    size: int = column("字节", NUMBER, required=True)
    added_on: str | None = column("添加日期", DATE, default=None)
    notes: str = column("说明", TEXT, default="", width=30)

    def natural_key(self) -> tuple[str, ...]:
        """Return whose it is, its name and its content; the record's id stands for its own natural key."""
        return (self.ledger, self.record, self.name, self.sha256)

    def title(self) -> str:
        """Return the file's name."""
        return self.name
