"""Several receipts on one picture: where they lie, side by side or one below another. Pure.

A picture is cut along its widest empty strips as long as what lies on either side is a bill by itself, by its amounts,
its total and its date. That is a proposal and no more: a payment slip below a bill has them as well, and is told apart
by saying the same total or the same number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bookdesk.capture.boundaries import (
    Boundary,
    amounts_in,
    has_title,
    has_total,
    numbers_in,
    top_words,
    totals_in,
    unlike,
)
from bookdesk.core.dates import dates_in
from bookdesk.reading.cutting import WHOLE, Area
from bookdesk.reading.words import Box, Page, Source

_STRIP_ACROSS, _STRIP_DOWN = 250, 200
"""Width of an empty strip, of the page's width and height, by which two receipts lie apart at least."""
_STRIPS_TRIED = 8
_MOST_PIECES = 12
_FEWEST_WORDS = 10
_SIGNS, _ALL_SIGNS = 2, 4
"""Totals and dates of two receipts, of the four that they have: small print on a photo is often misread, and the parts
of one receipt never lie side by side with amounts in both; one below another they do."""
_SPECKS = 2
"""Words that may stand in an empty strip: an edge, a crease or a staple is read as a letter now and then."""
_TITLE = 60
_SPECK = 2
"""Letters of such a word at most."""


SCANNED: Final = frozenset({Source.OCR.value, Source.EMBEDDED_OCR.value})
"""Where words of a picture come from; on a page that a program wrote two bills never lie side by side."""
_SCORE = 0.7
"""Said of each: it is likely, and never sure."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A word where the page shows it, with the number of its line."""

    text: str
    area: Area
    line: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A part of a picture that is a bill by itself, and what its first line says."""

    area: Area
    title: str


def spots_of(page: Page) -> tuple[Spot, ...]:
    """Return the words of a page that was read where it shows them."""
    return tuple(Spot(word.text, _area(page.on_paper(word.box)), word.line) for word in page.words)


def _area(box: Box) -> Area:
    x0, y0, x1, y1 = (round(side * WHOLE) for side in box)
    return (x0, y0, x1, y1)


def receipts_of(spots: Sequence[Spot]) -> tuple[Receipt, ...]:
    """Return the receipts of a picture from its upper left to its lower right; none where there is one only."""
    pieces = _cut((0, 0, WHOLE, WHOLE), spots, _MOST_PIECES)
    if len(pieces) < 2:  # noqa: PLR2004 - one receipt is no several
        return ()
    return tuple(Receipt(area, _text(inside).partition("\n")[0]) for area, inside in pieces)


def boundaries_between(receipts: Sequence[Receipt]) -> tuple[Boundary, ...]:
    """Return receipts on one picture as documents that begin with each but the first; counted from 1."""
    return tuple(
        Boundary(number, _SCORE, (f'it lies apart and has amounts of its own: "{one.title[:_TITLE]}"',))
        for number, one in enumerate(receipts[1:], 2)
    )


def _cut(area: Area, spots: Sequence[Spot], most: int) -> list[tuple[Area, list[Spot]]]:
    """Cut what lies in `area` in two where both are bills, and each of them again."""
    for across, place in _strips(area, spots) if most > 1 else ():
        first, second = _sides(area, across=across, place=place)
        one, other = _within(first, spots, across=across), _within(second, spots, across=across)
        if _are_two(one, other, across=across):
            left = _cut(first, one, most - 1)
            return [*left, *_cut(second, other, most - len(left))]
    return [(area, list(spots))]


def _sides(area: Area, *, across: bool, place: int) -> tuple[Area, Area]:
    x0, y0, x1, y1 = area
    if across:
        return (x0, y0, place, y1), (place, y0, x1, y1)
    return (x0, y0, x1, place), (x0, place, x1, y1)


def _within(area: Area, spots: Sequence[Spot], *, across: bool) -> list[Spot]:
    low, high = (area[0], area[2]) if across else (area[1], area[3])
    return [spot for spot in spots if low <= sum(_ends(spot, across=across)) / 2 < high]


def _ends(spot: Spot, *, across: bool) -> tuple[int, int]:
    return (spot.area[0], spot.area[2]) if across else (spot.area[1], spot.area[3])


def _strips(area: Area, spots: Sequence[Spot]) -> Iterator[tuple[bool, int]]:
    """Yield the middles of empty strips, whether they part left from right, the widest for their direction first."""
    found: list[tuple[float, bool, int]] = []
    solid = [spot for spot in spots if len(spot.text) > _SPECK] or list(spots)
    for across, least in ((True, _STRIP_ACROSS), (False, _STRIP_DOWN)):
        low, high = (area[0], area[2]) if across else (area[1], area[3])
        reach: int | None = None
        for begin, end in sorted(_ends(spot, across=across) for spot in solid):
            if reach is not None and begin - reach >= least and low < begin < high:
                found.append(((begin - reach) / least, across, (begin + reach) // 2))
            reach = end if reach is None else max(reach, end)
    for _, across, place in sorted(found, reverse=True)[:_STRIPS_TRIED]:
        crossing = sum(low < place < high for low, high in (_ends(spot, across=across) for spot in spots))
        if crossing <= _SPECKS:
            yield across, place


def _are_two(one: Sequence[Spot], other: Sequence[Spot], *, across: bool) -> bool:
    """Whether both are bills, and not one with a part of it that says the same again."""
    first, second = _text(one), _text(other)
    if min(len(one), len(other)) < _FEWEST_WORDS or not (amounts_in(first) and amounts_in(second)):
        return False
    if _signs(first) + _signs(second) < (_SIGNS if across else _ALL_SIGNS):
        return False
    if numbers_in(first) & numbers_in(second) or totals_in(first) & totals_in(second):
        return False
    return across or _begins_anew(first, second)


def _signs(text: str) -> int:
    """Return how much of a bill a text has: a total, a date, or both."""
    return has_total(text) + bool(dates_in(text))


def _begins_anew(upper: str, lower: str) -> bool:
    """Whether what stands below has a head of its own: another number, a title of its own, another letterhead."""
    if numbers_in(upper) and numbers_in(lower):
        return True
    return has_title(lower) or unlike(top_words(upper), top_words(lower))


def _text(spots: Sequence[Spot]) -> str:
    """Return the words by line, in the order in which they are."""
    lines: dict[int, list[str]] = {}
    for spot in spots:
        lines.setdefault(spot.line, []).append(spot.text)
    return "\n".join(" ".join(words) for words in lines.values())
