"""A contact on one card: who it is, what is owed both ways, what is open, how it pays, and what was mailed last."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound
from bookdesk.core.money import Money
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import CustomerKind, MailKind, MailStage
from bookdesk.ledger.owner import client_profile
from bookdesk.mail.standing import Stopped, stopped_in
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice
from bookdesk.models.mail import MailEvent, MailEventKind, MailMessage, MailState
from bookdesk.reports.ageing import Aged, AgedItem, Ageing, ageing
from bookdesk.reports.collection import KeyFigure, Name, Span, collection
from bookdesk.reports.owed import Kind, Owed
from bookdesk.reports.payable import open_payables
from bookdesk.reports.paydates import USUAL, lags, percentile
from bookdesk.reports.paying import paid_by
from bookdesk.reports.receivable import open_receivables, receivables
from bookdesk.reports.service import Side, Stamp, stamp
from bookdesk.reports.timeline import ALL, EventKind, Key, Page, read_page
from bookdesk.store.desk import Desk

NOT_PAID = "Nothing was paid yet."
"""What the days to pay are of who paid no invoice so far."""
_LAST_MAILS = 5
_SPAN = Span()
_SHOWN = (Name.DAYS_TO_PAY, Name.ON_TIME_COUNT, Name.ON_TIME_AMOUNT)


@dataclass(frozen=True, slots=True)
class Who:
    """Who it is, as the books know it."""

    id: str
    version: int
    name: str
    supplier: bool
    customer: bool
    kind: CustomerKind
    attention: str | None
    email: str | None
    phone: str | None
    street: str | None
    postcode: str | None
    city: str | None
    country: str | None
    tax_id: str | None
    currency: str | None
    language: str | None
    grace_days: int
    reminders: bool
    archived: bool


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A document, or a part of one, of which something is open; `credit` is what is not used of it instead."""

    side: Side
    record: str
    kind: Kind
    number: str
    issued: date
    due: date | None
    days_overdue: int
    open: Money
    credit: Money
    disputed: bool
    promised_until: date | None


@dataclass(frozen=True, slots=True)
class PayBehaviour:
    """How a customer paid: the figures with their definitions, and by how many days late he usually does.

    `usual_lag` is the median over `invoices` that he wholly paid; None where there is none.
    """

    figures: tuple[KeyFigure, ...]
    usual_lag: int | None
    invoices: int


@dataclass(frozen=True, slots=True)
class LastMail:
    """A message to him, how far it is, and whether it came back from one of those it went to."""

    id: str
    kind: MailKind
    subject: str
    written_at: datetime
    stage: MailStage | None
    bounced: bool = False
    stopped: Stopped | None = None
    """Why one that waits will not leave."""


@dataclass(frozen=True, slots=True)
class ContactCard:
    """The card. `owes` is what he owes less his credits, `owed` what he is owed, by currency.

    `overdue` is what of it is past its due date on each side, `next_due` the item that falls due next; `ages` are the
    amounts of each currency by how late they are.
    """

    stamp: Stamp
    who: Who
    owes: tuple[Money, ...]
    owed: tuple[Money, ...]
    overdue: tuple[tuple[Side, Money], ...]
    open: tuple[OpenItem, ...]
    next_due: OpenItem | None
    behaviour: PayBehaviour | None
    mails: tuple[LastMail, ...]
    ages: tuple[tuple[Side, Aged], ...] = ()


