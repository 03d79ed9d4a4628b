"""Charges: an attempt to take money with a means of payment, its outcome now or days later, and its money coming back.

Cards answer at once. A bank debit is `pending` (its intent `processing`) for days, then succeeds or fails; after it
succeeded the bank may still return it, which takes the money out of the balance again.
"""

from __future__ import annotations

from bookdesk.sandbox.stripe import balance, disputes, listing, shapes
from bookdesk.sandbox.stripe.events import emit
from bookdesk.sandbox.stripe.forms import Given
from bookdesk.sandbox.stripe.messages import Record, declined, invalid
from bookdesk.sandbox.stripe.methodfacts import PAYS, Conduct, message_for, on_charge
from bookdesk.sandbox.stripe.settings import DAY
from bookdesk.sandbox.stripe.shelves import copied
from bookdesk.sandbox.stripe.state import State

_DISPUTED_AFTER = 60


def attempt(state: State, intent: Record, mandate: str | None) -> Record:
    """Charge an intent's means of payment; a refusal is a 402 with the intent as it is afterwards."""
    method = state.methods.get(intent["payment_method"])
    conduct, kind = state.conduct.get(method["id"], PAYS), method["type"]
    charge = shapes.charge(state, intent, "ch" if kind == "card" else "py")
    charge["billing_details"] = copied(method["billing_details"])
    charge["payment_method_details"] = on_charge(kind, method[kind], mandate, charge["amount"])
    state.charges.put(charge)
    intent["latest_charge"] = charge["id"]
    if kind == "card":
        if conduct.code is not None:
            _fail(state, intent, charge, conduct)
            raise declined({**intent["last_payment_error"], "payment_intent": copied(intent)})
        succeed(state, intent, charge)
        return charge
    intent["status"] = "processing"
    charge["outcome"] = shapes.outcome(None, None)
    emit(state, "charge.pending", charge)
    emit(state, "payment_intent.processing", intent)
    state.agenda.after(state.settings.settling_days[kind] * DAY, settle, state, charge["id"])
    return charge


def settle(state: State, charge_id: str, code: str | None = None, *, pays: bool | None = None) -> None:
    """Let a pending debit succeed or fail: as its means of payment does, or as `pays` and `code` say."""
    charge = state.charges.get(charge_id)
    if charge["status"] != "pending":
        return
    intent, usual = state.intents.get(charge["payment_intent"]), state.conduct.get(charge["payment_method"], PAYS)
    fails = usual.code is not None if pays is None else not pays
    if fails:
        _fail(state, intent, charge, Conduct(code or usual.code or "insufficient_funds"))
    else:
        succeed(state, intent, charge)
    session = state.sessions.find(state.session_of.get(intent["id"], ""))
    if session is not None:
        session["payment_status"] = "unpaid" if fails else "paid"
        emit(state, f"checkout.session.async_payment_{'failed' if fails else 'succeeded'}", session)


def succeed(state: State, intent: Record, charge: Record) -> None:
    """Take the money."""
    charge.update(
        status="succeeded", paid=True, captured=True, amount_captured=charge["amount"],
        outcome=shapes.outcome(None, None),
    )  # fmt: skip
    intent.update(status="succeeded", amount_received=charge["amount"], last_payment_error=None, next_action=None)
    if not state.settings.balance_lag:
        _book(state, charge)
    emit(state, "charge.succeeded", charge)
    emit(state, "payment_intent.succeeded", intent)
    if state.settings.balance_lag:
        state.agenda.after(state.settings.balance_lag, _book_late, state, charge["id"])
    if state.conduct.get(charge["payment_method"], PAYS).disputed:
        state.agenda.after(_DISPUTED_AFTER, disputes.begin, state, charge["id"])


def _book(state: State, charge: Record) -> None:
    kind = charge["payment_method_details"]["type"]
    amount, into = charge["amount"], balance.settles_in(state, charge["currency"])
    conduct = state.conduct.get(charge["payment_method"], PAYS)
    fees = state.settings.fees.lines(kind, balance.settled(state, amount, charge["currency"]), into)
    booked = balance.post(
        state, "charge" if kind == "card" else "payment", amount, charge["currency"], charge["id"],
        fees=fees, delay_days=0 if conduct.immediate else None, description=charge["description"],
    )  # fmt: skip
    charge["balance_transaction"] = booked["id"]


def _book_late(state: State, charge_id: str) -> None:
    charge = state.charges.get(charge_id)
    if charge["balance_transaction"] is not None:
        return
    _book(state, charge)
    emit(state, "charge.updated", charge, {"balance_transaction": None})


def _fail(state: State, intent: Record, charge: Record, conduct: Conduct) -> None:
    code = conduct.code or "card_declined"
    charge.update(
        status="failed", failure_code=code, failure_message=message_for(code, conduct.decline_code),
        outcome=shapes.outcome(code, conduct.decline_code),
    )  # fmt: skip
    failed_intent(state, intent, conduct, charge["id"])
    emit(state, "charge.failed", charge)
    emit(state, "payment_intent.payment_failed", intent)
    cost = state.settings.fees.for_failure(state.settings.currency)
    if cost and charge["payment_method_details"]["type"] != "card":
        balance.charge_account(state, cost, f"Fee for failed payment {charge['id']}")


def failed_intent(state: State, intent: Record, conduct: Conduct, charge_id: str | None) -> None:
    """Put an intent back to where it needs another means of payment, and say why."""
    code = conduct.code or "card_declined"
    error: Record = {
        "code": code,
        "message": message_for(code, conduct.decline_code),
        "payment_method": copied(state.methods.get(intent["payment_method"])),
        "type": "card_error" if code != "payment_intent_authentication_failure" else "invalid_request_error",
    }
    if charge_id is not None:
        error["charge"] = charge_id
    if conduct.decline_code is not None:
        error["decline_code"] = conduct.decline_code
    intent.update(
        status="requires_payment_method", last_payment_error=error, payment_method=None, next_action=None,
        amount_received=0,
    )  # fmt: skip


def give_back(state: State, charge_id: str, code: str = "insufficient_funds") -> None:
    """Let the bank return a debit that had succeeded: its money leaves the balance, its intent has failed."""
    charge = state.charges.get(charge_id)
    if charge["status"] != "succeeded" or charge["payment_method_details"]["type"] == "card":
        raise invalid("Only a bank debit that succeeded can be returned.", param="charge")
    if charge["disputed"]:
        raise invalid("The bank has already taken this debit back by a dispute.", param="charge")
    _book_late(state, charge_id)
    left = charge["amount"] - charge["amount_refunded"]
    back = balance.post(state, "payment_failure_refund", -left, charge["currency"], charge["id"])
    charge["failure_balance_transaction"] = back["id"]
    charge["paid"] = False
    _fail(state, state.intents.get(charge["payment_intent"]), charge, Conduct(code))


def retrieve(state: State, _given: Given, charge_id: str) -> Record:
    """Return one charge."""
    return state.charges.get(charge_id)


def list_charges(state: State, given: Given) -> Record:
    """Return a page of charges: by intent, customer or time."""
    fits = listing.both(listing.matching(given, "payment_intent", "customer"), listing.window(given, "created"))
    return listing.paged(given, state.charges, "/v1/charges", fits)
