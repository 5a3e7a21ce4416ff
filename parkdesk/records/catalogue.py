"""The vocabulary that ships with the program: offices, indicators, mechanism templates, industries.

Their ids are their codes, so that desks which never met agree on them. Records are asked for by their package: a desk
that knows the shipped files opens without declaring what only a new one is filled with.
"""

from __future__ import annotations

import csv
import zlib
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from parkdesk import records
from parkdesk.frozen import frozen
from parkdesk.paths import resource

if TYPE_CHECKING:
    from parkdesk.records import Deadline, Holiday, Indicator, Norm, Office
    from parkdesk.records.grammar import Record

DEFAULT_TEMPLATE, FIRM_TEMPLATE = "six_ones", "five_ones"
_MECHANISMS = (("mechanisms", "project.toml"), ("mechanisms", "kin.toml"))
_NORMS = ("mechanisms", "norms.toml")


def _rows(name: str) -> list[dict[str, str]]:
    with resource("codes", name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _toml(*parts: str) -> dict[str, Any]:
    import tomllib  # a desk that knows the shipped files opens without reading them

    return tomllib.loads(resource(*parts).read_text(encoding="utf-8"))


def offices() -> list[Office]:
    """Return the shipped offices in their official order."""
    return [
        records.Office(
            id=row["code"], code=row["code"], name=row["name"], kind=row["kind"], parent=row["parent"],
            gb_code=row["gb_code"], aliases=row["aliases"], valid_from=row["valid_from"], valid_to=row["valid_to"],
            expected=row["expected"] == "1", sort=int(row["sort"]),
        )
        for row in _rows("offices.csv")
    ]  # fmt: skip


def indicators() -> list[Indicator]:
    """Return the shipped indicators in the order of the file."""
    return [
        records.Indicator(id=entry["code"], sort=number, **entry)
        for number, entry in enumerate(_toml("indicators.toml")["indicator"], 1)
    ]


def mechanisms() -> list[Record]:
    """Return the shipped mechanism templates, each followed by its slots."""
    made: list[Record] = []
    for entry in (one for file in _MECHANISMS for one in _toml(*file)["template"]):
        code, version = entry["code"], entry["version"]
        head = {key: value for key, value in entry.items() if key != "slot"}
        made.append(records.Template(id=f"{code}-{version}", **head))
        made += [
            records.Slot(id=f"{code}-{version}-{number}", template=code, version=version, number=number, **slot)
            for number, slot in enumerate(entry["slot"], 1)
        ]
    return made


def norms() -> list[Norm]:
    """Return the shipped numbers that duties, lights, limits, notices and scores go by."""
    listed = _toml(*_NORMS)["norm"]
    return [records.Norm(id=f"norm-{entry['code']}", sort=number, **entry) for number, entry in enumerate(listed, 1)]


def steps() -> list[tuple[str, int]]:
    """Return the usual steps of a project: each name, and by which percent of its days it is reached."""
    return [(entry["name"], entry["share"]) for entry in _toml("mechanisms", "steps.toml")["step"]]


def holidays() -> list[Holiday]:
    """Return the shipped days off and worked weekends: unverified, for the office to edit."""
    return [
        records.Holiday(id=f"holiday-{day}", day=day, name=entry["name"], works=works, source="软件预置，未经核实")
        for entry in _toml("calendar", "holidays.toml")["holiday"]
        for works, days in ((False, entry["off"]), (True, entry["works"]))
        for day in days
    ]


def deadlines() -> list[Deadline]:
    """Return the shipped monthly deadlines."""
    listed = _toml("calendar", "deadlines.toml")["deadline"]
    return [
        records.Deadline(id=f"deadline-{entry['code']}", sort=number, **entry) for number, entry in enumerate(listed, 1)
    ]


@frozen
class Goal:
    """What targets are usually set on; `reached` names what the ledgers add up of it."""

    code: str
    name: str
    unit: str
    nature: str
    aliases: tuple[str, ...] = ()
    reached: str = ""

    def names(self) -> tuple[str, ...]:
        """Return the name and every alias."""
        return (self.name, *self.aliases)


@cache
def goals() -> dict[str, Goal]:
    """Return the shipped goals by code."""
    listed = _toml("targets.toml")["goal"]
    return {one["code"]: Goal(**{**one, "aliases": tuple(one.get("aliases", ()))}) for one in listed}


@cache
def target_sets() -> dict[str, dict[str, Any]]:
    """Return the shipped examples of target sets by code: name, year, targets."""
    return {one["code"]: one for one in _toml("targets.toml")["set"]}


@cache
def duty_sets() -> dict[str, dict[str, Any]]:
    """Return the shipped divisions of tasks by the target set they belong to: tasks, and units' former names."""
    return {one["set"]: one for one in _toml("targets.toml")["duties"]}


@cache
def schemes() -> dict[str, dict[str, Any]]:
    """Return the shipped schemes of assessment by code: how points are given, and their items."""
    return {one["code"]: one for one in _toml("schemes", "acreage.toml")["scheme"]}


@cache
def ladder() -> tuple[dict[str, Any], ...]:
    """Return the shipped ladder of honours: what each asks, figures as exact numbers."""
    made = []
    for one in _toml("honours.toml")["honour"]:
        figures = {key: Fraction(one[key]) for key in ("revenue", "research") if key in one}
        names = {"names": tuple(one.get("aliases", ())), "needs": one.get("needs", "")}
        made.append({"name": one["name"], "level": one["level"], **names, **figures})
    return tuple(made)


@cache
def industries() -> dict[str, str]:
    """Return GB/T 4754-2017 大类 by two-digit code."""
    return {row["code"]: row["name"] for row in _rows("industry.csv")}


def fingerprint() -> str:
    """Return a mark of the shipped files: a desk that carries the same mark need not be compared."""
    names = (("codes", "offices.csv"), ("indicators.toml",), *_MECHANISMS, _NORMS,
             ("calendar", "holidays.toml"), ("calendar", "deadlines.toml"))  # fmt: skip
    shipped = b"".join(resource(*name).read_bytes() for name in names)
    return f"{zlib.crc32(shipped):08x}-{len(shipped)}"


def shipped() -> list[Record]:
    """Return everything a new desk starts with."""
    return [*offices(), *indicators(), *mechanisms(), *norms(), *holidays(), *deadlines()]
