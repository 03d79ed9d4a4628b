"""What customers owe is read as at any day as a replay of what was done by then, quickly or in full."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from bookdesk.core.money import Money
from bookdesk.models.invoice import InvoiceKind
from bookdesk.reports.ageing import ageing
from bookdesk.reports.collection import Name, collection, outstanding_of
from bookdesk.reports.owed import Kind, Owed, positions
from bookdesk.reports.paying import paid_by
from bookdesk.reports.receivable import open_receivables, receivables, sales
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.unit.reports.random_sales import (
    CUSTOMERS,
    START,
    Apply,
    Cancel,
    GiveBack,
    GiveUp,
    Issue,
    Receive,
    Reverse,
    Story,
    desk_after,
    enter,
    stories,
    story_days,
)

INVOICE, CREDIT = InvoiceKind.INVOICE, InvoiceKind.CREDIT_NOTE


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def issue(total: int, term: int | None = 30, kind: InvoiceKind = INVOICE, **how: object) -> Issue:
    settings_: dict[str, object] = {"late": 0, "currency": "AUD", "taken_on": False, "plan": (), **how}
    return Issue(0, kind, total, term, **settings_)  # type: ignore[arg-type]


def day(offset: int) -> date:
    return START + timedelta(days=offset)


def read(desk: Desk, as_at: date, *, quick: bool) -> Owed:
    with desk.books.query() as session:
        return open_receivables(session, as_at) if quick else receivables(session, as_at)


def left(owed: Owed, as_at: date) -> dict[str, int]:
    """Return what is open of each document less what is unapplied, parts put together."""
    sums: dict[str, int] = {}
    for one in positions(owed, as_at):
        record = one.document.record
        sums[record] = sums.get(record, 0) + one.open - one.unapplied
    return {name: amount for name, amount in sums.items() if amount}


@given(stories)
@settings(max_examples=100)
def test_as_at_any_day_it_is_a_replay_of_what_was_done_by_then(story: Story) -> None:
    with desk_after(story) as (desk, told):
        for as_at in told.days:
            for quick in (False, True):
                assert left(read(desk, as_at, quick=quick), as_at) == told.left(as_at)


@given(stories, story_days)
@settings(max_examples=60)
def test_what_is_read_quickly_gives_the_same_figures(story: Story, as_at: date) -> None:
    with desk_after(story) as (desk, _):
        whole, quick = read(desk, as_at, quick=False), read(desk, as_at, quick=True)
        assert ageing(quick, as_at, "AUD") == ageing(whole, as_at, "AUD")
        with desk.books.query() as session:
            sold, without_rate = sales(session, as_at, "AUD")
        assert without_rate == 0
        some, every = outstanding_of(quick, sold, as_at, "AUD"), collection(whole, as_at, "AUD")
        for name in (Name.DSO, Name.DSO_SIMPLE, Name.BEST_DSO, Name.DELINQUENT):
            assert some.of(name) == every.of(name)


@given(stories, story_days)
@settings(max_examples=60)
def test_one_customer_alone_is_his_part_of_the_whole(story: Story, as_at: date) -> None:
    with desk_after(story) as (desk, _), desk.books.query() as session:
        for reading in (receivables, open_receivables):
            found = ageing(reading(session, as_at), as_at, "AUD").rows
            for contact in {row.contact for row in found}:
                alone = ageing(reading(session, as_at, contact), as_at, "AUD").rows
                assert alone == tuple(row for row in found if row.contact == contact)


def test_a_plan_is_due_part_by_part_and_a_milestone_not_before_it_is_reached(desk: Desk) -> None:
    plan = ((3, None), (1, 5), (1, 40))
    enter(desk, [(0, issue(50_000, plan=plan)), (3, Receive(0, 4_000, "AUD", at_once=True))])
    for quick in (False, True):
        owed = read(desk, day(10), quick=quick)
        found = {one.document.number: one.open for one in positions(owed, day(10))}
        assert found == {"I-0 (part 2)": 6_000, "I-0 (part 3)": 10_000, "I-0 (part 1)": 30_000}
        (row,) = ageing(owed, day(10), "AUD").rows
        assert [one.minor for one in row.amounts.buckets] == [40_000, 6_000, 0, 0, 0]
        assert [one.days_overdue for one in row.items if not one.document.reached] == [0]
        assert {one.document.record for one in row.items} == {row.items[0].document.part_of}


def test_what_was_taken_on_has_no_history_before_but_keeps_its_age(desk: Desk) -> None:
    enter(desk, [(0, issue(7_000, 10, taken_on=True, late=60))])
    for quick in (False, True):
        assert ageing(read(desk, day(59), quick=quick), day(59), "AUD").rows == ()
        (row,) = ageing(read(desk, day(60), quick=quick), day(60), "AUD").rows
        assert (row.name, row.amounts.buckets[2]) == (CUSTOMERS[0], Money(7_000, "AUD"))


def test_money_on_account_counts_for_its_invoice_from_the_day_it_came(desk: Desk) -> None:
    story: Story = [(0, Receive(0, 9_000, "AUD", at_once=False)), (5, issue(9_000, 0)), (20, Apply(0))]
    enter(desk, story)
    before, after = read(desk, day(24), quick=False), read(desk, day(25), quick=False)
    assert [one.unapplied for one in positions(before, day(24))] == [0, 9_000]
    assert left(after, day(25)) == {}
    (paid,) = paid_by(after, day(25))
    assert paid.payments == ((day(5), 9_000),)


def test_a_receipt_that_bounced_opens_its_invoice_again_from_that_day(desk: Desk) -> None:
    enter(desk, [(0, issue(9_000, 10)), (5, Receive(0, 9_000, "AUD", at_once=True)), (4, Reverse(0))])
    assert list(left(read(desk, day(8), quick=True), day(8)).values()) == []
    for quick in (False, True):
        assert list(left(read(desk, day(9), quick=quick), day(9)).values()) == [9_000]
    assert [one.payments for one in paid_by(read(desk, day(9), quick=False), day(9))] == [()]


def test_a_discount_makes_the_claim_smaller_and_what_is_written_off_was_never_paid(desk: Desk) -> None:
    enter(
        desk,
        [(0, issue(8_000, 10)), (2, GiveUp(0, discount=True, part=2)), (2, Receive(0, 4_000, "AUD", at_once=True))],
    )
    (paid,) = paid_by(read(desk, day(4), quick=False), day(4))
    assert (paid.claim, paid.open, paid.lost, paid.settled_on) == (4_000, 0, 0, day(4))
    figures = collection(read(desk, day(20), quick=False), day(20), "AUD")
    assert [figures.of(one).value for one in (Name.ON_TIME_COUNT, Name.DAYS_TO_PAY_SETTLED)] == [1, 4]


def test_what_was_written_off_counts_as_not_paid_in_time_and_is_expected_no_more(desk: Desk) -> None:
    enter(desk, [(0, issue(8_000, 10)), (15, GiveUp(0, discount=False, part=1))])
    owed = read(desk, day(40), quick=False)
    (paid,) = paid_by(owed, day(40))
    assert (paid.claim, paid.open, paid.lost, paid.settled_on) == (8_000, 0, 8_000, None)
    figures = collection(owed, day(40), "AUD")
    assert figures.of(Name.ON_TIME_COUNT).value == 0
    assert figures.of(Name.DAYS_TO_PAY).value == 40
    assert figures.of(Name.DAYS_TO_PAY).remark.startswith("At least")


def test_a_cancelled_invoice_ends_on_its_day_and_a_credit_is_used_up_by_its_refund(desk: Desk) -> None:
    enter(desk, [(0, issue(8_000, 10)), (5, Cancel(0)), (1, issue(3_000, None, CREDIT)), (4, GiveBack(0))])
    assert list(left(read(desk, day(4), quick=True), day(4)).values()) == [8_000]
    for quick in (False, True):
        assert left(read(desk, day(5), quick=quick), day(5)) == {}
        assert list(left(read(desk, day(9), quick=quick), day(9)).values()) == [-3_000]
        assert left(read(desk, day(10), quick=quick), day(10)) == {}


def test_foreign_sales_count_at_the_rate_of_their_document_and_are_told_where_there_is_none(desk: Desk) -> None:
    enter(desk, [(0, issue(1_000, currency="USD")), (1, issue(500)), (1, issue(200, None, CREDIT))])
    with desk.books.query() as session:
        assert sales(session, day(9), "AUD") == ({day(0): Decimal(1_500), day(1): 500, day(2): -200}, 0)
        assert sales(session, day(1), "AUD")[0] == {day(0): 1_500, day(1): 500}
        assert sales(session, day(9), "USD") == ({day(0): 1_000}, 2)


def test_the_kinds_are_what_they_are_called(desk: Desk) -> None:
    enter(desk, [(0, issue(8_000)), (0, issue(3_000, None, CREDIT)), (0, Receive(1, 500, "AUD", at_once=False))])
    found = read(desk, day(1), quick=False).documents
    assert [one.kind for one in found] == [Kind.INVOICE, Kind.CREDIT_NOTE, Kind.ON_ACCOUNT]
    assert [one.who for one in found] == [CUSTOMERS[0], CUSTOMERS[0], CUSTOMERS[1]]


def test_a_credit_note_is_whole_until_the_day_it_is_used(desk: Desk) -> None:
    enter(desk, [(0, issue(8_000)), (3, issue(3_000, None, CREDIT)), (4, Apply(0))])
    for quick in (False, True):
        for offset, amounts in ((2, [8_000]), (3, [-3_000, 8_000]), (6, [-3_000, 8_000]), (7, [5_000])):
            assert sorted(left(read(desk, day(offset), quick=quick), day(offset)).values()) == amounts
