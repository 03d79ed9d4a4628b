"""What two documents side by side say is read as the person at the desk writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.ui.compare.table import ROWS, field_words, pill_of, told
from tests.support.books import client_desk
from tests.support.readers import NoTextReader


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


@pytest.mark.usefixtures("german")
def test_dates_and_amounts_stand_as_the_locale_writes_them(tmp_path: Path) -> None:
    with client_desk(tmp_path, name="Harbour Lane Cafe Pty Ltd") as desk:
        capture = CaptureService(desk, InProcessReader(NoTextReader()))
        page, exact = papers.bill_pdf(bills.CLEANING, "classic"), papers.ubl(bills.CLEANING)
        capture.capture([Incoming("bill.pdf", page), Incoming("bill.xml", exact)])
        capture.read_waiting()
        found = InboxService(desk, capture).compare("2")
    rows = {field_words(row): row for row in told(found)}
    for name, field in (("Date", "issue_date"), ("Due", "due_date"), ("Total", "total"), ("Net", "net")):
        one = next(row for row in found.rows if row.name == field)
        assert one.left
        shown = rows[name]
        assert one.left not in {shown.left, shown.right}, "exact forms are for files"
        assert shown.left == shown.right
        assert pill_of(shown).words == "Same"
    assert rows["Date"].left == bills.CLEANING.issued.strftime("%d.%m.%Y")
    assert rows["Number"].left == bills.CLEANING.number
    assert [column.text(rows["Date"]) for column in ROWS][1:3] == [rows["Date"].left, rows["Date"].right]
