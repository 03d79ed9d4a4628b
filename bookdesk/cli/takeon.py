"""`bookdesk takeon`: profile and chart from a template, bank accounts, suppliers, open bills and invoices."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command, as_amount, as_day
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.errors import UsageError
from bookdesk.office.newclient import require_start
from bookdesk.security.clientkeys import Profile
from bookdesk.takeon.files import sheet_text
from bookdesk.takeon.service import NEEDED, Taken, TakeOnService
from bookdesk.takeon.starting import BankDetails, bank_account, profile


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    parser = add_command(commands, "takeon", "take a client over from his old system", _run)
    add_workspace_arguments(parser)
    parser.add_argument("what", choices=("start", "bank", "suppliers", "bills", "invoices"))
    parser.add_argument("file", nargs="?", type=Path, help="the CSV sheet (suppliers, bills, invoices)")
    parser.add_argument("--on", type=as_day, help="posting date of opening balances, like 2026-06-30")
    parser.add_argument("--name", help="the bank account's name (bank)")
    parser.add_argument("--currency", help="the account's currency (bank)")
    parser.add_argument("--tax-id", help="the client's own ABN or VAT id (start)")
    parser.add_argument("--holder", help="the bank account's holder, where it is not the client (bank)")
    parser.add_argument("--code", help="code of the bank's ledger account (bank)")
    parser.add_argument("--iban")
    parser.add_argument("--bic")
    parser.add_argument("--bsb")
    parser.add_argument("--sort-code")
    parser.add_argument("--account-number")
    parser.add_argument("--opening", type=as_amount, help="statement balance at the end of --on (bank)")
    parser.add_argument("--user-name", help="direct-entry user name (bank, ABA)")
    parser.add_argument("--user-id", help="direct-entry user id, APCA (bank, ABA)")
    parser.add_argument("--institution", help="three letters of the bank, like CBA (bank, ABA)")


def _run(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        if arguments.what == "start":
            require_start(workspace)
        else:
            workspace.require(NEEDED)
        service = TakeOnService(workspace.desk)
        match arguments.what:
            case "start":
                _start(service, workspace.entry.profile, arguments, console)
            case "bank":
                _bank(service, arguments, console)
            case _:
                _tell(_sheet(service, arguments), console)
    return console.status


def _start(service: TakeOnService, known: Profile, arguments: Arguments, console: Console) -> None:
    started = profile(
        name=known.name,
        country=known.country or "",
        currency=known.currency or "",
        zone=known.zone,
        tax_id=arguments.tax_id,
    )
    service.start(started)
    console.row(
        {"client": started.name, "country": started.country, "currency": started.base_currency, "zone": started.zone},
        f"{started.name} starts with the chart and tax codes of {started.country}, in {started.base_currency}.",
    )


def _bank(service: TakeOnService, arguments: Arguments, console: Console) -> None:
    details = BankDetails(
        name=_need(arguments, "name"),
        code=_need(arguments, "code"),
        currency=_need(arguments, "currency"),
        iban=arguments.iban,
        bic=arguments.bic,
        bsb=arguments.bsb,
        sort_code=arguments.sort_code,
        account_number=arguments.account_number,
        user_name=arguments.user_name,
        user_id=arguments.user_id,
        institution=arguments.institution,
        holder=arguments.holder,
    )
    account, ledger_account = bank_account(details, _need(arguments, "opening"), _need(arguments, "on"))
    service.bank_account(account, ledger_account)
    console.row(
        {"bank_account": account.name, "opening": str(arguments.opening), "on": arguments.on.isoformat()},
        f"{account.name} opens with {arguments.opening} {account.currency} on {arguments.on.isoformat()}.",
    )


def _sheet(service: TakeOnService, arguments: Arguments) -> Taken:
    text = sheet_text(_need(arguments, "file"))
    if arguments.what == "suppliers":
        return service.suppliers(text)
    take = service.bills if arguments.what == "bills" else service.invoices
    return take(text, _need(arguments, "on"))


def _tell(taken: Taken, console: Console) -> None:
    totals = {amount.currency: amount.text for amount in taken.totals}
    console.row(
        {"what": taken.what, "count": taken.count, "open": totals, "made": list(taken.made), "typed": taken.typed},
        f"{taken.count} {taken.what} taken over"
        + (f", open in all {', '.join(str(amount) for amount in taken.totals)}." if taken.totals else "."),
    )
    if taken.made:
        console.say(f"New by this sheet, check their spelling: {', '.join(taken.made)}.")
    if words := taken.of_accounts:
        console.say(words)


def _need(arguments: Arguments, name: str) -> Any:  # noqa: ANN401 - argparse's own namespace is untyped
    value = getattr(arguments, name)
    if value is None:
        said = "The CSV sheet" if name == "file" else f"--{name.replace('_', '-')}"
        raise UsageError(f"{said} is missing.", "Add it and repeat the command.")
    return value
