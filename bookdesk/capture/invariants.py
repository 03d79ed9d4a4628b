"""What is always true of documents: none that was taken in is missing, and each is where its bill says it is."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.document import Document, DocumentState

_ASIDE = (DocumentState.REJECTED, DocumentState.MOVED)


def documents_accounted(session: Session) -> Iterator[str]:
    """What the history took in and nothing took out again is here: waiting, read, refused, put aside or moved."""
    taken_in, gone = _by_history(session)
    here = set(session.scalars(select(Document.id)))
    for document_id in sorted(taken_in - gone - here):
        yield f"document {document_id} was taken in and is not here any more"
    for document_id in sorted(here - taken_in):
        yield f"document {document_id} is here, and nobody took it in"
    yield from _numbers(session)


def drafts_belong(session: Session) -> Iterator[str]:
    """A document to review has its one draft, a confirmed one its bill; what is not payable has neither."""
    drafts = (
        select(func.count())
        .where(Bill.document_id == Document.id, Bill.status == BillStatus.DRAFT)
        .correlate(Document)
        .scalar_subquery()
    )
    bills = select(func.count()).where(Bill.document_id == Document.id).correlate(Document).scalar_subquery()
    query = select(Document.intake_number, Document.state, drafts, bills).order_by(Document.intake_number)
    for number, state, draft, any_bill in session.execute(query):
        if state is DocumentState.TO_REVIEW and draft != 1:
            yield f"document {number} is to review and has {draft} drafts"
        elif state is DocumentState.CONFIRMED and not any_bill:
            yield f"document {number} is confirmed and has no bill"
        elif state not in {DocumentState.TO_REVIEW, DocumentState.CONFIRMED} and draft:
            yield f"document {number} is {state} and has a draft all the same"


def parts_stand_once(session: Session) -> Iterator[str]:
    """Of a document and its parts one side is put aside, so that nothing counts twice."""
    whole = aliased(Document)
    query = (
        select(Document.intake_number, whole.intake_number)
        .join(whole, whole.id == Document.parent_id)
        .where(Document.state.not_in(_ASIDE), whole.state.not_in(_ASIDE))
        .order_by(Document.intake_number)
    )
    for part, number in session.execute(query):
        yield f"document {part} is a part of document {number}, and neither is put aside"


def _by_history(session: Session) -> tuple[set[str], set[str]]:
    """Return the documents that were ever taken in, and those that were taken out again or purged."""
    rows = session.connection().exec_driver_sql(
        "SELECT pk, after IS NULL, max(seq) FROM row_change WHERE tbl = 'document' GROUP BY pk"
    )
    newest = {str(document_id): bool(gone) for document_id, gone, _ in rows}
    return set(newest), {document_id for document_id, gone in newest.items() if gone}


def _numbers(session: Session) -> Iterator[str]:
    """Numbers are given one after the other; a gap is a document that went without an entry, unless it was purged."""
    purged = "SELECT 1 FROM row_change WHERE tbl = 'document' AND redacted_by IS NOT NULL LIMIT 1"
    if session.connection().exec_driver_sql(purged).first() is not None:
        return
    rows = session.connection().exec_driver_sql(
        "SELECT DISTINCT json_extract(coalesce(after, before), '$.intake_number')"
        " FROM row_change WHERE tbl = 'document'"
    )
    known = {int(number) for (number,) in rows} | set(session.scalars(select(Document.intake_number)))
    for number in sorted(set(range(1, max(known, default=0) + 1)) - known):
        yield f"no document has the number {number}, and nothing says where it went"
