"""From the rows of a document to what stands on its paper, in the customer's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from bookdesk.core.checkdigits import format_abn, is_abn
from bookdesk.core.money import Money
from bookdesk.core.vatids import vat_country
from bookdesk.core.vocabulary import TaxMode
from bookdesk.formats.paper.content import (
    Detail,
    InvoicePaper,
    PaperLine,
    PlanRow,
    Printed,
    TaxRow,
)
from bookdesk.formats.paper.figures import Figures
from bookdesk.formats.paper.wording import labels
from bookdesk.invoicing.drafting import discount_of, plan_of
from bookdesk.invoicing.paperfacts import Facts
from bookdesk.invoicing.paperwords import legal_note, tax_name, title, word
from bookdesk.invoicing.writing import Line
from bookdesk.ledger.earlypayment import discount
from bookdesk.ledger.exchange import in_base
from bookdesk.ledger.instalments import next_day, next_part
from bookdesk.ledger.salescategories import TaxCategory
from bookdesk.ledger.salesposting import invoice_rate
from bookdesk.ledger.tax import TaxShare
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.models.invoice import Invoice, InvoiceStatus

EU: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905 - a list of codes
)


def paper_of(facts: Facts) -> InvoicePaper:
    """Return the paper of a document; a draft and a cancelled one say so across every page."""
    document, words, head = facts.document, labels(facts.language), facts.head
    invoice = document if isinstance(document, Invoice) else None
    total = document.total_money
    reference = (invoice.payment_reference or invoice.number or "") if invoice is not None else ""
    plan = tuple(PlanRow(one.name, one.due_date, facts.money(one.amount)) for one in facts.instalments)
    asked = _next(facts, plan)
    return InvoicePaper(
        kind=facts.kind,
        number=document.number or words["draft"],
        issued=document.document_date,
        seller=head.seller,
        address=facts.buyer.window(head.country, facts.language),
        lines=tuple(_line(facts, one) for one in facts.lines),
        total=total,
        taxes=tuple(tax_rows(facts)),
        rounding=facts.money(invoice.rounding) if invoice is not None and invoice.rounding else None,
        paid=facts.paid or None,
        due=_due(facts),
        supplied=_supplied(facts),
        facts=tuple(_facts(facts)),
        title=_title(facts),
        tax_included=document.tax_mode is TaxMode.INCLUSIVE,
        introduction=document.introduction or "",
        terms=_terms(facts),
        notes="\n".join(part for part in (*_legal(facts), document.note or "") if part),
        plan=plan,
        next=asked,
        watermark=_watermark(facts, words),
        ways=head.ways(facts.language, reference),
        qr=head.code(asked.amount if asked else total - facts.paid, reference, facts.language, part=asked is not None)
        if reference
        else None,
        slip=head.country == "US",
        locale=facts.locale,
        accent=head.accent,
        stationery=head.stationery,
    )


def _next(facts: Facts, plan: tuple[PlanRow, ...]) -> PlanRow | None:
    """What is left of the part that is to be paid next; `None` where that is all there is to pay, on a known day."""
    found = next_part(plan_of(facts.instalments), facts.paid.minor)
    if found is None:
        return None
    part, left = plan[found[0]], facts.money(found[1])
    whole = left == facts.document.total_money - facts.paid and part.due is not None
    return None if whole else replace(part, amount=left)


def _due(facts: Facts) -> date | None:
    if isinstance(facts.document, Estimate):
        return facts.document.valid_until
    return next_day(plan_of(facts.instalments), facts.paid.minor, facts.document.due_date)


def _line(facts: Facts, line: Line) -> PaperLine:
    document = facts.document
    figures = Figures(facts.locale)
    more = [line.detail or ""]
    if line.discount:
        more.append(word("discount", facts.language).format(share=figures.rate(line.discount)))
    if line.served_from and line.served_to:
        more.append(_period(figures, line.served_from, line.served_to))
    untaxed = document.tax_mode is TaxMode.NONE or facts.category(line) is TaxCategory.OUTSIDE
    return PaperLine(
        line.description,
        facts.money(line.gross if document.tax_mode is TaxMode.INCLUSIVE else line.net),
        quantity=line.quantity,
        unit=line.unit or "",
        price=line.unit_price,
        rate=None if untaxed else line.tax_rate,
        detail="\n".join(text for text in more if text),
    )


def tax_rows(facts: Facts) -> Iterator[TaxRow]:
    """Yield the breakdown of tax: what is taxed at each rate, and what is not taxed though it is in the scope."""
    if facts.document.tax_mode is TaxMode.NONE:
        return
    name = tax_name(facts.head.country, facts.language)
    sums: dict[tuple[bool, Decimal], tuple[int, int]] = {}
    for line in facts.lines:
        if facts.category(line) is TaxCategory.OUTSIDE and not line.tax:
            continue
        key = (not line.tax_rate, line.tax_rate)
        net, tax = sums.get(key, (0, 0))
        sums[key] = (net + line.net, tax + line.tax)
    for (_, rate), (net, tax) in sorted(sums.items(), key=lambda one: (one[0][0], -one[0][1])):
        yield TaxRow(name, rate, facts.money(net), facts.money(tax))


def _supplied(facts: Facts) -> date | None:
    """The day of supply: always where the law wants it stated, elsewhere where it is another than the document's."""
    document = facts.document
    if isinstance(document, Estimate) or (document.served_from and document.served_to):
        return None
    day = document.tax_point
    return day if day is not None and (day != document.document_date or facts.head.country in EU) else None


