"""Which amounts are taken: what we let through no gateway refuses, and what part may be chosen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.gateways.amounts import Limits, is_taken, parts
from bookdesk.gateways.catalogue import limits, require_taken
from bookdesk.gateways.port import Refused
from bookdesk.gateways.stripe.limits import to_stripe
from bookdesk.sandbox.stripe.money import CURRENCIES, check_amount

EURO = Limits(Money(50, "EUR"), Money(99_999_999, "EUR"))
DINAR = Limits(Money(50, "KWD"), Money(99_999_999, "KWD"), 10)
limited = st.sampled_from([EURO, DINAR])


@given(st.sampled_from(sorted(CURRENCIES)), st.integers(0, 10**13))
def test_what_we_let_through_the_gateway_takes(code: str, minor: int) -> None:
    amount = Money(minor, code.upper())
    if is_taken(limits("stripe", amount.currency), amount):
        counted = to_stripe(amount)
        assert check_amount(counted, code) == counted


@pytest.mark.parametrize(
    ("text", "currency", "taken"),
    [
        ("10.005", "KWD", False),
        ("10.010", "KWD", True),
        ("0.49", "EUR", False),
        ("0.50", "EUR", True),
        ("999999.99", "EUR", True),
        ("1000000.00", "EUR", False),
        ("49", "JPY", False),
        ("99999999", "JPY", True),
        ("174", "HUF", False),
        ("1", "ISK", True),
    ],
)
def test_the_gateways_limits_are_the_ones_it_states(text: str, currency: str, taken: bool) -> None:  # noqa: FBT001 - a case
    amount = Money.of(text, currency)
    assert is_taken(limits("stripe", currency), amount) is taken
    if taken:
        require_taken("stripe", amount)
    else:
        with pytest.raises(Refused, match="takes no payment of"):
            require_taken("stripe", amount)


def test_of_a_gateway_whose_limits_nobody_knows_it_decides_itself() -> None:
    assert is_taken(limits("another", "EUR"), Money(1, "EUR"))
    require_taken("another", Money(1, "EUR"))


@given(limited, st.integers(0, 10**9))
def test_each_part_that_is_offered_at_its_ends_is_taken_and_no_more_than_all(limit: Limits, minor: int) -> None:
    whole = Money(minor, limit.least.currency)
    found = parts(limit, whole)
    if found is not None:
        least, most = found
        assert least < whole
        assert least <= most <= whole
        assert limit.takes(least)
        assert limit.takes(most)


@pytest.mark.parametrize(("minor", "found"), [(30_000, (100, 30_000)), (100, None), (70, None), (101, (100, 101))])
def test_where_all_of_it_is_the_only_part_there_is_no_choice(minor: int, found: tuple[int, int] | None) -> None:
    told = parts(EURO, Money(minor, "EUR"))
    assert (told and (told[0].minor, told[1].minor)) == found


def test_a_part_is_offered_where_all_of_it_is_not_taken() -> None:
    assert parts(DINAR, Money(10_005, "KWD")) == (Money(1_000, "KWD"), Money(10_000, "KWD"))
    assert parts(EURO, Money(200_000_000, "EUR")) == (Money(100, "EUR"), Money(99_999_999, "EUR"))
