"""Working alone for a client: when that mode counts, what it lets one person do, and how long money waits. Pure.

A second pair of eyes is replaced, never left out: by the client himself, who approves with evidence, or by time, in
which whoever was hurried or deceived can find out. What the mode needs is one person who works for the client; with
a second one it is over by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookdesk.core.errors import InputError, NotAllowed, RuleBroken
from bookdesk.core.vocabulary import SoleWay

LEAST_HOURS = 4
"""No decision waits less than this; new bank details wait so long in either way."""
MOST_HOURS = 14 * 24
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Decided:
    """An owner's last decision about working alone, as it was recorded.

    `worker` is whom it is about; `sound` says that row, statement and signature agree and that `by` is an owner.
    """

    way: SoleWay
    hours: int
    worker: str
    by: str
    at: datetime
    reason: str
    sound: bool


@dataclass(frozen=True, slots=True)
class Alone:
    """The person who works alone for a client, and what takes the place of a second one; `hours` is what waits."""

    user: str
    way: SoleWay
    hours: int

    @property
    def approves_his_own(self) -> bool:
        """Whether his approval of what he entered himself counts."""
        return self.way is SoleWay.DELAY

    @property
    def takes_the_clients_word(self) -> bool:
        """Whether an approval received with evidence counts without a second person who looked at it."""
        return self.way is SoleWay.CLIENT

    def free_at(self, approved: Iterable[datetime], details: Iterable[datetime]) -> datetime | None:
        """Return until when money waits, from when it was `approved` and its bank `details` last changed.

        None where nothing waits. All instants are as the history bears them out (`ledger.sole.sealed_at`).
        """
        waits = [at + timedelta(hours=self.hours) for at in details]
        if self.approves_his_own:
            waits += [at + timedelta(hours=self.hours) for at in approved]
        return max(waits, default=None)


def alone(last: Decided | None, workers: Collection[str]) -> Alone | None:
    """Return who works alone, or None: never for more than the one person whom a sound decision is about."""
    if last is None or last.way is SoleWay.OFF or why_not(last, workers) is not None:
        return None
    return Alone(last.worker, last.way, max(last.hours, LEAST_HOURS) if last.way is SoleWay.DELAY else LEAST_HOURS)


def why_not(last: Decided, workers: Collection[str]) -> str | None:
    """Return why a decision to let somebody work alone does not count, in a sentence; None where it does."""
    if not last.sound:
        return "The decision about working alone is not what an owner of the practice signed, so it does not count."
    others = set(workers) - {last.worker}
    if others:
        return "A second person works for this client by now, so nobody works alone."
    if last.worker not in workers:
        return "The person who worked alone for this client works for it no longer."
    return None


def require_possible(way: SoleWay, hours: int, reason: str, user: str, workers: Collection[str]) -> None:
    """Refuse a decision that could not count; switching off is always possible."""
    if not reason.strip():
        raise InputError("The decision needs a reason.", "Say why one person works alone, or no longer does.")
    if way is SoleWay.OFF:
        return
    if user not in workers:
        raise NotAllowed("You do not work for this client yourself.", "Let the person who does decide with an owner.")
    if len(set(workers)) > 1:
        raise RuleBroken(
            f"{len(set(workers))} people work for this client.",
            "Let the other approve and confirm; working alone is for a client with one person only.",
        )
    if way is SoleWay.DELAY and not LEAST_HOURS <= hours <= MOST_HOURS:
        raise InputError(f"{hours} hours are not possible.", f"Choose {LEAST_HOURS} to {MOST_HOURS} hours.")


def waiting(until: datetime, now: datetime) -> str:
    """Return the sentence about what waits; both instants in the zone of whoever reads it, and never too early."""
    shown = until if until == until.replace(second=0, microsecond=0) else until + _MINUTE
    day = "" if shown.date() == now.date() else f"{shown:%Y-%m-%d} "
    return f"Cooling off until {day}{shown:%H:%M}."


def released_as(way: SoleWay, hours: int) -> str:
    """Return what a run that one person released says of it, wherever it is shown or printed."""
    if way is SoleWay.CLIENT:
        return "Sole practitioner: released on the client's approval."
    return f"Sole practitioner: released after {hours} h cooling off."


def described(found: Alone) -> str:
    """Return what the mode means, in plain words."""
    if found.takes_the_clients_word:
        return (
            "One person works alone for this client. The client approves each bill by mail or phone, with evidence; "
            f"nobody approves his own. New bank details wait {found.hours} hours after the call back."
        )
    return (
        "One person works alone for this client. He approves what he entered himself; payments leave "
        f"{found.hours} hours after the approval and after bank details were confirmed."
    )
