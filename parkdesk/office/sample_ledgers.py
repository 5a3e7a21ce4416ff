"""The demonstration's other ledgers: parks, plants, land, targets, 亩均, cultivation, attraction, support, safety.

Everything is invented; one seed always gives the same.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

from parkdesk.amounts import UNITS
from parkdesk.office import acreage
from parkdesk.paths import resource
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import (
    Acreage,
    AcreageResult,
    Candidate,
    Chain,
    Enterprise,
    Fund,
    Hazard,
    Honour,
    Inspection,
    Lead,
    Lease,
    Loan,
    Parcel,
    Park,
    ParkMonth,
    Payout,
    Plant,
    Pool,
    Room,
    SchemeScore,
    Target,
    catalogue,
    plain_ledgers,
)
from parkdesk.records.land import IDLE_KINDS, IDLE_MEASURES
from parkdesk.records.ledger import blank
from parkdesk.records.parks import BUILD_MODES
from parkdesk.store import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parkdesk.records import Record
    from parkdesk.store import Store

_PARKS = (("循环经济产业园", "省级开发区", "30、33"), ("富硒食品产业园", "县域工业集中区", "13、15"),
          ("新型材料产业园", "县域工业集中区", "38"))  # fmt: skip
_WAN, _MU, _M2 = UNITS["万元"].smallest, UNITS["亩"].smallest, UNITS["㎡"].smallest
_YEAR, _DATA_YEAR = 2026, 2025
_ASSESSMENT = "parks"
_HONOURS = (("高新技术企业", "国家", "2027-12-31"), ("专精特新中小企业", "省", "2026-12-20"), ("绿色工厂", "省", None))


def furnish(store: Store, seed: int) -> None:
    """Fill the ledgers of a demonstration county, in one step."""
    chance, unit = random.Random(seed), store.desk.unit  # noqa: S311 -- a demonstration, no secret
    firms = store.select(Enterprise)
    records = [
        *_parks(chance, unit), *_plants(chance, unit, firms), *_land(chance, unit, firms),
        *_targets(unit, store.desk.parent), *_firms(chance, unit, firms), *_coming(chance, unit),
        *_support(chance, unit, firms), *_acreage(chance, unit, firms), *_written(unit, firms),
        *_scores(chance, unit),
    ]  # fmt: skip
    changes = tuple(RecordChange(None, record) for record in records)
    store.apply(Plan(Source("demo", reason="演示台账"), changes, basis=store.seq))
    acreage.adopt(store, "ankang", _DATA_YEAR)
    acreage.adopt(store, _ASSESSMENT, _DATA_YEAR)


def _written(unit: str, firms: Sequence[Enterprise]) -> Iterator[Record]:
    """Give the rows that are written out in `resources/demo`, read as a sheet's cells are; no ledger stays empty."""
    text = resource("demo", "ledgers.toml").read_text("utf-8")
    for number, firm in enumerate(firms[:9], 1):
        text = text.replace(f"{{企业{number}}}", firm.name)
    for table, rows in tomllib.loads(text).items():
        ledger = plain_ledgers()[table]
        columns = {column.label: column for column in ledger.COLUMNS}
        for row in rows:
            values = {columns[label].key: columns[label].kind.read(cell) for label, cell in row.items()}
            yield replace(blank(ledger, new_id(), unit), **values)


def _scores(chance: random.Random, unit: str) -> Iterator[Record]:
    """Give every park what it reached in each line of the assessment."""
    scheme = catalogue.schemes()[_ASSESSMENT]
    for park, *_ in _PARKS:
        for item in scheme["items"]:
            yield SchemeScore(id=new_id(), unit=unit, scheme=scheme["name"], year=_DATA_YEAR, subject=park,
                              item=item["name"], value=chance.randint(600, 2400))  # fmt: skip


def _parks(chance: random.Random, unit: str) -> Iterator[Record]:
    for name, level, codes in _PARKS:
        yield Park(id=new_id(), unit=unit, name=name, level=level, codes=codes, industries=name[:4],
                   built=chance.randint(2, 6) * UNITS["km²"].smallest, firms=chance.randint(40, 90),
                   above=chance.randint(12, 30), staff=chance.randint(2000, 6000))  # fmt: skip
    yield ParkMonth(id=new_id(), unit=unit, park=_PARKS[0][0], period=202609, output=620_000 * _WAN, output_growth=930,
                    tax=9_800 * _WAN, investment=86_000 * _WAN, tech=41_000 * _WAN, year_output=640_000 * _WAN,
                    year_growth=1200, year_tax=13_500 * _WAN)  # fmt: skip


