"""The walls of the house that neither ruff, mypy nor import-linter can see (style §5.3)."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TREES = ("parkdesk", "ui")
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base", "core"}
LATE = ("pandas", "numpy", "matplotlib", "openpyxl", "docx", "typst", "sqlite_utils")
DOORS = ("parkdesk/intake/", "parkdesk/reports/")
CLOCK = ("ui/app.py", "parkdesk/store/journal.py", "parkdesk/cli", "parkdesk/__main__.py")
THREADS = {"threading", "_thread", "concurrent", "multiprocessing", "asyncio", "queue"}
QT_THREADS = {"QThread", "QThreadPool", "QRunnable", "QtConcurrent"}

SQL = re.compile(
    r"\bselect\b.+\bfrom\b|\binsert\s+(or\s+\w+\s+)?into\b|\bupdate\s+\S+\s+set\b|\bdelete\s+from\b|\bpragma\s+\w"
    r"|\b(create|alter|drop)\s+(temp\w*\s+|unique\s+|virtual\s+)?(table|index|view|trigger)\b"
    r"|\bvacuum\b|\bbegin\s+(immediate|exclusive|deferred)\b|\battach\s+database\b",
    re.IGNORECASE | re.DOTALL,
)
INDEX_HOST = re.compile(
    r"pypi\.org|pythonhosted\.org|(pypi|mirrors?|npm)\.[\w.-]+\.(com|cn|org|net|edu)|npmmirror|deb\.debian\.org"
    r"|--(extra-)?index-url[ =]+\S|--find-links[ =]+\w+://"
)
MACHINE_PATH = re.compile(r"(?<![\w/.}])/(work|root|home/\w+|Users/\w+)/|\b[A-Z]:\\+Users\\+\w")
TEXT_SUFFIXES = {".py", ".toml", ".md", ".csv", ".txt", ".json", ".lock", ".qss", ".svg", ".nsi", ".spec", ".typ", ""}


def sources(*trees):
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"))
        for tree in trees
        for path in sorted((ROOT / tree).rglob("*.py"))
    }


@pytest.fixture(scope="module")
def house():
    return sources(*TREES)


def places(house, found, *, allowed=()):
    """Say where a tree has a node that it must not have."""
    return [
        f"{name}:{node.lineno}"
        for name, tree in house.items()
        if not name.startswith(tuple(allowed))
        for node in ast.walk(tree)
        if found(node)
    ]


def imported(node):
    """Return the top-level names that an import statement brings in."""
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return {node.module.split(".")[0]}
    return set()


def called(node):
    """Return the last name of what a call calls."""
    if not isinstance(node, ast.Call):
        return None
    return getattr(node.func, "attr", getattr(node.func, "id", None))


def literal(node):
    """Return the text of a string literal, an f-string's values standing as x."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def without_docstrings(tree):
    """Return the tree with its docstrings emptied: prose may say what code may not."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr) and literal(body[0].value):
            body[0].value = ast.Constant("", lineno=body[0].lineno)
    return tree


def test_sql_is_spoken_only_in_the_store():
    house = {name: without_docstrings(tree) for name, tree in sources(*TREES).items()}
    assert places(house, lambda node: SQL.search(literal(node)), allowed=("parkdesk/store/",)) == []


@pytest.mark.parametrize(
    ("text", "is_sql"),
    [
        ("SELECT a FROM b", True),
        ("select x\nfrom facts", True),
        ("INSERT OR REPLACE INTO t", True),
        ("PRAGMA user_version", True),
        ("UPDATE facts SET value = ?", True),
        ("create unique index i", True),
        ("请先选择一个文件", False),
        ("--columns a,b", False),
        ("update", False),
    ],
)
def test_the_ear_for_sql_hears_well(text, is_sql):
    assert bool(SQL.search(text)) == is_sql


def test_the_database_is_opened_only_in_the_store(house):
    assert places(house, lambda n: imported(n) & {"sqlite3", "sqlite_utils"}, allowed=("parkdesk/store/",)) == []


def test_heavy_libraries_stay_at_their_doors(house):
    heavy = {"pandas", "matplotlib", "openpyxl", "docx", "typst", "python_calamine"}
    assert places(house, lambda node: imported(node) & heavy, allowed=DOORS) == []


def test_nothing_keeps_a_long_loop_alive_by_hand(house):
    assert places(house, lambda node: getattr(node, "attr", None) == "processEvents") == []


def test_threads_live_in_two_rooms(house):
    def threaded(node):
        names = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
        return imported(node) & THREADS or names & QT_THREADS or getattr(node, "attr", None) in QT_THREADS

    assert places(house, threaded, allowed=("ui/tasks.py", "parkdesk/reports/crew.py")) == []


def test_the_clock_is_read_only_at_the_edges(house):
    def reads_clock(node):
        name = called(node)
        if name in {"now", "utcnow", "today", "currentDate", "currentDateTime", "localtime", "time_ns"}:
            return True
        return name == "time" and getattr(getattr(node.func, "value", None), "id", "") == "time"

    assert places(house, reads_clock, allowed=CLOCK) == []


def test_one_place_catches_everything(house):
    def broad(node):
        if not isinstance(node, ast.ExceptHandler):
            return False
        if isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None:
            return False  # cleans up and hands the same error on
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        return any(kind is None or getattr(kind, "id", "") in {"Exception", "BaseException"} for kind in kinds)

    assert places(house, broad, allowed=("ui/faults.py",)) == []


def test_message_boxes_belong_to_faults_and_dialogs(house):
    allowed = ("ui/faults.py", "ui/dialogs/")
    assert places(house, lambda node: getattr(node, "id", None) == "QMessageBox", allowed=allowed) == []


def test_no_state_at_module_level(house):
    assert places(house, lambda node: isinstance(node, ast.Global)) == []
    found = []
    for name, tree in house.items():
        for node in tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            value = getattr(node, "value", None)
            mutable = isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)
            mutable = mutable or called(value) in {"list", "dict", "set", "defaultdict", "deque", "Counter"}
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            found += [f"{name}:{n}" for n in names if mutable and n != "__all__" and n.upper() != n]
    assert found == []


def test_no_room_is_a_drawer(house):
    assert [name for name in house if DRAWERS & set(Path(name).with_suffix("").parts)] == []


def loaded_after_importing(tree):
    """Import every module of a tree in a fresh interpreter; return what was loaded by then."""
    code = f"""
