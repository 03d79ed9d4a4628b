"""A supplier's number that is in the books already is asked about, whatever total and day stand beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.duplicates import Business, KnownBill, find_hints, same_supplier_and_number
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.errors import RuleBroken
from bookdesk.models.document import DocumentState
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from tests.unit.capture.intake import COST

BILL = Business("bill", "s1", "Harbour Foods Pty Ltd", "HF-10078", date(2026, 5, 4), "AUD", 6600)
KNOWN = KnownBill("b1", "d1", 1, BILL)


@given(minor=st.integers(1, 10**9), day=st.dates(), currency=st.sampled_from(["AUD", "EUR"]))
def test_total_day_and_currency_do_not_matter(*, minor: int, day: date, currency: str) -> None:
    new = replace(BILL, minor=minor, day=day, currency=currency, number="hf 10078")
    assert same_supplier_and_number(new, [KNOWN]) is KNOWN
    if minor != BILL.minor:
        assert [hint.doubtful for hint in find_hints(new, [KNOWN])] == [True]


@pytest.mark.parametrize(
    "change", [{"number": "HF-10079"}, {"number": None}, {"supplier_id": "s2"}, {"kind": "credit note"}]
)
def test_another_number_supplier_or_kind_is_another_bill(change: dict[str, str | None]) -> None:
    assert same_supplier_and_number(replace(BILL, **change), [KNOWN]) is None  # type: ignore[arg-type] # by name


def corrected() -> bytes:
    first, *others = bills.CLEANING.lines
    changed = (replace(first, unit_price=first.unit_price + 1), *others)
    return papers.ubl(replace(bills.CLEANING, lines=changed, issued=date(2026, 6, 28)))


@pytest.mark.parametrize("order", [("1", "2"), ("2", "1")])
def test_of_two_that_wait_the_second_to_be_confirmed_is_asked_about(
    capture: CaptureService, inbox: InboxService, order: tuple[str, str]
) -> None:
    capture.capture([Incoming("a.xml", papers.ubl(bills.CLEANING)), Incoming("b.xml", corrected())])
    capture.read_waiting()
    for number in order:
        assert inbox.set(number, {"account": COST}).row.state is DocumentState.TO_REVIEW
    first, second = order
    assert inbox.confirm(first).row.state is DocumentState.CONFIRMED
    with pytest.raises(RuleBroken, match=rf"may be document {first} again.*TCC-003907 are the same") as refused:
        inbox.confirm(second)
    assert refused.value.command == f"bookdesk inbox set {second} duplicate=no"
    inbox.set(second, {"duplicate": "no"})
    assert inbox.confirm(second).row.state is DocumentState.CONFIRMED
