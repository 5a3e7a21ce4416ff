"""The door across as the office uses it: the demonstration's city and counties, up, down, and from the archive."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from parkdesk.amounts import UNITS
from parkdesk.errors import PackageError, SealedError, UsageError
from parkdesk.office import board, checking, differences, downward, exchange, periods
from parkdesk.office.demo import CITY, COUNTIES, PERIOD, Demonstration, make_demo
from parkdesk.office.desks import open_desk
from parkdesk.office.editing import correct_fact
from parkdesk.office.rebuilding import rebuild_from_archive
from parkdesk.paths import archive_folder
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Approval, CheckRule, Enterprise, Explanation, Measure, ReturnedItem, Target
from parkdesk.store import LoggedPackage, Store
from parkdesk.sync import submission
from parkdesk.sync.receiving import Consent, examine

YES = Consent(new_sender=True)
FIRST = COUNTIES[0][0]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    return make_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def demo(made: Demonstration, tmp_path: Path) -> tuple[Path, Path, Path]:
    """Copies of the city's desk, the first county's desk, and an empty stick."""
    folder = tmp_path / "demo"
    shutil.copytree(made.folder, folder)
    stick = tmp_path / "stick"
    stick.mkdir()
    return folder / made.city.name, folder / made.counties[0].name, stick


def change_a_figure(county: Store, figure: str = "12345.67") -> Enterprise:
    firm = county.select(Enterprise, unit=FIRST)[0]
    correct_fact(county, "output", PERIOD, firm.id, Measure.CUM, figure, "企业更正")
    return firm


def clear_targets(city: Store) -> None:
    """Take the demonstration's targets away, so that a test's own stand alone."""
    gone = tuple(RecordChange(target, None) for target in city.select(Target))
    city.apply(Plan(Source("test"), gone))


def test_what_the_city_will_see_and_what_it_saw(demo: tuple[Path, Path, Path]) -> None:
    city_file, county_file, stick = demo
    with open_desk(county_file, "赵一") as county, open_desk(city_file, "钱二") as city:
        assert differences.seen_by_receiver(county, submission.draft(county, PERIOD)) == []
        firm = change_a_figure(county)
        (seen,) = differences.seen_by_receiver(county, submission.draft(county, PERIOD))
        assert (seen.where, seen.new, seen.reason) == (f"{PERIOD.title} {firm.name}", "12345.67", "企业更正")
        file = exchange.pack(county, PERIOD, stick).file
        lines = differences.words_of(city, examine(city, exchange.open_package(city, file), file.name))
        assert lines[0].startswith("青溪县：")
        assert any(line.startswith("2026年1—9月工业总产值：") and "→" in line for line in lines)
        assert lines[-2:] == [
            "报送单位说明的原因：",
            f"　{seen.where} {seen.what}：{seen.old} → {seen.new}（企业更正）",
        ]
        exchange.receive(city, [file])
        assert differences.seen_by_receiver(county, submission.draft(county, PERIOD)) == []


def test_the_board_and_the_reminder_sheet(demo: tuple[Path, Path, Path]) -> None:
    city_file, county_file, stick = demo
    with open_desk(city_file, "钱二") as city, open_desk(county_file, "赵一") as county:
        change_a_figure(county)
        exchange.receive(city, [exchange.pack(county, PERIOD, stick).file])
        lines = {line.office.name: line for line in board.reporting_board(city, PERIOD, dt.date(2026, 10, 30))}
        assert [lines[name].status for _, name, _ in COUNTIES] == ["已装入"] * 3
        assert [package.revision for package in lines["青溪县"].superseded] == [1]
        missing = lines["石梁县"]
        assert (missing.status, missing.is_late, missing.days_late) == ("未上报", True, 8)
        early = board.reporting_board(city, PERIOD, dt.date(2026, 10, 20))
        assert not any(line.is_late for line in early if line.package is None)
        sheet = board.reminder_sheet(city, PERIOD, dt.date(2026, 10, 30))
        (table,) = [table for table, _ in sheet.tables()]
        assert [row.cells[1:4] for row in table.rows] == [("石梁县", "未上报", "8天")]
        assert "下列1个单位还没有报齐" in sheet.text()


def test_targets_go_down_and_are_followed_up(demo: tuple[Path, Path, Path]) -> None:
    city_file, county_file, stick = demo
    with open_desk(city_file, "钱二") as city, open_desk(county_file, "赵一") as county:
        clear_targets(city)
        for number, (unit, amount) in enumerate([(CITY[0], 100), (FIRST, 40), (COUNTIES[1][0], 50)]):
            target = Target(
                id=f"t{number}", unit=unit, year=2026, indicator="output", name="工业总产值", measured_in="亿元",
                amount=amount * UNITS["亿元"].smallest,
            )  # fmt: skip
            downward.set_target(city, target)
            downward.set_target(city, target)
        assert len(city.select(Target)) == 3
        (split,) = downward.splits(city, 2026)
        assert (split.units, split.gap) == (2, 10 * UNITS["亿元"].smallest)
        lines = {line.unit: line for line in downward.progress(city, PERIOD)}
        mine = lines[FIRST]
        summed = sum(city.facts.column("output", PERIOD.key, Measure.CUM, FIRST).values())
        assert mine.done == summed
        assert mine.rate is not None
        assert mine.rate.exact * 40 * UNITS["亿元"].smallest == summed * 100
        assert mine.time.exact == 75
        assert sorted(line.rank for line in lines.values() if line.rank) == [1, 2]
        file = exchange.pack(city, PERIOD, stick, exchange.Packing("directive", FIRST)).file
        assert exchange.receive(county, [file], consent=YES)[0].status == "applied"
        (own,) = downward.progress(county, PERIOD)
        assert (own.done, own.rate) == (mine.done, mine.rate)
        with pytest.raises(UsageError, match="性质"):
            downward.set_target(city, Target(id="x", unit=FIRST, year=2026, name="甲", amount=1, nature="odd"))


def test_returned_items_and_approved_values_stand_beside(demo: tuple[Path, Path, Path]) -> None:
    city_file, county_file, stick = demo
    with open_desk(city_file, "钱二") as city, open_desk(county_file, "赵一") as county:
        package = next(p for p in city.exchange.packages("received") if p.unit == FIRST)
        item = downward.return_item(city, package, "第1户产值", "与用电量不符")
        assert downward.return_item(city, package, "第1户产值", "与用电量不符") == item
        with pytest.raises(UsageError, match="为什么"):
            downward.return_item(city, package, "第1户产值", " ")
        before = city.facts.slice(PERIOD.key)
        downward.approve(city, FIRST, PERIOD, "output", 7, "核查组核定")
        downward.approve(city, FIRST, PERIOD, "output", 8, "核查组再核定")
        assert city.facts.slice(PERIOD.key) == before
        (beside,) = downward.approved(city, PERIOD)
        assert (beside.approved, beside.reason) == (8, "核查组再核定")
        assert beside.reported == sum(city.facts.column("output", PERIOD.key, Measure.CUM, FIRST).values())
        assert beside.difference == 8 - beside.reported
        file = exchange.pack(city, PERIOD, stick, exchange.Packing("directive", FIRST)).file
        exchange.receive(county, [file], consent=YES)
        assert [(one.about, one.reason) for one in downward.open_items(county)] == [("第1户产值", "与用电量不符")]
        assert [one.value for one in county.select(Approval)] == [8]
        downward.close_item(city, city.select(ReturnedItem)[0])
        assert downward.open_items(city, FIRST) == []
        file = exchange.pack(city, PERIOD, stick, exchange.Packing("directive", FIRST)).file
        exchange.receive(county, [file])
        assert downward.open_items(county) == []


def test_what_the_city_says_of_a_period_moves_the_countys_own(demo: tuple[Path, Path, Path]) -> None:
    city_file, county_file, stick = demo
    with open_desk(city_file, "钱二") as city, open_desk(county_file, "赵一") as county:

        def newest() -> LoggedPackage:
            return next(p for p in city.exchange.packages("received") if p.unit == FIRST and p.status == "applied")

        def carry_down() -> None:
            file = exchange.pack(city, PERIOD, stick, exchange.Packing("directive", FIRST)).file
            assert exchange.receive(county, [file], consent=YES)[0].status == "applied"
            assert not downward.verdict_waits(city, FIRST, PERIOD)

        def labels() -> tuple[str, str]:
            return periods.standing(city, PERIOD, FIRST).label, periods.standing(county, PERIOD).label

        periods.seal(county, PERIOD)
        assert labels() == ("已上报", "已上报")
        downward.return_item(city, newest(), "第1户产值", "与用电量不符")
        downward.return_item(city, newest(), "第2户税金", "单位错")
        assert labels() == ("已退回", "已上报")
        assert downward.verdict_waits(city, FIRST, PERIOD)
        carry_down()
        assert labels() == ("已退回", "已退回")
        assert periods.standing(county, PERIOD).reason == "第1户产值：与用电量不符；第2户税金：单位错"
        change_a_figure(county)  # 退回 opened the sealed period: no reason is asked again
        again = exchange.pack(county, PERIOD, stick).file
        assert exchange.receive(city, [again])[0].status == "applied"
        assert labels() == ("已上报", "已上报")
        downward.accept_report(city, newest(), "")
        assert downward.open_items(city, FIRST) == []
        carry_down()
        assert labels() == ("已通过", "已通过")
        with pytest.raises(SealedError):
            change_a_figure(county, "54321")
        periods.unseal(county, PERIOD, "企业更正")
        change_a_figure(county, "54321")
        periods.send_back(city, PERIOD, FIRST, "县里更正")
        assert exchange.receive(city, [exchange.pack(county, PERIOD, stick).file])[0].status == "applied"
        downward.accept_report(city, newest())  # the same words as before, of another report
        carry_down()
        assert labels() == ("已通过", "已通过")
        downward.return_item(city, newest(), "第1户产值", "与用电量不符")  # the same words as of the first report
        assert labels() == ("已退回", "已通过")
        assert [one.about for one in downward.open_items(city, FIRST)] == ["第1户产值"]
        carry_down()
        assert labels() == ("已退回", "已退回")
        down = next(p for p in city.exchange.packages("sent") if p.kind == "directive")
        with pytest.raises(UsageError, match="上报包"):
            downward.accept_report(city, down)


def test_explanations_go_up_and_the_citys_rules_come_down(demo: tuple[Path, Path, Path]) -> None:
    city_file, county_file, stick = demo
    with open_desk(city_file, "钱二") as city, open_desk(county_file, "赵一") as county:
        rule = CheckRule(
            id="r1", code="small", name="产值不到一亿", level="强制", liftable=True,
            holds="工业总产值.累计 >= 10000", text="{企业}产值{工业总产值.累计}，不到一亿元。",
        )  # fmt: skip
        checking.save_rule(city, None, rule)
        file = exchange.pack(city, PERIOD, stick, exchange.Packing("directive", FIRST)).file
        assert exchange.receive(county, [file], consent=YES)[0].status == "applied"
        (held,) = county.select(CheckRule)
        assert (held.origin, held.code) == ("city", "small")
        with pytest.raises(UsageError, match="上级下发"):
            checking.save_rule(county, held, None)
        found = [one for one in checking.check(county, PERIOD).findings if one.noticed.rule == "city.small"]
        assert {one.noticed.origin for one in found} == {"city"}
        with pytest.raises(PackageError, match="强制性审核问题"):
            exchange.pack(county, PERIOD, stick)
        for one in found:
            checking.explain(county, one, "小企业，就是这么多")
        sent = exchange.pack(county, PERIOD, stick).file
        assert exchange.receive(city, [sent])[0].status == "applied"
        seen = checking.check(city, PERIOD, FIRST).findings
        mine = [one for one in seen if one.noticed.rule.endswith("small")]
        assert mine
        theirs = [one.text for one in city.select(Explanation, unit=FIRST)]
        assert set(theirs) == {"小企业，就是这么多"}
        assert {one.explanation for one in mine} == {"小企业，就是这么多"}


def test_a_city_rebuilds_its_desk_from_its_archive(demo: tuple[Path, Path, Path], tmp_path: Path) -> None:
    city_file, county_file, stick = demo
    with open_desk(city_file, "钱二") as city, open_desk(county_file, "赵一") as county:
        clear_targets(city)  # a city's own are in no package: they cannot come back from the archive
        change_a_figure(county)
        (later,) = exchange.receive(city, [exchange.pack(county, PERIOD, stick).file])
        firm = change_a_figure(county)
        correct_fact(county, "output", PERIOD, firm.id, Measure.CUM, "12346", "又更正")
        (undone,) = exchange.receive(city, [exchange.pack(county, PERIOD, stick).file])
        assert undone.import_id is not None
        exchange.undo(city, undone.import_id)
        downward.approve(city, FIRST, PERIOD, "output", 7, "核定")
        downward.return_item(city, city.exchange.packages("received")[0], "第1户产值", "与用电量不符")
        exchange.pack(city, PERIOD, stick, exchange.Packing("directive", FIRST))
        wanted, office = city.digest(), city.desk
        assert later.status == "applied"
    made = rebuild_from_archive(
        tmp_path / "new.parkdesk", archive_folder(city_file), office.unit, office.name, "city", "孙三"
    )
    assert len(made.left_out) == 1
    assert {name for name, _ in made.fingerprints} == {name for _, name, _ in COUNTIES}
    with open_desk(made.desk, "孙三") as rebuilt:
        assert rebuilt.digest() == wanted
        assert rebuilt.verify() == []
    with pytest.raises(UsageError, match="没有归档"):
        rebuild_from_archive(tmp_path / "x.parkdesk", stick / "none", "1", "甲", "city", "孙三")


def test_a_secret_package_needs_a_known_key(demo: tuple[Path, Path, Path]) -> None:
    city_file, county_file, stick = demo
    with open_desk(county_file, "赵一") as county, open_desk(city_file, "钱二") as city:
        with pytest.raises(PackageError, match="加密公钥"):
            exchange.pack(county, PERIOD, stick, exchange.Packing(secret_for=CITY[0]))
        down = exchange.pack(city, PERIOD, stick, exchange.Packing("directive")).file
        exchange.receive(county, [down], consent=YES)
        change_a_figure(county)
        file = exchange.pack(county, PERIOD, stick, exchange.Packing(secret_for=CITY[0])).file
        assert file.name.endswith(".parkpkg.age")
        assert exchange.receive(city, [file])[0].status == "applied"
