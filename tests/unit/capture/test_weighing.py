"""Remarks that weigh are told above the fields, some with an answer; others stay where they were."""

from __future__ import annotations

from datetime import date

import pytest

from bookdesk.capture.duplicates import Business, Hint, KnownBill
from bookdesk.capture.remarks import recognised
from bookdesk.capture.repeating import hint_words
from bookdesk.capture.suppliers import KnownSupplier, MatchedBy, SupplierMatch
from bookdesk.capture.told import Remark, RemarkKind, newcomer
from bookdesk.capture.weighing import weighty

BILL = Business("bill", "s1", "Harbour Foods", "HF-10078", date(2026, 5, 4), "AUD", 11000)


def test_what_may_be_here_already_weighs_and_is_answered_by_a_word() -> None:
    hint = Hint(KnownBill("b", "d", 7, BILL), "same supplier and total within a week", doubtful=True)
    found = weighty(Remark(RemarkKind.ALIKE, hint_words(hint)))
    assert found is not None
    assert (found.short, found.again) == ("it may be here already", True)
    assert found.as_told().word == "duplicate=no"


@pytest.mark.parametrize(
    ("by", "doubt"), [(MatchedBy.LAYOUT, None), (MatchedBy.TAX_ID, "the document is from Somebody Else")]
)
def test_a_supplier_that_is_guessed_weighs(by: MatchedBy, doubt: str | None) -> None:
    (told,) = recognised(SupplierMatch(KnownSupplier("s", "Harbour Foods"), by, doubt))
    found = weighty(told)
    assert found is not None
    assert (found.short, found.as_told().word) == ("its supplier is a guess", None)


@pytest.mark.parametrize(
    "remark", [newcomer("Harbour Foods"), Remark(RemarkKind.READING, "Page 2 was read with difficulty.")]
)
def test_what_is_told_of_many_documents_does_not_weigh(remark: Remark) -> None:
    assert weighty(remark) is None
