"""Pages of documents to look at: opened in children, painted as they are asked for, the last ones kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass

from PySide6.QtCore import QObject

from bookdesk.capture.originals import Originals
from bookdesk.capture.pages import DocumentPages
from bookdesk.capture.placed import PlacedWord
from bookdesk.core.errors import BookDeskError
from bookdesk.reading.boundpages import BoundPages
from bookdesk.reading.preview import ShowingStopped, ShownDocument
from bookdesk.reading.showwire import OpenedPages, PagePicture
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace

FIRST_WIDTH = 1100
"""Pixels of the first picture of a page: sharp in half of a window, quick to paint."""


@dataclass(frozen=True)
class PageShown:
    """A page of a document: its picture and its words. `drawn` from an e-invoice that has no pages of its own."""

    document_id: str
    number: int
    of: int
    picture: PagePicture
    words: tuple[PlacedWord, ...]
    drawn: bool


@dataclass
class _Sheet:
    """A document whose pages are open, or will be with the first question."""

    shown: ShownDocument
    pages: OpenedPages | None = None


class Sheets(QObject):
    """The documents that are being looked at. Ask on the window's thread; work is done off it."""

    def __init__(self, desktop: Desktop, parent: QObject) -> None:
        """Open nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self._guard = threading.Lock()
        self._wanted: set[str] = set()
        self._sheets: dict[str, _Sheet] = {}
        self._kept: dict[tuple[str, int], PageShown] = {}

    def paint(  # noqa: PLR0913 - a page of a document of a client, and what becomes of it
        self,
        document_id: str,
        number: int,
        then: Callable[[PageShown], None],
        failed: Callable[[BookDeskError], None],
        width: int = FIRST_WIDTH,
        *,
        client_id: str = "",
    ) -> None:
        """Paint page `number` (from 1), about `width` pixels wide; one that was painted so wide comes at once.

        The document is of the client in front, unless `client_id` names another.
        """
        self._wanted.add(document_id)
        kept = self._kept.get((document_id, number))
        if kept is not None and kept.picture.width >= width:
            then(kept)
            return

        def work(workspace: Workspace) -> PageShown:
            pages = DocumentPages(workspace.desk)
            sheet = self._sheet(pages, document_id)
            opened = sheet.pages or sheet.shown.opened()
            sheet.pages = opened
            words = () if opened.drawn else pages.words(document_id, number)
            return PageShown(
                document_id, number, len(opened.pages), sheet.shown.picture(number, width), words, opened.drawn
            )

        def painted(page: PageShown) -> None:
            self._kept[(document_id, number)] = page
            then(page)

        def broken(error: BookDeskError) -> None:
            if not isinstance(error, ShowingStopped):  # whoever closed it needs no message
                failed(error)

        self._desktop.ask(client_id or self._desktop.client_id, self, work, painted, broken)

    def keep(self, document_ids: Collection[str]) -> None:
        """Let go of every document but these, also of one that is still to be opened."""
        with self._guard:
            self._wanted &= set(document_ids)
            gone = [self._sheets.pop(old) for old in tuple(self._sheets) if old not in document_ids]
        for sheet in gone:
            sheet.shown.close()
        self._kept = {key: page for key, page in self._kept.items() if key[0] in document_ids}

    def _sheet(self, pages: DocumentPages, document_id: str) -> _Sheet:
        """Return a document that is wanted: one let go of meanwhile would be closed by nobody."""
        with self._guard:
            known = self._sheets.get(document_id)
        if known is not None:
            return known
        found = pages.originals(document_id)
        with self._guard:
            if document_id not in self._wanted:
                raise ShowingStopped("The document was closed.", "Open it again to look at it.")
            shown = self._shown(found)  # no child is taken for it yet
            return self._sheets.setdefault(document_id, _Sheet(shown))

    def _shown(self, found: Originals) -> ShownDocument:
        """Return the document, of one file or of pages of several."""
        pictures = self._desktop.equipment.pictures()
        files = {key: pictures.show(content, found.passwords.get(key)) for key, content in found.contents.items()}
        if not found.leaves:
            (whole,) = files.values()
            return whole
        return BoundPages([(files[leaf.document_id], leaf.page, leaf.area) for leaf in found.leaves])
