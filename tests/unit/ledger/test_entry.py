"""Drafts of entries balance in base currency, and part payments carry exactly the whole debt."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.entry import Charge, EntryDraft, Setting, against, charges, turned
from bookdesk.ledger.exchange import ExchangeRate, carried, in_base

DAY = date(2026, 6, 30)
minor = st.integers(min_value=1, max_value=10**9)
rates = st.decimals(min_value="0.0001", max_value="500", places=8)


@given(st.lists(st.tuples(minor, minor), min_size=1, max_size=10), rates)
def test_a_bill_in_any_currency_balances_in_base(lines: list[tuple[int, int]], rate: Decimal) -> None:
    setting = Setting("AUD", ExchangeRate(rate, "typed", DAY))
    sides = charges(setting, [Charge("a", Money(net, "EUR"), Money(tax, "EUR")) for net, tax in lines], "t", None)
    draft = EntryDraft(EntryKind.BILL, DAY, "bill", (*sides, against(setting, "p", sides)))
    booked = draft.balanced().sides if any(side.base for side in sides) else ()
    assert sum(side.base.minor for side in booked) == 0
    assert sum(side.amount.minor for side in booked) == 0
    assert [turned(turned(side)) for side in booked] == list(booked)


def test_an_entry_that_does_not_balance_is_refused() -> None:
    side = Setting("AUD").side("a", Money(100, "AUD"))
    with pytest.raises(RuleBroken, match="does not balance"):
        EntryDraft(EntryKind.JOURNAL, DAY, "lopsided", (side,)).balanced()


@given(st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=12), rates)
def test_the_steps_of_a_part_paid_debt_add_up_to_its_base_amount(steps: list[int], rate: Decimal) -> None:
    whole = Money(sum(steps), "EUR")
    whole_base = in_base(whole, "AUD", ExchangeRate(rate, "typed", DAY))
    done, booked = Money.zero("EUR"), 0
    for step in steps:
        booked += (carried(done + Money(step, "EUR"), whole, whole_base) - carried(done, whole, whole_base)).minor
        done += Money(step, "EUR")
    assert booked == whole_base.minor


def test_a_foreign_amount_without_a_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="EUR needs a rate"):
        in_base(Money(1, "EUR"), "AUD", None)
