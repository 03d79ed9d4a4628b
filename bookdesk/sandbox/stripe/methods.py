"""Means of payment and mandates: made from the gateway's test means, attached to a customer, detached again."""

from __future__ import annotations

from bookdesk.sandbox.stripe import listing, shapes
from bookdesk.sandbox.stripe.events import emit
from bookdesk.sandbox.stripe.forms import Given
from bookdesk.sandbox.stripe.messages import Record, invalid
from bookdesk.sandbox.stripe.methodfacts import (
    DEBITS,
    KINDS,
    PAYS,
    TEST_ACCOUNTS,
    TEST_CARDS,
    TEST_METHODS,
    Conduct,
    looks,
)
from bookdesk.sandbox.stripe.state import State

_TOKENS = {
    "tok_visa": "pm_card_visa",
    "tok_mastercard": "pm_card_mastercard",
    "tok_chargeDeclined": "pm_card_chargeDeclined",
}
_NUMBER_OF = {
    "us_bank_account": "account_number",
    "sepa_debit": "iban",
    "bacs_debit": "account_number",
    "au_becs_debit": "account_number",
}
_BANK_OF = {"us_bank_account": "routing_number", "bacs_debit": "sort_code", "au_becs_debit": "bsb_number"}


def make(  # noqa: PLR0913 - what a person typed, or a test name stands for
    state: State, kind: str, conduct: Conduct = PAYS, *, name: str = "", number: str = "", email: str | None = None
) -> Record:
    """Add a means of payment that behaves as `conduct` says."""
    record = shapes.payment_method(state, kind, looks(kind, name, number))
    record["billing_details"] = shapes.billing(email, "Jenny Rosen")
    state.conduct[record["id"]] = conduct
    return state.methods.put(record)


def typed(state: State, kind: str, number: str, email: str | None = None) -> Record:
    """Add what a person typed on the hosted page: a test card's number, or an account's."""
    if kind != "card":
        return make(state, kind, TEST_ACCOUNTS.get(number, PAYS), number=number, email=email)
    name = TEST_CARDS.get(number, "")
    conduct = TEST_METHODS[name][1] if name else Conduct("incorrect_number")
    return make(state, "card", conduct, name=name, number=number, email=email)


def usable(state: State, method_id: str, customer: str | None, param: str = "payment_method") -> Record:
    """Return a means of payment that may be charged for a customer; a test name makes one."""
    if method_id in TEST_METHODS:
        kind, conduct = TEST_METHODS[method_id]
        return make(state, kind, conduct, name=method_id)
    record = state.methods.get(method_id, param)
    if record["customer"] is None and method_id not in state.detached:
        return record
    if record["customer"] != customer or method_id in state.detached:
        message = (
            f"The customer does not have a payment method with the ID {method_id}. "
            "The payment method must be attached to the customer."
        )
        raise invalid(message, param=param)
    return record


def attach_to(state: State, record: Record, customer: str) -> None:
    """Make a means of payment a customer's."""
    if record["customer"] == customer:
        return
    record["customer"] = customer
    emit(state, "payment_method.attached", record)


def mandated(state: State, method: Record) -> Record | None:
    """Return a debit's mandate, a new one where it has none; cards need none here."""
    if method["type"] not in DEBITS:
        return None
    return active_mandate(state, method["id"]) or state.mandates.put(shapes.mandate(state, method))


def active_mandate(state: State, method_id: str) -> Record | None:
    """Return the mandate under which a means of payment may be debited, or None."""
    found = (mandate for mandate in state.mandates if mandate["payment_method"] == method_id)
    return next((mandate for mandate in found if mandate["status"] == "active"), None)


def revoke(state: State, mandate: Record) -> None:
    """End a mandate."""
    if mandate["status"] == "active":
        mandate["status"] = "inactive"
        emit(state, "mandate.updated", mandate, {"status": "active"})


def create(state: State, given: Given) -> Record:
    """Make a means of payment from a test token or a test account."""
    kind = given.choice("type", KINDS)
    if kind is None:
        given.needed("type")
    if kind == "card":
        token = given.needed("card[token]")
        if token not in _TOKENS:
            raise invalid(f"No such token: '{token}'", "resource_missing", "card[token]")
        return make(state, "card", TEST_METHODS[_TOKENS[token]][1], name=token, email=_email(given))
    number = given.needed(f"{kind}[{_NUMBER_OF[kind or '']}]")
    record = make(state, kind or "", TEST_ACCOUNTS.get(number, PAYS), number=number, email=_email(given))
    record["metadata"] = given.metadata()
    return record


def _email(given: Given) -> str | None:
    return given.text("billing_details[email]")


def attach(state: State, given: Given, method_id: str) -> Record:
    """Attach a means of payment to a customer; one that was detached is never attached again."""
    customer = state.customers.get(given.needed("customer"), "customer")
    if method_id not in TEST_METHODS:
        state.methods.get(method_id)
    record = usable(state, method_id, customer["id"])
    attach_to(state, record, customer["id"])
    return record


def detach(state: State, _given: Given, method_id: str) -> Record:
    """Detach it from its customer for good; its mandates end."""
    record = state.methods.get(method_id)
    customer = record["customer"]
    if customer is None:
        message = "The payment method you provided is not attached to a customer so detachment is impossible."
        raise invalid(message, param="payment_method")
    record["customer"] = None
    state.detached.add(method_id)
    for mandate in [mandate for mandate in state.mandates if mandate["payment_method"] == method_id]:
        revoke(state, mandate)
    emit(state, "payment_method.detached", record, {"customer": customer})
    return record


def retrieve(state: State, _given: Given, method_id: str) -> Record:
    """Return one means of payment."""
    return state.methods.get(method_id)


def list_methods(state: State, given: Given) -> Record:
    """Return a page of the means of payment attached to the customer named in the request."""
    return _listed(state, given, given.text("customer"), "/v1/payment_methods")


def list_of_customer(state: State, given: Given, customer_id: str) -> Record:
    """Return a page of the means of payment of the customer named in the path."""
    state.customers.get(customer_id)
    return _listed(state, given, customer_id, f"/v1/customers/{customer_id}/payment_methods")


def _listed(state: State, given: Given, customer: str | None, url: str) -> Record:
    kind = given.choice("type", KINDS)
    if customer is not None:
        state.customers.get(customer, "customer")

    def fits(record: Record) -> bool:
        return customer is not None and record["customer"] == customer and kind in {None, record["type"]}

    return listing.paged(given, state.methods, url, fits)


def retrieve_mandate(state: State, _given: Given, mandate_id: str) -> Record:
    """Return one mandate."""
    return state.mandates.get(mandate_id)
