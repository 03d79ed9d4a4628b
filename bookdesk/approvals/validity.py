"""Which of the decisions on a bill still count. Pure.

A decision counts if its signature verifies, it was about the present payment content, it was not withdrawn, and the
bill was not rejected after it, unless whoever rejected it took that back. An approval received by mail or phone counts
once a second person has confirmed it, or at once where one person works alone and the client's word is what counts.
Nothing here is stored: what was valid yesterday is asked again today.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bookdesk.core.vocabulary import Decision


@dataclass(frozen=True, slots=True)
class Given:
    """A decision as it was recorded; `sound` says that row, statement and signature agree.

    `entitled` says that who signed had the role for it then: who signs without one, in whatever program, says nothing.
    `about_id` names the decision that is withdrawn or confirmed, `given_by` the person outside who decided, and
    `evidence` is the SHA-256 (hex) of what shows it.
    """

    id: str
    decision: Decision
    by: str
    payment_hash: str
    accounting_hash: str
    sound: bool
    given_by: str | None = None
    about_id: str | None = None
    evidence: str | None = None
    entitled: bool = True


@dataclass(frozen=True, slots=True)
class Validity:
    """Users and outside persons whose approval counts, what was confirmed or waits for it, and why others lapsed."""

    users: frozenset[str]
    outside: frozenset[str]
    confirmed: tuple[Given, ...]
    waiting: tuple[Given, ...]
    unsound: tuple[str, ...]
    changed: tuple[str, ...]
    recoded: bool

    @property
    def lapsed(self) -> tuple[str, ...]:
        """Why others lapsed: what does not verify, and what was given for another content and not anew."""
        return (*self.unsound, *self.changed)

    @property
    def any(self) -> bool:
        """Whether anybody's approval counts."""
        return bool(self.users or self.outside)


def validity(  # noqa: PLR0913 - each is a fact of its own
    decisions: Sequence[Given],
    payment_hash: str,
    accounting_hash: str,
    created_by: str,
    *,
    edited_by: Collection[str | None] = (),
    clients_word: bool = False,
) -> Validity:
    """Judge the decisions on one bill, oldest first, against what it says now.

    Whoever made the bill, edited it last or set what it pays confirms no approval that was received for it.
    `recoded` tells that an approval counts which saw another coding: the reviewer is asked again, not the approver.
    With the `clients_word` an approval received with its evidence needs no second person who looked at it.
    """
    all_sound = [one for one in decisions if one.sound and one.entitled]
    sound = all_sound[_after_rejection(all_sound) :]
    withdrawn = {one.about_id for one in sound if one.decision is Decision.WITHDRAWN}
    standing = [one for one in sound if one.id not in withdrawn]
    current = [one for one in standing if one.payment_hash == payment_hash]
    users = [one for one in current if one.decision is Decision.APPROVED]
    received = {one.id: one for one in current if one.decision is Decision.RECEIVED}
    confirmed = [
        received[one.about_id]
        for one in current
        if one.decision is Decision.CONFIRMED
        and one.about_id in received
        and one.by not in (received[one.about_id].by, created_by, *edited_by)
    ]
    if clients_word:
        confirmed = [one for one in received.values() if one.evidence is not None or one in confirmed]
    confirmed_ids = {one.id for one in confirmed}
    return Validity(
        frozenset(one.by for one in users),
        frozenset(_persons(confirmed)),
        tuple(confirmed),
        tuple(one for one in received.values() if one.id not in confirmed_ids),
        tuple(_unsound(decisions)),
        tuple(_changed(standing, payment_hash)),
        any(one.accounting_hash != accounting_hash for one in (*users, *confirmed)),
    )


def _after_rejection(sound: Sequence[Given]) -> int:
    """Return the place after the last rejection that its author did not take back."""
    return max(
        (at + 1 for at, one in enumerate(sound) if one.decision is Decision.REJECTED and _holds(one, sound[at:])),
        default=0,
    )


def _holds(rejection: Given, later: Iterable[Given]) -> bool:
    taken_back = (Decision.WITHDRAWN, rejection.id, rejection.by)
    return all((one.decision, one.about_id, one.by) != taken_back for one in later)


def _persons(confirmed: Sequence[Given]) -> Iterable[str]:
    """Return the persons outside, each once however his name was written, and each evidence for one of them."""
    first = {one.evidence or one.id: one for one in reversed(confirmed)}
    names = [" ".join((one.given_by or "").split()) for one in confirmed if first[one.evidence or one.id] is one]
    return {person(name): name for name in reversed(names)}.values()


def person(name: str) -> str:
    """Return a name for comparing: who is meant does not hang on case and spaces."""
    return " ".join(name.split()).casefold()


def _unsound(decisions: Sequence[Given]) -> list[str]:
    return [
        f"The signature of {one.by} does not verify; his decision does not count."
        if not one.sound
        else f"{one.by} had no role for it when he signed; his decision does not count."
        for one in decisions
        if not (one.sound and one.entitled)
    ]


def _changed(standing: Sequence[Given], payment_hash: str) -> list[str]:
    """Return what is said of whoever approved another content and did not approve anew."""
    said = [one for one in standing if one.decision in (Decision.APPROVED, Decision.RECEIVED)]
    anew = {person(one.given_by or one.by) for one in said if one.payment_hash == payment_hash}
    who = [one.given_by or one.by for one in said if one.payment_hash != payment_hash]
    return [
        f"Payee, bank account, amount or document changed since {name} approved."
        for name in dict.fromkeys(who)
        if person(name) not in anew
    ]
