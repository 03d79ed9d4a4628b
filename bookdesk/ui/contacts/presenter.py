"""Contacts as they are asked for and changed; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.contacts.details import ContactDetails
from bookdesk.contacts.listing import ContactList, ContactListing, ContactQuery, ContactRow
from bookdesk.contacts.service import ContactService
from bookdesk.core.bankdetails import BankDetails
from bookdesk.payments.payees import PayeeService
from bookdesk.security.roles import Permission
from bookdesk.takeon.files import sheet_text
from bookdesk.takeon.service import NEEDED, Taken, TakeOnService
from bookdesk.ui.contacts.table import COLUMNS
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.client_presenter import ClientPresenter
from bookdesk.ui.pieces.models import OpenedList, open_list
from bookdesk.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True)
class ContactsFound:
    """One look at the contacts: the list; where nobody is on it, also how long the others are."""

    query: ContactQuery
    list: OpenedList[ContactRow]
    counts: dict[str, int]
    wanted: int | None = None
    followed: bool = False
    """Whether it is another list than the asked one, since the wanted contact is not on that."""


class ContactsPresenter(ClientPresenter):
    """Asks for lists of contacts of the client in front, and changes them."""

    found = Signal(object)
    counted = Signal(object)
    """How long the lists are; it comes after the list that is shown."""
    failed = Signal(object)
    saved = Signal(str)
    """The id of a contact that was changed."""
    added = Signal(object)
    """The `ContactDetails` of a new one."""
    taken = Signal(object)
    """A sheet was taken over: what it brought, as `Taken`."""
    not_taken = Signal(object)

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Begin with the suppliers."""
        super().__init__(desktop, parent)
        self._unanswered = self.failed.emit
        self.query = self._first = ContactQuery()

    def begin_anew(self) -> None:
        """Show the first list again: another client's contacts are not looked at where the last one's were."""
        self.query = self._first

    def show(self, *, wanted: str = "", **changes: object) -> None:
        """Ask for the list anew, with other terms where given."""
        self.query = replace(self.query, **changes)  # type: ignore[arg-type] # fields of the query, by name
        self.refresh(wanted=wanted)

    def refresh(self, pages: Sequence[int] = (0,), wanted: str = "") -> None:
        """Ask for the same list again."""
        query = self.query
        self._ask("list", lambda workspace: _find(workspace, query, pages, wanted), self._found)

    def follow(self, details: ContactDetails) -> None:
        """Ask for the same list with a contact on it; where he is not, for all of his side."""
        query, side = self.query, ContactList.CUSTOMERS if details.customer else ContactList.SUPPLIERS
        his = replace(query, list=side, text="")
        self._ask("list", lambda workspace: _follow(workspace, query, his, details.id), self._found)

    def page(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        """Read a page of the list; the model asks for it."""
        self._ask("", lambda _workspace: work(), then)

    def country(self) -> str:
        """Return the country of the client in front, where suppliers are at home that say nothing else."""
        return self._desktop.office.entry(self._desktop.client_id).profile.country or ""

    def person(self, user: str) -> str:
        """Return the name of a user."""
        return self._desktop.office.name_of(user)

    def sell_to(self, contact_id: str) -> None:
        """Go to a new invoice for a contact, from which the way leads back to it."""
        back = Place("contacts", self._desktop.client_id, item=contact_id)
        self._desktop.go(Place("invoice", view="invoice", back=back, contact=contact_id))

    def go_to_invoices(self, contact_id: str, act: str) -> None:
        """Go to a customer's open invoices, to begin with an act there."""
        self._desktop.go(Place("sales", view="open", contact=contact_id, act=act))

    def go_to_reminder(self, contact_id: str) -> None:
        """Go to what a customer would be reminded of now."""
        self._desktop.go(Place("reminders", self._desktop.client_id, item=contact_id))

    # -- acts

    def save(self, contact_id: str, assignments: Mapping[str, str], version: int | None) -> None:
        """Change fields of a contact, or add one where no id is given."""
        changed = dict(assignments)

        def work(workspace: Workspace) -> ContactDetails:
            workspace.require(Permission.CAPTURE)
            contacts = ContactService(workspace.desk)
            return contacts.edit(contact_id, changed, version=version) if contact_id else contacts.add(changed)

        def done(details: ContactDetails) -> None:
            if contact_id:
                self.saved.emit(details.id)
            else:
                self.added.emit(details)

        self._act(work, done)

    def note(self, details: ContactDetails, text: str) -> None:
        """Add a note to a contact, for colleagues."""

        def work(workspace: Workspace) -> ContactDetails:
            workspace.require(Permission.CAPTURE)
            return ContactService(workspace.desk).note(details.id, text, version=details.version)

        self._act(work, lambda _: None)

    def put_away(self, row: ContactRow, *, away: bool) -> None:
        """Put a contact away, or take it back."""

        def work(workspace: Workspace) -> ContactDetails:
            workspace.require(Permission.CAPTURE)
            contacts = ContactService(workspace.desk)
            act = contacts.archive if away else contacts.restore
            return act(row.id, version=row.version)

        self._act(work, lambda _: None)

    def enter_account(self, contact_id: str, details: BankDetails, holder: str) -> None:
        """Enter a supplier's account; a second person confirms it before money goes there."""

        def work(workspace: Workspace) -> object:
            workspace.require(Permission.EDIT_PAYEE)
            return PayeeService(workspace.desk).enter(contact_id, details, holder=holder or None)

        self._act(work, lambda _: self.saved.emit(contact_id))

    def confirm_account(self, contact_id: str, note: str) -> None:
        """Confirm the unconfirmed bank details of a supplier, after calling back."""

        def work(workspace: Workspace) -> object:
            workspace.require(Permission.CONFIRM_PAYEE)
            return PayeeService(workspace.desk, workspace.trusted).confirm(contact_id, note)

        self._act(work, lambda _: None)

    def confirm_taken_over(self, note: str) -> None:
        """Confirm at once all accounts taken over from the old system, which paid them before."""

        def work(workspace: Workspace) -> object:
            workspace.require(Permission.CONFIRM_PAYEE)
            return PayeeService(workspace.desk, workspace.trusted).confirm_taken_over(note)

        self._act(work, lambda _: None)

    def take_over(self, sheet: Path) -> None:
        """Take the suppliers of a sheet over from the old system."""

        def work(workspace: Workspace) -> Taken:
            workspace.require(NEEDED)
            return TakeOnService(workspace.desk).suppliers(sheet_text(sheet))

        self._desktop.act(self._desktop.client_id, self, work, self.taken.emit, self.not_taken.emit)

    # -- inside

    def _found(self, found: ContactsFound) -> None:
        self.query = found.query  # who was put away is shown among those
        self.found.emit(found)
        if not found.counts:
            self._ask("counts", _count, self.counted.emit)

    def _act(self, work: Callable[[Workspace], T], then: Callable[[T], None]) -> None:
        self._desktop.act(self._desktop.client_id, self, work, then, self.failed.emit)


def _find(workspace: Workspace, query: ContactQuery, pages: Sequence[int], wanted: str) -> ContactsFound:
    listing = ContactListing(workspace.desk)
    if wanted and query.list is ContactList.ALL and listing.list_of(wanted) is ContactList.ARCHIVED:
        query = replace(query, list=ContactList.ARCHIVED)
    opened = open_list(listing.of(query), COLUMNS, pages)
    counts = {} if len(opened.keys) else _count(workspace)
    return ContactsFound(query, opened, counts, listing.key_of(wanted) if wanted else None)


def _follow(workspace: Workspace, query: ContactQuery, his: ContactQuery, wanted: str) -> ContactsFound:
    """Look at a list with a contact on it, else at `his`."""
    listing = ContactListing(workspace.desk)
    shown = listing.of(query).keys()
    if listing.key_of(wanted) in shown:
        return _find(workspace, query, (0,), wanted)
    return replace(_find(workspace, his, (0,), wanted), followed=True)


def _count(workspace: Workspace) -> dict[str, int]:
    return {one.value: number for one, number in ContactListing(workspace.desk).counts(tuple(ContactList)).items()}
