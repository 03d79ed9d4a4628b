"""A client's real, encrypted books with a chart, a supplier and three people who sign with real keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.approvals.service import ApprovalService
from bookdesk.core.clock import MovableClock
from bookdesk.core.identifiers import DeviceId, UserId, new_id
from bookdesk.models.account import Account, AccountKind
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.contact import BankScheme, Contact, PayeeAccount, Provenance
from bookdesk.models.history import Actor
from bookdesk.store.desk import Desk
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import profile
from tests.support.books import empty_books
from tests.unit.approvals.people import Keys, signer


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = MovableClock(datetime(2026, 6, 30, 1, tzinfo=UTC))
    with empty_books(tmp_path, "c1", clock) as books:
        desk = Desk(books, Actor(UserId("maker"), DeviceId("desk-1")), clock)
        TakeOnService(desk).start(profile(name="Harbour Cafe", country="AU", currency="AUD", zone=None, tax_id=None))
        yield desk


@pytest.fixture
def approvals(desk: Desk) -> Callable[[str], ApprovalService]:
    """Return the service as one of the people uses it."""

    def of(name: str) -> ApprovalService:
        actor = Actor(UserId(name), DeviceId("desk-1"))
        return ApprovalService(replace(desk, actor=actor), signer(name), Keys())

    return of


@pytest.fixture
def bill(desk: Desk) -> str:
    """Add a reviewed bill of 110.00 with one line and return its id."""
    ids = {name: new_id() for name in ("contact", "account", "bill", "line")}
    with desk.books.change(Action.BILL_REVIEWED, "reviewed", actor=desk.actor) as work:
        expense = work.session.scalars(select(Account).where(Account.kind == AccountKind.EXPENSE)).first()
        assert expense is not None
        work.add(Contact(id=ids["contact"], name="Bean Brothers", supplier=True, country="AU"))
        work.add(
            PayeeAccount(
                id=ids["account"],
                contact_id=ids["contact"],
                holder="Bean Brothers",
                scheme=BankScheme.BSB,
                routing="013999",
                account_number="4410021",
                provenance=Provenance.TYPED,
                edited_by="maker",
                edited_at=desk.clock.now(),
            )
        )
        work.add(
            Bill(
                id=ids["bill"],
                status=BillStatus.REVIEWED,
                contact_id=ids["contact"],
                supplier_name="Bean Brothers",
                number="INV-1001",
                number_key="INV1001",
                document_date=date(2026, 6, 1),
                received_date=date(2026, 6, 2),
                due_date=date(2026, 6, 30),
                currency="AUD",
                net=10000,
                tax=1000,
                total=11000,
                created_by="maker",
            )
        )
        line = BillLine(
            id=ids["line"], bill_id=ids["bill"], position=1, description="Beans", account_id=expense.id,
            net=10000, tax=1000, gross=11000,
        )  # fmt: skip
        work.add(line)
        work.commit()
    return ids["bill"]
