"""`bookdesk contact`: a contact on one card, and everything that happened with it."""

from __future__ import annotations

import argparse

from bookdesk.cli import reportrows
from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_day, whole
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.reports.contactcard import ContactCards
from bookdesk.reports.timeline import EventKind, Key

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so
_MOST = 1_000


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("contact", help="a contact: its card and its timeline").add_subparsers(required=True)
    card = _act(acts, "card", "who it is, what is owed and open, how it pays, what was mailed last", _card)
    card.add_argument("--as-of", type=as_day, metavar="DAY", help="today by default")
    timeline = _act(acts, "timeline", "everything that happened with it, the newest first", _timeline)
    timeline.add_argument("--most", type=whole(1, _MOST), default=50)
    timeline.add_argument("--before", metavar="KEY", help="go on after the event with this key")
    timeline.add_argument("--kind", action="append", type=EventKind, choices=list(EventKind), help="repeatable")


def _act(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    parser.add_argument("contact", metavar="CONTACT", help="its name, a part that only one has, or its id")
    add_workspace_arguments(parser)
    return parser


def _card(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        cards = ContactCards(workspace.desk)
        found = cards.card(cards.find(arguments.contact), arguments.as_of)
    console.say(found.stamp.words())
    console.row(*reportrows.card(found))
    return console.status


def _timeline(arguments: Arguments, console: Console) -> int:
    before = None if arguments.before is None else Key.read(arguments.before)
    with open_workspace(arguments, writes=False) as workspace:
        cards = ContactCards(workspace.desk)
        page = cards.timeline(
            cards.find(arguments.contact),
            before=before,
            most=arguments.most,
            kinds=frozenset(arguments.kind or EventKind),
        )
    for one in page.events:
        console.row(*reportrows.event(one))
    if page.next is not None:
        console.say(f"There is more: go on with --before '{page.next}'.")
    return console.status
