"""Changes of keys that are cut off, refused half-way, or met by others at work."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from bookdesk.core import failpoints
from bookdesk.core.errors import BookDeskError, Conflict, InUse, StorageError
from bookdesk.core.identifiers import ClientId, new_id
from bookdesk.models.actions import Action
from bookdesk.models.client import ClientProfile
from bookdesk.models.contact import Contact
from bookdesk.security.members import add_user, find_user, remove_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.roles import Role
from bookdesk.security.rotation import rotate, rotation_pending
from bookdesk.security.safety import (
    verify_practice,
)
from bookdesk.store.rekeying import SUFFIX
from tests.support.firm import DELI, KOALA, Firm
from tests.support.rotated import PowerCut, cut_at, filled, holds, keys, opens

NEW = passphrase_from("a wholly new passphrase")


@pytest.fixture(autouse=True)
def nobody_installed() -> Iterator[None]:
    yield
    failpoints.install(None)


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
        patch.setattr("bookdesk.security.keyfile.write_slots", _full)
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
        stale = practice.table
        rotate(practice, [])
        with pytest.raises(Conflict, match="changed meanwhile"):
            practice.keys.edit(lambda now: now.with_slots(stale.slots), epoch=stale.epoch)
    holds(staffed)


def test_somebody_added_while_the_key_changes_is_not_forgotten(staffed: Firm) -> None:
    filled(staffed)

    def meanwhile(name: str) -> None:
        if name == "rotate: practice copied":
            slots = practice.table.slots
            header = replace(slots[0].header, slot_id=UUID(int=7))
            practice.keys.edit(lambda now: now.with_slots([*now.slots, replace(slots[0], header=header)]))

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
        came = list[Future[None]]()

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

        with ThreadPoolExecutor(max_workers=18) as others:

            def come(name: str) -> None:
                if name in {"rotate: copied", "rotate: committed", "rotate: key file written"}:
                    came.extend(others.submit(act) for act in (read, look, write))

            failpoints.install(come)
            done = rotate(practice, [koala, deli])
            failpoints.install(None)
        for one in came:
            one.result()
        assert done.finished, done.problems
        with practice.using_client(deli) as books, books.query() as session:
            assert session.query(Contact).count() == len(came) // 3 == 6
    with staffed.open() as practice:
        assert all(one.holds for one in verify_practice(practice, practice.clients()))


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
