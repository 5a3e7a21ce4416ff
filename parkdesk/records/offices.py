"""Offices: reporting units with and without a GB/T 2260 code (domain §6.3)."""

from __future__ import annotations

from parkdesk.records.grammar import Record, column, record
from parkdesk.records.kinds import CHOICE, CODE, COUNT, FLAG, TEXT

OFFICE_KINDS = ("省", "市", "县", "功能区", "园区", "飞地")
ROLES = {"county": "县级", "city": "市级", "park": "园区"}
"""The role of a desk: the machine word and the field's word."""


@record("offices", "单位", travels="definition")
class Office(Record):
    """单位: a government that reports or receives; its code need not be a GB code."""

    code: str = column("单位代码", CODE, required=True)
    name: str = column("单位名称", TEXT, required=True, aliases=("单位", "县区"), width=18)
    kind: str = column("类型", CHOICE, choices=OFFICE_KINDS, default="县")
    parent: str = column("上级代码", CODE, default="")
    gb_code: str = column("国标代码", CODE, default="")
    aliases: str = column("别名", TEXT, default="", width=20)
    valid_from: str = column("启用", TEXT, default="")
    valid_to: str = column("停用", TEXT, default="")
    expected: bool = column("应上报", FLAG, default=False)
    sort: int = column("顺序", COUNT, default=0)

    def natural_key(self) -> tuple[str, ...]:
        """Return the code."""
        return (self.code,)

    def title(self) -> str:
        """Return the name."""
        return self.name

    def names(self) -> tuple[str, ...]:
        """Return every name the office goes by."""
        return (self.name, *(alias for alias in self.aliases.split("、") if alias))
