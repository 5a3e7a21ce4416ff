"""The wall sheet as other programs read it: one page of its size, every project on it, readable letters."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from parkdesk.reports import fonts
from parkdesk.reports.inputs import Letterhead
from parkdesk.reports.save import save
from parkdesk.reports.war_sheet import drawing, fitted, war_sheet
from tests.reports.war import STEPS, sample

SIZES = {"A3": (1191, 842), "A2": (1684, 1191)}


def made(sheet="A3", number=60, *, weekly=False):
    family = fonts.choose(fonts.installed().families())["hei"].family
    return war_sheet(sample(number, weekly=weekly), "旬阳市2026年重点工业项目作战图", sheet, Letterhead(), family)


@pytest.mark.parametrize(("sheet", "weekly"), [("A3", False), ("A3", True), ("A2", False)])
def test_sixty_projects_stand_on_one_sheet(tmp_path, sheet, weekly):
    save(made(sheet, weekly=weekly), tmp_path / "x.pdf")
    info = subprocess.run(["pdfinfo", tmp_path / "x.pdf"], check=True, capture_output=True, text=True).stdout
    assert re.search(r"Pages:\s+1\b", info)
    width, height = (round(float(found)) for found in re.search(r"([\d.]+) x ([\d.]+) pts", info).groups())
    assert (width, height) == SIZES[sheet]
    read = ["pdftotext", "-layout", tmp_path / "x.pdf", "-"]
    said = subprocess.run(read, check=True, capture_output=True, text=True).stdout
    assert all(row.project.name in said for _, rows in sample(60).groups for row in rows)
    for word in ("今天", "超期", "未到期", "基线", "红 滞后", "竣工一批"):
        assert word in said


def test_letters_can_be_read_and_nothing_leaves_the_sheet():
    found = drawing(sample(60), 380, 236, "Noto Sans CJK SC")
    tree = ET.fromstring(found.svg)
    texts = [node for node in tree if node.tag.endswith("text")]
    assert min(float(node.get("font-size")) for node in texts) * 72 / 25.4 >= 5.5
    names = [node for node in texts if node.text.endswith("项目")]
    assert min(float(node.get("font-size")) for node in names) * 72 / 25.4 >= 7
    assert all(0 <= float(node.get("x")) <= 380 for node in texts)
    assert found.height <= 236.1


def test_a_name_at_the_end_of_the_sheet_stands_whole_before_its_flag():
    (pool, (row, *_)), *_ = sample(60).groups
    late = replace(row.flags[0], due=dt.date(2026, 12, 30))
    found = replace(sample(60), groups=((pool, (replace(row, flags=(late,)),)),))
    texts = [node for node in ET.fromstring(drawing(found, 380, 236, "x").svg) if node.tag.endswith("text")]
    (name,) = [node for node in texts if node.text == late.milestone.name]
    assert name.get("text-anchor") == "end"
    assert 0 < float(name.get("x")) < 380


def test_flags_differ_without_colour():
    tree = ET.fromstring(drawing(sample(60), 380, 236, "x").svg)
    fills = {node.get("fill") for node in tree if node.tag.endswith("path") and " v" in node.get("d")}
    assert {"#ffffff", "#1e2a36", "#9aa5b1"} <= fills  # empty, full, half; a late one is crossed besides


def test_names_are_cut_to_their_room():
    assert fitted("土地平整", 20, 2) == "土地平整"
    assert fitted("土地平整", 6, 2) == "土地…"


def test_word_gets_the_picture_and_excel_the_milestones(tmp_path):
    from docx import Document
    from openpyxl import load_workbook

    report = made(number=5)
    save(report, tmp_path / "x.docx")
    assert len(Document(str(tmp_path / "x.docx")).inline_shapes) == 1
    save(report, tmp_path / "x.xlsx")
    cells = {cell for row in load_workbook(tmp_path / "x.xlsx").active.iter_rows(values_only=True) for cell in row}
    assert set(STEPS[:3]) <= cells
