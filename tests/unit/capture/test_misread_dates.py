"""Dates that an engine misread are found again, for a person to check; times and numbers stay what they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookdesk.capture.fields import read_fields
from bookdesk.capture.misread_dates import misread_dates
from bookdesk.core.dates import DayOrder
from bookdesk.core.vocabulary import FieldState
from bookdesk.reading.words import Source
from tests.support.sheets import page


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("O3/02/2018", "2018-02-03"),
        ("25-Q1-16", "2016-01-25"),
        ("O1-Nov-2017 11:20", "2017-11-01"),
        ("02/lan/a017", "2017-01-02"),
        ("25/Fen/2017", "2017-02-25"),
        ("14AMay/2017", "2017-05-14"),
        ("12/03/2518", "2018-03-12"),
        ("17/04/2078", "2018-04-17"),
        ("27. 04-18 16:26", "2018-04-27"),
        ("21/05/2018Time: 11:12", "2018-05-21"),
    ],
)
def test_a_misread_date_is_found_again(text: str, day: str) -> None:
    found = list(misread_dates(f"Date: {text}", DayOrder.DAY_FIRST))
    assert [one.reading.alternatives[0].isoformat() for one in found] == [day]


@pytest.mark.parametrize(
    "text",
    ["11:20:04", "Tel 603-7877 9712", "LOT 1851-A & 1851-B", "1 x 2.90", "BILL/OIL/SOIL", "000306020352", "39/39/2018"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert list(misread_dates(text)) == []


def test_a_mended_date_is_shown_to_be_checked() -> None:
    drawn = page("Corner Shop Ltd", "Date O3/O2/2018", "Total        12.00")
    words = tuple(replace(word, confidence=0.95) for word in drawn.words)
    field = read_fields([replace(drawn, source=Source.OCR, words=words)]).fields["issue_date"]
    assert field.value is not None
    assert field.state is FieldState.CHECK


def test_a_text_layer_is_taken_at_its_word() -> None:
    assert read_fields([page("Date O3/O2/2018")]).fields["issue_date"].value is None
