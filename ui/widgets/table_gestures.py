"""What a person does with a block of cells, as a gesture: paste, cut, clear, fill.

Columns count as they are seen: in their order, without the hidden ones.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, Qt

from parkdesk.amounts import read_number
from parkdesk.intake.clipboard import read_block, write_html, write_text
from ui.models.sheet_model import Gesture, SheetModel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parkdesk.intake.clipboard import Block
    from ui.widgets.record_table import RecordTable

    Doing = Callable[[RecordTable], Gesture | None]


_MOST_WITH_HTML = 200_000  # cells


def merged(parts: Sequence[range]) -> list[range]:
    """Return ranges in order, those that touch joined."""
    joined: list[range] = []
    for part in sorted(parts, key=lambda one: one.start):
        if joined and part.start <= joined[-1].stop:
            joined[-1] = range(joined[-1].start, max(joined[-1].stop, part.stop))
        else:
            joined.append(part)
    return joined


def copied(table: RecordTable, rows: Sequence[int], columns: Sequence[int], *, with_headings: bool) -> QMimeData:
    """Return a block as other programs take it: text and, where it is not too large, HTML."""
    model = table.model()
    lines = [[table.heading(column).replace("\n", "") for column in columns]] if with_headings else []
    lines += [[str(model.index(row, column).data() or "") for column in columns] for row in rows]
    data = QMimeData()
    data.setText(write_text(lines))
    if len(rows) * len(columns) <= _MOST_WITH_HTML:
        role = Qt.ItemDataRole.TextAlignmentRole
        right = [bool(model.index(rows[0], c).data(role) & Qt.AlignmentFlag.AlignRight) for c in columns]
        data.setHtml(write_html(lines, right))
    return data


def pasted(table: RecordTable, data: QMimeData) -> Gesture | None:
    """Return what pasting does, starting at the first selected cell; a larger selection is filled with the block."""
    block = read_block(data.text(), data.html())
    rows, columns = table.selected_block()
    seen = table.seen_columns()
    if not columns and not table.model().rowCount():
        rows, columns = range(1), seen[:1]  # the first rows of an empty table
    if not block or not columns:
        return None
    onward = seen[seen.index(columns[0]) :]
    if len(block) > 1 and (named := _columns_named(table, block[0])):
        onward, columns, block = named, named[:1], block[1:]
    elif len(block) > 1 and _is_heading(table, block[0], onward):
        block = block[1:]
    height, width = len(block), len(block[0])
    if _fits(len(rows), height) and _fits(len(columns), width) and len(rows) == rows[-1] - rows[0] + 1:
        block = [line * (len(columns) // width) for line in block] * (len(rows) // height)
    width = min(len(block[0]), len(onward))
    beyond = len(block[0]) - width
    if beyond:
        block = [line[:width] for line in block]
    return Gesture("粘贴", range(rows[0], rows[0] + len(block)), onward[:width], block, beyond)


def select(table: RecordTable, gesture: Gesture) -> None:
    """Select what a gesture wrote, as far as the table has its rows, the cursor staying at the beginning."""
    model = table.model()
    last = min(gesture.rows[-1], model.rowCount() - 1)
    if last >= gesture.rows[0]:
        corner = model.index(last, max(gesture.columns))
        block = QItemSelection(model.index(gesture.rows[0], min(gesture.columns)), corner)
        table.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def _fits(selected: int, given: int) -> bool:
    return selected >= given and selected % given == 0


def _is_heading(table: RecordTable, line: Sequence[str | None], columns: Sequence[int]) -> bool:
    """Whether a block's first line says what heads the columns below it."""
    said = ["".join((text or "").split()) for text in line][: len(columns)]
    return all(said) and all(text in table.names_of_column(column) for text, column in zip(said, columns, strict=False))


def _columns_named(table: RecordTable, line: Sequence[str | None]) -> list[int]:
    """Return the columns that a block's first line names, in whatever order; none where a word names no column."""
    seen, found = table.seen_columns(), []
    for text in line:
        said = "".join((text or "").split())
        column = next((column for column in seen if said in table.names_of_column(column)), None)
        if column is None or column in found:
            return []
        found.append(column)
    return found if len(found) > 1 else []


def cleared(table: RecordTable, what: str = "清除") -> Gesture | None:
    """Return what emptying the selected cells does."""
    return filled_with(table, "", what)


def filled_with(table: RecordTable, text: str, what: str = "填充") -> Gesture | None:
    """Return what one text in every selected cell does (Ctrl+Enter)."""
    rows, columns = table.selected_block()
    model = table.model()
    if not rows or not columns or not isinstance(model, SheetModel):
        return None
    line = [model.meant(column, text) for column in columns]
    parts = table.selected_parts()
    if len(parts) == 1:
        return Gesture(what, rows, columns, [line] * len(rows))
    texts = [
        [
            said if any(row in down and column in across for down, across in parts) else None
            for column, said in zip(columns, line, strict=True)
        ]
        for row in rows
    ]
    return Gesture(what, rows, columns, texts)


