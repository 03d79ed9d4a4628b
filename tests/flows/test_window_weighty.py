"""What weighs on a document under review is seen before it is confirmed, wherever the document before was left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.listing import InboxList, InboxListing, InboxQuery
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.office.equipment import Equipment
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.ui.messages import Place
from bookdesk.ui.review.view import ReviewScreen
from tests.support import pages
from tests.support.hands import Hands, at_window
from tests.support.readers import NoTextReader
from tests.support.sample import SampleFirm

pytestmark = pytest.mark.slow


@pytest.fixture
def hands(qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path) -> Iterator[Hands]:
    with at_window(qtbot, sample.copy(tmp_path / "home"), equipment=equipment) as made:
        yield made


FIRST = (
    "Ferngully Plants Pty Ltd    TAX INVOICE",
    "ABN 51 824 753 556",
    "Invoice number FP-118",
    "Invoice date 4 May 2026",
    "Subtotal 143.20",
    "GST 14.32",
    "Total AUD 157.52",
)
SAID = {
    "supplier_name": "Ferngully Plants",
    "due_date": "2026-05-18",
    "account": "6-1000",
    "customer_name": "Harbour Lane Cafe",
}
AGAIN = (*FIRST[:2], "Invoice number FP-811", *FIRST[3:])


def test_the_next_document_begins_at_its_top(hands: Hands, sample: SampleFirm) -> None:
    client = sample.client("heap")
    with hands.seat.desktop.office.workspace(client) as workspace:
        view = InboxListing(workspace.desk).of(InboxQuery(InboxList.READY))
        ready = view.rows(view.keys())
    assert len(ready) > 1
    hands.window.resize(1100, 620)
    hands.seat.desktop.go(Place("review", client, item=ready[0].id))
    hands.settle()
    screen = hands.screen(ReviewScreen)
    bar = screen.fields._area.verticalScrollBar()  # noqa: SLF001 - what the person scrolls
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    hands.press("Ctrl+Down")
    hands.settle()
    assert screen.presenter.reviewed is not None
    assert screen.presenter.reviewed.document_id != ready[0].id
    assert bar.value() == 0


def test_what_weighs_is_named_and_seen_before_it_is_confirmed(hands: Hands, sample: SampleFirm) -> None:
    client, numbers = sample.client("heap"), {}
    with hands.seat.desktop.office.workspace(client) as workspace:
        capture = CaptureService(workspace.desk, InProcessReader(NoTextReader()))
        for name, lines in (("first.pdf", FIRST), ("again.pdf", AGAIN)):
            capture.capture([Incoming(name, pages.pdf((lines,)))])
            capture.read_waiting()
        inbox = InboxService(workspace.desk, capture)
        rows = {row.file_name: row for row in inbox.list()}
        for name in ("first.pdf", "again.pdf"):
            numbers[name] = rows[name].document_id
            inbox.set(numbers[name], SAID)
    hands.window.resize(1100, 620)
    hands.seat.desktop.go(Place("review", client, item=numbers["first.pdf"]))
    hands.settle()
    screen = hands.screen(ReviewScreen)
    screen.calm = 0
    bar = screen.fields._area.verticalScrollBar()  # noqa: SLF001 - what the person scrolls
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    screen.presenter.open(numbers["again.pdf"])
    hands.settle()
    said = [banner.message() for banner in screen.fields.objections.banners()]
    assert [one.words.split(":")[0] for one in said if one is not None] == ["It may be here already"]
    while screen.presenter.next_doubt(None) is not None:
        bar.setValue(bar.maximum())
        hands.press("Return")
        hands.settle()
    assert hands.focus() is screen.fields.confirm
    assert screen.fields.foot() == "Ready, but it may be here already: Enter confirms and adds the supplier"
    assert bar.value() == 0
    bar.setValue(bar.maximum())
    hands.press("Ctrl+Return")
    hands.settle()
    assert screen.presenter.reviewed is not None
    assert screen.presenter.reviewed.document_id == numbers["again.pdf"], "what was out of sight is shown first"
    assert bar.value() == 0
    told = screen.fields.banner.message()
    assert told is not None
    assert told.words == "It may be here already."
    (banner,) = screen.fields.objections.banners()
    assert banner.visibleRegion().boundingRect().height() > 0
    (other,) = [one for one in banner.findChildren(QPushButton) if one.text() == "It is another bill"]
    hands.click(other)
    hands.settle()
    assert screen.fields.foot() == "Ready: Enter confirms and adds the supplier"
    assert screen.fields.objections.banners() == []
