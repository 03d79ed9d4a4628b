"""Whether a page's text layer may be believed, and how good an OCR pass was. Pure: figures in, verdict out."""

from __future__ import annotations

from collections.abc import Sequence

from bookdesk.reading.garbled import is_garbled
from bookdesk.reading.glyphs import TextLayer
from bookdesk.reading.layout import Piece
from bookdesk.reading.words import Source

_WORDS_ENOUGH = 30
"""Words above which a layer is taken for the page's whole text, unless a picture covers it."""
_UNREADABLE_LIMIT = 0.05
"""Share of meaningless characters above which a font lacks its mapping."""
_COVERING = 0.7
"""Share of the page above which a picture is the page itself: a scan."""
_NOTABLE = 0.15
"""Share of the page above which a picture beside little text may carry the rest of it."""
_OUTLINES = 150
"""Drawings beside little text that may be letters turned into outlines."""
_SANE_LIMIT = 0.6
"""Share of words made of letters, digits and ordinary signs below which a layer is rubbish."""
_SANE_SCAN = 0.85
"""The same share of a scan's layer: what an engine made of a picture has no bullets, arrows or boxes in it."""
_ORDINARY = frozenset(" .,:;-+/()'\"%&@#*!?€$£§°_=<>|\u2013\u2014\u2022\u2018\u2019\u201c\u201d[]\\~^")

POOR_CONFIDENCE = 0.78
"""Mean confidence below which another way of reading is tried."""
TERRIBLE_CONFIDENCE = 0.60
"""Mean confidence below which the page may lie on its side."""
FEW_WORDS = 12


def judge(layer: TextLayer) -> Source | None:
    """Return what the text layer is worth; `None` means the page must be read from its picture."""
    count = len(layer.pieces)
    if count == 0:
        return None if layer.image_share > 0 or layer.drawings > 0 else Source.TEXT
    if layer.unreadable >= _UNREADABLE_LIMIT or sane_share(layer.pieces) < _SANE_LIMIT:
        return None
    if layer.image_share >= _COVERING:
        return Source.EMBEDDED_OCR if count >= _WORDS_ENOUGH and _is_legible(layer) else None
    if count >= _WORDS_ENOUGH:
        return Source.TEXT
    hides_text = layer.image_share >= _NOTABLE or layer.drawings >= _OUTLINES
    return None if hides_text else Source.TEXT


def _is_legible(layer: TextLayer) -> bool:
    """Whether what somebody else's OCR laid under a picture says what the picture shows, as far as can be told."""
    return sane_share(layer.pieces) >= _SANE_SCAN and not is_garbled([piece.text for piece in layer.pieces])


def sane_share(pieces: Sequence[Piece]) -> float:
    """Return the share of words whose characters are letters, digits and ordinary signs."""
    sane = sum(all(sign.isalnum() or sign in _ORDINARY for sign in piece.text) for piece in pieces)
    return sane / len(pieces) if pieces else 1.0


def mean_confidence(pieces: Sequence[Piece]) -> float:
    """Return the mean over words weighted by their length: a misread rule of dots must not outvote a line."""
    letters = sum(len(piece.text) for piece in pieces)
    return sum(piece.confidence * len(piece.text) for piece in pieces) / letters if letters else 0.0


def worth(pieces: Sequence[Piece]) -> float:
    """Return a figure by which two readings of one picture compare: readable characters, doubtful ones deducted."""
    return sum((piece.confidence - 0.5) * sum(sign.isalnum() for sign in piece.text) for piece in pieces)
