"""Connections are as the design says, refuse what no work needs, and readers never wait for the writer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any, cast

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.engine.interfaces import CacheStats
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from bookdesk.core.errors import InUse, Locked, StorageError
from bookdesk.core.identifiers import ClientId
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.sync import RemoteRecord
from bookdesk.store import engine as engines
from bookdesk.store.books import Books
from bookdesk.store.cipher import Cipher, Connection, SqlCipher, driver
from bookdesk.store.client_file import create_books
from bookdesk.store.engine import connect_for_maintenance, make_reader, make_writer
from bookdesk.store.errors import NoRoom
from bookdesk.store.places import Places
from tests.unit.store.samples import ANNA, CLOCK, KEY, OTHER_KEY, NoCipher, contact, save

WANTED = {
    "foreign_keys": 1,
    "synchronous": 2,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
    "temp_store": 2,
    "mmap_size": 0,
    "busy_timeout": 5000,
    "wal_autocheckpoint": 4000,
    "journal_mode": "wal",
}


def test_pragmas_are_as_designed(books: Books) -> None:
    connection = connect_for_maintenance(SqlCipher(), books.path, KEY)
    found = {name: (connection.execute(f"PRAGMA {name}").fetchone() or (0,))[0] for name in WANTED}
    connection.close()
    assert found == WANTED


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH ':memory:' AS other",
        "DETACH main",
        "DROP TABLE bill",
        "DROP TRIGGER history_bill_update",
        "CREATE TRIGGER mine AFTER INSERT ON bill BEGIN SELECT 1; END",
        "CREATE TEMP TRIGGER mine AFTER INSERT ON bill BEGIN SELECT 1; END",
        "CREATE TABLE mine (a)",
        "ALTER TABLE bill ADD COLUMN mine TEXT",
        "PRAGMA writable_schema=ON",
        "PRAGMA foreign_keys=OFF",
        "PRAGMA recursive_triggers=OFF",
        "PRAGMA user_version=9",
        "PRAGMA rekey='x'",
        "SELECT load_extension('mine')",
        "INSERT INTO row_change (change_set, tbl, pk) VALUES ('a', 'b', 'c')",
        "DELETE FROM row_change",
    ],
)
def test_ordinary_connections_refuse_what_no_work_needs(books: Books, statement: str) -> None:
    writer = make_writer(SqlCipher(), books.path, KEY)
    with writer.connect() as connection, pytest.raises(DatabaseError, match=r"not authorized|prohibited"):
        connection.exec_driver_sql(statement)
    writer.dispose()


def test_a_reader_cannot_write_whatever_it_says(books: Books) -> None:
    reader = make_reader(SqlCipher(), books.path, KEY)
    with reader.connect() as connection:
        with pytest.raises(StorageError):
            connection.exec_driver_sql("UPDATE current_change SET change_set = 'mine'")
        with pytest.raises(DatabaseError, match="not authorized"):
            connection.exec_driver_sql("PRAGMA query_only=OFF")
    reader.dispose()


def test_a_query_does_not_flush(books: Books) -> None:
    with books.query() as session:
        session.add(contact())
        with pytest.raises(RuntimeError, match="change"):
            session.flush()


def test_a_wrong_key_is_said_in_words_and_nothing_is_printed(books: Books, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Locked) as refusal:
        connect_for_maintenance(SqlCipher(), books.path, OTHER_KEY)
    assert refusal.value.exit_status == 3
    with pytest.raises(Locked), make_reader(SqlCipher(), books.path, OTHER_KEY).connect():
        pass
    assert capfd.readouterr() == ("", "")


def test_a_key_of_another_length_is_a_defect_of_ours(books: Books) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        SqlCipher().connect(books.path, b"short")


def test_the_file_shows_nothing_and_the_control_does(books: Books) -> None:
    save(books, contact("Canary Supplies"))
    files = [books.path, books.path.with_name("books.db-wal")]
    assert not any(b"Canary" in file.read_bytes() for file in files)
    plain = books.path.with_name("plain.db")
    connection = NoCipher().connect(plain, KEY)
    connection.execute("CREATE TABLE t AS SELECT 'Canary Supplies'")
    connection.close()
    assert b"Canary" in plain.read_bytes()


def test_readers_see_one_moment_and_do_not_wait(books: Books) -> None:
    save(books, contact("First"))
    with books.query() as before, books.change(Action.CONTACT_EDITED, "second", actor=ANNA) as work:
        names = select(Contact.name).order_by(Contact.id)
        assert before.scalars(names).all() == ["First"]
        work.add(contact("Second"))
        work.session.flush()
        with books.query() as during:
            assert during.scalars(names).all() == ["First"]
        work.commit()
        assert before.scalars(names).all() == ["First"]
    with books.query() as after:
        assert after.scalars(names).all() == ["First", "Second"]


def test_queries_within_queries_never_wait_for_each_other(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "POOL_SECONDS", 1)
    together = Barrier(engines.READERS, timeout=30)

    def ask() -> int | None:
        with books.query() as outer:
            outer.scalar(select(func.count()).select_from(Contact))
            together.wait()  # every kept connection is in use by now
            with books.query() as inner:
                return inner.scalar(select(func.count()).select_from(Contact))

    with ThreadPoolExecutor(engines.READERS) as pool:
        asked = [pool.submit(ask) for _ in range(engines.READERS)]
        assert [one.result() for one in asked] == [0] * engines.READERS


def test_a_second_writer_is_told_in_words(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_MILLISECONDS", 1)
    other = make_writer(SqlCipher(), books.path, KEY)
    with books.change(Action.CONTACT_EDITED, "mine", actor=ANNA), pytest.raises(InUse) as refusal, other.begin():
        pass
    other.dispose()
    assert refusal.value.exit_status == 5


def test_what_one_file_asked_needs_no_compiling_for_another(books: Books, places: Places) -> None:
    other = create_books(places, ClientId("other"), KEY)
    for file, found in ((books, False), (other, True)):
        with file.query() as session:
            asked = session.connection().execute(select(Contact.city, Contact.id).order_by(Contact.postcode))
            assert (asked.context.cache_hit is CacheStats.CACHE_HIT) is found
    other.close()


def test_a_file_counts_what_was_written_to_it(books: Books) -> None:
    save(books, contact())
    once = books.commits
    with books.query() as session:
        session.scalars(select(Contact)).all()
    with books.change(Action.CONTACT_EDITED, "given up", actor=ANNA) as work:
        work.add(contact("Never"))
    assert books.commits == once > 0
    with books.upkeep() as session:
        session.add(
            RemoteRecord(provider="xero", kind="account", remote_id="1", name="Sales", body={}, pulled_at=CLOCK.now())
        )
    assert books.commits == once + 1


def test_a_commit_that_fails_leaves_no_transaction_open(books: Books) -> None:
    """On a full disk SQLite keeps the transaction whose COMMIT it refused."""
    engine = make_writer(SqlCipher(), books.path, KEY)

    def full(_connection: object) -> None:
        raise StorageError("The disk is full.", "Free some space.")

    def commit() -> None:
        with Session(engine) as session:
            session.connection()
            session.commit()

    event.listen(engine, "commit", full, once=True)
    with pytest.raises(StorageError, match="full"):
        commit()
    commit()
    engine.dispose()


class Failing:
    """A connection whose disk fails from some moment on."""

    def __init__(self, real: Connection, disk: set[str]) -> None:
        self._real, self._disk = real, disk

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the driver has
        if name == "cursor" and "broken" in self._disk:
            failure = driver.OperationalError("disk I/O error")
            failure.sqlite_errorcode = driver.SQLITE_IOERR
            raise failure
        return getattr(self._real, name)


@pytest.mark.parametrize(("make", "claims"), [(make_reader, False), (make_writer, True)])
def test_a_disk_that_lets_nothing_be_read_says_nothing_of_what_was_changed_before(
    books: Books, make: Callable[[Cipher, Path, bytes], Engine], *, claims: bool
) -> None:
    """What was just committed stands, though the look at it fails: only a writer knows that he did nothing."""
    disk: set[str] = set()

    class Breaking(SqlCipher):
        def connect(self, path: Path, key: bytes) -> Connection:
            return cast("Connection", Failing(super().connect(path, key), disk))

    engine = make(Breaking(), books.path, KEY)
    with Session(engine) as session:
        session.scalars(select(Contact)).all()
        disk.add("broken")
        with pytest.raises(NoRoom, match="disk refuses to read") as refused:
            session.scalars(select(Contact)).all()
        disk.clear()
    engine.dispose()
    assert ("nothing was changed" in refused.value.what) is claims
