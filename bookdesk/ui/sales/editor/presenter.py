"""One document as it is opened, considered while it is typed, kept and issued; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.contacts.service import ContactService
from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.money import Money
from bookdesk.invoicing.considering import Considered, as_estimate, considered
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.invoicing.offering import Offered, offered
from bookdesk.invoicing.papers import drawn, preview
from bookdesk.invoicing.recurring import Rule, ScheduleService, kept_rule, late_from_the_start, next_billed
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.shown import InvoiceShown, estimate_to_come, number_to_come, show
from bookdesk.invoicing.timesheets import Worked, worked
from bookdesk.models.estimate import EstimateStatus
from bookdesk.models.invoice import InvoiceKind, InvoiceStatus
from bookdesk.security.roles import Permission
from bookdesk.store.desk import Desk
from bookdesk.takeon.files import sheet_text
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.drawing import Drawer
from bookdesk.ui.gateway import crediting_words
from bookdesk.ui.messages import Place
from bookdesk.workspace import Workspace

T = TypeVar("T")


class Sort(StrEnum):
    """What is written here: three documents whose forms are one. The values are views of a place."""

    INVOICE = "invoice"
    ESTIMATE = "estimate"
    SCHEDULE = "schedule"


LISTS = {Sort.INVOICE: "sales", Sort.ESTIMATE: "estimates", Sort.SCHEDULE: "schedules"}
"""The screen that lists them."""


@dataclass(frozen=True)
class Opened:
    """What is written or looked at: what is offered for it, and where it is kept already, how it stands there.

    `open` ones can be changed; `tied` ones keep their customer and currency. `shown` is an invoice in full, `rule` when
    a schedule bills.
    """

    sort: Sort
    offered: Offered
    entered: Entered | None = None
    id: str = ""
    version: int | None = None
    kind: InvoiceKind = InvoiceKind.INVOICE
    open: bool = True
    tied: bool = False
    number: str = ""
    customer: str = ""
    total: Money | None = None
    state: str = ""
    shown: InvoiceShown | None = None
    rule: Rule | None = None
    whom: str = ""
    """The id of the customer whom a new one is for, where that is known."""


@dataclass(frozen=True)
class Added:
    """Who was made a customer while a document was written, and what is offered for it now."""

    contact_id: str
    offered: Offered


class EditorPresenter(QObject):
    """Holds the invoice, estimate or schedule in front, of the client in front."""

    opened = Signal(object)
    """What is in front, `Opened`, or looked at again."""
    considered = Signal(object)
    """The `Considered` document that was typed last."""
    doubted = Signal(object)
    """Why what was typed last would not be kept: a `BookDeskError`; it is told beside the sums, and stops nothing."""
    kept = Signal()
    """What was typed is in the books."""
    refused = Signal(object)
    """Why it was not kept or not issued."""
    to_issue = Signal(str, str)
    """It is kept and may be issued under this number, and what becomes of what is under way online by that."""
    gone = Signal()
    """There is no such document any more."""
    worked = Signal(object)
    """The hours of a time sheet as lines, a `Worked`."""
    re_offered = Signal(object)
    """What is `Offered` for another day."""
    customer_added = Signal(object)
    """Who was `Added`."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self.back: Place | None = None
        self.front: Opened | None = None
        self.typing = False
        """Whether something is typed that is not kept."""
        self._wanted: tuple[Sort, str] = (Sort.INVOICE, "")
        self._adding = self._acting = False
        """Whether somebody is being added, and whether the document is being kept, issued or thrown away."""
        self.paper = Drawer(desktop, self)
        desktop.books_changed.connect(self._books_changed)

    def open(self, item: str, sort: Sort = Sort.INVOICE, whom: str = "") -> None:
        """Bring a document in front, or a new one (for the customer `whom`) where no id is given."""
        self._wanted, self._adding = (sort, item), False
        self._ask("document", lambda workspace: read(workspace.desk, sort, item, whom), self._opened, self._not_there)

    def close(self) -> None:
        """Let go of it."""
        self.front, self._wanted, self._acting = None, (Sort.INVOICE, ""), False
        self.paper.close()

    def today(self) -> date:
        """Return the client's civil date."""
        return self._desktop.today()

    def shown(self) -> InvoiceShown | None:
        """Return the invoice or credit note in front, as it is kept."""
        return self.front.shown if self.front is not None else None

    def draw(self, found: Considered | None = None, rule: Rule | None = None) -> None:
        """Draw the paper of what is typed, or of what is kept; of a schedule what its `rule` bills next."""
        front = self.front
        if front is None:
            return
        number = self.paper.page()
        if found is not None:
            self.paper.draw(front.id, lambda workspace: _drawn(workspace, found, front.sort, rule), number)
        elif front.id and front.sort is not Sort.SCHEDULE:
            self.paper.draw(front.id, lambda workspace: preview(workspace.desk, front.id), number)

    def offer_for(self, day: date) -> None:
        """Ask what is offered for a document of another day: tax rates are dated."""
        self._ask("offered", lambda workspace: offered(workspace.desk, day), self.re_offered.emit)

    def add_customer(self, name: str, day: date | None) -> None:
        """Make somebody a customer, for the document of a `day` that is being written; once, however often pressed."""
        front = self.front
        if front is None or self._adding:
            return
        self._adding = True

        def work(workspace: Workspace) -> Added:
            workspace.require(Permission.CAPTURE)
            made = ContactService(workspace.desk).add({"name": name, "customer": "yes"})
            return Added(made.id, offered(workspace.desk, day))

        def done(found: Added) -> None:
            self._adding = False
            if self.front is front:
                self.customer_added.emit(found)

        def refused(error: BookDeskError) -> None:
            self._adding = False
            self.refused.emit(error)

        remedy = "Address and mail can be added in Contacts."
        self._desktop.act(self._desktop.client_id, self, work, done, refused, remedy=remedy)

    def consider(self, entered: Entered) -> None:
        """Ask what would be kept of what is typed."""
        front = self.front
        if front is None:
            return
        invoice_id, offer = front.id if front.sort is Sort.INVOICE and front.id else None, front.sort is Sort.ESTIMATE
        self._ask(
            "considered",
            lambda workspace: considered(workspace.desk, entered, front.kind, invoice_id=invoice_id, offer=offer),
            self.considered.emit,
            self.doubted.emit,
        )

    def read_hours(self, file: Path, currency: str) -> None:
        """Read a time sheet as lines in a currency, for the document that is in front by then, too."""
        front = self.front

        def done(found: Worked) -> None:
            if front is not None and self.front is not None and self.front.id == front.id:
                self.worked.emit(found)

        self._ask("hours", lambda _workspace: worked(sheet_text(file), currency), done, self.refused.emit)

    def late_from_the_start(self, rule: Rule | None) -> int:
        """Return how many invoices of gone days a new schedule would make by itself; raises where it never bills."""
        front = self.front
        new = rule is not None and front is not None and not front.id
        return late_from_the_start(rule, self.today()) if new and rule is not None else 0

    def keep(self, entered: Entered, rule: Rule | None = None, then: Callable[[], None] | None = None) -> None:
        """Keep what is typed, as a new draft or in the one in front; `then` is done once it is kept and read again.

        What is pressed again meanwhile is no second act: it would be held against what the first one changes.
        """
        front = self.front
        if front is None or self._acting:
            return
        self._acting = True

        def work(workspace: Workspace) -> Opened:
            workspace.require(Permission.INVOICE)
            return read(workspace.desk, front.sort, _keep(workspace.desk, front, entered, rule))

        def done(opened: Opened) -> None:
            self._wanted, self._acting = (opened.sort, opened.id), False
            self.kept.emit()
            self._opened(opened)
            if then is not None:
                then()

        self._desktop.act(self._desktop.client_id, self, work, done, self._failed)

    def ask_to_issue(self) -> None:
        """Look which number the draft in front would get."""
        front = self.front
        if front is not None and front.id and not self._acting:
            self._ask(
                "number",
                lambda workspace: (_number(workspace.desk, front), crediting_words(workspace, [front.id])),
                lambda found: self.to_issue.emit(*found),
                self.refused.emit,
            )

    def issue(self) -> None:
        """Issue the draft in front, or offer the estimate."""

        def act(desk: Desk, front: Opened) -> None:
            if front.sort is Sort.ESTIMATE:
                EstimateService(desk).offer(front.id, version=front.version)
            else:
                InvoiceService(desk).issue(front.id, version=front.version)

        self._act(act)

    def delete(self) -> None:
        """Throw the draft in front away."""
        if self.front is None or not self.front.id:
            self.go_back()
            return

        def act(desk: Desk, front: Opened) -> None:
            service = EstimateService(desk) if front.sort is Sort.ESTIMATE else InvoiceService(desk)
            service.delete(front.id, version=front.version)

        self._act(act, gone=True)

    def go_back(self) -> None:
        """Go back to the list from which it was opened, or to all, with it chosen there."""
        front = self.front
        sort = front.sort if front is not None else self._wanted[0]
        back, made = self.back, front.id if front is not None else ""
        if back is not None and back.screen == LISTS[sort] and made:
            back = replace(back, item=made)  # not the one that was chosen when somebody began it
        self._desktop.go(back or Place(LISTS[sort], item=made))

    def open_settings(self, page: str) -> None:
        """Go to the page of the settings that would give what is missing; from there the way leads back here."""
        front = self.front
        back = Place("invoice", item=front.id, view=front.sort.value, back=self.back) if front is not None else None
        self._desktop.go(Place("invoice settings", view=page, back=back))

    # -- inside

    def _act(self, act: Callable[[Desk, Opened], None], *, gone: bool = False) -> None:
        front = self.front
        if front is None or self._acting:
            return
        self._acting = True

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.INVOICE)
            act(workspace.desk, front)

        def done(_: None) -> None:
            self._acting = False
            if gone:
                back = self.back or Place(LISTS[front.sort])
                self.close()
                self._desktop.go(back)
            else:
                self.open(front.id, front.sort)

        self._desktop.act(self._desktop.client_id, self, work, done, self._failed)

    def _failed(self, error: BookDeskError) -> None:
        self._acting = False
        self.refused.emit(error)

    def _opened(self, opened: Opened) -> None:
        if (opened.sort, opened.id) == self._wanted:
            self.front = opened
            self.opened.emit(opened)

    def _not_there(self, error: BookDeskError) -> None:
        del error
        self.close()
        self.gone.emit()

    def _books_changed(self, client_id: str) -> None:
        """Look at a kept document again, whoever changed it, as when an act was taken back.

        Also while it is being read: it may be issued in between. Not where something is typed into it: what is kept is
        held against the version that it was begun from.
        """
        sort, item = self._wanted
        if client_id == self._desktop.client_id and item and not self.typing:
            self.open(item, sort)

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


