"""The list of clients is checked once, and again wherever a row changed."""

from __future__ import annotations

import shutil

import pytest

from bookdesk.core.errors import Tampered
from bookdesk.core.identifiers import ClientId
from bookdesk.models.actions import Action
from bookdesk.models.client import ClientProfile
from bookdesk.models.practice import ClientRegistry, Grant, Mode
from bookdesk.security.clientkeys import Profile, seal_profile
from bookdesk.security.members import grant_client, revoke_client
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Role
from bookdesk.store.client_file import OpenClients
from tests.support.firm import BEN, DELI, KOALA, STAPLE, Firm


def meddle(practice: OpenPractice, model: type[object], row_id: str, **values: object) -> None:
    with practice.file.change(Action.CLIENT_REGISTERED, "meddled", actor=practice.actor) as work:
        row = work.get(model, row_id)
        for name, value in values.items():
            setattr(row, name, value)
        work.commit()


def names(practice: OpenPractice) -> list[str]:
    return [entry.name for entry in practice.clients()]


def test_a_second_look_tells_what_changed_since_the_first(staffed: Firm) -> None:
    with staffed.open() as practice:
        koala = practice.client(KOALA.name)
        assert names(practice) == [DELI.name, KOALA.name, "Unsorted"]
        key = practice.client_key(koala.client_id)
        renamed = Profile("Wombat Kafe", "AU", "AUD", "Australia/Sydney")
        meddle(practice, ClientRegistry, koala.client_id, sealed_profile=seal_profile(key, koala.client_id, renamed))
        assert names(practice) == [DELI.name, "Unsorted", "Wombat Kafe"]
        assert practice.client(koala.client_id).name == practice.client("wombat kafe").name == "Wombat Kafe"
        meddle(practice, ClientRegistry, koala.client_id, active=False)
        assert names(practice) == [DELI.name, "Unsorted"]


def test_a_client_found_good_is_checked_again_when_its_row_changed(staffed: Firm) -> None:
    with staffed.open() as practice:
        deli = practice.client(DELI.name)
        assert practice.clients()
        meddle(practice, ClientRegistry, deli.client_id, mode=Mode.DEMO)
        with pytest.raises(Tampered, match="mode of a client"):
            practice.clients()
        with pytest.raises(Tampered, match="mode of a client"):
            practice.client(deli.client_id)


def test_a_grant_found_good_is_checked_again_when_its_row_changed(staffed: Firm) -> None:
    with staffed.open() as practice:
        koala, deli = practice.client(KOALA.name), practice.client(DELI.name)
        grants = practice.file.grants_of(practice.user.id)
        assert practice.client_key(koala.client_id).reveal() != practice.client_key(deli.client_id).reveal()
        meddle(practice, Grant, grants[koala.client_id].id, wrapped_key=grants[deli.client_id].wrapped_key)
        for ask in (practice.client_key, practice.client):
            with pytest.raises(Tampered, match="sealed value was altered"):
                ask(koala.client_id)
        assert practice.client(deli.client_id).name == DELI.name


def test_access_given_and_taken_shows_at_once(staffed: Firm) -> None:
    with staffed.open() as practice:
        assert practice.clients()
        grant_client(practice, DELI.name, BEN, [Role.READER])
    with staffed.open(BEN, STAPLE) as practice:
        assert [(entry.name, entry.roles) for entry in practice.clients()] == [
            (DELI.name, (Role.READER,)),
            (KOALA.name, (Role.APPROVER,)),
        ]
    with staffed.open() as practice:
        revoke_client(practice, DELI.name, BEN)
    with staffed.open(BEN, STAPLE) as practice:
        assert names(practice) == [KOALA.name]


def started(practice: OpenPractice, client_id: ClientId) -> None:
    with (
        practice.using_client(client_id) as books,
        books.change(Action.CLIENT_CREATED, "started", actor=practice.actor) as work,
    ):
        work.add(ClientProfile(name="x", legal_name="x", country="AU", base_currency="AUD", zone="UTC"))
        work.commit()


@pytest.fixture
def one_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """One client's file stays open at most."""
    monkeypatch.setattr(OpenClients.__init__, "__defaults__", (1,))


@pytest.mark.usefixtures("one_open")
def test_a_file_put_back_while_it_was_closed_is_refused(staffed: Firm) -> None:
    with staffed.open() as practice:
        koala, deli = practice.client(KOALA.name).client_id, practice.client(DELI.name).client_id
        file = practice.places.books(koala)
        older = shutil.copy(file, file.with_name("older"))
        started(practice, koala)
        started(practice, deli)
        shutil.copy(older, file)
        with pytest.raises(Tampered, match="not the one last used here"), practice.using_client(koala):
            pass


@pytest.mark.usefixtures("one_open")
def test_a_file_closed_on_the_way_is_anchored_without_being_opened_again(staffed: Firm) -> None:
    with staffed.open() as practice:
        koala, deli = practice.client(KOALA.name).client_id, practice.client(DELI.name).client_id
        started(practice, koala)
        started(practice, deli)
        file = practice.places.books(koala)
        file.rename(file.with_name("moved"))
    with staffed.open() as practice:
        assert {client: [head.counter for head in practice.anchors()[client]] for client in (koala, deli)} == {
            koala: [1],
            deli: [1],
        }
