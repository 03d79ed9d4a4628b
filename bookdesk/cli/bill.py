"""`bookdesk bill`: all bills with what is left of each, and hold, dispute, void, recode and edit."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from bookdesk.cli import billedit
from bookdesk.cli.billrows import details, in_full, row, sentence
from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_amount, as_day, as_words
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.money import Money
from bookdesk.models.bill import Bill, BillStatus, SettlementState
from bookdesk.payments.bills import BillFilter, BillService
from bookdesk.security.roles import Permission

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("bill", help="all bills: list, show, recode, edit, hold, void").add_subparsers(
        required=True
    )
    listing = add_command(acts, "list", "all bills with what is left of each", _list)
    listing.add_argument("--status", type=BillStatus, choices=list(BillStatus))
    listing.add_argument("--settlement", type=SettlementState, choices=list(SettlementState))
    listing.add_argument("--supplier", help="part of the supplier's name")
    listing.add_argument("--due-by", type=as_day, help="due on or before, like 2026-06-30")
    add_workspace_arguments(listing)
    _act(acts, "show", "one bill with its lines and what settled it", _show)
    _act(acts, "hold", "keep a bill from being paid", _hold).add_argument("--reason", required=True, type=as_words)
    _act(acts, "unhold", "let a held bill be paid again", _unhold)
    _act(acts, "dispute", "mark a bill as disputed", _dispute)
    _act(acts, "undispute", "mark a dispute as settled", _undispute)
    _act(acts, "void", "take a bill out of the books", _void).add_argument("--reason", required=True, type=as_words)
    credit = _act(acts, "credit", "settle a part of a bill by a credit note", _credit)
    credit.add_argument("credit_note", help="number or id of the credit note")
    credit.add_argument("amount", type=as_amount)
    billedit.add_acts(acts)


def _act(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    parser.add_argument("bill", help="number or id of the bill")
    add_workspace_arguments(parser)
    return parser


def _list(arguments: Arguments, console: Console) -> int:
    wanted = BillFilter(arguments.status, arguments.settlement, arguments.supplier, arguments.due_by)
    with open_workspace(arguments, writes=False) as workspace:
        for view in BillService(workspace.desk).bills(wanted):
            console.row(row(view), sentence(view))
    return console.status


def _show(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        service = BillService(workspace.desk)
        found = service.show(service.find(arguments.bill))
    console.row(details(found), in_full(found))
    return console.status


def _hold(arguments: Arguments, console: Console) -> int:
    return _change(arguments, console, lambda service, bill: service.hold(bill, arguments.reason))


def _unhold(arguments: Arguments, console: Console) -> int:
    return _change(arguments, console, lambda service, bill: service.lift_hold(bill))


def _dispute(arguments: Arguments, console: Console) -> int:
    return _change(arguments, console, lambda service, bill: service.dispute(bill, disputed=True))


def _undispute(arguments: Arguments, console: Console) -> int:
    return _change(arguments, console, lambda service, bill: service.dispute(bill, disputed=False))


def _void(arguments: Arguments, console: Console) -> int:
    return _change(arguments, console, lambda service, bill: service.void(bill, arguments.reason))


def _credit(arguments: Arguments, console: Console) -> int:
    def allocate(service: BillService, bill_id: str) -> Bill:
        currency = service.show(bill_id).view.bill.currency
        amount = Money.of(arguments.amount, currency)
        return service.allocate_credit(service.find(arguments.credit_note), bill_id, amount).view.bill

    return _change(arguments, console, allocate)


def _change(arguments: Arguments, console: Console, act: Callable[[BillService, str], Bill]) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.REVIEW)
        service = BillService(workspace.desk)
        changed = act(service, service.find(arguments.bill))
        found = service.show(changed.id)
    console.row(details(found), in_full(found))
    return console.status
