"""What reading a document yields: pages of words with places, and the e-invoice it carried, if any.

Places are fractions of the page, origin at the top left, of the page *upright and straight*: a scan that lay
on its side or askew has been turned first, so that words of one line have one height. `Page.on_paper` leads
back to the page as the file shows it, for highlights.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from bookdesk.core.records import MalformedRecord, from_data, to_data
from bookdesk.formats.einvoice.invoice import EInvoice

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 as fractions of a page, origin top left."""

_SIDE_LIMIT = 1e6
"""Points of a page's side; PDF itself allows 14,400."""
_LOOK = re.compile(r"[0-9a-f]{16}")
_WORD_LIMIT = 4_000
"""Characters of one word; more is not a word of any document."""


class Source(StrEnum):
    """Where a reading comes from, most dependable first; `MIXED` only of a whole document."""

    XML = "xml"
    TEXT = "text"
    EMBEDDED_OCR = "embedded-ocr"
    """A text layer somebody else's OCR laid under a picture: quality unknown."""
    OCR = "ocr"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Word:
    """A word on page `page` (from 1); `line` and `block` number lines within the page and blocks of lines."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    confidence: float
    """0 to 1: 1 for a text layer, the engine's own figure for OCR (no probability)."""
    line: int
    block: int

    @property
    def box(self) -> Box:
        """The word's place."""
        return (self.x0, self.y0, self.x1, self.y1)


