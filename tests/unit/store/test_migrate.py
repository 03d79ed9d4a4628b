"""Upgrades happen on a copy that is swapped in; the first revision and the models say the same."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, Table, Text, select
from sqlalchemy.exc import OperationalError

import bookdesk.models
from bookdesk.core.errors import InUse, NotFound, StorageError, Tampered
from bookdesk.models.actions import Action
from bookdesk.models.base import ClientBase, PracticeBase
from bookdesk.models.bill import Bill
from bookdesk.models.history import Origin
from bookdesk.store import kinds
from bookdesk.store.books import Books
from bookdesk.store.cipher import Connection, SqlCipher, driver
from bookdesk.store.client_file import open_books
from bookdesk.store.file import StoreFile
from bookdesk.store.history import history_of
from bookdesk.store.kinds import CLIENT, PRACTICE, FileKind, revision_name
from bookdesk.store.migrate import make_ready, upgrade
from bookdesk.store.opening import check_file, create_file, maintaining, put_in_place
from bookdesk.store.places import Places
from bookdesk.store.schema import VERSION_TABLE, mark
from bookdesk.store.triggers import apply_triggers
from bookdesk.store.verify import verify
from tests.unit.store.samples import ANNA, CLIENT_ID, CLOCK, KEY, bill, contact, rude, save

CIPHER = SqlCipher()
KINDS = pytest.mark.parametrize("kind", [CLIENT, PRACTICE], ids=["client", "practice"])


def schema(connection: Connection) -> set[tuple[str, str]]:
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    return {(name, " ".join(sql.split())) for name, sql in rows}


def empty_file(path: Path, kind: FileKind) -> None:
    """Make a file that no revision has touched, as Alembic would find it before the first."""
    with maintaining(CIPHER, path, KEY) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY) STRICT")
        connection.execute(f"PRAGMA application_id={kind.application_id}")


def test_every_model_is_in_the_metadata_of_a_file() -> None:
    known = set(ClientBase.metadata.tables) | set(PracticeBase.metadata.tables)
    for module in pkgutil.iter_modules(bookdesk.models.__path__):
        importlib.import_module(f"bookdesk.models.{module.name}")
    assert set(ClientBase.metadata.tables) | set(PracticeBase.metadata.tables) == known, kinds.__file__


@KINDS
def test_migrating_and_making_new_give_the_same_schema(tmp_path: Path, kind: FileKind) -> None:
    migrated, made = tmp_path / "migrated.db", tmp_path / "made.db"
    empty_file(migrated, kind)
    upgrade(CIPHER, migrated, KEY, kind)
    create_file(CIPHER, made, KEY, kind)
    found = []
    for path in (migrated, made):
        with maintaining(CIPHER, path, KEY) as connection:
            found.append((schema(connection), connection.execute("SELECT * FROM current_change").fetchall()))
        assert check_file(CIPHER, path, KEY, kind) == kind.head
    assert found[0] == found[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made.db", "migrated.db"]


@pytest.mark.parametrize("before", range(1, CLIENT.head))
def test_a_file_of_an_older_revision_is_upgraded_by_opening_it(
    places: Places, books: Books, tmp_path: Path, before: int
) -> None:
    supplier = contact()
    owed = bill(contact_id=supplier.id)
    old = older_file(tmp_path / "old.db", before)
    file = StoreFile(old, KEY, replace(CLIENT, head=before), cipher=CIPHER, clock=CLOCK)
    with contextlib.closing(file), file.change(Action.BILL_EDITED, "of old", actor=ANNA) as work:
        said = {"id": supplier.id, "name": supplier.name, "supplier": 1, "customer": 0, "archived": 0, "version": 1}
        said |= MONEY_IN if before >= MONEY_IN_FROM else {}
        into, values = ", ".join(said), ", ".join("?" * len(said))
        work.session.connection().exec_driver_sql(
            f"INSERT INTO contact ({into}) VALUES ({values})",  # noqa: S608 - names of this test
            tuple(said.values()),
        )
        work.add(owed)
        work.commit()
    with maintaining(CIPHER, books.path, KEY) as connection:
        new = schema(connection)
    books.close()
    with maintaining(CIPHER, old, KEY) as connection:
        assert schema(connection) != new, "the older revision is not an older one"
    put_in_place(old, books.path)
    with contextlib.closing(open_books(places, CLIENT_ID, KEY, clock=CLOCK)) as opened:
        assert check_file(CIPHER, opened.path, KEY, CLIENT) == CLIENT.head
        assert [found for found in verify(opened) if not found.holds] == []
        with opened.maintenance() as connection:
            assert schema(connection) == new
        with opened.query() as session:
            assert [row.id for row in session.scalars(select(Bill))] == [owed.id]
            assert [one.action for one in history_of(session, "bill", owed.id)] == ["bill edited"]


MONEY_IN_FROM = 4
MONEY_IN = {"kind": "business", "grace_days": 0, "reminders": 1}
"""What a contact has from that revision on and must not lack."""


def older_file(path: Path, revision: int) -> Path:
    """Make an empty client file as the program of that revision made it; its tables were those of today."""
    with maintaining(CIPHER, path, KEY) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("BEGIN IMMEDIATE")
        for number in range(1, revision + 1):
            (script,) = CLIENT.migrations.glob(f"versions/{revision_name(number)}_*.sql")
            for statement in script.read_text(encoding="utf-8").split(";\n"):
                connection.execute(statement)
        connection.execute(VERSION_TABLE)
        connection.execute("INSERT INTO alembic_version VALUES (?)", (revision_name(revision),))
        apply_triggers(connection, tables_in(connection))
        mark(connection, replace(CLIENT, head=revision))
        connection.execute("COMMIT")
    return path


def tables_in(connection: Connection) -> MetaData:
    """Return the tables of today that a file has, with the columns it has, and the guards that speak of these alone."""
    metadata = MetaData()
    for table in ClientBase.metadata.tables.values():
        columns = connection.execute(f"PRAGMA table_info('{table.name}')").fetchall()
        if columns:
            Table(table.name, metadata, *(Column(column[1], Text) for column in columns), info=table.info)
    guards = ClientBase.metadata.info["guards"]
    metadata.info["guards"] = {name: sql for name, sql in guards.items() if name in OLDEST_GUARDS}
    return metadata


OLDEST_GUARDS = {"guard_locked_period", "guard_balance"}
"""The guards that every revision has had."""


NEXT = f'''"""Contacts get a nickname."""
import sqlalchemy
from alembic import op
revision, down_revision, branch_labels, depends_on = "{revision_name(CLIENT.head + 1)}", "{CLIENT.revision}", None, None
def upgrade() -> None:
    with op.batch_alter_table("contact", recreate="always", table_kwargs={{"sqlite_strict": True}}) as batch:
        batch.add_column(sqlalchemy.Column("nickname", sqlalchemy.Text))
'''
BROKEN = NEXT + '    op.execute("INSERT INTO nowhere VALUES (1)")\n'  # noqa: S608 - a script of this test
RECODING = NEXT + '    op.execute("UPDATE contact SET name = upper(name), version = version + 1")\n'  # noqa: S608 - a script of this test
DANGLING = NEXT + '    op.execute("DELETE FROM contact")\n'  # noqa: S608 - a script of this test


@pytest.fixture
def newer(tmp_path: Path) -> FileKind:
    """Return the kind as a later release would know it, with one more revision that rebuilds a table."""
    folder = tmp_path / "migrations" / "client"
    (folder / "versions").mkdir(parents=True)
    for source in (CLIENT.migrations / "env.py", *(CLIENT.migrations / "versions").glob("0*")):
        (folder / source.relative_to(CLIENT.migrations)).write_bytes(source.read_bytes())
    metadata = MetaData(naming_convention=ClientBase.metadata.naming_convention)
    for table in ClientBase.metadata.tables.values():
        table.to_metadata(metadata)
    metadata.info.update(ClientBase.metadata.info)
    Table("contact", metadata, Column("nickname", Text), extend_existing=True)
    return replace(CLIENT, metadata=metadata, head=CLIENT.head + 1, migrations=folder)


def add_revision(kind: FileKind, script: str) -> None:
    (kind.migrations / "versions" / f"{kind.revision}_nickname.py").write_text(script, encoding="utf-8")


def test_a_rebuilt_table_keeps_rows_children_and_guards(books: Books, newer: FileKind) -> None:
    supplier = contact()
    save(books, supplier, bill(contact_id=supplier.id))
    books.close()
    add_revision(newer, NEXT)
    make_ready(CIPHER, books.path, KEY, newer)
    with maintaining(CIPHER, books.path, KEY) as connection:
        assert connection.execute("SELECT name, nickname FROM contact").fetchall() == [("Acme Pty Ltd", None)]
        assert connection.execute("SELECT contact_id FROM bill").fetchall() == [(supplier.id,)]
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(newer.revision,)]
        with pytest.raises(driver.IntegrityError, match="outside a change set"):
            connection.execute("UPDATE contact SET nickname = '1', version = 2")
    upgraded = StoreFile(books.path, KEY, newer, cipher=CIPHER, clock=CLOCK)
    assert [found for found in verify(upgraded) if not found.holds] == []
    upgraded.close()


@pytest.mark.parametrize("script", [BROKEN, DANGLING], ids=["an error", "loose ends"])
def test_a_failed_upgrade_leaves_the_file_as_it_was(books: Books, newer: FileKind, script: str) -> None:
    supplier = contact()
    save(books, supplier, bill(contact_id=supplier.id))
    books.close()
    before = books.path.read_bytes()
    add_revision(newer, script)
    with pytest.raises((StorageError, OperationalError)):
        make_ready(CIPHER, books.path, KEY, newer)
    assert books.path.read_bytes() == before
    assert [path.name for path in books.path.parent.iterdir()] == ["books.db"]
    make_ready(CIPHER, books.path, KEY, CLIENT)


def test_what_a_revision_does_to_rows_is_in_the_history(books: Books, newer: FileKind) -> None:
    supplier = contact()
    save(books, supplier, bill(contact_id=supplier.id))
    books.close()
    add_revision(newer, RECODING)
    make_ready(CIPHER, books.path, KEY, newer)
    upgraded = StoreFile(books.path, KEY, newer, cipher=CIPHER, clock=CLOCK)
    assert [found for found in verify(upgraded) if not found.holds] == []
    with upgraded.query() as session:
        *_, newest = history_of(session, "contact", supplier.id)
    upgraded.close()
    assert (newest.origin, newest.action, newest.reason) == (Origin.UPGRADE, "upgraded", f"schema {newer.revision}")
    assert [(row.table, row.after and row.after["name"]) for row in newest.rows] == [("contact", "ACME PTY LTD")]


def test_an_altered_file_is_not_upgraded_into_an_honest_one(books: Books, newer: FileKind) -> None:
    save(books, contact())
    books.close()
    with rude(books) as connection:
        connection.execute("DROP TRIGGER history_contact_update")
        connection.execute("UPDATE contact SET name = 'forged'")
    add_revision(newer, NEXT)
    with pytest.raises(Tampered, match="not upgraded"):
        make_ready(CIPHER, books.path, KEY, newer)


def test_what_a_killed_upgrade_left_is_in_nobodys_way(books: Books, newer: FileKind) -> None:
    books.close()
    books.path.with_name("books.db.upgrading").write_bytes(b"half")
    add_revision(newer, NEXT)
    make_ready(CIPHER, books.path, KEY, newer)
    assert [path.name for path in books.path.parent.iterdir()] == ["books.db"]


def test_a_newer_file_is_refused_before_any_write(books: Books, newer: FileKind) -> None:
    books.close()
    add_revision(newer, NEXT)
    make_ready(CIPHER, books.path, KEY, newer)
    before = books.path.read_bytes()
    with pytest.raises(StorageError, match=r"newer BookDesk.*nothing was changed"):
        make_ready(CIPHER, books.path, KEY, CLIENT)
    assert books.path.read_bytes() == before


def test_who_may_only_read_does_not_upgrade(books: Books, newer: FileKind) -> None:
    books.close()
    add_revision(newer, NEXT)
    with pytest.raises(InUse, match="not yet upgraded"):
        make_ready(CIPHER, books.path, KEY, newer, writes=False)


def test_a_file_of_another_kind_is_refused(books: Books) -> None:
    books.close()
    with pytest.raises(StorageError, match="not a practice file"):
        make_ready(CIPHER, books.path, KEY, PRACTICE)


def test_a_missing_file_and_a_taken_place_are_said_in_words(books: Books, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Restore it"):
        make_ready(CIPHER, tmp_path / "nothing.db", KEY, CLIENT)
    with pytest.raises(StorageError, match="already a file"):
        create_file(CIPHER, books.path, KEY, CLIENT)
