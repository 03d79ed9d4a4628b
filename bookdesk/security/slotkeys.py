"""Making and opening slots: from a passphrase or the recovery key to a user's bundle and the practice's key."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import perf_counter
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bookdesk.core.errors import Locked, StorageError
from bookdesk.core.identifiers import new_id
from bookdesk.security.bundle import UserBundle
from bookdesk.security.calibration import much_cheaper
from bookdesk.security.passphrase import STANDARD, CostPolicy, Costs, key_encryption_key, stretch
from bookdesk.security.redaction import Secret
from bookdesk.security.sealing import NONCE_BYTES, derive, seal_to
from bookdesk.security.slots import (
    DEVICE_SECRET,
    Kdf,
    Slot,
    SlotFile,
    SlotHeader,
    SlotKind,
    SlotTable,
    name_tag,
)

BOX_PURPOSE: Final = "practice-key"
KEYRING_LASTS: Final = timedelta(hours=12)
"""From an opening by passphrase to the end of opening without it: a working day."""
MOST_STRETCHED: Final = 3
"""So many slots of one name are tried with a passphrase: one is his, a renewal that was cut short leaves a second."""
_SALT_BYTES: Final = 16
_NO_COSTS: Final = Costs(0, 0, 0)
_LAST_ID: Final = (1 << 128) - 1
_OTHER: Final = "it is of another practice, or of before or after the sheet was renewed."
"""Of a key that opens nothing nobody can tell which of these it is."""
_NEWEST: Final = (
    "Use the newest sheet of this practice; where it was brought back from a backup, the sheet of the backup's day."
)
_OF_THE_DAY: Final = "Use the sheet of the backup's day, or a passphrase of that day."


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What an opened slot gives."""

    bundle: UserBundle
    practice_key: Secret
    table: SlotTable
    slot_id: UUID
    opened_by: SlotKind = SlotKind.PASSPHRASE
    """What kind of secret opened it: only a passphrase proves that the person himself is there."""
    seconds: float = 0.0
    """How long the guess took that opened it."""
    forged: tuple[bytes, ...] = field(default=(), repr=False)
    """Copies of the key file that looked later, and were not made by who had the practice's key."""


@dataclass(frozen=True, slots=True)
class SlotSecret:
    """What opens a slot: a passphrase or the recovery key, and perhaps the device secret with it."""

    value: Secret
    device_secret: Secret | None = None
    policy: CostPolicy = field(default=STANDARD)


def passphrase_slot(table: SlotTable, name: str, bundle: UserBundle, secret: SlotSecret, practice_key: Secret) -> Slot:
    """Return a slot by which the user `name` reaches `bundle` and the practice's key with his passphrase."""
    header = SlotHeader(
        slot_id=_later_id(table, name),
        kind=SlotKind.PASSPHRASE,
        flags=DEVICE_SECRET if secret.device_secret is not None else 0,
        user_id=UUID(bundle.user_id),
        name_tag=name_tag(table.practice_id, name),
        kdf=Kdf.ARGON2ID,
        costs=secret.policy.check(secret.policy.chosen),
        salt=os.urandom(_SALT_BYTES),
    )
    return _filled(table, header, bundle, secret, practice_key)


def recovery_slot(table: SlotTable, bundle: UserBundle, recovery_key: Secret, practice_key: Secret) -> Slot:
    """Return the slot of the printed key: 256 random bits need no stretching."""
    header = SlotHeader(
        slot_id=UUID(new_id()),
        kind=SlotKind.RECOVERY,
        flags=0,
        user_id=UUID(bundle.user_id),
        name_tag=bytes(16),
        kdf=Kdf.HKDF,
        costs=_NO_COSTS,
        salt=os.urandom(_SALT_BYTES),
    )
    return _filled(table, header, bundle, SlotSecret(recovery_key), practice_key)


