"""A place that is taught by hand serves the next document at once, and is taken back as plainly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bookdesk.capture.chosen import ChosenPlace
from bookdesk.capture.handtaught import teach_position
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.pages import DocumentPages
from bookdesk.capture.service import CaptureService
from bookdesk.core.errors import RuleBroken
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.readers import DrawnReader
from tests.unit.capture.test_remembering import NAME, PAGES, TRUE, Firm, corrected, layouts, take, value


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path, name="Harbour Lane Cafe Pty Ltd") as opened:
        with opened.books.change(Action.CONTACT_EDITED, "a supplier", actor=opened.actor) as work:
            work.add(Contact(name=NAME, supplier=True, tax_id="23009000303"))
            work.commit()
        yield replace(opened, layouts=Firm())


@pytest.fixture
def capture(desk: Desk) -> CaptureService:
    return CaptureService(desk, DrawnReader(PAGES))


@pytest.fixture
def inbox(desk: Desk, capture: CaptureService) -> InboxService:
    return InboxService(desk, capture)


def point(desk: Desk, inbox: InboxService, document: str, at: int) -> None:
    """Click the number on the page."""
    number = TRUE[at][0]
    word = next(one for one in DocumentPages(desk).words(document, 1) if one.text == number)
    inbox.set(document, {"supplier_name": NAME})
    inbox.set(document, {"invoice_number": number}, places={"invoice_number": ChosenPlace(1, word.box)})


def test_a_taught_place_is_read_on_the_next_document_before_anything_is_confirmed(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    first = take(capture, 0)
    assert value(inbox.show(take(capture, 1)), "invoice_number").value != TRUE[1][0]
    point(desk, inbox, first, 0)
    taught = teach_position(desk, first, "invoice_number")
    assert (taught.supplier, taught.on, taught.asked) == (NAME, True, 0)
    after = value(inbox.show(take(capture, 2)), "invoice_number")
    assert after.value == TRUE[2][0]
    assert "where it stood before" in after.why
    assert not teach_position(desk, first, "invoice_number").on, "once more takes it back"
    assert layouts(desk) == []
    assert value(inbox.show(take(capture, 3)), "invoice_number").value != TRUE[3][0]


def test_two_fields_are_one_layout_and_confirming_replaces_it(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    first = take(capture, 0)
    point(desk, inbox, first, 0)
    teach_position(desk, first, "invoice_number")
    teach_position(desk, first, "supplier_tax_id")
    (row,) = layouts(desk)
    assert row.by_hand
    corrected(inbox, first, 0)
    inbox.confirm(first)
    (row,) = layouts(desk)
    assert not row.by_hand


def test_what_was_put_aside_teaches_nothing(desk: Desk, capture: CaptureService, inbox: InboxService) -> None:
    first = take(capture, 0)
    point(desk, inbox, first, 0)
    teach_position(desk, first, "invoice_number")
    inbox.reject(first, "not ours")
    assert value(inbox.show(take(capture, 1)), "invoice_number").value != TRUE[1][0]


def test_it_is_told_why_a_place_cannot_be_taught(desk: Desk, capture: CaptureService, inbox: InboxService) -> None:
    first = take(capture, 0)
    inbox.set(first, {"supplier_name": NAME})
    inbox.set(first, {"invoice_number": "typed-7"})
    with pytest.raises(RuleBroken, match="not known where"):
        teach_position(desk, first, "invoice_number")
    inbox.set(first, {"supplier_name": "Somebody else entirely"})
    point_at = "supplier_tax_id"
    with pytest.raises(RuleBroken, match="not in the books"):
        teach_position(desk, first, point_at)
