"""`bookdesk commitment`: wages, tax, loans and rent, entered once for the forecast."""

from __future__ import annotations

import argparse

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_amount, as_day, as_words
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.dates import in_words
from bookdesk.core.errors import UsageError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CommitmentSort, Rhythm, Shift
from bookdesk.ledger.owner import client_profile
from bookdesk.reports.commitmentservice import CommitmentService, CommitmentView, EnteredCommitment
from bookdesk.security.roles import Permission

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    what = "regular payments for the forecast: wages, tax, loans, rent"
    acts = commands.add_parser("commitment", help=what).add_subparsers(required=True)
    listing = _act(acts, "list", "regular payments, by the day on which each moves next", _list)
    listing.add_argument("--all", action="store_true", help="those put away, too")
    add = _act(acts, "add", "enter a regular payment", _add)
    add.add_argument("name", type=as_words)
    add.add_argument("amount", type=as_amount, help="what is paid out each time")
    add.add_argument("--incoming", action="store_true", help="the amount comes in")
    add.add_argument("--currency", metavar="CODE", help="base currency by default")
    add.add_argument("--sort", type=CommitmentSort, choices=list(CommitmentSort), default=CommitmentSort.SCHEDULE)
    add.add_argument("--every", type=Rhythm, choices=list(Rhythm), default=Rhythm.MONTHLY, dest="rhythm")
    add.add_argument("--first", type=as_day, required=True, metavar="DAY")
    add.add_argument("--last", type=as_day, metavar="DAY")
    add.add_argument("--month-end", action="store_true", help="on the last day of each month")
    add.add_argument("--shift", type=Shift, choices=list(Shift), default=Shift.BEFORE, help="where no bank works")
    end = _act(acts, "end", "let a regular payment end, or put away what was a mistake", _end)
    end.add_argument("name", metavar="NAME", help="its name or id")
    end.add_argument("--last", type=as_day, metavar="DAY", help="the last day on which it moves; put away without one")


def _act(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    add_workspace_arguments(parser)
    return parser


def _list(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        for one in CommitmentService(workspace.desk).commitments(archived=arguments.all):
            _tell(one, console)
    return console.status


def _add(arguments: Arguments, console: Console) -> int:
    if arguments.amount <= 0:
        raise UsageError(f"{arguments.amount} is nothing that is paid.", "Give a positive amount; --incoming turns it.")
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.POST)
        with workspace.desk.books.query() as session:
            base = client_profile(session).base_currency
        amount = Money.of(arguments.amount, (arguments.currency or base).strip().upper())
        entered = EnteredCommitment(
            arguments.name,
            arguments.sort,
            amount if arguments.incoming else -amount,
            arguments.first,
            arguments.rhythm,
            arguments.last,
            arguments.month_end,
            arguments.shift,
        )
        _tell(CommitmentService(workspace.desk).add(entered), console)
    return console.status


def _end(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.POST)
        service = CommitmentService(workspace.desk)
        found = service.find(arguments.name)
        if arguments.last is None:
            ended = service.archive(found.id, version=found.version)
        else:
            ended = service.end(found.id, arguments.last, version=found.version)
        _tell(ended, console)
    return console.status


def _tell(one: CommitmentView, console: Console) -> None:
    entered = one.entered
    data = {
        "id": one.id,
        "version": one.version,
        "name": entered.name,
        "sort": entered.sort.value,
        "currency": entered.amount.currency,
        "amount": entered.amount.text,
        "first": entered.first_day,
        "last": entered.last_day,
        "every": entered.rhythm.value,
        "month_end": entered.month_end,
        "shift": entered.shift.value,
        "next": one.next_day,
        "archived": one.archived,
    }
    next_ = "ended" if one.next_day is None else f"next on {in_words(one.next_day)}"
    when = "put away" if one.archived else next_
    console.row(data, f"{entered.name}: {entered.amount} {entered.rhythm.value}, {when}")
