"""A field with its evidence: value, place, how sure, and why. Pure.

`confidence` is the share of fields with such evidence that were right on documents of suppliers never seen before;
`state` is what a person needs to know: proved by arithmetic or check digits, confident, to be checked, contradicted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from bookdesk.capture.lines import Sheet
from bookdesk.capture.meanings import Alternative
from bookdesk.capture.numbers import Pick
from bookdesk.core.vocabulary import FieldState
from bookdesk.reading.words import Box

CONFIDENT = 0.9
_PROVED = 0.99
CLOSE = 0.3
"""A rival within this of the score of the best is told of."""


@dataclass(frozen=True, slots=True)
class Field:
    """What was read of one field; `words` are positions in the document's words, `box` a share of page `page`."""

    value: str | None
    state: FieldState
    confidence: float
    why: str
    page: int | None = None
    box: Box | None = None
    words: tuple[int, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    """Other values it may have, best first."""
    unsure: str = ""
    """What keeps it from being sure where nothing else speaks for or against it."""
    known: bool = False
    """Whether the books bear it out: a supplier they have, the client himself."""
    score: float = 0.0
    """Points of evidence for it."""
    margin: float = 0.0
    """Points by which it leads the next other value."""
    legible: float = 1.0
    """The engine's own figure for its worst word, 1 for a text layer."""

    @property
    def told(self) -> str:
        """Why it is taken and, where it is to be checked, why it may be wrong."""
        return f"{self.why}; {self.unsure}" if self.unsure and self.state is FieldState.CHECK else self.why


ABSENT = Field(None, FieldState.ABSENT, 0.0, "not found")


def from_pick(found: Pick | None, sheet: Sheet, *, proved: bool = False, doubt: str | None = None) -> Field:
    """Turn a pick into a field; `doubt` says why it can never be more than `check`."""
    if found is None:
        return ABSENT
    confidence = calibrated(found.score, found.margin) * _legible(found.find.confidence)
    why = found.why
    if proved:
        state, confidence = FieldState.PROVED, max(confidence, _PROVED)
    elif doubt:
        state, confidence, why = FieldState.CHECK, min(confidence, 0.6), f"{why}; {doubt}"
    elif confidence >= CONFIDENT:
        state = FieldState.CONFIDENT
    else:
        state = FieldState.CHECK
    find = found.find
    words = sheet.words_of(find.line, find.first, find.last)
    unsure = "" if doubt else _unsure(found)
    return Field(
        found.value,
        state,
        round(confidence, 2),
        why,
        find.page,
        find.box,
        words,
        found.rivals,
        unsure,
        score=found.score,
        margin=found.margin,
        legible=find.confidence,
    )


def _unsure(found: Pick) -> str:
    """Return in words what keeps a pick from being sure."""
    if _legible(found.find.confidence) < CONFIDENT:
        return "hard to read here"
    close = found.rivals and found.margin < CLOSE
    return "something else is nearly as likely" if close else "nothing else bears it out"


def _legible(engine: float) -> float:
    """Discount what an engine read with doubt; a text layer has none. Its figure is no probability, only an order."""
    return 1.0 if engine >= 1 else 0.6 + 0.37 * engine


_STEPS: tuple[tuple[float, float], ...] = (
    (0.0, 0.2),
    (0.3, 0.45),
    (0.6, 0.7),
    (0.85, 0.88),
    (1.0, 0.94),
    (1.2, 0.97),
    (2.0, 0.98),
)


def calibrated(score: float, margin: float) -> float:
    """Return the share right among picks of such a score; a close rival halves what is above a guess."""
    share = _STEPS[-1][1]
    for (low, at_low), (high, at_high) in pairwise(_STEPS):
        if score < high:
            share = at_low + (at_high - at_low) * (max(score, low) - low) / (high - low)
            break
    return share if margin >= 0.15 else share * (0.75 + margin)  # noqa: PLR2004 - below it, rivals win about every third time


def contradicted(found: Field, why: str) -> Field:
    """Return the field as failed: something on the document speaks against it."""
    return replace(found, state=FieldState.FAILED, confidence=min(found.confidence, 0.3), why=f"{found.why}; {why}")


def with_doubt(found: Field, why: str) -> Field:
    """Return the field as one to be checked."""
    if found.state is FieldState.ABSENT:
        return found
    return replace(
        found, state=FieldState.CHECK, confidence=min(found.confidence, 0.6), why=f"{found.why}; {why}", unsure=""
    )


def proved(found: Field, why: str) -> Field:
    """Return the field as proved."""
    if found.state is FieldState.ABSENT:
        return found
    return replace(found, state=FieldState.PROVED, confidence=_PROVED, why=f"{found.why}; {why}" if found.why else why)


Fields = Mapping[str, Field]
