"""Whether a line's text names a document, and how surely."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from bookdesk.banking.matching.index import Entry, Index, Item
from bookdesk.banking.matching.normalise import confusable

_MANY_DIGITS, _FEW_DIGITS, _TWO_DIGITS = 4, 3, 2
_NEAR_LENGTH = 4
SURE = frozenset({"written", "spelt", "confused", "digits", "theirs"})
"""Grades that name a document by themselves, where name or amount agree."""


def digit_grade(digits: str) -> str:
    """Return how telling bare digits are: short ones stand in any text."""
    if len(digits) >= _MANY_DIGITS:
        return "digits"
    if len(digits) == _FEW_DIGITS:
        return "few-digits"
    return "two-digits" if len(digits) == _TWO_DIGITS else "none"


def near(entry: Entry, item: Item) -> bool:
    """Return whether one word is one edit away: a character cut, swapped with its neighbour, or mistaken."""
    size = len(item.spelt)
    if size < _NEAR_LENGTH:
        return False
    for word in entry.words.spelt:
        if abs(len(word) - size) <= 1 and OSA.distance(word, item.spelt, score_cutoff=1) <= 1:
            return True
    return False


def find_named(index: Index, entry: Entry) -> dict[int, str]:
    """Return the documents whose numbers stand in the text: spelt, as digits, confused, or the other side's number."""
    found: dict[int, str] = {}
    words = entry.words
    for digits in words.digits:
        kind = digit_grade(digits)
        if kind != "none":
            for item in index.by_digits.get(digits, ()):
                found[item.position] = kind
    for word in words.spelt:
        for item in index.by_confused.get(confusable(word), ()):
            if found.get(item.position) != "digits":
                found[item.position] = "confused"
        for item in index.by_theirs.get(word, ()):
            found[item.position] = "theirs"
        for item in index.by_spelling.get(word, ()):
            found[item.position] = "written" if item.written in words.folded else "spelt"
    entry.named_parties.update({position: index.items[position].document.party for position in found})
    entry.sure = frozenset(position for position, how in found.items() if how in SURE)
    return found
