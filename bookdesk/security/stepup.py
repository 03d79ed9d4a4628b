"""Proving once more that the person himself is there, before acts that cannot be taken back or give power away.

A proof is five minutes old at most, by the machine's running seconds and by the practice's clock: the seconds cannot
be put back to make it last, and the clock notices where a machine was stopped and its memory brought back later.
Erasing a client asks each time: a proof serves once for it, and for half a minute.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bookdesk.core.clock import Clock
from bookdesk.core.errors import Locked, NotAllowed, Tampered
from bookdesk.models.actions import Action

LASTS: Final = timedelta(minutes=5)
"""How long a proof holds."""
JUST_NOW: Final = timedelta(seconds=30)
"""How long a proof holds for what asks anew each time: it is one given for this very act."""
MOST_WRONG: Final = 5
"""So many wrong passphrases or codes are taken in a minute."""
_MINUTE: Final = 60.0
TAKEN_AWAY: Final = "Your second factor was taken away or changed by somebody else."
SET_UP_ANEW: Final = "Tell an owner. Then set it up anew, or give it up, in your settings: until then this is refused."

NEEDS_STEP_UP: Final[frozenset[Action]] = frozenset(
    {
        Action.RUN_RELEASED,
        Action.PAYEE_ACCOUNT_CONFIRMED,
        Action.USER_EDITED,
        Action.GRANT_EDITED,
        Action.APPROVAL_RULES_EDITED,
        Action.SOLE_PRACTICE_EDITED,
        Action.KEYS_ROTATED,
        Action.DEVICE_WITHDRAWN,
        Action.EXPORTED,
        Action.BANK_FILE_SAVED,
        Action.CLIENT_ERASED,
        Action.CLIENT_RESTORED,
        Action.SECOND_FACTOR_EDITED,
        Action.DOCUMENT_SHREDDED,
        Action.PURGED,
    }
)
"""Money leaves, power is given, data goes out, is put back or is gone."""
ASKS_ANEW: Final[frozenset[Action]] = frozenset({Action.CLIENT_ERASED})
"""Nothing takes these back: a proof given for another act a while ago, or for the one before, is none for them."""


class Proof(StrEnum):
    """What a person shows."""

    PASSPHRASE = "passphrase"  # noqa: S105 - what is asked for, not what is answered
    CODE = "code"


class StepUpNeeded(NotAllowed):
    """An act waits for a proof: ask for what is in `missing`, then repeat the act.

    With `one_is_enough` any of them will do, otherwise each is needed.
    """

    def __init__(self, missing: frozenset[Proof], *, one_is_enough: bool, anew: bool = False) -> None:
        """Say what is missing; `anew` that the act asks each time, whatever was proved for others."""
        what, remedy = _WORDS[missing, one_is_enough]
        super().__init__(
            what, remedy, command="--one-time-code CODE" if Proof.CODE in missing else "--passphrase-file FILE"
        )
        self.missing, self.one_is_enough, self.anew = missing, one_is_enough, anew


_PASSPHRASE, _CODE = frozenset({Proof.PASSPHRASE}), frozenset({Proof.CODE})
_EITHER = _PASSPHRASE | _CODE
_WORDS: Final[Mapping[tuple[frozenset[Proof], bool], tuple[str, str]]] = {
    (_PASSPHRASE, False): ("This act asks once more who you are.", "Give your passphrase, then repeat it."),
    (_CODE, False): ("This act asks for a code of your phone as well.", "Give the code, then repeat it."),
    (_EITHER, True): ("This act asks once more who you are.", "Give your passphrase or a code, then repeat it."),
    (_EITHER, False): ("This act asks once more who you are.", "Give your passphrase and a code, then repeat it."),
}


class StepUp:
    """What one person proved since he opened the practice. Safe to ask from several threads."""

    def __init__(self, clock: Clock) -> None:
        """Begin without a proof."""
        self._clock = clock
        self._proofs: dict[Proof, tuple[float, datetime]] = {}
        self._spent: dict[Proof, tuple[float, datetime]] = {}
        """The proofs with which something was done that asks anew each time: they serve for no other such act."""
        self.enrolled = False
        """Whether this person has a second factor, so that a code proves, too."""
        self.both = False
        """Whether he chose to be asked for passphrase and code."""
        self.taken_away = False
        """Whether he has a second factor by his own last word, and his row is gone or another's."""
        self.attempts = Attempts(clock)

    def proved(self, by: Proof = Proof.PASSPHRASE) -> None:
        """Remember that he proved himself just now."""
        self._proofs[by] = (self._clock.monotonic(), self._clock.now())

    def fresh(self, by: Proof | None = None) -> bool:
        """Return whether a proof, of this kind if one is named, is young enough."""
        return any(self._young(kind) for kind in ((by,) if by else Proof))

    def spend(self) -> None:
        """Let the proofs of now serve for nothing more that asks anew each time."""
        self._spent = dict(self._proofs)

    def needed(self, action: StrEnum) -> StepUpNeeded | None:
        """Return what an act still waits for; none where it may go on."""
        if action not in NEEDS_STEP_UP:
            return None
        anew = action in ASKS_ANEW
        shown = frozenset(kind for kind in Proof if (self._just_given(kind) if anew else self.fresh(kind)))
        if self.both:  # to give the code up as well: else who saw the passphrase does that first
            missing = frozenset(Proof) - shown
            return StepUpNeeded(missing, one_is_enough=False, anew=anew) if missing else None
        if action is Action.SECOND_FACTOR_EDITED or not self.enrolled:
            known = Proof.PASSPHRASE in shown
            return None if known else StepUpNeeded(_PASSPHRASE, one_is_enough=False, anew=anew)
        return None if shown else StepUpNeeded(_EITHER, one_is_enough=True, anew=anew)

    def require(self, action: StrEnum) -> None:
        """Return quietly, or raise `StepUpNeeded`; `Tampered` where somebody took the second factor away."""
        if self.taken_away and action in NEEDS_STEP_UP and action is not Action.SECOND_FACTOR_EDITED:
            raise Tampered(TAKEN_AWAY, SET_UP_ANEW)
        needed = self.needed(action)
        if needed is not None:
            raise needed

    def require_passphrase(self) -> None:
        """Return quietly if the passphrase was given just now, or raise `StepUpNeeded`."""
        if not self.fresh(Proof.PASSPHRASE):
            raise StepUpNeeded(_PASSPHRASE, one_is_enough=False)

    def require_for_own_keys(self) -> None:
        """Return quietly, or raise `StepUpNeeded`: whoever wants passphrase and code asked gives both for his own keys.

        Else who saw the passphrase would take away with it alone what the code is there for. Whoever did not choose so
        has given his passphrase, which the act itself asks for.
        """
        if self.taken_away:
            raise Tampered(TAKEN_AWAY, SET_UP_ANEW)
        missing = frozenset(kind for kind in Proof if not self.fresh(kind))
        if self.both and missing:
            raise StepUpNeeded(missing, one_is_enough=False)

    def _just_given(self, kind: Proof) -> bool:
        return self._proofs.get(kind) is not self._spent.get(kind) and self._young(kind, JUST_NOW)

    def _young(self, kind: Proof, lasts: timedelta = LASTS) -> bool:
        proof = self._proofs.get(kind)
        if proof is None:
            return False
        seconds, instant = proof
        return self._clock.monotonic() - seconds < lasts.total_seconds() and self._clock.now() - instant < lasts


class Attempts:
    """Slows down guessing at an unlocked desk. Whoever took the files guesses without this program, and unhindered."""

    def __init__(self, clock: Clock) -> None:
        """Begin with none."""
        self._clock = clock
        self._wrong: list[float] = []

    def allow(self) -> None:
        """Return quietly, or raise `Locked` where too many were wrong within the last minute."""
        now = self._clock.monotonic()
        self._wrong = [seconds for seconds in self._wrong if now - seconds < _MINUTE]
        if len(self._wrong) >= MOST_WRONG:
            raise Locked(f"{MOST_WRONG} attempts within a minute were wrong.", "Wait a minute, then try again.")

    def wrong(self) -> None:
        """Count a wrong one."""
        self._wrong.append(self._clock.monotonic())
