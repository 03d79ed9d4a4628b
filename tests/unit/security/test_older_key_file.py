"""An older key file put beside today's practice: the passphrase of before opens again, and that is told and held up."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bookdesk.core.errors import Tampered
from bookdesk.core.identifiers import ClientId
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.security.devicesecret import disable_device_secret, enable_device_secret
from bookdesk.security.earlierslots import older_key_file
from bookdesk.security.keyringslots import switch_keyring_on
from bookdesk.security.members import add_user, change_passphrase, remove_user, renew_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice, open_by_keyring, open_practice
from bookdesk.security.recovery import RecoverySheet
from bookdesk.security.recoverykeys import renew_recovery
from bookdesk.security.roles import Role
from bookdesk.security.rotation import rotate
from bookdesk.security.safety import back_up_practice, by_passphrase, restore_all, restore_one, verify_practice
from bookdesk.store.places import Places
from tests.support.firm import BEN, CHEAP, KOALA, OWNER, PASSPHRASE, POLICY, STAPLE, Firm, slot_secret
from tests.support.vaults import MemoryVault

NEW, NEWER = "a wholly new passphrase", "and one that came after it"
SEEN = "key file is older than this practice remembers"


def change(firm: Firm, old: str, new: str, user: str = OWNER) -> None:
    with firm.open(user, old) as practice:
        change_passphrase(practice, passphrase_from(new))


def kept(firm: Firm, folder: Path) -> Path:
    """Keep the key file, both copies of it, as whoever makes a backup does."""
    folder.mkdir()
    for copy in firm.places.key_files:
        shutil.copyfile(copy, folder / copy.name)
    return folder


def put_back(firm: Firm, folder: Path) -> None:
    for copy in firm.places.key_files:
        shutil.copyfile(folder / copy.name, copy)


def doubt(firm: Firm, passphrase: str = NEW, user: str = OWNER, *, writes: bool = True) -> str:
    with firm.open(user, passphrase, writes=writes) as practice:
        assert practice.doubt == older_key_file(practice)
        return practice.doubt


@pytest.fixture
def older(staffed: Firm, tmp_path: Path) -> Path:
    """Keep the key file of before the owner's passphrase was changed; return where it lies."""
    folder = kept(staffed, tmp_path / "key file of before")
    change(staffed, PASSPHRASE, NEW)
    return folder


def test_an_older_key_file_is_told_at_the_opening_and_by_verify(staffed: Firm, older: Path) -> None:
    assert doubt(staffed) == ""
    put_back(staffed, older)
    with staffed.open() as practice:
        assert SEEN in practice.doubt
        assert OWNER in practice.doubt
        assert "keys.slots" in practice.doubt
        (found,) = [one for one in next(verify_practice(practice, ())).findings if one.check == "keyring"]
        assert found.problems == (practice.doubt,)


def test_it_stays_told_however_often_the_older_key_file_was_written_since(staffed: Firm, older: Path) -> None:
    with staffed.open(OWNER, NEW) as practice:
        today = practice.table.sequence
    put_back(staffed, older)
    written = 0
    while written <= today:
        with staffed.open() as practice:
            books = practice.open_client(KOALA.name)
            with books.change(Action.CONTACT_EDITED, "met", actor=practice.actor) as work:
                work.add(Contact(name="Somebody"))
                work.commit()
        written = practice.table.sequence
    assert SEEN in doubt(staffed, PASSPHRASE)


def test_who_came_in_by_it_changes_no_rights_no_keys_and_no_passphrase(staffed: Firm, older: Path) -> None:
    put_back(staffed, older)
    with staffed.open() as practice:
        before = practice.table
        koala = practice.client(KOALA.name).client_id
        books = practice.open_client(KOALA.name)
        vault = MemoryVault()
        practice.vault = vault
        acts: tuple[Callable[[], object], ...] = (
            lambda: add_user(practice, "Sock", [Role.OWNER], passphrase_from("some words of a sock")),
            lambda: remove_user(practice, BEN, rotate=False),
            lambda: renew_user(practice, BEN, passphrase_from(NEWER)),
            lambda: rotate(practice, [koala]),
            lambda: change_passphrase(practice, passphrase_from(NEWER)),
            lambda: enable_device_secret(practice, passphrase_from(PASSPHRASE)),
            lambda: disable_device_secret(practice, passphrase_from(PASSPHRASE)),
            lambda: books.change(Action.RUN_RELEASED, "", actor=practice.actor),
        )
        for act in acts:
            with pytest.raises(Tampered, match=SEEN):
                act()
        assert (practice.table, vault.kept) == (before, {})


