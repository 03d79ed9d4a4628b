"""`bookdesk online`: the account at a payment gateway, pay links, what was paid, and what a person decides of it."""

from __future__ import annotations

import argparse
from pathlib import Path

from bookdesk.cli.console import Console
from bookdesk.cli.onlinerows import look_row, look_words, move_row, move_words, shown_row, shown_words
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_amount, as_words
from bookdesk.cli.session import add_workspace_arguments, open_workspace, passphrase
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.receivables.online.connection import reach
from bookdesk.receivables.online.deciding_by_hand import Coded
from bookdesk.receivables.online.service import OnlineService
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.takings import Wanted
from bookdesk.security.roles import Permission
from bookdesk.workspace import Workspace

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("online", help="what customers pay at a payment gateway").add_subparsers(required=True)
    _connecting(acts)
    _act(acts, "look", "ask the gateway what happened, and book it", _look)
    _act(acts, "status", "how the account stands, without asking the gateway", _status)
    moves = _act(acts, "moves", "list what moved at the gateway, and what became of it in the books", _moves)
    moves.add_argument("--to-decide", action="store_true", help="only what a person has to say something about")
    link = _act(acts, "link", "make the page on which an invoice is paid", _link)
    link.add_argument("invoice", metavar="INVOICE")
    link.add_argument("--amount", type=as_amount, help="a part of what is open; what is to be paid next by default")
    _act(acts, "close", "close the page of an invoice at the gateway", _close).add_argument(
        "invoice", metavar="INVOICE"
    )
    _deciding(acts)
    back = _act(acts, "refund", "let the gateway pay an online receipt back, or a part of it", _refund)
    back.add_argument("receipt", metavar="RECEIPT", help="its number, or the end of its id")
    back.add_argument("amount", type=as_amount)
    back.add_argument("--why", required=True, type=as_words)
    back.add_argument("--again", action="store_true", help="as much went back before, and goes back once more")


def _connecting(acts: Acts[argparse.ArgumentParser]) -> None:
    connect = _act(acts, "connect", "connect the client's account at a gateway", _connect)
    connect.add_argument("--gateway", default="stripe")
    connect.add_argument("--key-file", type=Path, required=True, help="file with the restricted key")
    connect.add_argument("--base-url", help="a stand-in on this machine (demo and training practices only)")
    connect.add_argument("--shared", metavar="REASON", type=as_words, help="why another client has the same account")
    _act(acts, "disconnect", "forget the key of the account", _disconnect)
    settings = _act(
        acts, "settings", "how customers may pay, and where payouts arrive; shown without options", _settings
    )
    settings.add_argument("--method", action="append", type=PayMethod, choices=list(PayMethod), help="repeatable")
    settings.add_argument("--in-mails", choices=("on", "off"), help="a pay link in each mail of an open invoice")
    settings.add_argument("--payouts-to", metavar="NAME", help="the bank account that payouts reach")
    settings.add_argument("--fee-tax", metavar="CODE", help="the tax code of the gateway's fees")


def _deciding(acts: Acts[argparse.ArgumentParser]) -> None:
    assign = _act(acts, "assign", "say whose a payment is that names no invoice", _assign)
    assign.add_argument("move", metavar="MOVE")
    assign.add_argument("customer", metavar="CUSTOMER")
    assign.add_argument("--invoice", action="append", metavar="NUMBER", help="what it pays; the oldest by default")
    assign.add_argument("--hold", action="store_true", help="pay nothing with it: keep it as credit")
    code = _act(acts, "code", "code to an account what only a person can judge", _code)
    code.add_argument("move", metavar="MOVE")
    code.add_argument("account", metavar="CODE")
    code.add_argument("--why", required=True, type=as_words)
    entered = _act(acts, "entered", "say that what settles in another currency is entered by hand", _entered)
    entered.add_argument("move", metavar="MOVE")
    entered.add_argument("--why", required=True, type=as_words, help="as what, such as the number of the receipt")


def _act(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    add_workspace_arguments(parser)
    return parser


def _service(workspace: Workspace) -> OnlineService:
    way = reach(workspace.desk, practice=not workspace.real, others=workspace.neighbours)
    return OnlineService(workspace.desk, way)


def _connect(arguments: Arguments, console: Console) -> int:
    key = passphrase(arguments.key_file)
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.POST)
        found = _service(workspace).connect(
            arguments.gateway, key.reveal().decode().strip(), base_url=arguments.base_url, shared=arguments.shared
        )
    mode = "real money" if found.account.live else "test mode"
    row = {
        "gateway": found.gateway,
        "account": found.account.id,
        "name": found.account.name,
        "live": found.account.live,
    }
    console.row(row, f"Connected to {found.account.name} at {found.gateway} ({mode}).")
    if not found.account.automatic:
        console.say("Payouts are made by hand there, so which payments they contain cannot be told.")
    return console.status


