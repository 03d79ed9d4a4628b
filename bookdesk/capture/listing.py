"""The windowed lists of the inbox: each named list in each order, searched and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, select, tuple_
from sqlalchemy.orm import aliased

from bookdesk.capture.listrows import DocumentRow, read_rows
from bookdesk.core.identifiers import counted
from bookdesk.ledger.inboxlists import InboxList, in_inbox, is_doubtful
from bookdesk.ledger.search import begins_amount, matches, stands_in, stands_in_number
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.store.desk import Desk
from bookdesk.store.listing import Keys, Listing, read_keys, rowid

__all__ = ["DocumentRow", "InboxList", "InboxListing", "InboxOrder", "InboxQuery"]


class InboxOrder(StrEnum):
    """Columns by which documents are sorted; those that agree in it, by their intake number."""

    NUMBER = "number"
    FILE_NAME = "file name"
    KIND = "kind"
    SUPPLIER = "supplier"
    BILL_NUMBER = "bill number"
    DOCUMENT_DATE = "document date"
    DUE_DATE = "due date"
    TOTAL = "total"
    STATE = "state"
    DOUBTS = "doubts"
    REASON = "reason"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """Which documents, in which order; each word of `text` must stand in supplier, number, total or file name."""

    list: InboxList = InboxList.ALL_OPEN
    text: str = ""
    order: InboxOrder = InboxOrder.NUMBER
    descending: bool = False


class InboxListing:
    """The documents of one client, as lists; evidence of approvals is in none."""

    def __init__(self, desk: Desk) -> None:
        """Read at `desk`."""
        self._desk = desk

    def of(self, query: InboxQuery) -> Listing[DocumentRow]:
        """Return a view, ready to be asked."""
        return _View(self._desk, query)

    def count(self, which: InboxList) -> int:
        """Return how many documents are on a list."""
        return self.counts([which])[which]

    def counts(self, lists: Iterable[InboxList]) -> Mapping[InboxList, int]:
        """Return how many documents are on each of several lists, all at one moment."""
        counting = select(func.count()).select_from(Document)
        with self._desk.books.query() as session:
            found = {which: session.scalar(counting.where(in_inbox(which))) or 0 for which in lists}
        return MappingProxyType(found)

    def key_of(self, document_id: str) -> int | None:
        """Return the key of a document, None where there is no such document."""
        with self._desk.books.query() as session:
            found: int | None = session.scalar(select(_KEY).where(Document.id == document_id))
        return found


@dataclass(frozen=True, slots=True)
class _View:
    """One question about the inbox."""

    desk: Desk
    query: InboxQuery

    def keys(self) -> Keys:
        """Return the keys of all documents of the view, in order."""
        with self.desk.books.query() as session:
            return read_keys(session, _keys(self.query))

    def rows(self, keys: Keys) -> tuple[DocumentRow, ...]:
        """Return the documents of these keys, in their order."""
        with self.desk.books.query() as session:
            return read_rows(session, keys)


def _keys(query: InboxQuery) -> Select[Any]:
    order, tie = _ORDERS[query.order], Document.intake_number.expression
    by = (order.desc(), tie.desc()) if query.descending else (order, tie)
    keys = select(_KEY).select_from(Document).where(in_inbox(query.list)).order_by(*by)
    typed = matches(query.text, *_SEARCHED)
    if typed is not None or query.order in _OF_BILL:
        keys = keys.outerjoin(Bill, _ITS_BILL)
    return keys if typed is None else keys.where(typed)


def _read(name: str) -> ColumnElement[str | None]:
    """Return a field of the document as it was read."""
    query = select(DocumentField.value).where(DocumentField.document_id == Document.id, DocumentField.name == name)
    return query.correlate(Document).scalar_subquery()


def _is_number(word: str) -> ColumnElement[bool]:
    """Find a document by its intake number, as in `12` or `#12`."""
    number = counted(word.removeprefix("#"))
    return false() if number is None else Document.intake_number == number


def _unless_billed(place: Callable[[str], ColumnElement[bool]]) -> Callable[[str], ColumnElement[bool]]:
    """Search a field as it was read only where there is no bill to say better."""
    return lambda word: and_(Bill.document_id.is_(None), place(word))


_KEY = rowid("document")
_BETTER = aliased(Bill, name="better")
_RANK = tuple_(Bill.status == BillStatus.VOID, rowid("bill"))
_ITS_BILL = and_(
    Bill.document_id == Document.id,
    ~exists(
        select(_BETTER.document_id)
        .where(
            _BETTER.document_id == Document.id,
            tuple_(_BETTER.status == BillStatus.VOID, rowid("better")) < _RANK,
        )
        .correlate(Document, Bill)
    ),
)
"""The bill that a document shows: a void one only where there is no other."""
_SUPPLIER = case((Bill.document_id.is_(None), _read("supplier_name")), else_=Bill.supplier_name)
_SEARCHED = (
    stands_in(Bill.supplier_name),
    stands_in_number(Bill.number_key),
    begins_amount(Bill.total, Bill.currency),
    stands_in(Document.file_name),
    _is_number,
    _unless_billed(stands_in(_read("supplier_name"))),
    _unless_billed(stands_in(_read("invoice_number"))),
)
_STEP = {state: step for step, state in enumerate(DocumentState)}
_ORDERS: Mapping[InboxOrder, ColumnElement[Any]] = {
    InboxOrder.NUMBER: Document.intake_number.expression,
    InboxOrder.FILE_NAME: Document.file_name.collate("NOCASE"),
    InboxOrder.KIND: Document.kind.expression,
    InboxOrder.SUPPLIER: _SUPPLIER.collate("NOCASE"),
    InboxOrder.BILL_NUMBER: case(
        (Bill.document_id.is_(None), func.upper(_read("invoice_number"))), else_=Bill.number_key
    ),
    InboxOrder.DOCUMENT_DATE: Bill.document_date.expression,
    InboxOrder.DUE_DATE: Bill.due_date.expression,
    InboxOrder.TOTAL: Bill.total.expression,
    InboxOrder.STATE: case(_STEP, value=Document.state) * 2 + case((in_inbox(InboxList.READY), 1), else_=0),
    InboxOrder.DOUBTS: select(func.count())
    .where(DocumentField.document_id == Document.id, is_doubtful())
    .correlate(Document)
    .scalar_subquery(),
    InboxOrder.REASON: Document.failure.collate("NOCASE"),
    InboxOrder.RECEIVED: Document.received_at.expression,
}
_OF_BILL = frozenset(
    {
        *(InboxOrder.SUPPLIER, InboxOrder.BILL_NUMBER, InboxOrder.DOCUMENT_DATE, InboxOrder.DUE_DATE),
        InboxOrder.TOTAL,
    }
)
