"""File and key file put back together are seen by the keyring, where it is asked at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.security.keyringslots import switch_keyring_on
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice, open_practice
from bookdesk.security.remembered import compare, keep
from bookdesk.security.safety import verify_practice
from tests.support.firm import KOALA, OWNER, PASSPHRASE, POLICY, Firm
from tests.support.vaults import MemoryVault


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


def opened(firm: Firm, vault: MemoryVault) -> OpenPractice:
    secret = passphrase_from(PASSPHRASE)
    return open_practice(firm.places, OWNER, secret, clock=firm.clock, policy=POLICY, vault=vault)


def worked(firm: Firm, vault: MemoryVault, name: str) -> None:
    with opened(firm, vault) as practice:
        assert practice.doubt == ""
        with practice.open_client(KOALA.name).change(Action.CONTACT_EDITED, name, actor=practice.actor) as work:
            work.add(Contact(name=name))
            work.commit()


@pytest.fixture
def kept(staffed: Firm, vault: MemoryVault) -> Firm:
    """The practice of an owner who opens by the keyring."""
    with opened(staffed, vault) as practice:
        switch_keyring_on(practice)
    return staffed


def copied(firm: Firm, folder: Path) -> Path:
    shutil.copytree(firm.places.home, folder)
    return folder


def put_back(firm: Firm, folder: Path) -> None:
    shutil.rmtree(firm.places.home)
    shutil.copytree(folder, firm.places.home)


def test_all_of_it_put_back_is_told_at_the_opening_and_by_verify(
    kept: Firm, vault: MemoryVault, tmp_path: Path
) -> None:
    worked(kept, vault, "first")
    old = copied(kept, tmp_path / "old")
    worked(kept, vault, "second")
    put_back(kept, old)
    with opened(kept, vault) as practice:
        assert "remembers a later state" in practice.doubt
        (found,) = [one for one in next(verify_practice(practice, ())).findings if one.check == "keyring"]
        assert found.problems == (practice.doubt,)
    worked(kept, vault, "it was told, and this is the state from now on")


def test_what_went_on_here_is_no_doubt(kept: Firm, vault: MemoryVault) -> None:
    for name in ("one", "two"):
        worked(kept, vault, name)
    with opened(kept, vault) as practice:
        assert practice.doubt == ""
        assert all(found.holds for found in next(verify_practice(practice, ())).findings)


def test_nobody_s_keyring_is_asked_who_does_not_use_it(staffed: Firm, vault: MemoryVault) -> None:
    worked(staffed, vault, "one")
    assert vault.asked == 0


def test_a_keyring_that_is_locked_tells_nothing_and_stops_nobody(kept: Firm, vault: MemoryVault) -> None:
    worked(kept, vault, "one")
    vault.closed = True
    with opened(kept, vault) as practice:
        assert practice.doubt == ""


def test_an_anchor_after_a_payment_is_remembered_while_the_practice_is_open(kept: Firm, vault: MemoryVault) -> None:
    with opened(kept, vault) as practice:
        before, client = practice.table.sequence, practice.client(KOALA.name).client_id
        with practice.open_client(KOALA.name).change(Action.RUN_RELEASED, "paid", actor=practice.actor) as work:
            work.add(Contact(name="Somebody"))
            work.commit()
        assert practice.table.sequence > before
        assert client in practice.anchors()
        assert compare(practice.table, vault) == ""


def test_another_writing_of_the_same_number_is_another_one(kept: Firm, vault: MemoryVault) -> None:
    with opened(kept, vault) as practice:
        keep(practice.table, vault)
        twin = practice.table.with_anchors(b"others").with_anchors(b"others")
        assert compare(twin, vault) == ""
        keep(twin, vault)
        assert compare(practice.table.with_anchors(b"mine").with_anchors(b"mine"), vault) != ""


def test_what_is_not_ours_in_the_keyring_is_nothing(kept: Firm, vault: MemoryVault) -> None:
    with opened(kept, vault) as practice:
        keep(practice.table, vault)
        for entry in vault.kept:
            vault.kept[entry] = passphrase_from("not ours")
        assert compare(practice.table, vault) == ""
