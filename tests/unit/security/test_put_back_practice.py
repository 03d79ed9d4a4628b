"""The practice's own file put back to an earlier day: told at the opening, and no rights and no money go by it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bookdesk.core.errors import Tampered
from bookdesk.core.identifiers import new_id
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.security.members import add_user, remove_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.rolechange import change_roles
from bookdesk.security.roles import Role
from bookdesk.security.rotation import rotate
from bookdesk.security.safety import verify_practice
from tests.support.firm import BEN, KOALA, Firm


@pytest.fixture
def earlier(staffed: Firm, tmp_path: Path) -> Path:
    """Keep the practice's file of a day on which Ben was an owner; return where it lies."""
    with staffed.open() as practice:
        change_roles(practice, BEN, [Role.OWNER])
    kept = tmp_path / "practice of before"
    shutil.copyfile(staffed.places.practice, kept)
    with staffed.open() as practice:
        change_roles(practice, BEN, [Role.READER])
    return kept


def put_back(firm: Firm, kept: Path) -> None:
    for left in firm.places.home.glob(f"{firm.places.practice.name}-*"):
        left.unlink()
    shutil.copyfile(kept, firm.places.practice)


def test_it_is_told_at_the_opening_and_by_verify(staffed: Firm, earlier: Path) -> None:
    with staffed.open() as practice:
        assert (practice.doubt, practice.put_back) == ("", False)
    put_back(staffed, earlier)
    with staffed.open() as practice:
        assert "older copy was put back" in practice.doubt
        assert "into a new place" in practice.doubt
        (found,) = verify_practice(practice, ())
        assert not found.holds


def test_no_rights_and_no_keys_change_by_it(staffed: Firm, earlier: Path) -> None:
    put_back(staffed, earlier)
    with staffed.open() as practice:
        for act in (
            lambda: change_roles(practice, BEN, [Role.PAYER]),
            lambda: add_user(practice, "Sock", [Role.OWNER], passphrase_from("some words of a sock")),
            lambda: remove_user(practice, BEN, rotate=False),
        ):
            with pytest.raises(Tampered, match="older copy"):
                act()


def test_nothing_is_done_to_the_key_file_before_it_is_refused(staffed: Firm, earlier: Path) -> None:
    put_back(staffed, earlier)
    with staffed.open() as practice:
        slots = practice.table.slots
        for act in (
            lambda: add_user(practice, "Sock", [Role.READER], passphrase_from("some words of a sock")),
            lambda: remove_user(practice, BEN),
            lambda: rotate(practice, []),
        ):
            with pytest.raises(Tampered, match="older copy"):
                act()
        assert practice.table.slots == slots


def test_nor_does_money_leave_or_anything_go_out(staffed: Firm, earlier: Path) -> None:
    put_back(staffed, earlier)
    with staffed.open() as practice:
        books = practice.open_client(KOALA.name)
        for action in (Action.RUN_RELEASED, Action.EXPORTED, Action.PAYEE_ACCOUNT_CONFIRMED):
            with pytest.raises(Tampered):
                books.change(action, "", actor=practice.actor)


def test_what_was_written_since_is_not_lost_by_looking(staffed: Firm, earlier: Path, tmp_path: Path) -> None:
    """The file that belongs here, brought back, opens without a word: nothing was anchored over it meanwhile."""
    today = tmp_path / "today"
    shutil.copyfile(staffed.places.practice, today)
    put_back(staffed, earlier)
    with (
        staffed.open() as practice,
        practice.open_client(KOALA.name).change(Action.CONTACT_EDITED, "met", actor=practice.actor) as work,
    ):
        work.add(Contact(id=new_id(), name="Somebody"))
        work.commit()
    put_back(staffed, today)
    with staffed.open() as practice:
        assert practice.doubt == ""
        assert practice.roles_of(practice.file.user_named("ben")) == (Role.READER,)
