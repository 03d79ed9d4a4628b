"""`bookdesk pay`: payment runs from proposal to release, their files and remittance advices."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from bookdesk.cli.approve import service_of as approvals_of
from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_amount, as_day, as_rate, as_words
from bookdesk.cli.payrows import left_row, left_text, run_row, run_text, tell_run
from bookdesk.cli.people import Peopled, open_peopled
from bookdesk.cli.session import add_workspace_arguments
from bookdesk.core.errors import InputError, StorageError
from bookdesk.core.money import Money
from bookdesk.core.ownfiles import write_new
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.payments.papers import take_advices, take_report
from bookdesk.payments.service import PaymentService
from bookdesk.payments.views import RunView
from bookdesk.security.roles import Permission, require_any

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so
OnPayment = Callable[[PaymentService, str], RunView]


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("pay", help="payment runs, bank files, remittance advices").add_subparsers(required=True)
    add_workspace_arguments(add_command(acts, "list", "all payment runs", _list))
    for name, what, handler in (
        ("due", "what a run would take and leave", _due),
        ("propose", "make a run of what is due", _propose),
    ):
        parser = add_command(acts, name, what, handler)
        parser.add_argument("--account", required=True, help="the bank account that pays, by name or id")
        parser.add_argument("--on", type=as_day, required=True, help="execution date, like 2026-07-01")
        parser.add_argument("--due-by", type=as_day, help="take what is due by then (default: --on)")
        parser.add_argument("--net-credits", action="store_true", help="net credit notes of the same payees")
        add_workspace_arguments(parser)
    _on_run(acts, "show", "a run with its totals, findings and what is left", _show)
    _on_payment(acts, "exclude", "leave a payment out", _exclude).add_argument("--reason", required=True, type=as_words)
    _on_payment(acts, "hold", "hold a payment back", _hold).add_argument("--reason", required=True, type=as_words)
    _on_payment(acts, "include", "take a payment back in", _include)
    part = _on_payment(acts, "part", "pay a bill in part", _part)
    part.add_argument("bill", help="number or id of the bill")
    part.add_argument("amount", type=as_amount)
    net = _on_payment(acts, "net", "net a credit note", _net)
    net.add_argument("credit_note", help="number or id of the credit note")
    net.add_argument("amount", nargs="?", type=as_amount, help="all that fits where left out")
    release = _on_run(acts, "release", "write the file and book the payments", _release)
    release.add_argument("--rate", type=as_rate, help="base currency for one unit of the run's currency")
    _on_run(acts, "export", "write the file of a released run", _export).add_argument("--out", type=Path, required=True)
    advice = _on_run(acts, "remittance", "write the remittance advices as PDF", _remittance)
    advice.add_argument("--out", type=Path, required=True, help="folder for the files")
    advice.add_argument("--payment", help="only this one")
    report = _on_run(acts, "report", "write the report of a released run as PDF", _report)
    report.add_argument("--out", type=Path, required=True, help="file, or folder for it")
    _on_run(acts, "cancel", "drop a run before its release", _cancel).add_argument(
        "--reason", required=True, type=as_words
    )
    _on_run(acts, "recall", "take a released run back in the books", _recall).add_argument(
        "--reason", required=True, type=as_words
    )
    add_workspace_arguments(
        add_command(acts, "compared", "say that bank and books were compared after a restore", _compared)
    )
    returned = _on_payment(acts, "returned", "record that the bank sent a payment back", _returned)
    returned.add_argument("--reason", required=True, type=as_words)


def _on_run(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    parser.add_argument("run", help="number or id of the run")
    add_workspace_arguments(parser)
    return parser


def _on_payment(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = _on_run(acts, name, what, handler)
    parser.add_argument("payment", help="position in the run, id, or part of the payee's name")
    return parser


def _service(people: Peopled) -> PaymentService:
    workspace = people.workspace
    return PaymentService(workspace.desk, workspace.signer, approvals_of(workspace))


def _list(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments, writes=False) as people:
        if words := _service(people).put_back():
            console.say(words)
        for run in _service(people).runs():
            console.row(run_row(run, people), run_text(run, people))
    return console.status


def _due(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments, writes=False) as people:
        service = _service(people)
        found = service.payable(service.bank_account(arguments.account).id, arguments.due_by or arguments.on)
        for one in (*found.bills, *found.credits):
            what = "credit note to net" if one.credit else "to pay"
            console.row(
                {"bill": one.bill_id, "number": one.number, "what": what, "amount": one.free.text, "left_out": None},
                f"{one.number}: {what}, {one.free}.",
            )
        for left in found.left:
            console.row(left_row(left, people), left_text(left, people))
    return console.status


def _propose(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments) as people:
        people.workspace.require(Permission.ASSEMBLE_RUN)
        service = _service(people)
        account = service.bank_account(arguments.account)
        view = service.propose(account.id, arguments.on, due_by=arguments.due_by, net_credits=arguments.net_credits)
        tell_run(view, people, console)
    return console.status


def _show(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments, writes=False) as people:
        service = _service(people)
        tell_run(service.show(service.find(arguments.run)), people, console)
    return console.status


def _exclude(arguments: Arguments, console: Console) -> int:
    return _edit(arguments, console, lambda service, payment: service.exclude(payment, arguments.reason))


def _hold(arguments: Arguments, console: Console) -> int:
    return _edit(arguments, console, lambda service, payment: service.hold(payment, arguments.reason))


def _include(arguments: Arguments, console: Console) -> int:
    return _edit(arguments, console, lambda service, payment: service.include(payment))


def _part(arguments: Arguments, console: Console) -> int:
    def pay(service: PaymentService, payment: str) -> RunView:
        amount = Money.of(arguments.amount, _currency(service, arguments))
        return service.pay_part(payment, arguments.bill, amount)

    return _edit(arguments, console, pay)


def _net(arguments: Arguments, console: Console) -> int:
    def net(service: PaymentService, payment: str) -> RunView:
        given = arguments.amount
        amount = None if given is None else Money.of(given, _currency(service, arguments))
        return service.net(payment, arguments.credit_note, amount)

    return _edit(arguments, console, net)


def _returned(arguments: Arguments, console: Console) -> int:
    return _edit(arguments, console, lambda service, payment: service.returned(payment, arguments.reason))


def _edit(arguments: Arguments, console: Console, act: OnPayment) -> int:
    with open_peopled(arguments) as people:
        people.workspace.require(Permission.ASSEMBLE_RUN)
        service = _service(people)
        payment = service.payment(service.find(arguments.run), arguments.payment)
        tell_run(act(service, payment), people, console)
    return console.status


def _release(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments) as people:
        people.workspace.require(Permission.RELEASE_RUN)
        service = _service(people)
        rate = None
        if arguments.rate is not None:
            rate = ExchangeRate(arguments.rate, "typed", service.show(service.find(arguments.run)).run.execution_date)
        tell_run(service.release(service.find(arguments.run), rate=rate), people, console)
    return console.status


def _export(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments) as people:
        require_any(people.workspace.entry.roles, (Permission.ASSEMBLE_RUN, Permission.RELEASE_RUN))
        service = _service(people)
        run_id = service.find(arguments.run)
        file, number = service.take_file(run_id), service.show(run_id).run.number
    path = _write(arguments.out / file.name if arguments.out.is_dir() else arguments.out, file.content)
    size = len(file.content)
    console.row(
        {
            "run": number,
            "file": str(path),
            "bytes": size,
            "sha256": file.sha256,
            "payments": file.payments,
            "total": str(file.total),
            "notes": list(file.notes),
        },
        " ".join((f"{path}: {size} bytes, SHA-256 {file.sha256}.", *file.notes)),
    )
    return console.status


def _remittance(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments) as people:
        people.workspace.require(Permission.SEE)
        service = _service(people)
        view = service.show(service.find(arguments.run))
        wanted = view.paying
        if arguments.payment:
            only = service.payment(view.run.id, arguments.payment)
            wanted = tuple(one for one in wanted if one.payment.id == only)
        advices = take_advices(people.workspace.desk, view, wanted)
    _make_folder(arguments.out)
    for holder, (name, content) in zip((one.payment.holder for one in wanted), advices, strict=True):
        path = _write(arguments.out / name, content)
        console.row({"payee": holder, "file": str(path), "bytes": len(content)}, f"{holder}: {path}")
    return console.status


def _report(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments) as people:
        people.workspace.require(Permission.SEE)
        service = _service(people)
        view = service.show(service.find(arguments.run))
        name, content = take_report(people.workspace.desk, view, lambda user: people.name(user) or "")
    path = _write(arguments.out / name if arguments.out.is_dir() else arguments.out, content)
    console.row({"run": view.run.number, "file": str(path), "bytes": len(content)}, f"Run {view.run.number}: {path}")
    return console.status


def _cancel(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments) as people:
        people.workspace.require(Permission.ASSEMBLE_RUN)
        service = _service(people)
        tell_run(service.cancel(service.find(arguments.run), arguments.reason), people, console)
    return console.status


def _recall(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments) as people:
        people.workspace.require(Permission.RELEASE_RUN)
        service = _service(people)
        tell_run(service.recall(service.find(arguments.run), arguments.reason), people, console)
    return console.status


def _compared(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments) as people:
        people.workspace.require(Permission.RELEASE_RUN)
        service = _service(people)
        words = service.put_back()
        service.compared()
    what = "Written down: bank and books were compared." if words else "Nothing waits to be compared."
    console.row({"compared": bool(words)}, what)
    return console.status


def _currency(service: PaymentService, arguments: Arguments) -> str:
    return service.show(service.find(arguments.run)).run.currency


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{path} cannot be a folder: {error.strerror}.", "Choose another with --out.") from error


def _write(path: Path, content: bytes) -> Path:
    try:
        if path.exists() and (not path.is_file() or path.read_bytes() != content):
            raise InputError(f"{path.name} exists and is another file.", "Choose another name with --out.")
        if not path.exists():
            write_new(path, content, mode=0o666)
    except OSError as error:
        raise StorageError(f"{path.name} cannot be written: {error.strerror}.", "Choose another place.") from error
    return path
