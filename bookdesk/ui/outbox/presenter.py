"""The outbox as it is asked for and decided on; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from bookdesk.core.ownfiles import write_beside
from bookdesk.core.vocabulary import MailKind
from bookdesk.mail.listing import MailList, MailListing, MailQuery, MailRow
from bookdesk.mail.service import MailService, Word
from bookdesk.models.paper import Paper
from bookdesk.office.mailing import account_for, find_account, goes_by_itself
from bookdesk.security.roles import Permission, permitted
from bookdesk.store.leaving import note_saved
from bookdesk.store.papers import read
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.drawing import Drawer
from bookdesk.ui.messages import Place
from bookdesk.ui.outbox.table import COLUMNS
from bookdesk.ui.pieces.list_presenter import Found, ListPresenter, ListSource
from bookdesk.workspace import Workspace

_SCREENS = {
    MailKind.INVOICE: "sales",
    MailKind.CREDIT_NOTE: "sales",
    MailKind.REMINDER: "sales",
    MailKind.ESTIMATE: "estimates",
    MailKind.RECEIPT: "receipts",
    MailKind.THANKS: "receipts",
}
"""Where the document is that a mail is about."""
_FIRST = (MailList.TO_DECIDE, MailList.WAITING)
"""Lists of which the first with something on it is shown to whoever asks for none."""
MailsFound = Found[MailQuery, MailRow]
_SOURCE = ListSource(MailListing, COLUMNS, MailList.ALL, tuple(MailList))


@dataclass(frozen=True)
class WayOut:
    """How mail of this client leaves: from which address (none is set where it is empty), and whether by itself."""

    address: str
    firms: bool
    by_itself: bool


class OutboxPresenter(ListPresenter[MailQuery, MailRow, MailList]):
    """Asks for lists of mails of the client in front, and does what a person decides on them."""

    shown = Signal(object)
    """The `MailDetails` of the current mail."""
    told_way = Signal(object)
    """A `WayOut`."""
    saved = Signal(object)
    """The path of a paper that was saved."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(desktop, _SOURCE, MailQuery(MailList.TO_DECIDE), parent)
        self.chosen = False
        """Whether somebody asked for a list, so that it is shown also where it is empty."""
        self.paper = Drawer(desktop, self)

    def begin_anew(self) -> None:
        """Show the first list again: another client's mails are not looked at where the last one's were."""
        super().begin_anew()
        self.chosen = False
        self.paper.close()

    def show(self, *, wanted: str = "", from_top: bool = False, **changes: object) -> None:
        """Ask for the list anew; where nobody ever asked for one, for the first on which there is something."""
        self.chosen = self.chosen or "list" in changes
        if self.chosen:
            super().show(wanted=wanted, from_top=from_top, **changes)
        else:
            self.query = replace(self.query, **changes)  # type: ignore[arg-type] # fields of the query, by name
            self._ask("list", _begin_somewhere, self._show_beginning)

    def show_details(self, mail_id: str) -> None:
        """Ask for one mail in full."""
        self._ask("details", lambda workspace: MailService(workspace.desk).show(mail_id), self.shown.emit)

    def may_decide(self) -> bool:
        """Whether this person sends mail for the client in front."""
        client_id = self._desktop.client_id
        return bool(client_id) and permitted(self._desktop.office.entry(client_id).roles, Permission.INVOICE)

    def person(self, user_id: str) -> str:
        """Return what a user is called."""
        return self._desktop.office.name_of(user_id)

    # -- papers

    def draw(self, paper: Paper) -> None:
        """Paint the first page of a paper that goes along."""
        self.paper.draw(paper.id, lambda workspace: read(workspace.desk.books, paper))

    def save(self, paper: Paper, folder: Path) -> None:
        """Save a paper into a folder of the person's own; none that is there is replaced."""

        def work(workspace: Workspace) -> Path:
            note_saved(workspace.desk, paper.file_name)
            return write_beside(folder, paper.file_name, read(workspace.desk.books, paper))

        self._desktop.act(self._desktop.client_id, self, work, self.saved.emit)

    # -- acts

    def send(self, rows: Sequence[MailRow] = ()) -> None:
        """Send what is due now, and these mails with it where they wait for their next try only."""
        client_id, office = self._desktop.client_id, self._desktop.office

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.INVOICE)
            account_for(office.practice, workspace)
            for row in rows:
                MailService(workspace.desk).hurry(row.id)

        self._desktop.act(client_id, self, work, lambda _: self._desktop.mail.send_now(client_id))

    def look_for_bounces(self) -> None:
        """Look at once for what came back."""
        self._desktop.mail.read_now(self._desktop.client_id)

    def hold(self, rows: Sequence[MailRow]) -> None:
        """Keep mails from leaving."""
        self._each(rows, lambda mails, row: mails.hold(row.id))

    def release(self, rows: Sequence[MailRow]) -> None:
        """Let mails that are held leave in their turn."""
        self._each(rows, lambda mails, row: mails.release(row.id))

    def take_out(self, rows: Sequence[MailRow]) -> None:
        """Take mails that wait out of the outbox."""
        self._each(rows, lambda mails, row: mails.cancel(row.id))

    def resolve(self, row: MailRow, word: Word) -> None:
        """Say what became of a mail of which nobody knows, or what is to become of a refused one."""
        self._each([row], lambda mails, one: mails.resolve(one.id, word))

    def settle(self, rows: Sequence[MailRow], note: str) -> None:
        """Say what was done about mails that came back."""
        self._each(rows, lambda mails, row: mails.settle(row.id, note))

    def show_customer(self, row: MailRow) -> None:
        """Go to the contact, whose address is mended there."""
        self._desktop.go(Place("contacts", self._desktop.client_id, item=row.contact_id or ""))

    def leads_on(self, row: MailRow) -> bool:
        """Whether a mail is about one document that has a screen."""
        return row.subject_id is not None and row.kind in _SCREENS

    def show_document(self, row: MailRow) -> None:
        """Go to the list with what a mail is about."""
        self._desktop.go(Place(_SCREENS[row.kind], self._desktop.client_id, item=row.subject_id or ""))

    def show_settings(self) -> None:
        """Go where the mail account is set."""
        self._desktop.go(Place("settings", view="mail"))

    # -- inside

    def _each(self, rows: Sequence[MailRow], act: Callable[[MailService, MailRow], object]) -> None:
        def work(workspace: Workspace) -> None:
            workspace.require(Permission.INVOICE)
            mails = MailService(workspace.desk)
            for row in rows:
                act(mails, row)

        self._desktop.act(self._desktop.client_id, self, work)

    def _show_beginning(self, found: MailsFound) -> None:
        """Take over on which list there was something, unless another one was asked for meanwhile."""
        if not self.chosen:
            self.query = replace(self.query, list=found.query.list)
        self._show_found(found)

    def _ask_around(self, found: MailsFound) -> None:
        """Ask also for how mail leaves."""
        super()._ask_around(found)
        practice = self._desktop.office.practice

        def way(workspace: Workspace) -> WayOut:
            account = find_account(practice, workspace)
            address = account.server.address if account is not None else ""
            return WayOut(address, account is not None and account.firm, goes_by_itself(practice))

        self._ask("way", way, self.told_way.emit)


def _begin_somewhere(workspace: Workspace) -> MailsFound:
    """Begin with the first list on which there is something, else with everything."""
    listing = MailListing(workspace.desk)
    counts = listing.counts(_FIRST)
    return _SOURCE.begin(workspace.desk, MailQuery(next((one for one in _FIRST if counts[one]), MailList.ALL)))
