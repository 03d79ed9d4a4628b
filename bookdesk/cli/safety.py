"""`bookdesk backup`, `restore`, `verify`: nothing lost, and seen when something is wrong."""

from __future__ import annotations

import argparse
from pathlib import Path

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command
from bookdesk.cli.session import add_user_arguments, clock, open_as, passphrase, places
from bookdesk.core.errors import UsageError
from bookdesk.office.invariants import check_practice
from bookdesk.security.recovery import read_sheet
from bookdesk.security.safety import (
    Opener,
    Verified,
    back_up_practice,
    by_passphrase,
    by_recovery_key,
    restore_all,
    restore_one,
)
from bookdesk.security.slotkeys import SlotSecret


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the three commands."""
    backup = add_command(
        commands, "backup", "an encrypted backup of the practice and the clients one can open", _backup
    )
    add_user_arguments(backup)
    backup.add_argument("--to", type=Path, required=True, help="folder of backups; each time a set is added")
    restore = add_command(commands, "restore", "bring a practice, or one client, back from a backup", _restore)
    add_user_arguments(restore)
    restore.add_argument("--from", dest="source", type=Path, required=True, help="folder of backups, or one set of it")
    restore.add_argument("--recovery-file", type=Path, help="the recovery sheet, where no passphrase is known")
    restore.add_argument("--client", help="only this client, whose folder was moved away before")
    verify = add_command(commands, "verify", "check pages, history, documents and anchors", _verify)
    add_user_arguments(verify)
    verify.add_argument("--client", help="only this client, by name or id; all that one can open otherwise")


def _backup(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        made = back_up_practice(practice, arguments.to)
    row = {"backup": str(made.folder), "clients": len(made.clients), "left_out": made.left_out}
    console.row(row, f"{made.folder}: {len(made.clients)} client files backed up and checked.")
    if made.left_out:
        console.problem(f"{made.left_out} clients were left out: {arguments.user} has no key for them.")
    return console.status


def _restore(arguments: Arguments, console: Console) -> int:
    if arguments.client:
        return _restore_client(arguments, console)
    manifest = restore_all(arguments.source, places(), _opener(arguments))
    row = {"home": str(places().home), "made_at": manifest.made_at, "files": len(manifest.entries)}
    console.row(row, f"{places().home}: {len(manifest.entries)} files restored, as of {manifest.made_at}.")
    for _ in manifest.left_out:
        console.problem("A client was not in this backup: restore it from a backup of somebody who can open it.")
    if arguments.recovery_file:
        console.say("Who lost his passphrase gets a new one with: bookdesk user renew NAME --recovery-file FILE.")
    return console.status


def _restore_client(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice:
        entry = practice.client(arguments.client)
        manifest = restore_one(practice, arguments.source, entry)
    row = {"client": entry.client_id, "name": entry.name, "made_at": manifest.made_at}
    console.row(row, f"{entry.name}: restored as of {manifest.made_at}.")
    return console.status


def _opener(arguments: Arguments) -> Opener:
    if arguments.recovery_file is not None:
        return by_recovery_key(read_sheet(arguments.recovery_file))
    if not arguments.user:
        raise UsageError("It is not said who opens the backup.", "Add --user NAME, or --recovery-file FILE.")
    return by_passphrase(arguments.user, SlotSecret(passphrase(arguments.passphrase_file)), clock())


def _verify(arguments: Arguments, console: Console) -> int:
    with open_as(arguments, writes=False) as practice:
        clients = (practice.client(arguments.client),) if arguments.client else practice.clients()
        for verified in check_practice(practice, clients):
            _tell(verified, console)
    return console.status


def _tell(verified: Verified, console: Console) -> None:
    findings = [
        {"check": finding.check, "ok": finding.holds, "problems": list(finding.problems), "note": finding.note}
        for finding in verified.findings
    ]
    notes = "; ".join(finding.note for finding in verified.findings if finding.note)
    row = {"name": verified.name, "client": verified.client_id, "ok": verified.holds, "findings": findings}
    console.row(row, f"{verified.name}: {'ok' if verified.holds else 'NOT OK'}{f' ({notes})' if notes else ''}")
    for finding in verified.findings:
        for problem in finding.problems:
            console.problem(f"{verified.name}: {finding.check}: {problem}")
