"""`bookdesk keys rotate`: new keys for clients and the practice, after a leak or to finish what was interrupted."""

from __future__ import annotations

import argparse
from pathlib import Path

from bookdesk.cli.console import Console, Row
from bookdesk.cli.parsing import Arguments, add_command
from bookdesk.cli.session import add_user_arguments, open_as_or_recovery
from bookdesk.security.practice import OpenPractice
from bookdesk.security.rotation import Rotated, rotate, rotation_pending

COPIES = (
    "Copies made before stay readable to whoever has one with the keys of its day: a backup with a passphrase of then."
)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its act."""
    acts = commands.add_parser("keys", help="the keys of files").add_subparsers(required=True)
    new = add_command(acts, "rotate", "give every file one can open, and the practice, a new key", _rotate)
    add_user_arguments(new)
    only = new.add_mutually_exclusive_group()
    only.add_argument("--client", help="only this client's file, by name or id")
    only.add_argument("--unfinished", action="store_true", help="only what somebody who left still knows the key of")
    new.add_argument("--recovery-file", type=Path, help="open the practice with the recovery sheet instead")


def row_of(done: Rotated) -> Row:
    """Return how a change of keys ended, as a row tells it."""
    return {"clients": len(done.clients), "left": list(done.left), "practice": done.practice}


def words_of(done: Rotated) -> str:
    """Return the same in words."""
    own = " and the practice" if done.practice else ""
    return f"new keys for {len(done.clients)} client files{own}"


def tell_rest(practice: OpenPractice, done: Rotated, console: Console) -> None:
    """Say what has its old key still, why, and what no change of keys can reach."""
    names = {entry.client_id: entry.name for entry in practice.clients()}
    for client_id in done.left:
        console.problem(f"{names.get(client_id, client_id)} has its old key still.")
    for problem in done.problems:
        console.problem(problem)
    if not done.finished:
        console.problem("Go on with: bookdesk keys rotate --unfinished")
    console.say(COPIES)


def _rotate(arguments: Arguments, console: Console) -> int:
    with open_as_or_recovery(arguments) as practice:
        if arguments.client:
            done = rotate(practice, [practice.client(arguments.client).client_id], practice_too=False)
        elif arguments.unfinished:
            left = rotation_pending(practice)
            done = rotate(practice, left.clients, practice_too=left.practice)
        else:
            done = rotate(practice, [entry.client_id for entry in practice.clients()])
        console.row(row_of(done), f"{words_of(done)[0].upper()}{words_of(done)[1:]}.")
        tell_rest(practice, done, console)
    return console.status
