"""`bookdesk bill recode` and `bill edit`: a bill changed after its review."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from bookdesk.cli.approve import service_of as approvals_of
from bookdesk.cli.billrows import details, in_full
from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_day, assignments, whole
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.payments.bill_edits import BillEditing, Changed
from bookdesk.payments.bills import BillService
from bookdesk.security.roles import Permission

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so


def add_acts(acts: Acts[argparse.ArgumentParser]) -> None:
    """Add both acts to `bookdesk bill`."""
    recode = _act(acts, "recode", "code a bill anew, paid or not: line.1.account=6-0500 line.1.tax_code=GST", _recode)
    recode.add_argument("--on", type=as_day, help="day of the new booking; today by default")
    _act(acts, "edit", "correct a bill that is not paid: number=INV-7 line.1.net=90.00 line.2=remove", _edit)


def _act(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    parser.add_argument("bill", help="number or id of the bill")
    parser.add_argument("corrections", nargs="+", metavar="FIELD=VALUE")
    parser.add_argument("--version", type=whole(1), help="refuse if somebody changed it since this version")
    add_workspace_arguments(parser)
    return parser


def _recode(arguments: Arguments, console: Console) -> int:
    wanted, on, version = assignments(arguments.corrections), arguments.on, arguments.version
    return _change(
        arguments,
        console,
        Permission.REVIEW,
        lambda service, bill: service.recode(bill, wanted, on=on, version=version),
    )


def _edit(arguments: Arguments, console: Console) -> int:
    wanted, version = assignments(arguments.corrections), arguments.version
    return _change(
        arguments, console, Permission.CAPTURE, lambda service, bill: service.edit(bill, wanted, version=version)
    )


def _change(
    arguments: Arguments, console: Console, permission: Permission, act: Callable[[BillEditing, str], Changed]
) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(permission)
        bills, approvals = BillService(workspace.desk), approvals_of(workspace)
        done = act(BillEditing(workspace.desk, approvals), bills.find(arguments.bill))
        found, standing = bills.show(done.bill_id), approvals.standings([done.bill_id])[done.bill_id]
    if done.booked_on:
        console.say(f"Booked anew on {done.booked_on}, {done.why}.")
    if done.lapsed:
        console.say("What was approved has changed: the bill waits for approval again and is no longer booked.")
    outcome = {
        "booked_on": done.booked_on,
        "lapsed": done.lapsed,
        "approved": standing.approved,
        "recoded": standing.validity.recoded,
    }
    console.row({**details(found), **outcome}, in_full(found))
    return console.status
