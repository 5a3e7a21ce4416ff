from __future__ import annotations

import dataclasses
import errno
import os
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from parkdesk.errors import DeskBusyError, DeskDamagedError, DeskTooNewError, StoreError
from parkdesk.periods import Period
from parkdesk.plan import Plan, RecordChange, Source
from parkdesk.records import LEDGERS, Assignment, Enterprise, Measure, Project, Registration
from parkdesk.rules.growth import decompose
from parkdesk.store import Filter, Query, Store, journal, new_desk_info, restore
from parkdesk.store.faults import told_plainly
from parkdesk.store.lock import DeskLock

from .conftest import FIRST, OUTPUT, UNIT, clock, fact, stands

P = Period(2026, 9)
OPEN_FILES = Path("/proc/self/fd")


def test_every_declared_column_has_a_place_in_the_desk(empty):
    for table, ledger in LEDGERS.items():
        found = {row[1] for row in empty._connection.execute(f"PRAGMA table_info({table})")}
        assert {"id", *(c.key for c in ledger.COLUMNS)} <= found, table


def test_a_record_comes_back_as_it_went_in(desk):
    assert desk.find(Enterprise, "e1") == FIRST
    assert desk.select(Registration, enterprise="e2")[0].status == "退库"


def test_figures_add_up_by_status(desk):
    split = decompose(desk.facts.firms(P))
    assert (split.stay.now, split.stay.base, split.exit.base) == (500, 400, 100)
    totals = {(t.status, t.measure): t.value for t in desk.facts.totals(P, [("output", m) for m in Measure])}
    assert totals == {("在库", Measure.CUM): 500, ("在库", Measure.CUM_BASE): 400, ("退库", Measure.CUM_BASE): 100}


def test_the_registry_decides_where_a_period_says_nothing(desk):
    desk.apply(Plan(Source("x"), (stands("e1", "培育", 202600),)))
    assert desk.facts.standings(Period(2026, 8)) == {"e1": "培育"}
    assert desk.facts.standings(P)["e1"] == "在库"
    assert desk.facts.standings(Period(2025, 12)) == {}


def test_a_revision_keeps_the_old_value_and_can_be_read_as_of(desk):
    before = desk.seq
    desk.apply(Plan(Source("form", reason="统计核查"), facts=(fact("e1", Measure.CUM, 500, 600),)))
    assert [v.value for v in desk.facts.history("output", P.key, "e1", Measure.CUM)] == [600, 500]
    assert desk.facts.as_of(P.key, before)["output", "e1", 1] == 500
    assert desk.facts.slice(P.key)["output", "e1", 1] == 600


def test_undo_is_exact_and_steps_back_in_order(desk):
    first, digest = desk.imports(files_only=False)[-1], desk.digest()
    changed = dataclasses.replace(FIRST, town="城关镇")
    second = desk.apply(Plan(Source("form"), (RecordChange(FIRST, changed),), (fact("e1", Measure.CUM, 500, None),)))
    assert desk.digest() != digest
    with pytest.raises(StoreError, match="先撤销后面的改动"):
        desk.undo(first.id)
    desk.undo(second.import_id)
    assert desk.digest() == digest
    assert desk.facts.history("output", P.key, "e1", Measure.CUM)[0].file == "九月.xlsx"
    desk.undo(first.id)
    assert desk.counts()["enterprises"] == desk.counts()["facts"] == 0
    assert desk.verify() == []
    with pytest.raises(StoreError, match="已经撤销过"):
        desk.undo(first.id)


def test_an_undo_can_be_undone_again_and_again(desk):
    def said():
        whole = sorted(desk.select(Enterprise), key=lambda firm: firm.id)
        return desk.digest(), whole, desk.facts.history("output", P.key, "e1", Measure.CUM)[0].value

    before = said()
    changed = dataclasses.replace(FIRST, town="城关镇")
    third = Enterprise(id="e3", unit=UNIT, name="第三户")
    facts = (
        fact("e1", Measure.CUM, 500, 700),
        fact("e1", Measure.CUM_BASE, 400, None),
        fact("e2", Measure.CUM, None, 9),
    )
    made = desk.apply(Plan(Source("table"), (RecordChange(FIRST, changed), RecordChange(None, third)), facts))
    after = said()
    for _ in range(3):
        undone = desk.undo(made.import_id)
        assert said()[:2] == before[:2]
        desk.undo(undone.import_id)
        assert said() == after
        assert not journal.entry(desk._connection, made.import_id).undone
    assert [e.kind for e in desk.imports(files_only=False)][:2] == ["redo", "undo"]
    assert desk.verify() == []


