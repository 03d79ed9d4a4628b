"""`bookdesk payee`: bank details of suppliers, entered by one person and confirmed by another."""

from __future__ import annotations

import argparse

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command, as_words
from bookdesk.cli.people import Peopled, open_peopled
from bookdesk.cli.session import add_workspace_arguments
from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.checkdigits import compact
from bookdesk.core.errors import UsageError
from bookdesk.core.vocabulary import BankScheme
from bookdesk.payments.payees import PayeeService, PayeeView
from bookdesk.security.roles import Permission


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("payee", help="bank details of suppliers").add_subparsers(required=True)
    listing = add_command(acts, "list", "the bank details of all suppliers", _list)
    listing.add_argument("--unconfirmed", action="store_true", help="only those that stop a payment")
    add_workspace_arguments(listing)
    enter = add_command(acts, "enter", "enter or change a supplier's bank details", _enter)
    enter.add_argument("supplier", help="name, part of it that fits one only, or id")
    enter.add_argument("--holder", help="the account's holder, where it is not the supplier's name")
    for name in ("--iban", "--bic", "--bsb", "--sort-code", "--account-number"):
        enter.add_argument(name)
    add_workspace_arguments(enter)
    confirm = add_command(acts, "confirm", "confirm bank details after calling back", _confirm)
    confirm.add_argument("supplier", nargs="?", help="name, part of it that fits one only, or id")
    confirm.add_argument("--taken-over", action="store_true", help="all that the old system paid before")
    confirm.add_argument("--note", required=True, type=as_words, help="who was called, when, and on which number")
    add_workspace_arguments(confirm)


def _list(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments, writes=False) as people:
        for one in PayeeService(people.workspace.desk).payees(unconfirmed_only=arguments.unconfirmed):
            _tell(one, people, console)
    return console.status


def _enter(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments) as people:
        people.workspace.require(Permission.EDIT_PAYEE)
        service = PayeeService(people.workspace.desk)
        _tell(service.enter(arguments.supplier, _details(arguments), holder=arguments.holder), people, console)
    return console.status


def _confirm(arguments: Arguments, console: Console) -> int:
    if bool(arguments.supplier) == arguments.taken_over:
        raise UsageError("Say either a supplier or --taken-over.", "Repeat it with one of them.")
    with open_peopled(arguments) as people:
        people.workspace.require(Permission.CONFIRM_PAYEE)
        service = PayeeService(people.workspace.desk, people.workspace.trusted)
        note = arguments.note
        done = service.confirm_taken_over(note) if arguments.taken_over else service.confirm(arguments.supplier, note)
        for one in done:
            _tell(one, people, console)
    return console.status


def _details(arguments: Arguments) -> BankDetails:
    number = compact(arguments.account_number) if arguments.account_number else None
    if arguments.iban:
        bic = compact(arguments.bic) if arguments.bic else None
        return BankDetails(BankScheme.IBAN, iban=compact(arguments.iban), bic=bic)
    if arguments.bsb:
        return BankDetails(BankScheme.BSB, routing=compact(arguments.bsb), account_number=number)
    if arguments.sort_code:
        return BankDetails(BankScheme.SORT_CODE, routing=compact(arguments.sort_code), account_number=number)
    raise UsageError("No bank details are given.", "Add --iban, or --bsb or --sort-code with --account-number.")


def _tell(one: PayeeView, people: Peopled, console: Console) -> None:
    account = one.account
    confirmed = people.name(account.confirmed_by)
    console.row(
        {
            "id": account.id,
            "supplier": one.supplier,
            "supplier_id": account.contact_id,
            "holder": account.holder,
            "account": one.shown,
            "provenance": account.provenance.value,
            "edited_by": people.name(account.edited_by),
            "confirmed_by": confirmed,
            "note": account.confirmation_note,
        },
        f"{one.supplier}: {one.shown}, {f'confirmed by {confirmed}' if confirmed else 'unconfirmed'}.",
    )
