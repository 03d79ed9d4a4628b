"""What the program and a child that shows pages say to each other, over the frames of `core.frames`.

    {"do": "open"} + bytes                        → {"kind", "drawn", "pages": [{"width_pt", "height_pt"}, …]}
    {"do": "picture", "number": n, "width": w}    → {"width", "height"} + pixels
    a failure the child expected                  → {"failed": [what, remedy]}

Pixels are red, green, blue, one byte each, rows from the top without padding: a screen takes them as they are, and
packing them as PNG costs more time than the pipe does. Answers are checked before they are believed, as in `wire`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from bookdesk.core.frames import Header
from bookdesk.core.records import MalformedRecord, from_data, to_data
from bookdesk.reading.sniff import PAGE_LIMIT, Kind
from bookdesk.reading.wire import raise_failure

NARROWEST, WIDEST = 16, 3_000
"""Pixels of a picture's width that may be asked for."""
MOST_PIXELS = 16_000_000
"""Pixels of one picture; a page that would have more, such as a till roll, comes narrower."""
CHANNELS = 3
_LONGEST_SIDE = 1e6


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page's sides in points (1/72 inch), as it is shown."""

    width_pt: float
    height_pt: float


@dataclass(frozen=True, slots=True)
class OpenedPages:
    """The answer to "open". `drawn`: the file has no pages, these were drawn from the e-invoice that it is."""

    kind: Kind
    drawn: bool
    pages: tuple[PageSize, ...]


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page in colour: `pixels` has `width` times `height` times three bytes, rows from the top."""

    number: int
    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class _Sides:
    width: int
    height: int


def fitted(size: PageSize, width: int) -> tuple[int, int]:
    """Return width and height in pixels of a page shown `width` pixels wide, as far as the bounds allow."""
    wide = min(max(width, NARROWEST), WIDEST)
    aspect = size.height_pt / size.width_pt
    wide = max(1, min(wide, int(sqrt(MOST_PIXELS / aspect))))
    return wide, min(max(1, round(wide * aspect)), MOST_PIXELS // wide)


def open_request(password: str | None = None) -> Header:
    """Ask to open the document that follows, with its password where it has one."""
    return {"do": "open"} if password is None else {"do": "open", "password": password}


def picture_request(number: int, width: int) -> Header:
    """Ask for page `number` (from 1), `width` pixels wide."""
    return {"do": "picture", "number": number, "width": width}


def picture_answer(width: int, height: int) -> Header:
    """Answer with the picture that follows."""
    return to_header(_Sides(width, height))


def to_header(record: OpenedPages | _Sides) -> Header:
    """Return an answer as a header."""
    header: Header = to_data(record)
    return header


def opened_from(header: Header) -> OpenedPages:
    """Check the answer to "open"; `UnreadableDocument` if it is one, `MalformedRecord` if it is nonsense."""
    raise_failure(header)
    opened = from_data(OpenedPages, header)
    if not 0 < len(opened.pages) <= PAGE_LIMIT:
        raise MalformedRecord("a document that is shown has 1 to 200 pages")
    if not all(0 < side < _LONGEST_SIDE for page in opened.pages for side in (page.width_pt, page.height_pt)):
        raise MalformedRecord("a page has a size")
    return opened


def picture_from(header: Header, payload: bytes, number: int) -> PagePicture:
    """Check the answer to "picture"; raises as `opened_from` does."""
    raise_failure(header)
    sides = from_data(_Sides, header)
    if not 0 < sides.width <= WIDEST or not 0 < sides.height <= MOST_PIXELS // sides.width:
        raise MalformedRecord("a picture is within the bounds")
    if len(payload) != sides.width * sides.height * CHANNELS:
        raise MalformedRecord("a picture has three bytes a pixel")
    return PagePicture(number, sides.width, sides.height, payload)
