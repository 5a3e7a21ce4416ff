"""A blank table that was handed out and comes back filled: what it was made for stands in its hidden part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkdesk.errors import IntakeError
from parkdesk.periods import Period
from parkdesk.plan import Finding, Level
from parkdesk.records.sheet_stamp import VERSION

if TYPE_CHECKING:
    from parkdesk.intake.recognise import Sheet
    from parkdesk.intake.task import Wishes
    from parkdesk.records.sheet_stamp import Stamp
    from parkdesk.store import Store


def as_stamped(store: Store, sheet: Sheet, stamp: Stamp, wishes: Wishes) -> Wishes:
    """Return the wishes with what the template was made for; raises IntakeError where it was made for another."""
    assert sheet.layout is not None
    file = sheet.grid.file
    if stamp.version > VERSION:
        raise IntakeError(
            f"“{file}”用的是更新的样表（第{stamp.version}版）；请升级软件，或另存为 .csv 当作普通表格导入。"
        )
    wanted = wishes.unit or ("" if store.desk.is_city else store.desk.unit)
    if wanted and stamp.unit != wanted:
        name = store.offices()[stamp.unit].name if stamp.unit in store.offices() else stamp.desk_name
        raise IntakeError(f"“{file}”用的是{name}发的样表，不是本单位的；请核对是否拿错了文件，没有导入。")
    period = Period.parse(stamp.period) if stamp.period else None
    titled = sheet.layout.period
    if wishes.period is None and period and titled and titled != period:
        raise IntakeError(
            f"“{file}”是{period.title}的样表，标题却写着{titled.title}，看不出是哪个期间的数；请指明期间再导入。"
        )
    kind = stamp.table if wishes.kind == "auto" else wishes.kind
    return replace(wishes, kind=kind, period=wishes.period or period, unit=wishes.unit or stamp.unit)


def told_of(stamp: Stamp, sheet: Sheet) -> tuple[Finding, ...]:
    """Say when a table of ours was laid out by an older version."""
    if stamp.version >= VERSION:
        return ()
    text = f"用的是旧样式（第{stamp.version}版，现在是第{VERSION}版），能对上的列都读了；下次请用新发的表。"
    return (Finding("intake.old_version", Level.HINT, text, sheet.grid.sheet),)
