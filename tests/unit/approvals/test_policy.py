"""Routing: more money never needs less, the creator never counts, and no order of approving ends in a dead end."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.approvals.policy import Approver, Case, Rules, Step, plan, refusal_of
from bookdesk.core.money import Money

USERS = st.sampled_from("abcdef")
APPROVERS = st.lists(
    st.builds(Approver, USERS, st.none() | st.integers(0, 1000), st.integers(1, 3)),
    max_size=6,
    unique_by=lambda one: one.user_id,
)
RULES = st.builds(
    Rules,
    APPROVERS.map(tuple),
    st.lists(st.builds(Step, st.integers(0, 1000), st.integers(1, 4)), max_size=3).map(tuple),
)
AMOUNTS = st.integers(0, 1200).map(lambda minor: Money(minor, "AUD"))
CASES = st.builds(
    Case,
    amount=AMOUNTS,
    created_by=USERS,
    last_edited_by=st.none() | USERS,
    given=st.frozensets(USERS, max_size=4),
    outside=st.frozensets(st.sampled_from(["owner", "partner"]), max_size=2),
)
FRESH = CASES.map(lambda case: replace(case, given=frozenset(), outside=frozenset()))


@given(CASES, RULES, st.integers(0, 500))
def test_raising_the_amount_never_needs_fewer_and_never_lets_more_people_count(
    case: Case, rules: Rules, more: int
) -> None:
    dearer = replace(case, amount=Money(case.amount.minor + more, "AUD"))
    low, high = plan(case, rules), plan(dearer, rules)
    assert high.needed >= low.needed
    assert set(high.counted) <= set(low.counted)
    assert low.approved or not high.approved


@given(CASES, RULES)
def test_creator_and_last_editor_never_count_and_may_never(case: Case, rules: Rules) -> None:
    found = plan(case, rules)
    barred = {case.created_by, case.last_edited_by}
    assert not barred & {*found.may, *(set(found.counted) - case.outside)}
    assert refusal_of(case.created_by, found) is not None


@given(CASES, RULES, USERS)
def test_working_alone_lets_its_one_person_approve_his_own_and_changes_nothing_for_others(
    case: Case, rules: Rules, alone: str
) -> None:
    plain, found = plan(case, rules), plan(replace(case, alone=alone), rules)
    barred = {case.created_by, case.last_edited_by}
    assert not (barred - {alone}) & {*found.may, *(set(found.counted) - case.outside)}
    assert found.needed == plain.needed
    assert set(plain.counted) <= set(found.counted) <= {*plain.counted, alone}
    if alone not in barred:
        assert found == plain


@given(CASES, RULES, USERS)
def test_his_limit_binds_who_works_alone(case: Case, rules: Rules, alone: str) -> None:
    found = plan(replace(case, alone=alone), rules)
    limits = {one.user_id: one for one in rules.approvers}
    if alone in {*found.may, *(set(found.counted) - case.outside)}:
        assert limits[alone].covers(case.amount)


@given(CASES, RULES)
def test_who_counts_and_who_may_have_a_limit_that_covers_the_amount(case: Case, rules: Rules) -> None:
    limits = {one.user_id: one for one in rules.approvers}
    found = plan(case, rules)
    assert all(limits[user].covers(case.amount) for user in {*found.may, *found.counted} - case.outside)
    assert not set(found.may) & case.given
    assert found.approved == (len(found.counted) >= found.needed)
    assert not found.approved or not found.may


@given(CASES, RULES, USERS)
def test_taking_a_person_away_never_approves_a_bill(case: Case, rules: Rules, user: str) -> None:
    fewer = replace(rules, approvers=tuple(one for one in rules.approvers if one.user_id != user))
    assert not plan(case, fewer).approved or plan(case, rules).approved


@given(FRESH, RULES, st.randoms(use_true_random=False))
def test_whoever_may_next_a_completable_bill_is_completed(case: Case, rules: Rules, chance: random.Random) -> None:
    able = [one for one in rules.approvers if one.covers(case.amount)]
    able = [one for one in able if one.user_id not in {case.created_by, case.last_edited_by}]
    completable = len(able) >= rules.needed(case.amount)
    turns: list[int] = []
    while (found := plan(case, rules)).may:
        user = chance.choice(found.may)
        turns.append(next(one.turn for one in rules.approvers if one.user_id == user))
        case = replace(case, given=case.given | {user})
    assert plan(case, rules).approved == completable
    assert turns == sorted(turns)


@given(CASES, RULES)
def test_everybody_who_may_not_hears_why(case: Case, rules: Rules) -> None:
    found = plan(case, rules)
    for user in "abcdef":
        refusal = refusal_of(user, plan(case, rules))
        assert (refusal is None) == (user in found.may)
        assert refusal != ""
    assert found.reasons


@pytest.mark.parametrize(
    ("user", "words"),
    [
        ("maker", "entered a bill"),
        ("editor", "last edited"),
        ("junior", "limit of 50.00 AUD does not cover 100.00 AUD"),
        ("stranger", "no approval limit"),
        ("boss", "earlier turn"),
        ("done", "have approved"),
    ],
)
def test_the_reason_is_said_in_words(user: str, words: str) -> None:
    rules = Rules(
        (
            Approver("maker"),
            Approver("editor"),
            Approver("junior", 5000),
            Approver("boss", None, 2),
            Approver("first"),
            Approver("done"),
        ),
        (Step(0, 1), Step(10000, 3)),
    )
    case = Case(Money(10000, "AUD"), "maker", "editor", frozenset({"done"}))
    assert words in (refusal_of(user, plan(case, rules)) or "")
    assert plan(case, rules).may == ("first",)


def test_nobody_able_is_said_and_approves_nothing() -> None:
    found = plan(Case(Money(1, "AUD"), "maker"), Rules((Approver("maker"),)))
    assert not found.approved
    assert "Nobody is able" in found.reasons[1]


def test_an_owner_outside_counts_once_and_without_a_limit() -> None:
    found = plan(Case(Money(99900, "AUD"), "maker", outside=frozenset({"owner"})), Rules())
    assert found.approved


def test_an_approval_beyond_a_lowered_limit_lapses_in_words() -> None:
    found = plan(Case(Money(500, "AUD"), "m", given=frozenset({"a", "z"})), Rules((Approver("a", 100),)))
    assert [reason for reason in found.reasons if "no longer counts" in reason] == [
        "The approval of a no longer counts. The limit of 1.00 AUD does not cover 5.00 AUD.",
        "The approval of z no longer counts. No limit is set for him any more.",
    ]
    edited = plan(Case(Money(5, "AUD"), "m", "a", given=frozenset({"a"})), Rules((Approver("a", 100),)))
    assert "The approval of a no longer counts. Whoever last edited a bill never approves it." in edited.reasons