def test_a_redo_is_refused_when_its_figures_were_written_anew(desk):
    made = desk.apply(Plan(Source("form"), facts=(fact("e2", Measure.CUM, None, 9),)))
    undone = desk.undo(made.import_id)
    anew = desk.apply(Plan(Source("form"), facts=(fact("e2", Measure.CUM, None, 11),)))
    with pytest.raises(StoreError, match="先撤销后面的改动"):
        desk.undo(undone.import_id)
    desk.undo(anew.import_id)
    desk.undo(undone.import_id)
    assert desk.facts.slice(P.key)["output", "e2", 1] == 9


def test_a_firm_with_figures_and_a_project_with_duties_stay(desk):
    before = desk.digest()
    with pytest.raises(StoreError, match="“旬阳单氏重型机械有限公司”还有月度数据"):
        desk.apply(Plan(Source("form"), (RecordChange(FIRST, None),)))
    project = Project(id="p", unit=UNIT, name="甲项目")
    made = desk.apply(Plan(Source("projects", file="项目.xlsx"), (RecordChange(None, project),)))
    duty = Assignment(id="a", unit=UNIT, project="p", role="包抓领导", name="王建")
    later = desk.apply(Plan(Source("duties", file="包抓.xlsx"), (RecordChange(None, duty),)))
    with pytest.raises(StoreError, match="“甲项目”还有包抓责任"):
        desk.undo(made.import_id)
    desk.undo(later.import_id)
    desk.undo(made.import_id)
    assert (desk.digest(), desk.verify()) == (before, [])


def test_a_registry_is_not_undone_from_under_its_figures(empty):
    empty.apply(Plan(Source("start"), (RecordChange(None, OUTPUT),)))
    registry = empty.apply(Plan(Source("enterprises", file="名录.xlsx"), (RecordChange(None, FIRST),)))
    month = empty.apply(Plan(Source("facts", file="九月.xlsx"), facts=(fact("e1", Measure.CUM, None, 500),)))
    with pytest.raises(StoreError, match="还有月度数据"):
        empty.undo(registry.import_id)
    assert empty.verify() == []
    empty.undo(month.import_id)
    empty.undo(registry.import_id)
    assert empty.verify() == []


def test_a_plan_made_before_another_change_is_refused_whole(desk):
    stale = Plan(Source("form"), facts=(fact("e1", Measure.CUM, 500, 1),), basis=desk.seq)
    desk.apply(Plan(Source("form"), facts=(fact("e1", Measure.CUM, 500, 2),), basis=desk.seq))
    with pytest.raises(StoreError, match="重新预览"):
        desk.apply(stale)
    assert desk.facts.slice(P.key)["output", "e1", 1] == 2


def test_a_plan_that_fails_half_way_writes_nothing(desk):
    digest, seq = desk.digest(), desk.seq
    with pytest.raises(KeyError):
        desk.apply(Plan(Source("x"), (stands("e2", "在库", 202608),), (fact("nobody", Measure.CUM, None, 1),)))
    assert (desk.digest(), desk.seq) == (digest, seq)


def test_digest_ignores_ids_and_the_way_there(desk, tmp_path):
    with Store.create(tmp_path / "b.parkdesk", new_desk_info(UNIT, "别处", "county"), "李") as other:
        records = [*desk.select(Enterprise)]
        renamed = [dataclasses.replace(record, id=record.id + "b") for record in reversed(records)]
        other.apply(Plan(Source("x"), tuple(RecordChange(None, r) for r in renamed)))
        other.apply(
            Plan(
                Source("x"),
                (RecordChange(None, desk.indicators()["output"]), stands("e2b", "退库"), stands("e1b", "在库")),
                (
                    fact("e2b", Measure.CUM_BASE, None, 100),
                    fact("e1b", Measure.CUM_BASE, None, 400),
                    fact("e1b", Measure.CUM, None, 9),
                ),
            )
        )
        assert other.digest() != desk.digest()
        other.apply(Plan(Source("x"), facts=(fact("e1b", Measure.CUM, 9, 500),)))
        assert other.digest() == desk.digest()


def test_pages_search_filter_and_sort(desk):
    def ids(**query):
        return [row[0] for row in desk.pages.rows(Query("enterprises", **query), ("name",))]

    assert ids(search="重型") == ids(search="xysszx") == ids(search="0928100000001x") == ["e1"]
    assert ids(search="jcy") == ["e2"]
    assert ids(filters=(Filter("status", "eq", "退库"),)) == ["e2"]
    assert ids(filters=(Filter("park", "empty"),)) == ["e2"]
    assert ids(filters=(Filter("name", "in", ("x", FIRST.name)),)) == ["e1"]
    assert ids(sort=(("name", False),)) == ["e1", "e2"]  # dān before jiǎ
    assert ids(sort=(("name", True),)) == ["e2", "e1"]
    assert desk.pages.count(Query("enterprises", search="没有")) == 0
    assert desk.pages.distinct("enterprises", "status") == ["在库", "退库"]


