"""What rules would change before they are kept: the same facts under another ladder and other hours."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bookdesk.receivables.deciding import Decision
from bookdesk.receivables.dunningfacts import Customer, Why
from bookdesk.receivables.dunningpolicy import Policy
from bookdesk.receivables.facts import Facts
from bookdesk.receivables.sending_hours import SendingHours

_REACHES_NOBODY = frozenset({Why.ALREADY_TODAY, Why.IN_OUTBOX, Why.NO_ADDRESS})


@dataclass(frozen=True, slots=True)
class Trial:
    """Rules to be tried: the ladder with the id `ladder` (none for a new one) climbs so, and mails leave then.

    One that is `usual` holds for all customers without a ladder of their own.
    """

    ladder: str
    usual: bool
    policy: Policy
    hours: SendingHours


def tried(facts: Facts, trial: Trial) -> Facts:
    """Return the facts as they would be under other rules."""

    def climbing(customer: Customer) -> Customer:
        his = facts.contacts[customer.id].reminder_policy_id
        return replace(customer, policy=trial.policy) if his and his == trial.ladder else customer

    usual = trial.policy if trial.usual else facts.round.policy
    customers = {id_: climbing(one) for id_, one in facts.customers.items()}
    return replace(facts, round=replace(facts.round, policy=usual, hours=trial.hours), customers=customers)


def reminded_today(decision: Decision) -> int:
    """Return how many customers a decision speaks to on its day, whenever their offices open or a list is approved."""
    held = [one for one in decision.held if one.why not in _REACHES_NOBODY]
    return len(decision.ready) + len(held)
