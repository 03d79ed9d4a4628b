"""The named lists of the inbox, each as one condition on documents, for the inbox and for whoever counts it.

Evidence of approvals is in no list. A document is ready when its draft lacks nothing, nothing on it is doubtful, and
nothing speaks against confirming it: what does is kept as one more doubt (`capture.heldback`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bookdesk.core.vocabulary import DocumentKind, FieldState
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.client import ClientProfile
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.store.listing import unsought

HELD: Final = "held: back"
"""The name of the row that tells what speaks against confirming a document that is ready otherwise."""


class InboxList(StrEnum):
    """Lists of documents by what is to be done with them."""

    ALL_OPEN = "all open"
    """neither confirmed nor put aside nor moved to another client"""
    RECEIVED = "received"
    """waiting to be read"""
    TO_REVIEW = "to review"
    """read, and a person has to look: something is missing or doubtful"""
    READY = "ready"
    """read, with everything a bill needs and nothing doubtful"""
    NOT_PAYABLE = "not payable"
    DUPLICATE = "duplicate"
    FAILED = "failed"
    """not read: it cannot be, or waits for its password"""
    CONFIRMED = "confirmed"
    PUT_ASIDE = "put aside"


def in_inbox(which: InboxList) -> ColumnElement[bool]:
    """Return the condition on `Document` of being on a list of the inbox."""
    return and_(_LISTED, _CONDITIONS[which])


def is_ready() -> ColumnElement[bool]:
    """Return the condition on `Document` that its draft lacks nothing and that nothing on it is doubtful."""
    return and_(exists(_COMPLETE_DRAFT), ~exists(_DOUBT))


def is_ready_but_for_objections() -> ColumnElement[bool]:
    """Return the condition on `Document` of being ready, whatever speaks against confirming it."""
    return and_(exists(_COMPLETE_DRAFT), ~exists(_DOUBT.where(DocumentField.name != HELD)))


def is_doubtful() -> ColumnElement[bool]:
    """Return the condition on `DocumentField` that a person should look at it: a field, a failed check, a remark.

    It is written out as in the small index of doubtful fields, which is used for no other words. An amount due that is
    the total itself, which is sure, is no doubt of its own.
    """
    return and_(_unsure(DocumentField.state), or_(DocumentField.name != "amount_due", ~_is_the_sure_total()))


def _unsure(state: InstrumentedAttribute[FieldState]) -> ColumnElement[bool]:
    return state.in_([literal_column(f"'{one}'") for one in (FieldState.CHECK, FieldState.FAILED)])


def _is_the_sure_total() -> ColumnElement[bool]:
    total = aliased(DocumentField)
    of_it = (total.document_id == DocumentField.document_id, total.name == "total", ~_unsure(total.state))
    return exists(select(total.id).where(*of_it, total.value == DocumentField.value).correlate(DocumentField))


_LISTED = or_(Document.kind.is_(None), Document.kind != DocumentKind.EVIDENCE)
_LINES = select(BillLine.id).where(BillLine.bill_id == Bill.id).correlate(Bill)
_HOME_CURRENCY = select(ClientProfile.base_currency).scalar_subquery()
_COMPLETE_DRAFT = (
    select(Bill.id)
    .where(
        Bill.document_id == Document.id,
        unsought(Bill.status) == BillStatus.DRAFT,
        Bill.supplier_name != "",
        or_(Bill.number != "", Document.kind == DocumentKind.RECEIPT),
        Bill.document_date.is_not(None),
        Bill.due_date.is_not(None),
        Bill.total > 0,
        or_(Bill.rate.is_not(None), Bill.currency == _HOME_CURRENCY),
        exists(_LINES),
        ~exists(_LINES.where(or_(BillLine.account_id.is_(None), BillLine.tax_code_id.is_(None)))),
    )
    .correlate(Document)
)
_DOUBT = select(DocumentField.id).where(DocumentField.document_id == Document.id, is_doubtful()).correlate(Document)

_TO_REVIEW = Document.state == DocumentState.TO_REVIEW
_DONE = (DocumentState.CONFIRMED, DocumentState.REJECTED, DocumentState.MOVED)
_CONDITIONS: dict[InboxList, ColumnElement[bool]] = {
    InboxList.ALL_OPEN: Document.state.in_([state for state in DocumentState if state not in _DONE]),
    InboxList.RECEIVED: Document.state == DocumentState.RECEIVED,
    InboxList.TO_REVIEW: and_(_TO_REVIEW, ~is_ready()),
    InboxList.READY: and_(_TO_REVIEW, is_ready()),
    InboxList.NOT_PAYABLE: Document.state == DocumentState.NOT_PAYABLE,
    InboxList.DUPLICATE: Document.state == DocumentState.DUPLICATE,
    InboxList.FAILED: Document.state.in_((DocumentState.FAILED, DocumentState.LOCKED)),
    InboxList.CONFIRMED: Document.state == DocumentState.CONFIRMED,
    InboxList.PUT_ASIDE: Document.state.in_((DocumentState.REJECTED, DocumentState.MOVED)),
}
