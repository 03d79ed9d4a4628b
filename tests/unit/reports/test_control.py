"""What an ageing adds up to is what the ledger says, at every day; where it is not, that is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bookdesk.core.money import Money
from bookdesk.models.bill import BillKind, BillStatus
from bookdesk.reports.service import ReportService, Side
from bookdesk.store.desk import Desk
from tests.support import sales
from tests.support.books import client_desk, supplier
from tests.support.owed import Owed, enter

DAYS = (date(2026, 4, 30), date(2026, 5, 6), date(2026, 6, 30), date(2026, 7, 1))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def test_receivables_are_the_control_account_on_each_day_also_in_foreign_currency(desk: Desk) -> None:
    old = sales.issued(desk, "I-1", 110_000, day=date(2026, 4, 1))
    sales.issued(desk, "I-2", 55_000, day=date(2026, 5, 20), currency="USD", rate="1.5")
    sales.received(desk, 120_000, (old, 60_000), day=date(2026, 5, 6))
    service = ReportService(desk)
    for day in DAYS:
        report = service.ageing(Side.RECEIVABLES, day)
        assert report.control is not None
        assert not report.control.apart(report.ageing.base.total), day
    last = service.ageing(Side.RECEIVABLES)
    assert last.control is not None
    assert last.control.balance == Money(110_000 - 120_000 + 82_500, "AUD")
    assert last.tie().startswith("Adds up to the account")


def test_a_part_of_it_is_held_against_nothing(desk: Desk) -> None:
    invoice = sales.issued(desk, "I-1", 110_000, day=date(2026, 4, 1))
    service = ReportService(desk)
    for part in (
        service.ageing(Side.RECEIVABLES, contact_id=invoice.contact_id),
        service.ageing(Side.RECEIVABLES, currency="AUD"),
    ):
        assert part.control is None
        assert part.tie() == ""


def test_what_no_entry_stands_for_is_told_with_its_amount(desk: Desk) -> None:
    """Written past the program: a bill without its posting."""
    enter(desk, [Owed(BillKind.BILL, BillStatus.APPROVED, "any", 30_000, 9)], [supplier(desk, "Harbour Foods").id])
    report = ReportService(desk).ageing(Side.PAYABLES)
    assert report.control is not None
    assert report.control.apart(report.ageing.base.total) == Money(30_000, "AUD")
    assert report.tie().startswith("300.00 AUD apart from the account")
