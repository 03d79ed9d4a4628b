"""What is always true of online payments, as sentences about whatever breaks it. For tests and for `verify`."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from bookdesk.core.vocabulary import BookedAs, EntryKind
from bookdesk.models.gateway import ClearingAccount, CollectionAttempt, GatewayMove, MoveBooking, PayoutLine
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.receivables.online.clearing import held_by_moves
from bookdesk.receivables.online.leasing import LIVE
from bookdesk.store.verify import Invariant

_BY_HAND = (EntryKind.CODING, EntryKind.JOURNAL)
"""What people post themselves is not the gateway's, unless it is what they decided of a move."""
_BACK = (BookedAs.REFUND, BookedAs.DISPUTE, BookedAs.RECEIPT_REVERSED)


def clearing_agrees(session: Session) -> Iterator[str]:
    """What the ledger says that a gateway holds is what the moves in the books add up to."""
    decided = select(MoveBooking.entry_id).where(MoveBooking.entry_id.is_not(None))
    for one in session.scalars(select(ClearingAccount)):
        query = (
            select(func.coalesce(func.sum(Posting.amount), 0))
            .join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
            .where(Posting.account_id == one.account_id)
            .where(LedgerEntry.kind.not_in(_BY_HAND) | LedgerEntry.id.in_(decided))
        )
        ledger = int(session.execute(query).scalar_one())
        moves = held_by_moves(session, one.gateway, one.merchant, one.currency, booked=True)
        if ledger != moves:
            yield f"{one.gateway} holds {moves} minor units of {one.currency} by its moves, and {ledger} by the ledger"


def moves_booked_as_told(session: Session) -> Iterator[str]:
    """Each payment is a receipt of its amount and fee, and each paying-back a refund of its amount."""
    told = func.coalesce(GatewayMove.presented, GatewayMove.amount)
    paid = (
        select(GatewayMove.move_id)
        .join(MoveBooking, MoveBooking.move_id == GatewayMove.id)
        .join(Receipt, Receipt.id == MoveBooking.receipt_id)
        .where((Receipt.amount != told) | (Receipt.fee != GatewayMove.fee) | (Receipt.banked != GatewayMove.net))
    )
    for move_id in session.scalars(paid):
        yield f"payment {move_id} is booked as another amount than the gateway told"
    back = (
        select(GatewayMove.move_id)
        .join(MoveBooking, MoveBooking.move_id == GatewayMove.id)
        .join(Refund, Refund.id == MoveBooking.refund_id)
        .where(MoveBooking.booked_as.in_(_BACK), Refund.amount != -told)
    )
    for move_id in session.scalars(back):
        yield f"{move_id} is booked as another amount than the gateway paid back"


def leases_are_held(session: Session) -> Iterator[str]:
    """An attempt of which money may still come holds the lease on its invoice, and no other does."""
    for row in session.scalars(select(CollectionAttempt)):
        if row.live != (row.state in LIVE):
            yield f"attempt {row.id} is {row.state} and {'holds' if row.live else 'does not hold'} the lease"


def payouts_add_up(session: Session) -> Iterator[str]:
    """A payout is what its lines add up to."""
    whole, part = aliased(GatewayMove), aliased(GatewayMove)
    query = (
        select(whole.source_id, whole.net, func.sum(part.net))
        .join(PayoutLine, (PayoutLine.payout_id == whole.source_id) & (PayoutLine.merchant == whole.merchant))
        .join(part, (part.move_id == PayoutLine.move_id) & (part.merchant == PayoutLine.merchant))
        .where(whole.kind == "payout")
        .group_by(whole.id)
    )
    for payout_id, net, lines in session.execute(query):
        if lines != -net:
            yield f"payout {payout_id} is of {-net} minor units, and its lines of {lines}"


INVARIANTS = (
    Invariant("clearing agrees", clearing_agrees),
    Invariant("moves booked as told", moves_booked_as_told),
    Invariant("leases are held", leases_are_held),
    Invariant("payouts add up", payouts_add_up),
)
"""The checks, by the names that `verify` tells."""
