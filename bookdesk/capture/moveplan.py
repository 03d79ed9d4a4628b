"""What may be moved to another client, and what is to be done next of a move that was begun. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that somebody wants to move; `state` as its list tells it.

    `decided` where a bill of it was reviewed, approved or booked, `evidence` where it shows that somebody approved.
    """

    number: int
    state: str
    confirmed: bool = False
    moved: bool = False
    evidence: bool = False
    decided: bool = False
    bound: bool = False
    """Whether its pages lie in another document's file, or another document shows its pages."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a document stays where it is, what to do, and what to type for that."""

    what: str
    remedy: str
    command: str = ""


def refusal(candidate: Candidate) -> Refusal | None:
    """Return why a document may not be moved; none where it may."""
    named = f"Document {candidate.number}"
    if candidate.moved:
        return Refusal(f"{named} was moved to another client before.", "Move it from there.")
    if candidate.evidence:
        return Refusal(f"{named} shows that a bill was approved.", "It stays with that bill.")
    if candidate.bound:
        return Refusal(
            f"{named} was taken apart or put together.",
            "Bring it back as it came first, then move the file.",
            f"bookdesk inbox rejoin {candidate.number}",
        )
    if candidate.confirmed:
        return Refusal(
            f"{named} was confirmed.",
            "Take it back to review first, as long as nothing was decided on it.",
            f"bookdesk inbox reopen {candidate.number}",
        )
    if candidate.decided:
        return Refusal(f"A bill of {named.lower()} was decided about.", "Void that bill, and add the file there.")
    return None


class Step(StrEnum):
    """A step of a move, each one change in one file."""

    SET_ASIDE = "set aside"
    TAKE_IN = "take in"
    ACKNOWLEDGE = "acknowledge"


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far a move came."""

    set_aside: bool = False
    taken_in: bool = False
    acknowledged: bool = False

    @property
    def living(self) -> int:
        """How many documents there are that somebody may confirm."""
        return (not self.set_aside) + self.taken_in

    def after(self, step: Step) -> HowFar:
        """Return how far it is after a step; one that was done before changes nothing."""
        match step:
            case Step.SET_ASIDE:
                return replace(self, set_aside=True)
            case Step.TAKE_IN:
                return replace(self, taken_in=True)
            case Step.ACKNOWLEDGE:
                return replace(self, acknowledged=True)


def next_step(reached: HowFar) -> Step | None:
    """Return what is to be done next; none where the move is whole."""
    if not reached.set_aside:
        return Step.SET_ASIDE
    if not reached.taken_in:
        return Step.TAKE_IN
    return None if reached.acknowledged else Step.ACKNOWLEDGE
