"""A secret of the computer beside the passphrase: here it opens, elsewhere only the recovery sheet does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookdesk.core.errors import Locked
from bookdesk.security.devicesecret import (
    BYTES,
    WARNING,
    disable_device_secret,
    enable_device_secret,
    has_device_secret,
)
from bookdesk.security.keyring import KeyringUnusable
from bookdesk.security.members import change_passphrase, renew_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice, open_practice
from bookdesk.security.recovery import from_text
from bookdesk.security.safety import back_up_practice, by_passphrase, by_recovery_key, restore_all
from bookdesk.security.slotfile import read_slots
from bookdesk.security.slots import SlotKind
from bookdesk.store.places import Places
from tests.support.firm import BEN, KOALA, OWNER, PASSPHRASE, POLICY, STAPLE, Firm, slot_secret
from tests.support.vaults import MemoryVault

SECRET = passphrase_from(PASSPHRASE)


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


@pytest.fixture
def bound(staffed: Firm, vault: MemoryVault) -> Firm:
    """The practice whose owner's passphrase needs this computer."""
    with opened(staffed, vault) as practice:
        enable_device_secret(practice, SECRET)
        assert has_device_secret(practice)
    return staffed


def opened(firm: Firm, vault: MemoryVault, user: str = OWNER, passphrase: str = PASSPHRASE) -> OpenPractice:
    secret = passphrase_from(passphrase)
    return open_practice(firm.places, user, secret, clock=firm.clock, policy=POLICY, vault=vault)


def test_here_it_opens_and_goes_on_opening(bound: Firm, vault: MemoryVault) -> None:
    with opened(bound, vault) as practice:
        practice.open_client(KOALA.name)
        practice.prove_passphrase(SECRET)
        change_passphrase(practice, passphrase_from("other words of mine"))
    with opened(bound, vault, OWNER, "other words of mine") as practice:
        assert has_device_secret(practice)
        assert [len(secret.reveal()) for secret in vault.kept.values()] == [BYTES]
    slots = read_slots(bound.places).table.named(OWNER)
    assert [(slot.header.kind, slot.header.wants_device_secret) for slot in slots] == [(SlotKind.PASSPHRASE, True)]


def test_others_are_not_asked_for_it(bound: Firm, vault: MemoryVault) -> None:
    vault.closed, vault.asked = True, 0
    opened(bound, vault, BEN, STAPLE).close()
    assert vault.asked == 0


def test_on_another_computer_it_is_said_what_is_missing_and_the_sheet_opens(bound: Firm, tmp_path: Path) -> None:
    elsewhere = bound.copy(tmp_path / "elsewhere")
    with pytest.raises(Locked, match="needs the secret that one computer keeps") as told:
        opened(elsewhere, MemoryVault())
    assert "recovery sheet" in told.value.remedy
    with elsewhere.recover() as practice:
        renew_user(practice, OWNER, passphrase_from("words for a new computer"))
    with opened(elsewhere, MemoryVault(), OWNER, "words for a new computer") as practice:
        assert not has_device_secret(practice)


def test_a_locked_keyring_and_another_secret_do_not_open(bound: Firm, vault: MemoryVault) -> None:
    kept = dict(vault.kept)
    vault.closed = True
    with pytest.raises(Locked, match="needs the secret"):
        opened(bound, vault)
    vault.closed, vault.kept = False, dict.fromkeys(kept, passphrase_from("sixteen bytes!!!"))
    with pytest.raises(Locked, match="passphrase is wrong"):
        opened(bound, vault)
    vault.kept = kept
    with pytest.raises(Locked, match="passphrase is wrong"):
        opened(bound, vault, OWNER, "not my words")


def test_a_backup_restored_elsewhere_opens_by_the_sheet_alone(bound: Firm, vault: MemoryVault, tmp_path: Path) -> None:
    with opened(bound, vault) as practice:
        made = back_up_practice(practice, tmp_path / "backups")
    copy = Firm(Places(tmp_path / "restored"), bound.clock, bound.sheet)
    with pytest.raises(Locked, match="needs the secret"):
        restore_all(made.folder, copy.places, by_passphrase(OWNER, slot_secret(), bound.clock))
    restore_all(made.folder, copy.places, by_recovery_key(from_text(bound.sheet)))
    copy.recover().close()


def test_switched_off_the_passphrase_alone_opens_everywhere(bound: Firm, vault: MemoryVault, tmp_path: Path) -> None:
    with opened(bound, vault) as practice:
        disable_device_secret(practice, SECRET)
        assert not has_device_secret(practice)
        practice.prove_passphrase(SECRET)
    assert vault.kept == {}
    opened(bound.copy(tmp_path / "elsewhere"), MemoryVault()).close()


def test_a_wrong_passphrase_and_a_keyring_without_trust_change_nothing(staffed: Firm, vault: MemoryVault) -> None:
    with opened(staffed, vault) as practice:
        with pytest.raises(Locked, match="passphrase is wrong"):
            enable_device_secret(practice, passphrase_from("not my words"))
        vault.closed = True
        with pytest.raises(KeyringUnusable):
            enable_device_secret(practice, SECRET)
    opened(staffed, MemoryVault()).close()


def test_what_it_costs_is_said_before() -> None:
    assert "recovery sheet is the only way in" in WARNING
    assert "backups of before still open without this computer" in WARNING
    assert "until the keys of the practice are changed" in WARNING
