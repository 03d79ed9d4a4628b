"""`bookdesk period`: close the books through a day, and see what is closed."""

from __future__ import annotations

import argparse

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command, as_day, as_words
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.ledger.periods import lock_through, locked_through
from bookdesk.security.roles import Permission


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("period", help="close the books through a day").add_subparsers(required=True)
    lock = add_command(acts, "lock", "nothing is posted on or before the day any more", _lock)
    lock.add_argument("day", type=as_day, help="like 2026-06-30")
    lock.add_argument("--note", type=as_words, required=True, help="why, like 'BAS lodged'")
    add_workspace_arguments(lock)
    add_workspace_arguments(add_command(acts, "show", "through which day the books are closed", _show))


def _lock(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.POST)
        lock_through(workspace.desk, arguments.day, arguments.note)
    day = arguments.day.isoformat()
    console.row({"locked_through": arguments.day}, f"The books are locked through {day}.")
    return console.status


def _show(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace, workspace.desk.books.query() as session:
        closed = locked_through(session)
    text = "Nothing is locked." if closed is None else f"The books are locked through {closed.isoformat()}."
    console.row({"locked_through": closed}, text)
    return console.status
