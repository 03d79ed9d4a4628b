"""Thanks to customers who paid in full, and a note to the client of what was paid, each once, where he wants them.

Who gets a receipt by mail is thanked by it, and gets no second mail. Thanks are for payments entered lately only, so
nobody is thanked for last year on the day this is switched on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError, InputError, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailKind
from bookdesk.ledger.owner import client_today
from bookdesk.ledger.receivable import open_invoices, standing_allocations
from bookdesk.ledger.receiving import receipt_in_words
from bookdesk.mail.chosen import chosen, worded
from bookdesk.mail.comeback import why_held
from bookdesk.mail.lists import shut_addresses
from bookdesk.mail.outbox import AlreadyWritten, Letter, write, written
from bookdesk.mail.phrases import Phrases
from bookdesk.mail.templates import Placeholder, Values
from bookdesk.mail.voice import addresses_in, greeted, locale_for, recipients, settings_of, voice
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceSource
from bookdesk.models.mail import MailMessage
from bookdesk.models.receipt import Receipt
from bookdesk.receivables.sending_hours import zone_of
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

FRESH: Final = timedelta(days=3)
"""How long after it was entered a payment is still worth thanks."""
DIGEST_DAYS: Final = 7
"""How many past days are told of: a desk that was off for a week tells of each of them, once."""


@dataclass(frozen=True, slots=True)
class ThanksRun:
    """What was written, and for which payments it could not, with why."""

    written: tuple[MailMessage, ...]
    failed: tuple[tuple[str, BookDeskError], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Thanks that would be written now: to whom, for which payment, and which invoices it settled in full."""

    receipt_id: str
    contact_id: str
    customer: str
    money: Money
    day: date
    invoices: tuple[str, ...]


