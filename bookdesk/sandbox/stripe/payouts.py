"""Payouts: what is available goes to the bank, automatically each day, or by hand.

Facts (the gateway's documentation of payouts): an automatic one carries its balance transactions, which can be listed
once `payout.reconciliation_completed` was told; one by hand does not; one that fails comes back into the balance as
`payout_failure` and leaves with a later one; a negative balance waits until later payments outweigh it.
"""

from __future__ import annotations

from bookdesk.sandbox.stripe import balance, listing, shapes
from bookdesk.sandbox.stripe.events import emit
from bookdesk.sandbox.stripe.forms import Given
from bookdesk.sandbox.stripe.messages import Record, invalid
from bookdesk.sandbox.stripe.money import check_amount, currency_of
from bookdesk.sandbox.stripe.settings import DAY
from bookdesk.sandbox.stripe.state import State

_RECONCILED_AFTER = 3600
_WHOLE_PAYOUTS = frozenset({"huf", "twd"})
"""charged with decimals, paid out without (the gateway's documentation of currencies)"""
_STATUS = ("pending", "in_transit", "paid", "failed", "canceled")


def schedule(state: State) -> None:
    """Pay out at each midnight from the next one on."""
    state.agenda.at(state.now - state.now % DAY + DAY, _daily, state)


def _daily(state: State) -> None:
    schedule(state)
    if state.settings.automatic_payouts:
        pay_out(state)


def pay_out(state: State) -> list[Record]:
    """Begin an automatic payout in each currency that has something; return them."""
    ready: dict[str, list[Record]] = {}
    for record in state.transactions.since(state.paid_up_to):
        if record["status"] == "available" and record["id"] not in state.payout_of:
            ready.setdefault(record["currency"], []).append(record)
    begun = []
    for currency, members in sorted(ready.items()):
        amount = sum(record["net"] for record in members)
        if amount > 0:
            begun.append(_automatic(state, amount, currency, members))
    state.paid_up_to = state.transactions.first(lambda record: record["id"] not in state.payout_of, state.paid_up_to)
    return begun


def _automatic(state: State, amount: int, currency: str, members: list[Record]) -> Record:
    record = _begin(state, amount, currency, automatic=True)
    for member in members:
        state.payout_of[member["id"]] = record["id"]
    state.payout_of[record["balance_transaction"]] = record["id"]
    state.members[record["id"]] = [member["id"] for member in members]
    state.agenda.after(_RECONCILED_AFTER, _reconciled, state, record["id"])
    return record


def _begin(state: State, amount: int, currency: str, *, automatic: bool) -> Record:
    record = state.payouts.put(shapes.payout(state, amount, currency, automatic=automatic))
    record["arrival_date"] = state.now - state.now % DAY + state.settings.payout_travel_days * DAY
    booked = balance.move(state, "payout", -amount, currency, record["id"])
    record["balance_transaction"] = booked["id"]
    emit(state, "payout.created", record)
    record["status"] = "in_transit"
    emit(state, "payout.updated", record, {"status": "pending"})
    state.agenda.at(max(record["arrival_date"], state.now + 1), _arrived, state, record["id"])
    return record


def _reconciled(state: State, payout_id: str) -> None:
    record = state.payouts.get(payout_id)
    record["reconciliation_status"] = "completed"
    emit(state, "payout.reconciliation_completed", record)


def _arrived(state: State, payout_id: str) -> None:
    record = state.payouts.get(payout_id)
    if record["status"] == "in_transit":
        record["status"] = "paid"
        record["trace_id"] = {"status": "supported", "value": record["id"][-12:].upper()}
        emit(state, "payout.paid", record)


def fail(state: State, payout_id: str, code: str = "account_closed") -> Record:
    """Let the bank send a payout back, before or after it was told to be paid."""
    record = state.payouts.get(payout_id)
    if record["status"] not in {"pending", "in_transit", "paid"}:
        raise invalid(f"This payout has a status of {record['status']}.")
    back = balance.move(state, "payout_failure", record["amount"], record["currency"], record["id"])
    record.update(
        status="failed", failure_code=code, failure_message="The bank account could not take the payout.",
        failure_balance_transaction=back["id"],
    )  # fmt: skip
    emit(state, "payout.failed", record)
    return record


def create(state: State, given: Given) -> Record:
    """Pay out by hand what is available."""
    currency = currency_of(given.needed("currency"))
    amount = check_amount(given.needed_whole("amount"), currency, least=False)
    if currency in _WHOLE_PAYOUTS and amount % 100:
        raise invalid(f"Invalid amount: payouts in {currency} must be divisible by 100.", param="amount")
    given.choice("method", ("standard",))
    given.choice("source_type", ("card", "bank_account"))
    if amount > balance.sums(state, "available").get(currency, 0):
        message = "You have insufficient funds in your Stripe account for this transfer."
        raise invalid(message, "balance_insufficient", "amount")
    metadata, description = given.metadata(), given.text("description")
    record = _begin(state, amount, currency, automatic=False)
    record.update(metadata=metadata, description=description or record["description"])
    return record


def retrieve(state: State, _given: Given, payout_id: str) -> Record:
    """Return one payout."""
    return state.payouts.get(payout_id)


def list_payouts(state: State, given: Given) -> Record:
    """Return a page of payouts: by status, time begun or time of arrival."""
    given.choice("status", _STATUS)
    fits = listing.both(listing.matching(given, "status", "destination"), listing.window(given, "created"))
    fits = listing.both(fits, listing.window(given, "arrival_date"))
    return listing.paged(given, state.payouts, "/v1/payouts", fits)
