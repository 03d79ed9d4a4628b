"""Amounts are read exactly or not at all; what a page leaves open stays open."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.amounts import DecimalMark, NotAnAmount, Side, decimal_mark_of, exact_amount, human_amount
from bookdesk.core.errors import BookDeskError

CENTS = st.integers(min_value=-(10**14), max_value=10**14)


@given(CENTS)
def test_exact_amount_reads_back_what_json_carries(minor: int) -> None:
    amount = Decimal(minor).scaleb(-2)
    assert exact_amount(format(amount, "f")) == amount


@pytest.mark.parametrize(
    "text", ["", "1e3", "NaN", "Infinity", " 1", "1 ", "1,00", "١٢", "1_000", "--1", "1.", "1.2.3"]
)
def test_exact_amount_takes_nothing_else(text: str) -> None:
    with pytest.raises(NotAnAmount) as refusal:
        exact_amount(text)
    assert isinstance(refusal.value, BookDeskError)


def _print(minor: int, group: str, mark: str) -> str:
    whole = f"{abs(minor) // 100:,}".replace(",", group)
    return f"{whole}{mark}{abs(minor) % 100:02d}"


@given(
    CENTS,
    st.sampled_from([(",", "."), (".", ","), ("'", "."), ("\u2019", "."), (" ", ","), ("\u202f", ","), ("", ".")]),
)
def test_two_decimals_are_never_ambiguous(minor: int, style: tuple[str, str]) -> None:
    printed = _print(minor, *style)
    expected = Decimal(abs(minor)).scaleb(-2)
    assert human_amount(printed).value == expected
    for negative in (
        f"-{printed}",
        f"{printed}-",
        f"({printed})",
        f"\u2212{printed}",
        f"€ -{printed}",
        f"{printed} EUR-",
    ):
        assert human_amount(negative).value == -expected


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=0, max_value=999), st.sampled_from(".,"))
def test_one_mark_before_three_digits_is_ambiguous_until_the_page_decides(head: int, tail: int, mark: str) -> None:
    printed = f"{head}{mark}{tail:03d}"
    thousands, decimals = Decimal(head * 1000 + tail), Decimal(head * 1000 + tail).scaleb(-3)
    assert human_amount(printed).alternatives == (thousands, decimals)
    assert human_amount(printed).value is None
    for hint in DecimalMark:
        assert human_amount(printed, hint).value == (decimals if hint == mark else thousands)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.125", "0.125"),
        ("1234.567", "1234.567"),
        ("1.234.567", "1234567"),
        ("1,00,000.00", "100000.00"),
        ("120.--", "120"),
        ("120,-", "120"),
        (".50", "0.50"),
        ("RM 5.50", "5.50"),
        ("A$1,000.00", "1000.00"),
        ("1 234", "1234"),
        ("Fr. 20.00", "20.00"),
        ("3.3333", "3.3333"),
    ],
)
def test_shapes_that_decide_themselves(text: str, value: str) -> None:
    assert human_amount(text).value == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "abc", "abc 5", "12 34", "1.2.3", "1,23.45,6", "5 %", "12.00 EUR USD", "-5-", "01.02.2024"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        human_amount(text)


def test_a_printed_side_is_kept_apart_from_the_sign() -> None:
    reading = human_amount("12.50 CR")
    assert (reading.value, reading.side, reading.unit) == (Decimal("12.50"), Side.CREDIT, None)
    assert human_amount("$12.50").unit == "$"


def test_the_page_decides_the_decimal_mark() -> None:
    assert decimal_mark_of(["Netto 1.234,56", "19,00 %", "Menge 1.000"]) is DecimalMark.COMMA
    assert decimal_mark_of(["Total 1,234.56"]) is DecimalMark.DOT
    assert decimal_mark_of(["1.234.567"]) is DecimalMark.COMMA
    assert decimal_mark_of(["1.234", "31.12.2024"]) is None
    assert decimal_mark_of(["1,50", "1.50"]) is None


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reading = human_amount(text)
    except NotAnAmount:
        return
    assert all(value.is_finite() for value in reading.alternatives)
