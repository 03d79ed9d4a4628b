"""`bookdesk user`: the people of the practice, their roles and passphrases."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from bookdesk.cli import secondfactor
from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command
from bookdesk.cli.rotating import row_of, tell_rest, words_of
from bookdesk.cli.session import add_user_arguments, open_as, open_as_or_recovery, passphrase
from bookdesk.core.errors import UsageError
from bookdesk.security.ends import ends_of
from bookdesk.security.members import add_user, change_passphrase, find_user, remove_user, renew_user
from bookdesk.security.redaction import Secret
from bookdesk.security.rolechange import change_roles
from bookdesk.security.roles import Role, parse_roles
from bookdesk.security.slotfile import CHANGE_KEYS, OLDER_KEY_FILES


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("user", help="users, roles and passphrases").add_subparsers(required=True)
    add = add_command(acts, "add", "add a user with keys of his own", _add)
    add_user_arguments(add)
    add.add_argument("name")
    add.add_argument("--role", action="append", required=True, help=f"one of {', '.join(Role)}; repeatable")
    add.add_argument("--client", action="append", default=[], help="a client he may read; repeatable")
    _add_new_passphrase(add)
    add_user_arguments(add_command(acts, "list", "the users of the practice", _list))
    own = add_command(acts, "passphrase", "change one's own passphrase", _passphrase)
    add_user_arguments(own)
    _add_new_passphrase(own)
    secondfactor.register(acts)
    renew = add_command(acts, "renew", "give a user who lost his passphrase new keys", _renew)
    add_user_arguments(renew)
    renew.add_argument("name")
    renew.add_argument("--recovery-file", type=Path, help="open the practice with the recovery sheet instead")
    _add_new_passphrase(renew)
    change = add_command(acts, "roles", "give a user other roles than he has", _roles)
    add_user_arguments(change)
    change.add_argument("name")
    change.add_argument("--role", action="append", required=True, help="each role he is to have; repeatable")
    remove = add_command(acts, "remove", "take everything away from a user, and change every key he knew", _remove)
    add_user_arguments(remove)
    remove.add_argument("name")
    remove.add_argument("--recovery-file", type=Path, help="open the practice with the recovery sheet instead")


def new_passphrase(path: Path | None) -> Secret:
    """Read a new passphrase from its file, or ask for it twice."""
    first = passphrase(path, "New passphrase: ")
    if path is None and passphrase(None, "Once more: ").reveal() != first.reveal():
        raise UsageError("The two passphrases differ.", "Type the same one twice.")
    return first


def _add_new_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--new-passphrase-file", type=Path, help="file with the new passphrase; asked for otherwise")


def _add(arguments: Arguments, console: Console) -> int:
    roles = parse_roles(arguments.role)
    with open_as(arguments) as practice:
        user = add_user(
            practice, arguments.name, roles, new_passphrase(arguments.new_passphrase_file), arguments.client
        )
        moment = practice.rights.settles(user.id)
    console.row({"user": user.id, "name": user.name, "roles": list(roles)}, f"{user.name}: user added.")
    _say_waiting(moment, console)
    return console.status


def _say_waiting(moment: datetime | None, console: Console) -> None:
    """Tell from when on what somebody approves and pays counts, where his keys are new."""
    if moment is not None:
        console.say(
            f"He works at once. What he approves, confirms and releases counts from {moment:%Y-%m-%d %H:%M} UTC, or as"
            " soon as another owner gives him the same roles once more."
        )


def _list(arguments: Arguments, console: Console) -> int:
    with open_as(arguments, writes=False) as practice:
        for user in practice.file.users():
            roles = practice.trusted.roles(user.certificate_id, user.id) or ()
            until = dict(ends_of(practice, user))
            row = {"user": user.id, "name": user.name, "roles": list(roles), "active": user.active, "until": until}
            ends = "".join(f"  ({client} until {day})" for client, day in until.items())
            console.row(row, f"{user.name}  {', '.join(roles)}{'' if user.active else '  (removed)'}{ends}")
    return console.status


def _roles(arguments: Arguments, console: Console) -> int:
    roles = parse_roles(arguments.role)
    with open_as(arguments) as practice:
        before = practice.roles_of(find_user(practice, arguments.name))
        user = change_roles(practice, arguments.name, roles)
    gone = [role for role in before if role not in roles]
    row = {"user": user.id, "name": user.name, "roles": list(roles), "taken_away": gone}
    console.row(row, f"{user.name}: {', '.join(roles)}." + (f" No longer {', '.join(gone)}." if gone else ""))
    if Role.OWNER in gone:
        console.say("What he noted of the practice's root key while he was owner cannot be made unknown to him.")
    return console.status


def _passphrase(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        change_passphrase(practice, new_passphrase(arguments.new_passphrase_file))
        name = practice.user.name
    console.row({"user": name}, f"{name}: passphrase changed.")
    console.say(f"{OLDER_KEY_FILES} {CHANGE_KEYS}")
    return console.status


def _renew(arguments: Arguments, console: Console) -> int:
    with open_as_or_recovery(arguments) as practice:
        user = renew_user(practice, arguments.name, new_passphrase(arguments.new_passphrase_file))
        moment = practice.rights.settles(user.id)
    console.row({"user": user.id, "name": user.name}, f"{user.name}: new keys; the new passphrase opens the practice.")
    _say_waiting(moment, console)
    return console.status


def _remove(arguments: Arguments, console: Console) -> int:
    with open_as_or_recovery(arguments) as practice:
        done = remove_user(practice, arguments.name)
        row = {"name": arguments.name, **row_of(done)}
        console.row(row, f"{arguments.name}: user removed; {words_of(done)}.")
        tell_rest(practice, done, console)
    return console.status
