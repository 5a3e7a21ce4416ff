from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from parkdesk.amounts import Rate
from parkdesk.errors import ReportError
from parkdesk.periods import Period
from parkdesk.records import Target
from parkdesk.reports.inputs import Letterhead
from parkdesk.reports.ranking_forms import RankedUnit, TargetLine, ranking_form, target_form
from parkdesk.reports.values import Report, cell_text
from parkdesk.rules.growth import Decomposition, Part
from parkdesk.rules.ranking import Place

HEAD = Letterhead(signature="秦川市工信局", date="2026年10月12日")
WAN = 10**6


def unit(name: str, now: int | None, base: int = 100, va: str | None = None, wanted: str | None = None) -> RankedUnit:
    split = Decomposition() if now is None else Decomposition(stay=Part(3, now * WAN, base * WAN), exit=Part(1, 0, 0))
    rates = [None if text is None else Rate(Fraction(text)) for text in (va, wanted)]
    return RankedUnit(name, split, *rates, 150 * WAN, 100 * WAN)


def rows(report: Report) -> list[list[str]]:
    ((table, _),) = report.tables()
    return [[cell_text(cell) for cell in row.cells] for row in table.rows]


def test_ties_share_a_rank_and_silence_has_none() -> None:
    units = [unit("甲", 103), unit("乙", None), unit("丙", 110, va="0.7", wanted="7.5"), unit("丁", 103)]
    found = rows(ranking_form(units, unit("全市", 316, 300), Period(2026, 9), HEAD))
    assert [(row[0], row[1], row[3]) for row in found] == [
        ("1", "丙", "10.0"), ("并列2", "甲", "3.0"), ("并列2", "丁", "3.0"), ("—", "乙", "—"),
        ("", "合计（平均）", "5.3"),
    ]  # fmt: skip
    assert found[0][5:10] == ["0.7", "1", "7.5", "−6.8", "50.0"]
    assert found[3][2] == found[3][10] == found[3][11] == "—"
    assert "0" not in found[3]
    with pytest.raises(ReportError, match="排不出名次"):
        ranking_form([unit("乙", None)], unit("全市", None), Period(2026, 9), HEAD)


def target(unit_code: str, name: str, amount: int, measured: str = "户", nature: str = "flow") -> Target:
    return Target(
        id=unit_code + name, unit=unit_code, year=2026, name=name, amount=amount, measured_in=measured, nature=nature
    )


def test_targets_against_the_calendar() -> None:
    lines = [
        TargetLine("甲", target("1", "入园企业", 10), 8, Decimal("5.0")),
        TargetLine("乙", target("2", "入园企业", 20), 10, Decimal("-25.0")),
        TargetLine("甲", target("1", "标准化厂房", 12 * WAN, "万㎡")),
        TargetLine("甲", target("1", "产值增速", 750, "%", "growth"), 604, Decimal("-1.5")),
    ]
    places = {"甲": Place(1, False), "乙": Place(2, True)}
    report = target_form(lines, [target("0", "入园企业", 31)], Period(2026, 9), "秦川市", HEAD, places)
    first, second, whole = rows(report)
    assert first[1:6] == ["甲", "10", "8", "80.0", "5.0"]
    assert first[6:10] == ["12.00", "—", "—", "—"]
    assert first[10:] == ["7.5", "6.0", "−1.5", "1"]
    assert second[1:6] == ["乙", "20", "10", "50.0", "−25.0"]
    assert set(second[6:13]) == {"—"}
    assert second[-1] == "并列2"
    assert whole[2:6] == ["30", "18", "60.0", "−15.0"]
    assert report.notes == ("各单位入园企业目标合计30户，少于本级目标31户。",)
    with pytest.raises(ReportError, match="目标任务分解表"):
        target_form([], [], Period(2026, 9), "秦川市", HEAD, {})
