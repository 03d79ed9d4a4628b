from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.errors import NotAllowed
from bookdesk.core.money import Money
from bookdesk.gateways.port import Refused
from bookdesk.gateways.stripe import limits

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_the_version_is_the_one_the_client_speaks() -> None:
    assert stripe.api_version == limits.API_VERSION


@pytest.mark.parametrize(
    ("minor", "currency", "counted"),
    [
        (1234, "EUR", 1234),
        (500, "JPY", 500),
        (5, "ISK", 500),  # no decimals by ISO, two at Stripe
        (5, "UGX", 500),
        (700, "MGA", 7),  # two decimals by ISO, none at Stripe
        (5120, "KWD", 5120),
        (1050, "HUF", 1050),
        (1050, "TWD", 1050),
    ],
)
def test_amounts_are_counted_as_stripe_counts_them(minor: int, currency: str, counted: int) -> None:
    assert limits.to_stripe(Money(minor, currency)) == counted
    assert limits.to_money(counted, currency.lower()) == Money(minor, currency)


@pytest.mark.parametrize(("minor", "currency"), [(5123, "KWD"), (1, "BHD"), (750, "MGA"), (1, "CLF")])
def test_an_amount_without_a_coin_at_stripe_is_refused_before_it_is_asked(minor: int, currency: str) -> None:
    with pytest.raises(Refused, match="that small") as refusal:
        limits.to_stripe(Money(minor, currency))
    assert refusal.value.final


@pytest.mark.parametrize(("counted", "currency"), [(550, "isk"), (1, "ugx"), (100, "usdc"), (100, "")])
def test_what_stripe_counts_and_no_coin_has_is_no_money(counted: int, currency: str) -> None:
    with pytest.raises(ValueError, match=r"coin|currency"):
        limits.to_money(counted, currency)


@given(st.sampled_from(sorted(EXPONENTS)), st.integers(-(10**12), 10**12))
def test_whatever_is_counted_comes_back(currency: str, minor: int) -> None:
    money = Money(minor, currency)
    try:
        counted = limits.to_stripe(money)
    except Refused:
        assert currency in {"MGA", "BHD", "JOD", "KWD", "OMR", "TND", "IQD", "LYD", "CLF", "UYW"}
        return
    assert limits.to_money(counted, currency) == money


def test_banks_take_whole_forints_only() -> None:
    assert limits.left_behind(Money(12_345, "HUF")) == Money(45, "HUF")
    assert limits.left_behind(Money(12_345, "EUR")) == Money(0, "EUR")


def test_a_page_lives_half_an_hour_to_a_day() -> None:
    assert limits.cut(NOW + timedelta(minutes=1), NOW) == NOW + timedelta(minutes=32)
    assert limits.cut(NOW + timedelta(hours=5), NOW) == NOW + timedelta(hours=5)
    assert limits.cut(NOW + timedelta(days=9), NOW) == NOW + timedelta(hours=24) - timedelta(minutes=2)


@pytest.mark.parametrize(
    ("version", "known"),
    [
        ("2026-10-28.endive", True),
        ("2026-12-16.endive", True),  # the same major release, grown
        ("2025-03-31.basil", True),
        ("2023-10-16", True),
        ("2022-11-15", True),
        ("2022-08-01", False),
        ("2027-03-31.fennel", False),
        ("2027-03-31", False),
        ("2026-13-45.endives", False),
        ("2026-13-45", False),
        ("", False),
        (None, False),
        ("2026-10-28.endive; drop", False),
    ],
)
def test_only_versions_that_are_understood_are_known(version: str | None, known: bool) -> None:  # noqa: FBT001 - a table
    assert limits.known_version(version) is known


@pytest.mark.parametrize("key", ["sk_live_abc", "sk_test_abc", "pk_live_abc", "", "rk_", "rk_live_", "rk_prod_abc"])
def test_only_restricted_keys_are_taken(key: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        limits.checked_key(key)
    assert "rk_" in refusal.value.remedy
    assert key == "" or key not in str(refusal.value).split()


def test_a_key_says_whether_money_is_real() -> None:
    assert limits.checked_key("rk_live_51Habc") is True
    assert limits.checked_key("rk_test_51Habc") is False


def test_only_practices_to_try_things_in_go_elsewhere_and_only_on_this_machine() -> None:
    assert limits.base(None, live=True, practice=False) == "https://api.stripe.com"
    assert limits.base("http://127.0.0.1:8440/", live=False, practice=True) == "http://127.0.0.1:8440"
    for override, practice in (
        ("http://127.0.0.1:8440", False),
        ("https://127.0.0.1:8440", True),
        ("http://api.stripe.com.example", True),
        ("http://127.0.0.1@example.com", True),
        ("file:///etc/passwd", True),
    ):
        with pytest.raises(NotAllowed, match="on this machine only"):
            limits.base(override, live=False, practice=practice)


def test_a_practice_to_try_things_in_moves_no_real_money() -> None:
    with pytest.raises(NotAllowed, match="real money"):
        limits.base(None, live=True, practice=True)
