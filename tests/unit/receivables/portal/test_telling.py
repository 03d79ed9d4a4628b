"""What is told next, and how two sides stand: decisions without books or network."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.protocol.chain import Position
from bookdesk.protocol.envelope import FIRST
from bookdesk.protocol.words import PaperKind, PaperState
from bookdesk.receivables.portal import joining
from bookdesk.receivables.portal.joining import Heard, compare, differences
from bookdesk.receivables.portal.telling import Standing, Step, Told, read_told, step, told_of

NOW = Standing(
    document="d1",
    kind=PaperKind.INVOICE,
    number="INV-1",
    state=PaperState.ISSUED,
    amount=Money(1000, "EUR"),
    open=Money(1000, "EUR"),
    included=(),
    credited=0,
    credited_by=None,
    issued=date(2026, 7, 1),
    due=None,
    customer="c1",
    content="hash",
    wanted=True,
)


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    return replace(
        NOW,
        state=draw(st.sampled_from(PaperState)),
        open=Money(draw(st.integers(0, 1000)), "EUR"),
        included=tuple(draw(st.lists(st.sampled_from(["pi_1", "pi_2"]), unique=True))),
        credited=draw(st.integers(0, 500)),
        credited_by=draw(st.sampled_from([None, "cn1"])),
        content=draw(st.sampled_from(["hash", "other"])),
        wanted=draw(st.booleans()),
    )


def after(told: Told | None, now: Standing, done: Step) -> Told | None:
    """Return what is remembered once a step was told."""
    if done is Step.NOTHING:
        return told
    content = now.content if done is Step.PUBLISH or told is None else told.content
    return read_told(content, told_of(now), gone=done is Step.WITHDRAW)


@given(st.lists(standings(), min_size=1, max_size=8), st.booleans())
def test_once_told_there_is_nothing_more_to_tell(lives: list[Standing], offered: bool) -> None:  # noqa: FBT001 - drawn
    told: Told | None = None
    for now in lives:
        told = after(told, now, step(told, now, offered=offered))
        assert step(told, now, offered=offered) is Step.NOTHING


@given(standings(), standings())
def test_what_is_not_offered_is_never_told_but_withdrawn(before: Standing, now: Standing) -> None:
    told = after(None, before, step(None, before, offered=True))
    assert step(told, now, offered=False) in {Step.NOTHING, Step.WITHDRAW}
    assert step(None, now, offered=False) is Step.NOTHING


@given(standings(), standings())
def test_an_amount_is_told_only_of_what_the_portal_has_in_these_words(before: Standing, now: Standing) -> None:
    told = after(None, before, step(None, before, offered=True))
    if step(told, now, offered=True) in {Step.CHANGE, Step.CREDIT}:
        assert told is not None
        assert not told.gone
        assert told.content == now.content


def test_a_credit_is_told_as_one() -> None:
    told = after(None, NOW, Step.PUBLISH)
    credited = replace(NOW, open=Money(700, "EUR"), credited=300, credited_by="cn1")
    assert step(told, credited, offered=True) is Step.CREDIT
    assert step(told, replace(credited, included=("pi_1",)), offered=True) is Step.CHANGE


def heard(seq: int, hash_: str = "", n: int = 0) -> Heard:
    return Heard(seq, hash_ or f"h{seq}", Position(n, f"e{n}" if n else FIRST))


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_whoever_knows_less_is_behind(mine: int, theirs: int, known: int, head: int) -> None:
    found = compare(heard(mine, n=known), heard(theirs, n=head), None)
    if head < known or theirs < mine:
        assert found is joining.Step.PORTAL_BEHIND
    else:
        assert found is (joining.Step.IN_STEP if theirs == mine else joining.Step.DESK_BEHIND)


def test_an_answer_that_was_lost_is_no_step_back() -> None:
    assert compare(heard(3), heard(4), "h4") is joining.Step.ANSWER_LOST
    assert compare(heard(3), heard(4, "another"), "h4") is joining.Step.DESK_BEHIND
    assert compare(heard(3), heard(3, "another"), None) is joining.Step.DESK_BEHIND
    other = Heard(3, "h3", Position(2, "another"))
    assert compare(heard(3, n=2), other, None) is joining.Step.PORTAL_BEHIND


def test_documents_are_newer_missing_or_strange() -> None:
    found = differences({"a": 1, "b": 2, "c": 1}, {"a": 3, "b": 2, "x": 1})
    assert (found.newer, found.missing, found.strange) == ({"a": 3}, frozenset({"c"}), {"x": 1})
