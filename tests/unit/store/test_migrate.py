"""Upgrades happen on a copy that is swapped in; the first revision and the models say the same."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, Table, Text
from sqlalchemy.exc import OperationalError

import bookdesk.models
from bookdesk.core.errors import InUse, NotFound, StorageError, Tampered
from bookdesk.models.base import ClientBase, PracticeBase
from bookdesk.models.history import Origin
from bookdesk.store import kinds
from bookdesk.store.books import Books
from bookdesk.store.cipher import Connection, SqlCipher, driver
from bookdesk.store.file import StoreFile
from bookdesk.store.history import history_of
from bookdesk.store.kinds import CLIENT, PRACTICE, FileKind
from bookdesk.store.migrate import make_ready, upgrade
from bookdesk.store.opening import check_file, create_file, maintaining
from bookdesk.store.snapshot import snapshot
from bookdesk.store.verify import verify
from tests.unit.store.samples import CLOCK, KEY, bill, contact, rude, save

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
def test_the_first_revision_says_what_the_models_say(kind: FileKind) -> None:
    """Until the first release: `python -m bookdesk.store.snapshot` writes it anew."""
    written = (kind.migrations / "versions" / "0001_first.sql").read_text(encoding="utf-8")
    assert written == snapshot(kind), "run: python -m bookdesk.store.snapshot"


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


SECOND = '''"""Contacts get a telephone number."""
import sqlalchemy
from alembic import op
revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None
def upgrade() -> None:
    with op.batch_alter_table("contact", recreate="always", table_kwargs={"sqlite_strict": True}) as batch:
        batch.add_column(sqlalchemy.Column("phone", sqlalchemy.Text))
'''
BROKEN = SECOND + '    op.execute("INSERT INTO nowhere VALUES (1)")\n'  # noqa: S608 - a script of this test
RECODING = SECOND + '    op.execute("UPDATE contact SET name = upper(name), version = version + 1")\n'  # noqa: S608 - a script of this test
DANGLING = SECOND + '    op.execute("DELETE FROM contact")\n'  # noqa: S608 - a script of this test


@pytest.fixture
def newer(tmp_path: Path) -> FileKind:
    """Return the kind as a later release would know it, with a second revision that rebuilds a table."""
    folder = tmp_path / "migrations" / "client"
    (folder / "versions").mkdir(parents=True)
    for source in (CLIENT.migrations / "env.py", *(CLIENT.migrations / "versions").glob("0001*")):
        (folder / source.relative_to(CLIENT.migrations)).write_bytes(source.read_bytes())
    metadata = MetaData(naming_convention=ClientBase.metadata.naming_convention)
    for table in ClientBase.metadata.sorted_tables:
        table.to_metadata(metadata)
    metadata.info.update(ClientBase.metadata.info)
    Table("contact", metadata, Column("phone", Text), extend_existing=True)
    return replace(CLIENT, metadata=metadata, head=2, migrations=folder)


def second(kind: FileKind, script: str) -> None:
    (kind.migrations / "versions" / "0002_phone.py").write_text(script, encoding="utf-8")


def test_a_rebuilt_table_keeps_rows_children_and_guards(books: Books, newer: FileKind) -> None:
    supplier = contact()
    save(books, supplier, bill(contact_id=supplier.id))
    books.close()
    second(newer, SECOND)
    make_ready(CIPHER, books.path, KEY, newer)
    with maintaining(CIPHER, books.path, KEY) as connection:
        assert connection.execute("SELECT name, phone FROM contact").fetchall() == [("Acme Pty Ltd", None)]
        assert connection.execute("SELECT contact_id FROM bill").fetchall() == [(supplier.id,)]
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0002",)]
        with pytest.raises(driver.IntegrityError, match="outside a change set"):
            connection.execute("UPDATE contact SET phone = '1', version = 2")
    upgraded = StoreFile(books.path, KEY, newer, cipher=CIPHER, clock=CLOCK)
    assert [found for found in verify(upgraded) if not found.holds] == []
    upgraded.close()


@pytest.mark.parametrize("script", [BROKEN, DANGLING], ids=["an error", "loose ends"])
def test_a_failed_upgrade_leaves_the_file_as_it_was(books: Books, newer: FileKind, script: str) -> None:
    supplier = contact()
    save(books, supplier, bill(contact_id=supplier.id))
    books.close()
    before = books.path.read_bytes()
    second(newer, script)
    with pytest.raises((StorageError, OperationalError)):
        make_ready(CIPHER, books.path, KEY, newer)
    assert books.path.read_bytes() == before
    assert [path.name for path in books.path.parent.iterdir()] == ["books.db"]
    make_ready(CIPHER, books.path, KEY, CLIENT)


def test_what_a_revision_does_to_rows_is_in_the_history(books: Books, newer: FileKind) -> None:
    supplier = contact()
    save(books, supplier, bill(contact_id=supplier.id))
    books.close()
    second(newer, RECODING)
    make_ready(CIPHER, books.path, KEY, newer)
    upgraded = StoreFile(books.path, KEY, newer, cipher=CIPHER, clock=CLOCK)
    assert [found for found in verify(upgraded) if not found.holds] == []
    with upgraded.query() as session:
        *_, newest = history_of(session, "contact", supplier.id)
    upgraded.close()
    assert (newest.origin, newest.action, newest.reason) == (Origin.UPGRADE, "upgraded", "schema 0002")
    assert [(row.table, row.after and row.after["name"]) for row in newest.rows] == [("contact", "ACME PTY LTD")]


def test_an_altered_file_is_not_upgraded_into_an_honest_one(books: Books, newer: FileKind) -> None:
    save(books, contact())
    books.close()
    with rude(books) as connection:
        connection.execute("DROP TRIGGER history_contact_update")
        connection.execute("UPDATE contact SET name = 'forged'")
    second(newer, SECOND)
    with pytest.raises(Tampered, match="not upgraded"):
        make_ready(CIPHER, books.path, KEY, newer)


def test_what_a_killed_upgrade_left_is_in_nobodys_way(books: Books, newer: FileKind) -> None:
    books.close()
    books.path.with_name("books.db.upgrading").write_bytes(b"half")
    second(newer, SECOND)
    make_ready(CIPHER, books.path, KEY, newer)
    assert [path.name for path in books.path.parent.iterdir()] == ["books.db"]


def test_a_newer_file_is_refused_before_any_write(books: Books, newer: FileKind) -> None:
    books.close()
    second(newer, SECOND)
    make_ready(CIPHER, books.path, KEY, newer)
    before = books.path.read_bytes()
    with pytest.raises(StorageError, match=r"newer BookDesk.*nothing was changed"):
        make_ready(CIPHER, books.path, KEY, CLIENT)
    assert books.path.read_bytes() == before


def test_who_may_only_read_does_not_upgrade(books: Books, newer: FileKind) -> None:
    books.close()
    second(newer, SECOND)
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
