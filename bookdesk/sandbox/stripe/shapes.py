"""New objects with every field the gateway gives them, as its fixtures of August 2026 show them.

What has no meaning here is null, as it is at the gateway where a feature is not used.
"""

from __future__ import annotations

from bookdesk.sandbox.stripe.messages import Record
from bookdesk.sandbox.stripe.state import State

_NO_ADDRESS = {"city": None, "country": None, "line1": None, "line2": None, "postal_code": None, "state": None}
_TEXTS = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
_UNUSED_OF_SESSIONS = (
    *("integration_identifier", "invoice", "invoice_creation", "managed_payments", "origin_context", "payment_link"),
    *("permissions", "recovered_from", "saved_payment_method_options", "shipping_address_collection", "shipping_cost"),
)


def _begun(state: State, kind: str, prefix: str, length: int = 24) -> Record:
    return {"id": state.new_id(prefix, length), "object": kind, "created": state.now, "livemode": False}


def billing(email: str | None = None, name: str | None = None) -> Record:
    """Return billing details."""
    return {"address": dict(_NO_ADDRESS), "email": email, "name": name, "phone": None, "tax_id": None}


def customer(state: State) -> Record:
    """Return a customer."""
    record = _begun(state, "customer", "cus", 14)
    return {
        **record,
        "address": None,
        "balance": 0,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": record["id"][-8:].upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }


def payment_method(state: State, kind: str, look: Record) -> Record:
    """Return a means of payment of nobody yet."""
    return {
        **_begun(state, "payment_method", "pm"),
        "allow_redisplay": "unspecified",
        "billing_details": billing(),
        kind: look,
        "customer": None,
        "customer_account": None,
        "metadata": {},
        "type": kind,
    }


def mandate(state: State, method: Record) -> Record:
    """Return an active mandate for a means of payment, accepted on a page just now."""
    kind, record = method["type"], _begun(state, "mandate", "mandate")
    del record["created"]
    reference = record["id"][-10:].upper()
    address = f"https://payments.stripe.test/mandates/{record['id']}"
    part: Record = {
        "sepa_debit": {"reference": reference, "url": address},
        "bacs_debit": {
            "display_name": None,
            "network_status": "accepted",
            "reference": reference,
            "revocation_reason": None,
            "service_user_number": "123456",
            "url": address,
        },
        "au_becs_debit": {"url": address},
    }.get(kind, {})
    return {
        **record,
        "customer_acceptance": {
            "accepted_at": state.now,
            "online": {"ip_address": "127.0.0.1", "user_agent": "bookdesk-sandbox"},
            "type": "online",
        },
        "multi_use": {},
        "payment_method": method["id"],
        "payment_method_details": {kind: part, "type": kind},
        "status": "active",
        "type": "multi_use",
    }


def payment_intent(state: State, amount: int, currency: str) -> Record:
    """Return an intent without a means of payment."""
    record = _begun(state, "payment_intent", "pi")
    return {
        **record,
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{record['id']}_secret_{state.new_id('s')[2:]}",
        "confirmation_method": "automatic",
        "currency": currency,
        "customer": None,
        "customer_account": None,
        "description": None,
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "managed_payments": None,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }


def setup_intent(state: State, kinds: list[str]) -> Record:
    """Return an intent to keep a means of payment."""
    record = _begun(state, "setup_intent", "seti")
    return {
        **record,
        "application": None,
        "automatic_payment_methods": None,
        "cancellation_reason": None,
        "client_secret": f"{record['id']}_secret_{state.new_id('s')[2:]}",
        "customer": None,
        "customer_account": None,
        "description": None,
        "excluded_payment_method_types": None,
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "managed_payments": None,
        "mandate": None,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": kinds,
        "single_use_mandate": None,
        "status": "requires_payment_method",
        "usage": "off_session",
    }


def charge(state: State, intent: Record, prefix: str) -> Record:
    """Return a charge for an intent, whose outcome is still open."""
    record = _begun(state, "charge", prefix)
    return {
        **record,
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": billing(),
        "calculated_statement_descriptor": state.settings.name.upper()[:22],
        "captured": False,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "metadata": dict(intent["metadata"]),
        "on_behalf_of": None,
        "outcome": None,
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "payment_method_details": None,
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": f"{state.settings.page_base}/receipts/{record['id']}",
        "refunded": False,
        "refunds": None,
        "review": None,
        "shipping": None,
        "source": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "pending",
        "transfer_data": None,
        "transfer_group": None,
    }


def outcome(code: str | None, decline_code: str | None) -> Record:
    """Return what the network said of a charge."""
    refused = code is not None
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if refused else "approved_by_network",
        "reason": (decline_code or code) if refused else None,
        "risk_level": "normal",
        "seller_message": "The bank did not return any further details." if refused else "Payment complete.",
        "type": "issuer_declined" if refused else "authorized",
    }


