"""Who mails an invoice where that is no lawful channel is warned, from the day of the law on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bookdesk.core.countries import COUNTRIES
from bookdesk.core.vocabulary import CustomerKind
from bookdesk.invoicing.lawful import CHANNELS, data_asked, warnings

BUSINESS, PUBLIC, CONSUMER = CustomerKind.BUSINESS, CustomerKind.PUBLIC, CustomerKind.CONSUMER
TODAY = date(2026, 11, 29)


@pytest.mark.parametrize("country", CHANNELS)
def test_the_warning_begins_with_the_day_of_the_law_and_ends_at_the_border(country: str) -> None:
    since = CHANNELS[country].since
    assert warnings(country, country, BUSINESS, since - timedelta(days=1)) == ()
    (found,) = warnings(country, country, BUSINESS, since)
    assert CHANNELS[country].name in found.sentence
    assert found.source
    assert warnings(country, "GB", BUSINESS, since) == ()
    assert warnings(country, "", BUSINESS, since) == (found,)


@pytest.mark.parametrize(("country", "told"), [("BE", False), ("PL", False), ("IT", True), ("RO", True)])
def test_consumers_may_be_mailed_to_in_most_countries(country: str, told: bool) -> None:  # noqa: FBT001 - a table
    assert bool(warnings(country, country, CONSUMER, TODAY)) is told


def test_small_senders_are_told_until_when_they_have_time() -> None:
    (before,) = warnings("FR", "FR", BUSINESS, date(2027, 8, 31))
    (after,) = warnings("FR", "FR", BUSINESS, date(2027, 9, 1))
    assert "2027-09-01" in before.sentence
    assert "2027-09-01" not in after.sentence


def test_authorities_take_invoices_by_their_own_way_even_from_abroad() -> None:
    (found,) = warnings("GB", "ES", PUBLIC, TODAY)
    assert "FACe" in found.sentence
    assert warnings("AU", "AU", PUBLIC, TODAY) == ()


@pytest.mark.parametrize(
    ("day", "with_data", "told"),
    [
        (date(2026, 12, 31), False, ""),
        (date(2027, 1, 1), False, "800,000"),
        (date(2028, 1, 1), False, "must carry its data (EN 16931)"),
        (date(2028, 1, 1), True, ""),
    ],
)
def test_german_businesses_want_the_data_inside(day: date, with_data: bool, told: str) -> None:  # noqa: FBT001 - a table
    found = warnings("DE", "DE", BUSINESS, day, with_data=with_data)
    assert [told in one.sentence for one in found] == ([True] if told else [])
    assert warnings("DE", "DE", CONSUMER, day) == ()


def test_data_is_put_inside_where_customers_take_it() -> None:
    assert data_asked("DE", BUSINESS, TODAY)
    assert data_asked("FR", PUBLIC, TODAY)
    assert not data_asked("DE", CONSUMER, TODAY)
    assert not data_asked("DE", BUSINESS, date(2024, 12, 31))
    assert not data_asked("AU", BUSINESS, TODAY)


def test_every_country_is_one() -> None:
    assert set(CHANNELS) <= COUNTRIES
