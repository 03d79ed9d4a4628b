"""What lateness costs: never without a ground, exact to the day, rounded once, and told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CustomerKind, LateCharge
from bookdesk.receivables.latefees import Agreed, BaseRate, LateDebt, OpenFrom, claim
from bookdesk.receivables.latelaws import LAWS, BaseKind, law_of

LONG_AGO, LONG_AFTER = date(2000, 1, 1), date(2040, 1, 1)
CLAUSE = "Terms of 2024, clause 7"


def rate(kind: BaseKind, start: date, text: str, until: date = LONG_AFTER) -> BaseRate:
    return BaseRate(kind, start, until, Decimal(text), "made up for the test")


RATES = (
    rate(BaseKind.ECB, LONG_AGO, "0.02", date(2025, 6, 30)),
    rate(BaseKind.ECB, date(2025, 7, 1), "0.03"),
    rate(BaseKind.BANK_OF_ENGLAND, LONG_AGO, "0.04", date(2025, 6, 30)),
    rate(BaseKind.BANK_OF_ENGLAND, date(2025, 7, 1), "0.05"),
    rate(BaseKind.BUNDESBANK, LONG_AGO, "-0.0088", date(2024, 6, 30)),
    rate(BaseKind.BUNDESBANK, date(2024, 7, 1), "0.01"),
)


def debt(
    country: str = "FR", amount: str = "3650", currency: str = "EUR", *, due: date = date(2025, 6, 20)
) -> LateDebt:
    balances = (OpenFrom(due, Money.of(amount, currency)),)
    return LateDebt("INV-1", country, CustomerKind.BUSINESS, date(2024, 1, 1), due, balances)


def test_interest_of_the_union_takes_the_rate_of_each_half_year_for_its_own_days() -> None:
    found = claim(debt(), date(2025, 7, 10), LateCharge.INTEREST, None, RATES)
    # 3650 at 10 % is 1.00 a day for the ten days of June, at 11 % 1.10 a day for the ten of July.
    assert (found.interest, found.fee) == (Money.of("21.00", "EUR"), None)
    assert " ".join(found.words) == (
        "Interest: 3650.00 EUR at 10 % for 10 days from 2025-06-21; 3650.00 EUR at 11 % for 10 days from 2025-07-01. "
        "In all 21.00 EUR, a year of 365 days, rounded once (Directive 2011/7/EU, articles 2 (6) and (7), 3 and 6: "
        "the least that each state grants)."
    )


def test_interest_of_the_kingdom_keeps_the_rate_from_before_it_began() -> None:
    british = debt("GB", "3650", "GBP")
    found = claim(british, date(2025, 7, 10), LateCharge.INTEREST, None, RATES)
    assert found.interest == Money.of("24.00", "GBP")  # 20 days at 12 %: the rate of 31 December 2024
    later = claim(replace(british, due=date(2025, 6, 30)), date(2025, 7, 10), LateCharge.INTEREST, None, RATES)
    assert later.interest == Money.of("12.00", "GBP")  # it began on 1 July: the rate of 30 June 2025
    last = claim(replace(british, due=date(2025, 12, 31)), date(2026, 1, 10), LateCharge.INTEREST, None, RATES)
    assert last.interest == Money.of("13.00", "GBP")  # the rate of 31 December 2025


def test_germany_adds_nine_points_to_a_base_rate_that_may_be_negative() -> None:
    found = claim(debt("DE", due=date(2024, 6, 20)), date(2024, 6, 30), LateCharge.BOTH, None, RATES)
    assert (found.interest, found.fee) == (Money.of("8.12", "EUR"), Money.of(40, "EUR"))


@pytest.mark.parametrize(
    ("country", "currency", "amount", "fee"),
    [
        ("GB", "GBP", "0.01", 40),
        ("GB", "GBP", "999.99", 40),
        ("GB", "GBP", "1000", 70),
        ("GB", "GBP", "9999.99", 70),
        ("GB", "GBP", "10000", 100),
        ("IE", "EUR", "1000", 40),
        ("IE", "EUR", "1000.01", 70),
        ("IE", "EUR", "10000", 70),
        ("IE", "EUR", "10000.01", 100),
        ("FR", "EUR", "50000", 40),
    ],
)
def test_the_fixed_sum_is_by_the_size_of_the_debt_where_the_law_says_so(
    country: str, currency: str, amount: str, fee: int
) -> None:
    found = claim(debt(country, amount, currency), date(2025, 7, 10), LateCharge.FEE, None, RATES)
    assert (found.interest, found.fee) == (None, Money.of(fee, currency))
    assert str(found.fee) in found.words[0]


@pytest.mark.parametrize("country", ["AU", "US", "SE", "PL", "CH"])
def test_where_no_law_is_known_only_the_terms_count(country: str) -> None:
    late = debt(country)
    without = claim(late, date(2025, 7, 10), LateCharge.BOTH, None, RATES)
    assert (without.interest, without.fee) == (None, None)
    assert all("no law is known here" in words for words in without.words)
    terms = Agreed(CLAUSE, Decimal("0.12"), Money.of(25, "EUR"))
    found = claim(late, date(2025, 7, 10), LateCharge.BOTH, terms, ())
    assert (found.interest, found.fee) == (Money.of("24.00", "EUR"), Money.of(25, "EUR"))
    assert all(CLAUSE in words for words in found.words)


def test_of_a_consumer_nothing_is_claimed_but_what_the_terms_say() -> None:
    consumer = replace(debt(), kind=CustomerKind.CONSUMER)
    found = claim(consumer, date(2025, 7, 10), LateCharge.BOTH, None, RATES)
    assert (found.interest, found.fee) == (None, None)
    assert all("a consumer owes only what the terms say" in words for words in found.words)
    agreed = claim(consumer, date(2025, 7, 10), LateCharge.BOTH, Agreed(CLAUSE, Decimal("0.05")), RATES)
    assert (agreed.interest, agreed.fee) == (Money.of("10.00", "EUR"), None)


def test_terms_go_before_the_law_each_for_itself() -> None:
    found = claim(debt(), date(2025, 7, 10), LateCharge.BOTH, Agreed(CLAUSE, Decimal("0.05")), RATES)
    assert (found.interest, found.fee) == (Money.of("10.00", "EUR"), Money.of(40, "EUR"))
    fee_only = claim(debt(), date(2025, 7, 10), LateCharge.BOTH, Agreed(CLAUSE, fee=Money.of(15, "EUR")), RATES)
    assert (fee_only.interest, fee_only.fee) == (Money.of("21.00", "EUR"), Money.of(15, "EUR"))


def test_a_public_authority_owes_what_an_undertaking_does() -> None:
    found = claim(replace(debt(), kind=CustomerKind.PUBLIC), date(2025, 7, 10), LateCharge.BOTH, None, RATES)
    assert (found.interest, found.fee) == (Money.of("21.00", "EUR"), Money.of(40, "EUR"))


def test_a_rate_that_is_not_known_is_never_guessed() -> None:
    seen_last_year = [rate(BaseKind.ECB, LONG_AGO, "0.02", date(2025, 6, 30))]
    found = claim(debt(), date(2025, 7, 10), LateCharge.BOTH, None, seen_last_year)
    assert (found.interest, found.fee) == (None, Money.of(40, "EUR"))
    assert "European Central Bank on 2025-07-01 is not known" in found.words[0]
    assert claim(debt(), date(2025, 6, 30), LateCharge.INTEREST, None, seen_last_year).interest is not None


def test_a_correction_of_a_rate_replaces_it() -> None:
    corrected = [*RATES, rate(BaseKind.ECB, date(2025, 7, 1), "0.04")]
    assert claim(debt(), date(2025, 7, 10), LateCharge.INTEREST, None, corrected).interest == Money.of("22.00", "EUR")


def test_a_part_payment_lowers_interest_from_its_day_on() -> None:
    paid = replace(debt(), balances=(*debt().balances, OpenFrom(date(2025, 6, 26), Money.of("1825", "EUR"))))
    assert claim(paid, date(2025, 6, 30), LateCharge.INTEREST, None, RATES).interest == Money.of("7.50", "EUR")


def test_the_fee_is_by_the_debt_as_it_fell_late_and_owed_once() -> None:
    paid = OpenFrom(date(2025, 7, 5), Money.of("10", "GBP"))
    late = debt("GB", "1000", "GBP")
    late = replace(late, balances=(*late.balances, paid))
    assert claim(late, date(2025, 7, 10), LateCharge.FEE, None, RATES).fee == Money.of(70, "GBP")
    again = claim(replace(late, fee_claimed=True), date(2025, 7, 10), LateCharge.FEE, None, RATES)
    assert (again.fee, again.words) == (None, ("A fee was claimed for this invoice before.",))


def test_what_is_paid_by_now_brings_no_fee_any_more() -> None:
    paid = replace(debt(), balances=(*debt().balances, OpenFrom(date(2025, 6, 26), Money.zero("EUR"))))
    found = claim(paid, date(2025, 7, 10), LateCharge.BOTH, None, RATES)
    assert (found.interest, found.fee) == (Money.of("5.00", "EUR"), None)
    on_time = replace(debt(), balances=(*debt().balances, OpenFrom(date(2025, 6, 21), Money.zero("EUR"))))
    none = claim(on_time, date(2025, 7, 10), LateCharge.BOTH, None, RATES)
    assert (none.interest, none.fee) == (None, None)
    assert set(none.words) == {"Nothing was open while it was late."}


def test_a_fee_in_another_currency_than_the_invoice_is_not_claimed() -> None:
    by_law = claim(debt(currency="USD"), date(2025, 7, 10), LateCharge.FEE, None, RATES)
    terms = Agreed(CLAUSE, fee=Money.of(15, "EUR"))
    by_terms = claim(debt("US", currency="USD"), date(2025, 7, 10), LateCharge.FEE, terms, RATES)
    assert (by_law.fee, by_terms.fee) == (None, None)
    assert by_law.words == ("No fee: the law names it in EUR, the invoice is in USD.",)
    assert by_terms.words == ("No fee: the terms name it in EUR, the invoice is in USD.",)


def test_on_the_due_date_and_by_a_step_that_claims_nothing_nothing_is_claimed() -> None:
    assert claim(debt(), date(2025, 6, 20), LateCharge.BOTH, None, RATES).words == ("It is not late.",)
    assert claim(debt(), date(2026, 6, 20), LateCharge.NONE, None, RATES).words == ("Nothing is claimed by this step.",)
    assert claim(debt(), date(2025, 6, 21), LateCharge.INTEREST, None, RATES).interest == Money.of("1.00", "EUR")


def test_interest_below_the_smallest_coin_is_none() -> None:
    found = claim(debt(amount="1"), date(2025, 6, 22), LateCharge.INTEREST, None, RATES)
    assert (found.interest, found.words) == (None, ("The interest is less than the smallest coin.",))


def test_a_contract_from_before_the_law_is_not_under_it() -> None:
    assert law_of("FR", date(2013, 3, 15)) is None
    assert law_of("FR", date(2013, 3, 16)) is not None
    assert law_of("DE", date(2014, 7, 28)) is None
    assert law_of("HR", date(2022, 12, 31)) is None
    assert law_of("BG", date(2026, 1, 1)) is not None


def test_every_law_names_its_source_and_its_bands_climb_from_the_least_debt() -> None:
    for law in LAWS:
        assert law.source
        debts = [band.debt_from for band in law.bands]
        assert debts == sorted(debts)
        assert debts[0].minor == 1
        assert len({band.fee.currency for band in law.bands}) == 1


@pytest.mark.parametrize(
    ("clause", "yearly", "fee", "words"),
    [
        (" ", Decimal("0.1"), None, "clause is missing"),
        (CLAUSE, Decimal(12), None, "12 is no yearly rate"),
        (CLAUSE, Decimal(0), None, "0 is no yearly rate"),
        (CLAUSE, None, Money.zero("EUR"), "is no fee"),
    ],
)
def test_terms_that_say_nothing_are_refused(clause: str, yearly: Decimal | None, fee: Money | None, words: str) -> None:
    with pytest.raises(InputError, match=words):
        Agreed(clause, yearly, fee)


def test_balances_that_leave_a_day_open_are_a_defect() -> None:
    first = debt().balances[0]
    for wrong in ((), (replace(first, day=date(2025, 6, 22)),), (first, first)):
        with pytest.raises(ValueError, match="cover every day"):
            replace(debt(), balances=wrong)
    for wrong_amount in (Money.of(-1, "EUR"), Money.of(1, "USD")):
        with pytest.raises(ValueError, match="one currency and never below nothing"):
            replace(debt(), balances=(first, OpenFrom(date(2025, 7, 1), wrong_amount)))


@given(
    st.integers(1, 800),
    st.lists(st.tuples(st.integers(1, 800), st.integers(0, 10**9)), max_size=6, unique_by=lambda row: row[0]),
    st.integers(1, 10**9),
)
def test_it_is_what_day_by_day_counting_gives_rounded_once(
    late: int, payments: list[tuple[int, int]], opened: int
) -> None:
    due = date(2024, 11, 3)
    rows = [(0, opened), *sorted(payments)]
    balances = tuple(OpenFrom(due + timedelta(days=day), Money(minor, "EUR")) for day, minor in rows)
    found = claim(
        replace(debt(due=due), balances=balances), due + timedelta(days=late), LateCharge.INTEREST, None, RATES
    )
    exact = Fraction(0)
    for count in range(1, late + 1):
        minor = [minor for day, minor in rows if day <= count][-1]
        yearly = Fraction(10, 100) if due + timedelta(days=count) < date(2025, 7, 1) else Fraction(11, 100)
        exact += Fraction(minor) * yearly / 365
    expected = int(exact + Fraction(1, 2))
    assert (found.interest.minor if found.interest else 0) == expected
