"""Between county and city: mechanisms come down and keep what the city requires; what counties did goes up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from parkdesk.errors import UsageError
from parkdesk.office.desks import create_desk
from parkdesk.office.figures import slot_matrix
from parkdesk.office.projects import mechanisms
from parkdesk.office.projects.issues import issue_lines
from parkdesk.office.projects.lights import lights
from parkdesk.office.projects.visiting import by_department, by_unit, duty_lines
from parkdesk.periods import Period
from parkdesk.records import Template
from parkdesk.rules.slots import completeness
from parkdesk.rules.visiting import Count
from parkdesk.sync import directives, submission
from parkdesk.sync.receiving import Consent, receive

AUGUST, SEPTEMBER, TODAY = Period(2026, 8), Period(2026, 9), dt.date(2026, 10, 12)


@pytest.fixture
def city(tmp_path):
    with create_desk(tmp_path / "市.parkdesk", "610900", "安康市工信局", "city", "赵一") as store:
        store._clock = lambda: dt.datetime(2026, 10, 12, 9)
        yield store


def six_ones(store, version=1):
    return next(one for one in store.select(Template, code="six_ones") if one.version == version)


def test_what_the_city_requires_arrives_and_cannot_be_dropped(city, bare, tmp_path):
    template = six_ones(city)
    slots = mechanisms.slots_of(city, template)
    wanted = [replace(slots[0], label="一个项目（市级目标）", city_required=True), *slots[1:]]
    city.apply(mechanisms.plan_template(city, template, wanted))
    sent = directives.pack(city, AUGUST, tmp_path, "610981")
    (result,) = receive(bare, [sent.file], Consent(new_sender=True))
    assert result.status == "applied", result.reason
    held = mechanisms.slots_of(bare, six_ones(bare))
    assert (held[0].label, held[0].city_required) == ("一个项目（市级目标）", True)
    with pytest.raises(UsageError, match="市级必填要素"):
        mechanisms.plan_template(bare, six_ones(bare), held[1:])
    bare.apply(mechanisms.plan_template(bare, six_ones(bare), [*held[1:], replace(held[0], label="本县叫法")]))
    assert mechanisms.slots_of(bare, six_ones(bare))[-1].label == "本县叫法"
    city.apply(mechanisms.plan_template(city, six_ones(city), mechanisms.slots_of(city, six_ones(city))[1:]))


def test_what_a_county_did_is_the_same_at_the_city(city, county, tmp_path):
    store, _ = county(5)
    sent = submission.pack(store, SEPTEMBER, tmp_path)
    (result,) = receive(city, [sent.file], Consent(new_sender=True))
    assert result.status == "applied", result.reason
    assert completeness(slot_matrix(city, "610981")).exact == completeness(slot_matrix(store)).exact
    shown = [{key: one.shown for key, one in lights(desk, TODAY).items()} for desk in (store, city)]
    assert shown[0] == shown[1]
    sums = [sum((one.count for one in duty_lines(desk, dt.date(2026, 9, 30))), Count()) for desk in (store, city)]
    assert sums[0] == sums[1]
    assert len(issue_lines(city, TODAY)) == len(issue_lines(store, TODAY)) == 40
    assert city.verify() == []


def test_a_city_sees_its_counties_side_by_side(city, county, tmp_path):
    store, _ = county(5)
    receive(city, [submission.pack(store, SEPTEMBER, tmp_path).file], Consent(new_sender=True))
    (line,) = by_unit(city, duty_lines(city, dt.date(2026, 9, 30)))
    departments = by_department(store, duty_lines(store, dt.date(2026, 9, 30)))
    assert line.department == "旬阳市"
    assert line.whole == sum((one.whole for one in departments), Count())
    assert line.completeness.exact == completeness(slot_matrix(store)).exact
