"""How hard a passphrase is to guess, in words, while it is typed. Pure.

An estimate that errs downwards: words count as words out of a list of a few thousand, not as letters; what repeats,
counts up or stands on the form already counts for nothing. It advises; only the shortest length is a rule.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from math import log2
from typing import Final

SHORTEST: Final = 8
"""Characters a new passphrase has at least."""
_WORD: Final = 3
"""Letters from which on a run of them is taken for a word."""
_WORD_BITS: Final = 12
"""A word out of four thousand."""
_LETTER_BITS: Final = 2
"""What a letter of a long word adds: Shannon's estimate for English text lies between one and two bits."""
_POOLS: Final = (("[a-z]", 26), ("[A-Z]", 26), ("[0-9]", 10), ("[^A-Za-z0-9]", 33))
"""Signs of a kind, and how many there are of it."""
_BEYOND_ASCII: Final = 100


class Strength(IntEnum):
    """From what is refused to what needs nothing more."""

    TOO_SHORT = 0
    WEAK = 1
    FAIR = 2
    GOOD = 3
    STRONG = 4


_FROM_BITS: Final = ((48, Strength.STRONG), (36, Strength.GOOD), (25, Strength.FAIR))
"""Guesses cost 64 MiB and a tenth of a second each: at 36 bits a hundred machines need two years."""
_WORDS: Final = {
    Strength.TOO_SHORT: f"Too short: at least {SHORTEST} characters.",
    Strength.WEAK: "Easy to guess. Take four words that nobody connects.",
    Strength.FAIR: "Fair. One more word makes it good.",
    Strength.GOOD: "Good.",
    Strength.STRONG: "Strong.",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of a passphrase."""

    strength: Strength
    words: str


def judge(passphrase: str, known: Collection[str] = ()) -> Judgement:
    """Judge a passphrase; `known` are words that whoever guesses tries first, such as the names on the form."""
    strength = _strength(passphrase, known)
    return Judgement(strength, _WORDS[strength])


def _strength(passphrase: str, known: Collection[str]) -> Strength:
    if len(passphrase) < SHORTEST:
        return Strength.TOO_SHORT
    rest = passphrase.casefold() if passphrase.islower() else passphrase
    for word in (word for name in known for word in name.split() if len(word) >= _WORD):
        rest = re.sub(re.escape(word), " ", rest, flags=re.IGNORECASE)
    bits = guess_bits(rest)
    return next((strength for least, strength in _FROM_BITS if bits >= least), Strength.WEAK)


def guess_bits(text: str) -> float:
    """Return the estimate in bits: the logarithm of how many guesses it takes."""
    words = {word.casefold(): word for word in re.findall(rf"[^\W\d_]{{{_WORD},}}", text)}
    loose = re.sub(rf"[^\W\d_]{{{_WORD},}}|\s", "", text)
    return sum(map(_word_bits, words.values())) + _fresh(loose) * _sign_bits(loose)


def _word_bits(word: str) -> float:
    """A word is never worth more than its letters by themselves, of which those that merely go on count for nothing."""
    return min(max(_WORD_BITS, _LETTER_BITS * len(word)), _fresh(word) * _sign_bits(word))


def _fresh(text: str) -> int:
    """How many signs neither repeat nor continue the one before them."""
    return sum(abs(ord(sign) - ord(before)) > 1 for before, sign in zip("\0" + text, text, strict=False))


def _sign_bits(text: str) -> float:
    pool = sum(size for pattern, size in _POOLS if re.search(pattern, text))
    return log2(pool + (0 if text.isascii() else _BEYOND_ASCII)) if text else 0
