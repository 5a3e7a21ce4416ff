from __future__ import annotations

import dataclasses
import itertools
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parkdesk.errors import PackageError, StoreError
from parkdesk.paths import archive_folder
from parkdesk.periods import Period
from parkdesk.plan import Outcome
from parkdesk.records import Enterprise, Indicator, Office, Project
from parkdesk.store import DeskInfo, SliceKey, Store
from parkdesk.sync.descriptor import Party
from parkdesk.sync.desk_keys import register_sender, renew_signing_identity, signing_identity
from parkdesk.sync.keys import SigningIdentity
from parkdesk.sync.package import read_package
from parkdesk.sync.receiving import Consent, Received, accept, examine, receive
from parkdesk.sync.submission import pack
from parkdesk.sync.undoing import undo_package

from .desks import AUG, CITY, COUNTY, NAMES, OTHER, SEP, clock, content, edit, fact, fill, firm, make_desk, write

NEW_SENDER = Consent(new_sender=True)
JUL = Period(2026, 7)


def outcome(results: list[Received]) -> list[str]:
    return [result.status for result in results]


def sent(county: Store, period: Period, folder: Path) -> Path:
    return pack(county, period, folder).file


def test_what_arrives_is_what_was_sent(county: Store, city: Store, tmp_path: Path) -> None:
    (result,) = receive(city, [sent(county, AUG, tmp_path)], NEW_SENDER)
    assert result.status == "applied"
    assert (result.new, result.changed, result.removed, result.receipt) == (13, 0, 0, None)
    assert content(city) == content(county)
    assert city.verify() == []
    (entry,) = city.imports()
    assert (entry.id, entry.unit, entry.period, entry.file) == (result.import_id, COUNTY, "2026-08", result.file)
    assert city.exchange.senders()[COUNTY].public_key == signing_identity(county).public.line
    (kept,) = (archive_folder(city.path) / "收到").iterdir()
    assert kept.read_bytes() == (tmp_path / result.file).read_bytes()


def test_edits_and_removals_travel(county: Store, city: Store, tmp_path: Path) -> None:
    receive(city, [sent(county, AUG, tmp_path)], NEW_SENDER)
    edit(county, f"{COUNTY}-e1", name="旬阳新名企业", code="91610928MA70R0001X", staff=None, notes={})
    gone = county.find(Enterprise, f"{COUNTY}-e3")
    project = county.find(Project, f"{COUNTY}-p1")
    assert project is not None
    write(
        county,
        (gone, None),
        (project, dataclasses.replace(project, done=5)),
        facts=(
            fact(f"{COUNTY}-e3", None, old=100, period=JUL),
            fact(f"{COUNTY}-e1", 1, old=12_345_678_901),
            fact(f"{COUNTY}-e2", None, old=0),
            fact(f"{COUNTY}-e2", 8, period=SEP),
        ),
    )
    (result,) = receive(city, [sent(county, SEP, tmp_path)])
    assert (result.status, result.new, result.changed, result.removed) == ("applied", 1, 3, 3)
    assert content(city) == content(county)
    assert city.digest() == digest_of(county, city)
    assert city.verify() == []


def digest_of(county: Store, city: Store) -> str:
    """The digest the city should have: its own offices, the county's content."""
    info = DeskInfo("x", CITY, "安康市", "city", "")
    with Store.create(county.path.parent / "expected.parkdesk", info, "赵一", clock=clock) as expected:
        write(expected, *city.select(Office), *county.indicators().values())
        records = [r for group in content(county).values() for r in group.values() if dataclasses.is_dataclass(r)]
        facts = [
            fact(subject, value, period=Period.from_key(period), code=code, measure=measure)  # type: ignore[arg-type]
            for period in county.facts.periods()
            for (code, subject, measure), value in county.facts.slice(period).items()
        ]
        write(expected, *records, facts=tuple(facts))
        found = expected.digest()
    (county.path.parent / "expected.parkdesk").unlink()
    return found


