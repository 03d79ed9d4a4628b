"""A forged copy of the key file, or a slot somebody spoiled, keeps nobody out and stalls nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from bookdesk.core.errors import Locked, StorageError, Tampered
from bookdesk.core.identifiers import new_id
from bookdesk.security import slotkeys
from bookdesk.security.members import change_own_passphrase
from bookdesk.security.passphrase import Costs, passphrase_from, stretch
from bookdesk.security.redaction import Secret
from bookdesk.security.slotkeys import MOST_STRETCHED
from bookdesk.security.slots import Slot, SlotFile, SlotTable, decode
from bookdesk.store.rekeying import aside_of
from tests.support.firm import BEN, OWNER, PASSPHRASE, STAPLE, Firm

CHEAPER = Costs(8, 1, 1)


def forged(raw: bytes, plan: SlotTable) -> bytes:
    """Return a writing of somebody who has the file and no key: the old MAC, and a checksum that needs none."""
    without_mac = plan.encode(bytes(32))[:-64]
    body = without_mac + raw[-64:-32]
    return body + hashlib.sha256(body).digest()


def copies(firm: Firm) -> tuple[Path, ...]:
    return firm.places.key_files


def read(firm: Firm) -> SlotFile:
    return decode(copies(firm)[0].read_bytes())


def later(table: SlotTable) -> SlotTable:
    return replace(table, sequence=10**6)


def without_anna(table: SlotTable) -> SlotTable:
    return replace(later(table), slots=tuple(slot for slot in table.slots if slot not in table.named(OWNER)))


def later_epoch(table: SlotTable) -> SlotTable:
    return replace(later(table), epoch=table.epoch + 1)


def cheap(table: SlotTable) -> SlotTable:
    return replace(later(table), slots=tuple(cheapened(slot) for slot in table.slots))


def cheapened(slot: Slot) -> Slot:
    return replace(slot, header=replace(slot.header, costs=CHEAPER))


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("forge", [later, without_anna, later_epoch, cheap])
def test_one_forged_copy_keeps_nobody_out_and_is_told_and_healed(
    staffed: Firm, forge: Callable[[SlotTable], SlotTable], number: int
) -> None:
    file = read(staffed)
    copies(staffed)[number].write_bytes(forged(file.raw, forge(file.table)))
    with staffed.open(writes=False) as practice:
        assert "changed by somebody without the practice's key" in practice.doubt
    with staffed.open() as practice:
        assert "changed by somebody without the practice's key" in practice.doubt
        first, second = (one.read_bytes() for one in copies(staffed))
        assert first == second
    with staffed.open() as practice:
        assert practice.doubt == ""
    with staffed.recover() as practice:
        assert practice.doubt == ""


def test_the_recovery_sheet_opens_beside_a_forged_copy_too(staffed: Firm) -> None:
    file = read(staffed)
    copies(staffed)[1].write_bytes(forged(file.raw, replace(later(file.table), slots=())))
    with staffed.recover() as practice:
        assert "changed by somebody" in practice.doubt


def test_what_somebody_puts_there_at_work_does_not_refuse_a_right_passphrase(staffed: Firm) -> None:
    with staffed.open() as practice:
        file = read(staffed)
        copies(staffed)[1].write_bytes(forged(file.raw, without_anna(file.table)))
        practice.prove_passphrase(passphrase_from(PASSPHRASE))


def test_both_copies_forged_are_told_as_they_were(staffed: Firm) -> None:
    file = read(staffed)
    for copy in copies(staffed):
        copy.write_bytes(forged(file.raw, later(file.table)))
    with pytest.raises(Tampered, match="without the practice's key"):
        staffed.open()


def test_a_later_writing_of_who_has_the_key_counts_alone(staffed: Firm) -> None:
    """A crash between the copies leaves the old passphrase in one of them: it opens nothing any more."""
    old = copies(staffed)[1].read_bytes()
    new = passphrase_from("quite another passphrase")
    with staffed.open(BEN, STAPLE) as practice:
        change_own_passphrase(practice, passphrase_from(STAPLE), new)
    copies(staffed)[1].write_bytes(old)
    with pytest.raises(Locked, match="passphrase is wrong"):
        staffed.open(BEN, STAPLE)
    with staffed.open(BEN, new.reveal().decode()) as practice:
        assert practice.doubt == ""


def test_a_change_of_keys_cut_between_the_copies_is_no_forgery(staffed: Firm) -> None:
    """The practice's new file lies aside: whoever is not in the later copy does not come in by the one before."""
    file = read(staffed)
    fresh = replace(later_epoch(without_anna(file.table)), sequence=file.table.sequence + 1)
    copies(staffed)[0].write_bytes(fresh.encode(bytes(32)))
    aside_of(staffed.places.practice).write_bytes(b"the practice under its new key")
    with pytest.raises(Locked, match="passphrase is wrong"):
        staffed.open()


# -- slots


def spoilt(firm: Firm, change: Callable[[SlotTable], list[Slot]]) -> None:
    """Let a colleague, who has the practice's key, write other slots in a program of his own."""
    with firm.open() as practice:
        practice.keys.edit(lambda now: now.with_slots(change(now)))


def stretches(monkeypatch: pytest.MonkeyPatch) -> list[Costs]:
    seen = list[Costs]()

    def counted(passphrase: Secret, salt: bytes, costs: Costs) -> bytes:
        seen.append(costs)
        return stretch(passphrase, salt, costs)

    monkeypatch.setattr(slotkeys, "stretch", counted)
    return seen


def test_a_colleague_s_slot_made_cheap_is_told_to_him_alone(staffed: Firm) -> None:
    spoilt(staffed, lambda now: [cheapened(slot) if slot in now.named(BEN) else slot for slot in now.slots])
    with staffed.open():
        pass
    with pytest.raises(Locked, match="no such user"):
        staffed.open("Nobody", "whatever it is")
    with pytest.raises(StorageError, match="cheaper"):
        staffed.open(BEN, STAPLE)


def test_a_cheap_slot_before_the_right_one_is_passed_over(staffed: Firm) -> None:
    spoilt(staffed, lambda now: [*map(cheapened, now.named(OWNER)), *now.slots])
    with staffed.open() as practice:
        assert practice.user.name == OWNER


def test_thirty_copies_of_a_slot_stall_no_opening(staffed: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    def more(now: SlotTable) -> list[Slot]:
        (anna,) = now.named(OWNER)
        return [*now.slots, *(replace(anna, header=replace(anna.header, slot_id=UUID(new_id()))) for _ in range(30))]

    spoilt(staffed, more)
    seen = stretches(monkeypatch)
    with pytest.raises(Locked):
        staffed.open(OWNER, "another passphrase")
    assert len(seen) == MOST_STRETCHED
    with staffed.open() as practice:
        assert practice.user.name == OWNER
