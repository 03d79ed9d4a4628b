"""What is always true of invoices, as sentences about whatever breaks it. For tests, `verify` and after a crash."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bookdesk.core.vocabulary import EntryKind, NumberedBy
from bookdesk.invoicing.custom import settings_of
from bookdesk.models.estimate import Estimate, EstimateLine, EstimateStatus
from bookdesk.models.invoice import Instalment, Invoice, InvoiceKind, InvoiceLine, InvoiceStatus
from bookdesk.models.ledger import LedgerEntry
from bookdesk.models.schedule import ScheduleOccurrence
from bookdesk.store.verify import Invariant

_KINDS = (EntryKind.INVOICE, EntryKind.SALES_CREDIT)


def invoices_add_up(session: Session) -> Iterator[str]:
    """Net, tax and rounding make the total, line by line and as a whole; a plan of payments makes it, too."""
    for line_id in session.scalars(
        select(InvoiceLine.id).where(InvoiceLine.net + InvoiceLine.tax != InvoiceLine.gross)
    ):
        yield f"invoice line {line_id}: net and tax do not make its total"
    own = Invoice.taken_on.is_(False)
    wrong = select(Invoice.id).where(own, Invoice.net + Invoice.tax + Invoice.rounding != Invoice.total)
    for invoice_id in session.scalars(wrong):
        yield f"invoice {invoice_id}: net, tax and rounding do not make its total"
    lines = (
        select(Invoice.id)
        .outerjoin(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
        .where(own)
        .group_by(Invoice.id)
        .having(or_(_sum(InvoiceLine.net) != Invoice.net, _sum(InvoiceLine.tax) != Invoice.tax))
    )
    for invoice_id in session.scalars(lines):
        yield f"invoice {invoice_id}: its lines do not make its totals"
    plans = (
        select(Invoice.id)
        .join(Instalment, Instalment.invoice_id == Invoice.id)
        .group_by(Invoice.id)
        .having(func.sum(Instalment.amount) != Invoice.total)
    )
    for invoice_id in session.scalars(plans):
        yield f"invoice {invoice_id}: its instalments do not make its total"
    estimates = (
        select(Estimate.id)
        .outerjoin(EstimateLine, EstimateLine.estimate_id == Estimate.id)
        .group_by(Estimate.id)
        .having(or_(_sum(EstimateLine.net) != Estimate.net, _sum(EstimateLine.tax) != Estimate.tax))
    )
    for estimate_id in session.scalars(estimates):
        yield f"estimate {estimate_id}: its lines do not make its totals"


def invoices_are_booked(session: Session) -> Iterator[str]:
    """Every issued document is in the books once, a draft or cancelled one not at all."""
    standing = _standing(session)
    query = select(Invoice.id, Invoice.status).where(Invoice.taken_on.is_(False))
    for invoice_id, status in session.execute(query):
        expected = 1 if status is InvoiceStatus.ISSUED else 0
        if standing.get(invoice_id, 0) != expected:
            yield f"invoice {invoice_id} is {status} and has {standing.get(invoice_id, 0)} standing entries"


def invoices_are_numbered(session: Session) -> Iterator[str]:
    """What was issued has a number unless the accounting system gives it; a draft has none; none is given twice."""
    query = select(Invoice.id, Invoice.status, Invoice.number).where(Invoice.taken_on.is_(False))
    by_ledger = settings_of(session).numbered_by is NumberedBy.LEDGER
    seen: dict[str, str] = {}
    for invoice_id, status, number in session.execute(query):
        if status is InvoiceStatus.DRAFT and number is not None:
            yield f"draft {invoice_id} has the number {number}"
        if status is not InvoiceStatus.DRAFT and number is None and not by_ledger:
            yield f"invoice {invoice_id} was issued without a number"
        if number is not None:
            other = seen.setdefault(number.casefold(), invoice_id)
            if other != invoice_id:
                yield f"invoices {other} and {invoice_id} share the number {number}"


def credits_fit(session: Session) -> Iterator[str]:
    """Credit notes for an invoice are of its customer and currency, and not above what it claims."""
    given: dict[str, int] = {}
    notes = select(Invoice).where(Invoice.corrects_id.is_not(None), Invoice.status == InvoiceStatus.ISSUED)
    for note in session.scalars(notes.where(Invoice.kind == InvoiceKind.CREDIT_NOTE)):
        invoice = session.get(Invoice, note.corrects_id)
        if invoice is None or (invoice.contact_id, invoice.currency) != (note.contact_id, note.currency):
            yield f"credit note {note.id} is not of the customer and currency of its invoice"
            continue
        given[invoice.id] = given.get(invoice.id, 0) + note.total
        if given[invoice.id] > invoice.claim.minor:
            yield f"invoice {invoice.id} is credited by more than it claims"


def estimates_invoiced_once(session: Session) -> Iterator[str]:
    """An invoiced estimate has one invoice that stands, any other none; a billed day of a schedule is known once."""
    made: dict[str, int] = {}
    query = select(Invoice.estimate_id).where(Invoice.estimate_id.is_not(None), Invoice.status != InvoiceStatus.VOID)
    for estimate_id in session.scalars(query):
        made[estimate_id or ""] = made.get(estimate_id or "", 0) + 1
    for estimate_id, status in session.execute(select(Estimate.id, Estimate.status)):
        expected = 1 if status is EstimateStatus.INVOICED else 0
        if made.get(estimate_id, 0) != expected:
            yield f"estimate {estimate_id} is {status} and has {made.get(estimate_id, 0)} invoices"
    days = select(ScheduleOccurrence.schedule_id, ScheduleOccurrence.day)
    twice = days.group_by(ScheduleOccurrence.schedule_id, ScheduleOccurrence.day).having(func.count() > 1)
    for schedule_id, day in session.execute(twice):
        yield f"schedule {schedule_id} billed {day} twice"


INVARIANTS = (
    Invariant("invoices add up", invoices_add_up),
    Invariant("invoices are booked", invoices_are_booked),
    Invariant("invoices are numbered", invoices_are_numbered),
    Invariant("credits fit", credits_fit),
    Invariant("estimates invoiced once", estimates_invoiced_once),
)


def _sum(column: object) -> object:
    return func.coalesce(func.sum(column), 0)


def _standing(session: Session) -> dict[str, int]:
    reversed_ones = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    query = (
        select(LedgerEntry.source_id, func.count())
        .where(LedgerEntry.kind.in_(_KINDS), LedgerEntry.id.not_in(reversed_ones))
        .group_by(LedgerEntry.source_id)
    )
    return {source_id or "": count for source_id, count in session.execute(query)}
