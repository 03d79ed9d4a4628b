"""The one door off the window's thread: queries side by side, changes one at a time a client, long work with progress.

Answers come back on the window's thread, in a turn of its event loop. Whoever asked and is gone by then is left alone,
and where a newer question of the same name was asked meanwhile the older answer is dropped.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from bookdesk.core.errors import BookDeskError
from bookdesk.core.progress import Progress

T = TypeVar("T")
Failed = Callable[[BookDeskError], None]
Mends = Callable[[BookDeskError, Callable[[], object], Failed], bool]
"""Is shown an error with what does the same work again and what tells of it; whether it takes care of it all."""
_LOG = logging.getLogger(__name__)
_THREADS = 4


class Defect(BookDeskError):
    """A mistake of ours, told without any data of a client; the trace goes to the log."""


class LongWork(QObject):
    """Work that a person sees going on. It is the `Progress` that the work itself is given."""

    stepped = Signal(str, int, int)
    ended = Signal()

    def __init__(self, what: str, parent: QObject) -> None:
        """Name the work as the status line shows it."""
        super().__init__(parent)
        self.what = what
        self.far = (0, 0)
        """How much is done of how much, as it told last; of nothing where that is not known."""
        self._stop = threading.Event()

    def step(self, what: str, done: int, of: int) -> None:
        """Tell how far it is; called by the work, on its own thread."""
        self.far = (done, of)
        self.stepped.emit(what, done, of)

    def cancelled(self) -> bool:
        """Whether the person asked to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next safe point."""
        self._stop.set()


@dataclass(frozen=True)
class _Errand:
    """What is to be done, for whom, and what then."""

    owner: QObject
    work: Callable[[], Any]
    then: Callable[[Any], None]
    failed: Failed | None
    again: Callable[[], object]
    name: str = ""
    number: int = 0
    shown: LongWork | None = None


class Door(QObject):
    """Takes work off the window's thread and brings the answer back."""

    failed = Signal(object)
    """A `BookDeskError` nobody else wanted to tell."""
    long_begun = Signal(object)
    """A `LongWork` that the status line should show."""
    long_ended = Signal()
    """Long work came to its end and was told; `long_works` tells what is left."""
    closing = Signal()
    """It is about to close: whoever lets work wait for the person ends that."""
    _back = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start no thread yet: they start with the first work."""
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="desk")
        self._lanes: dict[str, deque[_Errand]] = {}
        self._changing: set[Future[None]] = set()
        self._guard = threading.Lock()
        self._latest: dict[str, int] = {}
        self._long: dict[LongWork, threading.Thread] = {}
        self._under_way = 0
        self._closed = False
        self.mends: Mends | None = None
        """Asked on this thread before an error is told: what waits for the person's proof is done again with it."""
        self._back.connect(self._deliver)

    def ask(
        self,
        owner: QObject,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Failed | None = None,
        *,
        name: str = "",
    ) -> None:
        """Run a query; `name` makes older questions of the same name by the same owner worthless."""
        if self._closed:
            return
        self._under_way += 1
        again = partial(self.ask, owner, work, then, failed, name=name)
        self._pool.submit(self._run, self._errand(owner, work, then, failed, again, name=name))

    def change(
        self,
        lane: str,
        owner: QObject,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Failed | None = None,
    ) -> None:
        """Run a change after those before it in its lane, which is a client's id."""
        if self._closed:
            return
        self._under_way += 1
        errand = self._errand(owner, work, then, failed, partial(self.change, lane, owner, work, then, failed))
        with self._guard:
            waiting = self._lanes.setdefault(lane, deque())
            waiting.append(errand)
            first = len(waiting) == 1
        if first:
            going = self._pool.submit(self._run_lane, lane)
            self._changing.add(going)
            going.add_done_callback(self._changing.discard)

    def long(
        self,
        what: str,
        owner: QObject,
        work: Callable[[Progress], T],
        then: Callable[[T], None],
        failed: Failed | None = None,
    ) -> LongWork:
        """Run work that takes its time, on a thread of its own; the status line shows it with a way to stop it."""
        shown = LongWork(what, self)
        if self._closed:
            return shown
        self._under_way += 1
        again = partial(self.long, what, owner, work, then, failed)
        errand = self._errand(owner, partial(work, shown), then, failed, again, shown=shown)
        self._long[shown] = threading.Thread(target=self._run, args=(errand,), name=f"long {what}", daemon=True)
        self._long[shown].start()
        self.long_begun.emit(shown)
        return shown

    def long_works(self) -> list[LongWork]:
        """Return the long work that is under way."""
        return list(self._long)

    def quiet(self) -> bool:
        """Whether nothing is under way."""
        return self._under_way == 0

    def close(self) -> None:
        """Let what has begun end, long work at its next safe point, and every change that was asked for be done.

        Nothing more is started, and no answer brought back.
        """
        if self._closed:
            return
        self._closed = True
        self.closing.emit()
        self._back.disconnect(self._deliver)
        for shown in self._long:
            shown.cancel()
        wait(tuple(self._changing))  # what was typed last is among them, and a pool that shuts down drops what waits
        self._pool.shutdown(wait=True, cancel_futures=True)
        for thread in self._long.values():
            thread.join()
        self._under_way = 0  # all has ended, and nothing will be told of it

    def _errand(  # noqa: PLR0913 - what an errand consists of
        self,
        owner: QObject,
        work: Callable[[], Any],
        then: Callable[[Any], None],
        failed: Failed | None,
        again: Callable[[], object],
        *,
        name: str = "",
        shown: LongWork | None = None,
    ) -> _Errand:
        full = f"{id(owner)} {name}" if name else ""
        number = self._latest.get(full, 0) + 1
        if full:
            self._latest[full] = number
        return _Errand(owner, work, then, failed, again, full, number, shown)

    def _run_lane(self, lane: str) -> None:
        while True:
            with self._guard:
                errand = self._lanes[lane][0]
            self._run(errand)
            with self._guard:
                self._lanes[lane].popleft()
                if not self._lanes[lane]:
                    del self._lanes[lane]
                    return

    def _run(self, errand: _Errand) -> None:
        try:
            answer = partial(errand.then, errand.work())
        except BookDeskError as error:
            answer = partial(self._fail, errand, error)
        except Exception as error:  # noqa: BLE001 - the door of the window: no work may end without an answer
            _LOG.exception("a defect")
            answer = partial(errand.failed or self.failed.emit, defect(error))
        self._back.emit((errand, answer))

    def _deliver(self, back: tuple[_Errand, Callable[[], None]]) -> None:
        if self._closed:
            return  # it was on its way already when the door closed
        errand, answer = back
        self._under_way -= 1
        if errand.shown is not None:
            self._end(errand.shown)
        outdated = bool(errand.name) and self._latest[errand.name] != errand.number
        if isValid(errand.owner) and not outdated:
            answer()
        if errand.shown is not None:
            self.long_ended.emit()

    def _fail(self, errand: _Errand, error: BookDeskError) -> None:
        tell = errand.failed or self.failed.emit
        if self.mends is None or not self.mends(error, errand.again, tell):
            tell(error)

    def _end(self, shown: LongWork) -> None:
        del self._long[shown]
        shown.ended.emit()
        shown.deleteLater()


def defect(error: BaseException) -> Defect:
    """Return a mistake of ours as it is told: where it happened, not what it was about."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}" if trace is not None else ""
    return Defect(
        f"A defect of BookDesk stopped this ({type(error).__name__}{where}).",
        "Nothing half done was kept. Try again, and report it if it comes back.",
    )
