"""Money that goes back, and money that goes to the bank."""

from __future__ import annotations

import copy

import pytest

from bookdesk.sandbox.stripe import acts
from bookdesk.sandbox.stripe.balance import charge_account
from bookdesk.sandbox.stripe.messages import Refused
from bookdesk.sandbox.stripe.money import Fee, FeePlan
from tests.unit.sandbox.stripe.desk import Desk


def test_a_refund_never_exceeds_what_was_paid() -> None:
    desk = Desk()
    charge = desk.paid(10_000)
    part = desk.ok("POST", "refunds", {"payment_intent": charge["payment_intent"], "amount": "4000"})
    assert (part["status"], charge["amount_refunded"], charge["refunded"]) == ("succeeded", 4_000, False)
    assert desk.refused("POST", "refunds", {"charge": charge["id"], "amount": "6001"})["param"] == "amount"
    assert desk.ok("POST", "refunds", {"charge": charge["id"]})["amount"] == 6_000
    assert charge["refunded"]
    error = desk.refused("POST", "refunds", {"charge": charge["id"]})
    assert error["code"] == "charge_already_refunded"


def test_a_refund_that_fails_comes_back_into_the_balance_and_may_be_made_again() -> None:
    desk = Desk()
    charge = desk.paid(10_000)
    refund = desk.ok("POST", "refunds", {"charge": charge["id"]})
    acts.fail_refund(desk.world, refund["id"])
    failed = desk.ok("GET", f"refunds/{refund['id']}")
    back = desk.ok("GET", f"balance_transactions/{failed['failure_balance_transaction']}")
    assert (failed["status"], back["type"], back["net"]) == ("failed", "refund_failure", 10_000)
    assert desk.told()[-3:] == ["charge.refund.updated", "refund.updated", "refund.failed"]
    assert desk.ok("POST", "refunds", {"charge": charge["id"]})["status"] == "succeeded"


def test_a_debits_refund_is_pending_for_days() -> None:
    desk = Desk()
    charge = desk.paid(means="sepa_debit")
    acts.settle_debit(desk.world, charge["id"])
    refund = desk.ok("POST", "refunds", {"charge": charge["id"]})
    assert refund["status"] == "pending"
    desk.world.advance_days(3)
    assert desk.ok("GET", f"refunds/{refund['id']}")["status"] == "succeeded"


def test_a_pending_debit_has_nothing_to_refund() -> None:
    desk = Desk()
    charge = desk.paid(means="sepa_debit")
    error = desk.refused("POST", "refunds", {"payment_intent": charge["payment_intent"]})
    assert error["code"] == "payment_intent_unexpected_state"


def test_a_dispute_takes_amount_and_fee_and_winning_gives_the_amount_back() -> None:
    desk = Desk()
    charge = desk.paid(10_000)
    dispute = acts.begin_dispute(desk.world, charge["id"])
    taken = desk.ok("GET", f"disputes/{dispute['id']}")["balance_transactions"][0]
    assert (taken["type"], taken["amount"], taken["fee"], taken["net"]) == ("adjustment", -10_000, 1_500, -11_500)
    assert taken["reporting_category"] == "dispute"
    assert desk.refused("POST", "refunds", {"charge": charge["id"]})["code"] == "charge_disputed"
    acts.submit_evidence(desk.world, dispute["id"])
    acts.close_dispute(desk.world, dispute["id"], won=True)
    after = desk.ok("GET", f"disputes/{dispute['id']}")
    assert (after["status"], [one["net"] for one in after["balance_transactions"]]) == ("won", [-11_500, 10_000])
    assert desk.told()[-5:] == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_reinstated",
    ]


def test_what_was_disputed_and_won_may_be_refunded_and_what_is_disputed_is_not_returned_again() -> None:
    desk = Desk()
    debit = desk.paid(means="sepa_debit")
    acts.settle_debit(desk.world, debit["id"])
    dispute = acts.begin_dispute(desk.world, debit["id"])
    with pytest.raises(Refused, match="by a dispute"):
        acts.return_debit(desk.world, debit["id"])
    acts.close_dispute(desk.world, dispute["id"], won=True)
    assert desk.ok("POST", "refunds", {"charge": debit["id"]})["amount"] == 10_000


def test_a_dispute_lost_moves_no_more_money() -> None:
    desk = Desk()
    charge = desk.paid(10_000)
    desk.ok("POST", "refunds", {"charge": charge["id"], "amount": "1000"})
    dispute = acts.begin_dispute(desk.world, charge["id"])
    assert acts.close_dispute(desk.world, dispute["id"], won=False)["status"] == "lost"
    assert (dispute["amount"], len(dispute["balance_transactions"])) == (9_000, 1)


def test_an_inquiry_asks_without_money_and_may_become_a_dispute() -> None:
    desk = Desk()
    closed, grows = desk.paid(), desk.paid()
    first = acts.begin_dispute(desk.world, closed["id"], inquiry=True)
    assert acts.close_dispute(desk.world, first["id"], won=True)["status"] == "warning_closed"
    second = acts.begin_dispute(desk.world, grows["id"], inquiry=True)
    assert [first["balance_transactions"], second["balance_transactions"]] == [[], []]
    acts.escalate_dispute(desk.world, second["id"])
    assert (second["status"], second["balance_transactions"][0]["net"]) == ("needs_response", -11_500)


