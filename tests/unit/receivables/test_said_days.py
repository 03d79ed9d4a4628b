"""A day that is said is the day that is taken: where something was not there yet it is refused, never moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.models.invoice import InvoiceKind
from bookdesk.receivables.receipts import PaidBack, ReceiptService
from bookdesk.receivables.takings import Taken
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.sales import customer, issued, left_of

CAME, BEFORE = date(2026, 7, 20), date(2026, 7, 19)


def aud(minor: int) -> Money:
    return Money(minor, "AUD")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        assert isinstance(opened.clock, MovableClock)
        opened.clock.instant = datetime(2026, 8, 1, 2, tzinfo=UTC)
        customer(opened, "Hilton Park")
        yield opened


def test_credit_is_laid_on_an_invoice_on_the_day_that_is_said_or_not_at_all(desk: Desk) -> None:
    service = ReceiptService(desk)
    service.take(Taken("Hilton Park", aud(80_00), ReceiptWay.CHEQUE, CAME))
    invoice = issued(desk, "1", 50_00)
    issued(desk, "CN-1", 10_00, kind=InvoiceKind.CREDIT_NOTE, day=CAME)
    later = issued(desk, "2", 50_00, day=date(2026, 7, 25))
    to_come = date(2026, 8, 2)
    for day, words in ((BEFORE, "2026-07-20, which is later"), (to_come, "still to come"), (CAME, "Invoice 2")):
        with pytest.raises(RuleBroken, match=words):
            service.apply("REC-0001", day=day)
    with pytest.raises(RuleBroken, match="The credit note CN-1 is of 2026-07-20"):
        service.apply_credit_note("CN-1", day=BEFORE)
    assert (left_of(desk, invoice), left_of(desk, later)) == (50_00, 50_00)
    found = service.apply("REC-0001", day=date(2026, 7, 26))
    assert {one.day for one in found.settled} == {date(2026, 7, 26)}
    with pytest.raises(RuleBroken, match="which is later"):
        service.free("REC-0001", "1", why="misapplied", day=date(2026, 7, 25))
    service.free("REC-0001", "1", why="misapplied", day=date(2026, 7, 26))
    assert left_of(desk, invoice) == 50_00


def test_a_refund_and_a_write_off_are_taken_back_on_no_day_before_them(desk: Desk) -> None:
    service = ReceiptService(desk)
    service.take(Taken("Hilton Park", aud(80_00), ReceiptWay.CHEQUE, BEFORE))
    back = service.refund(PaidBack(aud(30_00), "too much paid", receipt="REC-0001", day=CAME, way=ReceiptWay.CASH))
    with pytest.raises(RuleBroken, match="AUD is of 2026-07-20, which is later"):
        service.reverse_refund(back.id, why="came back", day=BEFORE)
    assert service.reverse_refund(back.id, why="came back", day=CAME).reversed_on == CAME
    invoice = issued(desk, "1", 50_00)
    service.write_off("1", why="insolvent", day=CAME)
    with pytest.raises(RuleBroken, match="written off of 1 is of 2026-07-20"):
        service.reverse_write_off("1", why="paid after all", day=BEFORE)
    assert left_of(desk, invoice) == 0
