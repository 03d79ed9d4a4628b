"""`bookdesk recovery`, `keyring`, `device-secret`: the ways into a practice beside the passphrase."""

from __future__ import annotations

import argparse
from pathlib import Path

from bookdesk.cli.asking import at_terminal, keep_and_ask
from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command
from bookdesk.cli.session import add_user_arguments, open_as, passphrase
from bookdesk.core.errors import UsageError
from bookdesk.security.devicesecret import WARNING, disable_device_secret, enable_device_secret, has_device_secret
from bookdesk.security.keyringslots import KeyringState, keyring_state, switch_keyring_off, switch_keyring_on
from bookdesk.security.practice import OpenPractice
from bookdesk.security.recovery import read_sheet
from bookdesk.security.recoverykeys import (
    OLDER_BACKUPS,
    confirm_recovery,
    note_confirmed,
    recovery_confirmed,
    renew_recovery,
)
from bookdesk.security.slotfile import CHANGE_KEYS, OLDER_KEY_FILES


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands with their acts."""
    _register_recovery(commands)
    ring = commands.add_parser("keyring", help="open for half a day by this computer's keyring").add_subparsers(
        required=True
    )
    for name, does, handler in (
        ("on", "open without the passphrase for 12 hours after each time it was given", _keyring_on),
        ("off", "ask for the passphrase each time", _keyring_off),
        ("status", "whether it is on, until when, and which keyring it is", _keyring_status),
    ):
        add_user_arguments(add_command(ring, name, does, handler))
    device = commands.add_parser("device-secret", help="a secret of this computer beside the passphrase")
    acts = device.add_subparsers(required=True)
    on = add_command(acts, "on", "let the passphrase open on this computer only", _device_on)
    add_user_arguments(on)
    on.add_argument("--i-have-the-recovery-sheet", action="store_true", help="needed: it becomes the only other way in")
    add_user_arguments(add_command(acts, "off", "let the passphrase open on every computer", _device_off))


def _register_recovery(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    acts = commands.add_parser("recovery", help="the recovery sheet").add_subparsers(required=True)
    renew = add_command(acts, "renew", "a new sheet in the place of one that was lost or seen", _renew)
    add_user_arguments(renew)
    renew.add_argument("--recovery-out", type=Path, required=True, help="new file for it; .pdf, or text")
    confirm = add_command(acts, "confirm", "show that the sheet is at hand", _confirm)
    add_user_arguments(confirm)
    confirm.add_argument("--recovery-file", type=Path, required=True, help="the sheet, or a file with its key")


def _renew(arguments: Arguments, console: Console) -> int:
    path: Path = arguments.recovery_out
    with open_as(arguments) as practice:
        renew_recovery(practice, lambda sheet: keep_and_ask(sheet, path))
        if at_terminal():
            note_confirmed(practice)
        confirmed = recovery_confirmed(practice)
    console.row(
        {"recovery_out": str(path), "confirmed": confirmed}, "The old recovery sheet opens nothing here any more."
    )
    console.say(f"Print {path}, lock the paper away and delete the file.")
    console.say(OLDER_BACKUPS)
    console.say("Copies of the books that were made before stay open to whoever has them and the old sheet.")
    return console.status


def _confirm(arguments: Arguments, console: Console) -> int:
    key = read_sheet(arguments.recovery_file)
    with open_as(arguments) as practice:
        confirm_recovery(practice, key)
    console.row({"confirmed": True}, "The recovery sheet opens this practice. Lock the paper away.")
    return console.status


def _keyring_on(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        state = switch_keyring_on(practice)
    _tell(state, console)
    return console.status


def _keyring_off(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        switch_keyring_off(practice)
        state = keyring_state(practice)
    _tell(state, console)
    return console.status


def _keyring_status(arguments: Arguments, console: Console) -> int:
    with open_as(arguments, writes=False) as practice:
        state = keyring_state(practice)
    _tell(state, console)
    return console.status


def _tell(state: KeyringState, console: Console) -> None:
    until = state.until.isoformat() if state.until else None
    row = {"on": state.on, "until": until, "keyring": state.place, "trouble": state.trouble}
    how = f"On, with {state.place or 'no keyring'}." if state.on else "Off: the passphrase is asked for each time."
    console.row(row, f"{how} {state.trouble}".strip())


def _device_on(arguments: Arguments, console: Console) -> int:
    if not arguments.i_have_the_recovery_sheet:
        raise UsageError(WARNING, "Have the sheet at hand first.", command="--i-have-the-recovery-sheet")
    secret = passphrase(arguments.passphrase_file)
    with open_as(arguments, secret=secret) as practice:
        enable_device_secret(practice, secret)
        _device(practice, console)
    console.say(f"{OLDER_KEY_FILES} {CHANGE_KEYS}")
    return console.status


def _device_off(arguments: Arguments, console: Console) -> int:
    secret = passphrase(arguments.passphrase_file)
    with open_as(arguments, secret=secret) as practice:
        disable_device_secret(practice, secret)
        _device(practice, console)
    return console.status


def _device(practice: OpenPractice, console: Console) -> None:
    on = has_device_secret(practice)
    where = "on this computer only" if on else "on every computer"
    console.row({"device_secret": on}, f"{practice.user.name}: the passphrase opens the practice {where}.")
