"""Taking packages back in any order: what is left is what the remaining packages would have given."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from parkdesk.errors import PackageError, StoreError
from parkdesk.paths import archive_folder
from parkdesk.periods import Period
from parkdesk.records import Office
from parkdesk.store import DeskInfo, Store
from parkdesk.sync.descriptor import Party
from parkdesk.sync.desk_keys import register_sender, signing_identity
from parkdesk.sync.receiving import Consent, receive
from parkdesk.sync.submission import pack
from parkdesk.sync.undoing import undo_package

from .desks import AUG, CITY, COUNTY, NAMES, OTHER, SEP, clock, content, edit, fact, fill, firm, make_desk, write

NO_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]  # each example makes desks on disk
YES = Consent(new_sender=True, gap_reason="测试")
JUL, OCT = Period(2026, 7), Period(2026, 10)


def a_city(folder: Path, name: str) -> Store:
    (folder / name).mkdir()
    city = make_desk(folder / name, CITY, "city")
    write(city, *(Office(id=code, code=code, name=NAMES[code], parent=CITY) for code in (COUNTY, OTHER)))
    return city


def take(city: Store, path: Path) -> str:
    (result,) = receive(city, [path], YES)
    assert result.status == "applied", result.reason
    assert result.import_id is not None
    return result.import_id


def three(county: Store, folder: Path) -> list[Path]:
    """Three packages that overlap: firms come and go, July is corrected, September is new."""
    files = [pack(county, AUG, folder).file]
    write(
        county,
        firm(COUNTY, 4),
        facts=(fact(f"{COUNTY}-e3", 101, old=100, period=JUL), fact(f"{COUNTY}-e4", 7, period=SEP)),
    )
    files.append(pack(county, SEP, folder).file)
    edit(county, f"{COUNTY}-e1", staff=77)
    gone = county.find(type(firm(COUNTY, 3)), f"{COUNTY}-e3")
    write(
        county,
        (gone, None),
        facts=(fact(f"{COUNTY}-e3", None, old=101, period=JUL), fact(f"{COUNTY}-e1", 9, period=OCT)),
    )
    files.append(pack(county, OCT, folder).file)
    return files


@pytest.mark.parametrize("undone", [(0,), (1,), (2,), (0, 1), (1, 0), (1, 2), (2, 1), (0, 2), (2, 1, 0), (0, 1, 2)])
def test_what_is_left_is_as_if_the_undone_had_never_come(
    undone: tuple[int, ...], county: Store, tmp_path: Path
) -> None:
    files = three(county, tmp_path)
    with a_city(tmp_path, "all") as city, a_city(tmp_path, "rest") as rest:
        imports = [take(city, path) for path in files]
        full = city.digest()
        for number in undone:
            undo_package(city, imports[number])
            assert city.verify() == []
        for number in set(range(3)) - set(undone):
            take(rest, files[number])
        assert city.digest() == rest.digest()
        for number in sorted(undone):  # and they can come again
            assert receive(city, [files[number]], YES)[0].status in ("applied", "older", "same")
        assert city.digest() == full


def test_what_stood_before_the_first_package_comes_back(county: Store, tmp_path: Path) -> None:
    """The city had typed the county's firms itself before any package came."""
    files = three(county, tmp_path)
    with a_city(tmp_path, "typed") as city:
        write(city, firm(COUNTY, 1, name="市里录的名字"), firm(COUNTY, 8), facts=(fact(f"{COUNTY}-e8", 3),))
        before = city.digest()
        imports = [take(city, path) for path in files]
        for number in (1, 0, 2):
            undo_package(city, imports[number])
        assert city.digest() == before
        assert (archive_folder(city.path) / "起始").exists()


def test_an_office_that_only_packages_entered_goes_with_the_last_of_them(county: Store, tmp_path: Path) -> None:
    with Store.create(
        tmp_path / "bare.parkdesk", DeskInfo("b", CITY, "安康市", "city", ""), "赵一", clock=clock
    ) as city:
        write(city, *county.indicators().values())
        before = city.digest()
        imports = [take(city, path) for path in three(county, tmp_path)]
        undo_package(city, imports[0])
        assert COUNTY in city.offices()
        undo_package(city, imports[2])
        undo_package(city, imports[1])
        assert city.digest() == before


