"""What the section on mail does: accounts kept, tried and forgotten, and whether mail leaves by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.accounts import Account, Accounts, Entered, client_accounts
from bookdesk.office.mailing import (
    firm_accounts,
    goes_by_itself,
    keep_firm_account,
    let_go_by_itself,
    remove_firm_account,
    try_out,
)
from bookdesk.security.roles import Permission, permitted
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.tasks import Failed

LANE: Final = "practice"
_FIRM: Final = ""
_ENCRYPTION: Final = {
    MailSecurity.TLS: "TLS",
    MailSecurity.STARTTLS: "STARTTLS",
    MailSecurity.NONE: "not encrypted",
}


@dataclass(frozen=True)
class Whose:
    """An account that may be set: the firm's, or that of a client (its id and name); `account` where it is."""

    client_id: str
    name: str
    account: Account | None
    may_change: bool


@dataclass(frozen=True)
class MailKnown:
    """How mail leaves: the firm's account, that of the client in front, and whether mail leaves by itself."""

    firm: Whose
    client: Whose | None
    by_itself: bool


class MailPresenter(QObject):
    """Asks and changes; the section shows."""

    found = Signal(object)
    """A `MailKnown`."""
    said = Signal(object)
    """A `Message` about what was done or refused."""

    def __init__(self, desktop: Desktop) -> None:
        """Serve the person at this desk."""
        super().__init__()
        self._desktop = desktop

    def look(self) -> None:
        """Ask how it stands."""
        client_id = self._desktop.client_id

        def seen(found: MailKnown) -> None:
            self.found.emit(found)

        self._desktop.door.ask(self, lambda: self._known(client_id), seen, self._say_error, name="mail account")

    def keep(self, client_id: str, entered: Entered, then: Callable[[], object], failed: Failed) -> None:
        """Set the firm's account (no client), or a client's own."""

        def kept(account: Account) -> None:
            then()
            words = f"Mail leaves from {account.server.address} now."
            self.said.emit(Message(words, Tone.GOOD, "Try it: a mail goes to that address."))
            self.look()

        practice = self._desktop.office.practice
        if client_id == _FIRM:
            self._desktop.door.change(LANE, self, lambda: keep_firm_account(practice, entered), kept, failed)
        else:
            self._on_client(client_id, lambda accounts: accounts.keep(entered), kept, failed)

    def remove(self, client_id: str) -> None:
        """Forget an account with its password."""

        def removed(_: object) -> None:
            words = "The account and its password are gone."
            self.said.emit(Message(words, Tone.GOOD, "What waits in the outbox goes on waiting."))
            self.look()

        practice = self._desktop.office.practice
        if client_id == _FIRM:
            self._desktop.door.change(LANE, self, lambda: remove_firm_account(practice), removed, self._say_error)
        else:
            self._on_client(client_id, lambda accounts: accounts.remove(), removed, self._say_error)

    def try_it(self, client_id: str, then: Callable[[], object]) -> None:
        """Connect to server and mailbox, and send a mail to the account's own address."""
        office = self._desktop.office

        def work(_progress: object) -> Account:
            if client_id == _FIRM:
                return try_out(firm_accounts(office.practice), office.clock.now())
            with office.workspace(client_id) as workspace:
                return try_out(client_accounts(workspace.desk, real=workspace.real), office.clock.now())

        def tried(account: Account) -> None:
            then()
            both = "Server and mailbox answer" if account.mailbox is not None else "The server answers"
            words = f"{both}, and a mail to {account.server.address} left."
            self.said.emit(Message(words, Tone.GOOD, "See that it arrives, and not among spam."))
            self.look()

        def failed(error: BookDeskError) -> None:
            then()
            self._say_error(error)

        self._desktop.door.long("Trying the mail account", self, work, tried, failed)

    def let_go(self, *, on: bool) -> None:
        """Let mail be written and leave by itself, or only when somebody says so."""
        practice = self._desktop.office.practice

        def done(_: object) -> None:
            self.look()

        def refused(error: BookDeskError) -> None:
            self._say_error(error)
            self.look()

        self._desktop.door.change(LANE, self, lambda: let_go_by_itself(practice, on=on), done, refused)

    def _on_client(
        self, client_id: str, act: Callable[[Accounts], object], then: Callable[..., None], failed: Failed
    ) -> None:
        def work() -> object:
            with self._desktop.office.workspace(client_id) as workspace:
                workspace.require(Permission.INVOICE)
                return act(client_accounts(workspace.desk, real=workspace.real))

        def done(answer: object) -> None:
            self._desktop.books_changed.emit(client_id)
            then(answer)

        self._desktop.door.change(client_id, self, work, done, failed)

    def _known(self, client_id: str) -> MailKnown:
        office = self._desktop.office
        practice = office.practice
        manages = practice.writes and permitted(practice.roles(), Permission.MANAGE_USERS)
        firm = Whose(_FIRM, "The firm", firm_accounts(practice).find(), manages)
        return MailKnown(firm, self._of_client(client_id) if client_id else None, goes_by_itself(practice))

    def _of_client(self, client_id: str) -> Whose:
        entry = self._desktop.office.entry(client_id)
        with self._desktop.office.workspace(client_id) as workspace:
            account = client_accounts(workspace.desk, real=workspace.real).find()
        return Whose(client_id, entry.name, account, permitted(entry.roles, Permission.INVOICE))

    def _say_error(self, error: BookDeskError) -> None:
        self.said.emit(Message(error.what, Tone.BAD, error.remedy))


def account_words(whose: Whose) -> list[tuple[str, str]]:
    """Return how an account is set, its password left out."""
    account = whose.account
    if account is None:
        return []
    server, mailbox = account.server, account.mailbox
    reads = f"{mailbox.host}, folder {mailbox.folder}" if mailbox is not None else "not read: no mailbox is set"
    return [
        ("Sends as", server.address),
        ("Through", f"{server.host}, port {server.port} ({_ENCRYPTION[server.security]})"),
        ("Signs in as", server.user or "nobody"),
        ("What came back", reads),
        ("Answered", wording.moment(account.tested_at) or "not tried yet"),
    ]
