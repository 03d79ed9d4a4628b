"""The account mail leaves through: the client's own, or the firm's for all that have none. Checked, kept, tried.

The password stands in the encrypted file alone, in a table that is kept in no history. That the account was changed, by
whom and to which server is written down; with what password is not. A password is never handed to another server or
user than it was entered for.
"""

from __future__ import annotations

import ipaddress
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, cast

import idna
from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.clock import Clock
from bookdesk.core.errors import InputError, NotAllowed, NotFound
from bookdesk.core.identifiers import new_id
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.addresses import is_loopback, mail_address
from bookdesk.mail.imap import INBOX, Mailbox, Seen
from bookdesk.mail.mailbox import News, OpenMailbox, open_mailbox
from bookdesk.mail.smtp import Connect, Server, connect, require_safe
from bookdesk.models.actions import Action
from bookdesk.models.history import Actor
from bookdesk.models.mail import MailAccount, PracticeMailAccount
from bookdesk.security.redaction import Secret
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.file import StoreFile

Row = MailAccount | PracticeMailAccount
PORTS: Final = {MailSecurity.TLS: 465, MailSecurity.STARTTLS: 587, MailSecurity.NONE: 25}
"""Where servers usually listen (RFC 8314, 3.3; RFC 6409, 3.1)."""
MAILBOX_PORTS: Final = {MailSecurity.TLS: 993, MailSecurity.STARTTLS: 143, MailSecurity.NONE: 143}
_HIGHEST_PORT = 65_535
_LONGEST = 255
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Entered:
    """An account as a person enters it. Without `password` the one before stays, for the same servers and user."""

    address: str
    host: str
    security: MailSecurity = MailSecurity.TLS
    port: int | None = None
    user: str | None = None
    password: Secret | None = None
    name: str | None = None
    imap_host: str | None = None
    imap_security: MailSecurity = MailSecurity.TLS
    imap_port: int | None = None
    imap_folder: str = INBOX


@dataclass(frozen=True, slots=True)
class Account:
    """An account that is set. The password shows itself nowhere; `mailbox` is asked for bounces where there is one.

    `tested_at` is when server and mailbox answered last, as they are set now.
    """

    id: str
    name: str
    server: Server
    mailbox: Mailbox | None
    firm: bool
    """Whether it is the firm's."""
    tested_at: datetime | None = None


class Accounts:
    """The account of one client, or of the firm: whichever file it is kept in."""

    def __init__(self, file: StoreFile, model: type[Row], actor: Actor, clock: Clock, *, real: bool) -> None:
        """Work on `file`; a practice for show (`real` is false) reaches this computer only."""
        self._file, self._model, self._actor, self._clock, self._real = file, model, actor, clock, real

    def show(self) -> Account:
        """Return the account; `NotFound` where none is set."""
        found = self.find()
        if found is None:
            raise NotFound("No mail account is set.", "Set one.", command="bookdesk mail account set")
        return found

    def find(self) -> Account | None:
        """Return the account, if one is set."""
        with self._file.query() as session:
            row = _row(session, self._model)
            return account_of(row) if row is not None else None

    def keep(self, entered: Entered) -> Account:
        """Set the account, in place of the one before; `InputError` for what cannot be used as it is."""
        checked = _checked(entered, real=self._real)
        about = f"{checked.address} by {checked.host}, port {checked.port}"
        with self._change(about) as work:
            before = _row(work.session, self._model)
            password = _password(checked, before)
            row = before if before is not None else self._model()
            _write(row, checked, password)
            work.add(row)
            work.commit()
        return account_of(row)

    def remove(self) -> None:
        """Forget the account and its password."""
        with self._change("removed") as work:
            row = _row(work.session, self._model)
            if row is None:
                raise NotFound("No mail account is set.", "There is nothing to remove.")
            work.delete(row)
            work.commit()

    def test(self, *, connect: Connect = connect, open_mailbox: OpenMailbox = open_mailbox) -> Account:
        """Connect to the server, and to the mailbox where there is one, and send nothing; `NotNow` says what failed."""
        account = self.show()
        require_reach(account.server.host, real=self._real)
        connect(account.server).close()
        if account.mailbox is not None:
            open_mailbox(account.mailbox).close()
        with self._file.upkeep() as session:
            row = _row(session, self._model)
            if row is not None:
                row.tested_at = self._clock.now()
        return account

    def news(self, *, open_mailbox: OpenMailbox = open_mailbox) -> News | None:
        """Return what the mailbox tells since it was last read to the end (`read_to`); nothing without a mailbox."""
        account = self.find()
        if account is None or account.mailbox is None:
            return None
        require_reach(account.mailbox.host, real=self._real)
        with self._file.query() as session:
            row = _row(session, self._model)
            seen = _seen(row.bounce_state) if row is not None else None
        inbox = open_mailbox(account.mailbox)
        try:
            return inbox.news(seen, self._clock.now())
        finally:
            inbox.close()

    def read_to(self, seen: Seen) -> None:
        """Remember how far the mailbox was read, once everything in it was written down."""
        with self._file.upkeep() as session:
            row = _row(session, self._model)
            if row is not None:
                row.bounce_state = {"folder": seen.folder, "validity": seen.validity, "uid": seen.uid}

    def _change(self, about: str) -> Change:
        """Begin a change that is sealed although no row of it is kept: who pointed mail elsewhere is to be seen."""
        origin = f"mail account {new_id()}"
        return self._file.change(Action.MAIL_ACCOUNT_EDITED, about, actor=self._actor, origin_id=origin)


def client_accounts(desk: Desk, *, real: bool) -> Accounts:
    """Return the account of the client at the desk."""
    return Accounts(desk.books, MailAccount, desk.actor, desk.clock, real=real)


