"""What the bank's matching pane does with customers' money: proposals told in words, and credit kept by a person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bookdesk.banking.service import BankingService
from bookdesk.core.money import Money
from bookdesk.invoicing.shown import show
from bookdesk.ledger.earlypayment import EarlyPayment
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.sandbox.bank import Account, Booking, ofx
from bookdesk.store.desk import Desk
from bookdesk.ui.bank.view import BankScreen
from tests.support.billing import customer, issued, line
from tests.unit.ui.sales.selling import Selling, account


def aud(text: str) -> Money:
    return Money.of(text, "AUD")


def booked(desk: Desk, amount: str, text: str) -> None:
    """Let the bank show one line of today."""
    bookings = [Booking(date(2026, 6, 30), aud(amount), text)]
    data = ofx(Account("062000", "12345678", "AUD"), aud("0"), bookings).encode()
    BankingService(desk).import_statement("june.ofx", data, account=None)


def prepare(desk: Desk, amount: str, text: str) -> str:
    """Have an invoice of 110.00 less 2 % when it is paid early, and one line of the bank."""
    account(desk)
    early = EarlyPayment(Decimal("0.02"), 10)
    made = issued(desk, customer(desk), line("100"), discount=early)
    customer(desk, "Red Cafe")
    booked(desk, amount, text)
    return made.id


def screen(selling: Selling) -> BankScreen:
    selling.go("bank")
    shown = selling.at(BankScreen)
    shown.table.choose_first()
    selling.settle()
    return shown


def test_a_line_short_by_the_discount_says_so_and_settles_its_invoice(selling: Selling) -> None:
    invoice = selling.work(lambda desk: prepare(desk, "107.80", "BLUE CAFE INV-0001"))
    shown = screen(selling)
    model = shown.match.proposals.model()
    assert "less the discount" in str(model.index(0, 1).data())
    shown.match.proposals.opened.emit(1)
    selling.settle()
    assert selling.work(lambda desk: show(desk, invoice)).details.open == aud("0")


def test_money_of_who_owes_nothing_is_offered_as_his_credit(selling: Selling) -> None:
    selling.work(lambda desk: prepare(desk, "80", "RED CAFE"))
    shown = screen(selling)
    assert str(shown.match.proposals.model().index(0, 1).data()) == "On account of Red Cafe"
    shown.match.proposals.opened.emit(1)
    selling.settle()
    (row,) = selling.work(lambda desk: ReceiptService(desk).find())
    assert (row.customer, row.unapplied) == ("Red Cafe", aud("80"))


@pytest.mark.parametrize("named", ["", "Nobody"])
def test_a_person_says_whose_credit_it_is_though_something_of_his_is_open(selling: Selling, named: str) -> None:
    invoice = selling.work(lambda desk: prepare(desk, "500", "COUNTER CREDIT"))
    match = screen(selling).match
    assert match.keep.isVisible()
    match.whose.setText(named)
    match.keep.click()
    selling.settle()
    assert match.problem()
    assert selling.work(lambda desk: ReceiptService(desk).find()) == []
    match.whose.setText("Blue Cafe")
    match.keep.click()
    match.keep.click()
    selling.settle()
    (row,) = selling.work(lambda desk: ReceiptService(desk).find())
    assert (row.customer, row.unapplied) == ("Blue Cafe", aud("500"))
    assert selling.work(lambda desk: show(desk, invoice)).details.open == aud("110")


def test_money_out_is_nobodys_credit(selling: Selling) -> None:
    selling.work(lambda desk: prepare(desk, "-80", "RED CAFE"))
    assert not screen(selling).match.keep.isVisible()
