"""check, explain, seal, unseal, move and history as a script gets them."""

from __future__ import annotations

import pytest

PERIOD = "2026-04"


@pytest.fixture
def desk(run, county, county_files):
    files = county_files("--seed", 51, "--month", 4, "--firms", 25)
    made = county()
    months = sorted((files.folder / "月报").glob("*.xlsx"))
    assert run("import", made, files.folder / "企业名录.xlsx", *months).code == 0
    return made


def test_check_of_good_data(run, desk):
    ran = run("check", desk, "--period", PERIOD)
    assert ran.code == 0
    assert (ran.value["must"], ran.value["explain"]) == (0, 0)
    assert ran.value["hint"] == len(ran.value["findings"])


def test_check_finds_a_wrong_month_and_explains(run, desk, county_files, tmp_path):
    from openpyxl import load_workbook

    book = load_workbook(
        county_files("--seed", 51, "--month", 4, "--firms", 25).folder / "月报" / "2026年1-4月产值表.xlsx"
    )
    sheet = book.active
    row = next(r for r in range(6, 20) if isinstance(sheet.cell(r, 8).value, int))
    sheet.cell(row, 8).value = 1
    book.save(tmp_path / "改.xlsx")
    assert run("import", desk, tmp_path / "改.xlsx").code == 0
    ran = run("check", desk, "--period", PERIOD)
    assert ran.code == 1
    found = {one["rule"]: one for one in ran.value["findings"] if one["level"] == "强制"}
    assert set(found) == {"cum_month", "cum_grows"}
    assert ran.value["must"] == 2
    assert any(one["rule"] == "intake.sum_differs" for one in ran.value["findings"])
    assert run("pack", desk, "--kind", "submission", "--period", PERIOD, "--to", tmp_path).code == 1
    assert run("seal", desk, "--period", PERIOD).code == 1
    done = run("explain", desk, "--period", PERIOD, "--rule", "cum_grows", "--text", "核查")
    assert done.value == {"explained": 1}
    assert run("check", desk, "--period", PERIOD).value["must"] == 1
    assert run("explain", desk, "--period", PERIOD, "--rule", "cum_month", "--text", "核查").code == 2
    assert run("explain", desk, "--period", PERIOD, "--rule", "none", "--text", "核查").code == 2


def test_seal_import_unseal(run, desk, county_files):
    other = county_files("--seed", 52, "--month", 4, "--firms", 25).folder / "月报" / "2026年1-4月产值表.xlsx"
    ran = run("seal", desk, "--period", PERIOD)
    assert ran.value["state"] == "已封存"
    assert run("seal", desk, "--period", PERIOD).code == 1
    before = run("digest", desk).value
    ran = run("import", desk, other)
    assert ran.code == 1
    (report,) = ran.value["files"]
    assert (report["new"], report["changed"], report["conflict"]) == (0, 0, 25)
    assert "2026年1—4月已封存" in report["rows_refused"][0]["reason"]
    assert run("digest", desk).value == before
    assert run("unseal", desk, "--period", PERIOD).code == 2
    assert run("unseal", desk, "--period", PERIOD, "--reason", "退回修改").value["state"] == "开放"
    assert run("import", desk, other).code == 0
    listed = run("history", desk, "--since-seal", "--period", PERIOD).value
    assert listed
    assert {"name", "indicator", "old", "new", "by", "at", "reason"} <= listed[0].keys()


def test_move_and_undo(run, desk):
    newest = run("list", desk, "imports").value[0]
    moved = run("move", desk, newest["id"], "--period", "2026-05")
    assert moved.code == 0
    assert run("facts", desk, "--indicator", "output", "--period", PERIOD).value == []
    assert len(run("facts", desk, "--indicator", "output", "--period", "2026-05").value) == 25
    assert run("undo", desk, moved.value["import_id"]).code == 0
    assert len(run("facts", desk, "--indicator", "output", "--period", PERIOD).value) == 25


def test_history_of_the_desk_a_record_and_a_figure(run, desk):
    assert len(run("history", desk).value) >= 5
    firm = run("list", desk, "enterprises", "--limit", 1).value[0]
    (version,) = run("history", desk, "--record", firm["id"]).value
    assert version["before"] is None
    past = run("history", desk, "--indicator", "output", "--subject", firm["code"], "--period", PERIOD).value
    assert past[0]["file"] == "2026年1-4月产值表.xlsx"
    assert past[0]["unit"] == "万元"
    for words in (
        ("--record", "nobody"),
        ("--indicator", "nothing", "--subject", firm["code"], "--period", PERIOD),
        ("--indicator", "output", "--period", PERIOD),
        ("--indicator", "output", "--subject", "没有", "--period", PERIOD),
        ("--indicator", "output", "--subject", firm["code"]),
        ("--indicator", "output", "--subject", firm["code"], "--period", PERIOD, "--measure", "x"),
        ("--since-seal",),
    ):
        ran = run("history", desk, *words)
        assert ran.code == 2
        assert ran.said.endswith("。\n")


def test_facts_as_of_a_change_a_day_or_a_package(run, desk, county_files, tmp_path):
    words = ("facts", desk, "--indicator", "output", "--period", PERIOD)
    now = run(*words).value
    sent = run("pack", desk, "--kind", "submission", "--period", PERIOD, "--to", tmp_path).value["package_id"]
    newest = run("history", desk).value[0]
    assert run("undo", desk, run("list", desk, "imports").value[0]["id"]).code == 0
    assert run(*words).value == []
    assert run(*words, "--as-of", newest["seq"]).value == now
    assert run(*words, "--as-of", sent).value == now
    assert run(*words, "--as-of", "2001-01-01").value == []
    assert run(*words, "--as-of", "从前").code == 2
