"""`bookdesk approve`: what waits for whom, decisions, approvals received from outside, and who may what."""

from __future__ import annotations

import argparse
import mimetypes
from collections.abc import Callable
from pathlib import Path

from bookdesk.approvals.evidence import Evidence
from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.service import ApprovalService
from bookdesk.approvals.standing import Standing
from bookdesk.capture.files import load
from bookdesk.cli import sole
from bookdesk.cli.console import Console, Row
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_amount, as_words, whole
from bookdesk.cli.people import Peopled, open_peopled
from bookdesk.cli.session import add_workspace_arguments
from bookdesk.core.money import Money
from bookdesk.core.ownfiles import shown_name
from bookdesk.core.vocabulary import Channel
from bookdesk.payments.bills import BillService
from bookdesk.security.roles import Permission
from bookdesk.workspace import Workspace

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so
Act = Callable[[ApprovalService, str], Standing]


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("approve", help="approvals: queue, decisions, limits").add_subparsers(required=True)
    add_workspace_arguments(add_command(acts, "queue", "the bills that wait, and for whom", _queue))
    _on_bill(acts, "submit", "hand a draft to its approvers", _submit)
    _on_bill(acts, "approve", "approve a bill", _approve).add_argument("--comment")
    _on_bill(acts, "reject", "send a bill back with a reason", _reject).add_argument(
        "--reason", required=True, type=as_words
    )
    _on_bill(acts, "withdraw", "take your approval back", _withdraw).add_argument(
        "--reason", required=True, type=as_words
    )
    received = _on_bill(acts, "received", "enter an approval that came by mail or phone", _received)
    received.add_argument("--from", dest="given_by", required=True, help="who approved")
    received.add_argument("--channel", choices=[Channel.MAIL.value, Channel.PHONE.value], default=Channel.MAIL.value)
    received.add_argument("--evidence", type=Path, required=True, help="the mail, or a note of the call")
    confirm = _on_bill(acts, "confirm", "confirm an approval received, as a second person", _confirm)
    confirm.add_argument("--from", dest="given_by", help="whose, where several wait")
    confirm.add_argument("--comment")
    limit = add_command(acts, "limit", "up to which amount a user approves", _limit)
    limit.add_argument("name", help="the user")
    limit.add_argument("amount", nargs="?", type=as_amount, help="in base currency; any amount where left out")
    limit.add_argument("--turn", type=whole(1, 99), default=1, help="later turns approve after earlier ones")
    add_workspace_arguments(limit)
    step = add_command(acts, "step", "how many approvals a bill needs from an amount on", _step)
    step.add_argument("amount", type=as_amount)
    step.add_argument("approvals", type=whole(1, 99))
    add_workspace_arguments(step)
    add_workspace_arguments(add_command(acts, "rules", "who may approve what", _rules))
    sole.register(acts)


def service_of(workspace: Workspace) -> ApprovalService:
    """Return the approvals of a client for the person at work."""
    return ApprovalService(workspace.desk, workspace.signer, workspace.trusted)


