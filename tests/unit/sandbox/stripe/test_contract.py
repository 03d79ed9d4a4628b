"""The stand-in judged by what we did not write: the gateway's description, its fixtures, its client's types."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import stripe.params
import stripe.params.checkout
from hypothesis import given, settings
from hypothesis import strategies as st

from bookdesk.sandbox.stripe.messages import Record
from bookdesk.sandbox.stripe.routes import ROUTES, Route
from tests.support.stripe_contract import CLASSES, Contract, different, objects_in, parameters
from tests.unit.sandbox.stripe.desk import Desk
from tests.unit.sandbox.stripe.lives import Heard, random_life, whole_life

_STATES = {
    "balance_transaction": {"available", "pending"},
    "charge": {"failed", "pending", "succeeded"},
    "checkout.session": {"complete", "expired", "open"},
    "dispute": {"lost", "needs_response", "under_review", "warning_closed", "warning_needs_response",
                "warning_under_review", "won"},
    "mandate": {"active", "inactive"},
    "payment_intent": {"canceled", "processing", "requires_action", "requires_confirmation",
                       "requires_payment_method", "succeeded"},
    "payout": {"failed", "in_transit", "paid", "pending"},
    "refund": {"failed", "pending", "succeeded"},
    "setup_intent": {"canceled", "requires_payment_method", "succeeded"},
}  # fmt: skip
_P, _C = stripe.params, stripe.params.checkout
REQUESTS: dict[str, Any] = {
    "GET account": _P.AccountRetrieveParams,
    "GET balance": _P.BalanceRetrieveParams,
    "POST customers": _P.CustomerCreateParams,
    "GET customers": _P.CustomerListParams,
    "GET customers/*": _P.CustomerRetrieveParams,
    "POST customers/*": _P.CustomerUpdateParams,
    "GET customers/*/payment_methods": _P.CustomerPaymentMethodListParams,
    "POST checkout/sessions": _C.SessionCreateParams,
    "GET checkout/sessions": _C.SessionListParams,
    "GET checkout/sessions/*": _C.SessionRetrieveParams,
    "POST checkout/sessions/*/expire": _C.SessionExpireParams,
    "GET checkout/sessions/*/line_items": _C.SessionLineItemListParams,
    "POST payment_intents": _P.PaymentIntentCreateParams,
    "GET payment_intents": _P.PaymentIntentListParams,
    "GET payment_intents/*": _P.PaymentIntentRetrieveParams,
    "POST payment_intents/*/confirm": _P.PaymentIntentConfirmParams,
    "POST payment_intents/*/cancel": _P.PaymentIntentCancelParams,
    "POST setup_intents": _P.SetupIntentCreateParams,
    "GET setup_intents": _P.SetupIntentListParams,
    "GET setup_intents/*": _P.SetupIntentRetrieveParams,
    "POST setup_intents/*/cancel": _P.SetupIntentCancelParams,
    "POST payment_methods": _P.PaymentMethodCreateParams,
    "GET payment_methods": _P.PaymentMethodListParams,
    "GET payment_methods/*": _P.PaymentMethodRetrieveParams,
    "POST payment_methods/*/attach": _P.PaymentMethodAttachParams,
    "POST payment_methods/*/detach": _P.PaymentMethodDetachParams,
    "GET mandates/*": _P.MandateRetrieveParams,
    "GET charges": _P.ChargeListParams,
    "GET charges/*": _P.ChargeRetrieveParams,
    "POST refunds": _P.RefundCreateParams,
    "GET refunds": _P.RefundListParams,
    "GET refunds/*": _P.RefundRetrieveParams,
    "GET disputes": _P.DisputeListParams,
    "GET disputes/*": _P.DisputeRetrieveParams,
    "GET balance_transactions": _P.BalanceTransactionListParams,
    "GET balance_transactions/*": _P.BalanceTransactionRetrieveParams,
    "POST payouts": _P.PayoutCreateParams,
    "GET payouts": _P.PayoutListParams,
    "GET payouts/*": _P.PayoutRetrieveParams,
    "GET events": _P.EventListParams,
    "GET events/*": _P.EventRetrieveParams,
    "POST webhook_endpoints": _P.WebhookEndpointCreateParams,
    "GET webhook_endpoints": _P.WebhookEndpointListParams,
    "GET webhook_endpoints/*": _P.WebhookEndpointRetrieveParams,
}
_TEST_TOKENS = {"POST payment_methods": {"card[token]"}}
"""parameters that the gateway takes and the client's types leave out"""


@pytest.fixture(scope="module")
def contract(shared: Path) -> Contract:
    return Contract(shared)


def emitted(world: Heard) -> list[Record]:
    return different(one for answer in world.emitted() for one in objects_in(answer))


def objections(contract: Contract, world: Heard) -> set[str]:
    return {objection for one in emitted(world) for objection in contract.objections(one)}


def test_a_whole_life_emits_only_what_the_gateway_would(contract: Contract) -> None:
    world = whole_life()
    assert objections(contract, world) == set()
    seen = {(one["object"], one.get("status")) for one in emitted(world)}
    assert {kind for kind, _ in seen} == set(CLASSES)
    assert {(kind, state) for kind, states in _STATES.items() for state in states} <= seen


@given(seed=st.integers(0, 1 << 32))
@settings(max_examples=25, deadline=None)
def test_random_lives_emit_only_what_the_gateway_would(contract: Contract, seed: int) -> None:
    assert objections(contract, random_life(seed)) == set()


def test_the_judges_do_object_to_what_is_wrong(contract: Contract) -> None:
    """A judge that never objects is none: each kind without a field, with one too many, with a wrong value."""
    found = {one["object"]: one for one in emitted(whole_life()) if one["object"] not in {"price", "item"}}
    for kind, good in found.items():
        lacking = {name: value for name, value in good.items() if name not in {"id", "available"}}
        wrong = {**copy.deepcopy(good), "id": 7, "livemode": "no"}
        assert contract.objections(lacking), kind
        assert contract.objections({**good, "surprise": 1}) == [f"{kind}: the client knows no surprise"]
        assert contract.objections(wrong), kind
    event = {**found["event"], "type": "charge.exploded"}
    assert contract.objections(event)[0].endswith("no such type: charge.exploded")


def _name(route: Route) -> str:
    return f"{route.method} {'/'.join(route.steps)}"


def test_every_address_has_a_judge() -> None:
    assert {_name(route) for route in ROUTES} == set(REQUESTS)


@pytest.mark.parametrize("route", ROUTES, ids=_name)
def test_a_parameter_of_the_client_is_understood_or_refused_never_ignored(route: Route) -> None:
    known = parameters(REQUESTS[_name(route)])
    assert set(route.takes) - known - _TEST_TOKENS.get(_name(route), set()) == set()
    desk, path = Desk(), "/".join(route.steps).replace("*", "nothing")
    for name in known:
        status, body = desk.ask(route.method, path, _sample(name))
        refused = status == 400 and body["error"].get("code") == "parameter_unknown"
        understood = name in route.takes or f"{name}{{}}" in route.takes  # own keys may also be given empty at once
        assert refused != understood, (name, body)


def _sample(name: str) -> Record:
    """Return a request with just one parameter."""
    value: Any = "1"
    if name.endswith("{}"):
        name, value = name[:-2], {"k": "1"}
    for step in reversed(name.replace("]", "").split("[")):
        value = [value] if step == "" else {step: value}
    return dict(value)
