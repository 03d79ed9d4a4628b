"""One client comes back from a backup of before a change of keys, under its present key, for who could open it then."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.core import failpoints
from bookdesk.core.errors import Locked, StorageError, Tampered
from bookdesk.core.identifiers import ClientId
from bookdesk.models.client import ClientProfile
from bookdesk.security.clientkeys import Profile
from bookdesk.security.clients import add_client
from bookdesk.security.members import add_user, grant_client, remove_user, renew_user, revoke_client
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Role
from bookdesk.security.rotation import rotate
from bookdesk.security.safety import Brought, back_up_practice, restore_one, verify_practice
from tests.support.firm import BEN, DELI, KOALA, OWNER, Firm
from tests.support.rotated import PowerCut, cut_at, filled, keys, opens

CARLA = passphrase_from("a wholly new passphrase")


@pytest.fixture(autouse=True)
def nobody_installed() -> Iterator[None]:
    yield
    failpoints.install(None)


@pytest.fixture
def sets(staffed: Firm, tmp_path: Path) -> Path:
    """A backup of the first day; Carla, who looks after clients as well, may open the deli only."""
    filled(staffed)
    with staffed.open() as practice:
        add_user(practice, "Carla", [Role.OWNER], CARLA, [DELI.name])
        back_up_practice(practice, tmp_path / "backup")
    return tmp_path / "backup"


def lost(firm: Firm, tmp_path: Path) -> ClientId:
    """Move the cafe's folder away, as after a damage."""
    with firm.open() as practice:
        client = practice.client(KOALA.name).client_id
    shutil.move(firm.places.client(client), tmp_path / "damaged client")
    return client


def name(practice: OpenPractice) -> str:
    with practice.open_client(KOALA.name).query() as session:
        return session.query(ClientProfile).one().name


def sound(firm: Firm) -> None:
    with firm.open() as practice:
        assert [one for one in verify_practice(practice, practice.clients()) if not one.holds] == []
        assert name(practice) == "K"
    assert {path.name for path in firm.places.home.iterdir() if path.is_dir()} == {"clients"}


@pytest.mark.parametrize("practice_too", [True, False])
def test_after_new_keys_it_comes_back_under_the_present_one(
    staffed: Firm, sets: Path, tmp_path: Path, *, practice_too: bool
) -> None:
    with staffed.open() as practice:
        client, old = practice.client(KOALA.name).client_id, keys(practice)
        assert rotate(practice, [client], practice_too=practice_too).finished
        assert rotate(practice, [client], practice_too=practice_too).finished
    lost(staffed, tmp_path)
    with staffed.open() as practice:
        brought = restore_one(practice, sets, practice.client(KOALA.name))
        new = keys(practice)[client]
    assert brought == Brought(brought.made_at, older_keys=True)
    assert opens(staffed.places.books(client), new)
    assert not opens(staffed.places.books(client), old[client])
    sound(staffed)


def test_where_no_key_was_changed_nothing_is_said_of_older_ones(staffed: Firm, sets: Path, tmp_path: Path) -> None:
    lost(staffed, tmp_path)
    with staffed.open() as practice:
        assert not restore_one(practice, sets, practice.client(KOALA.name)).older_keys
    sound(staffed)


def test_only_the_practice_s_key_is_new(staffed: Firm, sets: Path, tmp_path: Path) -> None:
    with staffed.open() as practice:
        rotate(practice, [])
    lost(staffed, tmp_path)
    with staffed.open() as practice:
        assert restore_one(practice, sets, practice.client(KOALA.name)).older_keys
    sound(staffed)


def test_the_sheet_brings_it_back_as_well(staffed: Firm, sets: Path, tmp_path: Path) -> None:
    with staffed.open() as practice:
        remove_user(practice, BEN)
    lost(staffed, tmp_path)
    with staffed.recover() as practice:
        assert restore_one(practice, sets, practice.client(KOALA.name)).older_keys
    sound(staffed)


