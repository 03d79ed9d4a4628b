"""What the books know around a move, as `deciding` wants it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BookedAs
from bookdesk.gateways.port import MoveKind
from bookdesk.gateways.references import document_in
from bookdesk.ledger.receivable import open_invoices
from bookdesk.models.bank import BankAccount
from bookdesk.models.gateway import CollectionAttempt, GatewayMove, MoveBooking, PayoutLine
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.models.ledger import LedgerEntry
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.receivables.online.clearing import payout_bank
from bookdesk.receivables.online.deciding import Document, Earlier, Known, Moved

_UNDOES = frozenset({MoveKind.REFUND_FAILED, MoveKind.DISPUTE_WON, MoveKind.PAYOUT_FAILED})


def moved(move: GatewayMove) -> Moved:
    """Return a stored move as it is judged; a kind of a newer version is one we do not know."""
    kind = MoveKind(move.kind) if move.kind in set(MoveKind) else MoveKind.OTHER
    amount = Money(move.amount, move.currency)
    named = document_in(move.reference) is not None
    return Moved(kind, amount, Money(move.fee, move.currency), presented_of(move), move.said, named)


def presented_of(move: GatewayMove) -> Money:
    """Return a move's amount in the customer's currency."""
    if move.presented is None or move.presented_currency is None:
        return Money(move.amount, move.currency)
    return Money(move.presented, move.presented_currency)


@dataclass(frozen=True, slots=True)
class Around:
    """What was found around a move, so that it is looked for once; `known` is what is decided by."""

    known: Known
    invoice: Invoice | None = None
    receipt: Receipt | None = None
    bank: BankAccount | None = None


def around_of(session: Session, move: GatewayMove, base: str, others: Collection[str] = ()) -> Around:
    """Return what the books know of whose money a move is; `others` are payments that name other clients' invoices."""
    kind = moved(move).kind
    if kind is MoveKind.PAYMENT:
        invoice = invoice_of(session, move)
        theirs = invoice is None and move.id in others
        return Around(Known(base, document=_document(session, invoice), others=theirs), invoice=invoice)
    if kind is MoveKind.PAYOUT:
        return _around_payout(session, move, base)
    if kind is MoveKind.FEE:
        return Around(Known(base, shared=_is_shared(session, move)))
    receipt = receipt_of(session, move)
    if receipt is None and _of_others(session, move):
        return Around(Known(base, others=True))
    earlier = _earlier(session, move) if kind in _UNDOES else None
    known = Known(base, left=_not_gone_back(session, receipt), made_good=_made_good(session, move), earlier=earlier)
    return Around(known, receipt=receipt)


def _around_payout(session: Session, move: GatewayMove, base: str) -> Around:
    bank = payout_bank(session)
    currency = bank.currency if bank is not None else None
    if not _is_shared(session, move):
        return Around(Known(base, payout_bank=currency), bank=bank)
    query = (
        select(func.count(), func.sum(GatewayMove.net))
        .join(PayoutLine, (PayoutLine.merchant == GatewayMove.merchant) & (PayoutLine.move_id == GatewayMove.move_id))
        .outerjoin(MoveBooking, MoveBooking.move_id == GatewayMove.id)
        .where(PayoutLine.gateway == move.gateway, PayoutLine.merchant == move.merchant)
        .where(PayoutLine.payout_id == move.source_id)
    )
    theirs = MoveBooking.booked_as == BookedAs.OTHERS
    lines, _ = session.execute(query).one()
    own, net = session.execute(query.where(theirs.is_not(True))).one()
    share = Money(-(net or 0), move.currency) if lines and own < lines else None
    known = Known(base, payout_bank=currency, others=bool(lines) and not own, shared=not lines, share=share)
    return Around(known, bank=bank)


def _is_shared(session: Session, move: GatewayMove) -> bool:
    """Tell whether money of another client was seen at the account."""
    return _left_to_others(session, move) is not None


def _of_others(session: Session, move: GatewayMove) -> bool:
    """Tell whether a move belongs to a payment, or to a payout, that is in another client's books."""
    of_payment = GatewayMove.payment_id == move.payment_id
    of_source = (GatewayMove.source_id == move.source_id) & (GatewayMove.id != move.id)
    return _left_to_others(session, move, or_(of_payment, of_source)) is not None


def _left_to_others(session: Session, move: GatewayMove, *also: ColumnElement[bool]) -> str | None:
    query = (
        select(MoveBooking.id)
        .join(GatewayMove, GatewayMove.id == MoveBooking.move_id)
        .where(
            MoveBooking.booked_as == BookedAs.OTHERS,
            GatewayMove.gateway == move.gateway,
            GatewayMove.merchant == move.merchant,
            *also,
        )
    )
    return session.scalar(query.limit(1))


def _not_gone_back(session: Session, receipt: Receipt | None) -> Money | None:
    if receipt is None or receipt.reversed_on is not None:
        return None
    back = select(Refund.amount).where(Refund.receipt_id == receipt.id, Refund.reversed_on.is_(None))
    return receipt.money - Money(sum(session.scalars(back)), receipt.currency)


