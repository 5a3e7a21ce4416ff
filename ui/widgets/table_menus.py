"""The menus of a table: of its cells, and of a heading."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from ui.models.narrowing import Narrowed
from ui.models.sheet_model import SheetModel
from ui.widgets import table_gestures, table_order
from ui.widgets.filter_menu import FilterMenu

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from ui.widgets.record_table import RecordTable


def cell_menu(table: RecordTable) -> QMenu:
    """Return the menu of the selected cells."""
    menu = QMenu(table)
    menu.addActions(table.menu_extras)
    if table.menu_extras:
        menu.addSeparator()
    is_typed = table.takes_typing()
    if is_typed:
        menu.addAction("剪切", QKeySequence("Ctrl+X"), table.cut)
    menu.addAction("复制", QKeySequence("Ctrl+C"), table.copy)
    menu.addAction("连同表头复制", QKeySequence("Ctrl+Shift+C"), partial(table.copy_block, with_headings=True))
    if is_typed:
        menu.addAction("粘贴", QKeySequence("Ctrl+V"), table.paste)
        menu.addSeparator()
        for text, keys, does in (
            ("向下填充", "Ctrl+D", table_gestures.filled_down),
            ("向右填充", "Ctrl+R", table_gestures.filled_right),
            ("清除内容", "Del", table_gestures.cleared),
        ):
            menu.addAction(text, QKeySequence(keys), partial(_do, table, does))
    menu.addSeparator()
    menu.addAction("全选", QKeySequence("Ctrl+A"), table.selectAll)
    menu.addAction("查找和替换…", QKeySequence("Ctrl+Shift+F"), partial(_find, table))
    menu.addAction("转到…", QKeySequence("Ctrl+G"), partial(_go_to, table))
    return menu


def _find(table: RecordTable) -> None:
    table.find_bar.begin()


def _go_to(table: RecordTable) -> None:
    table.find_bar.begin_goto()


def _do(table: RecordTable, does: table_gestures.Doing) -> None:
    table.make(does(table))


def heading_menu(table: RecordTable, column: int) -> QMenu:
    """Return the menu of a column."""
    menu = QMenu(table)
    model = table.model()
    if isinstance(model, Narrowed):
        others = [one for one in model.order() if one[0] != column]
        menu.addAction("升序", partial(table_order.sort_by, table, [(column, False)]))
        menu.addAction("降序", partial(table_order.sort_by, table, [(column, True)]))
        if others:
            menu.addAction("再按此列升序", partial(table_order.sort_by, table, [*others, (column, False)]))
            menu.addAction("再按此列降序", partial(table_order.sort_by, table, [*others, (column, True)]))
        menu.addAction("恢复录入顺序", partial(table_order.sort_by, table, [])).setEnabled(bool(model.order()))
        menu.addSeparator()
        menu.addAction("取消这一列的筛选", partial(model.filter_column, column, ())).setEnabled(
            bool(model.column_filters(column))
        )
        menu.addSeparator()
    if isinstance(model, SheetModel):
        _add_units(menu, table, model, column)
    seen = table.seen_columns()
    place = seen.index(column) + 1
    menu.addAction(f"冻结到此列（前{place}列）", partial(table.freeze, place))
    menu.addAction("取消冻结", partial(table.freeze, 0)).setEnabled(table.frozen_count() > 0)
    menu.addSeparator()
    menu.addAction("隐藏此列", partial(table.hide_column, column, hidden=True)).setEnabled(len(seen) > 1)
    shown = menu.addMenu("显示列")
    for other in range(table.model().columnCount()):
        action = shown.addAction(table.heading(other).replace("\n", " "))
        action.setCheckable(True)
        action.setChecked(other in seen)
        action.triggered.connect(partial(_toggle, table, other))
    return menu


def _toggle(table: RecordTable, column: int) -> None:
    table.hide_column(column, hidden=not table.isColumnHidden(column))


def _add_units(menu: QMenu, table: RecordTable, model: SheetModel, column: int) -> None:
    units = model.units(column)
    if not units:
        return
    shown = menu.addMenu("显示单位")
    for unit in units:
        action = shown.addAction(unit, partial(table.show_unit, column, unit))
        action.setCheckable(True)
        action.setChecked(unit == model.shown_unit(column))
    menu.addSeparator()


def open_filter(table: RecordTable, column: int, place: QPoint) -> None:
    """Show the filter of a column at a place on the screen."""
    model = table.model()
    if isinstance(model, Narrowed):
        FilterMenu(model, column, table.window()).open_at(place)
