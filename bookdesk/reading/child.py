"""Reading in child processes: one document each, started ahead of need, bounded in memory and time, without keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from bookdesk.core.child import ChildFailed, ChildNotReady, ChildStopped, ChildTimedOut, ChildTooLarge
from bookdesk.core.clock import Clock, SystemClock
from bookdesk.core.errors import UnreadableDocument
from bookdesk.core.frames import Header
from bookdesk.core.limits import MEGABYTE, Limits
from bookdesk.core.progress import Progress, Silent
from bookdesk.core.records import MalformedRecord
from bookdesk.formats.einvoice.invoice import EInvoice
from bookdesk.reading import wire
from bookdesk.reading.pool import ChildPool, start_child
from bookdesk.reading.reader import DEFAULT_LANGUAGES, gather
from bookdesk.reading.second import Second, is_installed, not_installed
from bookdesk.reading.sniff import sniff
from bookdesk.reading.words import Page, Reading

READER = "read"
"""The name under which the program starts its reader children."""
LIMITS = Limits(
    memory=1536 * MEGABYTE,
    cpu_seconds=1_800,  # 200 scanned pages on a slow machine; a single page is bounded by the wall clock
    request_cpu_seconds=60,  # a noisy page that is read in every way takes 30 s on a slow machine
    wall_seconds=120.0,  # where the system tells its processor time, only what sleeps is ended by the clock
    input_bytes=50 * MEGABYTE,
    output_bytes=20 * MEGABYTE,
    niceness=15,
)
WITH_SECOND = replace(LIMITS, memory=3072 * MEGABYTE, request_cpu_seconds=120)
"""Where the second reader is installed: both together map 1.4 GB and fill up to 0.85 GB."""
_ALONE = "The second reader failed at this document, so it was read without him."
_ASK_AGAIN = "Save or print it anew as PDF and add that, or ask the sender for another copy."


class ReaderChild(Protocol):
    """What is needed of a child; `core.child.Child` is one."""

    def wait_ready(self) -> None:
        """Wait until its imports are done."""
        ...

    def request(self, header: Header, payload: bytes = b"") -> tuple[Header, bytes]:
        """Send a request and return the answer; `ChildFailed` if there is none."""
        ...

    def kill(self) -> None:
        """End it from another thread; a waiting `request` raises `ChildStopped`."""
        ...

    def close(self) -> None:
        """End it."""
        ...


def start_reader() -> ReaderChild:
    """Start a reader child and return at once; `ChildNotReady` where the system refuses another process."""
    return start_child(READER, WITH_SECOND if is_installed() else LIMITS)


class ReaderPool(ChildPool[ReaderChild]):
    """Keeps `spare` reader children warm."""

    def __init__(self, spare: int = 1, start: Callable[[], ReaderChild] = start_reader) -> None:
        """Start the first children."""
        super().__init__(spare, start)
        self._lent: dict[int, ReaderChild] = {}

    def take(self) -> ReaderChild:
        """Return a warm child, which the caller gives back."""
        child = super().take()
        with self._guard:
            self._lent[id(child)] = child
            stopped = self._closed
        if stopped:  # between the two lines above
            child.kill()
        return child

    def give_back(self, child: ReaderChild) -> None:
        """End a child that was taken: it is never used again."""
        child.close()
        with self._guard:
            self._lent.pop(id(child), None)
        self.at_work()

    def stop(self) -> None:
        """Close, and end also the children in use: whoever waits for their answer gets `ChildStopped`."""
        self.close()
        with self._guard:
            lent = tuple(self._lent.values())
        for child in lent:
            child.kill()


@dataclass(frozen=True, slots=True)
class _Wish:
    """A file, and all that decides what is read of it (`reading.reader.DocumentReader`)."""

    data: bytes = field(repr=False)
    languages: Sequence[str]
    ignore_embedded: bool
    pages: Sequence[int] | None
    password: str | None = field(repr=False)
    second: Second


class ChildReader:
    """A `DocumentReader` whose documents are read in children of `pool`; safe to use from several threads."""

    def __init__(
        self, pool: ReaderPool, clock: Clock | None = None, *, has_second: Callable[[], bool] = is_installed
    ) -> None:
        """Take children from `pool`; `has_second` tells whether they have a second reader."""
        self._pool = pool
        self._clock = clock or SystemClock()
        self._has_second = has_second

    def read(  # noqa: PLR0913 - a file, and all that decides what is read of it
        self,
        data: bytes,
        *,
        languages: Sequence[str] = DEFAULT_LANGUAGES,
        ignore_embedded: bool = False,
        pages: Sequence[int] | None = None,
        password: str | None = None,
        progress: Progress | None = None,
        second: Second = Second.WHERE_NEEDED,
    ) -> Reading:
        """Return what `data` says; a child that crashes, hangs or lies makes the document unreadable, no more.

        Where that may be the second reader's fault, and nobody asked for him, the first one reads it alone.
        """
        wish = _Wish(data, languages, ignore_embedded, pages, password, second)
        sniff(data)  # what is no document at all costs no child
        if second is Second.ALWAYS and not self._has_second():
            raise not_installed()
        try:
            return self._read(wish, progress or Silent())
        except (ChildNotReady, ChildStopped):
            raise  # the installation is at fault, or we ended it ourselves: not the document
        except ChildFailed as failure:
            if second is not Second.WHERE_NEEDED or not self._has_second():
                raise _unreadable(failure, second) from failure
        return self._read_alone(wish, progress or Silent())

    def _read_alone(self, wish: _Wish, progress: Progress) -> Reading:
        try:
            reading = self._read(replace(wish, second=Second.NEVER), progress)
        except (ChildNotReady, ChildStopped):
            raise
        except ChildFailed as failure:
            raise _unreadable(failure, Second.NEVER) from failure
        return replace(reading, problems=(*reading.problems, _ALONE))

    def _read(self, wish: _Wish, progress: Progress) -> Reading:
        began = self._clock.monotonic()
        child = self._pool.take()
        try:
            remote = _RemoteDocument(child, wish)
            self._pool.at_work()
            return gather(remote, self._clock, began, progress, wish.pages)
        except MalformedRecord as nonsense:
            raise UnreadableDocument("The document made the reader answer nonsense.", _ASK_AGAIN) from nonsense
        finally:
            self._pool.give_back(child)


class _RemoteDocument:
    """A document opened in a child (see `reading.reader.Document`)."""

    def __init__(self, child: ReaderChild, wish: _Wish) -> None:
        self._child = child
        asked = wire.open_request(
            wish.languages, ignore_embedded=wish.ignore_embedded, password=wish.password, second=wish.second
        )
        answer, _ = child.request(asked, wish.data)
        opened = wire.opened_from(answer)
        self.kind: str = opened.kind.value
        self.page_count = opened.page_count
        self.einvoice: EInvoice | None = opened.einvoice
        self.problems: Sequence[str] = opened.problems

    def page(self, number: int) -> Page:
        """Read page `number`."""
        answer, _ = self._child.request(wire.page_request(number))
        return wire.page_from(answer, number)


def _unreadable(failure: ChildFailed, second: Second) -> UnreadableDocument:
    if second is Second.ALWAYS:
        return UnreadableDocument("The second reader failed at this document.", "Let the first one read it alone.")
    if isinstance(failure, ChildTimedOut):
        return UnreadableDocument("Reading the document took too long and was ended.", _ASK_AGAIN)
    if isinstance(failure, ChildTooLarge):
        return UnreadableDocument(
            "Reading the document needs more memory than is allowed.", "Split it, or scan it more coarsely."
        )
    return UnreadableDocument("The document made the reader fail, so it is probably damaged.", _ASK_AGAIN)
