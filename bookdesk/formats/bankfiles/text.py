"""Text that a bank accepts: letters it does not know become their nearest, and every change is told."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

_LETTERS = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d",
        "Ð": "D", "ð": "d", "Þ": "TH", "þ": "th", "Ł": "L", "ł": "l", "\u0131": "i", "Ħ": "H", "ħ": "h", "€": "EUR",
        "_": "-", '"': "'", "`": "'", "\u00b4": "'", "\u2018": "'", "\u2019": "'", "\u201c": "'", "\u201d": "'",
        "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": "-",
    }
)  # fmt: skip
_SPARE = {"&": "+", "@": "(at)", ";": ",", "[": "(", "]": ")", "*": ".", "#": ".", "!": ".", "%": ".", "=": "-"}
_UNKNOWN = "."


@dataclass
class Speller:
    """Writes text in one form's characters and keeps a note of each change a person should know of."""

    allowed: frozenset[str]
    notes: list[str] = field(default_factory=list)

    def spell(self, text: str) -> str:
        """Return `text` in allowed characters, runs of blanks as one; what has no equivalent becomes a full stop."""
        spelled = "".join(
            self._spell_character(character) for character in unicodedata.normalize("NFC", " ".join(text.split()))
        )
        return " ".join(spelled.split())

    def told(self, what: str, text: str, length: int | None = None) -> str:
        """Return `text` spelled and, where the form's own rule says so, cut to `length`; a change is noted."""
        spelled = self.spell(text)
        kept = (spelled if length is None else spelled[:length].rstrip()) or _UNKNOWN
        if kept != text:
            self.notes.append(f"{what} '{text}' is written '{kept}'.")
        return kept

    def _spell_character(self, character: str) -> str:
        if character in self.allowed:
            return character
        translated = character.translate(_LETTERS)
        plain = "".join(c for c in unicodedata.normalize("NFKD", translated) if not unicodedata.combining(c))
        return "".join(c if c in self.allowed else self._replace(c) for c in plain)

    def _replace(self, character: str) -> str:
        """Return the spare spelling of a character, as far as the form allows it."""
        return "".join(c for c in _SPARE.get(character, _UNKNOWN) if c in self.allowed)
