"""Every kind of package from the command line: down, receipts, colleagues, secrecy, parts, undo, board, rebuild."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

PERIOD = "2026-09"
CITY, COUNTY = "990000", "990001"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    from parkdesk.office.demo import make_demo

    return make_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def desks(made, tmp_path):
    """Return copies of the demonstration's city and first county, and a stick."""
    shutil.copytree(made.folder, tmp_path / "demo")
    (tmp_path / "stick").mkdir()
    return tmp_path / "demo" / made.city.name, tmp_path / "demo" / made.counties[0].name, tmp_path / "stick"


def test_down_and_back(run, desks):
    city, county, stick = desks
    sent = run("list", city, "imports").value
    assert sent
    package = run("inspect", next((city.parent / "上报包").glob(f"{COUNTY}*r1.parkpkg"))).value["package_id"]
    back = run("return", city, package, "--about", "第1户产值", "--reason", "与用电量不符")
    assert (back.code, back.value["unit"]) == (0, COUNTY)
    ran = run("pack", city, "--kind", "directive", "--period", PERIOD, "--for", COUNTY, "--to", stick)
    assert ran.code == 0
    seen = run("inspect", ran.value["file"]).value
    assert (seen["kind"], seen["to"]["code"]) == ("directive", COUNTY)
    dry = run("receive", county, ran.value["file"], "--trust-new-sender", "--dry-run").value["packages"][0]
    got = run("receive", county, ran.value["file"], "--trust-new-sender").value["packages"][0]
    assert (got["status"], got["new"], got["changed"]) == ("applied", dry["new"], dry["changed"])
    assert [one["reason"] for one in run("list", county, "returns").value] == ["与用电量不符"]
    receipt = run("receive", city, got["receipt"], "--trust-new-sender")
    assert (receipt.code, receipt.value["packages"][0]["status"]) == (0, "applied")
    undone = run("undo", county, got["import_id"])
    assert undone.code == 0
    assert run("list", county, "returns").value == []


def test_secret_and_split(run, desks, tmp_path):
    city, county, stick = desks
    word = tmp_path / "pw"
    word.write_text("一二三四五六七八\n", "utf-8")
    ran = run("pack", county, "--period", PERIOD, "--to", stick, "--passphrase-file", word, "--split", "0.02")
    assert ran.code == 0
    assert len(ran.value["parts"]) > 1
    assert run("receive", city, *ran.value["parts"]).code == 1
    got = run("receive", city, *reversed(ran.value["parts"]), "--passphrase-file", word)
    assert [one["status"] for one in got.value["packages"]] == ["same"]
    assert run("inspect", ran.value["parts"][0], "--passphrase-file", word).value["kind"] == "submission"
    assert run("pack", county, "--period", PERIOD, "--to", stick, "--for", CITY).code == 1
    assert run("pack", county, "--period", PERIOD, "--to", stick, "--split", "0").code == 2
    assert run("pack", county, "--period", PERIOD, "--to", stick, "--passphrase-file", tmp_path / "none").code == 1


def test_colleagues(run, desks, tmp_path):
    _, county, stick = desks
    other = tmp_path / "同事.parkdesk"
    assert (
        run("init", other, "--unit", COUNTY, "--name", "青溪县经贸局", "--role", "county", "--parent", CITY).code == 0
    )
    ran = run("pack", county, "--kind", "colleague", "--period", PERIOD, "--to", stick)
    got = run("receive", other, ran.value["file"], "--trust-new-sender")
    assert got.value["packages"][0]["status"] == "applied", got.value
    assert run("digest", other).value == run("digest", county).value
    for desk, reason in ((county, "A"), (other, "B")):
        from parkdesk.office.desks import open_desk
        from parkdesk.office.editing import correct_fact
        from parkdesk.periods import Period
        from parkdesk.records import Enterprise, Measure

        with open_desk(desk, reason) as store:
            firm = min(store.select(Enterprise), key=lambda one: one.id)
            correct_fact(
                store, "tax", Period.parse(PERIOD), firm.id, Measure.CUM, "1" if reason == "A" else "2", reason
            )
    ran = run("pack", other, "--kind", "colleague", "--period", PERIOD, "--to", stick)
    clash = run("receive", county, ran.value["file"], "--trust-new-sender")
    assert clash.code == 1
    (conflict,) = clash.value["packages"][0]["conflicts"]
    assert (conflict["mine"], conflict["theirs"]) == ("1万元", "2万元")
    assert run("receive", county, ran.value["file"], "--trust-new-sender", "--take", "theirs").code == 0
    back = run("pack", county, "--kind", "colleague", "--period", PERIOD, "--to", stick)
    assert run("receive", other, back.value["file"], "--trust-new-sender").code == 0
    assert run("digest", other).value == run("digest", county).value


def test_board_and_rebuild(run, desks, tmp_path):
    city, _, _ = desks
    lines = run("board", city, "--period", PERIOD, "-o", tmp_path / "催报单.docx")
    assert [line["status"] for line in lines.value] == ["已装入", "已装入", "已装入", "未上报"]
    assert (tmp_path / "催报单.docx").stat().st_size > 5000
    made = tmp_path / "重建.parkdesk"
    archive = next(path for path in city.parent.iterdir() if path.name.startswith(city.stem) and "归档" in path.name)
    ran = run("rebuild", archive, made, "--unit", CITY, "--name", "秦川市工信局", "--role", "city")
    assert ran.code == 0
    assert {one["status"] for one in ran.value["packages"]} == {"applied"}
    assert (
        run("summary", made, "--period", PERIOD).value["output"]
        == run("summary", city, "--period", PERIOD).value["output"]
    )


def test_choices_are_read_strictly(run, desks, tmp_path):
    city, _, _ = desks
    file = tmp_path / "c.json"
    for text in ("[]", "{", '{"a": "ours"}'):
        file.write_text(text, "utf-8")
        assert run("receive", city, Path("none.parkpkg"), "--choices", file).code == 2


def test_keys_under_a_passphrase_and_a_desk_of_its_own(run, desks, tmp_path):
    _, county, stick = desks
    word, other = tmp_path / "pw", tmp_path / "wrong"
    word.write_text("一个不短的口令1\n", "utf-8")
    other.write_text("另外一个长口令2\n", "utf-8")
    mark = run("keys", county).value
    assert mark["locked"] is False
    assert run("keys", county, "--lock", word).value == {"fingerprint": mark["fingerprint"], "locked": True}
    ran = run("pack", county, "--period", PERIOD, "--to", stick)
    assert (ran.code, "密钥加了口令" in ran.said) == (1, True)
    assert run("pack", county, "--period", PERIOD, "--to", stick, "--key-passphrase-file", other).code == 1
    ran = run("pack", county, "--period", PERIOD, "--to", stick, "--key-passphrase-file", word)
    assert ran.code == 0
    assert run("inspect", ran.value["file"]).value["fingerprint"] == mark["fingerprint"]
    assert run("own-desk", county).code == 1  # another key cannot be put under a passphrase that was not given
    assert run("keys", county, "--unlock", word).value["locked"] is False
    before = run("digest", county).value
    own = run("own-desk", county)
    assert own.code == 0
    assert own.value["fingerprint"] != mark["fingerprint"]
    assert run("digest", county).value == before
