"""A document that belongs to another client, in the books of one of the two: set aside, taken in, acknowledged.

No transaction spans two files. So a move is three changes, each of them whole, which one `origin_id` ties together:
the old client sets the document aside, the new one takes a copy in, the old one notes that it is there. Between them
the document lives nowhere and its original lies with the old client, which knows what is under way; so it is neither
confirmed twice nor lost, wherever the program ends. `office/moving.py` goes through them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture.arrivals import Arrival, arrival_row, how_it_came, new_document
from bookdesk.capture.moveplan import Candidate, refusal
from bookdesk.capture.passwords import keep_password, password_of
from bookdesk.capture.views import bill_of, find_document
from bookdesk.core.errors import RuleBroken
from bookdesk.core.failpoints import reach
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.document import Document, DocumentState
from bookdesk.models.history import ChangeSet, Origin, RowChange
from bookdesk.store.desk import Desk

_TO: Final = ":to:"
"""Between the origin of a move that is under way and the client it leads to."""
UNDER_WAY: Final = "It is being moved to another client."
GONE: Final = "It was moved to another client."


@dataclass(frozen=True, slots=True)
class Moving:
    """A document on its way, as its old client knows it; `origin_id` is the move's in both files."""

    document_id: str
    number: int
    file_name: str
    to_client: str
    origin_id: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A document where it was moved to; `duplicate` if the same file lay there already."""

    document_id: str
    number: int
    duplicate: bool


def require_movable(desk: Desk, reference: str) -> Document:
    """Return a document by number or id; `RuleBroken` where somebody decided about it, or it is no document to move."""
    with desk.books.query() as session:
        document = find_document(session, reference)
        _require_movable(session, document)
        return document


def set_aside(desk: Desk, document_id: str, to_client: str, *, version: int | None = None) -> Moving:
    """Take a document out of its client's inbox, its draft void; from here on the move can only be finished.

    `version` is, as everywhere in the inbox, that of its bill, its own where it has none.
    """
    origin_id = f"move:{document_id}:{desk.books.client_id}"
    with desk.books.change(Action.DOCUMENT_MOVED_OUT, "to another client", actor=desk.actor) as work:
        bill = bill_of(work.session, document_id)
        document = work.get(Document, document_id, version=version if bill is None else None)
        _require_movable(work.session, document)
        if bill is not None:
            work.get(Bill, bill.id, version=version)
            if bill.status is BillStatus.DRAFT:
                bill.move_to(BillStatus.VOID)
        document.state, document.failure = DocumentState.MOVED, UNDER_WAY
        document.origin_id = f"{origin_id}{_TO}{to_client}"
        work.commit()
    reach("move: set aside")
    return _moving(document)


def under_way(desk: Desk) -> list[Moving]:
    """Return the moves from this client that were begun and not ended, oldest first."""
    query = select(Document).where(Document.state == DocumentState.MOVED, Document.origin_id.contains(_TO))
    with desk.books.query() as session:
        return [_moving(row) for row in session.scalars(query.order_by(Document.intake_number))]


def original(desk: Desk, moving: Moving) -> tuple[Arrival, bytes]:
    """Return what the old client knows of a document, and its bytes; `Tampered` if these are not the original ones."""
    with desk.books.query() as session:
        row = session.get_one(Document, moving.document_id)
        password, came = password_of(session, row.id), how_it_came(session, row.id)
    content = desk.books.documents.read(row.stored_name, row.seal_key, row.sha256)
    about = (row.file_name, row.media_type, row.received_at, row.received_by, moving.origin_id)
    moved = replace(came, key=None) if came is not None else None  # there it may come by that key itself
    return Arrival(*about, password=password, came=moved), content


def arrived(desk: Desk, origin_id: str) -> Arrived | None:
    """Return the document that a move brought to this client, whatever became of it since; none if it did not yet."""
    with desk.books.query() as session:
        document_id = session.scalar(
            select(RowChange.pk)
            .join(ChangeSet, ChangeSet.id == RowChange.change_set)
            .where(ChangeSet.origin_id == origin_id, RowChange.tbl == Document.__tablename__)
        )
        row = None if document_id is None else session.get_one(Document, document_id)
    return None if row is None else _arrived(row)


def take_in(desk: Desk, arrival: Arrival, content: bytes, *, origin: Origin) -> Arrived:
    """Seal a document among the new client's, where it waits to be read; `AlreadyTaken` a second time."""
    documents, why = desk.books.documents, f"{arrival.file_name} from another client"
    with desk.books.change(
        Action.DOCUMENT_MOVED_IN, why, actor=desk.actor, origin=origin, origin_id=arrival.origin_id
    ) as work:
        sealed = documents.put(content)
        work.otherwise(partial(documents.take_back, sealed.name))
        row, _ = new_document(work.session, arrival, sealed)
        work.add(row)
        keep_password(work.session, row.id, arrival.password)
        if arrival.came is not None:
            work.add(arrival_row(row.id, arrival.came))
        work.commit()
    reach("move: taken in")
    return _arrived(row)


def acknowledge(desk: Desk, moving: Moving, *, origin: Origin) -> None:
    """Note at the old client that the document has arrived; its original stays there until it is shredded."""
    with desk.books.change(
        Action.DOCUMENT_MOVED_OUT, "it has arrived", actor=desk.actor, origin=origin, origin_id=moving.origin_id
    ) as work:
        document = work.get(Document, moving.document_id)
        document.failure, document.origin_id = GONE, moving.origin_id
        work.commit()
    reach("move: acknowledged")


def _require_movable(session: Session, document: Document) -> None:
    statuses = session.scalars(select(Bill.status).where(Bill.document_id == document.id)).all()
    parts = select(Document.id).where(Document.parent_id == document.id).limit(1)
    candidate = Candidate(
        document.intake_number,
        document.state.value,
        confirmed=document.state is DocumentState.CONFIRMED,
        moved=document.state is DocumentState.MOVED,
        evidence=document.kind is DocumentKind.EVIDENCE,
        bound=document.parent_id is not None or session.scalar(parts) is not None,
        decided=any(status not in (BillStatus.DRAFT, BillStatus.VOID) for status in statuses),
    )
    if (why := refusal(candidate)) is not None:
        raise RuleBroken(why.what, why.remedy, command=why.command)


def _arrived(row: Document) -> Arrived:
    return Arrived(row.id, row.intake_number, duplicate=row.state is DocumentState.DUPLICATE)


def _moving(row: Document) -> Moving:
    origin_id, _, to_client = (row.origin_id or "").partition(_TO)
    return Moving(row.id, row.intake_number, row.file_name, to_client, origin_id)
