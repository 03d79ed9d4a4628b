"""`bookdesk required`: which papers a client's bills need beside them, as rules that a person can read."""

from __future__ import annotations

import argparse

from bookdesk.capture.required import REQUIRABLE, Requirement
from bookdesk.capture.supporting import RequiredPapers
from bookdesk.cli.console import Console, Row
from bookdesk.cli.parsing import Arguments, add_command, as_amount
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.ledger.owner import client_profile
from bookdesk.security.roles import Permission

_Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so


def register(commands: _Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("required", help="papers that bills need beside them").add_subparsers(required=True)
    add_workspace_arguments(add_command(acts, "list", "the rules", _list))
    add = add_command(acts, "add", "no bill over 1000 without an order", _add)
    add.add_argument("--kind", required=True, type=DocumentKind, choices=REQUIRABLE)
    add.add_argument("--above", type=as_amount, default="0", help="in the client's currency")
    add.add_argument("--supplier", default="", help="only for bills of this supplier")
    add.add_argument("--account", default="", help="only for bills with a line on this account")
    add_workspace_arguments(add)
    remove = add_command(acts, "remove", "remove a rule", _remove)
    remove.add_argument("rule", help="its place in the list, or its id")
    add_workspace_arguments(remove)


def _list(args: Arguments, console: Console) -> int:
    with open_workspace(args, writes=False) as workspace:
        for place, rule in enumerate(RequiredPapers(workspace.desk).rules(), 1):
            console.row(_row(place, rule), f"{place:>3}  {rule.sentence}")
    return console.status


def _add(args: Arguments, console: Console) -> int:
    with open_workspace(args) as workspace:
        workspace.require(Permission.EDIT_LIMITS)
        with workspace.desk.books.query() as session:
            above = Money.of(args.above, client_profile(session).base_currency)
        rule = RequiredPapers(workspace.desk).add(args.kind, above, args.supplier, args.account)
    console.row(_row(None, rule), rule.sentence)
    return console.status


def _remove(args: Arguments, console: Console) -> int:
    with open_workspace(args) as workspace:
        workspace.require(Permission.EDIT_LIMITS)
        RequiredPapers(workspace.desk).remove(args.rule)
    console.say("The rule is removed.")
    return console.status


def _row(place: int | None, rule: Requirement) -> Row:
    return {
        "place": place,
        "id": rule.id,
        "kind": rule.kind.value,
        "above": rule.above.text,
        "currency": rule.above.currency,
        "supplier": rule.supplier or None,
        "account": rule.account or None,
        "rule": rule.sentence,
    }
