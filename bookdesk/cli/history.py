"""`bookdesk history`: the audit trail of a client or of one record, its export for others, and undo."""

from __future__ import annotations

import argparse
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command, as_day, whole
from bookdesk.cli.people import Peopled, open_peopled
from bookdesk.cli.session import add_user_arguments, clock, open_as, open_workspace
from bookdesk.core.errors import NotFound, UsageError
from bookdesk.models.actions import Action
from bookdesk.office.exporting import Export, Written, export_history
from bookdesk.office.past import zone_of
from bookdesk.store.glance import Key
from bookdesk.store.history import SealedSet, change_set, history_of, latest_sets
from bookdesk.store.sought import Sought
from bookdesk.store.undo import undo

_MACHINE_COLUMNS = frozenset({"version", "seal_key", "file_seal_key"})


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    parser = add_command(commands, "history", "who changed what, its export for others, and undo", _run)
    add_user_arguments(parser)
    parser.add_argument("--client", help="the client, by name or id; without it the practice's own history is exported")
    parser.add_argument("act", choices=("list", "show", "undo", "export"))
    parser.add_argument("entry", nargs="?", help="id of an entry of the history (show, undo)")
    parser.add_argument("--record", help="only what touched this record", metavar="TABLE:ID")
    parser.add_argument("--limit", type=whole(1), default=50)
    parser.add_argument("--out", type=Path, help="file to write (export)")
    parser.add_argument("--from", dest="since", type=as_day, help="first day whose entries are exported with content")
    parser.add_argument("--to", dest="until", type=as_day, help="last such day")
    parser.add_argument("--by", help="export only what this user did with content", metavar="USER")
    parser.add_argument("--kind", action="append", default=[], help="only this kind of act, like 'bill approved'")
    parser.add_argument("--with-verifier", action="store_true", help="lay the script that checks the export beside it")


def _run(arguments: Arguments, console: Console) -> int:
    acts = {"list": _list, "show": _show, "undo": _undo, "export": _export}
    if not arguments.client and arguments.act != "export":
        raise UsageError("It is not said which client.", "Add --client NAME.")
    acts[arguments.act](arguments, console)
    return console.status


def _list(arguments: Arguments, console: Console) -> None:
    with open_workspace(arguments, writes=False) as workspace, workspace.desk.books.query() as session:
        if arguments.record:
            sets = history_of(session, *_record(arguments.record))
        else:
            sets = latest_sets(session, arguments.limit)
    for one in sets:
        console.row(_row(one), f"{one.made_at:%Y-%m-%d %H:%M}  {one.action:28} {one.reason}  [{one.id}]")


def _record(text: str) -> Key:
    table, colon, row_id = text.partition(":")
    if not colon:
        raise UsageError(f"{text} is no record.", "Write TABLE:ID, as `bookdesk history list` does.")
    return table, row_id


def _export(arguments: Arguments, console: Console) -> None:
    if arguments.out is None:
        raise UsageError("It is not said where to.", "Name a file with --out.")
    written = _of_client(arguments) if arguments.client else _of_practice(arguments)
    console.row(
        {"file": str(written.path), "sets": written.sets, "whole": written.whole, "sha256": written.sha256},
        f"{written.path}: {written.sets} change sets, {written.whole} of them with their content.",
    )


def _of_client(arguments: Arguments) -> Written:
    with open_peopled(arguments) as people:
        desk, name = people.workspace.desk, people.workspace.entry.name
        with desk.books.query() as session:
            sought = _sought(arguments, people, zone_of(session, desk.books) or "UTC")
        export = Export(name, desk.actor, desk.clock.now(), people.names, sought)
        return export_history(desk.books, export, arguments.out, with_verifier=arguments.with_verifier)


def _of_practice(arguments: Arguments) -> Written:
    with open_as(arguments) as practice:
        names = {user.id: user.name for user in practice.file.users()}
        export = Export(practice.practice.name, practice.actor, clock().now(), names)
        return export_history(practice.file, export, arguments.out, with_verifier=arguments.with_verifier)


def _sought(arguments: Arguments, people: Peopled, zone: str) -> Sought:
    known = {action.value for action in Action}
    if unknown := [kind for kind in arguments.kind if kind not in known]:
        raise NotFound(f"There is no act called {unknown[0]}.", "Name it as `bookdesk history list` does.")
    return Sought(
        actor=people.user(arguments.by) if arguments.by else "",
        actions=frozenset(arguments.kind),
        records=(_record(arguments.record),) if arguments.record else (),
        since=_midnight(arguments.since, zone) if arguments.since else None,
        until=_midnight(arguments.until + timedelta(days=1), zone) if arguments.until else None,
    )


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def _show(arguments: Arguments, console: Console) -> None:
    with open_workspace(arguments, writes=False) as workspace, workspace.desk.books.query() as session:
        one = change_set(session, _entry(arguments))
    for entry in one.rows:
        before, after = entry.before or {}, entry.after or {}
        changes = {
            name: {"before": before.get(name), "after": after.get(name)}
            for name in sorted(before.keys() | after.keys())
            if before.get(name) != after.get(name) and name not in _MACHINE_COLUMNS
        }
        console.row(
            {"table": entry.table, "id": entry.row_id, "changes": changes, "redacted_by": entry.redacted_by},
            f"{entry.table} {entry.row_id}: "
            + "; ".join(f"{name} {change['before']} -> {change['after']}" for name, change in changes.items()),
        )


def _undo(arguments: Arguments, console: Console) -> None:
    with open_workspace(arguments) as workspace:
        sealed = undo(workspace.desk.books, _entry(arguments), actor=workspace.desk.actor)
    console.row({"undone": arguments.entry, "by": sealed.id}, "Undone; the undo is itself in the history.")


def _entry(arguments: Arguments) -> str:
    if not arguments.entry:
        raise UsageError("It is not said which entry.", "Name its id, as `bookdesk history list` shows it.")
    return str(arguments.entry)


def _row(one: SealedSet) -> dict[str, object]:
    return {
        "id": one.id,
        "at": one.made_at,
        "by": one.actor,
        "device": one.device,
        "origin": one.origin,
        "action": one.action,
        "reason": one.reason,
        "records": sorted({f"{entry.table}:{entry.row_id}" for entry in one.rows}),
    }
