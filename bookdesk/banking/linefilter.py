"""What a person types above the bank lines: words, and amounts by comparison, range, last digits or direction. Pure.

`=12.50` and `>100` mean the size of the amount whichever way it went; with a minus (`<-100`) the signed amount.
`10..50` is a range with both ends, `*.95` ends with these digits, `+` alone is money in and `-` money out. Whatever
else is written is a word that must stand in the line; a word that is an amount with decimals finds that amount, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bookdesk.core.amounts import DecimalMark, NotAnAmount, human_amount
from bookdesk.core.money import Money, NotInCurrency

_COMPARED = re.compile(r"(>=|<=|>|<|=)(.+)")
_RANGE = re.compile(r"(.+?)\.\.(.+)")
_ENDING = re.compile(r"\*[.,]?(\d{1,6})")
_DIRECTIONS = {"+": (1, None), "-": (None, -1)}


@dataclass(frozen=True, slots=True)
class AmountTest:
    """Limits in minor units, both included, for the size or (`signed`) the amount itself; or its last digits."""

    least: int | None = None
    most: int | None = None
    signed: bool = False
    ending: tuple[int, int] | None = None
    """What is left of the size after division: (modulus, rest)."""

    def fits(self, minor: int) -> bool:
        """Return whether a line's amount passes."""
        value = minor if self.signed else abs(minor)
        if self.ending is not None:
            modulus, rest = self.ending
            return abs(minor) % modulus == rest
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


@dataclass(frozen=True, slots=True)
class Word:
    """Something that must stand in one of a line's texts; or be its `size` in minor units, where it is an amount."""

    text: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class LineFilter:
    """All of it must fit."""

    words: tuple[Word, ...] = ()
    amounts: tuple[AmountTest, ...] = ()

    def fits(self, minor: int, texts: Iterable[str]) -> bool:
        """Return whether a line, or an open item, with this amount and these texts is meant."""
        folded = [text.casefold() for text in texts]
        return all(test.fits(minor) for test in self.amounts) and all(
            word.size == abs(minor) or any(word.text.casefold() in text for text in folded) for word in self.words
        )


def parse(text: str, currency: str, mark: DecimalMark = DecimalMark.DOT) -> LineFilter:
    """Read what was typed; `mark` is the person's decimal mark and settles 1.234 only."""
    words: list[Word] = []
    amounts: list[AmountTest] = []
    for token in text.split():
        test = _test(token, currency, mark)
        if test is None:
            words.append(_word(token, currency, mark))
        else:
            amounts.append(test)
    return LineFilter(tuple(words), tuple(amounts))


def _test(token: str, currency: str, mark: DecimalMark) -> AmountTest | None:
    if token in _DIRECTIONS:
        return AmountTest(*_DIRECTIONS[token], signed=True)
    if ending := _ENDING.fullmatch(token):
        return AmountTest(ending=(10 ** len(ending[1]), int(ending[1])))
    if compared := _COMPARED.fullmatch(token):
        return _comparison(compared[1], compared[2], currency, mark)
    if between := _RANGE.fullmatch(token):
        return _between(between[1], between[2], currency, mark)
    return None


def _comparison(sign: str, text: str, currency: str, mark: DecimalMark) -> AmountTest | None:
    minor = _minor(text, currency, mark)
    if minor is None:
        return None
    limits = {
        "=": (minor, minor),
        ">": (minor + 1, None),
        ">=": (minor, None),
        "<": (None, minor - 1),
        "<=": (None, minor),
    }
    return AmountTest(*limits[sign], signed=minor < 0)


def _between(one: str, other: str, currency: str, mark: DecimalMark) -> AmountTest | None:
    ends = [_minor(text, currency, mark) for text in (one, other)]
    known = sorted(end for end in ends if end is not None)
    return AmountTest(known[0], known[1], signed=known[0] < 0) if len(known) == len(ends) else None


def _word(token: str, currency: str, mark: DecimalMark) -> Word:
    written = any(sign in token for sign in ".,")
    minor = _minor(token, currency, mark) if written else None
    return Word(token, None if minor is None else abs(minor))


def _minor(text: str, currency: str, mark: DecimalMark) -> int | None:
    """Return minor units of an amount as people write it; None where it is none, or none in this currency."""
    try:
        meant = human_amount(text, mark).value
        possible = (*([] if meant is None else [meant]), *human_amount(text).alternatives)
    except NotAnAmount:
        return None
    return next((minor for value in possible if (minor := _exactly(value, currency)) is not None), None)


def _exactly(value: Decimal, currency: str) -> int | None:
    try:
        return Money.of(value, currency).minor
    except NotInCurrency:
        return None
