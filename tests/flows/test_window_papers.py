"""Papers of one bill in the window: files put together and brought back, and a bill that lacks a required paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.listing import DocumentRow
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.capture.supporting import RequiredPapers
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.models.document import DocumentState
from bookdesk.office.equipment import Equipment
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.messages import Place
from bookdesk.ui.review.view import ReviewScreen
from tests.support import pages
from tests.support.hands import Hands, at_window
from tests.support.readers import NoTextReader
from tests.support.sample import SampleFirm
from tests.support.window import LONG_ENOUGH

pytestmark = pytest.mark.slow

FIRST = ("Cobble and Sons Pty Ltd TAX INVOICE", "ABN 51 824 753 556", "Invoice number CS-4711", "Shelves  900.00")
SECOND = ("continued", "Brackets  100.00", "Net 1,000.00", "GST 100.00", "Total AUD 1,100.00")
WHOLE = (*FIRST[:3], "Invoice date 4 May 2026", *SECOND[2:])


@pytest.fixture
def hands(qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path) -> Iterator[Hands]:
    with at_window(qtbot, sample.copy(tmp_path / "home"), equipment=equipment) as made:
        yield made


def dropped(hands: Hands, client: str, **files: tuple[str, ...]) -> None:
    with hands.seat.desktop.office.workspace(client) as workspace:
        capture = CaptureService(workspace.desk, InProcessReader(NoTextReader()))
        capture.capture([Incoming(f"{name}.pdf", pages.pdf((lines,))) for name, lines in files.items()])
        capture.read_waiting()


def inbox(hands: Hands, client: str) -> tuple[InboxScreen, dict[str, DocumentRow]]:
    hands.seat.desktop.go(Place("inbox", client, view="all open"))
    hands.settle()
    screen = hands.screen(InboxScreen)
    return screen, {row.file_name: row for row in listed(screen)}


def listed(screen: InboxScreen) -> list[DocumentRow]:
    rows = [screen.model.row_at(place) for place in range(screen.model.rowCount())]
    return [row for row in rows if row is not None]


def any_of(screen: InboxScreen, wanted: Callable[[DocumentRow], bool]) -> bool:
    return any(map(wanted, listed(screen)))


def test_two_files_become_one_document_and_come_back(hands: Hands, sample: SampleFirm) -> None:
    client = sample.client("heap")
    dropped(hands, client, first=FIRST, second=SECOND)
    screen, rows = inbox(hands, client)
    for name in ("first.pdf", "second.pdf"):
        place = next(at for at in range(screen.model.rowCount()) if screen.model.row_at(at) == rows[name])
        hands.click_cell(screen.table, screen.model.index(place, 1), adding=name != "first.pdf")
    hands.settle()
    hands.press("Y")
    hands.settle()
    assert "first.pdf" in screen.page.prompt.answer.accessibleName()
    assert "The originals stay." in screen.page.prompt.answer.accessibleName()
    hands.press("Return")
    is_read = partial(any_of, screen, lambda row: row.bound and row.state is DocumentState.TO_REVIEW)
    hands.seat.qtbot.waitUntil(is_read, timeout=4 * LONG_ENOUGH)  # a child reads it, behind everybody else's work
    hands.settle()
    (bound,) = [row for row in listed(screen) if row.bound]
    assert (bound.pages, bound.bill_number, bound.total) == (2, "CS-4711", Money(110000, "AUD"))
    assert not {"first.pdf", "second.pdf"} & {row.file_name for row in listed(screen) if not row.bound}
    assert screen.table.choose(bound.key)
    hands.settle()
    hands.press("Shift+Y")
    hands.until(lambda: {"first.pdf", "second.pdf"} <= {row.file_name for row in listed(screen)})
    assert not any(row.bound for row in listed(screen))


def test_a_bill_without_its_paper_is_told_and_a_reason_lets_it_pass(hands: Hands, sample: SampleFirm) -> None:
    client = sample.client("heap")
    with hands.seat.desktop.office.workspace(client) as workspace:
        RequiredPapers(workspace.desk).add(DocumentKind.ORDER, Money(100000, "AUD"))
    dropped(hands, client, shelves=WHOLE)
    with hands.seat.desktop.office.workspace(client) as workspace:
        service = InboxService(workspace.desk, CaptureService(workspace.desk, InProcessReader(NoTextReader())))
        number = next(one.number for one in service.list() if one.file_name == "shelves.pdf")
        service.set(str(number), {"due_date": "2026-05-18", "account": "6-1000", "customer_name": "Harbour Lane Cafe"})
    inboxes, rows = inbox(hands, client)
    assert inboxes.table.choose(rows["shelves.pdf"].key)
    hands.settle()
    hands.press("R")
    hands.settle()
    screen = hands.screen(ReviewScreen)
    screen.calm = 0
    reviewed = screen.presenter.reviewed
    assert reviewed is not None
    assert any("without an order" in one.what for one in reviewed.objections)
    (why,) = [one for one in screen.fields.findChildren(QPushButton) if one.text() == "Name it, or say why not…"]
    hands.click(why)
    hands.write("agreed by phone")
    hands.press("Return")
    hands.settle()
    after = screen.presenter.reviewed
    assert after is not None
    assert not any("without an order" in one.what for one in after.objections)
    assert any("agreed by phone" in one for one in after.item.papers)
    for _ in range(2):  # the second says that its doubts are seen
        hands.press("Ctrl+Return")
        hands.settle()
    with hands.seat.desktop.office.workspace(client) as workspace:
        service = InboxService(workspace.desk, CaptureService(workspace.desk, InProcessReader(NoTextReader())))
        assert service.show(str(number)).row.state is DocumentState.CONFIRMED
