"""Reminders as they would go out now, looked at, decided on and written; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.contacts.service import ContactService
from bookdesk.core.clock import today
from bookdesk.core.errors import BookDeskError
from bookdesk.core.money import Money
from bookdesk.core.progress import Progress, Silent
from bookdesk.invoicing.service import InvoiceService
from bookdesk.office.latecharging import Chargeable, LateCharging
from bookdesk.office.mailing import goes_by_itself
from bookdesk.receivables.policies import Climbing, PolicyService
from bookdesk.receivables.reminding import Letting, Outcome, ReminderService
from bookdesk.receivables.thanks import ThanksRun, ThanksService
from bookdesk.security.roles import Permission, permitted
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.client_presenter import ClientPresenter
from bookdesk.ui.reminders.table import (
    HELD,
    PERSON,
    SPARED,
    WRITE,
    AboutInvoice,
    ReminderRow,
    held_rows,
    mail_rows,
    person_rows,
    spared_rows,
    thanks_rows,
)
from bookdesk.workspace import Workspace

T = TypeVar("T")
FEW = 20
"""So many mails are written before anybody would look for how far it is."""


@dataclass(frozen=True)
class RemindersFound:
    """The dry run as it was found at an instant: each list with its rows, and how the client's reminders stand.

    `day` is the one of that instant in the client's `zone`. They are written and sent `by_itself` unless the practice
    wants to do both by hand.
    """

    at: datetime
    day: date
    zone: str
    active: bool
    approved: bool
    list_hash: str
    lists: dict[str, tuple[ReminderRow, ...]]
    by_itself: bool

    @property
    def to_write(self) -> tuple[ReminderRow, ...]:
        """What would be written now."""
        return self.lists[WRITE]


@dataclass(frozen=True)
class LetterShown:
    """What stands beside the list: a row with its letter, what may be charged, and by which ladder he is reminded."""

    row: ReminderRow
    letting: Letting | None
    charges: tuple[Chargeable, ...]
    climbing: Climbing


@dataclass(frozen=True)
class Wrote:
    """What was written of reminders and of thanks."""

    reminders: Outcome
    thanks: ThanksRun

    def problems(self) -> list[str]:
        """Return what could not be written, each in words."""
        told: list[tuple[str, BookDeskError]] = [(one.customer, one.error) for one in self.reminders.failed]
        return [f"{name}: {error}" for name, error in (*told, *self.thanks.failed)]


class RemindersPresenter(ClientPresenter):
    """Asks for the dry run of the client in front, and does what a person decides on it."""

    found = Signal(object)
    """A `RemindersFound`."""
    shown = Signal(object)
    """A `LetterShown`, of the row that was asked for last."""
    wrote = Signal(object)
    """A `Wrote`."""
    approved = Signal()
    """The first list is approved."""
    refused = Signal(object)
    """Why nothing was changed: a `BookDeskError`."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(desktop, parent)
        self._unanswered = self.refused.emit

    def refresh(self) -> None:
        """Ask for the dry run."""
        practice = self._desktop.office.practice
        self._ask("list", lambda workspace: _find(workspace, by_itself=goes_by_itself(practice)), self.found.emit)

    def show_row(self, row: ReminderRow) -> None:
        """Ask for the letter of a row, and what may be charged for its invoices."""
        self._ask("letter", lambda workspace: _letter(workspace, row), self.shown.emit)

    def open_invoice(self, invoice_id: str, back: Place) -> None:
        """Go to an invoice; from there the way leads back here."""
        self._desktop.go(Place("invoice", item=invoice_id, view="invoice", back=back))

    def go(self, screen: str, item: str = "") -> None:
        """Go to another screen of this client."""
        self._desktop.go(Place(screen, item=item))

    # -- acts

    def write(self, rows: Sequence[ReminderRow] | None = None) -> None:
        """Write the mails of these rows, or all: what was written meanwhile is not written again."""
        customers = None if rows is None else frozenset(row.contact_id for row in rows if not row.thanks)
        payments = None if rows is None else frozenset(row.thanks for row in rows if row.thanks)

        def work(workspace: Workspace, progress: Progress) -> Wrote:
            reminders = ReminderService(workspace.desk)
            on = PolicyService(workspace.desk).standing().active
            sent = reminders.send(customers, progress) if on else Outcome((), (), 0, ())
            return Wrote(sent, ThanksService(workspace.desk).thank(payments))

        if rows is not None and len(rows) <= FEW:
            self._act(lambda workspace: work(workspace, Silent()), self.wrote.emit)
        else:
            self._write_long(work)

    def approve(self, list_hash: str) -> None:
        """Approve the first list as it was looked at."""
        self._act(lambda workspace: PolicyService(workspace.desk).approve(list_hash), lambda _: self.approved.emit())

    def switch_on(self) -> None:
        """Let reminders be written from today on, once the first list is approved."""
        self._act(lambda workspace: PolicyService(workspace.desk).switch_on())

    def pass_over(self, row: ReminderRow) -> None:
        """Leave this reminder out; the next step comes on its day."""
        self._act(lambda workspace: ReminderService(workspace.desk).pass_over(row.contact_id, row.digest))

    def promise(self, invoices: Sequence[AboutInvoice], until: date | None) -> None:
        """Note until when the customer promised to pay, or that he takes it back."""
        self._each(invoices, lambda service, one: service.promise(one.id, until, version=one.version))

    def dispute(self, invoices: Sequence[AboutInvoice], reason: str | None) -> None:
        """Mark invoices as disputed with the reason, or the dispute as settled."""
        self._each(invoices, lambda service, one: service.dispute(one.id, reason, version=one.version))

    def remind(self, invoices: Sequence[AboutInvoice], *, wanted: bool) -> None:
        """Let reminders be sent for these invoices, or spare them always."""
        self._each(invoices, lambda service, one: service.remind(one.id, wanted=wanted, version=one.version))

    def spare_customer(self, row: ReminderRow) -> None:
        """Send this customer no reminder any more."""

        def work(workspace: Workspace) -> object:
            workspace.require(Permission.CAPTURE)
            fields = {"reminders": "no"}
            return ContactService(workspace.desk).edit(row.contact_id, fields, version=row.contact_version)

        self._act(work)

    def charge(self, invoice_id: str, seen: Money, back: Place) -> None:
        """Draft the invoice over what is charged for lateness, and go there."""
        self._act(
            lambda workspace: LateCharging(workspace.desk).charge(invoice_id, seen).id,
            lambda made: self.open_invoice(made, back),
        )

    # -- inside

    def _write_long(self, work: Callable[[Workspace, Progress], Wrote]) -> None:
        """Write many: the foot of the window shows how far it is, and lets it be stopped between two customers."""
        client_id, office = self._desktop.client_id, self._desktop.office

        def run(progress: Progress) -> Wrote:
            with office.workspace(client_id) as workspace:
                workspace.require(Permission.INVOICE)
                return work(workspace, progress)

        def ended(done: Wrote) -> None:
            self._desktop.books_changed.emit(client_id)
            if client_id == self._desktop.client_id:
                self.wrote.emit(done)

        def failed(error: BookDeskError) -> None:
            here = client_id == self._desktop.client_id
            (self.refused.emit if here else self._desktop.tell_error)(error)

        self._desktop.door.long(f"Writing reminders: {office.entry(client_id).name}", self, run, ended, failed)

    def _each(self, invoices: Sequence[AboutInvoice], act: Callable[[InvoiceService, AboutInvoice], object]) -> None:
        def work(workspace: Workspace) -> None:
            for one in invoices:
                act(InvoiceService(workspace.desk), one)

        self._act(work)

    def _act(self, work: Callable[[Workspace], T], then: Callable[[T], None] | None = None) -> None:
        def allowed(workspace: Workspace) -> T:
            workspace.require(Permission.INVOICE)
            return work(workspace)

        self._desktop.act(self._desktop.client_id, self, allowed, then, self.refused.emit)