def _made_good(session: Session, move: GatewayMove) -> bool:
    """Tell whether the gateway told that what went back by a move came again, to the cent."""
    query = select(GatewayMove.id).where(
        GatewayMove.gateway == move.gateway,
        GatewayMove.merchant == move.merchant,
        GatewayMove.source_id == move.source_id,
        GatewayMove.kind.in_((MoveKind.REFUND_FAILED, MoveKind.DISPUTE_WON)),
        GatewayMove.amount == -move.amount,
    )
    return move.source_id is not None and session.scalars(query.limit(1)).first() is not None


def invoice_of(session: Session, move: GatewayMove) -> Invoice | None:
    """Return the invoice that a payment names: by its attempt, else by what its reference itself says."""
    if move.reference is None:
        return None
    found = document_in(move.reference)
    if found is None:  # one of another form is known from its attempt only
        by_attempt = select(CollectionAttempt.invoice_id).where(CollectionAttempt.reference == move.reference)
        found = session.scalar(by_attempt)
    return session.get(Invoice, found) if found else None


def receipt_of(session: Session, move: GatewayMove) -> Receipt | None:
    """Return the receipt that a payment became, by the gateway's own name of the payment."""
    if move.payment_id is None:
        return None
    query = (
        select(MoveBooking.receipt_id)
        .join(GatewayMove, GatewayMove.id == MoveBooking.move_id)
        .where(
            GatewayMove.gateway == move.gateway,
            GatewayMove.merchant == move.merchant,
            GatewayMove.payment_id == move.payment_id,
            MoveBooking.booked_as == BookedAs.RECEIPT,
        )
    )
    found = session.scalar(query)
    return session.get(Receipt, found) if found else None


def booking_of_source(session: Session, move: GatewayMove) -> MoveBooking | None:
    """Return the booking of the first move of the same refund, dispute or payout."""
    if move.source_id is None:
        return None
    query = (
        select(MoveBooking)
        .join(GatewayMove, GatewayMove.id == MoveBooking.move_id)
        .where(
            GatewayMove.gateway == move.gateway,
            GatewayMove.merchant == move.merchant,
            GatewayMove.source_id == move.source_id,
            GatewayMove.id != move.id,
            MoveBooking.booked_as.in_((BookedAs.REFUND, BookedAs.DISPUTE, BookedAs.PAYOUT)),
        )
    )
    return session.scalars(query.order_by(GatewayMove.created)).first()


def _document(session: Session, invoice: Invoice | None) -> Document | None:
    if invoice is None or invoice.kind is not InvoiceKind.INVOICE or invoice.status is InvoiceStatus.DRAFT:
        return None
    left = open_invoices(session, [invoice])[invoice.id]
    stands = invoice.status is InvoiceStatus.ISSUED
    return Document(invoice.contact_id, invoice.number or invoice.id, left, stands)


def _earlier(session: Session, move: GatewayMove) -> Earlier | None:
    booking = booking_of_source(session, move)
    if booking is None:
        return None
    if booking.refund_id is not None:
        return Earlier(booking.booked_as, session.get_one(Refund, booking.refund_id).reversed_on is not None)
    if booking.entry_id is None:
        return Earlier(booking.booked_as, undone=False, offset=True)
    back = select(LedgerEntry.id).where(LedgerEntry.reverses_id == booking.entry_id)
    return Earlier(booking.booked_as, session.scalar(back) is not None)


def invoice_of_payment(session: Session, move: GatewayMove) -> Invoice | None:
    """Return the invoice that the payment behind a later move was for."""
    query = select(GatewayMove).where(
        GatewayMove.gateway == move.gateway,
        GatewayMove.merchant == move.merchant,
        GatewayMove.payment_id == move.payment_id,
        GatewayMove.reference.is_not(None),
    )
    paid = session.scalars(query.order_by(GatewayMove.created)).first()
    return invoice_of(session, paid) if paid is not None else None


def receipts_for(session: Session, invoice_id: str) -> list[Receipt]:
    """Return the receipts of payments that named an invoice and still stand, the oldest payment first."""
    query = (
        select(Receipt, GatewayMove)
        .join(MoveBooking, MoveBooking.receipt_id == Receipt.id)
        .join(GatewayMove, GatewayMove.id == MoveBooking.move_id)
        .where(GatewayMove.reference.endswith(f".{invoice_id}", autoescape=True), Receipt.reversed_on.is_(None))
    )
    return [row.Receipt for row in session.execute(query.order_by(GatewayMove.created, GatewayMove.move_id))]


def went_back(session: Session, invoice_id: str) -> frozenset[BookedAs]:
    """Return as what money went back, and stands so, of payments that named an invoice: refunds and disputes."""
    receipts = [row.id for row in receipts_for(session, invoice_id)]
    query = (
        select(MoveBooking.booked_as)
        .join(Refund, Refund.id == MoveBooking.refund_id)
        .where(
            Refund.receipt_id.in_(receipts),
            Refund.reversed_on.is_(None),
            MoveBooking.booked_as.in_((BookedAs.REFUND, BookedAs.DISPUTE)),
        )
    )
    return frozenset(session.scalars(query))
