"""Opening without the passphrase for half a day: the system's keyring holds a secret, the key file a slot for it.

The secret is random, 256 bits, and another one after each opening by passphrase: what lies in a backup's copy of the
key file is soon opened by nothing. The slot ends after twelve hours, and the keyring's secret alone opens nothing at
all. It is off until a person switches it on, for himself, on the computer where he sits.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from bookdesk.core.errors import Locked, NotAllowed
from bookdesk.models.actions import Action
from bookdesk.models.practice import UserKind
from bookdesk.security.keyring import KeyringUnusable, Vault, VaultSource
from bookdesk.security.redaction import Secret
from bookdesk.security.sealing import new_key
from bookdesk.security.settings import keep_setting, keyring_name
from bookdesk.security.slotkeys import in_time, keyring_slot
from bookdesk.security.slots import Slot, SlotKind, SlotTable

if TYPE_CHECKING:
    from bookdesk.security.practice import OpenPractice


@dataclass(frozen=True, slots=True)
class KeyringState:
    """Whether this person opens by the keyring here, until when, where its secret lies, and what is in the way."""

    on: bool
    until: datetime | None
    place: str
    trouble: str


def keyring_state(practice: OpenPractice) -> KeyringState:
    """Return how it stands; asks the system's keyring for its name."""
    ends = [slot.header.valid_until for slot in practice.table.slots if _mine(practice, slot)]
    until = datetime.fromtimestamp(max(ends) / 1000, UTC) if ends else None
    try:
        place, trouble = practice.vault().name(), ""
    except KeyringUnusable as unusable:
        place, trouble = "", unusable.what
    return KeyringState(_wanted(practice), until, place, trouble)


def switch_keyring_on(practice: OpenPractice) -> KeyringState:
    """Let the present user open without his passphrase on this computer, half a day from each time he gave it.

    It needs a fresh proof by passphrase; `KeyringUnusable` where no keyring is to be trusted.
    """
    _require_person(practice)
    practice.step_up.require_passphrase()
    _put(practice, practice.vault())
    _decide(practice, wanted=True)
    return keyring_state(practice)


def switch_keyring_off(practice: OpenPractice) -> None:
    """Ask for the passphrase each time again; the slot goes, and the secret with it where the keyring answers."""
    _require_person(practice)
    if _wanted(practice):
        _decide(practice, wanted=False)
    forget(practice)


def renew(practice: OpenPractice) -> None:
    """After an opening by passphrase: a new secret and a new half day, where this person wants it here.

    A keyring that cannot be asked changes nothing: what it opened until now it opens until its end.
    """
    if practice.user.kind is UserKind.PERSON and _wanted(practice):
        with suppress(KeyringUnusable):
            _put(practice, practice.vault())


def forget(practice: OpenPractice) -> None:
    """Take the slot away, and the secret where the keyring answers."""
    drop_slot(practice)
    with suppress(KeyringUnusable):
        practice.vault().delete(entry_of(practice.table, practice.user.id))
        practice.vault().delete(heads_entry(practice.table))


def drop_slot(practice: OpenPractice) -> None:
    """Take the slot away: until the passphrase is given again the keyring opens nothing.

    The secret goes, too, where the keyring answers: an older key file that is put back would have the slot again.
    """
    if any(_mine(practice, slot) for slot in practice.table.slots):
        practice.keys.edit(lambda now: now.without(partial(_mine, practice)))
        with suppress(KeyringUnusable):
            practice.vault().delete(entry_of(practice.table, practice.user.id))


def offered(table: SlotTable, name: str, now: datetime) -> bool:
    """Return whether the keyring may open the practice for the user with this name just now."""
    return any(in_time(slot, now) for slot in table.named(name) if slot.header.kind == SlotKind.KEYRING)


def secret_of(table: SlotTable, name: str, vault: VaultSource, now: datetime) -> Secret:
    """Return what the keyring keeps for the user with this name, while his half day lasts; `Locked` otherwise.

    What is over is forgotten where the keyring answers.
    """
    slots = [slot for slot in table.named(name) if slot.header.kind == SlotKind.KEYRING]
    if not any(in_time(slot, now) for slot in slots):
        for slot in slots:
            with suppress(KeyringUnusable):
                vault().delete(entry_of(table, slot.header.user_id))
        raise Locked("The keyring does not open the practice now.", "Type your passphrase.")
    secret = vault().get(entry_of(table, slots[0].header.user_id))
    if secret is None:
        raise Locked("The keyring has forgotten what opens the practice.", "Type your passphrase.")
    return secret


def entry_of(table: SlotTable, user_id: object) -> str:
    """Return the name under which the keyring keeps a user's secret."""
    return f"{table.practice_id}/{user_id}"


def heads_entry(table: SlotTable) -> str:
    """Return the name under which the keyring keeps what it remembers of the key file (`security/remembered.py`)."""
    return f"{table.practice_id}/heads"


def without_expired(table: SlotTable, now: datetime) -> SlotTable:
    """Return the table without slots of keyrings whose time is over."""
    return table.without(lambda slot: slot.header.kind == SlotKind.KEYRING and not in_time(slot, now))


def _put(practice: OpenPractice, vault: Vault) -> None:
    """Keep a new secret, then the slot for it: the other way round a crash would leave a slot that nothing opens."""
    secret, table, key = Secret(new_key()), practice.table, practice.practice_key
    vault.set(entry_of(table, practice.user.id), secret)
    now = practice.clock.now()
    slot = keyring_slot(table, practice.user.name, practice.bundle, secret, key, now)
    practice.keys.edit(lambda now: now.with_slot(slot, instead_of=partial(_mine, practice)), epoch=table.epoch)


def _decide(practice: OpenPractice, *, wanted: bool) -> None:
    how = "from now on opened by the keyring, too" if wanted else "no longer opened by the keyring"
    with practice.file.change(Action.SECOND_FACTOR_EDITED, how, actor=practice.actor) as work:
        keep_setting(work, keyring_name(practice.actor.device, practice.user.id), wanted)
        work.commit()


def _wanted(practice: OpenPractice) -> bool:
    return practice.file.setting(keyring_name(practice.actor.device, practice.user.id)) is True


def _mine(practice: OpenPractice, slot: Slot) -> bool:
    return slot.header.kind == SlotKind.KEYRING and str(slot.header.user_id) == practice.user.id


def _require_person(practice: OpenPractice) -> None:
    if practice.user.kind is not UserKind.PERSON:
        raise NotAllowed("The recovery key stays on paper.", "Open the practice as a user.")
