from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.port import Move, MoveKind, PaymentState
from bookdesk.protocol import commands
from bookdesk.protocol.events import (
    AttemptState,
    CommandOutcome,
    MethodSaved,
    Outcome,
    SessionChanged,
    SessionOpened,
)
from bookdesk.protocol.words import PaperState
from bookdesk.server.assembly import Portal
from bookdesk.server.collecting.machine import RANKS, heard, payable
from bookdesk.server.collecting.paying import Begun, Result, Wish
from bookdesk.server.storage.moneytables import AttemptRow
from tests.support.desk import Desk
from tests.support.memorygateway import MemoryGateway

WHOLE = Money(10000, "EUR")


def wish(amount: Money = WHOLE, seen: Money = WHOLE, **changed: object) -> Wish:
    return Wish("koala", "d1", "contact1", "de", amount, seen, "https://p/done", "https://p/back", **changed)  # type: ignore[arg-type] # by name


def start(portal: Portal, wanted: Wish | None = None) -> Begun:
    return portal.services.paying.start(wanted or wish())


def session_of(begun: Begun) -> str:
    assert begun.url is not None
    return begun.url.rpartition("/")[2]


def state(portal: Portal) -> list[str]:
    with portal.heart.store.reading() as session:
        return list(session.scalars(select(AttemptRow.state).order_by(AttemptRow.begun)))


def work(portal: Portal) -> None:
    while portal.worker.turn():
        pass


@given(st.lists(st.sampled_from(AttemptState), max_size=12))
def test_what_the_gateway_tells_counts_by_rank_not_by_order(told: list[AttemptState]) -> None:
    now = AttemptState.CREATED
    for one in told:
        before, now = now, heard(now, one)
        assert RANKS[now] >= RANKS[before]
        assert not before.final or now in {before, AttemptState.SUCCEEDED}
    if AttemptState.SUCCEEDED in told:
        assert now is AttemptState.SUCCEEDED
    again = now
    for one in told:
        again = heard(again, one)
    assert again is now


@given(
    st.integers(0, 10**9),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 10**6)),
    st.sets(st.sampled_from("abcdef")),
)
def test_each_payment_is_taken_off_once_whoever_knows_it_first(
    total: int, captured: dict[str, int], included: set[str]
) -> None:
    booked = sum(amount for payment, amount in captured.items() if payment in included)
    expected = max(0, total - sum(captured.values()))
    assert payable(max(0, total - booked), captured, included) == (
        expected if booked <= total else payable(0, captured, included)
    )


def test_a_payment_is_opened_paid_and_told_once_however_it_is_heard(
    portal: Portal, desk: Desk, gateway: MemoryGateway
) -> None:
    desk.send(desk.paper())
    begun = start(portal)
    assert begun.result is Result.GO
    assert start(portal).result is Result.UNDER_WAY
    assert portal.services.paying.resume("koala", "d1") == begun
    gateway.pay(session_of(begun))
    for _ in range(2):
        portal.outcomes.facts("koala", gateway.read(gateway.events))
        portal.services.paying.check("koala", "d1")
        work(portal)
    told = desk.pull()
    assert [type(event) for event in told] == [SessionOpened, SessionChanged, SessionChanged]
    assert isinstance(told[-1], SessionChanged)
    assert (told[-1].state, told[-1].payment) == (AttemptState.SUCCEEDED, "pay-ses-1")
    assert start(portal).result is Result.NOT_PAYABLE
    assert portal.services.paying.check("koala", "d1") is None


def test_the_amount_is_what_is_open_and_the_desk_s_booking_changes_nothing_about_it(
    portal: Portal, desk: Desk, gateway: MemoryGateway
) -> None:
    desk.send(desk.paper())
    part = Money(2500, "EUR")
    gateway.pay(session_of(start(portal, wish(part))))
    portal.services.paying.check("koala", "d1")
    rest = Money(7500, "EUR")
    assert start(portal, wish(WHOLE)).result is Result.CHANGED
    now = portal.heart.now()
    desk.send(commands.ChangeAmount("d1", PaperState.ISSUED, rest, ("pay-ses-1",), now))
    assert start(portal, wish(WHOLE, rest)).result is Result.BAD_AMOUNT
    gateway.pay(session_of(start(portal, wish(rest, rest))))
    portal.services.paying.check("koala", "d1")
    assert [amount.minor for _, amount in gateway.paid] == [2500, 7500]
    assert start(portal, wish(rest, rest)).result is Result.NOT_PAYABLE