@dataclass(frozen=True, slots=True)
class Page:
    """One page, `width_pt` by `height_pt` points (1/72 inch) as it is shown, words in reading order."""

    number: int
    width_pt: float
    height_pt: float
    source: Source
    words: tuple[Word, ...]
    rotation: int = 0
    """Quarter turns clockwise in degrees (0, 90, 180, 270) that make the shown page upright."""
    skew: float = 0.0
    """Degrees clockwise by which the upright page was turned to straighten its lines."""
    look: str = ""
    """What its picture looks like (`reading.pagehash`), nothing where that is not known."""

    @property
    def text(self) -> str:
        """The page's lines, joined by line feeds."""
        lines: list[list[str]] = []
        previous: int | None = None
        for word in self.words:
            if word.line != previous:
                lines.append([])
                previous = word.line
            lines[-1].append(word.text)
        return "\n".join(" ".join(line) for line in lines)

    def on_paper(self, box: Box) -> Box:
        """Return where `box` of the straightened page lies on the page as the file shows it (its bounding box)."""
        quarter = self.rotation % 360
        width, height = self.width_pt, self.height_pt
        if quarter in (90, 270):
            width, height = height, width
        x0, y0, x1, y1 = box
        corners = [turned_back(x * width, y * height, width, height, self.skew) for x in (x0, x1) for y in (y0, y1)]
        shares = [quarter_back(x / width, y / height, quarter) for x, y in corners]
        across, down = [x for x, _ in shares], [y for _, y in shares]
        return (share(min(across)), share(min(down)), share(max(across)), share(max(down)))

    def from_paper(self, box: Box) -> Box:
        """Return where `box` of the page as the file shows it lies on the straightened page: undoes `on_paper`."""
        width, height = self.width_pt, self.height_pt
        if self.rotation % 180:
            width, height = height, width
        x0, y0, x1, y1 = box
        quarter = -self.rotation % 360
        ends = [quarter_back(x, y, quarter) for x, y in ((x0, y0), (x1, y1))]
        across, down = [x * width for x, _ in ends], [y * height for _, y in ends]
        x, y = turned_back(sum(across) / 2, sum(down) / 2, width, height, -self.skew)
        wide, high = _within(max(across) - min(across), max(down) - min(down), self.skew)
        return (
            share((x - wide / 2) / width),
            share((y - high / 2) / height),
            share((x + wide / 2) / width),
            share((y + high / 2) / height),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one file; `problems` are sentences for a person about what could not be used."""

    kind_of_file: str
    """pdf, jpeg, png, tiff, webp or xml."""
    pages: tuple[Page, ...]
    einvoice: EInvoice | None
    problems: tuple[str, ...]
    seconds: float

    @property
    def words(self) -> tuple[Word, ...]:
        """Every word of every page."""
        return tuple(word for page in self.pages for word in page.words)

    @property
    def source(self) -> Source:
        """Where the document's values come from, best source first."""
        if self.einvoice is not None:
            return Source.XML
        sources = {page.source for page in self.pages if page.words} or {page.source for page in self.pages}
        return sources.pop() if len(sources) == 1 else Source.MIXED


def reading_to_data(reading: Reading) -> dict[str, object]:
    """Return `reading` as JSON-ready data, each word a row in the order of its fields after the page."""
    return {
        "kind_of_file": reading.kind_of_file,
        "pages": [page_to_data(page) for page in reading.pages],
        "einvoice": None if reading.einvoice is None else to_data(reading.einvoice),
        "problems": list(reading.problems),
        "seconds": reading.seconds,
    }


def reading_from_data(data: object) -> Reading:
    """Return the reading that `reading_to_data` gave; `MalformedRecord` for anything else."""
    if not isinstance(data, dict) or not isinstance(data.get("pages"), list):
        raise MalformedRecord("a reading is an object with pages")
    bare = from_data(Reading, data | {"pages": []})
    pages = tuple(page_from_data(page) for page in data["pages"])
    return Reading(bare.kind_of_file, pages, bare.einvoice, bare.problems, bare.seconds)


def page_to_data(page: Page) -> dict[str, object]:
    """Return `page` as JSON-ready data."""
    bare = to_data(replace(page, words=()))
    rows = [_row(word) for word in page.words]
    return {**bare, "words": rows}


def page_from_data(data: object) -> Page:
    """Return the page that `page_to_data` gave; `MalformedRecord` for anything else."""
    if not isinstance(data, dict) or not isinstance(data.get("words"), list):
        raise MalformedRecord("a page is an object with words")
    bare = from_data(Page, data | {"words": []})
    if bare.number < 1 or not (0 < bare.width_pt < _SIDE_LIMIT and 0 < bare.height_pt < _SIDE_LIMIT):
        raise MalformedRecord("a page has a number from 1 and a size")
    if bare.look and not _LOOK.fullmatch(bare.look):
        raise MalformedRecord("the look of a page is sixteen hexadecimal digits")
    return replace(bare, words=tuple(_word(bare.number, row) for row in data["words"]))


_ROW_LENGTH = len(fields(Word)) - 1
_PLACES = 5
"""Decimals of a place: a hundred-thousandth of a page is finer than a pixel at 600 dpi."""


def _row(word: Word) -> list[object]:
    places = [round(place, _PLACES) for place in word.box]
    return [*places, word.text, round(word.confidence, 3), word.line, word.block]


def _word(page: int, row: object) -> Word:
    if not isinstance(row, list) or len(row) != _ROW_LENGTH:
        raise MalformedRecord("a word is a row of eight values")
    x0, y0, x1, y1, text, confidence, line, block = row
    for share in (x0, y0, x1, y1, confidence):
        if type(share) not in (int, float) or not 0 <= share <= 1:
            raise MalformedRecord("a word's place and confidence lie between 0 and 1")
    if type(text) is not str or not 0 < len(text) <= _WORD_LIMIT or type(line) is not int or type(block) is not int:
        raise MalformedRecord("a word has text, a line and a block")
    return Word(page, float(x0), float(y0), float(x1), float(y1), text, float(confidence), line, block)


def turned_back(x: float, y: float, width: float, height: float, degrees: float) -> tuple[float, float]:
    """Turn a point counter-clockwise by `degrees` around the page's middle (y grows downwards)."""
    angle = math.radians(-degrees)
    dx, dy = x - width / 2, y - height / 2
    return (
        width / 2 + dx * math.cos(angle) - dy * math.sin(angle),
        height / 2 + dx * math.sin(angle) + dy * math.cos(angle),
    )


def _within(width: float, height: float, degrees: float) -> tuple[float, float]:
    """Return the sides of what, turned by a few `degrees`, is just held by a box of `width` and `height`."""
    angle = math.radians(abs(degrees))
    both = math.cos(2 * angle)
    if both <= 0:
        return width, height
    return (
        max(0.0, (width * math.cos(angle) - height * math.sin(angle)) / both),
        max(0.0, (height * math.cos(angle) - width * math.sin(angle)) / both),
    )


def quarter_back(x: float, y: float, quarter: int) -> tuple[float, float]:
    """Undo `quarter` degrees of a clockwise turn, in fractions of the page."""
    if quarter == 90:  # noqa: PLR2004 - quarter turns are their own names
        return (y, 1 - x)
    if quarter == 180:  # noqa: PLR2004 - quarter turns are their own names
        return (1 - x, 1 - y)
    return (1 - y, x) if quarter == 270 else (x, y)  # noqa: PLR2004 - quarter turns are their own names


def share(value: float) -> float:
    """Return a fraction of the page, held between 0 and 1: words may reach beyond its edge."""
    return min(1.0, max(0.0, value))
