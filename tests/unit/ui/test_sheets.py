"""Documents that are looked at: one let go of before its turn came is not opened any more, so nobody forgets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from bookdesk.core.errors import BookDeskError
from bookdesk.models.document import Document, DocumentState
from bookdesk.office.equipment import Equipment
from bookdesk.reading.preview import PagePictures, ShownDocument
from bookdesk.reading.reader import DocumentReader
from bookdesk.ui.sheets import PageShown, Sheets
from tests.support.hands import at_window
from tests.support.sample import SampleFirm

_THREADS = 4

pytestmark = pytest.mark.slow


@dataclass
class Counted:
    """Equipment that counts the documents it is to show."""

    inner: Equipment
    shown: list[int] = field(default_factory=list)

    def reader(self) -> DocumentReader:
        return self.inner.reader()

    def pictures(self) -> PagePictures:
        return self

    def show(self, data: bytes, password: str | None = None) -> ShownDocument:
        self.shown.append(len(data))
        return self.inner.pictures().show(data, password)

    def close(self) -> None:
        """Whoever made the inner one closes it."""


@pytest.mark.parametrize("let_go", [True, False])
def test_a_document_let_go_of_before_its_turn_is_never_opened(
    qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path, *, let_go: bool
) -> None:
    counted = Counted(equipment)
    with at_window(qtbot, sample.copy(tmp_path / "home"), equipment=counted) as hands:
        desktop, may_go = hands.seat.desktop, Event()
        desktop.choose_client(sample.client("documents"))
        hands.settle()
        counted.shown.clear()
        with desktop.office.workspace(desktop.client_id) as workspace, workspace.desk.books.query() as session:
            document_id = (
                session.scalars(select(Document.id).where(Document.state == DocumentState.TO_REVIEW)).first() or ""
            )
        for _ in range(_THREADS):  # every thread is busy, so that the page has to wait for its turn
            desktop.door.ask(hands.window, may_go.wait, lambda _: None)
        pages: list[PageShown] = []
        failures: list[BookDeskError] = []
        sheets = Sheets(desktop, hands.window)
        sheets.paint(document_id, 1, pages.append, failures.append)
        if let_go:
            sheets.keep(())
        may_go.set()
        hands.settle()
        assert (len(counted.shown), len(pages), failures) == ((0, 0, []) if let_go else (1, 1, []))
        sheets.keep(())
