"""What the frozen program runs: the window, or one command of the command line.

    ParkDesk                          the window
    ParkDesk 台账.parkdesk            the window on a desk (a package: 数据交换 with that file)
    ParkDesk --self-test              the self-test, without a window
    ParkDesk VERB …                   every command of `parkdesk-cli`

Looks first whether Windows is new enough and the folder whole: a program copied half from a stick must say
which file is missing before anything else fails in a way nobody understands.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

TITLE = "县域工业运行台"
OLDEST_BUILD = 17763  # Windows 10 1809, the oldest that Qt 6 runs on
FILES = "files.txt"
_OPENED = frozenset({".parkdesk", ".parkpkg"})
_WINDOW_WORDS = frozenset({"--demo", "--walk", "--glance"})


def main(words: list[str]) -> int:
    """Run the window or a command; returns the exit code."""
    began = time.monotonic()
    if problem := old_windows() or incomplete(Path(sys.executable).resolve().parent):
        tell(problem)
        return 1
    if is_for_window(words):
        from ui.early import run

        return run(words, began)
    give_streams()
    from parkdesk.cli import main as run_command

    return run_command([word.removeprefix("--") if word == "--self-test" else word for word in words])


def is_for_window(words: list[str]) -> bool:
    """Whether the words ask for a window: none, a file to open, or a wish about the window."""
    return not words or words[0] in _WINDOW_WORDS or Path(words[0]).suffix.lower() in _OPENED


def old_windows() -> str:
    """Say that this Windows is too old; nothing where it will do."""
    if sys.platform == "win32" and sys.getwindowsversion().build < OLDEST_BUILD:
        return "本软件需要 Windows 10 1809 或更新的 64 位系统，这台电脑的系统较旧，请换一台电脑或升级系统。"
    return ""


def incomplete(program: Path) -> str:
    """Name what is missing or cut short in the program's folder; nothing where it is whole."""
    list_of_files = program / "_internal" / FILES
    if not list_of_files.is_file():
        return _broken(f"_internal{os.sep}{FILES}", 1)
    here = dict(_sizes(program, ""))
    wanted = (line.split(" ", 2) for line in list_of_files.read_text("utf-8").splitlines())
    missing = [name for _, size, name in wanted if here.get(name) != int(size)]
    return _broken(missing[0].replace("/", os.sep), len(missing)) if missing else ""


def _sizes(folder: Path, prefix: str) -> list[tuple[str, int]]:
    """Return name and size of every file below a folder; on Windows a folder's listing already knows them."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                found += _sizes(folder / entry.name, f"{prefix}{entry.name}/")
            else:
                with suppress(FileNotFoundError):  # a link may have lost what it pointed to
                    found.append((f"{prefix}{entry.name}", entry.stat().st_size))
    return found


def _broken(name: str, number: int) -> str:
    others = f"等 {number} 个文件" if number > 1 else ""
    return f"程序文件不完整：“{name}”{others}缺少或没有拷完，请重新安装，或把整个程序文件夹完整地再拷贝一次。"


def tell(sentence: str) -> None:
    """Show a sentence with nothing but the system."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, sentence, TITLE, 0x30)
    if sys.stderr is not None:
        sys.stderr.write(f"{sentence}\n")


def give_streams() -> None:
    """Give a program without a console streams that swallow: commands write to them."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 -- as long as the program


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
