"""Ageing: each day as it was then, and no cent more or less than the control account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.reports.ageing import BUCKETS, Bucket, ageing, bucket_of
from bookdesk.reports.owed import Allocation, Document, Kind, Owed
from tests.unit.reports.random_owed import days, owed

MAY = date(2026, 5, 1)


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def invoice(number: str, due: date, minor: int = 10_000) -> Document:
    return Document(number, "Blue Cafe", number, date(2026, 1, 1), due, euros(minor))


@pytest.mark.parametrize(
    ("late", "bucket"),
    [
        (-400, Bucket.CURRENT),
        (0, Bucket.CURRENT),
        (1, Bucket.TO_30),
        (30, Bucket.TO_30),
        (31, Bucket.TO_60),
        (60, Bucket.TO_60),
        (61, Bucket.TO_90),
        (90, Bucket.TO_90),
        (91, Bucket.OVER_90),
        (4000, Bucket.OVER_90),
    ],
)
def test_the_edges_of_the_buckets(late: int, bucket: Bucket) -> None:
    assert bucket_of(late) is bucket
    found = ageing(Owed((invoice("a", MAY - timedelta(days=late)),)), MAY, "EUR")
    if late > -400:
        assert [name for name, sum_ in zip(BUCKETS, found.base.buckets, strict=True) if sum_] == [bucket]


def test_a_past_day_shows_what_was_open_then() -> None:
    books = Owed((invoice("a", MAY),), (Allocation("a", date(2026, 6, 10), euros(4_000)),))
    assert ageing(books, date(2026, 6, 9), "EUR").base.total == euros(10_000)
    assert ageing(books, date(2026, 6, 10), "EUR").base.total == euros(6_000)
    assert ageing(books, date(2025, 12, 31), "EUR").rows == ()


def test_an_allocation_undone_opens_the_invoice_again_on_that_day_only() -> None:
    undone = (Allocation("a", MAY, euros(10_000)), Allocation("a", MAY + timedelta(days=7), euros(-10_000)))
    books = Owed((invoice("a", MAY),), undone)
    assert ageing(books, MAY + timedelta(days=6), "EUR").rows == ()
    assert ageing(books, MAY + timedelta(days=7), "EUR").base.buckets[1] == euros(10_000)


def test_unapplied_credits_stand_apart_until_they_are_used() -> None:
    credit = Document("c", "Blue Cafe", "CN-1", date(2026, 4, 1), None, euros(3_000), Kind.CREDIT_NOTE)
    books = Owed((invoice("a", MAY), credit), (Allocation("a", date(2026, 5, 20), euros(2_000), by="c"),))
    before, after = ageing(books, date(2026, 5, 19), "EUR").base, ageing(books, date(2026, 5, 20), "EUR").base
    assert (before.open, before.unapplied, before.total) == (euros(10_000), euros(3_000), euros(7_000))
    assert (after.open, after.unapplied, after.total) == (euros(8_000), euros(1_000), euros(7_000))


def test_what_was_paid_too_much_too_early_or_upon_a_void_invoice_is_a_credit() -> None:
    paid = (Allocation("a", date(2025, 12, 20), euros(12_000)),)
    books = Owed((replace(invoice("a", MAY), ended=date(2026, 8, 1)),), paid)
    early, over, void = (ageing(books, day, "EUR").base for day in (date(2025, 12, 31), MAY, date(2026, 8, 1)))
    assert (early.open, early.unapplied) == (euros(0), euros(12_000))
    assert (over.open, over.unapplied) == (euros(0), euros(2_000))
    assert (void.open, void.unapplied) == (euros(0), euros(12_000))


def test_base_currency_is_told_where_there_is_a_rate_and_what_has_none_is_counted() -> None:
    rate = ExchangeRate(Decimal("0.3333"), "ECB", MAY)
    rated = Document("a", "Quay Press", "1", MAY, None, Money(1_001, "USD"), rate=rate)
    books = Owed((rated, replace(rated, id="b", rate=None)), (Allocation("a", MAY, Money(500, "USD")),))
    found = ageing(books, MAY, "EUR")
    (row,) = found.rows
    assert (row.amounts.total, row.base.total, row.without_rate) == (Money(1_502, "USD"), euros(334 - 167), 1)
    assert [one.base_open for one in row.items] == [euros(167), None]
    assert (found.base, found.without_rate) == (row.base, 1)


def test_a_payment_of_another_currency_or_of_nothing_known_is_refused_with_a_remedy() -> None:
    for wrong in (Allocation("a", MAY, Money(5, "USD")), Allocation("z", MAY, euros(5))):
        with pytest.raises(InputError) as refused:
            ageing(Owed((invoice("a", MAY),), (wrong,)), MAY, "EUR")
        assert refused.value.remedy
    with pytest.raises(InputError):
        ageing(Owed((invoice("a", MAY), invoice("a", MAY))), MAY, "EUR")


@given(owed(), days)
def test_at_every_day_the_ageing_adds_up_to_the_control_account(books: Owed, day: date) -> None:
    found = ageing(books, day, "EUR")
    for currency in ("EUR", "USD", "JPY"):
        shown = [one.amounts for one in found.totals if one.currency == currency]
        assert sum(one.total.minor for one in shown) == control_account(books, day, currency)


def control_account(books: Owed, day: date, currency: str) -> int:
    """Return the balance as the ledger has it: credits used move nothing, money always does."""
    known = books.by_id()
    signs = {one.id: 1 if one.kind is Kind.INVOICE else -1 for one in books.documents}
    there = (one for one in books.documents if one.issued <= day and (one.ended is None or one.ended > day))
    issued = sum(signs[one.id] * one.total.minor for one in there if one.total.currency == currency)
    money = (one for one in books.allocations if one.by is None and one.day <= day)
    return issued - sum(signs[one.of] * one.amount.minor for one in money if known[one.of].total.currency == currency)


@given(owed(), days)
def test_rows_items_and_sums_agree(books: Owed, day: date) -> None:
    found = ageing(books, day, "EUR")
    for row in found.rows:
        assert row.amounts.open.minor == sum(one.open.minor for one in row.items)
        assert row.amounts.unapplied.minor == sum(one.unapplied.minor for one in row.items)
        assert row.without_rate == sum(one.base_open is None for one in row.items)
    for total in found.totals:
        rows = [row for row in found.rows if row.currency == total.currency]
        for place in range(len(BUCKETS)):
            assert total.amounts.buckets[place].minor == sum(row.amounts.buckets[place].minor for row in rows)
    assert found.base.total.minor == sum(row.base.total.minor for row in found.rows)


@given(owed(), days)
def test_each_item_is_what_a_person_would_work_out_for_it_alone(books: Owed, day: date) -> None:
    shown = {one.document.id: one for row in ageing(books, day, "EUR").rows for one in row.items}
    for one in books.documents:
        left, item = naive(books, one, day), shown.get(one.id)
        invoice_ = one.kind is Kind.INVOICE
        assert (item.open.minor if item else 0) == (max(left, 0) if invoice_ else 0)
        assert (item.unapplied.minor if item else 0) == (max(-left, 0) if invoice_ else left)
        if item:
            assert item.days_overdue == (day - (one.due or one.issued)).days


def naive(books: Owed, document: Document, day: date) -> int:
    known = books.by_id()
    left = document.total.minor if document.counts_at(day) else 0
    for one in books.allocations:
        if one.day <= day and document.id in {one.of, one.by}:
            both = one.by is None or (known[one.of].counts_at(day) and known[one.by].counts_at(day))
            left -= one.amount.minor if both else 0
    return left
