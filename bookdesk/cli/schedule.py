"""`bookdesk schedule`: invoices that come again, and billing what is due of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace

from bookdesk.cli import documenting
from bookdesk.cli.console import Console, told
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_day, as_words, assignments, whole
from bookdesk.cli.salesrows import billed_row, billed_sentence, schedule_row, schedule_sentence
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.vocabulary import CatchUp, Every
from bookdesk.invoicing.recurring import Rule, ScheduleService, kept_rule
from bookdesk.invoicing.typed import Typing
from bookdesk.models.schedule import InvoiceSchedule, Makes
from bookdesk.security.roles import Permission
from bookdesk.store.desk import Desk

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("schedule", help="invoices that come again").add_subparsers(required=True)
    listing = add_command(acts, "list", "schedules with their next days", _list)
    listing.add_argument("--stopped", action="store_true", help="stopped ones, too")
    add_workspace_arguments(listing)
    new = add_command(acts, "new", "add a schedule", _new)
    new.add_argument("name", type=as_words)
    new.add_argument("customer", help="name of the customer, a part of it, or the id")
    new.add_argument("--first", type=as_day, required=True, help="its first day")
    _rule(new)
    documenting.add_document_arguments(new)
    add_workspace_arguments(new)
    edit = _act(acts, "edit", "change a schedule for what is still to come", _edit)
    edit.add_argument("--first", type=as_day)
    _rule(edit)
    documenting.add_document_arguments(edit)
    pause = _act(acts, "pause", "bill nothing for a while; nothing of it is caught up later", _pause)
    pause.add_argument("first", type=as_day)
    pause.add_argument("last", nargs="?", type=as_day, help="left out: until it is resumed")
    _act(acts, "resume", "bill again", _resume).add_argument("--on", type=as_day, help="today by default")
    _act(acts, "stop", "bill nothing more", _stop)
    bill = add_command(acts, "bill", "make the invoices that are due", _bill)
    bill.add_argument("schedule", nargs="?", help="name or id of one; all by default")
    add_workspace_arguments(bill)


def _rule(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--every", type=Every, choices=list(Every))
    parser.add_argument("--interval", type=whole(1, 100), help="every so many weeks, months, quarters or years")
    parser.add_argument("--until", type=as_day, help="its last day")
    parser.add_argument("--times", type=whole(1, 10_000), help="how many invoices it makes")
    parser.add_argument("--month-end", action=argparse.BooleanOptionalAction, help="on the last day of the month")
    parser.add_argument("--catch-up", type=CatchUp, choices=list(CatchUp), help="what becomes of missed days")
    parser.add_argument("--makes", type=Makes, choices=list(Makes), help="how far its invoices go by themselves")


def _act(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    parser.add_argument("schedule", help="name or id of the schedule")
    add_workspace_arguments(parser)
    return parser


_SAID = ("first", "every", "interval", "until", "times", "month_end", "catch_up", "makes")


def _said(rule: Rule, arguments: Arguments) -> Rule:
    """Return the rule with what was said of it."""
    said = {name: value for name in _SAID if (value := getattr(arguments, name)) is not None}
    return replace(rule, **said)


def _list(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        for one in ScheduleService(workspace.desk).schedules(stopped=arguments.stopped):
            console.row(schedule_row(one), schedule_sentence(one))
    return console.status


def _new(arguments: Arguments, console: Console) -> int:
    rule, fields = _said(Rule(arguments.name, arguments.first), arguments), assignments(arguments.assignments)
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        entered = Typing(workspace.desk).new(arguments.customer, fields, arguments.lines)
        service = ScheduleService(workspace.desk)
        _tell(service, service.add(entered, rule).id, console)
    return console.status


def _edit(arguments: Arguments, console: Console) -> int:
    fields = assignments(arguments.assignments)

    def edit(desk: Desk, service: ScheduleService, schedule_id: str) -> InvoiceSchedule:
        row = service.show(schedule_id).view.schedule
        entered = Typing(desk).changed(service.entered(schedule_id), fields, arguments.lines)
        return service.edit(schedule_id, entered, _said(kept_rule(row), arguments), version=row.version)

    return _change(arguments, console, edit)


def _pause(arguments: Arguments, console: Console) -> int:
    first, last = arguments.first, arguments.last
    return _change(arguments, console, lambda _desk, service, one: service.pause(one, first, last))


def _resume(arguments: Arguments, console: Console) -> int:
    return _change(arguments, console, lambda _desk, service, one: service.resume(one, arguments.on))


def _stop(arguments: Arguments, console: Console) -> int:
    return _change(arguments, console, lambda _desk, service, one: service.stop(one))


def _bill(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        service = ScheduleService(workspace.desk)
        done = service.bill(service.find(arguments.schedule) if arguments.schedule else None)
        for one in done:
            console.row(billed_row(one), billed_sentence(one))
            if one.why is not None:
                console.problem(f"{one.schedule.name}: {told(one.why)}")
        documenting.mail_all(workspace.desk, [one.invoice.id for one in done if one.to_send and one.invoice], console)
    return console.status


def _change(
    arguments: Arguments, console: Console, act: Callable[[Desk, ScheduleService, str], InvoiceSchedule]
) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.INVOICE)
        service = ScheduleService(workspace.desk)
        _tell(service, act(workspace.desk, service, service.find(arguments.schedule)).id, console)
    return console.status


def _tell(service: ScheduleService, schedule_id: str, console: Console) -> None:
    view = service.show(schedule_id).view
    console.row(schedule_row(view), schedule_sentence(view))
