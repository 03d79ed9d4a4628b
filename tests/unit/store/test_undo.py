"""Undo restores every kept column but the version, or says why not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bookdesk.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from bookdesk.core.identifiers import ClientId
from bookdesk.models.actions import Action
from bookdesk.models.base import Keeping, keeping
from bookdesk.models.bill import Bill, BillLine
from bookdesk.models.contact import Contact
from bookdesk.models.history import Origin
from bookdesk.store.books import Books
from bookdesk.store.change import Change
from bookdesk.store.client_file import create_books
from bookdesk.store.history import change_set, latest_sets
from bookdesk.store.kinds import CLIENT
from bookdesk.store.places import Places
from bookdesk.store.triggers import image
from bookdesk.store.undo import can_undo, undo, undoing_beside_jobs
from bookdesk.store.verify import verify
from tests.unit.store.samples import ANNA, BEN, KEY, bill, contact, entry, line, save


def every_row() -> str:
    """Return one query over all kept columns except `version`, of all rows of books and facts."""
    tables = [table for _, table in sorted(CLIENT.metadata.tables.items())]
    return " UNION ALL ".join(
        f"SELECT '{table.name}', k.id, json_remove({image(table, 'k')}, '$.version') FROM \"{table.name}\" AS k"  # noqa: S608 - our metadata
        for table in tables
        if keeping(table) in (Keeping.BOOKS, Keeping.FACTS)
    )


EVERY_ROW = every_row()


def kept(books: Books) -> str:
    """Return one hash over all that is kept."""
    with books.query() as session:
        rows = session.connection().exec_driver_sql(EVERY_ROW).fetchall()
    return hashlib.sha256(str(sorted(map(tuple, rows))).encode()).hexdigest()


def versions(books: Books) -> dict[str, int]:
    with books.query() as session:
        return {row.id: row.version for row in session.scalars(select(Bill))}


@pytest.fixture(scope="module")
def shared_books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    home: Path = tmp_path_factory.mktemp("undo")
    books = create_books(Places(home), ClientId("undo"), KEY)
    first = bill(id="first", number="A-1")
    save(books, Contact(id="acme", name="Acme"), first, *(line(first, position) for position in range(3)))
    yield books
    books.close()


TEXT = st.text(max_size=20).filter(lambda text: text < "\ud800" or text > "\udfff").filter(str.isprintable)


def add_bill(work: Change, text: str, number: int) -> None:
    parent = bill(note=text, total=number)
    work.add(parent, *(line(parent, position, number) for position in range(number % 4)))


def edit_bill(work: Change, text: str, number: int) -> None:
    for row in work.session.scalars(select(Bill).order_by(Bill.id.desc()).limit(2)):
        row.note, row.total, row.on_hold = text or None, number, bool(number % 2)


def delete_bill(work: Change, _text: str, _number: int) -> None:
    newest = work.session.scalars(select(Bill).where(Bill.id != "first").order_by(Bill.id.desc())).first()
    if newest is not None:
        for child in work.session.scalars(select(BillLine).where(BillLine.bill_id == newest.id)):
            work.delete(child)
        work.delete(newest)


def swap_lines(work: Change, text: str, _number: int) -> None:
    """Exchange unique positions through a free one: undo must pass the same states backwards."""
    lines = list(work.session.scalars(select(BillLine).where(BillLine.bill_id == "first").order_by(BillLine.position)))
    first, second = lines[0], lines[1]
    positions = second.position, first.position
    first.position = 99
    work.session.flush()
    second.position, first.description = positions[1], text
    work.session.flush()
    first.position = positions[0]


def edit_twice(work: Change, text: str, number: int) -> None:
    row = work.get(Contact, "acme")
    row.name = text
    work.session.flush()
    row.name, row.terms_days = text[::-1], number
    add_bill(work, text, number)


def add_and_delete(work: Change, text: str, _number: int) -> None:
    passing = contact(text)
    work.add(passing)
    work.session.flush()
    work.delete(passing)


Deed = Callable[[Change, str, int], None]
DEEDS: tuple[Deed, ...] = (add_bill, edit_bill, delete_bill, swap_lines, edit_twice, add_and_delete)


ACTS = {"deed": st.sampled_from(DEEDS), "text": TEXT, "number": st.integers(min_value=0, max_value=10**12)}


def do_and_undo(books: Books, deed: Deed, text: str, number: int) -> None:
    before, counted = kept(books), versions(books)
    with books.change(Action.BILL_EDITED, deed.__name__, actor=ANNA) as work:
        deed(work, text, number)
        done = work.commit()
    if not done.sealed:
        return
    after = kept(books)
    undone = undo(books, done.id, actor=BEN)
    assert kept(books) == before
    assert all(versions(books)[row] >= version for row, version in counted.items())
    if number % 8 == 0:
        undo(books, undone.id, actor=BEN)
        assert kept(books) == after


@settings(max_examples=60)
@given(**ACTS)
def test_an_undone_act_leaves_no_trace_but_versions(shared_books: Books, deed: Deed, text: str, number: int) -> None:
    do_and_undo(shared_books, deed, text, number)


@pytest.mark.slow
@settings(max_examples=500)
@given(**ACTS)
def test_nor_do_five_hundred_of_them(shared_books: Books, deed: Deed, text: str, number: int) -> None:
    do_and_undo(shared_books, deed, text, number)


def test_after_all_that_the_books_verify(shared_books: Books) -> None:
    assert [finding for finding in verify(shared_books) if not finding.holds] == []


def test_an_act_is_undone_once(books: Books) -> None:
    saved = save(books, contact())
    undo(books, saved, actor=ANNA)
    with pytest.raises(RuleBroken, match=r"undone already \(30 Jun 2026\)\. Undo that undo"):
        undo(books, saved, actor=ANNA)


def test_whether_it_can_be_undone_is_tried_and_nothing_of_it_kept(books: Books) -> None:
    draft = bill()
    saved = save(books, draft)
    before = kept(books)
    assert can_undo(books, saved) is None
    assert kept(books) == before
    with books.query() as session:
        assert [one.id for one in latest_sets(session)] == [saved]
    with books.change(Action.BILL_HELD, "asked", actor=ANNA) as work:
        work.get(Bill, draft.id).on_hold = True
        work.commit()
    assert can_undo(books, saved) == (
        "The bill was changed later (put on hold or freed, 30 Jun 2026). Undo the later change first."
    )
    with pytest.raises(NotFound):
        can_undo(books, "of another file")


def test_an_act_is_undone_beside_what_jobs_did_since_but_not_what_persons_did(books: Books) -> None:
    draft = bill(note="first", total=100)
    save(books, draft, line(draft, 1))

    def change(origin: Origin = Origin.PERSON, **values: object) -> str:
        with books.change(Action.BILL_EDITED, "asked", actor=ANNA, origin=origin) as work:
            row = work.get(Bill, draft.id)
            for name, value in values.items():
                setattr(row, name, value)
            if "total" in values:
                work.add(line(draft, 2))
            return work.commit().id

    edited = change(note="second", total=200)
    change(Origin.JOB, on_hold=True)

    def take_back(edit: str) -> None:
        with books.query() as session:
            old = change_set(session, edit)
        with undoing_beside_jobs(books, old, actor=BEN) as work:
            work.commit()

    assert "changed later" in (can_undo(books, edited) or "")
    take_back(edited)
    with books.query() as session:
        found = session.get_one(Bill, draft.id)
        assert (found.note, found.total, found.on_hold) == ("first", 100, True)
        assert [row.position for row in session.scalars(select(BillLine))] == [1]
    again = change(note="third")
    change(Origin.JOB, note="fourth")
    with pytest.raises(RuleBroken, match="bill was changed once more since"):
        take_back(again)
    edited = change(note="fifth")
    change(disputed=True)
    with pytest.raises(RuleBroken, match=r"bill was changed later \(changed, 30 Jun 2026\)"):
        take_back(edited)


def test_a_newer_entry_stands_in_the_way_and_is_named(books: Books) -> None:
    draft = bill()
    saved = save(books, draft)
    with books.change(Action.BILL_HELD, "asked", actor=ANNA) as work:
        work.get(Bill, draft.id).on_hold = True
        work.commit()
    with pytest.raises(RuleBroken, match=r"bill was changed later \(put on hold or freed, 30 Jun 2026\)"):
        undo(books, saved, actor=ANNA)


def test_a_later_act_that_was_undone_itself_stands_in_no_way(books: Books) -> None:
    draft = bill()
    save(books, draft)

    def change(name: str, action: Action) -> str:
        with books.change(action, "asked", actor=ANNA) as work:
            setattr(work.get(Bill, draft.id), name, True)
            return work.commit().id

    held = change("on_hold", Action.BILL_HELD)
    undo(books, change("disputed", Action.BILL_DISPUTED), actor=ANNA)
    undo(books, held, actor=ANNA)
    with books.query() as session:
        found = session.get_one(Bill, draft.id)
        assert (found.on_hold, found.disputed) == (False, False)
    with pytest.raises((RuleBroken, Conflict)):
        undo(books, held, actor=ANNA)


@pytest.mark.parametrize("action", [Action.BILL_APPROVED, Action.BILL_VOIDED, Action.RUN_RELEASED])
def test_acts_of_other_kinds_are_refused_with_the_way_out(books: Books, action: Action) -> None:
    saved = save(books, contact(), action=action)
    with pytest.raises(RuleBroken, match=r"^That a .* was .* cannot be undone\. (Cancel|It cannot)"):
        undo(books, saved, actor=ANNA)


def test_facts_stay(books: Books) -> None:
    saved = save(books, entry())
    with pytest.raises(RuleBroken, match="recorded facts"):
        undo(books, saved, actor=ANNA)


def test_records_that_depend_on_it_stand_in_the_way(books: Books) -> None:
    supplier = contact()
    saved = save(books, supplier, action=Action.CONTACT_EDITED)
    save(books, bill(contact_id=supplier.id))
    with pytest.raises(RuleBroken, match="bill still refers to this contact"):
        undo(books, saved, actor=ANNA)


def test_a_row_whose_parent_is_gone_is_not_restored(books: Books) -> None:
    parent = bill()
    child = line(parent, 1)
    save(books, parent, child)
    with books.change(Action.BILL_EDITED, "no lines", actor=ANNA) as work:
        work.delete(work.get(BillLine, child.id))
        without = work.commit()
    with books.change(Action.BILL_EDITED, "no bill", actor=ANNA) as work:
        work.delete(work.get(Bill, parent.id))
        work.commit()
    with pytest.raises(RuleBroken, match="bill it belonged to is gone"):
        undo(books, without.id, actor=ANNA)


def test_a_place_that_was_taken_meanwhile_is_not_taken_back(books: Books) -> None:
    parent = bill()
    child = line(parent, 1)
    save(books, parent, child)
    with books.change(Action.BILL_EDITED, "no lines", actor=ANNA) as work:
        work.delete(work.get(BillLine, child.id))
        without = work.commit()
    save(books, line(parent, 1))
    with pytest.raises(RuleBroken, match="taken its place"):
        undo(books, without.id, actor=ANNA)


def test_the_guard_is_asked_for_what_was_done_too_also_when_it_is_done_again(books: Books) -> None:
    asked: list[str] = []

    def guard(action: StrEnum, origin: Origin) -> None:
        assert origin is Origin.PERSON
        asked.append(action)
        if action == Action.CONTACT_EDITED and len(asked) > 3:
            raise NotAllowed("This user may not.", "Ask another.")

    done = save(books, contact(), action=Action.CONTACT_EDITED)
    books.guard = guard
    undone = undo(books, done, actor=ANNA)
    assert asked == [Action.CONTACT_EDITED, Action.UNDONE]
    with pytest.raises(NotAllowed, match="Somebody else took this back"):
        undo(books, undone.id, actor=BEN)
    again = undo(books, undone.id, actor=ANNA)
    assert asked == [Action.CONTACT_EDITED, Action.UNDONE] * 2
    assert can_undo(books, again.id) == "This user may not. Ask another."
    with pytest.raises(NotAllowed):
        undo(books, again.id, actor=ANNA)
