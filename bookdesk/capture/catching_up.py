"""Drafts that wait for review learn of a supplier who became known since they were read: who he is, and his habits.

A pile is read before the first bill of it is confirmed; so the second of a new supplier would else stay as empty as the
first was. What a person set is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from bookdesk.capture import records, views, words
from bookdesk.capture.bankdetails import details_of
from bookdesk.capture.confirming import ACCOUNT, printed_account, seen_since
from bookdesk.capture.drafts import unproved_words
from bookdesk.capture.paidto import Payee, account_remarks
from bookdesk.capture.proposal import RatedCode, SupplierHabits, propose_coding, propose_due
from bookdesk.capture.remarks import recognised
from bookdesk.capture.rows import is_remark, remark_of, rule_row, since_rows
from bookdesk.capture.suppliers import KnownSupplier, SupplierMatch
from bookdesk.capture.told import Remark, RemarkKind
from bookdesk.core.vocabulary import FieldState
from bookdesk.ledger.owner import client_today
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.models.history import Origin
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

_OF_PAYEE = ("supplier_name", "supplier_tax_id", *ACCOUNT, words.OTHER_SUPPLIER)
"""Rows that tell whom a document asks to pay; the others are not looked at for each of many drafts."""


@dataclass(frozen=True, slots=True)
class _News:
    """What a draft learns: its supplier where it had none, and what must be told of him and of the account."""

    match: SupplierMatch | None
    remarks: tuple[Remark, ...]


def catch_up(desk: Desk) -> None:
    """Let drafts learn of the suppliers there are now, as if they were read only now.

    One without a supplier in the books has the one it is seen to be of, with what speaks against him; and every one is
    told of an account that is not its supplier's, or is another's, whichever of them was read first.
    """
    with desk.books.query() as session:
        known = records.known_suppliers(session)
        waiting = ((bill, _news(session, bill, known)) for bill in _waiting(session))
        found = {bill.id: news for bill, news in waiting if news.match is not None or news.remarks}
    if not found:
        return
    with desk.books.change(Action.DOCUMENT_EDITED, "supplier known since", actor=desk.actor, origin=Origin.JOB) as work:
        for bill_id, news in found.items():
            bill = work.get(Bill, bill_id)
            if news.match is not None:
                _learn(work, desk, bill, news.match)
            if bill.document_id is not None:
                work.session.add_all(since_rows(bill.document_id, news.remarks, _told(work.session, bill)))
        work.commit()


def _waiting(session: Session) -> Sequence[Bill]:
    """Return the drafts that may learn something: those without supplier, and those that name an account."""
    named = select(DocumentField.document_id).where(DocumentField.name.in_(ACCOUNT), DocumentField.value.is_not(None))
    query = (
        select(Bill)
        .join(Document, Document.id == Bill.document_id)
        .where(
            Document.state == DocumentState.TO_REVIEW,
            Bill.status == BillStatus.DRAFT,
            Bill.contact_id.is_(None) | Document.id.in_(named),
        )
    )
    return session.scalars(query.order_by(Bill.id)).all()


def _news(session: Session, bill: Bill, known: Sequence[KnownSupplier]) -> _News:
    of_payee = or_(DocumentField.name.in_(_OF_PAYEE), is_remark())
    rows = session.scalars(_fields_of(bill).where(of_payee)).all()
    fields = {row.name: row for row in rows}
    match = seen_since(bill, fields, known) if bill.contact_id is None and words.OTHER_SUPPLIER not in fields else None
    his = match.supplier if match is not None else None
    account = printed_account(fields)
    payee = Payee(
        his.id if his is not None else bill.contact_id,
        his.name if his is not None else bill.supplier_name,
        account,
        details_of(fields, bill.currency) if account and fields.keys() >= set(ACCOUNT) else None,
    )
    said = (*(recognised(match) if match is not None else ()), *account_remarks(session, payee, known))
    told = set(map(remark_of, rows))
    return _News(match, tuple(one for one in said if one not in told))


def _told(session: Session, bill: Bill) -> int:
    """Return how many remarks a document has."""
    return sum(remark_of(row) is not None for row in _fields(session, bill))


def _fields(session: Session, bill: Bill) -> Sequence[DocumentField]:
    return session.scalars(_fields_of(bill)).all()


def _fields_of(bill: Bill) -> Select[DocumentField]:
    return select(DocumentField).where(DocumentField.document_id == bill.document_id)


def _learn(work: Change, desk: Desk, bill: Bill, match: SupplierMatch) -> None:
    session = work.session
    bill.contact_id, bill.supplier_name = match.supplier.id, match.supplier.name
    habits = records.habits(session, match.supplier.id)
    day = bill.document_date or client_today(session, desk.clock)
    codes = records.rated_codes(session, day)
    for line in views.lines_of(session, bill.id):
        _code(session, bill, line, habits, codes)
    for row in _fields(session, bill):
        if row.name == "due_date" and row.value is None and not row.corrected:
            bill.due_date = propose_due(None, bill.document_date, habits.terms)[0] or bill.due_date
        if row.name == "supplier_name" and not row.corrected and match.doubt is None:
            row.state, row.why = FieldState.CONFIDENT, f"{row.why}; a supplier of the books"
        remark = remark_of(row)
        if remark is not None and remark.kind is RemarkKind.NEWCOMER:
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
