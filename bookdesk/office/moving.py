"""Moving a document between two clients, step by step, and finishing moves that were cut off.

The client a document comes from knows what is under way (`capture/moving.py`); that is what counts. So that a move is
finished as well when only the other client is opened, the practice's file has a note of each while it lasts; where
that note is lost, with a restored backup, the move is finished when the first client is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select

from bookdesk.capture import moving as steps
from bookdesk.capture.moveplan import HowFar, Step, next_step
from bookdesk.capture.moving import Moving
from bookdesk.core.errors import BookDeskError, RuleBroken, UsageError
from bookdesk.models.history import Origin
from bookdesk.models.practice import Chore
from bookdesk.office.opened import Office
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission
from bookdesk.store.errors import AlreadyTaken
from bookdesk.workspace import Workspace

_NOTE: Final = "move "
"""Begins the name of the note of a move; the ids of the document and of the client it comes from follow."""

Lend = Callable[[str], AbstractContextManager[Workspace]]
"""Lends a client's workspace by its id."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a document lies now; `duplicate` if the same file lay there already."""

    client_id: str
    document_id: str
    number: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A move that is still under way, and why."""

    from_client: str
    moving: Moving
    error: BookDeskError


def move_document(
    office: Office, document_id: str, from_client: str, to_client: str, *, version: int | None = None
) -> Moved:
    """Move a document (number or id) with its file to another client, where it is read anew; its draft here is void.

    `RuleBroken` where somebody decided about it, `NotAllowed` without the right to capture in both clients. Asked for
    again after the program ended in the middle, it is finished.
    """
    with office.workspace(from_client) as source, office.workspace(to_client) as target:
        _require_pair(source, target)
        under_way = _under_way(source, document_id)
        if under_way is None:
            document = steps.require_movable(source.desk, document_id)
            source.desk.books.documents.read(document.stored_name, document.seal_key, document.sha256)
            _note(office.practice, document.id, from_client)
            under_way = steps.set_aside(source.desk, document.id, to_client, version=version)
        elif under_way.to_client != to_client:
            raise RuleBroken(f"Document {under_way.number} is on its way to another client.", "Move it from there.")
        moved = _finish(source, target, under_way, Origin.PERSON)
    _forget(office.practice, under_way.document_id)
    return moved


def finish_moves(office: Office, client_id: str | None = None) -> tuple[Unfinished, ...]:
    """Finish moves that the program was cut off from, those noted and those of a client; returns what is left."""
    return finish(office.practice, office.workspace, client_id)


def finish(practice: OpenPractice, lend: Lend, client_id: str | None = None) -> tuple[Unfinished, ...]:
    """Do the same where clients are lent otherwise than by an office. It is cheap where nothing is under way."""
    held = {entry.client_id for entry in practice.clients()} if (noted := _noted(practice)) else set()
    left: list[Unfinished] = []
    for source_id in dict.fromkeys((*((client_id,) if client_id else ()), *noted.values())):
        if source_id == client_id or source_id in held:
            left += _finish_of(practice, lend, source_id)
    unfinished = {one.moving.document_id for one in left}
    for document_id in (one for one, source in noted.items() if source in held and one not in unfinished):
        _forget(practice, document_id)
    return tuple(left)


def _finish_of(practice: OpenPractice, lend: Lend, source_id: str) -> Iterator[Unfinished]:
    with lend(source_id) as source:
        for moving in steps.under_way(source.desk):
            try:
                with lend(moving.to_client) as target:
                    _finish(source, target, moving, Origin.JOB)
                _forget(practice, moving.document_id)
            except BookDeskError as error:  # no key for the other client, or its disk is full: the next one may go
                yield Unfinished(source_id, moving, error)


def _finish(source: Workspace, target: Workspace, moving: Moving, origin: Origin) -> Moved:
    """Do the steps that are left; each is found done where it was done before, or by another thread meanwhile."""
    there = steps.arrived(target.desk, moving.origin_id)
    reached = HowFar(set_aside=True, taken_in=there is not None)
    while (step := next_step(reached)) is not None:
        with suppress(AlreadyTaken):
            if step is Step.TAKE_IN:
                arrival, content = steps.original(source.desk, moving)
                steps.take_in(target.desk, arrival, content, origin=origin)
            else:
                steps.acknowledge(source.desk, moving, origin=origin)
        reached = reached.after(step)
    if (there := steps.arrived(target.desk, moving.origin_id)) is None:
        raise RuntimeError("a move does not end before the document has arrived")
    return Moved(target.entry.client_id, there.document_id, there.number, there.duplicate)


def _require_pair(source: Workspace, target: Workspace) -> None:
    if source.entry.client_id == target.entry.client_id:
        raise UsageError(f"The document lies with {source.entry.name} already.", "Name the client it belongs to.")
    if source.entry.mode is not target.entry.mode:
        raise RuleBroken(
            "One of the two clients is for training.", "What is practised with stays apart from what is real."
        )
    for one in (source, target):
        one.require(Permission.CAPTURE)


def _under_way(source: Workspace, reference: str) -> Moving | None:
    wanted = reference.removeprefix("#")
    return next((one for one in steps.under_way(source.desk) if wanted in (one.document_id, str(one.number))), None)


# -- notes in the practice's file: a machine's table, no part of the history


def _note(practice: OpenPractice, document_id: str, from_client: str) -> None:
    _forget(practice, document_id)
    with practice.file.upkeep() as session:
        name = f"{_NOTE}{document_id} {from_client}"
        session.add(Chore(name=name, device=practice.actor.device, begun_at=practice.clock.now()))


def _noted(practice: OpenPractice) -> dict[str, str]:
    """Return the clients that noted moves come from, by document."""
    query = select(Chore.name).where(Chore.name.startswith(_NOTE)).order_by(Chore.begun_at)
    with practice.file.query() as session:
        names = session.scalars(query).all()
    return {document_id: client_id for _, document_id, client_id in (name.split(" ") for name in names)}


def _forget(practice: OpenPractice, document_id: str) -> None:
    with practice.file.upkeep() as session:
        session.execute(delete(Chore).where(Chore.name.startswith(f"{_NOTE}{document_id} ")))
