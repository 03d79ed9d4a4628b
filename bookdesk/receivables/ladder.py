"""How far an invoice has climbed the ladder of reminders: the one step that fits now, or why none does. Pure.

- Of several steps that were missed only the latest that fits is sent; the earlier ones are passed over for good.
- Nothing before the last step sent is ever sent again, whatever the clock says.
- A step before the due date lapses with that date, and for an invoice that was issued later than the step.
- A step counted from the last one waits for the step right before it, and never comes before the invoice is late.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bookdesk.core.vocabulary import Counted
from bookdesk.receivables.dunningfacts import Customer, OpenInvoice, Sent, Spared, Why
from bookdesk.receivables.dunningpolicy import Policy, Step


@dataclass(frozen=True, slots=True)
class Reached:
    """The step an invoice has reached; `passed` counts those that were missed and are passed over."""

    step: Step
    passed: int


@dataclass(frozen=True, slots=True)
class _Climber:
    """An invoice on a ladder as of `today`, with the day and place of the last step sent for its present version."""

    invoice: OpenInvoice
    grace: int
    today: date
    last: int
    last_day: date | None

    def comes(self, step: Step, *, next_one: bool) -> date | None:
        """Return the day on which a step is reached; `None` where that is not known yet."""
        late = self.invoice.due + timedelta(days=self.grace + 1)
        if step.counted is Counted.LAST:
            return max(late, self.last_day + timedelta(days=step.days)) if self.last_day and next_one else None
        return self.invoice.due + timedelta(days=step.days + (self.grace if step.days > 0 else 0))

    def lapsed(self, step: Step) -> bool:
        """Whether a step before the due date would come too late, or would have come with the invoice itself."""
        if step.counted is Counted.LAST or step.days >= 0:
            return False
        return self.today > self.invoice.due or self.invoice.due + timedelta(days=step.days) <= self.invoice.issued


def climb(
    invoice: OpenInvoice, customer: Customer, policy: Policy, sent: Sequence[Sent], today: date
) -> Reached | Spared:
    """Return the step that fits `today`, or why none does; `sent` may contain steps of other invoices, too."""
    standing = _standing(invoice, customer, today)
    if standing is not None:
        return standing
    climber = _climber(invoice, customer, policy, sent, today)
    left = [
        step
        for step in policy.steps[climber.last + 1 :]
        if step.conditions.hold(invoice.open, part_paid=invoice.part_paid, kind=customer.kind)
        and not climber.lapsed(step)
    ]
    days = [(step, climber.comes(step, next_one=at == 0)) for at, step in enumerate(left)]
    reached = [step for step, day in days if day is not None and day <= today]
    if reached:
        return Reached(reached[-1], len(reached) - 1)
    return _not_yet(climber, [(step, day) for step, day in days if day is not None])


def _standing(invoice: OpenInvoice, customer: Customer, today: date) -> Spared | None:
    """Return what keeps an invoice from any reminder, whatever step it has reached."""
    promise = invoice.promised_until
    promised = promise is not None and today <= promise
    bars = (
        (invoice.open.minor <= 0, Why.PAID, "Nothing is open."),
        (invoice.disputed, Why.DISPUTED, "It is disputed: no reminder until that is settled."),
        (invoice.in_process, Why.IN_PROCESS, "A payment is on its way."),
        (promised, Why.PROMISED, f"Payment is promised until {promise}."),
        (invoice.auto_pay, Why.AUTO_PAY, "It is collected automatically."),
        (not customer.reminders, Why.SWITCHED_OFF, f"{customer.name} gets no reminders."),
    )
    for bars_it, why, words in bars:
        if bars_it:
            again = promise + timedelta(days=1) if promise and why is Why.PROMISED else None
            return Spared(invoice, why, words, again)
    return None


def _climber(invoice: OpenInvoice, customer: Customer, policy: Policy, sent: Sequence[Sent], today: date) -> _Climber:
    places = {step.id: place for place, step in enumerate(policy.steps)}
    done = [
        (places[one.key.step_id], one.day)
        for one in sent
        if (one.key.invoice_id, one.key.version) == (invoice.id, invoice.version) and one.key.step_id in places
    ]
    last, last_day = max(done, default=(-1, None))
    return _Climber(invoice, customer.grace_days, today, last, last_day)


def _not_yet(climber: _Climber, coming: Sequence[tuple[Step, date]]) -> Spared:
    """Return why no step fits: it is too early, grace is given, or no step is left."""
    if not coming:
        return Spared(climber.invoice, Why.FINISHED, "No step is left that applies to it.")
    step, day = min(coming, key=lambda one: one[1])
    words = f"The next step comes {step.words}, on {day.isoformat()}."
    without = day - timedelta(days=climber.grace)
    if climber.grace and step.counted is Counted.DUE and step.days > 0 and without <= climber.today:
        return Spared(climber.invoice, Why.GRACE, f"{climber.grace} days of grace are given. {words}", day)
    return Spared(climber.invoice, Why.NOT_YET, words, day)
