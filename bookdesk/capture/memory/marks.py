"""Words as keyed marks: equal words have equal marks, and without the key nobody tells which word it was. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from bookdesk.capture.labels import compact
from bookdesk.capture.lines import Sheet, Token

_BYTES = 4
_PARTY_BYTES = 16
_COLUMNS = 12
"""Columns a page is divided into: a word that stands elsewhere is another sign of a layout."""
FIGURES = 0
"""The mark of anything with a digit: what is counted changes from document to document."""


@dataclass(frozen=True)
class Marker:
    """Turns words into marks under `key` (16 to 64 bytes, one of a practice)."""

    key: bytes
    _known: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    def word(self, text: str) -> int:
        """Return the mark of a word, whatever its case, accents and punctuation; `FIGURES` where it has a digit."""
        if any(map(str.isdigit, text)):
            return FIGURES
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._mark(compact(text))
        return known

    def party(self, number: str) -> str:
        """Return the mark of a tax number or an account (hex, 16 bytes), whatever signs stand between its figures."""
        text = f"party {compact(number)}"
        return hashlib.blake2b(text.encode(), key=self.key, digest_size=_PARTY_BYTES).hexdigest()

    def page(self, sheet: Sheet) -> frozenset[int]:
        """Return the signs of a layout: each word of the first page without digits, with the column it starts in."""
        first = min((line.page for line in sheet.lines), default=1)
        tokens = (token for line in sheet.lines if line.page == first for token in line.tokens)
        return frozenset(mark for token in tokens if (mark := self._sign(token)))

    def _sign(self, token: Token) -> int:
        name = "" if any(map(str.isdigit, token.text)) else compact(token.text)
        if len(name) < 2:  # noqa: PLR2004 - a single letter is dirt or a dash
            return 0
        text = f"{int(token.box[0] * _COLUMNS)} {name}"
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._mark(text)
        return known

    def _mark(self, text: str) -> int:
        if not text:
            return FIGURES
        digest = hashlib.blake2b(text.encode(), key=self.key, digest_size=_BYTES).digest()
        return int.from_bytes(digest) or 1


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """Return how alike two pages are laid out, 0 to 1: the share of signs that both have (Jaccard)."""
    shared = len(one & other)
    together = len(one) + len(other) - shared
    return shared / together if together else 0.0
