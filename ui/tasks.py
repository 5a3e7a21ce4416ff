"""Long work off the GUI thread; the only room with threads.

One worker: work that touches the desk waits its turn, so two jobs never write at once. The garbage collector rests
meanwhile: what it finds may be a window, and windows are freed on their own thread only.
"""

from __future__ import annotations

import gc
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

from parkdesk.errors import StoppedError, UserError
from parkdesk.frozen import frozen
from ui import faults

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Cancelled(Exception):  # noqa: N818 -- no error: a person said stop
    """The person cancelled; raised inside the work at its next step."""


class Progress:
    """What the work reports through, and learns from whether to stop."""

    def __init__(self, tell: Callable[[float, str], None]) -> None:
        self._tell = tell
        self._cancelled = False

    def step(self, fraction: float, text: str = "") -> None:
        """Say how far the work is (0 … 1, or −1 when unknown); raises Cancelled when the person said stop."""
        if self._cancelled:
            raise Cancelled
        self._tell(fraction, text)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._cancelled = True

    def is_cancelled(self) -> bool:
        """Whether the person said stop: for work that looks up by itself (`Store.stoppable`)."""
        return self._cancelled


@frozen
class _Job:
    """One piece of work, and who wants its answer."""

    title: str
    progress: Progress
    work: Callable[[Progress], Any]
    done: Callable[[Any], None]
    failed: Callable[[UserError], None] | None
    stopped: Callable[[], None] | None
    passing: bool

    def do(self) -> Any:
        self.progress.step(-1.0, self.title)
        return self.work(self.progress)


class _Courier(QObject):
    """Carries words from the worker to the GUI thread; it outlives every job, so nothing is freed in mid-air."""

    stepped = Signal(float, str)
    answered = Signal(int, object, object)

    def __init__(self, jobs: dict[int, _Job], parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs

    def carry(self, number: int) -> None:
        """Do a job on the worker and send its answer.

        The worker knows the job by its number alone: a page that asked and is gone when its answer has come must
        not be freed here, on the wrong thread.
        """
        self.answered.emit(number, *faults.attempt(partial(self._do, number)))

    def _do(self, number: int) -> Any:
        return self._jobs[number].do()


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
        self._numbers = count()
        self._waiting: dict[int, _Job] = {}
        self._courier = _Courier(self._waiting, self)
        self._courier.stepped.connect(self.progressed, Qt.ConnectionType.QueuedConnection)
        self._courier.answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        title: str,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
        *,
        stopped: Callable[[], None] | None = None,
        passing: bool = False,
    ) -> None:
        """Do `work` off the GUI thread, then `done(result)` on it.

        Args:
            title: what is said while it runs: 「正在导入…」.
            work: no Qt in it; opens its own store by `desk.store.beside()` and closes it.
            done: gets the result; not called when the person cancelled.
            failed: gets a known error; by default it is told in a box.
            stopped: told that the person cancelled and nothing came of it; by default nobody waits for that.
            passing: nobody would miss it (a preview, a picture): the window closes without asking.
        """
        job = _Job(title, Progress(self._courier.stepped.emit), work, done, failed, stopped, passing)
        gc.disable()  # a collection on the worker would free widgets there; after the last answer it may again
        number = next(self._numbers)
        self._waiting[number] = job
        self.started.emit(title)
        self._pool.start(partial(self._courier.carry, number))

    @Slot(int, object, object)
    def _on_answered(self, number: int, result: Any, fault: BaseException | None) -> None:
        job = self._waiting.pop(number, None)
        if job is None:  # let go
            return
        if not self._waiting:
            gc.enable()
            self.finished.emit()
        if fault is None:
            job.done(result)
        elif isinstance(fault, Cancelled | StoppedError):
            if job.stopped is not None:
                job.stopped()
        elif isinstance(fault, UserError):
            (job.failed or faults.tell_anyone)(fault)
        else:
            faults.report(fault)

    def cancel(self) -> None:
        """Ask all work to stop at its next step."""
        for job in self._waiting.values():
            job.progress.cancel()

    def is_busy(self) -> bool:
        """Whether anything runs or waits."""
        return bool(self._waiting)

    def would_be_missed(self) -> bool:
        """Whether work runs or waits that a person would want to see finished."""
        return any(not job.passing for job in self._waiting.values())

    def let_go(self) -> None:
        """Stop all work, wait for its end and forget its answers: who asked is about to go."""
        self.cancel()
        self.wait()
        self._waiting.clear()
        gc.enable()

    def wait(self) -> None:
        """Wait until the work is over; its answers arrive with the next events."""
        self._pool.waitForDone()