def test_an_inquiry_whose_charge_was_refunded_does_not_take_it_again() -> None:
    desk = Desk()
    charge = desk.paid(10_000)
    dispute = acts.begin_dispute(desk.world, charge["id"], inquiry=True)
    desk.ok("POST", "refunds", {"charge": charge["id"], "amount": "4000"})
    other = copy.deepcopy(desk)
    assert acts.escalate_dispute(other.world, dispute["id"])["balance_transactions"][0]["amount"] == -6_000
    desk.ok("POST", "refunds", {"charge": charge["id"]})
    with pytest.raises(Refused, match="refunded in full"):
        acts.escalate_dispute(desk.world, dispute["id"])


def test_a_payout_carries_exactly_what_became_available() -> None:
    desk = Desk.of(fees=FeePlan(tax_basis_points=2000))
    charge = desk.paid(10_000)
    desk.ok("POST", "refunds", {"charge": charge["id"], "amount": "1000"})
    charge_account(desk.world, 200, "Radar")
    desk.world.advance_days(2)
    (payout,) = desk.ok("GET", "payouts")["data"]
    assert (payout["status"], payout["reconciliation_status"]) == ("in_transit", "in_progress")
    assert desk.ok("GET", "balance_transactions", {"payout": payout["id"]})["data"] == []
    desk.world.advance_days(1)
    listed = desk.ok("GET", "balance_transactions", {"payout": payout["id"]})["data"]
    members = [one for one in listed if one["type"] != "payout"]
    assert {one["type"] for one in members} == {"charge", "refund", "stripe_fee"}
    assert sum(one["net"] for one in members) == payout["amount"] == 10_000 - 210 - 1_000 - 200
    assert desk.ok("GET", f"payouts/{payout['id']}")["status"] == "paid"
    told = [kind for kind in desk.told() if kind.startswith("payout.")]
    assert told == ["payout.created", "payout.updated", "payout.reconciliation_completed", "payout.paid"]


def test_a_payout_that_fails_leaves_again_with_the_next() -> None:
    desk = Desk()
    desk.paid(10_000)
    desk.world.advance_days(3)
    (first,) = desk.world.payouts
    acts.fail_payout(desk.world, first["id"])
    desk.world.advance_days(2)
    second = desk.ok("GET", "payouts")["data"][0]
    listed = desk.ok("GET", "balance_transactions", {"payout": second["id"]})["data"]
    assert [one["type"] for one in listed] == ["payout", "payout_failure"]
    assert (first["status"], first["failure_code"], second["amount"]) == ("failed", "account_closed", first["amount"])


def test_a_payout_by_hand_has_no_members() -> None:
    desk = Desk.of(automatic_payouts=False)
    desk.paid(10_000)
    desk.world.advance_days(2)
    assert desk.refused("POST", "payouts", {"amount": "9826", "currency": "eur"})["code"] == "balance_insufficient"
    payout = desk.ok("POST", "payouts", {"amount": "9825", "currency": "eur"})
    assert (payout["automatic"], payout["reconciliation_status"]) == (False, "not_applicable")
    assert "not manual" in desk.refused("GET", "balance_transactions", {"payout": payout["id"]})["message"]


def test_a_negative_balance_waits_for_later_payments() -> None:
    desk = Desk()
    charge = desk.paid(10_000)
    desk.world.advance_days(3)
    desk.ok("POST", "refunds", {"charge": charge["id"]})
    desk.world.advance_days(3)
    assert len(desk.world.payouts) == 1
    desk.paid(50_000)
    desk.world.advance_days(3)
    assert [payout["amount"] for payout in desk.world.payouts] == [9_825, 50_000 - 775 - 10_000]


def test_a_debit_that_fails_may_cost_a_fee_of_its_own() -> None:
    desk = Desk.of(fees=FeePlan(failed_debit=400))
    acts.fail_debit(desk.world, desk.paid(means="sepa_debit")["id"])
    acts.pay(desk.world, desk.session()["id"], "declined")
    (booked,) = desk.ok("GET", "balance_transactions", {"type": "stripe_fee"})["data"]
    assert (booked["net"], booked["source"], booked["reporting_category"]) == (-400, None, "fee")


def test_an_application_takes_its_share_as_a_line_of_the_fee() -> None:
    desk = Desk.of(fees=FeePlan(application_basis_points=100))
    booked = desk.ok("GET", f"balance_transactions/{desk.paid()['balance_transaction']}")
    assert [(line["type"], line["amount"]) for line in booked["fee_details"]] == [
        ("stripe_fee", 175),
        ("application_fee", 100),
    ]
    assert booked["net"] == 9_725


def test_some_currencies_are_paid_out_in_whole_units() -> None:
    desk = Desk.of(currency="huf", automatic_payouts=False)
    desk.paid(1_000_050, "huf")
    desk.world.advance_days(2)
    assert desk.refused("POST", "payouts", {"amount": "50050", "currency": "huf"})["param"] == "amount"
    assert desk.ok("POST", "payouts", {"amount": "50000", "currency": "huf"})["status"] == "in_transit"


def test_a_fee_is_capped_and_may_come_back_with_a_refund() -> None:
    plan = FeePlan({"card": Fee(100, 0, 500)}, refund_keeps_fee=False)
    desk = Desk.of(fees=plan)
    charge = desk.paid(100_000)
    desk.ok("POST", "refunds", {"charge": charge["id"], "amount": "50000"})
    back, taken = desk.ok("GET", "balance_transactions")["data"]
    assert (taken["fee"], back["fee"], back["net"]) == (500, -250, -49_750)
