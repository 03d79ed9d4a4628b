"""What came by itself, by mail or into a watched folder, taken into a client's inbox: each piece once, with its reason.

The limits and the ways of opening archives and mails are those of what is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bookdesk.capture.arrivals import Came
from bookdesk.capture.service import Incoming, Intake, take_in
from bookdesk.core.errors import InputError
from bookdesk.jobs.containers import as_it_is, opened
from bookdesk.jobs.files import Container, Found, Skipped, pieces_of
from bookdesk.jobs.statements import require_document
from bookdesk.store.desk import Desk

Left = tuple[str, str]
"""What was left out, by its name, and why."""


@dataclass(frozen=True, slots=True)
class Took:
    """What one message or file brought; what is `known` came by the same way before and was not taken again."""

    documents: tuple[Intake, ...] = ()
    left: tuple[Left, ...] = ()
    known: tuple[Intake, ...] = ()


def take_pieces(desk: Desk, pieces: Iterable[Found | Skipped], came: Callable[[bytes], Came]) -> Took:
    """Take pieces in; `came` says of the bytes of each how they came, with the key by which they are taken once.

    A trouble of the desk, such as a full disk, leaves as it is: all of it is taken again then, and nothing twice.
    """
    documents: list[Intake] = []
    left: list[Left] = []
    for piece in pieces:
        if isinstance(piece, Skipped):
            left.append((piece.name, piece.reason))
            continue
        try:
            content = require_document(piece.content())
            documents.append(take_in(desk, Incoming(piece.name, content, came(content))))
        except InputError as error:
            left.append((piece.name, str(error)))
    new, known = [one for one in documents if not one.again], [one for one in documents if one.again]
    return Took(tuple(new), tuple(left), tuple(known))


def unfolded(name: str, content: bytes) -> Iterator[Found | Skipped]:
    """Yield a file, or what is in it where its bytes say that it is an archive or a mail."""
    for piece in pieces_of([(name, content)]):
        known = as_it_is(piece)
        if isinstance(known, Container):
            yield from opened(known)
        else:
            yield known
