"""Refunds: money back to the customer, never more than was paid.

Facts (the gateway's documentation of refunds): a card's refund succeeds at once and may fail days later, a debit's is
pending for days; what fails comes back into the balance as `refund_failure`; the gateway keeps its fee for the payment.
"""

from __future__ import annotations

from bookdesk.sandbox.stripe import balance, listing, shapes
from bookdesk.sandbox.stripe.events import emit
from bookdesk.sandbox.stripe.forms import Given
from bookdesk.sandbox.stripe.messages import Record, invalid
from bookdesk.sandbox.stripe.methodfacts import PAYS
from bookdesk.sandbox.stripe.money import shown
from bookdesk.sandbox.stripe.settings import DAY
from bookdesk.sandbox.stripe.state import State

_REASONS = ("duplicate", "fraudulent", "requested_by_customer")
_DEBIT_DAYS = 3
_FAILS_AFTER = 2 * DAY
_LIVE = ("pending", "succeeded", "requires_action")


def create(state: State, given: Given) -> Record:
    """Give a charge back, whole or in part."""
    charge = _charge(state, given)
    amount, reason = _amount(charge, given), given.choice("reason", _REASONS)
    metadata = given.metadata()
    kind = charge["payment_method_details"]["type"]
    record = shapes.refund(state, charge, amount, "re" if kind == "card" else "pyr")
    record.update(reason=reason, metadata=metadata)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    booked = balance.post(
        state, "refund" if kind == "card" else "payment_refund", -amount, charge["currency"], record["id"],
        fees=_returned(state, charge, amount, kind), description="REFUND FOR CHARGE",
    )  # fmt: skip
    record["balance_transaction"] = booked["id"]
    conduct = state.conduct.get(charge["payment_method"], PAYS)
    if kind == "card" and conduct.refund != "pending":
        record["status"] = "succeeded"
    elif kind != "card":
        state.agenda.after(_DEBIT_DAYS * DAY, succeed, state, record["id"])
    if conduct.refund == "failed":
        state.agenda.after(_FAILS_AFTER, _fail_later, state, record["id"])
    state.refunds.put(record)
    emit(state, "refund.created", record)
    emit(state, "charge.refunded", charge)
    return record


def _charge(state: State, given: Given) -> Record:
    """Return the charge to be refunded, named itself or by its intent."""
    charge_id, intent_id = given.text("charge"), given.text("payment_intent")
    if charge_id is None and intent_id is None:
        raise invalid("One of the following params should be provided for this request: payment_intent or charge.")
    if intent_id is not None:
        intent = state.intents.get(intent_id, "payment_intent")
        if intent["status"] != "succeeded":
            message = f"This PaymentIntent ({intent_id}) does not have a successful charge to refund."
            raise invalid(message, "payment_intent_unexpected_state", "payment_intent")
        charge_id = intent["latest_charge"]
    charge = state.charges.get(charge_id or "", "charge")
    if charge["status"] != "succeeded":
        raise invalid(f"Charge {charge_id} has not succeeded and cannot be refunded.", "charge_not_refundable")
    refused = [dispute for dispute in state.disputes if dispute["charge"] == charge_id]
    if any(not dispute["is_charge_refundable"] for dispute in refused):
        raise invalid(f"Charge {charge_id} has been charged back; cannot issue a refund.", "charge_disputed")
    return charge


def _amount(charge: Record, given: Given) -> int:
    left: int = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", "charge_already_refunded")
    amount = given.whole("amount")
    if amount is None:
        return left
    if amount < 1:
        raise invalid("Invalid positive integer", "parameter_invalid_integer", "amount")
    if amount > left:
        wanted, there = shown(amount, charge["currency"]), shown(left, charge["currency"])
        message = f"Refund amount ({wanted}) is greater than unrefunded amount on charge ({there})"
        raise invalid(message, param="amount")
    return amount


def _returned(state: State, charge: Record, amount: int, kind: str) -> list[Record]:
    """Return the part of the fee that comes back, where the plan gives it back, in proportion and rounded down."""
    if state.settings.fees.refund_keeps_fee:
        return []
    into = balance.settles_in(state, charge["currency"])
    whole = state.settings.fees.lines(kind, balance.settled(state, charge["amount"], charge["currency"]), into)
    return [{**line, "amount": -(line["amount"] * amount // charge["amount"])} for line in whole]


def succeed(state: State, refund_id: str) -> None:
    """Let a pending refund arrive."""
    record = state.refunds.get(refund_id)
    if record["status"] == "pending":
        record["status"] = "succeeded"
        _updated(state, record, "pending")


def _fail_later(state: State, refund_id: str) -> None:
    if state.refunds.get(refund_id)["status"] in _LIVE:
        fail(state, refund_id)


def fail(state: State, refund_id: str, reason: str = "expired_or_canceled_card") -> None:
    """Let a refund come back: the money is in the balance again and may be refunded again."""
    record = state.refunds.get(refund_id)
    if record["status"] not in _LIVE:
        raise invalid(f"This refund has a status of {record['status']}.")
    charge, before = state.charges.get(record["charge"]), record["status"]
    back = balance.post(state, "refund_failure", record["amount"], record["currency"], record["id"])
    record.update(status="failed", failure_reason=reason, failure_balance_transaction=back["id"])
    charge["amount_refunded"] -= record["amount"]
    charge["refunded"] = False
    _updated(state, record, before)
    emit(state, "refund.failed", record)


def _updated(state: State, record: Record, before: str) -> None:
    for kind in ("charge.refund.updated", "refund.updated"):
        emit(state, kind, record, {"status": before})


def retrieve(state: State, _given: Given, refund_id: str) -> Record:
    """Return one refund."""
    return state.refunds.get(refund_id)


def list_refunds(state: State, given: Given) -> Record:
    """Return a page of refunds: by intent, charge or time."""
    fits = listing.both(listing.matching(given, "payment_intent", "charge"), listing.window(given, "created"))
    return listing.paged(given, state.refunds, "/v1/refunds", fits)
