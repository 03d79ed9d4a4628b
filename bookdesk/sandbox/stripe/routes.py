"""The addresses: what each takes, which right it needs, and what answers it.

`takes` names every parameter the stand-in understands, as it is sent and with `[]` for a position; a name that ends
with `{}` takes keys of the caller's own. Everything else is refused as unknown, also what the gateway would take:
nothing is ignored in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bookdesk.sandbox.stripe import (
    balance,
    charges,
    customers,
    disputes,
    endpoints,
    events,
    intents,
    methods,
    payouts,
    refunds,
    sessions,
    setups,
)
from bookdesk.sandbox.stripe.listing import CREATED, PAGING
from bookdesk.sandbox.stripe.messages import Record, invalid, no_route
from bookdesk.sandbox.stripe.settings import API_VERSION

Resource = Callable[..., Record]
_EXPAND = "expand[]"
_OWN = "metadata{}"
_PERSON = f"description email name phone {_OWN}"
_ALLOWED = "allowed_payment_method_types[]"  # since 2026-09-30.endive; before, `payment_method_types` said so
_AUTOMATIC = "automatic_payment_methods[enabled] automatic_payment_methods[allow_redirects]"
_LINE = "line_items[]"
_PRICE = f"{_LINE}[price_data]"
_PAID = "payment_intent_data"
_KEPT = "setup_intent_data"
_SESSION = (
    "mode ui_mode success_url cancel_url client_reference_id customer customer_email customer_creation currency "
    f"expires_at locale submit_type billing_address_collection {_ALLOWED} {_OWN} {_LINE}[quantity] "
    f"{_PRICE}[currency] {_PRICE}[unit_amount] {_PRICE}[product_data][name] {_PRICE}[product_data][description] "
    f"{_PAID}[description] {_PAID}[metadata]{{}} {_PAID}[receipt_email] {_PAID}[setup_future_usage] "
    f"{_PAID}[statement_descriptor_suffix] {_KEPT}[description] {_KEPT}[metadata]{{}} adaptive_pricing[enabled]"
)
_ACCEPTED = "mandate_data[customer_acceptance]"
_CONFIRM = (
    f"payment_method mandate off_session {_ACCEPTED}[type] {_ACCEPTED}[online][ip_address] "
    f"{_ACCEPTED}[online][user_agent] {_ACCEPTED}[accepted_at]"
)
_INTENT = (
    f"amount currency confirm customer description {_OWN} {_ALLOWED} {_AUTOMATIC} receipt_email setup_future_usage "
    f"statement_descriptor_suffix capture_method confirmation_method {_CONFIRM}"
)
_SETUP = f"confirm customer description {_OWN} payment_method {_ALLOWED} {_AUTOMATIC} usage"
_METHOD = (
    f"type card[token] us_bank_account[routing_number] us_bank_account[account_number] "
    f"us_bank_account[account_holder_type] sepa_debit[iban] bacs_debit[account_number] bacs_debit[sort_code] "
    f"au_becs_debit[account_number] au_becs_debit[bsb_number] billing_details[email] billing_details[name] {_OWN}"
)
_ENDPOINT = f"url enabled_events[] api_version description {_OWN}"
_ARRIVAL = " ".join(name.replace("created", "arrival_date") for name in CREATED)


@dataclass(frozen=True)
class Route:
    """One address; `steps` are its parts, `*` where an id stands."""

    method: str
    steps: tuple[str, ...]
    resource: str
    deed: str
    takes: frozenset[str]
    resource_of: Resource


def _route(method: str, path: str, resource: str, answers: Resource, takes: str = "") -> Route:
    deed = "read" if method == "GET" else "write"
    return Route(method, tuple(path.split("/")), resource, deed, frozenset([_EXPAND, *takes.split()]), answers)


def _list(path: str, resource: str, answers: Resource, takes: str = "", times: str = " ".join(CREATED)) -> Route:
    return _route("GET", path, resource, answers, f"{takes} {times} {' '.join(PAGING)}")


ROUTES: tuple[Route, ...] = (
    _route("GET", "account", "account", customers.account),
    _route("GET", "balance", "balance", balance.retrieve_balance),
    _route("POST", "customers", "customer", customers.create, _PERSON),
    _list("customers", "customer", customers.list_customers, "email"),
    _route("GET", "customers/*", "customer", customers.retrieve),
    _route("POST", "customers/*", "customer", customers.update, _PERSON),
    _list("customers/*/payment_methods", "payment_method", methods.list_of_customer, "type", times=""),
    _route("POST", "checkout/sessions", "checkout_session", sessions.create, _SESSION),
    _list("checkout/sessions", "checkout_session", sessions.list_sessions, "customer payment_intent status"),
    _route("GET", "checkout/sessions/*", "checkout_session", sessions.retrieve),
    _route("POST", "checkout/sessions/*/expire", "checkout_session", sessions.expire),
    _route("GET", "checkout/sessions/*/line_items", "checkout_session", sessions.list_lines, "limit"),
    _route("POST", "payment_intents", "payment_intent", intents.create, _INTENT),
    _list("payment_intents", "payment_intent", intents.list_intents, "customer"),
    _route("GET", "payment_intents/*", "payment_intent", intents.retrieve),
    _route("POST", "payment_intents/*/confirm", "payment_intent", intents.confirm_again, _CONFIRM),
    _route("POST", "payment_intents/*/cancel", "payment_intent", intents.cancel, "cancellation_reason"),
    _route("POST", "setup_intents", "setup_intent", setups.create, _SETUP),
    _list("setup_intents", "setup_intent", setups.list_setups, "customer payment_method"),
    _route("GET", "setup_intents/*", "setup_intent", setups.retrieve),
    _route("POST", "setup_intents/*/cancel", "setup_intent", setups.cancel, "cancellation_reason"),
    _route("POST", "payment_methods", "payment_method", methods.create, _METHOD),
    _list("payment_methods", "payment_method", methods.list_methods, "customer type", times=""),
    _route("GET", "payment_methods/*", "payment_method", methods.retrieve),
    _route("POST", "payment_methods/*/attach", "payment_method", methods.attach, "customer"),
    _route("POST", "payment_methods/*/detach", "payment_method", methods.detach),
    _route("GET", "mandates/*", "mandate", methods.retrieve_mandate),
    _list("charges", "charge", charges.list_charges, "customer payment_intent"),
    _route("GET", "charges/*", "charge", charges.retrieve),
    _route("POST", "refunds", "charge", refunds.create, f"charge payment_intent amount reason {_OWN}"),
    _list("refunds", "charge", refunds.list_refunds, "charge payment_intent"),
    _route("GET", "refunds/*", "charge", refunds.retrieve),
    _list("disputes", "dispute", disputes.list_disputes, "charge payment_intent"),
    _route("GET", "disputes/*", "dispute", disputes.retrieve),
    _list("balance_transactions", "balance", balance.list_transactions, "payout type source currency"),
    _route("GET", "balance_transactions/*", "balance", balance.retrieve),
    _route("POST", "payouts", "payout", payouts.create, f"amount currency description method source_type {_OWN}"),
    _list("payouts", "payout", payouts.list_payouts, f"status destination {_ARRIVAL}"),
    _route("GET", "payouts/*", "payout", payouts.retrieve),
    _list("events", "event", events.list_events, "type types[] delivery_success"),
    _route("GET", "events/*", "event", events.retrieve),
    _route("POST", "webhook_endpoints", "webhook", endpoints.create, _ENDPOINT),
    _list("webhook_endpoints", "webhook", endpoints.list_endpoints, times=""),
    _route("GET", "webhook_endpoints/*", "webhook", endpoints.retrieve),
)
_BY_SHAPE: dict[tuple[str, int], list[Route]] = {}
for _one in ROUTES:
    _BY_SHAPE.setdefault((_one.method, len(_one.steps)), []).append(_one)


def find(method: str, path: str) -> tuple[Route, list[str]]:
    """Return the route of an address and the ids in it, or refuse."""
    version, _, rest = path.strip("/").partition("/")
    steps = rest.split("/")
    for route in _BY_SHAPE.get((method, len(steps)), ()) if version == "v1" else ():
        if all(want in {"*", step} for want, step in zip(route.steps, steps, strict=True)):
            return route, [step for want, step in zip(route.steps, steps, strict=True) if want == "*"]
    raise no_route(method, path)


def check_version(headers: Mapping[str, str]) -> None:
    """Refuse another version of the API than the one the stand-in speaks."""
    wanted = headers.get("stripe-version", API_VERSION)
    if wanted != API_VERSION:
        raise invalid(f"Invalid Stripe API version: {wanted}. This stand-in speaks {API_VERSION} only.")
