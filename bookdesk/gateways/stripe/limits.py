"""What Stripe allows and how it counts: currencies, versions, keys, lifetimes and sizes. Pure.

Sources are Stripe's documentation of currencies (zero-decimal list and special cases), keys, Checkout (`expires_at`),
events (kept 30 days), webhooks and versioning. An opinion of ISO 4217 on decimals stands in `core.currencies`; where
Stripe counts otherwise, it is turned here and nowhere else.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from types import MappingProxyType
from urllib.parse import urlsplit

from bookdesk.core.currencies import exponent
from bookdesk.core.errors import NotAllowed
from bookdesk.core.money import Money
from bookdesk.gateways.amounts import Limits
from bookdesk.gateways.port import Refused

API_BASE = "https://api.stripe.com"
API_VERSION = "2026-10-28.endive"
"""The version this adapter is written for; every request names it."""

_OLDEST_VERSION = date(2022, 11, 15)
"""Since then a payment tells its `latest_charge`; what we read of an event has kept its form."""

PAGE = 100
"""The most objects in one answer."""

EVENTS_KEPT = timedelta(days=30)
SKEW = timedelta(days=1)
"""How far the caller's clock may be off when something is looked up by the time it was made."""

TOLERANCE = timedelta(seconds=300)
"""How old, or how far ahead, a signed message may be."""

LARGEST_MESSAGE = 1024 * 1024
LARGEST_ANSWER = 50 * 1024 * 1024
DEEPEST = 50
"""How far JSON from outside may be nested."""

_MARGIN = timedelta(minutes=2)
"""Time that a request may take, and that two clocks may differ, without a page being refused."""
SHORTEST_PAGE, LONGEST_PAGE = timedelta(minutes=30) + _MARGIN, timedelta(hours=24) - _MARGIN
"""How long a page may be open; one that is not told when to end is open for 24 hours."""

LONGEST_NAME, LONGEST_TEXT = 250, 500
"""Characters of what the customer reads beside the amount, and of what the merchant reads of a payment."""

_ZERO_DECIMAL = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_THREE_DECIMAL = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
"""Sent with three decimals, of which the last must be 0."""
_WHOLE_PAYOUTS = frozenset({"HUF", "TWD"})
"""Charged with two decimals, paid out in whole units only: a rest stays in the balance."""

_LEAST = MappingProxyType(
    {"AED": 200, "CZK": 1500, "DKK": 250, "GBP": 30, "HKD": 400, "HUF": 17500, "JPY": 50, "MXN": 1000, "MYR": 200}
    | {"NOK": 300, "PLN": 200, "RON": 200, "SEK": 300, "THB": 1000}
)
_LEAST_ELSE, _MOST = 50, 99_999_999
"""The least that is charged (minimum charge amounts, as Stripe counts), and the most: eight digits. Some currencies
take more digits; what is above eight is refused here rather than by the gateway."""

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_VERSION = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.([a-z]+))?", re.ASCII)
_KEY = re.compile(r"(rk|sk|pk)_(live|test)_[A-Za-z0-9]{1,250}", re.ASCII)


def decimals(currency: str) -> int:
    """Return with how many decimals Stripe counts a currency: two for ISK and UGX, which have none, none for MGA."""
    code = currency.upper()
    return 0 if code in _ZERO_DECIMAL else 3 if code in _THREE_DECIMAL else 2


def to_stripe(amount: Money) -> int:
    """Return an amount as Stripe counts it; `Refused` where it has no coin that small."""
    shift = decimals(amount.currency) - exponent(amount.currency)
    counted, rest = _shifted(amount.minor, shift)
    if rest or (amount.currency in _THREE_DECIMAL and counted % 10):
        raise Refused(
            f"{amount} cannot be paid by Stripe: it takes no amount of {amount.currency} that small.",
            "Round the amount to what Stripe takes.",
            code="amount",
        )
    return counted


def taken(currency: str) -> Limits:
    """Return which amounts can be paid at once, in the currency's own smallest unit."""
    code = currency.upper()
    shift = exponent(code) - decimals(code)
    coins = 10 if code in _THREE_DECIMAL else 1

    def own(counted: int, *, up: bool) -> Money:
        figure, rest = _shifted(counted, shift)
        return Money(figure + int(up and rest > 0), code)

    return Limits(own(_LEAST.get(code, _LEAST_ELSE), up=True), own(_MOST, up=False), coins * 10 ** max(shift, 0))


def to_money(counted: int, currency: str) -> Money:
    """Return what Stripe counted as money; `ValueError` where the currency has no coin that small, or is unknown."""
    code = currency.upper()
    shift = decimals(code) - exponent(code)
    minor, rest = _shifted(counted, -shift)
    if rest:
        raise ValueError(f"{code} has no coin that small")
    return Money(minor, code)


def _shifted(figure: int, places: int) -> tuple[int, int]:
    """Move the decimal point; the second value is what is lost."""
    factor: int = 10 ** abs(places)
    return (figure * factor, 0) if places >= 0 else divmod(figure, factor)


def left_behind(balance: Money) -> Money:
    """Return what a payout leaves in the balance, since banks take whole units only (HUF, TWD); else nothing."""
    return Money(balance.minor % 100 if balance.currency in _WHOLE_PAYOUTS else 0, balance.currency)


def cut(expires_at: datetime, now: datetime) -> datetime:
    """Return the nearest end of a page that Stripe takes: 30 minutes to 24 hours from now, with a margin."""
    return min(max(expires_at, now + SHORTEST_PAGE), now + LONGEST_PAGE)


def known_version(version: str | None) -> bool:
    """Tell whether events of an API version are read: ours, what is older but not too old, and ours grown further.

    A version is a date and, since 2024, the name of its major release; releases of one name only add to it.
    """
    found = _VERSION.fullmatch(version or "")
    if found is None:
        return False
    try:
        released = date.fromisoformat(found[1])
    except ValueError:
        return False
    ours, _, major = API_VERSION.partition(".")
    return found[2] == major or _OLDEST_VERSION <= released <= date.fromisoformat(ours)


def checked_key(key: str) -> bool:
    """Return whether a key moves real money; `NotAllowed` for any but a restricted one."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise NotAllowed("This is no key of Stripe's.", "Copy a restricted key from Stripe; it begins with rk_.")
    if found[1] == "sk":
        raise NotAllowed(
            "This key may do anything with the account, also what BookDesk never does.",
            "Make a restricted key in Stripe (Developers, API keys); it begins with rk_.",
        )
    if found[1] == "pk":
        raise NotAllowed("This key is the one for web pages.", "Copy a restricted key from Stripe; it begins with rk_.")
    return found[2] == "live"


def base(override: str | None, *, live: bool, practice: bool) -> str:
    """Return where to go: Stripe itself, or a stand-in on this machine for demo and training practices.

    `NotAllowed` for another override, and where a demo or training practice (`practice`) would move real money.
    """
    if practice and live:
        raise NotAllowed(
            "This is a practice to try things in, and the key moves real money.", "Use a key of Stripe's test mode."
        )
    if override is None:
        return API_BASE
    address = urlsplit(override)
    if not practice or address.hostname not in _LOOPBACK or address.scheme != "http":
        raise NotAllowed(
            "Another address than Stripe's own is for demo and training practices only, and on this machine only.",
            "Connect to Stripe itself.",
        )
    return override.rstrip("/")
