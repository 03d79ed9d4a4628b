"""A layout taught by one confirmed document finds the values of the next, and carries nothing of what it said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as parts_of
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.evidence import Field
from bookdesk.capture.fields import Background, read_fields
from bookdesk.capture.lines import sheet_of
from bookdesk.capture.memory.layouts import KNOWN, Layout, Memory
from bookdesk.capture.memory.marks import FIGURES, Marker, likeness
from bookdesk.capture.memory.spots import Spot, form_of
from bookdesk.capture.memory.teaching import Confirmed, layout_taught
from bookdesk.reading.words import Page
from tests.support.sheets import page

MARKER = Marker(b"a key of a practice, 32 bytes at")


def odd(number: str, ref: str, day: str, sum_: str) -> Page:
    """Return a page whose labels say little and mislead: the number has none, the sum is called a score."""
    return page(
        "Quillon & Brae                              RESTORATION OF CLOCKS",
        "3 Mill Lane, Fowey                                 Order no  " + ref,
        "",
        f"                                                 {number}",
        f"Done on            {day}",
        "",
        "Escapement cleaned                                       40.00",
        "Mainspring                                               12.50",
        f"Score                                                {sum_}",
        "Total hours                                               7.00",
    )


TAUGHT = odd("QB/771", "90010", "4 May 2026", "131.90")
NEXT = odd("QB/802", "90355", "9 June 2026", "88.20")
VALUES = {"invoice_number": "QB/771", "issue_date": "2026-05-04", "total": "131.90"}


def taught(values: Mapping[str, str | None] = VALUES, drawn: Page = TAUGHT, marker: Marker = MARKER) -> Layout:
    layout = layout_taught([drawn], "supplier 1", {name: Confirmed(one) for name, one in values.items()}, marker)
    assert layout is not None
    return layout


def read(drawn: Page, *layouts: Layout) -> dict[str, Field]:
    return read_fields([drawn], Background(memory=Memory(MARKER, layouts))).fields


def test_what_one_confirmed_document_taught_is_found_on_the_next() -> None:
    before, after = read(NEXT), read(NEXT, taught())
    wanted = {"invoice_number": "QB/802", "issue_date": "2026-06-09", "total": "88.20"}
    assert {name: before[name].value for name in wanted} != wanted
    assert {name: after[name].value for name in wanted} == wanted
    assert "where it stood before" in after["invoice_number"].why


def test_a_place_is_taught_by_the_box_a_person_chose() -> None:
    score = next(word for word in TAUGHT.words if word.text == "90010")
    layout = layout_taught([TAUGHT], "s", {"invoice_number": Confirmed("90010", 1, score.box)}, MARKER)
    assert layout is not None
    assert read(NEXT, layout)["invoice_number"].value == "90355"


def test_a_field_that_was_absent_twice_is_not_made_up_again() -> None:
    without = taught({"invoice_number": None, "total": "131.90"})
    assert read(NEXT)["invoice_number"].value is not None
    assert read(NEXT, without)["invoice_number"].value is not None
    assert read(NEXT, without, without)["invoice_number"].value is None


def test_another_layout_has_no_say() -> None:
    other = page("Harbour Foods Pty Ltd        TAX INVOICE", "Invoice number   HF-9", "Total   110.00")
    assert read(other, taught()) == read(other)


def test_a_layout_that_misled_counts_for_less() -> None:
    sheet = sheet_of([NEXT])
    good, bad = taught(), replace(taught(), missed=8)
    assert Memory(MARKER, [good]).recall(sheet).likeness > Memory(MARKER, [bad]).recall(sheet).likeness


def test_the_supplier_is_told_where_all_like_layouts_are_his() -> None:
    sheet = sheet_of([NEXT])
    mine, another = taught(), replace(taught(), supplier="supplier 2")
    assert Memory(MARKER, [mine, mine]).recall(sheet).supplier == "supplier 1"
    assert Memory(MARKER, [mine, another]).recall(sheet).supplier is None
    assert Memory(MARKER).recall(sheet).supplier is None


def test_a_value_that_is_not_printed_teaches_nothing() -> None:
    assert layout_taught([TAUGHT], "s", {"total": Confirmed("999.99")}, MARKER) is None
    assert layout_taught([page()], "s", {"total": Confirmed("999.99")}, MARKER) is None


def test_a_layout_has_neither_text_nor_amounts_in_it() -> None:
    layout = taught()
    for spot in layout.spots.values():
        assert spot is not None
        kept = {part.name: getattr(spot, part.name) for part in parts_of(Spot)}
        assert {type(one) for one in (*kept["left"], *kept["above"])} <= {int}
        assert not any(sign.isdigit() and sign != "9" for sign in kept["form"])
    assert all(isinstance(sign, int) for sign in layout.signs)


@given(st.text(alphabet="abcdefghij", min_size=3, max_size=12))
def test_marks_of_two_practices_have_nothing_in_common(word: str) -> None:
    assert MARKER.word(word) == Marker(MARKER.key).word(word.upper())
    assert MARKER.word(word) != Marker(b"another practice's own key, too.").word(word)


def test_figures_are_one_whatever_they_say() -> None:
    assert {MARKER.word(text) for text in ("12.50", "INV-7", "4th")} == {FIGURES}


@pytest.mark.parametrize(("text", "form"), [("INV2026-14", "A9-9"), ("QB/771", "A/9"), ("1 234,50", "9,9"), ("", "")])
def test_the_form_of_a_value(text: str, form: str) -> None:
    assert form_of(text) == form


def test_pages_of_one_layout_are_alike_and_others_are_not() -> None:
    mine, same, other = (MARKER.page(sheet_of([one])) for one in (TAUGHT, NEXT, page("Harbour Foods", "Invoice 9")))
    assert likeness(mine, same) > 0.8
    assert likeness(mine, other) < KNOWN
    assert likeness(frozenset(), frozenset()) == 0
