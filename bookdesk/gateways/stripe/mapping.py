"""Stripe's objects as facts of the port. Pure.

Words that this version does not know never end an attempt, a dispute or a payout: they are taken for what still waits,
so that no second charge begins and no money is booked by a guess.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from bookdesk.gateways.port import (
    Charged,
    DisputeFact,
    DisputeState,
    Fact,
    MandateFact,
    MerchantAccount,
    PaymentFact,
    PaymentState,
    PayoutFact,
    PayoutState,
    RawEvent,
    RefundFact,
    RefundState,
    Session,
)
from bookdesk.gateways.stripe import moves, shapes
from bookdesk.gateways.stripe.errors import cleaned, soft
from bookdesk.gateways.stripe.limits import known_version
from bookdesk.gateways.stripe.shapes import Object

UNATTENDED = "unattended"
"""In the metadata of a payment: it was asked for without the customer there, so nobody comes to try another method."""
REFUND_REFERENCE = "refund"
"""Under which name our reference stands in the metadata of a refund."""

_DEAD_PAYMENT = "requires_payment_method"
_REFUNDS = MappingProxyType(
    {"succeeded": RefundState.SUCCEEDED, "failed": RefundState.FAILED, "canceled": RefundState.FAILED}
)
_DISPUTES = MappingProxyType(
    {
        "warning_needs_response": DisputeState.INQUIRY,
        "warning_under_review": DisputeState.INQUIRY,
        "warning_closed": DisputeState.CLOSED,
        "prevented": DisputeState.CLOSED,
        "needs_response": DisputeState.NEEDS_RESPONSE,
        "under_review": DisputeState.UNDER_REVIEW,
        "won": DisputeState.WON,
        "lost": DisputeState.LOST,
    }
)
_PAYOUTS = MappingProxyType(
    {
        "pending": PayoutState.PENDING,
        "in_transit": PayoutState.IN_TRANSIT,
        "paid": PayoutState.PAID,
        "failed": PayoutState.FAILED,
        "canceled": PayoutState.CANCELLED,
    }
)
_SCHEDULED = frozenset({"daily", "weekly", "monthly"})


def account(of: Object, *, live: bool) -> MerchantAccount:
    """Return whose account it is, from `/v1/account`."""
    settings, profile = shapes.whole(of, "settings"), shapes.whole(of, "business_profile")
    shown = shapes.maybe_text(shapes.whole(settings, "dashboard"), "display_name")
    schedule = shapes.whole(shapes.whole(settings, "payouts"), "schedule")
    return MerchantAccount(
        id=shapes.text(of, "id"),
        name=shown or shapes.maybe_text(profile, "name") or shapes.maybe_text(of, "email") or "",
        country=shapes.text(of, "country"),
        currency=shapes.text(of, "default_currency").upper(),
        live=live,
        automatic=shapes.word(schedule, "interval") in _SCHEDULED,
    )


def session(of: Object) -> Session:
    """Return a Checkout session, best with its payment and that one's charge told whole."""
    payment_intent = shapes.whole(of, "payment_intent")
    charge = shapes.whole(payment_intent, "latest_charge")
    kept = payment_intent.get("setup_future_usage") is not None
    state = session_state(of)
    return Session(
        id=shapes.text(of, "id"),
        reference=shapes.maybe_text(of, "client_reference_id") or moves.reference_of(of) or "",
        state=state,
        amount=shapes.money(of, "amount_total"),
        url=shapes.maybe_text(of, "url") if state is PaymentState.OPEN else None,
        expires_at=shapes.maybe_instant(of, "expires_at"),
        payment_id=shapes.id_of(of, "payment_intent"),
        customer=shapes.id_of(of, "customer"),
        method_id=shapes.id_of(payment_intent, "payment_method") if kept else None,
        mandate_id=_mandate_of(charge) if kept else None,
        why=_why(payment_intent) if state is PaymentState.FAILED else None,
    )


