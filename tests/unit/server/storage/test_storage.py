from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Integer, Text, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from bookdesk.core.errors import StorageError, UsageError
from bookdesk.protocol.chain import EventPage, Position, signed_page, verified
from bookdesk.protocol.events import CodeMailed
from bookdesk.protocol.signing import public_of
from bookdesk.server import keys as keyfile
from bookdesk.server.storage import schema
from bookdesk.server.storage.base import PortalBase
from bookdesk.server.storage.engine import Store
from bookdesk.server.storage.moneytables import AttemptRow
from bookdesk.server.storage.tables import EventRow, MetaRow, TenantRow
from bookdesk.server.telling import as_event, tell
from tests.support.portal import attempt_row, tenant_row

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
PRESENT = Path(__file__).with_name("revision-1.sql")


def ddl() -> str:
    made = (str(CreateTable(table).compile(dialect=sqlite.dialect())) for table in PortalBase.metadata.sorted_tables)
    return "\n".join(statement.strip() for statement in made) + "\n"


def test_the_first_revision_is_what_it_was() -> None:
    assert ddl() == PRESENT.read_text("utf-8"), "tables changed: add an upgrade and write its present form down"
    assert schema.REVISION == 1


@pytest.mark.parametrize("table", PortalBase.metadata.sorted_tables, ids=lambda table: table.name)
def test_a_table_is_strict_and_holds_text_and_integers_only(table: object) -> None:
    found = PortalBase.metadata.tables[str(getattr(table, "name", ""))]
    kinds = {str(column.type.compile(sqlite.dialect())) for column in found.columns}
    assert kinds <= {str(Text()), str(Integer())}
    assert str(CreateTable(found).compile(dialect=sqlite.dialect())).rstrip().endswith("STRICT")
    large = {str(column.type.compile(postgresql.dialect())) for column in found.columns}  # type: ignore[no-untyped-call] # SQLAlchemy's own
    assert large <= {"TEXT", "BIGINT"}


def test_tables_are_made_once_and_found_again(store: Store) -> None:
    assert set(inspect(store.engine).get_table_names()) == set(PortalBase.metadata.tables)
    assert schema.prepare(store) == schema.REVISION


def test_the_database_of_a_newer_program_is_refused(store: Store) -> None:
    with store.writing() as session:
        session.merge(MetaRow(name="revision", value="99"))
    with pytest.raises(StorageError, match="newer version"):
        schema.prepare(store)


def test_only_databases_that_are_known_are_opened() -> None:
    with pytest.raises(UsageError):
        Store("mysql://example/portal")


def test_what_fails_on_its_way_leaves_nothing(store: Store) -> None:
    def write_and_fail() -> None:
        with store.writing() as session:
            session.add(tenant_row())
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with store.reading() as session:
        assert session.scalars(select(TenantRow)).all() == []


def test_of_all_attempts_of_a_document_one_is_live_at_most(store: Store) -> None:
    with store.writing() as session:
        session.add_all([attempt_row("a1", live=None), attempt_row("a2", live=None), attempt_row("a3", live=1)])
    with pytest.raises(IntegrityError), store.writing() as session:
        session.add(attempt_row("a4", live=1))
    with pytest.raises(IntegrityError), store.writing() as session:
        session.add(attempt_row("a5", live=2))
    with store.reading() as session:
        assert len(session.scalars(select(AttemptRow)).all()) == 3


def test_a_chain_of_events_has_no_gap_however_many_write_at_once(store: Store) -> None:
    with store.writing() as session:
        session.add(tenant_row())

    def write() -> None:
        for _ in range(10):
            with store.writing() as session:
                tell(session, "koala", [CodeMailed("c1", NOW), CodeMailed("c2", NOW)], NOW)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        events = [as_event(row) for row in session.scalars(select(EventRow).order_by(EventRow.n))]
        chain = session.get_one(TenantRow, "koala")
    key = keyfile.PortalKeys(bytes(32), bytes(32), bytes(32)).signing
    page = signed_page(key, "koala", Position(), EventPage(tuple(events), chain.event_n, NOW))
    assert verified(public_of(key), "koala", Position(), page) == Position(80, chain.event_hash)


def test_keys_are_made_once_for_their_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "portal.keys"
    made = [keyfile.load_or_make(file) for _ in range(2)]
    assert made[0] == made[1]
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in file.parent.iterdir()] == ["portal.keys"]
    assert "***" in repr(made[0])


@pytest.mark.parametrize("text", ["", "{}", '{"signing": "00", "master": "00", "forms": "00"}', '{"signing": 1}'])
def test_a_damaged_key_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "portal.keys"
    file.write_text(text, "ascii")
    with pytest.raises(StorageError):
        keyfile.load_or_make(file)
