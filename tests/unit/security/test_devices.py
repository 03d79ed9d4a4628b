"""The computers of a practice: listed, withdrawn, refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bookdesk.core.errors import Locked, NotAllowed, NotFound, RuleBroken, UsageError
from bookdesk.security.device import forget_device, read_device
from bookdesk.security.devices import devices, withdraw_device
from bookdesk.security.members import add_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.roles import Role
from bookdesk.store.places import Places
from tests.support.firm import BEN, OWNER, STAPLE, Firm


@pytest.fixture
def moved(staffed: Firm, tmp_path: Path) -> tuple[Firm, str]:
    """Return the practice where its folder got a new mark, as after a restore, and the mark it had before."""
    with staffed.open() as practice:
        before = str(practice.actor.device)
        add_user(practice, "Olga", [Role.OWNER], passphrase_from("one more long passphrase"))
    shutil.copytree(staffed.places.home, tmp_path / "old")
    forget_device(staffed.places)
    return staffed, before


def test_every_installation_is_listed_and_the_one_in_use_marked(moved: tuple[Firm, str]) -> None:
    firm, before = moved
    with firm.open(BEN, STAPLE) as practice:
        old, new = devices(practice)
        assert (old.device_id, old.user, old.active, old.here) == (before, OWNER, True, False)
        assert (new.user, new.here, new.since) == (BEN, True, firm.clock.now())


def test_a_withdrawn_one_is_refused_for_writing_and_reading(moved: tuple[Firm, str]) -> None:
    firm, before = moved
    with firm.open() as practice:
        assert not withdraw_device(practice, before).active
        with pytest.raises(RuleBroken, match="withdrawn before"):
            withdraw_device(practice, before)
    (firm.places.home / "device").write_text(f'{{"device": "{before}"}}')
    for writes in (True, False):
        with pytest.raises(Locked, match="This computer was withdrawn from the practice"):
            firm.open(writes=writes)


def test_losing_its_mark_does_not_admit_it_but_an_owner_does(moved: tuple[Firm, str]) -> None:
    firm, before = moved
    with firm.open() as practice:
        withdraw_device(practice, before)
    forget_device(firm.places)
    for writes in (True, False):
        with pytest.raises(Locked, match="withdrawn"):
            firm.open(BEN, STAPLE, writes=writes)
    assert read_device(firm.places) is None
    with firm.open():
        pass
    with firm.open(BEN, STAPLE) as practice:
        assert [one.active for one in devices(practice)] == [False, True, True]


def test_what_cannot_be_withdrawn_is_told(moved: tuple[Firm, str]) -> None:
    firm, before = moved
    with firm.open() as practice:
        here = str(practice.actor.device)
        with pytest.raises(RuleBroken, match="the computer you are at"):
            withdraw_device(practice, here)
        with pytest.raises(NotFound, match="No computer is called Desk 9"):
            withdraw_device(practice, "Desk 9")
        with pytest.raises(UsageError, match="Several computers"):
            withdraw_device(practice, devices(practice)[0].name)
    with firm.open(BEN, STAPLE) as practice, pytest.raises(NotAllowed):
        withdraw_device(practice, before)


def test_another_copy_of_the_folder_does_not_know_of_it_yet(moved: tuple[Firm, str], tmp_path: Path) -> None:
    firm, before = moved
    with firm.open() as practice:
        withdraw_device(practice, before)
    with Firm(Places(tmp_path / "old")).open() as practice:  # said in the docstring, and here so that it stays true
        assert practice.actor.device == before
