"""What a stand-in's account is like: where it is, what it is charged, when money moves. All of it may be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from bookdesk.sandbox.stripe.money import FeePlan

API_VERSION = "2026-10-28.endive"
"""The version the official client 16.1 speaks."""
START = 1_793_491_200
"""1 November 2026, 00:00 UTC: where a world's clock begins unless told otherwise."""
DAY = 86_400
FULL_KEY = "sk_test_sandboxFullKey"
DESK_KEY, PORTAL_KEY = "rk_test_sandboxDesk", "rk_test_sandboxPortal"
"""Restricted keys of a stand-in that runs by itself: one for a desk, one for a pay portal."""
DESK_RIGHTS = (
    *("account:read", "balance:read", "charge:write", "checkout_session:write", "dispute:read", "event:read"),
    *("mandate:read", "payment_intent:write", "payment_method:read", "payout:read"),
)
PORTAL_RIGHTS = (*DESK_RIGHTS, "customer:write", "payment_method:write", "setup_intent:write")
"""The one key without limits that a world begins with."""

_SETTLING = {"us_bank_account": 4, "sepa_debit": 5, "bacs_debit": 3, "au_becs_debit": 3}


@dataclass
class Settings:
    """One account. `rates` converts charges in a currency to the account's own (units of it for one); others stay."""

    country: str = "IE"
    currency: str = "eur"
    name: str = "Sample Account"
    email: str = "owner@example.com"
    fees: FeePlan = field(default_factory=FeePlan)
    rates: Mapping[str, Fraction] = field(default_factory=dict)
    payout_delay_days: int = 2
    """from a payment to its money being available"""
    payout_travel_days: int = 1
    """from a payout's start to the bank account"""
    settling_days: Mapping[str, int] = field(default_factory=lambda: dict(_SETTLING))
    """how long a bank debit is `processing`, by method"""
    balance_lag: int = 0
    """seconds until a payment's balance transaction exists; with a lag the charge is updated later"""
    automatic_payouts: bool = True
    event_days: int = 30
    key_hours: int = 24
    page_base: str = "https://checkout.stripe.test"
    """where the hosted pages are; a shell sets its own address"""