import importlib, pkgutil, sys, {tree}
for module in pkgutil.walk_packages({tree}.__path__, "{tree}."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(*{{name.split(".")[0] for name in sys.modules}})
"""
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return set(answer.stdout.split())


@pytest.mark.parametrize("tree", TREES)
def test_importing_the_program_loads_nothing_heavy(tree):
    if not (ROOT / tree / "__init__.py").is_file():
        pytest.skip(f"还没有 {tree}/")
    loaded = loaded_after_importing(tree)
    assert tree in loaded
    assert loaded & set(LATE) == set()
    if tree == "parkdesk":
        assert loaded & {"PySide6", "shiboken6", "ui"} == set()


def committed():
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if answer.returncode:
        pytest.skip("这里不是 git 工作副本")
    names = answer.stdout.decode("utf-8").split("\0")
    return [ROOT / name for name in names if name and name != "tests/test_house.py"]


def test_no_committed_file_names_an_index_or_a_machine():
    found = []
    for path in committed():
        if path.suffix not in TEXT_SUFFIXES or not path.is_file():
            continue
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if INDEX_HOST.search(line) or MACHINE_PATH.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


@pytest.mark.parametrize(
    ("line", "is_named"),
    [
        ("--extra-index-url https://x", True),
        ("see /" + "work/main", True),
        ("'/" + "root/x'", True),
        (r"C:\Users\clerk", True),
        ("uv pip compile --no-emit-index-url --no-header", False),
        ("drive_c/users/root/AppData", False),
        ("docs/home/page.md", False),
    ],
)
def test_the_eye_for_machines_sees_well(line, is_named):
    assert bool(INDEX_HOST.search(line) or MACHINE_PATH.search(line)) == is_named