def test_undoing_twice_or_the_undoing_is_told(county: Store, city: Store, tmp_path: Path) -> None:
    made = take(city, pack(county, AUG, tmp_path).file)
    changes = undo_package(city, made)
    with pytest.raises(StoreError, match="已经撤销"):
        undo_package(city, made)
    with pytest.raises(StoreError, match="重新接收"):
        undo_package(city, changes.import_id)
    assert {line.status for line in city.exchange.packages("received")} == {"undone"}


def test_an_archive_that_lost_a_file_is_told_and_nothing_changes(county: Store, city: Store, tmp_path: Path) -> None:
    imports = [take(city, path) for path in three(county, tmp_path)]
    shutil.rmtree(archive_folder(city.path))
    before = city.digest()
    with pytest.raises(PackageError, match="打不开"):
        undo_package(city, imports[2])
    assert city.digest() == before
    assert {line.status for line in city.exchange.packages("received")} == {"applied"}


def test_a_replaced_pc_is_undone_to_what_the_old_one_sent(county: Store, city: Store, tmp_path: Path) -> None:
    take(city, pack(county, AUG, tmp_path).file)
    before = city.digest()
    (tmp_path / "new").mkdir()
    with make_desk(tmp_path / "new", COUNTY) as replaced:
        write(replaced, firm(COUNTY, 9, id="another-id"), facts=(fact("another-id", 4),))
        register_sender(city, Party(COUNTY, "旬阳市"), signing_identity(replaced).public)
        made = take(city, pack(replaced, AUG, tmp_path / "new").file)
    undo_package(city, made)
    assert city.digest() == before


def test_a_swap_of_two_standings_travels(county: Store, city: Store, tmp_path: Path) -> None:
    """Two standings of one firm exchange their periods: neither is ever refused as the other's double."""
    import dataclasses

    from parkdesk.records import Registration

    early = Registration(id="s1", enterprise=f"{COUNTY}-e3", year=2026, status="新增入库", from_period=202607)
    late = Registration(id="s2", enterprise=f"{COUNTY}-e3", year=2026, status="退库", from_period=202608)
    write(county, early, late)
    take(city, pack(county, AUG, tmp_path).file)
    write(
        county,
        (early, dataclasses.replace(early, from_period=202608)),
        (late, dataclasses.replace(late, from_period=202607)),
    )
    take(city, pack(county, AUG, tmp_path).file)
    assert content(city)["registrations"] == content(county)["registrations"]
    assert city.verify() == []


def history(data: st.DataObject, folder: Path) -> None:
    """Receive random packages in random order, take random ones back, and compare with never having had them."""
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
            files.append(pack(county, data.draw(st.sampled_from([AUG, SEP])), folder).file)
    order = data.draw(st.permutations(files))
    undone = data.draw(st.sets(st.sampled_from(files)))
    with a_city(folder, "all") as city, a_city(folder, "rest") as rest:
        imports = {path: receive(city, [path], YES)[0].import_id for path in order}
        for path in data.draw(st.permutations(sorted(undone))):
            if imports[path]:
                undo_package(city, imports[path])
        for path in files:  # one that brought nothing new counts for nothing
            if path not in undone and imports[path]:
                receive(rest, [path], YES)
        assert city.digest() == rest.digest()
        assert city.verify() == rest.verify() == []


@given(data=st.data())
@settings(max_examples=5, deadline=None, phases=NO_SHRINKING)
def test_random_undoing(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    history(data, tmp_path_factory.mktemp("undo"))


@pytest.mark.slow
@given(data=st.data())
@settings(max_examples=200, deadline=None, phases=NO_SHRINKING)
def test_much_random_undoing(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    history(data, tmp_path_factory.mktemp("undo"))
