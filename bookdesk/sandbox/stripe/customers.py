"""Customers, and the account itself."""

from __future__ import annotations

from bookdesk.sandbox.stripe import listing, shapes
from bookdesk.sandbox.stripe.events import emit
from bookdesk.sandbox.stripe.forms import Given
from bookdesk.sandbox.stripe.messages import Record
from bookdesk.sandbox.stripe.settings import DAY
from bookdesk.sandbox.stripe.state import State

_FIELDS = ("description", "email", "name", "phone")


def create(state: State, given: Given) -> Record:
    """Make a customer."""
    record = shapes.customer(state)
    record.update({name: given.text(name, 512) for name in _FIELDS}, metadata=given.metadata())
    state.customers.put(record)
    emit(state, "customer.created", record)
    return record


def update(state: State, given: Given, customer_id: str) -> Record:
    """Change a customer; what is not given stays, a metadata key given empty goes."""
    record = state.customers.get(customer_id)
    changes: Record = {name: given.text(name, 512) for name in _FIELDS if given.has(name)}
    if given.has("metadata"):
        gone = {key for key, value in (given.raw("metadata") or {}).items() if value == ""}
        kept = {key: value for key, value in record["metadata"].items() if key not in gone}
        changes["metadata"] = {**kept, **given.metadata()}
    previous = {name: record[name] for name in changes if record[name] != changes[name]}
    record.update(changes)
    if previous:
        emit(state, "customer.updated", record, previous)
    return record


def retrieve(state: State, _given: Given, customer_id: str) -> Record:
    """Return one customer."""
    return state.customers.get(customer_id)


def list_customers(state: State, given: Given) -> Record:
    """Return a page of customers: by mail address or time."""
    fits = listing.both(listing.matching(given, "email"), listing.window(given, "created"))
    return listing.paged(given, state.customers, "/v1/customers", fits)


def account(state: State, _given: Given) -> Record:
    """Return the account of the key that asks: a standard one that may charge and be paid out."""
    settings = state.settings
    requirements: Record = {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": [],
        "disabled_reason": None,
        "errors": [],
        "eventually_due": [],
        "past_due": [],
        "pending_verification": [],
    }
    return {
        "id": state.account,
        "object": "account",
        "business_profile": _profile(settings.name),
        "business_type": None,
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "controller": {"type": "account"},
        "country": settings.country,
        "created": state.began - 30 * DAY,
        "default_currency": settings.currency,
        "details_submitted": True,
        "email": settings.email,
        "external_accounts": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/accounts/{state.account}/external_accounts",
        },
        "future_requirements": requirements,
        "metadata": {},
        "payouts_enabled": True,
        "requirements": requirements,
        "settings": _settings(state),
        "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
        "type": "standard",
    }


def _profile(name: str) -> Record:
    return {
        "annual_revenue": None,
        "estimated_worker_count": None,
        "mcc": None,
        "minority_owned_business_designation": None,
        "name": name,
        "product_description": None,
        "support_address": None,
        "support_email": None,
        "support_phone": None,
        "support_url": None,
        "url": None,
    }


def _settings(state: State) -> Record:
    kanji: Record = {"statement_descriptor_prefix_kana": None, "statement_descriptor_prefix_kanji": None}
    interval = "daily" if state.settings.automatic_payouts else "manual"
    return {
        "bacs_debit_payments": {"display_name": state.settings.name, "service_user_number": None},
        "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
        "card_issuing": {"tos_acceptance": {"date": None, "ip": None}},
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            "statement_descriptor_prefix": None,
            **kanji,
        },
        "dashboard": {"display_name": state.settings.name, "timezone": "Etc/UTC"},
        "invoices": {"default_account_tax_ids": None, "hosted_payment_method_save": None},
        "payments": {
            "statement_descriptor": None,
            "statement_descriptor_kana": None,
            "statement_descriptor_kanji": None,
            **kanji,
        },
        "payouts": {
            "debit_negative_balances": True,
            "schedule": {"delay_days": state.settings.payout_delay_days, "interval": interval},
            "statement_descriptor": None,
        },
        "sepa_debit_payments": {},
    }
