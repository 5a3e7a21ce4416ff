"""审核 of one record while it is in a form: what the rules about its ledger say of each field."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from parkdesk.office.checking import rules_of
from parkdesk.office.workbench import period_of_work
from parkdesk.rules.checks.run import judge_records

if TYPE_CHECKING:
    from collections.abc import Callable

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
