"""Dates as printed, and the calendar of terms, months and business days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.dates import (
    DayOrder,
    NotADate,
    Terms,
    TermsKind,
    add_business_days,
    add_months,
    business_days_between,
    dates_in,
    day_order_of,
    due_date,
    end_of_month,
    human_date,
    is_business_day,
)

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))
COUNTS = st.integers(min_value=-400, max_value=400)


@given(
    DAYS, st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d.%m.%y", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%d%b%Y"])
)
def test_unmistakable_forms_read_back(day: date, form: str) -> None:
    assert human_date(day.strftime(form)).value == day


@given(DAYS, st.sampled_from(list(DayOrder)), st.sampled_from("/-"))
def test_numbers_alone_are_ambiguous_unless_one_is_above_twelve(day: date, order: DayOrder, by: str) -> None:
    form = {DayOrder.DAY_FIRST: f"%d{by}%m{by}%Y", DayOrder.MONTH_FIRST: f"%m{by}%d{by}%Y"}[order]
    reading = human_date(day.strftime(form))
    assert day in reading.alternatives
    assert reading.ambiguous == (day.day <= 12 and day.day != day.month)
    assert human_date(day.strftime(form), order).value == day
    assert reading.shows in {None, order}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1. März 2024", date(2024, 3, 1)),
        ("8 févr. 2024", date(2024, 2, 8)),
        ("3 maart 2024", date(2024, 3, 3)),
        ("1 de enero de 2024", date(2024, 1, 1)),
        ("30 giugno 2024", date(2024, 6, 30)),
        ("March 1st, 2024", date(2024, 3, 1)),
        ("12MAR18", date(2018, 3, 12)),
        ("31.12.69", date(2069, 12, 31)),
        ("31.12.70", date(1970, 12, 31)),
    ],
)
def test_months_by_name_and_short_years(text: str, day: date) -> None:
    assert human_date(text).value == day


@pytest.mark.parametrize("text", ["", "31.02.2024", "13/13/2024", "tomorrow", "1.234,56", "00.01.2024", "1850-01-01"])
def test_what_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(NotADate):
        human_date(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("26-Okt-18/20:02 RgNr:AR801110221", date(2018, 10, 26)),
        ("03.12.2025/9:15", date(2025, 12, 3)),
        ("ID: 186922 #1 Aug 31, 18 01:00 PM", date(2018, 8, 31)),
        ("Check 4 Aug 31, 2018", date(2018, 8, 31)),
        ("26 Oct 18, 20:15", date(2018, 10, 26)),
        ("Rech-Nr.: K1/28.07.2021/19:17/27662", date(2021, 7, 28)),
    ],
)
def test_what_tills_print_before_and_behind_a_date_is_none_of_it(text: str, day: date) -> None:
    assert [item.reading.alternatives for item in dates_in(text)] == [(day,)]


def test_a_number_with_strokes_is_no_date() -> None:
    assert dates_in("26-Okt-18/2020 1.2.19/4-7 50/719/01221 12/1.2.19") == ()


def test_dates_are_found_within_a_line_and_show_the_order_of_the_page() -> None:
    found = dates_in("from 25/12/2018 to 03/01/2019, host 192.168.1.20")
    assert [item.reading.alternatives[0] for item in found] == [date(2018, 12, 25), date(2019, 1, 3)]
    assert day_order_of(item.reading for item in found) is DayOrder.DAY_FIRST
    assert day_order_of(item.reading for item in dates_in("03/01/2019")) is None
    assert day_order_of(item.reading for item in dates_in("25/12/2018 12/25/2018")) is None


@given(DAYS, st.integers(min_value=0, max_value=120))
def test_terms_never_fall_due_before_the_document(day: date, days: int) -> None:
    assert due_date(day, Terms(TermsKind.NET, days)) == day + timedelta(days=days)
    assert due_date(day, Terms(TermsKind.END_OF_MONTH, days)) == end_of_month(day) + timedelta(days=days)
    nth = due_date(day, Terms(TermsKind.DAY_OF_NEXT_MONTH, max(1, min(days, 31))))
    assert nth > day
    assert (nth.year * 12 + nth.month) - (day.year * 12 + day.month) == 1


def test_terms_read_back_and_short_months_end_early() -> None:
    assert due_date(date(2026, 1, 15), Terms.parse("next 31")) == date(2026, 2, 28)
    for text in ("net 30", "eom 10", "next 20"):
        assert str(Terms.parse(text)) == text
    for text in ("net", "net -1", "next 0", "weekly 2", "net 9999"):
        with pytest.raises(ValueError, match=r"."):
            Terms.parse(text)


@given(DAYS, st.integers(min_value=-300, max_value=300))
def test_months_keep_the_day_or_end_early(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == min(day.day, end_of_month(moved).day)


@given(DAYS, COUNTS, st.sets(DAYS, max_size=5))
def test_business_days_count_what_they_add(day: date, count: int, holidays: set[date]) -> None:
    reached = add_business_days(day, count, holidays)
    assert is_business_day(reached, holidays)
    if count > 0:
        assert business_days_between(day, reached, holidays) == count
    if count == 0:
        assert reached >= day


@given(st.text(max_size=40))
def test_any_text_holds_dates_or_none(text: str) -> None:
    for found in dates_in(text):
        assert 0 <= found.start < found.end <= len(text)
