"""Keys are changed by copy and swap: at any moment one set of keys opens everything, and the old ones nothing new."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from bookdesk.core import failpoints
from bookdesk.core.errors import BookDeskError, Conflict, InUse, Locked, NotAllowed, StorageError
from bookdesk.core.identifiers import ClientId, new_id
from bookdesk.models.actions import Action
from bookdesk.models.client import ClientProfile
from bookdesk.models.contact import Contact
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
    verify_practice,
)
from bookdesk.security.slotfile import copies
from bookdesk.security.slots import SlotKind
from bookdesk.security.stepup import StepUpNeeded
from bookdesk.security.summaries import open_summary, seal_summary
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.opening import maintaining
from bookdesk.store.places import Places
from bookdesk.store.rekeying import SUFFIX
from tests.support.firm import BEN, DELI, KOALA, OWNER, STAPLE, Firm, slot_secret

NEW = passphrase_from("a wholly new passphrase")


class PowerCut(BaseException):
    """The machine stops here."""


@pytest.fixture(autouse=True)
def nobody_installed() -> Iterator[None]:
    yield
    failpoints.install(None)


def cut_at(point: str, time: int = 1) -> None:
    """Stop the program when it comes to a point for the n-th time."""
    seen: list[str] = []

    def hook(name: str) -> None:
        seen.append(name)
        if seen.count(point) == time and name == point:
            raise PowerCut(name)

    failpoints.install(hook)


def filled(firm: Firm) -> None:
    """Write something into the cafe's books, and a summary of it."""
    with firm.open() as practice:
        books = practice.open_client(KOALA.name)
        with books.change(Action.CLIENT_CREATED, "set up", actor=practice.actor) as work:
            work.add(ClientProfile(**_PROFILE))
            work.commit()
        koala = practice.client(KOALA.name).client_id
        key = practice.client_key(koala)
        practice.file.keep_summary(koala, 7, seal_summary(key, koala, 7, {"bills": 12}))


_PROFILE = {"name": "K", "legal_name": "K", "country": "AU", "base_currency": "AUD", "zone": "UTC", "tax_id": None}


def keys(practice: OpenPractice) -> dict[str, bytes]:
    return {client_id: secret.reveal() for client_id, secret in practice.client_keys().items()}


def opens(path: Path, key: bytes) -> bool:
    try:
        with maintaining(SqlCipher(), path, key) as connection:
            connection.execute("SELECT count(*) FROM change_set").fetchone()
    except Locked:
        return False
    return True


def holds(firm: Firm, places: Places | None = None) -> None:
    """Everything opens, follows its anchors and is as it was; nothing half done lies about."""
    with firm.open() as practice:
        assert all(one.holds for one in verify_practice(practice, practice.clients()))
        koala = practice.client(KOALA.name)
        with practice.using_client(koala.client_id) as books, books.query() as session:
            assert session.query(ClientProfile).one().legal_name == "K"
        summary = practice.file.summaries()[koala.client_id]
        opened = open_summary(practice.client_key(koala.client_id), summary)
        assert (opened.position, dict(opened.data)) == (7, {"bills": 12})
        assert practice.practice.key_epoch == practice.table.epoch
    with firm.recover() as practice:
        assert {entry.name for entry in practice.clients()} >= {KOALA.name, DELI.name}
        for entry in practice.clients():
            with practice.using_client(entry.client_id):
                pass
    assert not list((places or firm.places).home.rglob(f"*{SUFFIX}*"))


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


@pytest.mark.parametrize(
    ("point", "time", "done"),
    [
        *(("rotate: copied", time, False) for time in (1, 2, 3)),
        *(("rotate: committed", time, False) for time in (1, 2)),
        ("rotate: practice copied", 1, False),
        ("rotate: key file written", 1, True),
        *(("rotate: before swap", time, time == 3) for time in (1, 2, 3)),
        *(("rotate: swapped", time, time == 3) for time in (1, 2, 3)),
    ],
)
def test_after_a_power_cut_at_any_point_one_set_of_keys_opens_everything(
    staffed: Firm, tmp_path: Path, point: str, time: int, *, done: bool
) -> None:
    filled(staffed)
    with staffed.open() as practice:
        add_user(practice, "Carla", [Role.BOOKKEEPER], NEW, [KOALA.name, DELI.name])
    with staffed.open("Carla", NEW.reveal().decode()) as practice:
        old, old_practice = keys(practice), practice.practice_key.reveal()
    cut_at(point, time)
    practice = staffed.open()
    with pytest.raises(PowerCut):
        remove_user(practice, "Carla")
    failpoints.install(None)
    crashed = staffed.copy(tmp_path / "crashed")  # what is on the disk at that moment, nothing closed
    practice.close()
    with crashed.open():
        assert not list(crashed.places.home.rglob(f"*{SUFFIX}*"))
    holds(crashed)
    with crashed.open() as practice:
        assert not find_user(practice, "Carla").active
        assert bool(rotation_pending(practice)) != done
        assert remove_user(practice, "Carla").finished
        assert not rotation_pending(practice)
        assert not set(keys(practice).values()) & set(old.values())
    for client_id, key in old.items():
        assert not opens(crashed.places.books(ClientId(client_id)), key)
    assert not opens(crashed.places.practice, old_practice)
    holds(crashed)
    holds(staffed)


