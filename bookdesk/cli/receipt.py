"""`bookdesk receipt`: money of customers taken in, applied, held, paid back, written off, and a customer's account."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_amount, as_day, as_rate, as_words
from bookdesk.cli.receiptrows import account_row, account_words, details_row, details_words, list_row, list_words
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.errors import InputError, UsageError
from bookdesk.core.money import Money
from bookdesk.core.ownfiles import write_new
from bookdesk.core.vocabulary import BY_HAND, ReceiptWay
from bookdesk.ledger.owner import client_profile
from bookdesk.models.invoice import InvoiceKind
from bookdesk.models.receipt import Refund
from bookdesk.receivables.accounts import AccountService
from bookdesk.receivables.receiptlists import ReceiptDetails, ReceiptQuery
from bookdesk.receivables.receiptmail import ReceiptMailing
from bookdesk.receivables.receipts import PaidBack, ReceiptService
from bookdesk.receivables.takings import KeptBack, Taken, Wanted
from bookdesk.workspace import Workspace

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    what = "money of customers: take in, apply, pay back, write off, account"
    acts = commands.add_parser("receipt", help=what).add_subparsers(required=True)
    _adding(acts)
    listing = _act(acts, "list", "receipts, newest first, with what is left of each", _list)
    listing.add_argument("--customer", metavar="NAME")
    listing.add_argument("--from", dest="first", type=as_day, metavar="DAY")
    listing.add_argument("--to", dest="last", type=as_day, metavar="DAY")
    listing.add_argument("--on-account", action="store_true", help="only those of which something is left")
    listing.add_argument("--after", metavar="RECEIPT", help="go on after this one")
    _named(_act(acts, "show", "one receipt with what it settles", _show))
    paper = _named(_act(acts, "paper", "save the PDF of a receipt", _paper))
    paper.add_argument("--out", type=Path, required=True, metavar="FILE", help="the PDF; it must not be there yet")
    _named(_act(acts, "mail", "put the mail with the PDF into the outbox, once", _mail))
    _applying(acts)
    _reversing(acts)
    _refunding(acts)
    _act(acts, "refunds", "what was paid back, newest first", _refunds).add_argument("--customer", metavar="NAME")
    _writing_off(acts)
    banking = _act(acts, "bank", "pay cash and cheques in hand in at a bank", _pay_in)
    banking.add_argument("receipts", nargs="+", metavar="RECEIPT")
    banking.add_argument("--into", required=True, metavar="ACCOUNT")
    banking.add_argument("--on", type=as_day, metavar="DAY")
    out = _act(acts, "unbank", "take back that cash and cheques were paid in: they are in hand again", _take_out)
    out.add_argument("receipts", nargs="+", metavar="RECEIPT")
    out.add_argument("--why", required=True, type=as_words)
    out.add_argument("--on", type=as_day, metavar="DAY")
    account = _act(acts, "account", "a customer's account: what happened, and what he owes", _account)
    account.add_argument("customer", metavar="CUSTOMER")
    account.add_argument("--from", dest="first", type=as_day, metavar="DAY")
    account.add_argument("--as-of", type=as_day, metavar="DAY")


def _act(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    add_workspace_arguments(parser)
    return parser


def _named(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("receipt", metavar="RECEIPT", help="its number, or the end of its id")
    return parser


def _adding(acts: Acts[argparse.ArgumentParser]) -> None:
    parser = _act(acts, "add", "take money of a customer in", _add)
    parser.add_argument("customer", metavar="CUSTOMER")
    parser.add_argument("amount", type=as_amount, help="what counts for him")
    parser.add_argument("--currency", metavar="CODE", help="of his invoices; base currency by default")
    parser.add_argument("--way", type=ReceiptWay, choices=BY_HAND, default=ReceiptWay.BANK)
    parser.add_argument("--on", type=as_day, metavar="DAY")
    parser.add_argument("--account", metavar="NAME", help="the bank account it reached")
    parser.add_argument("--invoice", action="append", metavar="NUMBER[:AMOUNT]", help="what it pays; repeatable")
    parser.add_argument("--hold", action="store_true", help="pay nothing with it: keep it as credit")
    parser.add_argument("--fee", type=as_amount, help="what was kept back, tax included")
    parser.add_argument("--fee-account", metavar="CODE")
    parser.add_argument("--fee-tax", metavar="CODE")
    parser.add_argument("--banked", type=as_amount, help="what reached an account in base currency")
    parser.add_argument("--rate", type=as_rate, help="base currency for one unit of the account's currency")
    parser.add_argument("--reference", type=as_words)
    parser.add_argument("--note", type=as_words)
    parser.add_argument("--again", action="store_true", help="an equal receipt of that day is no mistake")
    parser.add_argument("--no-discount", action="store_true", help="give no discount for paying early that it earns")


def _applying(acts: Acts[argparse.ArgumentParser]) -> None:
    parser = _named(_act(acts, "apply", "pay invoices with what is left of a receipt, or of a credit note", _apply))
    parser.add_argument("--invoice", action="append", metavar="NUMBER[:AMOUNT]", help="the oldest first by default")
    parser.add_argument("--on", type=as_day, metavar="DAY")
    parser.add_argument("--credit-note", action="store_true", help="RECEIPT is the number of a credit note")
    free = _named(_act(acts, "free", "take a receipt off what it settles", _free))
    free.add_argument("--invoice", metavar="NUMBER")
    free.add_argument("--why", required=True, type=as_words)
    free.add_argument("--on", type=as_day, metavar="DAY")


def _reversing(acts: Acts[argparse.ArgumentParser]) -> None:
    parser = _named(_act(acts, "reverse", "take a receipt back", _reverse))
    parser.add_argument("--refund", action="store_true", help="RECEIPT is the id of a refund")
    parser.add_argument("--why", required=True, type=as_words)
    parser.add_argument("--on", type=as_day, metavar="DAY")


def _refunding(acts: Acts[argparse.ArgumentParser]) -> None:
    parser = _named(_act(acts, "refund", "pay the rest of a receipt or credit note back", _refund))
    parser.add_argument("amount", type=as_amount)
    parser.add_argument("--credit-note", action="store_true", help="RECEIPT is the number of a credit note")
    parser.add_argument("--way", type=ReceiptWay, choices=BY_HAND, default=ReceiptWay.BANK)
    parser.add_argument("--on", type=as_day, metavar="DAY")
    parser.add_argument("--account", metavar="NAME", help="the bank account it left")
    parser.add_argument("--paid", type=as_amount, help="what left an account in base currency")
    parser.add_argument("--rate", type=as_rate, help="base currency for one unit of the account's currency")
    parser.add_argument("--why", required=True, type=as_words)


def _writing_off(acts: Acts[argparse.ArgumentParser]) -> None:
    parser = _act(acts, "write-off", "write an invoice off to bad debts, or take that back", _write_off)
    parser.add_argument("invoice", metavar="INVOICE")
    parser.add_argument("--amount", type=as_amount, help="all that is open by default")
    parser.add_argument("--with-tax", action="store_true", help="lower tax on sales as well, where the law allows it")
    parser.add_argument("--reverse", action="store_true", help="take back what was written off of it")
    parser.add_argument("--why", required=True, type=as_words)
    parser.add_argument("--on", type=as_day, metavar="DAY")


def _add(arguments: Arguments, console: Console) -> int:
    def take(workspace: Workspace) -> ReceiptDetails:
        base = _base(workspace)
        currency = arguments.currency or base
        inside = base if arguments.banked is not None else currency
        fee = None
        if arguments.fee is not None:
            fee = KeptBack(Money.of(arguments.fee, inside), arguments.fee_account, arguments.fee_tax)
        taken = Taken(
            arguments.customer,
            Money.of(arguments.amount, currency),
            arguments.way,
            arguments.on,
            arguments.account,
            () if arguments.hold else _wanted(arguments.invoice, currency),
            fee,
            None if arguments.banked is None else Money.of(arguments.banked, base),
            arguments.rate,
            arguments.reference,
            arguments.note,
            arguments.again,
            discounts=not arguments.no_discount,
        )
        return ReceiptService(workspace.desk).take(taken)

    if arguments.hold and arguments.invoice:
        raise UsageError("Money that is held pays no invoice.", "Leave one of the two out.")
    return _acted(arguments, console, take)


def _list(arguments: Arguments, console: Console) -> int:
    query = ReceiptQuery(arguments.customer, arguments.first, arguments.last, arguments.on_account, arguments.after)
    with open_workspace(arguments, writes=False) as workspace:
        for one in ReceiptService(workspace.desk).find(query):
            console.row(list_row(one), list_words(one))
    return console.status


def _show(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        found = ReceiptService(workspace.desk).show(arguments.receipt)
    console.row(details_row(found), details_words(found))
    return console.status


def _paper(arguments: Arguments, console: Console) -> int:
    if arguments.out.exists():
        raise InputError(f"{arguments.out} is there already.", "Name a new file; nothing is overwritten.")
    with open_workspace(arguments) as workspace:
        found = ReceiptMailing(workspace.desk).take(arguments.receipt)
    write_new(arguments.out, found)
    console.row({"receipt": arguments.receipt, "file": str(arguments.out)}, f"{arguments.out} is written.")
    return console.status


def _mail(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        mail = ReceiptMailing(workspace.desk).send(arguments.receipt)
    console.row({"receipt": arguments.receipt, "mail": mail.id}, f"Waits in the outbox: {mail.subject}")
    return console.status


def _apply(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        service = ReceiptService(workspace.desk)
        kind = InvoiceKind.CREDIT_NOTE if arguments.credit_note else None
        invoices = _wanted(arguments.invoice, service.currency_of(arguments.receipt, kind))
        if arguments.credit_note:
            for row in service.apply_credit_note(arguments.receipt, invoices, day=arguments.on):
                console.row(
                    {"invoice": row.invoice_id, "amount": row.amount, "day": row.day}, f"applied from {row.day} on"
                )
            return console.status
        found = service.apply(arguments.receipt, invoices, day=arguments.on)
    console.row(details_row(found), details_words(found))
    return console.status


def _free(arguments: Arguments, console: Console) -> int:
    def free(workspace: Workspace) -> ReceiptDetails:
        service = ReceiptService(workspace.desk)
        return service.free(arguments.receipt, arguments.invoice, why=arguments.why, day=arguments.on)

    return _acted(arguments, console, free)


def _reverse(arguments: Arguments, console: Console) -> int:
    if arguments.refund:
        with open_workspace(arguments) as workspace:
            service = ReceiptService(workspace.desk)
            _refunded(service.reverse_refund(arguments.receipt, why=arguments.why, day=arguments.on), console)
        return console.status
    return _acted(
        arguments,
        console,
        lambda workspace: ReceiptService(workspace.desk).reverse(
            arguments.receipt, why=arguments.why, day=arguments.on
        ),
    )


def _refund(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        service = ReceiptService(workspace.desk)
        kind = InvoiceKind.CREDIT_NOTE if arguments.credit_note else None
        paid = PaidBack(
            Money.of(arguments.amount, service.currency_of(arguments.receipt, kind)),
            arguments.why,
            None if arguments.credit_note else arguments.receipt,
            arguments.receipt if arguments.credit_note else None,
            arguments.on,
            arguments.way,
            arguments.account,
            None if arguments.paid is None else Money.of(arguments.paid, _base(workspace)),
            arguments.rate,
        )
        _refunded(service.refund(paid), console)
    return console.status


def _refunds(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        for row, name in ReceiptService(workspace.desk).refunds(arguments.customer):
            _refunded(row, console, name)
    return console.status


def _refunded(row: Refund, console: Console, name: str = "") -> None:
    state = f" (reversed on {row.reversed_on})" if row.reversed_on else ""
    console.row(
        {
            "refund": row.id,
            "day": row.day,
            "amount": row.money.text,
            "currency": row.currency,
            "reversed": row.reversed_on,
            "customer": name or None,
        },
        f"{row.id}  {row.day}  {row.money} paid back{f' to {name}' if name else ''}{state}",
    )


def _write_off(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        service = ReceiptService(workspace.desk)
        if arguments.reverse:
            count = service.reverse_write_off(arguments.invoice, why=arguments.why, day=arguments.on)
            console.row({"invoice": arguments.invoice, "reversed": count}, f"{arguments.invoice} is open again.")
            return console.status
        amount = None
        if arguments.amount is not None:
            amount = Money.of(arguments.amount, service.currency_of(arguments.invoice, InvoiceKind.INVOICE))
        row = service.write_off(
            arguments.invoice, amount, why=arguments.why, day=arguments.on, with_tax=arguments.with_tax
        )
        written = Money(row.amount, service.currency_of(row.invoice_id, InvoiceKind.INVOICE))
    console.row(
        {"invoice": row.invoice_id, "day": row.day, "amount": row.amount},
        f"{written} of {arguments.invoice} is written off.",
    )
    return console.status


def _pay_in(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        for row in ReceiptService(workspace.desk).pay_in(arguments.receipts, arguments.into, day=arguments.on):
            console.row({"receipt": row.number, "amount": row.money.text}, f"{row.number}  {row.money} paid in")
    return console.status


def _take_out(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        service = ReceiptService(workspace.desk)
        for row in service.reverse_paying_in(arguments.receipts, why=arguments.why, day=arguments.on):
            console.row({"receipt": row.number, "amount": row.money.text}, f"{row.number}  {row.money} in hand again")
    return console.status


def _account(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        found = AccountService(workspace.desk).account(arguments.customer, arguments.first, arguments.as_of)
    console.row(account_row(found), account_words(found))
    return console.status


def _acted(arguments: Arguments, console: Console, act: Callable[[Workspace], ReceiptDetails]) -> int:
    with open_workspace(arguments) as workspace:
        found = act(workspace)
    console.row(details_row(found), details_words(found))
    return console.status


def _base(workspace: Workspace) -> str:
    with workspace.desk.books.query() as session:
        return client_profile(session).base_currency


def _wanted(texts: list[str] | None, currency: str) -> tuple[Wanted, ...] | None:
    """Read `INV-1` or `INV-1:50.00`; None is the oldest first."""
    if texts is None:
        return None
    found = []
    for text in texts:
        number, _, amount = text.partition(":")
        found.append(Wanted(number, Money.of(as_amount(amount), currency) if amount else None))
    return tuple(found)
