"""Sheets of the old system: any order of columns, whole or not at all."""

from __future__ import annotations

import pytest

from bookdesk.core.errors import InputError
from bookdesk.takeon.rows import CREDIT, amounts
from bookdesk.takeon.sheets import rows

REQUIRED = ("name", "number", "document_date", "total", "open")


def test_columns_are_found_by_their_heading_in_any_order_and_dialect() -> None:
    (row,) = rows("Balance due;Vendor;Invoice Number;Date;Total\n10.00;Acme; A-1 ;2026-06-30;20.00\n\n", REQUIRED)
    assert (row.need("name"), row.need("number"), row.line) == ("Acme", "A-1", 2)
    assert amounts(row, "AUD")[1].minor == 2000


def test_a_missing_column_names_the_headings_it_could_have() -> None:
    with pytest.raises(InputError, match="invoice total"):
        rows("Supplier,Number,Date,Open\nA,1,2026-01-01,5\n", REQUIRED)


def test_swapped_columns_are_told_with_their_line() -> None:
    (row,) = rows("Supplier,Number,Date,Total,Open\nAcme,A-1,20.00,2026-06-30,10.00\n", REQUIRED)
    with pytest.raises(InputError, match=r"Line 2: '20.00' in column document date .* swapped"):
        row.day("document_date")


def test_more_open_than_the_total_is_refused() -> None:
    (row,) = rows("Supplier,Number,Date,Total,Open\nAcme,A-1,2026-06-30,10.00,20.00\n", REQUIRED)
    with pytest.raises(InputError, match="swapped"):
        amounts(row, "AUD")


def test_a_negative_total_or_the_word_credit_makes_a_credit_note() -> None:
    negative, worded = rows(
        "Supplier,Number,Date,Total,Open,Type\nA,1,2026-06-30,-5.00,-5.00,\nA,2,2026-06-30,5.00,5.00,Credit note\n",
        REQUIRED,
    )
    assert amounts(negative, "AUD")[0] == amounts(worded, "AUD")[0] == CREDIT


def test_a_sheet_without_rows_is_told() -> None:
    with pytest.raises(InputError, match="no rows"):
        rows("Supplier,Number,Date,Total,Open\n", REQUIRED)


def test_a_row_of_which_nothing_is_open_is_told() -> None:
    (row,) = rows("Supplier,Number,Date,Total,Open\nA,B-7,2026-06-30,10.00,0.00\n", REQUIRED)
    with pytest.raises(InputError, match="Line 2: nothing is open of B-7"):
        amounts(row, "AUD")
