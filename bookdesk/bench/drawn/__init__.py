"""Documents drawn with known answers, to train the ranker: bills and receipts of nine countries, by chance.

They are no benchmark: how well they are read says nothing about documents that people send.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from bookdesk.bench.drawn.bills import bill
from bookdesk.bench.drawn.facts import facts_of
from bookdesk.bench.drawn.pen import misread
from bookdesk.bench.drawn.tills import receipt
from bookdesk.reading.words import Page

_BILLS = ("us", "us", "gb", "au", "de", "de", "ch", "fr", "nl", "es")
_TILLS = ("my", "my", "gb", "au", "us", "de")
_OF_TILLS, _SCANNED = 0.3, 0.25
_WORST = 0.08


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document of one page and what it says, as `bookdesk/bench/scoring.py` takes it."""

    page: Page
    answer: dict[str, str]


def drawn(seed: int, many: int) -> Iterator[Drawn]:
    """Yield `many` documents; the same seed gives the same ones."""
    for place in range(many):
        chance = Random(f"{seed} {place}")  # noqa: S311 - documents to train on, no secrets
        till = chance.random() < _OF_TILLS
        facts = facts_of(chance, _TILLS if till else _BILLS)
        page = (receipt if till else bill)(facts, chance).page()
        if till or chance.random() < _SCANNED:
            page = misread(page, chance, _WORST * chance.random())
        yield Drawn(page, facts.answer)
