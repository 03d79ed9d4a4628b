"""A cafe's desk with its inbox, and the documents that are dropped there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.readers import NoTextReader
from tests.unit.capture.intake import CREDIT, ROAST, STATEMENT, XML


@pytest.fixture(scope="module")
def files() -> dict[str, papers.Paper]:
    drawn = {
        ROAST: (papers.bill_pdf(bills.COFFEE, "classic"), bills.COFFEE),
        CREDIT: (papers.bill_pdf(bills.COFFEE_CREDIT, "classic"), bills.COFFEE_CREDIT),
        STATEMENT: (papers.statement_pdf(bills.COFFEE_STATEMENT), bills.COFFEE_STATEMENT),
        XML: (papers.ubl(bills.CLEANING), bills.CLEANING),
    }
    return {name: papers.Paper(name, "application/pdf", data, truth) for name, (data, truth) in drawn.items()}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path, name="Harbour Lane Cafe Pty Ltd") as opened:
        yield opened


@pytest.fixture
def capture(desk: Desk) -> CaptureService:
    return CaptureService(desk, InProcessReader(NoTextReader()))


@pytest.fixture
def inbox(desk: Desk, capture: CaptureService) -> InboxService:
    return InboxService(desk, capture)
