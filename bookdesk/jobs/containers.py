"""Files within files: archives and mails, recognised by their bytes under any name, one within another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bookdesk.capture.files import load
from bookdesk.core.errors import BookDeskError
from bookdesk.jobs.archives import Budget, entries, is_pile
from bookdesk.jobs.files import Container, Found, Inner, Piece, Skipped, head_of, size_of, sized
from bookdesk.jobs.mails import attachments
from bookdesk.reading.sniff import Wrapping, kind_of, wrapping

MOST_NESTED = 3
"""Archives and mails within one another: a mail that carries an archive is usual, deeper ones are made to annoy."""


def as_it_is(piece: Piece) -> Piece:
    """Return what was dropped as its first bytes say: an archive under any name is one, a PDF called archive is none.

    An archive that cannot be opened and is not called one stays a file, so that it is kept with its reason.
    """
    if isinstance(piece, Skipped):
        return piece
    container = piece if isinstance(piece, Container) else _as_called(piece)
    suffix = _suffix(container)
    if suffix:
        return Container(piece.name, suffix, container.origin)
    return _whole(container) if piece is container else piece


def _as_called(file: Found) -> Container:
    return Container(file.name, "", file.path or (file.name, file.content()))


def opened(container: Container) -> Iterator[Found | Skipped]:
    """Yield what is in an archive or a mail; bytes must be taken before the next one is asked for."""
    yield from _opened(container, Budget(size_of(container.origin)), 1)


def _opened(container: Container, budget: Budget, depth: int) -> Iterator[Found | Skipped]:
    is_mail = container.suffix == Wrapping.MAIL
    try:
        for piece in attachments(container) if is_mail else entries(container, budget):
            if isinstance(piece, Skipped | Found):
                yield piece
            else:
                yield from _unfolded(piece, budget, depth)
    except BookDeskError as error:
        yield Skipped(container.name, str(error))


def _unfolded(inner: Inner, budget: Budget, depth: int) -> Iterator[Found | Skipped]:
    """Yield a file of an archive or a mail, or what is in it where it is one itself."""
    if not _may_hold_others(inner.found.name, inner.head):
        yield inner.found
        return
    if depth >= MOST_NESTED:
        yield Skipped(inner.shown, f"It is packed more than {MOST_NESTED} deep. Unpack it and drop it by itself.")
        return
    content = inner.found.content()
    container = Container(inner.shown, "", (inner.found.name, content))
    suffix = _suffix(container)
    if suffix:
        yield from _opened(Container(inner.shown, suffix, container.origin), budget, depth + 1)
    else:
        yield Found(inner.found.name, lambda: content)


def _may_hold_others(name: str, head: bytes) -> bool:
    called = Path(name).suffix.lower() in tuple(Wrapping)
    return wrapping(head) is not None or (called and kind_of(head) is None)


def _suffix(container: Container) -> str:
    """Return what it is by its bytes; where they say nothing, by its name; nothing for a file that holds no others."""
    head = head_of(container.origin)
    called = Path(container.name).suffix.lower()
    if not _may_hold_others(container.name, head):
        return ""
    if (wrapping(head) or called) == Wrapping.MAIL:
        return Wrapping.MAIL
    pile = is_pile(container.origin)
    return Wrapping.ARCHIVE if pile or (pile is None and called == Wrapping.ARCHIVE) else ""


def _whole(container: Container) -> Piece:
    """Return a file that is called an archive or a mail and is none."""
    origin = container.origin
    if isinstance(origin, Path):
        size, found = origin.stat().st_size, Found(origin.name, partial(load, origin), origin)
    else:
        size, found = len(origin[1]), Found(container.name, lambda: origin[1])
    return sized(container.name, size, found)
