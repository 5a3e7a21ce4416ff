"""审核 of records before they are kept: field by field while one is in a form, row by row as a sheet brings them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from parkdesk.office.checking import rules_of
from parkdesk.office.workbench import period_of_work
from parkdesk.plan import Finding, Level
from parkdesk.records import plain_ledgers
from parkdesk.rules.checks.run import judge_records

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkdesk.plan import Plan
    from parkdesk.records import Record
    from parkdesk.store import Store

_ORDER = MappingProxyType({"强制": 0, "核实": 1, "提示": 2})


def judge_of(store: Store, ledger: type[Record]) -> Callable[[Record], dict[str, str]]:
    """Return what says of a record of this ledger, field by field, what the rules find; of several the gravest."""
    key = period_of_work(store.day()).key
    rules = [rule for rule in rules_of(store).rules if rule.over == ledger.TABLE]

    def judge(record: Record) -> dict[str, str]:
        found = judge_records(rules, {ledger.TABLE: [record]}, key)
        said: dict[str, str] = {}
        for one in sorted(found, key=lambda one: _ORDER.get(one.level, len(_ORDER))):
            said.setdefault(one.place.field, f"{one.level}：{one.text}")
        return said

    return judge


def judged(store: Store, plan: Plan) -> Plan:
    """Return a plan with what 审核 says of the rows of plain ledgers that it would write."""
    after: dict[str, list[Record]] = {}
    plain = plain_ledgers()
    for change in plan.records:
        if change.after is not None and change.after.TABLE in plain:
            after.setdefault(change.after.TABLE, []).append(change.after)
    if not after:
        return plan
    where = {row.subject: row.where for row in plan.rows if row.subject}
    found = judge_records(rules_of(store).rules, after, period_of_work(store.day()).key)
    findings = tuple(Finding(one.rule, Level(one.level), one.text, where.get(one.place.record, "")) for one in found)
    return replace(plan, findings=(*plan.findings, *findings))
