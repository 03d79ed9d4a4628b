"""One invoice as it is opened, considered while it is typed, kept and issued; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.core.clock import today
from bookdesk.core.errors import BookDeskError
from bookdesk.invoicing.considering import Considered, considered
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.offering import Offered, offered
from bookdesk.invoicing.papers import preview
from bookdesk.invoicing.previewing import drawn
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.shown import InvoiceShown, number_to_come, show
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.reading.preview import ShowingStopped, ShownDocument
from bookdesk.reading.showwire import PagePicture
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.messages import Place
from bookdesk.ui.sheets import FIRST_WIDTH
from bookdesk.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True)
class Opened:
    """What is written or looked at: what is offered for it, and where it is kept already, how it stands there."""

    offered: Offered
    shown: InvoiceShown | None = None
    entered: Entered | None = None

    @property
    def kind(self) -> InvoiceKind:
        """Whether it is an invoice or a credit note."""
        return self.shown.details.invoice.kind if self.shown is not None else InvoiceKind.INVOICE

    @property
    def invoice_id(self) -> str:
        """The id of a kept one, nothing for one that is not kept yet."""
        return self.shown.details.invoice.id if self.shown is not None else ""

    @property
    def version(self) -> int | None:
        """The version that was read."""
        return self.shown.details.invoice.version if self.shown is not None else None

    @property
    def open(self) -> bool:
        """Whether it can still be changed."""
        return self.shown is None or self.shown.details.invoice.status is InvoiceStatus.DRAFT


@dataclass(frozen=True)
class PageDrawn:
    """A page of the paper: its picture, which one it is, and of which document."""

    key: str
    number: int
    of: int
    picture: PagePicture


class Drawer(QObject):
    """Paints the paper of what is written; each is opened in a child of its own, and let go when the next is there."""

    drawn = Signal(object)
    """A `PageDrawn`."""
    failed = Signal(object)
    """Why there is no paper: a `BookDeskError`."""

    def __init__(self, desktop: Desktop, parent: QObject) -> None:
        """Draw nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self._alive: list[ShownDocument] = []
        self._front: ShownDocument | None = None
        self._key, self._of, self._number = "", 0, 1

    def draw(self, key: str, make: Callable[[Workspace], bytes], number: int = 1, width: int = FIRST_WIDTH) -> None:
        """Paint a page of the paper that `make` makes; papers of one `key` are versions of one document."""

        def work(workspace: Workspace) -> tuple[ShownDocument, int, PagePicture]:
            shown = self._desktop.equipment.pictures().show(make(workspace))
            self._alive.append(shown)
            of = len(shown.opened().pages)
            return shown, of, shown.picture(min(number, of), width)

        def painted(found: tuple[ShownDocument, int, PagePicture]) -> None:
            self._front, self._of, picture = found
            self._key, self._number = key, min(number, self._of)
            self._let_go(self._front)
            self.drawn.emit(PageDrawn(key, self._number, self._of, picture))

        if self._desktop.client_id:
            self._desktop.ask(self._desktop.client_id, self, work, painted, self._broken, name="paper")

    def show_page(self, number: int, width: int = 0) -> None:
        """Paint another page of the paper that is shown, or the same one wider."""
        shown, key, of = self._front, self._key, self._of
        if shown is None or not 1 <= number <= of:
            return

        def painted(picture: PagePicture) -> None:
            self._number = number
            self.drawn.emit(PageDrawn(key, number, of, picture))

        client_id = self._desktop.client_id
        self._desktop.ask(
            client_id, self, lambda _: shown.picture(number, width or FIRST_WIDTH), painted, self._broken, name="paper"
        )

    def page(self) -> int:
        """Return the page that is shown."""
        return self._number

    def close(self) -> None:
        """Let go of every paper."""
        self._front = None
        self._let_go(None)

    def _let_go(self, but: ShownDocument | None) -> None:
        gone = [one for one in self._alive if one is not but]
        self._alive = [one for one in self._alive if one is but]
        for one in gone:
            one.close()

    def _broken(self, error: BookDeskError) -> None:
        if not isinstance(error, ShowingStopped):  # whoever closed it needs no message
            self.failed.emit(error)


