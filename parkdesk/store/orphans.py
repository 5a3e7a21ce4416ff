"""Nothing goes that something else still speaks of: a firm with figures or a standing, a project with duties."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from parkdesk.errors import StoreError
from parkdesk.records import Enterprise, Measure, Project

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from parkdesk.plan import Plan

# Figures are looked up along their primary key, firm by firm: a walk over all of them would take seconds.
_USED_BY: tuple[tuple[str, str, str], ...] = (
    (
        Enterprise.TABLE,
        "月度数据",
        """SELECT s.id FROM json_each(:gone) g JOIN subject s ON s.id = g.value WHERE EXISTS (
             SELECT 1 FROM indicators i CROSS JOIN json_each(:periods) p CROSS JOIN json_each(:measures) m
             CROSS JOIN fact f ON f.indicator = i.key AND f.period = p.value AND f.measure = m.value
               AND f.subject = s.key) LIMIT 1""",
    ),
    (
        Enterprise.TABLE,
        "在库状态",
        "SELECT enterprise FROM registrations JOIN json_each(:gone) ON value = enterprise LIMIT 1",
    ),
    (Project.TABLE, "包抓责任", "SELECT project FROM assignments JOIN json_each(:gone) ON value = project LIMIT 1"),
    (Project.TABLE, "节点", "SELECT project FROM milestones JOIN json_each(:gone) ON value = project LIMIT 1"),
    (Project.TABLE, "走访", "SELECT project FROM visits JOIN json_each(:gone) ON value = project LIMIT 1"),
    (Project.TABLE, "问题", "SELECT project FROM issues JOIN json_each(:gone) ON value = project LIMIT 1"),
    (
        Enterprise.TABLE,
        "包抓责任",
        "SELECT enterprise FROM assignments JOIN json_each(:gone) ON value = enterprise LIMIT 1",
    ),
    (Enterprise.TABLE, "走访", "SELECT enterprise FROM visits JOIN json_each(:gone) ON value = enterprise LIMIT 1"),
    (Enterprise.TABLE, "问题", "SELECT enterprise FROM issues JOIN json_each(:gone) ON value = enterprise LIMIT 1"),
)


def refuse_orphans(connection: sqlite3.Connection, plan: Plan, periods: Callable[[], Sequence[int]]) -> None:
    """Raise StoreError when what a plan has taken away is still spoken of; `periods` gives those with figures."""
    going = [change.before for change in plan.records if change.before is not None and change.after is None]
    for table, what, sql in _USED_BY:
        gone = {record.id: record for record in going if table == record.TABLE}
        if not gone:
            continue
        values = {
            "gone": json.dumps(list(gone)), "periods": json.dumps(list(periods())),
            "measures": json.dumps([int(measure) for measure in Measure]),
        }  # fmt: skip
        if found := connection.execute(sql, values).fetchone():
            raise StoreError(
                f"“{gone[found[0]].title()}”还有{what}，不能撤走，没有写入任何内容：请先撤销或删去后来的{what}。"
            )
