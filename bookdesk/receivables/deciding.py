"""Who gets what now: the plan, less what cannot reach its customer and what still waits in the outbox.

At most one reminder to a customer is on its way: the next is not written before it is known what became of the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bookdesk.core.vocabulary import MailStage
from bookdesk.mail.comeback import why_held
from bookdesk.mail.voice import reminder_recipients
from bookdesk.receivables.dunning import Escalation, Held, Message, Plan, plan
from bookdesk.receivables.dunningfacts import Spared, Why
from bookdesk.receivables.facts import Facts, Unready

WAITS = {
    MailStage.QUEUED: "A reminder to him waits in the outbox.",
    MailStage.SENDING: "A reminder to him is being sent.",
    MailStage.UNKNOWN: "It is not known whether his last reminder arrived: say so in the outbox first.",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """Each open invoice is in one of the five: in a mail that may leave, one held, with a person, spared, not ready."""

    ready: tuple[Message, ...]
    held: tuple[Held, ...]
    escalations: tuple[Escalation, ...]
    spared: tuple[Spared, ...]
    unready: tuple[Unready, ...]


def planned(facts: Facts) -> Plan:
    """Return the plan at the instant of the facts, whether it can reach its customers or not."""
    return plan(facts.round, facts.invoices, facts.customers, facts.reminded.sent)


def decide(facts: Facts, found: Plan | None = None) -> Decision:
    """Return what is to be done at the instant of the facts; their plan is `found` where it was made already."""
    found = found or planned(facts)
    kept = dict(_kept(facts, found.messages))
    return Decision(
        tuple(one for one in found.messages if one.customer_id not in kept),
        (*(_cannot_leave(facts, one) for one in found.held), *kept.values()),
        found.escalations,
        tuple(replace(one, words=facts.doubts.get(one.invoice.id, one.words)) for one in found.spared),
        facts.unready,
    )


def _cannot_leave(facts: Facts, held: Held) -> Held:
    """Return what is held; of what waits for an hour or an approval only, that it cannot leave then either, if so."""
    waits = held.until is not None or held.why is Why.FIRST_DAY
    return (_unreachable(facts, held.message) if waits else None) or held


def _unreachable(facts: Facts, message: Message) -> Held | None:
    """Return a message as held where it cannot reach its customer, or another one to him has not left yet."""
    contact = facts.contacts[message.customer_id]
    if (stage := facts.reminded.in_flight.get(contact.id)) is not None:
        return Held(message, Why.IN_OUTBOX, WAITS[stage])
    if not reminder_recipients(contact):
        return Held(message, Why.NO_ADDRESS, f"{contact.name} has no mail address: enter it, or write.")
    words = why_held(reminder_recipients(contact), facts.shut)
    return Held(message, Why.CAME_BACK, words) if words is not None else None


def _kept(facts: Facts, messages: tuple[Message, ...]) -> Iterator[tuple[str, Held]]:
    """Yield, with their customers, the messages that may leave by the plan and cannot."""
    for message in messages:
        held = _unreachable(facts, message)
        if held is not None:
            yield message.customer_id, held
