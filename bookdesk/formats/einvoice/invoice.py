"""What an e-invoice says, whatever its syntax. Terms follow EN 16931-1 (BT numbers name its business terms)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Syntax(StrEnum):
    """The three families of XML that are read."""

    UBL = "ubl"
    """OASIS UBL 2.1 Invoice and CreditNote (Peppol BIS 3, XRechnung)."""
    CII = "cii"
    """UN/CEFACT Cross Industry Invoice D16B (Factur-X, ZUGFeRD 2, XRechnung)."""
    ZUGFERD1 = "zugferd1"
    """The German ZUGFeRD 1.0 of 2014, an earlier draft of CII."""


@dataclass(frozen=True, slots=True)
class EInvoiceTax:
    """One line of the tax breakdown (BG-23); `rate` in percent."""

    rate: Decimal | None
    net: Decimal | None
    tax: Decimal | None
    category: str | None = None
    """UNCL 5305: S standard, Z zero, E exempt, AE reverse charge, K intra-community, G export, O outside."""


@dataclass(frozen=True, slots=True)
class EInvoiceLine:
    """One line (BG-25). `unit_price` (BT-146) is for `per_quantity` units (BT-149), one if that is `None`."""

    description: str | None
    quantity: Decimal | None
    unit_price: Decimal | None
    net: Decimal | None
    tax_rate: Decimal | None
    tax_category: str | None = None
    unit: str | None = None
    """UN/ECE Recommendation 20 code (C62 piece, HUR hour)."""
    item_number: str | None = None
    per_quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EInvoice:
    """The invoice's own words: amounts in major units with the decimals as written, never recomputed here."""

    syntax: Syntax
    profile: str | None
    """BT-24, the specification identifier (for example `urn:cen.eu:en16931:2017`)."""
    type_code: str | None
    """BT-3, UNCL 1001: 380 invoice, 381 credit note, 384 corrected, 389 self-billed, 326 partial."""
    is_credit_note: bool
    supplier_name: str | None
    invoice_number: str | None
    issue_date: date | None
    due_date: date | None
    currency: str | None
    net: Decimal | None
    """BT-109, the total without tax."""
    tax: Decimal | None
    """BT-110, in the invoice's currency."""
    total: Decimal | None
    """BT-112, with tax."""
    amount_due: Decimal | None
    """BT-115, what is left to pay."""
    prepaid: Decimal | None = None
    rounding: Decimal | None = None
    tax_point: date | None = None
    """BT-7 or, failing that, the delivery date (BT-72)."""
    supplier_tax_ids: tuple[str, ...] = ()
    """Every tax or company registration of the seller, the VAT id first."""
    supplier_trading_name: str | None = None
    """BT-28, where it differs from the registered name."""
    supplier_country: str | None = None
    customer_name: str | None = None
    customer_tax_id: str | None = None
    payee_name: str | None = None
    """BT-59, where somebody else than the seller is to be paid (factoring)."""
    payment_means_code: str | None = None
    """UNCL 4461: 30 and 58 transfer, 49 and 59 direct debit, 48 card, 10 cash, 20 cheque, 97 clearing."""
    iban: str | None = None
    bank_account: str | None = None
    """An account that is not an IBAN."""
    bic: str | None = None
    account_name: str | None = None
    payment_reference: str | None = None
    """BT-83, what the payer is to quote."""
    payment_terms: str | None = None
    po_number: str | None = None
    """BT-13, the buyer's order."""
    corrected_invoice: str | None = None
    """BT-25, the invoice a credit note or correction refers to."""
    tax_breakdown: tuple[EInvoiceTax, ...] = ()
    line_items: tuple[EInvoiceLine, ...] = ()

    @property
    def supplier_tax_id(self) -> str | None:
        """The registration by which the seller is best recognised."""
        return self.supplier_tax_ids[0] if self.supplier_tax_ids else None
