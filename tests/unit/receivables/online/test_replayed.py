"""Books that looked every hour, books that looked once, and books that were away too long for events: all the same."""

from __future__ import annotations

import shutil
from collections import Counter as Count
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.core.identifiers import ClientId
from bookdesk.models.account import Account
from bookdesk.models.gateway import GatewayMove, MoveBooking, PayoutLine
from bookdesk.models.invoice import Invoice
from bookdesk.models.ledger import Posting
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.receivables.online.invariants import INVARIANTS
from bookdesk.sandbox.stripe import acts
from bookdesk.store.client_file import open_books
from bookdesk.store.desk import Desk
from bookdesk.store.places import Places
from tests.support.books import ANN, KEY
from tests.support.sales import issued, left_of
from tests.unit.receivables.online.counter import Counter, counter

TOO_LONG = 35
NUMBERS = ("INV-1", "INV-2", "INV-3", "INV-4")
MEANS = ("card", "au_becs_debit", "card", "card")
State = dict[str, object]


@contextmanager
def triplets(home: Path) -> Iterator[tuple[list[Counter], list[Invoice]]]:
    """Yield three copies of the same books, each with its invoices issued and connected to one account."""
    with counter(home / "first") as begun:
        invoices = [issued(begun.desk, number, 11_000) for number in NUMBERS]
        world, now = begun.world, begun.desk.clock.now()
    clock, opened = MovableClock(now), ExitStack()
    with opened:
        counters = []
        for name in ("second", "third"):
            shutil.copytree(home / "first", home / name)
        for name in ("first", "second", "third"):
            books = opened.enter_context(
                closing(open_books(Places(home / name), ClientId("client-au"), KEY, clock=clock))
            )
            counters.append(Counter(Desk(books, ANN, clock), world))
        yield counters, invoices


def live(shop: Counter, invoices: list[Invoice]) -> None:
    """Let everything happen that happens to payments, looking after each step."""
    card, debit, part, lost = (shop.pays(one, means) for one, means in zip(invoices, MEANS, strict=True))
    shop.look()
    shop.refunded_elsewhere(part, 3_000)
    shop.look()
    acts.settle_debit(shop.world, debit)
    dispute = acts.begin_dispute(shop.world, acts.charge_of(shop.world, lost)["id"])
    shop.look()
    shop.away(4)
    shop.look()
    acts.close_dispute(shop.world, dispute["id"], won=False)
    shop.look()
    shop.refunded_elsewhere(card, 11_000)
    shop.away(4)
    shop.look()


def said(shop: Counter) -> State:
    """Return what the books say, without what is made here: times and identifiers."""
    moves = select(GatewayMove.move_id, MoveBooking.booked_as).join(MoveBooking, MoveBooking.move_id == GatewayMove.id)
    postings = select(Account.code, Posting.amount).join(Account, Account.id == Posting.account_id)
    with shop.desk.books.query() as session:
        assert [one for check in INVARIANTS for one in check.check(session)] == []
        return {
            "moves": sorted(map(tuple, session.execute(moves))),
            "postings": Count(map(tuple, session.execute(postings))),
            "receipts": Count((row.amount, row.fee, row.banked) for row in session.scalars(select(Receipt))),
            "refunds": Count((row.amount, row.reversed_on is None) for row in session.scalars(select(Refund))),
            "lines": sorted(map(tuple, session.execute(select(PayoutLine.payout_id, PayoutLine.move_id)))),
            "payouts and disputes": payouts_and_disputes(shop),
        }


def payouts_and_disputes(shop: Counter) -> State:
    """Return their states as a person sees them."""
    shown = shop.service.shown()
    return {
        "payouts": Count((one.state, one.amount) for one in shown.payouts),
        "disputes": [one.state for one in shown.disputes],
    }


@pytest.fixture
def lived(tmp_path: Path) -> Iterator[tuple[list[Counter], list[Invoice]]]:
    with triplets(tmp_path) as (shops, invoices):
        live(shops[0], invoices)
        yield shops, invoices


def test_the_whole_log_told_at_once_gives_the_same_books(lived: tuple[list[Counter], list[Invoice]]) -> None:
    (first, second, third), invoices = lived
    assert not second.look().pulled.listed
    assert said(second) == said(first)
    assert [left_of(second.desk, one) for one in invoices] == [left_of(first.desk, one) for one in invoices]
    first.away(TOO_LONG)
    first.look()
    assert third.look().pulled.listed
    assert said(third) == said(first)
