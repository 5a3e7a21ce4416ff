"""Trying the Windows files in a second, clean prefix: no Python, the bundle's own C runtime, a Chinese Windows.

Install an earlier version, put a desk there, upgrade, use, look, uninstall: the desk must be the same at the end.
"""

from __future__ import annotations

import shutil
import subprocess
import time
import zipfile
from typing import TYPE_CHECKING

import packing
from trial import SkippedError, figures_agree, same_as_listed, say

from build_installer import NAME, BuildError, step

if TYPE_CHECKING:
    from pathlib import Path

    from under_wine import Room

    from build_installer import Job

PREFIX = "user"
TITLE = "县域工业运行台"
EARLIER = "0.0.1"
TOO_OLD, NEWER_IS_THERE, RUNNING = 10, 12, 13  # what setup.nsi answers
_ENTRY = rf"Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{NAME}"
_SETTLES = 15  # seconds until the uninstaller's copy of itself has done its work


class Pc:
    """The clean PC: where its person keeps things, and what can be done at it."""

    def __init__(self, room: Room, job: Job) -> None:
        self.room = room
        self.job = job
        self.drive = room.root / PREFIX / "drive_c"
        self.person = self.drive / "users" / "root"
        self.program = self.person / "AppData" / "Local" / "Programs" / NAME
        self.desk = self.person / "Documents" / TITLE / "旬阳市经贸局.parkdesk"

    def run(self, file: Path, *words: str) -> subprocess.CompletedProcess[str]:
        """Start a program of this PC."""
        where = "C:\\" + str(file.relative_to(self.drive)).replace("/", "\\")
        return self.room.wine(PREFIX, [where, *words])

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start the installed program and let it run; not while Wine is still ending what ran before."""
        self.room.run(["wineserver", "-w"], WINEPREFIX=f"/{PREFIX}")
        return self.room.start(PREFIX, [self.room.seen(self.program / f"{NAME}.exe"), *words])

    def cli(self, *words: str) -> str:
        """Run a command of the installed program; returns what it said."""
        said = self.run(self.program / "parkdesk-cli.exe", *words)
        if said.returncode:
            raise BuildError(f"{words[0]} 没有成功（{said.returncode}）：{(said.stderr or said.stdout).strip()[-300:]}")
        return said.stdout

    def registry(self) -> str:
        """Return the person's registry as text, written out."""
        self.room.run(["wineserver", "-w"], WINEPREFIX=f"/{PREFIX}")
        return (self.room.root / PREFIX / "user.reg").read_text("utf-8", "replace")

    def fresh(self, version: str = "") -> None:
        """Make the prefix anew; another Windows version for the refusal."""
        self.room.run(["wineserver", "-k"], WINEPREFIX=f"/{PREFIX}")
        shutil.rmtree(self.room.root / PREFIX, ignore_errors=True)
        self.room.wine(PREFIX, ["wineboot", "-i"])
        for font in (self.room.root / "usr/share/fonts/opentype/noto").glob("Noto*CJK-Regular.ttc"):
            shutil.copy2(
                font, self.drive / "windows" / "Fonts"
            )  # a Chinese Windows has Chinese fonts; reports need one
        if version:
            self.room.wine(PREFIX, ["winecfg", "-v", version])


