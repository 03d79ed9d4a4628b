"""The firm's mailboxes that documents arrive in: entered, tried, and which client what comes there is for.

The password stands in the practice's encrypted file alone, in a table that is kept in no history, as that of the mail
account does; that a mailbox or a route was changed, by whom, is written down. Only who manages users decides where
mail of clients goes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError, NotAllowed, NotFound
from bookdesk.core.identifiers import new_id
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.accounts import MAILBOX_PORTS, account_text, port_or, secret_text, server_name
from bookdesk.mail.addresses import address_key, is_loopback, mail_address
from bookdesk.mail.documents import OpenDocuments, open_documents
from bookdesk.mail.imap import INBOX, TRYING, Mailbox
from bookdesk.mail.routing import Rule, same_folder
from bookdesk.models.actions import Action
from bookdesk.models.mailbox import DocumentMailbox, MailAfter, MailboxMessage, MailboxRoute, MessageState, RouteKind
from bookdesk.models.practice import Mode, RegistryKind
from bookdesk.security.practice import OpenPractice
from bookdesk.security.redaction import Secret
from bookdesk.security.roles import Permission
from bookdesk.store.change import Change

ENTER: Final = "bookdesk mailbox add"
_TRYING: Final = partial(open_documents, patience=TRYING)


@dataclass(frozen=True, slots=True)
class EnteredBox:
    """A mailbox as a person enters it. Without `password` the one before stays, for the same server and user.

    `since` is the day from which on messages are looked at; today where it is not said, or as it was.
    """

    name: str
    host: str
    user: str
    security: MailSecurity = MailSecurity.TLS
    port: int | None = None
    password: Secret | None = None
    folder: str = INBOX
    after: MailAfter = MailAfter.LEAVE
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """What comes there is for this client."""

    kind: RouteKind
    value: str
    client_id: str


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox that is set. `waiting` counts messages not yet taken, `not_routed` those a person decides about."""

    id: str
    name: str
    mailbox: Mailbox
    after: MailAfter
    since: date
    routes: tuple[Route, ...]
    looked_at: datetime | None
    problem: str | None
    waiting: int = 0
    not_routed: int = 0

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The routes as rules decide by them."""
        return tuple(Rule(one.value, one.client_id, one.kind is RouteKind.FOLDER) for one in self.routes)

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that are looked into, each once."""
        filed = [one.value for one in self.routes if one.kind is RouteKind.FOLDER]
        found = [self.mailbox.folder]
        found += [one for one in filed if not same_folder(one, self.mailbox.folder)]
        return tuple(dict.fromkeys(found))


class Mailboxes:
    """The settings of all mailboxes of the firm."""

    def __init__(self, practice: OpenPractice) -> None:
        """Work in an opened practice; one for show reaches this computer only."""
        self._practice = practice

    def list(self) -> tuple[Box, ...]:
        """Return the mailboxes by name."""
        with self._practice.file.query() as session:
            rows = session.scalars(select(DocumentMailbox).order_by(DocumentMailbox.name)).all()
            return tuple(_box(session, row) for row in rows)

    def show(self, name: str) -> Box:
        """Return one mailbox by its name; `NotFound` for one that is not set."""
        with self._practice.file.query() as session:
            return _box(session, _named(session, name))

    def keep(self, entered: EnteredBox) -> Box:
        """Set a mailbox, in place of the one of that name; `InputError` for what cannot be used as it is."""
        self._practice.require(Permission.MANAGE_USERS)
        checked = self._checked(entered)
        with self._change(f"{checked.name}: {checked.user} at {checked.host}, port {checked.port}") as work:
            before = work.session.scalars(
                select(DocumentMailbox).where(DocumentMailbox.name == checked.name)
            ).one_or_none()
            today = self._practice.clock.now().date()
            row = before or DocumentMailbox(name=checked.name, cursors={}, host="", port=0, user="", since=today)
            row.password = _password(checked, before)
            _write(row, checked)
            work.add(row)
            work.commit()
        return self.show(checked.name)

    def remove(self, name: str) -> None:
        """Forget a mailbox with its password, its routes and what is known of its messages; documents stay."""
        self._practice.require(Permission.MANAGE_USERS)
        with self._change(f"{name}: removed") as work:
            row = _named(work.session, name)
            for table in (MailboxMessage, MailboxRoute):
                work.session.execute(delete(table).where(table.mailbox_id == row.id))
            work.delete(row)
            work.commit()

    def route(self, name: str, kind: RouteKind, value: str, client: str) -> Box:
        """Say that what comes to an address, or lies in a folder, is for a client (name or id)."""
        self._practice.require(Permission.MANAGE_USERS)
        entry = self._practice.client(client)
        if entry.kind is not RegistryKind.CLIENT:
            raise InputError(f"{entry.name} is no client.", "Name the client that the mail is for.")
        written = mail_address(value) if kind is RouteKind.ADDRESS else account_text("folder", value)
        with self._change(f"{name}: {written} to {entry.client_id}") as work:
            row = _named(work.session, name)
            if any(_is_same(one, kind, written) for one in _routes(work.session, row.id)):
                raise InputError(f"{written} leads to a client already.", "Take that route out first.")
            work.add(MailboxRoute(mailbox_id=row.id, kind=kind, value=written, client_id=entry.client_id))
            work.commit()
        return self.show(name)

    def unroute(self, name: str, value: str) -> Box:
        """Take a route out; what was taken by it stays."""
        self._practice.require(Permission.MANAGE_USERS)
        with self._change(f"{name}: {value} leads nowhere") as work:
            row = _named(work.session, name)
            found = [
                one for one in _routes(work.session, row.id) if any(_is_same(one, kind, value) for kind in RouteKind)
            ]
            if not found:
                raise NotFound(f"No route of {name} is called {value}.", "Choose one from the list.")
            for one in found:
                work.delete(one)
            work.commit()
        return self.show(name)

    def test(self, name: str, *, open_box: OpenDocuments = _TRYING) -> Box:
        """Connect, and open every folder that is looked into; `Unopened` says what failed and what it is about."""
        box = self.show(name)
        self.require_reach(box.mailbox.host)
        inbox = open_box(box.mailbox)
        try:
            for folder in box.folders:
                inbox.look(folder, None, self._practice.clock.now().date())
        finally:
            inbox.close()
        return box

    def require_reach(self, host: str) -> None:
        """Return quietly, or `NotAllowed` where a practice for show would reach another computer."""
        if self._practice.practice.mode is not Mode.NORMAL and not is_loopback(host):
            raise NotAllowed(
                "A practice for show reads no mail.", "Use a mailbox on this computer, or a practice of your own."
            )

    def _checked(self, entered: EnteredBox) -> EnteredBox:
        host = server_name(entered.host)
        self.require_reach(host)
        if entered.security is MailSecurity.NONE and not is_loopback(host):
            raise InputError(f"The mailbox at {host} would be read in the clear.", "Choose TLS (port 993).")
        return replace(
            entered,
            name=account_text("name", entered.name),
            host=host,
            user=account_text("user", entered.user),
            port=port_or(entered.port, MAILBOX_PORTS[entered.security]),
            folder=account_text("folder", entered.folder),
        )

    def _change(self, about: str) -> Change:
        """Begin a change that is sealed although no row of it is kept: who sent mail elsewhere is to be seen."""
        return self._practice.file.change(
            Action.MAILBOX_EDITED, about, actor=self._practice.actor, origin_id=f"mailbox {new_id()}"
        )


