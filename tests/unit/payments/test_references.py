"""References: the supplier's where every bank carries it, ours otherwise, never twice in a run."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.payments.references import (
    LONGEST,
    REMITTANCE_LINE,
    creditor_reference,
    remittance_line,
    statement_reference,
)


@given(
    st.lists(
        st.lists(st.text(max_size=25) | st.sampled_from(["A", "R7-1", "R7-2"]), min_size=1, max_size=3), max_size=9
    )
)
def test_references_fit_every_file_and_are_unique_in_a_run(asked: list[list[str]]) -> None:
    taken: set[str] = set()
    for position, one in enumerate(asked, start=1):
        reference = statement_reference(one, 7, position, taken)
        assert reference not in taken
        assert 0 < len(reference) <= LONGEST
        assert reference.isascii()
        assert reference == reference.strip()
        taken.add(reference)


@given(st.lists(st.text("INV-0123456789", min_size=1, max_size=40), max_size=40))
def test_the_remittance_line_fits_whatever_is_paid(numbers: list[str]) -> None:
    assert len(remittance_line(numbers, "R7-1")) <= REMITTANCE_LINE


def test_one_bill_carries_the_suppliers_reference_and_several_carry_ours() -> None:
    assert statement_reference(["INV-1001"], 7, 1, set()) == "INV-1001"
    assert statement_reference(["INV-1001"], 7, 2, {"INV-1001"}) == "R7-2"
    assert statement_reference(["A", "B"], 7, 3, set()) == "R7-3"
    assert statement_reference(["Rechnung Nr. 2026/000123"], 7, 4, set()) == "R7-4"


def test_documents_are_listed_as_far_as_they_fit() -> None:
    assert remittance_line(["INV-1"], "INV-1") == "INV-1"
    assert remittance_line(["INV-1", "INV-2"], "R7-1") == "INV-1, INV-2 / R7-1"
    assert "and 3 more" in remittance_line(["X" * 80] * 4, "R7-1")


def test_a_creditor_reference_is_taken_where_it_proves_itself() -> None:
    assert creditor_reference(["RF18 5390 0754 7034"]) == "RF18539007547034"
    assert creditor_reference(["RF18 5390 0754 7035"]) is None
    assert creditor_reference(["RF18 5390 0754 7034", "X"]) is None
