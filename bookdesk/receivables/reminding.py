"""Reminders: a dry run that lists who would get what and why, and the writing of it, once.

What is written is one change for each customer: his mail in the outbox, and the steps it stands for. The plan is made
anew within that change, so whoever starts a second time, or beside another, finds that nothing is left to write.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError, Conflict, InputError, RuleBroken
from bookdesk.core.progress import Progress, Silent
from bookdesk.core.vocabulary import MailKind, PaperKind
from bookdesk.mail.outbox import AlreadyWritten, Letter, write
from bookdesk.mail.voice import reminder_recipients
from bookdesk.models.actions import Action
from bookdesk.models.mail import MailMessage
from bookdesk.models.reminder import ReminderSent
from bookdesk.receivables.deciding import Decision, decide, planned
from bookdesk.receivables.dunning import Escalation, Held, Message
from bookdesk.receivables.dunningfacts import Line, Why
from bookdesk.receivables.facts import Facts, read_facts
from bookdesk.receivables.firstday import approval_holds, list_hash
from bookdesk.receivables.lateclaims import NO_MORE_THAN_THE_LAW, Grounds
from bookdesk.receivables.reminded import all_withdrawn, attempts
from bookdesk.receivables.statementmail import keep_statement, statement_pdf
from bookdesk.receivables.trying import Trial, tried
from bookdesk.receivables.wording import Wording, put_in_words
from bookdesk.store import papers
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

SOON: Final = timedelta(days=4)
"""How long a mail may wait in the outbox for its recipient's office hours: over a weekend with a holiday beside it."""
MOST_FILES: Final = 20
MOST_ENCLOSED: Final = 8_000_000
"""Bytes of invoices that go with a reminder; those that do not fit were mailed before."""

_UNSEEN: Final = Silent()


@dataclass(frozen=True, slots=True)
class Preview:
    """The dry run: what would be done at `at`, and the hash by which its list is approved.

    `texts` are the mails that may leave as their customers would read them, in the order of `decision.ready`; none
    where they were not asked for.
    """

    at: datetime
    active: bool
    approved: bool
    list_hash: str
    facts: Facts
    decision: Decision
    texts: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Letting:
    """The mail to one customer as it would be written now: its words, to which addresses, and from when it may leave.

    `held` is what keeps it from being written at all, where something does.
    """

    wording: Wording
    recipients: tuple[str, ...]
    not_before: datetime | None
    held: Held | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A customer whose reminder could not be written, and why; the others are not kept waiting."""

    customer: str
    error: BookDeskError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run wrote: mails, what went to a person, whom another run had served already, and what failed."""

    written: tuple[MailMessage, ...]
    escalated: tuple[Escalation, ...]
    already: int
    failed: tuple[Failed, ...]


