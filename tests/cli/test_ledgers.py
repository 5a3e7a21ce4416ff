"""Ledgers by the command line: the generator's truth, whatever the seed; out and back; both ways in packages."""

from __future__ import annotations

import json

import pytest

PLANTS, PARCELS, TARGETS = "标准化厂房台账.xlsx", "低效闲置工业用地台账.xlsx", "目标任务分解表.xlsx"


@pytest.mark.parametrize("seed", [5, 77, 2026])
def test_plants_parcels_and_targets_equal_the_truth(run, county, county_files, seed):
    files = county_files("--seed", seed, "--firms", 40)
    desk = county()
    told = run("import", desk, *(files.folder / name for name in (PLANTS, PARCELS, TARGETS)), "--json").value["files"]
    assert [(one["kind"], one["refused"], one["conflict"]) for one in told] == [
        ("plants", 0, 0), ("parcels", 0, 0), ("targets", 0, 0),
    ]  # fmt: skip
    plants = run("list", desk, "plants", "--json").value
    added = {}
    for plant in plants:
        part = added.setdefault(f"{plant['use']}{plant['state']}", [0, 0])
        part[0] += plant["blocks"]
        part[1] += plant["area"]
    assert added == files.truth["plants"]
    parcels = run("list", desk, "parcels", "--json").value
    assert len(parcels) == files.truth["idle_parcels"]
    assert sum(one["area"] for one in parcels) == files.truth["idle_land_mu"]
    assert sum(one["revived"] or 0 for one in parcels) == files.truth["idle_land_revived_mu"]
    targets = run("list", desk, "targets", "--json").value
    split = [one for one in targets if one["unit"] != "610900"]
    area = round(sum(one["amount"] for one in split if one["indicator"] == "new_plants"), 6)
    firms = sum(one["amount"] for one in split if one["indicator"] == "big_entries")
    assert (area, firms) == tuple(files.truth["targets"].values())
    again = run("import", desk, *(files.folder / name for name in (PLANTS, PARCELS, TARGETS)), "--json").value["files"]
    assert all(one["new"] == one["changed"] == 0 for one in again)


def test_an_import_of_a_ledger_is_undone_to_the_same_digest(run, county, county_files):
    desk, files = county(), county_files("--firms", 30)
    before = run("digest", desk, "--json").value
    told = run("import", desk, files.folder / PLANTS, "--json").value["files"][0]
    assert run("digest", desk, "--json").value != before
    run("undo", desk, told["import_id"])
    assert run("digest", desk, "--json").value == before


def test_a_ledger_goes_out_to_excel_and_comes_back_the_same(run, county, county_files, tmp_path):
    desk, files = county(), county_files("--firms", 30)
    run("import", desk, files.folder / PLANTS, files.folder / PARCELS)
    for table in ("plants", "parcels"):
        out = tmp_path / f"{table}.xlsx"
        run("export", desk, table, "-o", out)
        (told,) = run("import", desk, out, "--json").value["files"]
        assert (told["new"], told["changed"], told["refused"], told["conflict"]) == (0, 0, 0, 0)


def test_ledgers_go_up_and_targets_come_down(run, county, county_files, tmp_path):
    files = county_files("--firms", 30)
    desk, city = county(), tmp_path / "city.parkdesk"
    run("import", desk, *files.folder.glob("月报/*1-9月*.xlsx"), files.folder / PLANTS, files.folder / PARCELS)
    run("init", city, "--unit", "610900", "--name", "安康市工信局", "--role", "city", "--by", "王")
    run("import", city, files.folder / TARGETS)
    sent = run("pack", desk, "--kind", "submission", "--period", "2026-09", "--to", tmp_path, "--json").value
    got = run("receive", city, sent["file"], "--trust-new-sender", "--json").value["packages"][0]
    assert got["status"] == "applied"
    at_city = run("list", city, "plants", "--columns", "park,number,area,state", "--json").value
    at_county = run("list", desk, "plants", "--columns", "park,number,area,state", "--json").value
    assert sorted(map(json.dumps, at_city)) == sorted(map(json.dumps, at_county))
    down = run("pack", city, "--kind", "directive", "--period", "2026-09", "--to", tmp_path, "--json").value
    run("receive", desk, down["file"], "--trust-new-sender")
    mine = run("list", desk, "targets", "--where", "unit=610981", "--json").value
    assert {one["indicator"] for one in mine} == {"new_plants", "big_entries"}
