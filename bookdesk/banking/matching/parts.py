"""Candidates in which one document and the line differ: discounts, parts, instalments, fees, slips, currencies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from bookdesk.banking.matching.candidates import Candidate, candidate_of, name_of, names_another
from bookdesk.banking.matching.index import Entry, Item
from bookdesk.banking.matching.model import Rates

FEES: tuple[tuple[int, int, int], ...] = ((1000, 0, 1), (1500, 0, 1), (2500, 0, 1), (30, 175, 10_000), (30, 29, 1000))
"""Fees held back: minor units, and a share as a fraction. Wires cost 10, 15 or 25; cards 1.75 % or 2.9 % and 0.30."""
_EVEN = (2, 3, 4, 5, 10)
_CENTS = 100
_LARGEST_FEE = 5
_SWAPPED = 9
"""Swapping two digits changes a number by a multiple of nine."""
_BAND = Decimal("0.033")


def single_candidates(
    entry: Entry, items: Sequence[Item], references: dict[int, str], rates: Rates
) -> Iterator[Candidate]:
    """Yield one candidate per document that the line may pay in part, with a fee, by a slip or in other money."""
    for item in items:
        reference = references.get(item.position, "none")
        found = _foreign(entry, item, rates) if item.document.currency != entry.line.currency else _same(entry, item)
        if found is None or (reference == "none" and found[0] in {"part", "over"}):
            continue
        kind, share, difference = found
        made = candidate_of(
            entry,
            (item,),
            (share,),
            kind,
            reference,
            name_of(entry, item.document.party),
            difference=difference,
            elsewhere=reference == "none" and names_another(entry, (item,)),
        )
        yield replace(made, spent=(item.left,)) if kind == "early" else made


_Relation = tuple[str, int, int]


def _same(entry: Entry, item: Item) -> _Relation | None:
    """Return how the line's amount relates to what is left of a document of the same sign."""
    amount, left = entry.line.amount, item.left
    if amount * left <= 0:
        return None
    if amount in {left, item.early(entry.day)}:
        return _whole(item, amount), amount, 0
    if is_fee(left, left - amount):
        return "fee-model", left, amount - left
    if _is_slip(abs(amount), abs(left)):
        return "slip", left, amount - left
    if abs(amount) < abs(left):
        return ("part-even" if is_even_part(abs(amount), abs(item.amount)) else "part"), amount, 0
    return "over", left, amount - left


def _whole(item: Item, amount: int) -> str:
    """Return what settles all that is left of a document: just that, or that less the discount it earns."""
    if amount != item.left:
        return "early"
    return "exact" if item.left == item.amount else "remainder"


def is_fee(document: int, missing: int) -> bool:
    """Return whether `missing` is what a known fee takes from a document: less comes in, or more goes out."""
    size = abs(document)
    if missing <= 0 or missing * _LARGEST_FEE > size:
        return False
    return any(missing - (fixed + size * share // whole) in {0, 1} for fixed, share, whole in FEES)


def _is_slip(paid: int, owed: int) -> bool:
    """Return whether two neighbouring digits were swapped, or up to one unit is missing or too much."""
    if abs(paid - owed) <= _CENTS:
        return True
    if (paid - owed) % _SWAPPED:
        return False
    one, other = str(paid), str(owed)
    if len(one) != len(other):
        return False
    differing = [position for position in range(len(one)) if one[position] != other[position]]
    if len(differing) != 2 or differing[1] - differing[0] != 1:  # noqa: PLR2004 - two neighbours
        return False
    first, second = differing
    return one[first] == other[second] and one[second] == other[first]


def is_even_part(paid: int, owed: int) -> bool:
    """Return whether `paid` is so many halves, thirds, quarters, fifths or tenths of `owed`, to the cent or unit."""
    for whole in _EVEN:
        part = (2 * paid * whole + owed) // (2 * owed)
        exact = owed * part // whole
        if paid - exact in {0, 1} or paid == exact // _CENTS * _CENTS:
            return True
    return False


def _foreign(entry: Entry, item: Item, rates: Rates) -> _Relation | None:
    """Return whether a foreign document is stated in the text, or fits the rate of the day within the band."""
    left = item.left
    if entry.line.amount * left <= 0:
        return None
    rate = rates.get(item.document.currency)
    if rate is not None and abs(entry.line.amount - left * rate) > abs(left * rate) * _BAND:
        return None
    if (item.document.currency, abs(left)) in entry.stated:
        return "foreign-stated", left, 0
    if rate is None or any(currency == item.document.currency for currency, _ in entry.stated):
        return None
    return "foreign-rate", left, 0
