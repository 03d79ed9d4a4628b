"""The faces that the paper is set in: Noto Sans for Latin, Greek and Cyrillic, with its Hebrew and Arabic beside it.

They lie beside this module under the SIL Open Font License, reduced to the characters an invoice can hold, so that the
same page comes out on every machine. Only the glyphs a paper uses go into its file.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import groupby
from typing import Final

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

from bookdesk.formats.paper.direction import turns, visual
from bookdesk.formats.paper.joining import joined

REGULAR: Final = "NotoSans-Regular"
_NAMES: Final = ("NotoSans", "NotoSansHebrew", "NotoSansArabic")
_JOINERS: Final = {0x200C: None, 0x200D: None}
_UNKNOWN: Final = "\ufffd"
_NEAR: Final = str.maketrans({"\u2212": "-", "\u2011": "-", "\u2192": ">", "\u25cf": "•"})
"""Signs the faces lack, and what says the same."""


@dataclass(frozen=True, slots=True)
class Face:
    """A face: the name it is registered under, and the width of each of its characters, where a line is 1 high."""

    name: str
    widths: dict[str, float]


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line ready to be drawn from left to right: face and characters of each run, and its width at size 1.

    What runs from right to left stands in it in the order it is drawn, as readers of PDF expect it: they turn it back
    for whoever copies it or searches.
    """

    runs: tuple[tuple[str, str], ...]
    width: float


def set_line(text: str, *, bold: bool = False) -> SetLine:
    """Return one line of text, set; a character that no face has becomes its plain form or the sign for unknown."""
    main = face(0, bold=bold)
    widths = main.widths
    try:
        return SetLine(((main.name, text),), sum([widths[sign] for sign in text]))
    except KeyError:
        return _set_in_runs(text, bold=bold)


def unwritten(text: str) -> str:
    """Return the characters of a text that no face has and that have no plain form either, each once."""
    return "".join(
        dict.fromkeys(sign for sign in text.translate(_NEAR) if sign.isprintable() and _known(sign) == _UNKNOWN)
    )


@cache
def face(place: int, *, bold: bool) -> Face:
    """Return a face of those there are, read and registered on first use: 0 the main one, 1 Hebrew, 2 Arabic."""
    name = f"{_NAMES[place]}-{'Bold' if bold else 'Regular'}"
    font = TTFont(name, BytesIO(files("bookdesk.formats.paper").joinpath("faces", f"{name}.ttf").read_bytes()))
    registerFont(font)
    read = font.face
    return Face(name, {chr(code): read.charWidths.get(code, read.defaultWidth) / 1000 for code in read.charToGlyph})


def _set_in_runs(text: str, *, bold: bool) -> SetLine:
    plain = text.translate(_NEAR)
    drawn = visual(joined(plain)) if turns(plain) else plain
    signs = [(_face_of(sign, bold=bold), sign) for sign in "".join(map(_known, drawn.translate(_JOINERS)))]
    runs = tuple((name, "".join(sign for _, sign in run)) for name, run in groupby(signs, key=lambda one: one[0].name))
    return SetLine(runs, sum(one.widths[sign] for one, sign in signs))


@cache
def _known(sign: str) -> str:
    """The character itself where a face has it, else its nearest plain form, else the sign for unknown."""
    if any(sign in face(place, bold=False).widths for place in range(len(_NAMES))):
        return sign
    plain = "".join(one for one in unicodedata.normalize("NFKD", sign) if one in face(0, bold=False).widths)
    return plain or _UNKNOWN


def _face_of(sign: str, *, bold: bool) -> Face:
    found = (face(place, bold=bold) for place in range(len(_NAMES)))
    return next(one for one in found if sign in one.widths)