def test_ordinary_work_goes_on(staffed: Firm, older: Path) -> None:
    put_back(staffed, older)
    with staffed.open() as practice:
        books = practice.open_client(KOALA.name)
        with books.change(Action.CONTACT_EDITED, "met", actor=practice.actor) as work:
            work.add(Contact(name="Somebody"))
            work.commit()
        with books.query() as session:
            assert session.query(Contact).count() == 1


def test_the_newer_key_file_put_back_ends_it(staffed: Firm, older: Path, tmp_path: Path) -> None:
    newer = kept(staffed, tmp_path / "newer")
    put_back(staffed, older)
    assert doubt(staffed, PASSPHRASE)
    put_back(staffed, newer)
    assert doubt(staffed) == ""


def test_new_keys_by_the_sheet_end_it_and_the_older_key_file_opens_nothing_then(staffed: Firm, older: Path) -> None:
    put_back(staffed, older)
    with staffed.recover() as practice:
        assert SEEN in practice.doubt
        renew_user(practice, OWNER, passphrase_from(NEWER))
        assert older_key_file(practice) == ""
    with staffed.open(OWNER, NEWER) as practice:
        assert practice.doubt == ""
        koala = practice.client(KOALA.name).client_id
        assert rotate(practice, [koala]).finished
        change_passphrase(practice, passphrase_from(NEW))
    assert doubt(staffed) == ""


def test_another_person_s_passphrase_of_before_is_told_but_holds_up_only_him(staffed: Firm, tmp_path: Path) -> None:
    folder = kept(staffed, tmp_path / "before")
    change(staffed, STAPLE, NEW, BEN)
    put_back(staffed, folder)
    with staffed.open() as practice:
        assert f"{BEN} had before" in practice.doubt
        renew_user(practice, BEN, passphrase_from(NEWER))
    assert doubt(staffed, PASSPHRASE) == doubt(staffed, NEWER, BEN) == ""


def test_a_device_secret_that_was_added_is_not_undone_unseen(staffed: Firm, tmp_path: Path) -> None:
    folder, vault = kept(staffed, tmp_path / "before"), MemoryVault()
    with staffed.open() as practice:
        practice.vault = vault
        enable_device_secret(practice, passphrase_from(PASSPHRASE))
    bound = kept(staffed, tmp_path / "bound")
    put_back(staffed, folder)
    assert "without this computer's secret" in doubt(staffed, PASSPHRASE)
    put_back(staffed, bound)
    with opened(staffed, vault) as practice:
        assert practice.doubt == ""
        disable_device_secret(practice, passphrase_from(PASSPHRASE))
    assert doubt(staffed, PASSPHRASE) == ""


def test_who_opens_by_the_keyring_is_held_up_as_well(staffed: Firm, tmp_path: Path) -> None:
    vault = MemoryVault()
    with opened(staffed, vault) as practice:
        switch_keyring_on(practice)
    folder = kept(staffed, tmp_path / "before")
    with staffed.open() as practice:
        change_passphrase(practice, passphrase_from(NEW))
    put_back(staffed, folder)
    with open_by_keyring(staffed.places, OWNER, clock=staffed.clock, policy=POLICY, vault=lambda: vault) as practice:
        assert SEEN in practice.doubt
        practice.prove_passphrase(passphrase_from(PASSPHRASE))
        with pytest.raises(Tampered, match=SEEN):
            practice.file.change(Action.USER_EDITED, "", actor=practice.actor)