def mailbox_of(row: DocumentMailbox) -> Mailbox:
    """Return how a mailbox is opened."""
    return Mailbox(row.host, row.port, row.security, row.user, Secret(row.password.encode()), row.folder, ENTER)


def _box(session: Session, row: DocumentMailbox) -> Box:
    counting = select(MailboxMessage.state, func.count()).where(MailboxMessage.mailbox_id == row.id)
    counted: dict[MessageState, int] = dict(session.execute(counting.group_by(MailboxMessage.state)).all())
    routes = tuple(Route(one.kind, one.value, one.client_id) for one in _routes(session, row.id))
    return Box(
        row.id,
        row.name,
        mailbox_of(row),
        row.after,
        row.since,
        routes,
        row.looked_at,
        row.problem,
        counted.get(MessageState.WAITING, 0),
        counted.get(MessageState.NOT_ROUTED, 0),
    )


def _routes(session: Session, mailbox_id: str) -> tuple[MailboxRoute, ...]:
    query = select(MailboxRoute).where(MailboxRoute.mailbox_id == mailbox_id)
    return tuple(session.scalars(query.order_by(MailboxRoute.kind, MailboxRoute.value)))


def _named(session: Session, name: str) -> DocumentMailbox:
    row = session.scalars(select(DocumentMailbox).where(DocumentMailbox.name == name)).one_or_none()
    if row is None:
        raise NotFound(f"No mailbox is called {name}.", "Set one, or choose one from the list.", command=ENTER)
    return row


def _is_same(route: MailboxRoute, kind: RouteKind, value: str) -> bool:
    if route.kind is not kind:
        return False
    same = same_folder(route.value, value)
    return same if kind is RouteKind.FOLDER else address_key(route.value) == address_key(value)


def _password(entered: EnteredBox, before: DocumentMailbox | None) -> str:
    """Return the password to keep: the one entered, or the one before where it goes to nobody else than it did."""
    if entered.password is not None:
        return secret_text(entered.password)
    if before is None:
        raise InputError("There is no password.", "Enter it.", command="--password-file FILE")
    now = (entered.host, entered.port, entered.user, entered.security)
    if now != (before.host, before.port, before.user, before.security):
        raise InputError(
            "The password was entered for another server or user.", "Enter it again.", command="--password-file FILE"
        )
    return before.password


def _write(row: DocumentMailbox, entered: EnteredBox) -> None:
    """Fill a row; a mailbox that is another one now is read from its beginning."""
    now = (entered.host, entered.port, entered.user)
    if now != (row.host, row.port, row.user):
        row.cursors = {}
    row.host, row.port, row.security = entered.host, entered.port or 0, entered.security
    row.user, row.folder, row.after = entered.user, entered.folder, entered.after
    if entered.since is not None and entered.since < row.since:
        row.cursors = {}  # older messages are looked at as well
    row.since = entered.since or row.since
    row.problem = None
