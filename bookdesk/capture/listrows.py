"""A document as the inbox lists it, read for many at a time: a handful of queries, however many documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from bookdesk.capture.arrivals import Came, came_of
from bookdesk.capture.binding import MEDIA_TYPE
from bookdesk.capture.rows import is_remark
from bookdesk.capture.told import RemarkKind
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.ledger.inboxlists import HELD, is_doubtful, is_ready
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.arrival import DocumentArrival
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.store.listing import among, rowid


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document in the list; `version` is its bill's, its own where it has none.

    `doubts` counts what is doubtful on it: fields, failed checks, remarks, and what holds back a document that is ready
    otherwise. `ready` says that nothing is, and that the draft lacks nothing.
    """

    key: int
    id: str
    version: int
    number: int
    file_name: str
    pages: int | None
    kind: DocumentKind | None
    state: DocumentState
    ready: bool
    doubts: int
    reason: str | None
    duplicate_of: int | None
    bill_id: str | None
    supplier: str | None
    bill_number: str | None
    document_date: date | None
    due_date: date | None
    total: Money | None
    received_at: datetime
    received_by: str
    alike: bool = False
    """Whether there is another document that it may be again."""
    bound: bool = False
    """Whether it is a part of another document, was taken apart into others, or was put together of them."""
    came: Came | None = None
    """How it came, unless somebody handed it in as a file."""
    accounts: tuple[str, ...] = ()
    """The codes of the accounts of its bill's lines, each once; an empty one where a line has none."""
    tax_codes: tuple[str, ...] = ()
    """The same of their tax codes."""
    held: str | None = None
    """What speaks against confirming it, where nothing else of it is missing or doubtful."""


def read_rows(session: Session, keys: Sequence[int]) -> tuple[DocumentRow, ...]:
    """Return the documents of these keys in their order, those that are gone left out."""
    found = {row.key: row for row in session.execute(_DOCUMENTS.where(among(_KEY, keys)))}
    ids = [row.id for row in found.values()]
    bills = _bills(session, ids)
    read = _read(session, [one for one in ids if one not in bills])
    doubts = dict(session.execute(_DOUBTS.where(DocumentField.document_id.in_(ids))).all())
    alike = set(session.scalars(_ALIKE.where(DocumentField.document_id.in_(ids))))
    parted = set(session.scalars(select(Document.parent_id).where(Document.parent_id.in_(ids))))
    ready = set(session.scalars(select(Document.id).where(Document.id.in_(_to_review(found.values())), is_ready())))
    came = {row.document_id: came_of(row) for row in session.scalars(_CAME.where(DocumentArrival.document_id.in_(ids)))}
    rows = (
        _row(found[key], bills.get(found[key].id) or read.get(found[key].id, {}), doubts, ready, alike)
        for key in keys
        if key in found
    )
    held = dict(session.execute(_HELD.where(DocumentField.document_id.in_(ids))).all())
    coded = _coded(session, [str(said["bill_id"]) for said in bills.values()])
    return tuple(
        replace(
            row,
            bound=row.bound or row.id in parted,
            came=came.get(row.id),
            accounts=one[0],
            tax_codes=one[1],
            held=held.get(row.id),
        )
        for row in rows
        for one in (coded.get(row.bill_id or "", ((), ())),)
    )


_KEY = rowid("document")
_OTHER = aliased(Document)
_DOCUMENTS = select(
    _KEY.label("key"),
    *(Document.id, Document.version, Document.intake_number, Document.file_name, Document.pages, Document.kind),
    *(Document.state, Document.failure, Document.received_at, Document.received_by),
    *(Document.parent_id, Document.media_type),
    _OTHER.intake_number.label("duplicate_of"),
).outerjoin(_OTHER, _OTHER.id == Document.duplicate_of_id)
_BILLS = select(
    *(Bill.id, Bill.version, Bill.document_id, Bill.status, Bill.supplier_name, Bill.number, Bill.document_date),
    *(Bill.due_date, Bill.total, Bill.currency),
)
_DOUBTS = select(DocumentField.document_id, func.count()).where(is_doubtful()).group_by(DocumentField.document_id)
_ALIKE = select(DocumentField.document_id).where(is_remark(RemarkKind.ALIKE))
_CAME = select(DocumentArrival)
_HELD = select(DocumentField.document_id, DocumentField.why).where(DocumentField.name == HELD)
_CODES = (
    select(BillLine.bill_id, Account.code, TaxCode.code)
    .outerjoin(Account, Account.id == BillLine.account_id)
    .outerjoin(TaxCode, TaxCode.id == BillLine.tax_code_id)
    .order_by(BillLine.bill_id, BillLine.position)
)
_READ = {"supplier_name": "supplier", "invoice_number": "bill_number"}


def _bills(session: Session, ids: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """Return what the row takes from each document's bill: of a void one only where there is no other."""
    rows = session.execute(_BILLS.where(Bill.document_id.in_(ids))).all()
    last_wins = sorted(rows, key=lambda row: (row.status is BillStatus.VOID, row.id), reverse=True)
    return {
        row.document_id: {
            "version": row.version,
            "bill_id": row.id,
            "supplier": row.supplier_name,
            "bill_number": row.number,
            "document_date": row.document_date,
            "due_date": row.due_date,
            "total": Money(row.total, row.currency),
        }
        for row in last_wins
    }


def _coded(session: Session, bills: Collection[str]) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the codes of each bill's lines: of accounts and of tax."""
    found: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for bill_id, account, tax_code in session.execute(_CODES.where(BillLine.bill_id.in_(bills))):
        accounts, tax_codes = found.setdefault(bill_id, ({}, {}))
        accounts[account or ""] = None
        tax_codes[tax_code or ""] = None
    return {bill_id: (tuple(accounts), tuple(tax_codes)) for bill_id, (accounts, tax_codes) in found.items()}


def _read(session: Session, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return supplier and number as they were read on documents that have no bill."""
    query = select(DocumentField.document_id, DocumentField.name, DocumentField.value)
    found: dict[str, dict[str, Any]] = {one: {} for one in ids}
    rows = session.execute(query.where(DocumentField.document_id.in_(ids), DocumentField.name.in_(_READ)))
    for document_id, name, value in rows:
        found[document_id][_READ[name]] = value
    return found


def _to_review(rows: Collection[Row[Any]]) -> list[str]:
    return [row.id for row in rows if row.state is DocumentState.TO_REVIEW]


def _row(
    row: Row[Any], said: Mapping[str, Any], doubts: Mapping[str, int], ready: Collection[str], alike: Collection[str]
) -> DocumentRow:
    return DocumentRow(
        key=row.key,
        id=row.id,
        version=said.get("version", row.version),
        number=row.intake_number,
        file_name=row.file_name,
        pages=row.pages,
        kind=row.kind,
        state=row.state,
        ready=row.id in ready,
        doubts=doubts.get(row.id, 0),
        reason=row.failure,
        duplicate_of=row.duplicate_of,
        bill_id=said.get("bill_id"),
        supplier=said.get("supplier"),
        bill_number=said.get("bill_number"),
        document_date=said.get("document_date"),
        due_date=said.get("due_date"),
        total=said.get("total"),
        received_at=row.received_at,
        received_by=row.received_by,
        alike=row.duplicate_of is not None or row.id in alike,
        bound=row.parent_id is not None or row.media_type == MEDIA_TYPE,
    )
