"""A client whose books were not started: its documents wait under their numbers, and a way on is offered."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService
from bookdesk.models.document import DocumentState
from bookdesk.office.equipment import Equipment
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.ui.messages import Place
from tests.support import pages
from tests.support.firm import KOALA
from tests.support.hands import Hands, at_window
from tests.support.readers import NoTextReader
from tests.support.window import new_firm


def states(hands: Hands, client: str) -> list[DocumentState]:
    with hands.seat.desktop.office.workspace(client) as workspace:
        capture = CaptureService(workspace.desk, InProcessReader(NoTextReader()))
        return [row.state for row in InboxService(workspace.desk, capture).list()]


def test_documents_wait_for_the_books_and_are_read_once_they_are_started(
    qtbot: QtBot, equipment: Equipment, tmp_path: Path
) -> None:
    bill = tmp_path / "bill.pdf"
    bill.write_bytes(pages.pdf())
    with at_window(qtbot, new_firm(tmp_path / "home"), equipment=equipment) as hands:
        client = hands.seat.client(KOALA.name)
        hands.seat.desktop.go(Place("inbox", client))
        hands.settle()
        assert hands.drop([bill])
        hands.until(lambda: hands.told)
        hands.settle()
        said = hands.toast()
        assert said.words == "This client has no chart of accounts yet."
        assert said.label == "Start with this chart"
        assert states(hands, client) == [DocumentState.RECEIVED], "it has its number and waits"
        assert said.act is not None
        said.act()
        hands.until(lambda: not hands.seat.desktop.intake.reads(client) and len(hands.told) > 1)
        hands.until(lambda: states(hands, client) == [DocumentState.TO_REVIEW])