def _facts(facts: Facts) -> Iterator[Detail]:
    document, language = facts.document, facts.language
    if isinstance(document, Invoice) and document.served_from and document.served_to:
        period = _period(Figures(facts.locale), document.served_from, document.served_to)
        yield Detail(word("period", language), period)
    if facts.corrects is not None and facts.corrects.number:
        yield Detail(word("corrects", language), facts.corrects.number)
    if document.reference:
        yield Detail(word("reference", language), document.reference)
    number = facts.buyer.tax_id
    if (facts.buyer.country or facts.head.country) == "AU" and is_abn(number):
        yield Detail(word("your_abn", language), format_abn(number))
    elif number:
        yield Detail(word("your_tax_id" if vat_country(number) else "your_other_id", language), number)


def _period(figures: Figures, first: date, last: date) -> str:
    return figures.short_day(first) if first == last else f"{figures.short_day(first)} \u2013 {figures.short_day(last)}"


def _title(facts: Facts) -> str | None:
    if facts.kind is Printed.ESTIMATE:
        return None
    taxed = facts.document.tax_mode is not TaxMode.NONE and facts.profile.tax_id is not None
    return title(facts.head.country, facts.locale, credit_note=facts.kind is Printed.CREDIT_NOTE, taxed=taxed)


def _watermark(facts: Facts, words: dict[str, str]) -> str:
    status = facts.document.status
    if status in {InvoiceStatus.DRAFT, EstimateStatus.DRAFT}:
        return words["draft"]
    return word("void", facts.language) if status in {InvoiceStatus.VOID, EstimateStatus.WITHDRAWN} else ""


def _terms(facts: Facts) -> str:
    """The client's own terms, and what paying early is worth; a credit note has neither."""
    if facts.kind is Printed.CREDIT_NOTE:
        return ""
    said = [facts.settings.terms_text or ""]
    invoice = facts.document
    offer = discount_of(invoice) if isinstance(invoice, Invoice) and facts.kind is Printed.INVOICE else None
    if offer is not None and isinstance(invoice, Invoice):
        figures = Figures(facts.locale)
        off = discount(offer, _shares(facts), invoice.currency).amount
        said.append(
            word("early", facts.language).format(
                share=figures.rate(offer.share),
                day=figures.day(offer.last_day(invoice.document_date)),
                off=figures.money(off),
                rest=figures.money(invoice.total_money - off),
            )
        )
    return "\n".join(text for text in said if text)


def _shares(facts: Facts) -> list[TaxShare]:
    """What a discount is of: net and tax by code and rate, as the books have them."""
    found: dict[tuple[str | None, Decimal], tuple[int, int]] = {}
    for line in facts.lines:
        net, tax = found.get((line.tax_code_id, line.tax_rate), (0, 0))
        found[line.tax_code_id, line.tax_rate] = (net + line.net, tax + line.tax)
    return [TaxShare(code, rate, facts.money(net), facts.money(tax)) for (code, rate), (net, tax) in found.items()]


def _legal(facts: Facts) -> Iterator[str]:
    """What the law wants said: why something is not taxed, and the tax in the client's own currency."""
    country, language = facts.head.country, facts.language
    if facts.document.tax_mode is not TaxMode.NONE and facts.kind is not Printed.ESTIMATE:
        told: dict[str, None] = {}
        for line in facts.lines:
            code = facts.codes.get(line.tax_code_id or "")
            reason = code.name if code is not None else ""
            told[legal_note(facts.category(line), country, language, reason=reason, within_eu=country in EU)] = None
        yield from told
    if isinstance(facts.document, Invoice):
        yield _tax_in_base(facts, facts.document)


def _tax_in_base(facts: Facts, invoice: Invoice) -> str:
    tax = base_tax(facts)
    rate = invoice_rate(invoice)
    if tax is None or rate is None:
        return ""
    figures = Figures(facts.locale)
    return word("in_base", facts.language).format(
        tax=tax_name(facts.head.country, facts.language),
        currency=tax.currency,
        amount=figures.amount(tax),
        foreign=invoice.currency,
        rate=figures.number(rate.rate),
        source=f", {rate.source}" if rate.source else "",
    )


def base_tax(facts: Facts) -> Money | None:
    """Return the tax in the client's own currency where the document is in another and has tax; else None."""
    invoice, base = facts.document, facts.profile.base_currency
    if not isinstance(invoice, Invoice) or invoice.currency == base or not invoice.tax or invoice.rate is None:
        return None
    return in_base(facts.money(invoice.tax), base, invoice_rate(invoice))
