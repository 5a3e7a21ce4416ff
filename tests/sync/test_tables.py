from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkdesk.errors import PackageError
from parkdesk.sync import tables
from parkdesk.sync.descriptor import Field
from parkdesk.sync.tables import Cell, Table, read_table

FIELDS = (
    Field("名称", "name", "string", "文字"),
    Field("值", "value", "integer", "分"),
    Field("日期", "day", "date", "年-月-日"),
)
HEAD = "名称,值,日期\r\n"


def read(text: str | bytes) -> list[tuple[Cell, ...]]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_table(data, FIELDS, "data/t.csv"))


@given(
    st.lists(
        st.tuples(
            st.none() | st.text(st.characters(exclude_categories=("Cs",)), min_size=1),
            st.none() | st.integers(-(2**63) + 1, 2**63 - 1),
            st.none() | st.dates().map(str),
        ),
        max_size=20,
    )
)
@settings(max_examples=100, deadline=None)
def test_any_rows_go_through(rows: list[tuple[Cell, ...]]) -> None:
    data = Table.of("t", "表", FIELDS, rows).data
    assert read(data) == rows
    # and a public reader sees the same cells
    assert list(csv.reader(io.StringIO(data.decode(), newline="")))[1:] == [
        ["" if cell is None else str(cell) for cell in row] for row in rows
    ]


def test_the_dialect_is_fixed() -> None:
    data = Table.of("t", "表", FIELDS, [('a"b,c', 12, "2026-09-01"), (None, None, None)]).data
    assert data == (HEAD + '"a""b,c",12,2026-09-01\r\n,,\r\n').encode()


def test_several_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_BLOCK", 3)
    rows: list[tuple[Cell, ...]] = [(f"n{at}", at if at % 4 else None, None) for at in range(11)]
    assert read(Table.of("t", "表", FIELDS, rows).data) == rows
    with pytest.raises(PackageError, match="第9行“值”的值“x”"):
        read(HEAD + "a,1,\r\n" * 7 + "a,x,\r\n")
    with pytest.raises(PackageError, match="第8行的列数不对"):
        read(HEAD + "a,1,\r\n" * 6 + "a,1\r\n")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("a,1.5,", "第2行“值”的值“1.5”"),
        ("a,１２,", "“值”"),
        ("a,1_000,", "“值”"),
        ("a, 1,", "“值”"),
        ("a,01,", "“值”"),
        ("a,-0,", "“值”"),
        ("a,+1,", "“值”"),
        ("a,9223372036854775808,", "“值”"),
        (f"a,{'9' * 5000},", "“值”"),
        ("a,=1+1,", "“值”"),
        ("a,1,20260901", "“日期”"),
        ("a,1,2026-02-30", "“日期”"),
        ("a,1", "列数"),
        ("a,1,,", "列数"),
        ("", "列数"),
        ('"a,1,', "CSV"),
        ('"a"b,1,', "CSV"),
        (f"{'a' * 4_000_001},1,", "CSV"),
    ],
)
def test_a_bad_row_is_refused_by_place(line: str, words: str) -> None:
    with pytest.raises(PackageError, match=words) as caught:
        read(HEAD + line + "\r\n")
    assert "data/t.csv" in str(caught.value)
    assert len(str(caught.value)) < 160


@pytest.mark.parametrize("data", [b"", b"\xff", "名称,值\r\n".encode(), "\ufeff名称,值,日期\r\n".encode()])
def test_a_bad_heading_or_encoding_is_refused(data: bytes) -> None:
    with pytest.raises(PackageError, match=r"表头|UTF-8"):
        read(data)


def test_an_empty_table_is_a_heading() -> None:
    assert Table.of("t", "表", FIELDS, ()).data == HEAD.encode()
    assert read(HEAD) == []