@pytest.mark.parametrize(
    ("amount", "method", "result"),
    [
        (Money(10001, "EUR"), None, Result.BAD_AMOUNT),
        (Money(99, "EUR"), None, Result.BAD_AMOUNT),
        (Money(-100, "EUR"), None, Result.BAD_AMOUNT),
        (Money(10000, "USD"), None, Result.BAD_AMOUNT),
        (WHOLE, PayMethod.WALLET, Result.BAD_METHOD),
        (Money(100, "EUR"), PayMethod.CARD, Result.GO),
    ],
)
def test_only_what_may_be_paid_is(
    portal: Portal, desk: Desk, amount: Money, method: PayMethod | None, result: Result
) -> None:
    desk.send(desk.paper())
    assert start(portal, wish(amount, method=method)).result is result


def test_without_part_payment_only_all_of_it_is_taken(portal: Portal, desk: Desk) -> None:
    desk.set_up(part_payment=False)
    desk.send(desk.paper())
    assert start(portal, wish(Money(9999, "EUR"))).result is Result.BAD_AMOUNT
    assert start(portal).result is Result.GO


@pytest.mark.parametrize("fault", ["away", "refused"])
def test_where_surely_nothing_was_done_the_document_is_free_again(
    portal: Portal, desk: Desk, gateway: MemoryGateway, fault: str
) -> None:
    desk.send(desk.paper())
    gateway.faults = [fault]
    assert start(portal).result is Result.AWAY
    assert start(portal).result is Result.GO


@pytest.mark.parametrize("fault", ["lost before", "lost after"])
def test_no_answer_holds_the_document_until_the_gateway_tells(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock, fault: str
) -> None:
    desk.send(desk.paper())
    gateway.faults = [fault]
    assert start(portal).result is Result.UNKNOWN
    assert start(portal).result is Result.UNDER_WAY
    gateway.faults = ["away", "away"]
    assert portal.services.paying.resume("koala", "d1").result is Result.UNKNOWN
    clock.advance(40)
    work(portal)
    assert state(portal) == [AttemptState.UNKNOWN]
    clock.advance(3600)
    work(portal)
    assert state(portal) == [AttemptState.OPEN]
    assert len(gateway.sessions) == 1
    assert portal.services.paying.resume("koala", "d1").result is Result.GO


def test_what_the_gateway_never_heard_of_is_given_up_only_when_no_page_can_live_so_long(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock
) -> None:
    desk.send(desk.paper())
    gateway.faults = ["lost before"]
    start(portal)
    for hours, expected in ((22, AttemptState.UNKNOWN), (9, AttemptState.EXPIRED)):
        clock.advance(hours * 3600)
        work(portal)
        assert state(portal) == [expected]
    assert gateway.sessions == {}


@pytest.mark.parametrize(
    ("paid", "outcome", "paper"),
    [
        (0, Outcome.APPLIED, PaperState.VOID),
        (1, Outcome.REFUSED, PaperState.VOID),
        (1, Outcome.REFUSED, PaperState.SETTLED),
    ],
)
def test_a_page_of_a_document_that_is_not_owed_any_more_is_closed_with_a_last_look(  # noqa: PLR0913, PLR0917 - cases and parts
    portal: Portal,
    desk: Desk,
    gateway: MemoryGateway,
    paid: int,
    outcome: Outcome,
    paper: PaperState,
) -> None:
    desk.send(desk.paper())
    begun = start(portal)
    if paid:
        gateway.pay(session_of(begun))
    now = portal.heart.now()
    change = commands.ChangeAmount("d1", paper, Money(0, "EUR"), (), now)
    command = commands.WithdrawDocument("d1", paper) if paper is PaperState.VOID else change
    assert desk.send(command)[0].outcome is Outcome.WAITING
    assert portal.services.paying.resume("koala", "d1").result is Result.UNDER_WAY
    work(portal)
    told = [event for event in desk.pull() if isinstance(event, CommandOutcome)]
    assert [(event.outcome, event.document) for event in told] == [(outcome, "d1")]
    assert gateway.pay(session_of(begun)) is False
    assert len(gateway.paid) == paid


