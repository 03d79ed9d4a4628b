"""The windowed lists of mails: each named list, searched and counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal_column, or_, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailKind, MailStage
from bookdesk.ledger.search import matches, stands_in
from bookdesk.mail import records
from bookdesk.mail.lists import MailList, on_list, open_words
from bookdesk.mail.outbox import all_recipients
from bookdesk.mail.standing import Stopped, settled_since, stopped_in
from bookdesk.mail.verdicts import withdrawn_key
from bookdesk.models.contact import Contact
from bookdesk.models.estimate import Estimate
from bookdesk.models.invoice import Invoice
from bookdesk.models.mail import MailEvent, MailEventKind, MailMessage, MailState
from bookdesk.models.receipt import Receipt
from bookdesk.models.reminder import ReminderSent
from bookdesk.store.desk import Desk
from bookdesk.store.listing import Beginning, Keys, among, read_keys, rowid

__all__ = ["MailList", "MailListing", "MailOrder", "MailQuery", "MailRow"]


class MailOrder(StrEnum):
    """Columns by which mails are sorted; those that agree in it, by when they were written."""

    WRITTEN = "written"
    CUSTOMER = "customer"
    SUBJECT = "subject"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class MailQuery:
    """Which mails, in which order; each word of `text` stands in customer, address, subject or document's number."""

    list: MailList = MailList.ALL
    text: str = ""
    order: MailOrder = MailOrder.WRITTEN
    descending: bool = True


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail as a list shows it.

    `numbers` are those of the documents it is about. `left_at` is when the last recipient's server took it over,
    `next_at` when it is tried next where it waits, `early` that it may not leave yet (`not_before`). `back` are the
    recipients from whom it came back, `refused` those whom a server refused, of both those of which nobody decided
    anything since.
    `withdrawn` says that it was taken out because it was no longer wanted, not by a person; `stopped` why one that
    waits still will be. `settled_since` is what was settled of its invoice after it was written, where it waits.
    """

    key: int
    id: str
    kind: MailKind
    contact_id: str | None
    customer: str
    recipients: tuple[str, ...]
    subject: str
    subject_id: str | None
    numbers: tuple[str, ...]
    written_at: datetime
    left_at: datetime | None
    stage: MailStage
    tries: int
    next_at: datetime | None
    not_before: datetime | None
    early: bool
    offline: bool
    held: bool
    problem: str | None
    back: tuple[str, ...]
    refused: tuple[str, ...]
    settled: bool
    withdrawn: bool
    stopped: Stopped | None = None
    settled_since: Money | None = None

    @property
    def to_settle(self) -> bool:
        """Whether something of it came back or was refused while the rest of it left or waits."""
        return bool(self.back or self.refused) and self.stage not in {MailStage.UNKNOWN, MailStage.REFUSED}


class MailListing:
    """The mails of one client, as lists."""

    def __init__(self, desk: Desk) -> None:
        """Read at `desk`."""
        self._desk = desk

    def of(self, query: MailQuery) -> Beginning[MailRow]:
        """Return a view, ready to be asked."""
        return _View(self._desk, query)

    def counts(self, lists: Iterable[MailList]) -> Mapping[MailList, int]:
        """Return how many mails are on each of several lists, all at one moment."""
        counting = select(func.count()).select_from(MailState)
        with self._desk.books.query() as session:
            found = {which: session.scalar(counting.where(on_list(which))) or 0 for which in lists}
        return MappingProxyType(found)

    def key_of(self, mail_id: str) -> int | None:
        """Return the key of a mail, `None` where there is no such one."""
        with self._desk.books.query() as session:
            found: int | None = session.scalar(select(_KEY).select_from(MailMessage).where(MailMessage.id == mail_id))
        return found


@dataclass(frozen=True, slots=True)
class _View:
    """One question about mails."""

    desk: Desk
    query: MailQuery

    def keys(self) -> Keys:
        """Return the keys of all mails of the view, in order."""
        with self.desk.books.query() as session:
            return read_keys(session, self._select())

    def first(self, count: int) -> Keys:
        """Return the keys of the first mails of the view, in order."""
        with self.desk.books.query() as session:
            return read_keys(session, self._select().limit(count))

    def rows(self, keys: Keys) -> tuple[MailRow, ...]:
        """Return the mails of these keys, in their order."""
        with self.desk.books.query() as session:
            return read_rows(session, keys, self.desk.clock.now())

    def _select(self) -> Select[Any]:
        query = self.query
        typed = matches(query.text, *_SEARCHED)
        sought = [on_list(query.list)] + ([] if typed is None else [typed])
        order = _ORDERS[query.order]
        by = (order.desc(), _KEY.desc()) if query.descending else (order, _KEY)
        return (
            select(_KEY)
            .select_from(MailMessage)
            .join(MailState, MailState.mail_id == MailMessage.id)
            .where(*sought)
            .order_by(*by)
        )


def read_rows(session: Session, keys: Sequence[int], now: datetime) -> tuple[MailRow, ...]:
    """Return the mails of these keys in their order as they are at `now`, those that are gone left out."""
    query = (
        select(_KEY.label("key"), MailMessage, MailState, Contact.name)
        .join(MailState, MailState.mail_id == MailMessage.id)
        .outerjoin(Contact, Contact.id == MailMessage.contact_id)
        .where(among(_KEY, keys))
    )
    found = {key: (message, state, name) for key, message, state, name in session.execute(query)}
    messages = [message for message, _, _ in found.values()]
    events = records.events_in(session, [message.id for message in messages])
    numbers, words = _numbers(session, messages), open_words(session, list(events))
    rows = tuple(
        _row(key, *found[key], events[mail_id], words[mail_id], numbers.get(mail_id, ()), now)
        for key in keys
        if key in found
        for mail_id in [found[key][0].id]
    )
    return _judged(session, rows, messages)


def _judged(session: Session, rows: tuple[MailRow, ...], messages: Sequence[MailMessage]) -> tuple[MailRow, ...]:
    """Return the rows with what speaks against those that wait: as much as is written of what they are about."""
    waiting = {row.id for row in rows if row.stage is MailStage.QUEUED}
    asked = [one for one in messages if one.id in waiting]
    if not asked:
        return rows
    why, since = {one.id: stopped_in(session, one) for one in asked}, settled_since(session, asked)
    return tuple(replace(row, stopped=why.get(row.id), settled_since=since.get(row.id)) for row in rows)


def _row(  # noqa: PLR0913, PLR0917 - a row is made of as many tables
    key: int,
    message: MailMessage,
    state: MailState,
    customer: str | None,
    events: Sequence[MailEvent],
    words: Sequence[tuple[str | None, MailEventKind]],
    numbers: tuple[str, ...],
    now: datetime,
) -> MailRow:
    told = {event.kind for event in events}
    return MailRow(
        key=key,
        id=message.id,
        kind=message.kind,
        contact_id=message.contact_id,
        customer=customer or "",
        recipients=all_recipients(message),
        subject=message.subject,
        subject_id=message.subject_id,
        numbers=numbers,
        written_at=message.written_at,
        left_at=max((one.at for one in events if one.kind is MailEventKind.ACCEPTED), default=None),
        stage=state.stage,
        tries=state.tries,
        next_at=state.next_at,
        not_before=message.not_before,
        early=message.not_before is not None and now < message.not_before,
        offline=state.offline,
        held=state.held,
        problem=state.problem,
        back=_whom(message, words, MailEventKind.BOUNCED),
        refused=_whom(message, words, MailEventKind.REFUSED),
        settled=MailEventKind.SETTLED in told,
        withdrawn=any(one.key == withdrawn_key(message.id) for one in events),
    )


def _whom(
    message: MailMessage, words: Iterable[tuple[str | None, MailEventKind]], kind: MailEventKind
) -> tuple[str, ...]:
    """Return whom the words of a kind are about; where a report named nobody, everybody may be meant."""
    named = [recipient for recipient, one in words if one is kind]
    whom = all_recipients(message) if None in named else (one for one in named if one is not None)
    return tuple(dict.fromkeys(whom))


def _numbers(session: Session, messages: Sequence[MailMessage]) -> dict[str, tuple[str, ...]]:
    """Return the numbers of the documents that mails are about, by mail; a reminder may be about several."""
    subjects: Collection[str] = {one.subject_id for one in messages if one.subject_id}
    known: dict[str, str] = {}
    for table in (Invoice, Estimate, Receipt):
        query = select(table.id, table.number).where(table.id.in_(subjects), table.number.is_not(None))
        known |= {id_: number for id_, number in session.execute(query) if number}
    found = {one.id: (known[one.subject_id],) for one in messages if one.subject_id in known}
    reminders = [one.id for one in messages if one.kind is MailKind.REMINDER]
    several: dict[str, list[str]] = defaultdict(list)
    named = (
        select(ReminderSent.mail_id, Invoice.number)
        .join(Invoice, Invoice.id == ReminderSent.invoice_id)
        .where(ReminderSent.mail_id.in_(reminders))
        .order_by(Invoice.due_date, Invoice.number)
    )
    for mail_id, number in session.execute(named):
        if mail_id and number:
            several[mail_id].append(number)
    return found | {mail_id: tuple(dict.fromkeys(ones)) for mail_id, ones in several.items()}


_KEY = rowid("mail_message")
_RECIPIENTS: ColumnElement[str | None] = literal_column("mail_message.recipients")
_COPIES: ColumnElement[str | None] = literal_column("mail_message.copies")


def _of_customer(word: str) -> ColumnElement[bool]:
    return MailMessage.contact_id.in_(select(Contact.id).where(stands_in(Contact.name)(word)))


def _about(word: str) -> ColumnElement[bool]:
    """Return that the word stands in the number of the document, or of one that a reminder names."""
    of_document = (
        MailMessage.subject_id.in_(select(table.id).where(stands_in(table.number)(word)))
        for table in (Invoice, Estimate, Receipt)
    )
    reminded = select(ReminderSent.mail_id).join(Invoice, Invoice.id == ReminderSent.invoice_id)
    return or_(*of_document, MailMessage.id.in_(reminded.where(stands_in(Invoice.number)(word))))


_SEARCHED: tuple[Callable[[str], ColumnElement[bool]], ...] = (
    _of_customer,
    stands_in(_RECIPIENTS),
    stands_in(_COPIES),
    stands_in(MailMessage.subject),
    _about,
)
_STEP = {
    MailStage.UNKNOWN: 0,
    MailStage.REFUSED: 1,
    MailStage.SENDING: 2,
    MailStage.QUEUED: 3,
    MailStage.ACCEPTED: 4,
    MailStage.CANCELLED: 5,
}
_CUSTOMER = select(Contact.name).where(Contact.id == MailMessage.contact_id).correlate(MailMessage).scalar_subquery()
_ORDERS: Mapping[MailOrder, ColumnElement[Any]] = {
    MailOrder.WRITTEN: _KEY,
    MailOrder.CUSTOMER: _CUSTOMER.collate("NOCASE"),
    MailOrder.SUBJECT: func.lower(MailMessage.subject),
    MailOrder.STATE: case(_STEP, value=MailState.stage),
}
