from __future__ import annotations

import json
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from parkdesk.errors import IntakeError
from parkdesk.intake.guard import inspect
from parkdesk.intake.scan import MAX_FILE
from tests.intake.workbooks import REGISTRY_HEADINGS, SHEET_XML, compound, sheet_xml, with_member, write_book


def refusal(path: Path) -> str:
    with pytest.raises(IntakeError) as raised:
        inspect(path)
    text = str(raised.value)
    assert path.name in text
    assert "\n" not in text
    assert text.endswith("。")
    return text


@pytest.fixture
def book(tmp_path: Path) -> Path:
    rows = [REGISTRY_HEADINGS, [1, "甲公司", "91610981MA6XAMPL00", "高新园", 12, "在库"]]
    return write_book(tmp_path / "企业名录.xlsx", ("名录", rows))


def test_a_sound_workbook_passes(book):
    inspected = inspect(book)
    assert inspected.text is None
    assert [(s.name, s.far_row, s.far_column) for s in inspected.sheets] == [("名录", (2, "A2"), (6, "F2"))]
    assert inspected.findings == ()


def test_what_is_not_there_or_no_file(tmp_path):
    assert "找不到" in refusal(tmp_path / "没有.xlsx")
    (tmp_path / "月报").mkdir()
    assert "文件夹" in refusal(tmp_path / "月报")


def test_an_open_file_is_asked_to_be_closed(book, monkeypatch):
    """Windows answers a sharing violation with PermissionError; root on Linux cannot produce one."""

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "请先关闭" in refusal(book)


def test_a_failing_disk_is_named(book, monkeypatch):
    def fail(self):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)
    assert "复制到本机硬盘" in refusal(book)


@pytest.mark.parametrize("owner", ["~$企业名录.xlsx", ".~lock.企业名录.xlsx#"])
def test_an_owner_file_beside_is_a_hint(book, owner):
    book.with_name(owner).write_bytes(b"x")
    (finding,) = inspect(book).findings
    assert "最后一次保存" in finding.text


def test_the_owner_file_itself_is_refused(tmp_path):
    (tmp_path / "~$企业名录.xlsx").write_bytes(b"\x05" * 165)
    assert "临时文件" in refusal(tmp_path / "~$企业名录.xlsx")


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b" \r\n\t"])
def test_an_empty_file(tmp_path, content):
    (tmp_path / "空.xlsx").write_bytes(content)
    assert "空文件" in refusal(tmp_path / "空.xlsx")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xff\xd8\xff\xe0 jpeg", "图片"),
        (b"hello", "不是 Excel 工作簿"),
        (b"\x00\x01\x02 binary", "不是 Excel 工作簿"),
        ("<html><table><tr><td>企业名称</td></tr></table>".encode(), "网页"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "网页"),
        (b"PK\x03\x04 cut short", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50, "损坏"),
        (b"\x81\xff\xfe\x80 \xff", "编码"),
    ],
)
def test_not_a_workbook(tmp_path, content, word):
    (tmp_path / "月报.xls").write_bytes(content)
    assert word in refusal(tmp_path / "月报.xls")


def test_other_zips_are_named(tmp_path):
    for member, word in (("word/document.xml", "Word"), ("a.txt", "压缩包"), ("content.xml", ".ods")):
        with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as made:
            made.writestr(member, "<x/>")
        assert word in refusal(tmp_path / "x.xlsx")


def test_a_workbook_cut_short(book):
    book.write_bytes(book.read_bytes()[:-200])
    assert "损坏" in refusal(book)


@pytest.mark.parametrize("streams", [{"EncryptionInfo": b"x", "EncryptedPackage": b"x"}])
def test_a_password_protected_xlsx(tmp_path, streams):
    (tmp_path / "密.xlsx").write_bytes(compound(streams))
    assert "密码" in refusal(tmp_path / "密.xlsx")


def test_a_password_protected_xls(tmp_path):
    workbook = struct.pack("<HHHH", 0x809, 4, 0x600, 5) + struct.pack("<HH", 0x2F, 2) + b"\1\0"
    (tmp_path / "密.xls").write_bytes(compound({"Workbook": workbook}))
    assert "密码" in refusal(tmp_path / "密.xls")


def test_an_old_word_document(tmp_path):
    (tmp_path / "报告.xls").write_bytes(compound({"WordDocument": b"x"}))
    assert "Word" in refusal(tmp_path / "报告.xls")


def test_a_file_of_200_mb(tmp_path):
    with (tmp_path / "大.xlsx").open("wb") as made:
        made.truncate(200 * 2**20)
    assert "200MB" in refusal(tmp_path / "大.xlsx")
    assert MAX_FILE < 200 * 2**20


@pytest.mark.parametrize("cell", ["XFD1048576", "A9000001"[:8], "XFD600"])
def test_one_stray_cell_is_named(book, tmp_path, cell):
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    body = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{cell}"><v>1</v></c></row>'
    stray = with_member(book, tmp_path / "stray.xlsx", {SHEET_XML: sheet_xml(body)})
    if cell == "A900000":
        assert inspect(stray).sheets[0].far_row == (900000, "A900000")
    else:
        assert cell in refusal(stray)


