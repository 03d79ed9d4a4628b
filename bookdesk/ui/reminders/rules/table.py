"""What the list of a ladder's steps shows, and the words of each."""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.core.vocabulary import Counted, CustomerKind, LateCharge, Tone
from bookdesk.receivables.dunningpolicy import Step
from bookdesk.ui import wording
from bookdesk.ui.pieces.columns import Column

KINDS = {
    CustomerKind.BUSINESS: "businesses",
    CustomerKind.PUBLIC: "public authorities",
    CustomerKind.CONSUMER: "consumers",
}
TONES = {Tone.FRIENDLY: "Friendly", Tone.FIRM: "Firm", Tone.FINAL: "Final"}
CHARGES = {
    LateCharge.NONE: "Nothing",
    LateCharge.FEE: "The fixed fee of the law",
    LateCharge.INTEREST: "Interest",
    LateCharge.BOTH: "Fee and interest",
}


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step at its place in the ladder."""

    place: int
    step: Step


def when_words(step: Step) -> str:
    """Return when a step comes, as a person says it: `3 days before it is due`."""
    count = wording.count(abs(step.days), "day")
    if step.counted is Counted.LAST:
        return f"{count} after the step before"
    if step.days == 0:
        return "on the day it is due"
    return f"{count} before it is due" if step.days < 0 else f"{count} after it was due"


def with_words(step: Step) -> str:
    """Return what comes with a step besides the letter, and for whom it is only."""
    if step.escalates:
        parts = ["for a person of yours"]
    else:
        charge = {LateCharge.FEE: "the fee", LateCharge.INTEREST: "interest", LateCharge.BOTH: "fee and interest"}
        parts = [f"claims {charge[step.charge]}"] if step.charge in charge else []
        parts += ["statement"] if step.statement else []
    kinds = [words for kind, words in KINDS.items() if kind in step.conditions.kinds]
    parts += [f"{' and '.join(kinds)} only"] if kinds else []
    if step.conditions.part_paid is not None:
        parts.append("part paid only" if step.conditions.part_paid else "nothing paid only")
    parts += [f"from {wording.money(least)} open" for least in step.conditions.least_open]
    return ", ".join(parts)


def tone_words(step: Step) -> str:
    """Return how a step speaks; one for a person says nothing to the customer."""
    return "" if step.escalates else TONES[step.tone]


STEPS: tuple[Column[StepRow], ...] = (
    Column("when", "When", 210, lambda row: when_words(row.step), grows=True),
    Column("tone", "Tone", 84, lambda row: tone_words(row.step)),
    Column("with", "With it", 190, lambda row: with_words(row.step), note=lambda row: with_words(row.step), spare=1),
)