def require_reach(host: str, *, real: bool) -> None:
    """Return quietly, or `NotAllowed` where a practice for show would reach another computer."""
    if not real and not is_loopback(host):
        raise NotAllowed(
            "A practice for show sends no mail.", "Use a mail server on this computer, or a practice of your own."
        )


def account_of(row: Row) -> Account:
    """Return an account as it is used."""
    password = Secret(row.password.encode()) if row.password is not None else None
    server = Server(row.host, row.port, row.security, row.address, row.user, password)
    mailbox = None
    if row.imap_host and row.user and password is not None:
        security = row.imap_security or MailSecurity.TLS
        port = row.imap_port or MAILBOX_PORTS[security]
        mailbox = Mailbox(row.imap_host, port, security, row.user, password, row.imap_folder or INBOX)
    return Account(row.id, row.name, server, mailbox, isinstance(row, PracticeMailAccount), row.tested_at)


def _row(session: Session, model: type[Row]) -> Row | None:
    return cast("Row | None", session.scalars(select(model).order_by(model.id).limit(1)).one_or_none())


def _seen(state: object) -> Seen | None:
    match state:
        case {"folder": str(folder), "validity": int(validity), "uid": int(uid)}:
            return Seen(folder, validity, uid)
        case _:
            return None


def _checked(entered: Entered, *, real: bool) -> Entered:
    """Return an account in the form it is kept in; `InputError` for what cannot be used."""
    host, imap_host = server_name(entered.host), server_name(entered.imap_host) if entered.imap_host else None
    address = mail_address(entered.address)
    user = account_text("user", entered.user) if entered.user else None
    if imap_host and user is None:
        raise InputError("A mailbox is opened by a user.", "Enter the user, or leave the mailbox out.")
    for one in filter(None, (host, imap_host)):
        require_reach(one, real=real)
    if imap_host and entered.imap_security is MailSecurity.NONE and not is_loopback(imap_host):
        raise InputError(f"The mailbox at {imap_host} would be read in the clear.", "Choose TLS (port 993).")
    checked = replace(
        entered,
        address=address,
        host=host,
        port=port_or(entered.port, PORTS[entered.security]),
        user=user,
        name=account_text("name", entered.name) if entered.name else address,
        imap_host=imap_host,
        imap_port=port_or(entered.imap_port, MAILBOX_PORTS[entered.imap_security]) if imap_host else None,
        imap_folder=account_text("folder", entered.imap_folder),
    )
    require_safe(Server(checked.host, checked.port or 0, checked.security, address))
    return checked


def _password(entered: Entered, before: Row | None) -> str | None:
    """Return the password to keep: the one entered, or the one before where it goes to nobody else than it did."""
    if entered.user is None:
        return None
    if entered.password is not None:
        return secret_text(entered.password)
    if before is None or before.password is None:
        raise InputError("There is no password.", "Enter it.", command="--password-file FILE")
    now = (entered.host, entered.port, entered.user, entered.security)
    imap = (entered.imap_host, entered.imap_port, entered.imap_security)
    same_mailbox = entered.imap_host is None or imap == (before.imap_host, before.imap_port, before.imap_security)
    if now != (before.host, before.port, before.user, before.security) or not same_mailbox:
        raise InputError(
            "The password was entered for another server or user.", "Enter it again.", command="--password-file FILE"
        )
    return before.password


def secret_text(password: Secret) -> str:
    """Return a password as text; nothing of it is in what is said where it is none."""
    try:
        text = password.reveal().decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("The password is no text in UTF-8.", "Enter it again.") from None
    if not text or len(text) > _LONGEST or "\0" in text or "\n" in text or "\r" in text:
        raise InputError("The password is empty, too long or has a line break.", "Enter it again.")
    return text


def _write(row: Row, entered: Entered, password: str | None) -> None:
    """Fill a row; a mailbox that is another one now is read from its beginning."""
    same = (row.imap_host, row.imap_port, row.imap_folder) == (
        entered.imap_host,
        entered.imap_port,
        entered.imap_folder,
    )
    row.name, row.address = entered.name or entered.address, entered.address
    row.host, row.port, row.security = entered.host, entered.port or 0, entered.security
    row.user, row.password = entered.user, password
    row.imap_host, row.imap_port = entered.imap_host, entered.imap_port
    row.imap_security = entered.imap_security if entered.imap_host else None
    row.imap_folder = entered.imap_folder if entered.imap_host else None
    row.bounce_state = row.bounce_state if same else None
    row.tested_at = None


def server_name(text: str) -> str:
    """Return the name of a server in ASCII, or its number."""
    host = text.strip(" ").strip("[]").rstrip(".")
    with suppress(ValueError):
        return str(ipaddress.ip_address(host))
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True, std3_rules=True).decode("ascii")
        except idna.IDNAError:
            host = ""
    if not _HOST.fullmatch(host) or len(host) > _LONGEST or ".." in host:
        raise InputError(f"{clean(text)[:80] or 'Nothing'} is no name of a server.", "Write it as in smtp.example.com.")
    return host.casefold()


def port_or(port: int | None, usual: int) -> int:
    """Return a port, the usual one where none is said; `InputError` for what is none."""
    if port is None:
        return usual
    if not 0 < port <= _HIGHEST_PORT:
        raise InputError(f"{port} is no port.", f"Usual is {usual}.")
    return port


def account_text(what: str, text: str) -> str:
    """Return a part of an account as it was given; `InputError` where it is empty, too long or holds signs unseen."""
    found = clean(text)
    if not found or found != text.strip() or len(found) > _LONGEST:
        raise InputError(f"The {what} of the mail account cannot be used.", "Enter it as the provider gave it.")
    return found
