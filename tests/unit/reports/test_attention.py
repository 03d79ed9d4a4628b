"""What a client asks of a person today: by his roles, most urgent first, and true to the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.reports.attention import Attention, Level, attention
from bookdesk.reports.content import BankSummary, BillSummary, DueDay, InboxSummary, Summary, from_data, to_data
from bookdesk.reports.figures import Due, Figure, counts, due, words
from bookdesk.security.roles import FOUNDER, Role

TODAY = date(2026, 7, 1)
_COUNTS = st.integers(0, 2_000)
_DAYS = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))
_DUE = st.lists(_DAYS, unique=True, max_size=12).flatmap(
    lambda days: st.tuples(*(st.builds(DueDay, st.just(day), st.integers(1, 9), _COUNTS, st.just(0)) for day in days))
)
BANKS = st.lists(
    st.builds(
        BankSummary,
        account_id=st.text("ab", min_size=1),
        name=st.text(max_size=5),
        currency=st.just("AUD"),
        open=_COUNTS,
        money_in=_COUNTS,
        money_out=_COUNTS,
        oldest=st.none() | _DAYS,
        last_day=st.none() | _DAYS,
        proven_to=st.none() | _DAYS,
    ),
    max_size=3,
).map(tuple)
SUMMARIES = st.builds(
    Summary,
    currency=st.sampled_from([None, "AUD"]),
    zone=st.sampled_from([None, "Australia/Sydney", "Europe/Dublin"]),
    inbox=st.builds(InboxSummary, *[_COUNTS] * 7, oldest=st.none() | st.just("2026-06-20T14:30:00+00:00")),
    bills=st.builds(BillSummary, *[_COUNTS] * 8, due=_DUE),
    banks=BANKS,
    draft_runs=_COUNTS,
    unconfirmed_payees=_COUNTS,
    sync_waiting=_COUNTS,
    sync_problems=_COUNTS,
    reconnect=st.booleans(),
)


def asked(summary: Summary, *roles: Role) -> list[Figure]:
    return [need.figure for need in attention(summary, TODAY, roles or FOUNDER).needs]


@given(SUMMARIES)
def test_a_summary_is_read_back_as_it_was_written(summary: Summary) -> None:
    assert from_data(to_data(summary)) == summary


def test_a_summary_of_another_form_is_not_read() -> None:
    assert from_data({**to_data(Summary()), "form": 0}) is None
    assert from_data({}) is None


@given(SUMMARIES, _DAYS)
def test_every_bill_with_a_due_date_is_late_soon_or_later(summary: Summary, today: date) -> None:
    found = attention(summary, today, FOUNDER)
    spans = (found.overdue, found.due_in_14_days, due(summary, today + timedelta(days=15), date.max))
    assert sum(span.count for span in spans) == sum(one.count for one in summary.bills.due)
    assert sum(span.base for span in spans) == sum(one.base for one in summary.bills.due)
    assert found.due_in_7_days.count <= found.due_in_14_days.count


def test_today_is_due_yesterday_is_late_and_the_seventh_day_is_still_soon() -> None:
    days = tuple(DueDay(TODAY + timedelta(days=days), 1, 10) for days in (-1, 0, 7, 8, 14, 15))
    found = attention(Summary(bills=BillSummary(due=days)), TODAY, FOUNDER)
    assert (found.overdue, found.due_in_7_days, found.due_in_14_days) == (Due(1, 10, 0), Due(2, 20, 0), Due(4, 40, 0))


@given(SUMMARIES)
def test_what_asks_is_a_figure_that_is_not_zero_and_reads_so(summary: Summary) -> None:
    found, figures = attention(summary, TODAY, FOUNDER), counts(summary, TODAY)
    assert all(need.count == figures[need.figure] > 0 for need in found.needs)
    assert all(need.words == words(need.figure, need.count) for need in found.needs)
    assert [need.level for need in found.needs] == sorted((need.level for need in found.needs), reverse=True)
    assert (found.score == 0) is (not found.needs)


@given(SUMMARIES)
def test_nobody_is_asked_for_what_he_may_not_do(summary: Summary) -> None:
    assert asked(summary, Role.READER) == asked(summary, Role.AUDITOR) == asked(summary, Role.OWNER) == []
    assert set(asked(summary, Role.APPROVER)) <= {Figure.OVERDUE, Figure.TO_APPROVE, Figure.UNCONFIRMED_PAYEES}
    everything = {*asked(summary)}
    assert {figure for role in FOUNDER for figure in asked(summary, role)} == everything


@given(SUMMARIES, st.sampled_from(Level), st.sampled_from(Level))
def test_one_thing_more_urgent_outweighs_any_number_of_lesser_ones(summary: Summary, one: Level, other: Level) -> None:
    lesser, greater = sorted((one, other))
    only = attention(summary, TODAY, FOUNDER)
    below = replace(only, needs=tuple(need for need in only.needs if need.level <= lesser))
    above = replace(only, needs=tuple(need for need in only.needs if need.level >= greater)[:1])
    if above.needs and lesser < greater:
        assert above.score > below.score


@given(SUMMARIES)
def test_more_never_weighs_less(summary: Summary) -> None:
    more = replace(summary, inbox=replace(summary.inbox, to_review=summary.inbox.to_review + 1))
    assert attention(more, TODAY, FOUNDER).score >= attention(summary, TODAY, FOUNDER).score


def test_documents_that_were_not_read_and_those_that_cannot_be_are_asked_for() -> None:
    unread = Summary(inbox=InboxSummary(open=5, received=3, failed=2))
    found = attention(unread, TODAY, FOUNDER)
    assert [(one.figure, one.words) for one in found.needs] == [
        (Figure.FAILED, "2 unreadable files"),
        (Figure.RECEIVED, "3 documents wait to be read"),
    ]
    assert asked(unread, Role.APPROVER) == []


def ages(summary: Summary) -> Attention:
    return attention(summary, TODAY, FOUNDER)


@pytest.mark.parametrize(("zone", "days"), [("Australia/Sydney", 10), ("Europe/Dublin", 11), (None, 11)])
def test_a_documents_age_is_counted_from_its_day_at_the_client(zone: str | None, days: int) -> None:
    assert ages(Summary(zone=zone, inbox=InboxSummary(oldest="2026-06-20T14:30:00+00:00"))).oldest_document == days


def test_the_bank_is_as_old_as_its_oldest_line_and_as_its_most_lagging_account() -> None:
    here = BankSummary(
        "1", "A", "AUD", oldest=date(2026, 6, 1), last_day=date(2026, 6, 30), proven_to=date(2026, 6, 30)
    )
    there = BankSummary("2", "B", "EUR", oldest=date(2026, 6, 11), last_day=date(2026, 6, 21))
    found = ages(Summary(banks=(here, there)))
    assert (found.oldest_line, found.statement_age, found.proven_to) == (30, 10, None)
    proven = replace(there, proven_to=date(2026, 6, 15))
    assert ages(Summary(banks=(here, proven))).proven_to == date(2026, 6, 15)
    nothing = ages(Summary())
    assert (nothing.proven_to, nothing.oldest_line, nothing.statement_age) == (None, None, None)


@pytest.mark.parametrize("figure", list(Figure))
def test_every_figure_has_words_for_one_and_for_many(figure: Figure) -> None:
    one, many = words(figure, 1), words(figure, 3)
    assert ("1 " in one and "3 " in many) or figure is Figure.RECONNECT
    assert "{" not in one + many
