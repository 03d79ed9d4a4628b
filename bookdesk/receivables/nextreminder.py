"""When one customer is reminded next, in a sentence: what would be said now, what holds it, or from which day on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bookdesk.receivables.deciding import WAITS, Decision, decide
from bookdesk.receivables.facts import Facts, read_facts
from bookdesk.receivables.sending_hours import zone_of
from bookdesk.store.desk import Desk

_NAMED = 3


def next_reminder(desk: Desk, contact_id: str) -> str:
    """Return what comes next of the open invoices of a customer; nothing where none is open."""
    with desk.books.query() as session:
        facts = read_facts(session, desk.clock.now(), contact_id)
        if not facts.rows:
            return ""
        if not facts.ladders.active:
            return "Reminders are switched off for this client."
        return _told(facts, contact_id)


def _told(facts: Facts, contact_id: str) -> str:
    """Return what comes soonest; behind a reminder that has not left, as it would be if that left as soon as it may."""
    stage = facts.reminded.in_flight.get(contact_id)
    if stage is None:
        return next(_sentences(decide(facts)), "")
    day = _leaves_on(facts, contact_id)
    sent = (replace(one, day=day) if one.key in facts.reminded.waiting else one for one in facts.reminded.sent)
    after = next(_sentences(decide(replace(facts, reminded=replace(facts.reminded, sent=tuple(sent))))), "")
    if not after or after == WAITS[stage]:
        return WAITS[stage]
    return f"{WAITS[stage]} If that leaves on {day.isoformat()}: {after}"


def _leaves_on(facts: Facts, contact_id: str) -> date:
    """Return the earliest day on which the reminder that waits may leave: the one it was written for, or today."""
    today = facts.round.now.astimezone(zone_of(facts.customers[contact_id].zone)).date()
    return max([today, *(one.day for one in facts.reminded.sent if one.key in facts.reminded.waiting)])


def _sentences(found: Decision) -> Iterator[str]:
    """Yield what may be said, what comes soonest first."""
    for message in found.ready:
        yield f"Ready now, for {_named([line.invoice.number for line in message.lines])}."
    for held in found.held:
        yield held.words
    for one in found.escalations:
        yield f"{one.line.invoice.number} is for a person to take up: no step is left that is mailed."
    for spared in sorted(found.spared, key=lambda one: one.again or date.max):
        yield f"{spared.invoice.number}: {spared.words}"
    for unready in found.unready:
        yield unready.why


def _named(numbers: list[str]) -> str:
    more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
    return f"{', '.join(numbers[:_NAMED])}{more}"
