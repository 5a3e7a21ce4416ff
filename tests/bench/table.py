"""The record table on 100,000 firms × 24 columns against a bare QTableView and bare SQL, in one run.

Run with a screen (or `xvfb-run`), else offscreen.
"""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from _timing import compare, say, seconds

from parkdesk.office.desks import create_desk, open_desk
from tests.many_firms import fill

FIRMS, COLUMNS, LIMIT_MB = 100_000, 24, 150


def memory() -> float:
    """Return what this process holds, in MB."""
    gc.collect()
    text = Path("/proc/self/status").read_text("utf-8")
    return int(next(line for line in text.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def columns():
    """Return 24 columns of the register: the declared ones, the standing, and some shown twice."""
    from parkdesk.records import Enterprise
    from parkdesk.store.query import STATUS, UNIT_NAME

    shown = [c for c in Enterprise.COLUMNS if c.kind.name != "notes"]
    return (*shown, STATUS, UNIT_NAME, *shown)[:COLUMNS]


class Bench:
    """Ours and a QTableView over a list of the same text, side by side."""

    def __init__(self, store) -> None:
        from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
        from PySide6.QtWidgets import QApplication, QTableView

        from parkdesk.records import Enterprise
        from ui.models.ledger_model import LedgerModel
        from ui.theme import Theme
        from ui.widgets.record_table import RecordTable

        self.app = QApplication.instance()
        Theme().apply(self.app)
        self.store = store
        self.model = LedgerModel(store, Enterprise.TABLE, columns())
        self.table = RecordTable("bench")
        self.table.setModel(self.model)
        self.table.type_as_sheet()
        self.table.freeze(1)
        self.model.reload()
        texts = [tuple(self.model.index(row, column).data() for column in range(COLUMNS)) for row in range(200)]

        no_parent = QModelIndex()

        class Listed(QAbstractTableModel):
            def __init__(self):
                super().__init__()
                self.rows = []

            def rowCount(self, parent=no_parent):  # noqa: N802 -- Qt's name
                return 0 if parent.isValid() else len(self.rows)

            def columnCount(self, parent=no_parent):  # noqa: N802 -- Qt's name
                return 0 if parent.isValid() else COLUMNS

            def data(self, index, role=Qt.ItemDataRole.DisplayRole):
                return self.rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None

            def show(self, rows):
                self.beginResetModel()
                self.rows = rows
                self.endResetModel()

        self.listed = Listed()
        self.bare = QTableView()
        self.bare.setModel(self.listed)
        self.bare.verticalHeader().setDefaultSectionSize(26)
        self.all = [texts[n % 200] for n in range(FIRMS)]
        self.listed.show(self.all)
        self.table.lay_out([12] * COLUMNS)
        for column in range(COLUMNS):
            self.bare.setColumnWidth(column, self.table.columnWidth(column))
        for view in (self.table, self.bare):
            view.resize(1250, 640)
            view.show()
            self.paint(view)

    def paint(self, view) -> None:
        """Paint the view now."""
        view.viewport().update()
        self.app.processEvents()
        view.grab()

    def first_page(self) -> None:
        self.model.reload()
        self.paint(self.table)

    def bare_page(self) -> None:
        self.listed.show(self.all)
        self.paint(self.bare)

    def sorted_by(self, key: str) -> None:
        column = next(n for n, c in enumerate(self.model.columns) if c.key == key)
        self.table.sort_by([(column, self.model.query.sort == ((key, False),))])
        self.paint(self.table)

    def bare_sorted(self, sql: str, values: tuple = ()) -> None:
        self.store._connection.execute(sql, values).fetchall()
        self.bare_page()

    def filtered(self) -> None:
        from parkdesk.store import Filter

        number = next(n for n, c in enumerate(self.model.columns) if c.key == "staff")
        self.model.filter_column(number, (Filter("staff", "ge", 1500),))
        self.paint(self.table)

    def scroll(self) -> float:
        """Return which part of the frames goes into our model while scrolling."""
        inside = 0.0
        model_class = type(self.model)
        asked = model_class.data

        def timed(model, index, role=0):
            nonlocal inside
            begun = time.perf_counter()
            answer = asked(model, index, role)
            inside += time.perf_counter() - begun
            return answer

        overhead = _cost_of_a_clock(timed, asked, self.model)
        bar = self.table.verticalScrollBar()
        shares = []
        for start in range(0, 60_000, 6_000):
            inside = 0.0
            model_class.data = timed
            begun = time.perf_counter()
            for step in range(10):
                bar.setValue(start + step * 3)
                self.paint(self.table)
            whole = time.perf_counter() - begun
            model_class.data = asked
            shares.append(inside / whole)
        say(f"滚动时一次取数约 {overhead * 1e6:.1f} 微秒（含计时）")
        return statistics.median(shares)


def _cost_of_a_clock(timed, asked, model) -> float:
    index = model.index(0, 0)
    return statistics.median(seconds(lambda: timed(model, index, 0)) for _ in range(200))


def report_memory(path: str) -> None:
    """Say what the window holds with the table shown and scrolled through (in a process of its own)."""
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    from ui.bus import Bus
    from ui.desk import Desk
    from ui.main_window import MainWindow
    from ui.tasks import Tasks
    from ui.theme import Theme

    window = MainWindow(Desk(open_desk(Path(path), "x"), Bus(), Tasks(), Theme()))
    window.show()
    app.processEvents()
    if path.endswith("b.parkdesk"):
        table = window.page("enterprises").table
        for row in range(0, FIRMS, 500):
            table.verticalScrollBar().setValue(row)
            app.processEvents()
        table.sort_by([(0, True)])
        app.processEvents()
    else:
        window.page("enterprises")
        app.processEvents()
    say(f"{memory():.1f}")
    os._exit(0)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        os.environ["PARKDESK_DATA"] = name
        os.environ["XDG_DATA_HOME"] = name
        folder = Path(name)
        create_desk(folder / "a.parkdesk", "610981", "空", "county", "测速").close()
        store = create_desk(folder / "b.parkdesk", "610981", "满", "county", "测速")
        fill(store, FIRMS)
        from PySide6.QtWidgets import QApplication

        app = QApplication([])
        bench = Bench(store)
        compare("显示第一页（十万户×24列）", bench.first_page, bench.bare_page, rounds=9, limit=2)
        for label, key, sql in (
            ("按人数排序", "staff", "SELECT id FROM enterprises ORDER BY staff, key LIMIT 512"),
            ("按园区排序", "park", "SELECT id FROM enterprises ORDER BY park, key LIMIT 512"),
            ("按名称拼音排序", "name", "SELECT id FROM enterprises ORDER BY found_by, key LIMIT 512"),
        ):
            compare(
                label, lambda key=key: bench.sorted_by(key), lambda sql=sql: bench.bare_sorted(sql), rounds=7, limit=3
            )
        bench.table.sort_by([])
        compare(
            "按人数筛选",
            bench.filtered,
            lambda: bench.bare_sorted("SELECT id FROM enterprises WHERE staff >= 1500 ORDER BY key LIMIT 512"),
            rounds=7,
            limit=3,
        )
        bench.model.show_all()
        say(f"滚动时模型占一帧的 {bench.scroll():.0%}（要求 ≤ 25%）")
        store.close()
        held = [
            float(subprocess.run([sys.executable, __file__, "memory", str(folder / f"{which}.parkdesk")],
                                 capture_output=True, text=True, check=True).stdout.split()[-1])
            for which in "ab"
        ]  # fmt: skip
        more = held[1] - held[0]
        say(f"内存：空窗口 {held[0]:.0f} MB，十万户 {held[1]:.0f} MB，多 {more:.0f} MB（要求 ≤ {LIMIT_MB}）")
        app.quit()
        os._exit(0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["memory"]:
        report_memory(sys.argv[2])
    else:
        main()