def test_the_preview_names_what_changes(county: Store, city: Store, tmp_path: Path) -> None:
    receive(city, [sent(county, AUG, tmp_path)], NEW_SENDER)
    edit(county, f"{COUNTY}-e1", staff=36)
    write(county, facts=(fact(f"{COUNTY}-e1", 12_345_000_000, old=12_345_678_901), fact(f"{COUNTY}-e3", 3)))
    path = sent(county, AUG, tmp_path)
    found = examine(city, read_package(path), path.name)
    rows = [(row.outcome, row.label, row.reason, row.fields) for row in found.plan.rows]
    assert rows == [
        (Outcome.CHANGED, "企业 旬阳市第1企业", "", (("从业人数", "35", "36"),)),
        (Outcome.NEW, "2026年1—8月月度数据", "新增1个数", ()),
        (
            Outcome.CHANGED, "2026年1—8月 旬阳市第1企业", "",
            (("工业总产值（累计）", "12345.678901万元", "12345万元"),),
        ),
    ]  # fmt: skip
    assert found.reason == "旬阳市 2026-08 上报包 r2：新增1项，变更2项，删除0项。"
    assert accept(city, found).status == "applied"


def test_a_dry_run_says_the_same_and_writes_nothing(county: Store, city: Store, tmp_path: Path) -> None:
    files = [sent(county, AUG, tmp_path)]
    edit(county, f"{COUNTY}-e1", staff=36)
    files.append(sent(county, AUG, tmp_path))
    before, seq = city.digest(), city.seq
    dry = receive(city, files, NEW_SENDER, dry_run=True)
    assert (city.digest(), city.seq, city.exchange.senders(), list(city.exchange.packages())) == (before, seq, {}, [])
    assert not archive_folder(city.path).exists()
    real = receive(city, files, NEW_SENDER)
    assert dry == [dataclasses.replace(result, import_id=None, changes=None) for result in real]
    assert outcome(real) == ["applied", "applied"]


def test_same_older_and_conflict(county: Store, city: Store, tmp_path: Path) -> None:
    first = sent(county, AUG, tmp_path)
    restored = tmp_path / "restored.parkdesk"
    county.backup(tmp_path / "backups", "测试")
    (copy,) = (tmp_path / "backups").glob("*.parkdesk*")
    shutil.copy(copy, restored)
    edit(county, f"{COUNTY}-e1", staff=36)
    second = sent(county, AUG, tmp_path)
    found = [outcome(receive(city, [path], NEW_SENDER))[0] for path in (first, second, first, second)]
    assert found == ["applied", "applied", "older", "same"]
    digest = city.digest()
    again = sent(county, AUG, tmp_path)  # packed anew without change
    assert outcome(receive(city, [again])) == ["same"]

    with Store.open(restored, "赵一", clock=clock) as old:  # a county that went back to a backup
        edit(old, f"{COUNTY}-e1", staff=99)
        clash = sent(old, AUG, tmp_path)
        (result,) = receive(city, [clash])
        assert result.status == "conflict"
        assert "（企业）" in result.reason
        found = examine(city, read_package(clash), clash.name)
        assert [(row.outcome, row.fields) for row in found.plan.rows] == [
            (Outcome.CONFLICT, (("从业人数", "36", "99"),))
        ]
        assert city.digest() == digest
        edit(old, f"{COUNTY}-e1", staff=100)  # the next revision is the way on
        assert outcome(receive(city, [sent(old, AUG, tmp_path)])) == ["applied"]


def three_packages(county: Store, folder: Path) -> list[Path]:
    """Three packages; only the second carries July's correction, only the first the standing of the year."""
    files = [sent(county, AUG, folder)]
    write(county, facts=(fact(f"{COUNTY}-e3", 101, old=100, period=JUL), fact(f"{COUNTY}-e1", 7, period=SEP)))
    files.append(sent(county, SEP, folder))
    write(county, facts=(fact(f"{COUNTY}-e1", 8, period=Period(2026, 10)),))
    files.append(sent(county, Period(2026, 10), folder))
    return files


