"""The text of a bank line speaks of an item by its number or by a name, also where the bank cut it off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.banking.whose import Said


@pytest.mark.parametrize(
    ("name", "numbers", "likeness"),
    [
        ("Hilton Park", ("INV-0007",), 1),
        ("Hilton Park Pty Ltd", (None,), 1),
        ("Strata Plan GmbH", ("",), 1),
        ("Hiltonia Partnership", (), 0),
        ("Parkside Catering", ("INV-0500",), 0),
        ("Kim Kanga", ("PART-500",), 2),
        ("Kim Kanga", ("500",), 2),
        ("Kim Kanga", ("PART",), 0),
        ("", ("7",), 0),
    ],
)
def test_a_line_speaks_of_whom_it_names(name: str, numbers: tuple[str | None, ...], likeness: int) -> None:
    assert Said("HILTON PARK STRATA PART 500").likeness(name, *numbers) == likeness


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=12))
def test_any_text_is_weighed_and_always_alike(text: str, name: str, number: str) -> None:
    line = Said(text)
    assert line.likeness(name, number) == line.likeness(name, number) == Said(text).likeness(name, number)
    assert Said("").likeness(name, number) == 0


def test_the_last_word_may_be_cut_off() -> None:
    assert Said("PAYMENT HILTON PARK STRA").likeness("Strata Owners") == 1
    assert Said("HILTON STRATA PARK").likeness("Parkside Catering") == 1
    assert Said("PARK HILTON").likeness("Parkside Catering") == 0
