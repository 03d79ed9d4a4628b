"""One contact as it is asked for: the card, then what happened, a page at a time; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.contacts.details import Alike, ContactDetails, OpenDocument
from bookdesk.contacts.service import ContactService
from bookdesk.core.errors import BookDeskError, NotFound
from bookdesk.ledger.owner import NotStarted
from bookdesk.receivables.nextreminder import next_reminder
from bookdesk.reports.contactcard import ContactCard, ContactCards, OpenItem
from bookdesk.reports.owed import Kind
from bookdesk.reports.service import Side
from bookdesk.reports.timeline import ALL, Event, EventKind, Key, Page
from bookdesk.store.desk import Desk
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.messages import Place
from bookdesk.workspace import Workspace

T = TypeVar("T")
PAGE = 50
"""Events read at a time."""
MOST = 500
"""Events that are read anew after a change; further down they follow as somebody scrolls."""


@dataclass(frozen=True)
class ContactShown:
    """One contact, how it stands (nothing before its client was taken on), and who may be the same."""

    details: ContactDetails
    documents: tuple[OpenDocument, ...] = ()
    card: ContactCard | None = None
    reminder: str = ""
    alike: tuple[Alike, ...] = ()

    @property
    def items(self) -> tuple[OpenItem, ...]:
        """What is open with it as a customer."""
        found = self.card.open if self.card is not None else ()
        return tuple(one for one in found if one.side is Side.RECEIVABLES)

    @property
    def overdue(self) -> bool:
        """Whether something is late that it owes."""
        return any(one.kind is Kind.INVOICE and one.days_overdue > 0 for one in self.items)


@dataclass(frozen=True)
class Told:
    """A page of what happened with a contact; `first` ones stand at the top."""

    contact_id: str
    page: Page
    first: bool


class CardPresenter(QObject):
    """Asks for one contact of the client in front and what happened with it."""

    shown = Signal(object)
    """A `ContactShown`."""
    told = Signal(object)
    """`Told`: events, as they are read."""
    gone = Signal()
    """There is no such contact any more."""
    failed = Signal(object)

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self._kinds = ALL
        self._contact_id = ""

    def show(self, contact_id: str, events: int = PAGE) -> None:
        """Ask for a contact, then for so many of the latest events."""
        self._contact_id = contact_id
        self._ask("card", lambda workspace: read(workspace.desk, contact_id), self.shown.emit)
        self._read(None, min(max(events, PAGE), MOST))

    def forget(self) -> None:
        """Show nothing any more."""
        self._contact_id, self._kinds = "", ALL

    def choose(self, kinds: frozenset[EventKind]) -> None:
        """Tell events of these kinds only."""
        self._kinds = kinds
        self._read(None, PAGE)

    def go_on(self, last: Event | None) -> None:
        """Read what comes after the event that was read last."""
        if last is not None:
            self._read(last.key, PAGE)

    def go(self, place: Place) -> None:
        """Go where something is seen."""
        self._desktop.go(place)

    def country(self) -> str:
        """Return the country of the client in front, where contacts are at home that say nothing else."""
        return self._desktop.office.entry(self._desktop.client_id).profile.country or ""

    def person(self, user: str) -> str:
        """Return the name of a user."""
        return self._desktop.office.name_of(user)

    def _read(self, before: Key | None, most: int) -> None:
        contact_id, kinds = self._contact_id, self._kinds
        if not contact_id:
            return

        def work(workspace: Workspace) -> Told:
            cards = ContactCards(workspace.desk)
            try:
                page = cards.timeline(contact_id, before=before, most=most, kinds=kinds)
            except NotStarted:
                page = Page((), None)
            return Told(contact_id, page, before is None)

        self._ask("timeline", work, self._tell)

    def _tell(self, told: Told) -> None:
        if told.contact_id == self._contact_id:
            self.told.emit(told)

    def _ask(self, name: str, work: Callable[[Workspace], T], then: Callable[[T], None]) -> None:
        if self._desktop.client_id:
            self._desktop.ask(self._desktop.client_id, self, work, then, self._not_there, name=name)

    def _not_there(self, error: BookDeskError) -> None:
        if isinstance(error, NotFound):
            self.gone.emit()
        else:
            self.failed.emit(error)


def read(desk: Desk, contact_id: str) -> ContactShown:
    """Return one contact with everything that stands on its card."""
    contacts = ContactService(desk)
    details, documents, alike = (
        contacts.show(contact_id),
        contacts.open_documents(contact_id),
        contacts.alike(contact_id),
    )
    try:
        card = ContactCards(desk).card(contact_id)
        reminder = next_reminder(desk, contact_id) if details.customer else ""
    except NotStarted:
        return ContactShown(details, documents, alike=alike)
    return ContactShown(details, documents, card, reminder, alike)
