"""A pen that writes words where a PDF's text layer would have them, without drawing a page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from random import Random

from reportlab.pdfbase.pdfmetrics import stringWidth

from bookdesk.reading.words import Page, Source, Word

A4, LETTER, ROLL = (595.0, 842.0), (612.0, 792.0), (226.0, 640.0)
"""Points."""
_ASCENT, _DESCENT = 0.74, 0.22
_FACES = (("Helvetica", "Helvetica-Bold"), ("Times-Roman", "Times-Bold"), ("Courier", "Courier-Bold"))
_LOOKALIKES = {
    "0": "O",
    "O": "0",
    "1": "l",
    "l": "1",
    "5": "S",
    "S": "5",
    "8": "B",
    "B": "8",
    "6": "G",
    "3": "8",
    "7": "1",
}


class Align(Enum):
    """Where x is in the text."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


@dataclass
class Pen:
    """Writes on one page of `size` points; y grows downwards."""

    size: tuple[float, float]
    face: int = 0
    _words: list[Word] = field(default_factory=list)
    _lines: int = 0

    def write(  # noqa: PLR0913 - a stroke has that many properties
        self, x: float, y: float, text: str, size: float = 9.0, *, bold: bool = False, align: Align = Align.LEFT
    ) -> float:
        """Write one line with its baseline at `y`; returns the x behind it."""
        face = _FACES[self.face][bold]
        left = x - align.value * stringWidth(text, face, size)
        space = stringWidth(" ", face, size)
        wide, high = self.size
        for word in text.split(" "):
            right = left + stringWidth(word, face, size)
            if word:
                box = (left / wide, (y - _ASCENT * size) / high, right / wide, (y + _DESCENT * size) / high)
                self._words.append(Word(1, *box, word, 1.0, self._lines, self._lines))
            left = right + space
        self._lines += 1
        return left - space

    def page(self) -> Page:
        """Return what was written as a page with a text layer."""
        return Page(1, *self.size, Source.TEXT, tuple(self._words))


def misread(page: Page, chance: Random, share: float) -> Page:
    """Return the page as an engine might read it: doubts everywhere, and `share` of the words with a wrong sign."""
    words = tuple(_doubted(one, chance, share) for one in page.words)
    return replace(page, source=Source.OCR, words=words)


def _doubted(word: Word, chance: Random, share: float) -> Word:
    text, sure = word.text, min(0.99, 0.80 + 0.19 * chance.random())
    if chance.random() < share:
        sure = 0.3 + 0.5 * chance.random()
        places = [place for place, sign in enumerate(text) if sign in _LOOKALIKES]
        if places and chance.random() < 0.6:  # noqa: PLR2004 - doubted words are often right
            place = chance.choice(places)
            text = text[:place] + _LOOKALIKES[text[place]] + text[place + 1 :]
    shift = 0.0006 * (chance.random() - 0.5)
    return Word(
        word.page, word.x0, word.y0 + shift, word.x1, word.y1 + shift, text, round(sure, 2), word.line, word.block
    )