def read(desk: Desk, sort: Sort, item: str, whom: str = "") -> Opened:
    """Return a document as a form begins from it; an empty one where no id is given."""
    if not item:
        return Opened(sort, offered(desk), whom=whom)
    return {Sort.INVOICE: _invoice, Sort.ESTIMATE: _estimate, Sort.SCHEDULE: _schedule}[sort](desk, item)


def _invoice(desk: Desk, item: str) -> Opened:
    found, entered = show(desk, item), InvoiceService(desk).entered(item)
    invoice = found.details.invoice
    return Opened(
        Sort.INVOICE,
        offered(desk, invoice.tax_point or invoice.document_date),
        entered,
        item,
        invoice.version,
        invoice.kind,
        invoice.status is InvoiceStatus.DRAFT,
        bool(invoice.corrects_id),
        invoice.number or "",
        found.details.customer,
        invoice.total_money,
        invoice.status.value,
        found,
    )


def _estimate(desk: Desk, item: str) -> Opened:
    estimates = EstimateService(desk)
    found, entered = estimates.show(item), estimates.entered(item)
    estimate = found.view.estimate
    return Opened(
        Sort.ESTIMATE,
        offered(desk, estimate.document_date),
        entered,
        item,
        estimate.version,
        open=estimate.status is EstimateStatus.DRAFT,
        number=estimate.number or "",
        customer=found.view.customer,
        total=estimate.total_money,
        state="drafted" if found.view.drafted else estimate.status.value,
    )


