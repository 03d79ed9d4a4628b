from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.clock import MovableClock
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.amounts import Limits
from bookdesk.gateways.port import Charged, PaymentState
from bookdesk.protocol import commands
from bookdesk.protocol.events import AttemptState, AutoChargeResult, ConsentRevoked, MethodRemoved
from bookdesk.protocol.words import PaperState
from bookdesk.server.assembly import Portal
from bookdesk.server.collecting import auto
from bookdesk.server.collecting.consents import give_consent
from bookdesk.server.collecting.paying import Result, Wish
from bookdesk.server.collecting.retries import HARD, PAUSES, SOFT, Failure, next_try
from bookdesk.server.storage.base import stamp
from bookdesk.server.storage.moneytables import ConsentRow, MethodRow
from tests.support.desk import Desk
from tests.support.memorygateway import MemoryGateway

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SOFT_DECLINE = Charged("", PaymentState.FAILED, "insufficient_funds", retry=True)


@given(
    st.lists(
        st.builds(Failure, st.just(NOW), st.sampled_from([*sorted(HARD | SOFT), "odd"]), st.booleans()),
        min_size=1,
        max_size=6,
    )
)
def test_a_charge_is_tried_at_most_twice_more_and_never_after_a_reason_that_stays(failures: list[Failure]) -> None:
    again = next_try(failures)
    if len(failures) > 2 or any(failure.why in HARD for failure in failures):
        assert again is None
    elif failures[-1].may_pass or failures[-1].why in SOFT:
        assert again == NOW + PAUSES[len(failures) - 1]
    else:
        assert again is None


def agree(portal: Portal) -> None:
    now = portal.heart.now()
    whose = {"tenant": "koala", "customer": "cust1"}
    said = {"wording": "Charge me.", "wording_version": "1", "locale": "en", "contact": "contact1"}
    with portal.heart.store.writing() as session:
        session.add(MethodRow(id="pm", gateway_customer="cus", kind="card", label="", saved=stamp(now), **whose))
        give_consent(session, ConsentRow(id="consent", method="pm", **whose, **said), PayMethod.CARD, now)


def work(portal: Portal) -> None:
    while portal.worker.turn():
        pass


def results(desk: Desk) -> list[AutoChargeResult]:
    return [event for event in desk.pull() if isinstance(event, AutoChargeResult)]


def test_it_is_charged_on_its_day_once_and_not_before(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock
) -> None:
    agree(portal)
    desk.send(desk.paper(due=clock.now().date() + timedelta(days=2)))
    work(portal)
    assert gateway.paid == []
    clock.advance(2 * 86400)
    for _ in range(3):
        work(portal)
        clock.advance(3600)
    assert [amount for _, amount in gateway.paid] == [Money(10000, "EUR")]
    assert [event.state for event in results(desk)] == [AttemptState.SUCCEEDED]


def test_what_the_gateway_does_not_take_is_not_charged_and_left_to_people(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(portal)
    desk.send(desk.paper(due=clock.now().date()))
    most = Limits(Money(50, "EUR"), Money(9_999, "EUR"))
    monkeypatch.setattr(auto, "limits", lambda _gateway, _currency: most)
    work(portal)
    assert gateway.calls == []
    monkeypatch.undo()
    work(portal)
    assert [amount for _, amount in gateway.paid] == [Money(10000, "EUR")]


@pytest.mark.parametrize("why", ["no consent", "disputed", "stale", "off", "older than the consent", "settled"])
def test_it_is_left_alone(portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock, why: str) -> None:
    due = clock.now().date() - timedelta(days=1 if why == "older than the consent" else 0)
    if why != "no consent":
        agree(portal)
    if why == "off":
        desk.set_up(auto_pay=False)
    age = timedelta(days=20 if why == "stale" else 0)
    desk.send(desk.paper(due=due, as_of=clock.now() - age))
    if why == "disputed":
        grant = portal.services.link("token-of-a-link-with-256-bits-of-chance-in-it")
        assert grant is not None
        portal.services.ask(grant, "Not mine", (), (), dispute=True)
    if why == "settled":
        desk.send(commands.ChangeAmount("d1", PaperState.SETTLED, Money(0, "EUR"), (), clock.now()))
    work(portal)
    assert gateway.calls == []


def test_an_open_page_is_closed_before_it_is_charged(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock
) -> None:
    agree(portal)
    desk.send(desk.paper(due=clock.now().date()))
    whole = Money(10000, "EUR")
    wish = Wish("koala", "d1", "contact1", "de", whole, whole, "https://p/done", "https://p/back")
    assert portal.services.paying.start(wish).result is Result.GO
    for _ in range(3):
        work(portal)
        clock.advance(60)
    assert [session.state for session in gateway.sessions.values()] == [PaymentState.EXPIRED]
    assert len(gateway.paid) == 1


def test_a_reason_that_may_pass_is_tried_twice_more(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock
) -> None:
    agree(portal)
    desk.set_up(fresh_days=60)
    desk.send(desk.paper(due=clock.now().date()))
    gateway.declines = [SOFT_DECLINE] * 9
    for _ in range(30):
        work(portal)
        clock.advance(86400)
    told = results(desk)
    assert [event.state for event in told] == [AttemptState.FAILED] * 3
    assert [event.next_try is None for event in told] == [False, False, True]


def test_a_reason_that_stays_is_not_tried_again(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock
) -> None:
    agree(portal)
    desk.send(desk.paper(due=clock.now().date()))
    gateway.declines = [Charged("", PaymentState.FAILED, "stolen_card", retry=True)]
    for _ in range(10):
        work(portal)
        clock.advance(86400)
    assert gateway.calls.count("charge") == 1
    assert [event.next_try for event in results(desk)] == [None]


@pytest.mark.parametrize("fault", ["lost before", "lost after"])
def test_a_charge_without_an_answer_is_made_once(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock, fault: str
) -> None:
    agree(portal)
    desk.send(desk.paper(due=clock.now().date()))
    gateway.faults = [fault]
    for _ in range(3):
        work(portal)
        clock.advance(3600)
    assert len(gateway.paid) == 1
    assert results(desk)[-1].state is AttemptState.SUCCEEDED


def test_a_charge_nobody_heard_of_is_not_made_any_more_where_it_was_paid_otherwise(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock
) -> None:
    agree(portal)
    desk.send(desk.paper(due=clock.now().date()))
    gateway.faults = ["lost before"]
    work(portal)
    desk.send(commands.ChangeAmount("d1", PaperState.SETTLED, Money(0, "EUR"), (), clock.now()))
    for _ in range(40):
        work(portal)
        clock.advance(3600)
    assert gateway.paid == []
    assert results(desk)[-1].state is AttemptState.EXPIRED


def test_a_gateway_that_is_away_is_asked_again_later_and_counts_as_no_failure(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock
) -> None:
    agree(portal)
    desk.send(desk.paper(due=clock.now().date()))
    gateway.faults = ["away"] * 5
    for _ in range(8):
        work(portal)
        clock.advance(3601)
    assert gateway.calls.count("charge") == 6
    assert len(gateway.paid) == 1


def test_a_mandate_that_was_taken_back_ends_the_consent(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock
) -> None:
    agree(portal)
    gateway.revoke("pm")
    for _ in range(2):
        portal.outcomes.facts("koala", gateway.read(gateway.events))
    desk.send(desk.paper(due=clock.now().date()))
    work(portal)
    assert gateway.paid == []
    assert [type(event) for event in desk.pull()] == [MethodRemoved, ConsentRevoked]
