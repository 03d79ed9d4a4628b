"""Approving and paying at the window, each told as new users met it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.office.equipment import Equipment
from bookdesk.ui.approvals.view import ApprovalsScreen
from bookdesk.ui.bills.view import BillsScreen
from bookdesk.ui.messages import Place
from bookdesk.ui.review.view import ReviewScreen
from tests.support.hands import Hands, at_window
from tests.support.sample import BEN, SampleFirm

pytestmark = pytest.mark.slow


@pytest.fixture
def firm(sample: SampleFirm, tmp_path: Path) -> SampleFirm:
    return sample.copy(tmp_path / "home")


@pytest.fixture
def ben(qtbot: QtBot, firm: SampleFirm, equipment: Equipment) -> Iterator[Hands]:
    with at_window(qtbot, firm, BEN, equipment=equipment) as hands:
        yield hands


def test_escape_on_a_document_leads_back_to_the_queue_it_was_opened_from(ben: Hands) -> None:
    ben.seat.desktop.go(Place("approvals", view="mine"))
    ben.settle()
    screen = ben.screen(ApprovalsScreen)
    ben.press("J")
    chosen = screen.table.current_key()
    ben.press("O")
    ben.settle()
    ben.screen(ReviewScreen)
    ben.press("Escape")
    ben.settle()
    assert ben.screen(ApprovalsScreen).table.current_key() == chosen


def test_escape_on_a_document_leads_back_to_its_bill(ben: Hands, firm: SampleFirm) -> None:
    ben.seat.desktop.go(Place("bills", firm.client("draft run"), view="open"))
    ben.settle()
    screen = ben.screen(BillsScreen)
    ben.press("J")
    ben.settle()
    chosen = screen.table.current_key()
    ben.press("Return")
    ben.settle()
    ben.screen(ReviewScreen)
    ben.press("Escape")
    ben.settle()
    assert ben.screen(BillsScreen).table.current_key() == chosen
    assert screen.page.tab() == "open"
