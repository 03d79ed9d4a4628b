"""What an e-invoice of ours says, by the terms of EN 16931-1 (BT and BG numbers). Amounts are in `currency`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from bookdesk.core.money import Money

INVOICE: Final = "380"
CREDIT_NOTE: Final = "381"
"""UNCL 1001."""
PROFILE: Final = "urn:cen.eu:en16931:2017"
"""BT-24 of the standard itself, which Factur-X calls its profile EN 16931."""


@dataclass(frozen=True, slots=True)
class EAddress:
    """BG-5 and BG-8: up to three lines; `country` is a code of ISO 3166-1."""

    country: str
    lines: tuple[str, ...] = ()
    city: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class EParty:
    """Seller (BG-4) or buyer (BG-7). `vat_id` is one with its country in front, `tax_number` any other of the seller.

    `electronic` is scheme and value of the electronic address (BT-34, BT-49), the scheme one of the list EAS.
    """

    name: str
    address: EAddress
    trading_name: str = ""
    registration: str = ""
    vat_id: str = ""
    tax_number: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    electronic: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ELine:
    """BG-25: `net` = `quantity` x `price` / `per` - `allowance`, rounded. `rate` is a fraction, None outside scope."""

    description: str
    quantity: Decimal
    unit: str
    """A code of UN/ECE Recommendation 20."""
    price: Decimal
    net: Money
    category: str
    rate: Decimal | None
    per: Decimal | None = None
    allowance: Money | None = None
    detail: str = ""
    item_number: str = ""
    served: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class ETax:
    """BG-23: what is taxed in one category at one rate, and why it is not where it is not."""

    category: str
    rate: Decimal | None
    base: Money
    tax: Money
    reason: str = ""
    reason_code: str = ""
    """Of the list VATEX."""


@dataclass(frozen=True, slots=True)
class EPayment:
    """BG-16: `code` is of UNCL 4461; `account` is an IBAN, or another number as it is written."""

    code: str
    account: str
    holder: str = ""
    bic: str = ""
    is_iban: bool = True


@dataclass(frozen=True, slots=True)
class EDocument:
    """An invoice or credit note (`type_code`); amounts of both are positive.

    `total` (BT-112) is with tax, `rounding` (BT-114) is not in it: `due` = `total` - `paid` + `rounding`. `base_tax` is
    the tax in the seller's own currency where the document is in another (BT-111).
    """

    type_code: str
    number: str
    issued: date
    currency: str
    seller: EParty
    buyer: EParty
    lines: tuple[ELine, ...]
    taxes: tuple[ETax, ...]
    net: Money
    tax: Money
    total: Money
    paid: Money
    rounding: Money
    due: Money
    due_date: date | None = None
    delivered: date | None = None
    served: tuple[date, date] | None = None
    deliver_to: str = ""
    """BT-80, the country goods went to; an intra-community supply names it."""
    base_tax: Money | None = None
    notes: tuple[str, ...] = ()
    payment: EPayment | None = None
    payment_reference: str = ""
    terms: str = ""
    buyer_reference: str = ""
    order: str = ""
    with_tax: bool = False
    """Whether prices were agreed with the tax in them, so that tax was reckoned from what is paid, not from the net."""
    corrects: tuple[str, date] | None = None
    """BT-25 and BT-26, the invoice that a credit note is for."""

    @property
    def is_credit_note(self) -> bool:
        """Whether it reduces what the buyer owes."""
        return self.type_code == CREDIT_NOTE
