"""An erased client is gone: no key, no folder, nothing in the history that gives either back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.core import failpoints
from bookdesk.core.errors import Locked, NotAllowed, NotFound, RuleBroken, UsageError
from bookdesk.models.actions import Action
from bookdesk.models.practice import RegistryKind
from bookdesk.security.clientkeys import Profile
from bookdesk.security.clients import add_client
from bookdesk.security.erasing import WHAT_STAYS, erase_client
from bookdesk.security.members import grant_client, revoke_client
from bookdesk.security.practice import OpenPractice
from bookdesk.security.recovery import from_text
from bookdesk.security.roles import Role
from bookdesk.security.rotation import rotate
from bookdesk.security.safety import back_up_practice, by_recovery_key, restore_all
from bookdesk.security.stepup import StepUpNeeded
from bookdesk.security.summaries import seal_summary
from bookdesk.store.places import Places
from bookdesk.store.verify import verify
from tests.support.firm import BEN, DELI, KOALA, STAPLE, Firm


@pytest.fixture(autouse=True)
def nobody_installed() -> Iterator[None]:
    yield
    failpoints.install(None)


def sealed_values(practice: OpenPractice) -> set[str]:
    """Return what the practice file has of the cafe and its history keeps: granted keys, and the profile."""
    koala = practice.client(KOALA.name).client_id
    row = practice.file.client(koala)
    assert row is not None
    return {row.sealed_profile, *(grant.wrapped_key for grant in practice.file.grants_on(koala).values())}


def everything(practice: OpenPractice) -> str:
    """Return all text of the opened practice file, history included."""
    with practice.file.query() as session:
        connection = session.connection()
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars().all()
        rows = (connection.exec_driver_sql(f'SELECT * FROM "{table}"').fetchall() for table in tables)  # noqa: S608 - names of the schema
        return repr([tuple(row) for some in rows for row in some])


def summarised(practice: OpenPractice) -> None:
    koala = practice.client(KOALA.name).client_id
    practice.file.keep_summary(koala, 1, seal_summary(practice.client_key(koala), koala, 1, {}))


def test_nothing_of_it_is_left_but_that_it_was_there(staffed: Firm) -> None:
    with staffed.open() as practice:
        summarised(practice)
        koala = practice.client(KOALA.name).client_id
        values = sealed_values(practice)
        grant_client(practice, KOALA.name, BEN, [Role.REVIEWER])
        values |= sealed_values(practice)
        rotate(practice, [koala])
        values |= sealed_values(practice)
        assert all(value in everything(practice) for value in values)
        values.add(practice.file.summaries()[koala].sealed_summary)
        assert erase_client(practice, KOALA.name, " koala kafe ") == KOALA.name
        left = everything(practice)
        assert not [value for value in values if value in left]
        assert not staffed.places.client(koala).exists()
        assert KOALA.name not in {entry.name for entry in practice.clients()}
        with pytest.raises(NotFound):
            practice.client(koala)
        assert all(finding.holds for finding in verify(practice.file))
        assert koala not in practice.anchors()
    with staffed.open() as practice:
        assert all(finding.holds for finding in verify(practice.file, anchors=practice.anchors()["practice"]))
        with practice.file.query() as session:
            rows = session.connection().exec_driver_sql("SELECT action FROM change_set ORDER BY position").scalars()
            assert list(rows)[-2:] == [Action.CLIENT_ERASED, Action.PURGED]
        add_client(practice, Profile(KOALA.name, "AU", "AUD"))
    with staffed.open(BEN, STAPLE) as practice:
        assert practice.clients() == ()
    with staffed.recover() as practice:
        assert DELI.name in {entry.name for entry in practice.clients()}


def test_an_open_client_is_closed_first(staffed: Firm) -> None:
    with staffed.open() as practice:
        koala = practice.client(KOALA.name).client_id
        with practice.using_client(koala):
            pass
        erase_client(practice, koala, KOALA.name)
        with pytest.raises(Locked), practice.using_client(koala):
            pass


def test_a_crash_in_between_leaves_a_folder_that_the_next_opening_removes(staffed: Firm, tmp_path: Path) -> None:
    def cut(name: str) -> None:
        if name == "erase: key destroyed":
            shutil.copytree(staffed.places.home, tmp_path / "crashed")

    failpoints.install(cut)
    with staffed.open() as practice:
        koala = practice.client(KOALA.name).client_id
        erase_client(practice, koala, KOALA.name)
    crashed = Firm(Places(tmp_path / "crashed"), sheet=staffed.sheet)
    assert crashed.places.client(koala).exists()
    with crashed.open() as practice:
        assert not crashed.places.client(koala).exists()
        assert practice.places.client(practice.client(DELI.name).client_id).exists()


def test_it_takes_the_right_the_person_and_the_name(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as practice, pytest.raises(NotAllowed, match="may not purge or erase"):
        erase_client(practice, KOALA.name, KOALA.name)
    with staffed.open() as practice:
        with pytest.raises(UsageError, match="not this client's"):
            erase_client(practice, KOALA.name, DELI.name)
        (unsorted,) = (one for one in practice.clients() if one.kind is RegistryKind.UNSORTED)
        with pytest.raises(RuleBroken, match="practice's own"):
            erase_client(practice, unsorted.client_id, unsorted.name)
        staffed.clock.advance(300)
        with pytest.raises(StepUpNeeded):
            erase_client(practice, KOALA.name, KOALA.name)
        assert KOALA.name in {entry.name for entry in practice.clients()}


def test_a_withdrawn_grant_gives_no_key_back_either(staffed: Firm) -> None:
    with staffed.open() as practice:
        summarised(practice)
        values = sealed_values(practice)
        revoke_client(practice, KOALA.name, BEN)
        erase_client(practice, KOALA.name, KOALA.name)
        left = everything(practice)
        assert not [value for value in values if value in left]


def test_a_backup_of_before_holds_it_as_is_said(staffed: Firm, tmp_path: Path) -> None:
    assert "Backups made before" in WHAT_STAYS
    with staffed.open() as practice:
        backup = back_up_practice(practice, tmp_path / "backups").folder
        erase_client(practice, KOALA.name, KOALA.name)
    places = Places(tmp_path / "restored")
    restore_all(backup, places, by_recovery_key(from_text(staffed.sheet)))
    with Firm(places, sheet=staffed.sheet).open() as practice:
        practice.open_client(KOALA.name)
