"""Drafts that wait for review learn of a supplier who became known since they were read: who he is, and his habits.

A pile is read before the first bill of it is confirmed; so the second of a new supplier would else stay as empty as the
first was. What a person set is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture import records, views
from bookdesk.capture.confirming import known_since
from bookdesk.capture.drafts import unproved_words
from bookdesk.capture.proposal import RatedCode, SupplierHabits, propose_coding, propose_due
from bookdesk.capture.remarks import NOT_KNOWN_YET
from bookdesk.capture.rows import REMARK, rule_row
from bookdesk.core.vocabulary import FieldState
from bookdesk.ledger.owner import client_today
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.contact import Contact
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.models.history import Origin
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk


def catch_up(desk: Desk) -> None:
    """Let every draft without a supplier in the books have the one it is now seen to be of."""
    with desk.books.query() as session:
        found = {bill_id: contact for bill_id in _waiting(session) if (contact := _supplier(session, bill_id))}
    if not found:
        return
    with desk.books.change(Action.DOCUMENT_EDITED, "supplier known since", actor=desk.actor, origin=Origin.JOB) as work:
        for bill_id, contact_id in found.items():
            _learn(work, desk, work.get(Bill, bill_id), work.get(Contact, contact_id))
        work.commit()


def _waiting(session: Session) -> Sequence[str]:
    query = (
        select(Bill.id)
        .join(Document, Document.id == Bill.document_id)
        .where(Document.state == DocumentState.TO_REVIEW, Bill.status == BillStatus.DRAFT, Bill.contact_id.is_(None))
    )
    return session.scalars(query.order_by(Bill.id)).all()


def _supplier(session: Session, bill_id: str) -> str | None:
    bill = session.get_one(Bill, bill_id)
    return known_since(session, bill, {row.name: row for row in _fields(session, bill)})


def _fields(session: Session, bill: Bill) -> Sequence[DocumentField]:
    return session.scalars(select(DocumentField).where(DocumentField.document_id == bill.document_id)).all()


def _learn(work: Change, desk: Desk, bill: Bill, contact: Contact) -> None:
    session = work.session
    bill.contact_id, bill.supplier_name = contact.id, contact.name
    habits = records.habits(session, contact.id)
    day = bill.document_date or client_today(session, desk.clock)
    codes = records.rated_codes(session, day)
    for line in views.lines_of(session, bill.id):
        _code(session, bill, line, habits, codes)
    for row in _fields(session, bill):
        if row.name == "due_date" and row.value is None and not row.corrected:
            bill.due_date = propose_due(None, bill.document_date, habits.terms)[0] or bill.due_date
        if row.name == "supplier_name" and not row.corrected:
            row.state, row.why = FieldState.CONFIDENT, f"{row.why}; a supplier of the books"
        if row.name.startswith(REMARK) and row.why.endswith(NOT_KNOWN_YET):
            session.delete(row)


def _code(session: Session, bill: Bill, line: BillLine, habits: SupplierHabits, codes: Sequence[RatedCode]) -> None:
    """Propose what the line still lacks; the rate is that of its code, or the one that makes its tax."""
    if line.account_id is not None and line.tax_code_id is not None:
        return
    known = next((code.rate for code in codes if code.id == line.tax_code_id), None)
    proposed = propose_coding(line.description, known, habits, codes)
    if line.account_id is None and not proposed.proved and bill.document_id is not None:
        session.add(rule_row(bill.document_id, line.position, unproved_words(line.position, proposed.why)))
    line.account_id = line.account_id or proposed.account_id
    line.tax_code_id = line.tax_code_id or proposed.tax_code_id
