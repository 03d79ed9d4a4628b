"""Documents and dated allocations as figures see them, and what is open of each at any past day. Pure.

Nothing here is a status: what is open is the total less what was allocated up to that day (one that was undone is a
second, opposite one). Bills and invoices are seen alike: what is owed is positive, whoever owes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.ledger.exchange import ExchangeRate


class Kind(StrEnum):
    """What a document does: it claims money, takes back a part of a claim, or is money that came without a claim."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"
    ON_ACCOUNT = "on account"


class How(StrEnum):
    """What an allocation is: money that moved, a claim that became smaller without any, or one that was given up."""

    MONEY = "money"
    REDUCED = "reduced"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Document:
    """A bill or invoice, a credit note, or money on account; `total` is positive for each.

    `rate` leads from its currency to base currency. It counts from the day it was `entered` in the books (the day it
    was `issued`, where no other is named) until the day before it was `ended`, as void documents are. Without a due
    date it is due at once, unless it is a milestone that nobody has `reached`. `contact` is a key, `name` what people
    read; of a part of a document, `part_of` is the id of the whole.
    """

    id: str
    contact: str
    number: str
    issued: date
    due: date | None
    total: Money
    kind: Kind = Kind.INVOICE
    rate: ExchangeRate | None = None
    ended: date | None = None
    disputed: bool = False
    entered: date | None = None
    reached: bool = True
    name: str = ""
    part_of: str = ""

    @property
    def due_day(self) -> date:
        """When it is due: the day it was issued, where no other is named; never yet, as long as it is not reached."""
        return (self.due or self.issued) if self.reached else date.max

    @property
    def who(self) -> str:
        """The contact as people read it."""
        return self.name or self.contact

    @property
    def record(self) -> str:
        """The id of the document it is, or is a part of."""
        return self.part_of or self.id

    def counts_at(self, day: date) -> bool:
        """Whether it is in the books at the end of a day."""
        return (self.entered or self.issued) <= day and (self.ended is None or day < self.ended)


@dataclass(frozen=True, slots=True)
class Allocation:
    """`amount` of the document `of` is settled from `day` on: by money, or `by` a credit that is used up as much.

    Of a credit itself it is a refund. An allocation undone is another one of the opposite amount.
    """

    of: str
    day: date
    amount: Money
    by: str | None = None
    how: How = How.MONEY


@dataclass(frozen=True, slots=True)
class Owed:
    """One side of the books, payables or receivables, with every allocation made."""

    documents: tuple[Document, ...]
    allocations: tuple[Allocation, ...] = ()

    def by_id(self) -> dict[str, Document]:
        """Return the documents by id; `InputError` if two have the same."""
        found = {one.id: one for one in self.documents}
        if len(found) != len(self.documents):
            raise InputError("Two documents have the same id.", "Give each document once.")
        return found


@dataclass(frozen=True, slots=True)
class Position:
    """A document at a day, in minor units of its currency: `open` of its claim or credit, and what is `unapplied`.

    Unapplied is what was paid beyond the claim, or before its date, or upon one that ended; of a credit all that is
    left. At most one of the two is not zero, save that a credit used beyond its total has a negative `unapplied`.
    """

    document: Document
    open: int
    unapplied: int


def positions(owed: Owed, day: date) -> Iterator[Position]:
    """Yield at the end of `day` every document of which something is open or unapplied, in the order given.

    A credit is used from the day on which it, its document and the allocation all are there. `InputError` for an
    allocation of an unknown document or in another currency.
    """
    paid, credited = _settled(owed, owed.by_id(), day)
    for one in owed.documents:
        by_money, by_credit = paid.get(one.id, 0), credited.get(one.id, 0)
        whole = one.total.minor if one.counts_at(day) else 0
        if one.kind is Kind.INVOICE:
            left = whole - by_money - by_credit
            if left:
                yield Position(one, max(left, 0), max(-left, 0))
        elif left := whole - by_money - by_credit:
            yield Position(one, 0, left)


def _settled(owed: Owed, known: Mapping[str, Document], day: date) -> tuple[dict[str, int], dict[str, int]]:
    """Return minor units settled up to a day by money, and by credits: of both the document and the credit."""
    paid: dict[str, int] = {}
    credited: dict[str, int] = {}
    for one in owed.allocations:
        if one.day > day:
            continue
        document = known.get(one.of)
        if document is None or document.total.currency != one.amount.currency:
            document = document_of(known, one.of, one.amount)
        if one.by is None:
            paid[one.of] = paid.get(one.of, 0) + one.amount.minor
            continue
        credit = document_of(known, one.by, one.amount)
        if document.counts_at(day) and credit.counts_at(day):
            credited[one.of] = credited.get(one.of, 0) + one.amount.minor
            credited[one.by] = credited.get(one.by, 0) + one.amount.minor
    return paid, credited


def document_of(known: Mapping[str, Document], name: str, amount: Money) -> Document:
    """Return the document an allocation names; `InputError` where it is unknown or of another currency."""
    document = known.get(name)
    if document is None:
        raise InputError("An allocation names a document that is not there.", "Give the document along with it.")
    if document.total.currency != amount.currency:
        raise InputError(
            f"An allocation of {amount} belongs to {document.number or 'a document'} in {document.total.currency}.",
            "Give it in the currency of the document.",
        )
    return document
