from __future__ import annotations

import datetime as dt

import pytest

from parkdesk.errors import DeskDamagedError
from parkdesk.office.desks import restore_backup
from parkdesk.store import backups, check_file, newest_sound

NAME = "旬阳市经贸局"
NEWEST = dt.datetime(2026, 11, 20, 9, 0, 0)


@pytest.fixture
def folder(desk, tmp_path):
    """A folder with one real backup, copied to any other time by `at`."""
    made = desk.backup(tmp_path / "备份", "手动")
    data = made.read_bytes()
    made.unlink()

    def at(moment, content=data, name=NAME):
        path = made.parent / f"{name}_{moment:%Y%m%d-%H%M%S}_自动.parkdesk"
        path.write_bytes(content)
        return path

    return made.parent, at


def left(folder):
    return sorted(moment for moment, _ in backups.dated(folder))


def test_two_days_stay_whole_then_days_weeks_and_months_stand_for_themselves(folder):
    place, at = folder
    halves = [NEWEST - dt.timedelta(hours=12 * n) for n in range(2 * 400)]
    for moment in halves:
        at(moment)
    backups.thin(place, NAME)
    kept = left(place)
    ages = [(NEWEST - moment).days for moment in kept]
    assert [age for age in ages if age < 2] == [1, 1, 0, 0]
    assert 28 <= sum(2 <= age < 30 for age in ages) <= 29
    assert 21 <= sum(30 <= age < 180 for age in ages) <= 23
    assert 7 <= sum(age >= 180 for age in ages) <= 9
    backups.thin(place, NAME)
    assert left(place) == kept


def test_the_newest_of_a_day_stands_for_it(folder):
    place, at = folder
    at(NEWEST)
    day = NEWEST - dt.timedelta(days=5)
    early, late = at(day.replace(hour=8)), at(day.replace(hour=17))
    backups.thin(place, NAME)
    assert late.exists()
    assert not early.exists()


def test_a_damaged_last_backup_never_drives_the_last_good_one_out(folder):
    place, at = folder
    at(NEWEST)
    day = NEWEST - dt.timedelta(days=5)
    good = at(day.replace(hour=8))
    sound = good.read_bytes()
    torn = at(day.replace(hour=17), sound[: len(sound) // 2])
    backups.thin(place, NAME)
    assert good.exists()
    assert torn.exists()
    at(day.replace(hour=12))
    backups.thin(place, NAME)
    assert not good.exists()
    check_file(place / f"{NAME}_{day.replace(hour=12):%Y%m%d-%H%M%S}_自动.parkdesk")


def test_other_desks_and_files_in_the_folder_are_not_looked_at(desk, folder):
    place, at = folder
    old = NEWEST - dt.timedelta(days=700)
    others = [at(old + dt.timedelta(hours=n), name="白河县经贸局") for n in range(3)]
    kept_here = place / "我的台账.parkdesk"
    kept_here.write_bytes(others[0].read_bytes())
    at(NEWEST)
    backups.thin(place, NAME)
    assert all(path.exists() for path in [*others, kept_here])


def test_restoring_a_damaged_backup_changes_nothing_and_names_the_one_before(desk, folder):
    place, at = folder
    good = at(NEWEST - dt.timedelta(days=1))
    content = good.read_bytes()
    torn = at(NEWEST, content[:4096] + b"\xff" * (len(content) - 4096))
    before = desk.digest()
    with pytest.raises(DeskDamagedError, match=good.name.replace(".", r"\.")):
        restore_backup(torn, desk.path)
    assert desk.digest() == before
    assert newest_sound(place) == good


def test_a_backup_that_is_listed_has_been_opened_and_counted(desk, tmp_path, monkeypatch):
    """A copy that lost a row on its way never gets a name, and what was there stays."""
    place = tmp_path / "备份"
    first = desk.backup(place, "手动")
    real = backups.check_file
    monkeypatch.setattr(backups, "check_file", lambda path: {**real(path), "fact": 0})
    with pytest.raises(backups.StoreError, match="记录数不一致"):
        desk.backup(place, "再一次")
    assert [path.name for path in place.iterdir()] == [first.name]
