"""A person's second factor: set up with his authenticator, confirmed by one code, given up as it is asked for.

Who wants passphrase and code gives both to give it up, too; where the phone is lost, another owner or the recovery
sheet gives him new keys without it. Everybody who has the practice's key can write the row in a program of his own. So
what counts is the person's own last signed word in the history: where that says that a factor is in use, and the row is
gone or was last written by another, it was taken away, and acts that ask wait until he sets it up anew or gives it up.

The secret is sealed to his own box key: nobody else in the practice reads it. Sealed JSON: {"secret": hex, "both":
whether he wants to be asked for passphrase and code, "confirmed": whether a first code was right}.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import select

from bookdesk.core.canonical import canonical
from bookdesk.core.errors import Conflict, InputError, Locked, NotAllowed, NotFound, Tampered
from bookdesk.core.identifiers import new_id
from bookdesk.models.actions import Action
from bookdesk.models.practice import SecondFactor, UserKind
from bookdesk.security.clientkeys import from_text, to_text
from bookdesk.security.factorword import IN_USE, REMOVED, taken_away
from bookdesk.security.sealing import seal_to
from bookdesk.security.totp import DIGITS, SECRET_BYTES, WINDOW, enrolment_uri, find_step, secret_text, step_at

if TYPE_CHECKING:
    from bookdesk.security.practice import OpenPractice
    from bookdesk.store.change import Change

WHAT_A_CODE_ADDS: Final = (
    "A code of your phone keeps somebody who saw your passphrase, but does not have your phone, from releasing money or"
    " changing rights at your desk. It does not protect the files: whoever takes this computer or a backup guesses at"
    " your passphrase without this program, and nothing asks him for a code. Nor does it stop a program that runs as"
    " you. If you ask for both and your phone is lost, another owner or the recovery sheet gives you new keys without"
    " it. On this computer the device secret is what makes a stolen file useless; the code makes you look twice."
)
"""What the window shows where a second factor is set up."""
_PURPOSE: Final = "second-factor"
_ISSUER: Final = "BookDesk"
_NONE_USED: Final = -1
_SET_UP_FIRST: Final = "Set one up first."


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator needs: `uri` as a QR code, or `secret` typed in."""

    uri: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Factor:
    """The opened content of a row."""

    secret: str = field(repr=False)
    both: bool
    confirmed: bool


def begin_second_factor(practice: OpenPractice, *, both: bool = False) -> Enrolment:
    """Make a new secret, not yet in use: it is once `confirm_second_factor` was given a code of it.

    With `both`, passphrase and code are asked for, otherwise either. `Conflict` where one is in use.
    """
    if practice.user.kind is not UserKind.PERSON:
        raise NotAllowed("The recovery key has no second factor.", "Open the practice as a user.")
    row, factor = _found(practice)
    if factor is not None and factor.confirmed and not practice.step_up.taken_away:
        raise Conflict("You have a second factor already.", "Remove it first, then set up another.")
    secret = os.urandom(SECRET_BYTES)
    with practice.file.change(Action.SECOND_FACTOR_EDITED, "second factor begun", actor=practice.actor) as work:
        if row is not None:
            work.delete(work.get(SecondFactor, row.id))
            work.session.flush()
        sealed = _sealed(practice, Factor(secret.hex(), both, confirmed=False))
        work.add(SecondFactor(id=new_id(), user_id=practice.actor.user, sealed_secret=sealed, last_step=_NONE_USED))
        work.commit()
    account = f"{practice.user.name} ({practice.practice.name})"
    return Enrolment(enrolment_uri(secret, _ISSUER, account), secret_text(secret))


def confirm_second_factor(practice: OpenPractice, code: str) -> None:
    """Take the new secret into use with a first code of it; `Locked` for a wrong one."""
    row, factor = _found(practice)
    if row is None or factor is None or factor.confirmed:
        raise NotFound("There is no new second factor to confirm.", _SET_UP_FIRST)
    step = checked_step(practice, row, factor, code)
    with practice.file.change(Action.SECOND_FACTOR_EDITED, IN_USE, actor=practice.actor) as work:
        kept = work.get(SecondFactor, row.id)
        kept.sealed_secret = _sealed(practice, Factor(factor.secret, factor.both, confirmed=True))
        kept.last_step = step
        work.commit()
    notice(practice)


