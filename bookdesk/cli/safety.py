"""`bookdesk restore`, `verify`: nothing lost, and seen when something is wrong."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from bookdesk.cli import backup
from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command
from bookdesk.cli.session import add_user_arguments, clock, open_as, open_as_or_recovery, passphrase, places
from bookdesk.core.errors import UsageError
from bookdesk.core.limits import MEGABYTE
from bookdesk.core.ownfiles import read_own_file
from bookdesk.office.invariants import check_practice
from bookdesk.office.restoring import bring_client_back
from bookdesk.security.anchors import PRACTICE_FILE, Anchors, Heads, read_written
from bookdesk.security.putback import SINCE_THEN
from bookdesk.security.recovery import read_sheet
from bookdesk.security.safety import (
    OLDER_KEYS,
    Opener,
    Verified,
    by_passphrase,
    by_recovery_key,
    restore_all,
)
from bookdesk.security.slotkeys import SlotSecret


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the two commands, and `backup`."""
    backup.register(commands)
    restore = add_command(commands, "restore", "bring a practice, or one client, back from a backup", _restore)
    add_user_arguments(restore)
    restore.add_argument("--from", dest="source", type=Path, required=True, help="folder of backups, or one set of it")
    restore.add_argument("--recovery-file", type=Path, help="the recovery sheet, where no passphrase is known")
    restore.add_argument("--client", help="only this client; its present folder is set aside, not deleted")
    verify = add_command(commands, "verify", "check pages, history, documents and anchors", _verify)
    add_user_arguments(verify)
    verify.add_argument("--client", help="only this client, by name or id; all that one can open otherwise")
    verify.add_argument(
        "--anchor", type=Path, action="append", default=[], metavar="FILE", help="heads of histories kept elsewhere"
    )


def _restore(arguments: Arguments, console: Console) -> int:
    if arguments.client:
        return _restore_client(arguments, console)
    manifest = restore_all(arguments.source, places(), _opener(arguments))
    row = {"home": str(places().home), "made_at": manifest.made_at, "files": len(manifest.entries)}
    console.row(row, f"{places().home}: {len(manifest.entries)} files restored, as of {manifest.made_at}.")
    console.say(SINCE_THEN)
    for _ in manifest.left_out:
        console.problem("A client was not in this backup: restore it from a backup of somebody who can open it.")
    if arguments.recovery_file:
        console.say("Who lost his passphrase gets a new one with: bookdesk user renew NAME --recovery-file FILE.")
    return console.status


def _restore_client(arguments: Arguments, console: Console) -> int:
    with open_as_or_recovery(arguments) as practice:
        client_id = practice.client(arguments.client).client_id
        brought = bring_client_back(practice, arguments.source, client_id)
    aside = str(brought.aside) if brought.aside is not None else None
    row = {"client": client_id, "name": brought.name, "made_at": brought.made_at, "older_keys": brought.older_keys}
    console.row({**row, "set_aside": aside}, f"{brought.name}: restored as of {brought.made_at}.")
    if aside is not None:
        console.say(f"Its folder until now was set aside: {aside}.")
    if brought.older_keys:
        console.say(OLDER_KEYS)
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
        kept = _kept(arguments, [entry.client_id for entry in clients])
        for verified in check_practice(practice, clients, kept):
            _tell(verified, console)
    return console.status


def _kept(arguments: Arguments, client_ids: Sequence[str]) -> Anchors:
    """Return the heads in the files that were named, by client; a line without one is about `--client`."""
    found: dict[str, Heads] = {}
    for path in arguments.anchor:
        for name, those in read_written(read_own_file(path, MEGABYTE).decode("utf-8", "replace")).items():
            about = name or (client_ids[0] if arguments.client else "")
            if about not in {PRACTICE_FILE, *client_ids}:
                raise UsageError(
                    f"{path.name} is about {f'client {name}' if name else 'a client that is not named'}.",
                    "Name the client with --client, or write its id before each line.",
                )
            found[about] = (*found.get(about, ()), *those)
    return found


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