def try_it(room: Room, job: Job, made: list[Path], previous: Path | None) -> None:
    """Try installer and portable folder; raises BuildError with what went wrong."""
    step("在干净的中文 Windows（Wine 10）里试")
    setup, zipped = made
    pc = Pc(room, job)
    earlier = previous or packing.setup(job, EARLIER, quick=True)
    told = "上一版安装程序" if previous else f"同一程序做成的 {EARLIER} 版"
    say("Windows 太旧：一句话拒绝，什么也没装", lambda: refuses_old_windows(pc, setup))
    pc.fresh()
    say("区域设置", lambda: code_page(pc))
    say(f"静默安装{told}", lambda: install(pc, earlier, compare=previous is None))
    digest = say_desk(pc)
    say("原处升级", lambda: install(pc, setup))
    say("快捷方式、文件关联、卸载信息", lambda: registered(pc))
    say("升级后台账不变", lambda: same_desk(pc, digest))
    say("降级：一句话拒绝，什么也没改", lambda: refuses_downgrade(pc, earlier))
    say("自检", lambda: self_test(pc, pc.program))
    say("打开每一页，屏幕截图待看", lambda: walk(pc))
    say("开着程序时安装：请先关闭", lambda: refuses_running(pc, setup))
    say("静默卸载，台账和备份都在", lambda: uninstall(pc))
    say("便携版自检：路径带空格、中文和 &", lambda: portable(pc, zipped))
    for what in (
        "真的 Windows 10 / 11 电脑",
        "输入法、150% 缩放、打印机、文件对话框、杀毒软件",
        "32 位 Windows 上的拒绝",
    ):
        say(what, not_here)


def not_here() -> str:
    """Say what only a real PC shows."""
    raise SkippedError("这里没有，见 docs/windows-checklist.md")


def refuses_old_windows(pc: Pc, setup: Path) -> str:
    """Start the installer on Windows 7."""
    pc.fresh("win7")
    code = silent(pc, setup)
    if code != TOO_OLD or pc.program.exists():
        raise BuildError(f"在旧 Windows 上安装程序应答 {code}，应为 {TOO_OLD}。")
    return f"退出码 {code}"


def code_page(pc: Pc) -> str:
    """See that the PC is a Chinese one."""
    system = (pc.room.root / PREFIX / "system.reg").read_text("utf-8", "replace")
    if '"ACP"="936"' not in system:
        raise BuildError("试用环境不是中文 Windows（代码页不是 936）。")
    return "代码页 936"


def silent(pc: Pc, setup: Path) -> int:
    """Run an installer silently; returns its exit code."""
    shutil.copyfile(setup, pc.drive / "setup.exe")
    return pc.run(pc.drive / "setup.exe", "/S").returncode


def install(pc: Pc, setup: Path, *, compare: bool = True) -> str:
    """Install and compare every file."""
    if code := silent(pc, setup):
        raise BuildError(f"安装没有成功，退出码 {code}。")
    return same_as_listed(pc.program) if compare else "退出码 0"


def say_desk(pc: Pc) -> str:
    """Make a desk with the installed program, as a person would have it; returns its digest."""
    pc.desk.parent.mkdir(parents=True, exist_ok=True)
    seen = pc.room.seen(pc.desk)
    pc.cli("init", seen, "--unit", "610981", "--name", "旬阳市经贸局", "--role", "county")
    pc.cli("backup", seen)
    return pc.cli("digest", seen).strip()


def same_desk(pc: Pc, digest: str) -> str:
    """Compare the desk with what it was before."""
    if pc.cli("digest", pc.room.seen(pc.desk)).strip() != digest:
        raise BuildError("升级以后台账内容变了。")
    pc.cli("verify", pc.room.seen(pc.desk))
    return digest[:10]


def registered(pc: Pc) -> str:
    """Look for shortcuts, file types and the entry in the list of programs."""
    text = pc.registry()
    menu = pc.person / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs" / TITLE
    wanted = {
        "桌面快捷方式": (pc.person / "Desktop" / f"{TITLE}.lnk").is_file(),
        "开始菜单": (menu / f"{TITLE}.lnk").is_file() and (menu / "演示台账.lnk").is_file(),
        ".parkdesk": f'@="{NAME}.Desk"' in text,
        ".parkpkg": f'@="{NAME}.Package"' in text,
        "卸载信息": _ENTRY in text and f'"DisplayVersion"="{pc.job.source.version}"' in text,
    }
    if missing := [name for name, found in wanted.items() if not found]:
        raise BuildError(f"安装以后缺少：{'、'.join(missing)}。")
    return f"{len(wanted)} 项"


