"""What lies in the envelopes: papers as their readers see them, receipts and statements.

Amounts come ready to be shown: the portal computes nothing of it. A paper's PDF is there in base64 where the tenant
publishes papers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from bookdesk.core.money import Money
from bookdesk.core.records import from_data, to_data
from bookdesk.core.vocabulary import PayMethod
from bookdesk.protocol import jsontext
from bookdesk.protocol.words import PaperKind

_Content = TypeVar("_Content", "PaperContent", "ReceiptContent", "StatementContent")


@dataclass(frozen=True, slots=True)
class Party:
    """Who issued or receives it: name, then the lines of the address as printed, then its tax id."""

    name: str
    address: tuple[str, ...] = ()
    tax_id: str = ""
    mail: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line; without a quantity its amount stands alone."""

    text: str
    amount: Money
    quantity: Decimal | None = None
    unit: str | None = None
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax within the total, as the paper names it: `19 % VAT on 100.00`."""

    label: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Part:
    """One of several parts in which it is due."""

    due: date
    amount: Money


class BankField(StrEnum):
    """What a bank wants to know of an account that is paid to. Values travel: add, never rename."""

    HOLDER = "holder"
    IBAN = "iban"
    BIC = "bic"
    BANK = "bank"
    BSB = "bsb"
    SORT_CODE = "sort code"
    ROUTING = "routing number"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class BankDetail:
    """One thing of how to pay by bank."""

    field: BankField
    value: str


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that the desk has booked; `payment` is its name at the gateway, else the desk's."""

    payment: str
    day: date
    amount: Money
    method: PayMethod | None = None


@dataclass(frozen=True, slots=True)
class ContactMail:
    """Where a contact is written to; one-time codes go there and nowhere else."""

    contact: str
    mail: str


@dataclass(frozen=True, slots=True)
class PaperContent:
    """An invoice, credit note or estimate as its reader sees it."""

    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    taxes: tuple[Tax, ...]
    total: Money
    note: str = ""
    credited: Money | None = None
    parts: tuple[Part, ...] = ()
    payments: tuple[Paid, ...] = ()
    bank: tuple[BankDetail, ...] = ()
    bank_reference: str = ""
    contacts: tuple[ContactMail, ...] = ()
    pdf: str | None = None
    pdf_name: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptContent:
    """A receipt: its words, and its PDF in base64."""

    text: str
    pdf: str | None = None
    pdf_name: str = ""


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One row: positive what was asked for, negative what was paid or credited, and the balance after it.

    `kind` is that of the document, None for a payment; `number` the document's or the payment's.
    """

    day: date
    kind: PaperKind | None
    number: str
    amount: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class StatementContent:
    """A customer's statement: a balance in each currency, and rows, oldest first."""

    name: str
    opening: tuple[Money, ...]
    rows: tuple[StatementRow, ...]
    closing: tuple[Money, ...]
    overdue: tuple[Money, ...]
    pdf: str | None = None
    pdf_name: str = ""


def to_bytes(content: PaperContent | ReceiptContent | StatementContent) -> bytes:
    """Return content as it is closed into an envelope."""
    return jsontext.dumps(to_data(content)).encode()


def from_bytes(record: type[_Content], raw: bytes) -> _Content:
    """Return the content of an envelope; `MalformedRecord` for anything else."""
    return from_data(record, jsontext.loads(raw))
