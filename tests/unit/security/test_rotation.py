"""Keys are changed by copy and swap: at any moment one set of keys opens everything, and the old ones nothing new."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bookdesk.core import failpoints
from bookdesk.core.errors import Locked, NotAllowed, StorageError
from bookdesk.models.actions import Action
from bookdesk.models.client import ClientProfile
from bookdesk.security.backups import backups_in, prune
from bookdesk.security.clientkeys import Profile
from bookdesk.security.clients import add_client
from bookdesk.security.members import add_user, find_user, remove_user, revoke_client
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice
from bookdesk.security.recovery import from_text
from bookdesk.security.roles import Role
from bookdesk.security.rotation import Rotated, check_space, rotate, rotation_pending
from bookdesk.security.safety import (
    back_up_practice,
    by_passphrase,
    by_recovery_key,
    manifest_keys,
    restore_all,
)
from bookdesk.security.slotfile import copies
from bookdesk.security.slots import SlotKind
from bookdesk.security.stepup import StepUpNeeded
from bookdesk.store.places import Places
from tests.support.firm import BEN, DELI, KOALA, OWNER, STAPLE, Firm, slot_secret
from tests.support.rotated import filled, holds, keys, opens

NEW = passphrase_from("a wholly new passphrase")


@pytest.fixture(autouse=True)
def nobody_installed() -> Iterator[None]:
    yield
    failpoints.install(None)


def test_who_is_removed_knows_no_key_of_before_any_more(staffed: Firm, tmp_path: Path) -> None:
    filled(staffed)
    with staffed.open(BEN, STAPLE) as practice:
        koala, old, old_practice = practice.client(KOALA.name).client_id, keys(practice), practice.practice_key.reveal()
    stolen = tmp_path / "copy"
    shutil.copytree(staffed.places.home, stolen)
    with staffed.open() as practice:
        deli = practice.client(DELI.name).client_id
        untouched = practice.client_key(deli).reveal()
        done = remove_user(practice, BEN)
        assert done == Rotated((koala,), (), practice=True)
        assert done.finished
        assert practice.client_key(deli).reveal() == untouched
        assert not rotation_pending(practice)
        new = keys(practice)
    assert opens(Places(stolen).books(koala), old[koala])
    assert opens(Places(stolen).practice, old_practice)
    assert not opens(staffed.places.books(koala), old[koala])
    assert not opens(staffed.places.practice, old_practice)
    assert opens(staffed.places.books(koala), new[koala])
    assert not opens(Places(stolen).books(koala), new[koala])
    holds(staffed)


def test_the_others_and_the_sheet_go_on_with_what_they_have(staffed: Firm) -> None:
    filled(staffed)
    with staffed.open() as practice:
        add_user(practice, "Carla", [Role.BOOKKEEPER], NEW, [KOALA.name, DELI.name])
        sequence = practice.table.sequence
        remove_user(practice, BEN)
        assert practice.table.sequence > sequence
        assert [slot.header.kind for slot in practice.table.slots].count(SlotKind.PASSPHRASE) == 2
        with practice.using_client(practice.client(KOALA.name).client_id) as books:
            assert books.commits == 0
        add_client(practice, Profile("After"))
    with staffed.open("Carla", NEW.reveal().decode()) as practice:
        assert {entry.name for entry in practice.clients()} == {KOALA.name, DELI.name}
        practice.open_client(KOALA.name)
    holds(staffed)


def test_an_open_client_is_closed_for_the_swap_and_opened_anew(staffed: Firm) -> None:
    filled(staffed)
    with staffed.open() as practice:
        koala = practice.client(KOALA.name).client_id
        with practice.using_client(koala) as books, books.query() as session:
            assert session.query(ClientProfile).count() == 1
        rotate(practice, [koala])
        with practice.using_client(koala) as books:
            with books.change(Action.CLIENT_EDITED, "renamed", actor=practice.actor) as work:
                work.session.query(ClientProfile).one().name = "Koala Two"
                work.commit()
            with books.query() as session:
                assert session.query(ClientProfile).one().name == "Koala Two"
    holds(staffed)


def test_a_client_in_use_is_left_and_told_and_the_others_are_done(
    staffed: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(staffed)
    monkeypatch.setattr("bookdesk.store.client_file._PATIENCE", 0.01)
    with staffed.open() as practice:
        koala, deli = (practice.client(one.name).client_id for one in (KOALA, DELI))
        with practice.using_client(koala):
            done = rotate(practice, [koala, deli])
        assert (done.clients, done.left, done.practice) == ((deli,), (koala,), True)
        assert "not finished" in done.problems[0]
        assert not done.finished
    holds(staffed)


def test_another_program_that_reads_keeps_a_client_from_being_swapped_under_it(staffed: Firm) -> None:
    filled(staffed)
    with staffed.open() as practice, staffed.open(BEN, STAPLE, writes=False) as reader:
        koala = practice.client(KOALA.name).client_id
        with reader.using_client(koala) as books, books.query() as session:
            assert session.query(ClientProfile).count() == 1
            done = rotate(practice, [koala], practice_too=False)
            assert done.left == (koala,)
            assert "is reading this file" in done.problems[0]
    holds(staffed)


def test_stopped_between_two_clients_it_goes_on_later(staffed: Firm) -> None:
    filled(staffed)
    with staffed.open() as practice:
        add_user(practice, "Carla", [Role.BOOKKEEPER], NEW, [KOALA.name, DELI.name])
        done = remove_user(practice, "Carla", progress=_Impatient(after=1))
        assert (len(done.clients), len(done.left), done.practice) == (1, 1, False)
        left = rotation_pending(practice)
        assert (left.clients, left.practice) == (done.left, True)
        assert rotate(practice, left.clients, practice_too=left.practice).finished
        assert not rotation_pending(practice)
    holds(staffed)


class _Impatient:
    def __init__(self, after: int) -> None:
        self.left = after

    def step(self, what: str, done: int, of: int) -> None:
        assert what
        assert done <= of
        self.left -= 1

    def cancelled(self) -> bool:
        return self.left <= 0


def test_without_rotation_it_is_known_what_he_still_knows(staffed: Firm) -> None:
    with staffed.open() as practice:
        koala = practice.client(KOALA.name).client_id
        done = remove_user(practice, BEN, rotate=False)
        assert (done.clients, done.left, done.practice) == ((), (koala,), False)
        assert rotation_pending(practice).clients == (koala,)
        assert rotation_pending(practice).practice


def test_a_withdrawn_client_gets_a_new_key(staffed: Firm) -> None:
    filled(staffed)
    with staffed.open(BEN, STAPLE) as practice:
        koala, old = practice.client(KOALA.name).client_id, keys(practice)
    with staffed.open() as practice:
        assert revoke_client(practice, KOALA.name, BEN).clients == (koala,)
        assert not rotation_pending(practice)
    assert not opens(staffed.places.books(koala), old[koala])
    with staffed.open(BEN, STAPLE) as practice:
        assert practice.clients() == ()
    holds(staffed)


def test_somebody_who_cannot_open_all_of_them_removes_nobody(staffed: Firm) -> None:
    with staffed.open() as practice:
        add_user(practice, "Olga", [Role.OWNER], NEW, [DELI.name])
    with staffed.open("Olga", NEW.reveal().decode()) as practice:
        with pytest.raises(NotAllowed, match="cannot be opened by you"):
            remove_user(practice, BEN)
        assert find_user(practice, BEN).active
    with staffed.open(BEN, STAPLE):
        pass
    with staffed.recover() as practice:
        assert remove_user(practice, BEN).finished


def test_a_disk_without_room_is_told_before_anything_is_done(staffed: Firm) -> None:
    with staffed.open() as practice:
        koala = practice.client(KOALA.name).client_id
        with pytest.raises(StorageError, match=r"needs \d+ MB on this disk, 0 MB are free"):
            rotate(practice, [koala], free=lambda _: 1000)
        needed = staffed.places.books(koala).stat().st_size + staffed.places.practice.stat().st_size + (16 << 20)
        check_space(practice, [koala], lambda _: needed)
        with pytest.raises(StorageError):
            check_space(practice, [koala], lambda _: needed - 1)


def test_changing_keys_needs_the_role_and_the_person(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as practice, pytest.raises(NotAllowed):
        rotate(practice, [])
    with staffed.open() as practice:
        staffed.clock.advance(300)
        with pytest.raises(StepUpNeeded):
            rotate(practice, [])


def test_a_long_change_of_keys_is_asked_for_once(staffed: Firm) -> None:
    filled(staffed)
    with staffed.open() as practice:
        clients = [practice.client(one.name).client_id for one in (KOALA, DELI)]
        failpoints.install(lambda name: staffed.clock.advance(299 if name.startswith("rotate") else 0))
        assert rotate(practice, clients).finished


def test_backups_open_with_the_passphrases_of_their_day_before_and_after(staffed: Firm, tmp_path: Path) -> None:
    filled(staffed)
    with staffed.open() as practice:
        old = back_up_practice(practice, tmp_path / "backups").folder
        remove_user(practice, BEN)
        staffed.clock.advance(1)
        new = back_up_practice(practice, tmp_path / "backups").folder
    for number, backup in enumerate((old, new)):
        places = Places(tmp_path / f"restored {number}")
        restore_all(backup, places, by_recovery_key(from_text(staffed.sheet)))
        holds(Firm(places, sheet=staffed.sheet))
    taken = Places(tmp_path / "taken")
    restore_all(old, taken, by_passphrase(BEN, slot_secret(STAPLE), staffed.clock))
    with Firm(taken).open(BEN, STAPLE) as practice:
        practice.open_client(KOALA.name)
    with pytest.raises(Locked):
        restore_all(new, Places(tmp_path / "not"), by_passphrase(BEN, slot_secret(STAPLE), staffed.clock))


def test_old_backups_are_still_told_and_taken_away(staffed: Firm, tmp_path: Path) -> None:
    target = tmp_path / "backups"
    with staffed.open() as practice:
        for _ in range(3):
            back_up_practice(practice, target)
            staffed.clock.advance(1)
            rotate(practice, [])
        first, second, third = backups_in(practice, target)
        assert all(one.readable and len(one.clients) == 3 for one in (first, second, third))
        assert prune(practice, target, {first.folder.name, second.folder.name}).sure
        assert [one.folder for one in backups_in(practice, target)] == [third.folder]
    holds_keys_of_lists_only(staffed)


def holds_keys_of_lists_only(firm: Firm) -> None:
    """What is kept of earlier keys opens no file of the practice."""
    with firm.open() as practice:
        for key in manifest_keys(practice):
            assert not opens(firm.places.practice, key)


def test_both_copies_of_the_key_file_are_of_the_new_epoch(staffed: Firm) -> None:
    with staffed.open() as practice:
        old = [path.read_bytes() for path in copies(staffed.places)]
        rotate(practice, [])
    first, second = (path.read_bytes() for path in copies(staffed.places))
    assert first == second
    copies(staffed.places)[1].write_bytes(old[1])
    with staffed.open() as practice:
        assert practice.table.epoch == 2
    assert copies(staffed.places)[1].read_bytes() != old[1]


@pytest.mark.parametrize("who", [OWNER, "sheet"])
def test_it_is_all_history(staffed: Firm, who: str) -> None:
    enter: Callable[[], OpenPractice] = staffed.recover if who == "sheet" else staffed.open
    with enter() as practice:
        remove_user(practice, BEN)
        with practice.file.query() as session:
            rows = session.connection().exec_driver_sql("SELECT action, reason FROM change_set ORDER BY position")
            told = [tuple(row) for row in rows]
        assert told[-3:] == [
            (Action.USER_EDITED, "user removed"),
            (Action.KEYS_ROTATED, "new key for a client"),
            (Action.KEYS_ROTATED, "new key for the practice"),
        ]
