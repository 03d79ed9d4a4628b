"""Statements of account that leave: as a paper, as a mail when somebody asks for one, and to all once a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError, InputError, NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailKind, PaperKind
from bookdesk.formats.paper.letters import render_letter
from bookdesk.ledger.owner import client_today
from bookdesk.mail.billing import billed, billed_of
from bookdesk.mail.chosen import chosen, worded
from bookdesk.mail.comeback import why_held
from bookdesk.mail.letterhead import letterhead
from bookdesk.mail.lists import shut_addresses
from bookdesk.mail.outbox import AlreadyWritten, Letter, write, written
from bookdesk.mail.phrases import Phrases
from bookdesk.mail.templates import Placeholder, Rendered, Values
from bookdesk.mail.voice import Voice, bank_lines, greeted, locale_for, reminder_recipients, voice
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.mail import MailMessage
from bookdesk.receivables.facts import sound_zone
from bookdesk.receivables.ladders import read_ladders
from bookdesk.receivables.monthday import Month, not_now, stated
from bookdesk.receivables.sending_hours import closed, next_opening
from bookdesk.receivables.statementlist import Account, accounts
from bookdesk.receivables.statementpaper import statement_letter
from bookdesk.receivables.statements import AccountStatement, account_statements
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.leaving import note_saved
from bookdesk.store.papers import NewPaper, file_name, keep

_USUAL_DAY: Final = 1


@dataclass(frozen=True, slots=True)
class MonthRun:
    """What a monthly run wrote, and for whom it could not, with why."""

    written: tuple[MailMessage, ...]
    failed: tuple[tuple[str, BookDeskError], ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A customer who owed something at the end of a month: how much, and why no statement is written to him, if so."""

    contact_id: str
    customer: str
    owed: tuple[Money, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """The dry run of a month's statements: all who owed something, and why nothing is written today, if so."""

    month: Month
    customers: tuple[Due, ...]
    why: str = ""

    @property
    def served(self) -> tuple[Due, ...]:
        """Who is written to when their day is there."""
        return tuple(one for one in self.customers if not one.why)


class StatementService:
    """Statements of account of one client's customers."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def show(self, contact_id: str, since: date, until: date) -> tuple[AccountStatement, ...]:
        """Return a customer's account from a day through another, one statement for each currency."""
        with self._desk.books.query() as session:
            return account_statements(session, _contact(session, contact_id), since, until)

    def pdf(self, contact_id: str, since: date, until: date) -> bytes:
        """Return it as it would be printed today; `RuleBroken` where there is nothing to state."""
        with self._desk.books.query() as session:
            return statement_pdf(session, self._desk, _contact(session, contact_id), since, until)

    def take(self, contact_id: str, since: date, until: date) -> tuple[str, bytes]:
        """Return a file's name and PDF to be saved outside the encrypted files; the history says so first."""
        pdf = self.pdf(contact_id, since, until)
        with self._desk.books.query() as session:
            name = f"statement {_contact(session, contact_id).name} {until.isoformat()}.pdf"
        note_saved(self._desk, name)
        return file_name(name), pdf

    def send(self, contact_id: str, since: date, until: date) -> MailMessage:
        """Write a mail with the statement, once for each end of its period; `AlreadyWritten` for a second one."""
        with self._change("statement of account") as work:
            contact = _contact(work.session, contact_id)
            mail = self._write(work, contact, since, until, f"statement:{contact.id}:{until.isoformat()}")
            work.commit()
        return mail

    def send_all(self, contact_ids: Sequence[str], since: date, until: date) -> MonthRun:
        """Write a mail with his statement to each of these customers; one that fails keeps no other from his."""
        done: list[MailMessage] = []
        failed: list[tuple[str, BookDeskError]] = []
        with self._desk.books.query() as session:
            names = {id_: _contact(session, id_).name for id_ in contact_ids}
        for id_, name in names.items():
            try:
                done.append(self.send(id_, since, until))
            except (InputError, RuleBroken) as error:
                failed.append((name, error))
        return MonthRun(tuple(done), tuple(failed))

    def plan(self) -> MonthPlan:
        """Return who gets a statement of the month whose turn it is, or is next, by day and rules; nothing is written.

        Of a month that is not over it is as things are now.
        """
        with self._desk.books.query() as session:
            today = client_today(session, self._desk.clock)
            ladders = read_ladders(session, today)
        month = stated(ladders.statements_day or _USUAL_DAY, today)
        owing = [one for one in accounts(self._desk, month.until) if any(money.minor > 0 for money in one.owed)]
        with self._desk.books.query() as session:
            gone = set(session.scalars(select(Contact.id).where(Contact.archived.is_(True))))
            shut = shut_addresses(session)
            customers = tuple(_due(session, one, month, shut) for one in owing if one.contact_id not in gone)
        return MonthPlan(month, customers, not_now(ladders.statements_day, ladders.first_day, today) or "")

    def send_monthly(self) -> MonthRun:
        """Write the statements that are due today, each once for its month; nothing before their day, and after it.

        Like reminders they wait for the approval of the client's first list, and for the day after it.
        """
        with self._desk.books.query() as session:
            today = client_today(session, self._desk.clock)
            ladders = read_ladders(session, today)
        if not_now(ladders.statements_day, ladders.first_day, today) is not None:
            return MonthRun((), ())
        plan = self.plan()
        done: list[MailMessage] = []
        failed: list[tuple[str, BookDeskError]] = []
        for one in plan.customers:
            if one.why in _SAID_ELSEWHERE:
                continue
            try:
                done.append(self._monthly(one.contact_id, plan.month.since, plan.month.until))
            except AlreadyWritten:
                continue
            except (InputError, RuleBroken) as error:
                failed.append((one.customer, error))
        return MonthRun(tuple(done), tuple(failed))

    def _monthly(self, contact_id: str, since: date, until: date) -> MailMessage:
        with self._change(f"statement of {until:%Y-%m}") as work:
            contact = _contact(work.session, contact_id)
            held = why_held(reminder_recipients(contact), shut_addresses(work.session))
            if held is not None:
                raise RuleBroken(held, "Or send the statement yourself.")
            mail = self._write(work, contact, since, until, month_key(contact.id, until))
            work.commit()
        return mail

    def _write(self, work: Change, contact: Contact, since: date, until: date, key: str) -> MailMessage:
        session, spoken = work.session, voice(work.session)
        found = account_statements(session, contact, since, until)
        pdf = statement_pdf(session, self._desk, contact, since, until)
        paper = keep_statement(work, self._desk, contact, until, pdf)
        locale = locale_for(spoken, contact)
        text = _text(session, contact, spoken, locale, found)
        letter = Letter(
            key=key,
            kind=MailKind.STATEMENT,
            contact_id=contact.id,
            subject_id=None,
            recipients=reminder_recipients(contact),
            from_name=spoken.from_name,
            reply_to=spoken.reply_to,
            language=locale,
            subject=text.subject,
            plain=text.plain,
            html=text.html,
            attachments=(paper,),
            not_before=self._office_hours(session, contact, spoken),
        )
        return write(work, letter, by=self._desk.actor.user, at=self._desk.clock.now())

    def _office_hours(self, session: Session, contact: Contact, spoken: Voice) -> datetime | None:
        """Return when the customer's office opens, `None` where it is open now."""
        now = self._desk.clock.now()
        hours = read_ladders(session, client_today(session, self._desk.clock)).hours
        zone = sound_zone(contact.zone, spoken.zone)
        return next_opening(now, zone, hours) if closed(now, zone, hours) else None

    def _change(self, reason: str) -> Change:
        return self._desk.books.change(Action.MAIL_WRITTEN, reason, actor=self._desk.actor)


def statement_pdf(session: Session, desk: Desk, contact: Contact, since: date, until: date) -> bytes:
    """Return a customer's statement as PDF, dated today; `RuleBroken` where there is nothing to state."""
    found = account_statements(session, contact, since, until)
    if not found:
        raise RuleBroken(
            f"Nothing happened on the account of {contact.name}, and nothing is owed.", "Choose a longer time."
        )
    spoken, head = voice(session), letterhead(session, desk.books)
    locale = locale_for(spoken, contact)
    window = billed_of(billed(contact), contact).window(head.country, Phrases(locale).language)
    return render_letter(statement_letter(found, head, window, client_today(session, desk.clock), locale))


def keep_statement(work: Change, desk: Desk, contact: Contact, until: date, pdf: bytes) -> str:
    """Keep a statement as a paper of its customer in the caller's change and return its id."""
    name = f"statement-{until.isoformat()}.pdf"
    return keep(work, desk, NewPaper(PaperKind.STATEMENT, contact.id, name, "application/pdf", pdf)).id


def month_key(contact_id: str, until: date) -> str:
    """Return the key of a customer's statement of a month, under which one mail is written and no second."""
    return f"statement:{contact_id}:{until:%Y-%m}"


_HAS_IT: Final = "It was written before."
_NO_ADDRESS: Final = "There is no mail address."
_SAID_ELSEWHERE: Final = frozenset({_HAS_IT, _NO_ADDRESS})


def _due(session: Session, one: Account, month: Month, shut: frozenset[str]) -> Due:
    why = why_held(one.addresses, shut) or ""
    if not one.addresses:
        why = _NO_ADDRESS
    elif written(session, month_key(one.contact_id, month.until)) is not None:
        why = _HAS_IT
    return Due(one.contact_id, one.customer, one.owed, why)


def _text(
    session: Session, contact: Contact, spoken: Voice, locale: str, found: Sequence[AccountStatement]
) -> Rendered:
    phrases = Phrases(locale)
    day = phrases.day(found[0].until)
    sums = phrases.sums([one.closing for one in found])
    values: Values = {
        **dict.fromkeys(Placeholder, ""),
        Placeholder.CUSTOMER: greeted(contact),
        Placeholder.SENDER: spoken.from_name,
        Placeholder.ISSUED: day,
        Placeholder.DUE: day,
        Placeholder.OPEN: sums,
        Placeholder.TOTAL: sums,
        Placeholder.BANK: list(bank_lines(session, locale)) if any(one.closing.minor > 0 for one in found) else [],
    }
    return worded(chosen(session, MailKind.STATEMENT, locale), values)


def _contact(session: Session, contact_id: str) -> Contact:
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise NotFound("There is no such customer.", "Refresh the list of customers.")
    return contact
