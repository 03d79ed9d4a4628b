"""What a world holds, for the modules that work on it."""

from __future__ import annotations

import random
import string

from bookdesk.sandbox.stripe.agenda import Agenda
from bookdesk.sandbox.stripe.messages import Record
from bookdesk.sandbox.stripe.methodfacts import Conduct
from bookdesk.sandbox.stripe.settings import Settings
from bookdesk.sandbox.stripe.shelves import Shelf
from bookdesk.sandbox.stripe.webhooks import Outbox

_LETTERS = string.ascii_letters + string.digits


class State:
    """The shelves of one account, its clock, its ids, and what the modules remember beside the objects."""

    def __init__(self, settings: Settings, agenda: Agenda, chance: random.Random) -> None:
        """Begin with empty shelves."""
        self.settings, self.agenda, self._chance = settings, agenda, chance
        self.began = agenda.now
        self.account = self.new_id("acct", 16)
        self.bank_account = self.new_id("ba")
        self.customers, self.methods = Shelf("customer"), Shelf("payment_method")
        self.mandates, self.setups = Shelf("mandate"), Shelf("setup_intent")
        self.sessions, self.intents = Shelf("checkout.session"), Shelf("payment_intent")
        self.charges, self.refunds = Shelf("charge"), Shelf("refund")
        self.disputes, self.transactions = Shelf("dispute"), Shelf("balance_transaction")
        self.payouts, self.events = Shelf("payout"), Shelf("event")
        self.endpoints = Shelf("webhook_endpoint")
        self.outbox = Outbox()
        self.conduct: dict[str, Conduct] = {}
        """how a payment method behaves, by its id"""
        self.detached: set[str] = set()
        """the means of payment that were detached, which is for ever"""
        self.lines: dict[str, list[Record]] = {}
        """the line items of a session"""
        self.session_of: dict[str, str] = {}
        """the session that made an intent, by the intent's id"""
        self.plans: dict[str, Record] = {}
        """what a session was asked to do once it is paid"""
        self.payout_of: dict[str, str] = {}
        """the payout a balance transaction left with"""
        self.members: dict[str, list[str]] = {}
        """the balance transactions of an automatic payout"""
        self.paid_up_to = 0
        """all balance transactions before this position have left"""
        self.cause: tuple[str | None, str | None] = (None, None)
        """the request and the idempotency key on whose behalf events happen"""

    @property
    def now(self) -> int:
        """Return the present second."""
        return self.agenda.now

    def new_id(self, prefix: str, length: int = 24) -> str:
        """Return an id nobody had before."""
        return f"{prefix}_{''.join(self._chance.choices(_LETTERS, k=length))}"
