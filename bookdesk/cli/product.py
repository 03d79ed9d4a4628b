"""`bookdesk product`: what the client sells."""

from __future__ import annotations

import argparse
from pathlib import Path

from bookdesk.cli.console import Console, Row
from bookdesk.cli.parsing import Arguments, Handler, add_command, assignments
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.invoicing.products import SETTERS, ProductService
from bookdesk.models.product import Product
from bookdesk.security.roles import Permission
from bookdesk.takeon.files import sheet_text
from bookdesk.takeon.products import import_products

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so
_FIELDS = f"known are {', '.join(sorted(SETTERS))}"


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("product", help="what the client sells").add_subparsers(required=True)
    listing = add_command(acts, "list", "products with their prices", _list)
    listing.add_argument("--archived", action="store_true", help="those that were put away")
    listing.add_argument("--text", default="", help="part of code or name")
    add_workspace_arguments(listing)
    adding = add_command(acts, "add", "add a product", _add)
    adding.add_argument("assignments", nargs="+", metavar="FIELD=VALUE", help=_FIELDS)
    add_workspace_arguments(adding)
    _of_product(acts, "edit", "change a product", _edit).add_argument(
        "assignments", nargs="+", metavar="FIELD=VALUE", help=_FIELDS
    )
    _of_product(acts, "archive", "put a product away", _archive)
    _of_product(acts, "restore", "take a product back", _restore)
    bringing = add_command(acts, "import", "take products in from a CSV sheet", _import)
    bringing.add_argument("file", type=Path, metavar="FILE")
    add_workspace_arguments(bringing)


def _of_product(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    parser.add_argument("product", help="code or id of the product")
    add_workspace_arguments(parser)
    return parser


def _list(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        for one in ProductService(workspace.desk).products(archived=arguments.archived, text=arguments.text):
            _tell(one, console)
    return console.status


def _add(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        _tell(ProductService(workspace.desk).add(assignments(arguments.assignments)), console)
    return console.status


def _edit(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        service = ProductService(workspace.desk)
        before = service.find(arguments.product)
        _tell(service.edit(before.id, assignments(arguments.assignments), version=before.version), console)
    return console.status


def _archive(arguments: Arguments, console: Console) -> int:
    return _put(arguments, console, archived=True)


def _restore(arguments: Arguments, console: Console) -> int:
    return _put(arguments, console, archived=False)


def _put(arguments: Arguments, console: Console, *, archived: bool) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        service = ProductService(workspace.desk)
        _tell(service.archive(service.find(arguments.product).id, archived=archived), console)
    return console.status


def _import(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        done = import_products(workspace.desk, sheet_text(arguments.file))
    console.row(
        {"added": list(done.added), "known": list(done.known)},
        f"{len(done.added)} products were added; {len(done.known)} were here already.",
    )
    return console.status


def _tell(one: Product, console: Console) -> None:
    price = None if one.unit_price is None else f"{one.unit_price.normalize():f}"
    row: Row = {
        "id": one.id,
        "version": one.version,
        "code": one.code,
        "name": one.name,
        "description": one.description,
        "unit": one.unit,
        "price": price,
        "with_tax": one.with_tax,
        "currency": one.currency,
        "archived": one.archived,
    }
    per = f" a {one.unit}" if one.unit else ""
    costs = f"  {price} {one.currency or ''}{per}{' with tax' if one.with_tax else ''}" if price else ""
    console.row(row, f"{one.code}  {one.name}{costs}")
