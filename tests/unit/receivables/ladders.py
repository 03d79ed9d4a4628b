"""Invoices, customers and rounds for the tests of reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import Counted, Tone
from bookdesk.receivables.dunning import Message, Plan, Round, plan
from bookdesk.receivables.dunningfacts import Customer, OpenInvoice, Sent
from bookdesk.receivables.dunningpolicy import Policy, Step
from bookdesk.receivables.firstday import FirstDay, approve

DUE = date(2026, 6, 30)
LADDER = Policy(
    (
        Step("soon", -7),
        Step("first", 3),
        Step("second", 14, tone=Tone.FIRM, statement=True),
        Step("final", 10, Counted.LAST, tone=Tone.FINAL),
        Step("person", 7, Counted.LAST, escalates=True),
    )
)
OPENED = FirstDay(date(2026, 1, 1), approve(date(2026, 1, 1), []))
"""A client whose first day is long over."""
ACME = Customer("acme", "Acme", "Europe/Dublin")


def invoice(id_: str = "i1", *, due: date = DUE, open_: str = "100", customer: str = "acme") -> OpenInvoice:
    return OpenInvoice(
        id_, 1, customer, id_.upper(), date(2026, 6, 1), due, Money.of("100", "EUR"), Money.of(open_, "EUR")
    )


def at(day: date, hour: int = 11) -> datetime:
    """Return an instant at which it is office time in Dublin."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def round_at(now: datetime, policy: Policy = LADDER, first_day: FirstDay = OPENED) -> Round:
    return Round(now, "Europe/Dublin", policy, first_day)


def planned(
    now: datetime,
    invoices: Sequence[OpenInvoice],
    sent: Sequence[Sent] = (),
    *,
    customers: Sequence[Customer] = (ACME,),
) -> Plan:
    return plan(round_at(now), invoices, {one.id: one for one in customers}, sent)


def recorded(found: Plan) -> list[Sent]:
    """Return what whoever sends a plan puts down."""
    told = [Sent(one.customer_id, one.day, key) for one in found.messages for key in one.keys]
    return told + [Sent(one.customer_id, one.day, one.line.key, escalated=True) for one in found.escalations]


def steps_of(messages: Sequence[Message]) -> list[list[tuple[str, str]]]:
    return [[(line.invoice.id, line.step_id) for line in message.lines] for message in messages]