def refuses_downgrade(pc: Pc, earlier: Path) -> str:
    """Run the earlier installer over the newer program."""
    code = silent(pc, earlier)
    if code != NEWER_IS_THERE:
        raise BuildError(f"旧版安装程序应答 {code}，应为 {NEWER_IS_THERE}。")
    same_as_listed(pc.program)
    return f"退出码 {code}"


def self_test(pc: Pc, program: Path) -> str:
    """Run the self-test by both programs: the one with a console tells, the window's answers by its code."""
    said = pc.run(program / "parkdesk-cli.exe", "--self-test", "--json")
    code = pc.run(program / f"{NAME}.exe", "--self-test").returncode
    if code:
        raise BuildError(f"没有控制台的程序自检应答 {code}。")
    return figures_agree(said)


def walk(pc: Pc) -> str:
    """Open the window on the demonstration, photograph the screen, open every page."""
    shots = pc.job.out / f"wine-{pc.job.source.version}"
    shutil.rmtree(shots, ignore_errors=True)
    shots.mkdir(parents=True)
    shown = pc.start("--demo", "--walk", r"C:\walk")
    number = 0
    for _ in range(300):
        time.sleep(2)
        if shown.poll() is not None:
            break
        number += 1
        photograph = ["import", "-display", pc.room.display, "-window", "root", str(shots / f"{number:02}.png")]
        subprocess.run(photograph, check=False)
    else:
        shown.kill()
    log = pc.person / "AppData" / "Local" / NAME / "logs" / f"{NAME}.log"
    said = log.read_text("utf-8") if log.is_file() else "没有日志"
    if shown.returncode or not (pc.drive / "walk" / "done.txt").is_file() or "Error" in said:
        raise BuildError(f"窗口没有走完每一页（退出码 {shown.returncode}）：{said[-400:]}")
    return f"{len(list((pc.drive / 'walk').glob('*.png')))} 页，{number} 张截图在 {shots.name}"


def refuses_running(pc: Pc, setup: Path) -> str:
    """Start the installer while the program is open."""
    shown = pc.start("--demo")
    time.sleep(20)
    code = silent(pc, setup)
    shown.terminate()
    pc.room.run(["wineserver", "-k"], WINEPREFIX=f"/{PREFIX}")
    shown.wait()
    if code != RUNNING:
        raise BuildError(f"程序开着时安装程序应答 {code}，应为 {RUNNING}。")
    same_as_listed(pc.program)
    return f"退出码 {code}"


def uninstall(pc: Pc) -> str:
    """Remove the program silently; desk, backups, settings stay."""
    if code := pc.run(pc.program / "Uninstall.exe", "/S").returncode:
        raise BuildError(f"卸载没有成功，退出码 {code}。")
    for _ in range(_SETTLES):
        if not pc.program.exists():
            break
        time.sleep(1)
    left = [str(path.relative_to(pc.program)) for path in pc.program.rglob("*")] if pc.program.exists() else []
    text = pc.registry()
    gone = not (pc.person / "Desktop" / f"{TITLE}.lnk").exists() and f"{NAME}.Desk" not in text and _ENTRY not in text
    if left or pc.program.exists() or not gone:
        raise BuildError(f"卸载没有清干净：{left[:3] or '快捷方式或注册表'}。")
    backups = list(pc.desk.with_name(f"{pc.desk.stem}备份").glob("*.parkdesk"))
    if not pc.desk.is_file() or not backups:
        raise BuildError("卸载动了台账或备份。")
    return f"台账 1 个，备份 {len(backups)} 份"


def portable(pc: Pc, zipped: Path) -> str:
    """Unpack the portable edition as on a stick and use it: everything must stay beside it."""
    stick = pc.drive / "便携 盘&1"
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(stick)
    told = self_test(pc, stick / NAME)
    if not (stick / NAME / "数据").is_dir():
        raise BuildError("便携版没有把数据放在程序旁边。")
    return told
