"""The self-test: the main job once through, on invented counties, compared with figures known beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parkdesk.office import exchange, reporting
from parkdesk.office.demo import PERIOD, make_demo
from parkdesk.office.desks import open_desk
from parkdesk.office.figures import summary
from parkdesk.periods import Period

if TYPE_CHECKING:
    from pathlib import Path

    from parkdesk.office.demo import Demonstration

_WAN = 10**6  # 分 in 万元
_SUFFIXES = (".pdf", ".docx", ".xlsx")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried: what, and what was wrong (empty: nothing)."""

    what: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class SelfTest:
    """The outcome of a self-test, and the files it made."""

    checks: tuple[Check, ...]
    files: tuple[Path, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing was wrong."""
        return all(not check.fault for check in self.checks)


def self_test(folder: Path) -> SelfTest:
    """Make the demonstration in `folder`, report, verify and compare; the folder is kept for who wants to look."""
    demo = make_demo(folder)
    reports = _reports(demo)
    checks = [*_county_checks(demo), *_city_checks(demo), *(_file_check(path) for path in reports)]
    return SelfTest(tuple(checks), (*reports, *demo.packages, demo.city))


def _reports(demo: Demonstration) -> list[Path]:
    with open_desk(demo.counties[0], "自检") as store:
        options = reporting.ReportOptions("青经贸发〔2026〕12号", store.desk.name, "2026-10-20")
        report = reporting.build(store, "quarterly", PERIOD, options)
    made = []
    for suffix in _SUFFIXES:
        path = demo.folder / f"{demo.samples[0].name}{PERIOD.year}年三季度工业经济运行报告{suffix}"
        reporting.save(report, path)
        made.append(path)
    return made


def _county_checks(demo: Demonstration) -> list[Check]:
    checks = []
    for path, sample in zip(demo.counties, demo.samples, strict=True):
        with open_desk(path, "自检") as store:
            for month in (2, sample.month):
                total = summary(store, Period(sample.year, month)).split.total
                wanted = (len(sample.firms), sample.output(month) * _WAN, sample.base(month) * _WAN)
                found = (total.count, total.now, total.base)
                checks.append(_compare(f"{sample.name}1—{month}月户数、产值、同期", wanted, found))
            checks.append(Check(f"{sample.name}台账检查", "；".join(store.verify())))
    return checks


def _city_checks(demo: Demonstration) -> list[Check]:
    with open_desk(demo.city, "自检") as store:
        before = store.digest()
        total = summary(store, PERIOD).split.total
        again = exchange.receive(store, demo.packages)
        return [
            _compare(
                "市级汇总产值等于三县之和",
                sum(sample.output(sample.month) for sample in demo.samples) * _WAN,
                total.now,
            ),
            _compare("同一个包再装一次", ["same"] * len(demo.packages), [line.status for line in again]),
            _compare("再装之后内容不变", before, store.digest()),
            Check("市级台账检查", "；".join(store.verify())),
        ]


def _compare(what: str, wanted: object, found: object) -> Check:
    return Check(what, "" if wanted == found else f"应为{wanted}，实为{found}")


def _file_check(path: Path) -> Check:
    marks = {".pdf": b"%PDF", ".docx": b"PK", ".xlsx": b"PK"}
    head = path.read_bytes()[:4]
    return Check(f"生成{path.suffix}报告", "" if head.startswith(marks[path.suffix]) else "文件头不对")
