"""An old copy of a file put back after keys were changed: told as that, and never as a wrong passphrase."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bookdesk.core.errors import Locked, Tampered
from bookdesk.security.rotation import rotate
from bookdesk.security.safety import back_up_practice, by_passphrase, restore_all, restore_one, verify_practice
from bookdesk.store.places import Places
from tests.support.firm import DELI, KOALA, OWNER, Firm, slot_secret


@pytest.fixture
def before(staffed: Firm, tmp_path: Path) -> Places:
    """Keep a copy of the practice and a backup of it, then change all of its keys; return where the copy lies."""
    with staffed.open() as practice:
        back_up_practice(practice, tmp_path / "backups")
    kept = staffed.copy(tmp_path / "before").places
    with staffed.open() as practice:
        assert rotate(practice, [entry.client_id for entry in practice.clients()]).finished
    return kept


def put_back(old: Path, here: Path) -> None:
    for left in here.parent.glob(f"{here.name}-*"):
        left.unlink()
    shutil.copyfile(old, here)


def koala(firm: Firm) -> str:
    with firm.open(writes=False) as practice:
        return practice.client(KOALA.name).client_id


@pytest.mark.parametrize("writes", [True, False])
def test_an_old_practice_file_is_named_and_what_remains_is_a_new_place(
    staffed: Firm, before: Places, tmp_path: Path, *, writes: bool
) -> None:
    put_back(before.practice, staffed.places.practice)
    with pytest.raises(Tampered, match=r"own file, practice\.db, .*one of the two is an older copy") as said:
        staffed.open(writes=writes)
    assert "bring the whole practice back from a backup into a new place" in said.value.remedy
    with pytest.raises(Locked, match="passphrase is wrong"):
        staffed.open(OWNER, "not his words", writes=writes)
    again = Firm(Places(tmp_path / "again"), staffed.clock)
    restore_all(tmp_path / "backups", again.places, by_passphrase(OWNER, slot_secret(), staffed.clock))
    with again.open() as practice:
        practice.open_client(KOALA.name)


def test_an_old_key_file_is_told_and_the_newest_one_mends_it(staffed: Firm, before: Places, tmp_path: Path) -> None:
    newest = tmp_path / "newest"
    shutil.copyfile(staffed.places.slots, newest)
    for old, here in zip(before.key_files, staffed.places.key_files, strict=True):
        shutil.copyfile(old, here)
    with pytest.raises(Tampered, match="the key in the key file") as said:
        staffed.open()
    assert "the newest key file as both keys.slots and keys.slots.2" in said.value.remedy
    for here in staffed.places.key_files:
        shutil.copyfile(newest, here)
    with staffed.open() as practice:
        practice.open_client(KOALA.name)


def test_an_old_client_file_is_told_verified_beside_the_others_and_brought_back(
    staffed: Firm, before: Places, tmp_path: Path
) -> None:
    client = koala(staffed)
    here = staffed.places.home / "clients" / client
    put_back(before.home / "clients" / client / "books.db", here / "books.db")
    with staffed.open() as practice:
        entry = practice.client(KOALA.name)
        with pytest.raises(Tampered, match="this client does not open with its present key") as said:
            practice.open_client(KOALA.name)
        assert said.value.remedy == "Bring this client back from a backup."
        found = {one.name: one for one in verify_practice(practice, practice.clients())}
        assert [name for name, one in found.items() if not one.holds] == [KOALA.name]
        assert found[DELI.name].holds
        here.rename(tmp_path / "old")
        assert restore_one(practice, tmp_path / "backups", entry).older_keys
        practice.open_client(KOALA.name)
