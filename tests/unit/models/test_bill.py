"""The workflow of a bill, and the settlement that is derived beside it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.models.bill import LEGAL_MOVES, Bill, BillStatus, SettlementState, settlement

minor = st.integers(min_value=0, max_value=10**9)


@given(st.integers(min_value=1, max_value=10**9), minor, minor)
def test_settlement_follows_from_amounts_alone(total: int, settled: int, scheduled: int) -> None:
    left = settlement(Money(total, "AUD"), Money(settled, "AUD"), Money(scheduled, "AUD"))
    assert left.open + left.settled == left.total
    assert (left.state is SettlementState.PAID) == (settled == total)
    assert (left.state is SettlementState.OVERPAID) == (settled > total)
    if settled < total:
        assert (left.state is SettlementState.SCHEDULED) == (scheduled > 0)


@pytest.mark.parametrize("before", list(BillStatus))
@pytest.mark.parametrize("after", list(BillStatus))
def test_only_legal_moves_are_made(before: BillStatus, after: BillStatus) -> None:
    bill = Bill(status=before, received_date=date(2026, 1, 1))
    if after in LEGAL_MOVES[before]:
        bill.move_to(after)
        assert bill.status is after
    else:
        with pytest.raises(RuleBroken, match=before.value):
            bill.move_to(after)


def test_a_void_bill_stays_void() -> None:
    assert LEGAL_MOVES[BillStatus.VOID] == frozenset()
