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
from bookdesk.ledger.invoicelists import claimed
from bookdesk.ledger.receivable import settled_part
from bookdesk.models.bill import SettlementState, settlement
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import (
    Instalment,
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


@dataclass(frozen=True, slots=True)
class _Part:
    """An instalment: its day, and what all parts up to it come to."""

    day: date | None
    upto: int


def read_rows(session: Session, keys: Sequence[int], today: date) -> tuple[InvoiceRow, ...]:
    """Return the invoices of these keys in their order, those that are gone left out."""
    found = {row.key: row for row in session.execute(_COLUMNS.where(among(_KEY, keys)))}
    ids = [row.id for row in found.values()]
    plans, mails, by = _plans(session, ids), last_mails(session, ids), _settled_by(session, ids)
    return tuple(
        _row(found[key], plans.get(found[key].id, ()), mails, by[found[key].id], today) for key in keys if key in found
    )


def next_due(parts: Sequence[tuple[date | None, int]], settled: int, due: date | None) -> date | None:
    """Return the day of the first instalment (day, minor units) that is not settled, `due` where there is no plan.

    What is paid settles the parts in the order of their days; one without a day waits for its milestone.
    """
    return _next(_upto(parts), settled) if parts else due


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
    *(Invoice.dispute_reason, Invoice.promised_until, Invoice.reminders, Invoice.taken_on),
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
    parts: Sequence[_Part],
    mails: Mapping[str, tuple[MailStage, bool]],
    by: frozenset[InvoiceSource],
    today: date,
) -> InvoiceRow:
    left = settlement(Money(row.claimed, row.currency), Money(row.settled, row.currency), Money.zero(row.currency))
    still_open = left.open if row.status is InvoiceStatus.ISSUED else Money.zero(row.currency)
    due = _next(parts, row.settled) if parts else row.due_date
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
    )


def _next(parts: Sequence[_Part], settled: int) -> date | None:
    return next((part.day for part in parts if part.upto > settled), parts[-1].day)


def _plans(session: Session, ids: Collection[str]) -> dict[str, tuple[_Part, ...]]:
    query = select(Instalment.invoice_id, Instalment.due_date, Instalment.amount).where(Instalment.invoice_id.in_(ids))
    found: dict[str, list[tuple[date | None, int]]] = defaultdict(list)
    for row in session.execute(query.order_by(Instalment.invoice_id, Instalment.position)):
        found[row.invoice_id].append((row.due_date, row.amount))
    return {invoice_id: _upto(parts) for invoice_id, parts in found.items()}


def _upto(parts: Sequence[tuple[date | None, int]]) -> tuple[_Part, ...]:
    """Return the parts in the order in which they are to be paid, each with what is asked for by then."""
    made, upto = [], 0
    for day, amount in sorted(parts, key=lambda part: (part[0] is None, part[0] or date.max)):
        upto += amount
        made.append(_Part(day, upto))
    return tuple(made)
