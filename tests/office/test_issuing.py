"""定稿: kept, printed again as it was though the figures moved on, and what changed beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from parkdesk.errors import ReportError
from parkdesk.office import issuing, reporting
from parkdesk.office.papers.catalogue import find
from parkdesk.periods import Period
from parkdesk.records import Enterprise
from parkdesk.reports.kept import fingerprint, freeze, thaw
from parkdesk.reports.to_pdf import to_pdf
from parkdesk.store import Store
from tests.reports.samples import full_report

SEPTEMBER = Period(2026, 9)
WAN = 10**6


def paper_of(store: Store, name: str = "quarterly") -> object:
    return reporting.build(store, name, SEPTEMBER, reporting.ReportOptions(date="2026-10-12"))


def test_what_was_kept_is_the_same_value() -> None:
    report = full_report()
    again = thaw(freeze(report))
    assert again == report
    assert to_pdf(again) == to_pdf(report)
    with pytest.raises(ReportError, match="损坏"):
        thaw(freeze(report)[:-9])


@pytest.mark.parametrize("name", ["quarterly", "enterprises", "analysis"])
def test_it_is_printed_again_as_it_was(store: Store, put, name: str) -> None:
    report = paper_of(store, name)
    kept = issuing.issue(store, name, SEPTEMBER, report)
    pdf = to_pdf(report)
    assert issuing.since(store, kept).is_same
    firm = next(f for f in store.facts.firms(SEPTEMBER) if f.status == "在库" and f.now)
    put(store.find(Enterprise, firm.subject), 202609, firm.now + 123456 * WAN)
    assert to_pdf(paper_of(store, name)) != pdf
    found, again = issuing.reprint(store, issuing.short(kept))
    assert found == kept
    assert to_pdf(again) == pdf
    assert issuing.is_same_page(kept, again)
    changed = issuing.since(store, kept)
    assert not changed.is_same
    (revision,) = changed.revisions
    assert firm.name in revision
    assert "改为" in revision
    assert "王建" in revision
    assert any(line.startswith("原文：") for line in changed.lines)
    assert any(line.startswith("现在：") for line in changed.lines)


def test_the_same_paper_is_kept_once(store: Store) -> None:
    report = paper_of(store)
    first = issuing.issue(store, "quarterly", SEPTEMBER, report)
    assert issuing.issue(store, "quarterly", SEPTEMBER, report) == first
    assert [one.id for one in store.issued.all()] == [first.id]
    assert first.fingerprint == fingerprint(report)
    assert first.seq == store.seq
    with pytest.raises(ReportError, match="没有编号或指纹"):
        issuing.reprint(store, "zzzz")


def test_it_stays_in_a_backup_and_out_of_the_digest(store: Store, tmp_path: Path) -> None:
    before = store.digest()
    kept = issuing.issue(store, "quarterly", SEPTEMBER, paper_of(store))
    assert store.digest() == before
    copy = store.backup(tmp_path, "试")
    from parkdesk.office.desks import open_desk

    with open_desk(copy, "甲") as other:
        assert other.issued.all() == [kept]


def test_a_county_writes_its_own_words(store: Store) -> None:
    paper = find("analysis")
    assert reporting.own_wording(store, paper) is None
    reporting.keep_wording(store, paper, "产值{{ 产值 }}。")
    assert reporting.build(store, "analysis", SEPTEMBER).text().count("产值231.24亿元") == 1
    tried = reporting.build(store, "analysis", SEPTEMBER, reporting.ReportOptions(wording="# {{ 单位 }}"))
    assert "一、旬阳市" in tried.text()
    reporting.keep_wording(store, paper, reporting.wording_of(store, paper))
    reporting.keep_wording(store, paper, "")
    assert reporting.own_wording(store, paper) is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("甲\n{{ 没有的值 }}", "第2行写不出来：没有“没有的值”这个值"),
        ("{{ 退库.没有 }}", "第1行写不出来：没有“没有”这个值"),
        ("甲\n\n{% if 产值 %}", "条件或循环没有写结尾"),
        ("{{ 产值 | 大写 }}", "没有“大写”这种写法"),
        ("{% for i in range(999999999) %}{% endfor %}", "写不出来"),
        ("{{ '字' * 999999999 }}", "只能用数乘数"),
        ("{{ 产值.__class__.__mro__ }}", "写不出来"),
        ("@没有的表", "可放的只有"),
        ("{{ 产值 }", "第1行写法有误"),
    ],
)
def test_a_mistake_in_the_words_is_a_sentence_with_its_line(store: Store, words: str, said: str) -> None:
    with pytest.raises(ReportError) as told:
        reporting.build(store, "analysis", SEPTEMBER, reporting.ReportOptions(wording=words))
    assert said in str(told.value)
    assert not any(word in str(told.value) for word in ("object", "undefined", "token", "Encountered"))


def test_everything_a_wording_may_say_is_listed(store: Store) -> None:
    said = dict(reporting.sayable(store, find("analysis"), SEPTEMBER))
    assert said["产值"] == "231.24亿元"
    assert said["退库.户数"] == "7"
    assert said["@增长构成表"] == "表"
    assert said["原因"].startswith("共")
    assert "每项有：名称、户数" in said["行业"]