def test_the_points_are_all_tried() -> None:
    assert {point for point in failpoints.POINTS if point.startswith("rotate: ")} == {
        *("rotate: copied", "rotate: committed", "rotate: practice copied", "rotate: key file written"),
        *("rotate: before swap", "rotate: swapped"),
    }


def test_what_fails_after_the_key_file_stands_stops_this_opening_and_not_the_next(staffed: Firm) -> None:
    filled(staffed)
    cut_at("rotate: key file written")
    with staffed.open() as practice:
        with pytest.raises(PowerCut):
            rotate(practice, [])
        with pytest.raises(StorageError, match="was interrupted"):
            practice.file.users()
    failpoints.install(None)
    holds(staffed)
    with staffed.open() as practice:
        assert practice.table.epoch == 2


def test_a_key_file_that_cannot_be_written_leaves_the_old_key(staffed: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(staffed)
    with staffed.open() as practice, monkeypatch.context() as patch:
        old = practice.practice_key.reveal()
        patch.setattr("bookdesk.security.practice.write_slots", _full)
        done = rotate(practice, [])
        assert not done.practice
        assert "disk is full" in done.problems[0]
        patch.undo()
    assert opens(staffed.places.practice, old)
    holds(staffed)


def _full(*_: object) -> None:
    raise StorageError("The disk is full.", "Free some space.")


def test_a_state_of_the_key_file_of_before_never_comes_after_the_new_key(staffed: Firm) -> None:
    filled(staffed)
    with staffed.open() as practice:
        stale = practice.table.with_anchors(practice.table.anchors)
        rotate(practice, [])
        with pytest.raises(Conflict, match="changed meanwhile"):
            practice.write_table(stale)
    holds(staffed)


def test_somebody_added_while_the_key_changes_is_not_forgotten(staffed: Firm) -> None:
    filled(staffed)

    def meanwhile(name: str) -> None:
        if name == "rotate: practice copied":
            slots = practice.table.slots
            header = replace(slots[0].header, slot_id=UUID(int=7))
            practice.write_table(practice.table.with_slots([*slots, replace(slots[0], header=header)]))

    with staffed.open() as practice:
        failpoints.install(meanwhile)
        done = rotate(practice, [])
        assert not done.practice
        assert "changed meanwhile" in done.problems[0]
    failpoints.install(None)
    holds(staffed)


def test_others_who_come_meanwhile_wait_and_lose_nothing(staffed: Firm) -> None:
    filled(staffed)
    with staffed.open() as practice:
        koala, deli = (practice.client(one.name).client_id for one in (KOALA, DELI))
        failed, threads = list[BaseException](), list[threading.Thread]()

        def read() -> None:
            assert {client.id for client in practice.file.clients()} >= {koala, deli}

        def look() -> None:
            with practice.using_client(koala) as books, books.query() as session:
                assert session.query(ClientProfile).one().legal_name == "K"

        def write() -> None:
            practice.file.outdate_summary(deli)
            with (
                practice.using_client(deli) as books,
                books.change(Action.CONTACT_EDITED, "met", actor=practice.actor) as change,
            ):
                change.add(Contact(id=new_id(), name="Somebody"))
                change.commit()

        def work(act: Callable[[], None]) -> None:
            try:
                act()
            except BaseException as failure:  # noqa: BLE001 - told below
                failed.append(failure)

        def come(name: str) -> None:
            if name in {"rotate: copied", "rotate: committed", "rotate: key file written"}:
                came = [threading.Thread(target=work, args=(act,)) for act in (read, look, write)]
                for one in came:
                    one.start()
                threads.extend(came)

        failpoints.install(come)
        done = rotate(practice, [koala, deli])
        failpoints.install(None)
        for one in threads:
            one.join()
        assert not failed
        assert done.finished, done.problems
        with practice.using_client(deli) as books, books.query() as session:
            assert session.query(Contact).count() == len(threads) // 3 == 6
    with staffed.open() as practice:
        assert all(one.holds for one in verify_practice(practice, practice.clients()))


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


def test_a_reader_who_comes_while_a_swap_is_missing_is_told_to_wait(staffed: Firm) -> None:
    filled(staffed)
    cut_at("rotate: committed")
    practice = staffed.open()
    with pytest.raises(PowerCut):
        rotate(practice, [practice.client(KOALA.name).client_id])
    failpoints.install(None)
    with staffed.open(writes=False) as reader, pytest.raises(BookDeskError) as refused:
        reader.open_client(KOALA.name)
    assert isinstance(refused.value, InUse)
    practice.close()
    holds(staffed)


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
