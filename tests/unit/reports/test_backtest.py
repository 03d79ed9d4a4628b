"""The test of expected pay dates on the past: it knows on each day what was known then, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given

from bookdesk.core.money import Money
from bookdesk.reports.backtest import BackTest, back_test
from bookdesk.reports.owed import Allocation, Document, Owed
from tests.unit.reports.random_owed import days, owed

TODAY = date(2026, 12, 31)
FIRST = date(2025, 1, 1)


def paid(*invoices: tuple[str, int, int]) -> Owed:
    """Return invoices of (customer, day of issue, days late), at 30 days."""
    documents: list[Document] = []
    payments: list[Allocation] = []
    for number, (contact, day, late) in enumerate(invoices):
        issued = FIRST + timedelta(days=day)
        one = Document(str(number), contact, str(number), issued, issued + timedelta(days=30), Money(100, "EUR"))
        documents.append(one)
        payments.append(Allocation(one.id, one.due_day + timedelta(days=late), one.total))
    return Owed(tuple(documents), tuple(payments))


def test_nothing_paid_is_nothing_compared() -> None:
    assert back_test(Owed(()), TODAY) == BackTest(0, None, None, None)
    assert back_test(paid(("a", 0, 5), ("a", 10, 5)), TODAY).count == 0  # nothing was known on either day


def test_errors_by_hand() -> None:
    books = paid(("a", 0, 10), ("a", 60, 12), ("a", 120, 4))
    found = back_test(books, TODAY)
    assert found.count == 2
    assert found.error == Fraction(2 + 6, 2)  # 10 told and 12 late; 10 or 12 known, the lower told, and 4 late
    assert found.due_date_error == Fraction(12 + 4, 2)
    assert found.within == 0
    assert back_test(books, TODAY, since=FIRST + timedelta(days=60)).error == 6


def test_a_payment_of_the_day_itself_is_known_and_one_of_the_next_is_not() -> None:
    assert back_test(paid(("a", 0, 0), ("a", 30, 0)), TODAY).count == 1
    assert back_test(paid(("a", 0, 1), ("a", 30, 1)), TODAY).count == 0


@given(owed(), days)
def test_what_comes_after_a_day_changes_nothing_that_was_told_before(books: Owed, day: date) -> None:
    known = Owed(
        tuple(one for one in books.documents if one.issued <= day),
        tuple(one for one in books.allocations if one.day <= day),
    )
    ids = {one.id for one in known.documents}
    kept = tuple(one for one in known.allocations if one.of in ids and (one.by is None or one.by in ids))
    assert back_test(books, day) == back_test(Owed(known.documents, kept), day)


def test_habits_are_dated_better_than_by_due_date_and_four_in_five_lie_in_the_range() -> None:
    found = back_test(by_habit(lambda chance: round(chance.gauss(0, 5))), TODAY)
    assert found.error is not None
    assert found.due_date_error is not None
    assert found.within is not None
    assert found.error <= found.due_date_error * Fraction(7, 10)
    assert Fraction(3, 4) <= found.within <= Fraction(17, 20)


def by_habit(noise: Callable[[random.Random], int]) -> Owed:
    """Return 2,000 invoices of 60 customers, each late by a habit of his own and by chance."""
    chance = random.Random(3)  # noqa: S311 - a workload, the same each time
    habits = [chance.randrange(-5, 25) for _ in range(60)]
    rows = []
    for _ in range(2_000):
        customer = chance.randrange(60)
        rows.append((f"c{customer}", chance.randrange(600), max(-29, habits[customer] + noise(chance))))
    return paid(*rows)
