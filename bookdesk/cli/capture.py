"""`bookdesk capture FILE… --client C`: documents into the inbox, with the outcome of each."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bookdesk.capture.files import load
from bookdesk.capture.service import CaptureService, Incoming, Intake
from bookdesk.cli.console import Console, Row, told
from bookdesk.cli.parsing import Arguments, add_command
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.errors import BookDeskError
from bookdesk.core.ownfiles import shown_name
from bookdesk.jobs.containers import as_it_is, opened
from bookdesk.jobs.files import Container, Found, Skipped
from bookdesk.jobs.statements import require_document
from bookdesk.models.document import DocumentState
from bookdesk.reading.child import ChildReader, ReaderPool
from bookdesk.security.roles import Permission
from bookdesk.workspace import Workspace


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(commands, "capture", "Put documents into the inbox and read them.", _run)
    parser.add_argument("files", nargs="*", metavar="FILE", type=Path, help="none: only read what still waits")
    parser.add_argument("--languages", default="eng,deu", help="languages of scans, best first (ISO 639-2)")
    add_workspace_arguments(parser)


@contextmanager
def capturing(workspace: Workspace, languages: str = "eng,deu", *, warm: int = 0) -> Iterator[CaptureService]:
    """Yield the capture service of a workspace; documents are read in children, `warm` of them started ahead."""
    with ReaderPool(spare=warm) as pool:
        yield CaptureService(workspace.desk, ChildReader(pool), tuple(filter(None, languages.split(","))))


def _run(args: Arguments, console: Console) -> int:
    with open_workspace(args) as workspace:
        workspace.require(Permission.CAPTURE)
        with capturing(workspace, args.languages, warm=1) as service:
            taken = [_take(file, service, console) for file in _loaded(args.files, console)]
            waiting = service.waiting()
            for document_id in dict.fromkeys([one for one in waiting if one not in taken] + taken):
                done = service.read(document_id) if document_id in waiting else service.outcome(document_id)
                _print(done, console)
                for part in done.parts:
                    _print(service.outcome(part), console)
    return console.status


def _take(file: Incoming, service: CaptureService, console: Console) -> str:
    """Seal one file and tell its number at once: whatever stops the command later, the document is there."""
    (intake,) = service.capture([file])
    console.say(f"{intake.number}: {intake.file_name} received")
    return intake.document_id


def _loaded(files: list[Path], console: Console) -> Iterator[Incoming]:
    """Yield the files that can be opened, those in archives and mails too; each of the others is told."""
    for path in files:
        name = shown_name(path)
        piece = as_it_is(Found(name, partial(load, path), path))
        for one in opened(piece) if isinstance(piece, Container) else (piece,):
            if isinstance(one, Skipped):
                _refuse(one.name, one.reason, console)
                continue
            try:
                content = require_document(one.content())
            except BookDeskError as error:
                _refuse(one.name, told(error), console)
            else:
                yield Incoming(one.name, content)


def _refuse(name: str, reason: str, console: Console) -> None:
    console.failed(
        {"number": None, "id": None, "file": name, "state": "failed", "kind": None, "reason": reason},
        f"{name}: not captured. {reason}",
        reason if name in reason else f"{name}: {reason}",
    )


def _print(intake: Intake, console: Console) -> None:
    row, words = intake_row(intake), sentence(intake)
    if intake.state in (DocumentState.FAILED, DocumentState.LOCKED):
        console.failed(row, words, f"{intake.file_name}: {intake.reason}")
    else:
        console.row(row, words)


def intake_row(intake: Intake) -> Row:
    """Return an outcome as a row."""
    return {
        "number": intake.number,
        "id": intake.document_id,
        "file": intake.file_name,
        "state": intake.state.value,
        "kind": intake.kind.value if intake.kind else None,
        "reason": intake.reason,
        "duplicate_of": intake.duplicate_of,
        "bill": intake.bill_id,
    }


def sentence(intake: Intake) -> str:
    """Return an outcome in words."""
    kind = f" ({intake.kind.value.replace('_', ' ')})" if intake.kind else ""
    reason = f": {intake.reason}" if intake.reason else ""
    return f"{intake.number}  {intake.file_name}{kind}  {intake.state.value}{reason}"
