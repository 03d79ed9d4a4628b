"""What happens to a session's money, from the page to the bank."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bookdesk.sandbox.stripe import acts
from bookdesk.sandbox.stripe.money import FeePlan
from tests.unit.sandbox.stripe.desk import Desk


def test_a_session_is_paid_once_and_tells_its_story() -> None:
    desk = Desk()
    session = desk.session(client_reference_id="A-1", metadata={"desk": "7"})
    assert (session["status"], session["payment_status"], session["payment_intent"]) == ("open", "unpaid", None)
    first = acts.open_page(desk.world, session["id"])
    second = acts.open_page(desk.world, session["id"])
    assert (first.status, second.status) == (200, 200)
    assert acts.pay(desk.world, session["id"], "declined").status == 402
    done = acts.pay(desk.world, session["id"])
    assert (done.status, done.headers["Location"]) == (303, f"https://shop.test/ok?s={session['id']}")
    assert acts.pay(desk.world, session["id"]).status == 410
    after = desk.ok("GET", f"checkout/sessions/{session['id']}")
    assert (after["status"], after["payment_status"]) == ("complete", "paid")
    assert len([charge for charge in desk.world.charges if charge["paid"]]) == 1
    assert desk.told() == [
        "payment_intent.created",
        "charge.failed",
        "payment_intent.payment_failed",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_an_expired_session_takes_no_money_by_hand_or_by_time() -> None:
    desk = Desk()
    by_hand, by_time = desk.session(), desk.session()
    desk.ok("POST", f"checkout/sessions/{by_hand['id']}/expire")
    assert acts.pay(desk.world, by_hand["id"]).status == 410
    desk.world.advance(24 * 3600)
    assert acts.open_page(desk.world, by_time["id"]).status == 410
    assert desk.told() == ["checkout.session.expired"] * 2
    assert "complete" not in {session["status"] for session in desk.world.sessions}
    error = desk.refused("POST", f"checkout/sessions/{by_time['id']}/expire")
    assert "status of expired" in error["message"]


@pytest.mark.parametrize("minutes", [29, 24 * 60 + 1])
def test_a_session_lives_half_an_hour_to_a_day(minutes: int) -> None:
    desk = Desk()
    given = {**_given(), "expires_at": str(desk.world.now + minutes * 60)}
    assert desk.refused("POST", "checkout/sessions", given)["param"] == "expires_at"


def _given() -> dict[str, object]:
    price = {"currency": "eur", "unit_amount": "500", "product_data": {"name": "x"}}
    return {"mode": "payment", "success_url": "https://a.test", "line_items": [{"price_data": price}]}


def test_a_fee_has_a_percentage_a_fixed_part_and_its_tax() -> None:
    desk = Desk.of(fees=FeePlan(tax_basis_points=2300))
    charge = desk.paid(10_000)
    booked = desk.ok("GET", f"balance_transactions/{charge['balance_transaction']}")
    assert [(line["type"], line["amount"]) for line in booked["fee_details"]] == [("stripe_fee", 175), ("tax", 40)]
    assert (booked["amount"], booked["fee"], booked["net"]) == (10_000, 215, 9_785)
    assert (booked["status"], booked["reporting_category"]) == ("pending", "charge")


def test_a_foreign_charge_settles_in_the_accounts_currency_with_its_rate() -> None:
    desk = Desk.of(rates={"usd": Fraction(92, 100), "jpy": Fraction(6, 1000)})
    dollars, yen = desk.paid(10_000, "usd"), desk.paid(10_000, "jpy")
    booked = [desk.ok("GET", f"balance_transactions/{charge['balance_transaction']}") for charge in (dollars, yen)]
    assert [(one["amount"], one["currency"], one["exchange_rate"]) for one in booked] == [
        (9_200, "eur", 0.92),
        (6_000, "eur", 0.006),
    ]


def test_a_currency_without_a_rate_has_its_own_balance() -> None:
    desk = Desk()
    desk.paid(10_000, "jpy")
    desk.paid(10_000, "eur")
    pending = {line["currency"]: line["amount"] for line in desk.ok("GET", "balance")["pending"]}
    assert pending == {"eur": 10_000 - 175, "jpy": 10_000 - 150}


def test_a_balance_transaction_may_come_later() -> None:
    desk = Desk.of(balance_lag=60)
    charge = desk.paid()
    assert "balance_transaction" not in {name for name, value in charge.items() if value}
    desk.world.advance(60)
    assert desk.ok("GET", f"balance_transactions/{charge['balance_transaction']}")["source"] == charge["id"]
    last = list(desk.world.events)[-1]
    assert (last["type"], last["data"]["previous_attributes"]) == ("charge.updated", {"balance_transaction": None})


def test_a_bank_debit_is_processing_for_days_then_paid() -> None:
    desk = Desk()
    session = desk.session()
    assert acts.pay(desk.world, session["id"], "sepa_debit").status == 303
    now = desk.ok("GET", f"checkout/sessions/{session['id']}")
    assert (now["status"], now["payment_status"]) == ("complete", "unpaid")
    assert desk.ok("GET", f"payment_intents/{now['payment_intent']}")["status"] == "processing"
    desk.world.advance_days(5)
    assert desk.ok("GET", f"checkout/sessions/{session['id']}")["payment_status"] == "paid"
    assert desk.told()[-3:] == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
    ]


def test_a_bank_debit_fails_or_is_returned_after_it_had_paid() -> None:
    desk = Desk()
    failing, returned = desk.paid(means="sepa_debit"), desk.paid(means="sepa_debit")
    acts.fail_debit(desk.world, failing["id"])
    assert (failing["status"], failing["balance_transaction"]) == ("failed", None)
    assert desk.told()[-1] == "checkout.session.async_payment_failed"
    acts.settle_debit(desk.world, returned["id"])
    acts.return_debit(desk.world, returned["id"])
    back = desk.ok("GET", f"balance_transactions/{returned['failure_balance_transaction']}")
    assert (back["type"], back["net"]) == ("payment_failure_refund", -10_000)
    intent = desk.ok("GET", f"payment_intents/{returned['payment_intent']}")
    assert (intent["status"], intent["last_payment_error"]["code"]) == ("requires_payment_method", "insufficient_funds")


def test_a_test_account_that_is_closed_fails_by_itself() -> None:
    desk = Desk()
    charge = desk.paid(means="sepa_debit", number="DE62370400440532013001")
    desk.world.advance_days(5)
    assert (charge["status"], charge["failure_code"]) == ("failed", "insufficient_funds")


def test_a_card_whose_bank_asks_pays_only_when_its_owner_agrees() -> None:
    desk = Desk()
    session = desk.session()
    asked = acts.pay(desk.world, session["id"], number="4000 0025 0000 3155")
    assert (asked.status, "Your bank asks" in asked.text) == (200, True)
    assert acts.open_page(desk.world, session["id"], {"answer": "refuse"}).status == 402
    acts.pay(desk.world, session["id"], number="4000002500003155")
    assert acts.open_page(desk.world, session["id"], {"answer": "agree"}).status == 303
    assert desk.ok("GET", f"checkout/sessions/{session['id']}")["payment_status"] == "paid"
