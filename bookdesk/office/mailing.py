"""Mail of all clients: through each one's own account or the firm's, and what came back told to whom it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import select

from bookdesk.core.errors import BookDeskError, NotFound
from bookdesk.core.vocabulary import MailStage
from bookdesk.mail.accounts import Account, Accounts, Entered, client_accounts
from bookdesk.mail.bounces import Notice
from bookdesk.mail.bouncing import settle_doubts, take_notices
from bookdesk.mail.imap import Mailbox
from bookdesk.mail.mailbox import OpenMailbox, open_mailbox
from bookdesk.mail.sending import Report, due, never, send_waiting, wake
from bookdesk.mail.smtp import Connect, connect
from bookdesk.mail.trying import send_to_self
from bookdesk.models.mail import MailState, PracticeMailAccount
from bookdesk.models.practice import Mode
from bookdesk.receivables.online.connection import reach
from bookdesk.receivables.online.mailing import MailLinks
from bookdesk.receivables.stillwanted import still_wanted
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission, permitted
from bookdesk.security.settings import MAIL_BY_HAND
from bookdesk.workspace import Workspace

Borrow = Callable[[str], AbstractContextManager[Workspace]]
"""Lends out a client by id, to be worked on for a while."""
_MOST_LOOKS = 20
"""Looks into one mailbox in one go; what is left is read the next time."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How the network is reached; tests put their own in."""

    connect: Connect = connect
    open_mailbox: OpenMailbox = open_mailbox
    stopping: Callable[[], bool] = never


@dataclass(frozen=True, slots=True)
class ClientMail:
    """What a round did for one client: what was sent, how much came back, or why nothing could be done."""

    entry: ClientEntry
    report: Report = field(default_factory=Report)
    bounced: int = 0
    error: BookDeskError | None = None


def firm_accounts(practice: OpenPractice) -> Accounts:
    """Return the firm's account, for all clients that have none of their own."""
    real = practice.practice.mode is Mode.NORMAL
    return Accounts(practice.file, PracticeMailAccount, practice.actor, practice.clock, real=real)


def keep_firm_account(practice: OpenPractice, entered: Entered) -> Account:
    """Set the firm's account; `NotAllowed` for everybody but who manages users."""
    practice.require(Permission.MANAGE_USERS)
    return firm_accounts(practice).keep(entered)


def try_out(accounts: Accounts, at: datetime, ways: Ways | None = None) -> Account:
    """Connect to server and mailbox, and send a mail to the account's own address; `NotNow` says what failed."""
    ways = ways or Ways()
    account = accounts.test(connect=ways.connect, open_mailbox=ways.open_mailbox)
    send_to_self(account, at, connect=ways.connect)
    return account


def remove_firm_account(practice: OpenPractice) -> None:
    """Forget the firm's account with its password; `NotAllowed` for everybody but who manages users."""
    practice.require(Permission.MANAGE_USERS)
    firm_accounts(practice).remove()


def find_account(practice: OpenPractice, workspace: Workspace) -> Account | None:
    """Return the account a client's mail leaves through, if there is one: its own, else the firm's."""
    own = client_accounts(workspace.desk, real=workspace.real).find()
    return own or firm_accounts(practice).find()


def account_for(practice: OpenPractice, workspace: Workspace) -> Account:
    """Return the account a client's mail leaves through; `NotFound` where neither client nor firm has one."""
    found = find_account(practice, workspace)
    if found is None:
        raise NotFound(
            "No mail account is set, neither for this client nor for the firm.",
            "Set one; the mail waits in the outbox.",
            command="bookdesk mail account set",
        )
    return found


def goes_by_itself(practice: OpenPractice) -> bool:
    """Return whether the window writes what is due and sends it by itself; so it does until somebody says otherwise."""
    return practice.file.setting(MAIL_BY_HAND) is not True


def let_go_by_itself(practice: OpenPractice, *, on: bool) -> None:
    """Let the window write and send by itself, or only when a person says so; by who manages users (`NotAllowed`)."""
    practice.require(Permission.MANAGE_USERS)
    practice.file.keep_setting(MAIL_BY_HAND, not on, actor=practice.actor)


def send_client(practice: OpenPractice, workspace: Workspace, ways: Ways | None = None) -> Report:
    """Send what is due of one client, and look for what nobody knows about where a mailbox is set.

    A mail that offers to pay online is given the client's pay links as it leaves.

    `NotFound` without an account; `InUse` where it is being sent already.
    """
    ways = ways or Ways()
    account = account_for(practice, workspace)
    links = MailLinks(workspace.desk, reach(workspace.desk, practice=not workspace.real))
    report = send_waiting(
        workspace.desk,
        account.server,
        real=workspace.real,
        connect=ways.connect,
        still_wanted=partial(still_wanted, unanswered=links.unanswered),
        stopping=ways.stopping,
        pay_links=links,
    )
    if account.mailbox is not None:
        _look_for_doubts(workspace, account.mailbox, ways)
    return report


