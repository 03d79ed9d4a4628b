"""A practice on a disk that cannot be written to is refused for writing in words, and can be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.models.actions import Action
from bookdesk.models.client import ClientProfile
from bookdesk.office.backups import Backups
from bookdesk.office.entering import Threshold
from bookdesk.office.opened import Office
from bookdesk.store.lock import ReadOnlyHome
from bookdesk.store.places import Places
from tests.support.firm import KOALA, OWNER, PASSPHRASE, POLICY, Firm
from tests.support.readonly import read_only


def rename(firm: Firm, name: str) -> None:
    with firm.open() as practice:
        books = practice.open_client(KOALA.name)
        with books.change(Action.CLIENT_CREATED, "renamed", actor=practice.actor) as work:
            work.add(
                ClientProfile(name=name, legal_name=name, country="AU", base_currency="AUD", zone="UTC", tax_id=None)
            )
            work.commit()


def names(office: Office) -> list[str]:
    with office.workspace(office.clients()[-1].client_id) as workspace, workspace.desk.books.query() as session:
        return list(session.scalars(select(ClientProfile.name)))


def test_it_is_refused_for_writing_and_read_all_the_same(staffed: Firm) -> None:
    rename(staffed, "Koala One")
    with read_only(staffed.places.home) as kept_out:
        if not kept_out:
            pytest.skip("this user cannot be kept from writing")
        with pytest.raises(ReadOnlyHome, match="cannot be written to") as refused:
            staffed.open()
        assert "can be read meanwhile" in refused.value.remedy
        with staffed.open(writes=False) as practice:
            office = Office(practice, staffed.clock)
            assert names(office) == ["Koala One"]
            with (
                office.workspace(office.clients()[-1].client_id) as workspace,
                pytest.raises(ReadOnlyHome, match="you can read, nothing is kept"),
            ):
                workspace.desk.books.change(Action.CLIENT_EDITED, "renamed", actor=practice.actor)
            assert not Backups(office).may_choose()
    with staffed.open() as practice:
        assert practice.writes


def test_the_window_enters_to_read(staffed: Firm) -> None:
    threshold = Threshold(staffed.places, staffed.clock, POLICY)
    with read_only(staffed.places.home) as kept_out:
        if not kept_out:
            pytest.skip("this user cannot be kept from writing")
        office = threshold.unlock(OWNER, PASSPHRASE)
        assert not office.practice.writes
        office.close()
    office = threshold.unlock(OWNER, PASSPHRASE)
    assert office.practice.writes
    office.close()


def test_what_a_crash_left_in_the_log_is_read_too(staffed: Firm, tmp_path: Path) -> None:
    rename(staffed, "Koala One")
    with staffed.open() as practice:
        books = practice.open_client(KOALA.name)
        with books.change(Action.CLIENT_EDITED, "renamed", actor=practice.actor) as work:
            work.session.scalars(select(ClientProfile)).one().name = "Koala Two"
            work.commit()
        shutil.copytree(staffed.places.home, tmp_path / "crashed")  # as the disk is while the program runs
    crashed = Firm(Places(tmp_path / "crashed"))
    assert list(crashed.places.clients.glob("*/books.db-wal"))
    with read_only(crashed.places.home) as kept_out:
        if not kept_out:
            pytest.skip("this user cannot be kept from writing")
        with crashed.open(writes=False) as practice:
            assert names(Office(practice, crashed.clock)) == ["Koala Two"]
