"""Where one document of a file probably ends and the next begins: a score for each page, with its reasons. Pure.

A page scores by what speaks for a first page: page numbers that begin anew, another document number, a title at its
top, a total or an empty page before it. Only page numbers are sure enough to take a file apart without asking; all
else is a proposal. The weights are odds (as logarithms) chosen by hand: they only have to put pages in order.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bookdesk.capture.segments import numbering
from bookdesk.core.texts import digits, number_key

SURE: Final = 0.9
"""From this score on a file is taken apart without asking."""
LIKELY: Final = 0.5
"""From this score on it is proposed."""
_NUMBERED_ANEW, _CONTINUED, _MOST_UNSURE = 0.97, 0.02, 0.89
_BEFORE = -2.0
_FIRST_OF, _OTHER_NUMBER, _SAME_NUMBER, _TITLE, _OTHER_LETTERHEAD, _TOTAL, _NO_TOTAL, _EMPTY, _SEPARATOR = (
    *(3.0, 3.0, -3.5),
    *(1.2, 0.7),
    *(1.2, -0.8),
    *(1.5, 6.0),
)
_EMPTY_WORDS = 3
"""Words that a scanner sees on an empty page all the same."""
_LIKE_LETTERHEADS = 0.3
_TOP_LINES, _TOP_WORDS = 6, 4
_TITLE_WORDS = (
    r"(?:tax\s+invoice|invoice|credit\s+note|adjustment\s+note|receipt|statement|rechnung|gutschrift|quittung|"
    r"facture|avoir|factuur|fattura|factura)"
)
_TITLES = re.compile(rf"(?i)^\W*{_TITLE_WORDS}\b|(?<!\w)(?-i:(?=[A-Z])){_TITLE_WORDS}\W*$")
"""A title begins a line, or ends one that begins with the sender's name."""
_NUMBER = re.compile(
    r"(?i)\b(?:tax\s+)?(?:invoice|inv|bill|receipt|credit\s+note|rechnungs?|gutschrifts?|beleg|facture|factuur|fattura|"
    r"factura)[\s.-]*(?:no|nr|num|number|nummer|num[eé]ro|n°|#)\W{1,6}([A-Z0-9][A-Z0-9/.\-]{2,})"
)
_TOTALS = re.compile(
    r"(?im)^.*\b(?:total|amount\s+due|balance\s+due|gesamt(?:betrag|summe)?|rechnungsbetrag|zahlbetrag|totale|totaal|"
    r"importe)\b.*\d[.,]\d\d\b"
)
_AMOUNT = re.compile(r"[0-9][0-9.,' ]*[.,][0-9]{2}(?![0-9])")
_SEPARATES = re.compile(r"(?i)\b(?:separator\s+(?:page|sheet)|document\s+separator|trennblatt|patch\s*-?\s*t)\b")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as far as it matters here: its text line by line."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Boundary:
    """How likely a document begins with `page` (0 to 1), and what speaks for it."""

    page: int
    score: float
    why: tuple[str, ...]

    @property
    def words(self) -> str:
        """The reasons in one sentence's worth of words."""
        return ", ".join(self.why)


def boundaries_of(sheets: Sequence[Sheet]) -> tuple[Boundary, ...]:
    """Return the score of every page but the first."""
    found: list[Boundary] = []
    document: list[Sheet] = []
    for sheet in sheets:
        if document:
            boundary = _judged(document, sheet)
            found.append(boundary)
            if boundary.score >= LIKELY:
                document = []
        document.append(sheet)
    return tuple(found)


def proposed(boundaries: Sequence[Boundary], least: float = LIKELY) -> tuple[Boundary, ...]:
    """Return the boundaries with at least this score."""
    return tuple(one for one in boundaries if one.score >= least)


def parts(pages: int, firsts: Collection[int]) -> tuple[tuple[int, ...], ...]:
    """Return the pages of each document where a new one begins with each of `firsts` (from 2)."""
    begins = sorted({1, *(first for first in firsts if 1 < first <= pages)})
    ends = [*(first - 1 for first in begins[1:]), pages]
    return tuple(tuple(range(begin, end + 1)) for begin, end in zip(begins, ends, strict=True))


