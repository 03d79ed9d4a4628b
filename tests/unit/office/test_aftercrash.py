"""An unexpected end is noticed at the next start; what was open is brought in step, checked, and told once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import Locked
from bookdesk.core.identifiers import ClientId
from bookdesk.core.progress import Silent
from bookdesk.models.bill import Bill
from bookdesk.office import aftercrash
from bookdesk.office.aftercrash import Checked, look_after
from bookdesk.office.opened import Office
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.security.rotation import Pending
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.openmark import ended
from bookdesk.store.places import Places
from tests.support.firm import BEN, KOALA, NOON, STAPLE, Firm


@pytest.fixture
def crashed(tmp_path: Path) -> Firm:
    """A practice as a killed program leaves it: copied while one client is open and something is written to it."""
    firm = Firm(Places(tmp_path / "firm"))
    firm.found()
    firm.staff()
    with firm.open() as practice, Office(practice, firm.clock).workspace(koala(practice.clients())) as workspace:
        with workspace.desk.books.query() as session:
            assert session.scalars(select(Bill)).all() == []
        shutil.copytree(firm.places.home, tmp_path / "crashed")
    return Firm(Places(tmp_path / "crashed"), MovableClock(NOON), firm.sheet)


def koala(clients: tuple[ClientEntry, ...]) -> ClientId:
    return next(one.client_id for one in clients if one.name == KOALA.name)


@contextmanager
def office(firm: Firm) -> Iterator[Office]:
    with closing(Office(firm.open(), firm.clock)) as opened:
        yield opened


def after(firm: Firm) -> Checked | None:
    with office(firm) as opened:
        return look_after(opened, Silent())


def test_after_an_orderly_end_nothing_is_checked(tmp_path: Path) -> None:
    firm = Firm(Places(tmp_path))
    firm.found()
    for _ in range(2):
        assert after(firm) is None


def test_what_was_open_at_an_unexpected_end_is_checked_and_told_once(crashed: Firm) -> None:
    first = after(crashed)
    assert first is not None
    assert (first.clients, first.in_order, first.left) == (1, True, 0)
    assert abs((first.ended_at - datetime.now(UTC)).total_seconds()) < 3600
    assert after(crashed) is None


def test_it_is_not_forgotten_by_whoever_opens_the_practice_without_a_look(crashed: Firm) -> None:
    crashed.open().close()
    crashed.open().close()
    found = after(crashed)
    assert found is not None
    assert found.clients == 1


def test_a_wrong_passphrase_neither_forgets_it_nor_looks_like_another_end(crashed: Firm) -> None:
    for _ in range(2):
        with pytest.raises(Locked):
            crashed.open(BEN, "not his at all")
    known = ended(crashed.places)
    assert known is not None
    assert len(known.clients) == 1
    assert not (crashed.places.home / "practice.open").exists()


def test_what_is_wrong_is_told_until_it_is_mended(crashed: Firm) -> None:
    with office(crashed) as opened:
        client = koala(opened.practice.clients())
        key = opened.practice.client_key(client).reveal()
    connection = SqlCipher().connect(crashed.places.books(client), key)
    name, guard = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' LIMIT 1").fetchone()
    connection.execute(f"DROP TRIGGER {name}")
    for _ in range(2):
        found = after(crashed)
        assert found is not None
        assert [one.name for one in found.wrong] == [KOALA.name]
    connection.execute(guard)
    connection.close()
    mended = after(crashed)
    assert mended is not None
    assert mended.in_order
    assert after(crashed) is None


def test_a_change_of_keys_that_was_cut_short_is_told_with_it(crashed: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who reads only that everything is in order would not know that somebody who left still has a key."""
    monkeypatch.setattr(aftercrash, "rotation_pending", lambda _: Pending((), practice=True))
    found = after(crashed)
    assert found is not None
    assert (found.in_order, found.old_keys) == (True, True)


def test_clients_of_others_are_left_to_them(crashed: Firm) -> None:
    with office(crashed):
        pass
    note = crashed.places.home / "practice.ended"
    note.write_text(note.read_text("utf-8").replace('["', '["somebody-elses", "'), "utf-8")
    with closing(Office(crashed.open(BEN, STAPLE), crashed.clock)) as opened:
        found = look_after(opened, Silent())
    assert found is not None
    assert (found.clients, found.left) == (1, 1)
    known = ended(crashed.places)
    assert known is not None
    assert known.clients == ("somebody-elses",)


def test_a_stopped_check_goes_on_at_the_next_start(crashed: Firm) -> None:
    class Impatient(Silent):
        def cancelled(self) -> bool:
            return True

    with office(crashed) as opened:
        found = look_after(opened, Impatient())
    assert found is not None
    assert found.clients == 0
    again = after(crashed)
    assert again is not None
    assert again.clients == 1


def test_unfinished_files_of_a_killed_writer_are_swept_before_anything_is_opened(crashed: Firm) -> None:
    half = crashed.places.home / ".part-0123"
    half.write_bytes(b"the key file as it was to be")
    new = crashed.places.clients / "01990000-0000-7000-8000-00000000000f"
    new.mkdir()
    (new / "books.db.new").touch()
    (new / "books.db.new-wal").touch()
    crashed.open().close()
    assert not half.exists()
    assert not new.exists()
    assert len(list(crashed.places.clients.iterdir())) == 3
