from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.dates import DayOrder, NotADate
from bookdesk.core.typed import typed_date

BASE = date(2026, 11, 20)
D, M = DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST
days = st.dates(date(1980, 1, 1), date(2068, 12, 31))


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("today", D, "2026-11-20"),
        (" T ", M, "2026-11-20"),
        ("yesterday", None, "2026-11-19"),
        ("Tomorrow", None, "2026-11-21"),
        ("eom", None, "2026-11-30"),
        ("+30", None, "2026-12-20"),
        ("-3", None, "2026-11-17"),
        ("+2w", None, "2026-12-04"),
        ("+ 1 m", None, "2026-12-20"),
        ("3/11", D, "2026-11-03"),
        ("3/11", M, "2027-03-11"),
        ("3.11.", M, "2026-11-03"),
        ("3.11", None, "2026-11-03"),
        ("31/1", M, "2027-01-31"),
        ("15/6", D, "2026-06-15"),
        ("15-4", D, "2027-04-15"),
        ("12", None, "2026-11-12"),
        ("31", None, "2026-10-31"),
        ("0311", D, "2026-11-03"),
        ("031126", M, "2026-03-11"),
        ("03112026", D, "2026-11-03"),
        ("20261103", D, "2026-11-03"),
        ("3.11.2026", M, "2026-11-03"),
        ("3 Nov 26", None, "2026-11-03"),
        ("2026-11-03", None, "2026-11-03"),
    ],
)
def test_what_people_type(text: str, order: DayOrder | None, day: str) -> None:
    assert typed_date(text, BASE, order).value == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["3/11", "0311", "3/11/26", "031126"])
def test_what_may_be_two_days_says_so(text: str) -> None:
    assert typed_date(text, BASE).alternatives[0] == date(2026, 11, 3)
    assert typed_date(text, BASE).ambiguous


@pytest.mark.parametrize(
    "text", ["", "311", "0", "99/99", "31/2", "x", "+", "+99999", "1/1/1", "\u0663/\u0661\u0661", "12 13 14 15"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(NotADate):
        typed_date(text, BASE)


@given(days, days, st.sampled_from([D, M]))
def test_a_date_typed_in_full_is_itself_whatever_is_counted_from(day: date, base: date, order: DayOrder) -> None:
    form = "%d/%m/%Y" if order is D else "%m/%d/%Y"
    assert typed_date(day.strftime(form), base, order).value == day
    assert typed_date(day.strftime(form).replace("/", ""), base, order).value == day
    assert typed_date(day.isoformat(), base, order).value == day


@given(days, st.integers(-180, 180), st.sampled_from([D, M]))
def test_a_day_of_this_half_year_needs_no_year(base: date, away: int, order: DayOrder) -> None:
    day = base + timedelta(days=away)
    typed = f"{day.day}/{day.month}" if order is D else f"{day.month}/{day.day}"
    assert typed_date(typed, base, order).value == day


@given(st.text(max_size=12), days, st.sampled_from([None, D, M]))
def test_any_text_is_a_date_or_is_refused(text: str, base: date, order: DayOrder | None) -> None:
    try:
        reading = typed_date(text, base, order)
    except NotADate:
        return
    assert 1 <= len(reading.alternatives) <= 2
    assert len(set(reading.alternatives)) == len(reading.alternatives)
