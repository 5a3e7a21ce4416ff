"""Making, opening, keeping and giving up a desk."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from parkdesk import paths
from parkdesk.errors import DeskDamagedError, UsageError
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import LEDGERS, Office, catalogue
from parkdesk.records.offices import ROLES
from parkdesk.store import Store, check_file, new_desk_info, newest_sound, restore

if TYPE_CHECKING:
    from pathlib import Path

    from parkdesk.records import Record


_FIRST_CHANGE = 1
"""The change that gives a new desk its vocabulary: before anything comes after it there is nothing to lose."""
_BUREAU = re.compile(
    r"(经济贸易|经贸|经信|工信|经济和信息化|工业和信息化|经济发展|经发|发展和改革|发改|科工|工业信息化)局$|管委会$"
)
"""What a bureau's name ends in; what is left is the place it works for."""


def create_desk(path: Path, unit: str, name: str, role: str, by: str, parent: str = "") -> Store:
    """Make a desk with the shipped vocabulary and its own keys; raises UsageError for an unknown role."""
    if role not in ROLES:
        raise UsageError(f"没有“{role}”这种角色：请用 county（县级）、city（市级）或 park（园区）。")
    unit = unit.strip().upper()
    if not unit:
        raise UsageError("没有填单位代码：请填六位区划代码，或高新区、恒口、瀛湖等自编代码。")
    name, by = name.strip(), by.strip()
    if not name:
        raise UsageError("没有填单位名称：请填本单位的全称，如 旬阳市经贸局。")
    if not by:
        raise UsageError("没有填操作人：请填姓名，它会记入每一次改动。")
    store = Store.create(path, new_desk_info(unit, name, role, parent or _parent_of(unit)), by)
    try:
        records = catalogue.shipped()
        if unit not in {office.code for office in catalogue.offices()}:
            records.append(_own_office(unit, name, role, parent))
        store.apply(Plan(Source("start", reason="新建台账"), tuple(RecordChange(None, record) for record in records)))
        _give_keys(store)
        store.set_setting(_SHIPPED_MARK, catalogue.fingerprint())
    except BaseException:
        store.close()
        path.unlink(missing_ok=True)
        raise
    return store


def _give_keys(store: Store) -> None:
    """Give a desk its own keys at once, so that they are in its first backup."""
    from parkdesk.sync.desk_keys import age_identity, signing_identity  # no desk that is only opened needs them

    signing_identity(store)
    age_identity(store)


def _parent_of(unit: str) -> str:
    return next((office.parent for office in catalogue.offices() if office.code == unit), "")


def _own_office(unit: str, name: str, role: str, parent: str) -> Office:
    kind = {"county": "县", "city": "市", "park": "园区"}[role]
    place = _BUREAU.sub("", name.strip()) or name.strip()
    return Office(id=unit, code=unit, name=place, kind=kind, parent=parent, expected=role == "county", sort=900)


def open_desk(path: Path, by: str) -> Store:
    """Open a desk and give it what the program has learned to ship since it was made."""
    with ExitStack() as unless_fine:
        store = unless_fine.enter_context(Store.open(path, by, backup_folder=paths.backups_folder(path)))
        _bring_up_to_date(store)
        unless_fine.pop_all()
    return store


def _bring_up_to_date(store: Store) -> None:
    if store.setting(_SHIPPED_MARK) != (shipped := catalogue.fingerprint()):
        if fresh := _not_yet_there(store):
            changes = tuple(RecordChange(None, record) for record in fresh)
            store.apply(Plan(Source("dictionary", reason="更新随软件提供的目录"), changes))
        store.set_setting(_SHIPPED_MARK, shipped)


def _not_yet_there(store: Store) -> list[Record]:
    shipped = catalogue.shipped()
    tables = {record.TABLE for record in shipped}
    known = {table: {record.id for record in store.select(LEDGERS[table])} for table in tables}
    return [record for record in shipped if record.id not in known[record.TABLE]]


_SHIPPED_MARK = "shipped"
"""The setting that says which catalogue the desk was last compared with."""


def close_desk(store: Store) -> None:
    """Back the desk up when it changed since the last backup, then close it."""
    if not is_backed_up(store):
        backup_now(store, "关闭时")
    store.close()


def is_backed_up(store: Store) -> bool:
    """Whether nothing changed since the last backup."""
    return store.setting("backed_up_seq") == str(store.seq)


def backup_now(store: Store, why: str = "手动", folder: Path | None = None) -> Path:
    """Make a checked backup beside the desk, or in `folder`."""
    made = store.backup(folder or paths.backups_folder(store.path), why)
    store.set_setting("backed_up_seq", str(store.seq))
    return made


def back_up_before(store: Store, what: str) -> None:
    """Back up what the desk held when it was opened, once: later steps of a session can be undone one by one."""
    if max(int(store.setting("backed_up_seq", "0")), _FIRST_CHANGE) < store.opened_seq:
        backup_now(store, what)


def last_backup(store: Store) -> Path | None:
    """Return the newest backup beside the desk."""
    found = sorted(paths.backups_folder(store.path).glob("*.parkdesk"), key=lambda path: path.stat().st_mtime)
    return found[-1] if found else None


def restore_backup(backup: Path, desk: Path) -> Path | None:
    """Put a backup in a desk's place; the desk that was there stays beside it and is returned.

    A damaged backup changes nothing; the newest sound one before it is named.
    """
    try:
        kept = restore(backup, desk)
    except DeskDamagedError as fault:
        better = newest_sound(backup.parent, before=backup)
        if better is None:
            raise
        text = f"备份“{backup.name}”已损坏，没有恢复：在它之前最近一份完好的备份是“{better.name}”，请改用那一份。"
        raise DeskDamagedError(text) from fault
    _go_on_from(desk)
    return kept


def _go_on_from(desk: Path) -> None:
    """Let a desk that was put in place know that later writes of it may be about."""
    from parkdesk.sync.continuing import after_restore  # only what is restored needs it

    with Store.open(desk, "", backup_folder=paths.backups_folder(desk)) as store:
        after_restore(store)


def start_as_own_desk(store: Store) -> str:
    """Make a copied desk one of its own (another number, another key) after a backup; returns its new fingerprint."""
    from parkdesk.sync.continuing import start_as_own_desk
    from parkdesk.sync.desk_keys import own_public_key

    backup_now(store, "另立编号前")
    start_as_own_desk(store)
    return own_public_key(store).fingerprint


def learn_new_id(store: Store) -> None:
    """Read the desk's number again, after another connection to the file gave it a new one."""
    store.desk = replace(store.desk, desk_id=store.setting("desk_id"))


def sound_backup(desk: Path) -> Path | None:
    """Return the newest backup of a desk that opens and counts."""
    return newest_sound(paths.backups_folder(desk))


def counts_of(path: Path) -> dict[str, int]:
    """Check a desk file without opening it for work and count what it holds."""
    return check_file(path)


def offices_catalogue() -> list[Office]:
    """Return the offices that a new desk can belong to."""
    return catalogue.offices()
