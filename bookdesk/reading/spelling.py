"""From a line recogniser's guesses to words with places: each column of a line is one sign or none. Pure.

A recogniser of the CTC kind (Graves et al. 2006, Connectionist Temporal Classification) tells for each column of a
line how likely each sign is; the first "sign" means that none begins there, and one that goes on is told again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
import numpy.typing as npt

Guesses = npt.NDArray[np.float32]
"""A row for each column of the line, in it a probability for each sign of the alphabet."""

NONE = 0
"""Place in the alphabet of "no sign begins here"."""
_WIDE = 2.5
"""How many usual steps from sign to sign make a gap between words."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A word of a line from `start` to `end`, in columns; `confidence` is that of its least sure sign, 0 to 1."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class _Sign:
    text: str
    column: int
    confidence: float


def spelled(guesses: Guesses, alphabet: Sequence[str], allowed: npt.NDArray[np.intp]) -> tuple[Spelled, ...]:
    """Return the words of a line; only signs whose places in the alphabet are `allowed` are taken (with `NONE`)."""
    signs = _signs(guesses[:, allowed], [alphabet[place] for place in allowed])
    steps = [later.column - sooner.column for sooner, later in pairwise(signs)]
    step = median(steps) if steps else 1.0
    words: list[list[_Sign]] = [[]]
    for sign in signs:
        far = bool(words[-1]) and sign.column - words[-1][-1].column > _WIDE * step
        if sign.text.isspace() or far:
            words.append([])
        if not sign.text.isspace():
            words[-1].append(sign)
    return tuple(_word(word, step, len(guesses)) for word in words if word)


def _signs(guesses: Guesses, alphabet: Sequence[str]) -> list[_Sign]:
    best = guesses.argmax(axis=1)
    begins = np.flatnonzero((best != NONE) & (np.diff(best, prepend=NONE) != 0))
    return [_Sign(alphabet[best[place]], int(place), float(guesses[place, best[place]])) for place in begins]


def _word(signs: Sequence[_Sign], step: float, columns: int) -> Spelled:
    text = "".join(sign.text for sign in signs)
    start, end = signs[0].column + 0.5 - step / 2, signs[-1].column + 0.5 + step / 2
    confidence = min(1.0, *(sign.confidence for sign in signs))
    return Spelled(text, max(0.0, start), min(float(columns), end), confidence)
