"""Three counties and their city: any order, any repetition, and what public tools say of a package."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

COUNTIES = (("610981", "旬阳市"), ("610921", "汉阴县"), ("610902-HK", "恒口示范区"))
PERIOD = "2026-04"


@pytest.fixture
def packed(run, county, county_files, tmp_path):
    """Return the packages of three counties and their truths."""
    stick = tmp_path / "stick"
    stick.mkdir()
    files, truths = [], []
    for number, (code, name) in enumerate(COUNTIES):
        made = county_files(
            "--seed", 30 + number, "--county", name, "--code", code, "--district", code[:6], "--firms", 40, "--month", 4
        )
        desk = county(code, f"{name}经贸局")
        names = [
            "企业名录.xlsx",
            *(f"月报/2026年1-{m}月产值表.xlsx" for m in (2, 3, 4)),
            "重点项目进展一览表.xlsx",
            "包抓责任表.xlsx",
        ]
        assert run("import", desk, *(made.folder / name for name in names)).code == 0
        ran = run("pack", desk, "--kind", "submission", "--period", PERIOD, "--to", stick)
        assert ran.code == 0
        files.append(ran.value["file"])
        truths.append(made.truth)
    return files, truths


def city(run, tmp_path, name="city"):
    desk = tmp_path / f"{name}.parkdesk"
    assert run("init", desk, "--unit", "610900", "--name", "安康市工信局", "--role", "city").code == 0
    return desk


def test_every_order_with_repeats_ends_alike_and_adds_up(run, packed, tmp_path):
    files, truths = packed
    digests = set()
    for number, order in enumerate(itertools.permutations(files)):
        desk = city(run, tmp_path, f"city{number}")
        again = [*order, order[number % 3]] if number % 2 else [order[0], *order]
        for file in again:
            ran = run("receive", desk, file, "--trust-new-sender")
            assert ran.value["packages"][0]["status"] in ("applied", "same")
        digests.add(run("digest", desk).value["sha256"])
    assert len(digests) == 1
    found = run("summary", desk, "--period", PERIOD).value
    assert found["output"] == sum(t["output"] for t in truths)
    assert found["base"] == sum(t["base"] for t in truths)
    assert found["enterprises"] == sum(t["enterprises"] for t in truths)
    assert {u["unit"]: (u["output"], u["growth"]) for u in found["units"]} == {
        t["code"]: (t["output"], t["growth"]) for t in truths
    }
    assert sorted(u["rank"] for u in found["units"])[0] == 1
    assert len(found["units_not_reported"]) == 13 - len(COUNTIES)


def test_public_tools_accept_a_package(run, packed, tmp_path):
    file = packed[0][0]
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    descriptor = folder / "datapackage.json"
    from frictionless import Package

    report = Package(descriptor).validate()
    assert report.valid, report.flatten(["title", "message"])
    assert (folder / "封面.pdf").read_bytes().startswith(b"%PDF")
    if not shutil.which("minisign"):
        pytest.skip("这台机器没有 minisign")
    key = json.loads(descriptor.read_text("utf-8"))["parkdesk"]["public_key"]
    command = ["minisign", "-V", "-P", key, "-m", str(descriptor)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    descriptor.write_text(descriptor.read_text("utf-8") + " ", "utf-8")
    assert subprocess.run(command, check=False, capture_output=True).returncode != 0


def test_inspect_and_cover_agree_on_the_check_code(run, packed, tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("这台机器没有 pdftotext")
    file = packed[0][0]
    seen = run("inspect", file).value
    with zipfile.ZipFile(file) as archive:
        (tmp_path / "cover.pdf").write_bytes(archive.read("封面.pdf"))
    text = subprocess.run(["pdftotext", tmp_path / "cover.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert seen["check_code"] in text
    assert seen["fingerprint"] in text
    assert seen["from"] == {"code": "610981", "name": "旬阳市"}


def test_an_unknown_sender_and_a_damaged_file_are_refused(run, packed, tmp_path):
    desk = city(run, tmp_path)
    before = run("digest", desk).value
    ran = run("receive", desk, packed[0][0])
    assert (ran.code, ran.value["packages"][0]["status"]) == (1, "refused")
    assert "还没有登记" in ran.value["packages"][0]["reason"]
    data = Path(packed[0][0]).read_bytes()
    for name, hurt in (
        ("cut", data[: len(data) // 2]),
        ("bit", bytes(data[:9000]) + bytes([data[9000] ^ 1]) + data[9001:]),
    ):
        file = tmp_path / f"{name}.parkpkg"
        file.write_bytes(hurt)
        ran = run("receive", desk, file, "--trust-new-sender")
        assert ran.value["packages"][0]["status"] == "refused", name
    assert run("digest", desk).value == before


def test_dry_run_writes_nothing_and_undo_takes_a_package_back(run, packed, tmp_path):
    desk = city(run, tmp_path)
    before = run("digest", desk).value
    dry = run("receive", desk, packed[0][0], "--trust-new-sender", "--dry-run").value
    assert dry["dry_run"] is True
    assert run("digest", desk).value == before
    real = run("receive", desk, packed[0][0], "--trust-new-sender").value["packages"][0]
    later = {"import_id", "receipt"}
    assert {k: v for k, v in real.items() if k not in later} == {
        k: v for k, v in dry["packages"][0].items() if k not in later
    }
    assert Path(real["receipt"]).parent == Path(packed[0][0]).parent
    assert run("undo", desk, real["import_id"]).code == 0
    assert run("digest", desk).value == before
    assert run("receive", desk, packed[0][0]).value["packages"][0]["status"] == "applied"


def test_trust_by_public_key_file(run, county, packed, tmp_path):
    desk = city(run, tmp_path)
    exported = run("trust", tmp_path / "610981.parkdesk", "--export", tmp_path / "610981旬阳市.pub").value
    added = run("trust", desk, "--add", exported["file"]).value
    assert added["fingerprint"] == exported["fingerprint"]
    assert [s["unit"] for s in run("trust", desk, "--list").value] == ["610981"]
    assert run("receive", desk, packed[0][0]).code == 0
    assert run("receive", desk, packed[0][1]).code == 1
