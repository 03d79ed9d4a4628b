"""Whether a mail about money may still leave: asked right before it does, as often as it is tried.

A reminder leaves only if, word for word, the same would be written now: whoever paid, disputed or promised meanwhile
gets none, and what changed is written anew by the next run. An invoice that was cancelled is not mailed any more.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.vocabulary import MailKind
from bookdesk.mail.comeback import why_held
from bookdesk.mail.lists import shut_addresses
from bookdesk.mail.outbox import texts
from bookdesk.mail.stages import LONGEST_WAIT
from bookdesk.mail.standing import stopped_in
from bookdesk.mail.templates import Rendered
from bookdesk.mail.verdicts import Verdict, Wait, Withdraw
from bookdesk.mail.voice import recipients, reminder_recipients
from bookdesk.models.contact import Contact
from bookdesk.models.mail import MailMessage
from bookdesk.models.reminder import ReminderSent
from bookdesk.receivables.deciding import Decision, decide
from bookdesk.receivables.dunning import Held, Message
from bookdesk.receivables.dunningfacts import Why
from bookdesk.receivables.facts import Facts, read_facts
from bookdesk.receivables.lateclaims import NO_MORE_THAN_THE_LAW, Grounds
from bookdesk.receivables.sending_hours import next_opening, zone_of
from bookdesk.receivables.wording import put_in_words

_CLOSED = frozenset({Why.QUIET_HOURS, Why.WEEKEND, Why.HOLIDAY})
_DAY = timedelta(days=1)


def still_wanted(session: Session, message: MailMessage, now: datetime, *, unanswered: Collection[str] = ()) -> Verdict:
    """Return what is to become of a queued mail at the instant `now`: nothing (it leaves), withdrawn, or kept back.

    `unanswered` are invoices for which a page was asked for just now and no answer came: that keeps no reminder.
    """
    if message.kind is MailKind.REMINDER:
        facts = read_facts(session, now, message.contact_id, without=message.id, unanswered=unanswered)
        return _reminder(session, message, facts, NO_MORE_THAN_THE_LAW)
    gone = stopped_in(session, message)
    if gone is None and message.kind is MailKind.THANKS:
        return _thanks(session, message, now)
    return Withdraw(gone.why) if gone is not None else None


def _thanks(session: Session, message: MailMessage, now: datetime) -> Verdict:
    """Keep thanks back while mail to their address comes back; a customer who has another address by now gets none."""
    why = why_held(texts(message.recipients), shut_addresses(session))
    if why is None:
        return None
    contact = session.get(Contact, message.contact_id) if message.contact_id else None
    if contact is not None and not set(texts(message.recipients)) & set(recipients(contact)):
        return Withdraw("The customer's mail address was changed.")
    return Wait(now + LONGEST_WAIT, why)


def _reminder(session: Session, message: MailMessage, facts: Facts, grounds: Grounds) -> Verdict:
    if not facts.ladders.active:
        return Withdraw("Reminders were switched off.")
    found = decide(facts)
    planned, held = _planned(found)
    if planned is None:
        return Withdraw(_why_not(session, message, facts, found))
    if held is not None:
        return _kept_back(facts, planned, held)
    why = _changed(message, facts, planned, put_in_words(session, facts, planned, grounds).text)
    return Withdraw(why) if why else None


def _kept_back(facts: Facts, planned: Message, held: Held) -> Verdict:
    """Wait for office hours and the next day; whatever else holds it back is decided anew by the next run."""
    if held.why not in {*_CLOSED, Why.ALREADY_TODAY}:
        return Withdraw(held.words)
    return Wait(held.until or _tomorrow(facts, planned.customer_id, facts.round.now), held.words)


def _changed(message: MailMessage, facts: Facts, planned: Message, text: Rendered) -> str | None:
    """Return why another mail would be written now; line breaks, which the outbox makes alike, do not count."""
    if set(texts(message.recipients)) != set(reminder_recipients(facts.contacts[planned.customer_id])):
        return "The customer's mail address was changed."
    if message.subject != text.subject or message.plain.split() != text.plain.split():
        return "What is owed, or what is said of it, changed since it was written; it is written anew."
    return None


def _planned(found: Decision) -> tuple[Message | None, Held | None]:
    """Return what would be said to the customer now, and what holds it back."""
    if found.ready:
        return found.ready[0], None
    held = next(iter(found.held), None)
    return (held.message, held) if held else (None, None)


def _why_not(session: Session, message: MailMessage, facts: Facts, found: Decision) -> str:
    """Return why nothing would be said now of what the mail speaks of."""
    named = set(session.scalars(select(ReminderSent.invoice_id).where(ReminderSent.mail_id == message.id)))
    for spared in found.spared:
        if spared.invoice.id in named:
            return f"{spared.invoice.number}: {spared.words}"
    for unready in found.unready:
        if unready.invoice.id in named:
            return f"{unready.invoice.number}: {unready.why}"
    if any(one.line.invoice.id in named for one in found.escalations):
        return "A person of the practice takes it up now."
    return "Nothing is open any more." if not named & facts.rows.keys() else "Its step is past."


def _tomorrow(facts: Facts, contact_id: str, now: datetime) -> datetime:
    """Return when the customer's office opens on a later day than today."""
    zone = facts.customers[contact_id].zone
    day = now.astimezone(zone_of(zone)).date() + _DAY
    start = datetime.combine(day, time(0), zone_of(zone)).astimezone(UTC)
    return next_opening(start, zone, facts.ladders.hours)
