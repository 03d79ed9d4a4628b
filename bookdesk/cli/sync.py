"""`bookdesk sync`: connect an accounting system, see what would be sent, send it, and settle what needs a person."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace

from bookdesk.cli.console import Console, with_command
from bookdesk.cli.parsing import Arguments, Handler, add_command
from bookdesk.cli.people import Peopled, open_peopled
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.cli.syncwords import command_for
from bookdesk.core.errors import UsageError
from bookdesk.core.vocabulary import OutboxKind
from bookdesk.models.sync import MappingKind
from bookdesk.security.roles import Permission
from bookdesk.sync.connection import Connecting, connected
from bookdesk.sync.mappings import Mapped
from bookdesk.sync.service import EntryView, SyncService
from bookdesk.workspace import Workspace

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so
_PATIENCE = 30.0
_KINDS = {kind.value.replace(" ", "-"): kind for kind in MappingKind}


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("sync", help="exchange with the accounting system").add_subparsers(required=True)
    connect = _act(acts, "connect", "connect the client to its organisation", _connect)
    connect.add_argument("--app", required=True, help="client id of the firm's own app at the accounting system")
    connect.add_argument("--organisation", help="its name, where the consent covers several")
    connect.add_argument("--base-url", help="a stand-in on this machine (demo and training practices only)")
    _act(acts, "pull", "bring accounts, tax codes, contacts, lock dates, bills and invoices up to date", _pull)
    _act(acts, "preview", "show in plain words what would be sent; nothing leaves", _preview)
    send = _act(acts, "send", "send what was shown", _send)
    send.add_argument("entry", nargs="*", help="only these entries, by id or the end of it")
    send.add_argument("--all", action="store_true", help="everything that was shown")
    send.add_argument("--patience", type=float, default=_PATIENCE, help="seconds to wait for lost answers and limits")
    _act(acts, "status", "how everything stands, without asking the ledger", _status)
    mapping = _act(acts, "map", "which account, tax code, contact or bank account is which there", _map)
    mapping.add_argument("kind", nargs="?", choices=tuple(_KINDS))
    mapping.add_argument("ours", nargs="?", help="code or name here")
    mapping.add_argument("theirs", nargs="?", help="code, name or id there")
    for name, what, decide in (
        ("allow", "say that a suspected duplicate is another document", SyncService.allow_duplicate),
        ("retry", "start again with what was rejected or is in conflict", SyncService.retry),
        ("cancel", "give up an entry that is not under way, with what goes after it", SyncService.cancel),
        ("restore", "send after all what was given up, with what fell with it", SyncService.restore),
        ("keep", "accept what the ledger holds where it differs", SyncService.keep_theirs),
    ):
        _act(acts, name, what, _decision(decide)).add_argument("entry", help="id of the entry, or the end of it")
    link = _act(acts, "link", "say which thing of the ledger an entry is, instead of sending it", _link)
    link.add_argument("entry", help="id of the entry, or the end of it")
    link.add_argument("remote", help="id of the thing at the ledger")


def _act(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    add_workspace_arguments(parser)
    return parser


def _service(workspace: Workspace) -> SyncService:
    workspace.require(Permission.SYNC)
    return SyncService(workspace.desk, connected(workspace.desk, practice=not workspace.real))


def _connect(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.SYNC)
        connecting = Connecting(workspace.desk, arguments.app, base_url=arguments.base_url, practice=not workspace.real)
        came_back_to = _consent(connecting.consent.url, console, stand_in=arguments.base_url is not None)
        organisation = connecting.finish(came_back_to, arguments.organisation)
    console.row({"organisation": organisation, "connected": True}, f"Connected to {organisation}.")
    return console.status


def _consent(url: str, console: Console, *, stand_in: bool) -> str:
    """Let the person consent in his browser and paste where he came back to; a stand-in has nobody to ask."""
    if stand_in:
        from bookdesk.sandbox.xero.consent import consent  # noqa: PLC0415 - left out of installers

        return consent(url)
    console.say("Open this address in your browser, sign in and agree:")
    console.say(url)
    console.say("Your browser then shows a page that cannot be opened. Paste its whole address here:")
    try:
        return input().strip()
    except EOFError:
        raise UsageError("No address was pasted.", "Run the command in a terminal.") from None


def _pull(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        for one in _service(workspace).pull():
            console.row({"stream": one.stream.value, "count": one.count}, f"{one.stream.value}: {one.count}")
    return console.status


def _preview(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        shown = _service(workspace).preview()
    for entry in shown:
        _tell(entry, console)
    console.say(
        "Nothing has been sent. Send it with: bookdesk sync send --all." if shown else "There is nothing to send."
    )
    return console.status


def _send(arguments: Arguments, console: Console) -> int:
    if bool(arguments.entry) == arguments.all:
        raise UsageError("It is not said what to send.", "Name entries, or add --all.")
    with open_workspace(arguments) as workspace:
        report = _service(workspace).send(arguments.entry or None, patience=arguments.patience)
    for entry in report.open:
        _tell(entry, console)
        if entry.released and entry.problem:
            console.problem(with_command(f"{entry.sentence} {entry.problem}", command_for(entry)))
    waiting = f" In {report.next_look} seconds an unknown outcome can be settled." if report.next_look else ""
    unseen = sum(not entry.released and entry.kind != OutboxKind.VOID for entry in report.open) if arguments.all else 0
    unshown = f" {unseen} of them {'was' if unseen == 1 else 'were'} never shown; see: sync preview." if unseen else ""
    console.row(
        {
            "arrived": report.verified,
            "open": len(report.open),
            "never_shown": unseen,
            "next_look_seconds": report.next_look,
        },
        f"{report.verified} arrived, {len(report.open)} open.{unshown}{waiting}",
    )
    return console.status


def _status(arguments: Arguments, console: Console) -> int:
    with open_peopled(arguments) as people:
        status = _service(people.workspace).status()
    for entry in (*status.open, *status.given_up):
        _tell(_named(entry, people), console)
    for drift in status.drifts:
        for field in drift.fields:
            words = f"{field.name} {field.verdict.value}: sent {field.agreed}, here {field.ours}, there {field.theirs}"
            row = {"id": drift.entry_id, "field": field.name, "verdict": field.verdict.value}
            console.row(
                {**row, "sent": field.agreed, "here": field.ours, "there": field.theirs}, f"{drift.sentence} {words}."
            )
    counts = ", ".join(f"{count} {state}" for state, count in sorted(status.counts.items())) or "nothing queued"
    console.row(
        {"organisation": status.title, "states": status.counts, "pulled": status.pulled}, f"{status.title}: {counts}."
    )
    return console.status


def _map(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        service = _service(workspace)
        if arguments.theirs:
            found = [service.mappings.choose(_KINDS[arguments.kind], arguments.ours, arguments.theirs)]
        elif arguments.ours:
            raise UsageError("The counterpart is missing.", "Name ours and theirs: sync map tax-code GST INPUT.")
        else:
            found = [one for one in service.map() if arguments.kind in {None, one.kind.value.replace(" ", "-")}]
    for one in found:
        console.row(_mapped_row(one), _mapped_text(one))
    return console.status


def _mapped_row(one: Mapped) -> dict[str, object]:
    return {"kind": one.kind.value, "code": one.code, "name": one.name, "theirs": one.remote, "why": one.why or None}


def _mapped_text(one: Mapped) -> str:
    ours = f"{one.kind.value} {one.code} {one.name}".replace("  ", " ")
    return f"{ours} = {one.remote} ({one.why})" if one.remote else f"{ours}: not mapped"


def _decision(decide: Callable[[SyncService, str], EntryView]) -> Handler:
    def handler(arguments: Arguments, console: Console) -> int:
        with open_peopled(arguments) as people:
            _tell(_named(decide(_service(people.workspace), arguments.entry), people), console)
        return console.status

    return handler


def _named(entry: EntryView, people: Peopled) -> EntryView:
    """Return an entry that names who gave it up."""
    return replace(entry, problem=people.named(entry.problem)) if entry.problem else entry


def _link(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        _tell(_service(workspace).link(arguments.entry, arguments.remote), console)
    return console.status


def _tell(entry: EntryView, console: Console) -> None:
    row = {
        "id": entry.id,
        "kind": entry.kind,
        "state": entry.state,
        "what": entry.sentence,
        "details": list(entry.details),
        "problem": entry.problem,
        "command": command_for(entry) or None,
        "released": entry.released,
        "attempts": entry.attempts,
    }
    lines = [f"[{entry.state}] {entry.sentence}", *(f"    {detail}" for detail in entry.details)]
    if entry.problem:
        lines.append(f"    ! {with_command(entry.problem, command_for(entry))}")
    console.row(row, "\n".join(lines))
