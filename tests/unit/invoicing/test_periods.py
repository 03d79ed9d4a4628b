"""Which days a schedule's invoice bills: every day once, without gap, in the customer's language."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.dates import end_of_month
from bookdesk.core.vocabulary import Every
from bookdesk.invoicing.entered import EnteredLine
from bookdesk.invoicing.periods import Period, billed, period
from bookdesk.invoicing.schedules import Schedule

JULY = Period(date(2026, 7, 1), date(2026, 7, 31))


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-AU", "July 2026"),
        ("de-AT", "Juli 2026"),
        ("fr", "juillet 2026"),
        ("es-ES", "julio de 2026"),
        ("pl-PL", "July 2026"),
        (None, "July 2026"),
    ],
)
def test_a_month_has_its_name(locale: str | None, said: str) -> None:
    assert JULY.text(locale) == said


def test_longer_and_odd_periods_say_both_ends() -> None:
    assert Period(date(2026, 7, 1), date(2026, 9, 30)).text("de") == "Juli 2026 \u2013 September 2026"
    assert Period(date(2026, 7, 6), date(2026, 7, 12)).text("en-GB") == "6 July 2026 \u2013 12 July 2026"


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.sampled_from(Every), st.integers(1, 4), st.integers(0, 30))
def test_periods_follow_each_other_without_gap(first: date, every: Every, interval: int, index: int) -> None:
    schedule = Schedule("s", first, every, interval)
    day, following = schedule.day(index), schedule.day(index + 1)
    one, two = period(schedule, [day]), period(schedule, [following])
    assert one.first == day
    assert one.last + timedelta(days=1) == two.first
    assert period(schedule, [day, following]) == Period(one.first, two.last)


@given(st.integers(0, 40), st.sampled_from([Every.MONTH, Every.QUARTER, Every.YEAR]))
def test_a_schedule_at_the_end_of_the_month_bills_what_ends(index: int, every: Every) -> None:
    schedule = Schedule("s", date(2026, 2, 28), every, month_end=True)
    found = period(schedule, [schedule.day(index)])
    assert found.last == end_of_month(found.last)
    assert period(schedule, [schedule.day(index + 1)]).first == found.last + timedelta(days=1)


def test_text_days_and_quantity_of_lines() -> None:
    line = EnteredLine("Rent {period}", Decimal("1.5"), Decimal(100), detail="for {period}")
    (found,) = billed([line], JULY, 2, "de")
    assert (found.description, found.detail, found.quantity) == ("Rent Juli 2026", "for Juli 2026", Decimal(3))
    assert (found.served_from, found.served_to) == (JULY.first, JULY.last)
