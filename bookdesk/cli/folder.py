"""`bookdesk folder`: folders of this computer whose files are taken in for a client once they are complete."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from bookdesk.capture.watched import Watched, WatchedFolders
from bookdesk.cli.capture import capturing, intake_row, sentence
from bookdesk.cli.console import Console, told
from bookdesk.cli.parsing import Arguments, Handler, add_command
from bookdesk.cli.session import add_workspace_arguments, clock, open_as, open_client, open_workspace
from bookdesk.core.errors import NotFound
from bookdesk.jobs.resting import Rest
from bookdesk.jobs.watching import FolderWatch
from bookdesk.models.arrival import FolderAfter
from bookdesk.security.roles import Permission
from bookdesk.workspace import at_work

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so
BETWEEN_SECONDS = 2.0
"""Between the two looks of a command: what is still written changes in that time."""
_LOOKS = 2


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("folder", help="folders that are watched for documents").add_subparsers(required=True)
    watch = _act(acts, "watch", "watch a folder of this computer", _watch)
    watch.add_argument("path", type=Path, help="the folder; what lies in folders within it is left alone")
    watch.add_argument("--leave", action="store_true", help="leave files there; they are moved into Taken otherwise")
    _act(acts, "list", "list the watched folders", _list)
    unwatch = _act(acts, "unwatch", "watch a folder no more; what is in it stays", _unwatch)
    unwatch.add_argument("path", type=Path, help="the folder")
    _act(acts, "take", "take in what is complete, and read it", _take)


def _act(acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    add_workspace_arguments(parser)
    return parser


def _watch(arguments: Arguments, console: Console) -> int:
    after = FolderAfter.LEAVE if arguments.leave else FolderAfter.MOVE
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.CAPTURE)
        _tell(WatchedFolders(workspace.desk).watch(arguments.path, after), console)
    return console.status


def _list(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        found = WatchedFolders(workspace.desk).list()
    for one in found:
        _tell(one, console)
    if not found:
        console.say("No folder is watched: bookdesk folder watch.")
    return console.status


def _unwatch(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.CAPTURE)
        WatchedFolders(workspace.desk).leave(arguments.path)
    console.say("The folder is watched no more; what is in it stays.")
    return console.status


def _tell(one: Watched, console: Console) -> None:
    row = {"path": str(one.path), "after": one.after.value, "here": one.here}
    where = "" if one.here else ", on another computer"
    console.row(row, f"{one.path}: taken files {'stay' if one.after is FolderAfter.LEAVE else 'move to Taken'}{where}")


def _take(arguments: Arguments, console: Console) -> int:
    with open_as(arguments) as practice, open_client(arguments, practice, writes=True) as workspace:
        workspace.require(Permission.CAPTURE)
        folders = WatchedFolders(workspace.desk).here()
        if not folders:
            raise NotFound("No folder of this computer is watched.", "Watch one.", command="bookdesk folder watch")
        client_id = workspace.entry.client_id
        watches = [
            FolderWatch(client_id, one, lambda who: at_work(practice, who, clock()), Rest(_LOOKS)) for one in folders
        ]
        looks = [watch.look() for watch in watches]
        time.sleep(BETWEEN_SECONDS)
        for news in (*looks, *(watch.look() for watch in watches)):
            for name, why in news.left:
                console.problem(f"{name}: {why}")
            if news.error is not None:
                console.problem(told(news.error))
        with capturing(workspace, warm=1) as service:
            for document_id in service.waiting():
                done = service.read(document_id)
                console.row(intake_row(done), sentence(done))
    return console.status
