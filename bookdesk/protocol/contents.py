"""What lies in the envelopes: papers as their readers see them, receipts and statements.

Amounts come ready to be shown: the portal computes nothing of it. A paper's PDF is there in base64 where the tenant
publishes papers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from bookdesk.core.money import Money
from bookdesk.core.records import from_data, to_data
from bookdesk.protocol import jsontext

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
    """One line; `unit_price` has the currency of the document."""

    text: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net: Money
    tax: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """One row below the lines: `19 % VAT on 100.00` and its amount."""

    text: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Part:
    """One of several parts in which it is due."""

    due: date
    amount: Money


@dataclass(frozen=True, slots=True)
class BankDetail:
    """One row of how to pay by bank: `IBAN` and its value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class PaperContent:
    """An invoice, credit note or estimate as its reader sees it."""

    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    sums: tuple[Sum, ...]
    total: Money
    note: str = ""
    terms: str = ""
    parts: tuple[Part, ...] = ()
    bank: tuple[BankDetail, ...] = ()
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
    """One row: positive what was asked for, negative what was paid or credited, and the balance after it."""

    day: date
    text: str
    document: str | None
    amount: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class StatementContent:
    """A customer's statement in one currency."""

    opening: Money
    rows: tuple[StatementRow, ...]
    closing: Money
    overdue: Money
    pdf: str | None = None
    pdf_name: str = ""


def to_bytes(content: PaperContent | ReceiptContent | StatementContent) -> bytes:
    """Return content as it is closed into an envelope."""
    return jsontext.dumps(to_data(content)).encode()


def from_bytes(record: type[_Content], raw: bytes) -> _Content:
    """Return the content of an envelope; `MalformedRecord` for anything else."""
    return from_data(record, jsontext.loads(raw))
