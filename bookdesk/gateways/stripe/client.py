"""Stripe as a gateway: the port's questions put to Stripe, and its answers as facts.

A page is a Checkout session of one payment; a saved charge is a payment confirmed without the customer. Our reference
stands in the metadata of the payment, so that every way to it finds it: event, list, page. Amounts are asked in the
invoice's own currency and shown so: Stripe's offer to let customers pay in another one is switched off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import stripe

from bookdesk.core.clock import Clock
from bookdesk.core.errors import Unreachable
from bookdesk.gateways.port import (
    Capability,
    Charged,
    EventPage,
    Fact,
    FactPage,
    Listed,
    MerchantAccount,
    Move,
    NewRefund,
    NewSession,
    PaymentState,
    RawEvent,
    RefundFact,
    Refused,
    SavedCharge,
    Session,
)
from bookdesk.gateways.stripe import events, limits, mapping, moves, reading, shapes, wishes
from bookdesk.gateways.stripe.asking import Door, at, understood
from bookdesk.gateways.stripe.errors import lost
from bookdesk.gateways.stripe.shapes import Object
from bookdesk.gateways.stripe.transport import Network

_SESSIONS, _PAYMENTS, _REFUNDS = "/v1/checkout/sessions", "/v1/payment_intents", "/v1/refunds"
_METHODS = "/v1/payment_methods"
_USED_KEY = "idempotency_error"
_KEYS_LIVE = timedelta(days=2)
"""Longer than Stripe remembers a key (at least a day)."""
_TRIES = 2
_ABLE = frozenset(Capability)

T = TypeVar("T")


class StripeGateway:
    """One account at Stripe, reached with a restricted key; see `port.Gateway`."""

    name: Final = "stripe"
    capabilities: Final = _ABLE

    def __init__(  # noqa: PLR0913 - where and how to reach it
        self,
        key: str,
        clock: Clock,
        *,
        account: str | None = None,
        base_url: str | None = None,
        practice: bool = False,
        network: stripe.HTTPClient | None = None,
        tries: int = _TRIES,
    ) -> None:
        """Use a restricted `key`; `NotAllowed` for another one, or for a `base_url` outside demo and training.

        `account` is whose the key is to be. A stand-in in this process brings its own `network`.
        """
        self._live, self._account, self._clock = limits.checked_key(key), account, clock
        base = limits.base(base_url, live=self._live, practice=practice)
        self._door = Door(key, base, network or Network(proxies=base == limits.API_BASE), tries)

    def account(self) -> MerchantAccount:
        """Return whose account it is; `Refused` for a key of another account than was said."""
        found = self._door.get("/v1/account", lambda of: mapping.account(of, live=self._live))
        if self._account not in {None, found.id}:
            raise Refused(
                f"The key belongs to another account at Stripe ({found.name or found.id}).",
                "Enter a key of the account that is connected here.",
                code="account",
            )
        return found

    def create_session(self, new: NewSession) -> Session:
        """Open a Checkout page, or return the one that was opened under this key."""

        def act() -> Session:
            found, again = self._door.post(_SESSIONS, mapping.session, wishes.page(new, self._clock.now()), new.key)
            return _anew(found, lambda: self.get_attempt(found.id)) if again else found

        return _once(act, lambda: self.find_attempt(new.reference, self._clock.now() - _KEYS_LIVE))

    def expire_session(self, session_id: str) -> Session:
        """Close a page; one that is not open any more is told as it is."""
        whole = {"expand": list(wishes.SESSION_WHOLE)}
        try:
            return self._door.post(at(_SESSIONS, session_id, "expire"), mapping.session, whole)[0]
        except Refused:
            found = self.get_attempt(session_id)
            if found.state is PaymentState.OPEN:
                raise
            return found

    def get_attempt(self, session_id: str) -> Session:
        """Return a page as it is now, with its payment."""
        return self._door.get(at(_SESSIONS, session_id), mapping.session, {"expand": list(wishes.SESSION_WHOLE)})

    def find_attempt(self, reference: str, since: datetime) -> Session | None:
        """Look for a page with our reference among those made since, with a day's slack for clocks that differ."""
        given = {"created": {"gte": wishes.seconds(since, limits.SKEW)}}
        listed = self._door.pages(_SESSIONS, given)
        found = next((one for one in listed if one.get("client_reference_id") == reference), None)
        return None if found is None else self.get_attempt(_id(found))

    def charge_saved(self, charge: SavedCharge) -> Charged:
        """Charge a kept method; what the bank refuses is an answer, not an error."""

        def act() -> Charged:
            found, again = self._door.post(_PAYMENTS, mapping.charged, wishes.charge(charge), charge.key)
            return _anew(found, lambda: self._charge(found.payment_id)) if again else found

        return _once(act, lambda: self.get_charge(charge.reference, self._clock.now() - _KEYS_LIVE))

    def get_charge(self, reference: str, since: datetime) -> Charged | None:
        """Look for a charge with our reference among the payments made since, with a day's slack."""
        given = {"created": {"gte": wishes.seconds(since, limits.SKEW)}}
        ours = (one for one in self._door.pages(_PAYMENTS, given) if moves.reference_of(one) == reference)
        found = next((one for one in ours if mapping.unattended(one)), None)
        return None if found is None else self._charge(_id(found))

    def forget_method(self, method_id: str) -> None:
        """Detach a kept method from its customer; one that belongs to nobody any more is gone."""
        try:
            self._door.post(at(_METHODS, method_id, "detach"), dict, {})
        except Refused:
            found = self._door.maybe(at(_METHODS, method_id), dict)
            if found is not None and found.get("customer") is not None:
                raise

    def refund(self, new: NewRefund) -> RefundFact:
        """Pay back a part or all of a payment."""

        def act() -> RefundFact:
            found, again = self._door.post(_REFUNDS, mapping.refund, wishes.refund(new), new.key)
            return _anew(found, lambda: self._door.get(at(_REFUNDS, found.id), mapping.refund)) if again else found

        return _once(act, lambda: self._refunded(new))

    def list_events(self, cursor: str | None, *, limit: int = limits.PAGE) -> EventPage:
        """Return events after a cursor; see `events`."""
        return events.after(self._door, cursor, min(limit, limits.PAGE), self._clock.now())

    def read(self, events: Sequence[RawEvent]) -> Sequence[Fact]:
        """Read the objects of events anew: a hundred at a time where they can be listed."""
        facts: list[Fact] = []
        for name, wanted in reading.wanted(events).items():
            kind = reading.KINDS[name]
            for one in self._door.several(kind, wanted):
                with understood():
                    facts += mapping.facts(one, wanted.told[_id(one)])
        return facts

    def list_objects(self, what: Listed, since: datetime, after: str | None = None) -> FactPage:
        """List facts made since a moment, newest first."""
        listing = reading.LISTINGS[what]
        given: dict[str, Any] = {"created": {"gte": wishes.seconds(since)}}
        if listing.along:
            given["expand"] = [f"data.{name}" for name in listing.along]
        return self._facts(listing.path, given, after, listing.fact)

    def payout_lines(self, payout_id: str, after: str | None = None) -> FactPage:
        """List the moves in an automatic payout; `Refused` for a manual one, whose moves nobody tells."""
        given = {"payout": payout_id, "expand": ["data.source"]}
        page = self._facts(
            reading.LISTINGS[Listed.MOVES].path, given, after, lambda of: moves.move(of, payout_id=payout_id)
        )
        members = (one for one in page.facts if isinstance(one, Move) and one.source_id != payout_id)
        return FactPage(tuple(members), page.next)

    def close(self) -> None:
        """Let go of connections."""
        self._door.close()

    def _refunded(self, new: NewRefund) -> RefundFact | None:
        listed = self._door.pages(_REFUNDS, {"payment_intent": new.payment_id})
        with understood():
            return next((fact for fact in map(mapping.refund, listed) if fact.reference == new.reference), None)

    def _charge(self, payment_id: str) -> Charged:
        return self._door.get(at(_PAYMENTS, payment_id), mapping.charged, {"expand": ["latest_charge"]})

    def _facts(
        self, path: str, given: Mapping[str, Any], after: str | None, fact: Callable[[Object], Fact]
    ) -> FactPage:
        place = {} if after is None else {"starting_after": after}
        found, more = self._door.page(path, {**given, **place, "limit": limits.PAGE})
        with understood():
            return FactPage(tuple(fact(one) for one in found), _id(found[-1]) if more and found else None)


def _once(act: Callable[[], T], earlier: Callable[[], T | None]) -> T:
    """Do something under its key; where that was used in other words, by an older version say, return what came of it.

    What hinders looking that up leaves unknown what was done.
    """
    try:
        return act()
    except Refused as refusal:
        if refusal.code != _USED_KEY:
            raise
        try:
            found = earlier()
        except (Unreachable, Refused) as failure:
            raise lost("it was asked before, and that cannot be read now") from failure
        if found is None:
            raise
        return found


def _anew(told: T, read: Callable[[], T]) -> T:
    """Return what was told again as it is now; where that cannot be read, as it was: it was done, that is certain."""
    try:
        return read()
    except (Unreachable, Refused):
        return told


def _id(of: Object) -> str:
    with understood():
        return shapes.text(of, "id")
