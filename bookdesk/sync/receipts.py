"""A receipt as the books have it, step by step in the order of the history, and what it is at the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.models.history import RowChange
from bookdesk.models.invoice import InvoiceAllocation, InvoiceSource
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.sync.pieces import Did, Pieces, Step, pieces


def pieces_of(session: Session, receipt: Receipt) -> Pieces:
    """Return what a receipt is at the ledger: payments, overpayments, and what is drawn on those."""
    return pieces(receipt.id, receipt.amount, _steps(session, receipt))


def allocations_of(session: Session, receipt_id: str) -> list[InvoiceAllocation]:
    """Return what a receipt settled and what was taken back of it, in no order."""
    query = select(InvoiceAllocation).where(
        InvoiceAllocation.source == InvoiceSource.RECEIPT, InvoiceAllocation.source_id == receipt_id
    )
    return list(session.scalars(query))


def _steps(session: Session, receipt: Receipt) -> list[Step]:
    """Return the steps in the order in which they were written; clocks may go back, the history does not."""
    rows = allocations_of(session, receipt.id)
    refunds = list(session.scalars(select(Refund).where(Refund.receipt_id == receipt.id)))
    written = _written(session, [receipt.id, *(row.id for row in rows), *(one.id for one in refunds)])
    nowhere = (0, 0, "")
    _, _, born = written.get(receipt.id, nowhere)
    found: list[tuple[int, str, Step]] = []
    for row in rows:
        begins, _, in_set = written.get(row.id, nowhere)
        did = Did.APPLIED if row.amount > 0 else Did.RELEASED
        step = Step(row.id, did, abs(row.amount), row.reverses_id or "", booked=in_set == born)
        found.append((begins, row.id, step))
    for one in refunds:
        found += [(when, step.id, step) for when, step in _of_refund(one, written.get(one.id, nowhere))]
    return [step for _, _, step in sorted(found, key=lambda item: item[:2])]


def _of_refund(refund: Refund, written: tuple[int, int, str]) -> Iterator[tuple[int, Step]]:
    begins, ends, _ = written
    yield begins, Step(refund.id, Did.REFUNDED, refund.amount)
    if refund.reversed_on is not None:
        yield ends, Step(f"{refund.id} back", Did.RETURNED, refund.amount, refund.id)


def _written(session: Session, ids: Sequence[str]) -> dict[str, tuple[int, int, str]]:
    """Return when each row was first and last written in the history, and the set that made it."""
    found: dict[str, tuple[int, int, str]] = {}
    query = select(RowChange.pk, RowChange.seq, RowChange.change_set).where(
        RowChange.tbl.in_(("receipt", "invoice_allocation", "refund")), RowChange.pk.in_(ids)
    )
    for pk, seq, change_set in session.execute(query.order_by(RowChange.seq)):
        first, _, made = found.get(pk, (seq, seq, change_set))
        found[pk] = (first, seq, made)
    return found
