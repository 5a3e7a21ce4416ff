"""The page that says what of the field is where: every row there, every test it names there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COUNTS = {"A": 20, "B": 20, "C": 16, "D": 14, "E": 13, "F": 9, "G": 8, "H": 13}


def rows():
    text = (ROOT / "docs" / "coverage.md").read_text("utf-8")
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\| [A-H]\d\d .*$", text, re.M)
    ]


def test_every_row_of_the_inventory_is_answered_once():
    asked = [f"{letter}{number:02d}" for letter, count in COUNTS.items() for number in range(1, count + 1)]
    assert [row[0] for row in rows()] == asked


def test_every_named_test_exists():
    assert [row for row in rows() if not (ROOT / row[3]).is_file()] == []


def test_what_is_there_in_part_says_why():
    for row in rows():
        if row[2].startswith("部分"):
            assert re.search(r"因为|没有|记在", row[2]), row
