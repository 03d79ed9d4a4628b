"""Which names fit what somebody typed, the best first. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import OSA

_EXACT, _BEGINS, _WORDS, INSIDE, _LETTERS, _SLIPPED = range(6)
"""How well a text fits, the best first; `INSIDE` where the name merely contains it."""
_LETTERS_A_SLIP = 4
"""So many letters may hold one slip of the fingers, twice as many two."""


def ranked(typed: str, names: Iterable[tuple[str, str]]) -> list[str]:
    """Return the ids of the names (id and name) that fit, best first; equal ones stay in their order.

    Best is the whole name, then its beginning, then the beginnings of its words (`hlc` and `har caf` find Harbour Lane
    Cafe), then any part of it, then the letters in order with others between, and last what is spelt nearly so.
    Nothing typed fits all.
    """
    text = " ".join(typed.casefold().split())
    fits = ((id_, fit(text, name.casefold())) for id_, name in names)
    found = [(rank, place, id_) for place, (id_, rank) in enumerate(fits) if rank is not None]
    return [id_ for _, _, id_ in sorted(found)]


def fit(text: str, name: str) -> int | None:
    """Return how well a folded text fits a folded name, less being better; None where it does not fit."""
    if not text or text == name:
        return _EXACT
    if name.startswith(text):
        return _BEGINS
    words = name.split()
    if _begin_words(text.split(), words) or "".join(word[0] for word in words).startswith(text.replace(" ", "")):
        return _WORDS
    if all(part in name for part in text.split()):
        return INSIDE
    if len(text) > 1 and _in_order(text.replace(" ", ""), name):
        return _LETTERS
    return _SLIPPED if all(_nearly(part, words) for part in text.split()) else None


def _begin_words(parts: list[str], words: list[str]) -> bool:
    """Whether each part begins a word of its own, in their order."""
    place = 0
    for part in parts:
        place = next((at + 1 for at in range(place, len(words)) if words[at].startswith(part)), 0)
        if not place:
            return False
    return True


def _in_order(letters: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)


def _nearly(part: str, words: Iterable[str]) -> bool:
    """Whether a word, or its beginning, is spelt so but for a slip: a letter wrong, missing, too many or exchanged."""
    most = len(part) // _LETTERS_A_SLIP
    beginnings = (word[: len(part) + extra] for word in words for extra in range(-most, most + 1))
    return any(OSA.distance(part, one, score_cutoff=most) <= most for one in beginnings)
