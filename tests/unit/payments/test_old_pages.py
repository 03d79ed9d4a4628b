"""An old page put back: whichever pages of the file are of an earlier day, no money goes to the earlier account.

The cipher proves each page and not its time. Here the file is copied, a supplier's account is changed, confirmed and
approved, and pages of the copy are put back into the real file: each alone, those of the account with each other, and
all but one. What is left is the whole file of that day, which its anchor tells.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bookdesk.core.errors import BookDeskError, StorageError, Tampered
from bookdesk.core.vocabulary import Provenance
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.payments.payees import PayeeService
from bookdesk.security.anchors import follows, present_heads
from bookdesk.store.books import Books
from bookdesk.store.client_file import open_books
from bookdesk.store.history import Head
from bookdesk.store.places import Places
from tests.unit.payments.conftest import CLIENT, KEY
from tests.unit.payments.office import DETAILS, PAY_DAY, Office, details

PAGE = 4096
OLD, NEW = DETAILS["AU"][0], "062000 55556666"
OLD_NUMBER, NEW_NUMBER = OLD.split()[1], NEW.split()[1]


@dataclass
class Change:
    """The file before and after the change of the account, and where its history ended then."""

    office: Office
    path: Path
    before: bytes
    after: bytes
    anchored: tuple[Head, ...]

    @property
    def pages(self) -> list[int]:
        """Where the pages lie that are not what they were."""
        places = range(PAGE, min(len(self.before), len(self.after)), PAGE)
        return [at for at in places if self.before[at : at + PAGE] != self.after[at : at + PAGE]]

    def with_old(self, pages: Iterable[int]) -> None:
        """Put old pages back."""
        content = bytearray(self.after)
        for at in pages:
            content[at : at + PAGE] = self.before[at : at + PAGE]
        self.path.write_bytes(content)


@contextmanager
def opened(change: Change) -> Iterator[Office]:
    """Open the client as the program does: its history must follow its anchor."""
    with closing(open_books(Places(change.path.parents[2]), CLIENT, KEY, clock=change.office.desk.clock)) as books:
        if not follows(books, change.anchored):
            raise Tampered("The file is older than its anchor.")
        yield Office(replace(change.office.desk, books=books), "AU", change.office.suppliers)


def paid(change: Change) -> bytes | None:
    """Try to pay; return the bank file, or None where it was refused."""
    try:
        with opened(change) as office:
            office.approving("ann").revalidate()
            run = office.paying().propose(office.bank, PAY_DAY).run
            office.paying().show(run.id)
            return office.paying().export(office.paying().release(run.id).run.id)[1]
    except BookDeskError:
        return None


def checkpointed(office: Office) -> bytes:
    """Close the file, so that everything stands in it, and return it."""
    books = office.desk.books
    with books.maintenance() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return books.path.read_bytes()


@pytest.fixture
def change(office: Office) -> Change:
    """Bean Brothers are paid to another account since yesterday; others have accounts, too, over several pages."""
    others = [Contact(id=f"other-{number}", name=f"Other {number}", supplier=True) for number in range(60)]
    with office.desk.books.change(Action.TAKEN_ON, "others", actor=office.desk.actor) as work:
        work.add(*others)
        work.session.flush()
        work.add(*(_account(office, one.id, number) for number, one in enumerate(others)))
        work.commit()
    bill = office.bill("Bean Brothers", "INV-1", 10000)
    before = checkpointed(office)
    PayeeService(office.desk).enter("Bean Brothers", details(NEW))
    PayeeService(office.as_("carl")).confirm("Bean Brothers", "called Jo on 02 9999 1111")
    office.approving("ann").revalidate()
    office.approving("ann").approve(bill)
    office.bill("Milk Maids", "M-1", 500)
    anchored = tuple(present_heads(office.desk.books))
    after = checkpointed(office)
    office.desk.books.close()
    return Change(office, office.desk.books.path, before, after, anchored)


def _account(office: Office, contact_id: str, number: int) -> PayeeAccount:
    bank, now = details(f"013999 {7000000 + number}"), office.desk.clock.now()
    return PayeeAccount(
        contact_id=contact_id, holder="Other", scheme=bank.scheme, routing=bank.routing,
        account_number=bank.account_number, provenance=Provenance.TYPED, edited_by="maker", edited_at=now,
    )  # fmt: skip


def account_pages(change: Change) -> list[int]:
    """Return the pages that, put back alone, bring the old account into the rows."""
    found = []
    for at in change.pages:
        change.with_old([at])
        books = open_books(Places(change.path.parents[2]), CLIENT, KEY, clock=change.office.desk.clock)
        with closing(books):
            if _number(books) == OLD_NUMBER:
                found.append(at)
    return found


def _number(books: Books) -> str | None:
    try:
        with books.query() as session:
            rows = session.query(PayeeAccount.account_number, PayeeAccount.archived).join(
                Contact, Contact.id == PayeeAccount.contact_id
            )
            return next((number for number, gone in rows.filter(Contact.name == "Bean Brothers") if not gone), None)
    except StorageError:
        return None


def test_the_new_account_is_paid_where_nothing_was_put_back(change: Change) -> None:
    change.with_old([])
    content = paid(change)
    assert content is not None
    assert NEW_NUMBER.encode() in content
    assert OLD_NUMBER.encode() not in content


def test_the_old_account_is_never_paid(change: Change) -> None:
    accounts, pages = account_pages(change), change.pages
    assert accounts, "no page brings the old account back: the test proves nothing"
    sets = [{at} for at in pages]
    sets += [{*accounts, at} for at in pages]
    sets += [set(pages) - {at} for at in pages]
    chance = random.Random(7)  # noqa: S311 - the same sets each time
    sets += [{*accounts, *chance.sample(pages, chance.randrange(2, len(pages)))} for _ in range(12)]
    refused = 0
    for those in sets:
        change.with_old(those)
        content = paid(change)
        refused += content is None
        assert content is None or OLD_NUMBER.encode() not in content, sorted(at // PAGE for at in those)
    assert refused >= len(pages)


def test_it_is_told_before_a_run_is_shown_and_before_anybody_signs(change: Change) -> None:
    change.with_old(account_pages(change))
    with opened(change) as office, pytest.raises(Tampered, match="is not what its history says"):
        office.approving("ann").standings([*office.approving("ann").standings()])
    with opened(change) as office, pytest.raises(Tampered, match="Do not pay"):
        office.paying().propose(office.bank, PAY_DAY)


def test_the_whole_file_of_an_earlier_day_is_told_by_its_anchor_alone(change: Change) -> None:
    change.path.write_bytes(change.before)
    with pytest.raises(Tampered, match="anchor"), opened(change):
        pass
    unanchored = replace(change, anchored=())
    content = paid(unanchored)
    assert content is not None
    assert OLD_NUMBER.encode() in content
