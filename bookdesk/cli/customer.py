"""`bookdesk customer`: who buys, in which language and by which terms."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from bookdesk.cli.console import Console, Row
from bookdesk.cli.parsing import Arguments, Handler, add_command, assignments
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.contacts.details import ContactDetails
from bookdesk.contacts.fields import SETTERS
from bookdesk.contacts.listing import ContactList, ContactListing, ContactQuery
from bookdesk.contacts.service import ContactService
from bookdesk.invoicing.typed import Typing
from bookdesk.security.roles import Permission
from bookdesk.takeon.customers import import_customers, look_through
from bookdesk.takeon.files import sheet_text

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so
_FIELDS = f"known are {', '.join(sorted(SETTERS))}"
_PAGE = 200


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("customer", help="who buys from the client").add_subparsers(required=True)
    listing = add_command(acts, "list", "all customers", _list)
    listing.add_argument("--text", default="", help="words of name, tax number, mail address or town")
    add_workspace_arguments(listing)
    adding = add_command(acts, "add", "add a customer", _add)
    adding.add_argument("name")
    adding.add_argument("assignments", nargs="*", metavar="FIELD=VALUE", help=_FIELDS)
    add_workspace_arguments(adding)
    _of_customer(acts, "show", "one customer in full", _show)
    _of_customer(acts, "edit", "change a customer", _edit).add_argument(
        "assignments", nargs="+", metavar="FIELD=VALUE", help=_FIELDS
    )
    _of_customer(acts, "archive", "put a customer away", _archive)
    bringing = add_command(acts, "import", "take customers in from a CSV sheet", _import)
    bringing.add_argument("file", type=Path, metavar="FILE")
    bringing.add_argument("--dry-run", action="store_true", help="say what would become of each row, change nothing")
    add_workspace_arguments(bringing)


def _of_customer(
    acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler
) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    parser.add_argument("customer", help="name of the customer, a part of it, or the id")
    add_workspace_arguments(parser)
    return parser


def _list(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        view = ContactListing(workspace.desk).of(ContactQuery(ContactList.CUSTOMERS, arguments.text))
        keys = view.keys()
        for start in range(0, len(keys), _PAGE):
            for one in view.rows(keys[start : start + _PAGE]):
                row: Row = {
                    "id": one.id,
                    "name": one.name,
                    "email": one.email,
                    "city": one.city,
                    "country": one.country,
                }
                where = ", ".join(filter(None, (one.email, one.city, one.country)))
                console.row(row, f"{one.name}  {where}".rstrip())
    return console.status


def _add(arguments: Arguments, console: Console) -> int:
    fields = {"name": arguments.name, "customer": "yes", **assignments(arguments.assignments)}
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.CAPTURE)
        _tell(ContactService(workspace.desk).add(fields), console)
    return console.status


def _show(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        found = Typing(workspace.desk).customer(arguments.customer)
        _tell(ContactService(workspace.desk).show(found.id), console)
    return console.status


def _edit(arguments: Arguments, console: Console) -> int:
    fields = assignments(arguments.assignments)
    return _change(arguments, console, lambda service, one, version: service.edit(one, fields, version=version))


def _archive(arguments: Arguments, console: Console) -> int:
    return _change(arguments, console, lambda service, one, version: service.archive(one, version=version))


def _change(arguments: Arguments, console: Console, act: Callable[[ContactService, str, int], ContactDetails]) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.CAPTURE)
        found = Typing(workspace.desk).customer(arguments.customer)
        _tell(act(ContactService(workspace.desk), found.id, found.version), console)
    return console.status


def _import(arguments: Arguments, console: Console) -> int:
    if arguments.dry_run:
        return _look(arguments, console)
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.CAPTURE)
        done = import_customers(workspace.desk, sheet_text(arguments.file))
    console.row(
        {
            "added": list(done.added),
            "known": list(done.known),
            "became": list(done.became),
            "alike": list(done.alike),
        },
        f"{len(done.added)} customers were added; {len(done.known)} were here already.",
    )
    if done.alike:
        console.say(f"Another contact has the same tax number, look whether they are one: {', '.join(done.alike)}.")
    return console.status


def _look(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        for one in look_through(workspace.desk, sheet_text(arguments.file)):
            row: Row = {"line": one.line, "name": one.name, "outcome": one.outcome.value, "words": one.words}
            console.row(row, f"line {one.line}, {one.name}: {one.outcome.value}  {one.words}".rstrip())
    return console.status


def _tell(one: ContactDetails, console: Console) -> None:
    row = {name: getattr(one, name) for name in one.__slots__ if name != "accounts"}
    terms = f", {one.terms} {one.terms_days}" if one.terms else ""
    where = ", ".join(filter(None, (one.street, one.postcode, one.city, one.country)))
    reached = f"\n  {one.email}" if one.email else ""
    console.row(row, f"{one.name} ({one.kind}{terms}){f'{chr(10)}  {where}' if where else ''}{reached}")
