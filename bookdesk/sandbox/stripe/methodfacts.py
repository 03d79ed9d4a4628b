"""Means of payment: what each kind looks like, and the gateway's test means that behave in a known way.

Sources: the gateway's documentation "Testing" (names such as `pm_card_visa`, numbers of cards and accounts, decline
codes) and of each debit method. Nothing here is anybody's real account.
"""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.sandbox.stripe.messages import Record

DEBITS = ("us_bank_account", "sepa_debit", "bacs_debit", "au_becs_debit")
KINDS = ("card", *DEBITS)
CURRENCY_OF = {"us_bank_account": "usd", "sepa_debit": "eur", "bacs_debit": "gbp", "au_becs_debit": "aud"}
"""each bank debit is in the currency of its country only"""


@dataclass(frozen=True)
class Conduct:
    """How a means of payment behaves when it is charged."""

    code: str | None = None
    """the error code it is refused with, None where it pays"""
    decline_code: str | None = None
    asks: bool = False
    """it asks its owner to confirm, so nobody can charge it off session"""
    disputed: bool = False
    """the owner disputes each charge at once"""
    refund: str = "succeeded"
    """`pending`: a refund stays pending; `failed`: it succeeds at first and fails later"""
    immediate: bool = False
    """the money is available at once"""


PAYS = Conduct()
_MESSAGES = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
    "payment_intent_authentication_failure": "The provided payment method has failed authentication.",
    "payment_method_bank_account_closed": "The customer's bank account has been closed.",
    "payment_method_no_account": "The customer's bank account could not be found.",
    "debit_not_authorized": "The customer has notified their bank that this payment was unauthorized.",
    "payment_method_microdeposit_failed": "Microdeposit transfers failed.",
}


def message_for(code: str, decline_code: str | None = None) -> str:
    """Return what a person is told of a refusal."""
    return _MESSAGES.get(decline_code or "", _MESSAGES.get(code, "The payment failed."))


def _declines(decline_code: str, code: str = "card_declined") -> Conduct:
    return Conduct(code, decline_code)


TEST_METHODS: dict[str, tuple[str, Conduct]] = {
    "pm_card_visa": ("card", PAYS),
    "pm_card_mastercard": ("card", PAYS),
    "pm_card_bypassPending": ("card", Conduct(immediate=True)),
    "pm_card_chargeDeclined": ("card", _declines("generic_decline")),
    "pm_card_visa_chargeDeclined": ("card", _declines("generic_decline")),
    "pm_card_chargeDeclinedInsufficientFunds": ("card", _declines("insufficient_funds")),
    "pm_card_visa_chargeDeclinedInsufficientFunds": ("card", _declines("insufficient_funds")),
    "pm_card_visa_chargeDeclinedLostCard": ("card", _declines("lost_card")),
    "pm_card_visa_chargeDeclinedStolenCard": ("card", _declines("stolen_card")),
    "pm_card_chargeDeclinedExpiredCard": ("card", Conduct("expired_card")),
    "pm_card_chargeDeclinedProcessingError": ("card", Conduct("processing_error")),
    "pm_card_authenticationRequired": ("card", Conduct(asks=True)),
    "pm_card_createDispute": ("card", Conduct(disputed=True)),
    "pm_card_pendingRefund": ("card", Conduct(refund="pending")),
    "pm_card_refundFail": ("card", Conduct(refund="failed")),
    "pm_usBankAccount": ("us_bank_account", PAYS),
    "pm_usBankAccount_success": ("us_bank_account", PAYS),
    "pm_usBankAccount_insufficientFunds": ("us_bank_account", Conduct("insufficient_funds")),
    "pm_usBankAccount_accountClosed": ("us_bank_account", Conduct("payment_method_bank_account_closed")),
    "pm_usBankAccount_noAccount": ("us_bank_account", Conduct("payment_method_no_account")),
    "pm_usBankAccount_debitNotAuthorized": ("us_bank_account", Conduct("debit_not_authorized")),
}
TEST_CARDS: dict[str, str] = {
    "4242424242424242": "pm_card_visa",
    "5555555555554444": "pm_card_mastercard",
    "4000000000000077": "pm_card_bypassPending",
    "4000000000000002": "pm_card_chargeDeclined",
    "4000000000009995": "pm_card_chargeDeclinedInsufficientFunds",
    "4000000000000069": "pm_card_chargeDeclinedExpiredCard",
    "4000002500003155": "pm_card_authenticationRequired",
    "4000000000000259": "pm_card_createDispute",
    "4000000000007726": "pm_card_pendingRefund",
    "4000000000005126": "pm_card_refundFail",
}
"""numbers a person types on the hosted page; any other number is refused as incorrect"""
TEST_ACCOUNTS: dict[str, Conduct] = {
    "000123456789": PAYS,
    "000222222227": Conduct("insufficient_funds"),
    "000111111113": Conduct("payment_method_bank_account_closed"),
    "DE89370400440532013000": PAYS,
    "DE62370400440532013001": Conduct("insufficient_funds"),
    "00012345": PAYS,
    "33333335": Conduct("debit_not_authorized"),
    "111111113": Conduct("payment_method_bank_account_closed"),
}
"""accounts of the gateway's documentation, by the number without its bank; any other account pays"""


