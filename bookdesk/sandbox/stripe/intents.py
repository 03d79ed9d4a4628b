"""Payment intents: what is to be paid, with one means of payment after another until one pays or it is cancelled."""

from __future__ import annotations

from bookdesk.sandbox.stripe import charges, listing, methods, shapes
from bookdesk.sandbox.stripe.events import emit
from bookdesk.sandbox.stripe.forms import Given
from bookdesk.sandbox.stripe.messages import Record, declined, invalid, missing
from bookdesk.sandbox.stripe.methodfacts import CURRENCY_OF, DEBITS, KINDS, PAYS, Conduct, message_for
from bookdesk.sandbox.stripe.money import check_amount, currency_of
from bookdesk.sandbox.stripe.shelves import copied
from bookdesk.sandbox.stripe.state import State

_OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
_REASONS = ("abandoned", "duplicate", "fraudulent", "requested_by_customer")


def create(state: State, given: Given) -> Record:
    """Make an intent, and with `confirm` charge it at once."""
    currency = currency_of(given.needed("currency"))
    amount = check_amount(given.needed_whole("amount"), currency)
    given.choice("capture_method", ("automatic", "automatic_async"))
    given.choice("confirmation_method", ("automatic",))
    customer = given.text("customer")
    if customer is not None:
        state.customers.get(customer, "customer")
    if given.has("off_session") and not given.yes("confirm"):
        raise invalid("You cannot set `off_session` without `confirm`.", param="off_session")
    kinds, wanted = given.words("allowed_payment_method_types", KINDS), given.text("payment_method")
    if given.yes("confirm") and wanted is None:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise invalid(message, "payment_intent_unexpected_state")
    method = methods.usable(state, wanted, customer) if wanted else None
    _check_currency(method, currency)
    mandate = _mandate(state, given, method) if given.yes("confirm") else None
    intent = shapes.payment_intent(state, amount, currency)
    intent.update(
        customer=customer,
        description=given.text("description"),
        metadata=given.metadata(),
        payment_method_types=kinds or ([method["type"]] if method else ["card"]),
        receipt_email=given.text("receipt_email"),
        setup_future_usage=given.choice("setup_future_usage", ("off_session", "on_session")),
        statement_descriptor_suffix=given.text("statement_descriptor_suffix", 22),
    )
    state.intents.put(intent)
    emit(state, "payment_intent.created", intent)
    if method is not None:
        intent["payment_method"], intent["status"] = method["id"], "requires_confirmation"
    if given.yes("confirm"):
        confirm(state, intent, mandate, off_session=given.yes("off_session"))
    return intent


def _check_currency(method: Record | None, currency: str) -> None:
    if method and CURRENCY_OF.get(method["type"], currency) != currency:
        message = f"The currency provided ({currency}) is invalid for the payment method type {method['type']}."
        raise invalid(message, param="currency")


def _mandate(state: State, given: Given, method: Record | None) -> str | None:
    """Return the mandate under which a debit happens: the one named, its own, or one accepted with this request."""
    if method is None or method["type"] not in DEBITS:
        return None
    named = given.text("mandate")
    if given.has("mandate_data"):
        return str((methods.mandated(state, method) or {})["id"])
    found = state.mandates.get(named, "mandate") if named else methods.active_mandate(state, method["id"])
    if found is None or found["status"] != "active" or found["payment_method"] != method["id"]:
        message = "The payment method needs an active mandate that belongs to it; ask the customer to accept one."
        raise invalid(message, "payment_intent_mandate_invalid", "mandate")
    return str(found["id"])


def confirm(state: State, intent: Record, mandate: str | None, *, off_session: bool) -> None:
    """Charge the intent's means of payment; one that asks its owner waits for him, or is refused off session."""
    conduct = state.conduct.get(intent["payment_method"], PAYS)
    if not conduct.asks:
        charges.attempt(state, intent, mandate)
        return
    if off_session:
        code = "authentication_required"
        charges.failed_intent(state, intent, Conduct(code, code), None)
        emit(state, "payment_intent.payment_failed", intent)
        raise declined({**intent["last_payment_error"], "payment_intent": copied(intent)})
    url = f"{state.settings.page_base}/c/ask/{intent['id']}"
    intent.update(
        status="requires_action",
        next_action={"redirect_to_url": {"return_url": None, "url": url}, "type": "redirect_to_url"},
    )
    emit(state, "payment_intent.requires_action", intent)


def answered(state: State, intent: Record, *, agreed: bool) -> None:
    """Let the owner answer what his bank asked: the charge happens, or a refusal is raised."""
    if intent["status"] != "requires_action":
        raise invalid("Nobody is asked about this PaymentIntent.", "payment_intent_unexpected_state")
    if agreed:
        intent["next_action"] = None
        charges.attempt(state, intent, None)
        return
    code = "payment_intent_authentication_failure"
    charges.failed_intent(state, intent, Conduct(code), None)
    emit(state, "payment_intent.payment_failed", intent)
    raise declined({"code": code, "message": message_for(code), "payment_intent": copied(intent)})


def confirm_again(state: State, given: Given, intent_id: str) -> Record:
    """Charge an open intent, with another means of payment where one is named."""
    intent = state.intents.get(intent_id)
    if intent["status"] not in _OPEN:
        message = f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}."
        raise invalid(message, "payment_intent_unexpected_state")
    wanted = given.text("payment_method") or intent["payment_method"]
    if wanted is None:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise invalid(message, "payment_intent_unexpected_state")
    method = methods.usable(state, wanted, intent["customer"])
    _check_currency(method, intent["currency"])
    mandate = _mandate(state, given, method)
    intent["payment_method"] = method["id"]
    confirm(state, intent, mandate, off_session=given.yes("off_session"))
    return intent


def cancel(state: State, given: Given, intent_id: str) -> Record:
    """Cancel an intent that has not paid and is not being paid; one of an open session is cancelled with it."""
    intent, reason = state.intents.get(intent_id), given.choice("cancellation_reason", _REASONS)
    session = state.sessions.find(state.session_of.get(intent_id, ""))
    if session is not None and session["status"] == "open":
        message = "You cannot cancel this PaymentIntent because it belongs to an open Checkout Session: expire that."
        raise invalid(message, "payment_intent_unexpected_state")
    if intent["status"] not in _OPEN:
        message = f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}."
        raise invalid(message, "payment_intent_unexpected_state")
    end(state, intent, reason)
    return intent


def end(state: State, intent: Record, reason: str | None) -> None:
    """Cancel an open intent."""
    intent.update(status="canceled", canceled_at=state.now, cancellation_reason=reason, next_action=None)
    emit(state, "payment_intent.canceled", intent)


def retrieve(state: State, _given: Given, intent_id: str) -> Record:
    """Return one intent."""
    return state.intents.get(intent_id)


def list_intents(state: State, given: Given) -> Record:
    """Return a page of intents: by customer or time."""
    customer = given.text("customer")
    if customer is not None and state.customers.find(customer) is None:
        raise missing("customer", customer, "customer")
    fits = listing.both(listing.matching(given, "customer"), listing.window(given, "created"))
    return listing.paged(given, state.intents, "/v1/payment_intents", fits)
