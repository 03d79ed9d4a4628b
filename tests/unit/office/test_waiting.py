"""Which bills of the queue are whose, what they come to, and which may be approved together."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.office.waiting import QueueItem, View, bulk, in_order, on_view, sums, viewed
from bookdesk.payments.safeguards import Concern, Finding, Severity

_FINDINGS = st.builds(Finding, st.sampled_from(Concern), st.sampled_from(Severity), st.just("words"))
ITEMS = st.builds(
    QueueItem,
    client_id=st.sampled_from(["c1", "c2", "c3"]),
    client=st.sampled_from(["Cafe", "cafe", "Bookshop"]),
    bill_id=st.uuids().map(str),
    version=st.integers(1, 9),
    credit_note=st.booleans(),
    supplier=st.just("Bean Brothers"),
    number=st.just("1"),
    total=st.builds(Money, st.integers(1, 10**9), st.sampled_from(["AUD", "EUR", "JPY"])),
    base=st.none(),
    due=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    since=st.none(),
    document_id=st.none(),
    entered_by=st.just("Anna"),
    edited_by=st.just("Anna"),
    needed=st.integers(1, 3),
    given=st.just(()),
    waits_for=st.just(()),
    to_confirm=st.just(()),
    policy=st.sampled_from(["1 approval", "2 approvals"]),
    why=st.just(""),
    refusal=st.none() | st.just("An earlier turn comes first."),
    lapsed=st.just(()) | st.just(("It changed.",)),
    returned=st.none() | st.just("Ben: not ours"),
    warnings=st.lists(_FINDINGS, max_size=2).map(tuple),
)
QUEUES = st.lists(ITEMS, max_size=12).map(tuple)


@given(QUEUES)
def test_every_bill_is_mine_or_others_or_returned_and_a_lapsed_one_is_not_returned(
    items: tuple[QueueItem, ...],
) -> None:
    apart = [viewed(items, view) for view in (View.MINE, View.OTHERS, View.RETURNED)]
    assert sorted(one.bill_id for view in apart for one in view) == sorted(one.bill_id for one in items)
    assert {one.key for one in viewed(items, View.LAPSED)} <= {one.key for view in apart[:2] for one in view}
    assert all(one.mine for one in apart[0])
    assert all(one.lapsed for one in viewed(items, View.LAPSED))


@given(QUEUES)
def test_sums_are_by_client_and_currency_and_credit_notes_count_against(items: tuple[QueueItem, ...]) -> None:
    found = sums(items)
    assert sum(one.count for one in found) == len(items)
    for one in found:
        theirs = [
            item for item in items if (item.client_id, item.total.currency) == (one.client_id, one.total.currency)
        ]
        credits_ = sum(item.total.minor for item in theirs if item.credit_note)
        assert one.total.minor == sum(item.total.minor for item in theirs) - 2 * credits_


@given(QUEUES)
def test_together_go_only_bills_that_are_mine_clear_and_under_one_policy(items: tuple[QueueItem, ...]) -> None:
    chosen = bulk(items)
    assert all(one.mine and not one.warnings for one in chosen)
    assert len({one.policy for one in chosen}) <= 1
    assert bool(chosen) is any(one.clear for one in items)
    clear = [one.policy for one in items if one.clear]
    assert all(clear.count(policy) <= len(chosen) for policy in clear)


@given(QUEUES)
def test_the_queue_goes_by_due_date_and_bills_without_one_come_last(items: tuple[QueueItem, ...]) -> None:
    days = [one.due or date.max for one in in_order(items)]
    assert days == sorted(days)
    assert {one.key for one in in_order(items)} == {one.key for one in items}


@given(ITEMS)
def test_what_stops_a_payment_is_serious_and_never_clear(item: QueueItem) -> None:
    assert item.serious is any(one.severity is Severity.BLOCK for one in item.warnings)
    assert not (item.serious and item.clear)
    assert on_view(item, View.LAPSED) is (bool(item.lapsed) and item.returned is None)
