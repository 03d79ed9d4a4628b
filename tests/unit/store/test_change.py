"""One transaction, one actor, one reason: sealed last, or nothing happened."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from enum import StrEnum

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bookdesk.core.errors import Conflict, InUse, NotAllowed, NotFound, RuleBroken, Tampered
from bookdesk.core.identifiers import ClientId
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillLine
from bookdesk.models.client import LockSource, PeriodLock
from bookdesk.models.contact import Contact
from bookdesk.models.history import ChangeSet, Origin, PracticeConsumerCursor, RowChange
from bookdesk.models.ledger import LedgerEntry
from bookdesk.models.sync import PullCursor
from bookdesk.store import engine
from bookdesk.store.books import Books
from bookdesk.store.client_file import open_books
from bookdesk.store.errors import AlreadyTaken, StaleRecord
from bookdesk.store.kinds import CLIENT
from bookdesk.store.places import Places
from tests.unit.store.samples import ANNA, BEN, CLIENT_ID, CLOCK, KEY, bill, contact, entry, line, save


def count(books: Books, model: type[object]) -> int:
    with books.query() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_leaving_without_commit_changes_nothing(books: Books) -> None:
    with books.change(Action.CONTACT_EDITED, "half a thought", actor=ANNA) as work:
        work.add(contact())
        work.session.flush()
    assert count(books, Contact) == count(books, RowChange) == 0


def slip(books: Books) -> None:
    with books.change(Action.CONTACT_EDITED, "a slip", actor=ANNA) as work:
        work.add(contact())
        raise KeyError


def test_a_failure_inside_changes_nothing(books: Books) -> None:
    with pytest.raises(KeyError):
        slip(books)
    assert count(books, Contact) == 0
    save(books, contact())


def test_a_seal_says_who_did_what_and_when(books: Books) -> None:
    saved = save(books, contact(), action=Action.CONTACT_EDITED)
    with books.query() as session:
        sealed = session.scalars(select(ChangeSet)).one()
        image = session.scalars(select(RowChange)).one()
    assert (sealed.id, sealed.actor, sealed.device, sealed.device_counter) == (saved, "anna", "desk-1", 1)
    assert (sealed.action, sealed.reason, sealed.origin) == ("contact edited", "a test", Origin.PERSON)
    assert (sealed.schema_revision, sealed.made_at) == (CLIENT.revision, CLOCK.now())
    assert (image.change_set, image.tbl, image.before) == (saved, "contact", None)
    assert image.after is not None
    assert '"name":"Acme Pty Ltd"' in image.after


def test_each_device_has_its_own_chain(books: Books) -> None:
    save(books, contact("one"))
    save(books, contact("two"), actor=BEN)
    save(books, contact("three"))
    with books.query() as session:
        sets = session.scalars(select(ChangeSet).order_by(ChangeSet.position)).all()
    assert [(one.device, one.device_counter) for one in sets] == [("desk-1", 1), ("desk-2", 1), ("desk-1", 2)]
    assert sets[2].previous == sets[0].hash
    assert sets[1].previous == "0" * 64


def test_what_was_touched_is_told_for_all_three_classes(books: Books) -> None:
    parent, fact = bill(), entry()
    with books.change(Action.BILL_EDITED, "all classes", actor=ANNA) as work:
        work.add(parent, fact, line(parent, 1), PullCursor(id="p", provider="xero", stream="bills", token="1"))  # noqa: S106 - a cursor
        sealed = work.commit()
    assert sealed.sealed
    assert sealed.ids("bill") == {parent.id}
    assert sealed.ids("ledger_entry") == {fact.id}
    assert sealed.ids("pull_cursor") == {"p"}
    assert len(sealed.ids("bill_line")) == 1
    assert sealed.ids("contact") == frozenset()


def test_machine_rows_alone_make_no_change_set(books: Books) -> None:
    with books.change(Action.LEDGER_PULLED, "a cursor", actor=ANNA, origin=Origin.PULL) as work:
        work.add(PullCursor(id="p", provider="xero", stream="bills", token="1"))  # noqa: S106 - a cursor
        sealed = work.commit()
    assert not sealed.sealed
    assert (count(books, ChangeSet), count(books, PullCursor)) == (0, 1)


def test_upkeep_writes_machine_rows_and_no_books(books: Books) -> None:
    with books.upkeep() as session:
        session.add(PullCursor(id="p", provider="xero", stream="bills", token="1"))  # noqa: S106 - a cursor
    with pytest.raises(IntegrityError, match="outside a change set"), books.upkeep() as session:
        session.add(contact())
    assert (count(books, PullCursor), count(books, Contact)) == (1, 0)


def take(books: Books) -> None:
    pulled = books.change(Action.LEDGER_PULLED, "x", actor=ANNA, origin=Origin.PULL, origin_id="xero:1")
    with pulled as work:
        work.commit()


def test_what_came_from_outside_is_taken_once(books: Books) -> None:
    take(books)
    with pytest.raises(AlreadyTaken):
        take(books)
    assert count(books, ChangeSet) == 1
    save(books, contact())


def test_versions_count_and_a_stale_one_shows_both_values(books: Books) -> None:
    draft = bill(note="first")
    save(books, draft)
    with books.change(Action.BILL_EDITED, "second thought", actor=BEN) as work:
        work.get(Bill, draft.id, version=1).note = "second"
        work.commit()
    with books.change(Action.BILL_EDITED, "late", actor=ANNA) as work, pytest.raises(StaleRecord) as stale:
        work.get(Bill, draft.id, version=1)
    assert isinstance(stale.value, Conflict)
    assert stale.value.differences == (("note", "first", "second"),)
    assert "note was first, now second" in str(stale.value)


def test_an_unknown_row_is_said_in_words(books: Books) -> None:
    with books.change(Action.BILL_EDITED, "x", actor=ANNA) as work, pytest.raises(NotFound, match="no bill line"):
        work.get(BillLine, "nowhere")


def test_rows_of_another_file_are_refused(books: Books) -> None:
    with books.change(Action.BILL_EDITED, "x", actor=ANNA) as work:
        work.add(PracticeConsumerCursor(consumer="x", position=1))
        with pytest.raises(RuntimeError, match="another file"):
            work.commit()


def test_nothing_is_written_after_the_seal(books: Books) -> None:
    with books.change(Action.BILL_EDITED, "x", actor=ANNA) as work:
        work.add(contact())
        work.commit()
        work.add(contact("late"))
        with pytest.raises(RuntimeError, match="closed"):
            work.session.flush()
        with pytest.raises(RuntimeError, match="once"):
            work.commit()


def test_rows_stay_readable_afterwards(books: Books) -> None:
    parent = bill()
    save(books, parent)
    assert (parent.version, parent.total_money.text) == (1, "11.00")


def test_the_guards_of_the_models_speak_in_words(books: Books) -> None:
    locked = PeriodLock(locked_through=date(2026, 6, 30), source=LockSource.PERSON, note="BAS")
    save(books, locked, action=Action.PERIOD_LOCKED)
    with pytest.raises(RuleBroken, match="locked period"):
        save(books, entry(date(2026, 6, 30)))
    save(books, entry(date(2026, 7, 1)))


def test_facts_are_not_changed(books: Books) -> None:
    fact = entry()
    save(books, fact)
    with books.change(Action.BILL_EDITED, "x", actor=ANNA) as work:
        work.get(LedgerEntry, fact.id).narration = "another story"
        with pytest.raises(Tampered):
            work.commit()


def test_facts_are_not_deleted(books: Books) -> None:
    fact = entry()
    save(books, fact)
    with books.change(Action.BILL_EDITED, "x", actor=ANNA) as work:
        work.delete(work.get(LedgerEntry, fact.id))
        with pytest.raises(Tampered):
            work.commit()


@pytest.mark.usefixtures("books")
def test_books_opened_for_reading_refuse_changes(places: Places) -> None:
    shared = open_books(places, ClientId(CLIENT_ID), KEY, writes=False)
    with pytest.raises(InUse):
        shared.change(Action.BILL_EDITED, "x", actor=ANNA)
    with pytest.raises(InUse), shared.upkeep():
        pass
    assert count(shared, Contact) == 0
    shared.close()


def test_changes_from_several_threads_take_turns(books: Books) -> None:
    draft = bill(total=0)
    save(books, draft)

    def add_one(_: int) -> None:
        with books.change(Action.BILL_EDITED, "one more", actor=ANNA) as work:
            work.get(Bill, draft.id).total += 1
            work.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_one, range(20)))
    with books.query() as session:
        row = session.get_one(Bill, draft.id)
        assert (row.total, row.version) == (20, 21)


def test_a_change_that_waits_for_itself_is_told_so(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "POOL_SECONDS", 0.01)
    outer = books.change(Action.BILL_EDITED, "outer", actor=ANNA)
    inner = books.change(Action.BILL_EDITED, "inner", actor=ANNA)
    with outer, pytest.raises(InUse, match="not finished"), inner:
        pass
    save(books, contact())


def test_who_listens_hears_of_a_change_once_it_is_kept_and_of_nothing_else(books: Books) -> None:
    heard: list[str] = []
    books.after = heard.append
    with books.change(Action.CONTACT_EDITED, "left", actor=ANNA) as work:
        work.add(contact("Acme"))
    with books.change(Action.CONTACT_EDITED, "nothing to seal", actor=ANNA) as work:
        work.commit()
    assert heard == []
    with books.change(Action.CONTACT_EDITED, "kept", actor=ANNA) as work:
        work.add(contact("Bean"))
        assert heard == []
        work.commit()
        assert heard == [Action.CONTACT_EDITED]


def test_the_guard_refuses_before_anything_begins(books: Books) -> None:
    asked: list[tuple[StrEnum, Origin]] = []

    def refuse(action: StrEnum, origin: Origin) -> None:
        asked.append((action, origin))
        raise NotAllowed("This user may not.", "Ask another.")

    books.guard = refuse
    with pytest.raises(NotAllowed):
        books.change(Action.CONTACT_EDITED, "by a job", actor=ANNA, origin=Origin.JOB)
    assert asked == [(Action.CONTACT_EDITED, Origin.JOB)]
