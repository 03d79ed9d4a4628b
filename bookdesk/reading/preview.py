"""The port through which the window gets pictures of pages, and its work in child processes, one document each.

Documents come from strangers and what paints them may crash, hang or be taken over, so it happens in children started
ahead of need. A document that is shown keeps its child until it is closed; a child that fails costs one picture, and
the next one asked for gets a new child.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

from bookdesk.core.child import ChildFailed, ChildNotReady, ChildStopped, ChildTimedOut, ChildTooLarge
from bookdesk.core.errors import BookDeskError, UnreadableDocument
from bookdesk.core.limits import MEGABYTE, Limits
from bookdesk.core.records import MalformedRecord
from bookdesk.reading import showwire
from bookdesk.reading.child import ReaderChild
from bookdesk.reading.pool import ChildPool, start_child
from bookdesk.reading.showwire import OpenedPages, PagePicture
from bookdesk.reading.sniff import sniff

PAINTER = "show"
"""The name under which the program starts its painting children."""
LIMITS = Limits(
    memory=1536 * MEGABYTE,
    cpu_seconds=600,  # of one document, however long somebody leafs through it
    request_cpu_seconds=20,
    wall_seconds=20.0,
    input_bytes=50 * MEGABYTE,
    output_bytes=showwire.MOST_PIXELS * showwire.CHANNELS + MEGABYTE,
)
_MOST_FAILURES = 3
"""Children that one document may cost before it is given up."""
_LOOK_ELSEWHERE = "Its values and words can be used all the same; to see it, save the original and open it elsewhere."

T = TypeVar("T")


class ShowingStopped(BookDeskError):
    """The document was closed while a picture was asked for; whoever closed it needs no message."""


class ShownDocument(Protocol):
    """A document whose pages can be looked at. Every call may come from any thread and may block; `close` does not."""

    def opened(self) -> OpenedPages:
        """Return what it is and the sizes of its pages; `UnreadableDocument` says why it cannot be shown."""
        ...

    def picture(self, number: int, width: int) -> PagePicture:
        """Return page `number` (from 1), about `width` pixels wide; raises as `opened` does."""
        ...

    def close(self) -> None:
        """Stop what is under way and free everything; a waiting call raises `ShowingStopped`."""
        ...


class PagePictures(Protocol):
    """Opens documents to be looked at."""

    def show(self, data: bytes, password: str | None = None) -> ShownDocument:
        """Return a document at once, to be closed by the caller; `UnreadableDocument` for what is none at all.

        `password` opens it where it is locked; whether it does is told when something is first asked of it.
        """
        ...


def start_painter() -> ReaderChild:
    """Start a painting child and return at once; `ChildNotReady` where the system refuses another process."""
    return start_child(PAINTER, LIMITS)


class PainterPool(ChildPool[ReaderChild]):
    """Keeps `spare` painting children warm."""

    def __init__(self, spare: int = 1, start: Callable[[], ReaderChild] = start_painter) -> None:
        """Start the first child; the others follow when it is at work."""
        super().__init__(spare, start, first=min(spare, 1))


class ChildPictures:
    """`PagePictures` painted in children of `pool`."""

    def __init__(self, pool: PainterPool) -> None:
        """Take children from `pool`."""
        self._pool = pool

    def show(self, data: bytes, password: str | None = None) -> ShownDocument:
        """Return a document at once; a child is taken for it when something is first asked of it."""
        sniff(data)  # what is no document at all costs no child
        return _Shown(self._pool, data, password)


class _Shown:
    """A document in a child of its own.

    `_turn` lets one request at a time through. `_guard` is held for moments only, so that `close` can always reach the
    child that a request waits for.
    """

    def __init__(self, pool: PainterPool, data: bytes, password: str | None) -> None:
        self._pool, self._data, self._password = pool, data, password
        self._turn, self._guard = threading.Lock(), threading.Lock()
        self._child: ReaderChild | None = None
        self._opened: OpenedPages | None = None
        self._failures: list[UnreadableDocument] = []
        self._closed = False

    def opened(self) -> OpenedPages:
        return self._asked(self._open)

    def picture(self, number: int, width: int) -> PagePicture:
        return self._asked(lambda child: self._paint(child, number, width))

    def close(self) -> None:
        with self._guard:
            self._closed, child = True, self._child
        if child is not None:
            child.kill()
        if self._turn.acquire(blocking=False):  # else whoever has the turn is ended by the kill, and frees the child
            try:
                self._drop()
            finally:
                self._turn.release()

    def _asked(self, ask: Callable[[ReaderChild], T]) -> T:
        with self._turn:
            child = self._seated()
            try:
                return ask(child)
            except ChildNotReady:
                self._drop()
                raise  # the installation is at fault, not the document
            except (ChildFailed, MalformedRecord) as failure:
                self._drop()
                raise self._refused(failure) from failure
            finally:
                self._pool.at_work()
                if self._closed:
                    self._drop()

    def _seated(self) -> ReaderChild:
        """Return the child of this document, a new one where there is none."""
        with self._guard:
            if self._closed:
                raise _stopped()
            if len(self._failures) >= _MOST_FAILURES:
                raise self._failures[-1]
            if self._child is None:
                try:
                    self._child = self._pool.take()
                except ChildStopped as ended:  # the program is about to end
                    raise _stopped() from ended
            return self._child

    def _open(self, child: ReaderChild) -> OpenedPages:
        if self._opened is None:
            answer, _ = child.request(showwire.open_request(self._password), self._data)
            self._opened = showwire.opened_from(answer)
        return self._opened

    def _paint(self, child: ReaderChild, number: int, width: int) -> PagePicture:
        count = len(self._open(child).pages)
        if not 0 < number <= count:
            raise IndexError(f"there is no page {number} of {count}")
        answer, pixels = child.request(showwire.picture_request(number, width))
        return showwire.picture_from(answer, pixels, number)

    def _refused(self, failure: ChildFailed | MalformedRecord) -> BookDeskError:
        if self._closed:
            return _stopped()
        self._failures.append(_not_shown(failure))
        return self._failures[-1]

    def _drop(self) -> None:
        with self._guard:
            child, self._child, self._opened = self._child, None, None
        if child is not None:
            child.close()


def _stopped() -> ShowingStopped:
    return ShowingStopped("The document was closed.", "Open it again to look at it.")


def _not_shown(failure: ChildFailed | MalformedRecord) -> UnreadableDocument:
    if isinstance(failure, ChildTimedOut):
        return UnreadableDocument("Drawing the page took too long and was ended.", _LOOK_ELSEWHERE)
    if isinstance(failure, ChildTooLarge):
        return UnreadableDocument("Drawing the page needs more memory than is allowed.", _LOOK_ELSEWHERE)
    return UnreadableDocument("The page cannot be drawn, so the file is probably damaged.", _LOOK_ELSEWHERE)
