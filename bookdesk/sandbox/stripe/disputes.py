"""Disputes: a customer's bank takes a charge back, perhaps gives it again; an inquiry only asks.

Facts (the gateway's documentation of disputes): when one opens, its amount and a fee leave the balance as an
`adjustment`; winning reinstates the amount (the fee stays with the gateway unless the plan says otherwise); an inquiry
(`warning_…`) moves no money, is closed, or becomes a dispute; a disputed charge cannot be refunded.
"""

from __future__ import annotations

from bookdesk.sandbox.stripe import balance, listing, shapes
from bookdesk.sandbox.stripe.events import emit
from bookdesk.sandbox.stripe.forms import Given
from bookdesk.sandbox.stripe.messages import Record, invalid
from bookdesk.sandbox.stripe.shelves import copied
from bookdesk.sandbox.stripe.state import State

_ASKING = ("warning_needs_response", "warning_under_review")
_RUNNING = ("needs_response", "under_review")


def begin(
    state: State, charge_id: str, amount: int | None = None, reason: str = "fraudulent", *, inquiry: bool = False
) -> Record:
    """Let a customer's bank dispute what is left of a charge, or `amount` of it; with `inquiry` it only asks."""
    charge = state.charges.get(charge_id, "charge")
    left = charge["amount"] - charge["amount_refunded"]
    if charge["status"] != "succeeded" or charge["disputed"] or not 1 <= (left if amount is None else amount) <= left:
        raise invalid("This charge cannot be disputed: it did not succeed, is disputed, or has less left.")
    status = "warning_needs_response" if inquiry else "needs_response"
    record = state.disputes.put(shapes.dispute(state, charge, left if amount is None else amount, reason, status))
    charge["disputed"] = True
    emit(state, "charge.dispute.created", record)
    if not inquiry:
        _withdraw(state, record)
    return record


def escalate(state: State, dispute_id: str) -> Record:
    """Let an inquiry become a dispute: now the money goes, as far as it was not refunded meanwhile."""
    record = _in(state, dispute_id, _ASKING)
    charge = state.charges.get(record["charge"])
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise invalid("The charge was refunded in full, so its inquiry does not become a dispute.")
    previous = {"status": record["status"], "amount": record["amount"]}
    record.update(status="needs_response", is_charge_refundable=False, amount=min(record["amount"], left))
    emit(state, "charge.dispute.updated", record, previous)
    _withdraw(state, record)
    return record


def submit(state: State, dispute_id: str) -> Record:
    """Let evidence be handed in; the bank reviews it."""
    record = _in(state, dispute_id, ("needs_response", "warning_needs_response"))
    previous = {"status": record["status"]}
    record["status"] = record["status"].replace("needs_response", "under_review")
    record["evidence_details"].update(has_evidence=True, submission_count=1)
    emit(state, "charge.dispute.updated", record, previous)
    return record


def close(state: State, dispute_id: str, *, won: bool) -> Record:
    """Let the bank decide; an inquiry is closed without money."""
    record = _in(state, dispute_id, (*_ASKING, *_RUNNING))
    if record["status"] in _ASKING:
        record.update(status="warning_closed", is_charge_refundable=True)
        state.charges.get(record["charge"])["disputed"] = False
    else:
        record.update(status="won" if won else "lost", is_charge_refundable=won)
    emit(state, "charge.dispute.closed", record)
    if record["status"] == "won":
        _reinstate(state, record)
    return record


def _in(state: State, dispute_id: str, wanted: tuple[str, ...]) -> Record:
    record = state.disputes.get(dispute_id)
    if record["status"] not in wanted:
        raise invalid(f"This dispute has a status of {record['status']}.")
    return record


def _withdraw(state: State, record: Record) -> None:
    fees = state.settings.fees.dispute_lines(balance.settles_in(state, record["currency"]))
    booked = balance.post(
        state, "adjustment", -record["amount"], record["currency"], record["id"],
        fees=fees, category="dispute", description=f"Chargeback withdrawal for {record['charge']}",
    )  # fmt: skip
    record["balance_transactions"].append(copied(booked))
    emit(state, "charge.dispute.funds_withdrawn", record)


def _reinstate(state: State, record: Record) -> None:
    fees = state.settings.fees.dispute_lines(balance.settles_in(state, record["currency"]))
    back = [{**line, "amount": -line["amount"]} for line in fees] if state.settings.fees.dispute_fee_returned else []
    booked = balance.post(
        state, "adjustment", record["amount"], record["currency"], record["id"],
        fees=back, category="dispute_reversal", description=f"Chargeback reversal for {record['charge']}",
    )  # fmt: skip
    record["balance_transactions"].append(copied(booked))
    emit(state, "charge.dispute.funds_reinstated", record)


def retrieve(state: State, _given: Given, dispute_id: str) -> Record:
    """Return one dispute."""
    return state.disputes.get(dispute_id)


def list_disputes(state: State, given: Given) -> Record:
    """Return a page of disputes: by charge, intent or time."""
    fits = listing.both(listing.matching(given, "charge", "payment_intent"), listing.window(given, "created"))
    return listing.paged(given, state.disputes, "/v1/disputes", fits)