def looks(kind: str, name: str = "", number: str = "") -> Record:
    """Return the part of a payment method that is named after its kind."""
    last4 = (number or "4242")[-4:]
    if kind == "card":
        return _card("mastercard" if "mastercard" in name else "visa", last4)
    common = {"fingerprint": f"fp{last4.rjust(14, '0')}", "last4": (number or "6789")[-4:]}
    if kind == "us_bank_account":
        return {
            **common,
            "account_holder_type": "individual",
            "account_type": "checking",
            "bank_name": "STRIPE TEST BANK",
            "financial_connections_account": None,
            "networks": {"preferred": "ach", "supported": ["ach"]},
            "routing_number": "110000000",
            "status_details": {},
        }
    if kind == "sepa_debit":
        generated: Record = {"charge": None, "setup_attempt": None}
        return {
            **common, "bank_code": "37040044", "branch_code": "", "country": "DE", "generated_from": generated,
        }  # fmt: skip
    return {**common, "sort_code": "108800"} if kind == "bacs_debit" else {**common, "bsb_number": "000000"}


def _card(brand: str, last4: str) -> Record:
    return {
        "brand": brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "display_brand": brand,
        "exp_month": 8,
        "exp_year": 2030,
        "fingerprint": f"fp{brand}{last4}",
        "funding": "credit",
        "generated_from": None,
        "last4": last4,
        "networks": {"available": [brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def on_charge(kind: str, look: Record, mandate: str | None, amount: int) -> Record:
    """Return `payment_method_details` of a charge."""
    if kind == "card":
        return {"card": _card_on_charge(look, mandate, amount), "type": "card"}
    names = {
        "us_bank_account": ("account_holder_type", "account_type", "bank_name", "routing_number"),
        "sepa_debit": ("bank_code", "branch_code", "country"),
        "bacs_debit": ("sort_code",),
        "au_becs_debit": ("bsb_number",),
    }[kind]
    part: Record = {name: look[name] for name in (*names, "fingerprint", "last4")}
    return {kind: {**part, "mandate": mandate}, "type": kind}


def _card_on_charge(look: Record, mandate: str | None, amount: int) -> Record:
    names = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4")
    return {
        **{name: look[name] for name in names},
        "amount_authorized": amount,
        "authorization_code": None,
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "mandate": mandate,
        "multicapture": {"status": "unavailable"},
        "network": look["brand"],
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": look["regulated_status"],
        "three_d_secure": None,
        "transaction_link_id": None,
        "wallet": None,
    }
