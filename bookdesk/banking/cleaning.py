"""A bank line's text as people want to read it, and what names its other side; the raw text stays beside it. Pure."""

from __future__ import annotations

import re

from bookdesk.banking.matching.normalise import fold, payee_name
from bookdesk.banking.rules import words_of

_NOISE = re.compile(
    r"(?:\b(?:CARD|KARTE|CARTE)\s*)?\b[X*]{2,}[\s-]?\d{2,4}\b"  # a card's number with most digits struck out
    r"|\bVALUE DATE:?\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
    r"|\b(?:AUTH|RECEIPT|TRACE)\s*(?:NO|NUMBER)?[.:#]?\s*\d{4,}\b"
    r"|\b\d{1,2}:\d{2}(?::\d{2})?\b",
    re.IGNORECASE,
)


def cleaned(text: str) -> str:
    """Return the text without struck-out card numbers, value dates, receipt numbers and times of day.

    Nothing else is left out or changed; where nothing would be left, the text stays.
    """
    bare = " ".join(_NOISE.sub(" ", text).split()).strip(" -,;")
    return bare or " ".join(text.split())


def payee_key(payee: str | None, text: str) -> str:
    """Return what lines of one payee have in common: the payee, or the text's words without its numbers."""
    named = words_of(fold(payee_name(payee or "", text)))
    return named or words_of(fold(text))
