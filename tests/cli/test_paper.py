"""`report` for every paper of the catalogue, a pack, and papers that were issued."""

from __future__ import annotations

import pytest

from parkdesk.office.papers.catalogue import CATALOGUE

PERIOD = "2026-04"


@pytest.fixture
def desk(run, county, county_files):
    files = county_files("--seed", 51, "--month", 4, "--firms", 25)
    made = county()
    months = sorted((files.folder / "月报").glob("*.xlsx"))
    more = [files.folder / name for name in ("重点项目进展一览表.xlsx", "包抓责任表.xlsx")]
    assert run("import", made, files.folder / "企业名录.xlsx", *months, *more).code == 0
    return made


@pytest.mark.parametrize("paper", CATALOGUE, ids=lambda paper: paper.name)
def test_every_paper_has_its_command(run, desk, tmp_path, paper):
    target = tmp_path / f"{paper.name}.xlsx"
    ran = run("report", desk, paper.name, "--period", PERIOD, "-o", target)
    if ran.code == 0:
        assert ran.value["report"] == paper.name
        assert target.read_bytes().startswith(b"PK")
    else:
        assert ran.code == 1
        assert ran.said.strip().endswith("。")
        assert "Traceback" not in ran.said
        assert not target.exists()


def test_an_issued_paper_comes_out_again(run, desk, tmp_path):
    first, again = tmp_path / "一.pdf", tmp_path / "二.pdf"
    ran = run("report", desk, "quarterly", "--period", PERIOD, "-o", first, "--issue", "--date", "2026-05-12")
    assert len(ran.value["fingerprint"]) == 64
    listed = run("issued", desk).value
    assert [one["fingerprint"] for one in listed] == [ran.value["fingerprint"]]
    told = run("issued", desk, ran.value["fingerprint"][:8], "-o", again)
    assert (told.value["same_page"], told.value["lines"], told.value["revisions"]) == (True, [], [])
    assert again.read_bytes() == first.read_bytes()
    assert run("issued", desk, "zzz").code == 1


def test_a_tone_and_a_missing_folder(run, desk, tmp_path):
    target = tmp_path / "a.docx"
    assert run("report", desk, "analysis", "--period", PERIOD, "-o", target, "--tone", "汇报").code == 0
    ran = run("report", desk, "analysis", "--period", PERIOD, "-o", target, "--tone", "随便")
    assert ran.code == 1
    assert "没有“随便”这种语气" in ran.said
    assert run("report", desk, "analysis", "--period", PERIOD, "-o", tmp_path / "没有" / "a.pdf").code == 1
    assert run("report", desk, "analysis", "--period", "2026-11", "-o", tmp_path / "a.pdf").code == 1
    assert run("report", desk, "enterprises", "--period", PERIOD, "-o", tmp_path, "--each").code == 1
