"""The books follow the gateway's moves, each once and to the cent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BookedAs, EntryKind, ReceiptWay
from bookdesk.ledger.allocating import Applied, allocate_credit
from bookdesk.ledger.periods import lock_through
from bookdesk.ledger.receiving import free_receipt
from bookdesk.ledger.refunding import NewRefund, book_refund
from bookdesk.models.account import AccountRole
from bookdesk.models.gateway import MoveBooking, MoveWaiting
from bookdesk.models.invoice import Invoice, InvoiceKind
from bookdesk.models.ledger import LedgerEntry
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.receivables.online.booking import Booked, book_moves
from bookdesk.receivables.online.invariants import INVARIANTS
from bookdesk.store.desk import Desk
from tests.support.books import bank, client_desk
from tests.support.sales import balance_of, changing, customer, in_receivables, issued, left_of
from tests.unit.receivables.online.lives import Life, cleared, tell


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as one:
        yield one
        with one.books.query() as session:
            assert [said for check in INVARIANTS for said in check.check(session)] == []


def booked(desk: Desk, life: Life) -> Booked:
    tell(desk, life.moves)
    return book_moves(desk)


def receipts(desk: Desk) -> list[Receipt]:
    with desk.books.query() as session:
        return list(session.scalars(select(Receipt).order_by(Receipt.number)))


def invoice(desk: Desk, row: Invoice) -> Invoice:
    with desk.books.query() as session:
        return session.get_one(Invoice, row.id)


def why_waiting(desk: Desk) -> list[str]:
    with desk.books.query() as session:
        return list(session.scalars(select(MoveWaiting.why)))


def test_a_payment_is_a_receipt_gross_and_its_fee_is_taken_from_what_the_gateway_holds(desk: Desk) -> None:
    bill, life = issued(desk, "INV-1", 11_000), Life()
    life.paid(bill, 11_000, fee=320, fee_tax=29)
    assert booked(desk, life) == Booked(booked=1)
    [receipt] = receipts(desk)
    assert (receipt.money, receipt.way, receipt.fee, receipt.fee_tax) == (
        Money(11_000, "AUD"),
        ReceiptWay.ONLINE,
        320,
        29,
    )
    assert left_of(desk, bill) == 0
    assert cleared(desk) == 11_000 - 320
    assert balance_of(desk, AccountRole.MERCHANT_FEES) == (291, 291)
    assert balance_of(desk, AccountRole.TAX_ON_PURCHASES) == (29, 29)
    with desk.books.query() as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.source_id == receipt.id)).one()
    assert entry.kind is EntryKind.RECEIPT
    assert receipt.day == date(2026, 7, 2)


def test_hearing_of_it_again_books_nothing(desk: Desk) -> None:
    bill, life = issued(desk, "INV-1", 11_000), Life()
    life.paid(bill, 11_000, fee=320)
    booked(desk, life)
    assert tell(desk, life.moves) == 0
    assert book_moves(desk) == Booked()
    assert len(receipts(desk)) == 1


def test_what_is_paid_beyond_the_invoice_is_the_customers_credit(desk: Desk) -> None:
    bill, life = issued(desk, "INV-1", 10_000), Life()
    life.paid(bill, 11_000)
    booked(desk, life)
    assert left_of(desk, bill) == 0
    assert in_receivables(desk, customer(desk)) == (-1_000, -1_000)


def test_two_payments_of_one_invoice_are_both_booked_and_the_second_is_credit(desk: Desk) -> None:
    bill, life = issued(desk, "INV-1", 10_000), Life()
    life.paid(bill, 10_000)
    life.paid(bill, 10_000)
    assert booked(desk, life).booked == 2
    assert in_receivables(desk, customer(desk)) == (-10_000, -10_000)


def test_a_payment_that_names_nothing_waits_for_a_person(desk: Desk) -> None:
    life = Life()
    life.paid(None, 5_000)
    assert booked(desk, life) == Booked(to_decide=1)
    assert receipts(desk) == []
    assert why_waiting(desk) == ["The payment names no invoice of these books: say whose money it is."]


def test_a_payment_that_names_an_invoice_of_other_books_says_so(desk: Desk) -> None:
    life = Life()
    life.paid(Invoice(id="0192aa00-0000-7000-8000-000000000000"), 5_000)
    assert booked(desk, life) == Booked(to_decide=1)
    assert "these books do not have" in why_waiting(desk)[0]


def test_a_refund_opens_the_invoice_and_spares_it_reminders(desk: Desk) -> None:
    bill, life = issued(desk, "INV-1", 10_000), Life()
    life.refunded(life.paid(bill, 10_000, fee=200), 4_000)
    booked(desk, life)
    assert left_of(desk, bill) == 4_000
    assert invoice(desk, bill).disputed
    assert cleared(desk) == life.held == 10_000 - 200 - 4_000


def test_a_refund_after_a_credit_note_leaves_the_invoice_settled(desk: Desk) -> None:
    bill, life = issued(desk, "INV-1", 10_000), Life()
    payment = life.paid(bill, 10_000)
    booked(desk, life)
    note = issued(desk, "CN-1", 4_000, kind=InvoiceKind.CREDIT_NOTE, corrects=bill)
    life.refunded(payment, 4_000)
    booked(desk, life)
    assert left_of(desk, bill) == 0
    assert left_of(desk, note) == 0
    assert not invoice(desk, bill).disputed
    assert in_receivables(desk, customer(desk)) == (0, 0)


def test_unapplied_money_goes_back_before_an_invoice_is_opened(desk: Desk) -> None:
    bill, life = issued(desk, "INV-1", 10_000), Life()
    life.refunded(life.paid(bill, 13_000), 3_000)
    booked(desk, life)
    assert left_of(desk, bill) == 0
    assert not invoice(desk, bill).disputed


def test_a_debit_that_came_back_opens_the_invoice_and_it_is_reminded_of(desk: Desk) -> None:
    bill, life = issued(desk, "INV-1", 10_000), Life()
    life.returned(life.paid(bill, 10_000, fee=100), fee=400)
    booked(desk, life)
    assert left_of(desk, bill) == 10_000
    assert not invoice(desk, bill).disputed
    assert cleared(desk) == life.held == -500


def test_a_dispute_opens_the_invoice_and_a_won_one_settles_it_again(desk: Desk) -> None:
    bill, life = issued(desk, "INV-1", 10_000), Life()
    dispute = life.disputed(life.paid(bill, 10_000))
    booked(desk, life)
    assert (left_of(desk, bill), invoice(desk, bill).disputed) == (10_000, True)
    life.won(dispute, fee=-1_500)
    booked(desk, life)
    assert (left_of(desk, bill), invoice(desk, bill).disputed) == (0, False)
    assert cleared(desk) == life.held == 10_000
    assert balance_of(desk, AccountRole.MERCHANT_FEES) == (0, 0)


def test_a_refund_that_failed_is_taken_back(desk: Desk) -> None:
    bill, life = issued(desk, "INV-1", 10_000), Life()
    refund = life.refunded(life.paid(bill, 10_000), 10_000)
    life.refund_failed(refund)
    booked(desk, life)
    assert left_of(desk, bill) == 0
    assert not invoice(desk, bill).disputed
    with desk.books.query() as session:
        [row] = session.scalars(select(Refund))
    assert row.reversed_on is not None


def test_a_refund_told_before_its_payment_waits_for_it(desk: Desk) -> None:
    bill, life = issued(desk, "INV-1", 10_000), Life()
    life.refunded(life.paid(bill, 10_000), 4_000)
    tell(desk, life.moves[1:])
    assert book_moves(desk) == Booked(waiting=1)
    tell(desk, life.moves[:1])
    assert book_moves(desk) == Booked(booked=2)
    assert why_waiting(desk) == []
    assert left_of(desk, bill) == 4_000


def test_a_fee_of_its_own_and_a_payout_are_entries(desk: Desk) -> None:
    bill, life = issued(desk, "INV-1", 10_000), Life()
    life.paid(bill, 10_000, fee=200)
    life.charged(300)
    life.paid_out(9_500)
    assert booked(desk, life).booked == 3
    assert cleared(desk) == 0
    with desk.books.query() as session:
        kinds = [one.kind for one in session.scalars(select(LedgerEntry).where(LedgerEntry.kind.in_(_OWN)))]
    assert sorted(kinds) == [EntryKind.GATEWAY_FEE, EntryKind.PAYOUT]


_OWN = (EntryKind.GATEWAY_FEE, EntryKind.PAYOUT)


def test_a_payout_that_came_back_is_reversed(desk: Desk) -> None:
    bill, life = issued(desk, "INV-1", 10_000), Life()
    life.paid(bill, 10_000)
    life.payout_failed(life.paid_out(10_000))
    booked(desk, life)
    assert cleared(desk) == 10_000
    with desk.books.query() as session:
        how = [one.booked_as for one in session.scalars(select(MoveBooking).order_by(MoveBooking.id))]
    assert how == [BookedAs.RECEIPT, BookedAs.PAYOUT, BookedAs.PAYOUT_RETURNED]


def test_what_is_not_known_is_never_guessed(desk: Desk) -> None:
    life = Life()
    life.odd(-700)
    assert booked(desk, life) == Booked(to_decide=1)
    assert "does not know" in why_waiting(desk)[0]


def test_one_that_is_refused_holds_up_nobody_else(desk: Desk) -> None:
    first, second, life = issued(desk, "INV-1", 10_000), issued(desk, "INV-2", 5_000), Life()
    payment = life.paid(first, 10_000)
    booked(desk, life)
    _pay_back_by_hand(desk, receipts(desk)[0])
    life.refunded(payment, 10_000)
    life.paid(second, 5_000)
    assert booked(desk, life) == Booked(booked=1, to_decide=1)
    assert left_of(desk, second) == 0


def _pay_back_by_hand(desk: Desk, receipt: Receipt) -> None:
    with changing(desk) as work:
        row = work.get(Receipt, receipt.id)
        free_receipt(work, row, None, date(2026, 7, 2), "cash back")
        new = NewRefund(date(2026, 7, 2), row.money, ReceiptWay.BANK, bank(desk).account_id, "cash", receipt_id=row.id)
        book_refund(work, new, by="ann", at=desk.clock.now())
        work.commit()


def test_what_happened_in_a_locked_period_is_booked_on_the_first_open_day(desk: Desk) -> None:
    bill, life = issued(desk, "INV-1", 10_000), Life()
    lock_through(desk, date(2026, 7, 15), "closed")
    life.paid(bill, 10_000)
    booked(desk, life)
    assert receipts(desk)[0].day == date(2026, 7, 16)


def test_a_cancelled_invoice_leaves_the_money_as_credit(desk: Desk) -> None:
    bill, life = issued(desk, "INV-1", 10_000), Life()
    note = issued(desk, "CN-1", 10_000, kind=InvoiceKind.CREDIT_NOTE)
    with changing(desk) as work:
        allocate_credit(work, work.get(Invoice, note.id), Applied(bill.id, Money(10_000, "AUD")))
        work.commit()
    life.paid(bill, 10_000)
    booked(desk, life)
    assert in_receivables(desk, customer(desk)) == (-10_000, -10_000)
