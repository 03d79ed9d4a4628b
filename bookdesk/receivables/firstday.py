"""Nothing leaves for a client who was just connected until a person has approved the first list. Pure.

The first day of a client brings all his old invoices at once, and whatever was taken over wrongly would be mailed to
every customer. So the first list waits for a person, however long that takes; what he approved is what leaves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bookdesk.core.canonical import digest

_PURPOSE = "first list of reminders"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class ApprovedList:
    """The list a person approved: on which `day` of the client, the digests of its messages, and their common hash."""

    day: date
    messages: frozenset[str]
    list_hash: str


@dataclass(frozen=True, slots=True)
class FirstDay:
    """Since when a client is connected, and the list that was approved for him, if one was."""

    connected_on: date
    approved: ApprovedList | None = None


def list_hash(messages: Iterable[str]) -> str:
    """Return the hash of a list by the digests of its messages, in whatever order they come."""
    return digest(_PURPOSE, _VERSION, sorted(set(messages)))


def approve(day: date, messages: Iterable[str]) -> ApprovedList:
    """Return the approval of a list on a `day` in the client's zone."""
    kept = frozenset(messages)
    return ApprovedList(day, kept, list_hash(kept))


def approval_holds(state: FirstDay) -> bool:
    """Return whether a list was approved since the client was connected, and is as it was approved."""
    approved = state.approved
    if approved is None or approved.day < state.connected_on:
        return False
    return approved.list_hash == list_hash(approved.messages)


def held_back(state: FirstDay, message: str, today: date) -> str | None:
    """Return in a sentence why a message waits for a person, or `None` where it may leave.

    On the day of the approval only what stood on the approved list leaves; from the next day on everything does. An
    approval from before the client was connected, or whose hash is not that of its messages, counts for nothing. A
    clock that was put back makes it the first day again, never a later one.
    """
    approved = state.approved
    if approved is None or not approval_holds(state):
        return f"Connected on {state.connected_on.isoformat()}: the first list is not approved yet."
    if today > approved.day or message in approved.messages:
        return None
    return "It was not on the list as approved today: look at it, and approve the list again."