def _plants(chance: random.Random, unit: str, firms: Sequence[Enterprise]) -> Iterator[Record]:
    for number in range(1, 19):
        park, area = _PARKS[number % 3][0], chance.randint(30, 120) * 100
        state = "在建" if number > 14 else "已建"
        use = "配套用房" if number % 7 == 0 else "标准厂房"
        occupied = area * chance.choice((40, 60, 100)) // 100 if state == "已建" and use == "标准厂房" else 0
        yield Plant(id=new_id(), unit=unit, park=park, number=f"{number}#", use=use, floors=chance.randint(1, 4),
                    area=area * _M2, occupied=occupied * _M2, state=state, mode=chance.choice(BUILD_MODES[:5]),
                    finished=f"{_YEAR}-{number % 9 + 1:02d}" if state == "已建" and number % 3 == 0 else "2024-06",
                    tenant=chance.choice(firms).name if occupied else "")  # fmt: skip
    for floor, state, tenant in ((1, "入驻", firms[0].name), (2, "空置", ""), (3, "空置", "")):
        yield Room(id=new_id(), unit=unit, park=_PARKS[1][0], number="1#", floor=f"{floor}层", area=1600 * _M2,
                   state=state, height=600 if floor == 1 else 450)  # fmt: skip
        if tenant:
            yield Lease(id=new_id(), unit=unit, park=_PARKS[1][0], number="1#", floor="1层", tenant=tenant,
                        area=1600 * _M2, rent=1200, begins="2024-01-01", ends="2026-12-31")  # fmt: skip


def _land(chance: random.Random, unit: str, firms: Sequence[Enterprise]) -> Iterator[Record]:
    for number in range(1, 9):
        area = chance.randint(12, 80)
        yield Parcel(id=new_id(), unit=unit, number=f"{unit}-{number:03d}", enterprise=chance.choice(firms).name,
                     area=area * _MU, idle=chance.choice(IDLE_KINDS), measure=chance.choice(IDLE_MEASURES[:4]),
                     revived=area * _MU if number < 3 else 0, department="县自然资源局", due=f"{_YEAR}-12")  # fmt: skip


def issue_targets(store: Store, units: Sequence[str]) -> None:
    """Set a demonstration city's targets and what each of its units was given of them, a little short of the whole."""
    own = store.desk.unit
    records = [*_targets(own, own, len(units) + 1), *(one for unit in units for one in _targets(unit, own))]
    changes = tuple(RecordChange(None, record) for record in records)
    store.apply(Plan(Source("demo", reason="演示目标"), changes, basis=store.seq))


def _targets(unit: str, issuer: str, times: int = 1) -> Iterator[Record]:
    for indicator, name, nature, measure, amount in (
        ("new_plants", "新建标准化厂房", "flow", "万㎡", 6),
        ("big_entries", "新增投资千万元以上入园企业", "flow", "户", 8),
        ("output", "工业总产值", "flow", "亿元", 98), ("park_firms", "入驻企业", "stock", "户", 200),
    ):  # fmt: skip
        yield Target(id=new_id(), unit=unit, year=_YEAR, indicator=indicator, name=name, nature=nature,
                     measured_in=measure, amount=times * amount * UNITS[measure].smallest, issuer=issuer)  # fmt: skip


def _firms(chance: random.Random, unit: str, firms: Sequence[Enterprise]) -> Iterator[Record]:
    for number, firm in enumerate(firms[:9]):
        honour, level, until = _HONOURS[number % 3]
        yield Honour(id=new_id(), unit=unit, enterprise=firm.name, honour=honour, level=level, given="2023-12-20",
                     until=until)  # fmt: skip
    for number, name in enumerate(("青泉米业有限公司", "恒瑞石材有限公司", "启川茶业有限公司")):
        yield Candidate(id=new_id(), unit=unit, enterprise=name, year=_YEAR, kind="小升规", mentor="李海",
                        expected=chance.randint(1800, 2600) * _WAN, deadline=f"{_YEAR}-1{number}-20",
                        batch="年度第一批", form="有", licence="有", profit="缺" if number else "有")  # fmt: skip
    yield Chain(id=new_id(), unit=unit, name="富硒食品产业链", leader="张建国", department="县农业农村局",
                anchor=firms[0].name, missing="冷链仓储、包装印刷", park=_PARKS[1][0])  # fmt: skip


