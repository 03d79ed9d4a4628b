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
    world = Heard(seed, fees=FeePlan(tax_basis_points=chance.choice((0, 2000))))
    desk = Desk(world)
    deeds: tuple[Callable[[], object], ...] = (
        lambda: _opened(desk, chance),
        lambda: _opened(desk, chance),
        lambda: acts.pay(world, _any(chance, world.sessions), "card", chance.choice(_NUMBERS)),
        lambda: acts.pay(world, _any(chance, world.sessions), "sepa_debit"),
        lambda: desk.ask("POST", f"checkout/sessions/{_any(chance, world.sessions)}/expire"),
        lambda: desk.ask("POST", "refunds", {"charge": _any(chance, world.charges), "amount": str(_amount(chance))}),
        lambda: desk.ask("POST", "refunds", {"charge": _any(chance, world.charges)}),
        lambda: acts.settle_debit(world, _any(chance, world.charges)),
        lambda: acts.fail_debit(world, _any(chance, world.charges)),
        lambda: acts.return_debit(world, _any(chance, world.charges)),
        lambda: acts.begin_dispute(world, _any(chance, world.charges), inquiry=chance.random() < 0.3),
        lambda: acts.close_dispute(world, _any(chance, world.disputes), won=chance.random() < 0.5),
        lambda: acts.escalate_dispute(world, _any(chance, world.disputes)),
        lambda: acts.fail_refund(world, _any(chance, world.refunds)),
        lambda: acts.fail_payout(world, _any(chance, world.payouts)),
        lambda: charge_account(world, _amount(chance), "Fee"),
        lambda: world.advance(chance.choice((60, 3600, 86_400, 200_000))),
    )
    for _ in range(steps):
        try:
            chance.choice(deeds)()
        except Refused:
            continue
    return world


_NUMBERS = ("", "4000000000000002", "4000000000005126", "4000000000000077", "4000002500003155")


def _opened(desk: Desk, chance: random.Random) -> None:
    desk.session(_amount(chance) + 50, "eur", metadata={"n": str(chance.randrange(9))})


def _amount(chance: random.Random) -> int:
    return chance.randint(1, 20_000)


def _any(chance: random.Random, shelf: Any) -> str:  # noqa: ANN401 - a shelf
    ids = [record["id"] for record in shelf]
    return chance.choice(ids) if ids else "nothing"
