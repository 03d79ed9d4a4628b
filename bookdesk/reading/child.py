"""Reading in child processes: one document each, started ahead of need, bounded in memory and time, without keys."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Protocol, Self

from bookdesk.core.child import Child, ChildFailed, ChildNotReady, ChildTimedOut, ChildTooLarge
from bookdesk.core.clock import Clock, SystemClock
from bookdesk.core.errors import UnreadableDocument
from bookdesk.core.frames import Header
from bookdesk.core.limits import MEGABYTE, Limits
from bookdesk.core.progress import Progress, Silent
from bookdesk.core.records import MalformedRecord
from bookdesk.formats.einvoice.invoice import EInvoice
from bookdesk.reading import wire
from bookdesk.reading.reader import DEFAULT_LANGUAGES, gather
from bookdesk.reading.sniff import sniff
from bookdesk.reading.words import Page, Reading

READER = "read"
"""The name under which the program starts its reader children."""
LIMITS = Limits(
    memory=1536 * MEGABYTE,
    cpu_seconds=1_800,  # 200 scanned pages on a slow machine; a single page is bounded by the wall clock
    wall_seconds=60.0,
    input_bytes=50 * MEGABYTE,
    output_bytes=20 * MEGABYTE,
)
_ASK_AGAIN = "Save or print it anew as PDF and add that, or ask the sender for another copy."


class ReaderChild(Protocol):
    """What is needed of a child; `core.child.Child` is one."""

    def wait_ready(self) -> None:
        """Wait until its imports are done."""
        ...

    def request(self, header: Header, payload: bytes = b"") -> tuple[Header, bytes]:
        """Send a request and return the answer; `ChildFailed` if there is none."""
        ...

    def close(self) -> None:
        """End it."""
        ...


def start_reader() -> ReaderChild:
    """Start a reader child and return at once."""
    return Child.start(READER, LIMITS)


class ReaderPool:
    """Keeps `spare` reader children warm. Each is handed out once; its successor is started at that moment."""

    def __init__(self, spare: int = 1, start: Callable[[], ReaderChild] = start_reader) -> None:
        """Start the first children."""
        self._start = start
        self._guard = threading.Lock()
        self._waiting = deque(start() for _ in range(spare))
        self._closed = False

    def take(self) -> ReaderChild:
        """Return a warm child, which the caller closes."""
        with self._guard:
            if self._closed:
                raise RuntimeError("the pool of readers is closed")
            self._waiting.append(self._start())
            return self._waiting.popleft()

    def wait_ready(self) -> None:
        """Wait until the next child to be taken has done its imports."""
        with self._guard:
            child = self._waiting[0]
        child.wait_ready()

    def close(self) -> None:
        """End the children nobody took."""
        with self._guard:
            self._closed = True
            while self._waiting:
                self._waiting.popleft().close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()


class ChildReader:
    """A `DocumentReader` whose documents are read in children of `pool`; safe to use from several threads."""

    def __init__(self, pool: ReaderPool, clock: Clock | None = None) -> None:
        """Take children from `pool`."""
        self._pool = pool
        self._clock = clock or SystemClock()

    def read(
        self,
        data: bytes,
        *,
        languages: Sequence[str] = DEFAULT_LANGUAGES,
        ignore_embedded: bool = False,
        progress: Progress | None = None,
    ) -> Reading:
        """Return what `data` says; a child that crashes, hangs or lies makes the document unreadable, no more."""
        began = self._clock.monotonic()
        sniff(data)  # what is no document at all costs no child
        child = self._pool.take()
        try:
            remote = _RemoteDocument(child, data, languages, ignore_embedded=ignore_embedded)
            return gather(remote, self._clock, began, progress or Silent())
        except ChildNotReady:
            raise  # the installation is at fault, not the document
        except ChildFailed as failure:
            raise _unreadable(failure) from failure
        except MalformedRecord as nonsense:
            raise UnreadableDocument("The document made the reader answer nonsense.", _ASK_AGAIN) from nonsense
        finally:
            child.close()


class _RemoteDocument:
    """A document opened in a child (see `reading.reader.Document`)."""

    def __init__(self, child: ReaderChild, data: bytes, languages: Sequence[str], *, ignore_embedded: bool) -> None:
        self._child = child
        answer, _ = child.request(wire.open_request(languages, ignore_embedded=ignore_embedded), data)
        opened = wire.opened_from(answer)
        self.kind: str = opened.kind.value
        self.page_count = opened.page_count
        self.einvoice: EInvoice | None = opened.einvoice
        self.problems: Sequence[str] = opened.problems

    def page(self, number: int) -> Page:
        """Read page `number`."""
        answer, _ = self._child.request(wire.page_request(number))
        return wire.page_from(answer, number)


def _unreadable(failure: ChildFailed) -> UnreadableDocument:
    if isinstance(failure, ChildTimedOut):
        return UnreadableDocument("Reading the document took too long and was ended.", _ASK_AGAIN)
    if isinstance(failure, ChildTooLarge):
        return UnreadableDocument(
            "Reading the document needs more memory than is allowed.", "Split it, or scan it more coarsely."
        )
    return UnreadableDocument("The document made the reader fail, so it is probably damaged.", _ASK_AGAIN)
