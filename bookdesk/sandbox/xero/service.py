"""One request from token to resource, all under one lock: the stand-in is exact before it is fast."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from bookdesk.sandbox.xero import (
    attachments,
    bank_transactions,
    contacts,
    credit_notes,
    identity,
    invoices,
    overpayments,
    payments,
    settings,
)
from bookdesk.sandbox.xero.clock import ShiftedClock
from bookdesk.sandbox.xero.context import Context
from bookdesk.sandbox.xero.faults import Fault, Kind
from bookdesk.sandbox.xero.limits import Limits
from bookdesk.sandbox.xero.messages import Refusal, Reply, Request, answer, not_found, problem
from bookdesk.sandbox.xero.remembered import once
from bookdesk.sandbox.xero.state import State

API = "/api.xro/2.0"
_ID = r"([^/]+)"
Resource = Callable[..., Reply]
_ROUTES: tuple[tuple[str, str, Resource], ...] = (
    ("GET", "/Organisation", settings.get_organisation),
    ("GET", "/Accounts", settings.get_accounts),
    ("PUT", "/Accounts", settings.put_accounts),
    ("POST", f"/Accounts/{_ID}", settings.post_account),
    ("GET", "/TaxRates", settings.get_tax_rates),
    ("GET", "/Contacts", contacts.get_list),
    ("PUT", "/Contacts", contacts.put_list),
    ("POST", "/Contacts", contacts.post_list),
    ("GET", f"/Contacts/{_ID}", contacts.get_one),
    ("POST", f"/Contacts/{_ID}", contacts.post_one),
    ("GET", "/Invoices", invoices.get_list),
    ("PUT", "/Invoices", invoices.put_list),
    ("POST", "/Invoices", invoices.post_list),
    ("GET", f"/Invoices/{_ID}", invoices.get_one),
    ("POST", f"/Invoices/{_ID}", invoices.post_one),
    ("GET", "/CreditNotes", credit_notes.get_list),
    ("PUT", "/CreditNotes", credit_notes.put_list),
    ("GET", f"/CreditNotes/{_ID}", credit_notes.get_one),
    ("POST", f"/CreditNotes/{_ID}", credit_notes.post_one),
    ("PUT", f"/CreditNotes/{_ID}/Allocations", credit_notes.put_allocations),
    ("DELETE", f"/CreditNotes/{_ID}/Allocations/{_ID}", credit_notes.delete_allocation),
    ("GET", "/Overpayments", overpayments.get_list),
    ("GET", f"/Overpayments/{_ID}", overpayments.get_one),
    ("PUT", f"/Overpayments/{_ID}/Allocations", overpayments.put_allocations),
    ("DELETE", f"/Overpayments/{_ID}/Allocations/{_ID}", overpayments.delete_allocation),
    ("GET", "/Payments", payments.get_list),
    ("PUT", "/Payments", payments.put_list),
    ("GET", f"/Payments/{_ID}", payments.get_one),
    ("POST", f"/Payments/{_ID}", payments.post_one),
    ("GET", "/BankTransactions", bank_transactions.get_list),
    ("PUT", "/BankTransactions", bank_transactions.put_list),
    ("GET", f"/BankTransactions/{_ID}", bank_transactions.get_one),
    ("GET", f"/(Invoices|CreditNotes|BankTransactions)/{_ID}/Attachments", attachments.get_list),
    ("GET", f"/(Invoices|CreditNotes|BankTransactions)/{_ID}/Attachments/{_ID}", attachments.get_content),
    ("PUT", f"/(Invoices|CreditNotes|BankTransactions)/{_ID}/Attachments/{_ID}", attachments.put_content),
    ("POST", f"/(Invoices|CreditNotes|BankTransactions)/{_ID}/Attachments/{_ID}", attachments.put_content),
)


@dataclass
class Service:
    """The whole stand-in without its sockets."""

    state: State
    clock: ShiftedClock = field(default_factory=ShiftedClock)
    limits: Limits = field(default_factory=Limits)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _late: list[tuple[float, Request]] = field(default_factory=list)

    def handle(self, request: Request, fault: Fault | None = None) -> Reply:
        """Answer a request; `fault` is what the plan has for it, as far as it happens inside."""
        with self.lock:
            self.settle()
            self.state.begin()
            try:
                reply = self._answer(request, fault)
            except Refusal as refusal:
                self.state.rollback()
                return refusal.reply
            except sqlite3.Error:
                self.state.rollback()
                raise
            self.state.commit()
            return reply

    def admit(self, request: Request) -> Reply | None:
        """Count a call to the API in, before it waits for its turn; return the 429 where a limit is reached."""
        if not request.path.startswith(API):
            return None
        try:
            self.limits.enter(_tenant(request), self.clock.monotonic())
        except Refusal as refusal:
            return refusal.reply
        return None

    def release(self, request: Request) -> None:
        """Count an admitted call out, once its answer has left."""
        if request.path.startswith(API):
            self.limits.leave(_tenant(request))

    def arrive_late(self, request: Request, seconds: float) -> None:
        """Execute a request once the clock has moved on by `seconds`."""
        with self.lock:
            self._late.append((self.clock.monotonic() + seconds, request))

    def settle(self) -> None:
        """Execute what arrived late by now."""
        with self.lock:
            now = self.clock.monotonic()
            due = sorted((item for item in self._late if item[0] <= now), key=lambda item: item[0])
            self._late = [item for item in self._late if item[0] > now]
            for _, request in due:
                self.handle(request)

    def record_request(self, request: Request, fault: Fault | None) -> int:
        """Log a request that arrived."""
        with self.lock:
            key = request.headers.get("idempotency-key")
            return self.state.note(
                self.clock.now(), request.method, request.path, key, fault.kind.value if fault else None
            )

    def record_status(self, number: int, status: int) -> None:
        """Log how a request was answered."""
        with self.lock:
            self.state.note_status(number, status)

    def advance(self, seconds: float) -> None:
        """Move the clock and execute what becomes due."""
        self.clock.advance(seconds)
        self.settle()

    def context(self, tenant: str, request: Request) -> Context:
        """Return the surroundings of a request on one organisation."""
        return Context(self.state, tenant, self.clock.now(), request)

    def _answer(self, request: Request, fault: Fault | None) -> Reply:
        now, path = self.clock.now(), request.path.rstrip("/")
        if path.lower() == "/identity/connect/authorize":
            return identity.authorize(self.state, request, now)
        if path.lower() == "/connect/token":
            return identity.token(self.state, request, now)
        if fault and fault.kind is Kind.UNAUTHORISED:
            raise Refusal(problem(401, "Unauthorized", "AuthenticationUnsuccessful"))
        identity.check_access(self.state, request, now)
        if path.lower() == "/connections":
            return identity.connections(self.state, now)
        return self._on_tenant(identity.check_tenant(self.state, request), request, fault)

    def _on_tenant(self, tenant: str, request: Request, fault: Fault | None) -> Reply:
        seconds = self.clock.monotonic()
        if fault and fault.kind is Kind.THROTTLED:
            reply = self.limits.too_many(tenant, seconds, "minute", fault.seconds)
            raise Refusal(reply if fault.seconds else Reply(429))
        reply = once(self.state, tenant, request, self.clock.now(), lambda: self._execute(tenant, request, fault))
        return Reply(reply.status, reply.body, {**reply.headers, **self.limits.headers(tenant, seconds)})

    def _execute(self, tenant: str, request: Request, fault: Fault | None) -> Reply:
        """Run the resource; a validation failure keeps nothing, yet is remembered under its key."""
        if fault and fault.kind is Kind.ERROR_BEFORE:
            return _server_error()
        self.state.db.execute("SAVEPOINT resource")
        try:
            reply = self._route(tenant, request)
        except Refusal as refusal:
            self.state.db.execute("ROLLBACK TO resource")
            reply = refusal.reply
        self.state.db.execute("RELEASE resource")
        return _server_error() if fault and fault.kind is Kind.ERROR_AFTER else reply

    def _route(self, tenant: str, request: Request) -> Reply:
        path = request.path.rstrip("/")
        if not path.startswith(API):
            raise Refusal(not_found())
        for method, pattern, resource in _ROUTES:
            match = re.fullmatch(pattern, path.removeprefix(API), re.IGNORECASE)
            if match and method == request.method:
                return resource(self.context(tenant, request), *map(unquote, match.groups()))
        raise Refusal(not_found())


def _tenant(request: Request) -> str:
    return request.headers.get("xero-tenant-id", "")


def _server_error() -> Reply:
    return answer({"Title": "An error occurred", "Status": 500, "Detail": "An error occurred in Xero."}, 500)
