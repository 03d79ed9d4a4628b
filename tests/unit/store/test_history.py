"""Consumers lose no event and see none twice; one record's story can be told; heads are there to be anchored."""

from __future__ import annotations

import pytest

from bookdesk.core.errors import NotFound
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill
from bookdesk.store.books import Books
from bookdesk.store.history import advance, change_set, heads, history_of, latest_sets, sealed_since
from tests.unit.store.samples import ANNA, BEN, bill, contact, line, save


def pending(books: Books, consumer: str = "outbox") -> list[str]:
    with books.query() as session:
        return [one.id for one in sealed_since(session, consumer)]


def test_a_consumer_reads_each_set_once_in_order(books: Books) -> None:
    first, second = save(books, contact("one")), save(books, contact("two"))
    assert pending(books) == pending(books, "summaries") == [first, second]
    with books.query() as session:
        position = sealed_since(session, "outbox", limit=1)[0].position
    with books.upkeep() as session:
        advance(session, "outbox", position)
    assert pending(books) == [second]
    assert pending(books, "summaries") == [first, second]


def test_a_cursor_never_goes_back(books: Books) -> None:
    save(books, contact("one"))
    second = save(books, contact("two"))
    for position in (1, 0):
        with books.upkeep() as session:
            advance(session, "outbox", position)
    assert pending(books) == [second]


def test_a_crash_before_the_commit_loses_no_event(books: Books) -> None:
    waiting = save(books, contact())
    with books.change(Action.SENT_TO_LEDGER, "never committed", actor=ANNA) as work:
        advance(work.session, "outbox", 1)
    assert pending(books) == [waiting]


def test_the_story_of_one_record(books: Books) -> None:
    draft = bill(note="first")
    save(books, draft, line(draft, 1), contact())
    with books.change(Action.BILL_HELD, "asked the client", actor=BEN) as work:
        work.get(Bill, draft.id).on_hold = True
        work.commit()
    save(books, contact("unrelated"))
    with books.query() as session:
        story = history_of(session, "bill", draft.id)
    assert [(one.actor, one.action, one.reason) for one in story] == [
        ("anna", "bill edited", "a test"),
        ("ben", "bill held", "asked the client"),
    ]
    assert {row.table for row in story[0].rows} == {"bill", "bill_line", "contact"}
    (held,) = story[1].rows
    assert held.before is not None
    assert held.after is not None
    assert (held.before["on_hold"], held.after["on_hold"], held.after["version"]) == (0, 1, 2)


def test_pages_of_the_audit_trail_go_backwards(books: Books) -> None:
    ids = [save(books, contact(str(number))) for number in range(5)]
    with books.query() as session:
        newest = latest_sets(session, limit=2)
        older = latest_sets(session, limit=9, before=newest[-1].position)
        assert change_set(session, ids[0]).id == ids[0]
        with pytest.raises(NotFound):
            change_set(session, "unknown")
    assert [one.id for one in (*newest, *older)] == ids[::-1]


def test_heads_are_the_newest_set_of_each_device(books: Books) -> None:
    for actor in (ANNA, BEN, ANNA):
        save(books, contact(), actor=actor)
    with books.query() as session:
        found = heads(session)
    assert [(head.device, head.counter) for head in found] == [("desk-1", 2), ("desk-2", 1)]