def test_a_debit_under_way_is_not_paid_cannot_be_called_back_and_frees_the_document_when_it_fails(
    portal: Portal, desk: Desk, gateway: MemoryGateway
) -> None:
    desk.send(desk.paper())
    name = session_of(start(portal))
    gateway.pay(name, PaymentState.PROCESSING)
    assert portal.services.paying.check("koala", "d1") is AttemptState.PROCESSING
    assert start(portal).result is Result.UNDER_WAY
    desk.send(commands.ExpireSession("d1"))
    work(portal)
    outcomes = [event for event in desk.pull() if isinstance(event, CommandOutcome)]
    assert [event.outcome for event in outcomes] == [Outcome.REFUSED]
    gateway.settle(name, PaymentState.FAILED)
    portal.outcomes.facts("koala", gateway.read(gateway.events))
    assert state(portal) == [AttemptState.FAILED]
    assert start(portal).result is Result.GO


def test_a_payment_that_came_back_is_owed_again(portal: Portal, desk: Desk, gateway: MemoryGateway) -> None:
    desk.send(desk.paper())
    gateway.pay(session_of(start(portal)))
    portal.services.paying.check("koala", "d1")
    now = portal.heart.now()
    back = Money(-10000, "EUR")
    zero = Money(0, "EUR")
    move = Move("txn", MoveKind.PAYMENT_RETURNED, now, now.date(), back, zero, back, payment_id="pay-ses-1")
    for _ in range(2):
        portal.outcomes.facts("koala", [move])
    assert start(portal).result is Result.GO


def test_an_expired_page_frees_the_document(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock
) -> None:
    desk.send(desk.paper())
    first = session_of(start(portal))
    clock.advance(timedelta(hours=3, minutes=5).total_seconds())
    work(portal)
    assert state(portal) == [AttemptState.EXPIRED]
    assert session_of(start(portal)) != first
    assert gateway.pay(first) is False


def test_a_method_is_kept_where_the_customer_let_it(portal: Portal, desk: Desk, gateway: MemoryGateway) -> None:
    desk.send(desk.paper())
    gateway.pay(session_of(start(portal, wish(keep=True))))
    portal.services.paying.check("koala", "d1")
    assert [event.method for event in desk.pull() if isinstance(event, MethodSaved)] == ["pm-ses-1"]


def test_the_customer_closes_his_own_page(portal: Portal, desk: Desk) -> None:
    desk.send(desk.paper())
    start(portal)
    assert portal.services.paying.stop("koala", "d1") is AttemptState.EXPIRED
    assert portal.services.paying.stop("koala", "d1") is None
    assert start(portal).result is Result.GO


def test_a_command_that_comes_while_the_gateway_is_asked_closes_what_it_answers(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock
) -> None:
    desk.send(desk.paper())
    waiting = [commands.WithdrawDocument("d1", PaperState.VOID)]

    def withdraw() -> None:
        if waiting:
            desk.send(waiting.pop())

    gateway.at_call = withdraw
    start(portal)
    clock.advance(60)
    work(portal)
    assert state(portal) == [AttemptState.EXPIRED]


def test_erasing_waits_for_money_on_its_way(portal: Portal, desk: Desk) -> None:
    desk.send(desk.paper())
    start(portal)
    assert desk.send(commands.EraseCustomer("cust1"))[0].outcome is Outcome.REFUSED
    work(portal)
    assert desk.send(commands.EraseCustomer("cust1"))[0].outcome is Outcome.APPLIED


def test_who_asks_at_the_same_time_gets_one_page(portal: Portal, desk: Desk, gateway: MemoryGateway) -> None:
    desk.send(desk.paper())
    with ThreadPoolExecutor(8) as pool:
        begun = list(pool.map(lambda _: start(portal), range(24)))
    assert [one.result for one in begun].count(Result.GO) == 1
    assert {one.result for one in begun} == {Result.GO, Result.UNDER_WAY}
    assert len(gateway.sessions) == 1
