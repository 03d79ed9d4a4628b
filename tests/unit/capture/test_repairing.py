"""What OCR misread in an amount is mended where arithmetic leaves one reading, and never where it may be right."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bookdesk.capture.candidates import finds_of
from bookdesk.capture.fields import Extraction, read_fields
from bookdesk.capture.lines import sheet_of
from bookdesk.capture.repairing import misreading_cost
from bookdesk.core.vocabulary import FieldState
from bookdesk.reading.words import Page, Source
from tests.support.sheets import page

CENT = Decimal("0.01")
LIKE = {"0": "6", "1": "7", "2": "7", "3": "8", "4": "9", "5": "6", "6": "5", "7": "1", "8": "3", "9": "4"}
AMOUNTS = ("net", "tax", "total")


def scanned(*rows: str, confidence: float = 0.8) -> Page:
    """Return a page whose words an engine read."""
    drawn = page(*rows)
    return replace(drawn, source=Source.OCR, words=tuple(replace(word, confidence=confidence) for word in drawn.words))


def bill(net: str, tax: str, total: str, rate: str = "20%") -> Page:
    return scanned("Subtotal", *(f"{name:<12}{text:>20}" for name, text in _named(net, tax, total, rate)))


def _named(net: str, tax: str, total: str, rate: str) -> list[tuple[str, str]]:
    return [("Net amount", net), (f"VAT {rate}", tax), ("Total", total)]


def read(drawn: Page) -> tuple[Extraction, tuple[str | None, ...]]:
    found = read_fields([drawn])
    return found, tuple(found.fields[name].value for name in AMOUNTS)


@given(st.integers(10_000, 10**7), st.sampled_from(AMOUNTS), st.integers(0, 9))
def test_one_digit_taken_for_a_like_one_is_mended_and_says_so(minor: int, name: str, place: int) -> None:
    net = Decimal(minor).scaleb(-2)
    tax = (net / 5).quantize(CENT, ROUND_HALF_UP)
    printed = {"net": str(net), "tax": str(tax), "total": str(net + tax)}
    digits = [index for index, sign in enumerate(printed[name]) if sign.isdigit()]
    at = digits[place % len(digits)]
    wrong = f"{printed[name][:at]}{LIKE[printed[name][at]]}{printed[name][at + 1 :]}"
    assume(abs(Decimal(wrong) - Decimal(printed[name])) > Decimal("0.02"))
    found, values = read(bill(**(printed | {name: wrong})))
    assert values == tuple(printed.values())
    assert found.fields[name].state is FieldState.PROVED
    assert f"read as {wrong}" in found.fields[name].why


def test_a_cent_that_may_be_rounding_proves_nothing() -> None:
    found, _ = read(bill("436.96", "87.39", "524.36"))
    assert all(found.fields[name].state is not FieldState.PROVED for name in AMOUNTS)


def test_what_is_mended_by_a_rate_that_is_not_printed_is_to_be_checked() -> None:
    found, values = read(bill("1000.00", "100.00", "1700.00", rate=""))
    assert values == ("1000.00", "100.00", "1100.00")
    assert {found.fields[name].state for name in AMOUNTS} == {FieldState.CHECK}


@pytest.mark.parametrize("one", [",", "."])
@pytest.mark.parametrize("misread", AMOUNTS)
def test_thousands_and_cents_behind_one_mark_are_read_as_what_they_can_only_be(one: str, misread: str) -> None:
    printed = {"net": "12,508.24", "tax": "2,501.65", "total": "15,009.89"}
    found, values = read(bill(**(printed | {misread: re.sub("[.,]", one, printed[misread])})))
    assert values == ("12508.24", "2501.65", "15009.89")
    assert found.fields[misread].state is FieldState.PROVED


def test_one_mark_for_thousands_and_cents_is_looked_at_where_nothing_bears_it_out() -> None:
    found, values = read(scanned("Total                          8,325,87"))
    assert values[2] == "8325.87"
    assert found.fields["total"].state is FieldState.CHECK
    text = read_fields([page("Total                          8,325,87")])
    assert text.fields["total"].value is None


def test_lines_that_make_the_net_prove_no_total_where_that_was_not_read() -> None:
    found, values = read(
        scanned(
            "Qty Description          Unit price       Amount",
            "9   Hinge                    425.96     3,833.64",
            "2   Shelf                    537.74     1,075.48",
            "Subtotal                                4,909.12",
            "VAT 23%                                 1,129.10",
            "Total EUR                               ~6.03B22",
        )
    )
    assert values == ("4909.12", "1129.10", "6038.22")
    assert found.fields["net"].state is FieldState.PROVED
    assert found.fields["total"].state is FieldState.CHECK


@pytest.mark.parametrize("rounding", ["Rounding RMO 02", "Rounding Adjustment:"])
def test_a_till_that_names_its_rounding_is_believed_what_it_asks_for(rounding: str) -> None:
    """What it rounded by is lost; the total that it rounded was not misread."""
    found, values = read(
        scanned(
            "Total (incl. GST)                 14.18",
            rounding,
            "Grand total                       14.20",
            "GST Summary   Amount      Tax",
            "SR 6%          13.38     0.80",
        )
    )
    assert values[2] == "14.20"
    assert "read as" not in found.fields["total"].why


def test_a_text_layer_is_never_mended() -> None:
    found = read_fields([page(*(f"{name:<12}{text:>20}" for name, text in _named("100.00", "20.00", "180.00", "20%")))])
    assert found.fields["total"].value == "180.00"
    assert found.fields["total"].state is not FieldState.PROVED


def test_amounts_that_fit_as_they_are_stay_as_they_are() -> None:
    """The row of a tax summary names its net `Total`; the three amounts fit all the same."""
    drawn = scanned(
        "Total Sales Incl GST               5.90",
        "Total After Adj Incl GST           5.90",
        "CASH                              10.00",
        "Change Amt                         4.10",
        "GST Summary        Amount      Tax",
        "Total                5.57     0.33",
    )
    assert read(drawn)[1][2] == "5.90"


@pytest.mark.parametrize(
    ("text", "value", "possible"),
    [
        ("118.30", "113.30", True),
        ("11830", "118.30", True),
        ("1.183,30", "1183.30", True),
        ("18.30", "118.30", True),
        ("1188.30", "118.30", True),
        ("118.30", "245.70", False),
        ("118.30", "1183300.00", False),
    ],
)
def test_what_digits_may_have_been(text: str, value: str, possible: bool) -> None:  # noqa: FBT001 - a table of cases
    found = finds_of(sheet_of([scanned(f"Total        {text}")])).amounts[0]
    assert (misreading_cost(found, Decimal(value)) is not None) is possible


def test_a_doubtful_digit_is_cheaper_than_one_the_engine_was_sure_of() -> None:
    doubtful, sure = (
        misreading_cost(finds_of(sheet_of([scanned("118.30", confidence=one)])).amounts[0], Decimal("113.30"))
        for one in (0.6, 0.99)
    )
    assert doubtful is not None
    assert sure is not None
    assert doubtful < sure
