"""The register of firms: the ledger view with the standing in it, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from parkdesk.records import Enterprise, Registration, columns_of
from parkdesk.records.enterprises import STATUSES
from parkdesk.rules import credit_code
from parkdesk.store import new_id
from parkdesk.store.query import STATUS
from ui.widgets.filter_box import FilterBox
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkdesk.records import Column, Record
    from parkdesk.store import Changes
    from ui.desk import Desk
    from ui.widgets.record_panel import RecordPanel

_FIRST = ("name", "code", "status", "industry_name", "park", "town", "staff", "land", "contact", "phone")
_COMPLETED = ("industry_name", "park", "town", "company_type")


class FirmsView(LedgerView):
    """The office's register of firms."""

    COUNTED: ClassVar[str] = "户"
    BUTTONS: ClassVar[tuple[str, str]] = ("打开资料", "新增企业")
    ICON: ClassVar[str] = "enterprises"
    EMPTY: ClassVar[tuple[str, str, str]] = (
        "企业库还是空的",
        "把企业名录（Excel、WPS 表格都可以）拖到窗口里，或从“数据交换”导入；"
        "也可以在表格里连表头复制，回到这里按 Ctrl+V，或点右上角“新增企业”逐户录入。",
        "去导入企业名录",
    )
    NOTHING_FOUND: ClassVar[tuple[str, str]] = (
        "没有符合条件的企业",
        "换一个词试试：可以输名称的一部分、代码的末几位，或拼音首字母。",
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Enterprise.TABLE)

    def columns(self) -> tuple[Sequence[Column], Sequence[Column]]:
        declared = {column.key: column for column in (*columns_of(Enterprise), STATUS)}
        return [declared[key] for key in _FIRST], [c for key, c in declared.items() if key not in _FIRST]

    def completed(self) -> frozenset[str]:
        return frozenset(_COMPLETED)

    def boxes(self) -> list[FilterBox]:
        return [FilterBox("status", "状态"), FilterBox("park", "园区"), FilterBox("industry_name", "行业")]

    def hint(self) -> str:
        return "名称、代码、拼音首字母"

    def is_touched(self, changes: Changes) -> bool:
        return super().is_touched(changes) or changes.touches(Registration.TABLE)

    def values_of(self, column: str) -> list[Any]:
        values = super().values_of(column)
        if column == "status":
            values.sort(key=[*STATUSES, None, ""].index)
        return values

    def said_of(self, record: Any) -> str:
        """Say the firm's standing in the register, year by year, newest first."""
        found = self.desk.store.select(Registration, enterprise=record.id)
        found.sort(key=lambda registration: -registration.from_period)
        said = [f"{r.year}年{r.status}" + (f"（{r.reason}）" if r.reason else "") for r in found[:3]]
        return " · ".join(said) or "未登记在库状态"

    def fresh(self) -> Record:
        return Enterprise(id=new_id(), unit=self.desk.store.desk.unit, name="")

    def make_panel(self) -> RecordPanel:
        from ui.widgets.record_panel import RecordPanel

        return RecordPanel(self.desk, Enterprise, doubts={"code": credit_code.fault}, offers=self.offers)

    def offers(self, key: str) -> Sequence[str]:
        return [v for v in self.desk.store.pages.distinct(Enterprise.TABLE, key) if v] if key in _COMPLETED else ()
