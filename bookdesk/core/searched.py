"""What a person types above a list, as it may stand in the books: words in any case, and how an amount begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from bookdesk.core.texts import clean

MOST_WORDS = 8
_MOST_CASED = 4
"""Letters beyond ASCII whose case is tried both ways; the database folds the case of ASCII letters only."""
_AMOUNT = re.compile(r"([0-9]+(?:[.,'][0-9]+)*)[.,]?", re.ASCII)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,'][0-9]{3})*", re.ASCII)
_MOST_DIGITS = 14
"""Before the decimals; more are no amount of money, and might not fit the database's integers."""
_GROUP = 3


@dataclass(frozen=True, slots=True)
class AmountBeginning:
    """What an amount begins with: its first whole digits; or all of them and the first decimals.

    `more` says how many whole digits follow in the last group of thousands that was begun, where one was.
    """

    whole: str
    decimals: str | None = None
    more: int | None = None

    @property
    def digits(self) -> str:
        """The whole digits without noughts at the front."""
        return self.whole.lstrip("0")

    @property
    def open_ended(self) -> bool:
        """Whether any number of whole digits may follow."""
        return self.decimals is None and self.more is None

    def ranges(self, exponent: int) -> tuple[tuple[int, int], ...]:
        """Return the smallest and largest amounts meant, in minor units; none for one that is open ended."""
        if self.decimals is not None:
            fits = len(self.decimals) <= exponent
            return (_range(self.whole + self.decimals, exponent - len(self.decimals)),) if fits else ()
        follow = () if self.more is None else range(self.more, _MOST_DIGITS - len(self.whole), _GROUP)
        return tuple(_range(self.whole, digits + exponent) for digits in follow)


def _range(digits: str, follow: int) -> tuple[int, int]:
    return int(digits) * 10**follow, (int(digits) + 1) * 10**follow - 1


def search_words(text: str) -> tuple[str, ...]:
    """Return the words that must all be found."""
    return tuple(clean(text).split()[:MOST_WORDS])


def spellings(word: str) -> tuple[str, ...]:
    """Return a word with its first letters beyond ASCII in both cases: `Ärger` gives `ärger` and `Ärger`."""
    tried = 0
    signs: list[tuple[str, ...]] = []
    for sign in word:
        both = tuple(dict.fromkeys((sign.lower(), sign.upper())))
        one_letter = not sign.isascii() and len(both) > 1 and all(len(form) == 1 for form in both)
        tried += one_letter
        signs.append(both if one_letter and tried <= _MOST_CASED else (sign,))
    return tuple("".join(form) for form in product(*signs))


def amount_beginnings(word: str) -> tuple[AmountBeginning, ...]:
    """Return what an amount may begin with that is typed so: `1,2` is 1.2… or 1,2…, `1.171,80` is 1171.80."""
    found = _AMOUNT.fullmatch(word)
    if found is None or sum(map(str.isdigit, word)) > _MOST_DIGITS:
        return ()
    head, mark, last = _cut(found[1])
    if not mark:
        return (AmountBeginning(last),)
    whole, grouped = re.sub(r"\D", "", head), _GROUPED.fullmatch(head) is not None
    readings = []
    if mark != "'" and mark not in head and (grouped or head == whole):
        readings.append(AmountBeginning(whole, last))
    if grouped and head[0] != "0" and len(last) in {1, _GROUP}:
        readings.append(AmountBeginning(whole + last, more=_GROUP - len(last)))
    return tuple(readings)


def _cut(text: str) -> tuple[str, str, str]:
    """Return what stands before the last mark, the mark, and what comes after it; only the last without a mark."""
    place = max(text.rfind(mark) for mark in ".,'")
    return ("", "", text) if place < 0 else (text[:place], text[place], text[place + 1 :])
