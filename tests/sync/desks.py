"""Small real desks for the exchange: counties with firms and figures, a city that receives."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

from parkdesk.periods import Period
from parkdesk.plan import FactChange, Plan, RecordChange, Source
from parkdesk.records import Assignment, Enterprise, Indicator, Measure, OfficialFigure, Project, Record, Registration
from parkdesk.store import DeskInfo, Store

AUG, SEP = Period(2026, 8), Period(2026, 9)
CITY, COUNTY, OTHER = "610900", "610981", "610921"
NAMES = {CITY: "安康市", COUNTY: "旬阳市", OTHER: "汉阴县"}


def clock() -> dt.datetime:
    return dt.datetime(2026, 10, 8, 9, 30)


def write(
    store: Store, *records: Record | tuple[Record | None, Record | None], facts: tuple[FactChange, ...] = ()
) -> None:
    """Write records (new, or before and after) and facts through the gate."""
    changes = tuple(RecordChange(*one) if isinstance(one, tuple) else RecordChange(None, one) for one in records)
    store.apply(Plan(Source("test"), changes, facts))


def make_desk(folder: Path, unit: str, role: str = "county", *, own_indicator: bool = False) -> Store:
    desk = DeskInfo(f"desk-{unit}", unit, NAMES[unit], role, "" if role == "city" else CITY)
    store = Store.create(folder / f"{unit}.parkdesk", desk, "赵一", clock=clock)
    codes = [("output", "工业总产值", "万元", "flow"), ("power", "用电量", "万千瓦时", "flow")]
    if own_indicator:
        codes.append(("own", "自设指标", "万元", "flow"))
    write(
        store,
        *(Indicator(id=code, code=code, name=name, unit=unit_, show_unit=unit_, nature=nature)
          for code, name, unit_, nature in codes),
    )  # fmt: skip
    return store


def firm(unit: str, number: int, **changes: Any) -> Enterprise:
    values = {"id": f"{unit}-e{number}", "unit": unit, "name": f"{NAMES[unit]}第{number}企业", "code": ""}
    return Enterprise(**{**values, **changes})


def fact(subject: str, new: int | None, *, old: int | None = None, period: Period = AUG, code: str = "output",
         measure: Measure = Measure.CUM) -> FactChange:  # fmt: skip
    return FactChange(code, period.key, subject, int(measure), old, new)


def fill(store: Store) -> None:
    """Give a county three firms, their standing, a project with its duty, an official figure, and August."""
    unit = store.desk.unit
    firms = [
        firm(unit, 1, staff=35, land=1250, notes={"备注": "含“引号”,逗号"}),
        firm(unit, 2, registered_on="2012-03-01"),
        firm(unit, 3),
    ]
    listed = Registration(id=f"{unit}-r1", enterprise=firms[0].id, year=2026, status="在库", from_period=202600)
    entered = Registration(id=f"{unit}-r2", enterprise=firms[1].id, year=2026, status="新增入库", from_period=202608)
    project = Project(id=f"{unit}-p1", unit=unit, name="某项目", total=10**12, start="2026-03", notes={})
    write(
        store,
        *firms,
        listed,
        entered,
        project,
        Assignment(id=f"{unit}-a1", unit=unit, project=project.id, role="包抓领导", name="钱二"),
        OfficialFigure(id=f"{unit}-o1", unit=unit, period=202608, figure="va_growth", value=650, source="统计局"),
        facts=(
            fact(firms[0].id, 12_345_678_901),
            fact(firms[0].id, -5, measure=Measure.CUM_BASE),
            fact(firms[1].id, 0),
            fact(firms[1].id, 777, code="power"),
            fact(firms[2].id, 100, period=Period(2026, 7)),
        ),
    )


def edit(store: Store, record_id: str, **changes: Any) -> None:
    """Change a firm."""
    before = store.find(Enterprise, record_id)
    assert before is not None
    write(store, (before, dataclasses.replace(before, **changes)))


def content(store: Store) -> dict[str, Any]:
    """Everything of a desk's units that the exchange carries, for comparing two desks by eye."""
    ledgers = (Enterprise, Registration, Project, Assignment, OfficialFigure)
    found: dict[str, Any] = {ledger.TABLE: {r.id: r for r in store.select(ledger)} for ledger in ledgers}
    return found | {str(period): store.facts.slice(period) for period in store.facts.periods()}