def keyring_slot(  # noqa: PLR0913, PLR0917 - a slot and since when it opens
    table: SlotTable, name: str, bundle: UserBundle, secret: Secret, practice_key: Secret, now: datetime
) -> Slot:
    """Return the slot for a secret of 256 random bits that the system's keyring keeps; it opens for half a day."""
    header = SlotHeader(
        slot_id=UUID(new_id()),
        kind=SlotKind.KEYRING,
        flags=0,
        user_id=UUID(bundle.user_id),
        name_tag=name_tag(table.practice_id, name),
        kdf=Kdf.HKDF,
        costs=_NO_COSTS,
        salt=os.urandom(_SALT_BYTES),
        valid_until=_milliseconds(now + KEYRING_LASTS),
    )
    return _filled(table, header, bundle, SlotSecret(secret), practice_key)


def for_new_practice_key(slot: Slot, table: SlotTable, box_key: bytes, practice_key: Secret) -> Slot:
    """Return `slot` with a new practice key sealed to its holder's box key, for the epoch of `table`."""
    context = table.box_context(slot.header.slot_id)
    return replace(slot, box=seal_to(box_key, BOX_PURPOSE, practice_key.reveal(), context))


def restretched(unlocked: Unlocked, name: str, secret: SlotSecret) -> Slot | None:
    """Return the opened slot made anew at the chosen costs; none if its own are near."""
    slots = {slot.header.slot_id: slot for slot in unlocked.table.slots}
    header = slots[unlocked.slot_id].header
    if header.kind != SlotKind.PASSPHRASE or not much_cheaper(header.costs, secret.policy.chosen):
        return None
    if not header.wants_device_secret:
        secret = replace(secret, device_secret=None)
    return passphrase_slot(unlocked.table, name, unlocked.bundle, secret, unlocked.practice_key)


def unlock(file: SlotFile, name: str, secret: SlotSecret, now: datetime) -> Unlocked:
    """Open the practice as user `name`; `Locked`, with one answer for a wrong passphrase and an unknown user."""
    usable = [slot for slot in file.table.named(name) if _usable(slot, secret, now)]
    if not usable:
        stretch(secret.value, bytes(_SALT_BYTES), _usual_costs(file.table, secret.policy))  # it takes as long
    if not usable and any(slot.header.wants_device_secret for slot in file.table.named(name)):
        raise Locked(
            "This passphrase needs the secret that one computer keeps in its keyring, and here it is not.",
            "Open the practice on that computer, or use the recovery sheet.",
        )
    return _first(file, usable, secret, _refused("The passphrase is wrong, or there is no such user."))


def unlock_by_recovery(file: SlotFile, recovery_key: Secret) -> Unlocked:
    """Open the practice with the printed key; `Locked` if it is another practice's, or was renewed."""
    return _by_recovery(file, recovery_key, Locked(f"This sheet does not open this practice: {_OTHER}", _NEWEST))


def unlock_backup_by_recovery(file: SlotFile, recovery_key: Secret) -> Unlocked:
    """Open the key file of a backup with the printed key; `Locked` if it is not the practice's or not of that day."""
    return _by_recovery(file, recovery_key, Locked(f"This sheet does not open this backup: {_OTHER}", _OF_THE_DAY))


def _by_recovery(file: SlotFile, recovery_key: Secret, otherwise: Locked) -> Unlocked:
    return _first(file, list(file.table.of_kind(SlotKind.RECOVERY)), SlotSecret(recovery_key), otherwise)


def _refused(what: str) -> Locked:
    return Locked(what, "Try again, or use the recovery sheet.")


def unlock_by_keyring(file: SlotFile, name: str, secret: Secret, now: datetime) -> Unlocked:
    """Open the practice as user `name` by what the keyring keeps; `Locked` where that is over or was another's."""
    slots = [slot for slot in file.table.named(name) if slot.header.kind == SlotKind.KEYRING and in_time(slot, now)]
    otherwise = Locked("The keyring does not open the practice any more.", "Type your passphrase.")
    return _first(file, slots, SlotSecret(secret), otherwise)


def in_time(slot: Slot, now: datetime) -> bool:
    """Return whether a slot's end is still to come; one of a keyring that ends too late shows a clock put back."""
    if slot.header.valid_until == 0:
        return slot.header.kind != SlotKind.KEYRING
    left = slot.header.valid_until - _milliseconds(now)
    return left > 0 and (slot.header.kind != SlotKind.KEYRING or left <= KEYRING_LASTS / timedelta(milliseconds=1))


