"""Text from outside, made harmless to show and easy to compare: no controls, no invisible or direction-turning signs.

A supplier's name with a hidden right-to-left override or a zero-width space must not look like another one
(Unicode TR 36). Joiners stay, since some scripts need them.
"""

from __future__ import annotations

import re
import unicodedata

_JOINERS = frozenset("\u200c\u200d")
_PLAIN = re.compile(r"[\x20-\x7e]*", re.ASCII)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn"})


def clean(text: str) -> str:
    """Return `text` in NFC on one line, white space collapsed, without controls and invisible characters."""
    if not _PLAIN.fullmatch(text):
        spaced = "".join(" " if sign.isspace() else sign for sign in text)
        text = "".join(sign for sign in unicodedata.normalize("NFC", spaced) if _is_shown(sign))
    return " ".join(text.split())


def number_key(number: str) -> str:
    """Return a document number without case, spaces and punctuation, by which duplicates are found."""
    return "".join(sign for sign in number.upper() if sign.isalnum())


def _is_shown(sign: str) -> bool:
    return sign in _JOINERS or unicodedata.category(sign) not in _INVISIBLE
