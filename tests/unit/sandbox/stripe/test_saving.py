"""Means of payment that are kept, and charged when their owner is away."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from bookdesk.sandbox.stripe import acts, page
from bookdesk.sandbox.stripe.messages import Asked, Record
from tests.unit.sandbox.stripe.desk import Desk, payment


def kept(desk: Desk, means: str, number: str = "") -> Record:
    """Return the setup intent of a session that kept a means of payment."""
    given = {"mode": "setup", "success_url": "https://a.test", "currency": "eur"}
    session = desk.ok("POST", "checkout/sessions", given)
    assert acts.pay(desk.world, session["id"], means, number).status == 303
    told = desk.ok("GET", f"checkout/sessions/{session['id']}", {"expand": ["setup_intent"]})
    setup: Record = told["setup_intent"]
    return setup


def off_session(setup: Record, **more: Any) -> Record:  # noqa: ANN401 - parameters
    given = {"amount": "700", "currency": "eur", "confirm": "true", "off_session": "true"}
    return {**given, "customer": setup["customer"], "payment_method": setup["payment_method"], **more}


def test_a_card_is_kept_and_charged_later() -> None:
    desk = Desk()
    setup = kept(desk, "card")
    assert (setup["status"], setup["mandate"]) == ("succeeded", None)
    intent = desk.ok("POST", "payment_intents", off_session(setup))
    assert (intent["status"], intent["amount_received"]) == ("succeeded", 700)
    assert desk.ok("GET", "payment_intents", {"customer": setup["customer"]})["data"][0]["id"] == intent["id"]
    (listed,) = desk.ok("GET", f"customers/{setup['customer']}/payment_methods")["data"]
    assert listed["id"] == setup["payment_method"]


def test_a_debit_is_kept_with_its_mandate_and_not_charged_without() -> None:
    desk = Desk()
    setup = kept(desk, "sepa_debit")
    intent = desk.ok("POST", "payment_intents", off_session(setup, mandate=setup["mandate"]))
    assert intent["status"] == "processing"
    acts.revoke_mandate(desk.world, setup["mandate"])
    error = desk.refused("POST", "payment_intents", off_session(setup))
    assert error["code"] == "payment_intent_mandate_invalid"
    assert desk.told()[-1] == "mandate.updated"


def test_what_is_detached_ends_its_mandate_and_is_never_charged_again() -> None:
    desk = Desk()
    setup = kept(desk, "sepa_debit")
    desk.ok("POST", f"payment_methods/{setup['payment_method']}/detach")
    assert desk.told()[-2:] == ["mandate.updated", "payment_method.detached"]
    assert desk.ok("GET", f"mandates/{setup['mandate']}")["status"] == "inactive"
    assert desk.refused("POST", "payment_intents", off_session(setup))["param"] == "payment_method"
    again = {"customer": setup["customer"]}
    assert desk.ask("POST", f"payment_methods/{setup['payment_method']}/attach", again)[0] == 400


def test_nobody_elses_means_of_payment_is_charged() -> None:
    desk = Desk()
    setup = kept(desk, "card")
    other = desk.ok("POST", "customers")["id"]
    assert "does not have a payment method" in desk.refused(
        "POST", "payment_intents", off_session(setup, customer=other)
    )["message"]  # fmt: skip


def test_a_card_whose_bank_asks_cannot_be_charged_when_its_owner_is_away() -> None:
    desk = Desk()
    setup = kept(desk, "card", "4000002500003155")
    error = desk.refused("POST", "payment_intents", off_session(setup), 402)
    assert (error["code"], error["decline_code"]) == ("authentication_required", "authentication_required")
    assert error["payment_intent"]["status"] == "requires_payment_method"
    assert len(desk.world.charges) == 0


def test_an_owner_who_is_there_is_asked_on_a_page_of_his_bank() -> None:
    desk = Desk()
    given = {"amount": "700", "currency": "eur", "confirm": "true", "payment_method": "pm_card_authenticationRequired"}
    for answer, status in (("refuse", "requires_payment_method"), ("agree", "succeeded")):
        intent = desk.ok("POST", "payment_intents", given)
        path = urlsplit(intent["next_action"]["redirect_to_url"]["url"]).path
        assert page.serve(desk.world, Asked("GET", path)).status == 200
        page.serve(desk.world, Asked("POST", path, {"answer": answer}))
        assert desk.ok("GET", f"payment_intents/{intent['id']}")["status"] == status
        assert page.serve(desk.world, Asked("GET", path)).status == 404


def test_a_payment_may_keep_its_means_for_later() -> None:
    desk = Desk()
    wish = {"setup_future_usage": "off_session", "metadata": {"attempt": "9"}}
    session = desk.ok("POST", "checkout/sessions", {**payment(), "payment_intent_data": wish})
    acts.pay(desk.world, session["id"])
    charge = acts.charge_of(desk.world, session["id"])
    assert charge["metadata"] == {"attempt": "9"}
    assert "payment_method.attached" in desk.told()
    assert desk.world.methods.get(charge["payment_method"])["customer"] == charge["customer"]


@pytest.mark.parametrize("state", ["paid", "processing", "canceled"])
def test_what_is_paid_or_on_its_way_cannot_be_cancelled(state: str) -> None:
    desk = Desk()
    if state == "canceled":
        intent = desk.ok("POST", "payment_intents", {"amount": "700", "currency": "eur"})["id"]
        assert desk.ok("POST", f"payment_intents/{intent}/cancel")["status"] == "canceled"
    else:
        intent = desk.paid(means="card" if state == "paid" else "sepa_debit")["payment_intent"]
    error = desk.refused("POST", f"payment_intents/{intent}/cancel")
    assert error["code"] == "payment_intent_unexpected_state"


def test_an_intent_of_an_open_page_is_cancelled_with_its_session_only() -> None:
    desk = Desk()
    session = desk.session()
    acts.pay(desk.world, session["id"], "declined")
    intent = desk.world.sessions.get(session["id"])["payment_intent"]
    assert "open Checkout Session" in desk.refused("POST", f"payment_intents/{intent}/cancel")["message"]
    desk.ok("POST", f"checkout/sessions/{session['id']}/expire")
    assert desk.ok("GET", f"payment_intents/{intent}")["status"] == "canceled"