def session_state(of: Object) -> PaymentState:
    """Return how far a session is: complete means paid only where Stripe says so, else its payment tells."""
    status = shapes.word(of, "status")
    if status == "open":
        return PaymentState.OPEN
    if status == "expired":
        return PaymentState.EXPIRED
    if status == "complete" and shapes.word(of, "payment_status") in {"paid", "no_payment_required"}:
        return PaymentState.SUCCEEDED
    payment_intent = shapes.whole(of, "payment_intent")
    ended = status == "complete" and shapes.word(payment_intent, "status") in {_DEAD_PAYMENT, "canceled"}
    return PaymentState.FAILED if ended else PaymentState.PROCESSING


def payment(of: Object) -> PaymentFact:
    """Return a payment, best with its latest charge told whole."""
    charge, state = shapes.whole(of, "latest_charge"), payment_state(of)
    amount = shapes.money(of, "amount_received" if state is PaymentState.SUCCEEDED else "amount")
    return PaymentFact(
        id=shapes.text(of, "id"),
        reference=moves.reference_of(of),
        state=state,
        amount=amount,
        at=shapes.instant(charge or of, "created"),
        method=moves.method_of(charge),
        why=_why(of) if state is PaymentState.FAILED else None,
        unattended=unattended(of),
    )


def payment_state(of: Object) -> PaymentState:
    """Return how far a payment is.

    A card that was declined on an open page does not end the attempt: the customer may take another. A debit that
    failed does, since its page was left; so does whatever failed without the customer there.
    """
    status = shapes.word(of, "status")
    if status == "succeeded":
        return PaymentState.SUCCEEDED
    if status == "canceled":
        return PaymentState.EXPIRED
    if status in {_DEAD_PAYMENT, "requires_action", "requires_confirmation"}:
        return PaymentState.FAILED if _ended(of) else PaymentState.OPEN
    return PaymentState.PROCESSING


def charged(of: Object) -> Charged:
    """Return what became of a charge of a kept method."""
    state, error = payment_state(of), shapes.whole(of, "last_payment_error")
    failed = state is PaymentState.FAILED
    code = error.get("decline_code") or error.get("code")
    return Charged(
        payment_id=shapes.text(of, "id"),
        state=state,
        why=(_why(of) or "The bank asks for the customer.") if failed else None,
        retry=failed and soft(str(code)),
    )


def refund(of: Object) -> RefundFact:
    """Return a refund; what Stripe holds back until somebody acts still waits."""
    return RefundFact(
        id=shapes.text(of, "id"),
        payment_id=moves.payment_of(of),
        state=_REFUNDS.get(shapes.word(of, "status"), RefundState.PENDING),
        amount=shapes.money(of, "amount"),
        at=shapes.instant(of, "created"),
        reference=shapes.maybe_text(shapes.whole(of, "metadata"), REFUND_REFERENCE),
        why=shapes.maybe_text(of, "failure_reason"),
    )


def dispute(of: Object) -> DisputeFact:
    """Return a dispute, or the inquiry before one."""
    return DisputeFact(
        id=shapes.text(of, "id"),
        payment_id=moves.payment_of(of),
        state=_DISPUTES.get(shapes.word(of, "status"), DisputeState.UNDER_REVIEW),
        amount=shapes.money(of, "amount"),
        at=shapes.instant(of, "created"),
        reason=shapes.maybe_text(of, "reason") or "",
        answer_by=shapes.maybe_instant(shapes.whole(of, "evidence_details"), "due_by"),
    )


def payout(of: Object) -> PayoutFact:
    """Return a payout; its moves are listed once Stripe has put them together, and only of an automatic one."""
    return PayoutFact(
        id=shapes.text(of, "id"),
        state=_PAYOUTS.get(shapes.word(of, "status"), PayoutState.PENDING),
        amount=shapes.money(of, "amount"),
        at=shapes.instant(of, "created"),
        arrives=shapes.day(of, "arrival_date"),
        listed=of.get("automatic") is True and shapes.word(of, "reconciliation_status") == "completed",
        bank_reference=shapes.maybe_text(shapes.whole(of, "trace_id"), "value"),
    )


def mandate(of: Object, at: datetime) -> MandateFact:
    """Return what a mandate says of its method at a moment."""
    return MandateFact(shapes.id_of(of, "payment_method") or "", None, shapes.word(of, "status") != "inactive", at)


def kept_method(of: Object, at: datetime) -> MandateFact:
    """Return whether a method is still kept at a moment: one that was taken away belongs to nobody."""
    customer = shapes.id_of(of, "customer")
    return MandateFact(shapes.text(of, "id"), customer, customer is not None, at)


