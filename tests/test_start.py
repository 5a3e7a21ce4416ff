"""Getting ready: the starter and the locks it installs."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock")


@pytest.fixture(scope="module")
def start():
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def locked(name):
    """Return {(package, version): hashes} of a lock file."""
    text = (ROOT / name).read_text("ascii").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        package = re.match(r"([A-Za-z0-9._-]+)==([^ ;]+)", line)
        assert package, line
        found[package[1], package[2]] = re.findall(r"--hash=sha256:[0-9a-f]{64}", line)
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash(lock):
    assert all(locked(lock).values())


def test_the_locks_agree_with_the_project_and_each_other():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    run, test = (locked(lock) for lock in LOCKS)
    assert {tuple(pin.lower().split("==")) for pin in project["dependencies"]} <= set(run)
    assert {tuple(pin.lower().split("==")) for pin in project["optional-dependencies"]["test"]} <= set(test)
    assert {package: test.get(package) for package in run} == run


def test_every_licence_is_told():
    page = (ROOT / "docs" / "licences.md").read_text("utf-8")
    told = {name for row in re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE) for name in row.split("、")}
    assert {name for name, _ in locked("requirements.lock")} - told == set()


def test_the_starter_needs_nothing_but_python():
    tree = ast.parse((ROOT / "start.py").read_text("utf-8"))
    tops = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    tops |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in tops} <= sys.stdlib_module_names


@pytest.mark.parametrize(("version", "good"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False)])
def test_a_wrong_python_is_told_in_one_sentence(start, version, good):
    problem = start.python_problem(version)
    assert (problem is None) == good
    if problem:
        assert problem.count("。") == 1
        assert ".".join(map(str, version)) in problem


def test_a_need_is_met_by_any_of_its_names(start):
    needs = (("libglib2.0-0t64", "libglib2.0-0"), ("libegl1",), ("xvfb",))
    assert start.missing(needs, {"libglib2.0-0", "xvfb"}) == (("libegl1",),)


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="没有 dpkg-query：不是 Debian")
def test_what_is_installed_is_asked_of_debian(start):
    assert start.installed_packages((("dpkg",), ("no-such-package-xyz", "bash"))) == {"dpkg", "bash"}


@pytest.mark.parametrize(
    ("platform", "environ", "screen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True),
    ],
)
def test_a_screen_is_recognised(start, platform, environ, screen):
    assert start.has_screen(platform, environ) == screen
    command = start.demonstration_command(screen)
    assert ("ui" in command) == screen
    assert ("self-test" in command) != screen


def test_pytest_comes_last_and_slow_tests_only_when_asked(start):
    steps = start.test_steps("python", ["xvfb-run"], everything=False)
    assert [step.name for step in steps] == ["ruff check", "ruff format", "mypy", "lint-imports", "pytest"]
    assert steps[-1].command == ["xvfb-run", "python", "-m", "pytest", "-m", "not slow"]
    assert start.test_steps("python", [], everything=True)[-1].command == ["python", "-m", "pytest"]


def test_messages_lose_their_hosts(start):
    said = (
        "ERROR: Could not fetch https://index.example.com/simple/numpy/: HTTPSConnectionPool(host='a.b', port=443)\n"
        "E: Failed to resolve 'archive.example.org'; numpy==2.2.1 from requirements.lock"
    )
    clean = start.without_hosts(said)
    assert "example" not in clean
    assert "a.b" not in clean
    assert "numpy==2.2.1 from requirements.lock" in clean


def test_a_lock_is_installed_once_and_only_with_its_hashes(start, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(start, "VENV", tmp_path / ".venv")
    lock = tmp_path / "the.lock"
    mark = tmp_path / ".venv" / "the.lock.sha256"
    lock.write_text("")
    start.install_locked(lock)
    assert mark.is_file()
    assert "虚拟环境" in capsys.readouterr().out
    start.install_locked(lock)
    assert capsys.readouterr().out == ""

    wheel = tmp_path / "nothing-1.0-py3-none-any.whl"
    wheel.write_bytes(b"not the wheel that was locked")
    lock.write_text(f"nothing @ {wheel.as_uri()} --hash=sha256:{'0' * 64}\n")
    before = mark.read_text()
    with pytest.raises(start.NotReadyError, match=r"the\.lock"):
        start.install_locked(lock)
    assert "sha256" in capsys.readouterr().err.lower()
    assert mark.read_text() == before


@pytest.mark.parametrize(("words", "code"), [(["--help"], 0), (["no-such-task"], 2)])
def test_the_command_line_answers(words, code):
    answer = subprocess.run([sys.executable, str(ROOT / "start.py"), *words], capture_output=True, check=False)
    assert answer.returncode == code


@pytest.mark.skipif(not shutil.which("bash"), reason="没有 bash")
def test_ci_runs_the_second_command():
    script = ROOT / ".ci" / "run"
    assert script.read_text("utf-8").rstrip().endswith("exec python3 start.py test")
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
