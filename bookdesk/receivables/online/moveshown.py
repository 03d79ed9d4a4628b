"""One move at the gateway as a screen shows it: what it became in the books, and with which payout it left."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound
from bookdesk.core.money import Money
from bookdesk.gateways.port import DisputeState, PayoutState, RefundState
from bookdesk.models.gateway import FactKind, GatewayFact, GatewayMove, MoveBooking
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceSource
from bookdesk.models.receipt import Receipt
from bookdesk.receivables.online.folding import present
from bookdesk.receivables.online.knowing import presented_of, receipt_of
from bookdesk.receivables.online.movelisting import MoveLine, move_lines
from bookdesk.receivables.receiptshown import Posted, posted_for
from bookdesk.store.listing import rowid

_STATES = {FactKind.PAYOUT: PayoutState, FactKind.DISPUTE: DisputeState, FactKind.REFUND: RefundState}


@dataclass(frozen=True, slots=True)
class MoveShown:
    """A move in full. `receipt` and `invoices` are pairs of id and number; `presented` is in the customer's currency.

    `state` is how far the refund, dispute or payout is that it belongs to, in the gateway's words; `left` is how far
    the payout is with which a payment left.
    """

    line: MoveLine
    presented: Money
    receipt: tuple[str, str] | None
    invoices: tuple[tuple[str, str], ...]
    posted: tuple[Posted, ...]
    state: str
    left: str


def show_move(session: Session, move_id: str) -> MoveShown:
    """Return one move in full; `NotFound` where there is no such one."""
    move = session.get(GatewayMove, move_id)
    if move is None:
        raise NotFound("The gateway told of no such move.", "Choose one from the list.")
    (line,) = move_lines(session, [session.scalars(select(_KEY).where(GatewayMove.id == move_id)).one()])
    receipt = session.get(Receipt, line.receipt_id) if line.receipt_id else receipt_of(session, move)
    sources = [one for one in (move.id, line.receipt_id, line.refund_id) if one]
    entries = [one for one in (line.entry_id, line.fee_entry_id) if one]
    return MoveShown(
        line,
        presented_of(move),
        (receipt.id, receipt.number or "") if receipt is not None else None,
        _invoices(session, receipt.id) if receipt is not None else (),
        posted_for(session, sources, entries) if line.booked_as is not None else (),
        _state(session, move.source_id),
        _state(session, line.payout_id),
    )


def move_of_receipt(session: Session, receipt_id: str) -> MoveShown | None:
    """Return the move that became a receipt; None for a receipt that came otherwise."""
    found = session.scalars(select(MoveBooking.move_id).where(MoveBooking.receipt_id == receipt_id)).first()
    return show_move(session, found) if found is not None else None


def _invoices(session: Session, receipt_id: str) -> tuple[tuple[str, str], ...]:
    """Return the invoices that a receipt settles now."""
    query = (
        select(Invoice.id, Invoice.number)
        .join(InvoiceAllocation, InvoiceAllocation.invoice_id == Invoice.id)
        .where(InvoiceAllocation.source_id == receipt_id, InvoiceAllocation.source == InvoiceSource.RECEIPT)
        .group_by(Invoice.id)
        .having(func.sum(InvoiceAllocation.amount) > 0)
        .order_by(Invoice.document_date, Invoice.id)
    )
    return tuple((row.id, row.number or "") for row in session.execute(query))


def _state(session: Session, object_id: str | None) -> str:
    """Return how far a refund, dispute or payout is; nothing where the gateway told of none."""
    if object_id is None:
        return ""
    query = select(GatewayFact.kind, GatewayFact.state).where(
        GatewayFact.object_id == object_id, GatewayFact.kind.in_(_STATES)
    )
    rows = session.execute(query).all()
    return present(_STATES[row.kind](row.state) for row in rows).value if rows else ""


_KEY = rowid("gateway_move")
