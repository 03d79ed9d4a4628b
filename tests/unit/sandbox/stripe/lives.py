"""A life of an account that touches every kind of object in every state, and short random ones."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from bookdesk.sandbox.stripe import acts
from bookdesk.sandbox.stripe.balance import charge_account
from bookdesk.sandbox.stripe.messages import Answer, Asked, Record, Refused
from bookdesk.sandbox.stripe.methodfacts import CURRENCY_OF, DEBITS
from bookdesk.sandbox.stripe.money import FeePlan
from bookdesk.sandbox.stripe.settings import Settings
from bookdesk.sandbox.stripe.shelves import Shelf
from bookdesk.sandbox.stripe.world import World
from tests.unit.sandbox.stripe.desk import Desk


class Heard(World):
    """A world that keeps every answer it gave."""

    def __init__(self, seed: int = 0, **settings: Any) -> None:  # noqa: ANN401 - fields of the settings
        super().__init__(seed, settings=Settings(**settings))
        self.answers: list[Answer] = []

    def handle(self, asked: Asked) -> Answer:
        answer = super().handle(asked)
        self.answers.append(answer)
        return answer

    def emitted(self) -> list[Record]:
        """Return all that was given out: answers, events, and what would be answered now."""
        return [answer.json() for answer in self.answers] + list(self.events)


def whole_life() -> Heard:
    """Return a world in which everything happened."""
    world = Heard(7, fees=FeePlan(tax_basis_points=2300), rates={"usd": Fraction(92, 100)}, country="IE")
    desk = Desk(world)
    desk.ok("GET", "account")
    desk.ok("POST", "webhook_endpoints", {"url": "http://127.0.0.1:1/hook", "enabled_events": ["charge.succeeded"]})
    for act in (_cards, _debits, _saved, _given_back, _disputed, _failing, _looked_at):
        act(desk)
        world.advance_days(4)
    _looked_at(desk)
    return world


def _cards(desk: Desk) -> None:
    customer = desk.ok("POST", "customers", {"email": "a@example.com", "name": "A", "metadata": {"k": "1"}})
    desk.ok("POST", f"customers/{customer['id']}", {"description": "known", "metadata": {"k": ""}})
    data = {"metadata": {"a": "1"}, "description": "Invoice 7", "setup_future_usage": "off_session"}
    session = desk.session(customer=customer["id"], payment_intent_data=data, client_reference_id="x", locale="de")
    acts.pay(desk.world, session["id"], "declined")
    acts.pay(desk.world, session["id"])
    new = desk.session(payment_intent_data={"setup_future_usage": "off_session"}, customer_email="b@example.com")
    acts.pay(desk.world, new["id"])
    asked = desk.session()
    acts.pay(desk.world, asked["id"], number="4000002500003155")
    desk.ok("GET", f"payment_intents/{desk.world.sessions.get(asked['id'])['payment_intent']}")
    acts.open_page(desk.world, asked["id"], {"answer": "refuse"})
    desk.ok("POST", f"checkout/sessions/{asked['id']}/expire")
    desk.paid(5_000, "usd")
    desk.paid(5_000, "jpy")
    desk.ok("GET", "balance_transactions", {"expand": ["data.source"]})


def _debits(desk: Desk) -> None:
    for kind in DEBITS:
        desk.paid(9_000, CURRENCY_OF[kind], kind)
    failing, back = desk.paid(means="sepa_debit"), desk.paid(means="sepa_debit")
    acts.fail_debit(desk.world, failing["id"])
    acts.settle_debit(desk.world, back["id"])
    acts.return_debit(desk.world, back["id"], "debit_not_authorized")


def _saved(desk: Desk) -> None:
    given = {"mode": "setup", "success_url": "https://a.test", "currency": "eur"}
    for means in ("card", "sepa_debit"):
        session = desk.ok("POST", "checkout/sessions", given)
        acts.pay(desk.world, session["id"], means)
        setup = desk.ok("GET", f"checkout/sessions/{session['id']}", {"expand": ["setup_intent.payment_method"]})
        kept = setup["setup_intent"]
        if kept["mandate"]:
            desk.ok("GET", f"mandates/{kept['mandate']}")
        method, customer = kept["payment_method"]["id"], setup["customer"]
        off = {"amount": "700", "currency": "eur", "confirm": "true", "off_session": "true"}
        desk.ok("POST", "payment_intents", {**off, "customer": customer, "payment_method": method})
        desk.ok("GET", f"customers/{customer}/payment_methods", {"type": kept["payment_method"]["type"]})
        desk.ok("POST", f"payment_methods/{method}/detach")
        if kept["mandate"]:
            desk.ok("GET", f"mandates/{kept['mandate']}")
    refused = desk.ok("POST", "checkout/sessions", given)
    acts.pay(desk.world, refused["id"], "declined")
    desk.ok("POST", f"checkout/sessions/{refused['id']}/expire")
    setup = desk.ok("POST", "setup_intents", {"allowed_payment_method_types": ["card"], "metadata": {"a": "b"}})
    desk.ok("POST", f"setup_intents/{setup['id']}/cancel", {"cancellation_reason": "abandoned"})
    desk.ok("POST", "setup_intents", {"payment_method": "pm_usBankAccount", "confirm": "true"})
    intent = desk.ok("POST", "payment_intents", {"amount": "800", "currency": "eur", "payment_method": "pm_card_visa"})
    desk.ok("POST", f"payment_intents/{intent['id']}/cancel", {"cancellation_reason": "duplicate"})
    bare = desk.ok("POST", "payment_intents", {"amount": "800", "currency": "eur"})
    asks = {"payment_method": "pm_card_authenticationRequired"}
    desk.ok("POST", f"payment_intents/{bare['id']}/confirm", asks)
    desk.refused("POST", f"payment_intents/{bare['id']}/confirm", {**asks, "off_session": "true"}, 402)
    for kind, part in (
        ("us_bank_account", {"account_number": "000123456789", "routing_number": "110000000"}),
        ("sepa_debit", {"iban": "DE89370400440532013000"}),
        ("bacs_debit", {"account_number": "00012345", "sort_code": "108800"}),
        ("au_becs_debit", {"account_number": "000123456", "bsb_number": "000000"}),
        ("card", {"token": "tok_visa"}),
    ):
        desk.ok("POST", "payment_methods", {"type": kind, kind: part})


def _given_back(desk: Desk) -> None:
    charge = desk.paid()
    refund = desk.ok("POST", "refunds", {"charge": charge["id"], "amount": "100", "reason": "duplicate"})
    acts.fail_refund(desk.world, refund["id"])
    desk.ok("POST", "refunds", {"charge": charge["id"], "metadata": {"a": "b"}})
    debit = desk.paid(means="sepa_debit")
    acts.settle_debit(desk.world, debit["id"])
    desk.ok("POST", "refunds", {"charge": debit["id"], "amount": "100"})
    for number in ("4000000000007726", "4000000000005126"):
        desk.ok("POST", "refunds", {"charge": desk.paid(number=number)["id"]})


def _disputed(desk: Desk) -> None:
    for won in (True, False):
        dispute = acts.begin_dispute(desk.world, desk.paid()["id"], reason="product_not_received")
        acts.submit_evidence(desk.world, dispute["id"])
        desk.ok("GET", f"disputes/{dispute['id']}")
        acts.close_dispute(desk.world, dispute["id"], won=won)
    for end in (acts.escalate_dispute, acts.submit_evidence):
        dispute = acts.begin_dispute(desk.world, desk.paid()["id"], inquiry=True)
        end(desk.world, dispute["id"])
    acts.close_dispute(desk.world, dispute["id"], won=True)
    desk.paid(number="4000000000000259")
    debit = desk.paid(means="sepa_debit")
    acts.settle_debit(desk.world, debit["id"])
    acts.begin_dispute(desk.world, debit["id"])


def _failing(desk: Desk) -> None:
    charge_account(desk.world, 300, "Radar")
    desk.world.advance_days(4)
    acts.fail_payout(desk.world, list(desk.world.payouts)[-1]["id"])
    desk.paid(50_000, number="4000000000000077")
    by_hand = desk.ok("POST", "payouts", {"amount": "1000", "currency": "eur", "metadata": {"a": "b"}})
    acts.fail_payout(desk.world, by_hand["id"], "account_frozen")


def _looked_at(desk: Desk) -> None:
    desk.ok("GET", "balance")
    desk.ok("GET", "checkout/sessions", {"limit": "100", "expand": ["data.line_items", "data.payment_intent"]})
    deep = ["data.latest_charge.balance_transaction", "data.customer", "data.payment_method"]
    desk.ok("GET", "payment_intents", {"limit": "100", "expand": deep})
    desk.ok("GET", "balance_transactions", {"limit": "100", "expand": ["data.source"]})
    for shelf in ("charges", "customers", "refunds", "disputes", "payouts", "setup_intents", "events"):
        desk.ok("GET", shelf, {"limit": "100"})
    desk.ok("GET", "webhook_endpoints")


def random_life(seed: int, steps: int = 40) -> Heard:
    """Return a world after so many acts of chance; acts that the rules forbid are refused and change nothing."""
    chance = random.Random(seed)  # noqa: S311 - the same life for the same seed
    fees = FeePlan(tax_basis_points=chance.choice((0, 2000)), failed_debit=chance.choice((0, 400)))
    rates = chance.choice(({}, {"usd": Fraction(92, 100), "jpy": Fraction(6, 1000)}))
    world = Heard(seed, fees=fees, rates=rates, balance_lag=chance.choice((0, 0, 90)))
    life = _Life(Desk(world), chance)
    deeds = life.deeds()
    for _ in range(steps):
        try:
            chance.choice(deeds)()
        except Refused:
            continue
    return world


class _Life:
    """Acts of chance on one desk."""

    def __init__(self, desk: Desk, chance: random.Random) -> None:
        self.desk, self.world, self.chance = desk, desk.world, chance

    def deeds(self) -> tuple[Callable[[], object], ...]:
        """Return what may happen, the common things more often."""
        pays = (self.opens, self.opens, self.pays, self.pays, self.debited, self.expires, self.keeps, self.away)
        moves = (self.gives_back, self.gives_back, self.settles, self.fails, self.returns, self.waits, self.waits)
        return (*pays, *moves, self.disputed, self.decided, self.refund_fails, self.payout_fails, self.costs, self.ends)

    def amount(self) -> int:
        return self.chance.randint(1, 20_000)

    def any(self, shelf: Shelf) -> str:
        ids = [record["id"] for record in shelf]
        return self.chance.choice(ids) if ids else "nothing"

    def opens(self) -> None:
        currency = self.chance.choice(("eur", "eur", "eur", "usd", "jpy", "gbp", "aud"))
        keeps = self.chance.choice(({}, {}, {"payment_intent_data": {"setup_future_usage": "off_session"}}))
        self.desk.session(self.amount() + 50, currency, metadata={"n": str(self.chance.randrange(9))}, **keeps)

    def pays(self) -> None:
        answer = acts.pay(self.world, self.any(self.world.sessions), "card", self.chance.choice(_NUMBERS))
        if "Your bank asks" in answer.text:
            last = next(one for one in self.world.intents if one["status"] == "requires_action")
            words = {"answer": self.chance.choice(("agree", "refuse"))}
            acts.open_page(self.world, self.world.session_of[last["id"]], words)

    def debited(self) -> None:
        session = self.world.sessions.find(self.any(self.world.sessions))
        debits = [kind for kind in DEBITS if session and kind in session["payment_method_types"]]
        if session and debits:
            acts.pay(self.world, session["id"], debits[0])

    def expires(self) -> None:
        self.desk.ask("POST", f"checkout/sessions/{self.any(self.world.sessions)}/expire")

    def keeps(self) -> None:
        given = {"mode": "setup", "success_url": "https://a.test", "currency": "eur"}
        session = self.desk.ok("POST", "checkout/sessions", given)
        acts.pay(self.world, session["id"], self.chance.choice(("card", "sepa_debit", "declined")))

    def away(self) -> None:
        method = self.world.methods.find(self.any(self.world.methods)) or {"id": "nothing", "customer": None}
        given = {"amount": str(self.amount() + 50), "currency": "eur", "confirm": "true", "off_session": "true"}
        owner = {"customer": method["customer"]} if method["customer"] else {}
        self.desk.ask("POST", "payment_intents", {**given, **owner, "payment_method": method["id"]})

    def ends(self) -> None:
        self.desk.ask("POST", f"payment_methods/{self.any(self.world.methods)}/detach")
        self.desk.ask("POST", f"payment_intents/{self.any(self.world.intents)}/cancel")

    def gives_back(self) -> None:
        part = self.chance.choice(({}, {"amount": str(self.amount())}))
        self.desk.ask("POST", "refunds", {"charge": self.any(self.world.charges), **part})

    def settles(self) -> None:
        acts.settle_debit(self.world, self.any(self.world.charges))

    def fails(self) -> None:
        acts.fail_debit(self.world, self.any(self.world.charges))

    def returns(self) -> None:
        acts.return_debit(self.world, self.any(self.world.charges))

    def disputed(self) -> None:
        acts.begin_dispute(self.world, self.any(self.world.charges), inquiry=self.chance.random() < 0.3)

    def decided(self) -> None:
        if self.chance.random() < 0.2:
            acts.escalate_dispute(self.world, self.any(self.world.disputes))
        acts.close_dispute(self.world, self.any(self.world.disputes), won=self.chance.random() < 0.5)

    def refund_fails(self) -> None:
        acts.fail_refund(self.world, self.any(self.world.refunds))

    def payout_fails(self) -> None:
        acts.fail_payout(self.world, self.any(self.world.payouts))

    def costs(self) -> None:
        charge_account(self.world, self.amount(), "Fee")

    def waits(self) -> None:
        self.world.advance(self.chance.choice((60, 3600, 86_400, 200_000)))


_NUMBERS = ("", "", "4000000000000002", "4000000000005126", "4000000000000077", "4000002500003155", "4000000000000259")
