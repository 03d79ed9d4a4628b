"""`bookdesk reconcile`: ledger against statement at the end of a day, what is outstanding, sign-off and reopening."""

from __future__ import annotations

import argparse
from pathlib import Path

from bookdesk.banking.reconciliation import Outcome, Posted, Shown
from bookdesk.banking.reconreport import take_report
from bookdesk.banking.service import BankingService
from bookdesk.cli.console import Console, Row
from bookdesk.cli.parsing import Arguments, add_command, as_amount, as_day
from bookdesk.cli.people import open_peopled
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.errors import UsageError
from bookdesk.core.money import Money
from bookdesk.core.ownfiles import write_beside
from bookdesk.models.bank import BankAccount, Reconciliation
from bookdesk.security.roles import Permission


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(commands, "reconcile", "compare the ledger with the bank's statement, and sign it off", _run)
    parser.add_argument("what", nargs="?", default="show", choices=("show", "sign", "reopen", "list", "report"))
    add_workspace_arguments(parser)
    parser.add_argument("--account", metavar="NAME", help="the bank account, by name or id")
    parser.add_argument("--on", type=as_day, help="the statement's day; the last line's by default")
    parser.add_argument("--out", type=Path, help="file for the report of a signed-off day, or folder for it")
    parser.add_argument("--balance", type=as_amount, help="the balance the bank's paper shows, to be checked")


def _run(args: Arguments, console: Console) -> int:
    if args.what == "report":
        return _report(args, console)
    with open_workspace(args, writes=args.what in {"sign", "reopen"}) as workspace:
        workspace.require(Permission.BANK if args.what in {"sign", "reopen"} else Permission.SEE)
        _do(BankingService(workspace.desk), args, console)
    return console.status


def _report(args: Arguments, console: Console) -> int:
    if args.on is None or args.out is None:
        raise UsageError("It is not said which reconciliation, or where to.", "Add its day with --on, and --out.")
    with open_peopled(args) as people:
        people.workspace.require(Permission.SEE)
        desk = people.workspace.desk
        name, content = take_report(desk, args.account, args.on, lambda user: people.name(user) or "")
    folder = args.out if args.out.is_dir() else args.out.parent
    path = write_beside(folder, name if args.out.is_dir() else args.out.name, content)
    console.row({"date": args.on, "file": str(path), "bytes": len(content)}, str(path))
    return console.status


def _do(service: BankingService, args: Arguments, console: Console) -> None:
    account = service.account(args.account)
    stated = None if args.balance is None else Money.of(args.balance, account.currency)
    match args.what:
        case "list":
            for one in service.reconciliations(account.id):
                _signed(one, account, console)
        case "sign":
            _signed(service.sign_off(account.id, args.on, stated), account, console)
        case "reopen":
            if args.on is None:
                raise UsageError("It is not said which reconciliation.", "Add its day with --on.")
            _signed(service.reopen(account.id, args.on), account, console)
        case _:
            found = service.reconcile(account.id, args.on, stated)
            console.row(_outcome(account, found), _words(account, found))


def _outcome(account: BankAccount, found: Outcome) -> Row:
    def text(minor: int) -> str:
        return Money(minor, account.currency).text

    return {
        "account": account.name,
        "date": found.day,
        "currency": account.currency,
        "statement_balance": text(found.statement_balance),
        "ledger_balance": text(found.ledger_balance),
        "deposits_in_transit": [_posted(item, account) for item in found.in_transit],
        "unpresented_payments": [_posted(item, account) for item in found.unpresented],
        "early": [_shown(item, account) for item in found.early],
        "unmatched": [_shown(item, account) for item in found.unmatched],
        "outstanding": text(found.outstanding),
        "difference": text(found.difference),
    }


def _posted(item: Posted, account: BankAccount) -> Row:
    amount = Money(item.amount, account.currency).text
    return {"entry": item.entry, "date": item.day, "amount": amount, "narration": item.narration}


def _shown(item: Shown, account: BankAccount) -> Row:
    return {
        "line": item.line,
        "date": item.day,
        "amount": Money(item.amount, account.currency).text,
        "description": item.text,
    }


def _words(account: BankAccount, found: Outcome) -> str:
    def money(minor: int) -> str:
        return str(Money(minor, account.currency))

    rows = [
        f"{account.name} at the end of {found.day.isoformat()}",
        f"  statement balance      {money(found.statement_balance)}",
        f"  deposits in transit    {money(sum(item.amount for item in found.in_transit))}",
        f"  unpresented payments   {money(sum(item.amount for item in found.unpresented))}",
        f"  ledger balance         {money(found.ledger_balance)}",
        f"  difference             {money(found.difference)}",
    ]
    rows += [f"    outstanding: {item.day} {money(item.amount)} {item.narration}" for item in found.unpresented]
    rows += [f"    in transit: {item.day} {money(item.amount)} {item.narration}" for item in found.in_transit]
    rows += [f"    not matched: {item.day} {money(item.amount)} {item.text}" for item in found.unmatched]
    return "\n".join(rows)


def _signed(one: Reconciliation, account: BankAccount, console: Console) -> None:
    balance = Money(one.statement_balance, account.currency)
    row: Row = {
        "id": one.id,
        "account": account.name,
        "date": one.statement_day,
        "statement_balance": balance.text,
        "ledger_balance": Money(one.ledger_balance, account.currency).text,
        "outstanding": one.outstanding,
        "difference": Money(one.difference, account.currency).text,
        "signed_off_by": one.signed_off_by,
        "reopened": one.reopened,
    }
    state = "reopened" if one.reopened else "signed off"
    console.row(row, f"{account.name} on {one.statement_day.isoformat()} at {balance}: {state}")