def remove_second_factor(practice: OpenPractice) -> None:
    """Give the second factor up, or say that the one that somebody took away is given up.

    It needs the passphrase, and a code as well where both are asked for.
    """
    row, _ = _found(practice)
    if row is None and not practice.step_up.taken_away:
        raise NotFound("You have no second factor.", "Nothing needs to be done.")
    with practice.file.change(
        Action.SECOND_FACTOR_EDITED, REMOVED, actor=practice.actor, origin_id=f"second factor {new_id()}"
    ) as work:
        if row is not None:
            work.delete(work.get(SecondFactor, row.id))
        work.commit()
    notice(practice)


def prove_by_code(practice: OpenPractice, code: str) -> None:
    """Check a code and keep its step, so that it is never taken twice; the use is written to the history."""
    row, factor = _found(practice)
    if row is None or factor is None or not factor.confirmed:
        raise NotFound("You have no second factor.", _SET_UP_FIRST)
    step = checked_step(practice, row, factor, code)
    with practice.file.change(Action.STEPPED_UP, "code given", actor=practice.actor) as work:
        work.get(SecondFactor, row.id).last_step = step
        work.commit()


def checked_step(practice: OpenPractice, row: SecondFactor, factor: Factor, code: str) -> int:
    """Return the step of a code that may be taken; `Locked` says why one may not."""
    typed = "".join(code.split())
    if not (len(typed) == DIGITS and typed.isascii() and typed.isdigit()):
        raise InputError(f"A code has {DIGITS} digits.", "Type them as the authenticator shows them.")
    attempts, now = practice.step_up.attempts, practice.clock.now()
    attempts.allow()
    step = find_step(bytes.fromhex(factor.secret), typed, now)
    if step is None:
        attempts.wrong()
        raise Locked("The code is wrong.", "Take the one that the authenticator shows for this practice now.")
    if abs(step - step_at(now)) > WINDOW:
        attempts.wrong()
        raise Locked(
            "This code belongs to another time: the clocks of this computer and of the phone differ.",
            "Let both set their clocks by themselves, then take a new code.",
        )
    if step <= row.last_step:
        raise Locked("This code was used already.", "Wait for the next one: each is taken once.")
    return step


def notice(practice: OpenPractice) -> None:
    """Tell the step-up of a practice whether its user has a second factor in use, and what he chose."""
    row, factor = _found(practice)
    used = factor is not None and factor.confirmed
    practice.step_up.taken_away = taken_away(practice, row.id if row is not None and used else None)
    used = used and not practice.step_up.taken_away
    practice.step_up.enrolled, practice.step_up.both = used, used and factor is not None and factor.both


def forget_second_factor(work: Change, user_id: str) -> None:
    """Remove a person's second factor in a change: his new keys would not open it."""
    wanted = select(SecondFactor).where(SecondFactor.user_id == user_id)
    for row in work.session.scalars(wanted):
        work.delete(row)


def _found(practice: OpenPractice) -> tuple[SecondFactor | None, Factor | None]:
    """Return the user's row and its content; none of it that his keys do not open, so that he can set up another."""
    with practice.file.query() as session:
        wanted = select(SecondFactor).where(SecondFactor.user_id == practice.bundle.user_id)
        row = session.scalars(wanted).one_or_none()
    if row is None:
        return None, None
    with suppress(Tampered):
        packed = practice.bundle.open(_PURPOSE, from_text(row.sealed_secret), _context(practice))
        return row, Factor(**json.loads(packed))
    return row, None


def _sealed(practice: OpenPractice, factor: Factor) -> str:
    return to_text(seal_to(practice.bundle.box_key, _PURPOSE, canonical(asdict(factor)), _context(practice)))


def _context(practice: OpenPractice) -> bytes:
    return UUID(practice.practice.id).bytes + UUID(practice.bundle.user_id).bytes