def _on_bill(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    parser.add_argument("bill", help="number or id of the bill")
    add_workspace_arguments(parser)
    return parser


def _queue(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments, writes=False) as people:
        for one in service_of(people.workspace).queue():
            _tell(people, one, console)
    return console.status


def _submit(arguments: Arguments, console: Console) -> int:
    return _decide(arguments, console, Permission.REVIEW, lambda service, bill: service.submit(bill))


def _approve(arguments: Arguments, console: Console) -> int:
    comment = arguments.comment
    return _decide(arguments, console, Permission.APPROVE, lambda service, bill: service.approve(bill, comment=comment))


def _reject(arguments: Arguments, console: Console) -> int:
    reason = arguments.reason
    return _decide(arguments, console, Permission.APPROVE, lambda service, bill: service.reject(bill, reason))


def _withdraw(arguments: Arguments, console: Console) -> int:
    reason = arguments.reason
    return _decide(arguments, console, Permission.APPROVE, lambda service, bill: service.withdraw(bill, reason))


def _received(arguments: Arguments, console: Console) -> int:
    path: Path = arguments.evidence
    name, content = shown_name(path), load(path)
    evidence = Evidence(name, mimetypes.guess_type(name)[0] or "application/octet-stream", content)
    given_by, channel = arguments.given_by, Channel(arguments.channel)
    with open_peopled(arguments) as people:
        workspace, users = people.workspace, tuple(people.names.values())
        workspace.require(Permission.RECORD_APPROVAL)
        bill_id = BillService(workspace.desk).find(arguments.bill)
        service = service_of(workspace)
        _tell(people, service.receive(bill_id, given_by, channel, evidence, colleagues=users), console)
    return console.status


def _confirm(arguments: Arguments, console: Console) -> int:
    given_by, comment = arguments.given_by, arguments.comment
    return _decide(
        arguments,
        console,
        Permission.RECORD_APPROVAL,
        lambda service, bill: service.confirm_received(bill, given_by, comment=comment),
    )


def _decide(arguments: Arguments, console: Console, permission: Permission, act: Act) -> int:
    with open_peopled(arguments) as people:
        workspace = people.workspace
        workspace.require(permission)
        bill_id = BillService(workspace.desk).find(arguments.bill)
        _tell(people, act(service_of(workspace), bill_id), console)
    return console.status


def _limit(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments) as people:
        people.workspace.require(Permission.EDIT_LIMITS)
        rules, user = ApprovalRules(people.workspace.desk, people.workspace.trusted), people.user(arguments.name)
        limit = None if arguments.amount is None else Money.of(arguments.amount, rules.currency())
        rules.set_limit(user, limit, turn=arguments.turn)
        _tell_rules(people, rules, console)
    return console.status


def _step(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments) as people:
        people.workspace.require(Permission.EDIT_LIMITS)
        rules = ApprovalRules(people.workspace.desk, people.workspace.trusted)
        rules.set_step(Money.of(arguments.amount, rules.currency()), arguments.approvals)
        _tell_rules(people, rules, console)
    return console.status


def _rules(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments, writes=False) as people:
        _tell_rules(people, ApprovalRules(people.workspace.desk, people.workspace.trusted), console)
    return console.status


def _tell(people: Peopled, one: Standing, console: Console) -> None:
    bill = one.sheet.bill
    may = [people.name(user) for user in one.plan.may]
    row: Row = {
        "id": bill.id,
        "version": bill.version,
        "supplier": bill.supplier_name,
        "number": bill.number,
        "kind": bill.kind.value,
        "total": bill.total_money.text,
        "currency": bill.currency,
        "due_date": bill.due_date,
        "status": bill.status.value,
        "approved": one.approved,
        "needed": one.plan.needed,
        "given_by": [people.name(user) for user in one.plan.counted],
        "waits_for": may,
        "mine": people.workspace.desk.actor.user in one.plan.may,
        "confirmed": sorted(one.validity.outside),
        "to_confirm": [waiting.given_by for waiting in one.validity.waiting],
        "recoded": one.validity.recoded,
        "why": people.named(one.why),
        "refusals": {str(people.name(user)): reason for user, reason in one.plan.refusals.items()},
    }
    state = "approved" if one.approved else f"waits for {', '.join(map(str, may)) or 'nobody able'}"
    told = [f"{bill.supplier_name or '?'} {bill.number or '?'} {bill.total_money}: {state}.", people.named(one.why)]
    told += [f"Received and confirmed: the approval of {named}." for named in sorted(one.validity.outside)]
    told += [
        f"To be confirmed by a second person: the approval of {waiting.given_by}, entered by {people.name(waiting.by)}."
        for waiting in one.validity.waiting
    ]
    console.row(row, " ".join(told))


def _tell_rules(people: Peopled, rules: ApprovalRules, console: Console) -> None:
    currency, found = rules.currency(), rules.rules()
    for one in found.approvers:
        limit = None if one.limit is None else Money(one.limit, currency).text
        console.row(
            {"user": people.name(one.user_id), "limit": limit, "currency": currency, "turn": one.turn},
            f"{people.name(one.user_id)} approves {'any amount' if limit is None else f'up to {limit} {currency}'}.",
        )
    for step in found.steps:
        amount = Money(step.amount_from, currency)
        console.row(
            {"amount_from": amount.text, "currency": currency, "approvals_needed": step.approvals_needed},
            f"From {amount} on: {step.approvals_needed} approvals.",
        )
