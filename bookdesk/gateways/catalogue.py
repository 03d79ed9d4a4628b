"""Which gateways there are. Who opens one, or believes a message of one, asks here and names no gateway's code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bookdesk.core.clock import Clock
from bookdesk.core.errors import NotFound
from bookdesk.core.money import Money
from bookdesk.gateways.amounts import Limits
from bookdesk.gateways.port import Gateway, RawEvent, Refused, VerifyWebhook

ReadMessage = Callable[[str], RawEvent | None]
"""Reads a message that was believed before."""


@dataclass(frozen=True, slots=True)
class Access:
    """With what an account at a gateway is reached; `key` is a secret and is shown nowhere.

    `account` is whose it is to be, where that is known already. `base_url` is a stand-in's address, which only a demo
    or training practice (`practice`) may name.
    """

    key: str = field(repr=False)
    account: str | None = None
    base_url: str | None = None
    practice: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One gateway: its name as it is kept, as people call it, and the host of its pages, which forms may lead to.

    `rights` are what a desk's key must be allowed, in the gateway's own words for them, a line each.
    """

    name: str
    title: str
    page_origin: str
    """The origin of its pages, `https://host`: nobody is sent anywhere else."""
    key_hint: str
    sessions: str
    """What its events call a page of ours."""
    stateful: frozenset[str]
    """What else has a state beside the moves: of everything else that its events are about, moves alone tell."""
    rights: tuple[str, ...]
    opens: Callable[[Access, Clock], Gateway]
    verifies: Callable[[], VerifyWebhook]
    checks: Callable[[Access], bool]
    reads: Callable[[], ReadMessage]
    limits: Callable[[str], Limits]


def gateways() -> Mapping[str, Entry]:
    """Return all gateways by name."""
    return _ENTRIES


def entry(name: str) -> Entry:
    """Return one gateway; `NotFound` for a name this version does not know."""
    found = _ENTRIES.get(name)
    if found is None:
        raise NotFound(f"There is no gateway {name!r} in this version.", "Update BookDesk, or connect another gateway.")
    return found


def open_gateway(name: str, access: Access, clock: Clock) -> Gateway:
    """Open a gateway; nothing is asked yet. `NotAllowed` for a key or an address that must not be used."""
    return entry(name).opens(access, clock)


def moves_real_money(name: str, access: Access) -> bool:
    """Tell whether a key is a live one; `NotAllowed` for one that must not be used. No network is needed."""
    return entry(name).checks(access)


def webhook_verifier(name: str) -> VerifyWebhook:
    """Return by what the messages of a gateway are believed."""
    return entry(name).verifies()


def read_message(name: str, body: str) -> RawEvent | None:
    """Return the event in a message that somebody has believed and kept; None for what cannot be read any more."""
    found = _ENTRIES.get(name)
    return None if found is None else found.reads()(body)


def limits(name: str, currency: str) -> Limits | None:
    """Return which amounts a gateway takes in a currency; None for one that this version does not know."""
    found = _ENTRIES.get(name)
    return None if found is None else found.limits(currency)


def require_taken(name: str, amount: Money) -> None:
    """Raise `Refused` where a gateway takes no payment of just this amount."""
    found = limits(name, amount.currency)
    if found is not None and not found.takes(amount):
        raise Refused(
            f"{entry(name).title} takes no payment of {amount}: from {found.least} to {found.most} each.",
            "Ask for a part that it takes, or offer bank details.",
            code="amount",
        )


def _open_stripe(access: Access, clock: Clock) -> Gateway:
    from bookdesk.gateways.stripe.client import StripeGateway  # noqa: PLC0415 - its client is slow to load

    return StripeGateway(access.key, clock, account=access.account, base_url=access.base_url, practice=access.practice)


def _check_stripe(access: Access) -> bool:
    from bookdesk.gateways.stripe import limits  # noqa: PLC0415 - loaded where it is used, as above

    live = limits.checked_key(access.key)
    limits.base(access.base_url, live=live, practice=access.practice)
    return live


def _verify_stripe() -> VerifyWebhook:
    from bookdesk.gateways.stripe.webhooks import verify  # noqa: PLC0415 - as above

    return verify


def _read_stripe() -> ReadMessage:
    from bookdesk.gateways.stripe.webhooks import kept  # noqa: PLC0415 - as above

    return kept


def _limits_stripe(currency: str) -> Limits:
    from bookdesk.gateways.stripe import limits as counted  # noqa: PLC0415 - as above

    return counted.taken(currency)


_ENTRIES: Mapping[str, Entry] = MappingProxyType(
    {
        "stripe": Entry(
            name="stripe",
            title="Stripe",
            page_origin="https://checkout.stripe.com",
            key_hint="A restricted key (Developers, API keys); it begins with rk_.",
            sessions="checkout.session",
            stateful=frozenset({"refund", "dispute", "payout", "mandate", "payment_method"}),
            rights=(
                "Read: accounts, balance, disputes, events, mandates, payment methods, payouts.",
                "Write: charges and refunds, Checkout Sessions, PaymentIntents.",
                "None: everything else.",
            ),
            opens=_open_stripe,
            verifies=_verify_stripe,
            checks=_check_stripe,
            reads=_read_stripe,
            limits=_limits_stripe,
        )
    }
)
