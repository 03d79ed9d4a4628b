"""What a person types of a document: made harmless, or refused in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bookdesk.core.errors import InputError
from bookdesk.invoicing.entered import Entered, EnteredLine, checked, several

LINE = EnteredLine("Work", Decimal(2), Decimal("10.5"))


def test_texts_lose_what_hides_and_turns() -> None:
    line = replace(LINE, description=" Gold\u202e\x00 rush\n", unit="h\u200b", detail="first\r\nse\u2066cond\n\n")
    found = checked(Entered("c1", (line,), note="\n<b>bold</b>\n\u202eend", reference="\tPO 7"))
    assert (found.lines[0].description, found.lines[0].unit, found.lines[0].detail) == (
        "Gold rush",
        "h",
        "first\nsecond",
    )
    assert (found.note, found.reference) == ("<b>bold</b>\nend", "PO 7")
    assert several(" \n ") is None


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (replace(LINE, quantity=Decimal("NaN")), "quantity of line 1"),
        (replace(LINE, quantity=Decimal("0.0000001")), "too many decimals"),
        (replace(LINE, unit_price=Decimal("1e13")), "price of line 1"),
        (replace(LINE, unit_price=Decimal("Infinity")), "price of line 1"),
        (replace(LINE, discount=Decimal("1.01")), "discount of line 1"),
        (replace(LINE, discount=Decimal("-0.1")), "discount of line 1"),
        (replace(LINE, description="x" * 2001), "too long"),
        (replace(LINE, served_from=date(2026, 7, 2), served_to=date(2026, 7, 1)), "before it begins"),
    ],
)
def test_slips_of_a_line_are_named(line: EnteredLine, why: str) -> None:
    with pytest.raises(InputError, match=why):
        checked(Entered("c1", (line,)))


def test_slips_of_a_document_are_named() -> None:
    with pytest.raises(InputError, match="at most 1000 lines"):
        checked(Entered("c1", (LINE,) * 1001))
    for rate in ("0", "-1", "1e9", "NaN"):
        with pytest.raises(InputError, match="exchange rate"):
            checked(Entered("c1", (LINE,), rate=Decimal(rate)))
    with pytest.raises(InputError, match="too long"):
        checked(Entered("c1", note="x" * 2001))
