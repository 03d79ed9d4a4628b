"""Text from outside, made harmless to show and easy to compare: no controls, no invisible or direction-turning signs.

A supplier's name with a hidden right-to-left override or a zero-width space must not look like another one
(Unicode TR 36). Joiners stay, since some scripts need them.
"""

from __future__ import annotations

import re
import unicodedata

_JOINERS = frozenset("\u200c\u200d")
_PLAIN = re.compile(r"[\x20-\x7e]*", re.ASCII)
_DIGITS = frozenset("0123456789")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn"})


def clean(text: str) -> str:
    """Return `text` in NFC on one line, white space collapsed, without controls and invisible characters."""
    if not _PLAIN.fullmatch(text):
        spaced = "".join(" " if sign.isspace() else sign for sign in text)
        text = "".join(sign for sign in unicodedata.normalize("NFC", spaced) if _is_shown(sign))
    return " ".join(text.split())


def clean_lines(text: str) -> str:
    """Return `text` as `clean` does, but line by line; empty lines at the beginning and end are left out."""
    return "\n".join(clean(line) for line in text.splitlines()).strip("\n")


def number_key(number: str) -> str:
    """Return a document number by which the same one is found: only letters and digits count, without case and accents.

    Noughts at the front have no weight, since a spreadsheet on the way drops them. Stored with each bill: books written
    before a change of this rule would no longer find their duplicates.
    """
    kept = "".join(sign for sign in unicodedata.normalize("NFKD", number).casefold().upper() if sign.isalnum())
    return kept.lstrip("0") or kept[:1]


def digits(text: str) -> str:
    """Return the digits 0 to 9 of a text, as of an account number that is written in groups."""
    return "".join(sign for sign in text if sign in _DIGITS)


def _is_shown(sign: str) -> bool:
    return sign in _JOINERS or unicodedata.category(sign) not in _INVISIBLE
