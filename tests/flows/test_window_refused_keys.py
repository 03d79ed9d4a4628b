"""What inbox and review refuse is never silent: each key says why, and what speaks against it is led to and found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.listing import DocumentRow
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.capture.supporting import RequiredPapers
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.models.document import DocumentState
from bookdesk.office.addressed import takers
from bookdesk.office.equipment import Equipment
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.reading.ocr_engine import LateTextReader
from bookdesk.ui.inbox.view import COMMANDS as OF_THE_INBOX
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.client_finder import ClientFinder
from bookdesk.ui.pieces.commands import Command
from bookdesk.ui.review.view import COMMANDS as OF_REVIEW
from bookdesk.ui.review.view import ReviewScreen
from bookdesk.ui.split.view import SplitScreen
from tests.support import pages
from tests.support.hands import Hands, at_window
from tests.support.ondesk import CAFE, TAXI, photo
from tests.support.sample import SampleFirm

pytestmark = pytest.mark.slow

_LISTS = ("to review", "ready", "failed", "duplicate", "not payable", "confirmed", "put aside")


@pytest.fixture
def hands(qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path) -> Iterator[Hands]:
    with at_window(qtbot, sample.copy(tmp_path / "home"), equipment=equipment) as made:
        yield made


def inbox(hands: Hands, client: str, view: str) -> tuple[InboxScreen, list[DocumentRow]]:
    hands.seat.desktop.go(Place("inbox", client, view=view))
    hands.settle()
    screen = hands.screen(InboxScreen)
    rows = [screen.model.row_at(place) for place in range(screen.model.rowCount())]
    return screen, [row for row in rows if row is not None]


def silent(hands: Hands, acts: Mapping[str, QAction], commands: tuple[Command, ...]) -> list[str]:
    """Press every key whose command cannot be done, and return the commands of which nothing was said."""
    found = []
    for command in commands:
        if command.keys and not acts[command.name].isEnabled():
            hands.told.clear()
            hands.press(command.keys[0])
            hands.settle()
            if not (hands.told and hands.told[-1].words.strip()):
                found.append(command.name)
    return found


def taken_in(hands: Hands, client: str, **files: bytes) -> None:
    with hands.seat.desktop.office.workspace(client) as workspace:
        capture = CaptureService(workspace.desk, InProcessReader(LateTextReader()))
        capture.capture([Incoming(f"{name}.jpg", content) for name, content in files.items()])
        capture.read_waiting()


def test_every_key_of_inbox_and_review_says_why_it_does_nothing(hands: Hands, sample: SampleFirm) -> None:
    client, seen = sample.client("documents"), set()
    for view in _LISTS:
        screen, rows = inbox(hands, client, view)
        assert silent(hands, screen.acts, OF_THE_INBOX) == [], view
        for row in rows:
            if row.state in seen:
                continue
            seen.add(row.state)
            hands.seat.desktop.go(Place("review", client, item=row.id))
            hands.settle()
            reviewed = hands.screen(ReviewScreen)
            assert silent(hands, reviewed.acts, OF_REVIEW) == [], row.state
    assert seen >= {DocumentState.TO_REVIEW, DocumentState.DUPLICATE, DocumentState.NOT_PAYABLE}


def test_keys_that_find_nothing_under_review_say_so(hands: Hands, sample: SampleFirm) -> None:
    client = sample.client("heap")
    _, rows = inbox(hands, client, "to review")
    hands.seat.desktop.go(Place("review", client, item=rows[0].id))
    hands.settle()
    screen = hands.screen(ReviewScreen)
    known = {field.name: field.alternatives for field in screen.presenter.reviewed.item.fields}  # type: ignore[union-attr]
    screen.fields.go_to(next(name for name, others in known.items() if not others and name in screen.fields._rows))  # noqa: SLF001 - those that are shown
    hands.told.clear()
    hands.press("Alt+Down")
    assert "nothing else was read that it may be" in hands.told[-1].words
    screen.fields.table.clearSelection()
    screen.fields.table.setCurrentIndex(screen.fields.lines.index(-1, -1))
    hands.press("Ctrl+Backspace")
    assert hands.told[-1].words == "No line is chosen that could be taken out."


def test_a_file_of_one_page_says_that_it_cannot_be_taken_apart(hands: Hands, sample: SampleFirm) -> None:
    client = sample.client("heap")
    screen, rows = inbox(hands, client, "to review")
    row = next(one for one in rows if one.pages == 1)
    assert screen.table.choose(row.key)
    hands.settle()
    hands.press("T")
    hands.settle()
    told = [hands.told[-1]]
    hands.press("R")
    hands.settle()
    hands.screen(ReviewScreen)
    hands.press("Ctrl+Shift+T")
    hands.settle()
    hands.screen(ReviewScreen)
    told.append(hands.told[-1])
    for one in told:
        assert one.words == f"Document {row.number} is one page, and no papers that lie apart were found on it."
        assert "with a gap between them" in one.remedy


def test_two_receipts_on_one_photo_are_taken_apart_and_come_back(hands: Hands, sample: SampleFirm) -> None:
    client = sample.client("heap")
    taken_in(hands, client, both=photo((CAFE, TAXI), (2, -3)))
    screen, rows = inbox(hands, client, "all open")
    row = next(one for one in rows if one.file_name == "both.jpg")
    assert screen.table.choose(row.key)
    hands.settle()
    hands.press("T")
    hands.settle()
    split = hands.screen(SplitScreen)
    texts = [split.pages.item(at).text() for at in range(split.pages.count())]
    assert texts == ["Receipt 1, begins document 1", "Receipt 2, begins document 2"]
    hands.press("Ctrl+Return")
    hands.settle()
    hands.until(lambda: not screen.presenter.reads())
    screen, rows = inbox(hands, client, "put aside")
    whole = next(one for one in rows if one.id == row.id)
    assert whole.bound
    assert screen.table.choose(whole.key)
    hands.settle()
    hands.press("Shift+Y")
    hands.settle()
    hands.until(lambda: not screen.presenter.reads())
    _, rows = inbox(hands, client, "all open")
    assert row.id in [one.id for one in rows]
    assert not any(one.file_name.startswith("both (") for one in rows)


ELSEWHERE = (
    "Cobble and Sons Pty Ltd TAX INVOICE",
    "ABN 51 824 753 556",
    "Bill to:  ADDRESSEE",
    "Invoice number CS-4711",
    "Invoice date 4 May 2026",
    "Shelves  1,000.00",
    "Net 1,000.00",
    "GST 100.00",
    "Total AUD 1,100.00",
)


def under_review(hands: Hands, client: str, addressee: str = "Dunlop Rovers Football Club") -> ReviewScreen:
    """Open a bill that is complete and addressed to somebody else, in a window that is too low for all of it."""
    hands.window.resize(1100, 560)
    lines = [line.replace("ADDRESSEE", addressee) for line in ELSEWHERE]
    with hands.seat.desktop.office.workspace(client) as workspace:
        capture = CaptureService(workspace.desk, InProcessReader(LateTextReader()))
        (taken,) = capture.capture([Incoming("elsewhere.pdf", pages.pdf((lines,)))])
        capture.read_waiting()
        set_to = {"due_date": "2026-05-18", "account": "6-1000"}
        InboxService(workspace.desk, capture).set(taken.document_id, set_to)
    hands.seat.desktop.go(Place("review", client, item=taken.document_id))
    hands.settle()
    screen = hands.screen(ReviewScreen)
    screen.calm = 0
    return screen


def refused(hands: Hands, screen: ReviewScreen) -> None:
    """Confirm, once for the doubts and once more, with the keyboard and the eye elsewhere."""
    for _ in range(2):
        screen.fields.go_to("total")
        hands.press("Ctrl+Return")
        hands.settle()
    assert screen.presenter.reviewed is not None
    assert screen.presenter.reviewed.open


def test_a_refused_confirmation_leads_to_its_field_and_its_answer_is_found_by_its_words(
    hands: Hands, sample: SampleFirm
) -> None:
    screen = under_review(hands, sample.client("heap"))
    refused(hands, screen)
    row = screen.fields._rows["customer_name"]  # noqa: SLF001 - what the person sees there
    assert hands.focus() is row.editor
    assert not row.editor.visibleRegion().isEmpty()
    assert "is addressed to Dunlop Rovers Football Club" in row._why.text()  # noqa: SLF001 - as above
    hands.press("Ctrl+K")
    hands.write("belongs here")
    hands.settle()
    assert [hit.words for hit in hands.window.tools.palette.hits()][:1] == ["It belongs here"]
    hands.press("Return")
    hands.settle()
    after = screen.presenter.reviewed
    assert after is not None
    assert not any("is addressed to" in one.what for one in after.objections)


def test_a_refused_confirmation_without_a_field_leads_to_its_answer(hands: Hands, sample: SampleFirm) -> None:
    client = sample.client("heap")
    with hands.seat.desktop.office.workspace(client) as workspace:
        RequiredPapers(workspace.desk).add(DocumentKind.ORDER, Money(100000, "AUD"))
    screen = under_review(hands, client)
    screen.presenter.correct({"customer_name": "Harbour Lane Cafe"})
    hands.settle()
    refused(hands, screen)
    button = hands.focus()
    assert isinstance(button, QPushButton)
    assert button.text() == "Name it, or say why not…"
    assert not button.visibleRegion().isEmpty()


def test_every_button_of_review_and_inbox_is_found_by_its_words(hands: Hands, sample: SampleFirm) -> None:
    client = sample.client("heap")
    screen = under_review(hands, client)
    palette = hands.window.tools.palette
    for place in (None, Place("inbox", client, view="to review")):
        if place is not None:
            hands.seat.desktop.go(place)
            hands.settle()
        shown = hands.window.current() or screen
        buttons = [one for one in shown.findChildren(QPushButton) if one.isVisible() and one.isEnabled()]
        words = {one.text() for one in buttons if one.text()}
        assert len(words) > 3
        for text in words:
            assert text in [hit.words for hit in palette._fitting(text.casefold())], text  # noqa: SLF001 - what is offered
    assert "Settings: Verify" in [hit.words for hit in palette._fitting("verify")]  # noqa: SLF001 - as above


def test_a_document_of_another_client_is_led_to_him(hands: Hands, sample: SampleFirm) -> None:
    here, office = sample.client("heap"), hands.seat.desktop.office
    other = takers(office.clients(), office.entry(here))[-1]
    screen = under_review(hands, here, other.name)
    reviewed = screen.presenter.reviewed
    assert reviewed is not None
    told = [one.message() for one in screen.fields.objections.banners()]
    (against,) = [one for one in told if one is not None and "is addressed to" in one.words]
    assert against.remedy == f"{other.name} is a client of the practice: move it there, or say that it belongs here."
    (button,) = [one for one in screen.findChildren(QPushButton) if one.text() == f"Move to {other.name}"]
    assert button.isVisible()
    hands.press("Ctrl+Shift+M")
    hits = [hit.words for finder in hands.window.findChildren(ClientFinder) for hit in finder.hits()]
    assert hits[0] == other.name, "he is offered first"
    hands.press("Escape")
    hands.click(button)
    hands.settle()
    with office.workspace(here) as workspace:
        row = InboxService(workspace.desk, CaptureService(workspace.desk, InProcessReader(LateTextReader()))).show(
            reviewed.document_id
        )
    assert row.row.state is DocumentState.MOVED
    with office.workspace(other.client_id) as workspace:
        there = InboxService(workspace.desk, CaptureService(workspace.desk, InProcessReader(LateTextReader()))).list()
    assert "elsewhere.pdf" in [one.file_name for one in there]
