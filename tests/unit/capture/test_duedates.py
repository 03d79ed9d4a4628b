"""A printed due date is sure where terms or its span bear it out, and terms that say another day keep the doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.duedates import CLEAR, LONGEST, settled_due
from bookdesk.capture.evidence import ABSENT, CONFIDENT, Field
from bookdesk.capture.meanings import Alternative
from bookdesk.core.dates import Terms, TermsKind, due_date
from bookdesk.core.vocabulary import FieldState

ISSUED = date(2026, 5, 4)
ISSUE = Field("2026-05-04", FieldState.CONFIDENT, 0.95, "its label", 1, (0.7, 0.1, 0.8, 0.12))
NET_14 = Terms(TermsKind.NET, 14)


def due_after(days: int, confidence: float = 0.88) -> Field:
    day = (ISSUED + timedelta(days=days)).isoformat()
    return Field(day, FieldState.CHECK, confidence, "its label", 1, (0.7, 0.2, 0.8, 0.22))


def settled(due: Field, terms: Terms | None = None, issue: Field = ISSUE) -> Field:
    return settled_due({"due_date": due, "issue_date": issue}, terms)


def test_what_the_terms_say_too_is_sure() -> None:
    found = settled(due_after(14, confidence=0.7), NET_14)
    assert (found.state, found.confidence) == (FieldState.CONFIDENT, CONFIDENT)
    assert found.why == "its label; as the supplier's terms, net 14, say"


@given(st.integers(0, 200), st.integers(0, 200), st.floats(0.2, 0.89))
def test_a_date_that_contradicts_the_terms_stays_to_check(days: int, usual: int, confidence: float) -> None:
    terms = Terms(TermsKind.NET, usual)
    found = settled(due_after(days, confidence), terms)
    assert (found.state is FieldState.CONFIDENT) == (days == usual)
    if days != usual:
        assert due_date(ISSUED, terms).isoformat() in found.why


@given(st.integers(-40, 400), st.floats(0.2, 0.89))
def test_without_terms_a_clear_date_within_the_span_of_bills_is_sure(days: int, confidence: float) -> None:
    found = settled(due_after(days, confidence))
    clear = 0 <= days <= LONGEST.days and confidence >= CLEAR
    assert (found.state is FieldState.CONFIDENT) == clear
    assert found.value == due_after(days).value


@pytest.mark.parametrize(
    "due",
    [
        replace(due_after(14), alternatives=(Alternative("2026-06-01", "its label"),)),
        replace(due_after(14), box=None),
        replace(due_after(0), box=ISSUE.box),
    ],
    ids=["another date may be meant", "computed", "the document's date itself"],
)
def test_what_does_not_stand_alone_stays_to_check_without_terms(due: Field) -> None:
    assert settled(due) == due


@pytest.mark.parametrize("terms", [None, NET_14])
def test_nothing_follows_from_a_date_of_the_document_that_is_doubtful_itself(terms: Terms | None) -> None:
    for issue in (ABSENT, replace(ISSUE, state=FieldState.CHECK), replace(ISSUE, state=FieldState.FAILED)):
        assert settled(due_after(14), terms, issue) == due_after(14)


def test_what_is_absent_sure_or_contradicted_already_is_left_as_it_is() -> None:
    for due in (ABSENT, *(replace(due_after(30), state=one) for one in (FieldState.CONFIDENT, FieldState.FAILED))):
        assert settled(due, NET_14) == due