def has_work(workspace: Workspace) -> bool:
    """Return whether something of a client is due, or was under way when the program ended."""
    desk = workspace.desk
    with desk.books.query() as session:
        under_way = select(MailState.id).where(MailState.stage == MailStage.SENDING).limit(1)
        return bool(due(session, desk.clock.now())) or session.scalars(under_way).first() is not None


def send_all(practice: OpenPractice, borrow: Borrow, ways: Ways | None = None) -> Iterator[ClientMail]:
    """Send what is due of every client this user invoices for, and yield what became of it.

    One that fails keeps no other; clients of which nothing is due are passed over.
    """
    ways = ways or Ways()
    for entry in senders(practice.clients()):
        if ways.stopping():
            return
        found = send_one(practice, borrow, entry, ways)
        if found is not None:
            yield found


def senders(entries: Iterable[ClientEntry]) -> tuple[ClientEntry, ...]:
    """Return the clients of which mail leaves when this user is at work: those he invoices for."""
    return tuple(entry for entry in entries if permitted(entry.roles, Permission.INVOICE))


def send_one(practice: OpenPractice, borrow: Borrow, entry: ClientEntry, ways: Ways) -> ClientMail | None:
    """Send what is due of one client; returns why it could not be, and nothing where nothing is due."""
    try:
        with borrow(entry.client_id) as workspace:
            if not has_work(workspace):
                return None
            if find_account(practice, workspace) is None:
                wake(workspace.desk)
            return ClientMail(entry, send_client(practice, workspace, ways))
    except BookDeskError as error:
        return ClientMail(entry, error=error)


def read_bounces(practice: OpenPractice, borrow: Borrow, ways: Ways | None = None) -> Iterator[ClientMail]:
    """Read the firm's mailbox and those of clients, and yield how much came back, by client; errors are told, too."""
    ways = ways or Ways()
    entries = practice.clients()
    yield from _read_firm(practice, borrow, entries, ways)
    for entry in entries:
        if ways.stopping():
            return
        try:
            with borrow(entry.client_id) as workspace:
                taken = read_client_bounces(workspace, ways)
        except BookDeskError as error:
            yield ClientMail(entry, error=error)
        else:
            if taken:
                yield ClientMail(entry, bounced=taken)


def read_client_bounces(workspace: Workspace, ways: Ways | None = None) -> int:
    """Read the mailbox of a client's own account; returns how much is new of what came back."""
    ways = ways or Ways()
    accounts = client_accounts(workspace.desk, real=workspace.real)
    taken = 0
    for _ in range(_MOST_LOOKS):
        news = accounts.news(open_mailbox=ways.open_mailbox)
        if news is None:
            break
        taken += take_notices(workspace.desk, news.notices)
        accounts.read_to(news.seen)
        if not news.more:
            break
    return taken


def _read_firm(
    practice: OpenPractice, borrow: Borrow, entries: tuple[ClientEntry, ...], ways: Ways
) -> Iterator[ClientMail]:
    """Tell every client what the firm's mailbox has of it.

    How far it was read is remembered only by who holds the keys of all clients, and only when each was told: what
    concerns another one's clients is left for him.
    """
    accounts, own = firm_accounts(practice), {entry.client_id for entry in entries}
    for _ in range(_MOST_LOOKS):
        news = accounts.news(open_mailbox=ways.open_mailbox)
        if news is None:
            return
        told = [_told(borrow, entry, news.notices) for entry in entries] if news.notices else []
        yield from (one for one in told if one.bounced or one.error)
        everybody = own >= {one.id for one in practice.file.clients()}
        if not everybody or any(one.error for one in told):
            return
        accounts.read_to(news.seen)
        if not news.more:
            return


def _told(borrow: Borrow, entry: ClientEntry, notices: tuple[Notice, ...]) -> ClientMail:
    try:
        with borrow(entry.client_id) as workspace:
            return ClientMail(entry, bounced=take_notices(workspace.desk, notices))
    except BookDeskError as error:
        return ClientMail(entry, error=error)


def _look_for_doubts(workspace: Workspace, mailbox: Mailbox, ways: Ways) -> None:
    """Ask the mailbox about messages whose fate is unknown; where it cannot be asked they stay as they are."""
    with workspace.desk.books.query() as session:
        doubts = session.scalars(select(MailState.id).where(MailState.stage == MailStage.UNKNOWN).limit(1)).first()
    if doubts is None:
        return
    try:
        inbox = ways.open_mailbox(mailbox)
        try:
            settle_doubts(workspace.desk, inbox.sent)
        finally:
            inbox.close()
    except BookDeskError:
        return
