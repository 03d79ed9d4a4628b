"""Several receipts on one picture: found where they lie apart, proposed, and taken apart by a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.onepicture import receipts_of, spots_of
from bookdesk.capture.pages import DocumentPages
from bookdesk.capture.parting import Parting
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.models.document import DocumentState
from bookdesk.reading.cutting import WHOLE, cut_page, cut_picture
from bookdesk.reading.layout import Piece, arrange
from bookdesk.reading.showwire import PagePicture
from bookdesk.reading.words import Page, Source, Word
from bookdesk.store.desk import Desk
from tests.support import pages
from tests.support.twice import CAFE, HIGH, SLIP, TAXI, WIDE, column, reader


def sheet(*pieces: Piece) -> Page:
    words = arrange(pieces, 1, WIDE, HIGH)
    return Page(1, WIDE, HIGH, Source.OCR, words)


def titles(page: Page) -> list[str]:
    return [one.title for one in receipts_of(spots_of(page))]


def test_receipts_side_by_side_and_below_each_other_are_found() -> None:
    beside = sheet(*column(CAFE, 100, 100), *column(TAXI, 700, 130))
    assert titles(beside) == ["Corner Cafe Pty Ltd", "Silver Taxis Service"]
    below = sheet(*column(CAFE, 100, 100), *column(TAXI, 100, 900))
    assert titles(below) == ["Corner Cafe Pty Ltd", "Silver Taxis Service"]
    left, right = receipts_of(spots_of(beside))
    assert left.area[2] == right.area[0]
    assert (left.area[0], right.area[2]) == (0, WHOLE)


def test_one_receipt_and_a_bill_with_its_payment_slip_stay_one() -> None:
    assert titles(sheet(*column(CAFE, 100, 100))) == []
    assert titles(sheet(*column(CAFE, 100, 100), *column(SLIP, 100, 900))) == []
    assert titles(sheet(*column(CAFE, 100, 100), *column((("Menu of May", "Soup", "Fish"),), 700, 100))) == []
    assert titles(sheet()) == []


def test_a_speck_between_two_receipts_joins_them_not() -> None:
    speck = Piece(600, 700, 612, 720, "|", 0.4)
    assert len(titles(sheet(*column(CAFE, 100, 100), speck, *column(TAXI, 700, 130)))) == 2


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [0.0, 2.0])
def test_words_of_a_part_stand_on_it_where_they_stand_on_the_whole(rotation: int, skew: float) -> None:
    words = tuple(
        Word(1, x / 10, y / 10, x / 10 + 0.05, y / 10 + 0.02, f"w{x}{y}", 1.0, 0, 0)
        for x in range(1, 9)
        for y in range(1, 9)
    )
    page = Page(1, 600, 400, Source.OCR, words, rotation, skew)
    area = (3000, 2500, 8000, 7500)
    part = cut_page(page, area)
    assert (part.width_pt, part.height_pt) == (300, 200)
    there = {word.text: page.on_paper(word.box) for word in words}
    assert 4 <= len(part.words) < len(words)
    for word in part.words:
        here = part.on_paper(word.box)
        for side in range(4):
            low, high = area[side % 2] / WHOLE, area[side % 2 + 2] / WHOLE
            expected = min(1.0, max(0.0, (there[word.text][side] - low) / (high - low)))
            assert here[side] == pytest.approx(expected, abs=0.02)


@given(st.integers(0, 9_999), st.integers(0, 9_999), st.integers(1, 30), st.integers(1, 20))
def test_any_part_of_a_picture_has_the_pixels_of_that_part(x0: int, y0: int, width: int, height: int) -> None:
    pixels = bytes(value % 251 for value in range(width * height * 3))
    part = cut_picture(PagePicture(1, width, height, pixels), (x0, y0, WHOLE, WHOLE), 2)
    assert (part.number, len(part.pixels)) == (2, part.width * part.height * 3)
    assert pixels.endswith(part.pixels[-3:])


def test_a_photo_of_two_is_proposed_and_taken_apart_by_a_person_only(desk: Desk) -> None:
    capture = CaptureService(desk, reader())
    inbox, parting = InboxService(desk, capture), Parting(desk)
    capture.capture([Incoming("two.pdf", pages.scanned_pdf(pages.picture()))])
    (outcome,) = capture.read_waiting()
    assert outcome.parts == ()
    (remark,) = [one for one in inbox.show("1").remarks if "may hold" in one]
    assert 'may hold 2 receipts: "Corner Cafe Pty Ltd", "Silver Taxis Service"' in remark
    proposal = parting.proposal("1")
    assert (proposal.pages, proposal.what, proposal.parts) == (2, "receipt", ((1,), (2,)))
    assert parting.split("1", [one.page for one in proposal.likely]) == (2, 3)
    assert [one.state for one in capture.read_waiting()] == [DocumentState.TO_REVIEW] * 2
    shown = [inbox.show(number) for number in ("2", "3")]
    assert [one.row.file_name for one in shown] == ["two (receipt 1).pdf", "two (receipt 2).pdf"]
    totals = [next(field.value for field in one.fields if field.name == "total") for one in shown]
    assert totals == ["16.50", "45.80"]
    assert {word.text for word in DocumentPages(desk).words("3", 1)} >= {"Silver", "45.80"}
    assert not any(word.text == "Cake" for word in DocumentPages(desk).words("3", 1))
    assert not parting.proposal("2").areas, "a part is not taken apart once more"
    assert parting.rejoin("2") == (1,)
    capture.read_waiting()
    assert not any("may hold" in one for one in inbox.show("1").remarks)
