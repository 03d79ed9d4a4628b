"""Drafts of invoices and credit notes: written from what was entered, changed as a whole, thrown away without a trace.

A draft has no number and is not in the books.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import TaxOnDiscount
from bookdesk.invoicing.custom import coins, settings_of
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.terms import Instalment as Planned
from bookdesk.invoicing.terms import Milestone, plan
from bookdesk.invoicing.writing import entered_lines, lines_of, write_head, write_lines
from bookdesk.ledger.earlypayment import EarlyPayment
from bookdesk.ledger.instalments import Part
from bookdesk.ledger.posting import base_currency
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.models.invoice import Instalment, Invoice, InvoiceKind, InvoiceStatus
from bookdesk.store.change import Change

ENTERED = "entered"
"""Where a rate that a person wrote comes from."""


def begun(work: Change, entered: Entered, user: str, **values: object) -> Invoice:
    """Write a filled document as a new draft; `values` are its kind and what it comes from."""
    invoice = Invoice(
        **{"kind": InvoiceKind.INVOICE, "status": InvoiceStatus.DRAFT, "created_by": user, "total": 0} | values
    )
    work.add(invoice)
    with work.session.no_autoflush:
        return write_draft(work, invoice, entered)


def write_draft(work: Change, invoice: Invoice, entered: Entered) -> Invoice:
    """Bring a filled document to a draft, new or kept: its head, its lines, its sums, its plan of payments."""
    if invoice.status is not InvoiceStatus.DRAFT:
        raise not_a_draft(invoice)
    write_head(invoice, entered)
    _write_days(invoice, entered)
    foreign = invoice.currency != base_currency(work.session)
    invoice.rate = entered.rate if foreign else None
    invoice.rate_source = (invoice.rate_source or ENTERED) if invoice.rate is not None else None
    invoice.payment_reference = entered.payment_reference
    _write_discount(invoice, entered.discount)
    work.session.flush()
    reckon(work, invoice, entered)
    write_plan(work, invoice, entered.milestones)
    flag_modified(invoice, "status")  # a line's change is one of its invoice: the version moves with it
    work.session.flush()
    return invoice


def reckon(work: Change, invoice: Invoice, entered: Entered) -> None:
    """Write the lines of a draft anew, and what they make."""
    step = None
    if invoice.corrects_id is None:
        step = coins(settings_of(work.session), invoice.currency, base_currency(work.session))
    done = write_lines(work, invoice, entered.lines, rate_day(work.session, invoice), step)
    invoice.net, invoice.tax, invoice.rounding = done.net.minor, done.tax.minor, done.rounding.minor
    invoice.total = done.total.minor


def rate_day(session: Session, invoice: Invoice) -> date:
    """Return the day whose tax rates count: that of the supply; for a credit note, that of the invoice it corrects."""
    corrected = session.get(Invoice, invoice.corrects_id) if invoice.corrects_id else None
    of = corrected or invoice
    return of.tax_point or of.document_date


def write_plan(work: Change, invoice: Invoice, milestones: Sequence[Milestone]) -> None:
    """Replace the instalments of a draft. With a plan the invoice is due by the last day that is known in it."""
    for row in instalments_of(work.session, invoice.id):
        work.delete(row)
    work.session.flush()
    if not milestones:
        return
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        raise InputError("A credit note is not paid in parts.", "Leave the plan of payments out.")
    parts = plan(invoice.total_money, invoice.document_date, milestones)
    work.add(*instalment_rows(invoice.id, milestones, parts))
    invoice.due_date = plan_ends(parts)


def plan_ends(parts: Sequence[Planned]) -> date | None:
    """Return the last day that is known in a plan, by which an invoice in parts is due as a whole."""
    return max((part.due for part in parts if part.due is not None), default=None)


def instalments_of(session: Session, invoice_id: str) -> Sequence[Instalment]:
    """Return the instalments of an invoice in order."""
    query = select(Instalment).where(Instalment.invoice_id == invoice_id)
    return session.scalars(query.order_by(Instalment.position)).all()


def instalment_rows(
    invoice_id: str, milestones: Sequence[Milestone], parts: Sequence[Planned]
) -> tuple[Instalment, ...]:
    """Return the rows of a plan: what was agreed, and what that comes to now."""
    return tuple(
        Instalment(
            id=new_id(),
            invoice_id=invoice_id,
            position=position,
            name=part.name,
            due_date=part.due,
            amount=part.amount.minor,
            share=agreed.part if isinstance(agreed.part, Decimal) else None,
            rest=agreed.part is None,
        )
        for position, (agreed, part) in enumerate(zip(milestones, parts, strict=True), 1)
    )


def plan_of(instalments: Sequence[Instalment]) -> list[Part]:
    """Return instalments as the rule of the next one takes them."""
    return [(one.due_date, one.amount) for one in instalments]


def delete_draft(work: Change, invoice: Invoice) -> None:
    """Throw a draft away; the estimate that it was made of may be invoiced again."""
    if invoice.status is not InvoiceStatus.DRAFT:
        raise not_a_draft(invoice)
    for row in (*lines_of(work.session, invoice), *instalments_of(work.session, invoice.id)):
        work.delete(row)
    free_estimate(work, invoice)
    work.session.flush()
    work.delete(invoice)
    work.session.flush()


def free_estimate(work: Change, invoice: Invoice) -> None:
    """Let the estimate of an invoice that is no more be invoiced again."""
    estimate = work.session.get(Estimate, invoice.estimate_id) if invoice.estimate_id else None
    if estimate is not None and estimate.status is EstimateStatus.INVOICED:
        estimate.move_to(EstimateStatus.ACCEPTED)


def entered_of(session: Session, invoice: Invoice) -> Entered:
    """Return a kept invoice as it would be entered: what a form begins from, and what a copy is made of.

    A plan of payments comes back as it was agreed, but each part with the day that it is due on; where all of it is
    amounts, the last one comes back as the rest.
    """
    return Entered(
        contact_id=invoice.contact_id,
        lines=entered_lines(lines_of(session, invoice)),
        document_date=invoice.document_date,
        currency=invoice.currency,
        language=invoice.language,
        reference=invoice.reference,
        tax_mode=invoice.tax_mode,
        rounded_by=invoice.rounded_by,
        introduction=invoice.introduction,
        note=invoice.note,
        due_date=invoice.due_date,
        tax_point=invoice.tax_point,
        posting_date=invoice.posting_date,
        served_from=invoice.served_from,
        served_to=invoice.served_to,
        discount=discount_of(invoice),
        milestones=_milestones(instalments_of(session, invoice.id), invoice.currency),
        rate=invoice.rate,
        payment_reference=invoice.payment_reference,
        usual=False,
    )


def discount_of(invoice: Invoice) -> EarlyPayment | None:
    """Return what is taken off an invoice for paying early, None where nothing is."""
    if invoice.discount_days is None or invoice.discount_share is None:
        return None
    return EarlyPayment(invoice.discount_share, invoice.discount_days, invoice.discount_tax or TaxOnDiscount.REDUCED)


def not_a_draft(invoice: Invoice) -> RuleBroken:
    """Return why an invoice that was issued does not change."""
    if invoice.status is InvoiceStatus.VOID:
        return RuleBroken(f"The {invoice.kind} {invoice.number or ''} was cancelled.", "Write a new one.")
    what = f"The {invoice.kind} {invoice.number or ''} was issued and does not change any more."
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        return RuleBroken(what, "Cancel it; its number stays.", command="bookdesk invoice cancel INVOICE")
    return RuleBroken(
        what,
        "Write a credit note for it, or cancel it; its number stays.",
        command="bookdesk invoice credit INVOICE",
    )


def _milestones(parts: Sequence[Instalment], currency: str) -> tuple[Milestone, ...]:
    found = tuple(Milestone(part.name, _agreed(part, currency), part.due_date) for part in parts)
    only_amounts = bool(found) and not any(part.rest or part.share is not None for part in parts)
    return (*found[:-1], replace(found[-1], part=None)) if only_amounts else found


def _agreed(part: Instalment, currency: str) -> Decimal | Money | None:
    if part.rest:
        return None
    return Money(part.amount, currency) if part.share is None else part.share


def _write_days(invoice: Invoice, entered: Entered) -> None:
    if entered.document_date is None:
        raise InputError("The document has no date.", "Write the day on which it is issued.")
    invoice.document_date = entered.document_date
    invoice.tax_point, invoice.posting_date = entered.tax_point, entered.posting_date
    invoice.served_from, invoice.served_to = entered.served_from, entered.served_to
    due = None if invoice.kind is InvoiceKind.CREDIT_NOTE else entered.due_date
    if due is not None and due < invoice.document_date:
        raise InputError(
            f"The invoice of {invoice.document_date} is due on {due}, before it is written.", "Correct one of the days."
        )
    invoice.due_date = due


def _write_discount(invoice: Invoice, offer: EarlyPayment | None) -> None:
    taken = None if invoice.kind is InvoiceKind.CREDIT_NOTE else offer
    invoice.discount_days = taken.days if taken else None
    invoice.discount_share = taken.share if taken else None
    invoice.discount_tax = taken.tax if taken else None