def facts(of: Object, at: datetime) -> tuple[Fact, ...]:
    """Return all that an object tells, its moves included where they are told whole; `at` is when it was read for."""
    return tuple(_FACTS.get(shapes.word(of, "object"), _nothing)(of, at))


def event(of: Object, body: str | None = None) -> RawEvent:
    """Return an event with the object it is about: of a charge, its payment. `body` is its text where there is one."""
    about = shapes.whole(shapes.whole(of, "data"), "object")
    kind, object_id = _about(about)
    version = shapes.maybe_text(of, "api_version")
    return RawEvent(
        id=shapes.text(of, "id"),
        kind=shapes.text(of, "type"),
        created=shapes.instant(of, "created"),
        api_version=version,
        object_kind=kind,
        object_id=object_id,
        body=body if body is not None else json.dumps(of, separators=(",", ":")),
        known=known_version(version),
    )


def _about(of: Object) -> tuple[str, str]:
    payment_id = shapes.id_of(of, "payment_intent") if shapes.word(of, "object") == "charge" else None
    if payment_id is not None:
        return "payment_intent", payment_id
    return shapes.maybe_text(of, "object") or "", shapes.maybe_text(of, "id") or ""


def unattended(of: Object) -> bool:
    """Tell whether a payment was asked for without the customer there."""
    return UNATTENDED in shapes.whole(of, "metadata")


def _ended(of: Object) -> bool:
    if unattended(of):
        return bool(shapes.whole(of, "last_payment_error")) or shapes.word(of, "status") == "requires_action"
    charge = shapes.whole(of, "latest_charge")
    details = shapes.whole(charge, "payment_method_details")
    return shapes.word(charge, "status") == "failed" and shapes.word(details, "type") in moves.DEBITS


def _why(payment_intent: Object) -> str | None:
    error = shapes.whole(payment_intent, "last_payment_error")
    return cleaned(error.get("message") or error.get("decline_code") or error.get("code")) or None


def _mandate_of(charge: Object) -> str | None:
    details = shapes.whole(charge, "payment_method_details")
    return shapes.id_of(shapes.whole(details, shapes.maybe_text(details, "type") or ""), "mandate")


def _moves(of: Object, *names: str) -> Iterator[Fact]:
    for name in names:
        told = shapes.whole(of, name)
        if told:
            yield moves.move(told, of)


def _of_charge(of: Object, _at: datetime) -> Iterator[Fact]:
    yield from _moves(of, "balance_transaction", "failure_balance_transaction")


def _of_payment(of: Object, at: datetime) -> Iterator[Fact]:
    yield payment(of)
    yield from _of_charge(shapes.whole(of, "latest_charge"), at)


def _of_refund(of: Object, _at: datetime) -> Iterator[Fact]:
    yield refund(of)
    yield from _moves(of, "balance_transaction", "failure_balance_transaction")


def _of_dispute(of: Object, _at: datetime) -> Iterator[Fact]:
    yield dispute(of)
    for told in shapes.items(of, "balance_transactions"):
        yield moves.move(told, of)


def _of_payout(of: Object, _at: datetime) -> Iterator[Fact]:
    yield payout(of)
    yield from _moves(of, "balance_transaction", "failure_balance_transaction")


def _of_session(of: Object, _at: datetime) -> Iterator[Fact]:
    if shapes.word(of, "mode") == "payment":
        yield session(of)


def _of_mandate(of: Object, at: datetime) -> Iterator[Fact]:
    if of.get("payment_method"):
        yield mandate(of, at)


def _of_method(of: Object, at: datetime) -> Iterator[Fact]:
    yield kept_method(of, at)


def _nothing(_of: Object, _at: datetime) -> Iterator[Fact]:
    yield from ()


_FACTS: Mapping[str, Callable[[Object, datetime], Iterator[Fact]]] = MappingProxyType(
    {
        "charge": _of_charge,
        "payment_intent": _of_payment,
        "checkout.session": _of_session,
        "refund": _of_refund,
        "dispute": _of_dispute,
        "payout": _of_payout,
        "mandate": _of_mandate,
        "payment_method": _of_method,
    }
)
