"""Which open items the text of a bank line speaks of: by their number, else by the name of whom they are of. Pure."""

from __future__ import annotations

from bookdesk.banking.matching.normalise import LEGAL, fold, spelling

_SHORTEST = 3


class Said:
    """The text of a line, looked at once: `likeness` tells how an item stands to it."""

    def __init__(self, text: str) -> None:
        """Take the text apart."""
        folded = fold(text)
        words = [*filter(None, map(spelling, folded.split()))]
        self._words, self._last = frozenset(words), words[-1] if words else ""
        self._glued = spelling(folded)
        self._known: dict[str, bool] = {}

    def likeness(self, name: str, *numbers: str | None) -> int:
        """Return 2 where a number stands in the text, 1 where the name does, by most of its letters, else 0."""
        if any(self._numbered(one) for one in numbers if one):
            return 2
        if name not in self._known:
            self._known[name] = self._named(name)
        return int(self._known[name])

    def _numbered(self, number: str) -> bool:
        spelt = spelling(fold(number))
        return len(spelt) >= _SHORTEST and any(map(str.isdigit, spelt)) and spelt in self._glued

    def _named(self, name: str) -> bool:
        """Whether words that make up half of a name stand in the text; its legal form does not count."""
        folded = fold(name)
        words = [*filter(None, map(spelling, LEGAL.sub(" ", folded).split()))]
        said = sum(len(word) for word in words if len(word) >= _SHORTEST and self._begins(word))
        return bool(said) and said * 2 >= sum(map(len, words))

    def _begins(self, word: str) -> bool:
        """Whether a word of the text is this one, or the last word its beginning where a bank cut the text off."""
        return word in self._words or (len(self._last) > _SHORTEST and word.startswith(self._last))
