"""Whether desk and portal are in step, from what each knows of the other; what each should do where not. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bookdesk.protocol.chain import Position


class Step(StrEnum):
    """How the two stand."""

    IN_STEP = "in step"
    ANSWER_LOST = "answer lost"
    """The portal took the request that is under way: sent again, it gives the answer it gave."""
    DESK_BEHIND = "desk behind"
    """The portal took requests that this desk does not know of: it was put back to an earlier day, or copied."""
    PORTAL_BEHIND = "portal behind"
    """The portal does not know what it had taken or told: it was put back to an earlier day."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one side says: the last request (number and hash), and the last event of the chain."""

    seq: int
    hash: str
    events: Position


def compare(mine: Heard, theirs: Heard, under_way: str | None) -> Step:
    """Return how desk and portal stand; `under_way` is the hash of a request whose answer is not known."""
    if theirs.events.n < mine.events.n or (theirs.events.n == mine.events.n and theirs.events != mine.events):
        return Step.PORTAL_BEHIND
    if theirs.seq == mine.seq:
        return Step.IN_STEP if theirs.hash == mine.hash else Step.DESK_BEHIND
    if theirs.seq == mine.seq + 1 and under_way is not None and theirs.hash == under_way:
        return Step.ANSWER_LOST
    return Step.DESK_BEHIND if theirs.seq > mine.seq else Step.PORTAL_BEHIND


@dataclass(frozen=True, slots=True)
class Differences:
    """Documents in which register and portal differ: `newer` there, `missing` there, `strange` to these books."""

    newer: Mapping[str, int]
    missing: frozenset[str]
    strange: Mapping[str, int]


def differences(known: Mapping[str, int], held: Mapping[str, int]) -> Differences:
    """Compare the versions that were told with those that the portal holds, by document."""
    return Differences(
        {one: version for one, version in held.items() if one in known and version > known[one]},
        frozenset(known) - frozenset(held),
        {one: version for one, version in held.items() if one not in known},
    )
