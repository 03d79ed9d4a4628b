"""The row of a document that arrives, whether as a file or from another client."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from bookdesk.core.identifiers import new_id
from bookdesk.models.arrival import ArrivalWay, DocumentArrival
from bookdesk.models.document import Document, DocumentState
from bookdesk.store.documents import Sealed

GONE: Final = (DocumentState.REJECTED, DocumentState.MOVED, DocumentState.FAILED)
_NO_ORIGINAL = (*GONE, DocumentState.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Came:
    """How a document came that nobody handed in as a file.

    `key` is the same whenever the same thing comes again. Of a mail `sent_at` is when it reached the mailbox `place`;
    of a watched folder `place` is the folder. `chosen_by` is the user who chose the client.
    """

    way: ArrivalWay
    key: str | None = None
    place: str | None = None
    sender: str | None = None
    subject: str | None = None
    sent_at: datetime | None = None
    chosen_by: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a file when it arrives; `origin_id` where it lay with another client before."""

    file_name: str
    media_type: str
    received_at: datetime
    received_by: str
    origin_id: str | None = None
    came: Came | None = None
    password: str | None = field(default=None, repr=False)
    """What opens it, where it is locked and came from another client."""


def new_document(session: Session, arrival: Arrival, sealed: Sealed) -> tuple[Document, Document | None]:
    """Return the row with the next intake number, and the document of the same bytes that is here already."""
    same = _same_bytes(session, sealed.sha256)
    row = Document(
        id=new_id(),
        intake_number=(session.scalar(select(func.max(Document.intake_number))) or 0) + 1,
        file_name=arrival.file_name,
        media_type=arrival.media_type,
        size=sealed.size,
        sha256=sealed.sha256,
        stored_name=sealed.name,
        seal_key=sealed.key_hex,
        received_at=arrival.received_at,
        received_by=arrival.received_by,
        state=DocumentState.DUPLICATE if same else DocumentState.RECEIVED,
        duplicate_of_id=same.id if same else None,
        failure=f"The same file as document {same.intake_number}." if same else None,
        origin_id=arrival.origin_id,
    )
    return row, same


def arrival_row(document_id: str, came: Came) -> DocumentArrival:
    """Return the row that says how a document came."""
    return DocumentArrival(
        document_id=document_id,
        key=came.key,
        way=came.way,
        place=came.place,
        sender=came.sender,
        subject=came.subject,
        sent_at=came.sent_at,
        chosen_by=came.chosen_by,
    )


def came_before(session: Session, came: Came | None) -> Document | None:
    """Return the document by which the same thing was taken already, if it was."""
    if came is None or came.key is None:
        return None
    query = select(Document).join(DocumentArrival, DocumentArrival.document_id == Document.id)
    return session.scalars(query.where(DocumentArrival.key == came.key)).one_or_none()


def how_it_came(session: Session, document_id: str) -> Came | None:
    """Return how a document came; none where somebody handed it in as a file."""
    row = session.scalars(select(DocumentArrival).where(DocumentArrival.document_id == document_id)).one_or_none()
    return came_of(row) if row is not None else None


def came_of(row: DocumentArrival) -> Came:
    """Return how a document came, by its row."""
    return Came(row.way, row.key, row.place, row.sender, row.subject, row.sent_at, row.chosen_by)


def came_in_words(came: Came, when: str = "") -> str:
    """Return in a sentence how a document came; `when` is its instant as whoever is told reads it."""
    if came.way is ArrivalWay.PASTE:
        return "Pasted from the clipboard."
    if came.way is ArrivalWay.FOLDER:
        return f"From the watched folder {came.place}."
    about = ", ".join(filter(None, (came.subject and f'"{came.subject}"', when)))
    return f"By mail of {came.sender or 'somebody unnamed'}{about and f': {about}'}."


def _same_bytes(session: Session, sha256: str) -> Document | None:
    part = aliased(Document)
    taken_apart = and_(
        Document.state == DocumentState.REJECTED,
        or_(Document.parent_id.is_not(None), exists(select(part.id).where(part.parent_id == Document.id))),
    )
    there = or_(Document.state.not_in(_NO_ORIGINAL), taken_apart)
    query = select(Document).where(Document.sha256 == sha256, there)
    return session.scalars(query.order_by(Document.intake_number)).first()
