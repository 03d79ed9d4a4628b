"""Whatever is forged, cut, rolled back or lost is found; a purge is not mistaken for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from sqlalchemy import select

from bookdesk.core.errors import Tampered
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill
from bookdesk.models.history import ChangeSet, RowChange
from bookdesk.store.books import Books
from bookdesk.store.client_file import open_books
from bookdesk.store.documents import UNSWEPT
from bookdesk.store.history import Head, heads
from bookdesk.store.places import Places
from bookdesk.store.purge import redact
from bookdesk.store.verify import Finding, Invariant, verify
from bookdesk.store.witness import assert_witnessed
from tests.unit.store.samples import ANNA, BEN, CLIENT_ID, CLOCK, KEY, bill, contact, document, rude, save


def wrong(books: Books, **options: object) -> dict[str, str]:
    """Return what does not hold: check → its first problem."""
    return {found.check: found.problems[0] for found in verify(books, **options) if not found.holds}  # type: ignore[arg-type] # passed on


def anchored(books: Books) -> tuple[Head, ...]:
    with books.query() as session:
        return heads(session)


def forge(books: Books, *statements: str) -> None:
    """Do what a key holder can do who goes around BookDesk: drop the guards, lie, put the guards back."""
    with rude(books) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("BEGIN")
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")


@pytest.fixture
def full(books: Books) -> Books:
    save(books, contact("one"), bill(id="b", note="honest"))
    save(books, contact("two"), actor=BEN)
    with books.change(Action.BILL_EDITED, "more", actor=ANNA) as work:
        work.get(Bill, "b").note = "still honest"
        work.commit()
    return books


def test_honest_books_hold(full: Books) -> None:
    assert wrong(full, anchors=anchored(full)) == {}
    notes = {found.check: found.note for found in verify(full)}
    assert notes["chain"] == "3 change sets of 2 devices"


def test_no_books_hold_too(books: Books) -> None:
    assert wrong(books) == {}


@pytest.mark.parametrize(
    ("statement", "check", "words"),
    [
        ("UPDATE row_change SET after = replace(after, 'one', 'ten') WHERE seq = 1", "chain", "was altered"),
        ("UPDATE row_change SET salt = 'x' WHERE seq = 1", "chain", "was altered"),
        ("DELETE FROM row_change WHERE seq = 1", "chain", "was altered"),
        ("UPDATE change_set SET reason = 'another'", "chain", "was altered"),
        ("UPDATE change_set SET actor = 'ben' WHERE position = 1", "chain", "was altered"),
        ("UPDATE change_set SET made_at = '2020-01-01T00:00:00.000000Z'", "chain", "was altered"),
        ("DELETE FROM change_set WHERE position = 1", "chain", "Gap: device desk-1 has no change set 1"),
        ("UPDATE row_change SET salt = NULL, before = NULL, after = NULL, redacted_by = 'x'", "chain", "is no purge"),
        ("UPDATE bill SET note = 'forged'", "images", "bill b is not what its history says"),
        ("DELETE FROM contact", "images", "vanished without an entry"),
        ("INSERT INTO bill_line SELECT 'b', 1, 'x', 1, 1, NULL, NULL, 1, 1, 1, 0, 1, 'l'", "images", "bill_line l"),
        ("DELETE FROM row_change WHERE tbl = 'bill' AND before IS NULL", "images", "does not continue"),
        ("UPDATE bill SET contact_id = 'nobody'", "keys", "refers to a contact that does not exist"),
    ],
)
def test_forgeries_are_found(full: Books, statement: str, check: str, words: str) -> None:
    forge(full, statement)
    found = [finding for finding in verify(full) if finding.check == check]
    assert words in " ".join(found[0].problems)


def test_the_first_bad_entry_is_named_and_no_other(full: Books) -> None:
    with full.query() as session:
        second = session.scalars(select(ChangeSet).where(ChangeSet.position == 2)).one()
    forge(full, "UPDATE row_change SET after = replace(after, 'two', 'ten') WHERE seq = 3")
    (problem,) = next(found for found in verify(full) if found.check == "chain").problems
    assert problem == (
        f"Broken at change set 1 of device desk-2 ({second.id}, {second.made_at.strftime('%Y-%m-%dT%H:%M:%S.%fZ')},"
        f" {second.action} by ben): it was altered."
    )


def test_entries_of_a_set_that_is_gone_do_not_make_others_wrong(full: Books) -> None:
    forge(full, "DELETE FROM change_set WHERE position = 2")
    problems = next(found for found in verify(full) if found.check == "chain").problems
    assert len(problems) == 1
    assert "has entries but no seal" in problems[0]


def test_a_printed_anchor_is_the_beginning_of_a_hash(full: Books) -> None:
    printed = [Head(*part) for part in ((one.device, one.counter, one.hash[:16]) for one in anchored(full))]
    assert wrong(full, anchors=printed) == {}
    strange = Head(printed[0].device, printed[0].counter, "0" * 16)
    assert "is not the one that was anchored" in wrong(full, anchors=[strange])["chain"]


def test_altered_guards_are_found(full: Books) -> None:
    with rude(full) as connection:
        connection.execute("DROP TRIGGER history_bill_update")
    assert "history_bill_update" in wrong(full)["guards"]


def test_a_cut_tail_is_found_by_its_anchor_only(full: Books) -> None:
    anchors = anchored(full)
    forge(
        full,
        "DELETE FROM row_change WHERE change_set = (SELECT id FROM change_set WHERE position = 3)",
        "DELETE FROM change_set WHERE position = 3",
        "UPDATE bill SET note = 'honest', version = 1",
    )
    assert wrong(full) == {}
    assert "ends at 1, but 2 was anchored" in wrong(full, anchors=anchors)["chain"]


def test_a_rolled_back_file_is_found_by_its_anchor(books: Books, reopened: Callable[[], Books]) -> None:
    save(books, contact())
    books = reopened()
    books.close()
    old = books.path.with_name("old.db")
    shutil.copy(books.path, old)
    books = reopened()
    save(books, contact("later"))
    anchors = anchored(books)
    books.close()
    shutil.copy(old, books.path)
    books = reopened()
    assert "was anchored" in wrong(books, anchors=anchors)["chain"]
    save(books, contact("forked"))
    assert "is not the one that was anchored" in wrong(books, anchors=anchors)["chain"]


def test_an_older_page_put_back_is_found(books: Books, reopened: Callable[[], Books]) -> None:
    """The cipher proves a page's content, not its time: the images do."""
    save(books, bill(id="b", note="pay to the honest account"), *(contact(f"c{number}") for number in range(300)))
    before = checkpointed(books, reopened)
    books = reopened()
    with books.change(Action.BILL_EDITED, "x", actor=ANNA) as work:
        work.get(Bill, "b").note = "pay to a better account"
        work.commit()
    after = checkpointed(books, reopened)
    changed = [at for at in range(4096, len(before), 4096) if before[at : at + 4096] != after[at : at + 4096]]
    caught = []
    for at in changed:
        books.path.write_bytes(after[:at] + before[at : at + 4096] + after[at + 4096 :])
        books = reopened()
        caught.append(bool(wrong(books)))
        assert caught[-1] or note(books) == "pay to a better account"
        books.close()
    assert any(caught)


