"""A document as it would be if it were kept now: completed and reckoned, with nothing written to the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bookdesk.core.errors import RuleBroken
from bookdesk.core.identifiers import new_id
from bookdesk.core.vocabulary import TaxMode
from bookdesk.invoicing.custom import coins, settings_of
from bookdesk.invoicing.drafting import ENTERED, instalment_rows, plan_ends
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.estimates import last_day
from bookdesk.invoicing.filling import filled
from bookdesk.invoicing.issuing import beyond_its_invoice
from bookdesk.invoicing.pricing import Priced
from bookdesk.invoicing.terms import Instalment as Part
from bookdesk.invoicing.terms import plan
from bookdesk.invoicing.writing import reckoned, write_head
from bookdesk.ledger.owner import client_profile, client_today
from bookdesk.models.estimate import Estimate, EstimateLine, EstimateStatus
from bookdesk.models.invoice import Instalment, Invoice, InvoiceKind, InvoiceLine, InvoiceStatus
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Considered:
    """A document completed (`entered`), reckoned, with its parts, and as rows that are in no books.

    `doubt` is why it may be kept and not be issued so: a credit note beyond what can be credited.
    """

    entered: Entered
    sums: Priced
    parts: tuple[Part, ...]
    invoice: Invoice
    lines: tuple[InvoiceLine, ...]
    instalments: tuple[Instalment, ...]
    doubt: RuleBroken | None = None
    until: date | None = None
    """The last day that was entered; `entered` has that of the terms where none was."""


def considered(
    desk: Desk, entered: Entered, kind: InvoiceKind, *, invoice_id: str | None = None, offer: bool = False
) -> Considered:
    """Complete and reckon a document; the errors are those that keeping it would raise.

    `invoice_id` names the draft that it is, whose links to other documents it keeps. It may be an `offer`.
    """
    with desk.books.query() as session:
        whole = filled(session, entered, client_today(session, desk.clock), offer=offer)
        kept = session.get(Invoice, invoice_id) if invoice_id else None
        corrects = session.get(Invoice, kept.corrects_id) if kept is not None and kept.corrects_id else None
        base = client_profile(session).base_currency
        invoice = Invoice(id=new_id(), kind=kind, status=InvoiceStatus.DRAFT, total=0, reminders=True)
        write_head(invoice, whole)
        _write_rest(invoice, whole, foreign=invoice.currency != base)
        day = whole.tax_point or invoice.document_date
        if corrects is not None:
            invoice.corrects_id, day = corrects.id, corrects.tax_point or corrects.document_date
        step = None if corrects is not None else coins(settings_of(session), invoice.currency, base)
        sums, rates = reckoned(session, invoice, whole.lines, day, step)
        invoice.net, invoice.tax, invoice.total = sums.net.minor, sums.tax.minor, sums.total.minor
        invoice.rounding = sums.rounding.minor
        doubt = beyond_its_invoice(session, invoice)
    parts = plan(sums.total, invoice.document_date, whole.milestones) if whole.milestones else ()
    lines = tuple(
        InvoiceLine(
            id=new_id(),
            invoice_id=invoice.id,
            position=position,
            product_id=one.product_id,
            description=one.description,
            detail=one.detail,
            quantity=one.quantity,
            unit=one.unit,
            unit_price=one.unit_price,
            discount=one.discount or None,
            account_id=one.account_id,
            tax_code_id=one.tax_code_id,
            tax_rate=rate,
            net=sum_of.net.minor,
            tax=sum_of.tax.minor,
            gross=sum_of.gross.minor,
            served_from=one.served_from,
            served_to=one.served_to,
        )
        for position, (one, rate, sum_of) in enumerate(zip(whole.lines, rates, sums.lines, strict=True), 1)
    )
    instalments = instalment_rows(invoice.id, whole.milestones, parts)
    invoice.due_date = plan_ends(parts) if parts else invoice.due_date
    return Considered(whole, sums, parts, invoice, lines, instalments, doubt, entered.due_date)


def _write_rest(invoice: Invoice, entered: Entered, *, foreign: bool) -> None:
    note = invoice.kind is InvoiceKind.CREDIT_NOTE
    invoice.document_date = entered.document_date  # type: ignore[assignment] # filled always knows it
    invoice.due_date = None if note else entered.due_date
    invoice.tax_point, invoice.posting_date = entered.tax_point, entered.posting_date
    invoice.served_from, invoice.served_to = entered.served_from, entered.served_to
    invoice.payment_reference = entered.payment_reference
    invoice.taken_on, invoice.open_at_take_on = False, 0
    invoice.tax_mode = entered.tax_mode or TaxMode.EXCLUSIVE
    invoice.rate = entered.rate if foreign else None
    invoice.rate_source = ENTERED if invoice.rate is not None else None
    offer = None if note else entered.discount
    invoice.discount_days = offer.days if offer else None
    invoice.discount_share = offer.share if offer else None
    invoice.discount_tax = offer.tax if offer else None


def as_estimate(found: Considered) -> tuple[Estimate, tuple[EstimateLine, ...]]:
    """Return a considered document as the rows of an estimate, which are in no books either."""
    entered = found.entered
    estimate = Estimate(id=new_id(), status=EstimateStatus.DRAFT)
    write_head(estimate, entered)
    estimate.document_date = found.invoice.document_date
    estimate.valid_until = found.until or last_day(estimate.document_date)
    estimate.net, estimate.tax = found.sums.net.minor, found.sums.tax.minor
    estimate.total = (found.sums.net + found.sums.tax).minor
    shared = [column.name for column in EstimateLine.__table__.columns if column.name not in {"id", "estimate_id"}]
    lines = tuple(
        EstimateLine(id=new_id(), estimate_id=estimate.id, **{name: getattr(line, name, None) for name in shared})
        for line in found.lines
    )
    return estimate, lines
