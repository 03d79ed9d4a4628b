"""The remark that a document is addressed to somebody else, once a person said that such documents belong here."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bookdesk.capture.rows import is_remark
from bookdesk.capture.told import RemarkKind
from bookdesk.core.vocabulary import FieldState
from bookdesk.models.document import Document, DocumentField, DocumentState


def accept_addressee(session: Session, document_id: str) -> frozenset[str]:
    """Let the remark leave no doubt, on this document and on the waiting ones to the same, and return their ids.

    It is still told.
    """
    addressed = is_remark(RemarkKind.ADDRESSEE)
    told = session.scalars(select(DocumentField.why).where(DocumentField.document_id == document_id, addressed)).all()
    waiting = select(Document.id).where(Document.state == DocumentState.TO_REVIEW)
    same = (DocumentField.document_id.in_(waiting), addressed, DocumentField.why.in_(told))
    found = frozenset(session.scalars(select(DocumentField.document_id).where(*same)))
    session.execute(update(DocumentField).where(*same).values(state=FieldState.CONFIDENT))
    return found
