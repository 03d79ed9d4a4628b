"""Which parties a payee's name may mean: the same, cut off, glued, abbreviated, or learnt from certain matches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bookdesk.banking.matching.model import Party
from bookdesk.banking.matching.normalise import LEGAL, fold, spelling

_KEY = 3
_SHORTEST_CUT = 9
_ABBREVIATED = 4
_MANY_CERTAIN = 2


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of a party: words with and without its legal form, and both glued."""

    party: str
    words: tuple[str, ...]
    glued: str
    full_words: tuple[str, ...]
    full_glued: str
    short_glued: str


class Names:
    """The names of one client's parties, and what certain matches taught about payees."""

    def __init__(self, parties: Iterable[Party]) -> None:
        """Index the names by the beginnings of their words."""
        self._by_key: dict[str, list[_Name]] = defaultdict(list)
        self._cache: dict[str, dict[str, str]] = {}
        self._learnt: dict[str, dict[str, int]] = defaultdict(dict)
        for party in parties:
            for text in (party.name, *party.aliases):
                name = _name(party.id, text)
                for key in {word[:_KEY] for word in name.full_words}:
                    self._by_key[key].append(name)

    def learn(self, payee: str, party: str) -> None:
        """Note that a line naming `payee` certainly paid or was paid by `party`."""
        counts = self._learnt[payee]
        counts[party] = counts.get(party, 0) + 1
        self._cache.pop(payee, None)

    def likeness(self, payee: str) -> dict[str, str]:
        """Return the parties `payee` may mean, each with how (`same`, `learnt`, `cut`, `akin`)."""
        known = self._cache.get(payee)
        if known is None:
            known = self._cache[payee] = self._find(payee)
        return known

    def _find(self, payee: str) -> dict[str, str]:
        found: dict[str, str] = {}
        raw = spelling(payee)
        full = tuple(filter(None, map(spelling, payee.split())))
        words = tuple(filter(None, map(spelling, LEGAL.sub(" ", payee).split()))) or full
        for name in {id(name): name for word in full for name in self._by_key.get(word[:_KEY], ())}.values():
            how = _likeness(raw, full, words, name)
            if how and _ORDER[how] < _ORDER[found.get(name.party, "other")]:
                found[name.party] = how
        for party, count in self._learnt.get(payee, {}).items():
            if count >= _MANY_CERTAIN or found.get(party, "akin") == "akin":
                found[party] = "same" if found.get(party) == "same" else "learnt"
        return found


_ORDER = {"same": 0, "learnt": 1, "cut": 2, "akin": 3, "other": 4}


def _name(party: str, text: str) -> _Name:
    folded = fold(text)
    full = tuple(filter(None, map(spelling, folded.split())))
    words = tuple(filter(None, map(spelling, LEGAL.sub(" ", folded).split()))) or full
    short = full[0] + "".join(word[:_ABBREVIATED] for word in full[1:]) if full else ""
    return _Name(party, words, "".join(words), full, "".join(full), short)


def _likeness(raw: str, full: tuple[str, ...], words: tuple[str, ...], name: _Name) -> str | None:
    """Return how a payee's words are like a name, None if not at all."""
    glued = "".join(words)
    if glued == name.glued or raw == name.full_glued:
        return "same"
    if len(raw) >= _SHORTEST_CUT and (name.full_glued.startswith(raw) or name.short_glued.startswith(raw)):
        return "cut"
    if len(words) > 1 and _abbreviates(full, name.full_words):
        return "cut"
    shared = sum(len(word) for word in words if word in name.words)
    return "akin" if shared * 2 >= len(name.glued) else None


def _abbreviates(short: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Return whether each word begins its counterpart, the last one however short (it was cut off)."""
    if len(short) > len(words) or len(short) < len(words) - 1:
        return False
    pairs = list(zip(short, words, strict=False))
    if not all(word.startswith(cut) for cut, word in pairs):
        return False
    return all(len(cut) >= min(_KEY, len(word)) for cut, word in pairs[:-1])
