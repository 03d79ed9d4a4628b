"""Sentences of services as they are read at a desk in Britain, and names in them left alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from bookdesk.core.money import Money
from bookdesk.ui import wording


@pytest.fixture(autouse=True, scope="module")
def _in_britain() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("They lead to -2315.48 AUD on 2026-06-30.", "They lead to \N{MINUS SIGN}2,315.48 AUD on 30/06/2026."),
        ("Saved run-2-2026-12-01.csv.", "Saved run-2-2026-12-01.csv."),
        ("Bill INV-2026-06-30 of 2026-06-30", "Bill INV-2026-06-30 of 30/06/2026"),
        ("2026-05-31.csv and 2026-02-31 and 7 DAY", "2026-05-31.csv and 2026-02-31 and 7 DAY"),
        ("1,234.50 AUD", "1,234.50 AUD"),
        ("1.2345 AUD", "1.2345 AUD"),
    ],
)
def test_dates_and_amounts_are_read_as_here_and_names_stay(said: str, read: str) -> None:
    assert wording.local(said) == read


def test_an_instant_is_told_by_the_clients_clock_and_its_town_where_that_differs_from_here() -> None:
    late = datetime(2026, 11, 29, 23, 11, tzinfo=UTC)
    assert wording.moment_at(late, "Australia/Perth") == "30/11/2026 07:11 (Perth)"
    assert wording.moment_at(late, "America/Argentina/Buenos_Aires", with_day=False) == "20:11 (Buenos Aires)"
    zones, here = sorted(available_timezones()), late.astimezone().utcoffset()
    same = next(zone for zone in zones if late.astimezone(ZoneInfo(zone)).utcoffset() == here)
    assert wording.moment_at(late, same) == wording.moment(late)


@given(
    st.dates(date(1900, 1, 1), date(2999, 1, 1)), st.integers(-(10**12), 10**12), st.sampled_from(["AUD", "EUR", "JPY"])
)
def test_what_a_service_writes_reads_like_the_rest_of_the_window(day: date, minor: int, currency: str) -> None:
    amount = Money(minor, currency)
    said = wording.local(f"On {day.isoformat()} it was {amount}; look.")
    assert said == f"On {wording.day(day)} it was {wording.money(amount)}; look."
    assert wording.local(said) == said
