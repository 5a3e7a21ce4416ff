"""A second maker of office sheets, nastier than ../shared/tools/make_inputs.py: any layout, one truth.

Every maker returns workbooks of the same fictional figures in another layout, with the facts that a right
programme must read from them: {(firm, indicator, measure, period): figure in the indicator's unit}.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook

from parkdesk.rules.credit_code import check_character

Key = tuple[str, str, str, str]
Truth = dict[Key, Decimal]
YEAR = 2026
_HEAD = "鼎昇润泽启晟禾峰岳川汉江瑞恒盛嘉远博泰安康源丰宏达信诚益隆兴"
_TRADE = ["食品", "建材", "电气", "茶业", "药业", "铸造"]
NAMES = {"output": "工业总产值", "revenue": "营业收入", "tax": "实缴税收"}
WORDS = {"month": "本月", "cum": "累计", "cum_base": "上年同期", "month_base": "上年同月"}


class Firm(NamedTuple):
    name: str
    code: str


class Nasty(NamedTuple):
    """One workbook: sheets of rows (with merges), and what must be read from it."""

    name: str
    sheets: list[tuple[str, list[list[object]], list[str]]]
    truth: Truth
    hidden_rows: tuple[int, ...] = ()
    file: str = ""


class World:
    """Fictional firms with cumulative figures of every month."""

    def __init__(self, seed: int, firms: int = 6) -> None:
        self.rng = random.Random(seed)
        self.firms = [self._firm(number) for number in range(firms)]
        self._monthly = {
            (f.name, code, month): self.rng.randrange(10, 900) * 10**2 + self.rng.randrange(100)
            for f in self.firms for code in NAMES for month in range(1, 13)
        }  # fmt: skip

    def _firm(self, number: int) -> Firm:
        head = self.rng.choice(_HEAD) + self.rng.choice(_HEAD)
        first = f"91610981{self.rng.randrange(10**6, 10**7):07d}{number:02d}"
        kind = self.rng.choice(["有限公司", "有限责任公司", "科技有限公司"])
        return Firm(f"旬阳{head}{self.rng.choice(_TRADE)}{number}{kind}", first + (check_character(first) or "0"))

    def figure(self, firm: Firm, code: str, measure: str, month: int) -> Decimal:
        """Return a figure in 万元 with two decimals."""
        base = measure.endswith("base")
        months = [month] if measure.startswith("month") else range(1, month + 1)
        cents = sum(self._monthly[firm.name, code, m] for m in months)
        return Decimal(cents * 9 // 10 if base else cents) / 100

    def truth(self, codes: list[str], measures: list[str], months: list[int]) -> Truth:
        return {
            (f.name, code, measure, f"{YEAR}-{month:02d}"): self.figure(f, code, measure, month)
            for f in self.firms for code in codes for measure in measures for month in months
        }  # fmt: skip


def number(value: Decimal) -> float:
    return float(value)


TITLE, UNIT = f"旬阳市{YEAR}年1—9月规模以上工业企业产值表", "填报单位：旬阳市经贸局　　单位：万元"


def wide_cumulative(w: World) -> Nasty:
    rows = [[f"旬阳市{YEAR}年规模以上工业企业产值台账"], [UNIT]]
    months = [2, 5, 9]
    rows.append(["序号", "企业名称", "统一社会信用代码", *(f"产值1-{m}月" for m in months), "备注"])
    for n, f in enumerate(w.firms, 1):
        rows.append([n, f.name, f.code, *(number(w.figure(f, "output", "cum", m)) for m in months), ""])
    return Nasty("wide", [("Sheet1", rows, [])], w.truth(["output"], ["cum"], months))


def wide_two_levels(w: World) -> Nasty:
    months = [3, 4]
    head = ["企业名称", *(text for m in months for text in (f"1—{m}月", "", f"{m}月", ""))]
    below = ["", *(text for _ in months for text in ("产值", "上年同期", "产值", "上年同月"))]
    rows = [[f"{YEAR}年产值"], [UNIT], head, below]
    for f in w.firms:
        cells: list[object] = [f.name]
        for m in months:
            cells += [
                number(w.figure(f, "output", measure, m)) for measure in ("cum", "cum_base", "month", "month_base")
            ]
        rows.append(cells)
    merges = ["A3:A4", "B3:C3", "D3:E3", "F3:G3", "H3:I3"]
    truth = w.truth(["output"], ["cum", "cum_base", "month", "month_base"], months)
    return Nasty("wide_two_levels", [("Sheet1", rows, merges)], truth)


def beside_last_year(w: World) -> Nasty:
    rows = [[TITLE], [UNIT], ["企业名称", f"产值{YEAR}年1—9月", f"产值{YEAR - 1}年1—9月"]]
    rows += [[f.name, *(number(w.figure(f, "output", x, 9)) for x in ("cum", "cum_base"))] for f in w.firms]
    return Nasty("beside_last_year", [("Sheet1", rows, [])], w.truth(["output"], ["cum", "cum_base"], [9]))


def long_figures(w: World) -> Nasty:
    rows = [["旬阳市月度数据"], [UNIT], ["序号", "企业名称", "指标", "期间", "口径", "计量单位", "数值"]]
    months, codes = [8, 9], ["output", "revenue"]
    entries = [(f, c, x, m) for f in w.firms for c in codes for x in ("cum", "cum_base") for m in months]
    w.rng.shuffle(entries)
    for n, (f, c, measure, m) in enumerate(entries, 1):
        value, unit = w.figure(f, c, measure, m), "万元"
        if w.rng.random() < 0.3:
            value, unit = value * 10, "千元"
        rows.append([n, f.name, NAMES[c], f"{YEAR}-{m:02d}", WORDS[measure], unit, number(value)])
    return Nasty("long", [("明细", rows, [])], w.truth(codes, ["cum", "cum_base"], months))


def long_measures(w: World) -> Nasty:
    rows = [[TITLE], [UNIT], ["企业名称", "指标", "本月", "累计", "上年同期"]]
    rows += [
        [f.name, NAMES[c], *(number(w.figure(f, c, x, 9)) for x in ("month", "cum", "cum_base"))]
        for f in w.firms for c in ("output", "tax")
    ]  # fmt: skip
    return Nasty("long_measures", [("Sheet1", rows, [])], w.truth(["output", "tax"], ["month", "cum", "cum_base"], [9]))


def rotated(w: World) -> Nasty:
    rows = [[TITLE], [UNIT], ["指标", "单位", *(f.name for f in w.firms), "合计"]]
    for c in ("output", "revenue"):
        for x in ("cum", "cum_base"):
            values = [w.figure(f, c, x, 9) for f in w.firms]
            label = NAMES[c] + WORDS[x]
            rows.append([label, "万元", *map(number, values), number(sum(values, Decimal(0)))])
    rows.append(["填表人：张三"])
    return Nasty("rotated", [("Sheet1", rows, [])], w.truth(["output", "revenue"], ["cum", "cum_base"], [9]))


def rotated_two_labels(w: World) -> Nasty:
    rows = [[TITLE], [UNIT], ["", "", *(f.name for f in w.firms)]]
    for c in ("output", "tax"):
        for at, x in enumerate(("month", "cum", "cum_base")):
            rows.append([NAMES[c] if at == 0 else "", WORDS[x], *(number(w.figure(f, c, x, 9)) for f in w.firms)])
    truth = w.truth(["output", "tax"], ["month", "cum", "cum_base"], [9])
    return Nasty("rotated_two_labels", [("Sheet1", rows, ["A4:A6", "A7:A9"])], truth)


def form_of_one(w: World) -> Nasty:
    f = w.firms[0]
    rows = [
        [f"{YEAR}年1—9月工业企业基本情况表"],
        [f"单位名称：{f.name}　　统一社会信用代码：{f.code}　　单位：万元"],
        ["指标名称", "计量单位", "本月", "累计", "上年同期"],
    ]
    rows += [
        [name, "万元", *(number(w.figure(f, c, x, 9)) for x in ("month", "cum", "cum_base"))]
        for c, name in NAMES.items()
    ]
    full = w.truth(list(NAMES), ["month", "cum", "cum_base"], [9])
    return Nasty("form", [("Sheet1", rows, [])], {key: value for key, value in full.items() if key[0] == f.name})


def two_tables_below(w: World) -> Nasty:
    rows: list[list[object]] = []
    for m in (8, 9):
        rows += [[f"旬阳市{YEAR}年1—{m}月产值表"], [UNIT], ["序号", "企业名称", "产值累计", "上年同期"]]
        for n, f in enumerate(w.firms, 1):
            rows.append(
                [n, f.name, number(w.figure(f, "output", "cum", m)), number(w.figure(f, "output", "cum_base", m))]
            )
        total = [sum((w.figure(f, "output", x, m) for f in w.firms), Decimal(0)) for x in ("cum", "cum_base")]
        rows += [["", "合计", *map(number, total)], ["填表人：张三"], []]
    return Nasty("two_below", [("Sheet1", rows, [])], w.truth(["output"], ["cum", "cum_base"], [8, 9]))


def two_different_below(w: World) -> Nasty:
    rows: list[list[object]] = [[TITLE], [UNIT], ["企业名称", "产值累计", "产值上年同期"]]
    rows += [[f.name, *(number(w.figure(f, "output", x, 9)) for x in ("cum", "cum_base"))] for f in w.firms]
    rows += [[], [f"旬阳市{YEAR}年1—9月税收表"], [UNIT], ["序号", "企业名称", "实缴税收累计"]]
    rows += [[n, f.name, number(w.figure(f, "tax", "cum", 9))] for n, f in enumerate(w.firms, 1)]
    truth = w.truth(["output"], ["cum", "cum_base"], [9]) | w.truth(["tax"], ["cum"], [9])
    return Nasty("two_different_below", [("Sheet1", rows, [])], truth)


def two_beside(w: World) -> Nasty:
    half = len(w.firms) // 2
    rows: list[list[object]] = [[TITLE], [UNIT], ["序号", "企业名称", "产值累计", "序号", "企业名称", "产值累计"]]
    for n, (a, b) in enumerate(zip(w.firms[:half], w.firms[half:], strict=True), 1):
        values = [number(w.figure(f, "output", "cum", 9)) for f in (a, b)]
        rows.append([n, a.name, values[0], n + half, b.name, values[1]])
    return Nasty("two_beside", [("Sheet1", rows, ["A1:F1", "A2:F2"])], w.truth(["output"], ["cum"], [9]))


def units_mixed(w: World) -> Nasty:
    rows: list[list[object]] = [
        [TITLE],
        ["填报单位：旬阳市经贸局"],
        ["企业名称", "产值累计", "营业收入累计", "实缴税收累计"],
    ]
    rows.append(["", "千元", "亿元", "元"])
    for f in w.firms:
        v = [w.figure(f, c, "cum", 9) for c in NAMES]
        rows.append([f.name, number(v[0] * 10), str(v[1] / 10000), f"{v[2] * 10000:,.0f}"])
    return Nasty("units_mixed", [("Sheet1", rows, [])], w.truth(list(NAMES), ["cum"], [9]))


def swapped_headings(w: World) -> Nasty:
    rows: list[list[object]] = [
        [TITLE],
        [UNIT],
        ["", "", "本月", "累计", "上年同期"],
        ["序号", "企业名称", "产值", "", ""],
    ]
    for n, f in enumerate(w.firms, 1):
        rows.append([n, f.name, *(number(w.figure(f, "output", x, 9)) for x in ("month", "cum", "cum_base"))])
    truth = w.truth(["output"], ["month", "cum", "cum_base"], [9])
    return Nasty("swapped", [("Sheet1", rows, ["C4:E4"])], truth)


def hidden_and_dressed(w: World) -> Nasty:
    rows: list[list[object]] = [[TITLE], [UNIT], ["序号", "企 业 名 称", "产值（1—9月）"]]
    dresses: list[Callable[[Decimal], object]] = [
        lambda v: f"{v:,}",
        lambda v: str(v).translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
        lambda v: f" {v} ",
        number,
        lambda v: f"{v:.2f}00",
    ]
    for n, f in enumerate(w.firms, 1):
        dress = dresses[n % len(dresses)]
        rows.append([n, f" {f.name} ", dress(w.figure(f, "output", "cum", 9))])
    return Nasty("hidden", [("Sheet1", rows, [])], w.truth(["output"], ["cum"], [9]), (5,))


def _period_told(name: str, sheet: str, file: str, heading: str) -> Callable[[World], Nasty]:
    def make(w: World) -> Nasty:
        rows: list[list[object]] = [["产值完成情况"], [UNIT], ["序号", "企业名称", heading]]
        rows += [[n, f.name, number(w.figure(f, "output", "cum", 9))] for n, f in enumerate(w.firms, 1)]
        return Nasty(name, [(sheet, rows, [])], w.truth(["output"], ["cum"], [9]), file=file)

    return make


MAKERS: tuple[Callable[[World], Nasty], ...] = (
    wide_cumulative,
    wide_two_levels,
    beside_last_year,
    long_figures,
    long_measures,
    rotated,
    rotated_two_labels,
    form_of_one,
    two_tables_below,
    two_different_below,
    two_beside,
    units_mixed,
    swapped_headings,
    hidden_and_dressed,
    _period_told("by_sheet", f"{YEAR}年1-9月", "", "产值累计"),
    _period_told("by_file", "Sheet1", f"旬阳市{YEAR}年1-9月产值.xlsx", "产值累计"),
    _period_told("by_heading", "Sheet1", f"{YEAR}年.xlsx", "产值（1—9月）"),
)


def all_of(seed: int) -> Iterator[Nasty]:
    """Yield every layout of one world."""
    for make in MAKERS:
        yield make(World(seed))


def write(nasty: Nasty, folder: Path) -> Path:
    """Write a nasty workbook."""
    book = Workbook()
    book.remove(book.active)
    for name, rows, merges in nasty.sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for merge in merges:
            sheet.merge_cells(merge)
        for row in nasty.hidden_rows:
            sheet.row_dimensions[row].hidden = True
    path = folder / (nasty.file or f"{nasty.name}.xlsx")
    book.save(path)
    return path
