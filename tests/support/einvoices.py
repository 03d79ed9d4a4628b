"""E-invoices of ours for tests: one of each kind that a bookkeeper meets, all of them right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from bookdesk.core.money import Money, total
from bookdesk.formats.einvoice.writing.document import (
    CREDIT_NOTE,
    INVOICE,
    EAddress,
    EDocument,
    ELine,
    EParty,
    EPayment,
    ETax,
)

SELLER: Final = EParty(
    "Tischlerei Brandt & Söhne GmbH",
    EAddress("DE", ("Hafenstraße 12", "Hof 2", "Tor 3"), "Hamburg", "20457"),
    trading_name="Brandt",
    registration="HRB 12345",
    vat_id="DE123456788",
    contact="Ada Brandt",
    phone="+49 40 123456",
    email="rechnung@brandt.example",
)
BUYER: Final = EParty("Café <Morgenrot> OHG", EAddress("DE", ("Große Bergstraße 7",), "Hamburg", "22767"))
ABROAD: Final = EParty("Dublin Paper Ltd", EAddress("IE", ("1 Main Street",), "Dublin"), vat_id="IE6388047V")
STANDARD, REDUCED = Decimal("0.19"), Decimal("0.07")


def line(price: str, quantity: str = "1", rate: Decimal | None = STANDARD, *, category: str = "S") -> ELine:
    """Return a line in euro: quantity times price, rounded."""
    net = Money.rounded(Decimal(price) * Decimal(quantity), "EUR")
    return ELine("Oak shelf", Decimal(quantity), "C62", Decimal(price), net, category, rate)


def document(lines: Sequence[ELine], **fields: object) -> EDocument:
    """Return an invoice of these lines with its sums; `fields` say what is not usual, and win."""
    currency = lines[0].net.currency
    zero = Money.zero(currency)
    rates = dict.fromkeys((one.category, one.rate) for one in lines)
    taxes = tuple(_tax(lines, category, rate) for category, rate in rates)
    net, tax = total((one.net for one in lines), currency), total((one.tax for one in taxes), currency)
    paid, rounding = fields.get("paid", zero), fields.get("rounding", zero)
    assert isinstance(paid, Money)
    assert isinstance(rounding, Money)
    usual: dict[str, object] = {
        "type_code": INVOICE,
        "number": "RE-2026-0042",
        "issued": date(2026, 11, 29),
        "due_date": date(2026, 12, 13),
        "currency": currency,
        "seller": SELLER,
        "buyer": BUYER,
        "lines": tuple(lines),
        "taxes": taxes,
        "net": net,
        "tax": tax,
        "total": net + tax,
        "paid": zero,
        "rounding": zero,
        "due": net + tax - paid + rounding,
        "delivered": date(2026, 11, 20),
        "payment": EPayment("58", "DE02120300000000202051", "Brandt", "BYLADEM1001"),
        "payment_reference": "RE-2026-0042",
    }
    return EDocument(**{**usual, **fields})  # type: ignore[arg-type] # given by name


def _tax(lines: Sequence[ELine], category: str, rate: Decimal | None) -> ETax:
    nets = (one.net for one in lines if (one.category, one.rate) == (category, rate))
    base = total(nets, lines[0].net.currency)
    reason, code = _REASONS.get(category, ("", ""))
    return ETax(category, rate, base, base.times(rate or 0), reason, code)


_REASONS: Final = {
    "E": ("Exempt under article 132", ""),
    "AE": ("Reverse charge", "VATEX-EU-AE"),
    "K": ("Intra-community supply", "VATEX-EU-IC"),
    "G": ("Export", "VATEX-EU-G"),
    "O": ("Not subject to VAT", "VATEX-EU-O"),
}
_NOTHING: Final = Decimal(0)
_UNREGISTERED: Final = EParty("Ada Brandt", EAddress("DE", (), "Hamburg"), registration="HRA 1")

SAMPLES: Final[dict[str, EDocument]] = {
    "plain": document([line("98.50", "2.5"), line("19.99", "3")]),
    "mixed rates, discount, period": document(
        [
            ELine(
                "Consulting",
                Decimal("7.25"),
                "HUR",
                Decimal("120.4567"),
                Money(82_963, "EUR"),
                "S",
                STANDARD,
                allowance=Money(4_368, "EUR"),
                detail="On the new warehouse",
                item_number="CONS-1",
                served=(date(2026, 11, 1), date(2026, 11, 30)),
            ),
            line("4.99", "10", REDUCED),
            line("12", "-1"),
        ],
        served=(date(2026, 11, 1), date(2026, 11, 30)),
        notes=("Thank you.", "Second note & more"),
        buyer_reference="04011000-12345-03",
        order="PO-7",
        terms="2 % discount within 10 days",
    ),
    "price for many": document(
        [ELine("Screws", Decimal(3), "C62", Decimal("99.99"), Money(9_999, "EUR"), "S", STANDARD, per=Decimal(3))]
    ),
    "paid and rounded": document([line("100.01")], paid=Money(5_000, "EUR"), rounding=Money(-1, "EUR")),
    "credit note": document(
        [line("19.99")], type_code=CREDIT_NOTE, corrects=("RE-2026-0001", date(2026, 1, 2)), payment=None
    ),
    "exempt": document([line("100", rate=_NOTHING, category="E")]),
    "zero": document([line("100", rate=_NOTHING, category="Z")]),
    "reverse charge": document([line("100", rate=_NOTHING, category="AE")], buyer=ABROAD),
    "within the EU": document([line("100", rate=_NOTHING, category="K")], buyer=ABROAD, deliver_to="IE"),
    "export": document([line("100", rate=_NOTHING, category="G")]),
    "outside": document([line("100", rate=None, category="O")], seller=_UNREGISTERED),
    "tax in own currency": document(
        [
            ELine("Shelf", Decimal(1), "C62", Decimal("99.99"), Money(9_999, "GBP"), "S", STANDARD),
        ],
        base_tax=Money(2_210, "EUR"),
        payment=EPayment("30", "20-00-00 55779911", "Brandt", is_iban=False),
    ),
    "yen": document([ELine("Shelf", Decimal(3), "C62", Decimal(333), Money(999, "JPY"), "S", STANDARD)], payment=None),
    "nothing to pay": document([line("50")], paid=Money(5_950, "EUR"), due_date=None),
}
