"""Everything that happened with a contact, the newest first: documents, money, mails, reminders, matches and edits.

Each source is asked for its next few rows by key, and they are put in order: however much there is, a page costs the
same. What has a day only stands at the beginning of that day where the client is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from heapq import nlargest
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select, union
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.models.bank import Match, MatchPart
from bookdesk.models.bill import Bill
from bookdesk.models.contact import NOTED, Contact, PayeeAccount
from bookdesk.models.estimate import Estimate
from bookdesk.models.history import ChangeSet, RowChange
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceSource
from bookdesk.models.mail import MailMessage, MailState
from bookdesk.models.payment import Payment, PaymentRun, PaymentState
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.models.reminder import ReminderSent


class EventKind(StrEnum):
    """What happened."""

    BILL = "bill"
    PAYMENT = "payment"
    ESTIMATE = "estimate"
    INVOICE = "invoice"
    RECEIPT = "receipt"
    REFUND = "refund"
    SETTLED = "settled"
    """without money: by a credit note, a discount or a write-off"""
    MAIL = "mail"
    REMINDER = "reminder"
    MATCH = "bank match"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Key:
    """Where a page ended: what comes after is older, or of a lesser kind and id at the same moment."""

    at: datetime
    kind: EventKind
    id: str

    def __str__(self) -> str:
        """One word, for whoever asks on."""
        return f"{self.at.astimezone(UTC).isoformat()}|{self.kind.value}|{self.id}"

    @classmethod
    def read(cls, text: str) -> Key:
        """Return a key from its word; `InputError` where it is none."""
        at, _, rest = text.partition("|")
        kind, _, row_id = rest.partition("|")
        try:
            found = cls(datetime.fromisoformat(at), EventKind(kind), row_id)
        except ValueError:
            found = None
        if found is None or found.at.tzinfo is None or not row_id:
            raise InputError(f"'{text}' is no place in a timeline.", "Take it from the page before.") from None
        return found

    @property
    def order(self) -> tuple[datetime, str, str]:
        """By which events are in order, the greatest first."""
        return (self.at, self.kind.value, self.id)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on `day` at the client. `id` is the record's, `by` a user's id where one did it.

    `about` is the record in which it is seen where that is another: the invoice of a reminder, the run of a payment.
    """

    key: Key
    day: date
    title: str
    detail: str = ""
    amount: Money | None = None
    by: str = ""
    about: str = ""

    @property
    def kind(self) -> EventKind:
        """What happened."""
        return self.key.kind

    @property
    def id(self) -> str:
        """The record it happened to: a bill, a message, a change set."""
        return self.key.id


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, the newest first, and from where to ask on; None at the end."""

    events: tuple[Event, ...]
    next: Key | None


ALL: Collection[EventKind] = frozenset(EventKind)


def read_page(  # noqa: PLR0913 - whose events, which of them, and from where on
    session: Session,
    contact_id: str,
    zone: str,
    *,
    before: Key | None = None,
    most: int = 50,
    kinds: Collection[EventKind] = ALL,
) -> Page:
    """Return the next events of a contact, older than the key `before`."""
    asked = _Asked(session, contact_id, ZoneInfo(zone), before, most + 1)
    found = nlargest(
        most + 1, (event for kind in kinds for event in _SOURCES[kind](asked)), key=lambda one: one.key.order
    )
    page = tuple(found[:most])
    return Page(page, page[-1].key if len(found) > most else None)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of each source."""

    session: Session
    contact_id: str
    zone: ZoneInfo
    before: Key | None
    most: int

    def dated(self, kind: EventKind, query: Any, day: Any, key: Any) -> Sequence[Any]:  # noqa: ANN401 - columns
        """Return the next rows of what has a day."""
        if self.before is not None:
            at = self.before.at.astimezone(self.zone)
            same = self._begin(at.date()) == at
            query = query.where(self._older(kind, day, key, at.date()) if same else day <= at.date())
        return self.session.execute(query.order_by(day.desc(), key.desc()).limit(self.most)).all()

    def timed(self, kind: EventKind, query: Any, at: Any, key: Any) -> Sequence[Any]:  # noqa: ANN401 - columns
        """Return the next rows of what has an instant."""
        if self.before is not None:
            query = query.where(self._older(kind, at, key, self.before.at))
        return self.session.execute(query.order_by(at.desc(), key.desc()).limit(self.most)).all()

    def on(self, kind: EventKind, key: str, day: date, title: str, **more: Any) -> Event:  # noqa: ANN401 - passed on
        """Return an event of a day."""
        return Event(Key(self._begin(day), kind, key), day, title, **more)

    def at(self, kind: EventKind, key: str, at: datetime, title: str, **more: Any) -> Event:  # noqa: ANN401 - passed on
        """Return an event of an instant."""
        return Event(Key(at, kind, key), at.astimezone(self.zone).date(), title, **more)

    def _begin(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def _older(self, kind: EventKind, column: Any, key: Any, at: Any) -> ColumnElement[bool]:  # noqa: ANN401 - columns
        """Return the condition of coming after `before`, whose moment `at` is in the column's own terms."""
        if self.before is None or kind.value > self.before.kind.value:
            return column < at  # type: ignore[no-any-return]
        if kind.value < self.before.kind.value:
            return column <= at  # type: ignore[no-any-return]
        return or_(column < at, and_(column == at, key < self.before.id))


def _bills(asked: _Asked) -> Iterator[Event]:
    day = func.coalesce(Bill.document_date, Bill.received_date, type_=Bill.received_date.type)
    query = select(Bill, day).where(Bill.contact_id == asked.contact_id)
    for row, dated in asked.dated(EventKind.BILL, query, day, Bill.id):
        title = f"{row.kind.value.capitalize()} {row.number or ''}".strip()
        yield asked.on(EventKind.BILL, row.id, dated, title, detail=row.status.value, amount=row.total_money)


def _payments(asked: _Asked) -> Iterator[Event]:
    query = (
        select(Payment, PaymentRun.number, PaymentRun.execution_date)
        .join(PaymentRun, PaymentRun.id == Payment.run_id)
        .where(
            Payment.contact_id == asked.contact_id, Payment.state.in_((PaymentState.RELEASED, PaymentState.RETURNED))
        )
    )
    for row, number, day in asked.dated(EventKind.PAYMENT, query, PaymentRun.execution_date, Payment.id):
        title, money = f"Payment in run {number}", Money(row.amount, row.currency)
        yield asked.on(EventKind.PAYMENT, row.id, day, title, detail=row.state.value, amount=money, about=row.run_id)


def _estimates(asked: _Asked) -> Iterator[Event]:
    query = select(Estimate).where(Estimate.contact_id == asked.contact_id)
    for (row,) in asked.dated(EventKind.ESTIMATE, query, Estimate.document_date, Estimate.id):
        title = f"Estimate {row.number or ''}".strip()
        yield asked.on(
            EventKind.ESTIMATE, row.id, row.document_date, title, detail=row.status.value, amount=row.total_money
        )


def _invoices(asked: _Asked) -> Iterator[Event]:
    query = select(Invoice).where(Invoice.contact_id == asked.contact_id)
    for (row,) in asked.dated(EventKind.INVOICE, query, Invoice.document_date, Invoice.id):
        title = f"{row.kind.value.capitalize()} {row.number or ''}".strip()
        detail = "cancelled" if row.cancelled_on else row.status.value
        yield asked.on(EventKind.INVOICE, row.id, row.document_date, title, detail=detail, amount=row.total_money)


def _receipts(asked: _Asked) -> Iterator[Event]:
    query = select(Receipt).where(Receipt.contact_id == asked.contact_id)
    for (row,) in asked.dated(EventKind.RECEIPT, query, Receipt.day, Receipt.id):
        title = f"Receipt {row.number or ''}".strip()
        detail = f"{row.way.value}, reversed" if row.reversed_on else row.way.value
        yield asked.on(EventKind.RECEIPT, row.id, row.day, title, detail=detail, amount=row.money, by=row.entered_by)


def _refunds(asked: _Asked) -> Iterator[Event]:
    query = select(Refund).where(Refund.contact_id == asked.contact_id)
    for (row,) in asked.dated(EventKind.REFUND, query, Refund.day, Refund.id):
        detail = f"{row.reason}, reversed" if row.reversed_on else row.reason
        told: dict[str, Any] = {"detail": detail, "amount": row.money, "by": row.entered_by}
        yield asked.on(EventKind.REFUND, row.id, row.day, "Refund", about=row.receipt_id or "", **told)


_WITHOUT_MONEY = (InvoiceSource.CREDIT_NOTE, InvoiceSource.DISCOUNT, InvoiceSource.WRITE_OFF)


def _settled(asked: _Asked) -> Iterator[Event]:
    query = (
        select(InvoiceAllocation, Invoice.number, Invoice.currency)
        .join(Invoice, Invoice.id == InvoiceAllocation.invoice_id)
        .where(Invoice.contact_id == asked.contact_id, InvoiceAllocation.source.in_(_WITHOUT_MONEY))
    )
    for row, number, currency in asked.dated(EventKind.SETTLED, query, InvoiceAllocation.day, InvoiceAllocation.id):
        back = ", taken back" if row.amount < 0 else ""
        title = f"{row.source.value.capitalize()} on invoice {number or ''}".strip()
        title = title if row.amount else f"{title} refused"
        money = Money(abs(row.amount), currency)
        yield asked.on(EventKind.SETTLED, row.id, row.day, f"{title}{back}", amount=money, about=row.invoice_id)


def _mails(asked: _Asked) -> Iterator[Event]:
    query = (
        select(MailMessage, MailState.stage)
        .outerjoin(MailState, MailState.mail_id == MailMessage.id)
        .where(MailMessage.contact_id == asked.contact_id)
    )
    for row, stage in asked.timed(EventKind.MAIL, query, MailMessage.written_at, MailMessage.id):
        detail = f"{row.kind.value}, {stage.value}" if stage is not None else row.kind.value
        yield asked.at(EventKind.MAIL, row.id, row.written_at, row.subject, detail=detail, by=row.written_by)


def _reminders(asked: _Asked) -> Iterator[Event]:
    query = (
        select(ReminderSent, Invoice.number)
        .join(Invoice, Invoice.id == ReminderSent.invoice_id)
        .where(ReminderSent.contact_id == asked.contact_id)
    )
    for row, number in asked.dated(EventKind.REMINDER, query, ReminderSent.day, ReminderSent.id):
        title = f"Reminder for invoice {number or ''}".strip()
        detail = f"{row.step}, for a person to act" if row.escalated else row.step
        yield asked.on(EventKind.REMINDER, row.id, row.day, title, detail=detail, about=row.invoice_id)


def _matches(asked: _Asked) -> Iterator[Event]:
    """Yield matches of bank lines with what the contact owes, is owed, paid or was paid."""
    mine = asked.contact_id
    targets = union(
        select(Bill.id).where(Bill.contact_id == mine),
        select(Invoice.id).where(Invoice.contact_id == mine),
        select(Payment.id).where(Payment.contact_id == mine),
        select(Payment.run_id).where(Payment.contact_id == mine),
        select(Receipt.id).where(Receipt.contact_id == mine),
        select(Refund.id).where(Refund.contact_id == mine),
    )
    booked = select(Receipt.match_id).where(Receipt.contact_id == mine, Receipt.match_id.is_not(None))
    by_part = select(MatchPart.match_id).where(MatchPart.target_id.in_(targets))
    query = select(Match).where(or_(Match.id.in_(by_part), Match.id.in_(booked)))
    for (row,) in asked.timed(EventKind.MATCH, query, Match.matched_at, Match.id):
        title = f"Bank line matched: {row.kind.value}"
        yield asked.at(EventKind.MATCH, row.id, row.matched_at, title, by=row.matched_by)


def _edits(asked: _Asked) -> Iterator[Event]:
    accounts = select(PayeeAccount.id).where(PayeeAccount.contact_id == asked.contact_id)
    touched = select(RowChange.change_set).where(
        or_(
            and_(RowChange.tbl == Contact.__tablename__, RowChange.pk == asked.contact_id),
            and_(RowChange.tbl == PayeeAccount.__tablename__, RowChange.pk.in_(accounts)),
        )
    )
    query = select(ChangeSet.id, ChangeSet.made_at, ChangeSet.action, ChangeSet.reason, ChangeSet.actor)
    query = query.where(ChangeSet.id.in_(touched))
    for key, at, action, reason, actor in asked.timed(EventKind.EDIT, query, ChangeSet.made_at, ChangeSet.id):
        noted = reason.startswith(NOTED)
        title = "Note" if noted else str(action).capitalize()
        yield asked.at(EventKind.EDIT, key, at, title, detail=reason.removeprefix(NOTED), by=actor)


_SOURCES: Mapping[EventKind, Callable[[_Asked], Iterable[Event]]] = MappingProxyType(
    {
        EventKind.BILL: _bills,
        EventKind.PAYMENT: _payments,
        EventKind.ESTIMATE: _estimates,
        EventKind.INVOICE: _invoices,
        EventKind.RECEIPT: _receipts,
        EventKind.REFUND: _refunds,
        EventKind.SETTLED: _settled,
        EventKind.MAIL: _mails,
        EventKind.REMINDER: _reminders,
        EventKind.MATCH: _matches,
        EventKind.EDIT: _edits,
    }
)
