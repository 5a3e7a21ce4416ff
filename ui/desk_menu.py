"""The 台账 menu: open, make, copy, back up, restore and check a desk."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from parkdesk.office import desks
from parkdesk.paths import backups_folder
from parkdesk.periods import Period
from ui import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from parkdesk.errors import UserError
    from parkdesk.office.rebuilding import Rebuilt
    from ui.desk import Desk
    from ui.tasks import Progress

DESK_FILES = "台账文件 (*.parkdesk)"
_SUFFIX = ".parkdesk"


class DeskMenu(QMenu):
    """What is done to the desk as a whole.

    Signals:
        open_wanted: another desk is to be opened; carries its path.
        new_wanted: a new desk is to be made.
        restore_wanted: the desk is to be replaced by a backup; carries the backup's path.
        kept: a backup or copy was made.
    """

    open_wanted = Signal(object)
    new_wanted = Signal()
    restore_wanted = Signal(object)
    kept = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("台账(&T)", parent)
        self._desk = desk
        self._window = parent
        commands: tuple[tuple[str, str, str, Callable[[], object]], ...] = (
            ("open", "打开…", "Ctrl+O", self.open),
            ("new", "新建…", "", self.new_wanted.emit),
            ("save_as", "另存为…", "Ctrl+Shift+S", self.save_as),
            ("", "", "", self.clear),
            ("backup", "立即备份", "Ctrl+B", self.backup),
            ("restore", "从备份恢复…", "", self.restore),
            ("tables", "导出表格和样表…", "", self.tables_out),
            ("calendar", "工作日历和时限…", "", self.calendar),
            ("verify", "检查台账", "", self.verify),
            ("rebuild", "按归档重建…", "", self.rebuild),
            ("own_desk", "这是复制的台账，另立编号…", "", self.start_as_own_desk),
            ("", "", "", self.clear),
            ("quit", "退出", "Ctrl+Q", parent.close),
        )
        self.commands: dict[str, Callable[[], object]] = {}
        for name, label, keys, slot in commands:
            if not name:
                self.addSeparator()
                continue
            self.commands[name] = slot
            self.addAction(label, QKeySequence(keys), slot)

    def named_commands(self) -> list[tuple[str, Callable[[], object]]]:
        """Return what the menu does, with its words."""
        labels = [action.text().removesuffix("…") for action in self.actions() if not action.isSeparator()]
        return list(zip(labels, self.commands.values(), strict=True))

    @Slot()
    def open(self) -> None:
        """Ask for a desk file."""
        found, _ = QFileDialog.getOpenFileName(self._window, "打开台账", str(self._desk.store.path.parent), DESK_FILES)
        if found:
            self.open_wanted.emit(Path(found))

    @Slot()
    def save_as(self) -> None:
        """Ask for a place and put a checked copy there."""
        store = self._desk.store
        start = str(store.path.with_name(f"{store.path.stem}-副本{_SUFFIX}"))
        found, _ = QFileDialog.getSaveFileName(self._window, "另存为", start, DESK_FILES)
        if found:
            target = Path(found)
            self._copy_to(target if target.suffix == _SUFFIX else target.with_name(target.name + _SUFFIX))

    def _copy_to(self, target: Path) -> None:
        if target.exists() and target.samefile(self._desk.store.path):
            faults.tell(self._window, "这就是正在使用的台账：请换一个文件名。")
            return
        self._desk.tasks.run("正在另存…", partial(self._copy, target), partial(self._on_copied, target))

    def _copy(self, target: Path, progress: Progress) -> None:
        with self._desk.store.beside() as store, store.stoppable(progress.is_cancelled):
            made = desks.backup_now(store, "另存为")
        progress.step(0.6)
        desks.restore_backup(made, target)

    def _on_copied(self, target: Path, _: None) -> None:
        self.kept.emit()
        faults.inform(self._window, "另存为", f"副本已保存并核对：{target}。现在打开的仍是原来的台账。")

    @Slot()
    def backup(self) -> None:
        """Make a checked backup beside the desk."""
        self._desk.tasks.run("正在备份…", self._back_up, self._on_backed_up)

    def _back_up(self, progress: Progress) -> Path:
        with self._desk.store.beside() as store, store.stoppable(progress.is_cancelled):
            return desks.backup_now(store)

    def _on_backed_up(self, made: Path) -> None:
        self.kept.emit()
        faults.inform(self._window, "备份", f"已备份并核对：{made}")

    @Slot()
    def restore(self) -> None:
        """Ask for a backup and whether it may take the desk's place."""
        start = str(backups_folder(self._desk.store.path))
        found, _ = QFileDialog.getOpenFileName(self._window, "从备份恢复", start, DESK_FILES)
        if not found:
            return
        question = f"用“{Path(found).name}”代替现在的台账？现在的内容会另存为“恢复前”的文件，不会丢失。"
        if faults.ask(self._window, "从备份恢复", question, "恢复"):
            self.restore_wanted.emit(Path(found))

    @Slot()
    def tables_out(self) -> None:
        """Ask which table goes out to Excel, filled or blank."""
        from ui.dialogs.tables_out import TablesOutDialog

        dialog = TablesOutDialog(self._desk, self._newest(), self._window)
        dialog.exec()
        dialog.deleteLater()

    @Slot()
    def calendar(self) -> None:
        """Show the holidays, 调休 and deadlines, to be edited."""
        from ui.dialogs.calendar import CalendarDialog

        dialog = CalendarDialog(self._desk, self._newest(), self._window)
        dialog.exec()
        dialog.deleteLater()

    def _newest(self) -> Period | None:
        keys = self._desk.store.facts.periods()
        return Period.from_key(keys[-1]) if keys else None

    @Slot()
    def verify(self) -> None:
        """Check integrity and invariants."""
        self._desk.tasks.run("正在检查台账…", self._verify, self._on_verified)

    def _verify(self, progress: Progress) -> tuple[list[str], dict[str, int]]:
        with self._desk.store.beside() as store, store.stoppable(progress.is_cancelled):
            return store.verify(), store.counts()

    def _on_verified(self, found: tuple[list[str], dict[str, int]]) -> None:
        complaints, counts = found
        if complaints:
            faults.tell(self._window, "；".join(complaints) + "。请先备份，再从较早的备份恢复。", "检查台账")
        else:
            held = f"企业{counts['enterprises']:,}户、数据{counts['facts']:,}个、项目{counts['projects']:,}个"
            faults.inform(self._window, "检查台账", f"台账完好：{held}。")

    @Slot()
    def rebuild(self) -> None:
        """Ask for an archive of packages and make a new desk of this unit from it."""
        here = self._desk.store.path
        folder = QFileDialog.getExistingDirectory(
            self._window, "选择归档文件夹（台账旁边名称以“归档”结尾的）", str(here.parent)
        )
        if not folder:
            return
        start = str(here.with_name(f"{here.stem}-重建{_SUFFIX}"))
        found, _ = QFileDialog.getSaveFileName(self._window, "重建的台账放在哪里", start, DESK_FILES)
        if found:
            target = Path(found)
            target = target if target.suffix == _SUFFIX else target.with_name(target.name + _SUFFIX)
            self._desk.tasks.run("按归档重建", partial(self._rebuild, Path(folder), target), self._on_rebuilt)

    def _rebuild(self, folder: Path, target: Path, _: Progress) -> Rebuilt:
        from parkdesk.office.rebuilding import rebuild_from_archive  # only a lost desk needs it

        info = self._desk.store.desk
        return rebuild_from_archive(target, folder, info.unit, info.name, info.role, self._desk.store.by)

    def _on_rebuilt(self, made: Rebuilt) -> None:
        marks = "\n".join(f"　{name}　{mark}" for name, mark in made.fingerprints)
        question = (
            f"已按归档重建：{made.desk}\n"
            f"装入 {len(made.received)} 个包，原来撤销过的 {len(made.left_out)} 个没有装入。\n\n"
            f"重建的台账有新的密钥，下级单位要重新登记；它认得的单位和指纹如下，请打电话核对：\n{marks}\n\n现在打开它吗？"
        )
        if faults.ask(self._window, "按归档重建", question, "打开", "以后再说"):
            self.open_wanted.emit(made.desk)

    @Slot()
    def start_as_own_desk(self) -> None:
        """Make a copied desk one of its own, after saying what that means."""
        question = (
            "只有这份台账是从另一台电脑复制来的、要和那一份各干各的，才另立编号。\n\n"
            "另立编号以后：这份台账有新的编号和密钥，和同事互相合并协作包时双方要重新核对指纹；"
            "第一次合并，凡是两份不同的地方都会列出来，由人选定。由它上报时，上级也要重新登记公钥。\n\n"
            "内容不变，之前会自动备份。确定这是复制来的台账吗？"
        )
        if faults.ask(self._window, "另立编号", question, "是复制的，另立编号"):
            self._desk.tasks.run("另立编号", self._start_as_own, self._on_own_desk)

    def _start_as_own(self, _: Progress) -> str:
        with self._desk.store.beside() as store:
            return desks.start_as_own_desk(store)

    def _on_own_desk(self, fingerprint: str) -> None:
        desks.learn_new_id(self._desk.store)
        self.kept.emit()
        faults.inform(self._window, "另立编号", f"已另立编号，内容没有变。新的密钥指纹：{fingerprint}")

    def tell(self, error: UserError) -> None:
        """Show one sentence over the window."""
        faults.tell(self._window, error)
