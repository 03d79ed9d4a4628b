"""What a line is probably coded to, and which accounts an abbreviation may mean."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.banking.cleaning import payee_key
from bookdesk.banking.suggesting import (
    MOST,
    AccountChoice,
    Asked,
    EnabledRule,
    PastCoding,
    Source,
    ranked,
    suggest,
)
from bookdesk.takeon.templates import TEMPLATES
from bookdesk.takeon.templates.parts import Template

DAY = date(2026, 7, 20)
CHART = [
    AccountChoice("4-1000", "Sales", "income", "GSTI"),
    AccountChoice("4-2000", "Interest received", "income", "INP"),
    AccountChoice("6-0400", "Bank fees", "expense", "FRE"),
    AccountChoice("6-0800", "Merchant fees", "expense", "GST"),
    AccountChoice("6-0900", "Motor vehicle", "expense", "GST"),
    AccountChoice("6-1000", "Office supplies", "expense", "GST"),
    AccountChoice("6-1900", "Wages", "expense", "N-T"),
]


def _asked(text: str, amount: int = -1, payee: str | None = None) -> Asked:
    return Asked(text, payee_key(payee, text), amount > 0, DAY)


def _past(text: str, account: str, days: int = 30, tax: str | None = None, amount: int = -1) -> PastCoding:
    return PastCoding(text, payee_key(None, text), amount > 0, DAY - timedelta(days), account, tax)


def test_rules_come_before_habits_and_habits_before_guesses() -> None:
    past = [_past("MONTHLY ACCOUNT FEE 06/26", "6-0800"), _past("ACCOUNT FEE", "6-1000", 900)]
    rule = EnabledRule("ACCOUNT FEE", "6-0900", "GST", "The bank")
    found = suggest(_asked("MONTHLY ACCOUNT FEE 07/26"), CHART, [rule], past)
    assert [(one.account, one.source) for one in found] == [
        ("6-0900", Source.RULE),
        ("6-0800", Source.BEFORE),
        ("6-1000", Source.BEFORE),
        ("6-0400", Source.GUESS),
    ]
    assert (found[0].contact, found[0].tax_code, found[0].name) == ("The bank", "GST", "Motor vehicle")
    assert found[1].why == "1 of 2 lines like it were coded so, last on 2026-06-20"
    assert found[-1].guess
    assert "'FEE'" in found[-1].why


def test_the_latest_and_most_frequent_habit_is_first() -> None:
    old = [_past("COLES 0423", "6-1000", 800) for _ in range(3)]
    new = [_past("COLES 0991", "6-0900", 10), _past("COLES 0991", "6-0900", 40)]
    found = suggest(_asked("COLES 0555 SYDNEY"), CHART, [], [*old, *new])
    assert [one.account for one in found] == ["6-0900", "6-1000"]
    refund = suggest(_asked("COLES 0555", 1), CHART, [], [*old, *new, _past("COLES", "4-1000", 10, amount=1)])
    assert refund[0].account == "4-1000"


@pytest.mark.parametrize(
    ("text", "amount", "account"),
    [
        ("MONTHLY ACCOUNT FEE", -1, "6-0400"),
        ("INTEREST PAID JULY", 1, "4-2000"),
        ("DEBIT INTEREST", -1, "4-2000"),
        ("PAYROLL 12", -1, "6-1900"),
        ("BP 0423 SYDNEY", -1, "6-0900"),
        ("STRIPE PAYOUT 8842", 1, "4-1000"),
        ("EFTPOS FEE JULY", -1, "6-0800"),
    ],
)
def test_words_are_guessed_by_the_chart(text: str, amount: int, account: str) -> None:
    found = suggest(_asked(text, amount), CHART, [], [])
    assert (found[0].account, found[0].guess) == (account, True)


def test_words_that_mean_nothing_or_lie_within_others_are_not_guessed() -> None:
    assert suggest(_asked("COFFEE AND TEA"), CHART, [], []) == ()
    assert suggest(_asked("RENTOKIL"), CHART, [], []) == ()
    assert suggest(_asked("MONTHLY ACCOUNT FEE", 1), CHART, [], []) == ()
    assert suggest(_asked("MONTHLY ACCOUNT FEE"), CHART[:2], [], []) == ()


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_every_chart_has_an_account_for_fee_wages_and_rent(template: Template) -> None:
    chart = [AccountChoice(one.code, one.name, one.kind) for one in template.accounts]
    for text in ("ACCOUNT FEE", "PAYROLL WAGES", "RENT JULY", "INSURANCE", "TELEPHONE INTERNET"):
        assert suggest(_asked(text), chart, [], []), text


@given(
    st.lists(
        st.builds(
            _past,
            st.sampled_from(["COLES 1", "BANK FEE", "COLES FEE", "x", ""]),
            st.sampled_from([one.code for one in CHART] + ["gone"]),
            st.integers(0, 2000),
            st.sampled_from([None, "GST"]),
        )
    ),
    st.sampled_from(["COLES 7", "FEE", "", "COLES FEE 9"]),
)
def test_suggestions_are_few_distinct_and_of_the_chart(past: list[PastCoding], text: str) -> None:
    found = suggest(_asked(text), CHART, [], past)
    assert len(found) <= MOST
    assert len({(one.account, one.tax_code) for one in found}) == len(found)
    assert {one.account for one in found} <= {one.code for one in CHART}
    sources = [one.source for one in found]
    assert sources == sorted(sources, key=list(Source).index)
    assert suggest(_asked(text), CHART, [], past) == found


def test_accounts_are_found_by_code_and_by_words_of_their_names() -> None:
    def codes(typed: str) -> list[str]:
        return [one.code for one in ranked(typed, CHART)]

    assert codes("") == [one.code for one in CHART]
    assert codes("6-08") == ["6-0800"]
    assert codes("60800") == ["6-0800"]
    assert codes("fees") == ["6-0400", "6-0800"]
    assert codes("off sup") == ["6-1000"]
    assert codes("int") == ["4-2000"]
    assert codes("mer fe") == ["6-0800"]
    assert codes("ages") == ["6-1900"]
    assert codes("nothing") == []
