"""Whether a text that somebody else's OCR left under a picture is garbled, so that the picture is read anew. Pure.

Scanners and telephones lay a text under what they scan. Most know all alphabets at once and are sure of nothing: a
letter of another alphabet stands in a word now and then, figures and marks stand between letters, and capitals in the
middle of words. Of 130 scanned receipts such texts let 21 totals be sure, our own reading of the same pictures 68.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

_STRANGE: Final = 0.005
"""Share of letters of alphabets that do not belong on the page from which it is garbled."""
_ODD: Final = 0.08
"""Share of words that no language writes from which it is garbled; texts that programs drew have up to 0.07."""
_LEAST_STRANGE, _LEAST_ODD, _LEAST_MIXED = 2, 2, 2
"""One alone may be a trade mark, or a formula."""
_AT_HOME: Final = 0.2
"""Share of all letters from which another alphabet than the Latin one is the page's own."""
_FAR_EAST: Final = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "HALFWIDTH", "FULLWIDTH", "BOPOMOFO")
"""Alphabets that are written together, as the names of their signs begin (Unicode, chapter 18)."""
_NO_ALPHABET: Final = frozenset({"MICRO", "MASCULINE", "FEMININE", "MODIFIER", "MATHEMATICAL", "KELVIN", "ANGSTROM"})
"""How the names of letters begin that stand among Latin ones as signs: units, ordinals."""
_LEAST_LETTERS = 3
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
"""Letters in a row, too many for a unit (`kΩ`)."""
_ADDRESS: Final = re.compile(r"@|://|www|\.[a-z]{2,3}\b", re.IGNORECASE)
_AMONG: Final = re.compile(
    r"[^\W\d_]{2}[!;*#{}\[\]<>=~^|\"?\u00a7$%\\_\uff65]+[^\W\d_]"  # marks between letters
    r"|[a-z]\d[a-z]|\d[a-z]{3,}\d|[A-Z]\d[A-Z]{3}|[A-Z]{3}\d[A-Z]"  # figures between letters
)
_HUMP: Final = re.compile(r"[^\W\d_A-Z][A-Z]")
_NAME: Final = re.compile(r"Ma?c[A-Z][a-z]+|[A-Z]+[a-z]+[A-Z][a-z]+")
"""A capital inside as names have it: McKenzie, BookDesk, GmbH & Co as one word."""


def is_garbled(words: Sequence[str]) -> bool:
    """Return whether these words of a page read as if an engine had guessed them."""
    strange, letters = _strange(words)
    if strange >= _LEAST_STRANGE and strange >= _STRANGE * letters:
        return True
    if sum(_mixes(run) for word in words for run in _WORD.findall(word)) >= _LEAST_MIXED:
        return True
    judged = [_is_odd(word) for word in map(_bare, words) if _can_be_judged(word)]
    odd = sum(judged)
    return odd >= _LEAST_ODD and odd >= _ODD * len(judged)


def _mixes(run: str) -> bool:
    """Whether one word is written in two alphabets."""
    return len({*map(_alphabet, run)} - {""}) > 1


def _strange(words: Iterable[str]) -> tuple[int, int]:
    """Return how many letters are of alphabets that do not belong here, and how many letters there are."""
    found = Counter(_alphabet(sign) for word in words for sign in word if sign.isalpha())
    del found[""]
    letters = found.total()
    others = {name: count for name, count in found.items() if name != "LATIN"}
    own = max(others, key=lambda name: others[name], default="")
    if own and others[own] >= _AT_HOME * letters:
        del others[own]
    return sum(others.values()), letters


def _alphabet(letter: str) -> str:
    """Return the alphabet of a letter as Unicode names it, in capitals; empty for one that stands as a sign."""
    name = unicodedata.name(letter, "UNNAMED")
    first = re.split(r"[ -]", name, maxsplit=1)[0]
    if first in _NO_ALPHABET:
        return ""
    return "FAR EAST" if first in _FAR_EAST else first


def _bare(word: str) -> str:
    return word.strip(".,:;()[]\"'*-")


def _can_be_judged(word: str) -> bool:
    """Whether it is a word at all: not a number, and no address, which is written as it pleases."""
    return len(word) >= _LEAST_LETTERS and any(map(str.isalpha, word)) and not _ADDRESS.search(word)


def _is_odd(word: str) -> bool:
    if _AMONG.search(word):
        return True
    return word.isalpha() and bool(_HUMP.search(word)) and not _NAME.fullmatch(word)
