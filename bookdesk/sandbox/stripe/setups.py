"""Setup intents: a means of payment kept for later, with its mandate where it is a bank debit."""

from __future__ import annotations

from bookdesk.sandbox.stripe import listing, methods, shapes
from bookdesk.sandbox.stripe.events import emit
from bookdesk.sandbox.stripe.forms import Given
from bookdesk.sandbox.stripe.messages import Record, declined, invalid
from bookdesk.sandbox.stripe.methodfacts import KINDS, PAYS, message_for
from bookdesk.sandbox.stripe.shelves import copied
from bookdesk.sandbox.stripe.state import State

_OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
_REASONS = ("abandoned", "duplicate", "requested_by_customer")


def create(state: State, given: Given) -> Record:
    """Make a setup intent, and with `confirm` keep its means of payment at once."""
    customer = given.text("customer")
    if customer is not None:
        state.customers.get(customer, "customer")
    wanted = given.text("payment_method")
    method = methods.usable(state, wanted, customer) if wanted else None
    if given.yes("confirm") and method is None:
        message = "You cannot confirm this SetupIntent because it's missing a payment method."
        raise invalid(message, "setup_intent_unexpected_state")
    kinds = given.words("allowed_payment_method_types", KINDS) or ([method["type"]] if method else ["card"])
    setup = shapes.setup_intent(state, kinds)
    setup.update(
        customer=customer,
        description=given.text("description"),
        metadata=given.metadata(),
        usage=given.choice("usage", ("off_session", "on_session"), "off_session"),
    )
    state.setups.put(setup)
    emit(state, "setup_intent.created", setup)
    if method is not None:
        setup["payment_method"], setup["status"] = method["id"], "requires_confirmation"
    if given.yes("confirm") and method is not None:
        keep(state, setup, method)
    return setup


def keep(state: State, setup: Record, method: Record) -> None:
    """Keep a means of payment for the setup's customer; a card that is refused is a 402."""
    conduct = state.conduct.get(method["id"], PAYS)
    if conduct.code is not None and method["type"] == "card":
        error: Record = {"code": conduct.code, "message": message_for(conduct.code, conduct.decline_code)}
        if conduct.decline_code is not None:
            error["decline_code"] = conduct.decline_code
        setup.update(status="requires_payment_method", payment_method=None)
        setup["last_setup_error"] = {**error, "payment_method": copied(method), "type": "card_error"}
        emit(state, "setup_intent.setup_failed", setup)
        raise declined({**error, "setup_intent": copied(setup)})
    mandate = methods.mandated(state, method)
    if setup["customer"] is not None:
        methods.attach_to(state, method, setup["customer"])
    setup.update(
        status="succeeded",
        payment_method=method["id"],
        mandate=mandate["id"] if mandate else None,
        last_setup_error=None,
    )
    emit(state, "setup_intent.succeeded", setup)


def cancel(state: State, given: Given, setup_id: str) -> Record:
    """Cancel a setup that has not succeeded."""
    setup, reason = state.setups.get(setup_id), given.choice("cancellation_reason", _REASONS)
    if setup["status"] not in _OPEN:
        message = f"You cannot cancel this SetupIntent because it has a status of {setup['status']}."
        raise invalid(message, "setup_intent_unexpected_state")
    end(state, setup, reason)
    return setup


def end(state: State, setup: Record, reason: str | None) -> None:
    """Cancel an open setup."""
    setup.update(status="canceled", cancellation_reason=reason)
    emit(state, "setup_intent.canceled", setup)


def retrieve(state: State, _given: Given, setup_id: str) -> Record:
    """Return one setup intent."""
    return state.setups.get(setup_id)


def list_setups(state: State, given: Given) -> Record:
    """Return a page of setup intents: by customer, means of payment or time."""
    fits = listing.both(listing.matching(given, "customer", "payment_method"), listing.window(given, "created"))
    return listing.paged(given, state.setups, "/v1/setup_intents", fits)