def _schedule(desk: Desk, item: str) -> Opened:
    schedules = ScheduleService(desk)
    found, entered = schedules.show(item).view, schedules.entered(item)
    return Opened(
        Sort.SCHEDULE,
        offered(desk),
        entered,
        item,
        found.schedule.version,
        open=not found.schedule.stopped,
        number=found.schedule.name,
        customer=found.customer,
        state="stopped" if found.schedule.stopped else "",
        rule=kept_rule(found.schedule),
    )


def _keep(desk: Desk, front: Opened, entered: Entered, rule: Rule | None) -> str:
    """Keep a document and return its id."""
    if front.sort is Sort.SCHEDULE:
        schedules = ScheduleService(desk)
        if rule is None:
            raise InputError("It is not said when it bills.", "Fill in its first day.")
        kept = schedules.edit(front.id, entered, rule, version=front.version) if front.id else None
        return (kept or schedules.add(entered, rule)).id
    if front.sort is Sort.ESTIMATE:
        estimates = EstimateService(desk)
        changed = estimates.edit(front.id, entered, version=front.version) if front.id else None
        return (changed or estimates.draft(entered)).id
    invoices = InvoiceService(desk)
    edited = invoices.edit(front.id, entered, version=front.version) if front.id else None
    return (edited or invoices.draft(entered)).id


def _number(desk: Desk, front: Opened) -> str:
    return estimate_to_come(desk, front.id) if front.sort is Sort.ESTIMATE else number_to_come(desk, front.id)


def _drawn(workspace: Workspace, found: Considered, sort: Sort, rule: Rule | None) -> bytes:
    if rule is not None:
        found = next_billed(workspace.desk, found, rule)
    with workspace.desk.books.query() as session:
        if sort is Sort.ESTIMATE:
            return drawn(session, workspace.desk.books, *as_estimate(found))
        return drawn(session, workspace.desk.books, found.invoice, found.lines, found.instalments)
