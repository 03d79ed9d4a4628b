"""A British client from his sheets to a Faster Payments file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import InputError
from bookdesk.core.identifiers import DeviceId, UserId
from bookdesk.models.bill import Bill
from bookdesk.models.contact import BankScheme, PayeeAccount
from bookdesk.models.history import Actor
from bookdesk.models.payment import Rail
from bookdesk.payments.payees import PayeeService
from bookdesk.store.desk import Desk
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import BankDetails, bank_account, profile
from tests.support.books import empty_books
from tests.unit.payments.office import Office

DAY = date(2026, 6, 30)
OWN = BankDetails("Current", "1200", "GBP", sort_code="60-00-01", account_number="31926819")
SUPPLIERS = "Supplier,Sort code,Account number\nThames Paper,20-00-00,5577 9911\nLeeds Linen,,\n"
BILLS = "Supplier,Number,Date,Due date,Total,Open\nThames Paper,TP-9,2026-06-01,2026-06-29,120.00,120.00\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = MovableClock(datetime(2026, 7, 1, tzinfo=UTC))
    with empty_books(tmp_path, "c1", clock) as books:
        desk = Desk(books, Actor(UserId("maker"), DeviceId("desk-1")), clock)
        TakeOnService(desk).start(profile(name="Mersey Cafe", country="GB", currency="GBP", zone=None, tax_id=None))
        yield desk


def payee(desk: Desk) -> PayeeAccount:
    with desk.books.query() as session:
        return session.scalars(select(PayeeAccount)).one()


def test_open_bills_leave_as_faster_payments(desk: Desk) -> None:
    service, office = TakeOnService(desk), Office(desk, "GB")
    service.bank_account(*bank_account(OWN, Decimal(1000), DAY))
    service.suppliers(SUPPLIERS)
    service.bills(BILLS, DAY)
    ApprovalRules(desk).set_limit("ann", None)
    PayeeService(office.as_("bob")).confirm_taken_over("compared with last year's payments")
    with desk.books.query() as session:
        bill_id = session.scalars(select(Bill.id)).one()
    office.approving("ann").approve(bill_id)
    run = office.paying("ann").propose(office.bank, date(2026, 7, 2))
    assert run.run.rail is Rail.FASTER_PAYMENTS_CSV
    office.paying("ann").release(run.run.id)
    _, content = office.paying("ann").export(run.run.id)
    (row,) = csv.reader(io.StringIO(content.decode("ascii")))
    assert [row[at] for at in (12, 16, 18, 24, 30, 32)] == [
        "60000131926819", "120.00", "02072026", "200000", "55779911", "Thames Paper",
    ]  # fmt: skip


def test_a_sort_code_is_known_by_its_heading_and_a_routing_by_the_country(desk: Desk) -> None:
    TakeOnService(desk).suppliers("Supplier,Routing,Account number\nThames Paper,200000,55779911\n")
    found = payee(desk)
    assert (found.scheme, found.routing, found.account_number) == (BankScheme.SORT_CODE, "200000", "55779911")


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ("Supplier,Sort code,Account number\nA,20-00-00,5577991\n", "Line 2: 5577991 is not an account number"),
        ("Supplier,Sort code,Account number\nA,20-00,55779911\n", "Line 2: 2000 is not a sort code"),
        ("Supplier,Account number\nA,55779911\n", "Line 2: an account number without"),
        ("Supplier,Sort code,BSB,Account number\nA,200000,062000,55779911\n", "Line 2: two kinds"),
        ("Supplier,IBAN\nA,GB29NWBK60161331926818\n", "Line 2: GB29NWBK60161331926818 is not a valid IBAN"),
    ],
)
def test_wrong_bank_details_are_told_with_their_line(desk: Desk, sheet: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        TakeOnService(desk).suppliers(sheet)


@pytest.mark.parametrize(("code", "number"), [("60-00", "31926819"), ("600001", "3192681"), ("600001", None)])
def test_the_own_account_needs_a_whole_sort_code_and_eight_digits(code: str, number: str | None) -> None:
    with pytest.raises(InputError, match="sort code"):
        bank_account(BankDetails("Current", "1200", "GBP", sort_code=code, account_number=number), Decimal(0), DAY)
