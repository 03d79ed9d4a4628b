"""What a person is told of a field: why it was taken and, where it is to be checked, why it may be wrong."""

from __future__ import annotations

import pytest

from bookdesk.capture.evidence import Field, proved, with_doubt
from bookdesk.core.vocabulary import FieldState

DOUBTED = Field("29.30", FieldState.CHECK, 0.7, "its label", unsure="nothing else bears it out")


def test_what_is_to_be_checked_says_why_it_may_be_wrong() -> None:
    assert DOUBTED.told == "its label; nothing else bears it out"


def test_what_was_proved_since_does_not() -> None:
    assert proved(DOUBTED, "net + tax = total").told == "its label; net + tax = total"


def test_a_doubt_of_its_own_says_more_than_the_lack_of_proof() -> None:
    assert with_doubt(DOUBTED, "the terms say otherwise").told == "its label; the terms say otherwise"


@pytest.mark.parametrize("state", [FieldState.CONFIDENT, FieldState.PROVED, FieldState.FAILED])
def test_only_what_is_to_be_checked_lacks_something(state: FieldState) -> None:
    assert Field("29.30", state, 0.95, "its label", unsure="hard to read here").told == "its label"
