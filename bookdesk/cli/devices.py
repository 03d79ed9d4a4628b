"""`bookdesk device`: the computers of the practice, and withdrawing one."""

from __future__ import annotations

import argparse

from bookdesk.cli.console import Console, Row
from bookdesk.cli.parsing import Arguments, add_command
from bookdesk.cli.session import add_user_arguments, open_as
from bookdesk.security.devices import DeviceEntry, devices, withdraw_device


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("device", help="the computers of the practice").add_subparsers(required=True)
    add_user_arguments(add_command(acts, "list", "the computers that wrote to the practice", _list))
    withdraw = add_command(acts, "withdraw", "refuse a computer from now on", _withdraw)
    add_user_arguments(withdraw)
    withdraw.add_argument("device", help="name or id")


def _list(arguments: Arguments, console: Console) -> int:
    with open_as(arguments, writes=False) as practice:
        for one in devices(practice):
            console.row(_row(one), _text(one))
    return console.status


def _withdraw(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        one = withdraw_device(practice, arguments.device)
    console.row(_row(one), f"{one.name}: withdrawn, BookDesk does not open this practice there any more.")
    console.say("A copy of the folder that was made before does not know of it: remove users who should read no more.")
    return console.status


def _row(one: DeviceEntry) -> Row:
    return {
        "device": one.device_id,
        "name": one.name,
        "user": one.user,
        "since": one.since,
        "active": one.active,
        "here": one.here,
    }


def _text(one: DeviceEntry) -> str:
    state = "" if one.active else "  (withdrawn)"
    return f"{one.device_id}  {one.name}  {one.user}, {one.since:%Y-%m-%d}{'  (here)' if one.here else state}"
