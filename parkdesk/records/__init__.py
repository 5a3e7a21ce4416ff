"""VOCABULARY: what the office keeps, declared once; tables, forms, headings and packages are derived.

A declaration loads when it is first asked for: a start needs a dozen of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from parkdesk.records.grammar import Column, Record, columns_of
from parkdesk.records.ledger import LedgerRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parkdesk.records.attraction import Enclave, Entry, Event, Lead
    from parkdesk.records.checks import CheckRule, Deadline, Explanation, Holiday, PeriodState
    from parkdesk.records.duties import Assignment, Member, Slot, Template
    from parkdesk.records.enterprises import Enterprise, Registration
    from parkdesk.records.goals import Achievement, Acreage, AcreageResult, DutyTask, Scheme, SchemeItem, SchemeScore
    from parkdesk.records.indicators import Indicator, Measure, OfficialFigure
    from parkdesk.records.land import LandGrade, LandOffer, Parcel, Promise, Reserve, Swap
    from parkdesk.records.milestones import Baseline, Investment, Milestone, StageDay
    from parkdesk.records.notices import Norm, Notice, RhythmTask
    from parkdesk.records.nurture import Candidate, Chain, Constraint, Disaster, Honour, Network, Supply, Tier, Watch
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
        DutyCheck,
        Fair,
        Fund,
        Hazard,
        Inspection,
        Loan,
        Meeting,
        ParkTask,
        Payout,
        Pool,
        Recovery,
        Reward,
        Talent,
    )
    from parkdesk.records.targets import Approval, ReturnedItem, Target
    from parkdesk.records.visits import Issue, Visit
    from parkdesk.records.wordings import Wording

_PLACES = {
    "offices": "offices.Office",
    "indicators": "indicators.Indicator",
    "enterprises": "enterprises.Enterprise",
    "registrations": "enterprises.Registration",
    "projects": "projects.Project",
    "templates": "duties.Template",
    "slots": "duties.Slot",
    "assignments": "duties.Assignment",
    "officials": "indicators.OfficialFigure",
    "check_rules": "checks.CheckRule",
    "explanations": "checks.Explanation",
    "period_states": "checks.PeriodState",
    "holidays": "checks.Holiday",
    "deadlines": "checks.Deadline",
    "targets": "targets.Target",
    "returns": "targets.ReturnedItem",
    "approvals": "targets.Approval",
    "absences": "remarks.Absence",
    "cell_marks": "remarks.CellMark",
    "attachments": "remarks.Attachment",
    "wordings": "wordings.Wording",
    "members": "duties.Member",
    "tenures": "people.Tenure",
    "people": "people.Person",
    "departments": "people.Department",
    "milestones": "milestones.Milestone",
    "baselines": "milestones.Baseline",
    "stages": "milestones.StageDay",
    "investments": "milestones.Investment",
    "visits": "visits.Visit",
    "issues": "visits.Issue",
    "notices": "notices.Notice",
    "norms": "notices.Norm",
    "rhythm_tasks": "notices.RhythmTask",
    "parks": "parks.Park",
    "park_months": "parks.ParkMonth",
    "facilities": "parks.Facility",
    "housing": "parks.Housing",
    "plants": "parks.Plant",
    "rooms": "parks.Room",
    "leases": "parks.Lease",
    "finances": "parks.Finance",
    "park_titles": "parks.ParkTitle",
    "partners": "parks.Partner",
    "delegations": "parks.Delegation",
    "reserves": "land.Reserve",
    "parcels": "land.Parcel",
    "promises": "land.Promise",
    "swaps": "land.Swap",
    "land_grades": "land.LandGrade",
    "land_offers": "land.LandOffer",
    "achievements": "goals.Achievement",
    "duty_tasks": "goals.DutyTask",
    "schemes": "goals.Scheme",
    "scheme_items": "goals.SchemeItem",
    "scheme_scores": "goals.SchemeScore",
    "acreages": "goals.Acreage",
    "acreage_results": "goals.AcreageResult",
    "candidates": "nurture.Candidate",
    "watches": "nurture.Watch",
    "constraints": "nurture.Constraint",
    "supplies": "nurture.Supply",
    "disasters": "nurture.Disaster",
    "honours": "nurture.Honour",
    "tiers": "nurture.Tier",
    "networks": "nurture.Network",
    "chains": "nurture.Chain",
    "events": "attraction.Event",
    "leads": "attraction.Lead",
    "entries": "attraction.Entry",
    "enclaves": "attraction.Enclave",
    "funds": "support.Fund",
    "payouts": "support.Payout",
    "meetings": "support.Meeting",
    "loans": "support.Loan",
    "pools": "support.Pool",
    "talents": "support.Talent",
    "fairs": "support.Fair",
    "inspections": "support.Inspection",
    "hazards": "support.Hazard",
    "drills": "support.Drill",
    "benchmarks": "support.Benchmark",
    "bottom_lines": "support.BottomLine",
    "park_tasks": "support.ParkTask",
    "duty_checks": "support.DutyCheck",
    "recoveries": "support.Recovery",
    "rewards": "support.Reward",
}
"""Every ledger's table, and where its records are declared; owners stand before what they own."""
_ROOMS = {place.partition(".")[2]: place.partition(".")[0] for place in _PLACES.values()} | {"Measure": "indicators"}


class _Ledgers(Mapping[str, type[Record]]):
    """The classes of records by their tables."""

    def __getitem__(self, table: str) -> type[Record]:
        return _declared(_PLACES[table])

    def __iter__(self) -> Iterator[str]:
        return iter(_PLACES)

    def __len__(self) -> int:
        return len(_PLACES)

    def __contains__(self, table: object) -> bool:
        return table in _PLACES


LEDGERS = _Ledgers()
"""Every ledger by the plural name that the command line and the packages use."""


@cache
def _declared(place: str) -> type[Record]:
    room, name = place.split(".")
    found: type[Record] = getattr(import_module(f"parkdesk.records.{room}"), name)
    return found


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"parkdesk.records.{_ROOMS[name]}"), name)


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
    "DutyCheck",
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
    "LandGrade",
    "LandOffer",
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
    "Recovery",
    "Registration",
    "Reserve",
    "ReturnedItem",
    "Reward",
    "RhythmTask",
    "Room",
    "Scheme",
    "SchemeItem",
    "SchemeScore",
    "Slot",
    "StageDay",
    "Supply",
    "Swap",
    "Talent",
    "Target",
    "Template",
    "Tenure",
    "Tier",
    "Visit",
    "Watch",
    "Wording",
    "columns_of",
    "plain_ledgers",
    "references",
]
