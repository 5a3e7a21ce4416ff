"""What a look at a workbook's raw bytes tells that the reader of values would hide or choke on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from parkdesk.errors import IntakeError
from parkdesk.intake.cells import column_letters

MAX_FILE = 50 * 2**20
MAX_UNPACKED = 300 * 2**20
MAX_CELLS = 8_000_000


@dataclass(slots=True)
class SheetScan:
    """The cells of one sheet that need care; places are A1 names."""

    name: str
    visible: bool = True
    errors: dict[str, str] = field(default_factory=dict)
    uncomputed: list[str] = field(default_factory=list)
    percents: set[str] = field(default_factory=set)
    hidden_rows: list[int] = field(default_factory=list)
    far_row: tuple[int, str] = (0, "")
    far_column: tuple[int, str] = (0, "")

    def reach(self, row: int, column: int) -> None:
        """Note a cell with content (zero-based), to know how far the used rectangle goes."""
        if row >= self.far_row[0]:
            self.far_row = (row + 1, f"{column_letters(column)}{row + 1}")
        if column >= self.far_column[0]:
            self.far_column = (column + 1, f"{column_letters(column)}{row + 1}")

    def refuse_if_vast(self, file: str) -> None:
        """Refuse a used rectangle that the reader of values could not hold, naming the stray cell."""
        if self.far_row[0] * self.far_column[0] <= MAX_CELLS:
            return
        stray = " 和 ".join(dict.fromkeys((self.far_row[1], self.far_column[1])))
        raise IntakeError(
            f"“{file}”的工作表“{self.name}”在很远的 {stray} 处有内容，表格大得无法读取；"
            "请在 Excel/WPS 中删除那里多余的内容（连同空行空列），保存后再导入。"
        )


class WorkbookScan(NamedTuple):
    """What a look at a whole workbook tells: its sheets, and what in it is left alone."""

    sheets: list[SheetScan]
    has_macros: bool
    has_links: bool


def too_big(file: str) -> IntakeError:
    """Return the refusal of a workbook that unpacks to more than any office sheet holds."""
    return IntakeError(
        f"“{file}”解开后超过{MAX_UNPACKED // 2**20}MB，不像一张报表；请只留要导入的工作表，另存为新的 .xlsx 后再导入。"
    )


def damaged(file: str) -> IntakeError:
    """Return the refusal of a workbook that is cut short or broken."""
    return IntakeError(f"“{file}”已损坏或不完整，读不出来；请用 Excel/WPS 打开检查，另存为 .xlsx 后再导入。")


def locked(file: str) -> IntakeError:
    """Return the refusal of a workbook with a password."""
    return IntakeError(f"“{file}”设有打开密码，读不了；请在 Excel/WPS 中取消密码、保存后再导入。")


def no_workbook(file: str, what: str = "") -> IntakeError:
    """Return the refusal of a file that is no table."""
    hint = f"（看起来是{what}）" if what else ""
    return IntakeError(f"“{file}”不是 Excel 工作簿{hint}；请选择 .xlsx、.xls、.et 或 .csv 表格。")