def fresh_city(folder: Path, name: str) -> Store:
    (folder / name).mkdir()
    city = make_desk(folder / name, CITY, "city")
    write(city, *(Office(id=code, code=code, name=NAMES[code], parent=CITY) for code in (COUNTY, OTHER)))
    return city


def test_a_gap_waits_and_closes_by_itself(county: Store, city: Store, tmp_path: Path) -> None:
    one, two, three = three_packages(county, tmp_path)
    before = city.digest()
    (result,) = receive(city, [three], NEW_SENDER)
    assert result.status == "gap"
    assert "先存着" in result.reason
    assert city.digest() == before
    assert outcome(receive(city, [two])) == ["gap"]
    assert city.digest() == before
    results = receive(city, [one])
    assert outcome(results) == ["applied", "applied", "applied"]
    assert [result.package_id for result in results] == [
        read_package(path).envelope.package_id for path in (one, two, three)
    ]
    assert content(city) == content(county)
    assert {line.status for line in city.exchange.packages("received")} == {"applied"}
    assert outcome(receive(city, [three, two, one])) == ["same", "same", "older"]


def test_a_missed_correction_is_not_lost_silently(county: Store, city: Store, tmp_path: Path) -> None:
    """July changed in the second package only; the third merely lists it, and the city notices."""
    one, two, three = three_packages(county, tmp_path)
    receive(city, [one], NEW_SENDER)
    (result,) = receive(city, [three])
    assert result.status == "gap"
    assert "2026-07月度数据" in result.reason
    assert outcome(receive(city, [two])) == ["applied", "applied"]
    assert content(city) == content(county)


def test_a_gap_is_accepted_with_a_reason_and_still_filled_later(county: Store, city: Store, tmp_path: Path) -> None:
    one, two, three = three_packages(county, tmp_path)
    receive(city, [one], NEW_SENDER)
    (result,) = receive(city, [three], Consent(gap_reason="U盘丢失"))
    assert result.status == "applied"
    assert city.imports()[0].reason == "接受缺口：U盘丢失"
    assert content(city) != content(county)
    assert outcome(receive(city, [two])) == ["applied"]
    assert content(city) == content(county)


def test_a_whole_package_leaves_no_gap(county: Store, city: Store, tmp_path: Path) -> None:
    three_packages(county, tmp_path)
    whole = pack(county, Period(2026, 10), tmp_path, whole=True).file
    assert outcome(receive(city, [whole], NEW_SENDER)) == ["applied"]
    assert content(city) == content(county)


def test_any_order_and_repetition_gives_the_same_digest(county: Store, tmp_path: Path) -> None:
    with make_desk(tmp_path, OTHER) as other:
        fill(other)
        files = [*three_packages(county, tmp_path), sent(other, AUG, tmp_path)]
    digests = set()
    for number, order in enumerate(itertools.permutations(files)):
        with fresh_city(tmp_path, f"city{number}") as city:
            for path in (*order, order[number % 4]):
                receive(city, [path], NEW_SENDER)
            digests.add(city.digest())
    assert len(digests) == 1