class ReminderService:
    """The reminders of one client."""

    def __init__(self, desk: Desk, grounds: Grounds = NO_MORE_THAN_THE_LAW) -> None:
        """Work at `desk`; lateness is charged on these `grounds`."""
        self._desk, self._grounds = desk, grounds

    def preview(self, *, texts: bool = True, trial: Trial | None = None) -> Preview:
        """Return who would get what now and why, who is spared or held, until when, and what waits for a person.

        With a `trial` by rules that nobody has kept yet.
        """
        now = self._desk.clock.now()
        with self._desk.books.query() as session:
            facts = read_facts(session, now)
            facts = tried(facts, trial) if trial is not None else facts
            found = planned(facts)
            decision = decide(facts, found)
            said = [put_in_words(session, facts, one, self._grounds) for one in decision.ready if texts]
        approved = approval_holds(facts.ladders.first_day)
        return Preview(now, facts.ladders.active, approved, list_hash(found.first_list), facts, decision, tuple(said))

    def letter(self, contact_id: str) -> Letting | None:
        """Return the mail to a customer as it would be written now, also where it is held; `None` where there is none.

        Where it waits for his office it is the one that would be true then.
        """
        with self._desk.books.query() as session:
            facts, message, not_before, held = _said_now(session, self._desk.clock.now(), contact_id)
            if message is None:
                return None
            wording = put_in_words(session, facts, message, self._grounds)
            return Letting(wording, reminder_recipients(facts.contacts[contact_id]), not_before, held)

    def pass_over(self, contact_id: str, seen: str) -> None:
        """Leave a reminder out this time: its steps count as done, and the next ones come on their days.

        `seen` is the digest of the message that was looked at; `Conflict` where another one would be written by now.
        """
        now = self._desk.clock.now()
        with self._desk.books.change(Action.REMINDERS_PASSED, "left out this time", actor=self._desk.actor) as work:
            _, message, _, _ = _said_now(work.session, now, contact_id)
            if message is None or message.digest != seen:
                raise Conflict("The reminder is another one by now.", "Look at it again.")
            work.add(*(_sent(contact_id, message.day, line, None) for line in message.lines))
            work.commit()

    def text_of(self, contact_id: str) -> Wording | None:
        """Return what a customer would read, also where it is held back now; `None` where nothing is to be said."""
        with self._desk.books.query() as session:
            facts = read_facts(session, self._desk.clock.now(), contact_id)
            decision = decide(facts)
            messages = (*decision.ready, *(held.message for held in decision.held))
            return put_in_words(session, facts, messages[0], self._grounds) if messages else None

    def send(self, only: Collection[str] | None = None, progress: Progress = _UNSEEN) -> Outcome:
        """Write what is to be written now, to these customers or all; it leaves with the next sending.

        Each customer is a change of its own, between which it stops where `progress` says so. `RuleBroken` where
        reminders are off.
        """
        with self._desk.books.query() as session:
            facts = read_facts(session, self._desk.clock.now())
            if not facts.ladders.active:
                raise RuleBroken(
                    "Reminders are switched off for this client.",
                    "Switch them on.",
                    command="bookdesk remind policy --on",
                )
            found = decide(facts)
        run = _Run()
        concerned = [one for one in _concerned(found) if only is None or one in only]
        for done, contact_id in enumerate(concerned):
            if progress.cancelled():
                break
            progress.step("Writing reminders", done, len(concerned))
            self._serve(contact_id, facts.contacts[contact_id].name, run)
        return Outcome(tuple(run.written), tuple(run.escalated), run.already, tuple(run.failed))

    def _serve(self, contact_id: str, name: str, run: _Run) -> None:
        """Do what is to be done for one customer, whole or not at all."""
        try:
            mail, escalated = self._write(contact_id, name)
        except (AlreadyWritten, IntegrityError):
            run.already += 1
        except (InputError, RuleBroken) as error:
            run.failed.append(Failed(name, error))
        else:
            run.written += [mail] if mail else []
            run.escalated += escalated
            run.already += not mail and not escalated

    def _write(self, contact_id: str, name: str) -> tuple[MailMessage | None, Sequence[Escalation]]:
        now = self._desk.clock.now()
        reason = f"reminder to {name}"
        with self._desk.books.change(Action.REMINDERS_SENT, reason, actor=self._desk.actor) as work:
            facts, message, not_before = due_now(work.session, now, contact_id)
            escalations = (
                decide(facts).escalations if facts.ladders.active and approval_holds(facts.ladders.first_day) else ()
            )
            mail = self._post(work, facts, message, not_before) if message and facts.ladders.active else None
            work.add(*(_sent(one.customer_id, one.day, one.line, None) for one in escalations))
            if mail is None and not escalations:
                return None, ()
            work.commit()
        return mail, escalations

    def _post(self, work: Change, facts: Facts, message: Message, not_before: datetime | None) -> MailMessage:
        wording = put_in_words(work.session, facts, message, self._grounds)
        letter = _letter(work.session, facts, wording, self._enclosed(work, facts, message), not_before)
        mail = write(work, letter, by=self._desk.actor.user, at=self._desk.clock.now())
        work.add(*(_sent(message.customer_id, message.day, line, mail.id) for line in message.lines))
        work.session.flush()
        return mail

    def _enclosed(self, work: Change, facts: Facts, message: Message) -> tuple[str, ...]:
        """Return the papers that go with a reminder: a statement where a step says so, and the invoices that are kept.

        The oldest invoices go first, as long as the mail stays small enough for every server.
        """
        ids: list[str] = []
        if message.statement:
            contact, since = facts.contacts[message.customer_id], message.lines[0].invoice.issued.replace(day=1)
            pdf = statement_pdf(work.session, self._desk, contact, min(since, message.day), message.day)
            ids.append(keep_statement(work, self._desk, contact, message.day, pdf))
        room = MOST_ENCLOSED
        kept = papers.newest_of(work.session, [line.invoice.id for line in message.lines], PaperKind.INVOICE)
        for line in message.lines:
            paper = kept.get(line.invoice.id)
            if paper is not None and paper.size <= room and len(ids) < MOST_FILES:
                ids.append(paper.id)
                room -= paper.size
        return tuple(ids)


