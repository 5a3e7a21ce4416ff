"""What holds for every paper of the catalogue, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from parkdesk.errors import ReportError
from parkdesk.office import reporting
from parkdesk.office.demo import PERIOD
from parkdesk.office.papers.catalogue import CATALOGUE, find
from parkdesk.office.papers.entry import ALL_ROLES, GROUPS, Paper
from parkdesk.periods import Period
from parkdesk.reports.to_pdf import to_pdf
from parkdesk.reports.values import Drawing, Paragraph, Report, Table, cell_text
from parkdesk.store import Store

every_paper = pytest.mark.parametrize("paper", CATALOGUE, ids=lambda paper: paper.name)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Store]]:
    from parkdesk.office.desks import create_desk

    folder = tmp_path_factory.mktemp("empty")
    units = {"county": "610981", "city": "610900"}
    stores = {role: create_desk(folder / f"{role}.parkdesk", code, "空局", role, "王") for role, code in units.items()}
    yield stores
    for store in stores.values():
        store.close()


def made_or_told(store: Store, paper: Paper) -> tuple[Report | None, str]:
    try:
        return reporting.build(store, paper.name, PERIOD), ""
    except ReportError as told:
        return None, str(told)


def test_each_paper_is_declared_once() -> None:
    assert len({paper.name for paper in CATALOGUE}) == len({paper.title for paper in CATALOGUE}) == len(CATALOGUE)
    for paper in CATALOGUE:
        assert paper.group in GROUPS
        assert paper.roles
        assert paper.roles <= ALL_ROLES
        assert bool(paper.each) == bool(paper.each_label)
    with pytest.raises(ReportError, match="可以做的有"):
        find("nothing")


@every_paper
@pytest.mark.parametrize("role", ["county", "city"])
def test_it_is_made_or_says_what_is_missing(paper: Paper, role: str, desks: dict[str, Store]) -> None:
    report, told = made_or_told(desks[role], paper)
    if report is None:
        assert told.endswith("。")
        assert told.count("。") == 1
        return
    words = report.text() + "".join(cell_text(c) for t, _ in report.tables() for row in t.rows for c in row.cells)
    assert not any(
        wrong in words for wrong in ("None", "增长-", "增长−", "下降-", "下降−", "拉动−", "，，", "。。", "；。")
    )
    assert any(isinstance(block, Paragraph | Table | Drawing) for block in report.blocks)
    assert to_pdf(report).startswith(b"%PDF")


@every_paper
@pytest.mark.parametrize("role", ["county", "city"])
def test_on_an_empty_desk_it_is_one_sentence(paper: Paper, role: str, empty: dict[str, Store]) -> None:
    with pytest.raises(ReportError) as told:
        reporting.build(empty[role], paper.name, Period(2026, 9))
    assert str(told.value).endswith("。")


@pytest.mark.parametrize("paper", [p for p in CATALOGUE if p.each], ids=lambda paper: paper.name)
def test_a_pack_has_a_file_for_each_reader(paper: Paper, desks: dict[str, Store], tmp_path: Path) -> None:
    store = desks["city" if "county" not in paper.roles else "county"]
    names = reporting.readers(store, paper.name, PERIOD)
    assert len(set(names)) == len(names)
    if names:
        made = list(reporting.build_each(store, paper.name, PERIOD))[:3]
        steps: list[tuple[int, int]] = []
        paths = reporting.save_each(made, tmp_path, ".docx", lambda *at: steps.append(at))
        assert [whom for whom, _ in made] == list(names[:3])
        assert len({path.name for path in paths}) == len(made) == len(list(tmp_path.iterdir())) == len(steps)
        with pytest.raises(ReportError, match="没有"):
            reporting.build(store, paper.name, PERIOD, reporting.ReportOptions(whom="没有这个人"))
