"""`bookdesk erase`: a client gone for ever, by destroying its key."""

from __future__ import annotations

import argparse

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command
from bookdesk.cli.session import add_user_arguments, open_as
from bookdesk.security.erasing import WHAT_STAYS, erase_client


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(commands, "erase", "destroy a client's key and remove its folder, for ever", _erase)
    add_user_arguments(parser)
    parser.add_argument("--client", required=True, help="the client, by name or id")
    parser.add_argument("--confirm", required=True, metavar="NAME", help="its name once more, typed in full")


def _erase(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        client_id = practice.client(arguments.client).client_id
        name = erase_client(practice, client_id, arguments.confirm)
    console.row({"client": client_id, "name": name}, f"{name}: erased; nobody here has a key of it any more.")
    console.say(WHAT_STAYS)
    return console.status
