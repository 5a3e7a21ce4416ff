"""下发包: definitions, targets, returned items and approved values on their way down."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path

import pytest

from parkdesk.records import (
    Approval,
    CheckRule,
    Deadline,
    Holiday,
    Indicator,
    Norm,
    Office,
    ReturnedItem,
    Target,
    Wording,
    catalogue,
)
from parkdesk.store import Store
from parkdesk.sync import directives, submission
from parkdesk.sync.package import read_package
from parkdesk.sync.receiving import Consent, receive
from parkdesk.sync.undoing import undo_package

from .desks import AUG, CITY, COUNTY, OTHER, fact, firm, make_desk, write

YES = Consent(new_sender=True)
EXTRA = Indicator(id="green", code="green", name="绿电用量", unit="万千瓦时", show_unit="万千瓦时")


def target(unit: str, amount: int = 10**12, **changes: object) -> Target:
    values = {
        "id": f"t-{unit}",
        "unit": unit,
        "year": 2026,
        "indicator": "output",
        "name": "工业总产值",
        "issuer": CITY,
    }
    return Target(**{**values, "amount": amount, **changes})  # type: ignore[arg-type]


def returned(unit: str) -> ReturnedItem:
    return ReturnedItem(
        id=f"r-{unit}", unit=unit, period=202608, about="第1企业产值", reason="与用电量不符", issuer=CITY
    )


def issue(city: Store) -> None:
    rule = CheckRule(id="k1", code="x1", name="规则", level="核实", holds="output >= 0", text="产值为负")
    approved = Approval(id="v1", unit=COUNTY, period=202608, indicator="output", value=5, reason="核查", issuer=CITY)
    write(city, EXTRA, target(COUNTY), target(OTHER), returned(COUNTY), returned(OTHER), rule, approved)


def test_what_a_county_gets_and_what_it_does_not(city: Store, county: Store, tmp_path: Path) -> None:
    issue(city)
    own = Indicator(id="mine", code="mine", name="自设", unit="万元", show_unit="万元")
    write(county, own)
    sent = directives.pack(city, AUG, tmp_path, COUNTY)
    assert sent.file.name == "610900安康市致610981旬阳市_2026-08_下发_r1.parkpkg"
    assert {item.unit for item in read_package(sent.file).envelope.slices} == {CITY, COUNTY}
    (result,) = receive(county, [sent.file], YES)
    assert result.status == "applied", result.reason
    assert county.select(Target) == [target(COUNTY)]
    assert county.select(ReturnedItem) == [returned(COUNTY)]
    assert [one.value for one in county.select(Approval)] == [5]
    assert {"mine", "green", "output"} <= county.indicators().keys()
    assert [rule.origin for rule in county.select(CheckRule)] == ["city"]
    assert county.offices().keys() == city.offices().keys()
    assert county.verify() == []
    assert receive(county, [sent.file])[0].status == "same"


def test_a_directive_for_all_carries_targets_and_nothing_private(city: Store, county: Store, tmp_path: Path) -> None:
    issue(city)
    file = directives.pack(city, AUG, tmp_path).file
    assert read_package(file).envelope.receiver is None
    assert receive(county, [file], YES)[0].status == "applied"
    assert (county.select(Target), county.select(ReturnedItem), county.select(Approval)) == ([target(COUNTY)], [], [])


def test_every_order_ends_alike_and_what_was_withdrawn_goes(city: Store, tmp_path: Path) -> None:
    issue(city)
    files = [directives.pack(city, AUG, tmp_path, COUNTY).file]
    write(city, (EXTRA, None), (target(COUNTY), target(COUNTY, amount=7)), (returned(COUNTY), None))
    files.append(directives.pack(city, AUG, tmp_path, COUNTY).file)
    write(city, target(COUNTY, id="t2", indicator="power", name="用电量"))
    files.append(directives.pack(city, AUG, tmp_path, COUNTY).file)
    digests = set()
    for number, order in enumerate(itertools.permutations(files)):
        (tmp_path / str(number)).mkdir()
        with make_desk(tmp_path / str(number), COUNTY) as county:
            for file in (*order, order[number % 3]):
                assert receive(county, [file], YES)[0].status in ("applied", "older", "same")
            assert "green" not in county.indicators()
            assert sorted(one.amount for one in county.select(Target)) == [7, 10**12]
            digests.add(county.digest())
    assert len(digests) == 1


def test_an_indicator_from_above_goes_up_and_stays_while_figures_stand_on_it(
    city: Store, county: Store, tmp_path: Path
) -> None:
    write(county, EXTRA, firm(COUNTY, 5), facts=(fact(f"{COUNTY}-e5", 3, code="green"),))
    assert receive(city, [submission.pack(county, AUG, tmp_path).file], YES)[0].status == "applied"
    assert not any(key[0] == "green" for key in city.facts.slice(AUG.key))  # the county's own: it stays at home
    write(city, EXTRA)
    receive(county, [directives.pack(city, AUG, tmp_path).file], YES)
    assert receive(city, [submission.pack(county, AUG, tmp_path).file])[0].status == "applied"
    assert city.facts.slice(AUG.key)["green", f"{COUNTY}-e5", 1] == 3
    write(city, (EXTRA, None), facts=(fact(f"{COUNTY}-e5", None, old=3, code="green"),))
    receive(county, [directives.pack(city, AUG, tmp_path).file])
    assert "green" in county.indicators()
    assert county.verify() == []


def test_a_directive_is_undone_to_what_stood_before(city: Store, county: Store, tmp_path: Path) -> None:
    output = county.indicators()["output"]
    write(county, (output, dataclasses.replace(output, name="本地叫法")), Office(id=OTHER, code=OTHER, name="本地名"))
    before = county.digest()
    issue(city)
    (first,) = receive(county, [directives.pack(city, AUG, tmp_path, COUNTY).file], YES)
    middle = county.digest()
    write(city, (target(COUNTY), target(COUNTY, amount=7)))
    (second,) = receive(county, [directives.pack(city, AUG, tmp_path, COUNTY).file])
    assert first.import_id is not None
    assert second.import_id is not None
    undo_package(county, second.import_id)
    assert county.digest() == middle
    undo_package(county, first.import_id)
    assert county.digest() == before
    assert county.verify() == []


def test_only_the_office_above_may_issue(county: Store, tmp_path: Path) -> None:
    with make_desk(tmp_path, OTHER) as other:
        file = directives.pack(other, AUG, tmp_path, COUNTY).file
    (result,) = receive(county, [file], YES)
    assert "不是本单位的上级单位" in result.reason


def test_what_another_office_issued_is_refused(city: Store, county: Store, tmp_path: Path) -> None:
    issue(city)
    with pytest.MonkeyPatch.context() as patch:  # a faulty city that passes on what is not its own
        real = city.select
        patch.setattr(
            city, "select", lambda ledger, **kw: real(ledger, **{k: v for k, v in kw.items() if k != "issuer"})
        )
        write(city, target(COUNTY, id="t9", indicator="tax", name="税收", issuer="610000"))
        file = directives.pack(city, AUG, tmp_path, COUNTY).file
    (result,) = receive(county, [file], YES)
    assert result.status == "refused"
    assert "别的单位下达" in result.reason


def test_wordings_holidays_and_deadlines_come_down(city: Store, county: Store, tmp_path: Path) -> None:
    """What the city sets goes over the county's holidays and deadlines; its wording stands behind the county's own."""
    write(
        city,
        Wording(id="w1", paper="monthly", text="全市\n{{ 产值 }}，\n含“引号”,逗号"),
        Holiday(id="h1", day="2026-10-01", name="国庆节"),
        Deadline(id="d1", code="package", name="报送数据包", day=18),
    )
    own = Wording(id="w2", paper="monthly", text="本县")
    write(county, own, Deadline(id="d2", code="package", name="报送数据包", day=22))
    (result,) = receive(county, [directives.pack(city, AUG, tmp_path).file], YES)
    assert result.status == "applied", result.reason
    assert {(one.origin, one.text) for one in county.select(Wording)} == {
        ("county", "本县"),
        ("city", "全市\n{{ 产值 }}，\n含“引号”,逗号"),
    }
    assert [(one.id, one.day) for one in county.select(Deadline)] == [("d2", 18)]
    assert [one.name for one in county.select(Holiday)] == ["国庆节"]
    assert result.import_id is not None
    undo_package(county, result.import_id)
    assert county.select(Wording) == [own]
    assert [(one.id, one.day) for one in county.select(Deadline)] == [("d2", 22)]


def test_a_number_of_the_rules_comes_down_where_the_city_changed_it_and_goes_back(
    city: Store, county: Store, tmp_path: Path
) -> None:
    """The county's own number stays where the city said nothing, and stands again when the city takes its own back."""

    def held(code: str) -> int:
        (one,) = county.select(Norm, code=code)
        return one.number

    def receive_all() -> str:
        (result,) = receive(county, [directives.pack(city, AUG, tmp_path).file], YES)
        assert result.status == "applied", result.reason
        assert result.import_id is not None
        return result.import_id

    for desk in (city, county):
        write(desk, *catalogue.norms())
    first, second = catalogue.norms()[:2]
    for norm, number in ((first, 31), (second, 32)):
        (own,) = county.select(Norm, code=norm.code)
        write(county, (own, dataclasses.replace(own, number=number)))
    receive_all()
    assert [held(first.code), held(second.code)] == [31, 32]
    write(city, (first, dataclasses.replace(first, number=77)))
    taken = receive_all()
    assert [held(first.code), held(second.code)] == [77, 32]
    undo_package(county, taken)
    assert [held(first.code), held(second.code)] == [31, 32]
    write(city, (dataclasses.replace(first, number=77), dataclasses.replace(first, number=78)))
    receive_all()
    assert held(first.code) == 78
    write(city, (dataclasses.replace(first, number=78), first))
    receive_all()
    assert [held(first.code), held(second.code)] == [31, 32]
    assert len(county.select(Norm)) == len(catalogue.norms())
    assert county.verify() == []


def test_a_desk_that_reports_up_itself_can_issue_to_all(county: Store, tmp_path: Path) -> None:
    submission.pack(county, AUG, tmp_path)
    envelope = read_package(directives.pack(county, AUG, tmp_path).file).envelope
    assert "facts" not in {one.table for one in envelope.slices}
