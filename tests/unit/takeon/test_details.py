from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.vocabulary import BankScheme
from bookdesk.takeon.details import AccountSetting, BankDetails, free_code, refusals

TODAY = date(2026, 7, 1)
ENDED = date(2026, 6, 30)
IN_AU = AccountSetting("AU", "AUD", "1-1010", TODAY)
IN_GB = AccountSetting("GB", "GBP", "1200", TODAY)
IN_IE = AccountSetting("IE", "EUR", "1200", TODAY)
EVERYDAY = BankDetails("Everyday", "1-1010", "AUD", bsb="062-000", account_number="1122 3344")
CURRENT = BankDetails("Current", "1200", "EUR", iban="IE29 AIBK 9311 5212 3456 78", bic="AIBKIE2D")
BRITISH = BankDetails("Current", "1200", "GBP", sort_code="60-00-01", account_number="12345678")
CODES = st.from_regex(r"[A-Z0-9]{0,3}-?[0-9]{0,4}", fullmatch=True).filter(bool)


def wrong(said: BankDetails, setting: AccountSetting = IN_AU, opening: str = "1", day: date = ENDED) -> set[str]:
    return set(refusals(said, Decimal(opening), day, setting))


def test_what_a_bank_would_accept_is_not_refused() -> None:
    direct_entry = replace(EVERYDAY, user_name="ACME CATERING", user_id="123456", institution="CBA")
    assert wrong(EVERYDAY) == wrong(direct_entry) == set()
    assert wrong(BankDetails("Till", "1-1020", "AUD")) == set(), "numbers may be said by nobody"
    assert wrong(BRITISH, IN_GB) == wrong(CURRENT, IN_IE) == set()


@pytest.mark.parametrize(
    ("said", "setting", "fields"),
    [
        (replace(EVERYDAY, name="", code=""), IN_AU, {"name", "code"}),
        (replace(EVERYDAY, bsb="62-000"), IN_AU, {"bsb"}),
        (replace(EVERYDAY, account_number="11 22 x"), IN_AU, {"account_number"}),
        (replace(EVERYDAY, account_number=None), IN_AU, {"account_number"}),
        (replace(EVERYDAY, bsb=None), IN_AU, {"bsb"}),
        (replace(BRITISH, account_number="1234567"), IN_GB, {"account_number"}),
        (replace(CURRENT, iban="IE29 AIBK 9311 5212 3456 79"), IN_IE, {"iban"}),
        (replace(CURRENT, iban=None), IN_IE, {"iban"}),
        (replace(CURRENT, bic="AIB"), IN_IE, {"bic"}),
        (replace(EVERYDAY, user_name="A" * 27), IN_AU, {"user_name"}),
        (replace(EVERYDAY, user_id="12345a"), IN_AU, {"user_id"}),
        (replace(EVERYDAY, institution="CB"), IN_AU, {"institution"}),
        (replace(EVERYDAY, currency="EUR"), IN_AU, {"opening"}),
    ],
)
def test_what_is_wrong_is_said_of_its_field(said: BankDetails, setting: AccountSetting, fields: set[str]) -> None:
    assert wrong(said, setting) == fields


def test_an_account_in_another_currency_begins_with_nothing() -> None:
    assert wrong(replace(EVERYDAY, currency="EUR"), opening="0.00") == set()


def test_opening_and_day_are_needed() -> None:
    assert set(refusals(EVERYDAY, None, None, IN_AU)) == {"opening", "day"}


@given(st.integers(-400, 400), st.none() | st.integers(-400, 400))
def test_a_balance_is_of_a_day_that_was_and_is_open(ago: int, locked: int | None) -> None:
    closed = None if locked is None else TODAY - timedelta(days=locked)
    day = TODAY - timedelta(days=ago)
    allowed = day <= TODAY and (closed is None or day > closed)
    assert (wrong(EVERYDAY, replace(IN_AU, locked_through=closed), day=day) == set()) is allowed


@given(st.text(max_size=12), st.text(max_size=12), st.sampled_from([IN_AU, IN_GB]))
def test_half_an_account_number_is_never_kept(branch: str, number: str, setting: AccountSetting) -> None:
    field = "bsb" if setting.kind is BankScheme.BSB else "sort_code"
    said = replace(BankDetails("Everyday", "1-1010", setting.currency, account_number=number), **{field: branch})
    if bool(branch) != bool(number):
        assert wrong(said, setting) & {field, "account_number"}


@given(st.sets(CODES), st.sets(CODES), CODES)
def test_the_proposed_code_is_free(banks: set[str], others: set[str], first: str) -> None:
    assert free_code(banks, banks | others, first) not in banks | others


def test_the_next_code_follows_the_last_bank_account() -> None:
    assert free_code((), {"1-1100"}, "1-1010") == "1-1010"
    assert free_code({"1-1010"}, {"1-1010", "1-1020"}, "1-1010") == "1-1030"
    assert free_code({"0990"}, {"0990"}, "1200") == "1000"
    assert free_code({"BANK"}, {"BANK"}, "1200") == "BANK2"
