"""Approvals from outside: what may be entered, and which of those that wait is meant. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bookdesk.approvals.validity import Given, person
from bookdesk.core.errors import InputError, NotAllowed
from bookdesk.core.vocabulary import Decision


def require_new(given_by: str, sha256: str, decisions: Sequence[Given], colleagues: Collection[str]) -> None:
    """Refuse an approval of somebody who signs himself, or one whose evidence the bill has already.

    Args:
        given_by: who is said to have approved.
        sha256: of the evidence (hex).
        decisions: all that was ever decided about the bill.
        colleagues: what the users of the practice are called.
    """
    if person(given_by) in {person(name) for name in colleagues}:
        raise NotAllowed(
            f"{given_by} is a user of this practice and signs himself, within his own limit.",
            "Let him approve the bill at his desk.",
        )
    used = next((one for one in decisions if one.decision is Decision.RECEIVED and one.evidence == sha256), None)
    if used is not None:
        raise InputError(
            f"This evidence is with the bill already, for the approval of {used.given_by}; it counts once.",
            "Ask for a mail of his own, or attach a note of the call.",
        )


def require_not_twice(given_by: str, standing: Sequence[Given]) -> None:
    """Refuse a second approval of a person while his first one counts or waits."""
    if any(person(one.given_by or "") == person(given_by) for one in standing):
        raise InputError(
            f"An approval of {given_by} is entered already; each person counts once.",
            "Let a second person confirm it if it waits.",
        )


def chosen(waiting: Sequence[Given], given_by: str | None) -> Given:
    """Return the approval to confirm: the one of `given_by`, or the only one; never several at once."""
    meant = [one for one in waiting if given_by is None or person(one.given_by or "") == person(given_by)]
    if len(meant) == 1:
        return meant[0]
    names = " or ".join(dict.fromkeys(one.given_by or "?" for one in waiting))
    if given_by is None or len(meant) > 1:
        raise InputError(
            f"{len(meant)} approvals received wait here.",
            f"Say whose you looked at: that of {names}.",
            command="--from NAME",
        )
    raise InputError(f"No approval of {given_by} waits here.", f"Those of {names} do.")
