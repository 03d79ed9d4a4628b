from __future__ import annotations

import sqlite3
from importlib import import_module
from itertools import chain

import pytest
from sqlalchemy import Column, ForeignKeyConstraint, Integer, MetaData, Table, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable
from sqlalchemy.types import TypeDecorator

from bookdesk.models.actions import REVERSAL, Action
from bookdesk.models.base import ClientBase, Keeping, PracticeBase, keeping
from bookdesk.models.wording import DEEDS, NOUNS
from tests.house.sources import modules

DIALECT = sqlite.dialect()
for _module in modules("bookdesk/models"):
    import_module(_module.dotted)


def tables() -> list[Table]:
    both: list[MetaData] = [ClientBase.metadata, PracticeBase.metadata]
    return list(chain.from_iterable(metadata.sorted_tables for metadata in both))


def column_type(column: Column[object]) -> str:
    kind = column.type
    return str((kind.impl_instance if isinstance(kind, TypeDecorator) else kind).compile(DIALECT))


def by_name(table: Table) -> str:
    return table.name


@pytest.mark.parametrize("table", tables(), ids=by_name)
def test_a_table_is_strict_and_holds_text_and_integers_only(table: Table) -> None:
    statement = str(CreateTable(table).compile(dialect=DIALECT))
    assert statement.rstrip().endswith("STRICT")
    assert {column_type(column) for column in table.columns} <= {str(Text()), str(Integer())}
    sqlite3.connect(":memory:").execute(statement).close()


@pytest.mark.parametrize("table", tables(), ids=by_name)
def test_a_table_says_how_it_is_kept_and_books_count_versions(table: Table) -> None:
    assert (keeping(table) is Keeping.BOOKS) == ("version" in table.columns)


@pytest.mark.parametrize("table", tables(), ids=by_name)
def test_keys_are_checked_at_commit_and_never_cascade(table: Table) -> None:
    keys = [constraint for constraint in table.constraints if isinstance(constraint, ForeignKeyConstraint)]
    assert [key.name for key in keys if key.ondelete or key.onupdate] == []
    assert [key.name for key in keys if not (key.deferrable and key.initially == "DEFERRED")] == []


def test_no_statement_of_ours_cascades() -> None:
    words = ("ON DELETE CASCADE", "ON DELETE SET", "ON UPDATE CASCADE", "ON UPDATE SET")
    assert [module.path for module in modules() if any(word in module.text.upper() for word in words)] == []


def test_every_kind_of_change_says_how_it_is_taken_back() -> None:
    assert set(REVERSAL) == set(Action)


def test_every_table_and_every_kind_of_change_has_its_word_for_people() -> None:
    assert {table.name for table in tables() if keeping(table) is not Keeping.HISTORY} == set(NOUNS)
    assert set(DEEDS) == set(Action)


def test_stored_values_are_told_apart() -> None:
    assert len({action.value for action in Action}) == len(Action)
