"""Trying a finished program where it was built: whole, odd places, nothing to write to, no network."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from build_installer import FILES, NAME, BuildError, step

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from build_installer import Job

_PATIENCE = 300  # seconds for one start of the program
ODD = "试 用&文件夹"


class SkippedError(Exception):
    """Why something was not tried."""


def say(what: str, work: Callable[[], str]) -> None:
    """Try one thing and say 通过 or 跳过; what fails stops the build."""
    try:
        print(f"　通过　{what}　{work()}".rstrip(), flush=True)
    except SkippedError as reason:
        print(f"　跳过　{what}：{reason}", flush=True)


def try_here(job: Job) -> None:
    """Try the program on this machine; raises BuildError with what went wrong."""
    step("试运行")
    say("文件与清单一致", lambda: same_as_listed(job.folder))
    say("自检", lambda: self_test(job, [str(program(job.folder))]))
    say("自检：路径带空格、中文和 &", lambda: in_odd_place(job))
    say("自检：程序文件夹只读", lambda: in_read_only_place(job))
    say("自检：完全没有网络", lambda: without_network(job))
    say("个人文件夹写不进去：照常完成", lambda: without_home(job))
    say("个人文件夹所在磁盘已满：照常完成", lambda: with_full_home(job))
    say("缺一个文件：说出名字，不启动", lambda: incomplete(job))
    say("打开每一页", lambda: walk(job))


def program(folder: Path) -> Path:
    """Return the program in its folder."""
    return folder / (f"{NAME}.exe" if sys.platform == "win32" else NAME)


def same_as_listed(folder: Path) -> str:
    """Compare every file with the list that lies in the folder."""
    lines = (folder / "_internal" / FILES).read_text("utf-8").splitlines()
    for line in lines:
        digest, _, name = line.split(" ", 2)
        file = folder / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            raise BuildError(f"“{name}”和清单不一样。")
    return f"{len(lines)} 个文件"


def self_test(job: Job, command: list[str], **environ: str) -> str:
    """Run the self-test; returns how many figures agreed."""
    said = _run(job, [*command, "--self-test", "--json"], **environ)
    return figures_agree(said)


def figures_agree(said: subprocess.CompletedProcess[str]) -> str:
    """Return how many checks of a self-test agreed; raises BuildError with those that did not."""
    answer = said.stdout.strip()
    checks = json.loads(answer)["checks"] if answer.startswith("{") else []
    faults = [f"{check['what']}：{check['fault']}" for check in checks if not check["ok"]]
    if said.returncode or faults or not checks:
        raise BuildError(f"自检没有通过：{'；'.join(faults) or said.stderr.strip()[-400:]}")
    return f"{len(checks)} 项"


def _run(job: Job, command: list[str], **environ: str) -> subprocess.CompletedProcess[str]:
    home = job.work / "home"
    home.mkdir(parents=True, exist_ok=True)
    given = {**os.environ, "PARKDESK_HOME": str(home), **environ}
    try:
        return subprocess.run(
            command, env=given, capture_output=True, encoding="utf-8", timeout=_PATIENCE, cwd=home, check=False
        )
    except subprocess.TimeoutExpired:
        raise BuildError(f"程序 {_PATIENCE} 秒没有做完：{' '.join(command[-2:])}") from None


def in_odd_place(job: Job) -> str:
    """Run a copy of the folder from a path that trips careless programs."""
    copy = job.work / ODD / "县域 工业"
    shutil.rmtree(job.work / ODD, ignore_errors=True)
    shutil.copytree(job.folder, copy, symlinks=True, copy_function=os.link)
    try:
        return self_test(job, [str(program(copy))])
    finally:
        shutil.rmtree(job.work / ODD)


def in_read_only_place(job: Job) -> str:
    """Run where nothing can be written beside the program."""
    _needs_root("unshare", "只读挂载")
    place = str(job.folder)
    script = (
        f'mount --bind "{place}" "{place}" && mount -o remount,ro,bind "{place}" && ! touch "{place}/x" && exec "$@"'
    )
    return self_test(job, ["unshare", "-m", "sh", "-c", f"{script} 2>/dev/null", "sh", str(program(job.folder))])


def without_network(job: Job) -> str:
    """Run where not even the loopback device is up."""
    _needs_root("unshare", "断网")
    return self_test(job, ["unshare", "-n", str(program(job.folder))])


def without_home(job: Job) -> str:
    """Run with a person's folder that cannot be made."""
    blocked = job.work / "blocked"
    blocked.write_text("这里是文件，不是文件夹。", "utf-8")
    return self_test(job, [str(program(job.folder))], PARKDESK_HOME=str(blocked / "home"))


def with_full_home(job: Job) -> str:
    """Run with a person's folder on a disk that has nothing left."""
    _needs_root("unshare", "装满的磁盘")
    home = job.work / "full"
    home.mkdir(exist_ok=True)
    script = 'mount -t tmpfs -o size=64k none "$0" && cat /dev/zero > "$0/filler"; exec "$@"'
    command = ["unshare", "-m", "sh", "-c", script, str(home), str(program(job.folder))]
    return self_test(job, command, PARKDESK_HOME=str(home))


def incomplete(job: Job) -> str:
    """Take one library away: the program must name it."""
    victim = next(path for path in sorted(job.inner.glob("**/*Qt6Gui*")) if path.is_file() and not path.is_symlink())
    hidden = victim.with_name(victim.name + ".away")
    victim.rename(hidden)
    try:
        said = _run(job, [str(program(job.folder)), "--self-test"])
    finally:
        hidden.rename(victim)
    if said.returncode != 1 or victim.name not in said.stderr or "Traceback" in said.stderr:
        raise BuildError(f"缺少 {victim.name} 时没有说出来：{said.stderr.strip()[-200:]}")
    return said.stderr.strip()


def walk(job: Job) -> str:
    """Open every page of the window on the demonstration."""
    pictures = job.work / "walk"
    shutil.rmtree(pictures, ignore_errors=True)
    shutil.rmtree(job.work / "home", ignore_errors=True)
    screen = ["xvfb-run", "-a"] if shutil.which("xvfb-run") else []
    environ = {} if screen or sys.platform == "win32" else {"QT_QPA_PLATFORM": "offscreen"}
    said = _run(job, [*screen, str(program(job.folder)), "--demo", "--walk", str(pictures)], **environ)
    log = (job.work / "home" / "logs" / "ParkDesk.log").read_text("utf-8")
    if said.returncode or not (pictures / "done.txt").is_file() or "Error" in log:
        raise BuildError(f"没有走完每一页：{said.stderr.strip()[-300:]}{log[-300:]}")
    return f"{len(list(pictures.glob('*.png')))} 页，{'虚拟屏幕' if screen else '无屏幕'}"


def _needs_root(tool: str, what: str) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() or not shutil.which(tool):
        raise SkippedError(f"{what}需要 Linux 的 root 和 {tool}")
