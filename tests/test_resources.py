"""The shipped code lists are well formed and agree with each other."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import fields

import pytest

from parkdesk.paths import resource
from parkdesk.records.enterprises import STATUSES
from parkdesk.records.offices import OFFICE_KINDS, Office

LISTS = sorted(resource("codes").glob("*.csv"))


def rows(name):
    with resource("codes", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_list_has_unique_codes_and_full_rows(path):
    listed = rows(path.stem)
    assert listed
    for row in listed:
        assert None not in row, row
        assert None not in row.values(), row
        assert row["code"]
        assert row["name"]
        assert all(value == value.strip() for value in row.values())
    for key in ("code", "name"):
        assert [value for value, times in Counter(row[key] for row in listed).items() if times > 1] == []


def test_the_industries_are_those_of_the_standard():
    industries = rows("industry")
    assert Counter(row["section"] for row in industries) == {"B": 7, "C": 31, "D": 3}
    codes = [row["code"] for row in industries]
    assert codes == [f"{number:02}" for number in range(6, 47)]
    assert {row["section"] for row in industries} == {row["code"] for row in rows("sections")}


def test_offices_are_rows_of_their_record():
    offices = rows("offices")
    assert set(offices[0]) <= {field.name for field in fields(Office)}
    known = {row["code"] for row in offices}
    assert {row["parent"] for row in offices} - {""} <= known
    assert {row["kind"] for row in offices} <= set(OFFICE_KINDS)
    order = [int(row["sort"]) for row in offices]
    assert order == sorted(order)


def test_names_and_aliases_lead_to_one_office():
    names = Counter(
        name
        for row in rows("offices")
        for name in (row["code"], row["name"], *filter(None, row["aliases"].split("、")))
    )
    assert [name for name, times in names.items() if times > 1] == []
    assert names["610928"] == 1  # 旬阳县 until 2021: still written inside old credit codes and headings


def test_the_city_expects_ten_counties_and_three_areas():
    expected = [row for row in rows("offices") if row["expected"] == "1"]
    assert Counter(row["kind"] for row in expected) == {"县": 10, "功能区": 3}
    assert {row["parent"] for row in expected} == {"610900"}
    assert all((row["gb_code"] == row["code"]) == (row["kind"] == "县") for row in expected)


def test_the_standings_are_those_of_the_register():
    assert tuple(row["name"] for row in rows("statuses")) == STATUSES
