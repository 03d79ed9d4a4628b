"""`bookdesk account`: the chart of accounts and the tax codes, which every coding names."""

from __future__ import annotations

import argparse

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_day, as_words
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.clock import today
from bookdesk.ledger.chart import accounts, add_account, tax_codes
from bookdesk.ledger.taxcodes import dated_codes
from bookdesk.models.account import Account, AccountKind
from bookdesk.security.roles import Permission

_Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so


def register(commands: _Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("account", help="chart of accounts and tax codes").add_subparsers(required=True)
    _act(acts, "list", "the chart of accounts", _list)
    _act(acts, "tax-codes", "the tax codes with their rates", _tax_codes).add_argument("--on", type=as_day)
    add = _act(acts, "add", "add an account", _add)
    add.add_argument("code")
    add.add_argument("name", type=as_words)
    add.add_argument("--kind", type=AccountKind, choices=list(AccountKind), default=AccountKind.EXPENSE)
    add.add_argument("--tax", help="tax code proposed for it")


def _act(acts: _Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    add_workspace_arguments(parser)
    return parser


def _list(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace, workspace.desk.books.query() as session:
        codes = {code.id: code.code for code in tax_codes(session)}
        for account in accounts(session):
            _tell(account, codes.get(account.default_tax_code_id or ""), console)
    return console.status


def _tax_codes(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace, workspace.desk.books.query() as session:
        zone = workspace.entry.profile.zone or "UTC"
        rates = {
            dated.code: dated.rate for dated in dated_codes(session, arguments.on or today(workspace.desk.clock, zone))
        }
        for code in tax_codes(session):
            rate = rates.get(code.code)
            percent = None if rate is None else f"{(rate * 100).normalize():f}"
            console.row(
                {"code": code.code, "name": code.name, "treatment": code.treatment, "percent": percent},
                f"{code.code:6} {code.name}" + (f", {percent} %" if percent else ""),
            )
    return console.status


def _add(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.POST)
        added = add_account(workspace.desk, arguments.code, arguments.name, arguments.kind, arguments.tax)
    _tell(added, arguments.tax, console)
    return console.status


def _tell(account: Account, tax: str | None, console: Console) -> None:
    console.row(
        {"code": account.code, "name": account.name, "kind": account.kind, "tax_code": tax, "role": account.role},
        f"{account.code:8} {account.name} ({account.kind}{f', {tax}' if tax else ''})",
    )
