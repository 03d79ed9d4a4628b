"""Money that is short by the discount for paying early, and money of a customer of whom nothing is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.banking.matching import Document, DocumentKind, Line, Party, Suggestion, Workload, match

DAY = date(2026, 3, 1)
ACME = Party("A", "C", "Acme Plumbing Pty Ltd", customer=True)
BOLT = Party("B", "C", "Bolt Timber Limited")


def invoice(number: str, amount: int, off: int = 0, *, days: int = 10, party: str = "A") -> Document:
    """Return an invoice of the first of March, which gives a discount when it is paid within so many days."""
    until = DAY + timedelta(days=days) if off else None
    due = DAY + timedelta(days=30)
    kind = DocumentKind.INVOICE
    return Document(number, "C", kind, party, number, "AUD", amount, DAY, due, None, off, until)


def line(amount: int, text: str = "ACME PLUMBING", *, day: int = 5, name: str = "L1") -> Line:
    return Line(name, "C", "ACC1", "AUD", amount, DAY + timedelta(days=day), text, sequence=int(name[1:]))


def best(documents: Sequence[Document], *lines: Line) -> dict[str, Suggestion]:
    found = match(Workload(tuple(lines), tuple(documents), (ACME, BOLT)))
    return {one.line: one for one in found if one.rank == 1}


def paid(found: Suggestion) -> dict[str, int]:
    return {share.document: share.amount for share in found.shares}


@pytest.mark.parametrize(("day", "kind"), [(0, "early"), (10, "early"), (11, "part")])
def test_what_is_short_by_the_discount_settles_the_invoice_inside_the_window_only(day: int, kind: str) -> None:
    found = best([invoice("INV-0042", 98_765, 1_975)], line(96_790, "ACME PLUMBING INV-0042", day=day))["L1"]
    assert (found.kind, paid(found), found.difference) == (kind, {"INV-0042": 96_790}, 0)
    said = " ".join(reason.says for reason in found.reasons)
    assert ("less the discount for paying early" in said) is (kind == "early")


def test_named_it_needs_nobody_and_unnamed_a_person_looks() -> None:
    documents = [invoice("INV-0042", 98_765, 1_975)]
    assert best(documents, line(96_790, "ACME PLUMBING INV-0042"))["L1"].auto
    found = best(documents, line(96_790))["L1"]
    assert (found.kind, found.auto) == ("early", False)


def test_several_invoices_less_their_discounts_are_one_payment() -> None:
    documents = [
        invoice("INV-0101", 100_10, 2_00),
        invoice("INV-0102", 200_20),
        invoice("INV-0103", 300_30, 6_01),
        invoice("INV-0104", 77_77, 1_56, days=3),
    ]
    found = best(documents, line(100_10 + 200_20 + 300_30 - 8_01))["L1"]
    assert found.kind == "sum-early"
    assert paid(found) == {"INV-0101": 98_10, "INV-0102": 200_20, "INV-0103": 294_29}
    named = best(documents, line(100_10 + 77_77 - 2_00, "ACME PLUMBING INV-0101 INV-0104"))["L1"]
    assert (named.kind, paid(named)) == ("sum-early-referenced", {"INV-0101": 98_10, "INV-0104": 77_77}), (
        "the window of the fourth was over"
    )


def test_an_invoice_of_just_the_amount_goes_before_one_less_its_discount() -> None:
    found = best([invoice("INV-1", 100_00, 2_00), invoice("INV-2", 98_00)], line(98_00))["L1"]
    assert (found.kind, paid(found)) == ("exact", {"INV-2": 98_00})


def test_what_a_discount_settled_is_open_for_no_other_line() -> None:
    documents = [invoice("INV-0042", 100_00, 2_00)]
    text = "ACME PLUMBING INV-0042"
    found = best(documents, line(98_00, text), line(1_50, text, name="L2"))
    assert paid(found["L1"]) == {"INV-0042": 98_00}
    assert "L2" not in found or not found["L2"].shares


@given(
    st.lists(st.tuples(st.integers(5_000, 90_000), st.integers(0, 900), st.integers(0, 12)), min_size=1, max_size=6),
    st.sets(st.integers(0, 5), min_size=1),
    st.integers(0, 12),
)
def test_no_suggestion_takes_more_or_less_than_the_line(
    owed: list[tuple[int, int, int]], chosen: set[int], day: int
) -> None:
    documents = [invoice(f"INV-{n:04}", amount, off, days=days) for n, (amount, off, days) in enumerate(owed)]
    taken = [documents[n % len(documents)] for n in sorted({n % len(documents) for n in chosen})]
    in_time = {one.id: _off(one, day) for one in documents}
    moved = sum(one.amount - in_time[one.id] for one in taken)
    for found in match(Workload((line(moved, day=day),), tuple(documents), (ACME, BOLT))):
        known = {one.id: one for one in documents}
        assert sum(share.amount for share in found.shares) + found.difference in {moved, sum(paid(found).values())}
        for share in found.shares:
            one = known[share.document]
            assert 0 < share.amount <= one.amount
            if "early" in found.kind:
                assert share.amount in {one.amount, one.amount - in_time[one.id]}
        if "early" in found.kind:
            assert sum(paid(found).values()) == moved
            assert any(share.amount < known[share.document].amount for share in found.shares), "a discount is in it"
            assert all(share.amount == known[share.document].amount - in_time[share.document] for share in found.shares)


def _off(one: Document, day: int) -> int:
    until = one.discount_until
    return one.discount if until is not None and until >= DAY + timedelta(days=day) else 0


def test_money_of_a_customer_of_whom_nothing_is_open_is_his_credit_and_asks_a_person() -> None:
    found = best([invoice("INV-1", 5_00, party="B")], line(80_00))["L1"]
    assert (found.kind, found.party, found.shares, found.auto) == ("on-account", "A", (), False)
    assert any("nothing of this customer is open" in one.says for one in found.reasons)
    assert found.vetoes


def test_no_other_money_is_called_a_customers_credit() -> None:
    assert best([invoice("INV-1", 500_00)], line(80_00)) == {}, "something of his is open: a person says what it pays"
    assert best([], line(80_00, "BOLT TIMBER")) == {}, "who is no customer has no credit"
    assert best([], line(-80_00)) == {}, "money out"
    assert best([], line(80_00, "INTEREST ACME PLUMBING")) == {}, "the bank's own words"
    twin = replace(ACME, id="A2")
    two = match(Workload((line(80_00),), (), (ACME, twin)))
    assert two == [], "two customers of one name"


@given(st.permutations([line(98_00, name="L1"), line(300_00, day=6, name="L2"), line(44_00, "BOLT", day=7, name="L3")]))
def test_the_order_of_the_input_does_not_matter(lines: list[Line]) -> None:
    documents = [invoice("INV-1", 100_00, 2_00)]
    ordered = tuple(sorted(lines, key=lambda one: one.id))
    usual = match(Workload(ordered, tuple(documents), (ACME, BOLT)))
    found = match(Workload(tuple(lines), tuple(documents), (BOLT, ACME)))
    assert sorted(found, key=lambda one: (one.line, one.rank)) == sorted(usual, key=lambda one: (one.line, one.rank))
