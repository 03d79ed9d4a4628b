"""From the rows of an invoice to what its e-invoice says (EN 16931); `checking` judges whether that is right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.money import Money
from bookdesk.core.vatids import vat_country
from bookdesk.core.vocabulary import BankScheme, TaxMode
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
from bookdesk.formats.einvoice.writing.units import PIECE, unit_code
from bookdesk.formats.paper.letterhead import OwnBank
from bookdesk.invoicing.paperbuild import EU, base_tax, paper_of
from bookdesk.invoicing.paperfacts import Facts
from bookdesk.invoicing.paperwords import legal_note
from bookdesk.invoicing.writing import Line
from bookdesk.ledger.salescategories import TaxCategory
from bookdesk.models.invoice import Invoice, InvoiceKind

_TRANSFER, _SEPA_TRANSFER = "30", "58"
"""UNCL 4461."""
_MOST_LINES: Final = 3
"""Lines of an address that the standard has (BT-35, 36, 162)."""
_REASON_CODES: Final = {
    TaxCategory.REVERSE_CHARGE: "VATEX-EU-AE",
    TaxCategory.INTRA_COMMUNITY: "VATEX-EU-IC",
    TaxCategory.EXPORT: "VATEX-EU-G",
    TaxCategory.OUTSIDE: "VATEX-EU-O",
}


def einvoice_of(facts: Facts) -> EDocument:
    """Return the e-invoice of an invoice or credit note; `TypeError` for an estimate, which none is."""
    invoice = facts.document
    if not isinstance(invoice, Invoice):
        raise TypeError("an estimate is no invoice")
    paper = paper_of(facts)
    lines = tuple(_line(facts, one) for one in facts.lines)
    rounding = facts.money(invoice.rounding)
    outside = any(line.category == TaxCategory.OUTSIDE.value for line in lines)
    reference = invoice.payment_reference or invoice.number or ""
    served = (invoice.served_from, invoice.served_to)
    return EDocument(
        type_code=CREDIT_NOTE if invoice.kind is InvoiceKind.CREDIT_NOTE else INVOICE,
        number=invoice.number or "",
        issued=invoice.document_date,
        currency=invoice.currency,
        seller=_seller(facts, outside=outside),
        buyer=_buyer(facts, outside=outside),
        lines=lines,
        taxes=tuple(_taxes(facts, lines)),
        net=facts.money(invoice.net),
        tax=facts.money(invoice.tax),
        total=invoice.total_money - rounding,
        paid=facts.paid,
        rounding=rounding,
        due=invoice.total_money - facts.paid,
        due_date=invoice.due_date,
        delivered=invoice.tax_point,
        served=(served[0], served[1]) if served[0] and served[1] else None,
        deliver_to=_deliver_to(facts, lines),
        base_tax=base_tax(facts),
        notes=tuple(text for text in (invoice.introduction, invoice.note) if text),
        payment=_payment(facts.head.bank, invoice) if invoice.kind is InvoiceKind.INVOICE else None,
        payment_reference=reference,
        terms="\n".join([*paper.terms.splitlines(), *_plan(facts)]),
        buyer_reference=facts.buyer.buyer_reference,
        order=invoice.reference or "",
        with_tax=invoice.tax_mode is TaxMode.INCLUSIVE,
        corrects=_corrects(facts),
    )


def _seller(facts: Facts, *, outside: bool) -> EParty:
    settings, profile = facts.settings, facts.profile
    street = tuple((settings.street or "").splitlines())[:_MOST_LINES]
    trading = settings.trading_name or ""
    return EParty(
        profile.legal_name,
        EAddress(profile.country, street, settings.city or "", settings.postcode or ""),
        trading_name=trading if trading != profile.legal_name else "",
        registration=settings.registration or "",
        vat_id="" if outside or not _is_vat(profile.tax_id) else _compact(profile.tax_id),
        tax_number="" if outside or _is_vat(profile.tax_id) else profile.tax_id or "",
        contact=settings.from_name or "",
        phone=settings.phone or "",
        email=settings.email or "",
    )


def _buyer(facts: Facts, *, outside: bool) -> EParty:
    buyer = facts.buyer
    scheme, _, value = buyer.electronic_address.partition(":")
    return EParty(
        buyer.name,
        EAddress(
            buyer.country or facts.profile.country,
            tuple(buyer.street.splitlines())[:_MOST_LINES],
            buyer.city,
            buyer.postcode,
        ),
        vat_id="" if outside or not _is_vat(buyer.tax_id) else _compact(buyer.tax_id),
        contact=buyer.attention,
        email=buyer.email,
        electronic=(scheme, value) if scheme and value else None,
    )


def _line(facts: Facts, line: Line) -> ELine:
    """A line as the standard reckons: net price, no negative price, a discount as an amount of its own."""
    category, rate = _taxed(facts, line)
    net, unit = facts.money(line.net), unit_code(line.unit or "")
    quantity, price, per, allowance = line.quantity, line.unit_price, None, None
    if facts.document.tax_mode is TaxMode.INCLUSIVE or (line.discount and net.minor < 0):
        quantity, price, per = _by_the_whole(line, net)
    else:
        if price < 0:
            quantity, price = -quantity, -price
        if line.discount:
            allowance = Money.rounded(quantity * price, net.currency) - net
    named = unit is not None
    return ELine(
        line.description if named else f"{line.description} ({line.unit})",
        quantity,
        unit or PIECE,
        price,
        net,
        category.value,
        rate,
        per,
        allowance or None,
        line.detail or "",
        served=(line.served_from, line.served_to) if line.served_from and line.served_to else None,
    )


def _by_the_whole(line: Line, net: Money) -> tuple[Decimal, Decimal, Decimal | None]:
    """Quantity, price and for how many that is: the net for all of them, which is exact where no price for one is."""
    if not line.quantity:
        return line.quantity, Decimal(0), None
    negative = net.minor < 0
    quantity = -abs(line.quantity) if negative else abs(line.quantity)
    return quantity, abs(net.major), abs(line.quantity)


def _taxed(facts: Facts, line: Line) -> tuple[TaxCategory, Decimal | None]:
    """Category and rate of a line; a client who shows no tax at all is exempt where he has a number, else outside."""
    if facts.document.tax_mode is TaxMode.NONE:
        return (TaxCategory.EXEMPT, Decimal(0)) if facts.profile.tax_id else (TaxCategory.OUTSIDE, None)
    category = facts.category(line)
    return category, None if category is TaxCategory.OUTSIDE else line.tax_rate


def _taxes(facts: Facts, lines: tuple[ELine, ...]) -> Iterator[ETax]:
    sums: dict[tuple[str, Decimal | None], tuple[int, int, str]] = {}
    for kept, line in zip(facts.lines, lines, strict=True):
        base, tax, name = sums.get((line.category, line.rate), (0, 0, ""))
        code = facts.codes.get(kept.tax_code_id or "")
        sums[line.category, line.rate] = (base + kept.net, tax + kept.tax, name or (code.name if code else ""))
    for (category, rate), (base, tax, name) in sums.items():
        kind = TaxCategory(category)
        within = facts.head.country in EU
        reason = legal_note(kind, facts.head.country, facts.language, reason=name, within_eu=within)
        if kind is TaxCategory.EXEMPT and not reason:
            reason = name
        yield ETax(category, rate, facts.money(base), facts.money(tax), reason, _REASON_CODES.get(kind, ""))


def _deliver_to(facts: Facts, lines: tuple[ELine, ...]) -> str:
    within = any(line.category == TaxCategory.INTRA_COMMUNITY.value for line in lines)
    return facts.buyer.country if within else ""


def _payment(bank: OwnBank | None, invoice: Invoice) -> EPayment | None:
    if bank is None:
        return None
    details: BankDetails = bank.details
    if details.scheme is BankScheme.IBAN:
        code = _SEPA_TRANSFER if invoice.currency == "EUR" else _TRANSFER
        return EPayment(code, details.iban or "", bank.holder, details.bic or "")
    return EPayment(_TRANSFER, details.shown, bank.holder, is_iban=False)


def _plan(facts: Facts) -> Iterator[str]:
    """The instalments in words: the standard has one due date only."""
    for one in facts.instalments:
        day = f", {one.due_date.isoformat()}" if one.due_date else ""
        yield f"{one.name}: {facts.money(one.amount)}{day}"


def _corrects(facts: Facts) -> tuple[str, date] | None:
    before = facts.corrects
    return (before.number, before.document_date) if before is not None and before.number else None


def _is_vat(number: str | None) -> bool:
    return number is not None and vat_country(number) is not None


def _compact(number: str | None) -> str:
    return "".join((number or "").split()).upper()
