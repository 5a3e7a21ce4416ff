"""The process killed at random moments of receiving and of packing: before or after, never between."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from parkdesk.errors import PackageError
from parkdesk.store import Store
from parkdesk.sync.package import read_package
from parkdesk.sync.receiving import Consent, receive
from parkdesk.sync.submission import pack

from .desks import AUG, CITY, COUNTY, clock, edit, fact, fill, firm, make_desk, write

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import sys
from pathlib import Path
from parkdesk.periods import Period
from parkdesk.store import Store
from parkdesk.sync.receiving import Consent, receive
from parkdesk.sync.submission import pack
act, desk, other = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
with Store.open(desk, "赵一") as store:
    sys.stdout.write("go")
    sys.stdout.flush()
    if act == "pack":
        pack(store, Period(2026, 8), other)
    else:
        receive(store, [other], Consent(new_sender=True))
"""


class Scene(NamedTuple):
    """A city and a county before, the county's old and new package, and how long the work takes unhurt."""

    city: Path
    county: Path
    old: Path
    new: Path


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("scene")
    with make_desk(folder, COUNTY) as county, make_desk(folder, CITY, "city") as city:
        fill(county)
        many = [firm(COUNTY, number) for number in range(10, 900)]
        write(county, *many, facts=tuple(fact(one.id, 5) for one in many))
        old = pack(county, AUG, folder).file
        receive(city, [old], Consent(new_sender=True))
        edit(county, f"{COUNTY}-e1", staff=77)
        write(county, facts=tuple(fact(one.id, 6, old=5) for one in many))
        shutil.copy(county.path, folder / "before.parkdesk")
        county._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(county.path, folder / "before.parkdesk")
        new = pack(county, AUG, folder).file
    return Scene(folder / f"{CITY}.parkdesk", folder / "before.parkdesk", old, new)


def killed(act: str, desk: Path, other: Path, delay: float) -> bool:
    """Run the work in a process of its own and kill it `delay` seconds after it began; tells whether it was cut off."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, act, str(desk), str(other)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdout.read(2) == b"go"
    time.sleep(delay)
    child.send_signal(signal.SIGKILL)
    child.stdout.close()
    return child.wait() == -signal.SIGKILL


def work_time(act: str, desk: Path, other: Path) -> float:
    started = time.perf_counter()
    with Store.open(desk, "赵一", clock=clock) as store:
        if act == "pack":
            pack(store, AUG, other)
        else:
            receive(store, [other], Consent(new_sender=True))
    return time.perf_counter() - started


def digest_of(desk: Path) -> str:
    with Store.open(desk, "赵一", clock=clock) as store:
        assert store.verify() == []
        return store.digest()


def copy_of(desk: Path, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for one in desk.parent.iterdir():
        if one.name == f"{desk.stem}归档":
            shutil.copytree(one, folder / one.name)
    return Path(shutil.copy(desk, folder / desk.name))


def receiving_is_before_or_after(scene: Scene, folder: Path, times: int) -> None:
    before = digest_of(copy_of(scene.city, folder / "b"))
    whole = copy_of(scene.city, folder / "a")
    lasts = work_time("receive", whole, scene.new)
    after = digest_of(whole)
    seen, chance = set(), random.Random(7)
    for number in range(times):
        desk = copy_of(scene.city, folder / str(number))
        killed("receive", desk, scene.new, chance.uniform(0, lasts * 1.2))
        seen.add(digest_of(desk))
        with Store.open(desk, "赵一", clock=clock) as store:  # and it goes on as if nothing had been
            (result,) = receive(store, [scene.new], Consent(new_sender=True))
            assert result.status in ("applied", "same")
            assert store.digest() == after
        shutil.rmtree(folder / str(number))
    assert seen <= {before, after}


def packing_leaves_old_new_or_none(scene: Scene, folder: Path, times: int) -> None:
    whole = copy_of(scene.county, folder / "a")
    (folder / "a" / "stick").mkdir()
    lasts = work_time("pack", whole, folder / "a" / "stick")
    before, chance = digest_of(whole), random.Random(8)
    for number in range(times):
        desk = copy_of(scene.county, folder / str(number))
        stick = folder / str(number) / "stick"
        stick.mkdir()
        name = scene.new.name
        if number % 2:
            shutil.copy(scene.old, stick / name)
        killed("pack", desk, stick, chance.uniform(0, lasts * 1.2))
        left = [path for path in stick.iterdir() if path.suffix == ".parkpkg"]
        assert [path.name for path in left] in ([], [name])
        if left and left[0].read_bytes() != scene.old.read_bytes():
            assert read_package(left[0]).envelope.revision == 2
        assert digest_of(desk) == before
        with Store.open(desk, "赵一", clock=clock) as store:
            again = pack(store, AUG, stick)
            assert read_package(again.file).sha256 == again.sha256
        shutil.rmtree(folder / str(number))


def test_receiving_killed(scene: Scene, tmp_path: Path) -> None:
    receiving_is_before_or_after(scene, tmp_path, 5)


def test_packing_killed(scene: Scene, tmp_path: Path) -> None:
    packing_leaves_old_new_or_none(scene, tmp_path, 5)


@pytest.mark.slow
def test_receiving_killed_often(scene: Scene, tmp_path: Path) -> None:
    receiving_is_before_or_after(scene, tmp_path, 200)


@pytest.mark.slow
def test_packing_killed_often(scene: Scene, tmp_path: Path) -> None:
    packing_leaves_old_new_or_none(scene, tmp_path, 200)


def test_what_a_killed_export_left_is_no_conflict(scene: Scene, tmp_path: Path) -> None:
    """The stick got its file but the desk forgot it: what is packed later is never the same revision anew."""
    with pytest.MonkeyPatch.context() as patch:
        desk = copy_of(scene.county, tmp_path / "d")
        stick = tmp_path / "stick"
        stick.mkdir()
        with (
            Store.open(desk, "赵一", clock=clock) as county,
            Store.open(copy_of(scene.city, tmp_path / "c"), "钱二", clock=clock) as city,
        ):
            from parkdesk.sync import sending

            real = sending.write_checked

            def cut(path: Path, data: bytes) -> None:
                real(path, data)
                if path.parent == stick:
                    raise PackageError("断电")

            patch.setattr(sending, "write_checked", cut)
            with pytest.raises(PackageError, match="断电"):
                pack(county, AUG, stick)
            patch.undo()
            (left,) = stick.iterdir()
            left = left.rename(tmp_path / left.name)
            edit(county, f"{COUNTY}-e1", staff=1234)
            later = pack(county, AUG, stick).file
            for order in ((left, later), (later, left)):
                for file in order:
                    (result,) = receive(city, [file], Consent(new_sender=True))
                    assert result.status in ("applied", "older", "same"), result.reason
            assert city.facts.slice(AUG.key) == county.facts.slice(AUG.key)
