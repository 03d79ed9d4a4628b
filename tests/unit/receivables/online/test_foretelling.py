"""An invoice is settled otherwise while somebody may be paying it online: it is said, and its page is closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState, ReceiptWay
from bookdesk.invoicing.service import InvoiceService
from bookdesk.models.invoice import Invoice
from bookdesk.receivables.online.foretelling import after_act, before_act, before_credit, being_paid_now
from bookdesk.receivables.paying import FORETOLD, Trying, foretold
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.takings import Taken, Wanted
from bookdesk.sandbox.stripe import acts
from tests.support.billing import customer, issued, line
from tests.unit.receivables.online.counter import Counter, counter
from tests.unit.receivables.test_paying import TRIES

HUNDRED_TEN = Money(11_000, "AUD")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path) as one:
        yield one


def sold(shop: Counter) -> Invoice:
    return issued(shop.desk, customer(shop.desk), line("100"))


def cash(bill: Invoice, minor: int = 11_000) -> Taken:
    wanted = (Wanted(bill.id, Money(minor, "AUD")),)
    return Taken(bill.contact_id, Money(minor, "AUD"), ReceiptWay.CASH, None, None, wanted)


def credited(shop: Counter, bill: Invoice) -> Invoice:
    invoices = InvoiceService(shop.desk)
    return invoices.issue(invoices.credit(bill.id).id)


@given(TRIES)
def test_each_invoice_of_which_money_may_come_is_told_of_once(tries: list[Trying]) -> None:
    numbers = {one.invoice_id: f"No. {one.invoice_id}" for one in tries}
    concerned = {one.invoice_id for one in tries if one.state in FORETOLD}
    told = foretold(tries, numbers)
    assert len(told) == len(concerned)
    for invoice in concerned:
        assert sum(f"No. {invoice}" in words for words in told) == 1


@given(st.permutations(list(FORETOLD)))
def test_money_that_came_is_told_of_before_a_page_that_is_open(states: list[AttemptState]) -> None:
    tries = [Trying("a", state, HUNDRED_TEN, date(2026, 7, 1)) for state in states]
    assert foretold(tries, {"a": "INV-1"}) == (
        "110.00 AUD for INV-1 was paid online and is not booked yet: it stays the customer's credit, to be paid back.",
    )


def test_an_invoice_that_nobody_pays_online_is_said_nothing_of(shop: Counter) -> None:
    bill = sold(shop)
    before = being_paid_now(shop.desk)
    assert ReceiptService(shop.desk).foresee(cash(bill)).warnings == ()
    ReceiptService(shop.desk).take(cash(bill))
    assert (before, after_act(shop.desk, before)) == ({}, ())


def test_cash_for_an_invoice_whose_page_is_open_says_so_before_and_after(shop: Counter) -> None:
    bill, receipts = sold(shop), ReceiptService(shop.desk)
    shop.service.link(bill.id)
    assert "A page on which INV-0001 is paid online is open" in receipts.foresee(cash(bill)).warnings[0]
    before = being_paid_now(shop.desk)
    receipts.take(cash(bill))
    [said] = after_act(shop.desk, before)
    assert "is open: the next look at the gateway closes it" in said
    assert after_act(shop.desk, being_paid_now(shop.desk)) == (), "what was so before is not told again"


def test_what_leaves_enough_open_for_the_page_is_said_nothing_of(shop: Counter) -> None:
    bill = sold(shop)
    shop.service.link(bill.id, Money(4_000, "AUD"))
    before = being_paid_now(shop.desk)
    ReceiptService(shop.desk).take(cash(bill, 7_000))
    assert after_act(shop.desk, before) == ()


def test_a_debit_under_way_may_still_arrive_and_stays_credit(shop: Counter) -> None:
    bill = sold(shop)
    session = shop.pays(bill, "au_becs_debit")
    shop.look()
    with shop.desk.books.query() as books:
        [said] = before_act(books, {bill.id})
    assert "110.00 AUD for INV-0001 is under way at the customer's bank" in said
    before = being_paid_now(shop.desk)
    ReceiptService(shop.desk).write_off(bill.id, why="he is gone")
    assert after_act(shop.desk, before) == (said,)
    acts.settle_debit(shop.world, session)
    assert shop.look().booked.booked == 1
    assert ReceiptService(shop.desk).show("REC-0001").row.unapplied == HUNDRED_TEN


def test_a_credit_note_says_it_of_the_invoice_that_it_corrects(shop: Counter) -> None:
    bill = sold(shop)
    shop.service.link(bill.id)
    note = InvoiceService(shop.desk).credit(bill.id)
    with shop.desk.books.query() as books:
        assert "INV-0001 is paid online is open" in before_credit(books, [note.id])[0]
        assert before_credit(books, [bill.id]) == ()


def test_the_page_of_an_invoice_that_was_credited_or_cancelled_is_closed_with_the_next_look(shop: Counter) -> None:
    gone, void = sold(shop), sold(shop)
    for one in (gone, void):
        shop.service.link(one.id)
    before = being_paid_now(shop.desk)
    credited(shop, gone)
    InvoiceService(shop.desk).cancel(void.id, "written twice")
    assert len(after_act(shop.desk, before)) == 2
    shop.look()
    for one in (gone, void):
        assert shop.attempt(one).state is AttemptState.EXPIRED
        assert acts.pay(shop.world, shop.attempt(one).session_id or "").status == 410
