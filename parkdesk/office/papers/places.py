"""Papers about parks, targets, 亩均 and what is done for firms: T9, T10, 一企一单 and lists of ledgers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from parkdesk.errors import ReportError
from parkdesk.office import acreage
from parkdesk.office.papers.entry import FIRMS, PLACES, Paper, nothing_yet
from parkdesk.records import Parcel, Plant, plain_ledgers
from parkdesk.reports import place_forms
from parkdesk.reports.notice_letters import together

if TYPE_CHECKING:
    from parkdesk.office.acreage import Appraisal, FirmScore
    from parkdesk.office.papers.entry import Asked
    from parkdesk.periods import Period
    from parkdesk.reports.values import Report
    from parkdesk.store import Store

_DASH = "—"


def _of_unit(asked: Asked) -> dict[str, str]:
    return {"unit": asked.unit} if asked.unit else {}


def parks_of(store: Store, _: Period) -> list[str]:
    """Return the parks that have plants."""
    return list(dict.fromkeys(plant.park for plant in store.select(Plant)))


def write_plants(asked: Asked) -> Report:
    """Write T9, of one park or of all."""
    plants = [p for p in asked.store.select(Plant, **_of_unit(asked)) if asked.whom in ("", p.park)]
    if not plants:
        raise nothing_yet("标准化厂房台账", "标准化厂房", "园区要素")
    return place_forms.plants_form(plants, asked.whom or asked.place, asked.head, asked.notes)


def write_parcels(asked: Asked) -> Report:
    """Write T10."""
    parcels = asked.store.select(Parcel, **_of_unit(asked))
    if not parcels:
        raise nothing_yet("低效闲置工业用地处置台账", "低效闲置用地", "园区要素")
    return place_forms.parcels_form(parcels, asked.place, asked.head, asked.notes)


# -- 亩均 ----------------------------------------------------------------------------------------


def _appraisal(store: Store) -> Appraisal:
    """Return the newest data year by its scheme; raises ReportError where it cannot be scored."""
    schemes = sorted(acreage.scheme_names(store), key=lambda one: -one[1])
    if not schemes:
        raise ReportError("还没有亩均评价方案，做不出结果：请先在“目标考核”的“亩均论英雄”里采用一个方案。")
    found = acreage.appraise(store, *schemes[0])
    if found.faults:
        raise ReportError(f"亩均评价还不能计分：{found.faults[0]}")
    return found


def _in_order(found: Appraisal) -> list[FirmScore]:
    return sorted(found.firms, key=lambda one: (one.firm.cohort, one.place or 10**9))


def write_acreage(asked: Asked) -> Report:
    """Write the table of scores and classes."""
    found = _appraisal(asked.store)
    lines = [
        (
            str(one.place or _DASH), one.firm, one.land, one.total, one.grade, one.before, "；".join(one.remarks),
        )
        for one in _in_order(found)
    ]  # fmt: skip
    return place_forms.acreage_form(found.year, found.scheme, lines, asked.place, asked.head, asked.notes)


def scored_firms(store: Store, _: Period) -> list[str]:
    """Return the firms that get a letter."""
    return [one.firm.enterprise for one in _in_order(_appraisal(store))] if acreage.scheme_names(store) else []


def write_letters(asked: Asked) -> Report:
    """Write 一企一单 to one firm, or to all as one job."""
    found = _appraisal(asked.store)
    letters = []
    for one in _in_order(found):
        if asked.whom in ("", one.firm.enterprise):
            score = _DASH if one.total is None else f"{one.total // 100}.{one.total % 100:02d}"
            letters.append(
                place_forms.acreage_letter(
                    one.firm, found.year, one.grade, score, str(one.place or ""), one.lines, one.remarks,
                    asked.head,
                )
            )  # fmt: skip
    if not letters:
        raise nothing_yet("亩均评价结果告知单", "亩均数据", "目标考核")
    return together(letters, asked.notes)


# -- ledgers as lists ----------------------------------------------------------------------------

_LISTS = (
    ("funds", "资金争取情况表", "服务底线"),
    ("payouts", "惠企政策兑现情况表", "服务底线"),
    ("inspections", "安全检查台账", "服务底线"),
    ("hazards", "安全隐患整改台账", "服务底线"),
    ("honours", "企业荣誉台账", "培育招商"),
    ("leads", "招商项目台账", "培育招商"),
    ("candidates", "规上企业培育台账", "培育招商"),
    ("leases", "厂房租赁台账", "园区要素"),
)


def write_list(table: str, title: str, tab: str, asked: Asked) -> Report:
    """Write a plain ledger as a list."""
    records = asked.store.select(plain_ledgers()[table], **_of_unit(asked))
    if not records:
        raise nothing_yet(title, plain_ledgers()[table].LABEL, tab)
    return place_forms.ledger_form(f"{asked.place}{title}", records, asked.head, asked.notes)


PAPERS = (
    Paper("plants", "标准化厂房台账", PLACES, write_plants, "quarter", each=parks_of, each_label="园区",
          needs_figures=False),
    Paper("idle_land", "低效闲置工业用地处置台账", PLACES, write_parcels, "quarter", needs_figures=False),
    Paper("acreage", "亩均效益综合评价结果", PLACES, write_acreage, "year", needs_figures=False),
    Paper("acreage_letters", "亩均评价结果告知单（一企一单）", PLACES, write_letters, "year", each=scored_firms,
          each_label="企业", needs_figures=False),
    *(
        Paper(table, title, FIRMS if tab == "培育招商" else PLACES, partial(write_list, table, title, tab), "quarter",
              needs_figures=False)
        for table, title, tab in _LISTS
    ),
)  # fmt: skip
