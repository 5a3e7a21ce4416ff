"""The tables of a package as CSV: UTF-8, one heading line, stored integers, empty means missing.

The dialect is RFC 4180 (comma, double quotes, CRLF), which is also Frictionless' default. Both ways
work on columns in blocks, so that the cost stays near that of the csv module itself.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from parkdesk.sync.descriptor import Field

Cell = str | int | None
Row = tuple[Cell, ...]

_BLOCK = 512  # rows: small enough to stay in the processor's cache between csv and columns
_LARGEST = 2**63 - 1
_LONGEST_CELL = 4_000_000  # a record with every column kept as a note stays far below


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it travels: a name fit for a path, a title, its columns, and its CSV with its SHA-256."""

    name: str
    title: str
    fields: tuple[Field, ...]
    data: bytes
    sha256: str
    rows: int

    @classmethod
    def of(cls, name: str, title: str, fields: tuple[Field, ...], rows: Iterable[Sequence[Cell]]) -> Table:
        """Write rows, in their final order, as a table; an empty text travels as missing, dates are ISO texts."""
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(field.name for field in fields)
        told = list(rows)
        writer.writerows(told)
        data = text.getvalue().encode("utf-8")
        return cls(name, title, fields, data, hashlib.sha256(data).hexdigest(), len(told))

    @property
    def path(self) -> str:
        """Where the table lies inside the package."""
        return table_path(self.name)


def table_path(name: str) -> str:
    """Return the path of a table's CSV inside the package."""
    return f"data/{name}.csv"


def read_table(data: bytes, fields: Sequence[Field], path: str) -> Iterator[Row]:
    """Yield the rows of a CSV, every cell checked against its declared type; raises PackageError."""
    for _, columns in read_blocks(data, fields, path):
        yield from zip(*columns, strict=True)


def read_blocks(data: bytes, fields: Sequence[Field], path: str) -> Iterator[tuple[int, list[Sequence[Cell]]]]:
    """Yield the columns of a CSV block by block, each with the number of its first row: the way for many rows."""
    csv.field_size_limit(_LONGEST_CELL)  # the csv module keeps one limit for all; whoever set it last decides
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
        if next(reader, None) != [field.name for field in fields]:
            raise PackageError(f"数据包里“{path}”的表头与说明不符，没有装入，请让报送单位用本软件重新导出。")
        first = 2
        while block := list(islice(reader, _BLOCK)):
            yield first, _typed(block, fields, path, first)
            first += len(block)
    except UnicodeDecodeError:
        raise PackageError(f"数据包里“{path}”不是UTF-8编码，没有装入，请让报送单位用本软件重新导出。") from None
    except csv.Error:
        raise PackageError(f"数据包里“{path}”不是规范的CSV，没有装入，请让报送单位用本软件重新导出。") from None


def _typed(block: list[list[str]], fields: Sequence[Field], path: str, first: int) -> list[Sequence[Cell]]:
    """Turn a block of texts into typed columns."""
    if set(map(len, block)) != {len(fields)}:
        row = next(at for at, cells in enumerate(block) if len(cells) != len(fields))
        raise PackageError(f"数据包里“{path}”第{first + row}行的列数不对，没有装入，请让报送单位用本软件重新导出。")
    columns: list[Sequence[Cell]] = []
    for field, cells in zip(fields, zip(*block, strict=True), strict=True):
        try:
            columns.append(_column(field, cells))
        except ValueError:
            row = next(at for at, cell in enumerate(cells) if not _fits(field, cell))
            raise PackageError(
                f"数据包里“{path}”第{first + row}行“{field.name}”的值“{cells[row][:40]}”不合规定，"
                "没有装入，请让报送单位用本软件重新导出。"
            ) from None
    return columns


def _column(field: Field, cells: Sequence[str]) -> Sequence[Cell]:
    """Return a column's cells in their type; raises ValueError where one does not fit."""
    if field.type == "integer":
        return _integers(cells)
    if field.type == "date":
        for cell in set(cells) - {""}:
            if date.fromisoformat(cell).isoformat() != cell:
                raise ValueError(cell)
    return [cell or None for cell in cells] if "" in cells else cells


def _integers(cells: Sequence[str]) -> Sequence[Cell]:
    """Read integers in their one canonical spelling, within the 64 bits that a desk stores."""
    present = [cell for cell in cells if cell] if "" in cells else cells
    numbers = list(map(int, present))
    if not numbers:
        return [None] * len(cells)
    if max(numbers) > _LARGEST or min(numbers) < -_LARGEST or list(map(str, numbers)) != list(present):
        raise ValueError("integer")
    if len(present) == len(cells):
        return numbers
    following = iter(numbers)
    return [next(following) if cell else None for cell in cells]


def _fits(field: Field, cell: str) -> bool:
    try:
        _column(field, (cell,))
    except ValueError:
        return False
    return True
