"""A file that may hold several documents as it is asked for and decided on; no widget, no SQL."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from bookdesk.capture.boundaries import parts
from bookdesk.capture.parting import Parting, Proposal
from bookdesk.core.errors import BookDeskError
from bookdesk.reading.cutting import cut_picture
from bookdesk.security.roles import Permission
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.sheets import PageShown, Sheets
from bookdesk.workspace import Workspace

THUMB = 150
"""Pixels of a small picture's width."""
_SHARPER = 4
"""A picture of several receipts is painted so many times as wide, since each is a part of it."""


class SplitPresenter(QObject):
    """Holds the pages of a document and with which of them another one begins."""

    found = Signal(object)
    """A `Proposal`."""
    cuts_changed = Signal()
    page_shown = Signal(object)
    """A `PageShown`, small."""
    failed = Signal(object)
    """A `BookDeskError`."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self._sheets = Sheets(desktop, self)
        self.proposal: Proposal | None = None
        self.cuts: set[int] = set()
        self.back = Place("inbox")

    def open(self, document_id: str) -> None:
        """Ask for a document's pages."""
        self.close()
        self._desktop.ask(
            self._desktop.client_id,
            self,
            lambda workspace: Parting(workspace.desk).proposal(document_id),
            self._show,
            self.failed.emit,
            name="proposal",
        )

    def close(self) -> None:
        """Let go of the pages."""
        self._sheets.keep(())
        self.proposal, self.cuts = None, set()

    def toggle(self, page: int) -> None:
        """Let another document begin with a page, or no longer."""
        if self.proposal is not None and 1 < page <= self.proposal.pages:
            self.cuts ^= {page}
            self.cuts_changed.emit()

    def as_proposed(self) -> None:
        """Take the boundaries that the pages suggest."""
        if self.proposal is not None:
            self.cuts = {one.page for one in self.proposal.likely}
            self.cuts_changed.emit()

    def document_of(self, page: int) -> int:
        """Return which document, from 1, a page is in as it is cut now."""
        return 1 + sum(cut <= page for cut in self.cuts)

    def why(self, page: int) -> str:
        """Return what speaks for another document on a page."""
        if self.proposal is None:
            return ""
        found = next((one for one in self.proposal.boundaries if one.page == page), None)
        what = self.proposal.what.capitalize()
        return f"{what} {page}: {found.words}." if found is not None and found.why else ""

    def take_apart(self) -> None:
        """Take the file apart as it is cut; the parts are read at once."""
        proposal, firsts = self.proposal, sorted(self.cuts)
        if proposal is None or not firsts:
            return
        many = len(parts(proposal.pages, firsts))

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.CAPTURE)
            Parting(workspace.desk).split(proposal.document_id, firsts)

        def then(_: None) -> None:
            self._desktop.intake.read_on(self._desktop.client_id)
            self._desktop.tell(Message(f"Taken apart into {wording.count(many, 'document')}, which are being read."))
            self.go_back()

        self._desktop.act(self._desktop.client_id, self, work, then, self.failed.emit)

    def is_one(self) -> None:
        """Say that it is one document; it is proposed no more."""
        proposal = self.proposal
        if proposal is None:
            return

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.CAPTURE)
            Parting(workspace.desk).decline(proposal.document_id)

        self._desktop.act(self._desktop.client_id, self, work, lambda _: self.go_back(), self.failed.emit)

    def go_back(self) -> None:
        """Go back to where it was opened."""
        self._desktop.go(self.back)

    def _show(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self.cuts = {one.page for one in proposal.likely}
        self.found.emit(proposal)
        self._paint(1)

    def _paint(self, number: int) -> None:
        """Paint the pages one after the other, so that whatever else is asked gets between."""
        proposal = self.proposal
        if proposal is None or number > proposal.pages:
            return

        def painted(page: PageShown) -> None:
            if self.proposal is proposal:
                self.page_shown.emit(page)
                self._paint(number + 1)

        def broken(_: BookDeskError) -> None:
            if self.proposal is proposal:
                self._paint(number + 1)

        self._sheets.keep({proposal.document_id})
        if proposal.areas:
            self._paint_receipts(proposal)
        else:
            self._sheets.paint(proposal.document_id, number, painted, broken, THUMB)

    def _paint_receipts(self, proposal: Proposal) -> None:
        """Paint the one page, and show each of its receipts as if it were a page."""

        def painted(page: PageShown) -> None:
            if self.proposal is proposal:
                for number, area in enumerate(proposal.areas, 1):
                    part = cut_picture(page.picture, area, number)
                    self.page_shown.emit(replace(page, number=number, picture=part))

        self._sheets.paint(proposal.document_id, 1, painted, self.failed.emit, THUMB * _SHARPER)
