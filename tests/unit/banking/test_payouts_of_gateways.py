"""A gateway's payout on the statement: matched by itself where the line names the gateway, else by a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bookdesk.banking.service import BankingService
from bookdesk.core.money import Money
from bookdesk.receivables.online.booking import book_moves
from bookdesk.sandbox.bank import Account, Booking, ofx
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.sales import issued
from tests.unit.receivables.online.lives import Life, tell

BANK = Account("062-000", "11223344", "AUD")
OPENING = Money(1_000_000, "AUD")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as one:
        yield one


def paid_out(desk: Desk, *minor: int) -> None:
    life = Life()
    for number, one in enumerate(minor):
        life.paid(issued(desk, f"INV-{number}", one), one)
        life.paid_out(one)
    tell(desk, life.moves)
    book_moves(desk)


def shown(desk: Desk, *lines: tuple[int, str]) -> BankingService:
    service = BankingService(desk)
    bookings = [Booking(date(2026, 7, 5), Money(minor, "AUD"), text) for minor, text in lines]
    service.import_statement("bank.ofx", ofx(BANK, OPENING, bookings).encode(), account=None)
    return service


def test_a_line_that_names_the_gateway_is_its_payout(desk: Desk) -> None:
    paid_out(desk, 10_800, 21_900)
    service = shown(desk, (10_800, "STRIPE PAYOUT ACME"), (21_900, "Direct Credit 301500 Stripe"))
    found = service.propose(None)
    assert [(one.auto, one.targets[0][1].minor) for one in found] == [(True, 10_800), (True, 21_900)]
    assert "payout of Stripe" in found[0].reasons[0].says


def test_the_same_amount_of_somebody_else_is_left_to_a_person(desk: Desk) -> None:
    paid_out(desk, 10_800)
    [found] = shown(desk, (10_800, "H PARK RENT")).propose(None)
    assert (found.auto, found.vetoes) == (False, ("the line does not name Stripe",))


def test_two_payouts_of_one_amount_are_left_to_a_person(desk: Desk) -> None:
    paid_out(desk, 10_800, 10_800)
    [found] = shown(desk, (10_800, "STRIPE PAYOUT")).propose(None)
    assert not found.auto