class ContactCards:
    """The cards and timelines of one client's contacts. Each is read at one moment."""

    def __init__(self, desk: Desk) -> None:
        """Read at `desk`."""
        self._desk = desk

    def find(self, name_or_id: str) -> str:
        """Return the id of a contact by its id, its name, or a part that only one name has.

        Raises:
            NotFound: none or several have it; the sentence names them.
        """
        wanted = clean(name_or_id).casefold()
        with self._desk.books.query() as session:
            known = session.execute(select(Contact.id, Contact.name).order_by(Contact.name)).all()
        named = [one for one in known if one.id == name_or_id] or [
            one for one in known if one.name.casefold() == wanted
        ]
        found = named or [one for one in known if wanted and wanted in one.name.casefold()]
        if len(found) == 1:
            return str(found[0].id)
        if not found:
            raise NotFound(f"There is no contact {name_or_id!r}.", "Search for a part of its name.")
        names = ", ".join(one.name for one in found[:_LAST_MAILS])
        raise NotFound(f"{len(found)} contacts are called so: {names}.", "Write more of the name.")

    def card(self, contact_id: str, as_of: date | None = None) -> ContactCard:
        """Return the card of a contact as of a day.

        Raises:
            NotFound: there is no such contact.
            InputError: the day is still to come.
        """
        with self._desk.books.query() as session:
            contact = session.get(Contact, contact_id)
            if contact is None:
                raise NotFound("There is no such contact.", "Refresh the list of contacts.")
            stamped = stamp(session, self._desk, as_of)
            day, base = stamped.as_of, stamped.base
            both = {
                Side.RECEIVABLES: ageing(open_receivables(session, day, contact_id), day, base),
                Side.PAYABLES: ageing(open_payables(session, day, contact_id), day, base),
            }
            promises = _promises(session, contact_id)
            history = receivables(session, day, contact_id)
            mails = _mails(session, contact_id)
        items = sorted(
            (_item(side, one, promises) for side, found in both.items() for row in found.rows for one in row.items),
            key=lambda one: (one.due or date.max, one.issued, one.record),
        )
        return ContactCard(
            stamped,
            _who(contact),
            _totals(both[Side.RECEIVABLES]),
            _totals(both[Side.PAYABLES]),
            tuple(_overdue(both)),
            tuple(items),
            next((one for one in items if one.open and one.due is not None and one.due >= day), None),
            _behaviour(history, day, base),
            mails,
            tuple((side, row.amounts) for side, found in both.items() for row in found.totals),
        )

    def timeline(
        self, contact_id: str, *, before: Key | None = None, most: int = 50, kinds: Collection[EventKind] = ALL
    ) -> Page:
        """Return what happened with a contact, the newest first, older than the key `before`."""
        with self._desk.books.query() as session:
            zone = client_profile(session).zone
            return read_page(session, contact_id, zone, before=before, most=most, kinds=kinds)


def _who(row: Contact) -> Who:
    return Who(
        id=row.id,
        version=row.version,
        name=row.name,
        supplier=row.supplier,
        customer=row.customer,
        kind=row.kind,
        attention=row.attention,
        email=row.email,
        phone=row.phone,
        street=row.street,
        postcode=row.postcode,
        city=row.city,
        country=row.country,
        tax_id=row.tax_id,
        currency=row.currency,
        language=row.language,
        grace_days=row.grace_days,
        reminders=row.reminders,
        archived=row.archived,
    )


def _item(side: Side, one: AgedItem, promises: dict[str, date]) -> OpenItem:
    document = one.document
    due = document.due_day if document.reached and document.kind is Kind.INVOICE else None
    return OpenItem(
        side,
        document.record,
        document.kind,
        document.number,
        document.issued,
        due,
        one.days_overdue if due else 0,
        one.open,
        one.unapplied,
        document.disputed,
        promises.get(document.record),
    )


def _totals(found: Ageing) -> tuple[Money, ...]:
    return tuple(row.amounts.total for row in found.totals if row.amounts.total)


def _overdue(both: dict[Side, Ageing]) -> Iterable[tuple[Side, Money]]:
    return ((side, row.amounts.overdue) for side, found in both.items() for row in found.totals if row.amounts.overdue)


def _promises(session: Session, contact_id: str) -> dict[str, date]:
    query = select(Invoice.id, Invoice.promised_until).where(Invoice.contact_id == contact_id)
    return {key: until for key, until in session.execute(query) if until is not None}


def _behaviour(history: Owed, day: date, base: str) -> PayBehaviour | None:
    """Return how a customer paid; None for who was never invoiced."""
    if not any(one.kind is Kind.INVOICE and one.counts_at(day) for one in history.documents):
        return None
    found = collection(history, day, base, _SPAN)
    his = tuple(paid_by(history, day, day - timedelta(days=_SPAN.history)))
    recent = lags(his).everyone
    invoices = sum(recent.values())
    usual = percentile(recent, USUAL) if invoices else None
    figures = tuple(found.of(name) for name in _SHOWN)
    if his and not any(one.payments for one in his):
        figures = tuple(_not_paid(one) if one.name is Name.DAYS_TO_PAY else one for one in figures)
    return PayBehaviour(figures, usual, invoices)


def _not_paid(one: KeyFigure) -> KeyFigure:
    """Return the days to pay of who paid nothing: the least that they can be would read as paying at once."""
    return replace(one, value=None, remark=NOT_PAID)


_BACK = exists(select(MailEvent.id).where(MailEvent.mail_id == MailMessage.id, MailEvent.kind == MailEventKind.BOUNCED))


def _mails(session: Session, contact_id: str) -> tuple[LastMail, ...]:
    query = (
        select(MailMessage, MailState.stage, _BACK)
        .outerjoin(MailState, MailState.mail_id == MailMessage.id)
        .where(MailMessage.contact_id == contact_id)
        .order_by(MailMessage.written_at.desc(), MailMessage.id.desc())
        .limit(_LAST_MAILS)
    )
    return tuple(
        LastMail(
            one.id,
            one.kind,
            one.subject,
            one.written_at,
            stage,
            back,
            stopped_in(session, one) if stage is MailStage.QUEUED else None,
        )
        for one, stage, back in session.execute(query)
    )