def in_words(pages: Sequence[int], what: str = "page") -> str:
    """Return pages, or `what` is numbered instead, as a person names them: `page 3`, `pages 1 to 2`."""
    return f"{what} {pages[0]}" if len(pages) == 1 else f"{what}s {pages[0]} to {pages[-1]}"


def _judged(document: Sequence[Sheet], sheet: Sheet) -> Boundary:
    """Return how likely `sheet` is the first page of another document than the one that `document` began."""
    before, here = numbering(document[-1].text), numbering(sheet.text)
    if here is not None and before is not None:
        if here[0] == 1 and before[0] == before[1]:
            return Boundary(sheet.number, _NUMBERED_ANEW, (f"it is page 1 of {here[1]} after the last page",))
        if here == (before[0] + 1, before[1]):
            return Boundary(sheet.number, _CONTINUED, ())
    weighed = list(_weighed(document, sheet, here))
    odds = _BEFORE + sum(weight for weight, _ in weighed)
    score = min(_MOST_UNSURE, 1 / (1 + math.exp(-odds)))
    return Boundary(sheet.number, round(score, 3), tuple(why for weight, why in weighed if weight > 0))


def _weighed(document: Sequence[Sheet], sheet: Sheet, here: tuple[int, int] | None) -> Iterator[tuple[float, str]]:
    """Yield what speaks for a first page and what against, each with its weight."""
    if _SEPARATES.search(document[-1].text):
        yield _SEPARATOR, "a separator sheet comes before it"
    if here is not None and here[0] == 1:
        yield _FIRST_OF, f"it is page 1 of {here[1]}"
    known = {number for one in document for number in numbers_in(one.text)}
    found = numbers_in(sheet.text)
    if known and found and not known & found:
        yield _OTHER_NUMBER, "it has another number"
    elif known & found:
        yield _SAME_NUMBER, "it has the same number"
    if has_title(sheet.text):
        yield _TITLE, "a title stands at its top"
        if unlike(top_words(document[0].text), top_words(sheet.text)):
            yield _OTHER_LETTERHEAD, "its letterhead is another one"
    if any(has_total(one.text) for one in document):
        yield _TOTAL, "a total stands before it"
    else:
        yield _NO_TOTAL, "no total stands before it"
    if len(document[-1].text.split()) <= _EMPTY_WORDS:
        yield _EMPTY, "an empty page comes before it"


def has_total(text: str) -> bool:
    """Whether a line says a total as such, with its cents."""
    return _TOTALS.search(text) is not None


def totals_in(text: str) -> frozenset[str]:
    """Return the digits of the amounts in lines that say a total."""
    return frozenset(amount for line in _TOTALS.finditer(text) for amount in amounts_in(line[0]))


def amounts_in(text: str) -> frozenset[str]:
    """Return the digits of what is written as an amount, with its cents."""
    return frozenset(digits(amount[0]) for amount in _AMOUNT.finditer(text))


def numbers_in(text: str) -> frozenset[str]:
    """Return the numbers that a text gives bills, as they are compared."""
    found = (match[1] for match in _NUMBER.finditer(text))
    return frozenset(number_key(one) for one in found if any(sign.isdigit() for sign in one))


def has_title(text: str) -> bool:
    """Whether the title of a bill stands in the first lines."""
    return any(_TITLES.search(line) for line in _top_lines(text))


def top_words(text: str) -> frozenset[str]:
    """Return the words of the first lines, those with digits left out: a letterhead is the same on every bill."""
    words = re.findall(r"[^\W\d_]{3,}", " ".join(_top_lines(text)).casefold())
    return frozenset(words)


def unlike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two letterheads have hardly a word in common; nothing is said of those with few words."""
    if min(len(one), len(other)) < _TOP_WORDS:
        return False
    return len(one & other) / len(one | other) < _LIKE_LETTERHEADS


def _top_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()][:_TOP_LINES]
