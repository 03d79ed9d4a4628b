"""What Stripe does with money besides the usual: other currencies, taxed fees, late balances, fees alone, payouts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from bookdesk.core.errors import Unreachable
from bookdesk.core.money import Money
from bookdesk.gateways.port import Listed, Move, MoveKind, PayoutFact, PayoutState, Refused
from bookdesk.gateways.stripe.events import Place
from bookdesk.sandbox.stripe import acts, balance
from bookdesk.sandbox.stripe.money import FeePlan
from bookdesk.sandbox.stripe.settings import FULL_KEY, Settings
from bookdesk.sandbox.stripe.transport import client_of
from bookdesk.sandbox.stripe.world import World
from tests.support.answerer import answering, says
from tests.support.gateway_acting import new_session, paid
from tests.support.gateway_contract import all_events, all_facts, moves_in
from tests.unit.gateways.stripe.scene import Scene, scene
from tests.unit.gateways.stripe.test_failures import NOW, gateway


def world(**settings: Any) -> World:  # noqa: ANN401 - fields of the settings
    return World(settings=Settings(**settings))


def pay(found: Scene, amount: Money) -> Move:
    session = found.gateway.create_session(replace(new_session(), amount=amount))
    assert found.pay(session)
    (move,) = moves_in(all_facts(found.gateway, Listed.MOVES)).values()
    return move


def test_what_settles_in_another_currency_is_told_in_both() -> None:
    with scene(world=world(rates={"usd": Fraction(9, 10)})) as found:
        move = pay(found, Money(10_000, "USD"))
    assert (move.amount, move.presented) == (Money(9_000, "EUR"), Money(10_000, "USD"))
    assert move.fee.currency == move.net.currency == "EUR"


@pytest.mark.parametrize("amount", [Money(5_000, "JPY"), Money(5_120, "KWD"), Money(70_000, "HUF")])
def test_currencies_with_other_coins_arrive_as_they_were_asked(amount: Money) -> None:
    with scene() as found:
        assert pay(found, amount).amount == amount


@pytest.mark.parametrize("amount", [Money(7_000, "ISK"), Money(400_000, "UGX"), Money(50_000, "JPY")])
def test_currencies_that_stripe_counts_otherwise_settle_as_they_were_asked(amount: Money) -> None:
    with scene(world=world(rates={amount.currency.lower(): Fraction(1, 150)})) as found:
        assert pay(found, amount).presented == amount


def test_a_figure_that_no_coin_can_pay_is_said_and_not_rounded() -> None:
    with scene() as found, pytest.raises(Unreachable, match="ISK has no coin that small"):
        pay(found, Money(777, "ISK"))


def test_the_tax_on_a_fee_is_told() -> None:
    with scene(world=world(fees=FeePlan(tax_basis_points=2_000))) as found:
        move = pay(found, Money(10_000, "EUR"))
    assert move.fee_tax is not None
    assert move.fee == Money(175 + 35, "EUR")
    assert move.fee_tax == Money(35, "EUR")


def test_a_balance_that_is_told_late_is_told() -> None:
    with scene(world=world(balance_lag=3_600)) as found:
        session = paid(found)
        events, cursor = all_events(found.gateway, found.beginning)
        assert moves_in(found.gateway.read(events)) == {}
        found.world.advance(3_600)
        later, _ = all_events(found.gateway, cursor)
        (move,) = moves_in(found.gateway.read(later)).values()
    assert move.payment_id == session.payment_id


def test_a_fee_of_its_own_is_found_by_listing() -> None:
    with scene() as found:
        balance.charge_account(found.world, 500, "Radar")
        (move,) = moves_in(all_facts(found.gateway, Listed.MOVES)).values()
    assert (move.kind, move.amount, move.payment_id, move.said) == (MoveKind.FEE, Money(-500, "EUR"), None, "Radar")


def test_a_payout_that_fails_comes_back() -> None:
    with scene() as found:
        paid(found)
        found.pass_days(2)
        cursor = found.gateway.list_events(None).cursor
        (payout,) = (fact for fact in all_facts(found.gateway, Listed.PAYOUTS) if isinstance(fact, PayoutFact))
        acts.fail_payout(found.world, payout.id)
        facts = found.gateway.read(all_events(found.gateway, cursor)[0])
    after = next(fact for fact in facts if isinstance(fact, PayoutFact))
    assert (after.id, after.state) == (payout.id, PayoutState.FAILED)
    amounts = {move.kind: move.amount for move in moves_in(facts).values()}
    assert amounts[MoveKind.PAYOUT] == -amounts[MoveKind.PAYOUT_FAILED] == -payout.amount
    assert {move.payout_id for move in moves_in(facts).values()} == {payout.id}


def test_a_manual_payout_has_no_lines() -> None:
    with scene(world=world(automatic_payouts=False)) as found:
        assert not found.gateway.account().automatic
        paid(found)
        found.pass_days(3)
        made = client_of(found.world, FULL_KEY).v1.payouts.create({"amount": 1_000, "currency": "eur"})
        (payout,) = (fact for fact in all_facts(found.gateway, Listed.PAYOUTS) if isinstance(fact, PayoutFact))
        assert (payout.id, payout.listed) == (made.id, False)
        with pytest.raises(Refused):
            found.gateway.payout_lines(payout.id)


def test_a_place_older_than_a_month_is_a_gap_though_stripe_should_answer() -> None:
    empty = {"object": "list", "data": [], "has_more": False, "url": "/v1/events"}
    with answering(says(empty)) as answerer:
        found = gateway(answerer.url)
        page = found.list_events(str(Place(NOW - timedelta(days=30, seconds=1), "evt_old")))
        assert (page.gap, page.events) == (True, ())
        assert not any("ending_before" in heard.query for heard in answerer.heard)
        assert not found.list_events(str(Place(NOW - timedelta(days=30), "evt_old"))).gap
        assert Place.parsed(page.cursor) == Place(datetime(2026, 11, 1, tzinfo=UTC), "")
        found.close()
