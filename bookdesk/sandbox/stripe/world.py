"""The whole gateway without its sockets: one request in, one answer out, the same each time for the same seed.

`World.handle` answers the API, `bookdesk.sandbox.stripe.page` the hosted page, `bookdesk.sandbox.stripe.acts` does what
customers, banks and time do. No thread, no socket, no clock but its own.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping

from bookdesk.sandbox.stripe import payouts, routes
from bookdesk.sandbox.stripe.agenda import Agenda
from bookdesk.sandbox.stripe.expanding import expanded
from bookdesk.sandbox.stripe.faults import Cut, Fault, Kind, Plan
from bookdesk.sandbox.stripe.forms import Given, check_known
from bookdesk.sandbox.stripe.keys import Keys
from bookdesk.sandbox.stripe.messages import (
    BAD_GATEWAY,
    Answer,
    Asked,
    Record,
    Refused,
    broken,
    halved,
    refusal,
    throttled,
)
from bookdesk.sandbox.stripe.remembered import Remembered, key_of
from bookdesk.sandbox.stripe.settings import API_VERSION, DAY, FULL_KEY, START, Settings
from bookdesk.sandbox.stripe.state import State

_EARLY = {Kind.THROTTLED, Kind.LOCK_TIMEOUT, Kind.ERROR_BEFORE}


class World(State):
    """One account of the gateway and everything that happened in it."""

    def __init__(self, seed: int = 0, now: int = START, settings: Settings | None = None) -> None:
        """Begin empty at `now`; ids come from `seed`."""
        super().__init__(settings or Settings(), Agenda(now), random.Random(seed))  # noqa: S311 - repeatable ids, no secret
        self.keys = Keys(self.account, FULL_KEY)
        self.faults = Plan()
        self.remembered = Remembered(self.settings.key_hours)
        self.log: list[Record] = []
        self.took = 0
        """how many seconds the last request took"""
        payouts.schedule(self)

    def handle(self, asked: Asked) -> Answer:
        """Answer one request; `Cut` where the plan has the connection end instead."""
        self.took = 0
        fault = self.faults.next(asked.method, asked.path)
        entry = self._noted(asked, fault)
        if fault and fault.kind in {Kind.DROP_REQUEST, Kind.LATE}:
            if fault.kind is Kind.LATE:
                self.agenda.after(fault.seconds, self.handle, asked)
            raise Cut
        if fault and fault.kind is Kind.SLOW:
            self.advance(fault.seconds)
            self.took = fault.seconds
        if fault and fault.kind is Kind.BAD_GATEWAY:
            entry["status"] = BAD_GATEWAY.status
            return BAD_GATEWAY
        answer = self._guarded(asked, fault, str(entry["id"]))
        entry["status"] = answer.status
        if fault and fault.kind in {Kind.DROP_RESPONSE, Kind.HOLD}:
            raise Cut(answer if fault.kind is Kind.HOLD else None)
        return answer if not fault or fault.kind is not Kind.TRUNCATED else halved(answer)

    def advance(self, seconds: int) -> None:
        """Move the clock on; what becomes due happens in order."""
        self.advance_to(self.now + seconds)

    def advance_days(self, days: int) -> None:
        """Move the clock on by whole days."""
        self.advance(days * DAY)

    def advance_to(self, when: int) -> None:
        """Move the clock on to an instant."""
        self.agenda.advance_to(when)

    def _noted(self, asked: Asked, fault: Fault | None) -> Record:
        entry: Record = {
            "id": self.new_id("req", 14),
            "at": self.now,
            "method": asked.method,
            "path": asked.path,
            "given": asked.given,
            "key": key_of(asked),
            "fault": fault.kind.value if fault else None,
            "status": None,
        }
        self.log.append(entry)
        return entry

    def _guarded(self, asked: Asked, fault: Fault | None, request_id: str) -> Answer:
        """Answer with every refusal in its form."""
        try:
            return self._admitted(asked, fault, request_id)
        except Refused as refused:
            return refusal(refused, self._headers(asked, request_id))

    def _admitted(self, asked: Asked, fault: Fault | None, request_id: str) -> Answer:
        """Check key, rights, address and parameters before anything is done."""
        secret = self.keys.admit(asked.headers)
        if fault and fault.kind in _EARLY:
            early = broken(kept=False) if fault.kind is Kind.ERROR_BEFORE else None
            raise early or throttled(lock=fault.kind is Kind.LOCK_TIMEOUT)
        routes.check_version(asked.headers)
        route, ids = routes.find(asked.method, asked.path)
        self.keys.check(secret, route.resource, route.deed)
        check_known(asked.given, route.takes)
        replayed = self.remembered.begin(asked, self.now)
        if replayed is not None:
            return Answer(replayed.status, replayed.text, {**replayed.headers, "Request-Id": request_id})
        return self._executed(asked, fault, request_id, route, ids)

    def _executed(
        self, asked: Asked, fault: Fault | None, request_id: str, route: routes.Route, ids: list[str]
    ) -> Answer:
        """Execute once and keep the answer under the request's key."""
        self.cause = (request_id, key_of(asked))
        headers = self._headers(asked, request_id)
        try:
            given = Given(asked.given)
            body = route.resource_of(self, given, *ids)
            answer = Answer(200, json.dumps(expanded(self, body, given.words("expand"))), headers)
        except Refused as refused:
            answer = refusal(refused, headers)
            if not refused.kept:
                self.remembered.finish(asked, None)
                return answer
        finally:
            self.cause = (None, None)
        if fault and fault.kind is Kind.ERROR_AFTER:
            answer = refusal(broken(kept=True), headers)
        self.remembered.finish(asked, answer, held=bool(fault and fault.kind is Kind.HOLD))
        return answer

    def _headers(self, asked: Asked, request_id: str) -> Mapping[str, str]:
        key = key_of(asked)
        named = {"Idempotency-Key": key, "Original-Request": request_id} if key else {}
        return {"Content-Type": "application/json", "Request-Id": request_id, "Stripe-Version": API_VERSION, **named}
