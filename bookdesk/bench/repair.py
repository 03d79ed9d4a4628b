"""`bookdesk bench repair`: how often an amount is mended that OCR misread, and how often a wrong one is called proved.

    bookdesk bench repair [--bills N] [--seeds 1,2,3,4] [--json]

Bills are drawn with known answers in every layout, country and rate of `bookdesk/sandbox/papers`, read from their text
layer as if an engine had read it, and then one sign of net, tax or total is changed: a digit for a like one, or the
mark before the cents. Only bills are counted of which all three amounts were right before. It measures the generator's
bills and nothing else; what is right of real documents is measured by `bookdesk bench capture`.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from bookdesk.bench.measure import Measurement, absolute, against
from bookdesk.bench.shown import upper_bound
from bookdesk.capture.evidence import Field
from bookdesk.capture.fields import read_fields
from bookdesk.core.vocabulary import FieldState
from bookdesk.reading.document import OpenDocument
from bookdesk.reading.ocr_engine import LateTextReader
from bookdesk.reading.words import Page, Source, Word
from bookdesk.sandbox.papers import bill_pdf, cast
from bookdesk.sandbox.papers.layouts import BILLS
from bookdesk.sandbox.papers.truth import Kind, Line, Locale, Party, Truth

AMOUNTS: Final = ("net", "tax", "total")
_PARTIES: Final = tuple(one for one in vars(cast).values() if isinstance(one, Party))
_ALIKE: Final = {"3": "8", "8": "3", "1": "7", "7": "1", "0": "6", "6": "05", "5": "6"}
"""Digits that engines take for each other most."""
_MARKS: Final = {".": ",", ",": "."}
_COUNTRIES: Final = {
    Locale.AUSTRALIA: ("AUD", (10,)),
    Locale.IRELAND: ("EUR", (23,)),
    Locale.BRITAIN: ("GBP", (20,)),
    Locale.AMERICA: ("USD", (8,)),
    Locale.GERMANY: ("EUR", (19, 7)),
}
_SURE_OF_MOST, _SURE_OF_MISREAD = (0.85, 0.96), (0.40, 0.95)
"""What an engine says of itself: of words that it read right, and of those that it misread."""
_FIRST_DAY: Final = date(2026, 1, 1)
_DAYS, _MOST_LINES, _DEAREST, _CHEAPEST = 300, 5, 90_000, 100
_TRIES = 20


@dataclass
class Tally:
    """What became of bills with one misread sign, by what was misread."""

    drawn: int = 0
    right_before: int = 0
    misread: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    wrongly_proved: int = 0
    wrongly_sure: int = 0

    @property
    def tried(self) -> int:
        """Bills with a misread amount."""
        return self.misread.total()


def main(words: Sequence[str]) -> int:
    """Measure and print a line per figure."""
    parser = argparse.ArgumentParser(prog="bookdesk bench repair", description="Measures what arithmetic mends.")
    parser.add_argument("--bills", type=int, default=3_200, help="bills in all")
    parser.add_argument("--seeds", default="1,2,3,4", help="numbers from which the bills are made, with commas")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    arguments = parser.parse_args(words)
    seeds = [int(one) for one in arguments.seeds.split(",")]
    tally = Tally()
    for seed in seeds:
        measure(tally, seed, arguments.bills // len(seeds))
    for one in measured(tally):
        sys.stdout.write((json.dumps(one.row()) if arguments.json else one.sentence()) + "\n")
    return 0


def measure(tally: Tally, seed: int, bills: int) -> None:
    """Draw so many bills of a seed, misread one sign of each and count what is made of it."""
    chance = random.Random(seed)  # noqa: S311 - drawn bills, no secrets
    reader = LateTextReader()
    for _ in range(bills):
        tally.drawn += 1
        truth = drawn(chance)
        with OpenDocument(bill_pdf(truth, chance.choice(sorted(BILLS))), reader) as document:
            pages = [_as_recognised(document.page(number), chance) for number in range(1, document.page_count + 1)]
        answer = {"net": truth.net, "tax": truth.tax, "total": truth.total}
        before = read_fields(pages).fields
        if not is_right(before, answer):
            continue
        tally.right_before += 1
        found = misread(pages, before[chance.choice(AMOUNTS)], chance)
        if found is not None:
            _count(tally, found[0], read_fields(found[1]).fields, answer)


def _count(tally: Tally, what: str, fields: Mapping[str, Field], answer: Mapping[str, Decimal]) -> None:
    tally.misread[what] += 1
    tally.mended[what] += is_right(fields, answer)
    wrong = {fields[name].state for name in AMOUNTS if not _says(fields[name], answer[name])}
    tally.wrongly_proved += FieldState.PROVED in wrong
    tally.wrongly_sure += FieldState.CONFIDENT in wrong


def drawn(chance: random.Random) -> Truth:
    """Return a bill of one rate, of any supplier, country and currency."""
    locale = chance.choice(list(_COUNTRIES))
    currency, rates = _COUNTRIES[locale]
    rate = Decimal(chance.choice(rates))
    lines = tuple(
        Line(f"Item {number} of things", Decimal(chance.randint(1, 12)), _price(chance), rate)
        for number in range(1, chance.randint(1, _MOST_LINES) + 1)
    )
    number = f"INV-{chance.randint(1000, 99999)}"
    day = _FIRST_DAY + timedelta(days=chance.randint(0, _DAYS))
    supplier, customer = chance.sample(_PARTIES, 2)
    return Truth(Kind.INVOICE, locale, supplier, customer, number, day, currency, lines)


def _price(chance: random.Random) -> Decimal:
    return Decimal(chance.randint(_CHEAPEST, _DEAREST)) / 100


def _as_recognised(page: Page, chance: random.Random) -> Page:
    """Return a page of text as if an engine had read it, so that it may be doubted at all."""
    words = tuple(replace(word, confidence=chance.uniform(*_SURE_OF_MOST)) for word in page.words)
    return replace(page, source=Source.OCR, words=words)


def misread(pages: Sequence[Page], amount: Field, chance: random.Random) -> tuple[str, list[Page]] | None:
    """Return the pages with one sign of an amount misread, and which for which; None where it has none that may be."""
    words = [word for page in pages for word in page.words]
    places = [place for place in amount.words if any(sign.isdigit() for sign in words[place].text)]
    for _ in range(_TRIES if places else 0):
        place = chance.choice(places)
        changed = _misread(words[place].text, chance)
        if changed is not None:
            what, text = changed
            wrong = replace(words[place], text=text, confidence=chance.uniform(*_SURE_OF_MISREAD))
            return what, _with(pages, place, wrong)
    return None


def _misread(text: str, chance: random.Random) -> tuple[str, str] | None:
    """Return a text with one sign misread: any digit that has a like one, or the mark before two last digits."""
    signs = [place for place, sign in enumerate(text) if sign in _ALIKE or (sign in _MARKS and place == len(text) - 3)]
    if not signs:
        return None
    place = chance.choice(signs)
    sign = text[place]
    new = chance.choice(_ALIKE[sign]) if sign in _ALIKE else _MARKS[sign]
    what = "mark" if sign in _MARKS else "/".join(sorted((sign, new)))
    return what, text[:place] + new + text[place + 1 :]


def _with(pages: Sequence[Page], place: int, word: Word) -> list[Page]:
    """Return the pages with another word at `place`, counted through all of them."""
    changed, first = [], 0
    for page in pages:
        words = list(page.words)
        if first <= place < first + len(words):
            words[place - first] = word
        first += len(words)
        changed.append(replace(page, words=tuple(words)))
    return changed


def is_right(fields: Mapping[str, Field], answer: Mapping[str, Decimal]) -> bool:
    """Whether net, tax and total are those of the answer."""
    return all(_says(fields[name], answer[name]) for name in AMOUNTS)


def _says(found: Field, value: Decimal) -> bool:
    return found.value is not None and Decimal(found.value) == value


def measured(tally: Tally) -> Iterator[Measurement]:
    """Yield the figures: what is mended, in all and by what was misread, and what is wrong and called sure."""
    if not tally.tried:
        return
    before = tally.right_before / tally.drawn
    share = tally.mended.total() / tally.tried
    yield against("repair-mended", "share", share, "right unless misread", before, ">= 0.80", tally.tried)
    for what, count in sorted(tally.misread.items()):
        yield absolute(f"repair-mended-{what}", "share", tally.mended[what] / count, "none", count)
    wrong = tally.wrongly_proved
    yield absolute("repair-wrongly-proved", "share", wrong / tally.tried, "< 0.001", tally.tried)
    bound = upper_bound(wrong, tally.tried)
    yield absolute("repair-wrongly-proved-upper-bound", "share", bound, "95 % of the time", tally.tried)
    sure = tally.wrongly_sure / tally.tried
    yield absolute("repair-wrongly-confident", "share", sure, "none", tally.tried)