def _disconnect(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.POST)
        _service(workspace).disconnect()
    console.row({"connected": False}, "The key is forgotten. Withdraw it at the gateway as well.")
    return console.status


def _settings(arguments: Arguments, console: Console) -> int:
    changes = (arguments.method, arguments.in_mails, arguments.payouts_to, arguments.fee_tax)
    with open_workspace(arguments, writes=any(one is not None for one in changes)) as workspace:
        service = _service(workspace)
        if any(one is not None for one in changes):
            service.change_wishes(
                methods=arguments.method,
                in_mails=None if arguments.in_mails is None else arguments.in_mails == "on",
                payouts_to=arguments.payouts_to,
                fee_tax_code=arguments.fee_tax,
            )
        wishes, named = service.wishes(), service.named_wishes()
    methods = [one.value for one in wishes.methods]
    row = {
        "methods": methods,
        "in_mails": wishes.in_mails,
        "payouts_to": named.payouts_to,
        "fee_tax": named.fee_tax_code,
    }
    console.row(
        row,
        f"Methods: {', '.join(methods) or 'what the gateway offers'}."
        f" Links in mails: {'on' if wishes.in_mails else 'off'}."
        f" Payouts reach {named.payouts_to or 'no account that was named'}."
        f" Fees have the tax code {named.fee_tax_code or 'none'}.",
    )
    return console.status


def _look(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        looked = _service(workspace).look()
        unserved = workspace.serve()
    console.row(look_row(looked), look_words(looked))
    for one in unserved:
        console.problem(str(one.error))
    return console.status


def _status(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        service = _service(workspace)
        found, stands = service.connected(), service.shown()
    console.row(shown_row(found, stands), shown_words(found, stands))
    if found.problem:
        console.problem(found.problem)
    return console.status


def _moves(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        rows = _service(workspace).moves(to_decide=arguments.to_decide)
    for one in rows:
        console.row(move_row(one), move_words(one))
    return console.status


def _link(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        service = _service(workspace)
        amount = None
        if arguments.amount is not None:
            amount = Money.of(arguments.amount, service.currency_of(arguments.invoice))
        found = service.link(arguments.invoice, amount)
        expected = service.expected(found.amount)
    row = {
        "invoice": found.invoice_id,
        "amount": found.amount.text,
        "currency": found.amount.currency,
        "url": found.url,
    }
    console.row({**row, "until": found.until}, f"{found.url}\n{found.amount} are paid there, until {found.until}.")
    for method, one in expected.items():
        console.say(f"By {method} it is expected to cost {one.fee + one.tax}, so {one.net} would arrive.")
    return console.status


def _close(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        state = _service(workspace).close(arguments.invoice)
    words = "There is no page of this invoice." if state is None else f"The page is {state}."
    console.row({"state": state}, words)
    return console.status


def _assign(arguments: Arguments, console: Console) -> int:
    invoices = [Wanted(one) for one in arguments.invoice] if arguments.invoice else None
    with open_workspace(arguments) as workspace:
        _service(workspace).assign(arguments.move, arguments.customer, [] if arguments.hold else invoices)
        workspace.serve()
    console.row({"move": arguments.move, "booked": True}, "Booked.")
    return console.status


def _code(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        _service(workspace).code(arguments.move, Coded(arguments.account, arguments.why))
        workspace.serve()
    console.row({"move": arguments.move, "booked": True}, "Booked.")
    return console.status


def _entered(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        _service(workspace).note_entered(arguments.move, arguments.why)
    console.row({"move": arguments.move, "booked": True}, "Noted: nothing is booked with it.")
    return console.status


def _refund(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.POST)
        currency = ReceiptService(workspace.desk).currency_of(arguments.receipt)
        amount = Money.of(arguments.amount, currency)
        wish = _service(workspace).pay_back(arguments.receipt, amount, arguments.why, again=arguments.again)
    console.row(
        {"refund": wish.refund_id, "amount": wish.money.text, "state": wish.state},
        f"The gateway pays {wish.money} back. It is booked when it says so (bookdesk online look).",
    )
    return console.status
