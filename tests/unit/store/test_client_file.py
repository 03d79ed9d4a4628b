"""Clients are opened on demand, few at a time, each with its own key."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.errors import InUse, Locked, StorageError, UsageError
from bookdesk.core.identifiers import ClientId
from bookdesk.models.contact import Contact
from bookdesk.store import client_file
from bookdesk.store.books import Books
from bookdesk.store.client_file import OpenClients, create_books, open_books
from bookdesk.store.places import Places, default_places
from tests.unit.store.samples import CLIENT_ID, CLOCK, KEY, OTHER_KEY, contact, save


def names(books: Books) -> list[str]:
    with books.query() as session:
        return list(session.scalars(select(Contact.name)))


def test_everything_is_there_after_a_restart(places: Places) -> None:
    books = create_books(places, CLIENT_ID, KEY, clock=CLOCK)
    save(books, contact())
    books.close()
    books = open_books(places, CLIENT_ID, KEY)
    assert names(books) == ["Acme Pty Ltd"]
    books.close()
    assert sorted(path.name for path in places.client(CLIENT_ID).iterdir()) == ["books.db"]


def test_another_clients_key_opens_nothing(books: Books, places: Places) -> None:
    save(books, contact())
    with pytest.raises(Locked, match="The key does not open this file"):
        open_books(places, CLIENT_ID, OTHER_KEY)
    with pytest.raises(StorageError, match="already"):
        create_books(places, CLIENT_ID, OTHER_KEY)
    assert names(books) == ["Acme Pty Ltd"]


@pytest.mark.parametrize("client_id", ["", "../other", "a/b", "A", ".", "x" * 65])
def test_a_clients_id_never_leads_elsewhere(places: Places, client_id: str) -> None:
    with pytest.raises(UsageError):
        places.books(ClientId(client_id))


def test_places_follow_the_environment(tmp_path: Path) -> None:
    assert default_places({"BOOKDESK_HOME": str(tmp_path)}).home == tmp_path
    assert default_places({}).home.name == "BookDesk"
    assert Places(tmp_path / "nothing").client_ids() == ()


def test_only_so_many_clients_stay_open(places: Places) -> None:
    ids = [ClientId(f"client-{number}") for number in range(4)]
    for client_id in ids:
        create_books(places, client_id, KEY).close()
    assert places.client_ids() == tuple(ids)
    opened: list[ClientId] = []

    def opener(client_id: ClientId) -> Books:
        opened.append(client_id)
        return open_books(places, client_id, KEY)

    clients = OpenClients(opener, limit=2)
    for client_id in ids[:3]:
        with clients.use(client_id) as books:
            save(books, contact(client_id))
    assert len(clients) == 2
    with clients.use(ids[1]):
        pass
    assert opened == ids[:3]
    with clients.use(ids[0]) as first, clients.use(ids[1]), clients.use(ids[2]):
        assert len(clients) == 3  # in use, so none is closed
        assert names(first) == ["client-0"]
    assert len(clients) == 2
    clients.close()
    assert len(clients) == 0


def test_whoever_asked_is_told_before_a_file_is_closed_and_it_closes_even_if_he_fails(places: Places) -> None:
    ids = [ClientId(f"client-{number}") for number in range(3)]
    for client_id in ids:
        create_books(places, client_id, KEY).close()
    told: list[tuple[ClientId, list[str]]] = []

    def closing(client_id: ClientId, books: Books) -> None:
        told.append((client_id, names(books)))
        if client_id == ids[1]:
            raise StorageError("It cannot be read.", "Restore it.")

    clients = OpenClients(lambda client_id: open_books(places, client_id, KEY), limit=1, closing=closing)
    with clients.use(ids[0]) as books:
        save(books, contact("Koala"))
    with clients.use(ids[1]):
        pass
    with pytest.raises(StorageError, match="cannot be read"), clients.use(ids[2]):
        pass
    clients.close()
    assert told == [(ids[0], ["Koala"]), (ids[1], []), (ids[2], [])]
    assert len(clients) == 0


def test_one_client_is_had_alone_and_the_others_go_on(places: Places) -> None:
    ids = [ClientId(f"client-{number}") for number in range(2)]
    for client_id in ids:
        create_books(places, client_id, KEY).close()
    clients = OpenClients(lambda client_id: open_books(places, client_id, KEY))
    with clients.use(ids[0]):
        pass
    assert len(clients) == 1
    came: list[int] = []

    def come() -> None:
        with clients.use(ids[0]):
            came.append(len(clients))

    with clients.alone(ids[0]):
        assert len(clients) == 0
        other = threading.Thread(target=come)
        other.start()
        with clients.use(ids[1]):
            assert not came
    other.join()
    assert came == [2]
    clients.close()


def test_neither_waits_for_ever(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_file, "_PATIENCE", 0.01)
    create_books(places, CLIENT_ID, KEY).close()
    clients = OpenClients(lambda client_id: open_books(places, client_id, KEY))
    with clients.use(CLIENT_ID), pytest.raises(InUse, match="is not finished"), clients.alone(CLIENT_ID):
        raise AssertionError("somebody is at work")
    with clients.alone(CLIENT_ID), pytest.raises(InUse, match="are being changed"), clients.use(CLIENT_ID):
        raise AssertionError("it is not open")
    with clients.use(CLIENT_ID):
        pass
    clients.close()


def test_what_an_earlier_attempt_left_and_the_disk_keeps_is_refused_in_words(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "unlink", failing)
        with pytest.raises(StorageError, match="refuses a file of the practice: Input/output error"):
            create_books(places, ClientId("another"), KEY)
    create_books(places, ClientId("another"), KEY).close()
