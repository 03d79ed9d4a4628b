"""What is asked of Stripe, as its own client types it. Pure.

Asking twice under one key must be word for word the same, so nothing here depends on the moment, save the end of a page
that would be nearer than Stripe allows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.port import NewRefund, NewSession, Refused, SavedCharge
from bookdesk.gateways.stripe import limits
from bookdesk.gateways.stripe.mapping import REFUND_REFERENCE, UNATTENDED
from bookdesk.gateways.stripe.moves import REFERENCE

if TYPE_CHECKING:
    from stripe.params import PaymentIntentCreateParams, RefundCreateParams
    from stripe.params.checkout import SessionCreateParams, SessionCreateParamsPaymentIntentData

SESSION_WHOLE = ("payment_intent.latest_charge",)
"""What is to be told along with a session."""

_DEBITS = MappingProxyType({"AUD": "au_becs_debit", "EUR": "sepa_debit", "GBP": "bacs_debit", "USD": "us_bank_account"})
"""The bank debit of a currency; each works in its own only."""

_LANGUAGES = (
    "bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru "
    "sk sl sv th tr vi zh zh-HK zh-TW"
)
"""In which languages Stripe has its page (API reference, `locale`)."""


def page(new: NewSession, now: datetime) -> SessionCreateParams:
    """Return the Checkout session to be opened; `Refused` for an amount or way of paying that Stripe does not take."""
    counted, wanted = limits.to_stripe(new.amount), {REFERENCE: new.reference}
    paid: SessionCreateParamsPaymentIntentData = {
        "metadata": wanted,
        "description": new.description[: limits.LONGEST_TEXT],
    }
    given: SessionCreateParams = {
        "mode": "payment",
        "client_reference_id": new.reference,
        "metadata": wanted,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": new.amount.currency.lower(),
                    "unit_amount": counted,
                    "product_data": {"name": new.description[: limits.LONGEST_NAME]},
                },
            }
        ],
        "payment_intent_data": paid,
        "adaptive_pricing": {"enabled": False},
        "success_url": new.done_url,
        "cancel_url": new.back_url,
        "locale": language(new.language),
        "expand": list(SESSION_WHOLE),
    }
    if new.methods:
        given["allowed_payment_method_types"] = kinds(new.methods, new.amount.currency)
    if new.expires_at is not None and new.expires_at < now + limits.LONGEST_PAGE:
        given["expires_at"] = int(limits.cut(new.expires_at, now).timestamp())
    if new.keep_method:
        paid["setup_future_usage"] = "off_session"
    _customer(new, given, paid)
    return given


def charge(of: SavedCharge) -> PaymentIntentCreateParams:
    """Return the payment that takes money by a kept method at once, without the customer."""
    given: PaymentIntentCreateParams = {
        "amount": limits.to_stripe(of.amount),
        "currency": of.amount.currency.lower(),
        "customer": of.customer,
        "payment_method": of.method_id,
        "confirm": True,
        "off_session": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        "description": of.description[: limits.LONGEST_TEXT],
        "metadata": {REFERENCE: of.reference, UNATTENDED: "yes"},
        "expand": ["latest_charge"],
    }
    if of.mandate_id is not None:
        given["mandate"] = of.mandate_id
    return given


def refund(new: NewRefund) -> RefundCreateParams:
    """Return the refund of a part, or of all, of a payment."""
    return {
        "payment_intent": new.payment_id,
        "amount": limits.to_stripe(new.amount),
        "metadata": {REFUND_REFERENCE: new.reference},
    }


def kinds(methods: tuple[PayMethod, ...], currency: str) -> list[str]:
    """Return Stripe's names of ways of paying; wallets come with cards. `Refused` where none is possible."""
    found = ["card"] if {PayMethod.CARD, PayMethod.WALLET} & set(methods) else []
    if PayMethod.BANK_DEBIT in methods and currency in _DEBITS:
        found.append(_DEBITS[currency])
    if not found:
        ways = ", ".join(methods)
        raise Refused(f"Stripe takes no {currency} by {ways}.", "Offer cards as well, or bank details.", code="method")
    return found


def language(tag: str | None) -> str:
    """Return the language of the page: the nearest that Stripe has, else that of the browser."""
    wanted = (tag or "").replace("_", "-")
    return next((one for one in (wanted, wanted.partition("-")[0]) if one in languages()), "auto")


def languages() -> list[str]:
    """Return the languages of Stripe's page."""
    return _LANGUAGES.split()


def _customer(new: NewSession, given: SessionCreateParams, paid: SessionCreateParamsPaymentIntentData) -> None:
    """Name who pays: somebody known to Stripe, or a mail address, or a new customer where a method is to be kept."""
    if new.customer is not None:
        given["customer"] = new.customer
    elif new.keep_method:
        given["customer_creation"] = "always"
    if new.email is not None:
        paid["receipt_email"] = new.email
        if new.customer is None:
            given["customer_email"] = new.email


def seconds(moment: datetime, slack: timedelta = timedelta(0)) -> int:
    """Return a moment, or some time before it, as Stripe tells times."""
    return max(0, int((moment - slack).timestamp()))
