"""One invoice as a screen shows it: in full, with the documents that settled it and the mails it was sent with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailKind, MailStage, NumberedBy, NumberedKind
from bookdesk.invoicing.custom import settings_of
from bookdesk.invoicing.details import InvoiceDetails, read_details
from bookdesk.invoicing.estimates import require_offerable
from bookdesk.invoicing.issuing import require_issuable
from bookdesk.ledger.owner import client_today, day_of_lists
from bookdesk.ledger.salesnumbers import kind_of, next_number
from bookdesk.mail.standing import Stopped, stopped_in
from bookdesk.models.estimate import Estimate
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceSource
from bookdesk.models.mail import MailEvent, MailEventKind, MailMessage, MailState
from bookdesk.models.receipt import Receipt
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Settled:
    """What settled a part, less where it was taken back; `number` names the receipt or the other document.

    It is `used` where this is a credit note and the other document the invoice that it settles.
    """

    id: str
    day: date
    source: InvoiceSource
    number: str | None
    amount: Money
    taken_back: bool
    used: bool = False


@dataclass(frozen=True, slots=True)
class Mailed:
    """A mail about it: to whom, how far it is, and why it waits or came back."""

    id: str
    kind: MailKind
    at: datetime
    recipients: tuple[str, ...]
    stage: MailStage
    bounced: bool
    problem: str | None
    stopped: Stopped | None = None
    """Why one that waits will not leave."""


@dataclass(frozen=True, slots=True)
class InvoiceShown:
    """An invoice in full. `corrects` is the number of the invoice that a credit note is for."""

    details: InvoiceDetails
    settled: tuple[Settled, ...]
    mails: tuple[Mailed, ...]
    corrects: str | None
    today: date


def show(desk: Desk, invoice_id: str) -> InvoiceShown:
    """Return one invoice; `NotFound` where there is no such one."""
    with desk.books.query() as session:
        invoice = session.get(Invoice, invoice_id)
        if invoice is None:
            raise NotFound("There is no such invoice.", "Choose one from the list.", command="bookdesk invoice list")
        details = read_details(session, invoice)
        corrected = session.get(Invoice, invoice.corrects_id) if invoice.corrects_id else None
        return InvoiceShown(
            details,
            _settled(session, invoice, details.allocations),
            mails_about(session, [invoice_id]),
            corrected.number if corrected is not None else None,
            day_of_lists(session, desk.clock),
        )


def number_to_come(desk: Desk, invoice_id: str) -> str:
    """Return which number a draft would get now, nothing where the ledger numbers; another may take it first.

    What could not be issued is refused here already, before anybody is asked whether he wants it.
    """
    with desk.books.query() as session:
        invoice = session.get(Invoice, invoice_id)
        if invoice is not None:
            require_issuable(session, invoice, client_today(session, desk.clock))
        if invoice is None or settings_of(session).numbered_by is NumberedBy.LEDGER:
            return ""
        return next_number(session, kind_of(invoice), invoice.document_date)


def estimate_to_come(desk: Desk, estimate_id: str) -> str:
    """Return which number an estimate has, or would get if it were offered now; what cannot be is refused already."""
    with desk.books.query() as session:
        estimate = session.get(Estimate, estimate_id)
        if estimate is None:
            return ""
        require_offerable(session, estimate, client_today(session, desk.clock))
        return estimate.number or next_number(session, NumberedKind.ESTIMATE, estimate.document_date)


def mails_about(session: Session, ids: Collection[str]) -> tuple[Mailed, ...]:
    """Return the mails about these records, the last written first."""
    query = (
        select(MailMessage, MailState)
        .join(MailState, MailState.mail_id == MailMessage.id)
        .where(MailMessage.subject_id.in_(ids))
        .order_by(MailMessage.written_at.desc(), MailMessage.id.desc())
    )
    found = session.execute(query).all()
    kind = MailEvent.kind == MailEventKind.BOUNCED
    events = select(MailEvent).where(MailEvent.mail_id.in_([mail.id for mail, _ in found]), kind)
    bounces = {one.mail_id: one.detail for one in session.scalars(events)}
    return tuple(
        Mailed(
            mail.id,
            mail.kind,
            mail.written_at,
            tuple(str(one) for one in mail.recipients) if isinstance(mail.recipients, list) else (),
            state.stage,
            mail.id in bounces,
            bounces.get(mail.id) or state.problem,
            stopped_in(session, mail) if state.stage is MailStage.QUEUED else None,
        )
        for mail, state in found
    )


def _settled(session: Session, invoice: Invoice, rows: Collection[InvoiceAllocation]) -> tuple[Settled, ...]:
    others = {row.invoice_id if row.source_id == invoice.id else row.source_id for row in rows}
    numbers = dict(session.execute(select(Invoice.id, Invoice.number).where(Invoice.id.in_(others))).all())
    numbers |= dict(session.execute(select(Receipt.id, Receipt.number).where(Receipt.id.in_(others))).all())
    back = {row.reverses_id for row in rows} - {None}
    return tuple(
        Settled(
            row.id,
            row.day,
            row.source,
            numbers.get(row.invoice_id if row.source_id == invoice.id else row.source_id),
            Money(row.amount, invoice.currency),
            row.id in back or row.reverses_id is not None,
            row.source_id == invoice.id,
        )
        for row in rows
    )
