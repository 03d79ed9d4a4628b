"""A finished reconciliation: what is outstanding explains all of the difference, and nothing else does."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.banking.reconciliation import Posted, Shown, compare

_END = date(2026, 6, 30)


def test_a_payment_of_june_that_clears_in_july_is_unpresented() -> None:
    posted = [
        Posted("E1", _END, -5000, "payment", cleared_on=_END + timedelta(days=1)),
        Posted("E2", _END, 700, "deposit"),
    ]
    outcome = compare(_END, 10000, 5700, posted, [])
    assert [item.entry for item in outcome.unpresented] == ["E1"]
    assert [item.entry for item in outcome.in_transit] == ["E2"]
    assert (outcome.difference, outcome.outstanding) == (0, -4300)


def test_an_unmatched_line_is_the_difference() -> None:
    outcome = compare(_END, 9000, 10000, [], [Shown("L1", _END, -1000, "FEE")])
    assert outcome.difference == 1000
    assert [item.line for item in outcome.unmatched] == ["L1"]


def test_a_line_booked_on_a_later_day_is_early() -> None:
    shown = [Shown("L1", _END, -1000, "x", posted_on=_END + timedelta(days=1))]
    assert compare(_END, 9000, 10000, [], shown).difference == 0


_days = st.integers(-20, 20).map(lambda days: _END + timedelta(days=days))


@given(
    st.integers(-10_000, 10_000), st.lists(st.tuples(_days, _days, st.integers(-999, 999).filter(bool)), max_size=20)
)
def test_when_every_line_is_matched_the_difference_is_zero_on_any_day(
    opening: int, items: list[tuple[date, date, int]]
) -> None:
    posted = [Posted(f"E{n}", booked, amount, "", cleared) for n, (booked, cleared, amount) in enumerate(items)]
    shown = [Shown(f"L{n}", cleared, amount, "", booked) for n, (booked, cleared, amount) in enumerate(items)]
    ledger = opening + sum(item.amount for item in posted if item.day <= _END)
    statement = opening + sum(item.amount for item in shown if item.day <= _END)
    assert compare(_END, statement, ledger, posted, shown).difference == 0
