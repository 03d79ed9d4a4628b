"""`bookdesk history`: the audit trail of a client or of one record, and undo."""

from __future__ import annotations

import argparse

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command, whole
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.errors import UsageError
from bookdesk.store.history import SealedSet, change_set, history_of, latest_sets
from bookdesk.store.undo import undo

_MACHINE_COLUMNS = frozenset({"version", "seal_key", "file_seal_key"})


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    parser = add_command(commands, "history", "who changed what, and undo", _run)
    add_workspace_arguments(parser)
    parser.add_argument("act", choices=("list", "show", "undo"))
    parser.add_argument("entry", nargs="?", help="id of an entry of the history (show, undo)")
    parser.add_argument("--record", help="only what touched this record", metavar="TABLE:ID")
    parser.add_argument("--limit", type=whole(1), default=50)


def _run(arguments: Arguments, console: Console) -> int:
    acts = {"list": _list, "show": _show, "undo": _undo}
    acts[arguments.act](arguments, console)
    return console.status


def _list(arguments: Arguments, console: Console) -> None:
    with open_workspace(arguments, writes=False) as workspace, workspace.desk.books.query() as session:
        if arguments.record:
            table, colon, row_id = arguments.record.partition(":")
            if not colon:
                raise UsageError(
                    f"{arguments.record} is no record.", "Write TABLE:ID, as `bookdesk history list` does."
                )
            sets = history_of(session, table, row_id)
        else:
            sets = latest_sets(session, arguments.limit)
    for one in sets:
        console.row(_row(one), f"{one.made_at:%Y-%m-%d %H:%M}  {one.action:28} {one.reason}  [{one.id}]")


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
