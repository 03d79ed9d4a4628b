"""An invoice in another currency than the books: what the gateway makes of it is booked, with the difference."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bookdesk.core.errors import RuleBroken, UsageError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BookedAs
from bookdesk.ledger.invariants import INVARIANTS as LEDGER
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.models.receipt import Receipt
from bookdesk.receivables.online.booking import book_moves
from bookdesk.receivables.online.deciding_by_hand import Coded
from bookdesk.receivables.online.invariants import INVARIANTS
from bookdesk.sandbox.stripe import acts
from bookdesk.store.desk import Desk
from tests.support.sales import issued, left_of
from tests.unit.receivables.online.counter import Counter, counter
from tests.unit.receivables.online.lives import Life, cleared, tell

RATE = Fraction(150, 100)
"""Australian dollars that the gateway gives for one of America's; the invoice is booked at 1.40."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path, rates={"usd": RATE}) as one:
        yield one
        with one.desk.books.query() as session:
            checks = (*LEDGER, *INVARIANTS)
            assert [said for check in checks for said in check.check(session)] == []


def on(desk: Desk, role: AccountRole) -> int:
    """Return what stands on an account of a role, in minor units of the books' currency."""
    query = (
        select(func.coalesce(func.sum(Posting.base_amount), 0))
        .join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
        .join(Account, Account.id == Posting.account_id)
        .where(Account.role == role)
    )
    with desk.books.query() as session:
        return int(session.execute(query).scalar_one())


def at_rate(shop: Counter, rate: Fraction) -> None:
    """Let the gateway exchange at another rate from now on."""
    shop.world.settings.rates = {"usd": rate}


def test_a_payment_is_a_receipt_in_the_invoices_currency_and_clears_in_that_of_the_books(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 10_000, currency="USD", rate="1.40")
    shop.pays(bill)
    looked = shop.look()
    assert (looked.booked.booked, looked.booked.to_decide) == (1, 0)
    assert left_of(shop.desk, bill) == 0
    with shop.desk.books.query() as session:
        receipt = session.scalars(select(Receipt)).one()
    assert receipt.money == Money(10_000, "USD")
    assert (receipt.banked + receipt.fee, receipt.banked_currency) == (15_000, "AUD")
    assert cleared(shop.desk) == 15_000 - receipt.fee
    assert on(shop.desk, AccountRole.EXCHANGE_DIFFERENCES) == -1_000, "a gain of what 1.50 is more than 1.40"
    assert on(shop.desk, AccountRole.RECEIVABLES) == 0
    shop.away(5)
    assert shop.look().booked.booked == 1
    assert cleared(shop.desk) == 0


def test_what_goes_back_at_another_rate_leaves_its_difference(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 10_000, currency="USD", rate="1.40")
    session = shop.pays(bill)
    shop.look()
    held = cleared(shop.desk)
    at_rate(shop, Fraction(160, 100))
    shop.refunded_elsewhere(session, 2_500)
    assert shop.look().booked.to_decide == 0
    assert held - cleared(shop.desk) == 4_000, "25.00 at 1.60 left the balance"
    assert left_of(shop.desk, bill) == 2_500
    assert on(shop.desk, AccountRole.RECEIVABLES) == 3_500, "what is open again stands at its own rate"
    assert on(shop.desk, AccountRole.EXCHANGE_DIFFERENCES) == -1_000 + 500


def test_a_dispute_that_is_won_at_another_rate_settles_again(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 10_000, currency="USD", rate="1.40")
    session = shop.pays(bill)
    shop.look()
    dispute = acts.begin_dispute(shop.world, acts.charge_of(shop.world, session)["id"])
    shop.look()
    assert left_of(shop.desk, bill) == 10_000
    at_rate(shop, Fraction(140, 100))
    acts.close_dispute(shop.world, dispute["id"], won=True)
    assert shop.look().booked.to_decide == 0
    assert left_of(shop.desk, bill) == 0
    assert on(shop.desk, AccountRole.RECEIVABLES) == 0


def test_a_settlement_in_a_third_currency_is_a_persons_who_is_told_what_to_do(shop: Counter) -> None:
    shop.world.settings.rates = {}
    bill = issued(shop.desk, "INV-1", 10_000, currency="USD", rate="1.40")
    shop.pays(bill)
    assert shop.look().booked.to_decide == 1
    [move] = shop.service.moves(to_decide=True)
    assert "settles it in USD, and the books are in AUD: enter it by hand" in (move.why or "")
    assert [(one.told, one.booked.minor) for one in shop.service.shown().held] == [(move.net, 0)]
    with pytest.raises(RuleBroken, match="Enter it by hand"):
        shop.service.code(move.id, Coded("4-1000", "no rate is known"))
    with pytest.raises(UsageError):
        shop.service.note_entered(move.id, " ")
    shop.service.note_entered(move.move_id, "REC-0001, at 1.50")
    assert [one.booked_as for one in shop.service.moves()] == [BookedAs.CODED]
    assert shop.service.moves(to_decide=True) == []
    assert shop.service.shown().held == ()
    assert cleared(shop.desk) == 0


def test_what_settles_in_the_books_currency_is_not_just_noted(shop: Counter) -> None:
    life = Life()
    life.paid(None, 5_000)
    tell(shop.desk, life.moves)
    book_moves(shop.desk)
    with pytest.raises(RuleBroken, match="Assign it, or code it"):
        shop.service.note_entered("txn_0000", "somewhere")
