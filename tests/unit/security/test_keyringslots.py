"""Half a day without the passphrase: on only where it was switched on, and never the only way in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bookdesk.core.errors import Locked, NotAllowed
from bookdesk.security.keyring import KeyringUnusable
from bookdesk.security.keyringslots import (
    drop_slot,
    keyring_state,
    offered,
    switch_keyring_off,
    switch_keyring_on,
)
from bookdesk.security.members import change_passphrase, remove_user, renew_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice, open_by_keyring, open_practice
from bookdesk.security.rotation import rotate
from bookdesk.security.safety import back_up_practice
from bookdesk.security.slotfile import copies, read_slots
from bookdesk.security.slots import SlotKind
from bookdesk.security.stepup import StepUpNeeded
from bookdesk.store.places import Places
from tests.support.firm import BEN, KOALA, OWNER, PASSPHRASE, POLICY, STAPLE, Firm
from tests.support.vaults import MemoryVault

HOUR = 3600


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


Opening = Callable[..., OpenPractice]


@pytest.fixture
def by_passphrase(staffed: Firm, vault: MemoryVault) -> Opening:
    def opening(user: str = OWNER, passphrase: str = PASSPHRASE, *, writes: bool = True) -> OpenPractice:
        secret = passphrase_from(passphrase)
        return open_practice(
            staffed.places, user, secret, clock=staffed.clock, policy=POLICY, vault=vault, writes=writes
        )

    return opening


@pytest.fixture
def by_keyring(staffed: Firm, vault: MemoryVault) -> Opening:
    def opening(user: str = OWNER, places: Places = staffed.places, *, writes: bool = True) -> OpenPractice:
        return open_by_keyring(places, user, clock=staffed.clock, policy=POLICY, vault=vault, writes=writes)

    return opening


@pytest.fixture
def on(by_passphrase: Opening) -> None:
    """The owner switched it on."""
    with by_passphrase() as practice:
        switch_keyring_on(practice)


def slots(firm: Firm) -> int:
    return len(read_slots(firm.places).table.of_kind(SlotKind.KEYRING))


def test_it_is_off_and_the_keyring_is_not_even_asked(
    staffed: Firm, vault: MemoryVault, by_passphrase: Opening, by_keyring: Opening
) -> None:
    by_passphrase().close()
    assert (vault.asked, slots(staffed)) == (0, 0)
    with pytest.raises(Locked, match="does not open the practice now"):
        by_keyring()
    assert vault.asked == 0


@pytest.mark.usefixtures("on")
def test_switched_on_it_opens_as_this_person_and_proves_nothing(by_keyring: Opening) -> None:
    with by_keyring("anna å") as practice:
        assert practice.opened_by is SlotKind.KEYRING
        practice.open_client(KOALA.name)
        assert practice.user.name == OWNER
        with pytest.raises(StepUpNeeded):
            switch_keyring_off(practice)


@pytest.mark.usefixtures("on")
def test_it_is_one_person_s_own(staffed: Firm, by_keyring: Opening) -> None:
    now = staffed.clock.now()
    table = read_slots(staffed.places).table
    assert (offered(table, OWNER, now), offered(table, BEN, now)) == (True, False)
    with pytest.raises(Locked):
        by_keyring(BEN)


@pytest.mark.usefixtures("on")
def test_after_half_a_day_it_is_over_and_forgotten(staffed: Firm, vault: MemoryVault, by_keyring: Opening) -> None:
    staffed.clock.advance(12 * HOUR - 1)
    by_keyring().close()
    staffed.clock.advance(1)
    assert len(vault.kept) == 2
    with pytest.raises(Locked, match="now"):
        by_keyring()
    assert [entry.rpartition("/")[2] for entry in vault.kept] == ["heads"], "the secret is gone, not what it remembers"


@pytest.mark.usefixtures("on")
def test_a_clock_put_back_does_not_make_it_last(staffed: Firm, by_keyring: Opening) -> None:
    staffed.clock.advance(-1)
    with pytest.raises(Locked, match="now"):
        by_keyring()


@pytest.mark.usefixtures("on")
def test_the_next_passphrase_begins_a_new_half_day_with_a_new_secret(
    staffed: Firm, vault: MemoryVault, by_passphrase: Opening, by_keyring: Opening
) -> None:
    before = next(iter(vault.kept.values())).reveal()
    staffed.clock.advance(20 * HOUR)
    by_passphrase().close()
    assert next(iter(vault.kept.values())).reveal() != before
    assert slots(staffed) == 1
    staffed.clock.advance(11 * HOUR)
    by_keyring(writes=False).close()


@pytest.mark.usefixtures("on")
def test_what_is_over_leaves_the_key_file_with_its_next_writing(staffed: Firm, by_passphrase: Opening) -> None:
    staffed.clock.advance(13 * HOUR)
    with by_passphrase(BEN, STAPLE) as practice:
        change_passphrase(practice, passphrase_from(STAPLE))
    assert slots(staffed) == 0


@pytest.mark.usefixtures("on")
def test_a_backup_is_opened_by_the_keyring_no_longer_than_its_secret_lives(
    by_passphrase: Opening, by_keyring: Opening, tmp_path: Path
) -> None:
    with by_passphrase() as practice:
        made = back_up_practice(practice, tmp_path / "backup")
    by_passphrase().close()
    with pytest.raises(Locked, match="any more"):
        by_keyring(OWNER, Places(made.folder))


@pytest.mark.usefixtures("on")
def test_a_closed_or_emptied_keyring_leaves_the_passphrase(
    vault: MemoryVault, by_passphrase: Opening, by_keyring: Opening
) -> None:
    vault.closed = True
    with pytest.raises(KeyringUnusable, match="is locked"):
        by_keyring()
    with by_passphrase() as practice:
        assert keyring_state(practice).trouble == "The keyring is locked."
    vault.closed = False
    vault.kept.clear()
    with pytest.raises(Locked, match="forgotten"):
        by_keyring()
    with by_passphrase() as practice:
        state = keyring_state(practice)
    assert (state.on, state.place, state.trouble) == (True, "a keyring in memory", "")
    by_keyring().close()


@pytest.mark.usefixtures("on")
def test_switched_off_nothing_is_left(
    staffed: Firm, vault: MemoryVault, by_passphrase: Opening, by_keyring: Opening
) -> None:
    with by_passphrase() as practice:
        switch_keyring_off(practice)
        assert not keyring_state(practice).on
    assert (vault.kept, slots(staffed)) == ({}, 0)
    by_passphrase().close()
    assert (vault.kept, slots(staffed)) == ({}, 0)
    with pytest.raises(Locked):
        by_keyring()


def test_where_no_keyring_is_to_be_trusted_it_is_not_switched_on(vault: MemoryVault, by_passphrase: Opening) -> None:
    vault.closed = True
    with by_passphrase() as practice:
        with pytest.raises(KeyringUnusable):
            switch_keyring_on(practice)
        assert not keyring_state(practice).on


def test_the_recovery_sheet_stays_on_paper(staffed: Firm, vault: MemoryVault) -> None:
    with staffed.recover() as practice:
        practice.vault = vault
        with pytest.raises(NotAllowed, match="stays on paper"):
            switch_keyring_on(practice)


def test_who_is_removed_or_gets_new_keys_is_not_opened_for(by_passphrase: Opening, by_keyring: Opening) -> None:
    with by_passphrase(BEN, STAPLE) as practice:
        switch_keyring_on(practice)
    by_keyring(BEN).close()
    with by_passphrase() as practice:
        renew_user(practice, BEN, passphrase_from("new words for Ben"))
    with pytest.raises(Locked):
        by_keyring(BEN)
    by_passphrase(BEN, "new words for Ben").close()
    by_keyring(BEN).close()
    with by_passphrase() as practice:
        remove_user(practice, BEN)
    with pytest.raises(Locked):
        by_keyring(BEN)


@pytest.mark.usefixtures("on")
def test_new_keys_of_the_practice_are_reached_by_the_same_slot(by_passphrase: Opening, by_keyring: Opening) -> None:
    with by_passphrase() as practice:
        before = practice.practice_key.reveal()
        assert rotate(practice, [practice.client(KOALA.name).client_id]).practice
    with by_keyring() as practice:
        assert practice.practice_key.reveal() != before
        practice.open_client(KOALA.name)


@pytest.mark.usefixtures("on")
def test_after_a_lock_the_key_file_of_before_does_not_open_it_again(
    staffed: Firm, by_passphrase: Opening, by_keyring: Opening
) -> None:
    by_passphrase().close()
    before = {path: path.read_bytes() for path in copies(staffed.places)}
    with by_keyring() as practice:
        drop_slot(practice)
    for path, content in before.items():
        path.write_bytes(content)
    assert offered(read_slots(staffed.places).table, OWNER, staffed.clock.now())
    with pytest.raises(Locked, match="forgotten"):
        by_keyring()
    by_passphrase().close()


@pytest.mark.usefixtures("on")
def test_a_keyring_that_does_not_answer_keeps_nobody_from_locking(
    vault: MemoryVault, by_passphrase: Opening, by_keyring: Opening
) -> None:
    with by_passphrase() as practice:
        vault.closed = True
        drop_slot(practice)
    vault.closed = False
    with pytest.raises(Locked):
        by_keyring()