def refund(state: State, of: Record, amount: int, prefix: str) -> Record:
    """Return a refund of a charge."""
    record = _begun(state, "refund", prefix)
    del record["livemode"]
    kind = of["payment_method_details"]["type"]
    return {
        **record,
        "amount": amount,
        "balance_transaction": None,
        "charge": of["id"],
        "currency": of["currency"],
        "customer": of["customer"],
        "customer_account": None,
        "destination_details": {"card": {"type": "refund"}, "type": "card"} if kind == "card" else None,
        "metadata": {},
        "payment_intent": of["payment_intent"],
        "payment_method": of["payment_method"],
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending",
        "transfer_reversal": None,
    }


def transaction(state: State, kind: str, amount: int, currency: str, source: str | None) -> Record:
    """Return a balance transaction without fee."""
    record = _begun(state, "balance_transaction", "txn")
    del record["livemode"]
    return {
        **record,
        "amount": amount,
        "available_on": state.now,
        "balance_type": "payments",
        "currency": currency,
        "description": None,
        "exchange_rate": None,
        "fee": 0,
        "fee_details": [],
        "net": amount,
        "reporting_category": kind,
        "source": source,
        "status": "available",
        "type": kind,
    }


def payout(state: State, amount: int, currency: str, *, automatic: bool) -> Record:
    """Return a payout that has just begun."""
    return {
        **_begun(state, "payout", "po"),
        "amount": amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": state.now,
        "automatic": automatic,
        "balance_transaction": None,
        "currency": currency,
        "description": "STRIPE PAYOUT",
        "destination": state.bank_account,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "in_progress" if automatic else "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "pending",
        "trace_id": None,
        "type": "bank_account",
    }


def session(state: State, mode: str) -> Record:
    """Return an open session of the hosted page."""
    record = _begun(state, "checkout.session", "cs_test", 58)
    return {
        **record,
        **dict.fromkeys(_UNUSED_OF_SESSIONS),
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": None,
        "amount_subtotal": None,
        "amount_total": None,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "cancel_url": None,
        "client_reference_id": None,
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "currency": None,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": dict.fromkeys(_TEXTS),
        "customer": None,
        "customer_account": None,
        "customer_creation": None,
        "customer_details": None,
        "customer_email": None,
        "discounts": [],
        "expires_at": state.now,
        "locale": None,
        "metadata": {},
        "mode": mode,
        "payment_intent": None,
        "payment_method_collection": "always" if mode == "setup" else "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_status": "no_payment_required" if mode == "setup" else "unpaid",
        "phone_number_collection": {"enabled": False},
        "setup_intent": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": None,
        "subscription": None,
        "success_url": None,
        "total_details": None,
        "ui_mode": "hosted_page",
        "url": f"{state.settings.page_base}/c/pay/{record['id']}",
        "wallet_options": None,
    }


def line(state: State, name: str, unit: int, quantity: int, currency: str) -> Record:
    """Return a line item of a session with the price it was given."""
    price = _begun(state, "price", "price")
    return {
        "id": state.new_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": unit * quantity,
        "amount_tax": 0,
        "amount_total": unit * quantity,
        "currency": currency,
        "description": name,
        "metadata": {},
        "price": {
            **price,
            "active": False,
            "billing_scheme": "per_unit",
            "currency": currency,
            "custom_unit_amount": None,
            "lookup_key": None,
            "metadata": {},
            "nickname": None,
            "product": state.new_id("prod", 14),
            "recurring": None,
            "tax_behavior": "unspecified",
            "tiers_mode": None,
            "transform_quantity": None,
            "type": "one_time",
            "unit_amount": unit,
            "unit_amount_decimal": str(unit),
        },
        "quantity": quantity,
    }


def dispute(state: State, of: Record, amount: int, reason: str, status: str) -> Record:
    """Return a dispute of a charge."""
    evidence = (
        "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal "
        "customer_communication customer_email_address customer_name customer_purchase_ip customer_signature "
        "duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt "
        "refund_policy refund_policy_disclosure refund_refusal_explanation service_date service_documentation "
        "shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number "
        "uncategorized_file uncategorized_text"
    )
    kind = of["payment_method_details"]["type"]
    case = "inquiry" if status.startswith("warning") else "chargeback"
    brand = of["payment_method_details"].get("card", {}).get("brand", "visa")
    card: Record = {"brand": brand, "case_type": case, "network": brand, "network_reason_code": "10.4"}
    details: Record = {"payment_method_details": {"card": card, "type": "card"}} if kind == "card" else {}
    return {
        **_begun(state, "dispute", "dp"),
        "amount": amount,
        "balance_transactions": [],
        "charge": of["id"],
        "currency": of["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(evidence.split()), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": state.now + 7 * 86_400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": status.startswith("warning"),
        "metadata": {},
        "payment_intent": of["payment_intent"],
        **details,
        "reason": reason,
        "status": status,
    }