def note(books: Books) -> str | None:
    with books.query() as session:
        return session.scalars(select(Bill.note)).one()


def checkpointed(books: Books, reopened: Callable[[], Books]) -> bytes:
    books.close()
    again = reopened()
    again.close()
    return books.path.read_bytes()


@pytest.mark.parametrize("offset", [40, 2000, 4000])
def test_a_flipped_bit_is_found(books: Books, offset: int) -> None:
    save(books, contact())
    with books.maintenance() as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'contact'").fetchone()
    books.close()
    content = bytearray(books.path.read_bytes())
    content[(page - 1) * 4096 + offset] ^= 1
    books.path.write_bytes(content)
    assert "pages" in wrong(books)


def test_a_purge_leaves_a_chain_that_holds(full: Books) -> None:
    anchors = anchored(full)
    with full.change(Action.PURGED, "retention ended", actor=ANNA) as work:
        work.delete(work.get(Bill, "b"))
        assert redact(work, "bill", "b") == 3
        work.commit()
    assert wrong(full, anchors=anchors) == {}
    assert "3 entries redacted by 1 purges" in {found.check: found.note for found in verify(full)}["chain"]
    with full.query() as session:
        images = session.scalars(select(RowChange).where(RowChange.tbl == "bill")).all()
    assert {(image.before, image.after, image.salt) for image in images} == {(None, None, None)}


def test_only_a_purge_may_redact(full: Books) -> None:
    with full.change(Action.BILL_EDITED, "x", actor=ANNA) as work, pytest.raises(Tampered, match="history"):
        redact(work, "bill", "b")


def test_documents_resolve_with_the_right_hash(books: Books) -> None:
    sealed = books.documents.put(b"%PDF original")
    save(books, document(sealed), action=Action.DOCUMENT_CAPTURED)
    assert wrong(books) == {}
    stored = books.documents.folder / sealed.name
    content = stored.read_bytes()
    stored.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert "altered" in wrong(books)["documents"]
    stored.unlink()
    assert "missing" in wrong(books)["documents"]


def test_money_asks_the_witness_of_its_rows(full: Books) -> None:
    with full.query() as session:
        assert_witnessed(session, full.metadata, [("bill", "b")])
    forge(full, "UPDATE bill SET total = 999")
    with full.query() as session, pytest.raises(Tampered, match="bill b"):
        assert_witnessed(session, full.metadata, [("bill", "b")])


def test_features_hand_in_what_they_know_to_be_true(full: Books) -> None:
    invariant = Invariant("notes", lambda session: [f"{row.id} has a note" for row in session.scalars(select(Bill))])
    assert Finding("notes", ("b has a note",)) in verify(full, invariants=[invariant])


def test_what_a_crash_left_among_the_documents_is_no_fault_and_goes_with_the_next_work(
    books: Books, places: Places
) -> None:
    save(books, document(books.documents.put(b"an invoice")))
    left = books.documents.put(b"killed before its row was written")
    assert wrong(books) == {"strays": f"The file {left.name} among the documents belongs to no row."}
    books.close()
    books.path.with_name(UNSWEPT).touch()
    looked = open_books(places, CLIENT_ID, KEY, clock=CLOCK, writes=False)
    (strays,) = (found for found in verify(looked) if found.check == "strays")
    looked.close()
    assert strays.holds
    assert strays.note == "one file of an unexpected end, to be removed when somebody next works on this client"
    opened = open_books(places, CLIENT_ID, KEY, clock=CLOCK)
    assert left.name not in opened.documents.names()
    assert wrong(opened) == {}
    opened.close()
