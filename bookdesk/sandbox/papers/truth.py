"""What a sample document says, exactly: the known answer beside each page that is drawn from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

_CENT = Decimal("0.01")


class Kind(StrEnum):
    """The kinds of document that are drawn; values as the reader reports them."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    RECEIPT = "receipt"
    STATEMENT = "statement"


class Locale(StrEnum):
    """Language and country of a document: its words, amounts and dates."""

    AUSTRALIA = "en-AU"
    IRELAND = "en-IE"
    BRITAIN = "en-GB"
    AMERICA = "en-US"
    GERMANY = "de-DE"


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends or receives it. `tax_id` compact, as registered; `bank` as printed: an IBAN, or routing and number."""

    name: str
    address: tuple[str, ...]
    country: str
    tax_id: str | None = None
    phone: str | None = None
    email: str | None = None
    slogan: str | None = None
    bank: str | None = None
    bic: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One position. `unit_price` as printed: with tax where the document's prices include it. `rate` in percent."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    rate: Decimal

    @property
    def amount(self) -> Decimal:
        """Quantity times price, rounded, with or without tax as the prices are."""
        return cents(self.quantity * self.unit_price)


@dataclass(frozen=True, slots=True)
class Share:
    """Net and tax of one rate."""

    rate: Decimal
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a supplier's statement of account: what it is, and what it adds to (or takes off) the balance."""

    day: date
    text: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Truth:
    """A whole document. Amounts are positive, also on a credit note."""

    kind: Kind
    locale: Locale
    supplier: Party
    customer: Party
    number: str
    issued: date
    currency: str
    lines: tuple[Line, ...] = ()
    due: date | None = None
    inclusive: bool = False
    order: str | None = None
    reference: str | None = None
    corrects: str | None = None
    prepaid: Decimal = Decimal(0)
    note: str | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def shares(self) -> tuple[Share, ...]:
        """Net and tax by rate, highest first, each rate's tax computed on its sum as most suppliers do."""
        rates = sorted({line.rate for line in self.lines}, reverse=True)
        return tuple(self._share(rate) for rate in rates)

    def _share(self, rate: Decimal) -> Share:
        entered = sum((line.amount for line in self.lines if line.rate == rate), Decimal(0))
        if not self.inclusive:
            return Share(rate, entered, cents(entered * rate / 100))
        net = cents(entered / (1 + rate / 100))
        return Share(rate, net, entered - net)

    @property
    def net(self) -> Decimal:
        """The sum before tax."""
        return sum((share.net for share in self.shares), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """The sum of tax."""
        return sum((share.tax for share in self.shares), Decimal(0))

    @property
    def total(self) -> Decimal:
        """The sum with tax; of a statement, what the account stands at."""
        if self.kind is Kind.STATEMENT:
            return sum((entry.amount for entry in self.entries), Decimal(0))
        return self.net + self.tax

    @property
    def amount_due(self) -> Decimal:
        """What is still to be paid."""
        return Decimal(0) if self.kind is Kind.RECEIPT else self.total - self.prepaid

    def answer(self) -> dict[str, object]:
        """Return the known answer in the shape in which the reader prints a document: fields, taxes, lines."""
        return {
            "kind": self.kind.value,
            "fields": self._fields(),
            "tax_breakdown": [
                {"rate": str(share.rate), "net": str(share.net), "tax": str(share.tax)} for share in self.shares
            ],
            "line_items": [
                {
                    "description": line.description,
                    "quantity": str(line.quantity),
                    "unit_price": str(line.unit_price),
                    "amount": str(line.amount),
                    "tax_rate": str(line.rate),
                }
                for line in self.lines
            ],
            "inclusive": self.inclusive,
        }

    def _fields(self) -> dict[str, str | None]:
        bank = (self.supplier.bank or "") if self.kind is Kind.INVOICE else ""
        is_iban = bank[:2].isalpha()
        routing, _, account = ("", "", "") if is_iban else bank.partition(" ")
        taxed, bought = self.kind is not Kind.STATEMENT, self.kind is Kind.RECEIPT
        return {
            "supplier_name": self.supplier.name,
            "supplier_tax_id": self.supplier.tax_id,
            "invoice_number": self.number if taxed else None,
            "issue_date": self.issued.isoformat(),
            "due_date": self.due.isoformat() if self.due else None,
            "currency": self.currency,
            "net": str(self.net) if taxed else None,
            "tax": str(self.tax) if taxed else None,
            "total": str(self.total),
            "amount_due": None if bought else str(self.amount_due),
            "iban": bank.replace(" ", "") if is_iban else None,
            "bank_routing": routing or None,
            "bank_account": account or None,
            "payment_reference": self.reference,
            "po_number": self.order,
            "customer_name": None if bought else self.customer.name,
        }


def cents(amount: Decimal) -> Decimal:
    """Round to two decimals, half away from zero. All sample documents are in currencies with two."""
    return amount.quantize(_CENT, rounding=ROUND_HALF_UP)
