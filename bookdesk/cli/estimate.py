"""`bookdesk estimate`: what customers are offered, what they said, and the invoice that comes of it."""

from __future__ import annotations

import argparse
import mimetypes
from collections.abc import Callable
from pathlib import Path

from bookdesk.cli import documenting
from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_day, as_words, assignments
from bookdesk.cli.salesrows import estimate_full, estimate_row, estimate_sentence, invoice_row, invoice_sentence
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.errors import UsageError
from bookdesk.core.ownfiles import read_own_file
from bookdesk.invoicing.estimates import MOST_EVIDENCE, EstimateService, Evidence
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.typed import Typing
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.security.roles import Permission
from bookdesk.store.desk import Desk

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("estimate", help="what customers are offered").add_subparsers(required=True)
    listing = add_command(acts, "list", "estimates, the newest first", _list)
    listing.add_argument("--status", type=EstimateStatus, choices=list(EstimateStatus))
    listing.add_argument("--customer", default="", help="part of the customer's name")
    add_workspace_arguments(listing)
    _act(acts, "show", "one estimate with its lines", _show)
    new = add_command(acts, "new", "draft an estimate", _new)
    new.add_argument("customer", help="name of the customer, a part of it, or the id")
    documenting.add_document_arguments(new)
    add_workspace_arguments(new)
    documenting.add_document_arguments(_act(acts, "edit", "change a draft", _edit))
    _act(acts, "duplicate", "draft a new one like it", _copy)
    _act(acts, "delete", "throw a draft away", _delete)
    _act(acts, "offer", "give a draft its number; from now on it holds until its last day", _offer)
    _act(acts, "revise", "take an offer back to a draft, to offer it anew", _revise)
    accepted = _decided(acts, "accept", "note that the customer said yes", _accept)
    accepted.add_argument("--by", required=True, type=as_words, help="who said so")
    accepted.add_argument("--evidence", type=Path, metavar="FILE", help="the mail or signed page that shows it")
    _decided(acts, "decline", "note that the customer said no", _decline)
    _act(acts, "withdraw", "withdraw an offer that was not invoiced", _withdraw).add_argument("--note", type=as_words)
    _act(acts, "bill", "draft the invoice of an accepted estimate", _bill)
    documenting.add_paper_arguments(_act(acts, "paper", "save the PDF", _paper))
    documenting.add_mail_arguments(_act(acts, "mail", "put the mail with the PDF into the outbox", _mail))


def _decided(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = _act(acts, name, what, handler)
    parser.add_argument("--on", type=as_day, help="today by default")
    parser.add_argument("--note", type=as_words)
    return parser


def _act(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    parser.add_argument("estimate", help="number or id of the estimate")
    add_workspace_arguments(parser)
    return parser


def _list(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        for one in EstimateService(workspace.desk).estimates(arguments.status, arguments.customer):
            console.row(estimate_row(one), estimate_sentence(one))
    return console.status


def _show(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        service = EstimateService(workspace.desk)
        console.row(*estimate_full(service.show(service.find(arguments.estimate))))
    return console.status


def _new(arguments: Arguments, console: Console) -> int:
    fields = assignments(arguments.assignments)
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        entered = Typing(workspace.desk).new(arguments.customer, fields, arguments.lines)
        service = EstimateService(workspace.desk)
        console.row(*estimate_full(service.show(service.draft(entered).id)))
    return console.status


def _edit(arguments: Arguments, console: Console) -> int:
    fields = assignments(arguments.assignments)
    if not (fields or arguments.lines):
        raise UsageError("Nothing to change was said.", "Write FIELD=VALUE, or add a line.")

    def edit(desk: Desk, service: EstimateService, estimate_id: str) -> Estimate:
        version = service.show(estimate_id).view.estimate.version
        entered = Typing(desk).changed(service.entered(estimate_id), fields, arguments.lines)
        return service.edit(estimate_id, entered, version=version)

    return _change(arguments, console, edit)


def _copy(arguments: Arguments, console: Console) -> int:
    return _change(arguments, console, lambda _desk, service, one: service.copy(one))


def _delete(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        service = EstimateService(workspace.desk)
        service.delete(service.find(arguments.estimate))
    console.row({"deleted": arguments.estimate}, "The draft was thrown away.")
    return console.status


def _offer(arguments: Arguments, console: Console) -> int:
    return _change(arguments, console, lambda _desk, service, one: service.offer(one))


def _revise(arguments: Arguments, console: Console) -> int:
    return _change(arguments, console, lambda _desk, service, one: service.revise(one))


def _accept(arguments: Arguments, console: Console) -> int:
    evidence = None if arguments.evidence is None else _evidence(arguments.evidence)
    on, note = arguments.on, arguments.note

    def accept(_desk: Desk, service: EstimateService, estimate_id: str) -> Estimate:
        return service.accept(estimate_id, arguments.by, on=on, note=note, evidence=evidence)

    return _change(arguments, console, accept)


def _evidence(path: Path) -> Evidence:
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Evidence(path.name, media_type, read_own_file(path, MOST_EVIDENCE))


def _decline(arguments: Arguments, console: Console) -> int:
    on, note = arguments.on, arguments.note
    return _change(arguments, console, lambda _desk, service, one: service.decline(one, on=on, note=note))


def _withdraw(arguments: Arguments, console: Console) -> int:
    return _change(arguments, console, lambda _desk, service, one: service.withdraw(one, note=arguments.note))


def _bill(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        service = EstimateService(workspace.desk)
        made = service.invoice(service.find(arguments.estimate))
        found = InvoiceService(workspace.desk).show(made.id)
    console.row(invoice_row(found), invoice_sentence(found))
    return console.status


def _paper(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        found = EstimateService(workspace.desk).find(arguments.estimate)
        documenting.save_paper(workspace.desk, found, arguments, console)
    return console.status


def _mail(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        found = EstimateService(workspace.desk).find(arguments.estimate)
        documenting.mail(workspace.desk, found, arguments, console)
    return console.status


def _change(arguments: Arguments, console: Console, act: Callable[[Desk, EstimateService, str], Estimate]) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        service = EstimateService(workspace.desk)
        changed = act(workspace.desk, service, service.find(arguments.estimate))
        console.row(*estimate_full(service.show(changed.id)))
    return console.status
