"""A client's real, encrypted books in a folder of the test's own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bookdesk.store.books import Books
from bookdesk.store.client_file import create_books, open_books
from bookdesk.store.places import Places
from tests.unit.store.samples import CLIENT_ID, CLOCK, KEY


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "home")


@pytest.fixture(scope="session")
def empty_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a client without rows, made once: copying it is faster than making the schema."""
    made = Places(tmp_path_factory.mktemp("template"))
    create_books(made, CLIENT_ID, KEY, clock=CLOCK).close()
    return made.client(CLIENT_ID)


@pytest.fixture
def books(places: Places, empty_client: Path) -> Iterator[Books]:
    shutil.copytree(empty_client, places.client(CLIENT_ID))
    opened = open_books(places, CLIENT_ID, KEY, clock=CLOCK)
    yield opened
    opened.close()


@pytest.fixture
def reopened(places: Places, books: Books) -> Iterator[Callable[[], Books]]:
    """Return a way to close the books and open them again, as after a restart."""
    opened: list[Books] = []

    def again() -> Books:
        books.close()
        opened.append(open_books(places, CLIENT_ID, KEY, clock=CLOCK))
        return opened[-1]

    yield again
    for each in opened:
        each.close()