def test_a_dearer_slot_in_the_place_of_an_old_one_does_not_wash_it_clean(staffed: Firm, older: Path) -> None:
    put_back(staffed, older)
    with on_a_faster_machine(staffed, PASSPHRASE) as practice:
        assert SEEN in practice.doubt
    assert SEEN in doubt(staffed, PASSPHRASE)


# -- what is no doubt


def test_reading_only_tells_it_and_nothing_where_all_is_well(staffed: Firm, older: Path) -> None:
    assert doubt(staffed, writes=False) == ""
    put_back(staffed, older)
    assert SEEN in doubt(staffed, PASSPHRASE, writes=False)


def test_a_change_that_was_cut_short_before_its_entry_is_no_doubt(
    staffed: Firm, older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key file has the new slot, the history has not, and nobody was there to put the old one back."""

    def gone(*_: object) -> None:
        raise KeyboardInterrupt

    with staffed.open(OWNER, NEW) as practice:
        monkeypatch.setattr(Session, "commit", gone)
        monkeypatch.setattr("bookdesk.security.members._put_back", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            change_passphrase(practice, passphrase_from(NEWER))
        monkeypatch.undo()
    assert doubt(staffed, NEWER) == ""
    put_back(staffed, older)
    assert SEEN in doubt(staffed, PASSPHRASE)


def test_a_change_that_could_not_be_written_down_is_no_doubt(
    staffed: Firm, older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert older.is_dir()

    def full(*_: object) -> None:
        raise OSError

    with staffed.open(OWNER, NEW) as practice:
        monkeypatch.setattr(Session, "commit", full)
        with pytest.raises(OSError):  # noqa: PT011 - whatever the disk says
            change_passphrase(practice, passphrase_from(NEWER))
        monkeypatch.undo()
    assert doubt(staffed) == ""


def test_new_keys_cut_short_after_their_entry_are_no_doubt(
    staffed: Firm, older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both slots stand in the key file: the one of before opens nothing, and goes when he comes."""
    assert older.is_dir()
    with staffed.recover() as practice:
        monkeypatch.setattr("bookdesk.security.members._put_slot", lambda *_: None)
        renew_user(practice, OWNER, passphrase_from(NEWER))
        monkeypatch.undo()
        assert len(practice.table.named(OWNER)) == 2
    with staffed.recover() as practice:
        assert practice.doubt == ""
    assert doubt(staffed, NEWER) == ""


def test_a_slot_that_is_made_dearer_is_no_doubt(staffed: Firm, older: Path) -> None:
    assert older.is_dir()
    with on_a_faster_machine(staffed, NEW) as practice:
        assert practice.doubt == ""
        cost = next(slot.header.costs for slot in practice.table.named(OWNER))
        assert cost.memory_kib > CHEAP.memory_kib
    assert doubt(staffed) == ""


def test_a_clock_put_back_makes_no_new_slot_look_old(
    staffed: Firm, older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bookdesk.security.slotkeys.new_id", lambda: "00000000-0000-7000-8000-000000000000")
    change(staffed, NEW, NEWER)
    with on_a_faster_machine(staffed, NEWER) as practice:
        assert practice.doubt == ""
    assert doubt(staffed, NEWER) == ""
    put_back(staffed, older)
    assert SEEN in doubt(staffed, PASSPHRASE)


def test_a_torn_copy_is_healed_without_a_word(staffed: Firm, older: Path) -> None:
    assert older.is_dir()
    for copy in staffed.places.key_files:
        whole = copy.read_bytes()
        copy.write_bytes(whole[: len(whole) // 2])
        assert doubt(staffed) == ""
        assert len({one.read_bytes() for one in staffed.places.key_files}) == 1


def test_one_older_copy_beside_the_newest_is_healed_without_a_word(staffed: Firm, older: Path) -> None:
    first, _ = staffed.places.key_files
    shutil.copyfile(older / first.name, first)
    assert doubt(staffed) == ""


def test_an_older_key_file_of_the_same_passphrases_is_no_doubt(staffed: Firm, older: Path, tmp_path: Path) -> None:
    """Brought back from a backup because both copies were lost: everybody's passphrase is today's."""
    assert older.is_dir()
    folder = kept(staffed, tmp_path / "yesterday")
    assert doubt(staffed) == ""
    put_back(staffed, folder)
    assert doubt(staffed) == ""


def test_changed_keys_are_no_doubt_and_the_older_key_file_opens_nothing_then(staffed: Firm, older: Path) -> None:
    with staffed.open(OWNER, NEW) as practice:
        clients = [entry.client_id for entry in practice.clients()]
        assert rotate(practice, clients).finished
    assert doubt(staffed) == ""
    put_back(staffed, older)
    with pytest.raises(Tampered, match="after keys were changed"):
        staffed.open()


def test_a_whole_practice_brought_back_is_no_doubt(staffed: Firm, older: Path, tmp_path: Path) -> None:
    assert older.is_dir()
    with staffed.open(OWNER, NEW) as practice:
        back_up_practice(practice, tmp_path / "backups")
    change(staffed, NEW, NEWER)
    there = Firm(Places(tmp_path / "there"), sheet=staffed.sheet)
    restore_all(tmp_path / "backups", there.places, by_passphrase(OWNER, slot_secret(NEW), staffed.clock))
    assert doubt(there) == ""


@pytest.mark.parametrize("moment", ["before the entry", "after it"])
def test_a_backup_made_while_a_passphrase_is_changed_is_no_doubt(
    staffed: Firm, older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    assert older.is_dir()
    backups = tmp_path / "backups"
    with staffed.open(OWNER, NEW) as practice:
        commit = Session.commit

        def meanwhile(session: Session) -> None:
            monkeypatch.undo()
            if moment == "after it":
                commit(session)
            back_up_practice(practice, backups)
            if moment == "before the entry":
                commit(session)

        monkeypatch.setattr(Session, "commit", meanwhile)
        change_passphrase(practice, passphrase_from(NEWER))
    there = Firm(Places(tmp_path / "there"), sheet=staffed.sheet)
    restore_all(backups, there.places, by_passphrase(OWNER, slot_secret(NEWER), staffed.clock))
    assert doubt(there, NEWER) == ""


def test_one_client_brought_back_is_no_doubt(staffed: Firm, older: Path, tmp_path: Path) -> None:
    assert older.is_dir()
    with staffed.open(OWNER, NEW) as practice:
        back_up_practice(practice, tmp_path / "backups")
    change(staffed, NEW, NEWER)
    with staffed.open(OWNER, NEWER) as practice:
        koala = practice.client(KOALA.name)
        practice.places.client(ClientId(koala.client_id)).rename(tmp_path / "aside")
        restore_one(practice, tmp_path / "backups", koala)
    assert doubt(staffed, NEWER) == ""


def test_people_who_come_and_go_and_a_new_sheet_are_no_doubt(staffed: Firm, older: Path) -> None:
    assert older.is_dir()
    sheets: list[RecoverySheet] = []
    with staffed.open(OWNER, NEW) as practice:
        add_user(practice, "Cleo", [Role.READER], passphrase_from("words of Cleo herself"))
        remove_user(practice, BEN, rotate=False)
        renew_recovery(practice, sheets.append)
    assert doubt(staffed) == ""


def test_a_practice_of_a_release_that_remembered_nothing_is_no_doubt(staffed: Firm, tmp_path: Path) -> None:
    folder = kept(staffed, tmp_path / "before")
    with staffed.open() as practice:
        assert practice.file.setting(f"passphrase slot {practice.user.id}") is None
    put_back(staffed, folder)
    assert doubt(staffed, PASSPHRASE) == ""


def opened(firm: Firm, vault: MemoryVault) -> OpenPractice:
    secret = passphrase_from(PASSPHRASE)
    return open_practice(firm.places, OWNER, secret, clock=firm.clock, policy=POLICY, vault=vault)


def on_a_faster_machine(firm: Firm, passphrase: str) -> OpenPractice:
    """Open where much dearer guesses are borne, so that a cheap slot is made anew."""
    policy = replace(POLICY, measure=lambda costs: costs.memory_kib / 100)
    return open_practice(firm.places, OWNER, passphrase_from(passphrase), clock=firm.clock, policy=policy)