class EditorPresenter(QObject):
    """Holds the invoice in front, of the client in front."""

    opened = Signal(object)
    """An `Opened` invoice is in front, or was looked at again."""
    considered = Signal(object)
    """The `Considered` document that was typed last."""
    doubted = Signal(object)
    """Why what was typed last would not be kept: a `BookDeskError`; it is told beside the sums, and stops nothing."""
    kept = Signal()
    """What was typed is in the books."""
    refused = Signal(object)
    """Why it was not kept or not issued."""
    to_issue = Signal(str)
    """It is kept and may be issued under this number."""
    gone = Signal()
    """There is no such invoice any more."""
    re_offered = Signal(object)
    """What is `Offered` for another day."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self.back: Place | None = None
        self.front: Opened | None = None
        self._wanted = ""
        self.paper = Drawer(desktop, self)
        desktop.books_changed.connect(self._books_changed)

    def open(self, invoice_id: str) -> None:
        """Bring an invoice in front, or a new one where no id is given."""
        self._wanted = invoice_id

        def work(workspace: Workspace) -> Opened:
            if not invoice_id:
                return Opened(offered(workspace.desk))
            found = show(workspace.desk, invoice_id)
            entered = InvoiceService(workspace.desk).entered(invoice_id)
            return Opened(offered(workspace.desk, entered.tax_point or entered.document_date), found, entered)

        self._ask("invoice", work, self._opened, self._not_there)

    def close(self) -> None:
        """Let go of it."""
        self.front, self._wanted = None, ""
        self.paper.close()

    def today(self) -> date:
        """Return the client's civil date."""
        entry = self._desktop.office.entry(self._desktop.client_id)
        return today(self._desktop.office.clock, entry.profile.zone or "UTC")

    def draw(self, found: Considered | None = None) -> None:
        """Draw the paper of what is typed, or of what is kept."""
        front = self.front
        if front is None:
            return
        number = self.paper.page()
        if found is not None:
            self.paper.draw(front.invoice_id, lambda workspace: drawn(workspace.desk, found), number)
        elif front.invoice_id:
            self.paper.draw(front.invoice_id, lambda workspace: preview(workspace.desk, front.invoice_id), number)

    def offer_for(self, day: date) -> None:
        """Ask what is offered for a document of another day: tax rates are dated."""
        self._ask("offered", lambda workspace: offered(workspace.desk, day), self.re_offered.emit)

    def consider(self, entered: Entered) -> None:
        """Ask what would be kept of what is typed."""
        if self.front is None:
            return
        kind, invoice_id = self.front.kind, self.front.invoice_id or None
        self._ask(
            "considered",
            lambda workspace: considered(workspace.desk, entered, kind, invoice_id=invoice_id),
            self._considered,
            self.doubted.emit,
        )

    def keep(self, entered: Entered, then: Callable[[], None] | None = None) -> None:
        """Keep what is typed, as a new draft or in the one in front; `then` is done once it is kept and read again."""
        front = self.front
        if front is None:
            return

        def work(workspace: Workspace) -> Opened:
            workspace.require(Permission.INVOICE)
            invoices = InvoiceService(workspace.desk)
            if front.invoice_id:
                made: Invoice = invoices.edit(front.invoice_id, entered, version=front.version)
            else:
                made = invoices.draft(entered)
            found, again = show(workspace.desk, made.id), invoices.entered(made.id)
            return Opened(offered(workspace.desk, again.tax_point or again.document_date), found, again)

        def done(opened: Opened) -> None:
            self._wanted = opened.invoice_id
            self.kept.emit()
            self._opened(opened)
            if then is not None:
                then()

        self._desktop.act(self._desktop.client_id, self, work, done, self.refused.emit)

    def ask_to_issue(self) -> None:
        """Look which number the draft in front would get."""
        invoice_id = self.front.invoice_id if self.front is not None else ""
        if invoice_id:
            self._ask("number", lambda workspace: number_to_come(workspace.desk, invoice_id), self.to_issue.emit)

    def issue(self) -> None:
        """Issue the draft in front."""
        self._act(lambda invoices, front: invoices.issue(front.invoice_id, version=front.version))

    def delete(self) -> None:
        """Throw the draft in front away."""
        front = self.front
        if front is None or not front.invoice_id:
            self.go_back()
            return
        self._act(lambda invoices, one: invoices.delete(one.invoice_id, version=one.version), gone=True)

    def go_back(self) -> None:
        """Go back to the list from which it was opened, or to all, with it chosen there."""
        item = self.front.invoice_id if self.front is not None else ""
        self._desktop.go(self.back or Place("sales", item=item))

    # -- inside

    def _act(self, act: Callable[[InvoiceService, Opened], object], *, gone: bool = False) -> None:
        front = self.front
        if front is None:
            return

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.INVOICE)
            act(InvoiceService(workspace.desk), front)

        def done(_: None) -> None:
            if gone:
                self.close()
                self.go_back()
            else:
                self.open(front.invoice_id)

        self._desktop.act(self._desktop.client_id, self, work, done, self.refused.emit)

    def _opened(self, opened: Opened) -> None:
        if opened.invoice_id == self._wanted:
            self.front = opened
            self.opened.emit(opened)

    def _considered(self, found: Considered) -> None:
        self.considered.emit(found)

    def _not_there(self, error: BookDeskError) -> None:
        del error
        self.close()
        self.gone.emit()

    def _books_changed(self, client_id: str) -> None:
        """Look at a kept invoice again, whoever changed it, as when an act was taken back."""
        if client_id == self._desktop.client_id and self.front is not None and self.front.invoice_id:
            self.open(self.front.invoice_id)

    def _ask(
        self,
        name: str,
        work: Callable[[Workspace], T],
        then: Callable[[T], None],
        failed: Callable[[BookDeskError], None] | None = None,
    ) -> None:
        client_id = self._desktop.client_id
        if client_id:
            self._desktop.ask(client_id, self, work, then, failed, name=name)
