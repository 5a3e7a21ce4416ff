"""Long work off the GUI thread; the only room with threads.

One worker: work that touches the desk waits its turn, so two jobs never write at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from parkdesk.errors import UserError
from ui import faults

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Cancelled(Exception):  # noqa: N818 -- no error: a person said stop
    """The person cancelled; raised inside the work at its next step."""


class Progress(QObject):
    """What the work reports through, and learns from whether to stop.

    Signals:
        stepped: how far the work is (0 … 1, or −1 when unknown), and what it does.
    """

    stepped = Signal(float, str)

    def __init__(self) -> None:
        super().__init__()
        self._cancelled = False

    def step(self, fraction: float, text: str = "") -> None:
        """Say how far the work is; raises Cancelled when the person said stop."""
        if self._cancelled:
            raise Cancelled
        self.stepped.emit(fraction, text)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._cancelled = True


class _Job(QRunnable):
    """One piece of work; answers on the GUI thread."""

    class Answer(QObject):
        given = Signal(object, object)

    def __init__(self, title: str, work: Callable[[Progress], Any]) -> None:
        super().__init__()
        self.setAutoDelete(False)  # Python owns it; the pool must not
        self.title = title
        self.progress = Progress()
        self.answer = _Job.Answer()
        self._work = work

    def run(self) -> None:
        result, fault = faults.attempt(self._do)
        self.answer.given.emit(result, fault)

    def _do(self) -> Any:
        self.progress.step(-1.0, self.title)
        return self._work(self.progress)


class Tasks(QObject):
    """Runs long work one after the other.

    Signals:
        started: a piece of work began to wait or run; carries its title.
        progressed: how far the running work is (−1: unknown), and what it does.
        finished: nothing runs or waits any more.
    """

    started = Signal(str)
    progressed = Signal(float, str)
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._waiting: list[tuple[_Job, Callable[[Any], None], Callable[[UserError], None] | None]] = []

    def run(
        self,
        title: str,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
    ) -> None:
        """Do `work` off the GUI thread, then `done(result)` on it.

        Args:
            title: what is said while it runs: 「正在导入…」.
            work: no Qt in it; opens its own store by `desk.store.beside()` and closes it.
            done: gets the result; not called when the person cancelled.
            failed: gets a known error; by default it is told in a box.
        """
        job = _Job(title, work)
        self._waiting.append((job, done, failed))
        job.progress.stepped.connect(self.progressed, Qt.ConnectionType.QueuedConnection)
        job.answer.given.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)
        self.started.emit(title)
        self._pool.start(job)

    @Slot(object, object)
    def _on_answered(self, result: Any, fault: BaseException | None) -> None:
        _, done, failed = self._waiting.pop(0)  # one worker: answers come in the order asked
        if not self._waiting:
            self.finished.emit()
        if fault is None:
            done(result)
        elif isinstance(fault, UserError):
            (failed or faults.tell_anyone)(fault)
        elif not isinstance(fault, Cancelled):
            faults.report(fault)

    def cancel(self) -> None:
        """Ask all work to stop at its next step."""
        for job, _, _ in self._waiting:
            job.progress.cancel()

    def is_busy(self) -> bool:
        """Whether anything runs or waits."""
        return bool(self._waiting)

    def wait(self) -> None:
        """Wait until the work is over; its answers arrive with the next events."""
        self._pool.waitForDone()
