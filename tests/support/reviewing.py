"""A document that is taken in, read and opened for review in the window, as tests of that screen begin."""

from __future__ import annotations

from bookdesk.capture.listing import DocumentRow
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.messages import Place
from bookdesk.ui.review.view import ReviewScreen
from tests.support.hands import Hands
from tests.support.readers import NoTextReader


def under_review(hands: Hands, client: str, incoming: Incoming) -> ReviewScreen:
    """Take in a file that carries its text, and return the screen on which it is reviewed; it corrects at once."""
    with hands.seat.desktop.office.workspace(client) as workspace:
        capture = CaptureService(workspace.desk, InProcessReader(NoTextReader()))
        capture.capture([incoming])
        capture.read_waiting()
    hands.seat.desktop.go(Place("inbox", client, view="all open"))
    hands.settle()
    inbox = hands.screen(InboxScreen)
    rows = [inbox.model.row_at(place) for place in range(inbox.model.rowCount())]
    named = (row.key for row in rows if isinstance(row, DocumentRow) and row.file_name == incoming.name)
    inbox.table.choose(next(named))
    hands.settle()
    hands.press("R")
    hands.settle()
    screen = hands.screen(ReviewScreen)
    screen.calm = 0
    return screen
