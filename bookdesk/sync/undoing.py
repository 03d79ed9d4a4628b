"""What was sent for a customer and is not true any more: how it is taken back there, and what goes before it."""

from __future__ import annotations

from sqlalchemy import or_, select

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceSource
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.models.sync import OutboxEntry, RemoteLink
from bookdesk.sync.collectsales import SALES, sales_intent
from bookdesk.sync.intents import Need, UndoIntent
from bookdesk.sync.knowledge import Knowledge
from bookdesk.sync.pieces import Draw, row_of
from bookdesk.sync.receipts import pieces_of
from bookdesk.sync.salesdocuments import label_of

_UNDONE = SALES - {OutboxKind.OVERPAYMENT, OutboxKind.FEE}
_DOCUMENTS = (OutboxKind.INVOICE, OutboxKind.SALES_CREDIT)
_PIECES = (OutboxKind.RECEIPT, OutboxKind.SALES_ALLOCATION, OutboxKind.REFUND)


def undo_intent(known: Knowledge, local_id: str) -> UndoIntent | None:
    """Return how something is taken back; None where it never came there, or is wanted after all."""
    kind = sent_as(known, local_id)
    if kind is None or sales_intent(known, kind, local_id) is not None:
        return None
    after = _after(known, local_id) if kind in _DOCUMENTS else ()
    return UndoIntent(local_id, kind, _label(known, kind, local_id), _parent(known, local_id), after)


def sent_as(known: Knowledge, local_id: str) -> OutboxKind | None:
    """Return as what a thing of ours is at the ledger, or may be."""
    for table in (RemoteLink, OutboxEntry):
        query = select(table.kind).where(
            table.provider == known.provider, table.local_id == local_id, table.kind.in_(_UNDONE)
        )
        if table is OutboxEntry:
            query = query.where(OutboxEntry.state != OutboxState.CANCELLED)
        kind = known.session.scalars(query).first()
        if kind is not None:
            return kind
    return None


def _label(known: Knowledge, kind: OutboxKind, local_id: str) -> str:
    session = known.session
    row = session.get(InvoiceAllocation, row_of(local_id))
    if row is not None:
        settled = session.get_one(Invoice, row.invoice_id)
        what = "payment" if kind is OutboxKind.RECEIPT else "allocation"
        draw = _draw(known, row, local_id)
        amount = Money(draw.amount if draw else row.amount, settled.currency)
        return f"{what} of {amount} on {row.day.isoformat()} for the {label_of(known, settled)}"
    invoice = session.get(Invoice, local_id)
    if invoice is not None:
        return label_of(known, invoice)
    refund = session.get(Refund, row_of(local_id))
    return f"refund of {refund.money} on {refund.day.isoformat()}" if refund else "credit note for what was allowed"


def _parent(known: Knowledge, local_id: str) -> Need | None:
    """Return what an allocation stands in there."""
    row = known.session.get(InvoiceAllocation, row_of(local_id))
    if row is None:
        return None
    draw = _draw(known, row, local_id)
    return (OutboxKind.OVERPAYMENT, draw.source) if draw else (OutboxKind.SALES_CREDIT, row.source_id)


def _draw(known: Knowledge, row: InvoiceAllocation, local_id: str) -> Draw | None:
    """Return what an allocation took from an overpayment, None where it took nothing from one."""
    if row.source is not InvoiceSource.RECEIPT:
        return None
    return pieces_of(known.session, known.session.get_one(Receipt, row.source_id)).draws.get(local_id)


def _after(known: Knowledge, document_id: str) -> tuple[Need, ...]:
    """Return the pieces of a document that must be taken back there before it can be voided."""
    session = known.session
    query = select(InvoiceAllocation.id).where(
        or_(InvoiceAllocation.invoice_id == document_id, InvoiceAllocation.source_id == document_id)
    )
    hanging = {*session.scalars(query), *session.scalars(select(Refund.id).where(Refund.credit_note_id == document_id))}
    sent: set[str] = set()
    for table in (RemoteLink, OutboxEntry):
        pieces = select(table.local_id).where(table.provider == known.provider, table.kind.in_(_PIECES))
        if table is OutboxEntry:
            pieces = pieces.where(OutboxEntry.state != OutboxState.CANCELLED)
        sent |= {one for one in session.scalars(pieces) if row_of(one) in hanging}
    return tuple((OutboxKind.UNDO, one) for one in sorted(sent))
