"""Who is reminded of what now, and who is not and why: at most one message for each customer and day. Pure.

Whoever sends records each key as sent in the same change that hands the message over, and a key is recorded once
only; the plan made after it does not contain them any more. So a second start, a clock put back, a night that comes
twice or a month offline never send a step again (`ladder`).

A step is reached when both calendars say so, the client's and the customer's: nobody is called late on a day that is
still the due date where he lives. Hours, business days and "today" are the customer's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookdesk.core.canonical import digest
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import Tone
from bookdesk.receivables.dunningfacts import Customer, Key, Line, OpenInvoice, Sent, Spared, Why
from bookdesk.receivables.dunningpolicy import Policy, Step
from bookdesk.receivables.firstday import FirstDay, held_back
from bookdesk.receivables.ladder import Reached, climb
from bookdesk.receivables.sending_hours import USUAL, Closed, SendingHours, closed, next_opening, zone_of

_WHY_CLOSED = {Closed.HOURS: Why.QUIET_HOURS, Closed.WEEKDAY: Why.WEEKEND, Closed.HOLIDAY: Why.HOLIDAY}


@dataclass(frozen=True, slots=True)
class Round:
    """When and for whom a plan is made: the instant `now`, and the client with his zone, ladder and first day."""

    now: datetime
    zone: str
    policy: Policy
    first_day: FirstDay
    hours: SendingHours = USUAL


@dataclass(frozen=True, slots=True)
class Message:
    """One reminder to a customer: the invoices it names, oldest first, in the tone of the firmest of their steps.

    `day` is the customer's own date, under which it is recorded as sent.
    """

    customer_id: str
    language: str
    day: date
    tone: Tone
    lines: tuple[Line, ...]
    statement: bool

    @property
    def keys(self) -> tuple[Key, ...]:
        """What is recorded as sent with it."""
        return tuple(line.key for line in self.lines)

    @property
    def open(self) -> tuple[Money, ...]:
        """What is open of all its invoices, one amount for each currency."""
        sums: dict[str, Money] = {}
        for line in self.lines:
            money = line.invoice.open
            sums[money.currency] = sums.get(money.currency, Money.zero(money.currency)) + money
        return tuple(sums[currency] for currency in sorted(sums))

    @property
    def digest(self) -> str:
        """The hash of what is said: to whom, which step of which version, what is claimed and open; without the day."""
        said = [[*_said(line.key), line.charge, str(line.invoice.open)] for line in self.lines]
        return digest("reminder", 1, [self.customer_id, self.language, said])


@dataclass(frozen=True, slots=True)
class Held:
    """A message that may not leave now, with the reason in words and, where it is known, from when on it may."""

    message: Message
    why: Why
    words: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """An invoice that a person of the practice has to take up; nothing goes to the customer with it."""

    customer_id: str
    day: date
    line: Line


@dataclass(frozen=True, slots=True)
class Plan:
    """Each invoice is in exactly one of the four: in a message that may leave, in one held, with a person, spared."""

    messages: tuple[Message, ...]
    held: tuple[Held, ...]
    escalations: tuple[Escalation, ...]
    spared: tuple[Spared, ...]

    @property
    def first_list(self) -> tuple[str, ...]:
        """The digests of all messages, those held included: what a person approves on the first day."""
        return tuple(message.digest for message in (*self.messages, *(held.message for held in self.held)))


class _Before:
    """What was sent before, by invoice and by customer: an invoice keeps its steps where its customer was merged."""

    def __init__(self, sent: Iterable[Sent]) -> None:
        self.of_invoice: dict[str, list[Sent]] = defaultdict(list)
        self.last_day: dict[str, date] = {}
        for one in sent:
            self.of_invoice[one.key.invoice_id].append(one)
            if not one.escalated:
                self.last_day[one.customer_id] = max(one.day, self.last_day.get(one.customer_id, one.day))


def plan(
    round_: Round, invoices: Sequence[OpenInvoice], customers: Mapping[str, Customer], sent: Sequence[Sent]
) -> Plan:
    """Return what is to be sent at the instant of the round.

    `ValueError` if an invoice is given twice or its customer is not among `customers`, by id.
    """
    ids = [invoice.id for invoice in invoices]
    if len(set(ids)) < len(ids) or not {invoice.customer_id for invoice in invoices} <= customers.keys():
        raise ValueError("each invoice is given once, with its customer")
    owed: dict[str, list[OpenInvoice]] = defaultdict(list)
    for invoice in sorted(invoices, key=lambda one: (one.due, one.number, one.id)):
        owed[invoice.customer_id].append(invoice)
    before = _Before(sent)
    parts = [_of_customer(round_, customers[id_], owed[id_], before) for id_ in sorted(owed)]
    return Plan(
        tuple(one for part in parts for one in part.messages),
        tuple(one for part in parts for one in part.held),
        tuple(one for part in parts for one in part.escalations),
        tuple(one for part in parts for one in part.spared),
    )


def _of_customer(round_: Round, customer: Customer, owed: Sequence[OpenInvoice], before: _Before) -> Plan:
    """Return the plan for one customer, whose invoices come oldest first."""
    day = _day(round_.now, customer.zone)
    reached_by = min(day, _day(round_.now, round_.zone))
    policy = customer.policy or round_.policy
    spared: list[Spared] = []
    escalations: list[Escalation] = []
    told: list[tuple[Line, Tone]] = []
    statement = False
    for invoice in owed:
        found = climb(invoice, customer, policy, before.of_invoice.get(invoice.id, ()), reached_by)
        if isinstance(found, Spared):
            spared.append(found)
        elif found.step.escalates:
            escalations.append(Escalation(customer.id, day, _line(invoice, found, reached_by)))
        else:
            told.append((_line(invoice, found, reached_by), _tone(found.step, before.of_invoice.get(invoice.id, ()))))
            statement = statement or found.step.statement
    if not told:
        return Plan((), (), tuple(escalations), tuple(spared))
    message = _message(customer, day, told, statement=statement)
    held = _hold(round_, customer, message, policy.rest_days, before.last_day.get(customer.id))
    return Plan(() if held else (message,), (held,) if held else (), tuple(escalations), tuple(spared))


def _message(customer: Customer, day: date, told: Sequence[tuple[Line, Tone]], *, statement: bool) -> Message:
    tone = max((tone for _, tone in told), key=lambda one: one.rank)
    lines = tuple(line for line, _ in told)
    return Message(customer.id, customer.language, day, tone, lines, statement)


def _tone(step: Step, before: Sequence[Sent]) -> Tone:
    """Return how a step speaks: nothing is final, and written in spite of reminders, before there was any."""
    return Tone.FIRM if step.tone is Tone.FINAL and not before else step.tone


def _line(invoice: OpenInvoice, found: Reached, today: date) -> Line:
    words = f"Step {found.step.id}, {found.step.words}: due on {invoice.due.isoformat()}, {invoice.open} open."
    if found.passed:
        words += f" {found.passed} earlier {'steps were' if found.passed > 1 else 'step was'} missed and passed over."
    return Line(invoice, found.step.id, (today - invoice.due).days, found.step.charge, words)


def _hold(round_: Round, customer: Customer, message: Message, rest_days: int, last: date | None) -> Held | None:
    """Return what keeps a message from leaving now, the first reason that holds."""
    if last is not None and message.day < last + timedelta(days=rest_days):
        words = f"{customer.name} was reminded on {last.isoformat()}."
        return Held(message, Why.ALREADY_TODAY, words)
    unapproved = held_back(round_.first_day, message.digest, _day(round_.now, round_.zone))
    if unapproved is not None:
        return Held(message, Why.FIRST_DAY, unapproved)
    shut = closed(round_.now, customer.zone, round_.hours, customer.holidays)
    if shut is None:
        return None
    until = next_opening(round_.now, customer.zone, round_.hours, customer.holidays)
    shown = until.astimezone(zone_of(customer.zone))
    return Held(message, _WHY_CLOSED[shut], f"It may leave on {shown:%Y-%m-%d} at {shown:%H:%M} of his clock.", until)


def _day(now: datetime, zone: str) -> date:
    return now.astimezone(zone_of(zone)).date()


def _said(key: Key) -> list[str]:
    return [key.invoice_id, str(key.version), key.step_id]
