"""`bookdesk init`, `client`, `user`, `backup`, `restore`, `verify`: the practice itself, without a window."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path

from bookdesk.cli import devices, safety, users
from bookdesk.cli.asking import at_terminal, keep_and_ask
from bookdesk.cli.console import Console, Row
from bookdesk.cli.parsing import Arguments, add_command, as_day
from bookdesk.cli.rotating import tell_rest
from bookdesk.cli.session import add_user_arguments, clock, open_as, places
from bookdesk.core.errors import BookDeskError, UsageError
from bookdesk.models.practice import Mode
from bookdesk.security.clientkeys import ClientEntry, Profile
from bookdesk.security.clients import add_client
from bookdesk.security.ends import end_of, last_day
from bookdesk.security.founding import NewPractice, found_practice
from bookdesk.security.members import find_user, grant_client, revoke_client
from bookdesk.security.practice import open_practice
from bookdesk.security.recovery import RecoverySheet
from bookdesk.security.recoverykeys import note_confirmed
from bookdesk.security.roles import parse_roles


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of the practice."""
    _register_init(commands)
    _register_client(commands)
    users.register(commands)
    devices.register(commands)
    safety.register(commands)


def _register_init(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = add_command(commands, "init", "create a practice with its first user and its recovery key", _init)
    add_user_arguments(parser)
    parser.add_argument("--name", required=True, help="the practice's name")
    parser.add_argument(
        "--recovery-out", type=Path, required=True, help="new file for the recovery sheet; .pdf to be printed, or text"
    )
    parser.add_argument(
        "--mode", type=Mode, choices=tuple(Mode), default=Mode.NORMAL, help="for ever; normal by default"
    )


def _register_client(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    acts = commands.add_parser("client", help="clients, and who may read them").add_subparsers(required=True)
    add = add_command(acts, "add", "add a client with a key of its own", _add)
    add_user_arguments(add)
    add.add_argument("name")
    add.add_argument("--country", required=True, help="two letters, like AU")
    add.add_argument("--currency", required=True, help="base currency, like AUD")
    add.add_argument("--zone", help="time zone, like Australia/Sydney; the country's by default")
    add.add_argument("--mode", type=Mode, choices=tuple(Mode), help="training, in a normal practice")
    add_user_arguments(add_command(acts, "list", "the clients this user can open", _list))
    grant = add_command(acts, "grant", "let a user read a client", _grant)
    add_user_arguments(grant)
    grant.add_argument("client", help="name or id")
    grant.add_argument("--to", required=True, metavar="USER")
    grant.add_argument("--role", action="append", help="his role for this client, if not his usual one; repeatable")
    grant.add_argument(
        "--until", type=as_day, help="his last day with this client, like 2026-12-31; for good otherwise"
    )
    revoke = add_command(acts, "revoke", "take a client away from a user", _revoke)
    add_user_arguments(revoke)
    revoke.add_argument("client", help="name or id")
    revoke.add_argument("--from", dest="of", required=True, metavar="USER")


def _init(arguments: Arguments, console: Console) -> int:
    if not arguments.user:
        raise UsageError("The practice needs a first user.", "Add --user NAME.")
    secret = users.new_passphrase(arguments.passphrase_file)
    new = NewPractice(arguments.name, arguments.user, arguments.mode)
    sheet: Path = arguments.recovery_out
    kept: list[Path] = []

    def keep(made: RecoverySheet) -> None:
        keep_and_ask(made, sheet)
        kept.append(sheet)

    try:
        practice_id = found_practice(places(), new, secret, keep, clock=clock())
    except BookDeskError:
        for path in kept:
            path.unlink(missing_ok=True)
        raise
    if at_terminal():
        with open_practice(places(), new.user, secret, clock=clock()) as practice:
            note_confirmed(practice)
    row = {"practice": practice_id, "name": new.name, "mode": new.mode, "user": new.user, "recovery_out": str(sheet)}
    console.row(row, f"{new.name}: practice created for {new.user}.")
    console.say(f"Print {sheet}, lock the paper away and delete the file: it is the only way in without a passphrase.")
    return console.status


def _add(arguments: Arguments, console: Console) -> int:
    profile = Profile(arguments.name, arguments.country, arguments.currency, arguments.zone)
    with open_as(arguments) as practice:
        entry = add_client(practice, profile, arguments.mode)
    console.row(_row(entry), f"{entry.name}: client added, {entry.client_id}")
    return console.status


def _list(arguments: Arguments, console: Console) -> int:
    with open_as(arguments, writes=False) as practice:
        for entry in practice.clients():
            about = " ".join(part for part in (entry.profile.country, entry.profile.currency) if part)
            end = f"  until {last_day(entry.until, entry.profile.zone)}" if entry.until else ""
            console.row(_row(entry), f"{entry.client_id}  {entry.name}  {about}".rstrip() + end)
    return console.status


def _grant(arguments: Arguments, console: Console) -> int:
    roles = parse_roles(arguments.role) if arguments.role else None
    with open_as(arguments) as practice:
        entry, user = practice.client(arguments.client), find_user(practice, arguments.to)
        before = practice.roles_of(user, entry.client_id)
        grant_client(practice, entry.client_id, user.name, roles, _end_of(arguments.until, entry))
        now = practice.roles_of(user, entry.client_id)
    lost = [role for role in before if role not in now]
    end = "" if arguments.until is None else f" until {arguments.until.isoformat()}"
    told = f"{user.name} works on {entry.name} as {', '.join(now)}{end}."
    if lost:
        told += f" He is no longer {', '.join(lost)} there: --role names all his roles for a client."
    row = {
        "client": entry.client_id,
        "user": user.name,
        "roles": list(now),
        "taken_away": lost,
        "until": arguments.until,
    }
    console.row(row, told)
    return console.status


def _end_of(day: date | None, entry: ClientEntry) -> datetime | None:
    """Return the end of a person's last day, where the client is."""
    return None if day is None else end_of(day, entry.profile.zone)


def _revoke(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        entry = practice.client(arguments.client)
        done = revoke_client(practice, entry.client_id, arguments.of)
        row = {"client": entry.client_id, "user": arguments.of}
        console.row(row, f"{arguments.of} may no longer read {entry.name}.")
        tell_rest(practice, done, console)
    return console.status


def _row(entry: ClientEntry) -> Row:
    return {
        "client": entry.client_id,
        "name": entry.name,
        "kind": entry.kind,
        "mode": entry.mode,
        "country": entry.profile.country,
        "currency": entry.profile.currency,
        "zone": entry.profile.zone,
        "roles": list(entry.roles),
        "until": last_day(entry.until, entry.profile.zone) if entry.until else None,
    }
