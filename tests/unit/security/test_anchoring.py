"""Acts that move money, sign off or give power anchor the heads by themselves; where that fails, the acts stand."""

from __future__ import annotations

import logging
from enum import StrEnum
from pathlib import Path

import pytest

from bookdesk.core import failpoints
from bookdesk.core.errors import StorageError, Tampered
from bookdesk.core.identifiers import ClientId
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.office.opened import Office
from bookdesk.security.anchoring import ANCHORED
from bookdesk.security.anchors import PRACTICE_FILE, present_heads
from bookdesk.security.members import grant_client, revoke_client
from bookdesk.security.practice import OpenPractice
from bookdesk.security.rolechange import change_roles
from bookdesk.security.roles import Role
from bookdesk.security.rotation import rotate
from bookdesk.security.slotfile import read_slots
from tests.support.firm import BEN, DELI, KOALA, Firm

MONEY_AND_BOOKS = sorted(ANCHORED - {Action.USER_EDITED, Action.GRANT_EDITED, Action.DEVICE_WITHDRAWN})


def act(practice: OpenPractice, action: StrEnum, name: str = "Somebody") -> ClientId:
    """Seal an act of this kind in the cafe's books."""
    entry = practice.client(KOALA.name)
    with practice.using_client(entry.client_id) as books, books.change(action, name, actor=practice.actor) as work:
        work.add(Contact(name=name))
        work.commit()
    return entry.client_id


def written(firm: Firm) -> int:
    """Return the number of the key file's last writing on the disk."""
    return read_slots(firm.places).table.sequence


@pytest.mark.parametrize("action", MONEY_AND_BOOKS)
def test_what_moves_money_or_signs_books_off_is_anchored_before_anybody_hears_of_it(
    staffed: Firm, action: StrEnum
) -> None:
    with staffed.open() as practice:
        client = act(practice, action)
        with practice.using_client(client) as books:
            assert practice.anchors()[client] == present_heads(books)
        assert practice.anchors()[PRACTICE_FILE] == present_heads(practice.file)
        assert written(staffed) == practice.table.sequence


def test_typing_is_not_anchored_each_time(staffed: Firm) -> None:
    with staffed.open() as practice:
        before = written(staffed)
        client = act(practice, Action.CONTACT_EDITED)
        assert written(staffed) == before
        assert client not in practice.anchors()
    assert written(staffed) == before + 1  # at the end it is


def test_rights_and_keys_are_anchored_by_whoever_changes_them(staffed: Firm) -> None:
    with staffed.open() as practice:
        koala = practice.client(KOALA.name).client_id
        acts = (
            lambda: change_roles(practice, BEN, [Role.APPROVER, Role.PAYER]),
            lambda: grant_client(practice, DELI.name, BEN),
            lambda: revoke_client(practice, DELI.name, BEN, rotate=False),
            lambda: rotate(practice, [koala], practice_too=False),
        )
        for change in acts:
            before = written(staffed)
            change()
            assert written(staffed) > before
            assert practice.anchors()[PRACTICE_FILE] == present_heads(practice.file)


def test_a_change_of_many_keys_is_anchored_once(staffed: Firm) -> None:
    with staffed.open() as practice:
        clients = [practice.client(one.name).client_id for one in (KOALA, DELI)]
        before = written(staffed)
        assert rotate(practice, clients, practice_too=False).finished
        assert written(staffed) == before + 1
        assert practice.anchors()[PRACTICE_FILE] == present_heads(practice.file)


def test_after_the_plug_was_pulled_an_older_copy_of_a_released_run_is_convicted(staffed: Firm, tmp_path: Path) -> None:
    with staffed.open() as practice:
        path = staffed.places.books(act(practice, Action.CONTACT_EDITED))
        with practice.alone_with(practice.client(KOALA.name).client_id):
            before = path.read_bytes()
    with staffed.open() as practice:
        act(practice, Action.RUN_RELEASED)
        crashed = staffed.copy(tmp_path / "crashed")  # nothing was closed
    for name in ("-wal", "-shm"):
        Path(f"{crashed.places.books(path_id(path))}{name}").unlink(missing_ok=True)
    crashed.places.books(path_id(path)).write_bytes(before)
    with crashed.open() as practice, pytest.raises(Tampered, match="older copy was put back"):
        practice.open_client(KOALA.name)


def path_id(path: Path) -> ClientId:
    return ClientId(path.parent.name)


def test_where_the_key_file_cannot_be_written_the_act_stands_and_it_is_said_once(
    staffed: Firm, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with staffed.open() as practice:
        office = Office(practice, staffed.clock)
        with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
            patch.setattr("bookdesk.security.keyfile.write_slots", _full)
            client = act(practice, Action.RUN_RELEASED, "paid")
        with practice.using_client(client) as books, books.query() as session:
            assert session.query(Contact).one().name == "paid"
        assert "The disk is full." in practice.anchoring.trouble
        assert office.remark() == practice.anchoring.trouble
        assert office.remark() == ""
        assert "StorageError" in caplog.text
        assert KOALA.name not in caplog.text
        act(practice, Action.RUN_RELEASED)
        assert practice.anchoring.trouble == ""
        with practice.using_client(client) as books:
            assert practice.anchors()[client] == present_heads(books)


def test_a_closing_that_cannot_anchor_closes_all_the_same_and_tells(
    staffed: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        with staffed.open() as practice:
            client = act(practice, Action.CONTACT_EDITED)
            patch.setattr("bookdesk.security.keyfile.write_slots", _full)
        assert "could not be noted" in practice.anchoring.trouble
    with staffed.open() as practice:
        practice.open_client(KOALA.name)
    with staffed.open(writes=False) as practice:
        assert client in practice.anchors()  # the next closing noted it


def _full(*_: object) -> None:
    raise StorageError("The disk is full.", "Free some space.")


def test_a_file_of_which_nothing_was_found_out_is_not_anchored_by_a_check(staffed: Firm) -> None:
    with staffed.open() as practice:
        client = practice.client(KOALA.name).client_id
        with (
            practice.examining(client) as books,
            books.change(Action.RUN_RELEASED, "seen only", actor=practice.actor) as work,
        ):
            work.add(Contact(name="Somebody"))
            work.commit()
        assert client not in practice.anchors()


def test_a_practice_file_put_back_stays_convicted_though_work_goes_on(staffed: Firm) -> None:
    with staffed.open():
        pass
    old = staffed.places.practice.read_bytes()
    with staffed.open() as practice:
        change_roles(practice, BEN, [Role.APPROVER, Role.PAYER])
        convicting = practice.anchors()[PRACTICE_FILE]
    staffed.places.practice.write_bytes(old)
    with staffed.open() as practice:
        client = act(practice, Action.RECONCILED)
        assert client in practice.anchors()
        assert practice.anchors()[PRACTICE_FILE] == convicting
    with staffed.open(writes=False) as practice:
        assert practice.anchors()[PRACTICE_FILE] == convicting


def test_the_release_is_acknowledged_only_once_its_anchor_is_on_the_disk(staffed: Firm) -> None:
    order: list[str] = []
    with staffed.open() as practice:
        practice.open_client(KOALA.name)
        failpoints.install(order.append)
        try:
            act(practice, Action.RUN_RELEASED)
            order.append("acknowledged")
        finally:
            failpoints.install(None)
    assert order.index("change: committed") < order.index("slots: written") < order.index("acknowledged")