def test_who_could_not_open_the_client_on_that_day_gets_nothing_by_it(
    staffed: Firm, sets: Path, tmp_path: Path
) -> None:
    with staffed.open() as practice:
        grant_client(practice, KOALA.name, "Carla")
        rotate(practice, [practice.client(KOALA.name).client_id])
    client = lost(staffed, tmp_path)
    with (
        staffed.open("Carla", CARLA.reveal().decode()) as practice,
        pytest.raises(Locked, match="of before a change of keys"),
    ):
        restore_one(practice, sets, practice.client(KOALA.name))
    assert not staffed.places.client(client).exists()
    with staffed.open() as practice:
        restore_one(practice, sets, practice.client(KOALA.name))
    sound(staffed)


def test_who_got_the_client_or_new_keys_since_brings_it_back_where_its_key_is_the_same(
    staffed: Firm, sets: Path, tmp_path: Path
) -> None:
    with staffed.open() as practice:
        grant_client(practice, KOALA.name, "Carla")
    lost(staffed, tmp_path)
    with staffed.open("Carla", CARLA.reveal().decode()) as practice:
        assert not restore_one(practice, sets, practice.client(KOALA.name)).older_keys
    sound(staffed)


def test_who_got_new_keys_since_is_told_who_can(staffed: Firm, sets: Path, tmp_path: Path) -> None:
    with staffed.recover() as practice:
        renew_user(practice, OWNER, passphrase_from("vier blaue Ärmel"))
    with staffed.open() as practice:
        rotate(practice, [practice.client(KOALA.name).client_id])
    lost(staffed, tmp_path)
    with staffed.open() as practice, pytest.raises(Locked, match="the keys you have now") as told:
        restore_one(practice, sets, practice.client(KOALA.name))
    assert "recovery sheet" in told.value.remedy
    with staffed.recover() as practice:
        restore_one(practice, sets, practice.client(KOALA.name))
    sound(staffed)


@pytest.mark.parametrize(
    "point", ["restore: file brought", "restore: brought", "rotate: copied", "rotate: before swap", "rotate: swapped"]
)
def test_cut_off_anywhere_nothing_half_stands_and_it_is_done_anew(
    staffed: Firm, sets: Path, tmp_path: Path, point: str
) -> None:
    with staffed.open() as practice:
        rotate(practice, [practice.client(KOALA.name).client_id])
    client = lost(staffed, tmp_path)
    practice = staffed.open()
    cut_at(point)
    with pytest.raises(PowerCut):
        restore_one(practice, sets, practice.client(KOALA.name))
    failpoints.install(None)
    assert not staffed.places.client(client).exists()
    practice.close()
    (staffed.places.home / "client.restoring-left").mkdir()  # what a machine that stopped leaves
    with staffed.open() as practice:
        restore_one(practice, sets, practice.client(KOALA.name))
    sound(staffed)


def test_a_practice_file_that_was_exchanged_in_the_backup_is_not_believed(
    staffed: Firm, sets: Path, tmp_path: Path
) -> None:
    with staffed.open() as practice:
        add_client(practice, Profile("Later"))
        back_up_practice(practice, tmp_path / "other")
        rotate(practice, [practice.client(KOALA.name).client_id])
    lost(staffed, tmp_path)
    (other,) = (tmp_path / "other" / "sets").iterdir()
    (mine,) = (sets / "sets").iterdir()
    shutil.copy(other / "practice.db", mine / "practice.db")
    with staffed.open() as practice, pytest.raises(Tampered, match="practice file in this backup is damaged"):
        restore_one(practice, sets, practice.client(KOALA.name))


def test_a_client_that_stands_is_not_written_over(staffed: Firm, sets: Path) -> None:
    with staffed.open() as practice:
        revoke_client(practice, KOALA.name, BEN)
        before = keys(practice)
        with pytest.raises(StorageError, match="already stands"):
            restore_one(practice, sets, practice.client(KOALA.name))
        assert keys(practice) == before
    sound(staffed)
