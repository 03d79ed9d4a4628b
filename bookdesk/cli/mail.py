"""`bookdesk mail`: the account mail leaves through, what waits in the outbox, sending it, and what came back."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from bookdesk.cli.console import Console, told
from bookdesk.cli.mailrows import (
    account_row,
    account_text,
    details_row,
    details_text,
    report_row,
    report_text,
    view_row,
    view_text,
)
from bookdesk.cli.parsing import Arguments, Handler, add_command, whole
from bookdesk.cli.session import (
    add_user_arguments,
    add_workspace_arguments,
    clock,
    open_as,
    open_client,
    open_workspace,
    passphrase,
)
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.accounts import Account, Accounts, Entered, client_accounts
from bookdesk.mail.imap import INBOX
from bookdesk.mail.service import MailDetails, MailService, Word
from bookdesk.office.mailing import (
    ClientMail,
    find_account,
    firm_accounts,
    goes_by_itself,
    keep_firm_account,
    let_go_by_itself,
    read_bounces,
    send_all,
    send_client,
    try_out,
)
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission
from bookdesk.workspace import Workspace, at_work

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so
_SECURITY = {one.value: one for one in MailSecurity}
_PORT = whole(1, 65_535)


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("mail", help="mail in the client's name").add_subparsers(required=True)
    _register_account(acts)
    outbox = add_command(acts, "outbox", "list what waits or needs a person", _outbox)
    add_workspace_arguments(outbox)
    outbox.add_argument("--all", action="store_true", help="what left and what was taken out as well")
    _on_one(acts, "show", "show one mail with what is known of it", _show)
    _on_one(acts, "cancel", "take a mail out of the outbox that has not left", _cancel)
    _on_one(acts, "hold", "keep a mail that waits from leaving", _hold)
    _on_one(acts, "release", "let a mail that is held leave", _release)
    settle = _on_one(acts, "settle", "say what was done about a mail that came back or was refused for some", _settle)
    settle.add_argument("note", help="what was done, as in: address corrected")
    resolve = _on_one(acts, "resolve", "say what became of a mail of which nobody knows whether it left", _resolve)
    resolve.add_argument(
        "word", choices=[one.value for one in Word], help="it arrived, send it (once more), or leave it unsent"
    )
    send = add_command(acts, "send", "send what is due; each mail leaves once", _send)
    add_user_arguments(send)
    send.add_argument("--client", help="only of this client, by name or id; of all otherwise")
    itself = add_command(acts, "by-itself", "whether the window writes what is due and sends it by itself", _by_itself)
    add_user_arguments(itself)
    itself.add_argument("word", nargs="?", choices=("on", "off"), help="change it; it is shown otherwise")
    add_user_arguments(add_command(acts, "bounces", "read what came back, of all clients", _bounces))


def _register_account(acts: Acts[argparse.ArgumentParser]) -> None:
    account = acts.add_parser("account", help="the account mail leaves through").add_subparsers(required=True)
    setting = _on_account(account, "set", "set the account of a client, or the firm's", _account_set)
    setting.add_argument("--address", required=True, help="the sender's address, which servers insist on")
    setting.add_argument("--host", required=True, help="the server, as in smtp.example.com")
    setting.add_argument("--security", choices=tuple(_SECURITY), default=MailSecurity.TLS.value)
    setting.add_argument("--port", type=_PORT, help="465 for tls, 587 for starttls, where it is not said")
    setting.add_argument("--name", help="what it is called here")
    setting.add_argument("--mail-user", help="who signs in there")
    setting.add_argument("--password-file", type=Path, help="file with the password; the one before stays otherwise")
    setting.add_argument("--imap-host", help="the mailbox that hears of bounces, as in imap.example.com")
    setting.add_argument("--imap-security", choices=tuple(_SECURITY), default=MailSecurity.TLS.value)
    setting.add_argument("--imap-port", type=_PORT, help="993 for tls, where it is not said")
    setting.add_argument("--imap-folder", default=INBOX, help="the folder that bounces arrive in")
    _on_account(account, "show", "show the account; its password is never shown", _account_show)
    test = _on_account(account, "test", "connect to server and mailbox; nothing is sent", _account_test)
    test.add_argument("--send", action="store_true", help="send a mail to the account's own address as well")
    _on_account(account, "remove", "forget the account and its password", _account_remove)


def _on_account(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    add_user_arguments(parser)
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--client", help="the client's own account, by name or id of the client")
    whose.add_argument("--firm", action="store_true", help="the firm's account, for clients that have none")
    return parser


def _on_one(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    add_workspace_arguments(parser)
    parser.add_argument("mail", help="its id, or the end of it")
    return parser


# -- the account


@contextmanager
def _accounts(arguments: Arguments, *, writes: bool) -> Iterator[tuple[OpenPractice, Accounts]]:
    """Yield the practice with the account that is meant."""
    with open_as(arguments, writes=writes) as practice:
        if arguments.firm:
            if writes:
                practice.require(Permission.MANAGE_USERS)
            yield practice, firm_accounts(practice)
        else:
            with open_client(arguments, practice, writes=writes) as workspace:
                yield practice, client_accounts(workspace.desk, real=workspace.real)


def _account_set(arguments: Arguments, console: Console) -> int:
    secret = passphrase(arguments.password_file) if arguments.password_file else None
    entered = Entered(
        address=arguments.address,
        host=arguments.host,
        security=_SECURITY[arguments.security],
        port=arguments.port,
        user=arguments.mail_user,
        password=secret,
        name=arguments.name,
        imap_host=arguments.imap_host,
        imap_security=_SECURITY[arguments.imap_security],
        imap_port=arguments.imap_port,
        imap_folder=arguments.imap_folder,
    )
    with _accounts(arguments, writes=True) as (practice, accounts):
        account = keep_firm_account(practice, entered) if arguments.firm else accounts.keep(entered)
    _tell_account(account, console)
    console.say("Try it with: bookdesk mail account test.")
    return console.status


def _account_show(arguments: Arguments, console: Console) -> int:
    with _accounts(arguments, writes=False) as (_, accounts):
        _tell_account(accounts.show(), console)
    return console.status


def _account_test(arguments: Arguments, console: Console) -> int:
    with _accounts(arguments, writes=True) as (_, accounts):
        account = try_out(accounts, clock().now()) if arguments.send else accounts.test()
    if arguments.send:
        console.say(f"A mail to {account.server.address} left.")
    console.say("Server and mailbox answer." if account.mailbox else "The server answers.")
    _tell_account(account, console)
    return console.status


def _account_remove(arguments: Arguments, console: Console) -> int:
    with _accounts(arguments, writes=True) as (_, accounts):
        accounts.remove()
    console.say("The account and its password are gone. What waits in the outbox goes on waiting.")
    return console.status


def _tell_account(account: Account, console: Console) -> None:
    console.row(account_row(account), account_text(account))


# -- the outbox


def _outbox(arguments: Arguments, console: Console) -> int:
    with open_as(arguments, writes=False) as practice, open_client(arguments, practice, writes=False) as workspace:
        found = MailService(workspace.desk).outbox(everything=arguments.all)
        account = find_account(practice, workspace)
    for view in found:
        console.row(view_row(view), view_text(view))
    if not found:
        console.say("The outbox is empty.")
    elif account is None:
        console.say("No mail account is set, so nothing leaves: bookdesk mail account set.")
    return console.status


def _show(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        service = MailService(workspace.desk)
        _tell(service.show(service.find(arguments.mail)), console)
    return console.status


def _cancel(arguments: Arguments, console: Console) -> int:
    return _decide(arguments, console, MailService.cancel)


def _hold(arguments: Arguments, console: Console) -> int:
    return _decide(arguments, console, MailService.hold)


def _release(arguments: Arguments, console: Console) -> int:
    return _decide(arguments, console, MailService.release)


def _settle(arguments: Arguments, console: Console) -> int:
    note: str = arguments.note
    return _decide(arguments, console, lambda service, mail_id: service.settle(mail_id, note))


def _resolve(arguments: Arguments, console: Console) -> int:
    word = Word(arguments.word)
    return _decide(arguments, console, lambda service, mail_id: service.resolve(mail_id, word))


def _decide(arguments: Arguments, console: Console, decide: Callable[[MailService, str], MailDetails]) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        service = MailService(workspace.desk)
        _tell(decide(service, service.find(arguments.mail)), console)
    return console.status


def _tell(details: MailDetails, console: Console) -> None:
    console.row(details_row(details), details_text(details))


# -- sending and reading


def _send(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        if arguments.client:
            with open_client(arguments, practice, writes=True) as workspace:
                workspace.require(Permission.INVOICE)
                _tell_round(ClientMail(workspace.entry, send_client(practice, workspace)), console)
            return console.status
        rounds = 0
        for one in send_all(practice, _borrow(practice)):
            _tell_round(one, console)
            rounds += 1
    if not rounds:
        console.say("Nothing is due.")
    return console.status


def _by_itself(arguments: Arguments, console: Console) -> int:
    with open_as(arguments, writes=arguments.word is not None) as practice:
        if arguments.word is not None:
            let_go_by_itself(practice, on=arguments.word == "on")
        on = goes_by_itself(practice)
    text = "The window writes what is due once an hour and sends by itself."
    console.row({"by_itself": on}, text if on else "Nothing is written or sent but when you say so.")
    return console.status


def _bounces(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        found = tuple(read_bounces(practice, _borrow(practice)))
    for one in found:
        _tell_round(one, console)
    if not any(one.bounced for one in found):
        console.say("Nothing new came back.")
    return console.status


def _borrow(practice: OpenPractice) -> Callable[[str], AbstractContextManager[Workspace]]:
    return lambda client_id: at_work(practice, client_id, clock())


def _tell_round(one: ClientMail, console: Console) -> None:
    if one.error is not None:
        console.problem(f"{one.entry.name}: {told(one.error)}")
        return
    console.row(report_row(one), report_text(one))
    if one.report.problem:
        console.problem(f"{one.entry.name}: {one.report.problem}")
    if one.report.unknown:
        console.problem(
            f"{one.entry.name}: of {one.report.unknown} nobody knows whether it left (bookdesk mail resolve)."
        )
