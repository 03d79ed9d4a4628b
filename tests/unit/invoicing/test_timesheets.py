"""Hours from a sheet become lines that make exactly what was worked, or the person is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bookdesk.core.errors import InputError
from bookdesk.invoicing.hours import Grouping
from bookdesk.invoicing.timesheets import worked

SHEET = """Date,Person,Project,Hours,Rate,Note
2026-06-01,Ann,Fence,1:30,100.00,posts
2026-06-03,Ben,Fence,2.25,100.00,
2026-06-02,Ann,Roof,0:20,90.00,
2026-06-02,Ann,Roof,25,90.00,
2026-06-04,Cid,Roof,1,,
"""


def test_lines_have_hours_days_and_rate_and_nothing_is_lost() -> None:
    found = worked(SHEET, "AUD")
    assert [(one.description, one.quantity, one.unit_price, one.unit) for one in found.lines] == [
        ("Fence", Decimal("3.75"), Decimal("100.00"), "h"),
        ("Roof", Decimal("0.333333"), Decimal("90.00"), "h"),
    ]
    assert (found.lines[0].served_from, found.lines[0].served_to) == (date(2026, 6, 1), date(2026, 6, 3))
    assert (found.rows, [one.line for one in found.refused]) == (3, [5, 6])
    usual = worked(SHEET, "AUD", Grouping.PERSON, usual={"Cid": Decimal(80)}, product_id="p")
    assert [(one.description, one.product_id) for one in usual.lines] == [
        ("Ann", "p"),
        ("Ben", "p"),
        ("Ann", "p"),
        ("Cid", "p"),
    ]


def test_a_sheet_of_which_nothing_can_be_used_is_refused() -> None:
    with pytest.raises(InputError, match=r"No row of the time sheet can be used. .* no hours of one day"):
        worked("Date,Person,Project,Hours,Rate\n2026-06-01,Ann,Fence,99,100\n", "AUD")


def test_a_third_that_decimals_cannot_write_is_told() -> None:
    with pytest.raises(InputError, match="cannot be written so that they make"):
        worked("Date,Person,Project,Hours,Rate\n2026-06-01,Ann,Fence,0:20,300000.00\n", "KWD")
