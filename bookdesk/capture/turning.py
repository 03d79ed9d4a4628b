"""A draft turned into another kind of bill without being read again, so that what a person set of it stays."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bookdesk.capture import words
from bookdesk.capture.rows import is_remark
from bookdesk.capture.told import RemarkKind
from bookdesk.core.vocabulary import PAYABLE_KINDS, DocumentKind
from bookdesk.models.bill import Bill, BillKind
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.store.change import Change


def may_turn(document: Document, kind: DocumentKind | None) -> bool:
    """Whether a document under review stays a draft as this kind: all that differs is who owes whom."""
    open_draft = document.state is DocumentState.TO_REVIEW and document.kind in PAYABLE_KINDS
    return open_draft and kind in PAYABLE_KINDS


def realign_kind(session: Session, document_id: str) -> None:
    """Let what a person said of the kind follow the document, whose turn was taken back. Needs an upkeep's session."""
    document, said = session.get(Document, document_id), words.said(session, document_id, words.KIND)
    if document is None or said is None:
        return
    if said.read_value == document.kind:
        session.delete(said)
    else:
        said.value = document.kind


def turn(work: Change, document: Document, bill: Bill, kind: DocumentKind, user: str) -> None:
    """Let a draft be of this kind."""
    said = words.said(work.session, document.id, words.KIND)
    if said is None:
        work.add(words.word(document.id, words.KIND, user, kind, document.kind))
    document.kind = kind
    realign_kind(work.session, document.id)
    bill.kind = BillKind.CREDIT_NOTE if kind is DocumentKind.CREDIT_NOTE else BillKind.BILL
    of_before = (DocumentField.document_id == document.id, is_remark(RemarkKind.KIND))
    work.session.execute(delete(DocumentField).where(*of_before))
