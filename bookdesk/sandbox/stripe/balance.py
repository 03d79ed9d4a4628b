"""Balance transactions: every movement of the account's money, with its fee, in the currency it settles in."""

from __future__ import annotations

from collections.abc import Iterable

from bookdesk.sandbox.stripe import listing, shapes
from bookdesk.sandbox.stripe.forms import Given
from bookdesk.sandbox.stripe.messages import Record, invalid
from bookdesk.sandbox.stripe.money import exchanged
from bookdesk.sandbox.stripe.settings import DAY
from bookdesk.sandbox.stripe.state import State

CATEGORIES = {
    "charge": "charge",
    "payment": "charge",
    "refund": "refund",
    "payment_refund": "refund",
    "payout": "payout",
    "payout_failure": "payout_reversal",
    "refund_failure": "refund_failure",
    "payment_failure_refund": "charge_failure",
    "stripe_fee": "fee",
    "tax_fee": "tax",
}
"""the reporting category of a type, as the gateway's reports name it; an adjustment brings its own"""


def settles_in(state: State, currency: str) -> str:
    """Return the currency in which a charge's money arrives."""
    return state.settings.currency if currency in state.settings.rates else currency


def settled(state: State, amount: int, currency: str) -> int:
    """Return an amount in the currency it settles in."""
    into, rate = settles_in(state, currency), state.settings.rates.get(currency)
    return amount if rate is None or into == currency else exchanged(amount, currency, into, rate)


def post(  # noqa: PLR0913 - one line of an account, all of whose columns differ
    state: State,
    kind: str,
    amount: int,
    currency: str,
    source: str | None,
    *,
    fees: Iterable[Record] = (),
    delay_days: int | None = 0,
    category: str | None = None,
    description: str | None = None,
) -> Record:
    """Book a movement given in `currency`; `fees` are in the currency it settles in; available after `delay_days`."""
    into, details = settles_in(state, currency), list(fees)
    record = shapes.transaction(state, kind, settled(state, amount, currency), into, source)
    record["fee_details"], record["description"] = details, description
    record["fee"] = sum(line["amount"] for line in details)
    record["net"] = record["amount"] - record["fee"]
    record["reporting_category"] = category or CATEGORIES[kind]
    if into != currency:
        record["exchange_rate"] = round(float(state.settings.rates[currency]), 6)
    days = state.settings.payout_delay_days if delay_days is None else delay_days
    if days:
        midnight = state.now - state.now % DAY
        record["available_on"], record["status"] = midnight + days * DAY, "pending"
        state.agenda.at(record["available_on"], _available, state, record["id"])
    return state.transactions.put(record)


def move(state: State, kind: str, amount: int, currency: str, source: str) -> Record:
    """Book a movement of the balance itself: no fee, no exchange, at once."""
    record = shapes.transaction(state, kind, amount, currency, source)
    record["reporting_category"] = CATEGORIES[kind]
    return state.transactions.put(record)


def _available(state: State, transaction_id: str) -> None:
    state.transactions.get(transaction_id)["status"] = "available"


def charge_account(state: State, amount: int, description: str) -> Record:
    """Book a fee of the gateway that belongs to no payment: an amount taken, in the account's own currency."""
    return post(state, "stripe_fee", -amount, state.settings.currency, None, description=description)


def sums(state: State, status: str) -> dict[str, int]:
    """Return the balance by currency of what is `pending` or `available`."""
    found: dict[str, int] = {state.settings.currency: 0}
    for record in state.transactions:
        if record["status"] == status:
            found[record["currency"]] = found.get(record["currency"], 0) + record["net"]
    return found


def retrieve_balance(state: State, _given: Given) -> Record:
    """Return what is pending and available, by currency."""

    def amounts(status: str) -> list[Record]:
        return [
            {"amount": amount, "currency": currency, "source_types": {"card": amount}}
            for currency, amount in sorted(sums(state, status).items())
        ]

    reserved = [{"amount": 0, "currency": state.settings.currency}]
    return {
        "object": "balance",
        "available": amounts("available"),
        "connect_reserved": reserved,
        "livemode": False,
        "pending": amounts("pending"),
    }


def retrieve(state: State, _given: Given, transaction_id: str) -> Record:
    """Return one transaction."""
    return state.transactions.get(transaction_id)


def list_transactions(state: State, given: Given) -> Record:
    """Return a page of transactions: by payout, source, type, currency or time.

    Those of a payout are its members and the payout's own; they can be asked for once it is reconciled.
    """
    fits = listing.both(listing.matching(given, "source", "type", "currency"), listing.window(given, "created"))
    payout_id = given.text("payout")
    if payout_id is not None:
        payout = state.payouts.get(payout_id, "payout")
        if not payout["automatic"]:
            message = "Balance transaction history can only be filtered on automatic transfers, not manual."
            raise invalid(message, param="payout")
        ready = payout["reconciliation_status"] == "completed"
        fits = listing.both(fits, lambda record: ready and state.payout_of.get(record["id"]) == payout_id)
    return listing.paged(given, state.transactions, "/v1/balance_transactions", fits)
