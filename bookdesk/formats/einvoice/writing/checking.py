"""Our own check of an e-invoice, to the cent, before it is written: what a reader computes must be what it says.

The official rules let tax be wrong by almost one unit (BR-CO-17 allows a difference below 1) and never compare
currencies; here both are exact. The rest are the standard's own: numbers in brackets are theirs (EN 16931-1, 6.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from bookdesk.core.currencies import exponent
from bookdesk.core.money import Money, total
from bookdesk.formats.einvoice.writing.document import EDocument, ELine, EParty, ETax
from bookdesk.ledger.salestax import half_up

_MOST_DECIMALS: Final = 2
"""BR-DEC-01 to 28."""
_UNTAXED: Final = frozenset({"Z", "E", "AE", "K", "G", "O"})
_NEEDS_REASON: Final = frozenset({"E", "AE", "K", "G", "O"})
_NEEDS_BUYER_ID: Final = frozenset({"AE", "K"})


def problems(document: EDocument) -> tuple[str, ...]:
    """Return in sentences why the document must not be sent as an e-invoice; nothing where it may."""
    money = tuple(_currencies(document))
    if money:
        return money
    return (*_sums(document), *_lines(document), *_taxes(document), *_parties(document))


def _currencies(document: EDocument) -> Iterator[str]:
    if exponent(document.currency) > _MOST_DECIMALS:
        yield f"An e-invoice has two decimals at most, {document.currency} has more."
    amounts = [document.net, document.tax, document.total, document.paid, document.rounding, document.due]
    amounts += [one for tax in document.taxes for one in (tax.base, tax.tax)]
    amounts += [one for line in document.lines for one in (line.net, line.allowance) if one is not None]
    strange = sorted({one.currency for one in amounts} - {document.currency})
    if strange:
        yield f"Amounts in {', '.join(strange)} stand in an invoice in {document.currency}."


def _sums(document: EDocument) -> Iterator[str]:
    zero = Money.zero(document.currency)
    checks = (
        ("The lines", total((line.net for line in document.lines), document.currency), document.net),  # BR-CO-10
        ("The taxed amounts", total((tax.base for tax in document.taxes), document.currency), document.net),  # BR-CO-13
        ("The taxes", total((tax.tax for tax in document.taxes), document.currency), document.tax),  # BR-CO-14
        ("Net and tax", document.net + document.tax, document.total),  # BR-CO-15
        ("Total, paid and rounding", document.total - document.paid + document.rounding, document.due),  # BR-CO-16
    )
    yield from (f"{what} make {found}, and the invoice says {said}." for what, found, said in checks if found != said)
    if document.total < zero:
        yield "It asks for less than nothing, which is a credit note's to say."
    if document.due > zero and not document.is_credit_note and document.due_date is None and not document.terms:
        yield "It says neither when it is due nor on which terms."  # BR-CO-25
    if document.base_tax is not None and document.base_tax.currency == document.currency:
        yield "The tax stands in the same currency twice."  # BR-53


def _lines(document: EDocument) -> Iterator[str]:
    if not document.lines:
        yield "It has no line."  # BR-16
    for place, line in enumerate(document.lines, start=1):
        if not line.description.strip():
            yield f"Line {place} says nothing."  # BR-25
        if line.price < 0 or (line.per is not None and line.per <= 0):
            yield f"The price of line {place} is negative."  # BR-27
        elif _computed(line) != line.net.minor:
            yield f"Quantity and price of line {place} make another amount than {line.net}."
    said = {(line.category, line.rate) for line in document.lines}
    told = [(tax.category, tax.rate) for tax in document.taxes]
    if set(told) != said or len(told) != len(said):
        yield "The breakdown of tax does not name the rates of the lines, each once."  # BR-S-08 and the like
    for tax in document.taxes:
        lines = [line.net for line in document.lines if (line.category, line.rate) == (tax.category, tax.rate)]
        if (found := total(lines, document.currency)) != tax.base:
            yield f"The lines at {_rate(tax.rate)} make {found}, and the breakdown says {tax.base}."


def _computed(line: ELine) -> int:
    """Return what quantity and price make in minor units, with the allowance off."""
    scale = Fraction(10) ** exponent(line.net.currency)
    whole = Fraction(line.quantity) * Fraction(line.price) / Fraction(line.per or 1) * scale
    return half_up(whole) - (line.allowance.minor if line.allowance else 0)


def _taxes(document: EDocument) -> Iterator[str]:
    for tax in document.taxes:
        exact = _exact(tax, with_tax=document.with_tax)
        if exact != tax.tax.minor:
            found, of = Money(exact, document.currency), tax.base + tax.tax if document.with_tax else tax.base
            told = f"in {of}" if document.with_tax else f"of {of}"
            yield f"{_rate(tax.rate)} {told} are {found}, not {tax.tax}: an e-invoice reckons tax once for each rate."
        if tax.category in _UNTAXED and tax.rate:
            yield f"Nothing is taxed in category {tax.category}, which has a rate of {_rate(tax.rate)}."
        if tax.category == "S" and not tax.rate:
            yield "A standard rate of nothing is none."  # BR-S-05
        if tax.category in _NEEDS_REASON and not (tax.reason or tax.reason_code):
            yield f"It does not say why category {tax.category} is not taxed."  # BR-AE-10 and the like
    categories = {tax.category for tax in document.taxes}
    if "O" in categories and len(categories) > 1:
        yield "What is outside the scope of tax needs an invoice of its own."  # BR-O-11


def _exact(tax: ETax, *, with_tax: bool) -> int:
    """Return the tax in minor units: of the net, or what is in the gross where prices have their tax in them.

    By the latter the net times the rate may be a cent off, which BR-CO-17 allows; the books have it so.
    """
    rate = Fraction(tax.rate or 0)
    return half_up(rate / (1 + rate) * (tax.base + tax.tax).minor if with_tax else rate * tax.base.minor)


def _parties(document: EDocument) -> Iterator[str]:
    categories = {tax.category for tax in document.taxes}
    seller, buyer = document.seller, document.buyer
    if not (seller.registration or seller.vat_id or (seller.tax_number and "O" not in categories)):
        yield "The seller has neither a VAT number nor a registration."  # BR-CO-26
    if categories - {"O"} and not (seller.vat_id or seller.tax_number):
        yield "The seller has no tax number."  # BR-S-02 and the like
    if categories & {"AE", "K", "G"} and not seller.vat_id:
        yield "The seller has no VAT number."  # BR-AE-02, BR-IC-02, BR-G-02
    if categories & _NEEDS_BUYER_ID and not (buyer.vat_id or (buyer.registration and "K" not in categories)):
        yield "The customer has no VAT number, which this kind of supply needs."  # BR-AE-02, BR-IC-02
    if "K" in categories and not (document.deliver_to and (document.delivered or document.served)):
        yield "It does not say where and when it was delivered, which a supply within the EU needs."  # BR-IC-11, 12
    if "O" in categories and (seller.vat_id or buyer.vat_id):
        yield "What is outside the scope of tax names no VAT number."  # BR-O-02
    yield from (f"The {who} has no {what}." for who, party in _both(document) for what in _missing(party))


def _both(document: EDocument) -> tuple[tuple[str, EParty], ...]:
    return ("seller", document.seller), ("customer", document.buyer)


def _missing(party: EParty) -> Iterator[str]:
    if not party.name.strip():
        yield "name"  # BR-06, BR-07
    if not party.address.country:
        yield "country"  # BR-09, BR-11


def _rate(rate: Decimal | None) -> str:
    return "no rate" if rate is None else f"{format((rate * 100).normalize(), 'f')} %"
