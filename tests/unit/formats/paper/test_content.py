"""What is refused before a page is begun: figures that contradict each other, and what no reader could use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.money import Money
from bookdesk.formats.paper.content import Adjustment, Detail, InvoicePaper, checked
from bookdesk.formats.paper.faces import unwritten
from tests.support.invoicepapers import lines, paper_of

PAPER = paper_of(lines((10_000, 2_000)))


def pence(minor: int) -> Money:
    return Money(minor, "GBP")


@given(st.integers(min_value=-5_000, max_value=5_000), st.integers(min_value=-5_000, max_value=5_000))
def test_lines_extras_tax_and_rounding_add_up_to_the_total_or_it_is_refused(extra: int, slip: int) -> None:
    paper = replace(
        PAPER,
        adjustments=(Adjustment("Carriage", pence(extra)),),
        rounding=pence(1),
        total=pence(14_401 + extra + slip),
    )
    if slip == 0:
        assert checked(paper) is paper
    else:
        with pytest.raises(RuleBroken, match="INV-0042"):
            checked(paper)


def test_included_tax_is_not_added_again() -> None:
    assert checked(replace(PAPER, tax_included=True, total=pence(12_000))).subtotal == pence(12_000)
    with pytest.raises(RuleBroken):
        checked(replace(PAPER, tax_included=True))


def test_what_is_open_is_the_total_less_what_was_paid() -> None:
    assert PAPER.open == pence(14_400)
    assert replace(PAPER, paid=pence(400)).open == pence(14_000)


@pytest.mark.parametrize(
    "paper",
    [
        replace(PAPER, lines=()),
        replace(PAPER, locale="it-IT"),
        replace(PAPER, locale="en-GB\n/JS"),
        replace(PAPER, accent="red"),
        replace(PAPER, link="javascript:alert(1)"),
        replace(PAPER, link="http://pay.example/1"),
        replace(PAPER, link="https://pay.example/a b"),
        replace(PAPER, notes="x" * 20_001),
        replace(PAPER, number="x" * 301),
        paper_of(lines([1] * 20, descriptions=["x" * 15_000] * 20)),
        replace(PAPER, facts=(Detail("a", "b"),) * 25),
    ],
)
def test_what_nobody_could_use_is_refused_with_what_to_do(paper: InvoicePaper) -> None:
    with pytest.raises(InputError) as refused:
        checked(paper)
    assert refused.value.what.endswith(".")
    assert refused.value.remedy.endswith(".")


def test_letters_that_no_face_has_are_named() -> None:
    assert unwritten("Łódź Ωμέγα Москва \u05d0\u0628 € → −") == ""  # noqa: RUF001 - as people write them
    assert unwritten("a \u6f22\u5b57 b \u6f22") == "\u6f22\u5b57"


def test_a_paper_is_equal_to_one_of_the_same_facts() -> None:
    assert paper_of(lines((10_000, 2_000))) == PAPER
    assert replace(PAPER, issued=date(2026, 1, 1)) != PAPER
