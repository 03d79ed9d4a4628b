"""Stripe's own published objects (where they are on this machine), and what is not in them, as facts."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.port import (
    Charged,
    DisputeFact,
    DisputeState,
    MandateFact,
    Move,
    MoveKind,
    PaymentFact,
    PaymentState,
    PayoutFact,
    PayoutState,
    RefundFact,
    RefundState,
    Session,
)
from bookdesk.gateways.stripe import mapping, moves, shapes

AT = datetime(2026, 11, 1, tzinfo=UTC)
SECOND = 1_793_491_200
Record = dict[str, Any]
JUNK: tuple[Any, ...] = (None, [], {}, "?", 7, True, 1.5)


@pytest.fixture(scope="module")
def official(shared: Path) -> dict[str, Record]:
    text = (shared / "data/payments/stripe-fixtures3-2026-08.json").read_text(encoding="utf-8")
    resources: dict[str, Record] = json.loads(text)["resources"]
    return resources


def balance(**changes: Any) -> Record:  # noqa: ANN401 - parts of JSON
    return {
        "id": "txn_1",
        "object": "balance_transaction",
        "amount": 10_000,
        "fee": 250,
        "net": 9_750,
        "currency": "eur",
        "created": SECOND,
        "available_on": SECOND + 2 * 86_400,
        "type": "charge",
        "reporting_category": "charge",
        "fee_details": [],
        "source": "ch_1",
        "description": "Invoice 7",
        **changes,
    }


def charge(**changes: Any) -> Record:  # noqa: ANN401 - as above
    return {
        "id": "ch_1",
        "object": "charge",
        "amount": 10_000,
        "currency": "eur",
        "created": SECOND,
        "payment_intent": "pi_1",
        "metadata": {"attempt": "att_1"},
        "payment_method_details": {"type": "card", "card": {"wallet": None}},
        **changes,
    }


def payment(**changes: Any) -> Record:  # noqa: ANN401 - as above
    return {
        "id": "pi_1",
        "object": "payment_intent",
        "amount": 10_000,
        "amount_received": 0,
        "currency": "eur",
        "created": SECOND,
        "status": "requires_payment_method",
        "metadata": {"attempt": "att_1"},
        "last_payment_error": None,
        "latest_charge": None,
        **changes,
    }


def session(**changes: Any) -> Record:  # noqa: ANN401 - as above
    return {
        "id": "cs_1",
        "object": "checkout.session",
        "mode": "payment",
        "status": "open",
        "payment_status": "unpaid",
        "amount_total": 10_000,
        "currency": "eur",
        "client_reference_id": "att_1",
        "url": "https://checkout.stripe.com/c/pay/cs_1",
        "expires_at": SECOND,
        "payment_intent": None,
        **changes,
    }


def test_every_official_object_that_concerns_us_is_understood(official: dict[str, Record]) -> None:
    page = {**official["checkout.session"], "amount_total": 100, "currency": "usd"}
    kinds = {
        "payment_intent": PaymentFact,
        "refund": RefundFact,
        "dispute": DisputeFact,
        "payout": PayoutFact,
        "mandate": MandateFact,
        "payment_method": MandateFact,
    }
    assert [type(fact) for fact in mapping.facts(page, AT)] == [Session]
    for name, kind in kinds.items():
        assert [type(fact) for fact in mapping.facts(official[name], AT)] == [kind], name
    assert mapping.facts(official["customer"], AT) == ()
    assert mapping.facts(official["charge"], AT) == ()  # its balance transaction is told by id only


def test_the_official_charge_and_its_balance_make_a_move(official: dict[str, Record]) -> None:
    whole = {**official["balance_transaction"], "source": official["charge"]}
    found = moves.move(whole)
    assert (found.kind, found.amount, found.net) == (MoveKind.PAYMENT, Money(100, "USD"), Money(100, "USD"))
    assert found.method is PayMethod.WALLET  # it was paid by Link
    assert found.payment_id == found.source_id == official["charge"]["id"]
    assert found == moves.move(official["balance_transaction"], official["charge"])


def test_the_official_account_and_event_are_understood(official: dict[str, Record]) -> None:
    found = mapping.account(official["account"], live=False)
    assert (found.country, found.currency, found.automatic) == ("US", "USD", True)
    event = mapping.event(official["event"])
    assert (event.object_kind, event.known) == ("plan", False)
    assert json.loads(event.body) == official["event"]


@pytest.mark.parametrize("name", ["checkout.session", "payment_intent", "refund", "dispute", "payout", "mandate"])
def test_an_object_without_any_one_of_its_fields_is_understood_or_refused_as_a_whole(
    official: dict[str, Record], name: str
) -> None:
    whole = {**official[name], "amount_total": 100, "currency": "usd"}
    for field in whole:
        for value in JUNK:
            changed = {**deepcopy(whole), field: value}
            try:
                mapping.facts(changed, AT)
            except shapes.Misshapen as refusal:
                assert str(refusal)  # noqa: PT017 - either way is right, a crash is not


@pytest.mark.parametrize(
    ("category", "kind", "means"),
    [
        ("charge", "charge", MoveKind.PAYMENT),
        ("charge", "payment", MoveKind.PAYMENT),
        ("charge_failure", "payment_failure_refund", MoveKind.PAYMENT_RETURNED),
        ("refund", "payment_refund", MoveKind.REFUND),
        ("refund_failure", "adjustment", MoveKind.REFUND_FAILED),
        ("dispute", "adjustment", MoveKind.DISPUTE),
        ("dispute_reversal", "adjustment", MoveKind.DISPUTE_WON),
        ("fee", "stripe_fee", MoveKind.FEE),
        ("tax", "tax_fee", MoveKind.FEE),
        ("payout", "payout", MoveKind.PAYOUT),
        ("payout_reversal", "payout_failure", MoveKind.PAYOUT_FAILED),
        (None, "refund", MoveKind.REFUND),
        ("topup", "topup", MoveKind.OTHER),
        ("other_adjustment", "adjustment", MoveKind.OTHER),
        ("of_2031", "of_2031", MoveKind.OTHER),
        (None, None, MoveKind.OTHER),
        (7, ["charge"], MoveKind.OTHER),
    ],
)
def test_why_the_balance_changed(category: object, kind: object, means: MoveKind) -> None:
    assert moves.move(balance(reporting_category=category, type=kind)).kind is means


def test_a_move_that_nobody_knows_keeps_stripes_words() -> None:
    found = moves.move(balance(type="of_2031", reporting_category="new", description="Something"))
    assert (found.kind, found.said) == (MoveKind.OTHER, "of_2031: Something")


def test_a_payments_move_tells_gross_fee_with_its_tax_and_whose_it_is() -> None:
    lines = [
        {"type": "stripe_fee", "amount": 208, "currency": "eur"},
        {"type": "tax", "amount": 42, "currency": "eur"},
    ]
    found = moves.move(balance(fee_details=lines, source=charge()))
    assert found == Move(
        id="txn_1",
        kind=MoveKind.PAYMENT,
        created=AT,
        available=date(2026, 11, 3),
        amount=Money(10_000, "EUR"),
        fee=Money(250, "EUR"),
        net=Money(9_750, "EUR"),
        source_id="ch_1",
        fee_tax=Money(42, "EUR"),
        payment_id="pi_1",
        reference="att_1",
        method=PayMethod.CARD,
        said="Invoice 7",
    )


def test_what_settled_in_another_currency_tells_both_amounts_with_one_sign() -> None:
    paid = moves.move(balance(currency="gbp", amount=8_600, source=charge()))
    assert (paid.amount, paid.presented) == (Money(8_600, "GBP"), Money(10_000, "EUR"))
    refund = {"object": "refund", "id": "re_1", "amount": 5_000, "currency": "eur", "payment_intent": "pi_1"}
    back = moves.move(balance(currency="gbp", amount=-4_300, type="refund", reporting_category="refund", source=refund))
    assert (back.amount, back.presented) == (Money(-4_300, "GBP"), Money(-5_000, "EUR"))
    assert (back.payment_id, back.reference) == ("pi_1", None)


def test_a_payouts_move_names_its_payout_and_a_fee_names_nobody() -> None:
    payout = {"object": "payout", "id": "po_1"}
    found = moves.move(balance(type="payout", reporting_category="payout", amount=-9_750, fee=0, source=payout))
    assert (found.payout_id, found.payment_id) == ("po_1", None)
    fee = moves.move(balance(type="stripe_fee", reporting_category="fee", amount=-500, fee=0, net=-500, source=None))
    assert (fee.kind, fee.source_id, fee.payment_id) == (MoveKind.FEE, None, None)


@pytest.mark.parametrize(
    ("details", "method"),
    [
        ({"type": "card", "card": {"wallet": None}}, PayMethod.CARD),
        ({"type": "card", "card": {"wallet": {"type": "apple_pay"}}}, PayMethod.WALLET),
        ({"type": "link"}, PayMethod.WALLET),
        ({"type": "sepa_debit"}, PayMethod.BANK_DEBIT),
        ({"type": "us_bank_account"}, PayMethod.BANK_DEBIT),
        ({"type": "klarna"}, PayMethod.OTHER),
        ({"type": "of_2031"}, PayMethod.OTHER),
        ({}, None),
        (None, None),
    ],
)
def test_how_it_was_paid(details: Record | None, method: PayMethod | None) -> None:
    assert moves.method_of(charge(payment_method_details=details)) is method


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"status": "open"}, PaymentState.OPEN),
        ({"status": "expired"}, PaymentState.EXPIRED),
        ({"status": "complete", "payment_status": "paid"}, PaymentState.SUCCEEDED),
        ({"status": "complete"}, PaymentState.PROCESSING),
        ({"status": "complete", "payment_intent": payment(status="processing")}, PaymentState.PROCESSING),
        ({"status": "complete", "payment_intent": payment()}, PaymentState.FAILED),
        ({"status": "complete", "payment_intent": payment(status="canceled")}, PaymentState.FAILED),
        ({"status": "of_2031"}, PaymentState.PROCESSING),
        ({"status": None}, PaymentState.PROCESSING),
    ],
)
def test_how_far_a_page_is(changes: Record, state: PaymentState) -> None:
    found = mapping.session(session(**changes))
    assert found.state is state
    assert (found.url is not None) == (state is PaymentState.OPEN)


def test_a_method_that_was_kept_is_told_with_its_mandate() -> None:
    debit = charge(payment_method_details={"type": "sepa_debit", "sepa_debit": {"mandate": "mandate_1"}})
    kept = payment(status="processing", setup_future_usage="off_session", payment_method="pm_1", latest_charge=debit)
    found = mapping.session(session(status="complete", payment_intent=kept, customer="cus_1"))
    assert (found.customer, found.method_id, found.mandate_id) == ("cus_1", "pm_1", "mandate_1")
    once = {**kept, "setup_future_usage": None}
    assert mapping.session(session(status="complete", payment_intent=once)).method_id is None


DECLINED = {"code": "card_declined", "decline_code": "insufficient_funds", "message": "Your card has\nno money."}
FAILED_DEBIT = charge(status="failed", payment_method_details={"type": "us_bank_account"})
FAILED_CARD = charge(status="failed")
ALONE = {"attempt": "att_1", "unattended": "yes"}


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"status": "succeeded", "amount_received": 10_000}, PaymentState.SUCCEEDED),
        ({"status": "processing"}, PaymentState.PROCESSING),
        ({"status": "canceled"}, PaymentState.EXPIRED),
        ({"status": "requires_action"}, PaymentState.OPEN),
        ({"status": "requires_capture"}, PaymentState.PROCESSING),
        ({"status": "of_2031"}, PaymentState.PROCESSING),
        # a card declined on an open page ends nothing: another may be tried there
        ({"last_payment_error": DECLINED, "latest_charge": FAILED_CARD}, PaymentState.OPEN),
        ({"last_payment_error": DECLINED, "latest_charge": FAILED_DEBIT}, PaymentState.FAILED),
        ({"last_payment_error": DECLINED, "metadata": ALONE}, PaymentState.FAILED),
        ({"status": "requires_action", "metadata": ALONE}, PaymentState.FAILED),
        ({"status": "requires_confirmation", "metadata": ALONE}, PaymentState.OPEN),
    ],
)
def test_how_far_a_payment_is(changes: Record, state: PaymentState) -> None:
    assert mapping.payment(payment(**changes)).state is state


def test_a_charge_without_the_customer_says_why_it_failed_and_whether_that_may_pass() -> None:
    poor = mapping.charged(payment(metadata=ALONE, last_payment_error=DECLINED))
    assert poor == Charged("pi_1", PaymentState.FAILED, "Your card has no money.", retry=True)
    stolen = {**DECLINED, "decline_code": "stolen_card"}
    assert mapping.charged(payment(metadata=ALONE, last_payment_error=stolen)).retry is False
    asks = mapping.charged(payment(metadata=ALONE, status="requires_action"))
    assert (asks.state, asks.why, asks.retry) == (PaymentState.FAILED, "The bank asks for the customer.", False)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("pending", RefundState.PENDING),
        ("requires_action", RefundState.PENDING),
        ("succeeded", RefundState.SUCCEEDED),
        ("failed", RefundState.FAILED),
        ("canceled", RefundState.FAILED),
        ("of_2031", RefundState.PENDING),
    ],
)
def test_how_far_a_refund_is(status: str, state: RefundState) -> None:
    told = {"id": "re_1", "object": "refund", "amount": 1, "currency": "eur", "created": SECOND, "charge": "ch_1"}
    found = mapping.refund({**told, "status": status, "metadata": {"refund": "ours"}})
    assert (found.state, found.payment_id, found.reference) == (state, "ch_1", "ours")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("warning_needs_response", DisputeState.INQUIRY),
        ("warning_closed", DisputeState.CLOSED),
        ("prevented", DisputeState.CLOSED),
        ("needs_response", DisputeState.NEEDS_RESPONSE),
        ("won", DisputeState.WON),
        ("lost", DisputeState.LOST),
        ("of_2031", DisputeState.UNDER_REVIEW),
    ],
)
def test_how_far_a_dispute_is(status: str, state: DisputeState) -> None:
    told = {"id": "dp_1", "object": "dispute", "amount": 1, "currency": "eur", "created": SECOND, "status": status}
    taken = balance(id="txn_2", type="adjustment", reporting_category="dispute", amount=-1, net=-1501, fee=1500)
    facts = mapping.facts({**told, "payment_intent": "pi_1", "balance_transactions": [taken]}, AT)
    fact, move = facts
    assert isinstance(fact, DisputeFact)
    assert isinstance(move, Move)
    assert (fact.state, move.kind, move.payment_id, move.fee) == (state, MoveKind.DISPUTE, "pi_1", Money(1500, "EUR"))


@pytest.mark.parametrize(
    ("changes", "state", "listed"),
    [
        ({"status": "in_transit"}, PayoutState.IN_TRANSIT, False),
        ({"status": "paid", "automatic": True, "reconciliation_status": "completed"}, PayoutState.PAID, True),
        ({"status": "paid", "automatic": True, "reconciliation_status": "in_progress"}, PayoutState.PAID, False),
        ({"status": "paid", "automatic": False, "reconciliation_status": "not_applicable"}, PayoutState.PAID, False),
        ({"status": "canceled"}, PayoutState.CANCELLED, False),
        ({"status": "of_2031"}, PayoutState.PENDING, False),
    ],
)
def test_how_far_a_payout_is(changes: Record, state: PayoutState, listed: bool) -> None:  # noqa: FBT001 - a table
    told = {"id": "po_1", "amount": 1, "currency": "eur", "created": SECOND, "arrival_date": SECOND + 86_400}
    found = mapping.payout({**told, **changes})
    assert (found.state, found.listed, found.arrives) == (state, listed, date(2026, 11, 2))


def test_a_method_that_was_taken_away_is_no_longer_valid() -> None:
    assert mapping.facts({"object": "payment_method", "id": "pm_1", "customer": None}, AT) == (
        MandateFact("pm_1", None, valid=False, at=AT),
    )
    ended = {"object": "mandate", "id": "mandate_1", "payment_method": "pm_1", "status": "inactive"}
    assert mapping.facts(ended, AT) == (MandateFact("pm_1", None, valid=False, at=AT),)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_anything_at_all_is_understood_or_refused(junk: object) -> None:
    kinds = ("payment_intent", "refund", "dispute", "payout", "checkout.session", "charge", "mandate", "payment_method")
    for kind in kinds:
        told = {"amount": junk, "created": junk, "currency": junk, "status": junk, "latest_charge": junk, "id": "x_1"}
        whole = {**told, "object": kind, "mode": "payment", "metadata": junk, "balance_transaction": junk}
        try:
            mapping.facts(whole, AT)
        except shapes.Misshapen as refusal:
            assert str(refusal)  # noqa: PT017 - either way is right, a crash is not


def test_words_that_cannot_be_kept_are_not_taken_over() -> None:
    assert shapes.maybe_text({"name": "a\0b\ud800c" + "d" * 1000}, "name") == "ab?c" + "d" * 495
