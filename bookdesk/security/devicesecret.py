"""A second secret beside the passphrase, in the keyring of one computer: who has only the files guesses in vain.

128 random bits go into the key of the person's passphrase slot, and that slot is then his only one: his passphrase
opens the practice on this computer and nowhere else. Where the keyring was emptied or the computer is gone, the
recovery sheet is the way in, as it is on any other computer and for a backup restored elsewhere.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from bookdesk.security.earlierslots import remember_slot, require_newest
from bookdesk.security.keyring import KeyringUnusable, VaultSource
from bookdesk.security.proving import recording
from bookdesk.security.redaction import Secret
from bookdesk.security.slotkeys import SlotSecret, passphrase_slot
from bookdesk.security.slots import Slot, SlotKind, SlotTable

if TYPE_CHECKING:
    from bookdesk.security.practice import OpenPractice

BYTES: Final = 16
WARNING: Final = (
    "From then on your passphrase opens the practice on this computer only. If the computer is lost or its keyring"
    " emptied, the recovery sheet is the only way in, also to a backup. Copies and backups of before still open without"
    " this computer, and so does an older key file beside today's books, until the keys of the practice are changed."
)
"""What has to be said before it is switched on."""


def enable_device_secret(practice: OpenPractice, passphrase: Secret) -> None:
    """Mix a secret of this computer into the present user's slot; `Locked` for a wrong passphrase.

    `StepUpNeeded` where a code is asked for as well, `KeyringUnusable` where no keyring is to be trusted. Say `WARNING`
    before.
    """
    practice.prove_passphrase(passphrase)
    practice.step_up.require_for_own_keys()
    require_newest(practice)
    vault, secret = practice.vault(), Secret(os.urandom(BYTES))
    vault.set(device_entry(practice.table, practice.user.id), secret)
    _rewrite(practice, passphrase, secret)


def disable_device_secret(practice: OpenPractice, passphrase: Secret) -> None:
    """Let the passphrase alone open the practice again, on every computer; `Locked` for a wrong one."""
    practice.prove_passphrase(passphrase)
    practice.step_up.require_for_own_keys()
    require_newest(practice)
    _rewrite(practice, passphrase, None)
    with suppress(KeyringUnusable):
        practice.vault().delete(device_entry(practice.table, practice.user.id))


def has_device_secret(practice: OpenPractice) -> bool:
    """Return whether the present user's passphrase needs this computer."""
    slots = practice.table.of_kind(SlotKind.PASSPHRASE)
    return any(slot.header.wants_device_secret for slot in slots if str(slot.header.user_id) == practice.user.id)


def device_secret_of(table: SlotTable, name: str, vault: VaultSource) -> Secret | None:
    """Return what the keyring adds to the passphrase of the user with this name; it is asked only where a slot says so.

    None where it has nothing or cannot be asked: then the slot does not open, and that is told.
    """
    for slot in table.named(name):
        if slot.header.kind == SlotKind.PASSPHRASE and slot.header.wants_device_secret:
            with suppress(KeyringUnusable):
                return vault().get(device_entry(table, slot.header.user_id))
    return None


def device_entry(table: SlotTable, user_id: object) -> str:
    """Return the name under which the keyring keeps a user's device secret."""
    return f"{table.practice_id}/{user_id}/device"


def _rewrite(practice: OpenPractice, passphrase: Secret, secret: Secret | None) -> None:
    """Put one slot in the place of all the user's passphrase slots, and write it down in the history."""
    how = "passphrase needs this computer from now on" if secret else "passphrase opens on every computer again"
    table, key, mine = practice.table, practice.practice_key, practice.user.id
    slot_secret = SlotSecret(passphrase, secret, practice.policy)
    slot = passphrase_slot(table, practice.user.name, practice.bundle, slot_secret, key)

    def is_mine(one: Slot) -> bool:
        return one.header.kind == SlotKind.PASSPHRASE and str(one.header.user_id) == mine

    practice.keys.edit(lambda now: now.with_slot(slot, instead_of=is_mine), epoch=table.epoch)
    practice.device_secret, practice.slot_id = secret, slot.header.slot_id
    with recording(practice, how) as work:
        remember_slot(work, practice.user.id, slot)
        work.commit()
