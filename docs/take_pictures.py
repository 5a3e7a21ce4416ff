"""Take the pictures of README and manual from the real program: `python docs/take_pictures.py`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "resources" / "help" / "pictures"
sys.path.insert(0, str(ROOT))


def settle(window) -> None:
    """Let a page load, its background work end and its last paint happen."""
    from PySide6.QtCore import QElapsedTimer, QEventLoop, QTimer

    clock, loop = QElapsedTimer(), QEventLoop()
    clock.start()
    watch = QTimer()

    def look() -> None:
        if clock.elapsed() > 800 and not window.desk.tasks.is_busy():
            loop.quit()

    watch.timeout.connect(look)
    watch.start(50)
    loop.exec()


def take(app, desk_path: Path, pages: dict[str, str], look: str) -> None:
    """Open a desk, visit pages and save what each looks like."""
    from parkdesk.office.desks import open_desk
    from ui.bus import Bus
    from ui.desk import Desk
    from ui.main_window import MainWindow
    from ui.tasks import Tasks
    from ui.theme import Theme

    theme = Theme(look)
    theme.apply(app)
    window = MainWindow(Desk(open_desk(desk_path, "演示员"), Bus(), Tasks(), theme))
    window.resize(1366, 768)
    window.show()
    for page, name in pages.items():
        window.open_page(page)
        settle(window)
        window.grab().save(str(PICTURES / f"{name}.png"))
    window.desk.tasks.wait()
    window.desk.store.close()
    window.deleteLater()


def take_first_run() -> None:
    """Save what the very first start looks like."""
    from ui.dialogs.first_run import FirstRunDialog

    dialog = FirstRunDialog("陈晓兰", [], None)
    dialog.show()
    dialog.grab().save(str(PICTURES / "first-run.png"))
    dialog.close()


def main() -> None:
    """Make the demonstration in a temporary folder and take every picture."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"PARKDESK_HOME": folder, "QT_QPA_PLATFORM": "offscreen"}
        from PySide6.QtWidgets import QApplication

        from parkdesk.office.demo import make_demo
        from ui.app import count_in_chinese, speak_chinese

        made = make_demo(Path(folder) / "demo")
        PICTURES.mkdir(exist_ok=True)
        app = QApplication([])
        speak_chinese(app)
        count_in_chinese()
        pages = ("workbench", "enterprises", "months", "checks", "projects", "parks", "goals", "reports", "exchange")
        take(app, made.counties[0], {page: page for page in pages}, "light")
        take(app, made.counties[0], {"months": "months-dark"}, "dark")
        take(app, made.city, {"summary": "summary"}, "light")
        take_first_run()


if __name__ == "__main__":
    main()
