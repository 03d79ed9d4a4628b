"""Threads for work in the background: changes of a client one after the other, several documents read at once.

A piece of work that fails becomes a told outcome, whatever it raises; this is one of the three places where anything at
all is caught. Everybody is called back on a thread of the runner; a window takes the message over to its own.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from bookdesk.core.errors import BookDeskError

Work = Callable[[], None]
Failed = Callable[[BookDeskError], None]
MOST_READERS = 3
"""More children at once gain nothing: a page is bounded by the processor, and the window needs one of its own."""
_LOG = logging.getLogger(__name__)


class Defect(BookDeskError):
    """A mistake of ours, told without any data of a client; the trace goes to the log."""


class Stopped(BookDeskError):
    """The work was not begun, because the program is being closed."""


class Source(Protocol):
    """Somebody who has work for the reader threads, piece by piece."""

    def next_work(self) -> Work | None:
        """Return the next piece, or None where there is none now; called under the runner's guard, so at once."""
        ...


def attempt(work: Work) -> BookDeskError | None:
    """Do the work and return what went wrong, if anything."""
    try:
        work()
    except BookDeskError as error:
        return error
    except Exception as error:  # noqa: BLE001 - the door of background work: no piece may be lost, no thread may die
        _LOG.exception("a defect in the background")
        return _defect(error)
    return None


def reader_count() -> int:
    """Return how many documents are read at once on this machine."""
    return max(1, min(os.cpu_count() or 1, MOST_READERS))


class Runner:
    """Runs changes in order and readers side by side. Threads come with the work and end with it."""

    def __init__(self, readers: int | None = None) -> None:
        """Read with at most `readers` threads; as many as suit the machine if it is not said."""
        self.readers = readers or reader_count()
        self._guard = threading.RLock()
        self._queues: dict[str, deque[tuple[Work, Failed]]] = {}
        self._sources: deque[Source] = deque()
        self._reading = 0
        self._threads: set[threading.Thread] = set()
        self._closed = False

    def in_order(self, client_id: str, work: Work, failed: Failed) -> None:
        """Do a client's work after what was asked before for the same client; `failed` is told what went wrong."""
        with self._guard:
            if not self._closed:
                queue = self._queues.setdefault(client_id, deque())
                queue.append((work, failed))
                if len(queue) == 1:
                    self._spawn(lambda: self._run_queue(client_id), f"changes of {client_id}")
                return
        failed(_stopped())

    def offer(self, source: Source) -> None:
        """Let reader threads ask `source` for work until it has none; sources are asked in turn."""
        with self._guard:
            if self._closed:
                return
            if source not in self._sources:
                self._sources.append(source)
            self._spawn_reader()

    def close(self, seconds: float = 10.0) -> bool:
        """Begin nothing more and wait until what was begun ends; returns false where it did not within `seconds`.

        Work that was asked for and not begun fails with `Stopped`.
        """
        with self._guard:
            self._closed = True
            self._sources.clear()
            abandoned = [failed for queue in self._queues.values() for _, failed in list(queue)[1:]]
            for queue in self._queues.values():
                while len(queue) > 1:
                    queue.pop()
            threads = [thread for thread in self._threads if thread is not threading.current_thread()]
        for failed in abandoned:
            attempt(lambda failed=failed: failed(_stopped()))  # type: ignore[misc] # mypy cannot infer the default
        until = time.monotonic() + seconds
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _run_queue(self, client_id: str) -> None:
        """Empty one client's queue; a piece leaves it when it is done, so that the next never overtakes it."""
        while True:
            with self._guard:
                work, failed = self._queues[client_id][0]
            _settle(work, failed)
            with self._guard:
                queue = self._queues[client_id]
                queue.popleft()
                if not queue:
                    del self._queues[client_id]
                    return

    def _run_reader(self) -> None:
        while True:
            with self._guard:
                work = self._pick()
                if work is None:
                    self._reading -= 1
                    return
                self._spawn_reader()
            attempt(work)

    def _pick(self) -> Work | None:
        """Return the next piece, from another source than the last one if there are several."""
        while self._sources:
            source = self._sources.popleft()
            work = source.next_work()
            if work is not None:
                self._sources.append(source)
                return work
        return None

    def _spawn_reader(self) -> None:
        if self._sources and self._reading < self.readers:
            self._reading += 1
            self._spawn(self._run_reader, "reader")

    def _spawn(self, run: Work, name: str) -> None:
        def body() -> None:
            try:
                run()
            finally:
                with self._guard:
                    self._threads.discard(thread)

        thread = threading.Thread(target=body, name=name, daemon=True)
        self._threads.add(thread)
        thread.start()


def _settle(work: Work, failed: Failed) -> None:
    """Do the work, and tell if it failed; whoever cannot bear to be told is left alone."""
    error = attempt(work)
    if error is not None:
        attempt(lambda: failed(error))


def _stopped() -> Stopped:
    return Stopped("BookDesk was being closed.", "It goes on when you open it again.")


def _defect(error: Exception) -> Defect:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}" if trace is not None else ""
    return Defect(
        f"A defect of BookDesk stopped this ({type(error).__name__}{where}).",
        "Nothing half done was kept. Try again, and report it if it comes back.",
    )
