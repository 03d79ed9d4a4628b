"""A document moved between clients: whole, once, wherever the program ends, and only where nobody decided about it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.capture import moving as steps
from bookdesk.capture.service import Incoming
from bookdesk.core.errors import Conflict, NotAllowed, RuleBroken, StorageError, Tampered, UsageError
from bookdesk.core.failpoints import install
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.document import Document, DocumentState
from bookdesk.models.history import ChangeSet, Origin
from bookdesk.models.practice import Chore, Mode
from bookdesk.office.moving import finish_moves, move_document
from bookdesk.office.opened import Office
from bookdesk.security.clientkeys import Profile
from bookdesk.security.clients import add_client
from bookdesk.security.members import grant_client, revoke_client
from bookdesk.security.roles import FOUNDER, Role
from bookdesk.store.verify import verify
from tests.support.firm import BEN, OWNER
from tests.unit.office.bureau import BOOKSHOP, CLEANING, Bureau, capture, inbox

POINTS = ("move: set aside", "move: taken in", "move: acknowledged")
ANYWHERE = (*POINTS, "change: begun", "change: before seal", "change: sealed", "change: committed", "document: sealed")


@dataclass
class Move:
    document: str
    source: str
    target: str


class Killed(BaseException):
    """Stands for the end of the process: nothing in the program catches it."""


@pytest.fixture(autouse=True)
def nobody_installed() -> Iterator[None]:
    yield
    install(None)


def drop(bureau: Bureau, client: str = "", file: Incoming = CLEANING) -> str:
    with bureau.anna.workspace(client or bureau.cafe) as workspace:
        (taken,) = capture(workspace).capture([file])
        capture(workspace).read(taken.document_id)
    return taken.document_id


def documents(office: Office, client: str) -> list[Document]:
    with office.workspace(client) as workspace, workspace.desk.books.query() as session:
        return list(session.scalars(select(Document).order_by(Document.intake_number)))


def living(office: Office, *clients: str) -> list[tuple[str, Document]]:
    return [(one, row) for one in clients for row in documents(office, one) if row.state is not DocumentState.MOVED]


def sets(office: Office, client: str, action: Action) -> list[ChangeSet]:
    with office.workspace(client) as workspace, workspace.desk.books.query() as session:
        return list(session.scalars(select(ChangeSet).where(ChangeSet.action == action).order_by(ChangeSet.position)))


def notes(office: Office) -> list[str]:
    with office.practice.file.query() as session:
        return list(session.scalars(select(Chore.name)))


def test_it_lies_with_the_other_client_and_is_read_there(bureau: Bureau) -> None:
    shop, office = bureau.client(BOOKSHOP.name), bureau.anna
    document = drop(bureau)
    bureau.clock.advance(3600)
    moved = move_document(office, "1", bureau.cafe, shop)
    (old,), (new,) = documents(office, bureau.cafe), documents(office, shop)
    assert (old.state, old.failure) == (DocumentState.MOVED, "It was moved to another client.")
    assert (moved.client_id, moved.document_id, moved.number, moved.duplicate) == (shop, new.id, 1, False)
    assert (new.state, new.file_name, new.received_at) == (DocumentState.RECEIVED, old.file_name, old.received_at)
    origin = f"move:{document}:{bureau.cafe}"
    assert {old.origin_id, new.origin_id} == {origin}
    assert [one.origin_id for one in sets(office, bureau.cafe, Action.DOCUMENT_MOVED_OUT)] == [None, origin]
    assert [one.origin_id for one in sets(office, shop, Action.DOCUMENT_MOVED_IN)] == [origin]
    with office.workspace(bureau.cafe) as workspace, workspace.desk.books.query() as session:
        assert session.scalars(select(Bill.status)).all() == [BillStatus.VOID]
        assert old.stored_name in workspace.desk.books.documents.names()
    with office.workspace(shop) as workspace:
        assert workspace.desk.books.documents.read(new.stored_name, new.seal_key, new.sha256) == CLEANING.content
        assert (new.seal_key, new.stored_name) != (old.seal_key, old.stored_name)
        assert [one.document_id for one in capture(workspace).read_waiting()] == [new.id]
        assert inbox(workspace).show("1").row.state is DocumentState.TO_REVIEW
        assert not [one for one in verify(workspace.desk.books) if one.problems]
    assert notes(office) == []
    with pytest.raises(RuleBroken, match="was moved to another client before"):
        move_document(office, document, bureau.cafe, shop)


def test_what_was_moved_wrongly_is_moved_back(bureau: Bureau) -> None:
    shop, office = bureau.client(BOOKSHOP.name), bureau.anna
    there = move_document(office, drop(bureau), bureau.cafe, shop)
    back = move_document(office, there.document_id, shop, bureau.cafe)
    assert (back.number, back.duplicate) == (2, False)
    assert [(client, row.id) for client, row in living(office, bureau.cafe, shop)] == [(bureau.cafe, back.document_id)]


def test_what_arrived_before_its_client_was_known_is_moved_to_him(bureau: Bureau) -> None:
    unsorted = str(bureau.anna.practice.client("Unsorted").client_id)
    with bureau.anna.workspace(unsorted) as workspace:
        (taken,) = capture(workspace).capture([CLEANING])
    moved = move_document(bureau.anna, taken.document_id, unsorted, bureau.cafe)
    assert living(bureau.anna, unsorted, bureau.cafe)[0][1].id == moved.document_id


def test_a_file_that_lies_there_already_becomes_its_duplicate(bureau: Bureau) -> None:
    shop = bureau.client(BOOKSHOP.name)
    drop(bureau, shop)
    moved = move_document(bureau.anna, drop(bureau), bureau.cafe, shop)
    assert (moved.number, moved.duplicate) == (2, True)


@pytest.mark.parametrize("point", ANYWHERE)
def test_cut_off_at_any_point_and_asked_again_one_document_lives(bureau: Bureau, point: str) -> None:
    shop, office = bureau.client(BOOKSHOP.name), bureau.anna
    document = drop(bureau)
    for nth in range(1, 9):
        if not _cut(office, Move(document, bureau.cafe, shop), point, nth):
            break
        assert len(living(office, bureau.cafe, shop)) <= 1
        finish_moves(office)
        if len(living(office, shop)) == 1:
            break
    for client in (bureau.cafe, shop):
        with office.workspace(client) as workspace:
            found = [one for one in verify(workspace.desk.books) if one.problems]
            assert {one.check for one in found} <= {"strays"}  # a file sealed for nothing does no harm
    if not living(office, shop):
        move_document(office, document, bureau.cafe, shop)
    ((client, row),) = living(office, bureau.cafe, shop)
    assert (client, row.state) == (shop, DocumentState.RECEIVED)
    assert (len(sets(office, shop, Action.DOCUMENT_MOVED_IN)), notes(office)) == (1, [])
    assert finish_moves(office) == ()


def _cut(office: Office, move: Move, point: str, nth: int = 1) -> bool:
    """Move, and end at the nth time a point is reached; whether it was reached so often."""
    count = 0

    def kill(name: str) -> None:
        nonlocal count
        count += name == point
        if count == nth:
            install(None)
            raise Killed

    install(kill)
    try:
        move_document(office, move.document, move.source, move.target)
    except Killed:
        return True
    finally:
        install(None)
    return False


@pytest.mark.parametrize("opened", ["first", "other", "note lost"])
@pytest.mark.parametrize("point", POINTS[:2])
def test_a_half_move_is_finished_when_either_client_is_opened(bureau: Bureau, point: str, opened: str) -> None:
    shop, office = bureau.client(BOOKSHOP.name), bureau.anna
    document = drop(bureau)
    assert _cut(office, Move(document, bureau.cafe, shop), point)
    assert len(notes(office)) == 1
    with office.workspace(bureau.cafe) as workspace:
        with pytest.raises(RuleBroken, match=r"Document 1 is moved, not to review"):
            inbox(workspace).confirm("1")
        with pytest.raises(RuleBroken, match=r"Document 1 is moved, not to review"):
            inbox(workspace).reject("1", "not ours")
    if opened == "note lost":
        with office.practice.file.upkeep() as session:
            session.query(Chore).delete()
    assert finish_moves(office, shop if opened == "other" else bureau.cafe) == ()
    assert [client for client, _ in living(office, bureau.cafe, shop)] == [shop]
    assert sets(office, bureau.cafe, Action.DOCUMENT_MOVED_OUT)[-1].origin is Origin.JOB


def test_a_move_goes_where_it_was_begun_to(bureau: Bureau) -> None:
    shop, office = bureau.client(BOOKSHOP.name), bureau.anna
    unsorted = str(office.practice.client("Unsorted").client_id)
    document = drop(bureau)
    _cut(office, Move(document, bureau.cafe, shop), POINTS[0])
    with pytest.raises(RuleBroken, match="on its way to another client"):
        move_document(office, "#1", bureau.cafe, unsorted)
    assert move_document(office, "#1", bureau.cafe, shop).client_id == shop


def test_one_that_cannot_be_finished_is_told_and_waits(bureau: Bureau) -> None:
    shop, office = bureau.client(BOOKSHOP.name), bureau.anna
    _cut(office, Move(drop(bureau), bureau.cafe, shop), POINTS[0])
    grant_client(office.practice, shop, BEN)
    revoke_client(office.practice, shop, OWNER)
    office.refresh()
    (left,) = finish_moves(office, bureau.cafe)
    assert (left.from_client, left.moving.to_client, left.moving.file_name) == (bureau.cafe, shop, "tidewater.xml")
    assert len(notes(office)) == 1


def test_what_was_decided_about_stays(bureau: Bureau) -> None:
    shop, office = bureau.client(BOOKSHOP.name), bureau.anna
    document = drop(bureau)
    with (
        office.workspace(bureau.cafe) as workspace,
        workspace.desk.books.change(Action.BILL_REVIEWED, "confirmed", actor=workspace.desk.actor) as work,
    ):
        work.get(Document, document).state = DocumentState.CONFIRMED
        work.commit()
    with pytest.raises(RuleBroken, match="Document 1 was confirmed"):
        move_document(office, document, bureau.cafe, shop)
    with pytest.raises(UsageError, match="lies with"):
        move_document(office, document, bureau.cafe, bureau.cafe)


def test_both_clients_ask_for_the_right_to_capture(bureau: Bureau) -> None:
    shop, office = bureau.client(BOOKSHOP.name), bureau.anna
    document = drop(bureau)
    for client in (shop, bureau.cafe):
        grant_client(office.practice, client, OWNER, [Role.OWNER, Role.APPROVER])
        office.refresh()
        with pytest.raises(NotAllowed, match="capture or edit"):
            move_document(office, document, bureau.cafe, shop)
        grant_client(office.practice, client, OWNER, FOUNDER)
        office.refresh()
    assert living(office, bureau.cafe, shop)[0][1].state is DocumentState.TO_REVIEW


def test_practice_and_earnest_stay_apart(bureau: Bureau) -> None:
    office = bureau.anna
    school = add_client(office.practice, Profile("School", "AU", "AUD"), Mode.TRAINING)
    office.refresh()
    with pytest.raises(RuleBroken, match="for training"):
        move_document(office, drop(bureau), bureau.cafe, school.client_id)


def test_an_older_look_at_it_moves_nothing(bureau: Bureau) -> None:
    document = drop(bureau)
    with pytest.raises(Conflict):
        move_document(bureau.anna, document, bureau.cafe, bureau.client(BOOKSHOP.name), version=0)
    assert finish_moves(bureau.anna, bureau.cafe) == ()
    assert notes(bureau.anna) == []


def test_an_original_that_does_not_open_is_not_set_aside(bureau: Bureau) -> None:
    document, office = drop(bureau), bureau.anna
    with office.workspace(bureau.cafe) as workspace:
        folder, (name,) = workspace.desk.books.documents.folder, workspace.desk.books.documents.names()
    (Path(folder) / name).write_bytes(b"something else")
    with pytest.raises(Tampered):
        move_document(office, document, bureau.cafe, bureau.client(BOOKSHOP.name))
    assert living(office, bureau.cafe)[0][1].state is DocumentState.TO_REVIEW


def test_a_full_disk_leaves_a_move_to_be_finished(bureau: Bureau) -> None:
    shop, office = bureau.client(BOOKSHOP.name), bureau.anna
    document = drop(bureau)

    def full(name: str) -> None:
        if name == "file: written aside":
            raise OSError(errno.ENOSPC, "No space left on device")

    install(full)
    with pytest.raises(StorageError):
        move_document(office, document, bureau.cafe, shop)
    (left,) = finish_moves(office)
    assert isinstance(left.error, StorageError)
    install(None)
    assert finish_moves(office) == ()
    with office.workspace(shop) as workspace:
        assert not steps.under_way(workspace.desk)
        assert len(workspace.desk.books.documents.names()) == 1