def test_history_of_a_record_tells_who_and_what(desk):
    desk.apply(Plan(Source("form", reason="更名"), (RecordChange(FIRST, dataclasses.replace(FIRST, name="新名")),)))
    versions = desk.history("e1")
    assert [(v.before.name if v.before else None, v.by, v.reason) for v in versions] == [
        (FIRST.name, "王建", "更名"), (None, "王建", ""),
    ]  # fmt: skip


def test_backup_is_checked_and_restores(desk, tmp_path):
    made = desk.backup(tmp_path / "备份", "手动")
    assert "旬阳市经贸局_20261001-090000_手动" in made.name
    with Store.open(made, "甲", clock=clock) as copy:
        assert copy.digest() == desk.digest()


def test_one_window_holds_a_desk(desk):
    with pytest.raises(DeskBusyError, match="另一个窗口"):
        Store.open(desk.path, "乙")


def test_a_killed_program_leaves_no_lock(tmp_path):
    path = tmp_path / "a.parkdesk"
    Store.create(path, new_desk_info("1", "甲", "county"), "甲").close()
    code = (
        "import os, pathlib, sys; from parkdesk.store import Store;"
        "Store.open(pathlib.Path(sys.argv[1]), 'x'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    Store.open(path, "乙").close()


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="只有 Linux 列得出打开的文件")
def test_a_desk_that_cannot_be_opened_is_let_go_of_at_once(tmp_path):
    path = tmp_path / "坏.parkdesk"
    Store.create(path, new_desk_info("610981", "旬阳市", "county"), "甲").close()
    damaged(path, 4096, b"\xff" * (path.stat().st_size - 4096))
    with pytest.raises(DeskDamagedError) as refusal:
        Store.open(path, "甲")
    held = {str(one.resolve()) for one in OPEN_FILES.iterdir()}
    assert not held & {str(path), f"{path}-wal", f"{path}-shm"}, refusal  # it is still looked at


def damaged(path, at, data):
    with path.open("r+b") as handle:
        handle.seek(at)
        handle.write(data)


@pytest.mark.parametrize(
    ("hurt", "error", "said"),
    [
        (lambda p: damaged(p, 0, b"not a desk at all"), DeskDamagedError, "不是台账文件"),
        (lambda p: damaged(p, 60, (99).to_bytes(4, "big")), DeskTooNewError, "更新版本的软件"),
        (lambda p: damaged(p, 68, b"\0\0\0\0"), DeskDamagedError, "不是本软件的台账文件"),
        (lambda p: p.write_bytes(b""), DeskDamagedError, "已损坏"),
        (lambda p: p.unlink(), StoreError, "找不到"),
    ],
    ids=["garbage", "newer", "foreign", "empty", "gone"],
)
def test_a_bad_desk_file_is_told_in_a_sentence(tmp_path, hurt, error, said):
    path = tmp_path / "a.parkdesk"
    Store.create(path, new_desk_info("1", "甲", "county"), "甲").close()
    hurt(path)
    with pytest.raises(error, match=said):
        Store.open(path, "乙")


def test_torn_pages_are_told_in_a_sentence(desk, tmp_path):
    made = desk.backup(tmp_path, "x")
    size = made.stat().st_size
    damaged(made, 4096, b"\xff" * (size - 4096))
    with pytest.raises(StoreError, match="损坏"), Store.open(made, "乙") as store:
        store.facts.slice(202609)
        store.select(Enterprise)


@pytest.mark.parametrize("ask", [lambda s: s.digest(), lambda s: s.facts.slice(202609), lambda s: s.indicators()])
def test_a_page_torn_in_the_middle_is_told_wherever_it_is_read(desk, tmp_path, ask):
    made = desk.backup(tmp_path, "x")
    for page in range(2, made.stat().st_size // 4096):
        hurt = tmp_path / f"{page}.parkdesk"
        hurt.write_bytes(made.read_bytes())
        damaged(hurt, page * 4096, b"\xff" * 4096)
        with suppress(StoreError), Store.open(hurt, "乙") as store:
            ask(store)
        DeskLock(hurt).release()


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "磁盘已满"), (errno.EROFS, "只读"), (errno.EACCES, "没有权限"), (errno.EIO, "磁盘出错")],
)
def test_what_the_system_says_is_told_in_chinese(tmp_path, number, said):
    with pytest.raises(StoreError, match=said) as told, told_plainly(tmp_path / "a.parkdesk"):
        raise OSError(number, os.strerror(number))
    assert os.strerror(number) not in str(told.value)


