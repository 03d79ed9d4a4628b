"""What the program and a reader child say to each other, over the frames of `core.frames`.

    {"do": "open", "languages": [...], "ignore_embedded": bool, "second": "where-needed"} + bytes
                                                                        → {"kind", "page_count", "einvoice", "problems"}
    the same with "password"                                            → the same, of a document that is locked
    {"do": "page", "number": n}                                         → {"page": …}
    a failure the child expected                                        → {"failed": [what, remedy], "locked": bool}

A child that parses hostile files may be taken over, so every answer is checked before it is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bookdesk.core.errors import PasswordNeeded, UnreadableDocument
from bookdesk.core.frames import Header
from bookdesk.core.records import MalformedRecord, from_data
from bookdesk.core.texts import clean
from bookdesk.formats.einvoice.invoice import EInvoice
from bookdesk.reading.second import Second
from bookdesk.reading.sniff import PAGE_LIMIT, Kind
from bookdesk.reading.words import Page, page_from_data

_SENTENCE_LIMIT = 400


@dataclass(frozen=True, slots=True)
class Opened:
    """The answer to "open"."""

    kind: Kind
    page_count: int
    einvoice: EInvoice | None
    problems: tuple[str, ...]


def open_request(
    languages: Sequence[str],
    *,
    ignore_embedded: bool,
    password: str | None = None,
    second: Second = Second.WHERE_NEEDED,
) -> Header:
    """Ask to open the document that follows; a password is in the child's memory only."""
    asked: Header = {"do": "open", "languages": list(languages), "ignore_embedded": ignore_embedded}
    asked["second"] = second.value
    return asked if password is None else asked | {"password": password}


def page_request(number: int) -> Header:
    """Ask for page `number`."""
    return {"do": "page", "number": number}


def failed(error: UnreadableDocument) -> Header:
    """Answer that the document cannot be read."""
    return {"failed": [error.what, error.remedy], "locked": isinstance(error, PasswordNeeded)}


def opened_from(header: Header) -> Opened:
    """Check the answer to "open"; `UnreadableDocument` if it is one, `MalformedRecord` if it is nonsense."""
    raise_failure(header)
    opened = from_data(Opened, header)
    if not 0 <= opened.page_count <= PAGE_LIMIT:
        raise MalformedRecord("a document has at most 200 pages")
    return opened


def page_from(header: Header, number: int) -> Page:
    """Check the answer to "page"; raises as `opened_from` does."""
    raise_failure(header)
    page = page_from_data(header.get("page"))
    if page.number != number:
        raise MalformedRecord("the answer is about another page")
    return page


def raise_failure(header: Header) -> None:
    """Raise the `UnreadableDocument` that a child answers; `MalformedRecord` if it is none."""
    if "failed" not in header:
        return
    sentences = header["failed"]
    if not isinstance(sentences, list) or [type(one) for one in sentences] != [str, str]:
        raise MalformedRecord("a failure is two sentences")
    what, remedy = (clean(one)[:_SENTENCE_LIMIT] for one in sentences)
    raise (PasswordNeeded if header.get("locked") is True else UnreadableDocument)(what, remedy)
