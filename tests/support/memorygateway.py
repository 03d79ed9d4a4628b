"""A gateway in memory, behind the port: pages, kept methods, messages, and faults on request.

It keeps what was really paid, so that tests can count.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from bookdesk.core.clock import Clock
from bookdesk.core.errors import NotFound, Unreachable
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.port import (
    AnswerLost,
    Capability,
    Charged,
    EventPage,
    Fact,
    FactPage,
    Forged,
    Gateway,
    Listed,
    MandateFact,
    MerchantAccount,
    NewRefund,
    NewSession,
    PaymentFact,
    PaymentState,
    RawEvent,
    RefundFact,
    Refused,
    SavedCharge,
    Session,
    VerifyWebhook,
)

_Answer = TypeVar("_Answer")
SECRET = "whsec-memory"  # noqa: S105 - a stand-in's


@dataclass
class MemoryGateway:
    """One merchant's account. `faults` are taken one a call: `away`, `lost before`, `lost after`, `refused`."""

    clock: Clock
    name: str = "memory"
    capabilities: frozenset[Capability] = frozenset(Capability)
    sessions: dict[str, Session] = field(default_factory=dict)
    charges: dict[str, Charged] = field(default_factory=dict)
    amounts: dict[str, Money] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    paid: list[tuple[str, Money]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    declines: list[Charged] = field(default_factory=list)
    events: list[RawEvent] = field(default_factory=list)
    methods: dict[str, bool] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    at_call: Callable[[], None] = lambda: None
    """Told before and after each call is carried out: others may act there."""

    def account(self) -> MerchantAccount:
        return MerchantAccount("acct", "Deli", "DE", "EUR", live=False, automatic=True)

    def create_session(self, new: NewSession) -> Session:
        return self._called("create", lambda: self._create(new))

    def expire_session(self, session_id: str) -> Session:
        return self._called("expire", lambda: self._expire(session_id))

    def get_attempt(self, session_id: str) -> Session:
        return self._called("get", lambda: self._now(session_id))

    def find_attempt(self, reference: str, since: datetime) -> Session | None:
        del since
        found = self.references.get(reference)
        return self._called("find", lambda: self._now(found) if found in self.sessions else None)

    def charge_saved(self, charge: SavedCharge) -> Charged:
        return self._called("charge", lambda: self._charge(charge))

    def get_charge(self, reference: str, since: datetime) -> Charged | None:
        del since
        return self._called("get charge", lambda: self.charges.get(self.references.get(reference, "")))

    def forget_method(self, method_id: str) -> None:
        self._called("forget", lambda: self.methods.pop(method_id, None))

    def refund(self, new: NewRefund) -> RefundFact:
        raise NotImplementedError

    def list_events(self, cursor: str | None, *, limit: int = 100) -> EventPage:
        start = int(cursor or 0)
        page = self.events[start : start + limit]
        return EventPage(tuple(page), str(start + len(page)), start + len(page) < len(self.events))

    def read(self, events: Sequence[RawEvent]) -> Sequence[Fact]:
        def facts() -> list[Fact]:
            found: dict[str, Fact] = {}
            for event in events:
                if event.known:
                    found[event.object_id] = self._fact(event.object_id)
            return list(found.values())

        return self._called("read", facts)

    def list_objects(self, what: Listed, since: datetime, after: str | None = None) -> FactPage:
        """List two a page, newest first."""
        del since

        def page() -> FactPage:
            names = list(reversed(self.sessions if what is Listed.ATTEMPTS else self.charges))
            start = int(after or 0)
            facts = tuple(self._fact(name) for name in names[start : start + 2])
            return FactPage(facts, str(start + 2) if start + 2 < len(names) else None)

        assert what in {Listed.ATTEMPTS, Listed.PAYMENTS}
        return self._called(f"list {what}", page)

    def payout_lines(self, payout_id: str, after: str | None = None) -> FactPage:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing is held."""

    def pay(self, session_id: str, state: PaymentState = PaymentState.SUCCEEDED) -> bool:
        """The customer pays on the page; False where it is closed."""
        session = self._now(session_id)
        if session.state is not PaymentState.OPEN:
            return False
        self._became(session, state)
        return True

    def settle(self, session_id: str, state: PaymentState) -> None:
        """A debit under way ends."""
        session = self.sessions[session_id]
        assert session.state is PaymentState.PROCESSING
        self._became(session, state)

    def settle_charge(self, payment: str, state: PaymentState, why: str | None = None) -> None:
        """The same for a charge of a kept method."""
        charge = replace(self.charges[payment], state=state, why=why)
        self.charges[payment] = charge
        reference = next(name for name, own in self.references.items() if own == payment)
        if state is PaymentState.SUCCEEDED:
            self.paid.append((reference, Money(0, "EUR")))
        self._event("payment", payment)

    def revoke(self, method: str) -> None:
        """The payer's bank takes a mandate back."""
        self.methods[method] = False
        self._event("mandate", method)

    def _became(self, session: Session, state: PaymentState) -> None:
        payment = session.payment_id or f"pay-{session.id}"
        if session.customer == "keep":
            session = replace(session, method_id=f"pm-{session.id}", customer="cus")
        self.sessions[session.id] = replace(session, state=state, payment_id=payment)
        if state is PaymentState.SUCCEEDED:
            self.paid.append((session.reference, session.amount))
        self._event("session", session.id)

    def _create(self, new: NewSession) -> Session:
        if new.key not in self.by_key:
            name = f"ses-{len(self.by_key) + 1}"
            self.by_key[new.key], self.references[new.reference] = name, name
            keep = "keep" if new.keep_method else None
            self.sessions[name] = Session(
                name,
                new.reference,
                PaymentState.OPEN,
                new.amount,
                f"https://pay.example/{name}",
                new.expires_at,
                None,
                keep,
            )
        return self._now(self.by_key[new.key])

    def _expire(self, name: str) -> Session:
        session = self._now(name)
        if session.state is PaymentState.OPEN:
            self.sessions[name] = replace(session, state=PaymentState.EXPIRED, url=None)
            self._event("session", name)
        return self.sessions[name]

    def _now(self, name: str) -> Session:
        session = self.sessions[name]
        if session.state is PaymentState.OPEN and session.expires_at and session.expires_at <= self.clock.now():
            self.sessions[name] = session = replace(session, state=PaymentState.EXPIRED, url=None)
        return session

    def _charge(self, charge: SavedCharge) -> Charged:
        if charge.key not in self.by_key:
            name = f"chg-{len(self.by_key) + 1}"
            self.by_key[charge.key], self.references[charge.reference] = name, name
            given = self.declines.pop(0) if self.declines else Charged("", PaymentState.SUCCEEDED)
            self.charges[name], self.amounts[name] = replace(given, payment_id=name), charge.amount
            if given.state is PaymentState.SUCCEEDED:
                self.paid.append((charge.reference, charge.amount))
            self._event("payment", name)
        return self.charges[self.by_key[charge.key]]

    def _fact(self, name: str) -> Fact:
        if name in self.sessions:
            return self._now(name)
        if name in self.charges:
            charge = self.charges[name]
            reference = next(own for own, payment in self.references.items() if payment == name)
            at, amount = self.clock.now(), self.amounts[name]
            return PaymentFact(name, reference, charge.state, amount, at, PayMethod.CARD, charge.why, unattended=True)
        return MandateFact(name, "cus", self.methods.get(name, True), self.clock.now())

    def _event(self, kind: str, name: str) -> None:
        body = json.dumps({"id": f"evt-{len(self.events) + 1}", "about": name}, ensure_ascii=False)
        number = f"evt-{len(self.events) + 1}"
        self.events.append(RawEvent(number, kind, self.clock.now(), "1", kind, name, body))

    def _called(self, what: str, act: Callable[[], _Answer]) -> _Answer:
        self.calls.append(what)
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "away":
            raise Unreachable("The gateway is away.", "Try later.")
        if fault == "refused":
            raise Refused("The gateway refused.", "Ask it why.", code="no")
        if fault == "lost before":
            raise AnswerLost("No answer came.", "Read it.")
        self.at_call()
        answer = act()
        self.at_call()
        if fault == "lost after":
            raise AnswerLost("No answer came.", "Read it.")
        return answer


def signed(body: bytes, secret: str = SECRET) -> str:
    """Return the signature of a message."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass
class MemoryGateways:
    """The one gateway there is."""

    gateway: MemoryGateway
    opened_with: list[tuple[str, str]] = field(default_factory=list)

    def open(self, name: str, key: str, account: str) -> Gateway:
        self.verify(name)
        self.opened_with.append((key, account))
        return self.gateway

    def verify(self, name: str) -> VerifyWebhook:
        if name != "memory":
            raise NotFound("There is no such gateway.", "Choose another.")
        return self._verify

    def _verify(
        self, body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime
    ) -> tuple[RawEvent, ...]:
        del now
        if not any(hmac.compare_digest(headers.get("Signature", ""), signed(body, secret)) for secret in secrets):
            raise Forged("The message is not the gateway's.", "Nothing is to be done.")
        names = json.loads(body)["events"]
        known = {event.id: event for event in self.gateway.events}
        return tuple(known[name] for name in names)
