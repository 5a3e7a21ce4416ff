"""The demonstration: a fictional city and its three counties, made through the real doors, ready to open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.amounts import UNITS, read_number, to_stored
from parkdesk.errors import StoreError
from parkdesk.office import exchange, importing
from parkdesk.office.demo_projects import enliven
from parkdesk.office.desks import create_desk
from parkdesk.office.sample_ledgers import furnish, issue_targets
from parkdesk.office.samples import SampleCounty, sample_county
from parkdesk.periods import Period
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import Office, OfficialFigure
from parkdesk.records.indicators import OFFICIAL_KINDS
from parkdesk.store import Store, new_id

if TYPE_CHECKING:
    from pathlib import Path

CITY = ("990000", "秦川市")
COUNTIES = (("990001", "青溪县", 11), ("990002", "云岭县", 12), ("990003", "河湾县", 13))
_MISSING_COUNTY = ("990004", "石梁县")  # expected, never reports: the board has someone to remind
PERIOD = Period(2026, 9)
_OPERATOR = "演示员"
_OFFICIALS = (
    ("va_growth", "4.2", "county"), ("va_suggested", "7.5", "county"), ("va_rank", "2", "county"),
    ("output_target", "980000", "county"), ("va_growth", "5.6", "city"), ("output_growth", "3.8", "city"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Where everything of the demonstration lies."""

    folder: Path
    city: Path
    counties: tuple[Path, ...]
    samples: tuple[SampleCounty, ...]
    packages: tuple[Path, ...]


def make_demo(folder: Path) -> Demonstration:
    """Make the demonstration in an empty or new folder; raises StoreError where one is already."""
    city_file = folder / f"{CITY[1]}工信局（演示）.parkdesk"
    if city_file.exists():
        raise StoreError(f"“{folder}”里已经有演示台账：请换一个文件夹，或直接打开它。")
    samples = tuple(sample_county(code, name, seed=seed) for code, name, seed in COUNTIES)
    sticks = folder / "上报包"
    sticks.mkdir(parents=True, exist_ok=True)
    desks, packages = [], []
    for sample in samples:
        path = folder / f"{sample.name}经贸局（演示）.parkdesk"
        with _make_county(path, folder / f"{sample.name}的表", sample) as store:
            packages.append(exchange.pack(store, PERIOD, sticks).file)
        desks.append(path)
    with create_desk(city_file, *CITY, "city", _OPERATOR) as city:
        offices = [_office(code, name) for code, name, _ in COUNTIES] + [_office(*_MISSING_COUNTY)]
        city.apply(Plan(Source("demo", reason="演示单位"), tuple(RecordChange(None, office) for office in offices)))
        issue_targets(city, [code for code, _, _ in COUNTIES])
        exchange.receive(city, packages, trust_new_sender=True)
    return Demonstration(folder, city_file, tuple(desks), samples, tuple(packages))


def _make_county(path: Path, sheets: Path, sample: SampleCounty) -> Store:
    store = create_desk(path, sample.code, f"{sample.name}经贸局", "county", _OPERATOR, CITY[0])
    records = [_office(*CITY, kind="市"), *_officials(sample.code)]
    store.apply(Plan(Source("demo", reason="演示单位"), tuple(RecordChange(None, record) for record in records)))
    for file in sample.write(sheets):
        for incoming in importing.preview(store, file):
            importing.commit(store, incoming)
    enliven(store, int(sample.code))
    furnish(store, int(sample.code))
    return store


def _office(code: str, name: str, kind: str = "县") -> Office:
    parent = CITY[0] if kind == "县" else ""
    return Office(id=code, code=code, name=name, kind=kind, parent=parent, expected=kind == "县", sort=int(code))


def _officials(county: str) -> list[OfficialFigure]:
    made = []
    for figure, text, whose in _OFFICIALS:
        number = read_number(text)
        assert number is not None
        made.append(
            OfficialFigure(
                id=new_id(),
                unit=county if whose == "county" else CITY[0],
                period=PERIOD.key,
                figure=figure,
                value=to_stored(number, UNITS[OFFICIAL_KINDS[figure][1]])[0],
                source="市统计局（演示）",
                released_on="2026-10-18",
            )
        )
    return made
