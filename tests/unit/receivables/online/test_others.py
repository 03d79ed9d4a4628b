"""One account at a gateway and two clients: the second is refused it; what names the first one's invoices is his."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.errors import BookDeskError, Conflict, NotFound, RuleBroken, UsageError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BookedAs
from bookdesk.models.gateway import GatewayMove, MoveBooking, OnlineSettings
from bookdesk.models.invoice import Invoice
from bookdesk.receivables.online.deciding_by_hand import Coded
from bookdesk.receivables.online.invariants import INVARIANTS
from bookdesk.receivables.online.others import Neighbour
from bookdesk.receivables.online.service import OnlineService
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.sales import customer, issued, left_of
from tests.unit.receivables.online.counter import KEY, Counter, counter, with_site


@pytest.fixture
def quay(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path / "quay") as one:
        yield one


@pytest.fixture
def rival(tmp_path: Path, quay: Counter) -> Iterator[Counter]:
    """Another client's desk at the same gateway, connected while no neighbour was seen."""
    with client_desk(tmp_path / "rival") as desk:
        one = Counter(replace(desk, clock=quay.desk.clock), quay.world)
        one.connect()
        one.service = beside(one, "Quay", quay.desk)
        yield one
        for each in (quay.desk, desk):
            with each.books.query() as session:
                assert [said for check in INVARIANTS for said in check.check(session)] == []


def beside(one: Counter, name: str, other: Desk) -> OnlineService:
    """Return the service of a client who has one neighbour."""
    way = replace(one.service._way, others=lambda: [Neighbour(name, lambda: nullcontext(other.books))])  # noqa: SLF001 - as the practice hands it in
    return OnlineService(one.desk, way)


def booked(desk: Desk) -> list[tuple[str, BookedAs]]:
    query = select(GatewayMove.kind, MoveBooking.booked_as).join(MoveBooking, MoveBooking.move_id == GatewayMove.id)
    with desk.books.query() as session:
        return [(row.kind, row.booked_as) for row in session.execute(query.order_by(GatewayMove.created))]


def paid_at_quay(quay: Counter) -> tuple[Invoice, str]:
    bill = issued(quay.desk, "INV-1", 30_000)
    return bill, quay.pays(bill)


def test_an_account_that_another_client_has_is_not_connected(tmp_path: Path, quay: Counter) -> None:
    with client_desk(tmp_path / "rival") as desk:
        one = Counter(desk, quay.world)
        service = beside(one, "Quay Street Bakery", quay.desk)
        with pytest.raises(Conflict, match="is the account of Quay Street Bakery already"):
            service.connect("stripe", KEY)
        with pytest.raises(NotFound):
            service.connected()
        with pytest.raises(UsageError):
            service.connect("stripe", KEY, shared="  ")
        assert service.connect("stripe", KEY, shared="one shop, two books").gateway == "stripe"
        with desk.books.query() as session:
            assert session.scalars(select(OnlineSettings.shared)).all() == ["one shop, two books"]


def test_an_account_that_nobody_else_has_is_connected_as_ones_own(tmp_path: Path, quay: Counter) -> None:
    with client_desk(tmp_path / "rival") as desk:
        one = Counter(desk, quay.world)
        service = beside(one, "Quay", quay.desk)
        quay.service.disconnect()
        with pytest.raises(RuleBroken, match="No other client"):
            service.connect("stripe", KEY, shared="we share it")
        assert service.connect("stripe", KEY).gateway == "stripe"


def test_a_client_gets_a_new_key_of_his_account_whoever_else_has_it(rival: Counter) -> None:
    assert rival.service.connect("stripe", KEY).problem is None


def test_a_neighbour_whose_books_do_not_open_keeps_nobody(tmp_path: Path, quay: Counter) -> None:
    def shut() -> nullcontext[None]:
        raise BookDeskError("closed")

    with client_desk(tmp_path / "rival") as desk:
        one = Counter(desk, quay.world)
        way = replace(one.service._way, others=lambda: [Neighbour("Quay", shut)])  # type: ignore[arg-type] # noqa: SLF001 - it never opens
        assert OnlineService(desk, way).connect("stripe", KEY).account.name


def test_what_names_another_clients_invoice_is_his_and_is_neither_assigned_nor_coded_here(
    quay: Counter, rival: Counter
) -> None:
    bill, session_id = paid_at_quay(quay)
    quay.look()
    looked = rival.look()
    assert (looked.booked.to_decide, looked.booked.waiting) == (0, 0)
    [move] = rival.service.moves()
    assert move.booked_as is BookedAs.OTHERS
    who = customer(rival.desk)
    with pytest.raises(RuleBroken, match="money of Quay, whose invoice it names"):
        rival.service.assign(move.move_id, who.name)
    with pytest.raises(RuleBroken, match="money of Quay"):
        rival.service.code(move.id, Coded("4-1000", "cakes"))
    quay.refunded_elsewhere(session_id, 1_200)
    assert [one.look().booked.to_decide for one in (quay, rival)] == [0, 0]
    assert booked(quay.desk) == [("payment", BookedAs.RECEIPT), ("refund", BookedAs.REFUND)]
    assert booked(rival.desk) == [("payment", BookedAs.OTHERS), ("refund", BookedAs.OTHERS)]
    assert left_of(quay.desk, bill) == 1_200


def test_a_payment_that_waited_before_anybody_was_asked_is_refused_as_well(quay: Counter, rival: Counter) -> None:
    paid_at_quay(quay)
    alone = OnlineService(rival.desk, replace(rival.service._way, others=list))  # noqa: SLF001 - it saw nobody then
    rival.later()
    assert alone.look().booked.to_decide == 1
    [move] = alone.moves(to_decide=True)
    with pytest.raises(RuleBroken, match="money of Quay"):
        rival.service.assign(move.move_id, customer(rival.desk).name)
    assert rival.service.moves(to_decide=True) == [], "whose it is was asked, and is known now"


def test_what_no_neighbour_knows_may_still_be_assigned(quay: Counter, rival: Counter) -> None:
    """So it is with books that were put back to an earlier day: they have forgotten what they sent."""
    paid_at_quay(quay)
    rival.service = beside(rival, "Somebody", rival.desk)
    assert rival.look().booked.to_decide == 1
    [move] = rival.service.moves(to_decide=True)
    rival.service.assign(move.move_id, customer(rival.desk).name, [])
    assert rival.service.moves()[0].booked_as is BookedAs.RECEIPT


def test_a_payout_of_both_is_split_by_whose_payments_left_with_it(quay: Counter, rival: Counter) -> None:
    paid_at_quay(quay)
    rival_bill = issued(rival.desk, "INV-7", 10_000)
    with_site(rival.desk)
    rival.pays(rival_bill)
    for one in (quay, rival):
        one.service = beside(one, "the other", rival.desk if one is quay else quay.desk)
        one.look()
    quay.away(5)
    for one in (quay, rival):
        assert one.look().booked.to_decide == 0
        [held] = one.service.shown().held
        assert (held.told, held.booked, held.ledger) == (Money(0, "AUD"),) * 3
    [payout] = quay.service.shown().payouts
    assert payout.lines == 2
    parts = [share(one.desk) for one in (quay, rival)]
    assert sum(parts) == -payout.amount.minor
    assert all(part < 0 for part in parts)


def share(desk: Desk) -> int:
    query = select(MoveBooking.share).where(MoveBooking.booked_as == BookedAs.PAYOUT)
    with desk.books.query() as session:
        return session.scalars(query).one() or 0
