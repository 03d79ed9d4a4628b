"""What a customer need not pay any more is not credited to him as well."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.invoicing.service import InvoiceService
from bookdesk.ledger.earlypayment import EarlyPayment
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.takings import Taken
from bookdesk.store.desk import Desk
from tests.support.billing import customer, issued, line
from tests.support.books import client_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def test_what_was_written_off_is_not_credited_too(desk: Desk) -> None:
    invoices, receipts = InvoiceService(desk), ReceiptService(desk)
    made = issued(desk, customer(desk), line("100"))
    receipts.write_off(made.number or "", why="insolvent")
    assert str(invoices.show(made.id).creditable) == "0.00 AUD"
    note = invoices.credit(made.id)
    assert "0.00 AUD is left" in str(invoices.show(note.id).doubt), "it is said before it is issued"
    with pytest.raises(RuleBroken, match=r"110.00 AUD of it is a discount given, or written off"):
        invoices.issue(note.id)
    receipts.reverse_write_off(made.number or "", why="he pays after all")
    assert invoices.show(note.id).doubt is None
    assert invoices.issue(note.id).number == "CN-0001"


def test_a_discount_for_paying_early_is_not_credited_too(desk: Desk) -> None:
    invoices = InvoiceService(desk)
    made = issued(desk, customer(desk), line("100"), discount=EarlyPayment(Decimal("0.02"), 10))
    paid = Money.of("107.80", "AUD")
    ReceiptService(desk).take(Taken("Blue Cafe", paid, ReceiptWay.CASH))
    assert invoices.show(made.id).open == Money.zero("AUD")
    assert invoices.show(made.id).creditable == paid
    with pytest.raises(RuleBroken, match=r"107.80 AUD is left"):
        invoices.issue(invoices.credit(made.id).id)


def test_a_credit_note_brings_the_discount_that_was_earned_and_takes_it_away_again(desk: Desk) -> None:
    invoices, receipts = InvoiceService(desk), ReceiptService(desk)
    made = issued(desk, customer(desk), line("100"), discount=EarlyPayment(Decimal("0.02"), 10))
    receipts.take(Taken("Blue Cafe", Money.of("53.90", "AUD"), ReceiptWay.CASH))
    note = invoices.issue(invoices.credit(made.id, lines=(line("50"),)).id)
    assert invoices.show(note.id).laid_on == (made.id,)
    assert (str(invoices.show(made.id).open), str(invoices.show(made.id).creditable)) == ("0.00 AUD", "53.90 AUD")
    invoices.cancel(note.id, "meant for another")
    assert invoices.show(note.id).laid_on == ()
    assert (str(invoices.show(made.id).open), str(invoices.show(made.id).creditable)) == ("56.10 AUD", "110.00 AUD")
