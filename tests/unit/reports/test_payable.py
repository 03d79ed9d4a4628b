"""What is owed to suppliers is read as at any day as the ledger settles it, quickly or in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.ledger.balances import settlements
from bookdesk.ledger.periods import lock_through
from bookdesk.ledger.posting import post_bill
from bookdesk.models.actions import Action
from bookdesk.models.bill import Allocation, AllocationSource, Bill, BillKind, BillLine, BillStatus
from bookdesk.payments.bills import BillService
from bookdesk.reports.ageing import ageing
from bookdesk.reports.owed import Owed, positions
from bookdesk.reports.payable import open_payables, payables
from bookdesk.reports.paying import paid_by
from bookdesk.store.desk import Desk
from tests.support.books import account_id, client_desk, supplier
from tests.support.owed import TODAY, desk_with, enter
from tests.support.owed import Owed as Entered
from tests.support.owed import owed as entered

BILL, CREDIT, APPROVED = BillKind.BILL, BillKind.CREDIT_NOTE, BillStatus.APPROVED


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def read(desk: Desk, as_at: date, contact_id: str | None = None, *, quick: bool) -> Owed:
    with desk.books.query() as session:
        return (open_payables if quick else payables)(session, as_at, contact_id)


def left(owed: Owed, as_at: date) -> dict[str, int]:
    return {one.document.id: one.open - one.unapplied for one in positions(owed, as_at)}


FIRST = Entered(BILL, APPROVED, "Harbour Foods", 200_000, 14)
"""What credits are used for."""
standing = entered.map(lambda one: replace(one, status=APPROVED, currency="AUD") if one.used else one)


@given(st.lists(standing, max_size=6).map(lambda others: [FIRST, *others]), st.integers(-8, 3))
@settings(max_examples=60)
def test_as_at_any_day_it_is_what_the_ledger_says(bills: Sequence[Entered], offset: int) -> None:
    as_at = TODAY + timedelta(days=offset)
    with desk_with(bills) as (desk, made), desk.books.query() as session:
        found = settlements(session, session.scalars(select(Bill)).all(), as_at)
        wanted: dict[str, int] = {}
        for bill in made:
            if bill.status in {BillStatus.REVIEWED, BillStatus.APPROVED}:
                dated = bill.document_date or bill.received_date
                open_ = found[bill.id].open.minor if dated <= as_at else -found[bill.id].settled.minor
                if open_:
                    wanted[bill.id] = open_ if bill.kind is BILL else -open_
        for quick in (False, True):
            assert left(read(desk, as_at, quick=quick), as_at) == wanted
        assert ageing(read(desk, as_at, quick=True), as_at, "AUD") == ageing(
            read(desk, as_at, quick=False), as_at, "AUD"
        )


def test_a_supplier_alone_and_names_of_suppliers(desk: Desk) -> None:
    foods, cleaning = supplier(desk, "Harbour Foods"), supplier(desk, "Cedar Cleaning")
    enter(
        desk, [Entered(BILL, APPROVED, "any", 500, 9), Entered(BILL, APPROVED, "any", 300, 9)], [foods.id, cleaning.id]
    )
    rows = ageing(read(desk, TODAY, quick=True), TODAY, "AUD").rows
    assert [row.name for row in rows] == ["Cedar Cleaning", "Harbour Foods"]
    for quick in (False, True):
        (row,) = ageing(read(desk, TODAY, foods.id, quick=quick), TODAY, "AUD").rows
        assert (row.contact, row.amounts.total) == (foods.id, Money(500, "AUD"))


def test_a_void_bill_counts_until_its_posting_was_reversed(desk: Desk) -> None:
    bill = _booked(desk, date(2026, 7, 1))
    lock_through(desk, date(2026, 7, 9), "filed")
    BillService(desk).void(bill, "ordered twice")
    for quick in (False, True):
        assert left(read(desk, date(2026, 6, 30), quick=quick), date(2026, 6, 30)) == {}
        assert left(read(desk, date(2026, 7, 9), quick=quick), date(2026, 7, 9)) == {bill: 11_000}
        assert left(read(desk, date(2026, 7, 10), quick=quick), date(2026, 7, 10)) == {}


def test_what_was_settled_before_take_on_is_no_payment(desk: Desk) -> None:
    (bill,) = enter(desk, [Entered(BILL, APPROVED, "any", 1_000, 9, parts=(5,))], [supplier(desk, "Harbour Foods").id])
    with desk.books.change(Action.TAKEN_ON, "taken on", actor=desk.actor) as work:
        before = Allocation(bill_id=bill.id, source=AllocationSource.TAKEN_ON, source_id=bill.id, day=TODAY, amount=500)
        work.add(before)
        work.commit()
    (paid,) = paid_by(read(desk, TODAY, quick=False), TODAY)
    assert (paid.claim, paid.paid, paid.open) == (500, 500, 0)


def _booked(desk: Desk, day: date) -> str:
    foods = supplier(desk, "Harbour Foods")
    with desk.books.change(Action.BILL_REVIEWED, "confirmed", actor=desk.actor) as work:
        bill = Bill(
            id=new_id(), kind=BILL, status=BillStatus.REVIEWED, contact_id=foods.id, supplier_name=foods.name,
            number="V-1", number_key="V1", document_date=day, received_date=day, due_date=day, posting_date=day,
            currency="AUD", net=11_000, tax=0, total=11_000, created_by="ann",
        )  # fmt: skip
        work.add(bill)
        work.session.flush()
        line = BillLine(
            bill_id=bill.id, position=1, description="x", account_id=account_id(desk, "6-0500"), net=11_000, tax=0,
            gross=11_000,
        )  # fmt: skip
        work.add(line)
        work.session.flush()
        post_bill(work, bill, day)
        work.commit()
    return bill.id
