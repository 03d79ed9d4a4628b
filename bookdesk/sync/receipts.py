"""A receipt as the books have it, step by step in the order of the history, and what it is at the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bookdesk.models.history import RowChange
from bookdesk.models.invoice import InvoiceAllocation, InvoiceSource
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.sync.pieces import Did, Pieces, Step, pieces


@dataclass(frozen=True, slots=True)
class _Rows:
    """What belongs to one receipt."""

    allocations: list[InvoiceAllocation] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)


Written = dict[str, tuple[int, int, str]]
"""When a row was first and last written in the history, and the set that made it."""


def pieces_of(session: Session, receipt: Receipt) -> Pieces:
    """Return what a receipt is at the ledger: payments, overpayments, and what is drawn on those."""
    laid = select(InvoiceAllocation).where(
        InvoiceAllocation.source == InvoiceSource.RECEIPT, InvoiceAllocation.source_id == receipt.id
    )
    refunds = select(Refund).where(Refund.receipt_id == receipt.id)
    rows = _Rows(list(session.scalars(laid)), list(session.scalars(refunds)))
    ids = [receipt.id, *(row.id for row in rows.allocations), *(one.id for one in rows.refunds)]
    return pieces(receipt.id, receipt.amount, _steps(receipt, rows, _written(session, RowChange.pk.in_(ids))))


def all_pieces(session: Session) -> Iterator[tuple[Receipt, Pieces]]:
    """Yield every receipt that was not reversed with what it is at the ledger; a few queries for all of them."""
    by_receipt: dict[str, _Rows] = {}
    for row in session.scalars(select(InvoiceAllocation).where(InvoiceAllocation.source == InvoiceSource.RECEIPT)):
        by_receipt.setdefault(row.source_id, _Rows()).allocations.append(row)
    for one in session.scalars(select(Refund).where(Refund.receipt_id.is_not(None))):
        by_receipt.setdefault(one.receipt_id or "", _Rows()).refunds.append(one)
    written = _written(session)
    for receipt in session.scalars(select(Receipt).where(Receipt.reversed_on.is_(None)).order_by(Receipt.id)):
        rows = by_receipt.get(receipt.id, _Rows())
        yield receipt, pieces(receipt.id, receipt.amount, _steps(receipt, rows, written))


def _steps(receipt: Receipt, rows: _Rows, written: Written) -> list[Step]:
    """Return the steps in the order in which they were written; clocks may go back, the history does not."""
    nowhere = (0, 0, "")
    _, _, born = written.get(receipt.id, nowhere)
    found: list[tuple[int, str, Step]] = []
    for row in rows.allocations:
        begins, _, in_set = written.get(row.id, nowhere)
        did = Did.APPLIED if row.amount > 0 else Did.RELEASED
        step = Step(row.id, did, abs(row.amount), row.reverses_id or "", booked=in_set == born)
        found.append((begins, row.id, step))
    for one in rows.refunds:
        found += [(when, step.id, step) for when, step in _of_refund(one, written.get(one.id, nowhere))]
    return [step for _, _, step in sorted(found, key=lambda item: item[:2])]


def _of_refund(refund: Refund, written: tuple[int, int, str]) -> Iterator[tuple[int, Step]]:
    begins, ends, _ = written
    yield begins, Step(refund.id, Did.REFUNDED, refund.amount)
    if refund.reversed_on is not None:
        yield ends, Step(f"{refund.id} back", Did.RETURNED, refund.amount, refund.id)


def _written(session: Session, *conditions: ColumnElement[bool]) -> Written:
    found: Written = {}
    query = select(RowChange.pk, RowChange.seq, RowChange.change_set).where(
        RowChange.tbl.in_(("receipt", "invoice_allocation", "refund")), *conditions
    )
    for pk, seq, change_set in session.execute(query.order_by(RowChange.seq)):
        first, _, made = found.get(pk, (seq, seq, change_set))
        found[pk] = (first, seq, made)
    return found
