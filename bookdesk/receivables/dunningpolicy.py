"""The ladder of reminders as data: which step comes when, to whom it applies and what it carries. Pure.

One policy for each client of the practice; a customer may have one of his own, or none at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import Counted, CustomerKind, LateCharge, Tone

_FARTHEST = 366
"""Days from the day a step counts from; more is a slip."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must hold of an invoice for a step to apply to it.

    `least_open` names at most one amount for each currency; an invoice in another currency is not measured.
    `part_paid` is true for part-paid invoices only, false for untouched ones only. No `kinds` are all.
    """

    least_open: tuple[Money, ...] = ()
    part_paid: bool | None = None
    kinds: frozenset[CustomerKind] = frozenset()

    def hold(self, open_: Money, *, part_paid: bool, kind: CustomerKind) -> bool:
        """Return whether an invoice with so much open meets all of them."""
        enough = all(open_ >= least for least in self.least_open if least.currency == open_.currency)
        paid_fits = self.part_paid is None or self.part_paid is part_paid
        return enough and paid_fits and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: `days` before (negative), on (0) or after the due date, or after the last step that was sent.

    `id` stands in the record of what was sent, so it stays when the step is edited. `statement` attaches a statement of
    account. A step that `escalates` goes to a person of the practice, and nothing to the customer.
    """

    id: str
    days: int
    counted: Counted = Counted.DUE
    tone: Tone = Tone.FRIENDLY
    conditions: Conditions = field(default_factory=Conditions)
    charge: LateCharge = LateCharge.NONE
    statement: bool = False
    escalates: bool = False

    @property
    def words(self) -> str:
        """When it comes, in words: `7 days after the due date`."""
        if self.days == 0:
            return "on the due date"
        count = f"{abs(self.days)} day{'s' if abs(self.days) > 1 else ''}"
        return f"{count} {'before' if self.days < 0 else 'after'} the {self.counted}"


@dataclass(frozen=True, slots=True)
class Policy:
    """Steps in the order they are climbed; a customer is left in peace for `rest_days` from one reminder to the next.

    `InputError` where the steps do not climb.
    """

    steps: tuple[Step, ...]
    rest_days: int = 1

    def __post_init__(self) -> None:
        """Refuse a ladder that nobody could climb in order."""
        if not 1 <= self.rest_days <= _FARTHEST:
            raise InputError(f"{self.rest_days} days between two reminders are not possible.", "Choose one or more.")
        for step in self.steps:
            _require_sound(step)
        _require_order(self.steps)


def _require_sound(step: Step) -> None:
    if not step.id.strip():
        raise InputError("A step has no name.", "Name each step.")
    if abs(step.days) > _FARTHEST:
        raise InputError(f"Step {step.id} is {abs(step.days)} days away.", "Choose a year at most.")
    if step.counted is Counted.LAST and step.days < 1:
        raise InputError(f"Step {step.id} does not come after the step before it.", "Let at least one day pass.")
    if step.escalates and step.days < 0:
        raise InputError(f"Step {step.id} calls a person before anything is due.", "Let it come after the due date.")
    currencies = [least.currency for least in step.conditions.least_open]
    if len(set(currencies)) < len(currencies):
        raise InputError(f"Step {step.id} has two least amounts in one currency.", "Keep one of them.")


def _require_order(steps: Sequence[Step]) -> None:
    names = [step.id for step in steps]
    if len(set(names)) < len(names):
        raise InputError("Two steps have one name.", "Name each step differently.")
    if steps and steps[0].counted is Counted.LAST:
        raise InputError(f"Nothing comes before step {steps[0].id}.", "Count the first step from the due date.")
    by_due = [step for step in steps if step.counted is Counted.DUE]
    for earlier, later in pairwise(by_due):
        if later.days <= earlier.days:
            raise InputError(f"Step {later.id} comes no later than step {earlier.id}.", "Put the steps in order.")


NO_REMINDERS = Policy(())
USUAL = Policy(
    (
        Step("before", -3),
        Step("first", 3),
        Step("second", 14, tone=Tone.FIRM, statement=True),
        Step("final", 30, tone=Tone.FINAL, statement=True),
        Step("person", 14, Counted.LAST, tone=Tone.FINAL, escalates=True),
    )
)
"""A ladder to start from; nothing in it claims a fee or interest."""
