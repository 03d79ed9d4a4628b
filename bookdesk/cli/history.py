"""`bookdesk history`: the audit trail of a client or of one record, its export for others, and undo."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bookdesk.cli.console import Console
from bookdesk.cli.historyrows import History, as_object, line, told
from bookdesk.cli.parsing import Arguments, add_command, as_day, whole
from bookdesk.cli.people import open_peopled, user_in
from bookdesk.cli.session import add_user_arguments, clock, open_as, open_client, open_workspace
from bookdesk.core.errors import NotFound, UsageError
from bookdesk.models.actions import Action
from bookdesk.office.exporting import Export, Written, export_history
from bookdesk.office.parts import with_parts
from bookdesk.office.past import zone_of
from bookdesk.office.ways import brought_back
from bookdesk.security.changes import key_times
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission, require_any
from bookdesk.store.file import StoreFile
from bookdesk.store.glance import Key
from bookdesk.store.history import change_set
from bookdesk.store.sought import Sought, sought_sets

_LISTED = 50
_OPTIONS: Mapping[str, str] = {
    "an entry": "entry",
    "--record": "record",
    "--from": "since",
    "--to": "until",
    "--by": "by",
    "--kind": "kind",
    "--limit": "limit",
    "--out": "out",
    "--with-verifier": "with_verifier",
}
"""What may be said beside the act, and how it is named inside."""
_FILTERS = frozenset({"record", "since", "until", "by", "kind"})
_USED: Mapping[str, frozenset[str]] = {
    "list": _FILTERS | {"limit"},
    "show": frozenset({"entry"}),
    "undo": frozenset({"entry"}),
    "export": _FILTERS | {"out", "with_verifier"},
}
"""What each act makes something of."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    parser = add_command(commands, "history", "who changed what, its export for others, and undo", _run)
    add_user_arguments(parser)
    parser.add_argument("--client", help="the client, by name or id; without it it is the practice's own history")
    parser.add_argument("act", choices=("list", "show", "undo", "export"))
    parser.add_argument("entry", nargs="?", help="id of an entry of the history (show, undo)")
    wanted = parser.add_argument_group("what is listed, and exported with its content")
    wanted.add_argument("--record", help="only what happened to this record and its parts", metavar="TABLE:ID")
    wanted.add_argument("--from", dest="since", type=as_day, help="only from this day on, where the client is")
    wanted.add_argument("--to", dest="until", type=as_day, help="only up to this day")
    wanted.add_argument("--by", help="only what this user did", metavar="USER")
    wanted.add_argument("--kind", action="append", help="only this kind of act, like 'bill approved'; may be repeated")
    parser.add_argument("--limit", type=whole(1), help=f"so many of the newest (list; {_LISTED} otherwise)")
    parser.add_argument("--out", type=Path, help="file to write (export)")
    parser.add_argument(
        "--with-verifier", action="store_true", default=None, help="lay the script that checks the export beside it"
    )


def _run(arguments: Arguments, console: Console) -> int:
    acts = {"list": _list, "show": _show, "undo": _undo, "export": _export}
    _refuse_unused(arguments)
    if arguments.act in {"show", "undo"}:
        _entry(arguments)
    acts[arguments.act](arguments, console)
    return console.status


def _refuse_unused(arguments: Arguments) -> None:
    """Refuse what an act would pass over in silence: who asked for one user's acts must not take them all for his."""
    for option, name in _OPTIONS.items():
        if getattr(arguments, name) is not None and name not in _USED[arguments.act]:
            able = " and ".join(act for act, used in _USED.items() if name in used)
            raise UsageError(f"`history {arguments.act}` makes nothing of {option}.", f"It is for: {able}.")


def _list(arguments: Arguments, console: Console) -> None:
    with _reading(arguments) as history:
        sought = _sought(arguments, history.file, history.people)
        with history.file.query() as session:
            sets = sought_sets(session, sought, arguments.limit or _LISTED)
        rows = history.rows(sets)
        for one in reversed(sets) if arguments.record else sets:  # of a record it is a story, told from its beginning
            console.row(as_object(history, one, rows[one.id]), line(history, one, rows[one.id]))


