"""The named lists of the outbox, each as one condition: what a dashboard counts and the sync screen opens is the same.

What only goes after something else waits with it: the act that mends it is the other one's.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_

from bookdesk.core.vocabulary import OutboxState
from bookdesk.models.sync import OutboxEntry

GOES_AFTER = "Goes after the"
"""How the problem of an entry begins that merely waits for another entry."""

GIVEN_UP = "Given up"
"""How the problem of a cancelled entry begins that a person gave up; any other was not wanted any more."""


class OutboxList(StrEnum):
    """Entries of the outbox by who has to act."""

    WAITING = "waiting"
    """nobody: they go with the next sending, or after another entry"""
    PROBLEMS = "problems"
    """a person: refused, in conflict, or held back by what is missing"""
    DONE = "done"
    CANCELLED = "cancelled"


def in_outbox(which: OutboxList) -> ColumnElement[bool]:
    """Return the condition on `OutboxEntry` of being on a list."""
    return _CONDITIONS[which]


def list_of(state: OutboxState, problem: str | None) -> OutboxList:
    """Return the list that an entry is on, as `in_outbox` decides it."""
    if state in _DONE:
        return _DONE[state]
    if state in _REFUSED or (state is OutboxState.BLOCKED and not (problem or "").startswith(GOES_AFTER)):
        return OutboxList.PROBLEMS
    return OutboxList.WAITING


_REFUSED = (OutboxState.REJECTED, OutboxState.CONFLICT)
_DONE = {OutboxState.VERIFIED: OutboxList.DONE, OutboxState.CANCELLED: OutboxList.CANCELLED}
_FOLLOWS = func.coalesce(OutboxEntry.problem, "").startswith(GOES_AFTER, autoescape=True)
_STOPPED = or_(
    OutboxEntry.state.in_(_REFUSED),
    and_(OutboxEntry.state == OutboxState.BLOCKED, ~_FOLLOWS),
)
_FINISHED = OutboxEntry.state.in_(tuple(_DONE))
_CONDITIONS: dict[OutboxList, ColumnElement[bool]] = {
    OutboxList.WAITING: and_(~_FINISHED, ~_STOPPED),
    OutboxList.PROBLEMS: _STOPPED,
    OutboxList.DONE: OutboxEntry.state == OutboxState.VERIFIED,
    OutboxList.CANCELLED: OutboxEntry.state == OutboxState.CANCELLED,
}
