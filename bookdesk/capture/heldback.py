"""Which drafts are held back from the list of ready ones: those that confirming would refuse, and by what.

It is kept beside the fields of a document, so that a list of thousands asks for no decision: weighed when the document
is read or corrected, and again when something it depends on was sealed elsewhere, such as a bill of the same number or
the lock of a period. What comes in the moment between a change and that weighing, or from another desk, is not known to
the list; confirming asks the same decision anew, and refuses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from bookdesk.capture import records, views
from bookdesk.capture.against import speaks_against
from bookdesk.capture.supporting import requirements
from bookdesk.capture.words import KIND
from bookdesk.core.clock import Clock
from bookdesk.core.vocabulary import FieldState
from bookdesk.ledger.inboxlists import HELD, is_ready_but_for_objections
from bookdesk.models.bill import Bill
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.models.history import ChangeSet, ConsumerCursor
from bookdesk.store.desk import Desk
from bookdesk.store.history import RowEntry, advance, sealed_since

_CURSOR: Final = "held back"
_MOST_SETS: Final = 200
"""Change sets that are looked at one by one; after more of them every draft is weighed."""
_CONCERN_ALL: Final = frozenset({"tax_code", "tax_rate", "client_profile", "required_paper"})


def _has(name: str) -> ColumnElement[bool]:
    of_it = (DocumentField.document_id == Document.id, DocumentField.name == name)
    return exists(select(DocumentField.id).where(*of_it).correlate(Document))


_IS_HELD: Final = _has(HELD)


def weigh(session: Session, document_id: str, clock: Clock) -> None:
    """Decide anew whether a document is held back. Needs a change's session."""
    session.flush()
    _keep(session, document_id, _held(session, document_id, clock))


def weigh_again(desk: Desk) -> None:
    """Decide anew for those documents that something concerns which was sealed since this was last done."""
    with desk.books.query() as session, records.one_moment(session):
        reached = session.scalar(select(func.max(ChangeSet.position))) or 0
        concerned = _to_review(session, _concerned(session))
        found = {document_id: _held(session, document_id, desk.clock) for document_id in concerned}
        before = _kept(session, concerned)
    with desk.books.upkeep() as session:
        for document_id, why in found.items():
            if before.get(document_id) != why:
                _keep(session, document_id, why)
        advance(session, _CURSOR, reached)


def _held(session: Session, document_id: str, clock: Clock) -> str | None:
    """Return what speaks first against confirming a document of which nothing else is missing or doubtful."""
    ready = select(Document).where(Document.id == document_id, Document.state == DocumentState.TO_REVIEW)
    document = session.scalars(ready.where(is_ready_but_for_objections())).one_or_none()
    bill = views.bill_of(session, document_id) if document is not None else None
    if document is None or bill is None:
        return None
    first = next(speaks_against(session, document, bill, clock), None)
    return first.what if first is not None else None


def _keep(session: Session, document_id: str, why: str | None) -> None:
    of_it = and_(DocumentField.document_id == document_id, DocumentField.name == HELD)
    session.execute(delete(DocumentField).where(of_it))
    if why is not None:
        row = DocumentField(document_id=document_id, name=HELD, confidence=Decimal(1), state=FieldState.CHECK, why=why)
        session.add(row)
        session.flush()


def _kept(session: Session, document_ids: Collection[str]) -> dict[str, str]:
    query = select(DocumentField.document_id, DocumentField.why).where(DocumentField.name == HELD)
    return dict(session.execute(query.where(DocumentField.document_id.in_(document_ids))).all())


# -- what a change concerns


def _to_review(session: Session, which: ColumnElement[bool]) -> list[str]:
    """Return those of these documents that are ready or held back; the others are neither by their doubts."""
    query = select(Document.id).join(Bill, Bill.document_id == Document.id)
    weighed = or_(is_ready_but_for_objections(), _IS_HELD)
    return list(session.scalars(query.where(Document.state == DocumentState.TO_REVIEW, weighed, which).distinct()))


def _concerned(session: Session) -> ColumnElement[bool]:
    """Return the condition on documents and their bills of depending on what was sealed since."""
    if session.get(ConsumerCursor, _CURSOR) is None:
        return true()  # the first time: books of a program that did not weigh yet
    sets = sealed_since(session, _CURSOR, _MOST_SETS)
    rows = [row for one in sets for row in one.rows]
    if len(sets) == _MOST_SETS or any(row.table in _CONCERN_ALL for row in rows):
        return true()
    return or_(_by_documents(rows), _by_bills(rows), _by_suppliers(rows), _by_papers(session, rows), _by_locks(rows))


def _by_documents(rows: Collection[RowEntry]) -> ColumnElement[bool]:
    """What was changed itself, its draft or a line of it."""
    lines = _values(rows, "bill_line", "bill_id")
    documents = _values(rows, "document", "id") | _values(rows, "supporting_paper", "document_id")
    return or_(Document.id.in_(documents), Bill.id.in_(lines | _values(rows, "bill", "id")))


def _by_bills(rows: Collection[RowEntry]) -> ColumnElement[bool]:
    """Other drafts of the number or total of a bill, of which that one may be the duplicate, or that wait for it."""
    bills = [row for row in rows if row.table == "bill"]
    if not bills:
        return false()
    return or_(
        Bill.total.in_(_values(bills, "bill", "total")),
        Bill.number_key.in_(_values(bills, "bill", "number_key")),
        and_(Bill.contact_id.in_(_values(bills, "bill", "contact_id")), _IS_HELD),  # whom his name was read as, is seen
        _has(KIND),  # it may read as a statement that lists such a bill
    )


def _by_suppliers(rows: Collection[RowEntry]) -> ColumnElement[bool]:
    """Drafts of a supplier who was changed, and those that have none so far."""
    suppliers = _values(rows, "contact", "id") | _values(rows, "payee_account", "contact_id")
    return or_(Bill.contact_id.is_(None), Bill.contact_id.in_(suppliers)) if suppliers else false()


def _by_papers(session: Session, rows: Collection[RowEntry]) -> ColumnElement[bool]:
    """Drafts that name an order, where something may be such a paper now, or is none any more."""
    came = any(row.table in {"document", "contact"} for row in rows)
    return Bill.order_number.is_not(None) if came and requirements(session) else false()


def _by_locks(rows: Collection[RowEntry]) -> ColumnElement[bool]:
    """Drafts whose day a lock closes, or closed before."""
    days = [date.fromisoformat(str(day)) for day in _values(rows, "period_lock", "locked_through")]
    posted = func.coalesce(Bill.posting_date, Bill.document_date, Bill.received_date)
    return posted <= max(days) if days else false()


def _values(rows: Iterable[RowEntry], table: str, name: str) -> set[str | int]:
    """Return what a column of a table was and is in these rows."""
    images = (image for row in rows if row.table == table for image in (row.before, row.after) if image is not None)
    return {value for image in images if (value := image.get(name)) is not None}
