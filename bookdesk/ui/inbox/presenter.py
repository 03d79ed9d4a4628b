"""The inbox as it is asked for and acted on; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.listing import DocumentRow, InboxList, InboxListing, InboxOrder, InboxQuery
from bookdesk.capture.parting import Parting
from bookdesk.capture.service import CaptureService
from bookdesk.capture.views import InboxRow
from bookdesk.core.errors import BookDeskError, PasswordNeeded
from bookdesk.ledger.chart import accounts, tax_codes
from bookdesk.models.document import DocumentState
from bookdesk.office.addressed import takers
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.documents import move, put_behind, take_apart
from bookdesk.ui.inbox.table import columns
from bookdesk.ui.intake import as_png
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.columns import Column
from bookdesk.ui.pieces.models import OpenedList, open_list
from bookdesk.ui.sheets import PageShown, Sheets
from bookdesk.workspace import Workspace

T = TypeVar("T")
_CALM = 250
"""Milliseconds between two looks at the list while documents pour in."""


@dataclass(frozen=True)
class InboxFound:
    """One look at the inbox: the list, and how long each list is."""

    query: InboxQuery
    list: OpenedList[DocumentRow]
    counts: dict[str, int]
    wanted: int | None = None


@dataclass(frozen=True)
class Outcomes:
    """What became of a bulk act: how many were done, and why the others were not."""

    done: int
    refused: tuple[tuple[str, BookDeskError], ...]


@dataclass(frozen=True)
class Repeats:
    """Documents that were taken for duplicates, each with the document that it repeats, where there is one."""

    rows: tuple[DocumentRow, ...]
    others: tuple[InboxRow | None, ...]


class InboxPresenter(QObject):
    """Asks for lists of documents of the client in front, and does what a person decides on them."""

    found = Signal(object)
    page_shown = Signal(object)
    page_failed = Signal(object)
    confirmed = Signal(object)
    """The `Outcomes` of confirming several."""
    coded = Signal(object)
    """The `Outcomes` of coding several."""
    apart = Signal(object)
    """The `Repeats` that a person is asked about before they are taken for bills of their own."""
    codes = Signal(str, object)
    """`account` or `tax_code`, and the codes that there are, each with its name."""
    locked = Signal(object, object)
    """A document, and the error that says why what was entered does not open it."""
    opening = Signal(object, bool)
    """A locked document that is being read with a password (true), or is so no more."""
    stale = Signal()

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Begin with what needs a person."""
        super().__init__(parent)
        self._desktop = desktop
        self._sheets = Sheets(desktop, self)
        self._current = ""
        self._opening: set[str] = set()
        self._zone = "UTC"  # of the client whose list was asked for last: rows are worded off the window's thread
        self.columns = columns(self.opens, lambda: self._zone)
        self.query = self._first = InboxQuery(InboxList.TO_REVIEW, order=InboxOrder.NUMBER)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM)
        self._calm.timeout.connect(self.stale.emit)
        desktop.books_changed.connect(self._happened)
        desktop.intake.taken.connect(lambda client_id, _: self._happened(client_id))
        desktop.intake.outcome.connect(lambda client_id, _: self._happened(client_id))
        desktop.intake.paused.connect(lambda client_id, _: self._happened(client_id))
        desktop.intake.finished.connect(lambda client_id, *_: self._happened(client_id))

    def begin_anew(self) -> None:
        """Show the first list again: another client's documents are not looked at where the last one's were."""
        self._opening.clear()
        self.query = self._first

    def show(self, *, wanted: str = "", **changes: object) -> None:
        """Ask for the list anew, with other terms where given."""
        self.query = replace(self.query, **changes)  # type: ignore[arg-type] # fields of the query, by name
        self.refresh(wanted=wanted)

    def refresh(self, pages: Sequence[int] = (0,), wanted: str = "") -> None:
        """Ask for the same list again; `wanted` is the id of a document to be found in it."""
        query, told, self._zone = self.query, self.columns, self._desktop.zone()
        self._ask("list", lambda workspace: _find(workspace, query, told, pages, wanted), self.found.emit)

    def page(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        """Read a page of the list; the model asks for it."""
        self._ask("", lambda _workspace: work(), then)

    def look_at(self, document_id: str, number: int = 1, width: int = 0) -> None:
        """Ask for a page of a document, and let go of the others."""
        self._current = document_id
        self._sheets.keep({document_id})

        def painted(page: PageShown) -> None:
            if page.document_id == self._current:
                self.page_shown.emit(page)

        def broken(error: BookDeskError) -> None:
            if document_id == self._current:
                self.page_failed.emit(error)

        self._sheets.paint(document_id, number, painted, broken, width or PREVIEW)

    def looked_at(self) -> str:
        """Return the document whose page is shown, or is being painted."""
        return self._current

    def leave(self) -> None:
        """Let go of the pages."""
        self._current = ""
        self._sheets.keep(())

    # -- acts

    def drop(self, paths: Sequence[Path]) -> None:
        """Take files and folders in for the client in front."""
        try:
            self._desktop.intake.drop(self._desktop.client_id, paths)
        except BookDeskError as error:
            self._desktop.tell_error(error)

    def paste(self, picture: QImage) -> None:
        """Take a picture from the clipboard in for the client in front, whoever is in front when it is packed."""
        desktop, client_id = self._desktop, self._desktop.client_id
        name = f"Pasted {desktop.office.clock.now().astimezone():%Y-%m-%d %H.%M.%S}.png"

        def packed(content: bytes) -> None:
            try:
                desktop.intake.paste(client_id, name, content)
            except BookDeskError as error:
                desktop.tell_error(error)

        desktop.door.ask(self, lambda: as_png(picture), packed)

    def reads(self) -> bool:
        """Whether documents of the client in front are being taken in or read now."""
        return bool(self._desktop.client_id) and self._desktop.intake.reads(self._desktop.client_id)

    def read_now(self) -> None:
        """Read what waits of the client in front."""
        try:
            self._desktop.intake.read_on(self._desktop.client_id)
        except BookDeskError as error:
            self._desktop.tell_error(error)

    def review(self, row: DocumentRow) -> None:
        """Bring a document under review; one that waits to be read is read next."""
        self._desktop.intake.prefer(self._desktop.client_id, row.id)
        query = self.query
        self._desktop.go(Place("review", item=row.id, order=query.order, descending=query.descending))

    def compare(self, row: DocumentRow, other: DocumentRow | None = None) -> None:
        """Show a document beside another one, or beside the one that it may be again."""
        back = Place("inbox", view=self.query.list, item=row.id)
        self._desktop.go(Place("compare", view=other.id if other is not None else "", item=row.id, back=back))

    def take_apart(self, row: DocumentRow) -> None:
        """Show the pages of a document, to take it apart, or say why that cannot be."""
        take_apart(self._desktop, self, row.id, Place("inbox", view=self.query.list, item=row.id))

    def merge(self, rows: Sequence[DocumentRow]) -> None:
        """Put documents together in this order; what comes of it is read at once."""
        ids = [row.id for row in rows]
        self._bind(lambda parting: parting.merge(ids))

    def rejoin(self, row: DocumentRow) -> None:
        """Bring files back as they came, where they were taken apart or put together."""
        self._bind(lambda parting: parting.rejoin(row.id))

    def _bind(self, act: Callable[[Parting], object]) -> None:
        client_id = self._desktop.client_id

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.CAPTURE)
            act(Parting(workspace.desk))

        self._desktop.act(client_id, self, work, lambda _: self._desktop.intake.read_on(client_id))

    def confirm(self, rows: Sequence[DocumentRow]) -> None:
        """Confirm documents, each by itself; those that are refused stay, with the reason."""
        wanted = [(row.id, row.file_name, row.version) for row in rows]

        def work(workspace: Workspace) -> Outcomes:
            workspace.require(Permission.REVIEW)
            inbox, refused = self._inbox(workspace), []
            for document_id, name, version in wanted:
                try:
                    inbox.confirm(document_id, version=version)
                except BookDeskError as error:
                    refused.append((name, error))
            return Outcomes(len(wanted) - len(refused), tuple(refused))

        self._desktop.act(self._desktop.client_id, self, work, self.confirmed.emit)

    def reject(self, rows: Sequence[DocumentRow], why: str) -> None:
        """Put documents aside with a reason."""
        ids = [row.id for row in rows]
        self._each(ids, lambda inbox, document_id: inbox.reject(document_id, why))

    def move(self, rows: Sequence[DocumentRow], to_client: str) -> None:
        """Hand documents over to another client, where they are read anew."""
        move(self._desktop, self, [(row.id, row.version) for row in rows], to_client)

    def others(self) -> list[ClientEntry]:
        """Return the clients that documents of the one in front can be handed over to."""
        office = self._desktop.office
        return takers(office.clients(), office.entry(self._desktop.client_id))

    def ask_apart(self, rows: Sequence[DocumentRow]) -> None:
        """Ask what documents repeat that were taken for duplicates."""
        wanted = tuple(rows)

        def work(workspace: Workspace) -> Repeats:
            inbox = self._inbox(workspace)
            found = (inbox.show(str(row.duplicate_of)).row if row.duplicate_of else None for row in wanted)
            return Repeats(wanted, tuple(found))

        self._ask("apart", work, self.apart.emit)

    def say(self, rows: Sequence[DocumentRow], name: str, value: str) -> None:
        """Say what documents are (`duplicate=no`, `kind=invoice`): they are read again in that light."""
        ids = [row.id for row in rows]
        stand = f"{'It stands' if len(ids) == 1 else 'They stand'} under To review now."
        desktop, held = self._desktop, {row.id: row.duplicate_of for row in rows if row.duplicate_of is not None}
        back = partial(put_behind, desktop, desktop.client_id, held) if held and name == "duplicate" else None
        self._each(ids, lambda inbox, document_id: inbox.set(document_id, {name: value}), stand, back)

    def ask_codes(self, what: str) -> None:
        """Ask for the codes of the client in front: `account` or `tax_code`."""

        def work(workspace: Workspace) -> list[tuple[str, str]]:
            with workspace.desk.books.query() as session:
                found = accounts(session) if what == "account" else tax_codes(session)
                return [(one.code, one.name) for one in found]

        self._ask("codes", work, lambda found: self.codes.emit(what, found))

    def code(self, rows: Sequence[DocumentRow], what: str, code: str) -> None:
        """Code all lines of some drafts alike; one that is refused stays as it was, with the reason."""
        wanted = [(row.id, row.file_name, row.version) for row in rows]

        def work(workspace: Workspace) -> Outcomes:
            workspace.require(Permission.CAPTURE)
            inbox, refused = self._inbox(workspace), []
            for document_id, name, version in wanted:
                try:
                    inbox.set(document_id, {what: code}, version=version)
                except BookDeskError as error:
                    refused.append((name, error))
            return Outcomes(len(wanted) - len(refused), tuple(refused))

        self._desktop.act(self._desktop.client_id, self, work, self.coded.emit)

    def unlock(self, row: DocumentRow, password: str) -> None:
        """Read a locked document with its password; one that does not open it is told, and asked for again."""

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.CAPTURE)
            self._capture(workspace).unlock(row.id, password)

        def then(_: None) -> None:
            self._set_opening(row, under_way=False)
            if self._current == row.id:
                self._sheets.keep(())
                self.look_at(row.id)

        def failed(error: BookDeskError) -> None:
            self._set_opening(row, under_way=False)
            if isinstance(error, PasswordNeeded):
                self.locked.emit(row, error)
            else:
                self._desktop.tell_error(error)

        self._set_opening(row, under_way=True)
        self._desktop.act(self._desktop.client_id, self, work, then, failed)

    def opens(self, row: DocumentRow) -> bool:
        """Whether a locked document is being read with a password now."""
        return row.id in self._opening and row.state is DocumentState.LOCKED

    def read_again(self, rows: Sequence[DocumentRow]) -> None:
        """Read documents again that could not be read."""
        ids = [row.id for row in rows]

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.CAPTURE)
            service = self._capture(workspace)
            for document_id in ids:
                service.read(document_id)

        self._desktop.act(self._desktop.client_id, self, work)

    # -- inside

    def _set_opening(self, row: DocumentRow, *, under_way: bool) -> None:
        (self._opening.add if under_way else self._opening.discard)(row.id)
        self.opening.emit(row, under_way)

    def _each(
        self,
        ids: Sequence[str],
        act: Callable[[InboxService, str], object],
        remedy: str = "",
        back: Callable[[], object] | None = None,
    ) -> None:
        def work(workspace: Workspace) -> None:
            workspace.require(Permission.CAPTURE)
            inbox = self._inbox(workspace)
            for document_id in ids:
                act(inbox, document_id)

        self._desktop.act(self._desktop.client_id, self, work, remedy=remedy, back=back)

    def _capture(self, workspace: Workspace) -> CaptureService:
        return CaptureService(workspace.desk, self._desktop.equipment.reader())

    def _inbox(self, workspace: Workspace) -> InboxService:
        return InboxService(workspace.desk, self._capture(workspace))

    def _ask(self, name: str, work: Callable[[Workspace], T], then: Callable[[T], None]) -> None:
        if self._desktop.client_id:
            self._desktop.ask(self._desktop.client_id, self, work, then, name=name)

    def _happened(self, client_id: str) -> None:
        if client_id == self._desktop.client_id and not self._calm.isActive():
            self._calm.start()


PREVIEW = 700
"""Pixels of a page in the narrow pane beside the list."""


def _find(
    workspace: Workspace,
    query: InboxQuery,
    told: tuple[Column[DocumentRow], ...],
    pages: Sequence[int],
    wanted: str,
) -> InboxFound:
    listing = InboxListing(workspace.desk)
    opened = open_list(listing.of(query), told, pages)
    counts = {one.value: number for one, number in listing.counts(tuple(InboxList)).items()}
    return InboxFound(query, opened, counts, listing.key_of(wanted) if wanted else None)
