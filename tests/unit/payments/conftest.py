"""The office in Sydney, and one in Dublin: made once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bookdesk.core.clock import MovableClock
from bookdesk.core.identifiers import ClientId, DeviceId, UserId
from bookdesk.models.history import Actor
from bookdesk.store.books import Books
from bookdesk.store.client_file import create_books, open_books
from bookdesk.store.desk import Desk
from bookdesk.store.places import Places
from tests.unit.payments.office import Office, open_office

AT = datetime(2026, 6, 30, 1, tzinfo=UTC)
CLIENT, KEY = ClientId("c1"), bytes(range(32))


def _desk(books: Books, clock: MovableClock) -> Desk:
    return Desk(books, Actor(UserId("maker"), DeviceId("desk-1")), clock)


def _made(folder: Path, country: str) -> tuple[Path, dict[str, str]]:
    clock = MovableClock(AT)
    books = create_books(Places(folder), CLIENT, KEY, clock=clock)
    suppliers = open_office(_desk(books, clock), country).suppliers
    books.close()
    return folder, suppliers


@pytest.fixture(scope="module")
def sydney_made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    return _made(tmp_path_factory.mktemp("sydney"), "AU")


@pytest.fixture(scope="module")
def dublin_made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    return _made(tmp_path_factory.mktemp("dublin"), "IE")


def _copied(made: tuple[Path, dict[str, str]], folder: Path, country: str) -> Iterator[Office]:
    shutil.copytree(made[0], folder, dirs_exist_ok=True)
    clock = MovableClock(AT)
    books = open_books(Places(folder), CLIENT, KEY, clock=clock)
    yield Office(_desk(books, clock), country, dict(made[1]))
    books.close()


@pytest.fixture
def office(sydney_made: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Office]:
    yield from _copied(sydney_made, tmp_path, "AU")


@pytest.fixture
def dublin(dublin_made: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Office]:
    yield from _copied(dublin_made, tmp_path, "IE")
