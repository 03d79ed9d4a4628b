"""No way around the history: not for our code, not for another connection, not through conflict clauses."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from bookdesk.core.errors import Tampered
from bookdesk.models.actions import Action
from bookdesk.models.base import ClientBase, Keeping, tables_kept_as
from bookdesk.store.books import Books
from bookdesk.store.cipher import SqlCipher, driver
from bookdesk.store.kinds import CLIENT
from bookdesk.store.migrate import make_ready
from bookdesk.store.triggers import all_triggers
from tests.unit.store.samples import ANNA, KEY, bill, contact, entry, rude, save

CLAUSES = ("", "OR IGNORE", "OR REPLACE", "OR FAIL", "OR ROLLBACK")
REFUSED = (driver.IntegrityError, driver.OperationalError)


def test_every_table_of_books_and_facts_is_imaged() -> None:
    names = all_triggers(ClientBase.metadata).keys()
    for table in tables_kept_as(ClientBase.metadata, Keeping.BOOKS):
        assert {f"history_{table.name}_{verb}" for verb in ("insert", "update", "delete")} <= names
    for table in tables_kept_as(ClientBase.metadata, Keeping.FACTS):
        assert {f"history_{table.name}_insert", f"facts_{table.name}_update", f"facts_{table.name}_delete"} <= names
    assert ClientBase.metadata.info["guards"].keys() <= names


@pytest.mark.parametrize("how", CLAUSES)
def test_no_row_changes_outside_a_change_set(books: Books, how: str) -> None:
    save(books, bill())
    statements = (
        "UPDATE {how} bill SET total = 1, version = 2",
        "INSERT {how} INTO product (id, code, name, with_tax, archived, version) VALUES ('c', 'x', 'x', 0, 0, 1)",
        "DELETE FROM bill",
    )
    with rude(books) as connection:
        for statement in statements:
            with pytest.raises(REFUSED, match="outside a change set"):
                connection.execute(statement.format(how=how))
        assert connection.execute("SELECT total, version FROM bill").fetchall() == [(1100, 1)]


@pytest.mark.parametrize("how", CLAUSES)
def test_a_commit_without_a_seal_fails_in_the_database(books: Books, how: str) -> None:
    save(books, bill())
    with rude(books) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE current_change SET change_set = 'forged', action = 'bill edited'")
        connection.execute(f"UPDATE {how} bill SET total = 1, version = 2")  # noqa: S608 - a clause of this test
        with pytest.raises(REFUSED, match="FOREIGN KEY"):
            connection.execute("COMMIT")
        connection.execute("ROLLBACK")
        assert connection.execute("SELECT total FROM bill").fetchall() == [(1100,)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE row_change SET after = '{}'",
        "UPDATE row_change SET before = NULL, after = NULL, salt = NULL, digest = hex(zeroblob(32))",
        "DELETE FROM row_change",
        "UPDATE change_set SET reason = 'another'",
        "DELETE FROM change_set",
        "DELETE FROM current_change",
        "INSERT OR REPLACE INTO row_change SELECT * FROM row_change",
        "INSERT OR REPLACE INTO change_set SELECT * FROM change_set",
    ],
)
def test_the_history_is_append_only(books: Books, statement: str) -> None:
    save(books, bill())
    with rude(books) as connection:
        connection.execute("PRAGMA recursive_triggers=ON")
        with pytest.raises(REFUSED, match=r"append-only|sealed as something else"):
            connection.execute(statement)


def test_a_set_is_sealed_as_it_was_opened(books: Books) -> None:
    save(books, bill())
    with rude(books) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE current_change SET change_set = 'a', action = 'purged'")
        with pytest.raises(REFUSED, match="sealed as something else"):
            connection.execute(
                "INSERT INTO change_set SELECT 9, 'a', actor, device, 9, origin, NULL, 'bill edited', reason,"
                " schema_revision, made_at, previous, hash, signature FROM change_set"
            )


def test_facts_refuse_any_connection(books: Books) -> None:
    save(books, entry())
    with rude(books) as connection:
        connection.execute("PRAGMA recursive_triggers=ON")
        for statement in (
            "UPDATE ledger_entry SET narration = 'x'",
            "DELETE FROM ledger_entry",
            "REPLACE INTO ledger_entry SELECT * FROM ledger_entry",
        ):
            with pytest.raises(REFUSED, match=r"append-only|outside"):
                connection.execute(statement)


@pytest.mark.parametrize("statement", ["UPDATE bill SET total = 1", "UPDATE bill SET id = 'other', version = 2"])
def test_a_version_always_increases_and_an_id_never_changes(books: Books, statement: str) -> None:
    save(books, bill())
    with books.change(Action.BILL_EDITED, "x", actor=ANNA) as work:
        connection = work.session.connection()
        with pytest.raises(IntegrityError, match="version must increase"):
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER history_bill_update",
        "CREATE TRIGGER extra AFTER INSERT ON bill BEGIN SELECT 1; END",
        "DROP TRIGGER facts_posting_update",
    ],
)
def test_altered_guards_are_noticed_at_the_next_opening(books: Books, statement: str) -> None:
    with rude(books) as connection:
        connection.execute(statement)
    with pytest.raises(Tampered, match=r"history_bill_update|extra|facts_posting_update"):
        make_ready(SqlCipher(), books.path, KEY, CLIENT)


def test_text_of_any_kind_survives_in_an_image(books: Books) -> None:
    odd = "quote ' \" \\ nul\x00 tab\t \u2028 emoji \N{SLIGHTLY SMILING FACE} rtl \u05d0"
    save(books, contact(odd))
    with books.query() as session:
        image = session.connection().exec_driver_sql("SELECT after ->> '$.name' FROM row_change").scalar()
    assert image == odd
