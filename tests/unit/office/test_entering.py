from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bookdesk.core.errors import InputError, InUse, Locked, StorageError, UsageError
from bookdesk.office.entering import Threshold
from bookdesk.security.founding import NewPractice
from bookdesk.security.keyring import KeyringUnusable, Vault
from bookdesk.security.keyringslots import switch_keyring_on
from bookdesk.security.recovery import RecoverySheet
from bookdesk.security.recoverykeys import recovery_confirmed
from bookdesk.security.safety import back_up_practice
from bookdesk.store.places import Places
from tests.support.firm import BEN, OWNER, PASSPHRASE, POLICY, STAPLE, Firm
from tests.support.vaults import MemoryVault
from tests.support.window import new_firm

NEW = NewPractice("Hill & Partner", "Anna")


def threshold(firm: Firm, home: Path | None = None) -> Threshold:
    return Threshold(Places(home) if home else firm.places, firm.clock, POLICY)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return new_firm(tmp_path / "home")


def test_a_passphrase_opens_and_a_wrong_one_tells_no_more_than_an_unknown_name(firm: Firm) -> None:
    office = threshold(firm).unlock(OWNER, PASSPHRASE)
    assert [client.name for client in office.clients()] == ["Dublin Deli", "Koala Kafe"]
    with pytest.raises(InUse):
        threshold(firm).unlock(BEN, STAPLE)
    office.close()
    refusals = set()
    for user, passphrase in ((OWNER, "something else"), ("Nobody", PASSPHRASE)):
        with pytest.raises(Locked) as refused:
            threshold(firm).unlock(user, passphrase)
        refusals.add(str(refused.value))
    assert len(refusals) == 1


def test_the_sheet_of_a_new_practice_opens_it_when_the_passphrase_is_lost(firm: Firm, tmp_path: Path) -> None:
    door, sheets = threshold(firm, tmp_path / "new"), list[RecoverySheet]()
    office = door.found(NEW, "four words of mine", sheets.append)
    assert recovery_confirmed(office.practice), "the window has two groups of it typed back before"
    office.close()
    recovered = door.recover(sheets[0].text)
    assert recovered.users == ("Anna",)
    renewed = recovered.renew("Anna", "five words of mine now")
    assert renewed.user_name() == "Anna"
    renewed.close()
    with pytest.raises(Locked):
        door.unlock("Anna", "four words of mine")


def test_a_sheet_that_cannot_be_kept_makes_no_practice(firm: Firm, tmp_path: Path) -> None:
    def refuse(sheet: RecoverySheet) -> None:
        raise UsageError(f"{len(sheet.lines)} lines, and no paper.", "Put paper in.")

    home = tmp_path / "new"
    with pytest.raises(UsageError, match="no paper"):
        threshold(firm, home).found(NEW, "four words of mine", refuse)
    assert not home.exists()


def test_a_mistyped_sheet_names_its_group(firm: Firm) -> None:
    groups = firm.sheet.upper().split("KEY  ")[1].split()
    with pytest.raises(InputError, match="14 groups, here are 3"):
        threshold(firm).recover(" ".join(groups[:3]))


@pytest.mark.parametrize("by_sheet", [False, True])
def test_a_backup_is_restored_into_an_empty_home_only(firm: Firm, tmp_path: Path, *, by_sheet: bool) -> None:
    with firm.open() as practice:
        back_up_practice(practice, tmp_path / "backups")
    user, secret = ("", firm.sheet) if by_sheet else (OWNER, PASSPHRASE)
    elsewhere = threshold(firm, tmp_path / "elsewhere")
    assert elsewhere.restore(tmp_path / "backups", user, secret).startswith("2026-06-30")
    elsewhere.unlock(OWNER, PASSPHRASE).close()
    with pytest.raises(StorageError, match="not empty"):
        threshold(firm).restore(tmp_path / "backups", user, secret)


def no_vault() -> Vault:
    raise KeyringUnusable("This computer has no keyring to trust: none is running.", "Type your passphrase.")


def test_a_locked_office_is_opened_by_the_passphrase_only(firm: Firm) -> None:
    vault = MemoryVault()
    door = replace(threshold(firm), vault=vault)
    office = door.unlock(OWNER, PASSPHRASE)
    switch_keyring_on(office.practice)
    office.close()
    assert door.keyring_offered(OWNER)
    assert not door.keyring_offered(BEN)
    assert not replace(door, vault=no_vault).keyring_offered(OWNER), "a copy on a computer without a keyring"
    door.unlock_by_keyring(OWNER).lock()
    assert not door.keyring_offered(OWNER)
    with pytest.raises(Locked, match="does not open the practice now"):
        door.unlock_by_keyring(OWNER)
    door.unlock(OWNER, PASSPHRASE).close()
    assert door.keyring_offered(OWNER)
