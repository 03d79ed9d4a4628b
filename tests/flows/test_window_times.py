"""What happened to a client is told by his clock, as his days are reckoned, with its town where it differs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.office.equipment import Equipment
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.ui import wording
from bookdesk.ui.bills.view import BillsScreen
from bookdesk.ui.history.view import HistoryScreen
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.messages import Place
from tests.support.firm import NOON
from tests.support.hands import Hands, at_window, texts
from tests.support.readers import NoTextReader
from tests.support.sample import SampleFirm

pytestmark = pytest.mark.slow


@pytest.fixture
def hands(qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path) -> Iterator[Hands]:
    with at_window(qtbot, sample.copy(tmp_path / "home"), equipment=equipment) as made:
        yield made


def test_a_bill_its_history_and_the_inbox_tell_one_day(hands: Hands, sample: SampleFirm) -> None:
    client = sample.client("heap")
    with hands.seat.desktop.office.workspace(client) as workspace:
        capture = CaptureService(workspace.desk, InProcessReader(NoTextReader()))
        capture.capture([Incoming("coffee.pdf", papers.bill_pdf(bills.COFFEE, "classic"))])
        (intake,) = capture.read_waiting()
        inbox = InboxService(workspace.desk, capture)
        inbox.set(intake.document_id, {"account": "5-1000", "customer": "ok"})
        bill = inbox.confirm(intake.document_id).row.bill_id
    zone = hands.seat.desktop.office.entry(client).profile.zone
    told = wording.moment_at(NOON, zone or "")
    day = told.split(" ")[0]
    assert told.endswith(")")
    assert not wording.moment(NOON).startswith(day), "it is another day here by now"

    hands.seat.desktop.go(Place("bills", client, item=bill or ""))
    hands.settle()
    said = [one.text() for one in hands.screen(BillsScreen).findChildren(QLabel) if one.isVisible()]
    assert said[said.index("Received") + 1] == day
    assert any(one.endswith(told) for one in said), "so does its history"

    hands.seat.desktop.go(Place("history", client))
    hands.settle()
    assert texts(hands.screen(HistoryScreen).table, 0)[0] == told

    hands.seat.desktop.go(Place("inbox", client, view="confirmed", item=intake.document_id))
    hands.settle()
    screen = hands.screen(InboxScreen)
    rows = [texts(screen.table, row) for row in range(screen.model.rowCount())]
    assert [row[-1] for row in rows if "coffee.pdf" in row] == [told]
