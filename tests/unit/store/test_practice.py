"""The practice file: created, opened, and read by the firm's own terms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import Locked, NotFound, StorageError
from bookdesk.core.identifiers import ClientId, DeviceId, UserId, new_id
from bookdesk.models.actions import Action
from bookdesk.models.history import Actor
from bookdesk.models.practice import Certificate, CertificateKind, Setting, User, UserKind
from bookdesk.store.client_file import create_books
from bookdesk.store.places import Places
from bookdesk.store.practice import PracticeFile, create_practice_file, open_practice_file
from bookdesk.store.verify import verify

KEY = bytes(range(32))
CLOCK = MovableClock(datetime(2026, 6, 30, tzinfo=UTC))
ANNA = Actor(UserId(new_id()), DeviceId(new_id()))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "home")


def user(name: str, kind: UserKind = UserKind.PERSON) -> tuple[Certificate, User]:
    certificate = Certificate(
        id=new_id(), kind=CertificateKind.USER, subject="s", statement="{}", signature="", issued_at=CLOCK.now()
    )
    row = User(name=name, folded_name=name.casefold(), kind=kind, sign_key="", box_key="", roles=["owner"], active=True)
    row.certificate_id = certificate.id
    return certificate, row


def filled(places: Places) -> PracticeFile:
    file = create_practice_file(places, KEY, clock=CLOCK)
    with file.change(Action.PRACTICE_CREATED, "test", actor=ANNA) as work:
        for row in (user("Ben"), user("Anna"), user("recovery key", UserKind.RECOVERY)):
            work.add(*row)
        work.add(Setting(name="terms", value={"supplier": "vendor"}))
        work.commit()
    return file


def test_it_is_read_by_names_and_kept_in_history(places: Places) -> None:
    file = filled(places)
    assert [row.name for row in file.users()] == ["Anna", "Ben"]
    assert file.user_named("ben").roles == ["owner"]
    assert file.recovery().name == "recovery key"
    assert file.setting("terms") == {"supplier": "vendor"}
    assert file.setting("unknown") is None
    assert file.clients() == ()
    assert file.devices() == ()
    assert len(file.certificates()) == 3
    assert file.grants_of("nobody") == file.grants_on("nobody") == {}
    assert all(finding.holds for finding in verify(file))
    file.close()


def test_it_opens_again_with_its_key_only(places: Places) -> None:
    filled(places).close()
    file = open_practice_file(places, KEY, clock=CLOCK)
    assert len(file.users()) == 2
    file.close()
    with pytest.raises(Locked):
        open_practice_file(places, bytes(32), clock=CLOCK)


def test_unknown_people_are_told(places: Places) -> None:
    file = filled(places)
    lookups: list[Callable[[], User]] = [lambda: file.user("x"), lambda: file.user_named("recovery key")]
    for lookup in lookups:
        with pytest.raises(NotFound, match="no such user"):
            lookup()
    file.close()


def test_there_is_one_and_a_clients_file_is_none(places: Places) -> None:
    filled(places).close()
    with pytest.raises(StorageError, match="already a file"):
        create_practice_file(places, KEY, clock=CLOCK)
    client = ClientId(new_id())
    create_books(places, client, KEY, clock=CLOCK).close()
    places.practice.unlink()
    places.books(client).rename(places.practice)
    with pytest.raises(StorageError, match="not a practice file"):
        open_practice_file(places, KEY, clock=CLOCK)
