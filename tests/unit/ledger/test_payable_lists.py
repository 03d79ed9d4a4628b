"""Which bills are to be paid, and which an approver sent back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.identifiers import DeviceId, UserId
from bookdesk.ledger.billlists import BillList, on_list
from bookdesk.models.bill import Bill
from bookdesk.models.history import Actor
from bookdesk.payments.bills import BillService
from bookdesk.store.desk import Desk
from tests.support.books import clock_at_take_on, empty_books
from tests.unit.payments.office import Office, open_office

TODAY = date(2026, 7, 1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    clock = clock_at_take_on()
    with empty_books(tmp_path, "c1", clock) as books:
        yield open_office(Desk(books, Actor(UserId("maker"), DeviceId("desk-1")), clock), "AU")


def on(office: Office, which: BillList) -> list[str | None]:
    with office.desk.books.query() as session:
        return list(session.scalars(select(Bill.number).where(on_list(which, TODAY)).order_by(Bill.number)))


def test_what_is_approved_open_and_free_is_to_be_paid(office: Office) -> None:
    office.bill("Bean Brothers", "1", 1000)
    office.bill("Bean Brothers", "2", 1000, approve=False)
    held, disputed = office.bill("Bean Brothers", "3", 1000), office.bill("Bean Brothers", "4", 1000)
    office.credit("Bean Brothers", "5", 100)
    BillService(office.desk).hold(held, "ask first")
    BillService(office.desk).dispute(disputed, disputed=True)
    assert on(office, BillList.TO_PAY) == ["1"]
    BillService(office.desk).lift_hold(held)
    assert on(office, BillList.TO_PAY) == ["1", "3"]


def test_what_was_paid_is_not_to_be_paid_again(office: Office) -> None:
    office.bill("Bean Brothers", "1", 1000)
    run = office.paying().propose(office.bank, TODAY)
    assert on(office, BillList.TO_PAY) == ["1"]
    office.paying("cara").release(run.run.id)
    assert on(office, BillList.TO_PAY) == []


def test_a_bill_sent_back_is_on_the_list_until_it_is_submitted_again(office: Office) -> None:
    bill = office.bill("Bean Brothers", "1", 1000, approve=False)
    assert on(office, BillList.RETURNED) == []
    office.approving("ann").reject(bill, "not ours")
    assert on(office, BillList.RETURNED) == ["1"]
    office.approving("maker").submit(bill)
    assert on(office, BillList.RETURNED) == []