def filled_down(table: RecordTable) -> Gesture | None:
    """Return what Ctrl+D does: the first selected row goes into the others, a single row takes the one above."""
    rows, columns = table.selected_block()
    if not rows or not columns or (len(rows) == 1 and rows[0] == 0):
        return None
    source = rows[0] if len(rows) > 1 else rows[0] - 1
    targets = rows[1:] if len(rows) > 1 else rows
    line = _texts(table, (source,), columns)[0]
    return Gesture("填充", targets, columns, [line] * len(targets))


def filled_right(table: RecordTable) -> Gesture | None:
    """Return what Ctrl+R does: the first selected column goes into the others, a single one takes its left one."""
    rows, columns = table.selected_block()
    seen = table.seen_columns()
    if not rows or not columns or (len(columns) == 1 and columns[0] == seen[0]):
        return None
    source = columns[0] if len(columns) > 1 else seen[seen.index(columns[0]) - 1]
    targets = columns[1:] if len(columns) > 1 else columns
    return Gesture("填充", rows, targets, [line * len(targets) for line in _texts(table, rows, (source,))])


def dragged(table: RecordTable, rows: Sequence[int], columns: Sequence[int]) -> Gesture | None:
    """Return what dragging the selection's corner over more rows or columns does."""
    own_rows, own_columns = table.selected_block()
    if len(rows) > len(own_rows):
        is_below = rows[-1] > own_rows[-1]
        targets = [row for row in rows if row not in range(own_rows[0], own_rows[-1] + 1)]
        source = _texts(table, own_rows, own_columns)
        lines = [continued([line[at] for line in source], len(targets), back=not is_below)
                 for at in range(len(own_columns))]  # fmt: skip
        return Gesture("填充", targets, own_columns, [list(line) for line in zip(*lines, strict=True)])
    more = [column for column in columns if column not in own_columns]
    if not more:
        return None
    seen = table.seen_columns()
    is_right = seen.index(more[0]) > seen.index(own_columns[0])
    texts = [continued(line, len(more), back=not is_right) for line in _texts(table, own_rows, own_columns)]
    return Gesture("填充", own_rows, more, texts)


def filled_to_end(table: RecordTable) -> Gesture | None:
    """Return what a double click on the selection's corner does: down as far as the column beside it is filled."""
    rows, columns = table.selected_block()
    model, seen = table.model(), table.seen_columns()
    if not rows or not columns or not isinstance(model, SheetModel):
        return None
    first, last, below = seen.index(columns[0]), seen.index(columns[-1]), rows[-1] + 1
    beside = [seen[at] for at in (first - 1, last + 1) if 0 <= at < len(seen)]
    end = below
    for column in beside:
        while end < model.rowCount() and model.input_text(end, column) and not model.lock_reason(end, columns[0]):
            end += 1
        if end > below:
            return dragged(table, range(rows[0], end), columns)
    return None


def continued(texts: Sequence[str], count: int, *, back: bool = False) -> list[str]:
    """Go on with a row of cells: figures of one step are counted on, anything else is repeated."""
    known = list(texts)[::-1] if back else list(texts)
    try:
        numbers = [read_number(text) for text in known]
    except ValueError:
        numbers = [None]
    steps = {b - a for a, b in pairwise(numbers) if a is not None and b is not None}
    if len(known) > 1 and None not in numbers and len(steps) == 1 and numbers[-1] is not None:
        step = steps.pop()
        made = [f"{numbers[-1] + step * n:f}" for n in range(1, count + 1)]
    else:
        made = [known[n % len(known)] for n in range(count)]
    return made[::-1] if back else made


def _texts(table: RecordTable, rows: Sequence[int], columns: Sequence[int]) -> list[list[str]]:
    model = table.model()
    assert isinstance(model, SheetModel)
    return [[model.input_text(row, column) for column in columns] for row in rows]


def replaced(table: RecordTable, cells: Sequence[tuple[int, int]], old: str, new: str) -> Gesture | None:
    """Return what replacing a text in some cells does."""
    model = table.model()
    assert isinstance(model, SheetModel)
    rows, columns = sorted({row for row, _ in cells}), sorted({column for _, column in cells})
    wanted = set(cells)
    texts: Block = [
        [_swapped(model.input_text(row, column), old, new) if (row, column) in wanted else None for column in columns]
        for row in rows
    ]
    return Gesture("替换", rows, columns, texts) if rows else None


def _swapped(text: str, old: str, new: str) -> str:
    """Replace whatever the case is; what is found is found by small letters."""
    low, wanted, made, at = text.lower(), old.lower(), "", 0
    if len(low) != len(text):
        return text.replace(old, new)
    while (found := low.find(wanted, at)) >= 0:
        made += text[at:found] + new
        at = found + len(wanted)
    return made + text[at:]
