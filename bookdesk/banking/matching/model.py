"""What the engine is given and what it answers. Amounts are signed minor units, + is money in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

Rates = Mapping[str, Decimal]
"""Units of the base currency for one unit of a currency."""


class DocumentKind(StrEnum):
    """What an open item is."""

    INVOICE = "invoice"
    BILL = "bill"
    CREDIT_NOTE = "credit_note"
    RECEIPT = "receipt"
    """Money a payment processor took for us and will pay out, less its fees."""
    PAYMENT = "payment"
    """A released payment that has not reached the statement."""
    RUN = "run"
    """A released payment run that the bank may book as one line."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who pays or is paid. `aliases` are names learnt from confirmed matches; `accounts` are bank accounts.

    Money of a `customer` that is for nothing open is his credit until somebody says otherwise.
    """

    id: str
    client: str
    name: str
    aliases: tuple[str, ...] = ()
    accounts: frozenset[str] = frozenset()
    customer: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """An open item: `amount` is what is still open of it, in its own currency.

    Where all but `discount` of it is paid by `discount_until`, the discount is earned and it is settled.
    """

    id: str
    client: str
    kind: DocumentKind
    party: str
    number: str
    currency: str
    amount: int
    issued_on: date
    due_on: date
    their_reference: str | None = None
    discount: int = 0
    discount_until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A booked bank line. `sequence` is its place in the account's statements."""

    id: str
    client: str
    account: str
    currency: str
    amount: int
    booked_on: date
    text: str
    payee: str = ""
    reference: str = ""
    bank_id: str | None = None
    sequence: int = 0
    payee_account: str | None = None


@dataclass(frozen=True, slots=True)
class Workload:
    """One question to the engine."""

    lines: tuple[Line, ...]
    documents: tuple[Document, ...]
    parties: tuple[Party, ...]
    base_currency: str = "AUD"
    rates: Rates = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a document a line settles, in the document's currency; never more than is open."""

    document: str
    amount: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: its weight in points, and the part of the line's text it rests on."""

    feature: str
    points: float
    says: str
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One answer for one line; `rank` 1 is the best. `auto` says that it may be accepted without a person.

    `difference` is what of the line's amount the shares do not explain, in its currency (a fee, a rounding). `party` is
    whose credit the line becomes where it settles nothing.
    """

    line: str
    rank: int
    kind: str
    shares: tuple[Share, ...]
    points: float
    margin: float
    auto: bool
    reasons: tuple[Reason, ...]
    pair: str | None = None
    duplicate_of: str | None = None
    difference: int = 0
    vetoes: tuple[str, ...] = ()
    party: str | None = None
