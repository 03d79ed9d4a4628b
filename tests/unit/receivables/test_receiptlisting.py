"""Lists of receipts: what is on which, how it is told, sought and added up, and one receipt in full."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookdesk.core.errors import NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind, ReceiptWay
from bookdesk.models.receipt import Receipt
from bookdesk.receivables.receiptlisting import (
    ReceiptLine,
    ReceiptList,
    ReceiptListing,
    ReceiptOrder,
    ReceiptsAsked,
    ReceiptState,
)
from bookdesk.receivables.receipts import PaidBack, ReceiptService
from bookdesk.receivables.receiptshown import show_receipt
from bookdesk.receivables.takings import Taken, Wanted
from bookdesk.store.desk import Desk
from tests.support.books import bank, client_desk
from tests.support.sales import ISSUED, customer, issued, received

NAME = "Hilton Park"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        bank(opened)
        customer(opened, NAME)
        yield opened


def aud(minor: int) -> Money:
    return Money(minor, "AUD")


def take(desk: Desk, minor: int, way: ReceiptWay = ReceiptWay.CASH, *invoices: Wanted, name: str = NAME) -> str:
    taken = Taken(name, aud(minor), way, ISSUED, invoices=invoices)
    return ReceiptService(desk).take(taken).row.receipt.id


def lines(desk: Desk, which: ReceiptList = ReceiptList.ALL, text: str = "") -> list[ReceiptLine]:
    view = ReceiptListing(desk).of(ReceiptsAsked(which, text, order=ReceiptOrder.NUMBER, descending=False))
    return list(view.rows(view.keys()))


def test_each_receipt_is_on_the_lists_it_belongs_to(desk: Desk) -> None:
    issued(desk, "1", 100_00)
    service = ReceiptService(desk)
    take(desk, 100_00, ReceiptWay.CHEQUE, Wanted("1"))
    take(desk, 40_00)
    cheque = take(desk, 30_00, ReceiptWay.CHEQUE)
    service.refund(PaidBack(aud(15_00), "too much", receipt="REC-0002", way=ReceiptWay.CASH))
    service.reverse(cheque, why="bounced")
    service.pay_in(["REC-0001"], "Everyday")
    told = [(one.number, one.state, one.settles, one.unapplied.minor, one.in_hand) for one in lines(desk)]
    assert told == [
        ("REC-0001", ReceiptState.BOOKED, ("1",), 0, False),
        ("REC-0002", ReceiptState.PART_REFUNDED, (), 25_00, True),
        ("REC-0003", ReceiptState.BOUNCED, (), 0, False),
    ], "what was taken back stays in sight"
    assert [one.state for one in lines(desk, ReceiptList.TAKEN_BACK)] == [ReceiptState.BOUNCED]
    counts = ReceiptListing(desk).counts(ReceiptList)
    assert [counts[one] for one in ReceiptList] == [3, 1, 1, 1, 1]
    keys = [one.key for one in lines(desk)]
    assert ReceiptListing(desk).sums(keys) == ((aud(140_00), aud(25_00)),), "what was taken back counts for nothing"


@pytest.mark.parametrize("text", ["hilton", "REC-0002", "40.00", "rec-0002 hilton", "40"])
def test_a_receipt_is_found_by_customer_number_and_amount(desk: Desk, text: str) -> None:
    customer(desk, "Somebody Else")
    take(desk, 77_00, name="Somebody Else")
    take(desk, 40_00)
    assert [one.number for one in lines(desk, text=text)] == ["REC-0002"]


def test_orders_walk_the_whole_list(desk: Desk) -> None:
    for minor in (5_00, 90_00, 20_00):
        take(desk, minor)
    for order in ReceiptOrder:
        for descending in (False, True):
            view = ReceiptListing(desk).of(ReceiptsAsked(order=order, descending=descending))
            assert sorted(view.keys()) == sorted(one.key for one in lines(desk))
            assert list(view.first(2)) == list(view.keys())[:2]
    view = ReceiptListing(desk).of(ReceiptsAsked(order=ReceiptOrder.AMOUNT, descending=True))
    assert [one.amount.minor for one in view.rows(view.keys())] == [90_00, 20_00, 5_00]


def test_a_bank_line_s_receipt_says_so_and_one_that_is_gone_is_left_out(desk: Desk) -> None:
    made = received(desk, 10_00, match_id="a match")
    (row,) = lines(desk)
    assert row.of_bank_line
    assert ReceiptListing(desk).key_of(made.id) == row.key
    assert ReceiptListing(desk).key_of("nobody") is None
    view = ReceiptListing(desk).of(ReceiptsAsked())
    assert [one.id for one in view.rows([row.key, row.key + 99])] == [made.id]


def test_one_receipt_in_full_keeps_what_was_taken_back(desk: Desk) -> None:
    issued(desk, "1", 60_00)
    receipt = take(desk, 100_00, ReceiptWay.CASH, Wanted("1"))
    service = ReceiptService(desk)
    service.free(receipt, "1", why="meant for another", day=date(2026, 7, 1))
    shown = show_receipt(desk, receipt)
    assert [(one.number, one.amount.minor, one.taken_back) for one in shown.laid] == [
        ("1", 60_00, True),
        ("1", -60_00, True),
    ]
    assert [one.kind for one in shown.posted] == [EntryKind.RECEIPT, EntryKind.RECEIPT]
    assert sum(one.base.minor for one in shown.posted) == 0
    assert (shown.banked, shown.fee, shown.gain, shown.line.unapplied) == (aud(100_00), aud(0), None, aud(100_00))
    with pytest.raises(NotFound):
        show_receipt(desk, "nobody")


def test_realised_differences_are_among_what_was_posted(desk: Desk) -> None:
    invoice = issued(desk, "1", 100_00, currency="USD", rate="1.5")
    made = received(desk, 100_00, (invoice, 100_00), currency="USD", banked=aud(160_00))
    shown = show_receipt(desk, made.id)
    assert shown.gain == aud(10_00)
    assert {one.kind for one in shown.posted} == {EntryKind.RECEIPT, EntryKind.EXCHANGE_DIFFERENCE}
    assert sum(one.base.minor for one in shown.posted) == 0


@settings(max_examples=6, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["take", "back", "free", "refund"]), st.integers(0, 4)), max_size=8))
def test_counts_are_the_lengths_of_the_lists_and_hold_what_they_say(steps: list[tuple[str, int]]) -> None:
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - a home for each example

    with TemporaryDirectory() as folder, client_desk(Path(folder)) as desk:
        bank(desk)
        customer(desk, NAME)
        service, made = ReceiptService(desk), list[str]()
        issued(desk, "1", 50_00)
        for what, place in steps:
            try:
                if what == "take":
                    taken = Taken(NAME, aud(10_00 + place), ReceiptWay.CHEQUE, ISSUED, again=True)
                    made.append(service.take(taken).row.receipt.id)
                elif made and what == "back":
                    service.reverse(made[place % len(made)], why="bounced")
                elif made and what == "free":
                    service.free(made[place % len(made)], why="wrong")
                elif made:
                    paid = PaidBack(aud(3_00), "back", receipt=made[place % len(made)], way=ReceiptWay.CASH)
                    service.refund(paid)
            except RuleBroken:
                continue
        counts = ReceiptListing(desk).counts(ReceiptList)
        assert {one: len(lines(desk, one)) for one in ReceiptList} == dict(counts)
        with desk.books.query() as session:
            assert counts[ReceiptList.ALL] == session.query(Receipt).count()
        for one in lines(desk):
            detail = service.show(one.id)
            assert (one.unapplied, one.settles) == (detail.row.unapplied, tuple(x.number for x in detail.settled))
