"""Packages of 480,000 facts: written, received by a city, received again; against the bare work of the same kind.

Bare packing: read the rows from SQLite and write the same CSV. Bare receiving: parse the CSVs and
`executemany` the rows into one table. The peer: `frictionless validate` of the same unpacked long files.
"""

from __future__ import annotations

import csv
import io
import multiprocessing
import resource
import shutil
import sqlite3
import statistics
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from _timing import compare, say, seconds

from parkdesk.office.desks import create_desk, open_desk
from parkdesk.periods import Period
from parkdesk.plan import FactChange, Plan, RecordChange, Source
from parkdesk.records import Enterprise, Measure
from parkdesk.store import Store
from parkdesk.sync.package import read_package
from parkdesk.sync.receiving import Consent, receive
from parkdesk.sync.submission import pack

FIRMS, INDICATORS, MONTHS, COUNTIES = 2000, 5, 12, 12
YES = Consent(new_sender=True)
LAST = Period(2026, 12)


def fill(store: Store, unit: str) -> None:
    """Give a county its firms and 480,000 facts: 2,000 firms × 20 values × 12 months."""
    firms = [Enterprise(id=f"{unit}{n:06d}", unit=unit, name=f"{unit}试验{n}号有限公司", code="") for n in range(FIRMS)]
    codes = list(store.indicators())[:INDICATORS]
    measures = (Measure.CUM, Measure.MONTH, Measure.CUM_BASE, Measure.MONTH_BASE)
    periods = [Period(2025, 12), *(Period(2026, month) for month in range(2, 13))]
    assert len(codes) == INDICATORS
    facts = tuple(
        FactChange(code, period.key, firm.id, int(measure), None, 10**6 * (period.month + at) + number)
        for at, code in enumerate(codes)
        for period in periods
        for measure in measures
        for number, firm in enumerate(firms)
    )
    assert len(facts) == FIRMS * 4 * INDICATORS * MONTHS
    store.apply(Plan(Source("bench"), tuple(RecordChange(None, firm) for firm in firms), facts))


def bare_pack(desk: Path, target: Path) -> None:
    """Read the same rows and write the same CSV, nothing else."""
    connection = sqlite3.connect(desk)
    rows = connection.execute(
        "SELECT s.id, i.code, f.measure, f.value FROM fact f JOIN subject s ON s.key = f.subject"
        " JOIN indicators i ON i.key = f.indicator"
    )
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    connection.close()


def csv_files(package: Path) -> list[bytes]:
    with zipfile.ZipFile(package) as archive:
        return [archive.read(name) for name in archive.namelist() if name.startswith("data/facts")]


def bare_receive(packages: list[list[bytes]], target: Path) -> None:
    """Parse the CSVs and write the rows, nothing else."""
    connection = sqlite3.connect(target)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE fact(subject TEXT, indicator TEXT, measure TEXT, value INTEGER)")
    for files in packages:
        with connection:
            for data in files:
                rows = csv.reader(io.StringIO(data.decode()))
                next(rows)
                connection.executemany("INSERT INTO fact VALUES (?, ?, ?, ?)", rows)
    connection.close()


def city_of(folder: Path, name: str) -> Store:
    return create_desk(folder / f"{name}.parkdesk", "610900", "安康市工信局", "city", "测速")


def peak_of_receiving(city: str, package: str) -> int:
    """Return the megabytes that one process needs to receive a package."""
    with open_desk(Path(city), "测速") as store:
        (result,) = receive(store, [Path(package)], YES)
        assert result.status == "applied", result.reason
    return _peak()


def _peak() -> int:
    """Return this process's peak in megabytes; `ru_maxrss` would count what the parent held when it forked."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        desk = folder / "county.parkdesk"
        with create_desk(desk, "610981", "旬阳市经贸局", "county", "测速", "610900") as store:
            fill(store, "610981")
        one = _packing(folder, desk)
        packages = [one, *(_package_of(folder, number) for number in range(1, COUNTIES))]
        _receiving(folder, packages)
        _verifying(folder, one)
        with city_of(folder, "memory") as store:
            city = store.path
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            say(f"接收48万个数据的内存峰值：{pool.apply(peak_of_receiving, (str(city), str(one)))} MB（要求 ≤ 500）")


def _packing(folder: Path, desk: Path) -> Path:
    sticks = iter([folder / f"stick{n}" for n in range(4)])
    made: list[Path] = []

    def ours() -> None:
        copy = folder / "copy.parkdesk"
        for old in folder.glob("copy*"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        shutil.copyfile(desk, copy)
        stick = next(sticks)
        stick.mkdir()
        with open_desk(copy, "测速") as store:
            times.append(seconds(lambda: made.append(pack(store, LAST, stick).file)))

    times: list[float] = []
    bare = [seconds(lambda: bare_pack(desk, folder / "bare.csv")) for _ in range(3)]
    for _ in range(3):
        ours()
    mine, theirs = statistics.median(times), statistics.median(bare)
    told = f"本软件 {mine:.3f} 秒，对照 {theirs:.3f} 秒"
    say(f"导出48万个数据的上报包：{mine / theirs:.2f} 倍（要求 ≤ 4）；{told}")
    return made[0]


def _package_of(folder: Path, number: int) -> Path:
    code = f"6109{number + 20}"
    path = folder / f"{code}.parkdesk"
    with create_desk(path, code, f"第{number}县经贸局", "county", "测速", "610900") as store:
        fill(store, code)
        file = pack(store, LAST, folder).file
    path.unlink()
    shutil.rmtree(folder / f"{code}归档")
    return file


def _receiving(folder: Path, packages: list[Path]) -> None:
    contents = [csv_files(path) for path in packages]
    bare = seconds(lambda: bare_receive(contents, folder / "bare.db"))
    contents.clear()
    with city_of(folder, "city") as store:
        first = seconds(lambda: [receive(store, [path], YES) for path in packages])
        told = f"本软件 {first:.2f} 秒，对照 {bare:.2f} 秒"
        say(f"市级接收 {len(packages)} 个48万数据的包：{first / bare:.2f} 倍（要求 ≤ 4）；{told}")
        again = seconds(lambda: [receive(store, [path], YES) for path in packages])
        say(f"未改动再收一遍：快 {first / again:.0f} 倍（要求 ≥ 20）；{again:.2f} 秒")


def _verifying(folder: Path, package: Path) -> None:
    from frictionless import Package as Peer

    unpacked = folder / "unpacked"
    with zipfile.ZipFile(package) as archive:
        archive.extractall(unpacked)

    def ours() -> None:
        verified = read_package(package)
        for item in verified.envelope.slices:
            if item.resource is not None:
                for _ in verified.rows(item.resource):
                    pass

    def peer() -> None:
        assert Peer(unpacked / "datapackage.json").validate().valid

    ratio = compare("校验并读完一个包，对 frictionless validate", ours, peer, rounds=1, limit=0.2)
    say(f"　即快 {1 / ratio:.1f} 倍（要求 ≥ 5）")


if __name__ == "__main__":
    main()
