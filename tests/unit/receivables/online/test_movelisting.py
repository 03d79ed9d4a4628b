"""What moved at the gateway as lists by key: each as the slow definition says, and thousands without loading all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, select

from bookdesk.core.errors import NotFound
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BookedAs
from bookdesk.gateways.port import Move, PayoutFact, PayoutState
from bookdesk.models.actions import Action
from bookdesk.models.gateway import GatewayMove
from bookdesk.models.history import Origin
from bookdesk.receivables.online.booking import book_moves
from bookdesk.receivables.online.listing import online_rows, shown
from bookdesk.receivables.online.movelisting import MoveLine, MoveList, MoveListing, MoveOrder, MovesAsked
from bookdesk.receivables.online.moveshown import MoveShown, show_move
from bookdesk.receivables.online.told import Source, keep_facts, keep_lines
from bookdesk.store.desk import Desk
from tests.support.books import bank, client_desk
from tests.support.sales import issued
from tests.unit.receivables.online.lives import MERCHANT, START, Life, tell


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as one:
        yield one


def lived(desk: Desk) -> Life:
    """Have a payment with a fee, its refund, one of nobody, something odd, and a refund whose payment is missing."""
    bank(desk)
    life, bill = Life(), issued(desk, "INV-1", 11_000)
    payment = life.paid(bill, 11_000, fee=320)
    life.refunded(payment, 1_000)
    life.paid(None, 500)
    life.odd(-7)
    gone = Life(moves=list(life.moves)).paid(None, 1)
    life.refunded(gone, 200)
    tell(desk, life.moves)
    book_moves(desk)
    return life


def rows(desk: Desk, **terms: object) -> list[MoveLine]:
    view = MoveListing(desk).of(MovesAsked(**terms))  # type: ignore[arg-type]  # by name
    keys = view.keys()
    assert list(view.first(2)) == list(keys)[:2]
    return list(view.rows(keys))


def test_each_list_has_what_the_slow_definition_says(desk: Desk) -> None:
    lived(desk)
    with desk.books.query() as session:
        slow = online_rows(session)
    all_of_it = rows(desk)
    assert [(one.id, one.customer or None, one.booked_as, one.ask) for one in all_of_it] == [
        (one.id, one.customer, one.booked_as, one.ask) for one in slow
    ]
    assert [one.id for one in rows(desk, list=MoveList.TO_DECIDE)] == [one.id for one in slow if one.ask]
    waiting = [one.id for one in slow if one.booked_as is None and not one.ask]
    assert [one.id for one in rows(desk, list=MoveList.WAITING)] == waiting
    assert len(waiting) == 1
    assert MoveListing(desk).counts(MoveList) == {MoveList.ALL: 5, MoveList.TO_DECIDE: 2, MoveList.WAITING: 1}


def test_they_are_sorted_searched_and_added_up(desk: Desk) -> None:
    life = lived(desk)
    amounts = [one.amount.minor for one in rows(desk, order=MoveOrder.AMOUNT, descending=False)]
    assert amounts == sorted(amounts)
    assert [one.amount.minor for one in rows(desk, text="110.00")] == [11_000]
    name = rows(desk)[-1].customer
    assert {one.booked_as for one in rows(desk, text=name)} == {BookedAs.RECEIPT, BookedAs.REFUND}
    assert [one.move_id for one in rows(desk, text="txn_0002")] == ["txn_0002"]
    assert rows(desk, text="nobody") == []
    listing = MoveListing(desk)
    keys = listing.of(MovesAsked()).keys()
    gross = sum(one.amount.minor for one in life.moves)
    assert listing.sums(keys) == ((Money(gross, "AUD"), Money(life.held, "AUD")),)
    first = rows(desk)[0]
    assert listing.key_of(first.id) == first.key
    assert listing.key_of("none") is None


def test_one_is_shown_with_what_it_became(desk: Desk) -> None:
    life = lived(desk)

    def shown_of(move: Move) -> MoveShown:
        with desk.books.query() as session:
            own = session.scalars(select(GatewayMove.id).where(GatewayMove.move_id == move.id)).one()
            return show_move(session, own)

    payment, refund, nobody = (shown_of(one) for one in life.moves[:3])
    assert payment.receipt == refund.receipt
    assert payment.invoices == refund.invoices
    assert [number for _, number in payment.invoices] == ["INV-1"]
    assert sum(one.base.minor for one in payment.posted) == 0
    assert len(payment.posted) >= 3
    assert (nobody.receipt, nobody.posted) == (None, ())
    assert "names no invoice" in nobody.line.why
    with pytest.raises(NotFound), desk.books.query() as session:
        show_move(session, "none")


def test_a_payout_is_found_by_its_name_with_what_it_contains(desk: Desk) -> None:
    life = lived(desk)
    source = Source("stripe", MERCHANT, START)
    fact = PayoutFact("po_7", PayoutState.PAID, Money(9_680, "AUD"), START, START.date(), listed=True)
    with desk.books.change(Action.GATEWAY_TOLD, "told", actor=desk.actor, origin=Origin.JOB) as work:
        keep_facts(work, source, [fact])
        keep_lines(work, source, [("po_7", one.id) for one in life.moves[:2]])
        work.commit()
    found = rows(desk, text="po_7")
    assert [one.payout_id for one in found] == ["po_7", "po_7"]
    with desk.books.query() as session:
        (payout,) = shown(session).payouts
        assert show_move(session, found[0].id).left == "paid"
    assert (payout.lines, payout.sums, payout.arrives) == (2, Money(9_680, "AUD"), START.date())


def test_thousands_are_listed_by_few_questions(desk: Desk) -> None:
    life = Life()
    for number in range(2_000):
        life.paid(None, 100 + number)
    tell(desk, life.moves)
    asked: list[str] = []
    view = MoveListing(desk).of(MovesAsked())
    with desk.books.query() as session:
        connection = session.connection()
        event.listen(connection.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    keys = view.keys()
    page = view.rows(keys[:200])
    counted = MoveListing(desk).counts([MoveList.WAITING])
    assert len(keys) == 2_000
    assert [one.move_id for one in page[:2]] == ["txn_1999", "txn_1998"]
    assert counted == {MoveList.WAITING: 2_000}
    questions = [one for one in asked if one.lstrip().upper().startswith("SELECT")]
    assert len(questions) == 3, questions
