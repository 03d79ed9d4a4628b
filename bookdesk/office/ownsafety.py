"""What protects the person at work, and the sheet that protects all: how it stands, and how he changes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bookdesk.models.actions import Action
from bookdesk.office.opened import Office
from bookdesk.security import devicesecret, keyringslots, members, recoverykeys, secondfactor
from bookdesk.security.keyringslots import KeyringState
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.recovery import RecoverySheet, from_text
from bookdesk.security.recoverykeys import OLDER_BACKUPS
from bookdesk.security.roles import Permission, permitted
from bookdesk.security.secondfactor import Enrolment

__all__ = [
    "OLDER_BACKUPS",
    "OwnSafety",
    "SheetState",
    "begin_code",
    "bind_to_computer",
    "change_passphrase",
    "check_sheet",
    "confirm_code",
    "own_safety",
    "remember_here",
    "remove_code",
    "renew_sheet",
    "require_renewal",
    "sheet_state",
]


@dataclass(frozen=True, slots=True)
class OwnSafety:
    """How it stands: the keyring, the device secret, a second factor and whether it is asked beside the passphrase.

    `code_taken_away`: somebody else removed or changed it.
    """

    keyring: KeyringState
    device_secret: bool
    second_factor: bool
    both: bool
    code_taken_away: bool


@dataclass(frozen=True, slots=True)
class SheetState:
    """The recovery sheet: since when it is the present one, whether somebody showed it, and who may make a new one."""

    since: datetime | None
    confirmed: bool
    may_renew: bool


def own_safety(office: Office) -> OwnSafety:
    """Return how it stands with the person at work; the keyring of the system is asked for its name."""
    practice = office.practice
    return OwnSafety(
        keyringslots.keyring_state(practice),
        devicesecret.has_device_secret(practice),
        practice.step_up.enrolled,
        practice.step_up.both,
        practice.step_up.taken_away,
    )


def change_passphrase(office: Office, old: str, new: str) -> None:
    """Give the person at work another passphrase; `Locked` where the old one is wrong."""
    members.change_own_passphrase(office.practice, passphrase_from(old), passphrase_from(new))


def remember_here(office: Office, *, on: bool) -> None:
    """Let the keyring of this computer open the practice for half a day after each passphrase, or no more."""
    if on:
        keyringslots.switch_keyring_on(office.practice)
    else:
        keyringslots.switch_keyring_off(office.practice)


def bind_to_computer(office: Office, passphrase: str, *, on: bool) -> None:
    """Let the passphrase open the practice on this computer only, or everywhere again."""
    act = devicesecret.enable_device_secret if on else devicesecret.disable_device_secret
    act(office.practice, passphrase_from(passphrase))


def begin_code(office: Office, *, both: bool) -> Enrolment:
    """Make the secret of a second factor, which is in use once `confirm_code` was given a code of it."""
    return secondfactor.begin_second_factor(office.practice, both=both)


def confirm_code(office: Office, code: str) -> None:
    """Take a second factor into use with its first code."""
    secondfactor.confirm_second_factor(office.practice, code)


def remove_code(office: Office) -> None:
    """Give the second factor up."""
    secondfactor.remove_second_factor(office.practice)


def sheet_state(office: Office) -> SheetState:
    """Return how it stands with the recovery sheet."""
    practice = office.practice
    holder = practice.file.recovery()
    issued = practice.trusted.of(holder.certificate_id, holder.id).get("issued_at")
    may = practice.user.root_box is not None and permitted(practice.roles(), Permission.MANAGE_USERS)
    since = None if issued is None else datetime.fromisoformat(str(issued))
    return SheetState(since, recoverykeys.recovery_confirmed(practice), may)


def check_sheet(office: Office, text: str) -> None:
    """Note that the sheet is at hand; `InputError` names the group that is wrong, or says that it is another's."""
    recoverykeys.confirm_recovery(office.practice, from_text(text))


def require_renewal(office: Office) -> None:
    """Return quietly where a new sheet may be made now; asked before it is shown, and before it is put in place."""
    office.practice.require(Permission.MANAGE_USERS)
    office.practice.step_up.require(Action.USER_EDITED)


def renew_sheet(office: Office, keep: Callable[[RecoverySheet], None]) -> None:
    """Put a new sheet in the place of the present one, once `keep` has kept it; groups of it were typed back."""
    require_renewal(office)
    recoverykeys.renew_recovery(office.practice, keep)
    recoverykeys.note_confirmed(office.practice)
    office.refresh()
