"""An invoice as a list shows it, read for a few keys at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailStage
from bookdesk.ledger.instalments import Part, next_day
from bookdesk.ledger.invoicelists import claimed
from bookdesk.ledger.receivable import plans_of, settled_part
from bookdesk.models.bill import SettlementState, settlement
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import (
    Invoice,
    InvoiceAllocation,
    InvoiceKind,
    InvoiceSource,
    InvoiceStatus,
)
from bookdesk.models.mail import MailEvent, MailEventKind, MailMessage, MailState
from bookdesk.store.listing import among, rowid


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice or credit note; amounts are positive on both. Nothing is open of a draft or a cancelled one.

    `due_date` is the day of the next part to be paid where there are instalments; `days_late` is 0 for whatever is not
    overdue. `mailed` is how far the last mail with it is, None where none was written; `bounced` that it came back.
    `settled_by` is what settles an invoice so far: what was written off or credited is not paid.
    """

    key: int
    id: str
    version: int
    kind: InvoiceKind
    status: InvoiceStatus
    settlement: SettlementState
    customer: str
    contact_id: str
    number: str | None
    reference: str | None
    document_date: date
    due_date: date | None
    days_late: int
    total: Money
    open: Money
    disputed: bool
    dispute_reason: str | None
    promised_until: date | None
    promise_broken: bool
    reminders: bool
    taken_on: bool
    mailed: MailStage | None
    bounced: bool
    settled_by: frozenset[InvoiceSource]
    scheduled: bool
    """Whether a schedule made it, which bills its day once."""


def read_rows(session: Session, keys: Sequence[int], today: date) -> tuple[InvoiceRow, ...]:
    """Return the invoices of these keys in their order, those that are gone left out."""
    found = {row.key: row for row in session.execute(_COLUMNS.where(among(_KEY, keys)))}
    ids = [row.id for row in found.values()]
    plans, mails, by = plans_of(session, ids), last_mails(session, ids), _settled_by(session, ids)
    return tuple(
        _row(found[key], plans.get(found[key].id, ()), mails, by[found[key].id], today) for key in keys if key in found
    )


def last_mails(session: Session, ids: Collection[str]) -> Mapping[str, tuple[MailStage, bool]]:
    """Return how far the last mail about each of these records is, and whether it bounced."""
    written = (
        select(MailMessage.id, MailMessage.subject_id, MailState.stage)
        .join(MailState, MailState.mail_id == MailMessage.id)
        .where(MailMessage.subject_id.in_(ids))
        .order_by(MailMessage.written_at, MailMessage.id)
    )
    last = {row.subject_id: (row.id, row.stage) for row in session.execute(written)}
    bounces = select(MailEvent.mail_id).where(
        MailEvent.mail_id.in_([mail for mail, _ in last.values()]), MailEvent.kind == MailEventKind.BOUNCED
    )
    back = set(session.scalars(bounces))
    return {subject: (stage, mail in back) for subject, (mail, stage) in last.items() if subject is not None}


_KEY = rowid("invoice")
_COLUMNS = select(
    _KEY.label("key"),
    *(Invoice.id, Invoice.version, Invoice.kind, Invoice.status, Invoice.contact_id, Invoice.number, Invoice.reference),
    *(Invoice.document_date, Invoice.due_date, Invoice.currency, Invoice.total, Invoice.disputed),
    *(Invoice.dispute_reason, Invoice.promised_until, Invoice.reminders, Invoice.taken_on, Invoice.schedule_id),
    Contact.name.label("customer"),
    settled_part().label("settled"),
    claimed().label("claimed"),
).join(Contact, Contact.id == Invoice.contact_id)


def _settled_by(session: Session, ids: Collection[str]) -> Mapping[str, frozenset[InvoiceSource]]:
    """Return what settles each invoice; what was taken back settles nothing."""
    amount = func.sum(InvoiceAllocation.amount)
    query = (
        select(InvoiceAllocation.invoice_id, InvoiceAllocation.source)
        .where(InvoiceAllocation.invoice_id.in_(ids))
        .group_by(InvoiceAllocation.invoice_id, InvoiceAllocation.source)
        .having(amount != 0)
    )
    found: dict[str, set[InvoiceSource]] = defaultdict(set)
    for invoice_id, source in session.execute(query):
        found[invoice_id or ""].add(source)
    return defaultdict(frozenset, {one: frozenset(sources) for one, sources in found.items()})


def _row(
    row: Row[Any],
    parts: Sequence[Part],
    mails: Mapping[str, tuple[MailStage, bool]],
    by: frozenset[InvoiceSource],
    today: date,
) -> InvoiceRow:
    left = settlement(Money(row.claimed, row.currency), Money(row.settled, row.currency), Money.zero(row.currency))
    still_open = left.open if row.status is InvoiceStatus.ISSUED else Money.zero(row.currency)
    due = next_day(parts, row.settled, row.due_date)
    late = due is not None and due < today and row.kind is InvoiceKind.INVOICE and still_open.minor > 0
    mailed, bounced = mails.get(row.id, (None, False))
    promised = row.promised_until
    return InvoiceRow(
        key=row.key,
        id=row.id,
        version=row.version,
        kind=row.kind,
        status=row.status,
        settlement=left.state,
        customer=row.customer,
        contact_id=row.contact_id,
        number=row.number,
        reference=row.reference,
        document_date=row.document_date,
        due_date=due,
        days_late=(today - due).days if late and due is not None else 0,
        total=Money(row.total, row.currency),
        open=still_open,
        disputed=row.disputed,
        dispute_reason=row.dispute_reason,
        promised_until=promised,
        promise_broken=promised is not None and promised < today and still_open.minor > 0,
        reminders=row.reminders,
        taken_on=row.taken_on,
        mailed=mailed,
        bounced=bounced,
        settled_by=by,
        scheduled=row.schedule_id is not None,
    )
