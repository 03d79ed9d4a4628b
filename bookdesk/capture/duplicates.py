"""Is this document here already? By its bytes, its words, or its business: supplier, number and total. Pure.

A photograph shares neither bytes nor words with the file it was printed from, so the business key decides; letters
that OCR takes for digits are folded where either side was read by OCR.
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


@dataclass(frozen=True, slots=True)
class KnownBill:
    """A bill of the books, with the document it came from, if any."""

    bill_id: str
    document_id: str | None
    intake_number: int | None
    business: Business


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The bill that is here already; `certain` unless only supplier, day and total agree and no number is legible."""

    known: KnownBill
    certain: bool
    why: str


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
    one, other = number_key(new.number or ""), number_key(old.number or "")
    if new.by_ocr or old.by_ocr:
        one, other = (number_key(key.translate(_LOOK_ALIKE)) for key in (one, other))
    near = not (new.day and old.day) or abs(new.day - old.day) <= _WEEK or new.by_ocr or old.by_ocr
    return one == other and near
