"""A monthly table (月度产值表) as a plan: figures, unknown firms, standing in the register, sums compared."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, NamedTuple

from parkdesk.errors import IntakeError
from parkdesk.intake.cells import few
from parkdesk.intake.correction import NOTE
from parkdesk.intake.doubts import Seen, tell_doubts
from parkdesk.intake.fact_columns import FactColumn, fact_columns, figure_reader
from parkdesk.intake.fact_judge import FactJudge
from parkdesk.intake.fields import CellError, tidy_name
from parkdesk.intake.findings import Findings
from parkdesk.intake.firms import (
    LONGEST_NAME,
    Ident,
    KnownFirm,
    Register,
    known_firms,
    namesake,
    read_code,
    unnamed_by,
)
from parkdesk.intake.grid import Fault
from parkdesk.intake.headings import Field, heading_of, match_columns
from parkdesk.intake.layout import DATA, GROUP
from parkdesk.intake.rates import check_rates, rate_columns
from parkdesk.intake.standings import STATUS_FIELD, Standings, status_in
from parkdesk.intake.sums import SumCheck
from parkdesk.plan import FactChange, FieldChange, Outcome, Plan, RecordChange, Row
from parkdesk.records import Enterprise, Measure
from parkdesk.records.kinds import clean_text
from parkdesk.records.names import normalise_name
from parkdesk.rules import credit_code
from parkdesk.store import new_ids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkdesk.intake.layout import Layout, Line
    from parkdesk.intake.task import Task
    from parkdesk.periods import Period

_WORDS = {c.key: c for c in Enterprise.COLUMNS}
_TEXTS = ("name", "code", "park", "town", "industry", "industry_name")
_REMARK = Field("remark", "备注", ("说明",))
_EXPECTED = ("在库", "新增入库")
WORD_FIELDS = (*(Field(key, _WORDS[key].label, _WORDS[key].aliases) for key in _TEXTS), STATUS_FIELD, _REMARK)
_MONTHLY = (Measure.MONTH, Measure.MONTH_BASE)


class _Line(NamedTuple):
    """One row of figures."""

    row: int
    ident: Ident
    values: list[int | None]
    status: str


def word_columns(layout: Layout, remembered: Mapping[str, str]) -> dict[str, int]:
    """Return which columns of a monthly table say in words what firm a row is."""
    return match_columns(layout.columns, WORD_FIELDS, remembered)


def plan_facts(task: Task) -> Plan:
    """Return what a monthly table would change; raises IntakeError where it cannot be a table of firms."""
    if task.period is None and task.layout.months.month == 1:
        raise IntakeError(
            f"看不出“{task.grid.file}”的工作表“{task.grid.sheet}”是哪个期间的：写的是1月，而工业统计没有单独的1月；"
            "请用1—2月的累计数（2026-02 这样的期间）再导入。"
        )
    if task.period is None:
        raise IntakeError(
            f"看不出“{task.grid.file}”的工作表“{task.grid.sheet}”是哪个期间的；"
            "请指明期间（如 2026-09；1—2月写 2026-02，没有单独的1月）再导入。"
        )
    return _MonthPlan(task, task.period).build()


class _MonthPlan:
    def __init__(self, task: Task, period: Period) -> None:
        self._task, self._grid, self._period = task, task.grid, period
        self._findings = Findings(*task.findings)
        self._at = word_columns(task.layout, task.wishes.columns)
        if "name" not in self._at:
            raise IntakeError(f"“{task.grid.file}”的工作表“{task.grid.sheet}”里没有“企业名称”这一列；请补上后再导入。")
        self._columns = self._figure_columns()
        self._rounded = [0]
        self._figures = [(column.column, figure_reader(column.unit, self._rounded)) for column in self._columns]
        self._keys = [(column.indicator.code, int(column.measure)) for column in self._columns]
        store, unit = task.store, task.unit
        self._judge = FactJudge(store, task.grid, self._columns, period, unit, self._findings)
        self._standings = Standings(store, unit, period)
        self._existing = store.facts.slice(period.key, unit)
        self._rows: list[tuple[int, Row]] = []
        self._records: list[RecordChange] = []
        self._facts: list[FactChange] = []
        self._made: dict[str, KnownFirm] = {}
        self._rates = rate_columns(task.layout, self._columns)
        self._notes = [c for c in task.layout.columns if task.wishes.columns.get(c.text) == NOTE]
        self._ids = new_ids()

    def _figure_columns(self) -> list[FactColumn]:
        task = self._task
        columns = fact_columns(
            task.grid,
            task.layout,
            task.store.indicators(),
            task.wishes.columns,
            set(self._at.values()),
            self._findings,
        )
        if not columns:
            wrong = next((f.text for f in self._findings.all() if f.rule == "intake.unit_wrong"), "")
            reason = wrong or "没有一列是已知的指标；请检查表头，或先在指标目录里加上它。"
            raise IntakeError(f"“{task.grid.file}”的工作表“{task.grid.sheet}”里{reason}")
        return [column for column in columns if not self._is_lone_month(column)]

    def _is_lone_month(self, column: FactColumn) -> bool:
        if not self._period.is_first or column.measure not in _MONTHLY:
            return False
        if any(str(self._grid.rows[line.row][column.column]).strip() for line in self._task.layout.of_kind(DATA)):
            text = f"1—2月没有单月数，{column.label}这一列没有导入。"
            self._findings.hint("lone_month", text, self._grid.sheet)
        return True

    def build(self) -> Plan:
        lines = self._read_lines()
        self._refuse_if_offices(lines)
        register = Register(known_firms(self._task.store, self._task.unit))
        seen: dict[str, _Line] = {}
        for line, found in zip(lines, register.match(line.ident for line in lines), strict=True):
            if isinstance(found, list):
                self._conflict(line, len(found))
                continue
            firm = found or self._made.get(_key(line.ident)) or self._new_firm(line, register)
            if firm is found and (firm.name != line.ident.name or firm.code != line.ident.code):
                self._tell_differences(line, firm)
            if (earlier := seen.setdefault(firm.id, line)) is line:
                self._plan_line(line, firm, is_new=firm is not found)
            else:
                self._repeat(line, earlier)
        self._tell_absent(register, seen, self._standings)
        self._tell_unclassed(seen)
        lines_by_firm = {firm: Seen(line.ident, line.values) for firm, line in seen.items()}
        made = len({firm.id for firm in self._made.values()} & seen.keys())
        tell_doubts(self._task, self._columns, lines_by_firm, made, self._findings)
        if self._rounded[0]:
            text = f"有{self._rounded[0]}个数的小数位超过所存的最小单位，已四舍五入。"
            self._findings.hint("rounded", text, self._grid.sheet)
        records = (*self._records, *self._standings.changes)
        return self._task.plan(self._rows, self._findings, records=records, facts=self._facts)

    # -- reading -----------------------------------------------------------------------------

    def _read_lines(self) -> list[_Line]:
        sums = SumCheck(self._grid, self._columns, [read for _, read in self._figures])
        park = self._at.get("park")
        statuses: dict[str, str] = {}
        lines = []
        for found in self._task.layout.lines:
            cells = self._grid.rows[found.row]
            if found.kind != DATA:
                if found.kind != GROUP:
                    sums.note(found)
                continue
            try:
                line = self._read(found, statuses)
            except CellError as fault:
                self._refuse(found.row, tidy_name(cells[self._at["name"]]), str(fault))
                continue
            sums.add(found.group, line.values, in_park=park is not None and bool(str(cells[park]).strip()))
            lines.append(line)
        sums.compare(self._findings)
        return lines

    def _read(self, found: Line, statuses: dict[str, str]) -> _Line:
        cells = self._grid.rows[found.row]
        name = tidy_name(cells[self._at["name"]])
        at = self._at.get("code")
        for index in (self._at["name"], at):
            if index is not None and cells[index].__class__ is Fault:
                raise CellError(
                    f"{self._grid.where(found.row, index)} 是{cells[index]}，这一行没有导入；请改正后再导入"
                )
        code, lost = read_code(cells[at]) if at is not None else ("", "")
        if fault := unnamed_by(name, code):
            raise CellError(fault)
        if not name and not code:
            raise CellError("没有企业名称，这一行的数没有导入；请补填后再导入")
        try:
            values = [read(cells[at]) for at, read in self._figures]
        except ValueError:
            raise self._unreadable(found.row) from None
        status = statuses.get(found.group)
        if status is None:
            status = statuses[found.group] = status_in(found.group)
        if not status and "status" in self._at:
            status = status_in("".join(str(cells[self._at["status"]]).split()))
        return _Line(found.row, Ident(name, code, lost), values, status)

    def _unreadable(self, row: int) -> CellError:
        for column, (at, read) in zip(self._columns, self._figures, strict=True):
            cell = self._grid.rows[row][at]
            try:
                read(cell)
            except ValueError as fault:
                where = self._grid.where(row, at)
                return CellError(f"{where} 的{column.label}{fault}，这一行没有导入；请改正后再导入")
        raise AssertionError(row)

    def _refuse_if_offices(self, lines: list[_Line]) -> None:
        names = {name for office in self._task.store.offices().values() for name in office.names()}
        if lines and sum(line.ident.name in names for line in lines) * 2 > len(lines):
            raise IntakeError(
                f"“{self._grid.file}”的工作表“{self._grid.sheet}”是各县区的汇总表，不是企业的表，没有导入；请导入企业月报表。"
            )

    # -- one row -----------------------------------------------------------------------------

    def _plan_line(self, line: _Line, firm: KnownFirm, *, is_new: bool) -> None:
        period, subject, changes, existing = self._period.key, firm.id, self._facts, self._existing
        fields: list[FieldChange] = []
        written = len(changes)
        for index, (code, measure) in enumerate(self._keys):
            value = line.values[index]
            if value is None:
                continue
            old = existing.get((code, subject, measure)) if existing else None
            if old != value:
                changes.append(FactChange(code, period, subject, measure, old, value))
                if old is not None:
                    fields.append(_field(self._columns[index], old, value))
        self._judge.judge(line.row, firm.name, subject, line.values)
        check_rates(self._grid, line.row, firm.name, line.values, self._rates, self._findings)
        fields += self._keep_notes(line.row, subject)
        is_changed = bool(fields)
        if line.status and (standing := self._standings.set(subject, line.status)):
            fields.append(standing)
            if standing.old:
                is_changed = True
                text = f"{firm.name}此前是“{standing.old}”，本表列在“{line.status}”，本期起按本表记；请核对户数。"
                self._findings.explain("standing", text, self._grid.where(line.row))
        fresh = is_new or len(changes) > written or fields
        outcome = Outcome.CHANGED if is_changed else Outcome.NEW if fresh else Outcome.SAME
        row = Row(outcome, firm.name, self._grid.where(line.row), fields=tuple(fields), subject=subject)
        self._rows.append((line.row, row))

    def _keep_notes(self, row: int, subject: str) -> list[FieldChange]:
        """Keep the columns that a person called notes with the firm, under their heading and period."""
        texts = {
            f"{heading_of(column)}（{self._period.title}）": text
            for column in self._notes
            if (text := clean_text(self._grid.rows[row][column.column]))
        }
        if not texts:
            return []
        at = next((n for n, c in enumerate(self._records) if c.after is not None and c.after.id == subject), None)
        old = self._records[at].after if at is not None else self._task.store.find(Enterprise, subject)
        assert isinstance(old, Enterprise)
        new = dataclasses.replace(old, notes={**old.notes, **texts})
        if new == old:
            return []
        if at is not None:
            self._records[at] = RecordChange(self._records[at].before, new)
        else:
            self._records.append(RecordChange(old, new))
        return [FieldChange(label, old.notes.get(label, ""), text) for label, text in texts.items()]

    def _new_firm(self, line: _Line, register: Register[KnownFirm]) -> KnownFirm:
        code, name = line.ident.code, line.ident.name or line.ident.code
        firm = Enterprise(id=next(self._ids), unit=self._task.unit, name=name, code=code, **self._texts(line.row))
        self._records.append(RecordChange(None, firm))
        where = self._grid.where(line.row)
        if self._findings.is_open("unknown_firm"):
            self._findings.explain("unknown_firm", f"名录中没有“{name}”，已按本表新建；请核对并补全名录。", where)
        by_name = _key(Ident(name, ""))
        if by_name in self._made or (register.firms and register.named(name)):
            self._findings.explain("namesake", namesake(name), where)
        if line.ident.lost:
            self._tell_lost(line)
        elif "code" in self._at and (fault := credit_code.fault(code)):
            self._findings.explain("code", f"{name}：{fault}", where)
        made = KnownFirm(firm.id, name, code)
        self._made[_key(line.ident)] = self._made[by_name] = made
        return made

    def _texts(self, row: int) -> dict[str, Any]:
        """Return what the table says of a firm in words; what cannot be read is told and left out."""
        texts: dict[str, Any] = {}
        for key in _TEXTS[2:]:
            if (at := self._at.get(key)) is None:
                continue
            cell = self._grid.rows[row][at]
            if cell.__class__ is Fault:
                text = f"{_WORDS[key].label}是{cell}，没有采用；请在企业库中补填。"
                self._findings.explain("word_left_out", text, self._grid.where(row, at))
            else:
                texts[key] = _WORDS[key].kind.read(cell)
        return texts

    def _tell_differences(self, line: _Line, firm: KnownFirm) -> None:
        name, code, lost = line.ident
        where = self._grid.where(line.row)
        if lost:
            self._tell_lost(line)
        elif code != firm.code and code:
            text = f"{firm.name}的信用代码，名录中是{firm.code or '空'}，表中是{code}，按名称认作同一户；请核对。"
            self._findings.explain("code_differs", text, where)
        elif not code and "code" in self._at:
            self._findings.explain("code", f"{name}没有填信用代码，按名称认作名录中的同名企业；请补填。", where)
        if name and name != firm.name and normalise_name(name) != normalise_name(firm.name):
            text = f"信用代码{code}在名录中是“{firm.name}”，表中写作“{name}”，按代码认作同一户；请核对。"
            self._findings.explain("name_differs", text, where)

    def _tell_lost(self, line: _Line) -> None:
        text = (
            f"{line.ident.name}的信用代码被表格存成了数字“{line.ident.lost}”，后几位已丢失，按名称识别；"
            "请把该列设为文本后重填代码。"
        )
        self._findings.explain("code_lost", text, self._grid.where(line.row))

    def _conflict(self, line: _Line, number: int) -> None:
        reason = (
            f"{line.ident.name}：名录中有{number}户同名企业，又没有可用的信用代码，分不清是哪一户；请补填代码后再导入。"
        )
        self._rows.append((line.row, Row(Outcome.CONFLICT, line.ident.name, self._grid.where(line.row), reason)))

    def _repeat(self, line: _Line, earlier: _Line) -> None:
        if line.values == earlier.values:
            self._rows.append((line.row, Row(Outcome.SAME, line.ident.name, self._grid.where(line.row))))
        else:
            text = f"与{self._grid.line(earlier.row)}是同一户企业而数字不同；请核对哪一行是对的，删去另一行后再导入"
            self._refuse(line.row, line.ident.name, text)

    def _refuse(self, row: int, name: str, reason: str) -> None:
        label = name[:LONGEST_NAME] or "（没有名称）"
        self._rows.append((row, Row(Outcome.REFUSED, label, self._grid.where(row), f"{label}：{reason}。")))

    def _tell_absent(self, register: Register[KnownFirm], seen: dict[str, _Line], standings: Standings) -> None:
        """户数核对: firms that stand in the register but are not in the table."""
        if not any(line.status for line in seen.values()):
            return
        in_sheet = {row.label for _, row in self._rows}
        absent = [
            firm.name
            for firm in register.firms
            if standings.before.get(firm.id) in _EXPECTED and firm.id not in seen and firm.name not in in_sheet
        ]
        if absent:
            text = f"名录中在库的企业有{len(absent)}户没有出现在本表：{few(absent)}；请核对户数。"
            self._findings.explain("absent", text, self._grid.sheet)

    def _tell_unclassed(self, seen: dict[str, _Line]) -> None:
        """Say which firms no sum will count, because nobody has said whether they stand in the register."""
        before = self._standings.before
        unclassed = [line.ident.name for firm, line in seen.items() if not line.status and firm not in before]
        if unclassed:
            text = (
                f"有{len(unclassed)}户企业没有在库状态，汇总和报表暂不计入：{few(unclassed)}；"
                "请在企业库里填上，或先导入写明在库状态的企业名录。"
            )
            self._findings.explain("unclassed", text, self._grid.sheet)


def _key(ident: Ident) -> str:
    """Return what tells a firm that the register does not have from others of the sheet."""
    return ident.code or f"名称 {normalise_name(ident.name)}"


def _field(column: FactColumn, old: int, new: int) -> FieldChange:
    return FieldChange(column.label, column.text(old), column.text(new))
