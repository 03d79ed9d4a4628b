"""`bookdesk backup`: one now, what there is, what the scheme lets go, a test, and what is chosen for this computer."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command
from bookdesk.cli.session import add_user_arguments, clock, open_as
from bookdesk.core.errors import UsageError
from bookdesk.office.backupplan import Plan, standing, trial_standing
from bookdesk.office.backups import Backups
from bookdesk.office.opened import Office
from bookdesk.security.backups import BackupSet
from bookdesk.security.safety import BackupMade, back_up_practice

NOW = "now"
_MEGABYTE = 1_000_000


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its acts."""
    backup = add_command(
        commands, "backup", "an encrypted backup of the practice and the clients one can open", _backup
    )
    backup.add_argument(
        "act", nargs="?", choices=tuple(_ACTS), default=NOW, help="what to do; without it a backup is made"
    )
    add_user_arguments(backup)
    backup.add_argument("--to", type=Path, help="folder of backups, where it is not the chosen one")
    backup.add_argument("--dry-run", action="store_true", help="with prune: only tell what would go")
    backup.add_argument("--folder", type=Path, help="with settings: where backups of this computer go")
    backup.add_argument("--every", type=int, metavar="HOURS", help="with settings: how often one is made")
    backup.add_argument("--off", action="store_true", help="with settings: make none by itself")
    backup.add_argument("--on", action="store_true", help="with settings: make them again")


def _backup(arguments: Arguments, console: Console) -> int:
    if arguments.to is not None and arguments.act != NOW:
        raise UsageError("--to goes with a backup that is made now.", "Leave it out: the chosen folder is meant.")
    settings = (arguments.folder, arguments.every, arguments.on or None, arguments.off or None)
    if arguments.act != "settings" and any(one is not None for one in settings):
        raise UsageError("What is chosen goes with settings.", "Write: bookdesk backup settings.")
    if arguments.dry_run and arguments.act != "prune":
        raise UsageError("--dry-run goes with prune.", "Write: bookdesk backup prune --dry-run.")
    with open_as(arguments, writes=arguments.act != "list") as practice:
        if arguments.to is not None:
            _tell_made(back_up_practice(practice, arguments.to), arguments, console)
        else:
            _ACTS[arguments.act](Backups(Office(practice, clock())), arguments, console)
    return console.status


def _make(backups: Backups, arguments: Arguments, console: Console) -> None:
    if not backups.plan().folder:
        raise UsageError(
            "No folder for backups is chosen.", "Name one with --to, or choose one: bookdesk backup settings --folder."
        )
    _tell_made(backups.make(), arguments, console)


def _tell_made(made: BackupMade, arguments: Arguments, console: Console) -> None:
    doubtful = [entry.name for entry in made.doubtful]
    row = {"backup": str(made.folder), "clients": len(made.clients), "left_out": made.left_out, "doubtful": doubtful}
    console.row(row, f"{made.folder}: {len(made.clients)} client files backed up and checked.")
    if made.left_out:
        console.problem(f"{made.left_out} clients were left out: {arguments.user} has no key for them.")
    for name in doubtful:
        console.problem(f"{name}: an original does not open, here as in the backup. See: bookdesk verify.")


def _list(backups: Backups, _arguments: Arguments, console: Console) -> None:
    for one in backups.sets():
        console.row(_row(one), _line(one))


def _row(one: BackupSet) -> dict[str, object]:
    return {
        "backup": str(one.folder),
        "made_at": one.made_at.isoformat(),
        "clients": len(one.clients),
        "left_out": one.left_out,
        "bytes": one.size,
        "readable": one.readable,
    }


def _line(one: BackupSet) -> str:
    if not one.readable:
        return f"{one.folder.name}  cannot be opened with today's keys, or is of a newer BookDesk"
    about = f"{len(one.clients)} client files, {one.size / _MEGABYTE:.1f} MB"
    return f"{one.folder.name}  {one.made_at:%Y-%m-%d %H:%M}  {about}"


def _prune(backups: Backups, arguments: Arguments, console: Console) -> None:
    swept = backups.prune(dry_run=arguments.dry_run)
    verb = "would go" if arguments.dry_run else "removed"
    for name in swept.sets:
        console.row({"backup": name, "removed": not arguments.dry_run}, f"{name}  {verb}")
    console.say(f"{len(swept.sets)} backups and {swept.documents} documents {verb}, {swept.size / _MEGABYTE:.1f} MB.")
    if not swept.sure:
        console.say("Documents stay for now: there is a backup whose list today's keys do not open.")


def _test(backups: Backups, _arguments: Arguments, console: Console) -> None:
    trial = backups.try_newest()
    row = {"clients": trial.clients, "ok": not trial.what, "problem": trial.what}
    if trial.what:
        console.row(row, f"NOT OK: {trial.what}")
        console.problem(f"{trial.what} {trial.remedy}".strip())
    else:
        console.row(row, f"The newest backup was brought back and checked: {trial.clients} clients came back equal.")


def _settings(backups: Backups, arguments: Arguments, console: Console) -> None:
    if arguments.on and arguments.off:
        raise UsageError("--on and --off exclude each other.", "Leave one out.")
    before = backups.plan()
    plan = replace(
        before,
        folder=str(arguments.folder) if arguments.folder is not None else before.folder,
        hours=arguments.every if arguments.every is not None else before.hours,
        on=arguments.on or (before.on and not arguments.off),
    )
    if plan != before:
        backups.choose(plan)
    known = backups.standings()
    now = clock().now()
    how, tried = standing(known.plan, known.record, now), trial_standing(known.trial, now)
    last = known.record.good_at
    row = {
        "folder": known.plan.folder,
        "hours": known.plan.hours,
        "on": known.plan.on,
        "standing": how,
        "last": last.isoformat() if last else None,
        "tested": tried,
        "problem": known.record.what,
    }
    console.row(row, f"{_chosen(known.plan)} Last: {f'{last:%Y-%m-%d %H:%M} UTC' if last else 'none yet'}. {how}.")


def _chosen(plan: Plan) -> str:
    if not plan.folder:
        return "No folder is chosen, so no backup is made by itself."
    return f"{plan.folder}, every {plan.hours} hours{'' if plan.on else ', switched off'}."


_ACTS: dict[str, Callable[[Backups, Arguments, Console], None]] = {
    NOW: _make,
    "list": _list,
    "prune": _prune,
    "test": _test,
    "settings": _settings,
}
