"""A county's year goes in, and every figure of the maker's truth comes out."""

from __future__ import annotations

import pytest

CASES = {
    "defaults": (),
    "seed": ("--seed", 20261122),
    "falling": ("--seed", 3, "--rate=-7.3", "--exit-base", 90000, "--entry-output", 500),
    "another county": ("--seed", 5, "--county", "汉阴县", "--code", "610921", "--firms", 57, "--month", 6),
    "no code of its own": (
        "--seed",
        8,
        "--county",
        "恒口示范区",
        "--code",
        "610902-HK",
        "--district",
        "610902",
        "--month",
        3,
    ),
    "first period": ("--seed", 9, "--month", 2, "--output", 310000, "--exit-base", 1000),
    "old district": ("--seed", 4, "--district", "610928", "--month", 12, "--rate", "33.3", "--firms", 200),
}
SUMS = ("enterprises", "output", "base", "growth", "revenue", "tax", "power", "staff", "in_park_output")
PULLS = ("pull_stay", "pull_new", "pull_exit", "drag_simple", "drag_counterfactual")


def load(run, county, files):
    truth = files.truth
    desk = county(truth["code"], f"{truth['county']}经贸局")
    months = sorted((files.folder / "月报").glob("*.xlsx"))
    ran = run("import", desk, files.folder / "企业名录.xlsx", *months)
    assert ran.code == 0, ran
    return desk, [files.folder / "企业名录.xlsx", *months]


@pytest.mark.parametrize("options", CASES.values(), ids=CASES)
def test_summary_equals_truth(run, county, county_files, options):
    files = county_files(*options)
    truth = files.truth
    desk, _ = load(run, county, files)
    found = run("summary", desk, "--period", truth["period"]).value

    for name in (
        "enterprises",
        "output",
        "base",
        "growth",
        "revenue",
        "tax",
        "power",
        "staff",
        "in_park_output",
        *PULLS,
    ):
        assert found[name] == truth[name], name
    for part in ("stay", "new", "exit"):
        assert truth[part].items() <= found[part].items()
    assert (
        found["coverage"]["reported"] == found["coverage"]["expected"] == truth["stay"]["count"] + truth["new"]["count"]
    )
    for period, month in truth["months"].items():
        got = run("summary", desk, "--period", period).value
        assert {key: got[key] for key in month} == month, period


@pytest.mark.parametrize("options", [CASES["defaults"], CASES["falling"]], ids=["defaults", "falling"])
def test_firms_and_top_tens_equal_truth(run, county, county_files, options):
    files = county_files(*options)
    truth = files.truth
    desk, _ = load(run, county, files)
    facts = run("facts", desk, "--indicator", "output", "--period", truth["period"]).value
    assert {f["subject"]: [f["cum"] or 0, f["cum_base"] or 0] for f in facts} == {
        code: figures[:2] for code, figures in truth["firms"].items()
    }
    by_change = sorted(facts, key=lambda f: (f["cum"] or 0) - (f["cum_base"] or 0))
    assert [f["subject"] for f in by_change[:10]] == truth["top_down"]
    assert [f["subject"] for f in reversed(by_change[-10:])] == truth["top_up"]


def test_the_same_files_twice_change_nothing(run, county, county_files):
    files = county_files("--seed", 12, "--month", 4)
    desk, paths = load(run, county, files)
    extra = [files.folder / name for name in ("重点项目进展一览表.xlsx", "包抓责任表.xlsx")]
    assert run("import", desk, *extra).code == 0
    before = run("digest", desk).value
    for report in run("import", desk, *paths, *extra).value["files"]:
        assert report["same"] > 0
        assert report["new"] == report["changed"] == report["conflict"] == report["refused"] == 0, report["file"]
    assert run("digest", desk).value == before


def test_the_order_of_months_does_not_matter(run, county, county_files, tmp_path):
    files = county_files("--seed", 12, "--month", 4)
    desk, paths = load(run, county, files)
    first = run("digest", desk).value
    desk.rename(tmp_path / "erste.parkdesk")
    other = county("610981")
    assert run("import", other, paths[0], *reversed(paths[1:])).code == 0
    assert run("digest", other).value == first


def test_projects_and_duties_equal_truth(run, county, county_files):
    files = county_files("--seed", 21)
    desk, _ = load(run, county, files)
    folder = files.folder
    ran = run("import", desk, folder / "重点项目进展一览表.xlsx", folder / "包抓责任表.xlsx")
    assert ran.code == 0
    projects = run("list", desk, "projects").value
    truth = files.truth
    assert len(projects) == truth["projects"]
    for column, total in (("total", "investment"), ("plan", "plan"), ("done", "done")):
        assert sum(p[column] for p in projects) == truth[f"project_{total}"], column
    duties = run("list", desk, "assignments", "--where", "role=包抓领导").value
    assert len(duties) == truth["projects"]
    assert {d["name"] for d in duties} <= set(truth["leaders"])