@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_histories_end_alike(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Random edits between packages, then a random subset of the packages in two random orders."""
    folder = tmp_path_factory.mktemp("history")
    with make_desk(folder, COUNTY) as county:
        fill(county)
        files = []
        for _ in range(data.draw(st.integers(2, 4))):
            for number in data.draw(st.lists(st.integers(1, 3), max_size=3)):
                period = data.draw(st.sampled_from([JUL, AUG, SEP]))
                old = county.facts.slice(period.key).get(("output", f"{COUNTY}-e{number}", 1))
                new = data.draw(st.none() | st.integers(-9, 9))
                if old != new:
                    write(county, facts=(fact(f"{COUNTY}-e{number}", new, old=old, period=period),))
                edit(county, f"{COUNTY}-e{number}", staff=data.draw(st.integers(0, 3)))
            files.append(sent(county, data.draw(st.sampled_from([AUG, SEP])), folder))
        subset = data.draw(st.lists(st.sampled_from(files), min_size=1, unique=True))
        digests = []
        for name in ("a", "b"):
            order = data.draw(st.permutations(subset)) + data.draw(st.lists(st.sampled_from(subset), max_size=2))
            with fresh_city(folder, name) as city:
                for path in order:
                    receive(city, [path], NEW_SENDER)
                digests.append(city.digest())
                if set(subset) == set(files):
                    last = read_package(files[-1]).envelope.periods[0]
                    assert content(city).get(last.replace("-", "")) == content(county).get(last.replace("-", ""))
        assert digests[0] == digests[1]


def test_senders_are_registered_once(county: Store, city: Store, tmp_path: Path) -> None:
    path = sent(county, AUG, tmp_path)
    key = signing_identity(county).public
    (result,) = receive(city, [path])
    assert result.status == "refused"
    assert key.fingerprint in result.reason
    register_sender(city, Party(COUNTY, "旬阳市"), key)
    register_sender(city, Party(COUNTY, "旬阳市"), key)
    assert outcome(receive(city, [path])) == ["applied"]

    county.set_setting("signing_seed", SigningIdentity.generate().seed.hex())
    edit(county, f"{COUNTY}-e1", staff=36)
    changed = sent(county, AUG, tmp_path)
    (result,) = receive(city, [changed], NEW_SENDER)  # consent to a new sender is no consent to a new key
    assert result.status == "refused"
    assert "密钥变了" in result.reason


def test_a_replaced_pc_starts_anew_after_its_key_was_registered(county: Store, city: Store, tmp_path: Path) -> None:
    edit(county, f"{COUNTY}-e1", staff=36)
    receive(city, [sent(county, AUG, tmp_path)], NEW_SENDER)
    edit(county, f"{COUNTY}-e1", staff=37)
    receive(city, [sent(county, AUG, tmp_path)])
    (tmp_path / "new").mkdir()
    with make_desk(tmp_path / "new", COUNTY) as replaced:
        write(replaced, firm(COUNTY, 9, id="another-id"), facts=(fact("another-id", 4),))
        path = sent(replaced, AUG, tmp_path / "new")
        assert outcome(receive(city, [path])) == ["refused"]
        register_sender(city, Party(COUNTY, "旬阳市"), signing_identity(replaced).public)
        assert outcome(receive(city, [path])) == ["applied"]
        assert [e.id for e in city.select(Enterprise)] == ["another-id"]
        assert city.facts.slice(AUG.key) == replaced.facts.slice(AUG.key)
        assert city.facts.slice(JUL.key) == {}  # a firm that goes takes its figures along
        assert city.verify() == []


def test_a_unit_the_city_did_not_list_is_entered_with_its_sender(county: Store, tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    with make_desk(tmp_path / "c", CITY, "city") as city:
        assert outcome(receive(city, [sent(county, AUG, tmp_path)], NEW_SENDER)) == ["applied"]
        office = city.offices()[COUNTY]
        assert (office.name, office.parent, office.expected) == ("旬阳市", CITY, True)


def test_undo_takes_a_package_back_and_it_can_come_again(county: Store, city: Store, tmp_path: Path) -> None:
    before = city.digest()
    path = sent(county, AUG, tmp_path)
    (result,) = receive(city, [path], NEW_SENDER)
    after = city.digest()
    assert result.import_id is not None
    undo_package(city, result.import_id)
    assert city.digest() == before
    assert outcome(receive(city, [path])) == ["applied"]
    assert city.digest() == after


def test_what_is_not_for_this_desk_is_refused(county: Store, city: Store, tmp_path: Path) -> None:
    path = sent(county, AUG, tmp_path)
    with make_desk(tmp_path, OTHER) as other:
        (result,) = receive(other, [path], NEW_SENDER)
        assert "不是给本单位的" in result.reason
    (result,) = receive(county, [path], NEW_SENDER)
    assert result.status == "refused"
    (tmp_path / "broken.parkpkg").write_bytes(path.read_bytes()[:-1])
    results = receive(city, [tmp_path / "broken.parkpkg", tmp_path / "none.parkpkg", path], NEW_SENDER)
    assert outcome(results) == ["refused", "refused", "applied"]


def test_a_packages_id_is_nobody_elses(county: Store, city: Store, tmp_path: Path) -> None:
    path = sent(county, AUG, tmp_path)
    receive(city, [path], NEW_SENDER)
    with make_desk(tmp_path, OTHER) as other:
        fill(other)
        package_id = read_package(path).envelope.package_id
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("parkdesk.sync.sending.new_id", lambda: package_id)
            (result,) = receive(city, [sent(other, AUG, tmp_path)], NEW_SENDER)
    assert result.status == "refused"
    assert "编号" in result.reason


def test_its_own_package_is_refused(tmp_path: Path) -> None:
    with make_desk(tmp_path, CITY, "city") as city:  # the top desk: its packages name no receiver
        fill(city)
        (result,) = receive(city, [sent(city, AUG, tmp_path)], NEW_SENDER)
        assert "本单位自己的上报包" in result.reason


def test_what_the_city_changed_meanwhile_is_set_right(county: Store, city: Store, tmp_path: Path) -> None:
    receive(city, [sent(county, AUG, tmp_path)], NEW_SENDER)
    write(city, facts=(fact(f"{COUNTY}-e2", 5, old=0), fact(f"{COUNTY}-e3", 101, old=100, period=JUL)))
    write(county, facts=(fact(f"{COUNTY}-e2", 6, old=0), fact(f"{COUNTY}-e3", 101, old=100, period=JUL)))
    (result,) = receive(city, [sent(county, AUG, tmp_path)])
    assert (result.status, result.new, result.changed, result.removed) == ("applied", 0, 1, 0)
    assert content(city) == content(county)


def test_an_indicator_of_the_countys_own_stays_at_home(city: Store, tmp_path: Path) -> None:
    with make_desk(tmp_path, COUNTY, own_indicator=True) as county:
        write(county, firm(COUNTY, 1), facts=(fact(f"{COUNTY}-e1", 4, code="own"), fact(f"{COUNTY}-e1", 5)))
        (result,) = receive(city, [sent(county, AUG, tmp_path)], NEW_SENDER)
    assert result.status == "applied"
    assert city.facts.slice(AUG.key) == {("output", f"{COUNTY}-e1", 1): 5}


def test_an_indicator_the_city_lacks_is_refused_by_name(city: Store, tmp_path: Path) -> None:
    """A city with an older program than the county: the county's knows an indicator that came with it."""
    with make_desk(tmp_path, COUNTY) as county:
        write(county, Indicator(id="tax", code="tax", name="税收", unit="万元", show_unit="万元"), firm(COUNTY, 1),
              facts=(fact(f"{COUNTY}-e1", 4, code="tax"),))  # fmt: skip
        (result,) = receive(city, [sent(county, AUG, tmp_path)], NEW_SENDER)
    assert result.status == "refused"
    assert "指标“tax”" in result.reason
    assert city.exchange.senders() == {}


def test_a_desk_that_moved_on_since_the_preview_refuses(county: Store, city: Store, tmp_path: Path) -> None:
    path = sent(county, AUG, tmp_path)
    found = examine(city, read_package(path), path.name, NEW_SENDER)
    write(city, firm(OTHER, 1))
    before = city.digest()
    with pytest.raises(StoreError, match="重新预览"):
        accept(city, found)
    assert city.digest() == before
    assert city.exchange.received(COUNTY) == {}


def test_a_failing_archive_leaves_nothing_behind(county: Store, city: Store, tmp_path: Path) -> None:
    before = city.digest()
    archive_folder(city.path).mkdir()
    (archive_folder(city.path) / "收到").write_text("in the way", encoding="utf-8")
    (result,) = receive(city, [sent(county, AUG, tmp_path)], NEW_SENDER)
    assert result.status == "refused"
    assert city.digest() == before
    assert city.exchange.received(COUNTY) == {}


def test_a_waiting_package_whose_file_was_taken_away_is_left_alone(county: Store, city: Store, tmp_path: Path) -> None:
    one, two, _ = three_packages(county, tmp_path)
    receive(city, [two], NEW_SENDER)
    for kept in (archive_folder(city.path) / "收到").iterdir():
        kept.unlink()
    assert outcome(receive(city, [one])) == ["applied"]
    assert outcome(receive(city, [two])) == ["applied"]
    assert content(city)["202609"]


def test_a_waiting_package_that_was_overtaken_is_closed(county: Store, city: Store, tmp_path: Path) -> None:
    _, two, _ = three_packages(county, tmp_path)
    receive(city, [two], NEW_SENDER)
    edit(county, f"{COUNTY}-e1", staff=36)
    whole = pack(county, Period(2026, 10), tmp_path, whole=True).file
    assert outcome(receive(city, [whole])) == ["applied", "older"]
    assert sorted(line.status for line in city.exchange.packages("received")) == ["applied", "older"]


def test_received_slices_carry_their_hashes(county: Store, city: Store, tmp_path: Path) -> None:
    path = sent(county, AUG, tmp_path)
    receive(city, [path], NEW_SENDER)
    assert city.exchange.received(COUNTY) == county.exchange.sent()
    assert city.exchange.received(COUNTY)[SliceKey(COUNTY, "-", "projects")].revision == 1


def test_a_refusal_is_one_sentence(county: Store, city: Store, tmp_path: Path) -> None:
    path = sent(county, AUG, tmp_path)
    with pytest.raises(PackageError) as caught:
        examine(city, read_package(path), path.name)
    assert str(caught.value).count("。") == 1


AGREED = Consent(new_sender=True)


def test_a_package_is_kept_for_later_and_let_go_when_a_newer_one_came(
    county: Store, city: Store, tmp_path: Path
) -> None:
    first = pack(county, AUG, tmp_path).file
    receive(city, [first], AGREED)
    before = city.digest()
    edit(county, f"{COUNTY}-e1", town="新镇")
    second = pack(county, AUG, tmp_path).file
    held = frozenset({read_package(second).envelope.package_id})
    (kept,) = receive(city, [second], Consent(held_back=held))
    assert (kept.status, kept.changes) == ("held", None)
    assert city.digest() == before
    assert "held" in {line.status for line in city.exchange.packages("received")}
    write(county, firm(COUNTY, 77))
    third = pack(county, AUG, tmp_path, whole=True).file
    assert receive(city, [third], AGREED)[0].status == "applied"
    after = city.digest()
    (again,) = receive(city, [second], AGREED)
    assert again.status in ("older", "same")
    assert city.digest() == after
    assert "held" not in {line.status for line in city.exchange.packages("received")}


def test_a_kept_package_can_still_be_taken_in(county: Store, city: Store, tmp_path: Path) -> None:
    file = pack(county, AUG, tmp_path).file
    held = frozenset({read_package(file).envelope.package_id})
    receive(city, [file], Consent(new_sender=True, held_back=held))
    (taken,) = receive(city, [file], AGREED)
    assert taken.status == "applied"
    assert [line.status for line in city.exchange.packages("received") if line.status != "baseline"] == ["applied"]


def test_a_key_is_renewed_by_its_fingerprint_alone(county: Store, city: Store, tmp_path: Path) -> None:
    receive(city, [pack(county, AUG, tmp_path).file], AGREED)
    renew_signing_identity(county)
    edit(county, f"{COUNTY}-e1", town="新镇")
    file = pack(county, AUG, tmp_path, whole=True).file
    (refused,) = receive(city, [file], AGREED)
    assert (refused.status, refused.asks) == ("refused", "key")
    (refused,) = receive(city, [file], Consent(compared=frozenset({"0000-0000-0000-0000"})))
    assert refused.status == "refused"
    mark = read_package(file).public_key.fingerprint
    (taken,) = receive(city, [file], Consent(compared=frozenset({mark})))
    assert taken.status == "applied"
    assert city.facts.slice(AUG.key, COUNTY) == county.facts.slice(AUG.key, COUNTY)
