"""`bookdesk mailbox`: the firm's mailboxes that documents arrive in, whose what comes is, and taking it in."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from bookdesk.cli.capture import capturing, intake_row, sentence
from bookdesk.cli.console import Console, told
from bookdesk.cli.mailboxrows import box_row, box_text, message_row, message_text
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_day, whole
from bookdesk.cli.session import add_user_arguments, clock, open_as, passphrase
from bookdesk.core.errors import UsageError
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.jobs.postman import Fetched, Postman
from bookdesk.mail.imap import INBOX
from bookdesk.models.document import DocumentState
from bookdesk.models.mailbox import MailAfter, MessageState, RouteKind
from bookdesk.office.mailboxes import Box, EnteredBox, Mailboxes
from bookdesk.office.mailroom import Mailroom, Message
from bookdesk.security.practice import OpenPractice
from bookdesk.workspace import at_work

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so
_SECURITY = {one.value: one for one in MailSecurity}
_AFTER = {one.value: one for one in MailAfter}
_PORT = whole(1, 65_535)


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("mailbox", help="mailboxes that documents arrive in").add_subparsers(required=True)
    _register_settings(acts)
    fetch = _act(acts, "fetch", "take in what came, each message once, and read it", _fetch)
    fetch.add_argument("name", nargs="?", help="only this mailbox; all of them otherwise")
    _act(acts, "not-routed", "list messages of which no rule says whose they are", _not_routed)
    _act(acts, "messages", "list every message that was seen, with what became of it", _messages)
    assign = _act(acts, "assign", "say whose a message is; its documents are taken in at once", _assign)
    assign.add_argument("message", help="its id, or the end of it")
    assign.add_argument("--client", required=True, help="the client, by name or id")
    passing = _act(acts, "pass", "say that there is nothing in a message for any client", _pass)
    passing.add_argument("message", help="its id, or the end of it")


def _register_settings(acts: Acts[argparse.ArgumentParser]) -> None:
    add = _act(acts, "add", "set a mailbox, or change the one of that name", _add)
    add.add_argument("name", help="what it is called here")
    add.add_argument("--host", required=True, help="the server, as in imap.example.com")
    add.add_argument("--mail-user", required=True, help="who signs in there")
    add.add_argument("--password-file", type=Path, help="file with the password; the one before stays otherwise")
    add.add_argument("--security", choices=tuple(_SECURITY), default=MailSecurity.TLS.value)
    add.add_argument("--port", type=_PORT, help="993 for tls, where it is not said")
    add.add_argument("--folder", default=INBOX, help="the folder in which mail arrives")
    add.add_argument(
        "--after",
        choices=tuple(_AFTER),
        default=MailAfter.LEAVE.value,
        help="what becomes of a message there once it was taken: it is left, flagged, or moved to BookDesk/Taken",
    )
    add.add_argument("--since", type=as_day, help="look at messages from this day on; today where it is not said")
    _act(acts, "list", "list the mailboxes with their routes", _list)
    _named(acts, "test", "connect, and open each folder; nothing is taken", _test)
    _named(acts, "remove", "forget a mailbox with its password; documents stay", _remove)
    route = _named(acts, "route", "say whose what comes to an address, or lies in a folder, is", _route)
    by = route.add_mutually_exclusive_group(required=True)
    by.add_argument("--address", help="as in bills+acme@firm.example")
    by.add_argument("--folder", help="as in Clients/Acme")
    route.add_argument("--client", required=True, help="the client, by name or id")
    unroute = _named(acts, "unroute", "take a route out; what was taken by it stays", _unroute)
    unroute.add_argument("value", help="its address or folder")


def _act(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    add_user_arguments(parser)
    return parser


def _named(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = _act(acts, name, what, handler)
    parser.add_argument("name", help="what the mailbox is called here")
    return parser


# -- the mailboxes


def _add(arguments: Arguments, console: Console) -> int:
    secret = passphrase(arguments.password_file) if arguments.password_file else None
    entered = EnteredBox(
        name=arguments.name,
        host=arguments.host,
        user=arguments.mail_user,
        security=_SECURITY[arguments.security],
        port=arguments.port,
        password=secret,
        folder=arguments.folder,
        after=_AFTER[arguments.after],
        since=arguments.since,
    )
    with open_as(arguments) as practice:
        _tell(Mailboxes(practice).keep(entered), practice, console)
    console.say("Say whose mail it is with: bookdesk mailbox route. Try it with: bookdesk mailbox test.")
    return console.status


def _list(arguments: Arguments, console: Console) -> int:
    with open_as(arguments, writes=False) as practice:
        boxes = Mailboxes(practice).list()
        for box in boxes:
            _tell(box, practice, console)
    if not boxes:
        console.say("No mailbox is set: bookdesk mailbox add.")
    return console.status


def _test(arguments: Arguments, console: Console) -> int:
    with open_as(arguments, writes=False) as practice:
        box = Mailboxes(practice).test(arguments.name)
    console.say(f"The mailbox answers, and has {', '.join(box.folders)}.")
    return console.status


def _remove(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        Mailboxes(practice).remove(arguments.name)
    console.say("The mailbox and its password are gone. What was taken stays, and what is in it stays there.")
    return console.status


def _route(arguments: Arguments, console: Console) -> int:
    kind, value = (RouteKind.ADDRESS, arguments.address) if arguments.address else (RouteKind.FOLDER, arguments.folder)
    with open_as(arguments) as practice:
        box = Mailboxes(practice).route(arguments.name, kind, value, arguments.client)
        found = Mailroom(practice).route_anew()
        _tell(box, practice, console)
    if found:
        console.say(f"{found} that waited for a client are routed by it, and are taken with the next look.")
    return console.status


def _unroute(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        _tell(Mailboxes(practice).unroute(arguments.name, arguments.value), practice, console)
    return console.status


def _tell(box: Box, practice: OpenPractice, console: Console) -> None:
    names = {str(entry.client_id): entry.name for entry in practice.clients()}
    console.row(box_row(box, names), box_text(box, names))


# -- what came


def _fetch(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        if not Mailboxes(practice).list():
            raise UsageError("No mailbox is set.", "Set one first.", command="bookdesk mailbox add")
        _fetch_all(practice, arguments.name, console)
    return console.status


def _fetch_all(practice: OpenPractice, name: str | None, console: Console) -> None:
    clients: set[str] = set()
    for fetched in Postman(practice, lambda client_id: at_work(practice, client_id, clock())).round(name):
        _tell_fetched(fetched, console)
        clients |= fetched.clients
    _read(practice, sorted(clients), console)


def _tell_fetched(fetched: Fetched, console: Console) -> None:
    if fetched.error is not None:
        console.problem(f"{fetched.mailbox}: {told(fetched.error)}")
    for name, why in fetched.left:
        console.problem(f"{name}: {why}")
    taken = f"{len(fetched.documents)} documents of {len(fetched.taken)} messages taken"
    console.say(f"{fetched.mailbox}: {fetched.new} messages are new, {taken}.")
    if fetched.not_routed:
        console.say(f"{fetched.mailbox}: {fetched.not_routed} messages wait for a client: bookdesk mailbox not-routed.")
    if fetched.waiting and fetched.error is None:
        console.say(f"{fetched.mailbox}: {fetched.waiting} messages are for clients of others, who take them.")


def _read(practice: OpenPractice, clients: Iterable[str], console: Console) -> None:
    """Read what was taken, with whatever else waits of those clients."""
    for client_id in clients:
        with at_work(practice, client_id, clock()) as workspace, capturing(workspace, warm=1) as service:
            for document_id in service.waiting():
                done = service.read(document_id)
                if done.state is DocumentState.FAILED:
                    console.problem(f"{done.file_name}: {done.reason}")
                row = {"client": workspace.entry.name, **intake_row(done)}
                console.row(row, f"{workspace.entry.name}  {sentence(done)}")
            workspace.serve()


def _not_routed(arguments: Arguments, console: Console) -> int:
    with open_as(arguments, writes=False) as practice:
        found = Mailroom(practice).messages(MessageState.NOT_ROUTED)
        _tell_messages(found, practice, console)
    if not found:
        console.say("Of every message it is known whose it is.")
    return console.status


def _messages(arguments: Arguments, console: Console) -> int:
    with open_as(arguments, writes=False) as practice:
        found = Mailroom(practice).messages()
        _tell_messages(found, practice, console)
    if not found:
        console.say("No message was seen yet: bookdesk mailbox fetch.")
    return console.status


def _assign(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        room = Mailroom(practice)
        chosen = room.assign(room.find(arguments.message).id, practice.client(arguments.client).client_id)
        _tell_messages([chosen], practice, console)
        _fetch_all(practice, chosen.mailbox, console)
    return console.status


def _pass(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        room = Mailroom(practice)
        _tell_messages([room.passed(room.find(arguments.message).id)], practice, console)
    return console.status


def _tell_messages(messages: Iterable[Message], practice: OpenPractice, console: Console) -> None:
    names = {str(entry.client_id): entry.name for entry in practice.clients()}
    for message in messages:
        console.row(message_row(message, names), message_text(message, names))