def _later_id(table: SlotTable, name: str) -> UUID:
    """Return an id above those of the name's slots, also where a clock was put back: by it a slot of before is told."""
    last = max((slot.header.slot_id.int for slot in table.named(name)), default=0)
    return max(UUID(new_id()), UUID(int=min(last + 1, _LAST_ID)))


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


def _in_bounds(slot: Slot, policy: CostPolicy) -> bool:
    with suppress(StorageError):
        policy.check(slot.header.costs)
        return True
    return False


def _usual_costs(table: SlotTable, policy: CostPolicy) -> Costs:
    """What a guess at one of the others costs, so that an unknown name does not show by its speed.

    A slot out of bounds is passed over: its holder is told when he opens it, and nobody else is kept out by it.
    """
    slots = table.of_kind(SlotKind.PASSPHRASE)
    known = [slot.header.costs for slot in slots if _in_bounds(slot, policy)]
    return max(known, key=lambda costs: costs.work, default=policy.chosen)


def _usable(slot: Slot, secret: SlotSecret, now: datetime) -> bool:
    """A passphrase slot in its time whose device secret, if it wants one, is at hand."""
    header = slot.header
    at_hand = secret.device_secret is not None or not header.wants_device_secret
    return header.kind == SlotKind.PASSPHRASE and in_time(slot, now) and at_hand


def _first(file: SlotFile, slots: list[Slot], secret: SlotSecret, otherwise: Locked) -> Unlocked:
    """Open the first slot that opens; one out of bounds is passed over, and told where no other one opens."""
    refused: Locked | StorageError = otherwise
    for slot in _worth_trying(slots, secret.policy):
        begun = perf_counter()
        try:
            bundle = _opened(file.table, slot, secret)
        except InvalidTag:
            continue
        except StorageError as out_of_bounds:
            refused = out_of_bounds
            continue
        seconds = perf_counter() - begun
        context = file.table.box_context(slot.header.slot_id)
        practice_key = bundle.open(BOX_PURPOSE, slot.box, context)
        kind = SlotKind(slot.header.kind)
        return Unlocked(bundle, Secret(practice_key), file.verify(practice_key), slot.header.slot_id, kind, seconds)
    raise refused


def _worth_trying(slots: Iterable[Slot], policy: CostPolicy) -> Iterator[Slot]:
    """Yield the slots, of those whose secret is stretched the first few only: copies of a slot stall no opening."""
    stretched = 0
    for slot in slots:
        if slot.header.kdf == Kdf.ARGON2ID and _in_bounds(slot, policy):
            stretched += 1
            if stretched > MOST_STRETCHED:
                continue
        yield slot


def _filled(table: SlotTable, header: SlotHeader, bundle: UserBundle, secret: SlotSecret, practice_key: Secret) -> Slot:
    nonce = os.urandom(NONCE_BYTES)
    ciphertext = AESGCM(_key(table, header, secret)).encrypt(nonce, bundle.encode(), table.bound_to(header))
    box = seal_to(bundle.box_key, BOX_PURPOSE, practice_key.reveal(), table.box_context(header.slot_id))
    return Slot(header, nonce, ciphertext, box)


def _opened(table: SlotTable, slot: Slot, secret: SlotSecret) -> UserBundle:
    key = _key(table, slot.header, secret)
    return UserBundle.decode(AESGCM(key).decrypt(slot.nonce, slot.ciphertext, table.bound_to(slot.header)))


def _key(table: SlotTable, header: SlotHeader, secret: SlotSecret) -> bytes:
    if header.kdf == Kdf.ARGON2ID:
        stretched = stretch(secret.value, header.salt, secret.policy.check(header.costs))
    else:
        stretched = derive(secret.value.reveal(), "slot-secret", salt=header.salt)
    device_secret = secret.device_secret if header.wants_device_secret else None
    return key_encryption_key(stretched, table.practice_id.bytes, device_secret)
