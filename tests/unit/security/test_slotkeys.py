"""Opening slots: the right secret and nothing else, and one answer for whoever has it not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from bookdesk.core.errors import Locked, StorageError, Tampered
from bookdesk.core.identifiers import UserId, new_id
from bookdesk.security import slotkeys
from bookdesk.security.bundle import UserBundle
from bookdesk.security.passphrase import STANDARD, Costs, passphrase_from, stretch
from bookdesk.security.recovery import new_recovery_key
from bookdesk.security.redaction import Secret
from bookdesk.security.slotkeys import (
    SlotSecret,
    for_new_practice_key,
    passphrase_slot,
    recovery_slot,
    unlock,
    unlock_by_recovery,
)
from bookdesk.security.slots import Slot, SlotFile, SlotHeader, SlotKind, SlotTable, decode, name_tag
from tests.support.firm import NOON, PASSPHRASE, POLICY, slot_secret

PRACTICE_KEY = Secret(bytes(range(32)))
RECOVERY_KEY = Secret(bytes(range(32, 64)))
EMPTY = SlotTable(UUID(int=7), 1, 0, ())
ANNA = UserBundle.generate(UserId(new_id()), bytes(32))
BEN = UserBundle.generate(UserId(new_id()), bytes(32))
RECOVERY = UserBundle.generate(UserId(new_id()), bytes(32))


def table(**changes: SlotSecret) -> SlotTable:
    anna = passphrase_slot(EMPTY, "Anna", ANNA, changes.get("anna", slot_secret()), PRACTICE_KEY)
    ben = passphrase_slot(EMPTY, "Ben", BEN, slot_secret("battery staple"), PRACTICE_KEY)
    recovery = recovery_slot(EMPTY, RECOVERY, RECOVERY_KEY, PRACTICE_KEY)
    return EMPTY.with_slots([anna, ben, recovery])


def written(plan: SlotTable) -> SlotFile:
    return decode(plan.encode(PRACTICE_KEY.reveal()))


def test_a_passphrase_opens_its_owners_keys_and_the_practice() -> None:
    file = written(table())
    for name, passphrase, bundle in (("anna", PASSPHRASE, ANNA), ("BEN", "battery staple", BEN)):
        unlocked = unlock(file, name, slot_secret(passphrase), NOON)
        assert unlocked.bundle.encode() == bundle.encode()
        assert unlocked.practice_key.reveal() == PRACTICE_KEY.reveal()
        assert unlocked.table == file.table
        assert unlocked.opened_by is SlotKind.PASSPHRASE


@pytest.mark.parametrize(
    ("name", "passphrase"),
    [("Anna", "battery staple"), ("Nobody", PASSPHRASE), ("Anna", "x"), ("recovery key", PASSPHRASE)],
)
def test_wrong_passphrase_and_unknown_user_get_one_answer(name: str, passphrase: str) -> None:
    with pytest.raises(Locked) as refused:
        unlock(written(table()), name, slot_secret(passphrase), NOON)
    assert str(refused.value) == (
        "The passphrase is wrong, or there is no such user. Try again, or use the recovery sheet."
    )
    assert refused.value.exit_status == 3


def test_an_unknown_name_costs_a_passphrase_check_too(monkeypatch: pytest.MonkeyPatch) -> None:
    checks: list[Costs] = []
    file = written(table())

    def counted(passphrase: Secret, salt: bytes, costs: Costs) -> bytes:
        checks.append(costs)
        return stretch(passphrase, salt, costs)

    monkeypatch.setattr(slotkeys, "stretch", counted)
    for name in ("Anna", "Nobody"):
        with pytest.raises(Locked):
            unlock(file, name, slot_secret("wrong passphrase"), NOON)
    assert checks == [POLICY.chosen, POLICY.chosen]


def test_the_recovery_key_opens_and_another_does_not() -> None:
    unlocked = unlock_by_recovery(written(table()), RECOVERY_KEY)
    assert unlocked.bundle.encode() == RECOVERY.encode()
    assert unlocked.practice_key.reveal() == PRACTICE_KEY.reveal()
    assert unlocked.opened_by is SlotKind.RECOVERY
    with pytest.raises(Locked, match="another practice"):
        unlock_by_recovery(written(table()), new_recovery_key())


def test_a_slot_with_a_device_secret_needs_it() -> None:
    with_device = replace(slot_secret(), device_secret=Secret(b"sixteen bytes!!!"))
    file = written(table(anna=with_device))
    assert unlock(file, "Anna", with_device, NOON).bundle.encode() == ANNA.encode()
    for wrong in (slot_secret(), replace(with_device, device_secret=Secret(b"another machine."))):
        with pytest.raises(Locked):
            unlock(file, "Anna", wrong, NOON)


def test_a_device_secret_at_hand_does_not_disturb_a_slot_without() -> None:
    secret = replace(slot_secret(), device_secret=Secret(b"sixteen bytes!!!"))
    assert unlock(written(table()), "Anna", secret, NOON).bundle.encode() == ANNA.encode()


def test_a_slot_with_an_end_does_not_open_after_it() -> None:
    plan = table()
    anna = plan.slots[0]
    until = int((NOON + timedelta(hours=12)).timestamp() * 1000)
    timed = replace(anna.header, valid_until=until)
    file = written(plan.with_slots([_refilled(plan, timed)]))
    assert unlock(file, "Anna", slot_secret(), NOON).bundle.encode() == ANNA.encode()
    with pytest.raises(Locked):
        unlock(file, "Anna", slot_secret(), NOON + timedelta(hours=12))


def _refilled(plan: SlotTable, header: SlotHeader) -> Slot:
    return slotkeys._filled(plan, header, ANNA, slot_secret(), PRACTICE_KEY)  # noqa: SLF001 - slots with an end come later


def test_cheap_costs_in_a_file_are_refused_by_the_standard_policy() -> None:
    secret = SlotSecret(passphrase_from(PASSPHRASE), policy=STANDARD)
    with pytest.raises(StorageError, match="cheaper"):
        unlock(written(table()), "Anna", secret, NOON)


def test_costs_without_measure_are_refused_before_they_are_paid() -> None:
    plan = table()
    endless = replace(plan.slots[0], header=replace(plan.slots[0].header, costs=Costs(2**32 - 1, 2**32 - 1, 255)))
    with pytest.raises(StorageError, match="more memory"):
        unlock(written(plan.with_slots([endless])), "Anna", slot_secret(), NOON)


def test_a_header_cannot_be_changed_under_its_ciphertext() -> None:
    plan = table()
    anna, ben = plan.slots[0], plan.slots[1]
    swapped = replace(anna, header=replace(anna.header, user_id=ben.header.user_id))
    with pytest.raises(Locked):
        unlock(written(plan.with_slots([swapped])), "Anna", slot_secret(), NOON)


def test_slots_of_another_practice_do_not_open_here() -> None:
    moved = replace(table(), practice_id=UUID(int=8))
    named = replace(moved.slots[0].header, name_tag=name_tag(UUID(int=8), "Anna"))
    file = written(moved.with_slots([replace(moved.slots[0], header=named)]))
    with pytest.raises(Locked):
        unlock(file, "Anna", slot_secret(), NOON)


def test_a_table_sealed_by_somebody_else_is_tampered() -> None:
    with pytest.raises(Tampered, match="without the practice's key"):
        unlock(decode(table().encode(bytes(32))), "Anna", slot_secret(), NOON)


def test_a_new_practice_key_needs_no_passphrase() -> None:
    plan, fresh = replace(table(), epoch=2), Secret(bytes(reversed(range(32))))
    keys = (ANNA.box_key, BEN.box_key, RECOVERY.box_key)
    moved = [for_new_practice_key(slot, plan, key, fresh) for slot, key in zip(plan.slots, keys, strict=True)]
    file = decode(plan.with_slots(moved).encode(fresh.reveal()))
    assert unlock(file, "Ben", slot_secret("battery staple"), NOON).practice_key.reveal() == fresh.reveal()
    assert unlock_by_recovery(file, RECOVERY_KEY).practice_key.reveal() == fresh.reveal()


def test_a_box_of_an_older_epoch_is_not_accepted() -> None:
    with pytest.raises(Tampered):
        unlock(written(replace(table(), epoch=2)), "Anna", slot_secret(), NOON)


def test_nothing_secret_stands_in_a_text_form() -> None:
    unlocked = unlock(written(table()), "Anna", slot_secret(), NOON)
    shown = f"{unlocked!r} {slot_secret()!r} {written(table())!r}"
    for secret in (PRACTICE_KEY.reveal(), ANNA.signing.private_bytes_raw(), PASSPHRASE.encode()):
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown
