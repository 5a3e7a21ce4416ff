"""What is handed out: the builder's own steps, and on demand the whole bundle."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
INSTALLER = ROOT / "resources" / "installer"

if sys.version_info[:2] != (3, 11):
    pytest.skip("打包用 Python 3.11", allow_module_level=True)


@pytest.fixture(scope="module")
def rooms():
    """The builder and its rooms, imported as it imports them."""
    patch = pytest.MonkeyPatch()
    patch.syspath_prepend(str(INSTALLER))
    patch.syspath_prepend(str(ROOT))
    names = ("build_installer", "packing", "trial", "wine_trial", "under_wine")
    yield {name: importlib.import_module(name) for name in names}
    for name in names:
        sys.modules.pop(name, None)
    patch.undo()


@pytest.fixture
def entry():
    spec = importlib.util.spec_from_file_location("entry", INSTALLER / "entry.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def job(rooms, tmp_path):
    """A small program folder, as one that was frozen."""
    source = rooms["build_installer"].Source("1.2.3", "0" * 40, 1_700_000_000)
    made = rooms["build_installer"].Job("linux", source, tmp_path / "work", tmp_path / "out")
    made.tree.mkdir(parents=True)
    for name in ("resources", "docs", "LICENSE"):
        (made.tree / name).symlink_to(ROOT / name)
    made.inner.mkdir(parents=True)
    (made.folder / "ParkDesk").write_bytes(b"\x7fELF GLIBC_2.17 GLIBC_2.35")
    (made.folder / "ParkDesk").chmod(0o755)
    (made.inner / "libQt6Gui.so.6").write_bytes(b"qt")
    (made.inner / "数据.txt").write_text("内容", "utf-8")
    made.out.mkdir()
    return made


# --- the entry ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "is_window"),
    [
        ([], True),
        (["--demo"], True),
        (["--walk", "x"], True),
        ([r"D:\台账 & 表\旬阳.PARKDESK"], True),
        (["a.parkpkg"], True),
        (["--self-test"], False),
        (["verify", "a.parkdesk"], False),
        (["--help"], False),
    ],
)
def test_one_entry_serves_window_and_commands(entry, words, is_window):
    assert entry.is_for_window(words) == is_window


@pytest.mark.parametrize("hurt", ["gone", "short", "dangling"])
def test_a_half_copied_program_names_what_is_missing(rooms, job, entry, hurt):
    rooms["build_installer"].list_files(job)
    assert entry.incomplete(job.folder) == ""
    victim = job.inner / "libQt6Gui.so.6"
    if hurt == "short":
        victim.write_bytes(b"q")
    else:
        victim.unlink()
    if hurt == "dangling":
        victim.symlink_to("nowhere")
    said = entry.incomplete(job.folder)
    assert "libQt6Gui.so.6" in said
    assert said.count("。") == 1
    (job.inner / "files.txt").unlink()
    assert "files.txt" in entry.incomplete(job.folder)


# --- the steps ------------------------------------------------------------------------------------


def test_pruning_says_what_went_and_stops_where_a_list_has_aged(rooms, job, capsys):
    build = rooms["build_installer"]
    shutil.rmtree(job.tree)
    (job.tree / "resources" / "installer").mkdir(parents=True)
    rules = job.tree / "resources" / "installer" / "prune.toml"
    rules.write_text('[linux."语言"]\nfiles = ["tr/*"]\nkeep = ["*_zh_CN.qm"]\n', "utf-8")
    for name in ("qt_de.qm", "qt_zh_CN.qm"):
        (job.inner / "tr").mkdir(exist_ok=True)
        (job.inner / "tr" / name).write_bytes(b"x")
    (job.inner / "link").symlink_to("tr/qt_de.qm")
    build.prune(job)
    assert "语言：1 个文件" in capsys.readouterr().out
    assert [path.name for path in (job.inner / "tr").iterdir()] == ["qt_zh_CN.qm"]
    assert not (job.inner / "link").is_symlink()
    rules.write_text('[linux."旧名单"]\nfiles = ["nothing/*"]\n', "utf-8")
    with pytest.raises(build.BuildError, match="旧名单"):
        build.prune(job)


def test_what_only_tests_need_stays_out(rooms):
    left_out = set(rooms["build_installer"].test_modules())
    assert {"pytest", "hypothesis", "frictionless", "mypy", "PyInstaller"} <= left_out
    assert left_out & {"PySide6", "numpy", "pandas", "matplotlib", "packaging", "lxml", "PIL", "unittest"} == set()


def test_the_bill_of_materials_tells_every_licence(rooms, job):
    build = rooms["build_installer"]
    rows = build.bill_of_materials(job).splitlines()
    assert len(rows) >= len(build.locked("requirements.lock")) + 2
    assert any(row.startswith("numpy,2.2.1,") and "BSD" in row for row in rows)
    build.add_papers(job, build.Here.site)
    papers = {path.name for path in (job.folder / "许可").iterdir()}
    assert {"LGPL-3.0.txt", "GPL-3.0.txt", "组件清单.csv", "第三方软件许可.md", "numpy.txt"} <= papers


def test_the_same_folder_packs_to_the_same_bytes(rooms, job):
    packing = rooms["packing"]
    first = packing.archive(job)
    assert "glibc2.35" in first.name
    content = first.read_bytes()
    for path in job.folder.rglob("*"):
        os.utime(path, (1, 1))
    assert packing.archive(job).read_bytes() == content
    with tarfile.open(first) as tar:
        assert {entry.mtime for entry in tar} == {job.source.epoch}
    zipped = packing.portable(job)
    content = zipped.read_bytes()
    assert packing.portable(job).read_bytes() == content
    with zipfile.ZipFile(zipped) as archive:
        assert {"ParkDesk/portable.txt", "ParkDesk/_internal/数据.txt"} <= set(archive.namelist())


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="没有 dpkg-deb：不是 Debian")
def test_the_debian_package_says_what_it_needs(rooms, job):
    made = rooms["packing"].debian(job)
    said = subprocess.run(["dpkg-deb", "-I", str(made)], capture_output=True, text=True, check=True).stdout
    assert "libc6 (>= 2.35)" in said
    held = subprocess.run(["dpkg-deb", "-c", str(made)], capture_output=True, text=True, check=True).stdout
    for name in ("/opt/parkdesk/ParkDesk", "/usr/bin/parkdesk-cli ->", "parkdesk.desktop", "mime/packages"):
        assert name in held


@pytest.mark.skipif(not shutil.which("makensis"), reason="没有 makensis（apt-get install nsis）")
def test_the_installer_script_compiles_without_a_warning(rooms, job):
    from PIL import Image

    Image.new("RGBA", (32, 32)).save(job.work / "parkdesk.ico")
    made = rooms["packing"].setup(job, quick=True)
    head = made.read_bytes()
    assert head[:2] == b"MZ"
    place = int.from_bytes(head[60:64], "little")
    assert int.from_bytes(head[place + 4 : place + 6], "little") == 0x8664  # 64-bit


def test_every_pin_for_windows_keeps_its_hashes(rooms):
    lines = rooms["under_wine"].windows_lock()
    names = {line.split("==")[0] for line in lines}
    assert {"pyside6-essentials", "pefile", "pywin32-ctypes", "pyinstaller", "numpy"} <= names
    assert "pip" not in names
    assert all("--hash=sha256:" in line and ";" not in line for line in lines)


def test_every_pinned_wheel_exists_for_windows(rooms, tmp_path):
    """Ask the package index for metadata only: pip resolves, checks and downloads nothing big."""
    lock = tmp_path / "windows.lock"
    lock.write_text("\n".join(rooms["under_wine"].windows_lock()), "ascii")
    words = ["install", "--dry-run", "--no-deps", "--ignore-installed", "--quiet", "--report", str(tmp_path / "report")]
    pip = [sys.executable, "-m", "pip", *words, "--retries", "0", "--timeout", "20", "--target", str(tmp_path / "t")]
    wheels = rooms["under_wine"].windows_wheels()
    loose = tmp_path / "pins.txt"  # hashes are compared below: with them pip would download every wheel
    loose.write_text("\n".join(line.split(" ")[0] for line in lock.read_text("ascii").splitlines()), "ascii")
    ran = subprocess.run([*pip, *wheels, "-r", str(loose)], capture_output=True, text=True, check=False)
    if ran.returncode:
        if "No matching distribution" in ran.stderr and "connection" not in ran.stderr.lower():
            pytest.fail("有依赖没有 Windows 版：" + ran.stderr.strip().splitlines()[-1])
        pytest.skip("连不上软件包索引，没有核对")
    pinned = lock.read_text("ascii")
    found = json.loads((tmp_path / "report").read_text("utf-8"))["install"]
    assert len(found) == len(pinned.splitlines())
    for one in found:
        assert one["download_info"]["archive_info"]["hashes"]["sha256"] in pinned, one["metadata"]["name"]


@pytest.mark.skipif(sys.platform != "linux", reason="这一项在 Linux 上跑")
def test_the_linux_bundle_is_frozen_whole_and_passes_its_self_test(rooms, tmp_path):
    """From the last commit, as every landing must be able to; in odd places, with archive and .deb: the slow one."""
    builder, trial = rooms["build_installer"], rooms["trial"]
    job = builder.Job("linux", builder.check_tree(), tmp_path / "work", tmp_path / "out")
    job.work.mkdir()
    builder.collect(job)
    builder.freeze(job, builder.Here())
    builder.prune(job)
    builder.list_files(job)
    assert int(trial.same_as_listed(job.folder).split()[0]) > 300
    assert int(trial.self_test(job, [str(trial.program(job.folder))]).split()[0]) >= 16


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="这一项在 Linux 上跑")
def test_the_linux_bundle_is_built_and_tried(tmp_path):
    """From the last commit: freeze, prune, the self-test in odd places, every page, archive and .deb."""
    words = ["--work", str(tmp_path / "work"), "--out", str(tmp_path / "out")]
    ran = subprocess.run(
        [sys.executable, str(ROOT / "build_installer.py"), *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    assert ran.stdout.count("　通过　") >= 6
    made = sorted(path.suffix for path in (tmp_path / "out").iterdir())
    assert made == [".deb", ".gz", ".txt"]
