"""What nobody asks the API for: customers, their banks and the gateway itself act.

Each act takes a world and ids, and is what the control routes of the shell call.
"""

from __future__ import annotations

from bookdesk.sandbox.stripe import charges, disputes, methods, page, payouts, refunds
from bookdesk.sandbox.stripe.events import emit
from bookdesk.sandbox.stripe.messages import Answer, Asked, Record
from bookdesk.sandbox.stripe.settings import API_VERSION
from bookdesk.sandbox.stripe.state import State

__all__ = [
    "begin_dispute", "close_dispute", "escalate_dispute", "fail_debit", "fail_payout", "fail_refund", "open_page",
    "pay", "pay_out", "return_debit", "revoke_mandate", "settle_debit", "submit_evidence", "succeed_refund",
]  # fmt: skip
begin_dispute = disputes.begin
close_dispute = disputes.close
escalate_dispute = disputes.escalate
submit_evidence = disputes.submit
fail_payout = payouts.fail
pay_out = payouts.pay_out
fail_refund = refunds.fail
succeed_refund = refunds.succeed


def open_page(state: State, session_id: str, form: dict[str, str] | None = None) -> Answer:
    """Open a session's page in a tab, or with `form` send it: `means`, `number`, `email`, or `answer`."""
    return page.serve(state, Asked("POST" if form is not None else "GET", f"{page.PREFIX}{session_id}", form or {}))


def pay(state: State, session_id: str, means: str = "card", number: str = "") -> Answer:
    """Pay on a session's page; 303 when it took the payment, 402 when it refused, 410 when it is closed."""
    return open_page(state, session_id, {"means": means, "number": number})


def charge_of(state: State, record_id: str) -> Record:
    """Return the charge that an id means: its own, its intent's last one, or its session's."""
    session = state.sessions.find(record_id)
    intent = state.intents.find(session["payment_intent"] if session else record_id)
    return state.charges.get(intent["latest_charge"] if intent else record_id)


def settle_debit(state: State, record_id: str) -> None:
    """Let a pending bank debit succeed now."""
    charges.settle(state, charge_of(state, record_id)["id"], pays=True)


def fail_debit(state: State, record_id: str, code: str = "insufficient_funds") -> None:
    """Let a pending bank debit fail now."""
    charges.settle(state, charge_of(state, record_id)["id"], code, pays=False)


def return_debit(state: State, record_id: str, code: str = "insufficient_funds") -> None:
    """Let the bank return a debit that had succeeded."""
    charges.give_back(state, charge_of(state, record_id)["id"], code)


def revoke_mandate(state: State, mandate_id: str) -> None:
    """Let the customer's bank end a mandate."""
    methods.revoke(state, state.mandates.get(mandate_id))


def tell(state: State, kind: str, record: Record, version: str = API_VERSION) -> None:
    """Log an event that nothing here causes: of a type or a version nobody knows."""
    emit(state, kind, record, version=version)