def _coming(chance: random.Random, unit: str) -> Iterator[Record]:
    names = ("魔芋精深加工", "智能包装", "光伏支架", "冷链仓储", "宠物食品", "装配式建材", "中药饮片", "毛绒玩具")
    for number, name in enumerate(names):
        stage = ("线索", "洽谈", "签约", "落地")[number % 4]
        yield Lead(id=new_id(), unit=unit, name=f"{name}项目", investor=f"{name[:2]}控股有限公司", stage=stage,
                   park=_PARKS[number % 3][0], amount=chance.randint(8, 90) * 100 * _WAN,
                   area=chance.randint(8, 40) * 100 * _M2, floor="一层" if number % 3 == 0 else "不限",
                   entered_on=f"{_YEAR}-0{number + 1}-15" if stage == "落地" else None)  # fmt: skip


def _support(chance: random.Random, unit: str, firms: Sequence[Enterprise]) -> Iterator[Record]:
    for name, level in (
        ("技术改造专项", "省"),
        ("中小企业发展专项", "省"),
        ("外贸发展资金", "市"),
        ("苏陕协作资金", "苏陕"),
    ):
        approved = chance.randint(80, 600) * _WAN
        yield Fund(id=new_id(), unit=unit, year=_YEAR, name=name, level=level, applied=approved + 50 * _WAN,
                   approved=approved, arrived=approved * 4 // 5, enterprise=chance.choice(firms).name)  # fmt: skip
    left = firms[-1]
    yield Payout(id=new_id(), unit=unit, policy="工业稳增长若干措施", clause="入规奖励", enterprise=left.name,
                 amount=10 * _WAN, paid_on=f"{_YEAR}-03-10", clawback="退库追回", until="2027-12-31")  # fmt: skip
    yield Pool(id=new_id(), unit=unit, product="园惠贷", size=1000 * _WAN, multiple=1000, bank_share=5000,
               upper_share=2500, own_share=2500)  # fmt: skip
    for firm in firms[:4]:
        yield Loan(id=new_id(), unit=unit, product="园惠贷", enterprise=firm.name, bank="县农商行", rate=420,
                   amount=chance.randint(100, 500) * _WAN, lent_on=f"{_YEAR}-04-01", due="2027-03-31")  # fmt: skip
    for number, firm in enumerate(firms[:5]):
        day = f"{_YEAR}-0{number + 4}-12"
        yield Inspection(id=new_id(), unit=unit, day=day, place=firm.name, kind="不定期", field="工业", hazards=1)
        yield Hazard(id=new_id(), unit=unit, place=firm.name, found_on=day, text="配电箱未上锁、通道堆放物料",
                     due=f"{_YEAR}-0{number + 4}-27", closed_on=None if number == 4 else day)  # fmt: skip


def _acreage(chance: random.Random, unit: str, firms: Sequence[Enterprise]) -> Iterator[Record]:
    for firm in firms[:40]:
        output = chance.randint(1500, 30_000)
        yield Acreage(
            id=new_id(), unit=unit, year=_DATA_YEAR, enterprise=firm.name, code=firm.code, park=firm.park,
            own_land=chance.randint(8, 90) * _MU, tax=output * chance.randint(5, 45) // 1000 * _WAN,
            revenue=output * _WAN, added=output * chance.randint(18, 34) // 100 * _WAN, staff=chance.randint(20, 400),
            energy=chance.randint(50, 3000) * 100,
            carbon=None if chance.random() < 0.3 else chance.randint(100, 8000) * 100,
            research=output * chance.randint(0, 40) // 1000 * _WAN,
            exempt="供水企业" if chance.random() < 0.04 else "",
        )  # fmt: skip
        yield AcreageResult(id=new_id(), unit=unit, year=_DATA_YEAR - 1, enterprise=firm.name, code=firm.code,
                            grade=chance.choice("ABBCC"), stage="已公布")  # fmt: skip
