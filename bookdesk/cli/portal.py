"""`bookdesk portal`: the firm's pay portal, which clients are there, what it is told, and what customers said."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_words, whole
from bookdesk.cli.portalrows import (
    ID_END,
    closing_words,
    document_row,
    document_words,
    round_row,
    round_words,
    said_row,
    said_words,
    status_row,
    status_words,
    tell_row,
    tell_words,
)
from bookdesk.cli.session import (
    add_user_arguments,
    add_workspace_arguments,
    open_as,
    open_client,
    open_workspace,
    passphrase,
)
from bookdesk.core.errors import UsageError
from bookdesk.core.ownfiles import write_beside
from bookdesk.office import portal
from bookdesk.office.portalfiles import files_of, take_file
from bookdesk.office.portalnames import customer_named, document_named
from bookdesk.office.portalnumbers import go_on, proposals
from bookdesk.protocol.commands import MOST_DAYS
from bookdesk.protocol.signing import fingerprint
from bookdesk.receivables.portal.switching import Offer, PortalKeys
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission
from bookdesk.workspace import Workspace

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so
_PAPERS = ("invoices", "credit-notes", "estimates", "statements", "papers", "parts", "auto-pay")
_LONGEST_CODE = 40
WITHDRAW_FIRST = "It is told once the other one is withdrawn: bookdesk portal revoke NUMBER --withdraw."
"""What is to be done where a number was shown already."""
CLOSING_TRIES, CLOSING_SECONDS = 5, 1.0
"""How often, and after how long each time, `sync` asks for the end of pages that are being closed."""
MOST_WORDS = 200
"""Words of one page."""


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("portal", help="the firm's pay portal").add_subparsers(required=True)
    pair = add_command(acts, "pair", "pair the firm with its portal, by the code that the portal shows", _pair)
    add_user_arguments(pair)
    pair.add_argument("address", metavar="ADDRESS", help="https://pay.example")
    pair.add_argument("--code-file", type=Path, help="file with the code; read from the standard input otherwise")
    add_user_arguments(add_command(acts, "forget", "forget the pairing", _forget))
    _switching(acts)
    _act(acts, "preview", "show what would leave; nothing does before it was shown", _preview)
    _act(acts, "push", "tell the portal what is new", _push)
    _act(acts, "pull", "take what the portal has to tell, act upon it, and book what was paid", _pull)
    _act(acts, "sync", "pull, then push", _sync)
    _act(acts, "status", "how the client stands, without asking the portal", _status)
    _act(acts, "documents", "list the documents at the portal", _documents)
    link = _act(acts, "link", "the address at which a customer sees a document and pays it", _link)
    link.add_argument("document", metavar="DOCUMENT", help="its number or id")
    link.add_argument("--new", action="store_true", help="let earlier ones lead nowhere")
    revoke = _act(
        acts, "revoke", "let the links to a document lead nowhere, or withdraw what only the portal knows", _revoke
    )
    revoke.add_argument("document", metavar="DOCUMENT", help="its number or id")
    revoke.add_argument("--withdraw", action="store_true", help="it is one that these books do not know")
    numbers = _act(acts, "numbers", "numbers that only the portal knows, and how these books would go on", _numbers)
    numbers.add_argument("--go-on", action="store_true", help="let numbers go on after those that the portal knows")
    forgets = _act(
        acts, "forget-customer", "let the portal delete all it has of a customer, for good", _forget_customer
    )
    forgets.add_argument("customer", metavar="NAME", help="his name or id")
    forgets.add_argument("--why", type=as_words, required=True, help="stands in the history")
    words = _act(acts, "words", "list what customers said", _words)
    words.add_argument("--all", action="store_true", help="also what was seen to")
    words.add_argument("--after", metavar="WORD", help="go on after this one, the end of its id")
    words.add_argument("--most", type=whole(1, MOST_WORDS), default=MOST_WORDS, help="how many at most")
    files = _act(acts, "files", "list, or save, the files that came with what a customer said", _files)
    files.add_argument("word", metavar="WORD", help="the end of its id")
    files.add_argument("--out", type=Path, metavar="FOLDER", help="save them here, beside what is there")
    answer = _act(acts, "answer", "note what was done about what a customer said", _answer)
    answer.add_argument("word", metavar="WORD", help="the end of its id")
    answer.add_argument("answer", type=as_words)


def _switching(acts: Acts[argparse.ArgumentParser]) -> None:
    on = _act(acts, "on", "let the client's customers come to the portal; what is not said stays as it is", _on)
    for name in _PAPERS:
        on.add_argument(f"--{name}", choices=("on", "off"))
    on.add_argument("--fresh-days", type=whole(1, MOST_DAYS), help="after so many days a page says how old it is")
    on.add_argument("--keep-days", type=whole(1, MOST_DAYS), help="how long the portal keeps what is settled")
    on.add_argument("--contact-line", type=as_words, help="how customers reach the client")
    on.add_argument("--key-file", type=Path, help="file with the portal's own restricted key at the gateway")
    on.add_argument("--hook-secret-file", type=Path, action="append", help="file with a secret of its messages")
    off = _act(acts, "off", "withdraw everything from the portal with the next push", _off)
    off.add_argument("--this-computer", action="store_true", help="only let this computer speak no more for the client")


def _act(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    add_workspace_arguments(parser)
    return parser


def _pair(arguments: Arguments, console: Console) -> int:
    code = _code(arguments.code_file)
    with open_as(arguments) as practice:
        found = portal.pair(practice, arguments.address, code)
    told = fingerprint(found.portal_key)
    console.row(
        {"address": found.address, "fingerprint": told},
        f"Paired with {found.address}. Its key is {told}: compare it with what the portal shows.",
    )
    return console.status


def _code(path: Path | None) -> str:
    if path is None:
        return sys.stdin.readline(_LONGEST_CODE).strip()
    return passphrase(path).reveal().decode().strip()


def _forget(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        portal.forget(practice)
    console.row({"paired": False}, "The pairing is forgotten. Have the portal's host revoke the firm's device as well.")
    return console.status


def _on(arguments: Arguments, console: Console) -> int:
    with _both(arguments) as (practice, workspace):
        offer = _offer(arguments, portal.offered(workspace))
        portal.switch_on(practice, workspace, offer, _keys(arguments))
        found = portal.service(workspace).status()
    console.row(status_row(found), status_words(found))
    return console.status


def _offer(arguments: Arguments, before: Offer) -> Offer:
    said: dict[str, Any] = {}
    for name in _PAPERS:
        field = name.replace("-", "_")
        value = getattr(arguments, field)
        if value is not None:
            said[field] = value == "on"
    for field in ("fresh_days", "keep_days", "contact_line"):
        if getattr(arguments, field) is not None:
            said[field] = getattr(arguments, field)
    return replace(before, on=True, **said)


def _keys(arguments: Arguments) -> PortalKeys | None:
    if arguments.key_file is None:
        if arguments.hook_secret_file:
            raise UsageError("A secret of the gateway's messages goes with the portal's key.", "Add --key-file FILE.")
        return None
    secrets = tuple(passphrase(one).reveal().decode().strip() for one in arguments.hook_secret_file or ())
    return PortalKeys(passphrase(arguments.key_file).reveal().decode().strip(), secrets)


def _off(arguments: Arguments, console: Console) -> int:
    with _both(arguments) as (practice, workspace):
        if arguments.this_computer:
            portal.revoke_device(practice, workspace)
        else:
            portal.switch_off(workspace)
    said = "This computer speaks no more for the client." if arguments.this_computer else "Off: push withdraws it all."
    console.row({"off": True, "this_computer": arguments.this_computer}, said)
    return console.status


@contextmanager
def _both(arguments: Arguments) -> Iterator[tuple[OpenPractice, Workspace]]:
    with open_as(arguments) as practice, open_client(arguments, practice, writes=True) as workspace:
        yield practice, workspace


def _preview(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.POST)
        rows = portal.service(workspace).preview()
    for one in rows:
        console.row(tell_row(one), tell_words(one))
    if not rows:
        console.say("Nothing would leave but how the client is shown.")
    return console.status


def _push(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        pushed = portal.service(workspace).push()
        found = portal.service(workspace).status()
    console.row(
        {"sent": pushed.sent, "joined": pushed.joined.step, "strangers": list(pushed.joined.strangers)},
        f"{pushed.sent} commands told.",
    )
    for one in (*found.held_back, *(f"Only the portal knows {words}." for words in found.unknown)):
        console.problem(one)
    if found.held_back:
        console.say(WITHDRAW_FIRST)
    for line in closing_words(found.closing):
        console.say(line)
    return console.status


def _pull(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        return _told(portal.ask(workspace), console)


def _sync(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        found = portal.go_round(workspace)
        closing, tries = portal.closing(workspace), CLOSING_TRIES
        while closing and tries and found.problem is None:
            time.sleep(CLOSING_SECONDS)
            found, tries = found.then(portal.go_round(workspace)), tries - 1
            closing = portal.closing(workspace)
    status = _told(found, console)
    for line in closing_words(closing):
        console.say(line)
    return status


def _told(found: portal.Round, console: Console) -> int:
    if found.problem is not None and found.pulled is None:
        raise found.problem
    console.row(round_row(found), round_words(found))
    for one in found.pushed.held_back if found.pushed is not None else ():
        console.problem(one.sentence)
    if found.problem is not None:
        console.problem(str(found.problem))
    return console.status


def _status(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        found = portal.service(workspace).status()
    console.row(status_row(found), status_words(found))
    for one in (*found.refused, *([found.problem] if found.problem else [])):
        console.problem(one)
    return console.status


def _documents(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        rows = portal.service(workspace).documents()
    for one in rows:
        console.row(document_row(one), document_words(one))
    return console.status


def _link(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        document = document_named(workspace.desk, arguments.document)
        address = portal.service(workspace).link(document, anew=arguments.new)
    console.row({"document": document, "url": address}, address)
    return console.status


def _revoke(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        service = portal.service(workspace)
        if arguments.withdraw:
            service.withdraw_stranger(arguments.document)
            console.row({"withdrawn": arguments.document}, "It is withdrawn with the next push.")
            return console.status
        count = service.revoke(document_named(workspace.desk, arguments.document))
    console.row({"revoked": count}, f"{count} links lead nowhere from the next push on.")
    return console.status


def _forget_customer(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        contact = customer_named(workspace.desk, arguments.customer)
        portal.service(workspace).forget_customer(contact, arguments.why)
    said = "Nothing of him is told any more. With the next push the portal deletes what it has; the books keep theirs."
    console.row({"customer": contact, "forgotten": True}, said)
    return console.status


def _numbers(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=arguments.go_on) as workspace:
        found = go_on(workspace.desk) if arguments.go_on else proposals(workspace.desk)
    for one in found:
        row = {"kind": one.kind, "known": one.known, "next": one.next_here, "proposed": one.proposed}
        said = (
            f"The next is {one.proposed}."
            if arguments.go_on
            else f"{one.next_here} would be next, {one.proposed} after it."
        )
        console.row({**row, "decided": arguments.go_on}, f"The portal knows {one.kind} {one.known}. {said}")
    if not found:
        console.say("The portal knows no number that these books would give again.")
    return console.status


def _words(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        rows = portal.service(workspace).words(everything=arguments.all, after=arguments.after, most=arguments.most + 1)
    for one in rows[: arguments.most]:
        console.row(said_row(one), said_words(one))
    if len(rows) > arguments.most:
        console.say(f"There is more: go on with --after {rows[arguments.most - 1].id[-ID_END:]}.")
    return console.status


def _files(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=arguments.out is not None) as workspace:
        for one in files_of(workspace.desk, arguments.word):
            row = {"paper": one.id, "name": one.name, "media_type": one.media_type, "bytes": one.size}
            if arguments.out is None:
                console.row(row, f"{one.name}, {one.media_type}, {one.size} bytes")
                continue
            name, content = take_file(workspace.desk, one.id)
            saved = write_beside(arguments.out, name, content)
            console.row({**row, "file": str(saved)}, f"{saved} was written.")
    return console.status


def _answer(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        portal.service(workspace).answer(arguments.word, arguments.answer)
    console.row({"word": arguments.word, "done": True}, "Noted.")
    return console.status
