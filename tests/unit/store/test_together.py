"""Several changes in one transaction are kept all or none, and are heard while they are made."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bookdesk.core.errors import InUse
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.store import file as files
from bookdesk.store.books import Books
from bookdesk.store.client_file import open_books
from bookdesk.store.file import hearing
from bookdesk.store.history import latest_sets
from bookdesk.store.places import Places
from bookdesk.store.verify import verify
from tests.unit.store.samples import ANNA, CLIENT_ID, CLOCK, KEY, bill, contact, save


def names(books: Books) -> list[str]:
    with books.query() as session:
        return list(session.scalars(select(Contact.name).order_by(Contact.name)))


def seals(books: Books) -> int:
    with books.query() as session:
        return len(latest_sets(session))


def test_changes_together_see_each_other_and_are_kept_as_sets_of_their_own(books: Books) -> None:
    with books.together(keep=True) as joint:
        save(joint, contact("Acme"))
        assert names(joint) == ["Acme"]
        assert names(books) == []
        save(joint, contact("Bean"))
        with joint.change(Action.CONTACT_EDITED, "left", actor=ANNA) as work:
            work.add(contact("Cedar"))
            work.session.flush()
            with joint.query() as session:
                assert session.scalar(select(func.count()).select_from(Contact)) == 3
    assert names(books) == ["Acme", "Bean"]
    assert seals(books) == 2
    assert [finding for finding in verify(books) if not finding.holds] == []


def test_a_trial_and_a_failure_leave_nothing(books: Books) -> None:
    with books.together(keep=False) as joint:
        save(joint, contact("Acme"))
        assert names(joint) == ["Acme"]
    with pytest.raises(IntegrityError), books.together(keep=True) as joint:
        save(joint, contact("Bean"), bill(contact_id="nobody"))
    assert (names(books), seals(books)) == ([], 0)
    save(books, contact("Cedar"))
    assert names(books) == ["Cedar"]
    assert [finding for finding in verify(books) if not finding.holds] == []


def test_upkeep_in_between_is_part_of_it_and_together_is_not_nested(books: Books) -> None:
    with books.together(keep=False) as joint:
        with joint.upkeep() as session:
            session.connection().exec_driver_sql("INSERT INTO consumer_cursor VALUES ('x', 1)")
        with pytest.raises(RuntimeError), joint.together(keep=True):
            pass
    with books.query() as session:
        assert session.connection().exec_driver_sql("SELECT * FROM consumer_cursor").fetchall() == []


def test_a_file_that_is_only_read_tries_nothing(places: Places, books: Books) -> None:
    books.close()
    reader = open_books(places, CLIENT_ID, KEY, clock=CLOCK, writes=False)
    with closing(reader), pytest.raises(InUse), reader.together(keep=False):
        pass


def test_what_is_begun_is_heard_with_what_became_of_it(books: Books) -> None:
    save(books, contact("before"))
    with hearing() as heard:
        kept = save(books, contact("Acme"))
        with books.change(Action.CONTACT_EDITED, "left", actor=ANNA) as work:
            work.add(contact("Bean"))
        with hearing() as inner:
            save(books, contact("Cedar"))
        with books.change(Action.CONTACT_EDITED, "nothing", actor=ANNA) as work:
            work.commit()
    assert [(file is books, change.sealed) for file, change in heard] == [(True, True), (True, False), (True, False)]
    assert [change.id for _, change in heard if change.sealed] == [kept]
    assert len(inner) == 1
    save(books, contact("after"))
    assert len(heard) == 3
    assert files._HEARD.get() is None  # noqa: SLF001 - nobody listens any more


@pytest.mark.parametrize("engine", ["_reader", "_aside", "_ground"])
def test_threads_that_ask_first_at_once_get_the_same_engine(books: Books, engine: str) -> None:
    """Two writers of one file would wait for each other; a later Python makes a cached property once a thread."""
    make = vars(files.StoreFile)[engine].func
    assert make(books) is make(books)
