"""Somebody who reads the reports of a client in a window, and the books that he reads."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CommitmentSort, Rhythm
from bookdesk.models.bill import BillKind, BillStatus
from bookdesk.reports.commitmentservice import CommitmentService, EnteredCommitment
from bookdesk.store.desk import Desk
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import BankDetails, bank_account
from bookdesk.ui.reports.view import ReportsScreen
from tests.support import sales
from tests.support.books import OPENING_DAY, supplier
from tests.support.owed import Owed, enter
from tests.unit.ui.sales.selling import Selling

TODAY = date(2026, 7, 1)
CAFE, LONG = "Blue Cafe", "Ärztehaus und Versandapotheke Köln-Süd GmbH"
_SUPPLIERS = "Supplier,ABN,Terms days,Account,Tax code,BSB,Account number\nHarbour Foods,51824753556,14,5-1000,FRE,,\n"


class Reading(Selling):
    """A window at the reports of one client."""

    @property
    def reports(self) -> ReportsScreen:
        """The screen of reports."""
        return self.at(ReportsScreen)


def wages(desk: Desk, name: str = "Wages", amount: str = "-12500") -> str:
    """Enter a regular payment and return its id."""
    first = TODAY + timedelta(days=14)
    entered = EnteredCommitment(
        name, CommitmentSort.PAYROLL, Money.of(Decimal(amount), "AUD"), first, Rhythm.FORTNIGHTLY
    )
    return CommitmentService(desk).add(entered).id


def with_bank(desk: Desk) -> None:
    """Give the client its bank account with 10,000.00."""
    own = BankDetails("Everyday", "1-1010", "AUD", bsb="062-000", account_number="11223344")
    TakeOnService(desk).bank_account(*bank_account(own, Decimal(10_000), OPENING_DAY))


def traded(desk: Desk) -> None:
    """Let the client have sold and bought, in two currencies, some of it paid, some of it late."""
    with_bank(desk)
    TakeOnService(desk).suppliers(_SUPPLIERS)
    old = sales.issued(desk, "INV-1", 110_000, name=CAFE, day=date(2026, 2, 3))
    part = sales.issued(desk, "INV-2", 220_000, name=CAFE, day=date(2026, 3, 2))
    paid = sales.issued(desk, "INV-3", 330_000, name=LONG, day=date(2026, 4, 6))
    sales.issued(desk, "INV-4", 55_000, name=LONG, day=date(2026, 6, 20))
    sales.issued(desk, "INV-5", 44_000, name=LONG, day=date(2026, 5, 20), currency="USD", rate="1.5")
    sales.received(desk, 110_000, (old, 110_000), name=CAFE, day=date(2026, 3, 20))
    sales.received(desk, 20_000, (part, 20_000), name=CAFE, day=date(2026, 4, 20))
    sales.received(desk, 350_000, (paid, 330_000), name=LONG, day=date(2026, 5, 10))
    bills = [
        Owed(BillKind.BILL, BillStatus.APPROVED, "any", total, due)
        for total, due in ((150_000, -12), (80_000, 6), (1_234_567, 25), (30_000, 60))
    ]
    enter(desk, bills, [supplier(desk, "Harbour Foods").id])
    wages(desk)
