"""`bookdesk user second-factor`: codes of one's own phone, asked for where money leaves or rights change."""

from __future__ import annotations

import argparse

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command
from bookdesk.cli.session import add_user_arguments, open_as
from bookdesk.security.secondfactor import (
    WHAT_A_CODE_ADDS,
    begin_second_factor,
    confirm_second_factor,
    remove_second_factor,
)


def register(acts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `second-factor` with its acts below `user`."""
    own = acts.add_parser("second-factor", help="codes of one's own phone").add_subparsers(required=True)
    begin = add_command(own, "begin", "make a secret for an authenticator", _begin)
    add_user_arguments(begin)
    begin.add_argument(
        "--both", action="store_true", help="ask for passphrase and code, where otherwise either will do"
    )
    confirm = add_command(own, "confirm", "take the new secret into use, with a first code of it", _confirm)
    add_user_arguments(confirm)
    confirm.add_argument("first", metavar="CODE", help="the six digits that the authenticator shows now")
    add_user_arguments(
        add_command(own, "remove", "give the second factor up; with a code, where both are asked for", _remove)
    )


def _begin(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        enrolment = begin_second_factor(practice, both=arguments.both)
    console.row(
        {"uri": enrolment.uri, "secret": enrolment.secret},
        f"Give this to an authenticator, then confirm it by a code: {enrolment.secret}\n{enrolment.uri}",
    )
    console.say(WHAT_A_CODE_ADDS)
    return console.status


def _confirm(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        confirm_second_factor(practice, arguments.first)
        name = practice.user.name
    console.row({"user": name}, f"{name}: the second factor is in use.")
    return console.status


def _remove(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        remove_second_factor(practice)
        name = practice.user.name
    console.row({"user": name}, f"{name}: the second factor was removed.")
    return console.status