def test_formatted_but_empty_cells_far_away_do_no_harm(book, tmp_path):
    body = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert inspect(with_member(book, tmp_path / "far.xlsx", {SHEET_XML: sheet_xml(body)})).sheets[0].far_row == (
        1,
        "A1",
    )


@pytest.mark.parametrize("tag", ['<c r="XFD1048576" t="s">', "<c  t='n'  r='XFD1048576'>", '<x:c r="XFD1048576">'])
def test_a_stray_cell_however_it_is_written(book, tmp_path, tag):
    prefix = "x:" if "x:" in tag else ""
    body = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{tag}<v>1</v></{prefix}c></row>'
    stray = with_member(book, tmp_path / "stray.xlsx", {SHEET_XML: sheet_xml(body)})
    assert "XFD1048576" in refusal(stray)


def test_cells_without_names_are_counted_by_position(book, tmp_path):
    wide = "<row>" + "<c><v>1</v></c>" * 9000 + "</row>"
    body = wide + "<row><c><v>1</v></c></row>" * 1000
    assert "很远" in refusal(with_member(book, tmp_path / "wide.xlsx", {SHEET_XML: sheet_xml(body)}))


def test_a_zip_bomb(book, tmp_path):
    bomb = with_member(book, tmp_path / "bomb.xlsx", {"xl/sharedStrings.xml": b"<sst>" + b" " * (301 * 2**20)})
    assert bomb.stat().st_size < 2**20
    assert "300MB" in refusal(bomb)


def test_a_zip_bomb_that_lies_about_its_size(book, tmp_path):
    bomb = with_member(book, tmp_path / "bomb.xlsx", {"xl/sharedStrings.xml": b"<sst>" + b" " * (301 * 2**20)})
    raw = bomb.read_bytes()
    true_size = struct.pack("<I", 5 + 301 * 2**20)
    assert raw.count(true_size) == 2
    bomb.write_bytes(raw.replace(true_size, struct.pack("<I", 1000)))
    assert "300MB" in refusal(bomb)


def test_entities_are_refused_even_across_chunks(book, tmp_path):
    for blanks in (0, 2**20 - 30):
        xml = b"<?xml version='1.0'?>" + b" " * blanks + b'<!DOCTYPE x [<!ENTITY a "aa">]><sst/>'
        assert "恶意" in refusal(with_member(book, tmp_path / "x.xlsx", {"xl/sharedStrings.xml": xml}))


def test_cells_that_need_care_are_found(book, tmp_path):
    body = (
        '<row r="1" hidden="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><f>A9+1</f></c></row>'
        '<row r="2"><c r="A2" t="str"><f>IF(1,"","")</f><v></v></c><c r="B2"><f>1+1</f><v>2</v></c>'
        '<c r="C2"><f t="shared" si="0"/><v></v></c></row>'
    )
    (scan,) = inspect(with_member(book, tmp_path / "x.xlsx", {SHEET_XML: sheet_xml(body)})).sheets
    assert scan.errors == {"A1": "#DIV/0!"}
    assert scan.uncomputed == ["B1", "C2"]
    assert scan.hidden_rows == [0]


def test_cells_across_chunks_are_all_seen(book, tmp_path):
    rows = "".join(
        f'<row r="{r}"><c r="A{r}"><v>{"1" * 50}</v></c><c r="B{r}" t="e"><v>#N/A</v></c></row>'
        for r in range(1, 30001)
    )
    (scan,) = inspect(with_member(book, tmp_path / "x.xlsx", {SHEET_XML: sheet_xml(rows)})).sheets
    assert len(scan.errors) == 30000
    assert (scan.far_row, scan.far_column[0]) == ((30000, "A30000"), 2)


def test_calamine_alone_would_die_of_the_stray_cell(book, tmp_path):
    """Why the guard exists: if this ever stops failing the guard may be relaxed."""
    body = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    stray = with_member(book, tmp_path / "stray.xlsx", {SHEET_XML: sheet_xml(body)})
    code = (
        "import resource, python_calamine as p, sys;resource.setrlimit(resource.RLIMIT_AS, (2**32, 2**32));"
        "p.load_workbook(sys.argv[1]).get_sheet_by_index(0)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(stray)], check=False, capture_output=True)
    assert done.returncode != 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_text_is_decoded(tmp_path, encoding):
    (tmp_path / "a.csv").write_bytes("企业名称,代码\n旬阳甲公司,1\n".encode(encoding))
    assert inspect(tmp_path / "a.csv").text == "企业名称,代码\n旬阳甲公司,1\n"


def test_the_real_xls(shared):
    (scan,) = inspect(shared / "real" / "陕西企业登记_2002.xls").sheets
    assert (scan.far_row[0], scan.far_column[0], scan.errors) == (3390, 10, {})


def test_the_digest_is_of_the_file(book):
    import hashlib

    assert inspect(book).sha256 == hashlib.sha256(book.read_bytes()).hexdigest()
    assert json.dumps(inspect(book).sha256)
