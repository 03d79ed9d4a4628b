"""What shows that somebody outside approved: a mail or a note of a call, kept sealed and never payable."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy import func, select

from bookdesk.core.identifiers import new_id
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.models.document import Document, DocumentState
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file as it was attached."""

    file_name: str
    media_type: str
    content: bytes


def attach(work: Change, desk: Desk, evidence: Evidence) -> Document:
    """Seal the evidence and give it an intake number like any document."""
    sealed = desk.books.documents.put(evidence.content)
    work.otherwise(partial(desk.books.documents.take_back, sealed.name))
    row = Document(
        id=new_id(),
        intake_number=(work.session.scalar(select(func.max(Document.intake_number))) or 0) + 1,
        file_name=evidence.file_name,
        media_type=evidence.media_type,
        size=sealed.size,
        sha256=sealed.sha256,
        stored_name=sealed.name,
        seal_key=sealed.key_hex,
        received_at=desk.clock.now(),
        received_by=desk.actor.user,
        state=DocumentState.NOT_PAYABLE,
        kind=DocumentKind.EVIDENCE,
        failure="Evidence of an approval, never payable.",
    )
    work.add(row)
    work.session.flush()
    return row
