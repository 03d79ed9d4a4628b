"""An invoice in instalments: never more is asked for than is due, and each instalment has its own turn."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.receivables.parts import Asked, Part, asked

JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


PLAN = (Part(1, JUNE, eur(300)), Part(2, JULY, eur(300)), Part(3, None, eur(400)))


def test_the_first_instalment_is_asked_for_first() -> None:
    assert asked(PLAN, eur(1000), JUNE) == Asked(1, JUNE, eur(300), eur(300))


def test_what_fell_due_since_is_asked_for_with_it() -> None:
    assert asked(PLAN, eur(1000), JULY) == Asked(1, JUNE, eur(600), eur(600))


def test_once_it_is_paid_the_next_one_has_its_own_turn() -> None:
    assert asked(PLAN, eur(700), JUNE) == Asked(2, JULY, eur(300), eur(300))


def test_a_part_payment_lowers_what_is_asked_for() -> None:
    assert asked(PLAN, eur(900), JUNE) == Asked(1, JUNE, eur(300), eur(200))


def test_a_milestone_that_is_not_reached_is_never_asked_for() -> None:
    assert asked(PLAN, eur(400), date(2030, 1, 1)) is None


def test_an_overpaid_plan_asks_for_nothing() -> None:
    assert asked(PLAN, eur(-50), AUGUST) is None


_PARTS = st.lists(st.tuples(st.none() | st.integers(0, 90), st.integers(1, 500)), min_size=1, max_size=6).map(
    lambda rows: [
        Part(at, None if d is None else JUNE + timedelta(days=d), eur(m)) for at, (d, m) in enumerate(rows, 1)
    ]
)


@given(_PARTS, st.integers(-100, 3000), st.integers(-10, 100))
def test_never_more_than_what_is_due_and_unpaid(parts: list[Part], paid: int, days: int) -> None:
    today, whole = JUNE + timedelta(days=days), sum(part.amount.minor for part in parts)
    paid = min(paid, whole) if paid > 0 else 0
    found = asked(parts, eur(whole - paid), today)
    dated = [part for part in parts if part.due is not None]
    due = sum(part.amount.minor for part in dated if part.due and part.due <= today)
    if found is None:
        assert paid >= sum(part.amount.minor for part in dated)
        return
    assert 0 < found.open.minor <= found.total.minor
    if found.due <= today:
        assert found.open.minor == due - paid
    else:
        assert paid >= due
        assert found.due > today
        assert paid < sum(part.amount.minor for part in dated if part.due and part.due <= found.due)
