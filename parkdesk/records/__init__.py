"""VOCABULARY: what the office keeps, declared once; tables, forms, headings and packages are derived."""

from __future__ import annotations

from functools import cache

from parkdesk.records.attraction import Enclave, Entry, Event, Lead
from parkdesk.records.checks import CheckRule, Deadline, Explanation, Holiday, PeriodState
from parkdesk.records.duties import Assignment, Member, Slot, Template
from parkdesk.records.enterprises import Enterprise, Registration
from parkdesk.records.goals import Achievement, Acreage, AcreageResult, DutyTask, Scheme, SchemeItem, SchemeScore
from parkdesk.records.grammar import Column, Record, columns_of
from parkdesk.records.indicators import Indicator, Measure, OfficialFigure
from parkdesk.records.land import Parcel, Promise, Reserve, Swap
from parkdesk.records.ledger import LedgerRecord
from parkdesk.records.milestones import Baseline, Investment, Milestone, StageDay
from parkdesk.records.notices import Norm, Notice, RhythmTask
from parkdesk.records.nurture import Candidate, Chain, Constraint, Disaster, Honour, Network, Tier, Watch
from parkdesk.records.offices import Office
from parkdesk.records.parks import (
    Delegation,
    Facility,
    Finance,
    Housing,
    Lease,
    Park,
    ParkMonth,
    ParkTitle,
    Partner,
    Plant,
    Room,
)
from parkdesk.records.people import Department, Person, Tenure
from parkdesk.records.projects import Project
from parkdesk.records.remarks import Absence, Attachment, CellMark
from parkdesk.records.support import (
    Benchmark,
    BottomLine,
    Drill,
    Fair,
    Fund,
    Hazard,
    Inspection,
    Loan,
    Meeting,
    ParkTask,
    Payout,
    Pool,
    Talent,
)
from parkdesk.records.targets import Approval, ReturnedItem, Target
from parkdesk.records.visits import Issue, Visit

LEDGERS: dict[str, type[Record]] = {
    ledger.TABLE: ledger
    for ledger in (
        Office, Indicator, Enterprise, Registration, Project, Template, Slot, Assignment, OfficialFigure,
        CheckRule, Explanation, PeriodState, Holiday, Deadline, Target, ReturnedItem, Approval,
        Absence, CellMark, Attachment,
        Member, Tenure, Person, Department, Milestone, Baseline, StageDay, Investment, Visit, Issue, Notice, Norm,
        RhythmTask,
        Park, ParkMonth, Facility, Housing, Plant, Room, Lease, Finance, ParkTitle, Partner, Delegation,
        Reserve, Parcel, Promise, Swap,
        Achievement, DutyTask, Scheme, SchemeItem, SchemeScore, Acreage, AcreageResult,
        Candidate, Watch, Constraint, Disaster, Honour, Tier, Network, Chain, Event, Lead, Entry, Enclave,
        Fund, Payout, Meeting, Loan, Pool, Talent, Fair, Inspection, Hazard, Drill, Benchmark, BottomLine, ParkTask,
    )
}  # fmt: skip
"""Every ledger by the plural name that the command line and the packages use."""


@cache
def references(table: str) -> dict[str, str]:
    """Return a ledger's columns that name a record of another one, and which: 「project」 names one of `projects`."""
    named = {column.key: f"{column.key}s" for column in LEDGERS[table].COLUMNS if column.kind.name == "reference"}
    return {key: table for key, table in named.items() if table in LEDGERS}


def plain_ledgers() -> dict[str, type[LedgerRecord]]:
    """Return the ledgers that need nothing but their declaration."""
    return {table: ledger for table, ledger in LEDGERS.items() if issubclass(ledger, LedgerRecord)}


__all__ = [
    "LEDGERS",
    "Absence",
    "Achievement",
    "Acreage",
    "AcreageResult",
    "Approval",
    "Assignment",
    "Attachment",
    "Baseline",
    "Benchmark",
    "BottomLine",
    "Candidate",
    "CellMark",
    "Chain",
    "CheckRule",
    "Column",
    "Constraint",
    "Deadline",
    "Delegation",
    "Department",
    "Disaster",
    "Drill",
    "DutyTask",
    "Enclave",
    "Enterprise",
    "Entry",
    "Event",
    "Explanation",
    "Facility",
    "Fair",
    "Finance",
    "Fund",
    "Hazard",
    "Holiday",
    "Honour",
    "Housing",
    "Indicator",
    "Inspection",
    "Investment",
    "Issue",
    "Lead",
    "Lease",
    "LedgerRecord",
    "Loan",
    "Measure",
    "Meeting",
    "Member",
    "Milestone",
    "Network",
    "Norm",
    "Notice",
    "Office",
    "OfficialFigure",
    "Parcel",
    "Park",
    "ParkMonth",
    "ParkTask",
    "ParkTitle",
    "Partner",
    "Payout",
    "PeriodState",
    "Person",
    "Plant",
    "Pool",
    "Project",
    "Promise",
    "Record",
    "Registration",
    "Reserve",
    "ReturnedItem",
    "RhythmTask",
    "Room",
    "Scheme",
    "SchemeItem",
    "SchemeScore",
    "Slot",
    "StageDay",
    "Swap",
    "Talent",
    "Target",
    "Template",
    "Tenure",
    "Tier",
    "Visit",
    "Watch",
    "columns_of",
    "plain_ledgers",
    "references",
]
