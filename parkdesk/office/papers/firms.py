"""Forms about firms: 企业月报表 and 入库退库情况表."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.office.month_sheet import read_sheet
from parkdesk.office.papers.entry import FIRMS, Paper
from parkdesk.records import Enterprise, Measure, Registration, catalogue
from parkdesk.reports import firm_forms
from parkdesk.rules.growth import EXIT, NEW

if TYPE_CHECKING:
    from parkdesk.office.papers.entry import Asked
    from parkdesk.periods import Period
    from parkdesk.reports.values import Report
    from parkdesk.store import Store


def county_names(store: Store, period: Period) -> list[str]:
    """Return the units of a city that have figures in a period, by name in official order."""
    if not store.desk.is_city:
        return []
    there = {unit for unit, _ in store.facts.population(period)}
    return [office.name for office in store.offices().values() if office.code in there]


def unit_asked(asked: Asked) -> tuple[str | None, str]:
    """Return the code and the name of the unit that a paper is about: the one it was asked for, or all."""
    for office in asked.store.offices().values():
        if asked.whom and office.name == asked.whom:
            return office.code, office.name
    return asked.unit, asked.place


def whose(asked: Asked) -> str:
    """Return the group of firms that a paper adds up, as traces name it: one county of a city, else all."""
    return f"县区:{asked.whom}" if asked.whom else firm_forms.ALL


def write_months(asked: Asked) -> Report:
    """Write 企业月报表 of a county, or of every county of a city."""
    unit, place = unit_asked(asked)
    lines = firm_lines(asked.store, asked.period, unit)
    return firm_forms.monthly_form(lines, asked.period, place, asked.head, asked.notes, whose(asked))


def firm_lines(store: Store, period: Period, unit: str | None) -> list[firm_forms.FirmLine]:
    """Read every firm of a period as its form shows it; 本月 follows from 累计 where nobody reported it."""
    sheet = read_sheet(store, period, unit)
    rows = {row.id: row for row in sheet.rows}
    towns = {firm.id: firm.town for firm in store.select(Enterprise, **({"unit": unit} if unit else {}))}
    names = catalogue.industries()
    lines = []
    for firm in store.facts.firms(period, "output", unit):
        row = rows[firm.subject]

        def of(code: str, measure: Measure, row: object = row) -> int | None:
            return sheet.value(row, (code, measure))  # type: ignore[arg-type]

        lines.append(
            firm_forms.FirmLine(
                firm,
                industry=names.get(firm.industry[:2], ""),
                place=firm.park or towns.get(firm.subject, ""),
                month=of("output", Measure.MONTH),
                month_base=of("output", Measure.MONTH_BASE),
                revenue=of("revenue", Measure.CUM),
                tax=of("tax", Measure.CUM),
                power=of("power", Measure.CUM),
                staff=of("staff", Measure.STOCK),
            )
        )
    return lines


def write_moves(asked: Asked) -> Report:
    """Write 入库退库情况表."""
    unit, place = unit_asked(asked)
    firms = asked.store.facts.firms(asked.period, "output", unit)
    moved = {firm.subject for firm in firms if firm.status in (NEW, EXIT)}
    said = asked.store.select(Registration, year=asked.period.year)
    reasons = {one.enterprise: one.reason for one in said if one.enterprise in moved and one.reason}
    return firm_forms.register_form(firms, reasons, asked.period, place, asked.head, asked.notes, whose(asked))


PAPERS = (
    Paper("enterprises", "企业月报表", FIRMS, write_months, each=county_names, each_label="县区"),
    Paper("register", "入库退库情况表", FIRMS, write_moves, each=county_names, each_label="县区"),
)
