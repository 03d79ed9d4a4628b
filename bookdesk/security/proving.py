"""Proofs that the person at work is himself: his passphrase once more, or a code. Each right one is in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookdesk.core.errors import Locked, NotAllowed
from bookdesk.core.identifiers import new_id
from bookdesk.models.actions import Action
from bookdesk.models.practice import UserKind
from bookdesk.security.copies import open_slots
from bookdesk.security.redaction import Secret
from bookdesk.security.secondfactor import prove_by_code
from bookdesk.security.slotkeys import SlotSecret, unlock
from bookdesk.security.stepup import Proof

if TYPE_CHECKING:
    from bookdesk.security.practice import OpenPractice
    from bookdesk.store.change import Change


def prove_passphrase(practice: OpenPractice, passphrase: Secret) -> None:
    """Take the passphrase as a proof; `Locked` for a wrong one, and for every one after five within a minute."""
    check_passphrase(practice, passphrase)
    if practice.writes:
        record(practice, "passphrase given")
    practice.step_up.proved(Proof.PASSPHRASE)


def prove_code(practice: OpenPractice, code: str) -> None:
    """Take a code of the second factor as a proof; `Locked` for a wrong one or one used before."""
    prove_by_code(practice, code)
    practice.step_up.proved(Proof.CODE)


def check_passphrase(practice: OpenPractice, passphrase: Secret) -> None:
    """Return quietly if this is the user's own passphrase; `Locked` otherwise."""
    if practice.user.kind is not UserKind.PERSON:
        raise NotAllowed("The recovery key has no passphrase.", "Open the practice once more with the recovery sheet.")
    practice.step_up.attempts.allow()
    secret = SlotSecret(passphrase, practice.device_secret, practice.given_policy)
    try:
        opened = open_slots(
            practice.places, lambda file: unlock(file, practice.user.name, secret, practice.clock.now())
        )
    except Locked:
        practice.step_up.attempts.wrong()
        raise Locked("The passphrase is wrong.", "Type it once more.") from None
    if opened.bundle.user_id != practice.bundle.user_id:
        raise Locked("The passphrase is wrong.", "Type it once more.")


def record(practice: OpenPractice, what: str) -> None:
    """Write to the history that the user showed who he is, though no row tells of it."""
    with recording(practice, what) as work:
        work.commit()


def recording(practice: OpenPractice, what: str) -> Change:
    """Return the change that writes it, for whoever does something beside the history with it."""
    stamp = f"step-up:{new_id()}"  # what has only this to say is sealed all the same
    return practice.file.change(Action.STEPPED_UP, what, actor=practice.actor, origin_id=stamp)
