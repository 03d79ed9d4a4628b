"""Slips and accidents around payments: what was cancelled, voided or could not be saved."""

from __future__ import annotations

from datetime import date

import pytest

from bookdesk.core.errors import RuleBroken, StorageError
from bookdesk.models.account import AccountRole
from bookdesk.models.bill import BillStatus
from bookdesk.payments import booking
from bookdesk.payments.bills import BillService
from bookdesk.payments.views import RunView
from bookdesk.store.history import latest_sets
from bookdesk.store.undo import undo
from bookdesk.takeon.service import TakeOnService
from tests.unit.payments.office import PAY_DAY, Office


def proposed(office: Office) -> RunView:
    return office.paying().propose(office.bank, PAY_DAY)


def test_a_cancelled_run_stays_cancelled_since_its_bills_may_be_in_another(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    office.paying().cancel(proposed(office).run.id, "wrong day")
    with office.desk.books.query() as session:
        cancelled = latest_sets(session, 1)[0]
    proposed(office)
    with pytest.raises(RuleBroken, match="cannot be undone"):
        undo(office.desk.books, cancelled.id, actor=office.desk.actor)


def test_voiding_a_bill_of_the_old_system_takes_it_out_of_the_books(office: Office) -> None:
    sheet = "Supplier,Number,Date,Total,Open\nBean Brothers,OLD-1,2026-05-01,110.00,110.00\n"
    TakeOnService(office.desk).bills(sheet, date(2026, 6, 30))
    assert office.balance(AccountRole.PAYABLES) == -11000
    bills = BillService(office.desk)
    bills.void(bills.find("OLD-1"), "entered twice there")
    assert office.balance(AccountRole.PAYABLES) == 0
    assert bills.show(bills.find("OLD-1")).view.bill.status is BillStatus.VOID
    with pytest.raises(RuleBroken, match=r"is void\. Nothing more can be decided"):
        office.approving("ann").approve(bills.find("OLD-1"))


def test_a_file_that_found_no_place_in_the_books_is_not_left_behind(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    run = proposed(office).run.id

    def full(*_: object) -> None:
        raise StorageError("The disk is full; nothing was changed.", "Free some space.")

    monkeypatch.setattr(booking, "book", full)
    before = office.desk.books.documents.names()
    with pytest.raises(StorageError):
        office.paying("bob").release(run)
    assert office.desk.books.documents.names() == before
