"""A desk that goes on from a copy of itself: put back from a backup, copied for a colleague."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from parkdesk.office.desks import restore_backup, start_as_own_desk
from parkdesk.paths import archive_folder
from parkdesk.records import Enterprise
from parkdesk.store import Store
from parkdesk.sync import colleagues, submission
from parkdesk.sync.receiving import Consent, receive

from .desks import AUG, COUNTY, fact, fill, make_desk, write

YES = Consent(new_sender=True)
MINE = Consent(new_sender=True, take="mine")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def copied(store: Store, folder: Path) -> Store:
    """Copy a closed desk's file, as a person with a stick does."""
    folder.mkdir()
    target = folder / store.path.name
    shutil.copyfile(store.path, target)
    return Store.open(target, "钱二")


def rename(store: Store, number: int, name: str) -> None:
    old = store.find(Enterprise, f"{COUNTY}-e{number}")
    assert old is not None
    write(store, (old, Enterprise(id=old.id, unit=old.unit, name=name, code=old.code)))


def test_a_copied_desk_is_told_the_way_out_and_merges_after_it(tmp_path: Path, stick: Path) -> None:
    first = make_desk(tmp_path, COUNTY)
    fill(first)
    first.close()
    with Store.open(first.path, "赵一") as mine, copied(first, tmp_path / "b") as theirs:
        rename(mine, 1, "改名一公司")
        rename(theirs, 2, "改名二公司")
        (refused,) = receive(mine, [colleagues.pack(theirs, AUG, stick).file], YES)
        assert refused.status == "refused"
        assert "另立编号" in refused.reason
        assert "自己导出" in receive(mine, [colleagues.pack(mine, AUG, stick).file], YES)[0].reason
        before = theirs.digest()
        key = start_as_own_desk(theirs)
        assert theirs.digest() == before
        assert theirs.desk.desk_id != mine.desk.desk_id
        file = colleagues.pack(theirs, AUG, stick).file
        (open_,) = receive(mine, [file], YES)
        assert open_.status == "conflict"  # who changed what since the copy nobody knows: what differs is asked
        assert {one.theirs for one in open_.conflicts} >= {"改名二公司"}
        choices = {c.id: "theirs" if c.theirs == "改名二公司" else "mine" for c in open_.conflicts}
        (done,) = receive(mine, [file], Consent(new_sender=True, choices=choices))
        assert done.status == "applied"
        (back,) = receive(theirs, [colleagues.pack(mine, AUG, stick).file], YES)
        assert back.status == "applied"
        assert mine.digest() == theirs.digest()
        assert mine.exchange.senders()[f"{COUNTY}#{theirs.desk.desk_id}"].public_key
        assert key


def test_a_restored_desk_writes_under_a_name_of_its_own(tmp_path: Path, stick: Path) -> None:
    """What a colleague knows of the lost version is not taken for what is written after the backup was put back."""
    (tmp_path / "b").mkdir()
    one, two = make_desk(tmp_path, COUNTY), make_desk(tmp_path / "b", COUNTY)
    start_as_own_desk(two)
    fill(one)
    receive(two, [colleagues.pack(one, AUG, stick).file], MINE)
    backup = one.backup(tmp_path / "备份", "试")
    rename(one, 1, "丢了的名字")
    receive(two, [colleagues.pack(one, AUG, stick).file], MINE)
    one.close()
    restore_backup(backup, one.path)
    with Store.open(one.path, "赵一") as again:
        rename(again, 1, "新起的名字")
        (result,) = receive(two, [colleagues.pack(again, AUG, stick).file], YES)
        assert result.status == "conflict", result.reason
        assert ("丢了的名字", "新起的名字") in {(c.mine, c.theirs) for c in result.conflicts}
    two.close()


def test_a_file_put_back_by_hand_is_noticed(tmp_path: Path, stick: Path) -> None:
    (tmp_path / "b").mkdir()
    one, two = make_desk(tmp_path, COUNTY), make_desk(tmp_path / "b", COUNTY)
    start_as_own_desk(two)
    fill(one)
    receive(two, [colleagues.pack(one, AUG, stick).file], MINE)
    one.close()
    old = tmp_path / "old.parkdesk"
    shutil.copyfile(one.path, old)
    with Store.open(one.path, "赵一") as later:
        for name in ("甲公司", "乙公司"):
            rename(later, 1, name)
            receive(two, [colleagues.pack(later, AUG, stick).file], MINE)
    shutil.copyfile(old, one.path)
    with Store.open(one.path, "赵一") as again:
        rename(again, 1, "丙公司")
        before = two.digest()
        (result,) = receive(two, [colleagues.pack(again, AUG, stick).file], MINE)
        assert result.status == "older"
        assert "另立编号" in result.reason
        assert two.digest() == before
    two.close()


def test_revisions_that_the_lost_version_used_are_not_used_again(tmp_path: Path, city: Store, stick: Path) -> None:
    county = make_desk(tmp_path, COUNTY)
    fill(county)
    receive(city, [submission.pack(county, AUG, stick).file], YES)
    backup = county.backup(tmp_path / "备份", "试")
    held = county.facts.slice(AUG.key)
    key = next(iter(sorted(held)))
    write(county, facts=(fact(key[1], held[key] + 100, old=held[key], code=key[0]),))
    receive(city, [submission.pack(county, AUG, stick).file], YES)
    assert city.facts.slice(AUG.key, COUNTY)[key] == held[key] + 100
    county.close()
    restore_backup(backup, county.path)
    with Store.open(county.path, "赵一") as again:
        (result,) = receive(city, [submission.pack(again, AUG, stick).file], YES)
        assert result.status == "applied", result.reason
        assert city.facts.slice(AUG.key, COUNTY)[key] == held[key]
        write(again, facts=(fact(key[1], held[key] + 7, old=held[key], code=key[0]),))
        (result,) = receive(city, [submission.pack(again, AUG, stick).file], YES)
        assert result.status == "applied", result.reason
        assert city.facts.slice(AUG.key, COUNTY)[key] == held[key] + 7


def test_nothing_stays_of_a_package_that_found_no_room(tmp_path: Path) -> None:
    county = make_desk(tmp_path, COUNTY)
    fill(county)
    with pytest.raises(Exception, match="没有导出"):
        submission.pack(county, AUG, tmp_path / "missing")
    assert list(archive_folder(county.path).rglob("*.parkpkg")) == []
    assert list(county.exchange.packages()) == []
    county.close()