def may_invoice(desktop: Desktop) -> bool:
    """Whether this person may write to customers of the client in front; who may not looks on."""
    return bool(desktop.client_id) and permitted(desktop.office.entry(desktop.client_id).roles, Permission.INVOICE)


def _find(workspace: Workspace, *, by_itself: bool) -> RemindersFound:
    found = ReminderService(workspace.desk).preview(texts=False)
    thanks = thanks_rows(ThanksService(workspace.desk).waiting())
    lists = {
        WRITE: (*mail_rows(found), *thanks),
        HELD: tuple(held_rows(found)),
        PERSON: tuple(person_rows(found)),
        SPARED: tuple(spared_rows(found)),
    }
    zone = found.facts.round.zone
    return RemindersFound(
        found.at,
        today(workspace.desk.clock, zone),
        zone,
        found.active,
        found.approved,
        found.list_hash,
        lists,
        by_itself,
    )


def _letter(workspace: Workspace, row: ReminderRow) -> LetterShown:
    desk = workspace.desk
    letting = ReminderService(desk).letter(row.contact_id) if row.digest else None
    ids = [one.id for one in row.invoices if one.id]
    charges = LateCharging(desk).offered(row.contact_id, ids) if ids else ()
    return LetterShown(row, letting, charges, PolicyService(desk).of_customer(row.contact_id))