class ThanksService:
    """Thanks and notices of one client."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def thank(self, only: Collection[str] | None = None) -> ThanksRun:
        """Write thanks for each payment entered lately that settled an invoice in full; nothing where that is off.

        `only` are ids of receipts; all by default.
        """
        with self._desk.books.query() as session:
            found_now = _wanted(session, self._desk.clock.now())
            waiting = [one for one in found_now if only is None or one.id in only]
        found: list[MailMessage] = []
        failed: list[tuple[str, BookDeskError]] = []
        for receipt in waiting:
            try:
                found += self._thank_for(receipt)
            except AlreadyWritten:
                continue
            except (InputError, RuleBroken) as error:
                failed.append((receipt_in_words(receipt), error))
        return ThanksRun(tuple(found), tuple(failed))

    def waiting(self) -> tuple[Waiting, ...]:
        """Return the thanks that would be written now, none where they are off."""
        with self._desk.books.query() as session:
            return tuple(_waiting(session, one) for one in _wanted(session, self._desk.clock.now()))

    def notify(self) -> tuple[MailMessage, ...]:
        """Write to the client what was paid on each of the last days that are over; nothing where no address is set."""
        with self._desk.books.query() as session:
            settings = settings_of(session)
            if settings is None or not addresses_in(settings.notify):
                return ()
            today = client_today(session, self._desk.clock)
        days = [today - timedelta(days=ago) for ago in range(DIGEST_DAYS, 0, -1)]
        return tuple(mail for day in days if (mail := self._tell_of(day)) is not None)

    def _thank_for(self, receipt: Receipt) -> list[MailMessage]:
        with self._change(f"thanks for {receipt_in_words(receipt)}") as work:
            row = work.get(Receipt, receipt.id)
            settled = _settled_by(work.session, row)
            if not settled or row.reversed_on is not None:
                return []
            letter = _thanks(work.session, row, settled)
            held = why_held(letter.recipients, shut_addresses(work.session))
            if held is not None:
                raise RuleBroken(held, "Thanks follow within three days of the payment.")
            mail = write(work, letter, by=self._desk.actor.user, at=self._desk.clock.now())
            work.commit()
        return [mail]

    def _tell_of(self, day: date) -> MailMessage | None:
        """Write the notice of one day; `None` where nothing was paid on it or it was told of before."""
        with self._change(f"payments of {day.isoformat()}") as work:
            key = f"notice:payments:{day.isoformat()}"
            rows = _entered_on(work.session, day)
            if not rows or written(work.session, key) is not None:
                return None
            letter = _notice(work.session, key, day, rows)
            mail = write(work, letter, by=self._desk.actor.user, at=self._desk.clock.now())
            work.commit()
        return mail

    def _change(self, reason: str) -> Change:
        return self._desk.books.change(Action.MAIL_WRITTEN, reason, actor=self._desk.actor)


def _wanted(session: Session, now: datetime) -> list[Receipt]:
    """Return the payments that are thanked for now: none where thanks are off, or the receipt itself is mailed."""
    settings = settings_of(session)
    off = settings is None or not settings.thank or settings.send_receipts
    return [] if off else _worth_thanks(session, now)


def _waiting(session: Session, receipt: Receipt) -> Waiting:
    contact = session.get_one(Contact, receipt.contact_id)
    numbers = tuple(one.number or "" for one in _settled_by(session, receipt))
    return Waiting(receipt.id, contact.id, contact.name, receipt.money, receipt.day, numbers)


def _worth_thanks(session: Session, now: datetime) -> list[Receipt]:
    """Return payments entered lately, of customers who can be written to and are not thanked yet."""
    query = (
        select(Receipt, Contact)
        .join(Contact, Contact.id == Receipt.contact_id)
        .where(Receipt.entered_at >= now - FRESH, Receipt.reversed_on.is_(None))
        .order_by(Receipt.entered_at, Receipt.id)
    )
    return [
        row
        for row, contact in session.execute(query)
        if recipients(contact)
        and not contact.archived
        and not any(written(session, f"{what}:{row.id}") for what in ("thanks", "receipt"))
        and _settled_by(session, row)
    ]


def _settled_by(session: Session, receipt: Receipt) -> list[Invoice]:
    """Return the invoices a payment settled a part of and of which nothing is open any more."""
    rows = standing_allocations(
        session, InvoiceAllocation.source == InvoiceSource.RECEIPT, InvoiceAllocation.source_id == receipt.id
    )
    invoices = session.scalars(select(Invoice).where(Invoice.id.in_({row.invoice_id for row in rows}))).all()
    left = open_invoices(session, invoices)
    return sorted((one for one in invoices if not left[one.id]), key=lambda one: (one.document_date, one.number or ""))


def _thanks(session: Session, receipt: Receipt, settled: Sequence[Invoice]) -> Letter:
    contact, spoken = session.get_one(Contact, receipt.contact_id), voice(session)
    locale = locale_for(spoken, contact)
    phrases = Phrases(locale)
    values: Values = {
        **dict.fromkeys(Placeholder, ""),
        Placeholder.CUSTOMER: greeted(contact),
        Placeholder.SENDER: spoken.from_name,
        Placeholder.NUMBER: ", ".join(one.number or "" for one in settled),
        Placeholder.ISSUED: phrases.day(receipt.day),
        Placeholder.DUE: phrases.day(receipt.day),
        Placeholder.TOTAL: phrases.money(receipt.money),
        Placeholder.INVOICES: [phrases.line("paid", one.number or "", one.claim) for one in settled],
    }
    text = worded(chosen(session, MailKind.THANKS, locale), values)
    return Letter(
        key=f"thanks:{receipt.id}",
        kind=MailKind.THANKS,
        contact_id=contact.id,
        subject_id=receipt.id,
        recipients=recipients(contact),
        from_name=spoken.from_name,
        reply_to=spoken.reply_to,
        language=locale,
        subject=text.subject,
        plain=text.plain,
        html=text.html,
    )


def _entered_on(session: Session, day: date) -> list[tuple[Receipt, str]]:
    """Return the payments that were entered on a day of the client's calendar and stand, with who paid."""
    zone = zone_of(voice(session).zone)
    first = datetime.combine(day, time(0), zone)
    after = datetime.combine(day + timedelta(days=1), time(0), zone)
    query = (
        select(Receipt, Contact.name)
        .join(Contact, Contact.id == Receipt.contact_id)
        .where(Receipt.entered_at >= first, Receipt.entered_at < after, Receipt.reversed_on.is_(None))
        .order_by(Receipt.entered_at, Receipt.id)
    )
    return [(row, name) for row, name in session.execute(query)]


def _notice(session: Session, key: str, day: date, rows: Sequence[tuple[Receipt, str]]) -> Letter:
    spoken, settings = voice(session), settings_of(session)
    phrases = Phrases(spoken.locale)
    lines = [phrases.line("payment", name, receipt.money, receipt.day) for receipt, name in rows]
    values: Values = {
        **dict.fromkeys(Placeholder, ""),
        Placeholder.CUSTOMER: spoken.from_name,
        Placeholder.SENDER: "BookDesk",
        Placeholder.ISSUED: phrases.day(day),
        Placeholder.DUE: phrases.day(day),
        Placeholder.INVOICES: lines,
    }
    text = worded(chosen(session, MailKind.NOTICE, spoken.locale), values)
    return Letter(
        key=key,
        kind=MailKind.NOTICE,
        contact_id=None,
        subject_id=None,
        recipients=addresses_in(settings.notify if settings else None),
        from_name=spoken.from_name,
        language=spoken.locale,
        subject=text.subject,
        plain=text.plain,
        html=text.html,
    )