@pytest.fixture
def _no_room():
    """Let no file grow beyond 20,000 bytes, as on a disk that fills up."""
    resource = pytest.importorskip("resource", reason="只有 Linux 能限制文件大小")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_no_half_desk_is_left_behind(desk, tmp_path, request):
    made = desk.backup(tmp_path / "备份", "手动")
    request.getfixturevalue("_no_room")
    with pytest.raises(StoreError, match="磁盘"):
        Store.create(tmp_path / "新.parkdesk", new_desk_info("1", "甲", "county"), "甲")
    with pytest.raises(StoreError, match="磁盘"):
        restore(made, tmp_path / "恢复.parkdesk")
    assert {p.suffix for p in tmp_path.iterdir() if p.stem.startswith(("新", "恢复"))} == {".lock"}


def test_a_desk_in_another_window_is_not_replaced(desk, tmp_path):
    made = desk.backup(tmp_path / "备份", "手动")
    with pytest.raises(DeskBusyError, match="另一个窗口"):
        restore(made, desk.path)
    assert not list(tmp_path.glob("*恢复前*"))
    again = desk.backup(tmp_path / "备份", "再次")
    kept = restore(made, again)
    with Store.open(kept, "乙") as old, Store.open(again, "乙") as new:
        assert old.digest() == new.digest() == desk.digest()


def test_a_full_disk_writes_nothing_and_says_so(desk):
    digest = desk.digest()
    pages = desk._connection.execute("PRAGMA page_count").fetchone()[0]
    desk._connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    many = tuple(RecordChange(None, Enterprise(id=f"n{i}", unit=UNIT, name=f"企业{i}" * 50)) for i in range(300))
    with pytest.raises(StoreError, match="磁盘已满，没有写入任何内容"):
        desk.apply(Plan(Source("x"), many))
    assert desk.digest() == digest


def test_a_read_only_desk_says_so(desk):
    desk._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="只读"):
        desk.set_setting("x", "y")


def test_a_broken_invariant_is_found(desk):
    desk._connection.execute("PRAGMA foreign_keys = OFF")
    desk._connection.execute("INSERT INTO fact VALUES (1, 202609, 1, 99999, 5, 1)")
    assert desk.verify() == ["有1个数据找不到所属企业"]


def test_a_current_desk_opens_without_sqlite_utils(desk):
    path = desk.path.with_name("copy.parkdesk")
    desk._connection.execute("VACUUM INTO ?", (str(path),))
    code = (
        "import pathlib, sys; from parkdesk.store import Store; Store.open(pathlib.Path(sys.argv[1]), 'x').close();"
        "print([m for m in ('sqlite_utils', 'pandas', 'matplotlib', 'openpyxl') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_our_own_sql_mistakes_are_not_dressed_up(desk):
    with pytest.raises(sqlite3.OperationalError):
        desk._connection.execute("SELECT * FROM nowhere")


@pytest.mark.parametrize("damage", ["null", "[1]", "{", '[{"rule": "x"}]', '{"a": 1}'])
def test_damaged_findings_do_not_stop_an_undo(empty, damage):
    changes = empty.apply(
        Plan(Source("facts", file="甲.xlsx"), (RecordChange(None, dataclasses.replace(FIRST, id="e9")),))
    )
    empty._connection.execute("UPDATE change SET findings = ? WHERE seq = ?", (damage, changes.seq))
    assert "已损坏" in empty.imports()[0].findings[0]["text"]
    empty.undo(changes.import_id)
    assert empty.find(Enterprise, "e9") is None


@pytest.mark.parametrize("damage", ["null", "[1, 2]", "{", '{"name": "甲"}'])
def test_a_damaged_journal_is_told_in_a_sentence(empty, damage):
    before = dataclasses.replace(FIRST, id="e9")
    empty.apply(Plan(Source("form"), (RecordChange(None, before),)))
    changes = empty.apply(Plan(Source("form"), (RecordChange(before, None),)))
    empty._connection.execute("UPDATE record_history SET before = ? WHERE seq = ?", (damage, changes.seq))
    with pytest.raises(DeskDamagedError, match="从备份恢复"):
        empty.undo(changes.import_id)
    with pytest.raises(DeskDamagedError):
        empty.history("e9")
    empty.apply(Plan(Source("form"), (RecordChange(None, before),)))
    empty._connection.execute("UPDATE enterprises SET notes = ?", (damage,))
    if damage != '{"name": "甲"}':
        with pytest.raises(DeskDamagedError, match="企业"):
            empty.select(Enterprise)