@contextmanager
def _reading(arguments: Arguments) -> Iterator[History]:
    """Yield the history that is meant; the practice's own is for who manages its people or exports."""
    with open_as(arguments, writes=False) as practice:
        if not arguments.client:
            require_any(practice.roles(), (Permission.MANAGE_USERS, Permission.EXPORT))
            yield _history(practice, practice.file)
            return
        with open_client(arguments, practice, writes=False) as workspace:
            yield _history(practice, workspace.desk.books)


def _history(practice: OpenPractice, file: StoreFile) -> History:
    with file.query() as session:
        zone = zone_of(session, file)
    return History(
        file,
        {str(user.id): user.name for user in practice.file.users()},
        {str(entry.client_id): entry.name for entry in practice.clients()},
        {str(device.id): device.name for device in practice.file.devices()},
        zone,
    )


def _record(text: str) -> Key:
    table, colon, row_id = text.partition(":")
    if not colon:
        raise UsageError(f"{text} is no record.", "Write TABLE:ID, as `bookdesk history show` does.")
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
        sought = _sought(arguments, desk.books, people.names)
        keys = partial(key_times, people.workspace.trusted)
        export = Export(name, desk.actor, desk.clock.now(), people.names, sought, keys)
        return export_history(desk.books, export, arguments.out, with_verifier=bool(arguments.with_verifier))


def _of_practice(arguments: Arguments) -> Written:
    with open_as(arguments) as practice:
        names = {user.id: user.name for user in practice.file.users()}
        sought = _sought(arguments, practice.file, names)
        export = Export(practice.practice.name, practice.actor, clock().now(), names, sought, practice.sign_keys.of)
        return export_history(practice.file, export, arguments.out, with_verifier=bool(arguments.with_verifier))


def _sought(arguments: Arguments, file: StoreFile, names: Mapping[str, str]) -> Sought:
    """Return what is looked for in a file: of a record with all that happened to its parts, as the window has it."""
    named = (_record(arguments.record),) if arguments.record else ()
    with file.query() as session:
        zone, records = zone_of(session, file) or "UTC", with_parts(session, file, named)
    if arguments.since and arguments.until and arguments.since > arguments.until:
        raise UsageError(
            f"--from {arguments.since} is later than --to {arguments.until}.", "Write the earlier day after --from."
        )
    known, kinds = {action.value for action in Action}, arguments.kind or ()
    if unknown := [kind for kind in kinds if kind not in known]:
        raise NotFound(f"There is no act called {unknown[0]}.", "Name it as `bookdesk history list` does.")
    return Sought(
        actor=user_in(names, arguments.by) if arguments.by else "",
        actions=frozenset(kinds),
        records=records,
        since=_midnight(arguments.since, zone) if arguments.since else None,
        until=_midnight(arguments.until + timedelta(days=1), zone) if arguments.until else None,
    )


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def _show(arguments: Arguments, console: Console) -> None:
    with _reading(arguments) as history:
        with history.file.query() as session:
            one = change_set(session, _entry(arguments))
        told(history, one, console)


def _undo(arguments: Arguments, console: Console) -> None:
    if not arguments.client:
        raise UsageError("It is not said which client.", "Add --client NAME.")
    with open_workspace(arguments) as workspace:
        with workspace.desk.books.query() as session:
            old = change_set(session, _entry(arguments))
        sealed = brought_back(workspace, old)  # not the bare undo: a bill may wait in another run meanwhile
    console.row({"undone": arguments.entry, "by": sealed.id}, "Undone; the undo is itself in the history.")


def _entry(arguments: Arguments) -> str:
    if not arguments.entry:
        raise UsageError("It is not said which entry.", "Name its id, as `bookdesk history list` shows it.")
    return str(arguments.entry)
