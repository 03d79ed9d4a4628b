"""The checker is quiet about good books and names what is wrong in bad ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.invariants import INVARIANTS, bills_add_up, payables_agree
from bookdesk.ledger.posting import account_for
from bookdesk.models.account import AccountRole
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.store.desk import Desk
from bookdesk.takeon.service import TakeOnService
from tests.support.books import OPENING_DAY, client_desk, supplier

BILLS = (
    "Supplier,Number,Date,Total,Open\nHarbour Foods,HF-1,2026-06-01,110.00,40.00\nNew One,N-1,2026-06-02,-5.00,-5.00\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        TakeOnService(desk).bills(BILLS, OPENING_DAY)
        yield desk


def test_good_books_raise_no_voice(desk: Desk) -> None:
    with desk.books.query() as session:
        assert [sentence for one in INVARIANTS for sentence in one.check(session)] == []


def test_a_bill_whose_total_does_not_add_up_is_named(desk: Desk) -> None:
    with desk.books.change(Action.BILL_EDITED, "damage", actor=desk.actor) as work:
        bill = Bill(received_date=OPENING_DAY, currency="AUD", net=10, tax=1, total=12, created_by="ann")
        work.add(bill)
        work.commit()
    with desk.books.query() as session:
        assert list(bills_add_up(session)) == [f"bill {bill.id}: net and tax do not make its total"]


def test_payables_that_no_bill_explains_are_named(desk: Desk) -> None:
    contact = supplier(desk, "Harbour Foods").id
    with desk.books.change(Action.ENTRY_POSTED, "damage", actor=desk.actor) as work:
        entry = LedgerEntry(kind=EntryKind.JOURNAL, posting_date=OPENING_DAY, narration="unexplained")
        work.add(entry)
        work.session.flush()
        for position, (role, minor) in enumerate(((AccountRole.PAYABLES, -700), (AccountRole.ROUNDING, 700)), start=1):
            account = account_for(work.session, role)
            work.add(
                Posting(
                    entry_id=entry.id,
                    position=position,
                    account_id=account,
                    contact_id=contact,
                    currency="AUD",
                    amount=minor,
                    base_amount=minor,
                )
            )
        work.commit()
    with desk.books.query() as session:
        assert list(payables_agree(session)) == [f"supplier {contact}: 4000 open, 4700 AUD in payables"]
