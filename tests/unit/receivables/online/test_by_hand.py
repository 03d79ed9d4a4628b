"""What the gateway moved is not taken back by hand: its own move would be booked beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import NotAllowed
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.models.gateway import GatewayConnection
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.receivables.online.booking import book_moves
from bookdesk.receivables.online.moveshown import move_of_receipt
from bookdesk.receivables.online.refunds import back_asked
from bookdesk.receivables.receipts import PaidBack, ReceiptService
from bookdesk.receivables.takings import Taken
from bookdesk.store.desk import Desk
from tests.support.books import bank, client_desk
from tests.support.sales import customer, issued
from tests.unit.receivables.online.lives import MERCHANT, START, Life, tell


def aud(minor: int) -> Money:
    return Money(minor, "AUD")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as one:
        bank(one)
        assert isinstance(one.clock, MovableClock)
        one.clock.advance(2 * 86_400)  # the gateway's moves are of the next day
        yield one


def receipt(desk: Desk) -> Receipt:
    with desk.books.query() as session:
        return session.scalars(select(Receipt)).one()


def paid(desk: Desk, *, too_much: int = 0) -> Receipt:
    bill, life = issued(desk, "INV-1", 10_000), Life()
    payment = life.paid(bill, 10_000 + too_much)
    life.refunded(payment, 1_000)
    tell(desk, life.moves)
    book_moves(desk)
    return receipt(desk)


def connect(desk: Desk) -> None:
    with desk.books.upkeep() as session:
        row = GatewayConnection(gateway="stripe", merchant=MERCHANT, name="Koala", country="AU", currency="AUD")
        row.live, row.automatic, row.key, row.connected_at = False, True, "rk_test_1", START
        session.add(row)


def test_neither_the_receipt_nor_its_refund_is_taken_back_by_hand(desk: Desk) -> None:
    row, service = paid(desk), ReceiptService(desk)
    with desk.books.query() as session:
        refund = session.scalars(select(Refund)).one()
    for act in (lambda: service.reverse(row.id, why="by hand"), lambda: service.reverse_refund(refund.id, why="no")):
        with pytest.raises(NotAllowed, match="moved by the payment gateway"):
            act()
    assert receipt(desk).reversed_on is None


def test_while_the_gateway_can_pay_back_nobody_does_by_hand(desk: Desk) -> None:
    row, service = paid(desk, too_much=5_000), ReceiptService(desk)
    by_bank = PaidBack(aud(500), "too much", receipt=row.id)
    connect(desk)
    for paid_back in (by_bank, PaidBack(aud(500), "no", receipt=row.id, way=ReceiptWay.ONLINE)):
        with pytest.raises(NotAllowed, match="moved by the payment gateway"):
            service.refund(paid_back)
    with desk.books.upkeep() as session:
        session.delete(session.scalars(select(GatewayConnection)).one())
    assert service.refund(by_bank).amount == 500


def test_what_can_be_paid_back_is_known_before(desk: Desk) -> None:
    row = paid(desk)
    with desk.books.query() as session:
        asked, move = back_asked(session, row.id), move_of_receipt(session, row.id)
    assert (asked.amount, asked.left, asked.waiting, asked.live) == (aud(10_000), aud(9_000), None, None)
    assert move is not None
    assert move.line.payment_id == row.payment_reference
    connect(desk)
    with desk.books.query() as session:
        assert back_asked(session, row.id).live is False


def test_what_came_otherwise_has_no_gateway(desk: Desk) -> None:
    who = customer(desk)
    made = ReceiptService(desk).take(Taken(who.id, aud(100), ReceiptWay.CASH)).row.receipt
    with desk.books.query() as session:
        assert move_of_receipt(session, made.id) is None
        with pytest.raises(NotAllowed):
            back_asked(session, made.id)