def goes_out(held: Held, at: datetime, *, approved: bool) -> bool:
    """Whether a held mail is written with the others at `at`: its office opens soon, or it is on an unapproved list."""
    if held.why is Why.FIRST_DAY:
        return not approved
    return held.until is not None and held.until - at <= SOON


class _Run:
    """What a run has done so far."""

    def __init__(self) -> None:
        self.written: list[MailMessage] = []
        self.escalated: list[Escalation] = []
        self.failed: list[Failed] = []
        self.already = 0


def due_now(
    session: Session, now: datetime, contact_id: str, *, without: str | None = None
) -> tuple[Facts, Message | None, datetime | None]:
    """Return what is to be written to a customer now: the facts, the message, and before when it may not leave.

    Where his office is closed it is planned for the moment it opens, if that is soon: what is written then is what will
    be true, and it counts for the day on which it leaves.
    """
    facts = read_facts(session, now, contact_id, without=without)
    found = decide(facts)
    if found.ready:
        return facts, found.ready[0], None
    until = next((held.until for held in found.held if held.until is not None), None)
    if until is None or until - now > SOON:
        return facts, None, None
    later = read_facts(session, until, contact_id, without=without)
    ready = decide(later).ready
    return (later, ready[0], until) if ready else (facts, None, None)


def _said_now(
    session: Session, now: datetime, contact_id: str
) -> tuple[Facts, Message | None, datetime | None, Held | None]:
    """Return what would be said to a customer now as `due_now` does, and else what is held back and by what."""
    facts, message, not_before = due_now(session, now, contact_id)
    if message is not None:
        return facts, message, not_before, None
    held = next(iter(decide(facts).held), None)
    return facts, held.message if held else None, None, held


def _letter(
    session: Session, facts: Facts, wording: Wording, attachments: tuple[str, ...], not_before: datetime | None
) -> Letter:
    message, contact = wording.message, facts.contacts[wording.message.customer_id]
    key = f"reminder:{contact.id}:{message.day.isoformat()}"
    before = attempts(session, key)
    if before and all_withdrawn(session, key):
        key = f"{key}:{before + 1}"
    return Letter(
        key=key,
        kind=MailKind.REMINDER,
        contact_id=contact.id,
        subject_id=message.lines[0].invoice.id if len(message.lines) == 1 else None,
        recipients=reminder_recipients(contact),
        from_name=facts.voice.from_name,
        reply_to=facts.voice.reply_to,
        language=message.language,
        subject=wording.text.subject,
        plain=wording.text.plain,
        html=wording.text.html,
        attachments=attachments,
        unsubscribe=True,
        not_before=not_before,
    )


def _sent(contact_id: str, day: date, line: Line, mail_id: str | None) -> ReminderSent:
    return ReminderSent(
        contact_id=contact_id,
        invoice_id=line.invoice.id,
        invoice_version=line.invoice.version,
        step=line.step_id,
        day=day,
        escalated=mail_id is None,
        mail_id=mail_id,
    )


def _concerned(found: Decision) -> list[str]:
    """Return the customers for whom something may be done, each once."""
    ids = [message.customer_id for message in found.ready]
    ids += [escalation.customer_id for escalation in found.escalations]
    ids += [held.message.customer_id for held in found.held if held.until is not None]
    return sorted(set(ids))
