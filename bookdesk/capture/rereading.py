"""Whether a document may be read again, and what that would cost of a person's work on it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture import words
from bookdesk.core.errors import RuleBroken
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.document import Document, DocumentField, DocumentState

_READ_AGAIN: Final = frozenset(
    {DocumentState.TO_REVIEW, DocumentState.NOT_PAYABLE, DocumentState.DUPLICATE, DocumentState.FAILED}
)


class WorkedOn(RuleBroken):
    """Somebody corrected or said something that reading again would lose."""


def may_be_read_again(state: DocumentState) -> bool:
    """Return whether a document that stands so is open, so that it can be read anew."""
    return state in _READ_AGAIN


def require_rereadable(session: Session, document: Document, *, drop: bool) -> None:
    """Refuse what is decided, and `WorkedOn` what a person worked on, unless it may be dropped."""
    number = document.intake_number
    if not may_be_read_again(document.state):
        raise RuleBroken(f"Document {number} is {document.state}.", "Only an open one can be read anew.")
    if not drop and was_worked_on(session, document.id):
        raise WorkedOn(
            f"Document {number} was corrected, or something was said of it, and reading it again loses that.",
            "Read it again only if it may be lost.",
            command=f"bookdesk inbox read-again {number} --drop-corrections",
        )


def was_worked_on(session: Session, document_id: str) -> bool:
    """Return whether a person corrected or said something; that its pages are one document stays said."""
    said = select(DocumentField.id).where(
        DocumentField.document_id == document_id, DocumentField.corrected, DocumentField.name != words.ONE_DOCUMENT
    )
    draft = (Bill.document_id == document_id, Bill.status == BillStatus.DRAFT)
    changed = select(Bill.id).where(*draft, Bill.version > 1)
    return any(session.scalar(query.limit(1)) is not None for query in (said, changed))
