"""How a client's customers are reminded: ladders, hours, on and off, and the approval of the first list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from bookdesk.core.errors import Conflict, InputError, NotFound, RuleBroken
from bookdesk.core.texts import clean
from bookdesk.ledger.owner import client_today
from bookdesk.mail.voice import voice
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.reminder import ReminderPolicy, ReminderSettings
from bookdesk.receivables import dunningpolicy, sending_hours
from bookdesk.receivables.deciding import planned
from bookdesk.receivables.dunningpolicy import Policy
from bookdesk.receivables.facts import Facts, read_facts, sound_zone
from bookdesk.receivables.firstday import approve, list_hash
from bookdesk.receivables.ladders import Ladders, read_ladders, settings_row, step_rows, steps_of, stored_policy
from bookdesk.receivables.monthday import checked_day
from bookdesk.receivables.sending_hours import SendingHours
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

USUAL_NAME = "usual"
"""How the ladder is called that a client starts with."""
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A ladder with its name and who climbs it: all customers (`usual`), or the named ones."""

    name: str
    usual: bool
    policy: Policy
    version: int
    customers: tuple[str, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a person decides about reminders at once: a ladder under its name, the hours, and monthly statements.

    `statements_day` is the day of the month on which they go out. `version` is that of the ladder, `settings_version`
    that of the rest, as they were read; `None` for new ones.
    """

    name: str
    policy: Policy
    hours: SendingHours
    statements_day: int | None
    version: int | None = None
    settings_version: int | None = None


@dataclass(frozen=True, slots=True)
class Climbing:
    """How one customer is reminded: by the `usual` ladder or one of his `own` (nothing for none), and his grace.

    `version` is that of his contact; `zone` is where his clock stands.
    """

    contact_id: str
    customer: str
    version: int
    usual: str
    own: str
    reminders: bool
    grace_days: int
    zone: str


class PolicyService:
    """The reminder settings of one client. Each act is one change."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def standing(self) -> Ladders:
        """Return what holds now; for a client whose reminders were never switched on, what would hold."""
        with self._desk.books.query() as session:
            return read_ladders(session, client_today(session, self._desk.clock))

    def policies(self) -> tuple[NamedPolicy, ...]:
        """Return all stored ladders, the usual one first."""
        with self._desk.books.query() as session:
            rows = session.scalars(select(ReminderPolicy).order_by(ReminderPolicy.usual.desc(), ReminderPolicy.name))
            return tuple(_named_policy(session, row) for row in rows.all())

    def of_customer(self, contact_id: str) -> Climbing:
        """Return how a customer is reminded; `NotFound` where there is none of this id."""
        with self._desk.books.query() as session:
            contact = session.get(Contact, contact_id)
            if contact is None:
                raise NotFound("There is no such customer.", "Refresh the list: he may have been merged.")
            usual = session.scalars(select(ReminderPolicy.name).where(ReminderPolicy.usual.is_(True))).first()
            own = session.get(ReminderPolicy, contact.reminder_policy_id) if contact.reminder_policy_id else None
            return Climbing(
                contact.id,
                contact.name,
                contact.version,
                usual or USUAL_NAME,
                own.name if own is not None else "",
                contact.reminders,
                contact.grace_days,
                sound_zone(contact.zone, voice(session).zone),
            )

    def switch_on(self) -> Ladders:
        """Let reminders be written; today is the client's first day, so the list has to be approved (again).

        Where they are on already nothing is done.
        """
        with self._change("reminders switched on") as work:
            row = settings_row(work.session)
            today = client_today(work.session, self._desk.clock)
            if row is None:
                row = _new_settings(today)
                work.add(row)
                _start_ladder(work)
            elif row.active:
                return read_ladders(work.session, today)
            else:
                row.connected_on = today
                row.approved_on = row.approved_by = row.approved_messages = row.approved_hash = None
            row.active = True
            work.commit()
        return self.standing()

    def switch_off(self) -> Ladders:
        """Let no reminder be written; those that wait in the outbox are withdrawn before they leave."""
        with self._change("reminders switched off") as work:
            _settings(work.session).active = False
            work.commit()
        return self.standing()

    def keep_hours(self, hours: SendingHours) -> Ladders:
        """Set from when to when, and on which weekdays of the recipient, a mail may leave."""
        with self._change("sending hours") as work:
            row = _settings(work.session)
            _set_hours(row, hours)
            work.commit()
        return self.standing()

    def send_statements(self, day: int | None) -> Ladders:
        """Say on which day of each month who owes something gets a statement of account; on none with `None`.

        `InputError` for a day that some months do not have.
        """
        told = "off" if day is None else f"on day {checked_day(day)}"
        with self._change(f"monthly statements {told}") as work:
            _settings(work.session).statements_day = day
            work.commit()
        return self.standing()

    def edit(self, name: str, policy: Policy, *, version: int | None = None) -> tuple[NamedPolicy, ...]:
        """Write a ladder under its name: a new one, or the steps of one that is there.

        A step keeps its place in what was sent by its name: one that is renamed counts as not sent.
        """
        called = _name(name)
        with self._change(f"ladder {called}") as work:
            _write_ladder(work, called, policy, version)
            work.commit()
        return self.policies()

    def keep(self, rules: Rules) -> Ladders:
        """Keep all rules in one change, or none of them: `Conflict` where somebody changed one of them meanwhile.

        Nothing is switched on by it: where reminders were never on, they stay off.
        """
        called = _name(rules.name)
        with self._change(f"ladder {called}, hours and statements") as work:
            row = settings_row(work.session)
            if row is None:
                row = _new_settings(client_today(work.session, self._desk.clock))
                row.active = False
                work.add(row)
            else:
                work.get(ReminderSettings, row.id, version=rules.settings_version or 0)
            _set_hours(row, rules.hours)
            row.statements_day = None if rules.statements_day is None else checked_day(rules.statements_day)
            _write_ladder(work, called, rules.policy, rules.version or 0)
            work.commit()
        return self.standing()

    def assign(self, contact_id: str, name: str | None, *, version: int | None = None) -> None:
        """Let a customer climb a ladder of his own, or the usual one again (None)."""
        with self._change(f"ladder {name or USUAL_NAME} for a customer") as work:
            contact = work.get(Contact, contact_id, version=version)
            contact.reminder_policy_id = _named(work.session, name).id if name else None
            work.commit()

    def approve(self, seen: str) -> date:
        """Approve the first list, whose hash is the one a person has `seen`; returns the day of the approval.

        `Conflict` where the list is another one by now: somebody paid, or an invoice was issued.
        """
        with self._desk.books.change(
            Action.REMINDERS_APPROVED, "first list of reminders approved", actor=self._desk.actor
        ) as work:
            row = _settings(work.session)
            if not row.active:
                raise RuleBroken(
                    "Reminders are switched off.", "Switch them on.", command="bookdesk remind policy --on"
                )
            digests = first_list(read_facts(work.session, self._desk.clock.now()))
            if list_hash(digests) != seen:
                raise Conflict(
                    "The list is another one than the one that was shown.",
                    "Look at it again, then approve it.",
                    command="bookdesk remind preview",
                )
            today = client_today(work.session, self._desk.clock)
            approved = approve(today, digests)
            row.approved_on, row.approved_by = approved.day, self._desk.actor.user
            row.approved_messages, row.approved_hash = sorted(approved.messages), approved.list_hash
            work.commit()
        return today

    def _change(self, reason: str) -> Change:
        return self._desk.books.change(Action.REMINDERS_EDITED, reason, actor=self._desk.actor)


def first_list(facts: Facts) -> tuple[str, ...]:
    """Return the digests of what would be sent, those held back included: what a person approves."""
    return planned(facts).first_list


def _new_settings(today: date) -> ReminderSettings:
    usual = sending_hours.USUAL
    return ReminderSettings(
        active=True,
        connected_on=today,
        opens=usual.opens.strftime("%H:%M"),
        closes=usual.closes.strftime("%H:%M"),
        weekdays=sorted(usual.weekdays),
    )


def _start_ladder(work: Change) -> None:
    """Give the client the usual ladder, unless he wrote one before he switched reminders on."""
    if not _has_no_usual(work.session):
        return
    row = ReminderPolicy(name=USUAL_NAME, rest_days=dunningpolicy.USUAL.rest_days, usual=True)
    work.add(row)
    work.session.flush()
    work.add(*step_rows(row.id, dunningpolicy.USUAL.steps))


def _set_hours(row: ReminderSettings, hours: SendingHours) -> None:
    row.opens, row.closes = hours.opens.strftime("%H:%M"), hours.closes.strftime("%H:%M")
    row.weekdays = sorted(hours.weekdays)


def _write_ladder(work: Change, called: str, policy: Policy, version: int | None) -> None:
    """Write a ladder under its name; one that is there is held against the `version`, unless that is `None`."""
    row = work.session.scalars(select(ReminderPolicy).where(ReminderPolicy.name == called)).one_or_none()
    if row is not None and version is not None:
        work.get(ReminderPolicy, row.id, version=version)
    if row is None:
        row = ReminderPolicy(name=called, usual=_has_no_usual(work.session))
        work.add(row)
    elif policy == stored_policy(work.session, row):
        return
    row.rest_days = policy.rest_days
    if not inspect(row).pending:
        flag_modified(row, "rest_days")  # its steps are rows of their own: the ladder counts as changed with them
    work.session.flush()
    _replace_steps(work, row.id, policy)


def _named_policy(session: Session, row: ReminderPolicy) -> NamedPolicy:
    policy = stored_policy(session, row)
    return NamedPolicy(row.name, row.usual, policy, row.version, _climbers(session, row.id), row.id)


def _replace_steps(work: Change, policy_id: str, policy: Policy) -> None:
    for old in steps_of(work.session, policy_id):
        work.delete(old)
    work.session.flush()
    work.add(*step_rows(policy_id, policy.steps))


def _settings(session: Session) -> ReminderSettings:
    row = settings_row(session)
    if row is None:
        raise RuleBroken(
            "Reminders were never switched on for this client.",
            "Switch them on first.",
            command="bookdesk remind policy --on",
        )
    return row


def _has_no_usual(session: Session) -> bool:
    return session.scalars(select(ReminderPolicy.id).where(ReminderPolicy.usual.is_(True))).first() is None


def _named(session: Session, name: str) -> ReminderPolicy:
    row = session.scalars(select(ReminderPolicy).where(ReminderPolicy.name == _name(name))).one_or_none()
    if row is None:
        raise NotFound(f"There is no ladder called {clean(name)}.", "Write it first, or name another one.")
    return row


def _name(name: str) -> str:
    called = clean(name)
    if not 0 < len(called) <= _LONGEST_NAME:
        raise InputError("A ladder needs a short name.", f"Write one of at most {_LONGEST_NAME} characters.")
    return called


def _climbers(session: Session, policy_id: str) -> tuple[str, ...]:
    query = select(Contact.name).where(Contact.reminder_policy_id == policy_id).order_by(Contact.name)
    return tuple(session.scalars(query))
