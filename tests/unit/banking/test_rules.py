"""A rule is proposed after three equal codings and never against the record."""

from __future__ import annotations

from bookdesk.banking.rules import Coding, back_test, matches, propose

_FEES = [Coding(f"MONTHLY ACCOUNT FEE {month} 12345", "6-0400", "FRE") for month in ("JAN", "FEB", "MAR")]


def test_three_equal_codings_propose_what_they_share() -> None:
    (found,) = propose([*_FEES, Coding("OFFICE SHOP 77", "6-0700", "GST")])
    assert (found.contains, found.account, found.right, found.tried) == ("MONTHLY ACCOUNT FEE", "6-0400", 3, 3)


def test_two_are_not_enough_and_one_contradiction_is_too_much() -> None:
    assert not propose(_FEES[:2])
    assert not propose([*_FEES, Coding("MONTHLY ACCOUNT FEE APR", "6-0999", "FRE")])


def test_a_known_rule_is_not_proposed_again() -> None:
    assert not propose(_FEES, ["ACCOUNT FEE"])


def test_whole_words_decide() -> None:
    assert matches("ACCOUNT FEE", "Monthly account fee 3")
    assert not matches("ACCOUNT FEE", "ACCOUNT FEED")


def test_a_back_test_counts_right_and_tried() -> None:
    found = back_test("ACCOUNT FEE", "6-0400", "FRE", [*_FEES, Coding("ACCOUNT FEE REFUND", "4-1000", None)])
    assert (found.right, found.tried) == (3, 4)
