"""`bookdesk remind`: who is reminded of what, and why; ladders, hours, approval of the first list, and statements."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date, time
from pathlib import Path

from bookdesk.cli.console import Console, told
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_day, as_words, whole
from bookdesk.cli.remindrows import dry_run, ladder_row, month_rows, round_row, standing_row, statement_rows, text_row
from bookdesk.cli.session import (
    add_user_arguments,
    add_workspace_arguments,
    clock,
    open_as,
    open_client,
    open_workspace,
)
from bookdesk.core.errors import InputError, StorageError, UsageError
from bookdesk.core.ownfiles import write_new
from bookdesk.core.vocabulary import Counted, LateCharge, Tone
from bookdesk.ledger.customers import find_customer
from bookdesk.ledger.owner import client_today
from bookdesk.office.collecting import ClientRound, collect, collect_all
from bookdesk.receivables.dunningpolicy import Policy, Step
from bookdesk.receivables.monthday import LATEST, checked_day
from bookdesk.receivables.policies import PolicyService
from bookdesk.receivables.reminding import ReminderService
from bookdesk.receivables.sending_hours import SendingHours
from bookdesk.receivables.statementmail import StatementService
from bookdesk.security.roles import Permission
from bookdesk.workspace import Workspace, at_work

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHARGES = {"fee": LateCharge.FEE, "interest": LateCharge.INTEREST, "both": LateCharge.BOTH}
_STEP = "NAME DAYS due|last friendly|firm|final [statement] [person] [fee|interest|both]"
_COUNTED = {"due": Counted.DUE, "last": Counted.LAST}


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("remind", help="reminders and statements of account").add_subparsers(required=True)
    policy = _act(acts, "policy", "show or change whether, when and by which ladder customers are reminded", _policy)
    policy.add_argument("--on", action="store_true", help="let reminders be written, once the first list is approved")
    policy.add_argument("--hours", type=_hours, metavar="HH:MM-HH:MM", help="of the recipient's own clock")
    policy.add_argument("--weekdays", type=_weekdays, metavar="mon,tue,...", help="of the recipient")
    policy.add_argument(
        "--monthly-statements", type=_statements_day, metavar="DAY|no", help="of the month, 1 to 28, to who owes"
    )
    ladder = _act(acts, "ladder", "write a ladder of reminders, the one called usual for all customers", _ladder)
    ladder.add_argument("name", type=as_words)
    ladder.add_argument("--step", action="append", type=_step, required=True, metavar="STEP", help=_STEP)
    ladder.add_argument("--rest", type=whole(1, 366), default=1, help="days between two reminders to a customer")
    assign = _act(acts, "assign", "let a customer climb a ladder of his own, or the usual one again", _assign)
    assign.add_argument("customer")
    assign.add_argument("ladder", nargs="?", help="the usual one where left out")
    preview = _act(acts, "preview", "who would get what now, who is spared or held, and why", _preview)
    preview.add_argument("--text", metavar="CUSTOMER", help="the mail to one customer in full")
    approve = _act(acts, "approve", "approve the first list as it was shown", _approve)
    approve.add_argument("list", help="its hash, as the preview tells it")
    out = _act(acts, "leave-out", "leave a reminder out this time; its next step comes on its day", _leave_out)
    out.add_argument("customer")
    _act(acts, "send", "write what is to be written now; it leaves with the next mail", _send)
    around = add_command(acts, "round", "bill schedules and write reminders, statements and thanks", _round)
    add_user_arguments(around)
    around.add_argument("--client", help="only of this client, by name or id; of all otherwise")
    _act(acts, "stop", "switch reminders off; those that wait are withdrawn", _stop)
    statement = _act(acts, "statement", "a customer's statement of account: shown, saved or mailed", _statement)
    statement.add_argument("customer", nargs="?", help="left out with --monthly")
    statement.add_argument(
        "--from", dest="since", type=as_day, metavar="DAY", help="the first of this month by default"
    )
    statement.add_argument("--to", dest="until", type=as_day, metavar="DAY", help="today by default")
    statement.add_argument("--out", type=Path, help="save it as PDF")
    statement.add_argument("--mail", action="store_true", help="write a mail with it")
    statement.add_argument("--monthly", action="store_true", help="mail last month's to all who owe something")
    statement.add_argument("--dry-run", action="store_true", help="with --monthly: who would get one, and why not")


def _act(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    add_workspace_arguments(parser)
    return parser


def _policy(arguments: Arguments, console: Console) -> int:
    changes = bool(arguments.on or arguments.hours or arguments.weekdays or arguments.monthly_statements is not None)
    with open_workspace(arguments, writes=changes) as workspace:
        service = PolicyService(workspace.desk)
        if changes:
            workspace.require(Permission.INVOICE)
            _change(service, arguments)
        console.row(*standing_row(service.standing()))
        for one in service.policies():
            console.row(*ladder_row(one))
    return console.status


def _change(service: PolicyService, arguments: Arguments) -> None:
    if arguments.on:
        service.switch_on()
    if arguments.hours or arguments.weekdays:
        now = service.standing().hours
        opens, closes = arguments.hours or (now.opens, now.closes)
        service.keep_hours(SendingHours(opens, closes, arguments.weekdays or now.weekdays))
    if arguments.monthly_statements is not None:
        service.send_statements(arguments.monthly_statements or None)


def _statements_day(text: str) -> int:
    """Return a day of the month, 0 for none."""
    words = text.strip().casefold()
    day = 0 if words == "no" else int(words) if words.isascii() and words.isdigit() else -1
    try:
        return day and checked_day(day)
    except InputError as error:
        raise argparse.ArgumentTypeError(f"{text}: a day of the month from 1 to {LATEST}, or no") from error


def _ladder(arguments: Arguments, console: Console) -> int:
    policy = Policy(tuple(arguments.step), arguments.rest)
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        for one in PolicyService(workspace.desk).edit(arguments.name, policy):
            console.row(*ladder_row(one))
    return console.status


def _assign(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        service = PolicyService(workspace.desk)
        service.assign(_customer(workspace, arguments.customer), arguments.ladder)
        for one in service.policies():
            console.row(*ladder_row(one))
    return console.status


def _preview(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        service = ReminderService(workspace.desk)
        if arguments.text:
            found = service.text_of(_customer(workspace, arguments.text))
            if found is None:
                console.say("Nothing is to be said to this customer now.")
            else:
                console.row(*text_row(found))
            return console.status
        for row, words in dry_run(service.preview()):
            console.row(row, words)
    return console.status


def _approve(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        day = PolicyService(workspace.desk).approve(arguments.list)
    console.row({"approved": day, "hash": arguments.list}, f"The first list is approved on {day}.")
    return console.status


def _leave_out(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        service, customer = ReminderService(workspace.desk), _customer(workspace, arguments.customer)
        found = service.letter(customer)
        if found is None:
            console.say("Nothing is to be said to this customer now.")
            return console.status
        service.pass_over(customer, found.wording.message.digest)
    console.row(*text_row(found.wording))
    console.say("It is left out this time.")
    return console.status


def _send(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        outcome = ReminderService(workspace.desk).send()
    for mail in outcome.written:
        when = f", to leave from {mail.not_before:%Y-%m-%d %H:%M} UTC on" if mail.not_before else ""
        row = {"what": "mail", "id": mail.id, "subject": mail.subject, "to": mail.recipients, "from": mail.not_before}
        console.row(row, f"Written: {mail.subject}{when}.")
    for one in outcome.escalated:
        row = {"what": "person", "invoice": one.line.invoice.number, "reason": one.line.reason}
        console.row(row, f"For a person: {one.line.invoice.number}. {one.line.reason}")
    for failed in outcome.failed:
        console.problem(f"{failed.customer}: {told(failed.error)}")
    if not outcome.written and not outcome.escalated and not outcome.failed:
        console.say("Nothing is to be written now.")
    return console.status


def _round(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        if arguments.client:
            with open_client(arguments, practice, writes=True) as workspace:
                workspace.require(Permission.INVOICE)
                rounds = [ClientRound(workspace.entry, collect(workspace))]
        else:
            rounds = list(collect_all(practice, lambda client_id: at_work(practice, client_id, clock())))
    for one in rounds:
        row, words = round_row(one)
        if words:
            console.row(row, words)
        for what, error in one.collected.failed if one.collected else ():
            console.problem(f"{one.entry.name}, {what}: {told(error)}")
        if one.error is not None:
            console.problem(f"{one.entry.name}: {told(one.error)}")
    return console.status


def _stop(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        console.row(*standing_row(PolicyService(workspace.desk).switch_off()))
    return console.status


def _statement(arguments: Arguments, console: Console) -> int:
    if arguments.monthly is bool(arguments.customer):
        raise UsageError("Say either a customer or --monthly.", "Repeat it with one of them.")
    if arguments.dry_run and not arguments.monthly:
        raise UsageError("--dry-run is of the statements of a month.", "Repeat it with --monthly.")
    mails = (arguments.monthly or arguments.mail) and not arguments.dry_run
    with open_workspace(arguments, writes=mails or arguments.out is not None) as workspace:
        if mails:
            workspace.require(Permission.INVOICE)
        if arguments.dry_run:
            return _dry_month(workspace, console)
        if arguments.monthly:
            return _monthly(workspace, console)
        since, until = _period(workspace, arguments)
        service, customer = StatementService(workspace.desk), _customer(workspace, arguments.customer)
        for one in service.show(customer, since, until):
            for row, words in statement_rows(one):
                console.row(row, words)
        if arguments.out:
            console.say(f"Saved as {_save(arguments.out, service, customer, (since, until))}.")
        if arguments.mail:
            console.say(f"Written: {service.send(customer, since, until).subject}.")
    return console.status


def _dry_month(workspace: Workspace, console: Console) -> int:
    for row, words in month_rows(StatementService(workspace.desk).plan()):
        console.row(row, words)
    return console.status


def _monthly(workspace: Workspace, console: Console) -> int:
    run = StatementService(workspace.desk).send_monthly()
    for mail in run.written:
        console.row({"id": mail.id, "subject": mail.subject, "to": mail.recipients}, f"Written: {mail.subject}.")
    for name, error in run.failed:
        console.problem(f"{name}: {told(error)}")
    return console.status


def _period(workspace: Workspace, arguments: Arguments) -> tuple[date, date]:
    with workspace.desk.books.query() as session:
        until = arguments.until or client_today(session, workspace.desk.clock)
    return arguments.since or until.replace(day=1), until


def _customer(workspace: Workspace, wanted: str) -> str:
    with workspace.desk.books.query() as session:
        return find_customer(session, wanted).id


def _save(out: Path, service: StatementService, customer: str, period: tuple[date, date]) -> str:
    """Save a statement as a file, or in a folder under a name of its own; never over another file."""
    name, content = service.take(customer, *period)
    path = out / name if out.is_dir() else out
    try:
        if path.exists() and (not path.is_file() or path.read_bytes() != content):
            raise InputError(f"{path.name} exists and is another file.", "Choose another name with --out.")
        write_new(path, content, mode=0o666)
    except OSError as error:
        raise StorageError(f"{path.name} cannot be written: {error.strerror}.", "Choose another place.") from error
    return path.name


def _hours(text: str) -> tuple[time, time]:
    opens, _, closes = text.partition("-")
    try:
        return time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' are no hours. Write them as in 09:00-17:00.") from None


def _weekdays(text: str) -> frozenset[int]:
    names = [name.strip().casefold() for name in text.split(",")]
    if not set(names) <= set(_WEEK):
        raise argparse.ArgumentTypeError(f"'{text}' are no weekdays. Write them as in mon,tue,wed.")
    return frozenset(_WEEK.index(name) for name in names)


def _step(text: str) -> Step:
    """Read a step as `remindrows.step_spec` writes it."""
    try:
        name, days, counted, tone, *rest = text.split()
        found = Step(name, int(days), _COUNTED[counted], Tone(tone), statement="statement" in rest)
        charges = [_CHARGES[word] for word in rest if word not in {"statement", "person"}]
        (charge,) = charges or (LateCharge.NONE,)
    except (ValueError, KeyError):
        raise argparse.ArgumentTypeError(f"'{text}' is no step. Write it as {_STEP}.") from None
    return replace(found, charge=charge, escalates="person" in rest)
