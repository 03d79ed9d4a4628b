"""What recurs: month ends stay month ends, and a bank that is closed shifts a day without moving the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.dates import end_of_month, is_business_day
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CommitmentSort, Rhythm, Shift
from bookdesk.reports.commitments import Commitment, due_days, paid_days

WAGES = Commitment("w", "Wages", CommitmentSort.PAYROLL, Money(-500_000, "EUR"), date(2026, 1, 31), Rhythm.MONTHLY)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_a_31st_falls_back_in_short_months_and_returns() -> None:
    found = [(day.month, day.day) for day in due_days(WAGES, date(2026, 1, 1), date(2026, 5, 31))]
    assert found == [(1, 31), (2, 28), (3, 31), (4, 30), (5, 31)]


def test_a_month_end_that_begins_in_a_short_month_stays_a_month_end() -> None:
    short = replace(WAGES, first=date(2026, 4, 30))
    assert list(due_days(short, *YEAR))[1] == date(2026, 5, 30)
    assert list(due_days(replace(short, month_end=True), *YEAR))[1] == date(2026, 5, 31)


def test_each_rhythm() -> None:
    first = date(2026, 1, 31)
    counts = {rhythm: len(list(due_days(replace(WAGES, first=first, rhythm=rhythm), *YEAR))) for rhythm in Rhythm}
    assert counts == {
        Rhythm.ONCE: 1,
        Rhythm.WEEKLY: 48,
        Rhythm.FORTNIGHTLY: 24,
        Rhythm.MONTHLY: 12,
        Rhythm.QUARTERLY: 4,
        Rhythm.YEARLY: 1,
    }


def test_a_weekend_shifts_wages_before_and_tax_after_and_the_next_month_is_as_ever() -> None:
    span = (date(2026, 1, 1), date(2026, 3, 31))
    assert list(paid_days(WAGES, *span)) == [date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 31)]
    after = replace(WAGES, shift=Shift.AFTER)
    assert list(paid_days(after, *span)) == [date(2026, 2, 2), date(2026, 3, 2), date(2026, 3, 31)]


def test_a_day_shifted_into_the_span_is_in_it_and_one_shifted_out_is_not() -> None:
    saturday = replace(WAGES, first=date(2026, 1, 31), rhythm=Rhythm.ONCE)
    assert list(paid_days(saturday, date(2026, 1, 1), date(2026, 1, 30))) == [date(2026, 1, 30)]
    assert list(paid_days(saturday, date(2026, 1, 31), date(2026, 2, 28))) == []


def test_the_last_day_ends_it() -> None:
    assert list(due_days(replace(WAGES, last=date(2026, 3, 31)), *YEAR))[-1] == date(2026, 3, 31)


@pytest.mark.parametrize("wrong", [{"last": date(2026, 1, 30)}, {"month_end": True, "rhythm": Rhythm.WEEKLY}])
def test_what_never_is_is_refused_with_a_remedy(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError) as refused:
        replace(WAGES, **wrong)  # type: ignore[arg-type]  # made of what the parameters name
    assert refused.value.remedy


@given(
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.sampled_from([rhythm for rhythm in Rhythm if rhythm is not Rhythm.ONCE]),
    st.sampled_from(list(Shift)),
    st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    st.integers(0, 400),
)
def test_banks_work_on_every_day_and_a_span_cut_in_two_has_the_same_days(
    first: date, rhythm: Rhythm, shift: Shift, start: date, length: int
) -> None:
    one = replace(WAGES, first=first, rhythm=rhythm, shift=shift)
    end, middle = start + timedelta(days=length), start + timedelta(days=length // 2)
    whole = list(paid_days(one, start, end))
    assert all(is_business_day(day) for day in whole)
    assert whole == [*paid_days(one, start, middle), *paid_days(one, middle + timedelta(days=1), end)]


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_month_ends_are_the_last_days_of_following_months(first: date) -> None:
    found = list(due_days(replace(WAGES, first=first, month_end=True), first, first + timedelta(days=400)))
    assert found == [end_of_month(day) for day in found]
    assert all((later - day).days <= 31 for day, later in pairwise(found))
