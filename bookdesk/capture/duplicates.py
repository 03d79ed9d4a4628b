"""Is this document here already? By its bytes, its words, its page, or its business: supplier, number, total. Pure.

A photograph shares neither bytes nor words with the file it was printed from, so the business key decides; letters
that OCR takes for digits are folded where either side was read by OCR. Pages of one template look alike, so a page
that looks like another one is only a hint, and only where number or total agree as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bookdesk.capture.identity import same_name
from bookdesk.core.texts import number_key

_SAME_NAME = 85
_WEEK = timedelta(days=7)
_FEWEST_WORDS = 12
_LOOK_ALIKE_BITS = 6
"""Bits of 64 in which the hashes of one page may differ: a scan of a print differs in about so many."""
_SLIP = 1
"""Signs in which two numbers differ that may be one, misread or mistyped."""
_LOOK_ALIKE = str.maketrans("OQDILZSGB", "000112568")


@dataclass(frozen=True, slots=True)
class Business:
    """What a bill is about; `minor` is its total in minor units, `kind` keeps credit notes apart from bills."""

    kind: str
    supplier_id: str | None
    supplier_name: str | None
    number: str | None
    day: date | None
    currency: str
    minor: int
    by_ocr: bool = False
    looks: tuple[str, ...] = ()
    """Hashes of its pages (`reading.pagehash`), 16 hex digits each."""


@dataclass(frozen=True, slots=True)
class KnownBill:
    """A bill of the books, with the document it came from, if any."""

    bill_id: str
    document_id: str | None
    intake_number: int | None
    business: Business
    decided: bool = True
    """Whether it is in the books, and no draft that waits for review itself."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The bill that is here already; `certain` unless only supplier, day and total agree and no number is legible."""

    known: KnownBill
    certain: bool
    why: str


@dataclass(frozen=True, slots=True)
class Hint:
    """A bill that this one may be again though something differs; a person should look where it is `doubtful`."""

    known: KnownBill
    why: str
    doubtful: bool


def looks_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two documents have equally many pages that look alike one by one; unknown looks tell nothing."""
    if not one or len(one) != len(other) or not all((*one, *other)):
        return False
    return all((int(a, 16) ^ int(b, 16)).bit_count() <= _LOOK_ALIKE_BITS for a, b in zip(one, other, strict=True))


def find_hints(new: Business, known: Sequence[KnownBill]) -> tuple[Hint, ...]:
    """Return the bills that `new` may be again, the most doubtful first; what `find_duplicate` finds is none of them.

    Total and supplier within a week, number and supplier, or the look of the pages with number or total.
    """
    found = [hint for bill in known if _compare(new, bill) is None and (hint := _hint(new, bill))]
    return tuple(sorted(found, key=lambda hint: not hint.doubtful))


def same_supplier_and_number(new: Business, known: Sequence[KnownBill]) -> KnownBill | None:
    """Return a bill of this kind with this supplier and number, whatever its total and day; None where there is none.

    A supplier who begins his numbers anew each year is asked about once more: that is said in a word, and a bill paid
    twice is not so easily had back.
    """
    return next(
        (
            bill
            for bill in known
            if new.kind == bill.business.kind
            and new.number
            and bill.business.number
            and _same_key(new, bill.business)
            and _same_supplier(new, bill.business)
        ),
        None,
    )


def _hint(new: Business, bill: KnownBill) -> Hint | None:
    old = bill.business
    supplier, number = _same_supplier(new, old), bool(new.number and old.number) and _same_key(new, old)
    total = bool(new.minor) and (new.currency, new.minor) == (old.currency, old.minor)
    if new.kind != old.kind or (total and not number and _is_next(new, old)):
        return None
    if looks_alike(new.looks, old.looks) and (number or total):
        return Hint(
            bill, f"its page looks the same, and the {'number' if number else 'total'} is the same", doubtful=True
        )
    if supplier and number and not total:
        return Hint(bill, "same supplier and number, another total", doubtful=True)
    if supplier and number and total:
        return Hint(bill, "same supplier, number and total, another day", doubtful=True)
    if supplier and total and _near(new, old):
        slip = bool(new.number and old.number) and _is_slip(new, old)
        why = "same supplier and total within a week, and the numbers are nearly the same"
        return Hint(bill, why if slip else "same supplier and total within a week, another number", doubtful=slip)
    return None


def _is_next(new: Business, old: Business) -> bool:
    """Whether it is plainly the next of a row, as of a rent: another number, read well, over a week between."""
    sure = bool(new.number and old.number) and not (new.by_ocr or old.by_ocr) and not _is_slip(new, old)
    return sure and bool(new.day and old.day) and not _near(new, old)


def _near(new: Business, old: Business) -> bool:
    return bool(new.day and old.day) and abs((new.day or date.min) - (old.day or date.min)) <= _WEEK


def _is_slip(new: Business, old: Business) -> bool:
    """Whether one sign was misread, or two neighbours were swapped; at the end it is the next number of a row."""
    one, other = number_key(new.number or ""), number_key(old.number or "")
    if len(one) != len(other):
        return False
    apart = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(apart) == _SLIP:
        return apart[0] != len(one) - 1 and (new.by_ocr or old.by_ocr)
    first = apart[0] if apart else 0
    return apart == [first, first + 1] and one[first] == other[first + 1] and one[first + 1] == other[first]


def text_hash(words: Iterable[str]) -> str | None:
    """Return a hash of the words whatever their order and case; None where too few tell documents apart."""
    kept = sorted(folded for word in words if (folded := number_key(word)))
    if len(kept) < _FEWEST_WORDS:
        return None
    return hashlib.sha256(" ".join(kept).encode()).hexdigest()


def find_duplicate(new: Business, known: Sequence[KnownBill]) -> Duplicate | None:
    """Return the bill that `new` repeats, the certain one first."""
    found = [duplicate for bill in known if (duplicate := _compare(new, bill))]
    return max(found, key=lambda duplicate: duplicate.certain, default=None)


def _compare(new: Business, bill: KnownBill) -> Duplicate | None:
    old = bill.business
    if (new.kind, new.currency, new.minor) != (old.kind, old.currency, old.minor) or not _same_supplier(new, old):
        return None
    if new.number and old.number:
        same = _same_number(new, old)
        return Duplicate(bill, certain=True, why="same supplier, number and total") if same else None
    if new.day and old.day and new.day == old.day:
        return Duplicate(bill, certain=False, why="same supplier, day and total; one number is not legible")
    return None


def _same_supplier(new: Business, old: Business) -> bool:
    if new.supplier_id and old.supplier_id:
        return new.supplier_id == old.supplier_id
    return bool(new.supplier_name and old.supplier_name) and (
        same_name(new.supplier_name or "", old.supplier_name or "") >= _SAME_NAME
    )


def _same_number(new: Business, old: Business) -> bool:
    near = not (new.day and old.day) or abs(new.day - old.day) <= _WEEK or new.by_ocr or old.by_ocr
    return near and _same_key(new, old)


def _same_key(new: Business, old: Business) -> bool:
    one, other = number_key(new.number or ""), number_key(old.number or "")
    if new.by_ocr or old.by_ocr:
        one, other = (number_key(key.translate(_LOOK_ALIKE)) for key in (one, other))
    return one == other
