"""Ageing of payables or receivables as at any past day, by contact and currency, unapplied credits apart. Pure.

It is made from dated allocations, so that a day in the past shows what was open then. Days count from the due date:
what is due on the day itself is current.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bookdesk.core.money import Money
from bookdesk.ledger.exchange import carried, in_base
from bookdesk.reports.owed import Document, Owed, Position, positions


class Bucket(StrEnum):
    """How many days something is overdue."""

    CURRENT = "current"
    TO_30 = "1 to 30 days"
    TO_60 = "31 to 60 days"
    TO_90 = "61 to 90 days"
    OVER_90 = "over 90 days"


BUCKETS = tuple(Bucket)
"""From current to oldest: the order of the amounts of a row."""
_STEP = 30


def bucket_of(days_overdue: int) -> Bucket:
    """Return the bucket of something `days_overdue` days past its due date; 0 and less is current."""
    return BUCKETS[_index(days_overdue)]


def _index(days_overdue: int) -> int:
    return 0 if days_overdue <= 0 else min((days_overdue - 1) // _STEP + 1, len(BUCKETS) - 1)


@dataclass(frozen=True, slots=True)
class Aged:
    """Amounts of one currency: one per bucket in the order of `BUCKETS`, and `unapplied` credits as a positive one."""

    buckets: tuple[Money, ...]
    unapplied: Money

    @property
    def open(self) -> Money:
        """What is open of all documents, before unapplied credits."""
        return sum(self.buckets, Money.zero(self.unapplied.currency))

    @property
    def overdue(self) -> Money:
        """What is open and past its due date."""
        return self.open - self.buckets[0]

    @property
    def total(self) -> Money:
        """What is owed in the end: open less unapplied, which is the balance of the control account."""
        return self.open - self.unapplied


@dataclass(frozen=True, slots=True)
class AgedItem:
    """One document in an ageing; `base` is missing where its currency has no rate. A line of a drill-down."""

    document: Document
    days_overdue: int
    open: Money
    unapplied: Money
    base_open: Money | None
    base_unapplied: Money | None

    @property
    def bucket(self) -> Bucket:
        """Where its open amount stands."""
        return bucket_of(self.days_overdue)


@dataclass(frozen=True, slots=True)
class AgedRow:
    """What one contact owes, or is owed, in one currency; `contact` and `name` are empty for the sum of all contacts.

    `base` adds up what has a rate; `without_rate` counts the items that have none and are missing from it.
    """

    contact: str
    currency: str
    amounts: Aged
    base: Aged
    without_rate: int
    items: tuple[AgedItem, ...]

    @property
    def name(self) -> str:
        """The contact as people read it."""
        return self.items[0].document.who if self.items else ""


@dataclass(frozen=True, slots=True)
class Ageing:
    """The report: rows by contact and currency, their sums by currency, and all of it in base currency."""

    as_of: date
    rows: tuple[AgedRow, ...]
    totals: tuple[AgedRow, ...]
    base: Aged
    without_rate: int


def ageing(owed: Owed, as_of: date, base: str) -> Ageing:
    """Return the ageing at the end of a day; `base` is the currency of the books.

    A document's base amount is what the ledger still carries of it at its own rate: the whole less the part settled, so
    that rounding leaves nothing behind. Raises what `positions` raises.
    """
    by_row: dict[tuple[str, str], list[AgedItem]] = {}
    for position in positions(owed, as_of):
        document = position.document
        by_row.setdefault((document.contact, document.total.currency), []).append(_item(position, as_of, base))
    made = (_row(contact, currency, by_row[contact, currency], base) for contact, currency in sorted(by_row))
    rows = tuple(sorted(made, key=lambda row: row.name.casefold()))
    currencies = sorted({row.currency for row in rows})
    return Ageing(
        as_of,
        rows,
        tuple(_sum([row for row in rows if row.currency == currency], currency, base) for currency in currencies),
        _added((row.base for row in rows), base),
        sum(row.without_rate for row in rows),
    )


def _item(position: Position, as_of: date, base: str) -> AgedItem:
    document, currency = position.document, position.document.total.currency
    open_, unapplied = Money(position.open, currency), Money(position.unapplied, currency)
    late = (as_of - document.due_day).days if document.reached else 0
    if currency == base:
        return AgedItem(document, late, open_, unapplied, open_, unapplied)
    if document.rate is None:
        return AgedItem(document, late, open_, unapplied, None, None)
    whole = document.total
    whole_base = in_base(whole, base, document.rate)
    parts = (
        whole_base - carried(whole - part, whole, whole_base) if whole else in_base(part, base, document.rate)
        for part in (open_, unapplied)
    )
    return AgedItem(document, late, open_, unapplied, *parts)


def _row(contact: str, currency: str, items: list[AgedItem], base: str) -> AgedRow:
    rated = [
        (one.days_overdue, one.base_open.minor, one.base_unapplied.minor)
        for one in items
        if one.base_open is not None and one.base_unapplied is not None
    ]
    own = _aged(((one.days_overdue, one.open.minor, one.unapplied.minor) for one in items), currency)
    ordered = tuple(sorted(items, key=lambda one: (-one.days_overdue, one.document.id)))
    return AgedRow(contact, currency, own, _aged(rated, base), len(items) - len(rated), ordered)


def _aged(parts: Iterable[tuple[int, int, int]], currency: str) -> Aged:
    """Add up (days overdue, open, unapplied) in minor units."""
    sums, unapplied = [0] * len(BUCKETS), 0
    for late, open_, credit in parts:
        sums[_index(late)] += open_
        unapplied += credit
    return Aged(tuple(Money(minor, currency) for minor in sums), Money(unapplied, currency))


def _sum(rows: list[AgedRow], currency: str, base: str) -> AgedRow:
    own, in_base_ = _added((row.amounts for row in rows), currency), _added((row.base for row in rows), base)
    return AgedRow("", currency, own, in_base_, sum(row.without_rate for row in rows), ())


def _added(several: Iterable[Aged], currency: str) -> Aged:
    """Add up amounts of one currency."""
    buckets, unapplied = [Money.zero(currency)] * len(BUCKETS), Money.zero(currency)
    for one in several:
        buckets = [sum_ + more for sum_, more in zip(buckets, one.buckets, strict=True)]
        unapplied += one.unapplied
    return Aged(tuple(buckets), unapplied)
